//! 証跡: files that show answers, when each is looked at again, and a new one taken in as it comes.

use axum::body::Bytes;
use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{Form, Multipart, Path, State};
use axum::http::StatusCode;
use axum::response::{Redirect, Response};
use jiff::ToSpan;
use jiff::civil::Date;
use maud::{Markup, html};
use sekisho_app::answers::{self, EvidenceFault, EvidenceFields, TakenFile};
use sekisho_app::{Act, guard, register};
use sekisho_model::{EvidenceItem, Lang, RecordKind, Stated, Text, text};
use serde::Deserialize;
use tokio::sync::Semaphore;

use super::drop::base_name;
use super::frameworks::day;
use super::upload::{self, Upload};
use super::{Answer, ok};
use crate::chrome::{self, Menu, Page};
use crate::failure::Failure;
use crate::listing::Params;
use crate::visitor::Visitor;
use crate::{Web, href, paper, parts, streamed};

/// Longest other field of the form, in bytes.
const FIELD_BYTES_MAX: usize = 4 << 10;
/// Files taken in at the same time; each is written to disk as it comes.
static TURNS: Semaphore = Semaphore::const_new(2);

/// `GET /evidence?check=1`
pub(crate) async fn get(State(web): State<Web>, visitor: Visitor, params: Params) -> Answer {
    let register = register::current(&web.app, &visitor.caller).await?;
    let checked = if params.get("check") == "1" {
        Some(answers::check_evidence(&web.app, &visitor.caller).await?)
    } else {
        None
    };
    let mut items: Vec<&EvidenceItem> = register.evidence.values().collect();
    items.sort_by_key(|item| (first_day(item), &item.id));
    let view = View { items, checked, today: web.app.today(), params };
    let lang = visitor.lang;
    let page = Page::new(title(lang), view.body(&visitor))
        .in_menu(Menu::Assessments)
        .crumb(Menu::Assessments.word().in_lang(lang), Some("/assessments".to_owned()));
    ok(chrome::page(&visitor, page))
}

const fn title(lang: Lang) -> &'static str {
    match lang {
        Lang::Ja => "証跡",
        Lang::En => "Evidence",
    }
}

/// The first day on which something has to be done about it; what has none comes last.
fn first_day(item: &EvidenceItem) -> Date {
    let days = [item.next.known(), item.until.known()];
    days.into_iter().flatten().min().copied().unwrap_or(Date::MAX)
}

struct View<'a> {
    items: Vec<&'a EvidenceItem>,
    /// How many files are as they were, and the others; None where nobody asked.
    checked: Option<(usize, Vec<EvidenceFault>)>,
    today: Date,
    params: Params,
}

impl View<'_> {
    fn body(&self, visitor: &Visitor) -> Markup {
        let lang = visitor.lang;
        html! {
            (parts::answer(self.answer().in_lang(lang)))
            @if let Some((whole, faults)) = &self.checked { (checked(*whole, faults, lang)) }
            @else { p { a href=(self.params.with(&[("check", "1")])) { (lang.pick("ファイルがもとのままか調べる", "Check that the files are as they were")) } } }
            (self.table(visitor))
            @if visitor.may(Act::Enter) { (form(visitor)) }
            section.quietly { p { a href=(href::table(RecordKind::EvidenceItem)) { (lang.pick("証跡の表", "The table of evidence")) } " · " a href="/frameworks" { (lang.pick("ラベル・法令・自己診断", "Labels, laws and self-checks")) } } }
        }
    }

    fn answer(&self) -> Text {
        let (all, due) =
            (self.items.len(), self.items.iter().filter(|item| first_day(item) <= self.today).count());
        if due == 0 {
            return text!(
                ja: "証跡は {all} 件で、いま確かめ直すものはありません。",
                en: "There are {all} pieces of evidence; none is due to be looked at again."
            );
        }
        text!(
            ja: "証跡は {all} 件あり、そのうち {due} 件は確かめ直す日か期限が来ています。",
            en: "There are {all} pieces of evidence; {due} of them are to be looked at again or have ended."
        )
    }

    fn table(&self, visitor: &Visitor) -> Markup {
        let lang = visitor.lang;
        html! {
            @if self.items.is_empty() { div.empty { p { (lang.pick(
                "ここには回答を裏付けるファイルや書類が並びます。下からファイルを登録してください。",
                "Files and papers that show answers belong here. Register a file below.",
            )) } } }
            @else { div.table tabindex="0" role="group" aria-label=(title(lang)) { table.prose {
                thead { tr {
                    th scope="col" { (lang.pick("証跡", "Evidence")) }
                    th scope="col" { (lang.pick("ファイル", "File")) }
                    th scope="col" { (lang.pick("次の確認", "Look at it again")) }
                    th scope="col" { (lang.pick("期限", "Ends")) }
                } }
                tbody { @for item in &self.items { (self.row(item, visitor)) } }
            } } }
        }
    }

    fn row(&self, item: &EvidenceItem, visitor: &Visitor) -> Markup {
        let lang = visitor.lang;
        let over = |stated: &Stated<Date>| stated.known().is_some_and(|day| *day <= self.today);
        html! { tr {
            th scope="row" { a href=(href::row(RecordKind::EvidenceItem, item.id.as_str())) { (item.name) } p.sub { (item.id) } }
            td data-label=(lang.pick("ファイル", "File")) { (file(item, lang)) }
            td data-label=(lang.pick("次の確認", "Look at it again")) {
                (parts::stated_text(&item.next, lang)) @if over(&item.next) { b { (lang.pick("（来ています）", " (due)")) } }
                @if visitor.may(Act::Enter) { (reviewed(item, self.today, visitor)) }
            }
            td data-label=(lang.pick("期限", "Ends")) {
                (parts::stated_text(&item.until, lang)) @if over(&item.until) { b { (lang.pick("（来ています）", " (due)")) } }
            }
        } }
    }
}

