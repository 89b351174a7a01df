//! The report of an incident: what each field holds and from where, ready to copy, and that it was handed in. Nothing
//! is sent from here.

use axum::extract::{Form, Multipart, Path, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use sekisho_app::incident::report::{self, Asked, Draft, Filled, Forms, HandedIn, Origin, Submission};
use sekisho_app::incident::{self, Incident};
use sekisho_app::{Act, catalog};
use sekisho_model::{Lang, Text, text};
use sekisho_report::reporting::{self, Reporting};

use super::acts::moment;
use super::{at, case_id};
use crate::chrome::{self, Menu, Page};
use crate::failure::Failure;
use crate::listing::Params;
use crate::page::upload::{self, Upload};
use crate::page::{Answer, evidence, ok};
use crate::visitor::Visitor;
use crate::{Web, href, parts};

/// The document carries its style inside, so that it can be kept as one file. It has no script.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'";
const WORKBOOK: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/// Rows of a field that takes long words.
const LONG_CHARS: usize = 300;

/// `GET /incidents/{id}/report/{duty}?form=`
pub(crate) async fn get(
    State(web): State<Web>,
    visitor: Visitor,
    params: Params,
    Path((id, duty)): Path<(String, String)>,
) -> Answer {
    let (shown, draft) = drafted(&web, &visitor, (&id, &duty, params.get("form"))).await?;
    let catalog = catalog::loaded(&web.app, &visitor.caller)?;
    let lang = visitor.lang;
    let mark = reporting::mark(&draft);
    let title = format!("{}{}", mark.in_lang(lang), draft.duty.title.in_lang(lang));
    let page = Page::new(title, body(&shown, &draft, catalog.forms(), &visitor))
        .in_menu(Menu::Incidents)
        .crumb(Menu::Incidents.word().in_lang(lang), Some("/incidents".to_owned()))
        .crumb(format!("{} {}", shown.case.id, shown.case.name), Some(at(&id)));
    ok(chrome::page(&visitor, page))
}

/// `GET /incidents/{id}/report/{duty}/{name}?form=&in=`: the document to print, or the workbook.
pub(crate) async fn file(
    State(web): State<Web>,
    visitor: Visitor,
    params: Params,
    Path((id, duty, name)): Path<(String, String, String)>,
) -> Result<Response, Failure> {
    let (shown, draft) = drafted(&web, &visitor, (&id, &duty, params.get("form"))).await?;
    let lang = Lang::ALL.into_iter().find(|lang| lang.code() == params.get("in")).unwrap_or(visitor.lang);
    let about = Reporting { case: &shown.case, draft: &draft, duties: incident::duties() };
    let stem =
        format!("{}{}-{}", if draft.exercise { "EXERCISE-" } else { "" }, shown.case.id, draft.duty.id);
    let stem: String = stem
        .chars()
        .map(|it| if it.is_ascii_alphanumeric() || "-_.".contains(it) { it } else { '_' })
        .collect();
    match name.as_str() {
        "report.html" => {
            let named = format!("inline; filename=\"{stem}.html\"");
            let headers = [
                (CONTENT_TYPE, "text/html; charset=utf-8".to_owned()),
                (CONTENT_DISPOSITION, named),
                (CONTENT_SECURITY_POLICY, POLICY.to_owned()),
            ];
            Ok((headers, reporting::html(about, lang)).into_response())
        }
        "report.xlsx" => {
            let book = reporting::xlsx(about, lang).map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
            let named = format!("attachment; filename=\"{stem}.xlsx\"");
            Ok(([(CONTENT_TYPE, WORKBOOK.to_owned()), (CONTENT_DISPOSITION, named)], book).into_response())
        }
        _ => Err(StatusCode::NOT_FOUND.into()),
    }
}

async fn drafted(
    web: &Web,
    visitor: &Visitor,
    (id, duty, form): (&str, &str, &str),
) -> Result<(Incident, Draft), Failure> {
    let case = case_id(id)?;
    let shown = incident::show(&web.app, &visitor.caller, &case).await?;
    let catalog = catalog::loaded(&web.app, &visitor.caller)?;
    let draft = report::drafted(&web.app, &visitor.caller, &case, asked(duty, form, catalog.forms())).await?;
    Ok((shown, draft))
}

fn asked<'a>(duty: &'a str, form: &'a str, forms: &'a Forms) -> Asked<'a> {
    Asked { duty, form: Some(form).filter(|form| !form.is_empty()), forms }
}

