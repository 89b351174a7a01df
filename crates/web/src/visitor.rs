//! Who looks, in which language: the cookies and the query, read once per request.

use std::collections::BTreeMap;
use std::convert::Infallible;

use axum::extract::{FromRequestParts, Query};
use axum::http::header::{ACCEPT_LANGUAGE, COOKIE, HeaderValue, InvalidHeaderValue};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, Uri};
use sekisho_app::guard::may;
use sekisho_app::incident::{self, Due};
use sekisho_app::{Act, AppError, Caller, users};
use sekisho_model::{Lang, text};
use sha2::{Digest, Sha256};

use crate::failure::Failure;
use crate::{Web, WebOptions};

/// Seconds that a language choice is kept: a year.
const LANG_SECONDS: u32 = 365 * 24 * 60 * 60;
const LANG_COOKIE: &str = "sekisho_lang";

/// A signed-in person.
#[derive(Clone, Debug)]
pub(crate) struct Visitor {
    pub(crate) caller: Caller,
    pub(crate) lang: Lang,
    /// What every form of this person's must carry.
    pub(crate) csrf: String,
    /// Secret of the cookie.
    pub(crate) session: String,
    /// Where they are, for the language switch.
    pub(crate) uri: Uri,
    /// Name of the plant, shown on every page.
    pub(crate) plant: String,
    /// Reports that are nearly due or late, on every page.
    pub(crate) due: Vec<Due>,
}

impl Visitor {
    /// Finds out who is signed in.
    pub(crate) async fn find(web: &Web, uri: &Uri, headers: &HeaderMap) -> Result<Self, AppError> {
        let session = cookie(headers, session_cookie(&web.options)).ok_or(AppError::NotSignedIn)?;
        let caller = users::caller_of(&web.app, &session).await?;
        let register = sekisho_app::register::current(&web.app, &caller).await?;
        let plant = register.plant.as_ref().map(|plant| plant.name.clone()).unwrap_or_default();
        let csrf = csrf_of(&session);
        // Whoever may not read incidents is not told of them.
        let due =
            if may(caller.role, Act::Read) { incident::due(&web.app, &caller).await? } else { Vec::new() };
        Ok(Self { caller, lang: lang_of(uri, headers), csrf, session, uri: uri.clone(), plant, due })
    }

    /// May this person do that? Only for hiding what cannot be done; `app` decides.
    pub(crate) fn may(&self, act: Act) -> bool {
        may(self.caller.role, act)
    }

    /// Refuses a form without this session's token.
    pub(crate) fn check_form(&self, token: &str) -> Result<(), Failure> {
        if same(token.as_bytes(), self.csrf.as_bytes()) {
            return Ok(());
        }
        Err(Failure::of(
            StatusCode::FORBIDDEN,
            text!(ja: "フォームの有効期限が切れています。", en: "The form is no longer good."),
            text!(ja: "ページを開き直して、もう一度操作してください。", en: "Open the page again and repeat it."),
        ))
    }
}

impl FromRequestParts<Web> for Visitor {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Failure> {
        Ok(Self::find(web, &parts.uri, &parts.headers).await?)
    }
}

/// Compares without telling by time how much agrees.
fn same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |differ, (a, b)| differ | (a ^ b)) == 0
}

/// The token is made of the cookie's secret, so that it needs no store and nobody else can make it.
fn csrf_of(session: &str) -> String {
    let digest = Sha256::new().chain_update("sekisho form token\n").chain_update(session).finalize();
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The language of a reader, signed in or not.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reader(pub(crate) Lang);

impl<S: Sync> FromRequestParts<S> for Reader {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(lang_of(&parts.uri, &parts.headers)))
    }
}

/// The query, else the cookie, else what the browser prefers.
pub(crate) fn lang_of(uri: &Uri, headers: &HeaderMap) -> Lang {
    lang_asked(uri)
        .or_else(|| cookie(headers, LANG_COOKIE).and_then(|code| lang_called(&code)))
        .unwrap_or_else(|| lang_preferred(headers))
}

/// The language asked for in the query.
pub(crate) fn lang_asked(uri: &Uri) -> Option<Lang> {
    let query: Query<BTreeMap<String, String>> = Query::try_from_uri(uri).ok()?;
    lang_called(query.get("lang")?)
}

