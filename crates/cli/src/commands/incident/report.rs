//! `incident report`: the draft of a report, a person's words for its fields, and that it was handed in.

use std::process::ExitCode;

use jiff::tz::TimeZone;
use sekisho_app::incident::report::{self, Asked, HandedIn};
use sekisho_app::incident::{self, Incident, is_owed};
use sekisho_app::{answers, catalog};
use sekisho_model::{CaseId, Text, text};
use sekisho_report::reporting::{self, Reporting};
use sekisho_respond::{Draft, Filled, Forms, Submission, moment};
use serde_json::{Value, json};

use super::super::{Place, done};
use super::case_id;
use crate::args::Format;
use crate::args::incident::ReportArguments;
use crate::exit::Failure;
use crate::terminal::Terminal;

pub(super) async fn run(
    place: &Place,
    arguments: ReportArguments,
    terminal: &Terminal,
) -> Result<ExitCode, Failure> {
    let case = case_id(&arguments.case)?;
    let forms = editions(place, &arguments, terminal).await?;
    let Some(duty) = &arguments.duty else { return choose(place, &case, &forms, terminal).await };
    let asked = Asked { duty, form: arguments.form.as_deref(), forms: &forms };
    if !arguments.set.is_empty() || arguments.submit || !arguments.receipt_file.is_empty() {
        change(place, &case, asked, &arguments).await?;
    }
    let app = place.read().await?;
    let incident = incident::show(&app, &place.caller, &case).await?;
    let draft = report::drafted(&app, &place.caller, &case, asked).await?;
    let about = Reporting { case: &incident.case, draft: &draft, duties: incident::duties() };
    if let Some(path) = &arguments.html {
        crate::files::write(path, reporting::html(about, terminal.lang).as_bytes())?;
    }
    if let Some(path) = &arguments.xlsx {
        let book = reporting::xlsx(about, terminal.lang).map_err(|error| {
            Failure::bug(
                text!(ja: "ブックを書けません（{error}）。", en: "The workbook cannot be written ({error})."),
            )
        })?;
        crate::files::write(path, &book)?;
    }
    if terminal.format == Format::Json {
        terminal.print_json(&document(&incident, &draft, terminal))?;
    } else {
        print(about, terminal);
    }
    Ok(done())
}

/// The editions at hand, with those of the arguments laid over them.
async fn editions(place: &Place, arguments: &ReportArguments, terminal: &Terminal) -> Result<Forms, Failure> {
    let mut forms = catalog::loaded(&place.read().await?, &place.caller)?.forms().clone();
    for path in &arguments.forms {
        let file = crate::files::read(path)?;
        let source = String::from_utf8_lossy(&file.bytes);
        let (with, problems) = forms.with(&file.name, &source);
        forms = with;
        terminal.say_problems(&problems);
    }
    Ok(forms)
}

async fn change(
    place: &Place,
    case: &CaseId,
    asked: Asked<'_>,
    arguments: &ReportArguments,
) -> Result<(), Failure> {
    let app = place.write().await?;
    for pair in &arguments.set {
        let Some((field, words)) = pair.split_once('=') else {
            return Err(Failure::usage(
                text!(ja: "「{pair}」に「=」がありません。", en: "\"{pair}\" has no `=`."),
                Text::new("--set title=… のように、項目と値を書いてください。", "Write it as --set title=…"),
            ));
        };
        report::write_field(&app, &place.caller, case, asked, (field, words)).await?;
    }
    if arguments.submit {
        let handed_in = HandedIn {
            receipt: arguments.receipt.clone(),
            at: arguments.at,
            words: arguments.reason.clone(),
        };
        report::submit(&app, &place.caller, case, asked, handed_in).await?;
    }
    for path in &arguments.receipt_file {
        let draft = report::drafted(&app, &place.caller, case, asked).await?;
        let last = draft.submitted.last().and_then(|sent| sent.entry.rsplit_once('#')?.1.parse().ok());
        let Some(submitted) = last else {
            return Err(Failure::usage(
                text!(ja: "この義務では、まだ何も提出していません。", en: "Nothing was submitted for this duty yet."),
                Text::new(
                    "--submit --receipt … と一緒に指定してください。",
                    "Give it together with --submit --receipt ….",
                ),
            ));
        };
        let opened = std::fs::File::open(path).map_err(|error| {
            let shown = path.display();
            Failure::input(
                text!(ja: "{shown} を開けません（{error}）。", en: "{shown} cannot be opened ({error})."),
                text!(ja: "パスと権限を確かめてください。", en: "Check the path and its permissions."),
            )
        })?;
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let taken = answers::take_evidence(&app, &place.caller, &name, opened)?;
        report::add_receipt(&app, &place.caller, case, submitted, taken).await?;
    }
    Ok(())
}