fn checked(whole: usize, faults: &[EvidenceFault], lang: Lang) -> Markup {
    let spoiled = faults.len();
    let words = text!(
        ja: "証跡のファイルは {whole} 件がもとのまま、{spoiled} 件が失われたか変わっています。",
        en: "Evidence files: {whole} are as they were, {spoiled} are gone or have changed."
    );
    html! { section {
        p role="status" { b { (words.in_lang(lang)) } }
        @if !faults.is_empty() { ul.problems { @for fault in faults { li.error { (fault.text().in_lang(lang)) } } } }
    } }
}

fn file(item: &EvidenceItem, lang: Lang) -> Markup {
    html! { @match &item.sha256 {
        Stated::Known(sha256) => {
            a href={ "/evidence/" (href::escaped(item.id.as_str())) "/file" } download {
                @if item.file.is_empty() { (lang.pick("ファイル", "file")) } @else { (item.file) }
            }
            p.sub title=(sha256) { "SHA-256 " (sha256.chars().take(12).collect::<String>()) "…" }
        }
        Stated::Unknown | Stated::NotApplicable => {
            @if item.place.is_empty() { (parts::unknown(lang)) } @else { (item.place) }
        }
    } }
}

/// A year on, which most reviews ask for.
fn in_a_year(today: Date) -> Date {
    today.checked_add(1.year()).unwrap_or(today)
}

fn reviewed(item: &EvidenceItem, today: Date, visitor: &Visitor) -> Markup {
    let lang = visitor.lang;
    html! { details.marking {
        summary { (lang.pick("確認した", "Looked at it")) " " span.hidden { (item.name) } }
        form.mark method="post" action={ "/evidence/" (href::escaped(item.id.as_str())) "/reviewed" } {
            input type="hidden" name="csrf" value=(visitor.csrf);
            p { label { (lang.pick("次に確認する日（空なら、もう確認しない）", "Look at it again on (empty: not again)")) br; input type="date" name="next" value=(in_a_year(today)); } }
            p.do { button { (lang.pick("記録する", "Keep it")) } }
        }
    } }
}

fn form(visitor: &Visitor) -> Markup {
    let lang = visitor.lang;
    html! { section { h2 id="new" { (lang.pick("ファイルを証跡に登録する", "Register a file as evidence")) }
        (upload::form(&Upload {
            action: "/evidence",
            before: html! {
            label { (lang.pick("何の証跡か（空ならファイル名）", "What it is (empty: the file's name)")) br; input type="text" name="name" maxlength="200"; }
            label { (lang.pick("次に確認する日", "Look at it again on")) br; input type="date" name="next"; }
            label { (lang.pick("いつまで有効か", "Shows it until")) br; input type="date" name="until"; }
            },
            button: ("登録する", "Register it"),
            note: (
                "1 ファイル 1 GiB まで。届いた分から書き込み、SHA-256 とともに保存します。同じファイルは 1 つだけ保存します。内容は読みません。",
                "One file of up to 1 GiB. It is written as it comes and kept with its SHA-256, the same file once only. Nobody reads what is in it.",
            ),
            ..Upload::default()
        }, visitor))
    } }
}

/// `POST /evidence`: a file as it comes.
pub(crate) async fn post(
    State(web): State<Web>,
    visitor: Visitor,
    form: Multipart,
) -> Result<Redirect, Failure> {
    let (taken, fields) = arrived(form, &web, &visitor).await?;
    let item = answers::add_evidence(&web.app, &visitor.caller, taken, fields).await?;
    Ok(Redirect::to(&href::row(RecordKind::EvidenceItem, item.id.as_str())))
}

