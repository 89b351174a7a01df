//! What went wrong, as a page in plain words or as JSON: what, which, what to do. A bug says that it is ours.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use sekisho_app::AppError;
use sekisho_model::{Lang, Problem, Text, text};

use crate::Web;
use crate::chrome::{self, Page};
use crate::parts;
use crate::visitor::{self, Visitor};

/// Most problems that are shown one by one.
const PROBLEMS_SHOWN_MAX: usize = 100;

/// Something that was not done, with a status and words.
#[derive(Clone, Debug)]
pub(crate) struct Failure {
    pub(crate) status: StatusCode,
    pub(crate) what: Text,
    pub(crate) remedy: Text,
    pub(crate) problems: Box<[Problem]>,
}

impl Failure {
    pub(crate) fn of(status: StatusCode, what: Text, remedy: Text) -> Self {
        Self { status, what, remedy, problems: Box::default() }
    }

    /// The words for a status that came without any.
    fn of_status(status: StatusCode) -> Self {
        let (what, remedy) = match status {
            StatusCode::NOT_FOUND => (
                text!(ja: "このアドレスにページはありません。", en: "There is no page at this address."),
                text!(ja: "左のメニューか検索から探してください。", en: "Use the menu or the search."),
            ),
            StatusCode::METHOD_NOT_ALLOWED => (
                text!(ja: "このアドレスではその操作ができません。", en: "This address does not take that request."),
                text!(ja: "メニューから開き直してください。", en: "Open the page again from the menu."),
            ),
            StatusCode::PAYLOAD_TOO_LARGE => (
                text!(ja: "ファイルが大きすぎます（上限 64 MiB）。", en: "The file is too large (at most 64 MiB)."),
                text!(
                    ja: "大きなファイルは、サーバでコマンド sekisho sbom add または sekisho feed import を使って取り込んでください。",
                    en: "Import large files on the server with `sekisho sbom add` or `sekisho feed import`."
                ),
            ),
            StatusCode::GATEWAY_TIMEOUT => (
                text!(ja: "時間内に答えを出せませんでした。", en: "The answer took too long."),
                text!(ja: "対象を絞って、もう一度試してください。", en: "Narrow the question and try again."),
            ),
            status if status.is_client_error() => (
                text!(ja: "要求を読み取れませんでした。", en: "The request could not be read."),
                text!(ja: "ページを開き直して、もう一度試してください。", en: "Open the page again and try once more."),
            ),
            _ => (
                text!(ja: "関所の不具合です。あなたの操作の誤りではありません。", en: "This is a bug in Sekisho, not a mistake of yours."),
                text!(
                    ja: "サーバの標準エラー出力に記録があります。時刻を添えて管理者に伝えてください。台帳は元のままです。",
                    en: "The server's standard error has the details. Tell your administrator the time. The register is as it was."
                ),
            ),
        };
        Self::of(status, what, remedy)
    }

    /// The status of an error.
    pub(crate) const fn status_of(error: &AppError) -> StatusCode {
        match error {
            AppError::Forbidden { .. } => StatusCode::FORBIDDEN,
            AppError::NotFound { .. } => StatusCode::NOT_FOUND,
            AppError::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            AppError::Outdated | AppError::Conflict(_) => StatusCode::CONFLICT,
            AppError::NotSignedIn => StatusCode::UNAUTHORIZED,
            AppError::Store(_) => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// Text in both languages, for answers that are given before the reader is known.
    pub(crate) fn plain(&self) -> Response {
        let Self { status, what, remedy, .. } = self;
        let body = format!("{}\n{}\n\n{}\n{}\n", what.ja, remedy.ja, what.en, remedy.en);
        (*status, [(CONTENT_TYPE, "text/plain; charset=utf-8")], body).into_response()
    }

    fn page(&self, lang: Lang) -> Markup {
        html! {
            p.answer { (self.what.in_lang(lang)) }
            @if !self.remedy.in_lang(lang).is_empty() { p { (self.remedy.in_lang(lang)) } }
            // The first one is the answer above.
            @if let [_, more @ ..] = &*self.problems && !more.is_empty() { (parts::problems(more, PROBLEMS_SHOWN_MAX, lang)) }
            @if self.status == StatusCode::UNAUTHORIZED {
                p {
                    (lang.pick(
                        "ほかのサイトのリンクから来た場合は、",
                        "If you followed a link from another site, ",
                    ))
                    a href="" { (lang.pick("このページを開き直す", "open this page again")) }
                    (lang.pick("とサインインした状態で表示されます。", " and you are signed in."))
                }
            }
        }
    }

    fn json(&self) -> Response {
        let Self { status, what, remedy, problems } = self;
        let body = crate::api::problem_document(what, remedy, problems);
        (*status, [(CONTENT_TYPE, "application/json")], body).into_response()
    }
}

impl From<StatusCode> for Failure {
    fn from(status: StatusCode) -> Self {
        Self::of_status(status)
    }
}

impl From<AppError> for Failure {
    fn from(error: AppError) -> Self {
        let (what, remedy) = (error.text(), error.remedy());
        let status = Self::status_of(&error);
        if status.is_server_error() {
            tracing::error!(error = %chain_of(&error), "a request failed");
        }
        let problems = match error {
            AppError::Invalid(problems) => problems.into_boxed_slice(),
            _ => Box::default(),
        };
        Self { status, what, remedy, problems }
    }
}

/// An error with what caused it, for the log.
fn chain_of(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

/// Turns every failed answer into words, and keeps a panic from being anything else than a page.
pub(crate) async fn dress(State(web): State<Web>, request: Request, next: Next) -> Response {
    let (uri, headers) = (request.uri().clone(), request.headers().clone());
    // In a task of its own, so that a bug in one page ends as an answer.
    let response = match tokio::spawn(next.run(request)).await {
        Ok(response) => response,
        Err(error) => {
            tracing::error!(%error, path = uri.path(), "a handler panicked");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    };
    let status = response.status();
    let failed = status.is_client_error() || status.is_server_error();
    if !failed || brings_its_words(&response) {
        return response;
    }
    let failure =
        response.extensions().get::<Failure>().cloned().unwrap_or_else(|| Failure::of_status(status));
    if uri.path().starts_with("/api/") {
        failure.json()
    } else {
        page_of(&web, &uri, &headers, &failure).await
    }
}

/// Did a page of ours refuse with more than a status: a form with what is wrong beside each field, both versions of
/// a row, or the answer to a script? What a library refuses comes without a type or as plain text.
fn brings_its_words(response: &Response) -> bool {
    let kind = response.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    response.extensions().get::<Failure>().is_none()
        && (kind.starts_with("text/html") || kind == "application/json")
}

async fn page_of(web: &Web, uri: &axum::http::Uri, headers: &HeaderMap, failure: &Failure) -> Response {
    let lang = visitor::lang_of(uri, headers);
    let visitor = Visitor::find(web, uri, headers).await.ok();
    let title = match failure.status {
        StatusCode::UNAUTHORIZED => Text::new("サインインが必要です", "Sign-in needed"),
        StatusCode::FORBIDDEN => Text::new("権限がありません", "Not allowed"),
        StatusCode::NOT_FOUND => Text::new("見つかりません", "Not found"),
        status if status.is_server_error() => Text::new("不具合", "Something broke"),
        _ => Text::new("受け付けられません", "Not accepted"),
    };
    let page = Page::new(title.in_lang(lang), failure.page(lang));
    let markup = match visitor {
        Some(visitor) => chrome::page(&visitor, page),
        None => chrome::bare(lang, uri, page),
    };
    (failure.status, markup).into_response().map(Body::new)
}
