//! A framework's self-assessment as a sheet: handed out, read back, looked at, and taken in when somebody says so.

use axum::extract::{Form, Multipart, Path, Query, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::Timestamp;
use maud::{Markup, html};
use sekisho_app::answers::{self, ReadSheet};
use sekisho_app::scan::File;
use sekisho_app::{Act, AppError, register};
use sekisho_assess::answers::Whose;
use sekisho_catalog::Framework;
use sekisho_model::text;
use sekisho_report::self_assessment;
use serde::Deserialize;

use super::super::drop::{gone, uploaded_with};
use super::super::tables::difference;
use super::super::upload::{self, Upload};
use super::super::{Answer, ok};
use super::{Asked, at, title, whose, with_product};
use crate::Web;
use crate::chrome::{self, Menu, Page};
use crate::failure::Failure;
use crate::visitor::Visitor;

/// The page carries its style inside, so that it can be kept as one file. It has no script.
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; base-uri 'none'";
const WORKBOOK: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Links to the sheet, and the form that takes it back.
pub(super) fn section(framework: &Framework, about: &Whose, visitor: &Visitor) -> Markup {
    let lang = visitor.lang;
    let path = at(&framework.id);
    html! { section.quietly {
        h2 { (lang.pick("シートで記入・印刷する", "As a sheet")) }
        p {
            a href=(with_product(&format!("{path}/sheet/sheet.xlsx"), about)) { (lang.pick("記入用の Excel ブック", "Workbook to fill in")) } " · "
            a href=(with_product(&format!("{path}/sheet/sheet.html"), about)) { (lang.pick("印刷用のページ", "Page to print")) }
        }
        @if visitor.may(Act::Enter) { (upload::form(&Upload {
            action: &format!("{path}/sheet"),
            id: "sheet",
            label: ("記入したブックを選んでください", "Choose the workbook that was filled in"),
            accept: ".xlsx",
            before: html! { label {
                (lang.pick("「回答者」が空の行は誰の回答か", "Who answered the rows whose \"Who answers\" is empty")) br;
                input type="text" name="by" maxlength="200";
            } },
            button: ("何が変わるか見る", "See what would change"),
            is_first: false,
            note: ("確かめるまで何も保存しません。", "Nothing is stored until you say so."),
        }, visitor)) }
    } }
}

/// `GET /frameworks/{id}/sheet/{name}`
pub(crate) async fn get(
    State(web): State<Web>,
    visitor: Visitor,
    Path((id, name)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let about = whose(&asked.product)?;
    let lang = visitor.lang;
    let (sort, shown, bytes) = match name.as_str() {
        "sheet.xlsx" => {
            let bytes = answers::sheet_workbook(&web.app, &visitor.caller, about, &id, lang).await?;
            (WORKBOOK, "attachment", bytes)
        }
        "sheet.html" => {
            let sheet = answers::sheet(&web.app, &visitor.caller, about, &id, lang).await?;
            ("text/html; charset=utf-8", "inline", self_assessment::page(&sheet, lang).into_bytes())
        }
        _ => return Err(StatusCode::NOT_FOUND.into()),
    };
    let stem: String = id.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
    let ending = name.rsplit('.').next().unwrap_or_default();
    let headers = [
        (CONTENT_TYPE, sort.to_owned()),
        (CONTENT_DISPOSITION, format!("{shown}; filename=\"{stem}-{}.{ending}\"", lang.code())),
        (CONTENT_SECURITY_POLICY, POLICY.to_owned()),
    ];
    Ok((headers, bytes).into_response())
}

/// `POST /frameworks/{id}/sheet`: what a sheet would change.
pub(crate) async fn post(
    State(web): State<Web>,
    visitor: Visitor,
    Path(id): Path<String>,
    form: Multipart,
) -> Answer {
    let (file, fields) = uploaded_with(form, &visitor).await?;
    sekisho_app::guard::permit(&visitor.caller, Act::Enter)?;
    let by = fields.get("by").map_or("", |by| by.trim());
    let read = of(&web, &visitor, (&id, by), &file).await?;
    web.held.put(&visitor.session, file, Timestamp::now());
    let lang = visitor.lang;
    let page = Page::new(
        lang.pick("自己評価シートの取り込み", "Take in a self-assessment"),
        preview(&visitor, &read, by),
    )
    .in_menu(Menu::Assessments)
    .crumb(Menu::Assessments.word().in_lang(lang), Some("/assessments".to_owned()))
    .crumb(title(lang), Some(with_product("/frameworks", &read.whose)))
    .crumb(&id, Some(with_product(&at(&id), &read.whose)));
    ok(chrome::page(&visitor, page))
}

/// The sheet of this framework and no other. Whoever is signed in does not answer for rows that say nobody, unless they
/// write so: they may hand in somebody else's sheet.
async fn of(web: &Web, visitor: &Visitor, (id, by): (&str, &str), file: &File) -> Result<ReadSheet, Failure> {
    let read = answers::read_sheet(&web.app, &visitor.caller, file, by).await?;
    if read.framework == id {
        return Ok(read);
    }
    let of = &read.framework;
    Err(Failure::of(
        StatusCode::UNPROCESSABLE_ENTITY,
        text!(ja: "枠組み「{of}」のシートで、「{id}」のシートではありません。", en: "It is the sheet of framework \"{of}\", not of \"{id}\"."),
        text!(ja: "その枠組みのページから読み込んでください。", en: "Read it from that framework's page."),
    ))
}

fn preview(visitor: &Visitor, read: &ReadSheet, by: &str) -> Markup {
    let lang = visitor.lang;
    let path = at(&read.framework);
    let ReadSheet { untouched, proposal, .. } = read;
    let rest =
        text!(ja: "記入が変わっていない行：{untouched} 行", en: "Rows that were not touched: {untouched}");
    html! {
        (difference(proposal, lang))
        p { (rest.in_lang(lang)) }
        section.steps { form method="post" action={ (path) "/sheet/store" } {
            input type="hidden" name="csrf" value=(visitor.csrf);
            input type="hidden" name="state" value=(proposal.state());
            input type="hidden" name="by" value=(by);
            @if !proposal.is_refused() && !proposal.is_empty() { button.first { (lang.pick("この回答を取り込む", "Take these answers in")) } }
            a href=(with_product(&path, &read.whose)) { (lang.pick("戻る", "Back")) }
        } }
        @if proposal.is_refused() { p { (lang.pick("シートを直してから、もう一度選んでください。何も取り込んでいません。", "Correct the sheet and choose it again. Nothing was taken in.")) } }
    }
}

/// The form under a preview.
#[derive(Debug, Deserialize)]
pub(crate) struct Accepted {
    csrf: String,
    state: String,
    #[serde(default)]
    by: String,
}

/// `POST /frameworks/{id}/sheet/store`
pub(crate) async fn store(
    State(web): State<Web>,
    visitor: Visitor,
    Path(id): Path<String>,
    Form(form): Form<Accepted>,
) -> Result<Redirect, Failure> {
    visitor.check_form(&form.csrf)?;
    sekisho_app::guard::permit(&visitor.caller, Act::Enter)?;
    let file = web.held.take(&visitor.session, Timestamp::now()).ok_or_else(gone)?;
    let read = of(&web, &visitor, (&id, form.by.trim()), &file).await?;
    if read.proposal.state().to_string() != form.state {
        return Err(AppError::Outdated.into());
    }
    register::accept(&web.app, &visitor.caller, &read.proposal).await?;
    Ok(Redirect::to(&with_product(&at(&id), &read.whose)))
}
