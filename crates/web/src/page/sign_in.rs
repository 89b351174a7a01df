//! Signing in by a one-time link, and out again. There are no passwords.
//!
//! Opening the link only shows a button: mail scanners and browsers that fetch links ahead must not use it up.

use axum::extract::{Form, Path, State};
use axum::http::header::{HeaderValue, LOCATION, SET_COOKIE};
use axum::http::{StatusCode, Uri};
use axum::response::{Html, IntoResponse, Response};
use maud::html;
use sekisho_app::users;
use serde::Deserialize;

use crate::Web;
use crate::chrome::{self, Page};
use crate::failure::Failure;
use crate::href;
use crate::visitor::{self, Reader, Visitor};

/// `GET /sign-in/{token}`
pub(crate) async fn get(Path(token): Path<String>, Reader(lang): Reader, uri: Uri) -> Html<String> {
    let body = html! {
        p.answer { (lang.pick("このボタンを押すとサインインします。リンクは 1 回だけ使えます。", "Press the button to sign in. The link works once.")) }
        form method="post" action={ "/sign-in/" (href::escaped(&token)) } {
            button.first { (lang.pick("サインイン", "Sign in")) }
        }
        p.quiet { (lang.pick(
            "共用の端末では、作業が終わったら必ずサインアウトしてください。12 時間で自動的に切れます。",
            "On a shared computer, sign out when you are done. Sign-in ends by itself after 12 hours.",
        )) }
    };
    Html(chrome::bare(lang, &uri, Page::new(lang.pick("サインイン", "Sign in"), body)).into_string())
}

/// `POST /sign-in/{token}`
pub(crate) async fn post(State(web): State<Web>, Path(token): Path<String>) -> Result<Response, Failure> {
    let session = users::sign_in(&web.app, &token).await?;
    let cookie =
        visitor::signed_in(&web.options, session.reveal()).map_err(|_| sekisho_app::AppError::NotSignedIn)?;
    Ok(see("/", cookie))
}

/// What every form carries.
#[derive(Debug, Deserialize)]
pub(crate) struct Token {
    pub(super) csrf: String,
}

/// `POST /sign-out`
pub(crate) async fn out(
    State(web): State<Web>,
    visitor: Visitor,
    Form(form): Form<Token>,
) -> Result<Response, Failure> {
    visitor.check_form(&form.csrf)?;
    users::sign_out(&web.app, &visitor.session).await?;
    let cookie = visitor::signed_out(&web.options).map_err(|_| sekisho_app::AppError::NotSignedIn)?;
    Ok(see("/signed-out", cookie))
}

/// `GET /signed-out`
pub(crate) async fn gone(Reader(lang): Reader, uri: Uri) -> Html<String> {
    let body = html! {
        p.answer { (lang.pick("サインアウトしました。", "You are signed out.")) }
        p { (lang.pick(
            "もう一度使うには、管理者に新しいリンクを発行してもらってください。",
            "To come back, ask an administrator for a new link.",
        )) " " (lang.pick("（管理者の画面の「利用者」か、次のコマンド）", "(on the administrator's page of users, or by the command)")) " " code { "sekisho user link" } }
    };
    Html(chrome::bare(lang, &uri, Page::new(lang.pick("サインアウト", "Signed out"), body)).into_string())
}

fn see(place: &'static str, cookie: HeaderValue) -> Response {
    (StatusCode::SEE_OTHER, [(LOCATION, HeaderValue::from_static(place)), (SET_COOKIE, cookie)])
        .into_response()
}