/// The page of a duty's report.
pub(super) fn address(case: &str, duty: &str) -> String {
    format!("{}/report/{}", at(case), href::escaped(duty))
}

fn body(shown: &Incident, draft: &Draft, forms: &Forms, visitor: &Visitor) -> Markup {
    let lang = visitor.lang;
    let here = address(shown.case.id.as_str(), draft.duty.id.as_str());
    let form = href::escaped(draft.form.id.as_str());
    let clock = shown.clocks.iter().find(|clock| clock.duty.id == draft.duty.id);
    let writes = visitor.may(Act::Enter) && shown.merged_into.is_none();
    html! {
        (parts::answer(reporting::standing(draft).in_lang(lang)))
        @if let Some(clock) = clock.filter(|clock| clock.ground.event.is_some()) {
            p { b { (clock.headline(incident::duties()).in_lang(lang)) } }
            @if let Some(deadline) = &clock.deadline { p.sub { (lang.pick("日本時間 ", "In Japan ")) (parts::time(deadline.at, lang)) } }
        }
        (other_forms(draft, forms, &here, lang))
        p { (draft.form.channel.in_lang(lang)) }
        p.sub { (draft.duty.clause) " · " (reporting::edition(draft).in_lang(lang)) }
        @if let Some(sent) = &draft.based_on { p { (begun_from(sent).in_lang(lang)) } }
        (law(draft, lang))
        (fields(draft, &here, writes, visitor))
        @if writes { (handing_in(draft, &here, visitor)) }
        @for sent in &draft.submitted { (submitted(sent, draft, (&here, writes), visitor)) }
        section.quietly { p {
            a href={ (here) "/report.html?form=" (form) } { (lang.pick("印刷用", "To print")) } " · "
            a href={ (here) "/report.html?in=" (other(lang).code()) "&form=" (form) } lang=(other(lang).code()) { (lang.pick("To print (English)", "印刷用（日本語）")) } " · "
            a href={ (here) "/report.xlsx?form=" (form) } { (lang.pick("Excel", "Excel")) }
        } }
    }
}

const fn other(lang: Lang) -> Lang {
    match lang {
        Lang::Ja => Lang::En,
        Lang::En => Lang::Ja,
    }
}

fn begun_from(sent: &Submission) -> Text {
    let (entry, receipt) = (&sent.entry, &sent.receipt);
    text!(
        ja: "前の段階で提出した内容（経過 {entry}、受付 {receipt}）から始めています。",
        en: "It starts from what was submitted before (entry {entry}, receipt {receipt})."
    )
}

fn other_forms(draft: &Draft, forms: &Forms, here: &str, lang: Lang) -> Markup {
    let all = report::forms_of(&draft.duty.id, forms);
    html! {
        @if all.len() > 1 { p { (lang.pick("様式：", "Form: "))
            @for (at, (id, title)) in all.into_iter().enumerate() { @if at > 0 { " · " }
                @if *id == draft.form.id { b aria-current="true" { (title.in_lang(lang)) } }
                @else { a href={ (here) "?form=" (href::escaped(id.as_str())) } { (title.in_lang(lang)) } }
            }
        } } @else { p { (lang.pick("様式：", "Form: ")) (draft.form.title.in_lang(lang)) } }
    }
}

/// What the law asks: beside the form's own marks, because the two need not agree.
fn law(draft: &Draft, lang: Lang) -> Markup {
    html! { @if !draft.law.is_empty() { section { h2 { (lang.pick("法が求める項目", "What the law asks")) span.count { (draft.law.len()) } }
        ul.plain { @for check in &draft.law { li {
            (reporting::state(check.met, check.item.if_known).in_lang(lang)) " " b { (check.item.name.in_lang(lang)) }
            p.sub { (check.item.clause) " · "
                @for (at, id) in check.item.by.iter().enumerate() { @if at > 0 { ", " } a href={ "#f-" (id) } { (reporting::field_name(id.as_str(), draft, lang)) } }
            }
        } } }
    } } }
}

