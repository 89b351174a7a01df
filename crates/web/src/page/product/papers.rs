//! 製品の文書: which documents a product has, what they miss, and each to print.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use sekisho_app::AppError;
use sekisho_app::product_papers::{self, ProductPapers};
use sekisho_assess::product_papers::DocumentKind;
use sekisho_model::{Lang, Place, Problem, ProductId, Text};
use sekisho_report::papers;

use crate::failure::Failure;
use crate::listing::Params;
use crate::paper::{self, POLICY, WORKBOOK};
use crate::visitor::Visitor;
use crate::{Web, href};

/// `GET /products/{id}/papers/{name}?in=`
pub(crate) async fn get(
    State(web): State<Web>,
    visitor: Visitor,
    params: Params,
    Path((id, name)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let lang = paper::lang(&params, visitor.lang);
    let (code, ending) = name.rsplit_once('.').unwrap_or((&name, ""));
    let kind = DocumentKind::from_code(code).ok_or(StatusCode::NOT_FOUND)?;
    let (document, day) = product_papers::one(&web.app, &visitor.caller, &id, kind).await?;
    let body = || document.body.as_ref().map(|body| body.in_lang(lang).to_owned());
    let (sort, bytes) = match ending {
        "html" => ("text/html; charset=utf-8", papers::print_html(&document, day, lang).into_bytes()),
        "xlsx" => {
            (WORKBOOK, papers::workbook(&document, lang).map_err(|error| unwritable(&error.to_string()))?)
        }
        "txt" => ("text/plain; charset=utf-8", body().ok_or(StatusCode::NOT_FOUND)?.into_bytes()),
        _ => return Err(StatusCode::NOT_FOUND.into()),
    };
    let shown = if ending == "html" { "inline" } else { "attachment" };
    let file = format!("{shown}; filename=\"{code}-{}.{ending}\"", lang.code());
    let headers = [
        (CONTENT_TYPE, sort.to_owned()),
        (CONTENT_DISPOSITION, file),
        (CONTENT_SECURITY_POLICY, POLICY.to_owned()),
    ];
    Ok((headers, bytes).into_response())
}

pub(super) fn unwritable(why: &str) -> AppError {
    let what = Text::new(format!("ブックを作れません：{why}"), format!("The workbook cannot be made: {why}"));
    AppError::Invalid(vec![Problem::error(Place::default(), what, Text::default())])
}

/// The documents as a part of the product's page.
pub(super) fn section(made: &ProductPapers, lang: Lang) -> Markup {
    let id = &made.product.id;
    let at = |kind: DocumentKind, ending: &str, lang: Lang| {
        format!("{}?in={}", href::product_paper(id, kind.code(), ending), lang.code())
    };
    html! {
        section id="papers" {
            h2 { (lang.pick("文書", "Documents")) span.count { (made.documents.len()) } }
            div.table tabindex="0" role="group" aria-label=(lang.pick("文書の一覧", "Documents")) { table {
                thead { tr {
                    th scope="col" { (lang.pick("文書", "Document")) }
                    th scope="col" { (lang.pick("状態", "State")) }
                    th scope="col" { (lang.pick("印刷・保存", "Print, save")) }
                } }
                tbody { @for document in &made.documents { tr {
                    th scope="row" { (document.kind.title().in_lang(lang)) }
                    td { (document.state().in_lang(lang)) }
                    td {
                        @for to in Lang::ALL {
                            a href=(at(document.kind, "html", to)) { (to.pick("日本語", "English")) } " "
                        }
                        a href=(at(document.kind, "xlsx", lang)) { "XLSX" }
                        @if document.body.is_some() { " " a href=(at(document.kind, "txt", lang)) { "TXT" } }
                    }
                } } }
            } }
            (gaps(made, id, lang))
        }
    }
}

fn gaps(made: &ProductPapers, id: &ProductId, lang: Lang) -> Markup {
    let entries = &made.shortest.entries;
    html! {
        @for correction in &made.corrections { p.note { (correction.words().in_lang(lang)) } }
        @if !entries.is_empty() { details id="gaps" {
            summary { (lang.pick("足りない入力（少ない入力で文書が埋まる順）", "Missing entries, in the order that completes documents soonest")) " " span.count { (entries.len()) } }
            ol { @for entry in entries { li {
                (entry.gap.what.in_lang(lang))
                p.sub { (entry.gap.enter.in_lang(lang)) }
                p.sub {
                    @for (n, kind) in entry.documents.iter().enumerate() {
                        @if n > 0 { (lang.pick("、", ", ")) }
                        a href={ (href::product_paper(id, kind.code(), "html")) "?in=" (lang.code()) } { (kind.title().in_lang(lang)) }
                    }
                }
            } } }
        } }
    }
}
