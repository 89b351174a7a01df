//! People and their signing in: by one-time links only. There are no passwords, so there is no default one.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use sekisho_model::{Place, Problem, Role, Source, Text, User, UserName, text};

use crate::feeds::sha256_hex;
use crate::guard::permit;
use crate::{Act, App, AppError, Caller};

/// A sign-in link works for this long.
pub const LINK_MINUTES: i64 = 60;
/// A signed-in browser stays signed in for this long.
pub const SIGNED_IN_HOURS: i64 = 12;

/// A secret that is shown once; only its SHA-256 is stored.
#[derive(Clone, Debug)]
pub struct Token(String);

impl Token {
    fn new() -> Result<Self, AppError> {
        let mut bytes = [0_u8; 32];
        getrandom::fill(&mut bytes).map_err(|_| AppError::NotSignedIn)?;
        Ok(Self(URL_SAFE_NO_PAD.encode(bytes)))
    }

    /// The text for a link or a cookie.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

/// Adds a user.
///
/// # Errors
/// [`AppError::Forbidden`]; the name is taken; trouble in the store.
pub async fn add(app: &App, caller: &Caller, name: &UserName, role: Role) -> Result<(), AppError> {
    permit(caller, Act::Administer)?;
    let user = User { name: name.clone(), role, disabled: false };
    Ok(app.store().add_user(&user, &app.origin(caller, Source::Person)).await?)
}

/// Everybody.
///
/// # Errors
/// [`AppError::Forbidden`], or trouble in the store.
pub async fn list(app: &App, caller: &Caller) -> Result<Vec<User>, AppError> {
    permit(caller, Act::Administer)?;
    Ok(app.store().users().await?)
}

/// Changes a role, or bars somebody from signing in. Their signed-in browsers are signed out.
///
/// # Errors
/// [`AppError::Forbidden`]; [`AppError::NotFound`]; trouble in the store.
pub async fn change(app: &App, caller: &Caller, user: &User) -> Result<(), AppError> {
    permit(caller, Act::Administer)?;
    known(app, &user.name).await?;
    Ok(app.store().update_user(user, &app.origin(caller, Source::Person)).await?)
}

/// The sign-in name of the administrator that a new register starts with.
pub const FIRST_ADMINISTRATOR: &str = "admin";

/// A sign-in link for the first administrator, who is made where nobody is registered yet.
///
/// # Errors
/// [`AppError::Forbidden`], or trouble in the store.
pub async fn first_link(app: &App, caller: &Caller) -> Result<Token, AppError> {
    permit(caller, Act::Administer)?;
    let users = app.store().users().await?;
    let administrator = users.into_iter().find(|user| user.role == Role::Administrator && !user.disabled);
    let name = match administrator {
        Some(user) => user.name,
        None => {
            let name =
                UserName::try_from(FIRST_ADMINISTRATOR.to_owned()).map_err(|_| AppError::NotSignedIn)?;
            add(app, caller, &name, Role::Administrator).await?;
            name
        }
    };
    link(app, caller, &name).await
}

/// One user.
///
/// # Errors
/// [`AppError::Forbidden`], [`AppError::NotFound`], or trouble in the store.
pub async fn of_name(app: &App, caller: &Caller, name: &UserName) -> Result<User, AppError> {
    permit(caller, Act::Administer)?;
    known(app, name).await
}

/// Makes a one-time sign-in link for a user; the text goes behind `/sign-in/`.
///
/// # Errors
/// [`AppError::Forbidden`]; [`AppError::NotFound`]; [`AppError::Invalid`] where the user is barred; trouble in the store.
pub async fn link(app: &App, caller: &Caller, name: &UserName) -> Result<Token, AppError> {
    permit(caller, Act::Administer)?;
    if known(app, name).await?.disabled {
        return Err(AppError::Invalid(vec![barred(name)]));
    }
    let token = Token::new()?;
    let expires = later(app.now(), SignedDuration::from_mins(LINK_MINUTES));
    let origin = app.origin(caller, Source::Person);
    app.store().add_login_link(&sha256_hex(token.reveal().as_bytes()), name, expires, &origin).await?;
    Ok(token)
}

/// Uses up a sign-in link and signs its user in.
///
/// # Errors
/// [`AppError::NotSignedIn`] when the link is unknown, used or too old, or its user is barred.
pub async fn sign_in(app: &App, link: &str) -> Result<Token, AppError> {
    let now = app.now();
    let session = Token::new()?;
    let (link, hash) = (sha256_hex(link.as_bytes()), sha256_hex(session.reveal().as_bytes()));
    let expires = later(now, SignedDuration::from_hours(SIGNED_IN_HOURS));
    let user = app.store().use_login_link(&link, &hash, now, expires).await?;
    user.map(|_| session).ok_or(AppError::NotSignedIn)
}

/// Who is signed in with this cookie.
///
/// # Errors
/// [`AppError::NotSignedIn`] when nobody is.
pub async fn caller_of(app: &App, session: &str) -> Result<Caller, AppError> {
    let user = app.store().web_session(&sha256_hex(session.as_bytes()), app.now()).await?;
    user.map(|user| Caller { name: user.name.to_string(), role: user.role }).ok_or(AppError::NotSignedIn)
}

/// Ends a signed-in browser.
///
/// # Errors
/// Trouble in the store.
pub async fn sign_out(app: &App, session: &str) -> Result<(), AppError> {
    Ok(app.store().end_web_session(&sha256_hex(session.as_bytes())).await?)
}

async fn known(app: &App, name: &UserName) -> Result<User, AppError> {
    let users = app.store().users().await?;
    users
        .into_iter()
        .find(|user| user.name == *name)
        .ok_or_else(|| AppError::NotFound { kind: Text::new("利用者", "user"), id: name.to_string() })
}

fn barred(name: &UserName) -> Problem {
    Problem::error(
        Place::default(),
        text!(
            ja: "利用者「{name}」は停止中なので、サインイン用リンクを発行できません。",
            en: "The user \"{name}\" is barred from signing in, so no link can be made."
        ),
        Text::default(),
    )
}

fn later(now: Timestamp, by: SignedDuration) -> Timestamp {
    // Saturating: the end of time is late enough.
    now.checked_add(by).unwrap_or(Timestamp::MAX)
}
