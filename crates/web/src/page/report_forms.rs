//! 報告の様式: the forms that reports are drafted on, each in its edition, and a newer edition taken in, or out again,
//! after its differences were looked at.
//!
//! Invariant: what is taken or taken out is what was looked at, over the forms that were in use then.

use axum::extract::{Form, Multipart, Path, State};
use axum::response::Redirect;
use jiff::Timestamp;
use maud::{Markup, html};
use sekisho_app::catalog::OwnPack;
use sekisho_app::catalog::editions::{self, Field, FormChange, Other};
use sekisho_app::incident::report::Forms;
use sekisho_app::{Act, catalog};
use sekisho_model::{Lang, Text, text};
use sekisho_report::papers::confirmed_mark;
use serde::Deserialize;

use super::drop::{gone, uploaded};
use super::upload::{self, Upload};
use super::{Answer, ok};
use crate::chrome::{self, Menu, Page};
use crate::failure::Failure;
use crate::visitor::Visitor;
use crate::{Web, href, parts};

/// Problems shown one by one.
const PROBLEMS_SHOWN: usize = 20;

/// `GET /report-forms`
pub(crate) async fn get(State(web): State<Web>, visitor: Visitor) -> Answer {
    let loaded = catalog::loaded(&web.app, &visitor.caller)?;
    let forms = loaded.forms();
    let lang = visitor.lang;
    let n = forms.forms.len();
    let answer = text!(
        ja: "報告の下書きに使う様式は {n} 件です。新しい版が公表されたら、違いを見てから取り込めます。",
        en: "Reports are drafted on {n} forms. A newer edition is taken in after looking at what it changes."
    );
    let body = html! {
        (parts::answer(answer.in_lang(lang)))
        (table(forms, lang))
        (taken(&loaded.own, &visitor))
        @if visitor.may(Act::Administer) { (form(&visitor)) }
        @else { p.quiet { (lang.pick("新しい版を取り込めるのは管理者です。", "Only an administrator takes in a newer edition.")) } }
    };
    ok(chrome::page(&visitor, page(Page::new(title(lang), body), lang)))
}

const fn title(lang: Lang) -> &'static str {
    match lang {
        Lang::Ja => "報告の様式",
        Lang::En => "Report forms",
    }
}

fn page(page: Page, lang: Lang) -> Page {
    page.in_menu(Menu::Incidents).crumb(Menu::Incidents.word().in_lang(lang), Some("/incidents".to_owned()))
}

fn table(forms: &Forms, lang: Lang) -> Markup {
    let [form, edition, fields, source] =
        [("様式", "Form"), ("版", "Edition"), ("項目", "Fields"), ("出典", "Source")]
            .map(|(ja, en)| lang.pick(ja, en));
    html! { div.table tabindex="0" role="group" aria-label=(title(lang)) { table.prose {
        thead { tr { @for head in [form, edition, fields, source] { th scope="col" { (head) } } } }
        tbody { @for row in forms.forms.values() { tr {
            th scope="row" { (row.title.in_lang(lang)) p.sub { (row.id) } }
            td data-label=(edition) { (row.basis.edition) }
            td.figures data-label=(fields) { (row.fields.len()) }
            td data-label=(source) { (row.basis.source.in_lang(lang)) p.sub { (confirmed_mark(row.basis.confirmed).in_lang(lang)) } }
        } } }
    } } }
}

/// The company's own packs of forms; to whoever may, with the way to take one out.
fn taken(own: &[OwnPack], visitor: &Visitor) -> Markup {
    let lang = visitor.lang;
    let packs: Vec<&OwnPack> = own.iter().filter(|pack| pack.brings_forms).collect();
    html! { @if !packs.is_empty() { section {
        h2 { (lang.pick("取り込んだ版", "Editions taken in")) span.count { (packs.len()) } }
        ul.plain { @for pack in packs { li {
            code { (pack.name) } " "
            @if visitor.may(Act::Administer) {
                a href=(href::forms_without(&pack.name)) { (lang.pick("外すとどうなるかを見る", "See what taking it out changes")) }
            }
        } } }
    } } }
}

