//! What every request and every answer must bear: a host name that is ours, a form that is ours, and headers
//! that keep browsers from doing more than the pages need.
//!
//! Roles are not decided here: `app` does that.

use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HOST, HeaderName, HeaderValue, ORIGIN, REFERRER_POLICY,
    SET_COOKIE, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use sekisho_model::text;

use crate::Web;
use crate::failure::Failure;
use crate::visitor;

const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; \
    form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
const OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// Refuses foreign names and foreign forms, and dresses every answer.
pub(crate) async fn guard(State(web): State<Web>, request: Request, next: Next) -> Response {
    let (refusal, asked) = (refusal(&web, &request), visitor::lang_asked(request.uri()));
    let mut response = match refusal {
        // Asked before anything else runs; the words must not depend on a session.
        Some(failure) => failure.plain(),
        None => next.run(request).await,
    };
    dress(response.headers_mut());
    if let Some(kept) = asked.and_then(|lang| visitor::lang_kept(&web.options, lang).ok()) {
        response.headers_mut().append(SET_COOKIE, kept);
    }
    response
}

fn refusal(web: &Web, request: &Request) -> Option<Failure> {
    let host = host(request.headers(), request.uri());
    if !host.is_some_and(|host| is_ours(name_of(host), &web.options.hosts)) {
        return Some(foreign_host(host.unwrap_or_default()));
    }
    let reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    (!reads && !same_origin(request.headers(), host.unwrap_or_default())).then(foreign_form)
}

/// The name and port by which this server was asked.
pub(crate) fn host<'r>(headers: &'r HeaderMap, uri: &'r Uri) -> Option<&'r str> {
    let header = headers.get(HOST).and_then(|host| host.to_str().ok());
    header.or_else(|| uri.authority().map(axum::http::uri::Authority::as_str))
}

/// A host header without its port.
fn name_of(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) && !name.ends_with(':') => name,
        _ => host,
    }
}

fn is_ours(name: &str, hosts: &[String]) -> bool {
    let named = hosts.iter().map(String::as_str).chain(["localhost", "127.0.0.1", "[::1]"]);
    named.into_iter().any(|ours| ours.eq_ignore_ascii_case(name))
}

/// Browsers say where a form comes from, by one header or the other; a program that says neither carries no
/// cookie it was not given, and still needs the form's token.
fn same_origin(headers: &HeaderMap, host: &str) -> bool {
    let text =
        |name: HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or_default().to_owned());
    if let Some(site) = text(SEC_FETCH_SITE) {
        return site == "same-origin" || site == "none";
    }
    text(ORIGIN).is_none_or(|origin| origin.split_once("://").is_some_and(|(_, from)| from == host))
}

fn foreign_host(host: &str) -> Failure {
    let host = host.chars().take(100).collect::<String>();
    Failure::of(
        StatusCode::MISDIRECTED_REQUEST,
        text!(
            ja: "「{host}」という名前では、この関所を開けません。",
            en: "This server does not answer to the name \"{host}\"."
        ),
        text!(
            ja: "起動時に表示されたアドレスで開いてください。別の名前を使うには、設定の hosts に加えてください。",
            en: "Open the address shown at start-up. To use another name, add it to the setting `hosts`."
        ),
    )
}

fn foreign_form() -> Failure {
    Failure::of(
        StatusCode::FORBIDDEN,
        text!(
            ja: "よそのページから送られたフォームなので、受け付けませんでした。",
            en: "The form came from another site, so it was not accepted."
        ),
        text!(ja: "この関所のページを開いて、そこから操作してください。", en: "Open the page here and use its own form."),
    )
}

fn dress(headers: &mut HeaderMap) {
    let fixed = [
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "no-referrer"),
        (OPENER_POLICY, "same-origin"),
        (RESOURCE_POLICY, "same-origin"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    // A document that carries its style inside says so itself; nothing else does.
    headers.entry(CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(POLICY));
    // What a signed-in person sees is not for the next one at the same browser.
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_not_ours_is_refused_whatever_its_port() {
        for (host, ours) in [
            ("localhost:8080", true),
            ("127.0.0.1", true),
            ("[::1]:8080", true),
            ("[::1]", true),
            ("LocalHost", true),
            ("plant.example", true),
            ("localhost.attacker.example", false),
            ("127.0.0.1.attacker.example:8080", false),
            ("", false),
            ("::1", false),
        ] {
            assert_eq!(is_ours(name_of(host), &["plant.example".to_owned()]), ours, "{host}");
        }
    }

    #[test]
    fn a_form_from_elsewhere_is_refused() {
        let headers = |pairs: &[(&'static str, &'static str)]| {
            let pairs = pairs.iter();
            pairs
                .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
                .collect()
        };
        let ask = |pairs: &[(&'static str, &'static str)]| same_origin(&headers(pairs), "localhost:8080");
        assert!(ask(&[("sec-fetch-site", "same-origin")]));
        assert!(ask(&[("origin", "http://localhost:8080")]));
        assert!(ask(&[]));
        assert!(!ask(&[("sec-fetch-site", "cross-site")]));
        assert!(!ask(&[("sec-fetch-site", "same-site")]));
        assert!(!ask(&[("origin", "http://attacker.example")]));
        assert!(!ask(&[("origin", "null")]));
        assert!(!ask(&[("origin", "http://localhost:8081")]));
    }
}
