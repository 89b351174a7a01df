//! An answer sheet that came back: what it says is shown first, and kept when a person accepts it.

use axum::extract::{Form, Multipart, Path, State};
use axum::response::Redirect;
use jiff::Timestamp;
use maud::{Markup, html};
use sekisho_app::suppliers::{self, Returned};
use sekisho_app::{Act, catalog, guard};
use sekisho_assess::answers::state_word;
use sekisho_catalog::{Catalog, CriterionId};
use sekisho_model::{Lang, SupplierRequestId};
use serde::Deserialize;

use super::papers;
use crate::chrome::{self, Menu, Page};
use crate::failure::Failure;
use crate::page::drop::{gone, uploaded};
use crate::page::{Answer, ok};
use crate::visitor::Visitor;
use crate::{Web, href, parts};

/// Problems shown one by one.
const PROBLEMS_SHOWN: usize = 40;

fn at(id: &SupplierRequestId, act: &str) -> String {
    format!("/suppliers/requests/{}/{act}", href::escaped(id.as_str()))
}

/// The form under a request.
pub(super) fn form(id: &SupplierRequestId, visitor: &Visitor) -> Markup {
    let lang = visitor.lang;
    html! { details.marking {
        summary { (lang.pick("返ってきた回答票を読む", "Read an answer sheet that came back")) " " (id) }
        form.mark method="post" action=(at(id, "answers")) enctype="multipart/form-data" {
            input type="hidden" name="csrf" value=(visitor.csrf);
            p { label { (lang.pick("回答票（XLSX、64 MiB まで）", "Answer sheet (XLSX, up to 64 MiB)")) br; input type="file" name="file" required; } }
            p.do { button { (lang.pick("内容を見る", "See what it says")) } }
            p.effect { (lang.pick("見るだけでは何も保存しません。", "Looking keeps nothing.")) }
        }
    } }
}

/// `POST /suppliers/requests/{id}/answers`: what a sheet says. Nothing is kept.
pub(crate) async fn post(
    State(web): State<Web>,
    visitor: Visitor,
    Path(id): Path<String>,
    form: Multipart,
) -> Answer {
    let file = uploaded(form, &visitor).await?;
    let returned = suppliers::read(&web.app, &visitor.caller, &id, &file).await?;
    let catalog = catalog::current(&web.app, &visitor.caller)?;
    let lang = visitor.lang;
    let body = body(&returned, &catalog, &visitor);
    web.held.put(&visitor.session, file, Timestamp::now());
    let page = Page::new(lang.pick("返ってきた回答票", "An answer sheet that came back"), body)
        .in_menu(Menu::Suppliers)
        .crumb(Menu::Suppliers.word().in_lang(lang), Some("/suppliers".to_owned()))
        .crumb(id, Some(format!("/suppliers#{}", papers::anchor(&returned.request))));
    ok(chrome::page(&visitor, page))
}

/// The form under what a sheet says.
#[derive(Debug, Deserialize)]
pub(crate) struct Kept {
    csrf: String,
    sha256: String,
}

/// `POST /suppliers/requests/{id}/keep`: the sheet that was looked at answers the request.
pub(crate) async fn keep(
    State(web): State<Web>,
    visitor: Visitor,
    Path(id): Path<String>,
    Form(form): Form<Kept>,
) -> Result<Redirect, Failure> {
    visitor.check_form(&form.csrf)?;
    guard::permit(&visitor.caller, Act::Enter)?;
    let file = web.held.look(&visitor.session, Timestamp::now()).ok_or_else(gone)?;
    let returned = suppliers::read(&web.app, &visitor.caller, &id, &file).await?;
    // Another file was looked at since, in another window.
    if returned.sha256() != form.sha256 {
        return Err(gone());
    }
    suppliers::keep(&web.app, &visitor.caller, &returned).await?;
    Ok(Redirect::to(&format!("/suppliers#{}", papers::anchor(&returned.request))))
}

fn body(returned: &Returned, catalog: &Catalog, visitor: &Visitor) -> Markup {
    let lang = visitor.lang;
    let given = &returned.given;
    html! {
        (parts::answer(returned.summary.in_lang(lang)))
        @if !returned.problems.is_empty() { section {
            h2 { (lang.pick("取引先に確かめること", "To be asked of the supplier")) span.count { (returned.problems.len()) } }
            (parts::problems(&returned.problems, PROBLEMS_SHOWN, lang))
        } }
        @if !given.rows.is_empty() { (table(returned, catalog, lang)) }
        @if !given.added.is_empty() { section {
            h2 { (lang.pick("送った票にない行", "Rows that were not sent")) span.count { (given.added.len()) } }
            ul.plain { @for (row, words) in &given.added { li { (row) (lang.pick(" 行目：", ": ")) (words) } } }
        } }
        @if !given.comments.is_empty() { section {
            h2 { (lang.pick("セルのコメント", "Comments on cells")) span.count { (given.comments.len()) } }
            ul.plain { @for (cell, words) in &given.comments { li { (cell) (lang.pick("：", ": ")) (words) } } }
        } }
        @if visitor.may(Act::Enter) && !given.rows.is_empty() { (accept(returned, visitor)) }
        p { a href={ "/suppliers#" (papers::anchor(&returned.request)) } { (lang.pick("取引先のページに戻る", "Back to suppliers")) } }
    }
}

fn table(returned: &Returned, catalog: &Catalog, lang: Lang) -> Markup {
    let title = |id: &str| {
        let criterion = id.parse::<CriterionId>().ok().and_then(|id| catalog.criterion(&id));
        criterion.map(|row| row.title.in_lang(lang)).unwrap_or_default()
    };
    html! {
        div.table tabindex="0" role="group" aria-label=(lang.pick("回答", "Answers")) { table.prose {
            thead { tr {
                th scope="col" { (lang.pick("求めたこと", "What was asked")) }
                th scope="col" { (lang.pick("回答", "Answer")) }
                th scope="col" { (lang.pick("説明", "In words")) }
                th scope="col" { (lang.pick("証跡", "Evidence")) }
            } }
            tbody { @for row in &returned.given.rows { tr {
                th scope="row" { (title(&row.id)) p.sub { (row.id) } }
                td data-label=(lang.pick("回答", "Answer")) {
                    @match row.state {
                        Some(state) => (state_word(state).in_lang(lang)),
                        None => { "？ " @if row.written.is_empty() { (lang.pick("回答なし", "not answered")) } @else { "「" (row.written) "」" } }
                    }
                }
                td data-label=(lang.pick("説明", "In words")) { (row.words) }
                td data-label=(lang.pick("証跡", "Evidence")) { (row.evidence) }
            } } }
        } }
    }
}

fn accept(returned: &Returned, visitor: &Visitor) -> Markup {
    let lang = visitor.lang;
    html! { section.steps {
        h2 { (lang.pick("この回答を受け入れる", "Accept these answers")) }
        form method="post" action=(at(&returned.request, "keep")) {
            input type="hidden" name="csrf" value=(visitor.csrf);
            input type="hidden" name="sha256" value=(returned.sha256());
            button.first { (lang.pick("受け入れて記録する", "Accept and keep")) }
            span.effect { (lang.pick(
                "要請は「回答あり」になり、この票は証跡として保存されます。証跡を確かめたら「確認済み」にしてください。",
                "The request counts as answered, and this sheet is kept as its evidence. Set it to confirmed once you have looked at the evidence.",
            )) }
        }
    } }
}