fn form(visitor: &Visitor) -> Markup {
    let lang = visitor.lang;
    html! { section {
        h2 { (lang.pick("新しい版を取り込む", "Take in a newer edition")) }
        (upload::form(&Upload {
            action: "/report-forms",
            label: ("様式のファイル（TOML）を選ぶか、ここに置いてください", "Choose the file of forms (TOML), or drop it here"),
            accept: ".toml",
            button: ("違いを見る", "See what it changes"),
            note: (
                "4 MiB まで。見るだけでは何も保存しません。提出済みの報告は、提出したときの版のままです。",
                "Up to 4 MiB. Looking keeps nothing. What was submitted stays in its edition.",
            ),
            ..Upload::default()
        }, visitor))
    } }
}

/// `POST /report-forms`: what a file changes of the forms in use.
pub(crate) async fn post(State(web): State<Web>, visitor: Visitor, form: Multipart) -> Answer {
    let file = uploaded(form, &visitor).await?;
    let other = editions::look_at_forms(&web.app, &visitor.caller, &file)?;
    web.held.put(&visitor.session, file, Timestamp::now());
    let lang = visitor.lang;
    let n = other.changes.len();
    let answer = if n == 0 {
        text!(ja: "使っている様式と違いません。取り込むものはありません。", en: "It is no different from the forms in use. There is nothing to take in.")
    } else {
        text!(ja: "{n} 件の様式が変わります。まだ何も保存していません。", en: "Forms that change: {n}. Nothing is kept yet.")
    };
    let step = Step {
        action: "/report-forms/store".to_owned(),
        button: (n > 0).then(|| lang.pick("この版を使う", "Use this edition")),
        effect: lang.pick(
            "コマンドと画面の下書きがこの版になり、記録に 1 件残ります。「報告の様式」のページでまた外せます。",
            "Drafts of commands and pages are made on it. One ledger entry; the page Report forms takes it out again.",
        ),
    };
    let name = lang.pick("新しい版の違い", "What the newer edition changes");
    difference(name, &answer, &other, &step, &visitor)
}

/// What follows a look at a difference.
struct Step {
    action: String,
    /// None where there is nothing to do.
    button: Option<&'static str>,
    effect: &'static str,
}

/// The page on which a difference is looked at.
fn difference(name: &str, answer: &Text, other: &Other, step: &Step, visitor: &Visitor) -> Answer {
    let lang = visitor.lang;
    let body = html! {
        (parts::answer(answer.in_lang(lang)))
        p.lead { code { (other.name) } }
        @if !other.problems.is_empty() { (parts::problems(&other.problems, PROBLEMS_SHOWN, lang)) }
        @for change in &other.changes { (changed(change, lang)) }
        section.steps { form method="post" action=(step.action) {
            input type="hidden" name="csrf" value=(visitor.csrf);
            input type="hidden" name="seen" value=(other.seen);
            @if let Some(button) = step.button { button.first { (button) } }
            a href="/report-forms" { (lang.pick("やめて戻る", "Leave it and go back")) }
        }
        @if step.button.is_some() { p.effect { (step.effect) } } }
    };
    let shown = Page::new(name, body);
    ok(chrome::page(visitor, page(shown, lang).crumb(title(lang), Some("/report-forms".to_owned()))))
}

/// `GET /report-forms/without/{name}`: what taking out one of the company's packs changes.
pub(crate) async fn without(State(web): State<Web>, visitor: Visitor, Path(name): Path<String>) -> Answer {
    let other = editions::look_without(&web.app, &visitor.caller, &name)?;
    let lang = visitor.lang;
    let n = other.changes.len();
    let answer = if n == 0 {
        text!(ja: "外しても、使う様式は変わりません。", en: "Taking it out changes no form in use.")
    } else {
        text!(ja: "外すと {n} 件の様式が変わります。まだ外していません。", en: "Forms that change without it: {n}. It is not taken out yet.")
    };
    let step = Step {
        action: href::forms_without(&name),
        button: Some(lang.pick("この版を外す", "Take this edition out")),
        effect: lang.pick(
            "下書きは外した後の版になり、記録に 1 件残ります。提出済みの報告は変わりません。同じファイルでまた取り込めます。",
            "Drafts are made on what is left. One ledger entry. What was submitted stays as it is. The same file takes it in again.",
        ),
    };
    difference(lang.pick("版を外す", "Take an edition out"), &answer, &other, &step, &visitor)
}