pub(super) async fn arrived(
    mut form: Multipart,
    web: &Web,
    visitor: &Visitor,
) -> Result<(TakenFile, EvidenceFields), Failure> {
    let (mut csrf, mut fields) = (String::new(), EvidenceFields::default());
    while let Some(mut field) = form.next_field().await.map_err(broken)? {
        match field.name().unwrap_or_default().to_owned().as_str() {
            "file" => {
                visitor.check_form(&csrf)?;
                guard::permit(&visitor.caller, Act::Enter)?;
                return Ok((taken(field, web, visitor).await?, fields));
            }
            "csrf" => csrf = short(&mut field).await?,
            "name" => fields.name = short(&mut field).await?,
            "next" => fields.next = day(short(&mut field).await?.trim())?,
            "until" => fields.until = day(short(&mut field).await?.trim())?,
            _ => {}
        }
    }
    visitor.check_form(&csrf)?;
    Err(nothing())
}

async fn short(field: &mut Field<'_>) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    while let Some(part) = field.chunk().await.map_err(broken)? {
        bytes.extend_from_slice(&part);
        if bytes.len() > FIELD_BYTES_MAX {
            return Err(StatusCode::PAYLOAD_TOO_LARGE.into());
        }
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The file to the data folder, on a thread of its own.
async fn taken(field: Field<'_>, web: &Web, visitor: &Visitor) -> Result<TakenFile, Failure> {
    let name = field.file_name().map(base_name).unwrap_or_default();
    if name.is_empty() {
        return Err(nothing());
    }
    let _turn = TURNS.try_acquire().map_err(|_| busy())?;
    let (send, parts) = streamed::way();
    let (app, caller) = (web.app.clone(), visitor.caller.clone());
    let taking = tokio::task::spawn_blocking(move || answers::take_evidence(&app, &caller, &name, parts));
    let fed = streamed::fed(send, Bytes::new(), field).await;
    let taken = taking.await.map_err(|_| Failure::from(StatusCode::INTERNAL_SERVER_ERROR))?;
    fed.map_err(broken)?;
    Ok(taken?)
}

fn broken(error: MultipartError) -> Failure {
    let too_large = error.status() == StatusCode::PAYLOAD_TOO_LARGE;
    let (what, remedy) = if too_large {
        (
            text!(ja: "ファイルが大きすぎます（上限 1 GiB）。保存しませんでした。", en: "The file is too large (at most 1 GiB). It was not kept."),
            text!(ja: "必要な部分だけのファイルにするか、保管場所だけを証跡の表に書いてください。", en: "Hand in the part that is needed, or write only where it is kept into the table of evidence."),
        )
    } else {
        (
            text!(ja: "ファイルが最後まで届きませんでした。保存していません。", en: "The file did not arrive whole. It was not kept."),
            text!(ja: "通信を確かめて、もう一度送ってください。", en: "Check the connection and send it again."),
        )
    };
    Failure::of(if too_large { StatusCode::PAYLOAD_TOO_LARGE } else { StatusCode::BAD_REQUEST }, what, remedy)
}

fn nothing() -> Failure {
    Failure::of(
        StatusCode::BAD_REQUEST,
        text!(ja: "ファイルが選ばれていません。", en: "No file was chosen."),
        text!(ja: "ファイルを選んでから「登録する」を押してください。", en: "Choose a file, then press Register."),
    )
}

fn busy() -> Failure {
    Failure::of(
        StatusCode::SERVICE_UNAVAILABLE,
        text!(ja: "ほかのファイルを受け取っている最中です。", en: "Other files are being taken in."),
        text!(ja: "少し待ってから、もう一度送ってください。", en: "Wait a little and send it again."),
    )
}

/// What a person says after looking at evidence.
#[derive(Debug, Deserialize)]
pub(crate) struct Reviewed {
    csrf: String,
    #[serde(default)]
    next: String,
}

/// `POST /evidence/{id}/reviewed`
pub(crate) async fn review(
    State(web): State<Web>,
    visitor: Visitor,
    Path(id): Path<String>,
    Form(form): Form<Reviewed>,
) -> Result<Redirect, Failure> {
    visitor.check_form(&form.csrf)?;
    answers::review_evidence(&web.app, &visitor.caller, &id, day(form.next.trim())?).await?;
    Ok(Redirect::to("/evidence"))
}

/// `GET /evidence/{id}/file`
pub(crate) async fn download(
    State(web): State<Web>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let (item, bytes) = answers::evidence_file(&web.app, &visitor.caller, &id).await?;
    let name = if item.file.is_empty() { item.id.as_str() } else { &item.file };
    Ok(paper::bytes(name, bytes))
}