fn lang_called(code: &str) -> Option<Lang> {
    Lang::ALL.into_iter().find(|lang| lang.code() == code)
}

/// The first language of the browser that we speak, by weight.
fn lang_preferred(headers: &HeaderMap) -> Lang {
    let wishes = headers.get(ACCEPT_LANGUAGE).and_then(|wishes| wishes.to_str().ok()).unwrap_or_default();
    let mut best = (0.0, Lang::default());
    for wish in wishes.split(',') {
        let (code, weight) = wish.trim().split_once(";q=").unwrap_or((wish.trim(), "1"));
        let weight: f64 = weight.trim().parse().unwrap_or(0.0);
        let primary = code.split('-').next().unwrap_or_default().to_ascii_lowercase();
        if let Some(lang) = lang_called(&primary).filter(|_| weight > best.0) {
            best = (weight, lang);
        }
    }
    best.1
}

fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let all = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = all.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(key, _)| *key == name).map(|(_, value)| value.to_owned())
}

/// The prefix makes browsers refuse the cookie without TLS or from a subdomain.
const fn session_cookie(options: &WebOptions) -> &'static str {
    if options.secure_cookies { "__Host-sekisho" } else { "sekisho" }
}

/// Sets the cookie of a signed-in browser; it ends with the browser, and at the latest when `app` says so.
pub(crate) fn signed_in(options: &WebOptions, session: &str) -> Result<HeaderValue, InvalidHeaderValue> {
    let (name, secure) = (session_cookie(options), secure(options));
    HeaderValue::try_from(format!("{name}={session}; Path=/; HttpOnly; SameSite=Strict{secure}"))
}

/// Takes the cookie away.
pub(crate) fn signed_out(options: &WebOptions) -> Result<HeaderValue, InvalidHeaderValue> {
    let (name, secure) = (session_cookie(options), secure(options));
    HeaderValue::try_from(format!("{name}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0{secure}"))
}

/// Keeps a language choice.
pub(crate) fn lang_kept(options: &WebOptions, lang: Lang) -> Result<HeaderValue, InvalidHeaderValue> {
    let (code, secure) = (lang.code(), secure(options));
    HeaderValue::try_from(format!(
        "{LANG_COOKIE}={code}; Path=/; SameSite=Lax; Max-Age={LANG_SECONDS}{secure}"
    ))
}

const fn secure(options: &WebOptions) -> &'static str {
    if options.secure_cookies { "; Secure" } else { "" }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let pairs = pairs.iter();
        pairs
            .map(|(name, value)| (axum::http::HeaderName::from_static(name), HeaderValue::from_static(value)))
            .collect()
    }

    #[test]
    fn a_language_comes_from_the_query_then_the_cookie_then_the_browser() {
        let plain = Uri::from_static("/plant?zone=Z");
        let asked = Uri::from_static("/plant?lang=en&zone=Z");
        let cookie = headers(&[("cookie", "a=b; sekisho_lang=ja"), ("accept-language", "en-GB,en;q=0.9")]);
        assert_eq!(lang_of(&asked, &cookie), Lang::En);
        assert_eq!(lang_of(&plain, &cookie), Lang::Ja);
        assert_eq!(lang_of(&plain, &headers(&[("accept-language", "de, en;q=0.4, ja;q=0.7")])), Lang::Ja);
        assert_eq!(lang_of(&plain, &headers(&[("accept-language", "en-GB,en;q=0.9,ja;q=0.1")])), Lang::En);
        assert_eq!(lang_of(&plain, &HeaderMap::new()), Lang::Ja);
    }

    #[test]
    fn a_form_token_belongs_to_one_session() {
        assert_ne!(csrf_of("a"), csrf_of("b"));
        assert!(same(b"ab", b"ab") && !same(b"ab", b"ac") && !same(b"ab", b"a"));
    }

    #[test]
    fn a_cookie_over_tls_carries_the_host_prefix_and_secure() {
        let options = WebOptions { secure_cookies: true, ..WebOptions::default() };
        let cookie = signed_in(&options, "secret").unwrap();
        assert_eq!(cookie, "__Host-sekisho=secret; Path=/; HttpOnly; SameSite=Strict; Secure");
        let cookie = signed_in(&WebOptions::default(), "secret").unwrap();
        assert_eq!(cookie, "sekisho=secret; Path=/; HttpOnly; SameSite=Strict");
    }
}
