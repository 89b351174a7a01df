//! The guideline's document set as files.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName};
use axum::response::{IntoResponse, Response};
use sekisho_app::guideline::{self, Wanted};
use sekisho_model::{Lang, text};

use crate::Web;
use crate::failure::Failure;
use crate::listing::Params;
use crate::visitor::Visitor;

/// The document carries its style inside, so that it can be kept as one file. It has no script.
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; base-uri 'none'";
const WORKBOOK: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// `GET /documents/{name}?as_of=&in=`
pub(crate) async fn get(
    State(web): State<Web>,
    visitor: Visitor,
    params: Params,
    Path(name): Path<String>,
) -> Result<Response, Failure> {
    let lang = Lang::ALL.into_iter().find(|lang| lang.code() == params.get("in")).unwrap_or(visitor.lang);
    let as_of = match params.get("as_of") {
        "" => None,
        written => Some(written.parse().map_err(|_| no_date(written))?),
    };
    let workbook = match name.as_str() {
        "guideline.xlsx" => true,
        "guideline.html" => false,
        _ => return Err(StatusCode::NOT_FOUND.into()),
    };
    let files = guideline::document(&web.app, &visitor.caller, Wanted { as_of, lang }).await?;
    let stem = files.stem(lang);
    if workbook {
        let name = format!("attachment; filename=\"{stem}.xlsx\"");
        return Ok(
            ([(CONTENT_TYPE, WORKBOOK.to_owned()), (CONTENT_DISPOSITION, name)], files.xlsx).into_response()
        );
    }
    let name = format!("inline; filename=\"{stem}.html\"");
    let headers: [(HeaderName, String); 3] = [
        (CONTENT_TYPE, "text/html; charset=utf-8".to_owned()),
        (CONTENT_DISPOSITION, name),
        (CONTENT_SECURITY_POLICY, POLICY.to_owned()),
    ];
    Ok((headers, files.html).into_response())
}

fn no_date(written: &str) -> Failure {
    let written = written.chars().take(40).collect::<String>();
    Failure::of(
        StatusCode::BAD_REQUEST,
        text!(ja: "日付「{written}」を読めません。", en: "The date \"{written}\" cannot be read."),
        text!(ja: "2026-11-24 の形で入力してください。", en: "Enter it as 2026-11-24."),
    )
}