fn fields(draft: &Draft, here: &str, writes: bool, visitor: &Visitor) -> Markup {
    let lang = visitor.lang;
    html! { section { h2 { (lang.pick("様式の項目", "Fields of the form")) span.count { (draft.fields.len()) } }
        form.mark.report method="post" action=(here) {
            input type="hidden" name="csrf" value=(visitor.csrf);
            input type="hidden" name="form" value=(draft.form.id);
            @for filled in &draft.fields { (field(filled, writes, lang)) }
            @if writes { p.do { button { (lang.pick("書いたことを保存する", "Save what I wrote")) } }
                p.effect { (lang.pick(
                    "変えた項目だけを経過に残します。台帳の値は変わりません。",
                    "Only the fields that you changed are added to the timeline. The register stays as it is.",
                )) }
            }
        }
    } }
}

fn field(filled: &Filled, writes: bool, lang: Lang) -> Markup {
    let (id, field) = (filled.field.id.as_str(), &filled.field);
    let fault = reporting::fault(filled);
    let rows = if field.chars_max.is_some_and(|most| most <= LONG_CHARS) && !filled.value.contains('\n') {
        1
    } else {
        4
    };
    html! {
        div.field id={ "f-" (id) } {
            p.head { label for={ "v-" (id) } { @if !field.row.is_empty() { (field.row) " " } b { (field.name.in_lang(lang)) } }
                " " span.quiet { (filled.need.word().in_lang(lang)) " · " (reporting::length(filled)) }
                @if !fault.ja.is_empty() { " " b.fault { "▲ " (fault.in_lang(lang)) } }
            }
            @if !field.choices.is_empty() { p.sub { (lang.pick("選択肢：", "One of: ")) (field.choices.join(" / ")) } }
            @if writes { input type="hidden" name={ "was." (id) } value=(filled.value); }
            textarea id={ "v-" (id) } name={ "now." (id) } rows=(rows) readonly[!writes] lang=[(!filled.value.is_empty()).then_some("")] { (filled.value) }
            p.sub { button.plain type="button" data-copy={ "v-" (id) } data-done=(lang.pick("コピーしました", "Copied")) hidden { (lang.pick("コピー", "Copy")) } " "
                @if let Some(origin) = &filled.origin { (lang.pick("出所：", "From: ")) (origin_of(origin, lang)) }
                @else { (lang.pick("台帳から埋まりません。分かる人が書いてください。", "The register does not say. Somebody who knows writes it.")) }
            }
            @if let Some(says) = &filled.register_says { p.sub { (lang.pick("今の台帳：", "The register now: ")) (says) } }
        }
    }
}

fn origin_of(origin: &Origin, lang: Lang) -> String {
    origin.words(incident::duties()).in_lang(lang).to_owned()
}

fn handing_in(draft: &Draft, here: &str, visitor: &Visitor) -> Markup {
    let lang = visitor.lang;
    html! { section { h2 { (lang.pick("提出した", "Handed in")) }
        form.mark method="post" action={ (here) "/submit" } {
            input type="hidden" name="csrf" value=(visitor.csrf);
            input type="hidden" name="form" value=(draft.form.id);
            p { label { (lang.pick("受付番号・受け付けられたことが分かる言葉", "Number of the receipt, or words that show it")) br; input type="text" name="receipt" required maxlength="1000"; } }
            p { label { (lang.pick("提出した日時（日本時間。空欄なら今）", "When (Japan time; empty: now)")) br; input type="datetime-local" name="at"; } }
            p { label { (lang.pick("残しておくこと（あれば）", "To be remembered, if anything")) br; textarea name="words" rows="2" maxlength="20000" {} } }
            p.do { button { (lang.pick("提出済みにする", "Record it as handed in")) } }
            p.effect { (lang.pick(
                "今の値をそのまま凍結し、期限を済みにします。ここからは何も送信しません。",
                "The values are frozen as they are, and the clock is met. Nothing is sent from here.",
            )) }
        }
    } }
}