/// Without a duty: which reports there are, and how to ask for each.
async fn choose(
    place: &Place,
    case: &CaseId,
    forms: &Forms,
    terminal: &Terminal,
) -> Result<ExitCode, Failure> {
    let incident = incident::show(&place.read().await?, &place.caller, case).await?;
    let started = incident.clocks.iter().filter(|clock| clock.ground.event.is_some());
    let rows: Vec<Value> = started
        .flat_map(|clock| {
            let id = &clock.duty.id;
            report::forms_of(id, forms).into_iter().map(move |(form, title)| {
                json!({ "duty": id, "title": clock.duty.title.in_lang(terminal.lang), "form": form,
                    "form_title": title.in_lang(terminal.lang), "owed": is_owed(clock) })
            })
        })
        .collect();
    if terminal.format == Format::Json {
        terminal.print_json(&json!({ "format": 1, "case": case, "reports": rows }))?;
        return Ok(done());
    }
    if rows.is_empty() {
        terminal.print(
            text!(ja: "始まった報告はありません。sekisho incident aware {case} … で認識を記録すると始まります。", en: "No report has begun. It begins with sekisho incident aware {case} …")
                .in_lang(terminal.lang),
        );
    }
    for row in rows {
        let cell = |name: &str| row[name].as_str().unwrap_or_default().to_owned();
        let owed = if row["owed"] == json!(true) {
            terminal.lang.pick("未済", "owed")
        } else {
            terminal.lang.pick("済み", "done")
        };
        terminal.print(&format!(
            "--duty {} --form {}\t{owed}\t{}\t{}",
            cell("duty"),
            cell("form"),
            cell("title"),
            cell("form_title")
        ));
    }
    Ok(done())
}

fn print(about: Reporting<'_>, terminal: &Terminal) {
    let (lang, draft) = (terminal.lang, about.draft);
    terminal.print(&reporting::title(about, lang));
    terminal.print(reporting::standing(draft).in_lang(lang));
    terminal.print(draft.form.title.in_lang(lang));
    terminal.print(draft.form.channel.in_lang(lang));
    terminal.print(reporting::edition(draft).in_lang(lang));
    if let Some(sent) = &draft.based_on {
        let (entry, receipt) = (&sent.entry, &sent.receipt);
        terminal.print(
            text!(ja: "前の段階の提出（経過 {entry}、受付 {receipt}）から始めています。", en: "It starts from what was submitted before (entry {entry}, receipt {receipt}).")
                .in_lang(lang),
        );
    }
    for filled in &draft.fields {
        print_field(filled, about, terminal);
    }
    for check in &draft.law {
        let state = reporting::state(check.met, check.item.if_known);
        terminal.print(&format!(
            "{} {}\t{}",
            state.in_lang(lang),
            check.item.name.in_lang(lang),
            check.item.clause
        ));
    }
    for sent in &draft.submitted {
        let (at, receipt) = (moment(sent.at, &TimeZone::UTC), &sent.receipt);
        let Submission { entry, digest, receipts, .. } = sent;
        terminal.print(
            text!(ja: "提出済み {at} 受付 {receipt} 経過 {entry} SHA-256 {digest}", en: "submitted {at}, receipt {receipt}, entry {entry}, SHA-256 {digest}")
                .in_lang(lang),
        );
        for id in receipts {
            terminal.print(&format!("    {}{id}", lang.pick("受付の控え：", "receipt kept as ")));
        }
    }
}

fn print_field(filled: &Filled, about: Reporting<'_>, terminal: &Terminal) {
    let lang = terminal.lang;
    let field = &filled.field;
    let fault = reporting::fault(filled);
    terminal.print(&format!(
        "\n{} {} [{}]  {}  {}{}{}",
        field.row,
        field.name.in_lang(lang),
        field.id,
        filled.need.word().in_lang(lang),
        reporting::length(filled),
        if fault.ja.is_empty() { "" } else { "  ▲ " },
        fault.in_lang(lang),
    ));
    if !filled.value.is_empty() {
        terminal.print(&filled.value);
    }
    if let Some(origin) = &filled.origin {
        terminal.print(&format!("    ← {}", origin.words(about.duties).in_lang(lang)));
    }
    if let Some(says) = &filled.register_says {
        terminal.print(&format!("    {}{says}", lang.pick("今の台帳：", "the register now: ")));
    }
}

fn document(incident: &Incident, draft: &Draft, terminal: &Terminal) -> Value {
    let lang = terminal.lang;
    let duties = incident::duties();
    let fields: Vec<Value> = draft
        .fields
        .iter()
        .map(|filled| {
            let fault = reporting::fault(filled);
            json!({ "id": filled.field.id, "row": filled.field.row, "name": filled.field.name.in_lang(lang),
                "need": filled.need.word().in_lang(terminal.lang), "value": filled.value, "chars": filled.chars,
                "chars_max": filled.field.chars_max, "missing": filled.missing, "over": filled.over,
                "fault": (!fault.ja.is_empty()).then(|| fault.in_lang(lang)),
                "origin": filled.origin.as_ref().map(|origin| origin.words(duties).in_lang(lang).to_owned()),
                "register_says": filled.register_says })
        })
        .collect();
    let law: Vec<Value> = draft
        .law
        .iter()
        .map(|check| {
            json!({ "id": check.item.id, "name": check.item.name.in_lang(lang), "clause": check.item.clause,
                "met": check.met, "if_known": check.item.if_known, "by": check.item.by })
        })
        .collect();
    json!({ "format": 2, "case": incident.case.id, "exercise": draft.exercise, "duty": draft.duty.id,
        "form": draft.form.id, "edition": draft.form.basis.edition, "language": draft.form.language,
        "complete_by_law": draft.is_complete_by_law(), "complete_by_form": draft.is_complete_by_form(),
        "fields": fields, "law": law, "based_on": draft.based_on.as_ref().map(submission),
        "submitted": draft.submitted.iter().map(submission).collect::<Vec<_>>() })
}

fn submission(sent: &Submission) -> Value {
    let Submission { entry, duty, form, edition, at, by, receipt, receipts, values, digest } = sent;
    json!({ "entry": entry, "duty": duty, "form": form, "edition": edition, "at": at, "by": by,
        "receipt": receipt, "receipt_files": receipts, "values": values, "sha256": digest })
}
