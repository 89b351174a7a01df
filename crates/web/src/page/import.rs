//! The register's own files, in the browser: a workbook or document is read, its difference shown, and stored when
//! somebody says so. The other way round, the register as a file.

use axum::extract::{Form, Multipart, Path, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::Timestamp;
use maud::{Markup, html};
use sekisho_app::notices;
use sekisho_app::register::{self, Proposal};
use sekisho_app::scan::File;
use sekisho_app::{Act, AppError};
use sekisho_exchange::{Form as Written, ImportOptions};
use sekisho_model::Lang;
use serde::Deserialize;

use super::drop::uploaded;
use super::tables::difference;
use super::upload::{self, Upload};
use super::{Answer, ok};
use crate::Web;
use crate::chrome::{self, Menu, Page};
use crate::failure::Failure;
use crate::parts;
use crate::visitor::Visitor;

const WORKBOOK: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// `GET /import`
pub(crate) async fn get(visitor: Visitor) -> Answer {
    let lang = visitor.lang;
    let body = html! {
        (parts::answer(lang.pick(
            "お手元の Excel ブックを選ぶと、台帳の何が変わるかを先に示します。確かめるまで何も保存しません。",
            "Choose your workbook and see first what it would change. Nothing is stored until you say so.",
        )))
        (form(&visitor))
        (export(lang))
    };
    ok(chrome::page(&visitor, page(lang, body)))
}

/// `POST /import`: what a file would change.
pub(crate) async fn post(State(web): State<Web>, visitor: Visitor, form: Multipart) -> Answer {
    let file = uploaded(form, &visitor).await?;
    sekisho_app::guard::permit(&visitor.caller, Act::Enter)?;
    let proposal = proposed(&web, &visitor, &file).await?;
    web.held.put(&visitor.session, file, Timestamp::now());
    ok(chrome::page(&visitor, page(visitor.lang, preview(&visitor, &proposal))))
}

async fn proposed(web: &Web, visitor: &Visitor, file: &File) -> Result<Proposal, Failure> {
    let files = std::slice::from_ref(file);
    Ok(register::propose(&web.app, &visitor.caller, files, ImportOptions::default()).await?)
}

/// The form under a preview.
#[derive(Debug, Deserialize)]
pub(crate) struct Accepted {
    csrf: String,
    state: String,
}

/// `POST /import/store`
pub(crate) async fn store(
    State(web): State<Web>,
    visitor: Visitor,
    Form(form): Form<Accepted>,
) -> Result<Redirect, Failure> {
    visitor.check_form(&form.csrf)?;
    sekisho_app::guard::permit(&visitor.caller, Act::Enter)?;
    let file = web.held.take(&visitor.session, Timestamp::now()).ok_or_else(super::drop::gone)?;
    let proposal = proposed(&web, &visitor, &file).await?;
    if proposal.state().to_string() != form.state {
        return Err(AppError::Outdated.into());
    }
    let before = notices::next_entry(&web.app, &visitor.caller).await?;
    register::accept(&web.app, &visitor.caller, &proposal).await?;
    let is_news = !notices::since(&web.app, &visitor.caller, before).await?.is_empty();
    Ok(if is_news { Redirect::to(&format!("/notices?from={before}")) } else { Redirect::to("/assessments") })
}

/// `GET /export/{name}`: the register as a file.
pub(crate) async fn file(
    State(web): State<Web>,
    visitor: Visitor,
    Path(name): Path<String>,
) -> Result<Response, Failure> {
    let (written, kind) = match name.as_str() {
        "plant.xlsx" => (Written::Xlsx, WORKBOOK),
        "plant.toml" => (Written::Toml, "application/toml; charset=utf-8"),
        "plant.json" => (Written::Json, "application/json"),
        _ => return Err(StatusCode::NOT_FOUND.into()),
    };
    let bytes = register::export(&web.app, &visitor.caller, written, visitor.lang).await?;
    let headers =
        [(CONTENT_TYPE, kind.to_owned()), (CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\""))];
    Ok((headers, bytes).into_response())
}

fn page(lang: Lang, body: Markup) -> Page {
    Page::new(lang.pick("台帳ファイルの取り込み", "Import a register file"), body)
        .in_menu(Menu::Assessments)
        .crumb(Menu::Assessments.word().in_lang(lang), Some("/assessments".to_owned()))
}

fn form(visitor: &Visitor) -> Markup {
    html! { @if visitor.may(Act::Enter) {
        (upload::form(&Upload {
            action: "/import",
            button: ("差分を見る", "See the difference"),
            note: (
                "台帳の Excel ブック、CSV、TOML、JSON（64 MiB まで）。シートの列の順は問いません。埋まっていない欄は「未確認」として数えます。",
                "The register's workbook, CSV, TOML or JSON (up to 64 MiB), columns in any order. Empty fields are counted as unknown.",
            ),
            ..Upload::default()
        }, visitor))
    } }
}

fn export(lang: Lang) -> Markup {
    html! { section.quietly {
        h2 { (lang.pick("台帳をファイルにする", "The register as a file")) }
        p {
            a href="/export/plant.xlsx" { (lang.pick("Excel ブック", "Workbook")) } " · "
            a href="/export/plant.toml" { "TOML" } " · "
            a href="/export/plant.json" { "JSON" }
        }
        p { (lang.pick("空の台帳から出したブックは、そのまま記入用のひな形になります。", "A workbook of an empty register is a form to fill in.")) }
    } }
}

fn preview(visitor: &Visitor, proposal: &Proposal) -> Markup {
    let lang = visitor.lang;
    html! {
        (difference(proposal, lang))
        section.steps { form method="post" action="/import/store" {
            input type="hidden" name="csrf" value=(visitor.csrf);
            input type="hidden" name="state" value=(proposal.state());
            @if !proposal.is_refused() && !proposal.is_empty() { button.first { (lang.pick("この内容で保存する", "Save this")) } }
            a href="/import" { (lang.pick("別のファイルを選ぶ", "Choose another file")) }
        } }
        @if proposal.is_refused() { p { (lang.pick("ファイルを直してから、もう一度選んでください。", "Correct the file and choose it again.")) } }
    }
}