fn submitted(sent: &Submission, draft: &Draft, (here, writes): (&str, bool), visitor: &Visitor) -> Markup {
    let lang = visitor.lang;
    let no = sent.entry.rsplit_once('#').map_or("", |(_, no)| no);
    html! { section { h2 { (lang.pick("提出済みの版", "Submitted version")) }
        p { (parts::time(sent.at, lang)) " · " (lang.pick("受付：", "receipt: ")) b { (sent.receipt) } " · " (sent.by) }
        p.sub.digest { (sent.entry) " · " (sent.edition) " · SHA-256 " (sent.digest) }
        details { summary { (lang.pick("提出した値", "What was submitted")) " " (sent.values.len()) }
            ul.plain { @for (id, value) in &sent.values { li { b { (reporting::field_name(id, draft, lang)) } p.value { (value) } } } }
        }
        @if !sent.receipts.is_empty() { p { (lang.pick("受付の控え：", "Files that confirm it: "))
            @for id in &sent.receipts { a.item href={ "/evidence/" (href::escaped(id.as_str())) "/file" } download { (id) } " " }
        } }
        @if writes { details.marking {
            summary { (lang.pick("受付の控えを登録する", "Keep a file that confirms the receipt")) " " span.hidden { (sent.entry) } }
            (upload::form(&Upload {
                action: &format!("{here}/receipt/{no}"),
                id: &format!("receipt-{no}"),
                label: ("受付の控え（PDF、メールなど）を選んでください", "Choose the file (PDF, mail)"),
                button: ("登録する", "Keep it"),
                is_first: false,
                note: ("証跡として SHA-256 とともに保存し、経過に残します。提出した内容は変わりません。1 GiB まで。", "It is kept as evidence with its SHA-256 and stands in the timeline. What was submitted stays as it was. Up to 1 GiB."),
                ..Upload::default()
            }, visitor))
        } }
    } }
}

/// `POST /incidents/{id}/report/{duty}`: the fields that were changed.
pub(crate) async fn write(
    State(web): State<Web>,
    visitor: Visitor,
    Path((id, duty)): Path<(String, String)>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Redirect, Failure> {
    let value = |name: &str| {
        let found = fields.iter().find(|(field, _)| field == name);
        found.map(|(_, value)| value.replace("\r\n", "\n")).unwrap_or_default()
    };
    visitor.check_form(&value("csrf"))?;
    let (case, form) = (case_id(&id)?, value("form"));
    let catalog = catalog::loaded(&web.app, &visitor.caller)?;
    for (name, _) in &fields {
        let Some(field) = name.strip_prefix("now.") else { continue };
        let (now, was) = (value(name), value(&format!("was.{field}")));
        if now.trim() != was.trim() {
            let words = (field, now.as_str());
            report::write_field(
                &web.app,
                &visitor.caller,
                &case,
                asked(&duty, &form, catalog.forms()),
                words,
            )
            .await?;
        }
    }
    Ok(Redirect::to(&format!("{}?form={}", address(&id, &duty), href::escaped(&form))))
}

/// `POST /incidents/{id}/report/{duty}/submit`
pub(crate) async fn submit(
    State(web): State<Web>,
    visitor: Visitor,
    Path((id, duty)): Path<(String, String)>,
    Form(fields): Form<HandedInForm>,
) -> Result<Redirect, Failure> {
    visitor.check_form(&fields.csrf)?;
    let HandedInForm { csrf: _, form, receipt, at, words } = fields;
    let handed_in = HandedIn { receipt, at: moment(&at)?, words };
    let catalog = catalog::loaded(&web.app, &visitor.caller)?;
    report::submit(
        &web.app,
        &visitor.caller,
        &case_id(&id)?,
        asked(&duty, &form, catalog.forms()),
        handed_in,
    )
    .await?;
    Ok(Redirect::to(&format!("{}?form={}", address(&id, &duty), href::escaped(&form))))
}

/// `POST /incidents/{id}/report/{duty}/receipt/{no}`: a file that confirms what was submitted.
pub(crate) async fn receipt(
    State(web): State<Web>,
    visitor: Visitor,
    Path((id, duty, no)): Path<(String, String, u32)>,
    form: Multipart,
) -> Result<Redirect, Failure> {
    let (taken, _) = evidence::arrived(form, &web, &visitor).await?;
    report::add_receipt(&web.app, &visitor.caller, &case_id(&id)?, no, taken).await?;
    Ok(Redirect::to(&address(&id, &duty)))
}

/// What the form that records a submission carries.
#[derive(Debug, serde::Deserialize)]
pub(crate) struct HandedInForm {
    csrf: String,
    #[serde(default)]
    form: String,
    receipt: String,
    #[serde(default)]
    at: String,
    #[serde(default)]
    words: String,
}
