//! Forms that open an incident and add to its timeline.

use axum::extract::{Form, Path, State};
use axum::response::Redirect;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;
use maud::{Markup, html};
use sekisho_app::incident::{self, Addition, Incident, Opening};
use sekisho_app::{Act, AppError};
use sekisho_model::{IncidentEntry, IncidentFact, Lang, Place, Problem, text};
use serde::Deserialize;
use std::collections::BTreeSet;

use super::{at, case_id};
use crate::failure::Failure;
use crate::visitor::Visitor;
use crate::{Web, parts};

/// Opens one in a line; where there is none yet, the form stands open.
/// With a vulnerability, it is filled in already.
pub(super) fn opening(stands_open: bool, vulnerability: &str, visitor: &Visitor) -> Markup {
    let lang = visitor.lang;
    let name = about(vulnerability, lang);
    html! { details.marking open[stands_open || !vulnerability.is_empty()] {
        summary { (lang.pick("インシデントを開く", "Open an incident")) }
        form.mark method="post" action="/incidents" {
            input type="hidden" name="csrf" value=(visitor.csrf);
            p { label { (lang.pick("何が起きているか（一行）", "What happens, in a line")) br; input type="text" name="name" required maxlength="400" value=(name); } }
            p { label { (lang.pick("関係する脆弱性・アドバイザリの番号（あれば）", "Vulnerability or advisory, if any")) br; input type="text" name="vulnerability" maxlength="200" value=(vulnerability) placeholder="CVE-2026-0001"; } }
            p { label.tickable { input type="checkbox" name="exercise" value="yes"; " " (lang.pick("訓練", "Exercise")) } }
            p.do { button { (lang.pick("開く", "Open")) } }
            p.effect { (lang.pick(
                "脆弱性を書くと、影響する保護対象を取り込みます。訓練は、すべての画面とファイルに【訓練】と出ます。何も送信しません。",
                "With a vulnerability, the assets that it affects are taken over. An exercise says so on every page and file. Nothing is sent.",
            )) }
        }
    } }
}

/// One button that makes a vulnerability a case, with the assets that it affects.
pub(crate) fn begin(vulnerability: &str, visitor: &Visitor) -> Markup {
    let lang = visitor.lang;
    let name = about(vulnerability, lang);
    html! { @if visitor.may(Act::Enter) { form.mark method="post" action="/incidents" {
        input type="hidden" name="csrf" value=(visitor.csrf);
        input type="hidden" name="name" value=(name);
        input type="hidden" name="vulnerability" value=(vulnerability);
        p.do { button { (lang.pick("事案にする", "Make it a case")) }
            label.tickable { input type="checkbox" name="exercise" value="yes"; " " (lang.pick("訓練", "Exercise")) } }
        p.effect { (lang.pick(
            "影響する保護対象を取り込みます。期限は、認識を記録したときから動きます。何も送信しません。",
            "The assets that it affects are taken over. Clocks run once awareness is recorded. Nothing is sent.",
        )) }
    } } }
}

/// The name of a case about a vulnerability.
fn about(vulnerability: &str, lang: Lang) -> String {
    match (vulnerability, lang) {
        ("", _) => String::new(),
        (id, Lang::Ja) => format!("{id} の悪用"),
        (id, Lang::En) => format!("Exploitation of {id}"),
    }
}

/// What is to be done, each with a button that ticks it off.
pub(super) fn tasks(shown: &Incident, visitor: &Visitor) -> Markup {
    let lang = visitor.lang;
    let open = shown.tasks.iter().filter(|task| task.done.is_none()).count();
    let ticks = visitor.may(Act::Enter) && shown.merged_into.is_none();
    html! { @if !shown.tasks.is_empty() { section { h2 { (lang.pick("作業", "Tasks")) span.count { (open) " / " (shown.tasks.len()) } }
        ul.plain { @for task in &shown.tasks { li { @match &task.done {
            Some((by, done)) => { "✓ " (task.words) p.sub { (parts::time(*done, lang)) " · " (by) } }
            None => {
                "□ " (task.words)
                @if ticks { form.tick method="post" action={ (at(task.case.as_str())) "/add" } {
                    input type="hidden" name="csrf" value=(visitor.csrf);
                    input type="hidden" name="what" value="task-done";
                    input type="hidden" name="of" value=(task.no);
                    button { (lang.pick("済んだ", "Done")) }
                } }
            }
        } } } }
    } } }
}