/// `POST /report-forms/without/{name}`
pub(crate) async fn take_out(
    State(web): State<Web>,
    visitor: Visitor,
    Path(name): Path<String>,
    Form(form): Form<Accepted>,
) -> Result<Redirect, Failure> {
    visitor.check_form(&form.csrf)?;
    editions::take_out_forms(&web.app, &visitor.caller, &name, &form.seen).await?;
    Ok(Redirect::to("/report-forms"))
}

fn changed(change: &FormChange, lang: Lang) -> Markup {
    let FormChange { id, title, before, now, added, removed, changed, same, about } = change;
    let edition = match (before, now) {
        (Some(before), Some(now)) => text!(ja: "版：{before} → {now}", en: "Edition: {before} → {now}"),
        (Some(before), None) => {
            text!(ja: "版：{before}（この様式はなくなります）", en: "Edition: {before} (there is no such form any more)")
        }
        (None, now) => {
            let now = now.as_deref().unwrap_or_default();
            text!(ja: "版：{now}（新しい様式）", en: "Edition: {now} (a form that was not there)")
        }
    };
    let rest = text!(ja: "変わらない項目：{same} 件", en: "Fields that stay as they are: {same}");
    html! { section {
        h2 { (title.in_lang(lang)) } p.sub { (id) }
        p { b { (edition.in_lang(lang)) } }
        @if !about.is_empty() { ul.plain.difference { @for line in about { li { (line.in_lang(lang)) } } } }
        (fields(added, lang.pick("増える項目", "Fields that are new"), lang))
        (fields(removed, lang.pick("なくなる項目", "Fields that are gone"), lang))
        @if !changed.is_empty() {
            h3 { (lang.pick("変わる項目", "Fields that change")) span.count { (changed.len()) } }
            ul.plain.difference { @for field in changed { li {
                (field.name.in_lang(lang)) " " code { (field.id) }
                @for what in &field.what { p.sub { (what.in_lang(lang)) } }
            } } }
        }
        p { (rest.in_lang(lang)) }
    } }
}

fn fields(fields: &[Field], head: &str, lang: Lang) -> Markup {
    html! { @if !fields.is_empty() {
        h3 { (head) span.count { (fields.len()) } }
        ul.plain.difference { @for field in fields { li { (field.name.in_lang(lang)) " " code { (field.id) } (takes(field).in_lang(lang)) } } }
    } }
}

fn takes(field: &Field) -> Text {
    let Text { ja, en } = field.kind.word();
    match field.chars_max {
        Some(n) => text!(ja: "（{ja}、{n} 文字まで）", en: " ({en}, {n} characters at most)"),
        None => text!(ja: "（{ja}）", en: " ({en})"),
    }
}

/// The form under a preview.
#[derive(Debug, Deserialize)]
pub(crate) struct Accepted {
    csrf: String,
    seen: String,
}

/// `POST /report-forms/store`
pub(crate) async fn store(
    State(web): State<Web>,
    visitor: Visitor,
    Form(form): Form<Accepted>,
) -> Result<Redirect, Failure> {
    visitor.check_form(&form.csrf)?;
    sekisho_app::guard::permit(&visitor.caller, Act::Administer)?;
    let file = web.held.take(&visitor.session, Timestamp::now()).ok_or_else(gone)?;
    editions::take_forms(&web.app, &visitor.caller, &file, &form.seen).await?;
    Ok(Redirect::to("/report-forms"))
}
