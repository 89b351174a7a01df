//! The letter and the answer sheet of a request, in either language.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};
use sekisho_app::suppliers;
use sekisho_model::{Lang, SupplierRequestId};

use crate::failure::Failure;
use crate::listing::Params;
use crate::visitor::Visitor;
use crate::{Web, href, paper};

/// `GET /suppliers/requests/{id}/{name}?in=`
pub(crate) async fn get(
    State(web): State<Web>,
    visitor: Visitor,
    params: Params,
    Path((id, name)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let lang = paper::lang(&params, visitor.lang);
    let code = lang.code();
    match name.as_str() {
        "letter.html" => {
            let letter = suppliers::letter(&web.app, &visitor.caller, &id, lang).await?;
            Ok(paper::page(&format!("{id}-letter-{code}.html"), letter))
        }
        "sheet.xlsx" => {
            let sheet = suppliers::sheet(&web.app, &visitor.caller, &id, lang).await?;
            Ok(paper::workbook(&format!("{id}-answers-{code}.xlsx"), sheet))
        }
        _ => Err(StatusCode::NOT_FOUND.into()),
    }
}

/// Where a request stands on the page of suppliers.
pub(super) fn anchor(id: &SupplierRequestId) -> String {
    format!("request-{}", href::escaped(id.as_str()))
}

/// Leads to a request's papers in both languages; a sheet only where something is asked.
pub(super) fn links(id: &SupplierRequestId, asks: bool, lang: Lang) -> Markup {
    let at = |name: &str, to: Lang| {
        format!("/suppliers/requests/{}/{name}?in={}", href::escaped(id.as_str()), to.code())
    };
    html! { p {
        (lang.pick("依頼状（印刷用）：", "Letter, to print: "))
        @for to in Lang::ALL { a href=(at("letter.html", to)) hreflang=(to.code()) { (to.pick("日本語", "English")) } " " }
        @if asks {
            " · " (lang.pick("回答票（XLSX）：", "Answer sheet (XLSX): "))
            @for to in Lang::ALL { a href=(at("sheet.xlsx", to)) hreflang=(to.code()) { (to.pick("日本語", "English")) } " " }
        } @else {
            " · " span.quiet { (lang.pick("回答票は、要請の「求める基準」を入れると作れます", "The answer sheet can be made once the request asks for criteria")) }
        }
    } }
}