/// Corrects an entry, or takes it back: both stay in the timeline.
pub(super) fn correcting(entry: &IncidentEntry, shown: &Incident, visitor: &Visitor) -> Markup {
    let lang = visitor.lang;
    let taken = shown.entries.iter().any(|it| it.case == entry.case && it.supersedes == Some(entry.no));
    let action = format!("{}/add", at(entry.case.as_str()));
    let corrects = |code: &str, of: &str, title: &str, button: &str| {
        form(
            &action,
            visitor,
            title,
            button,
            false,
            &html! {
                input type="hidden" name="what" value=(code);
                input type="hidden" name="of" value=(of);
                input type="hidden" name="supersedes" value=(entry.no);
            },
        )
    };
    // Other sorts are taken back and written anew.
    let same = match &entry.what {
        IncidentFact::Note => Some(("note", "")),
        IncidentFact::Decision => Some(("decision", "")),
        IncidentFact::Task => Some(("task", "")),
        IncidentFact::Contact => Some(("contact", "")),
        IncidentFact::Aware { matter } => Some(("aware", matter.as_str())),
        IncidentFact::MeasureAvailable { matter } => Some(("measure-available", matter.as_str())),
        IncidentFact::Excluded { matter } => Some(("excluded", matter.as_str())),
        _ => None,
    };
    let merged = entry.case == shown.case.id && shown.merged_into.is_some();
    html! { @if visitor.may(Act::Enter) && !taken { div.correct {
        @if let Some((code, of)) = same.filter(|_| !merged) { (corrects(code, of, lang.pick("訂正する", "Correct it"), lang.pick("訂正を残す", "Record the correction"))) }
        (corrects("void", "", lang.pick("取り消す", "Take it back"), lang.pick("取り消しを残す", "Record that it is taken back")))
    } } }
}

/// What is added most: awareness, a note, a duty done, the end.
pub(super) fn forms(shown: &Incident, visitor: &Visitor) -> Markup {
    let (lang, action) = (visitor.lang, format!("{}/add", at(shown.case.id.as_str())));
    let duties = incident::duties();
    let matters =
        duties.matters.iter().map(|(id, it)| (id.as_str().to_owned(), it.title.in_lang(lang).to_owned()));
    let owed: Vec<(String, String)> = shown
        .clocks
        .iter()
        .filter(|clock| incident::is_owed(clock))
        .map(|clock| (clock.duty.id.as_str().to_owned(), clock.duty.title.in_lang(lang).to_owned()))
        .collect();
    let notes = [
        ("note", lang.pick("事実", "A fact")),
        ("decision", lang.pick("決定", "A decision")),
        ("task", lang.pick("作業", "A task")),
        ("contact", lang.pick("連絡", "A contact")),
    ];
    let notes = notes.map(|(code, word)| (code.to_owned(), word.to_owned()));
    html! { section { h2 { (lang.pick("書き足す", "Add")) }
        (form(&action, visitor, lang.pick("経過を書く", "Write down"), lang.pick("書く", "Write"), true, &choice("what", lang.pick("種類", "Sort"), notes)))
        (named_form("aware", &action, visitor, (lang.pick("認識した", "Aware"), lang.pick("認識を記録する", "Record awareness")), false, &html! {
            input type="hidden" name="what" value="aware";
            (choice("of", lang.pick("何を認識したか", "Of what"), matters))
        }))
        @if !owed.is_empty() { (form(&action, visitor, lang.pick("報告を済ませた", "A report is done"), lang.pick("済みにする", "Record it"), false, &html! {
            input type="hidden" name="what" value="done";
            (choice("of", lang.pick("どの報告か", "Which"), owed))
        })) }
        (form(&action, visitor, lang.pick("是正・緩和策が使えるようになった", "A measure is available"), lang.pick("記録する", "Record it"), false, &html! {
            input type="hidden" name="what" value="measure-available";
            (choice("of", lang.pick("何に対する策か", "Against what"), duties.matters.iter().map(|(id, it)| (id.as_str().to_owned(), it.title.in_lang(lang).to_owned()))))
        }))
        (form(&action, visitor, lang.pick("対象外と決めた", "It is none here"), lang.pick("決定を記録する", "Record the decision"), false, &html! {
            input type="hidden" name="what" value="excluded";
            (choice("of", lang.pick("何が対象外か", "Which matter"), duties.matters.iter().map(|(id, it)| (id.as_str().to_owned(), it.title.in_lang(lang).to_owned()))))
        }))
        (form(&action, visitor, lang.pick("始まった時を記録する", "When it began"), lang.pick("記録する", "Record it"), false, &html! {
            input type="hidden" name="what" value="started";
        }))
        (form(&action, visitor, lang.pick("関係する脆弱性を加える", "Add a vulnerability"), lang.pick("加える", "Add it"), false, &html! {
            input type="hidden" name="what" value="vulnerability";
            p { label { (lang.pick("脆弱性・アドバイザリの番号", "Id of the vulnerability or advisory")) br; input type="text" name="of" required maxlength="200"; } }
        }))
        (form(&action, visitor, lang.pick("別の事案に統合する", "Merge it into another case"), lang.pick("統合する", "Merge"), false, &html! {
            input type="hidden" name="what" value="merged";
            p { label { (lang.pick("残る事案の番号", "Id of the case that goes on")) br; input type="text" name="of" required maxlength="200" placeholder="CA-01"; } }
        }))
        @if !shown.closed { (form(&action, visitor, lang.pick("終了する", "Close it"), lang.pick("終了にする", "Close"), false, &html! {
            input type="hidden" name="what" value="closed";
        })) }
    } }
}

