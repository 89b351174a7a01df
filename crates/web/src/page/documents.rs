//! The guideline's document set as files.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use sekisho_app::guideline::{self, Wanted};
use sekisho_app::observe::Purpose;
use sekisho_model::text;

use crate::failure::Failure;
use crate::listing::Params;
use crate::visitor::Visitor;
use crate::{Web, paper};

/// `GET /documents/{name}?as_of=&in=&purpose=`: with a purpose, what was observed and nobody has accepted is in it as
/// proposals, and the look is noted.
pub(crate) async fn get(
    State(web): State<Web>,
    visitor: Visitor,
    params: Params,
    Path(name): Path<String>,
) -> Result<Response, Failure> {
    let lang = paper::lang(&params, visitor.lang);
    let as_of = match params.get("as_of") {
        "" => None,
        written => Some(written.parse().map_err(|_| no_date(written))?),
    };
    let workbook = match name.as_str() {
        "guideline.xlsx" => true,
        "guideline.html" => false,
        _ => return Err(StatusCode::NOT_FOUND.into()),
    };
    let wanted = Wanted { as_of, lang };
    let files = match params.get("purpose").trim() {
        "" => guideline::document(&web.app, &visitor.caller, wanted).await?,
        words => {
            let purpose = Purpose::new(words)?;
            guideline::document_with_proposals(&web.app, &visitor.caller, wanted, &purpose).await?
        }
    };
    let stem = files.stem(lang);
    Ok(if workbook {
        paper::workbook(&format!("{stem}.xlsx"), files.xlsx)
    } else {
        paper::page(&format!("{stem}.html"), files.html)
    })
}

fn no_date(written: &str) -> Failure {
    let written = written.chars().take(40).collect::<String>();
    Failure::of(
        StatusCode::BAD_REQUEST,
        text!(ja: "日付「{written}」を読めません。", en: "The date \"{written}\" cannot be read."),
        text!(ja: "2026-11-24 の形で入力してください。", en: "Enter it as 2026-11-24."),
    )
}