fn form(action: &str, visitor: &Visitor, title: &str, button: &str, open: bool, fields: &Markup) -> Markup {
    named_form("", action, visitor, (title, button), open, fields)
}

fn named_form(
    name: &str,
    action: &str,
    visitor: &Visitor,
    (title, button): (&str, &str),
    open: bool,
    fields: &Markup,
) -> Markup {
    let lang = visitor.lang;
    html! { details class={ "marking " (name) } open[open] {
        summary { (title) }
        form.mark method="post" action=(action) {
            input type="hidden" name="csrf" value=(visitor.csrf);
            (fields)
            p { label { (lang.pick("内容・根拠", "What, and on what it rests")) br; textarea name="words" rows="2" maxlength="20000" required {} } }
            p { label { (lang.pick("日時（日本時間。空欄なら今）", "When (Japan time; empty: now)")) br; input type="datetime-local" name="at"; } }
            p.do { button { (button) } }
        }
    } }
}

fn choice(name: &str, label: &str, of: impl IntoIterator<Item = (String, String)>) -> Markup {
    html! { p { label { (label) br; select name=(name) { @for (code, word) in of { option value=(code) { (word) } } } } } }
}

/// What the form that opens an incident carries.
#[derive(Debug, Deserialize)]
pub(crate) struct Opened {
    csrf: String,
    name: String,
    #[serde(default)]
    vulnerability: String,
    #[serde(default)]
    exercise: String,
}

/// `POST /incidents`
pub(crate) async fn open(
    State(web): State<Web>,
    visitor: Visitor,
    Form(fields): Form<Opened>,
) -> Result<Redirect, Failure> {
    visitor.check_form(&fields.csrf)?;
    let vulnerability = Some(fields.vulnerability.trim().to_owned()).filter(|id| !id.is_empty());
    let opening = Opening {
        name: fields.name,
        seen: String::new(),
        vulnerability,
        assets: BTreeSet::new(),
        exercise: fields.exercise == "yes",
    };
    let case = incident::open(&web.app, &visitor.caller, opening).await?;
    Ok(Redirect::to(&at(case.as_str())))
}

/// What the forms that add to a timeline carry.
#[derive(Debug, Deserialize)]
pub(crate) struct Added {
    csrf: String,
    what: String,
    /// A matter or a duty, where the sort needs one.
    #[serde(default)]
    of: String,
    #[serde(default)]
    words: String,
    #[serde(default)]
    at: String,
    /// The number of the entry that it corrects.
    #[serde(default)]
    supersedes: Option<u32>,
}

/// `POST /incidents/{id}/add`
pub(crate) async fn add(
    State(web): State<Web>,
    visitor: Visitor,
    Path(id): Path<String>,
    Form(fields): Form<Added>,
) -> Result<Redirect, Failure> {
    visitor.check_form(&fields.csrf)?;
    let Added { csrf: _, what, of, words, at: written, supersedes } = fields;
    let what = match what.as_str() {
        "note" => IncidentFact::Note,
        "decision" => IncidentFact::Decision,
        "task" => IncidentFact::Task,
        "contact" => IncidentFact::Contact,
        "aware" => IncidentFact::Aware { matter: of },
        "done" => IncidentFact::Done { duty: of, means: String::new() },
        "measure-available" => IncidentFact::MeasureAvailable { matter: of },
        "excluded" => IncidentFact::Excluded { matter: of },
        "started" => IncidentFact::Started,
        "vulnerability" => IncidentFact::Concerns { vulnerability: of.trim().to_owned() },
        "task-done" => IncidentFact::TaskDone { task: of.parse().map_err(|_| unreadable(&of, "3"))? },
        "merged" => IncidentFact::Merged { into: case_id(of.trim())? },
        "void" => IncidentFact::Void,
        "closed" => IncidentFact::Closed,
        other => return Err(unreadable(other, "note")),
    };
    let addition = Addition { what, at: moment(&written)?, words, source: String::new(), supersedes };
    incident::add(&web.app, &visitor.caller, &case_id(&id)?, addition).await?;
    Ok(Redirect::to(&at(&id)))
}

/// A time as the browser's field writes it, in Japan's.
pub(super) fn moment(written: &str) -> Result<Option<Timestamp>, Failure> {
    let written = written.trim();
    if written.is_empty() {
        return Ok(None);
    }
    let read = written.parse::<DateTime>().ok().and_then(|at| Offset::constant(9).to_timestamp(at).ok());
    read.map(Some).ok_or_else(|| unreadable(written, "2026-11-23T14:05"))
}

fn unreadable(written: &str, example: &str) -> Failure {
    let what = text!(ja: "「{written}」を読み取れません。", en: "\"{written}\" cannot be read.");
    let remedy = text!(ja: "{example} のように書いてください。", en: "Write it as {example}.");
    AppError::Invalid(vec![Problem::error(Place::default(), what, remedy)]).into()
}
