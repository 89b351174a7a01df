//! `supplier` and `questionnaire`: what is asked of suppliers, and what customers ask.

use std::path::Path;
use std::process::ExitCode;

use sekisho_app::questionnaires::{self, FilledCopy, Line, Mapped};
use sekisho_app::suppliers::{self, Overview, Returned};
use sekisho_assess::suppliers::{Course, Mark, StarAnswer, State, Told, star_basis};
use sekisho_exchange::{Mapping, read_mapping};
use sekisho_model::{Lang, Text, text};
use serde_json::{Value, json};

use super::framework::whose;
use super::{Place, done};
use crate::args::Format;
use crate::args::supplier::{QuestionnaireCommand, SupplierCommand};
use crate::exit::{FOUND, Failure};
use crate::files;
use crate::terminal::Terminal;

pub(super) async fn run(
    place: &Place,
    command: SupplierCommand,
    terminal: &Terminal,
) -> Result<ExitCode, Failure> {
    let lang = terminal.lang;
    match command {
        SupplierCommand::Stars { supplier } => {
            let overview = suppliers::overview(&place.read().await?, &place.caller).await?;
            stars(&overview, supplier.as_deref(), terminal)
        }
        SupplierCommand::Requests { fail_on_late } => {
            let overview = suppliers::overview(&place.read().await?, &place.caller).await?;
            requests(&overview, terminal)?;
            let late = overview.states.iter().any(|state| state.late_requests() > 0);
            Ok(if late && fail_on_late { ExitCode::from(FOUND) } else { done() })
        }
        SupplierCommand::Letter { request, out } => {
            let page = suppliers::letter(&place.read().await?, &place.caller, &request, lang).await?;
            written(&out, page.as_bytes(), terminal)
        }
        SupplierCommand::Sheet { request, out } => {
            let sheet = suppliers::sheet(&place.read().await?, &place.caller, &request, lang).await?;
            written(&out, &sheet, terminal)
        }
        SupplierCommand::Read { request, file, keep } => read(place, &request, &file, keep, terminal).await,
    }
}

pub(super) async fn run_questionnaire(
    place: &Place,
    command: QuestionnaireCommand,
    terminal: &Terminal,
) -> Result<ExitCode, Failure> {
    match command {
        QuestionnaireCommand::Map { file, out, before, framework, product } => {
            let whose = whose(product)?;
            let file = files::read(&file)?;
            let before = match before.as_deref().map(|path| mapping(path, terminal)) {
                Some(Ok(mapping)) => Some(mapping),
                Some(Err(refused)) => return refused,
                None => None,
            };
            let app = place.read().await?;
            let mapped =
                questionnaires::map(&app, &place.caller, &whose, &file, before.as_ref(), &framework).await?;
            map(&mapped, &out, terminal)
        }
        QuestionnaireCommand::Fill { file, mapping: path, out, product } => {
            let whose = whose(product)?;
            let file = files::read(&file)?;
            let mapping = match mapping(&path, terminal) {
                Ok(mapping) => mapping,
                Err(refused) => return refused,
            };
            let app = place.read().await?;
            let copy =
                questionnaires::fill(&app, &place.caller, whose, &file, &mapping, terminal.lang).await?;
            filled(&copy, &out, terminal)
        }
    }
}

fn written(out: &Path, bytes: &[u8], terminal: &Terminal) -> Result<ExitCode, Failure> {
    if out == Path::new("-") {
        terminal.print_bytes(bytes);
        return Ok(done());
    }
    files::write(out, bytes)?;
    terminal.print(&out.display().to_string());
    Ok(done())
}

fn answer_form(answer: &StarAnswer) -> Value {
    let (by, register_shows) = match &answer.told {
        Told::Person { register_shows, .. } => ("person", *register_shows),
        Told::Register => ("register", answer.yes),
        Told::Nobody => ("nobody", None),
    };
    let rows = answer
        .rows
        .iter()
        .map(|row| json!({ "kind": row.kind.code(), "id": row.id, "name": row.name, "says": row.says }));
    json!({
        "question": answer.question.code(), "yes": answer.yes, "by": by, "register_shows": register_shows,
        "reason": answer.reason, "rows": rows.collect::<Vec<_>>(), "to_enter": answer.to_enter,
    })
}

fn state_form(state: &State) -> Value {
    json!({
        "supplier": state.supplier, "name": state.name, "star": state.asked.star,
        "answers": state.asked.answers.iter().map(answer_form).collect::<Vec<_>>(),
        "held": state.held.words(), "held_open": state.held.is_open(),
        "requests_open": state.open_requests(), "requests_late": state.late_requests(),
        "products": state.products, "sboms": state.sboms,
        "affected": state.affected, "undecided": state.undecided,
        "businesses": state.businesses,
    })
}

fn stars(overview: &Overview, only: Option<&str>, terminal: &Terminal) -> Result<ExitCode, Failure> {
    let wanted = |state: &&State| only.is_none_or(|id| state.supplier.as_str() == id);
    let states: Vec<&State> = overview.states.iter().filter(wanted).collect();
    if let Some(id) = only.filter(|_| states.is_empty()) {
        return Err(Failure::usage(
            text!(ja: "取引先「{id}」は登録されていません。", en: "There is no supplier \"{id}\"."),
            text!(ja: "sekisho supplier stars で一覧を見てください。", en: "See the list with sekisho supplier stars."),
        ));
    }
    if terminal.format == Format::Json {
        let businesses = overview.businesses.iter().map(|row| {
            json!({ "business": row.business, "name": row.name, "suppliers": row.suppliers,
                "without_star": row.without_star, "late": row.late, "affected": row.affected })
        });
        terminal.print_json(&json!({
            "format": 1, "basis": star_basis(), "confirmed": false,
            "suppliers": states.iter().map(|state| state_form(state)).collect::<Vec<_>>(),
            "businesses": businesses.collect::<Vec<_>>(),
        }))?;
        return Ok(done());
    }
    let lang = terminal.lang;
    for state in &states {
        print_state(state, only.is_some(), terminal);
    }
    if only.is_none() {
        for row in &overview.businesses {
            let (name, n, without, late) = (&row.name, row.suppliers.len(), row.without_star, row.late);
            let words = text!(
                ja: "業務「{name}」：取引先 {n} 社、★の要確認 {without} 社、期限を過ぎた要請 {late} 件",
                en: "Business \"{name}\": {n} suppliers, {without} with a star to settle, {late} late requests"
            );
            terminal.print(words.in_lang(lang));
        }
    }
    terminal.say(&star_basis());
    Ok(done())
}

fn print_state(state: &State, whole: bool, terminal: &Terminal) {
    let lang = terminal.lang;
    let (id, name) = (&state.supplier, &state.name);
    let (sentence, held) = (state.asked.sentence(), state.held.words());
    terminal.print(&format!("{id} {name}  {}  [{}]", sentence.in_lang(lang), held.in_lang(lang)));
    for answer in &state.asked.answers {
        let mark = match answer.yes {
            Some(true) => lang.pick("はい", "yes"),
            Some(false) => lang.pick("いいえ", "no"),
            None => lang.pick("？", "?"),
        };
        let question = answer.question.words();
        terminal.print(&format!("  {mark}  {} {}", question.in_lang(lang), answer.reason.in_lang(lang)));
        if whole {
            for row in &answer.rows {
                terminal.print(&format!("      {} {} {}", row.id, row.name, row.says.in_lang(lang)));
            }
            if let Some(enter) = &answer.to_enter {
                terminal.print(&format!("      → {}", enter.in_lang(lang)));
            }
        }
    }
}

fn course_form(course: &Course) -> Value {
    let stages = course.stages.iter().map(|(stage, mark)| match mark {
        Mark::Done(day) => json!({ "stage": stage.code(), "done": true, "day": day }),
        Mark::Missing(what) => json!({ "stage": stage.code(), "done": false, "missing": what }),
    });
    json!({
        "request": course.request, "supplier": course.supplier, "stages": stages.collect::<Vec<_>>(),
        "next": course.next().map(sekisho_assess::suppliers::Stage::code), "late_days": course.late_days,
        "refused": course.refused, "warnings": course.warnings,
        "before_pressing": course.before_pressing(),
    })
}

fn requests(overview: &Overview, terminal: &Terminal) -> Result<(), Failure> {
    let courses: Vec<&Course> = overview.states.iter().flat_map(|state| &state.courses).collect();
    if terminal.format == Format::Json {
        let all: Vec<Value> = courses.iter().map(|course| course_form(course)).collect();
        return terminal.print_json(&json!({ "format": 1, "basis": Course::basis(), "requests": all }));
    }
    let lang = terminal.lang;
    if courses.is_empty() {
        terminal.print(lang.pick("取引先への要請はありません。", "There is no request to a supplier."));
    }
    for course in courses {
        let request = overview.judgements.register().requests.get(&course.request);
        let name = request.map(|request| request.name.as_str()).unwrap_or_default();
        let late = course.late_days.map(|n| text!(ja: "  期限を {n} 日過ぎています", en: "  {n} days late"));
        let late = late.as_ref().map(|late| late.in_lang(lang)).unwrap_or_default();
        terminal.print(&format!("{} {} {name}{late}", course.request, course.supplier));
        terminal.print(&format!("  {}", course_line(course, lang)));
        for missing in course.before_pressing() {
            terminal.print(&format!("  → {}", missing.in_lang(lang)));
        }
        for warning in &course.warnings {
            terminal.print(&format!("  ! {}", warning.in_lang(lang)));
        }
    }
    terminal.say(&Course::basis());
    Ok(())
}

fn course_line(course: &Course, lang: Lang) -> String {
    let stages = course.stages.iter().map(|(stage, mark)| {
        let name = stage.name();
        let name = name.in_lang(lang);
        match mark {
            Mark::Done(Some(day)) => format!("✓ {name} {day}"),
            Mark::Done(None) => format!("✓ {name}"),
            Mark::Missing(_) => format!("・ {name}"),
        }
    });
    stages.collect::<Vec<_>>().join("  ")
}

async fn read(
    place: &Place,
    request: &str,
    file: &Path,
    keep: bool,
    terminal: &Terminal,
) -> Result<ExitCode, Failure> {
    let file = files::read(file)?;
    let app = if keep { place.write().await? } else { place.read().await? };
    let returned = suppliers::read(&app, &place.caller, request, &file).await?;
    let kept = if keep { suppliers::keep(&app, &place.caller, &returned).await? } else { 0 };
    returned_form(&returned, kept, terminal)?;
    Ok(if returned.given.rows.is_empty() { terminal.refuse(&returned.problems)? } else { done() })
}

fn returned_form(returned: &Returned, kept: usize, terminal: &Terminal) -> Result<(), Failure> {
    if returned.given.rows.is_empty() {
        return Ok(());
    }
    if terminal.format == Format::Json {
        let rows = returned.given.rows.iter().map(|row| {
            let state = row.state.map(sekisho_assess::answers::state_code);
            json!({ "row": row.row, "id": row.id, "state": state, "written": row.written, "words": row.words, "evidence": row.evidence })
        });
        return terminal.print_json(&json!({
            "format": 1, "request": returned.request, "summary": returned.summary,
            "rows": rows.collect::<Vec<_>>(), "added": returned.given.added,
            "comments": returned.given.comments, "changes_kept": kept, "problems": returned.problems,
        }));
    }
    terminal.say_problems(&returned.problems);
    let lang = terminal.lang;
    terminal.print(returned.summary.in_lang(lang));
    for row in &returned.given.rows {
        terminal.print(&format!("  {} {} {} {}", row.id, row.written, row.words, row.evidence));
    }
    let next = if kept > 0 {
        Text::new(
            "記録しました。証跡を確かめたら、要請を「確認済み」にしてください。",
            "Kept. Look at the evidence, then set the request to confirmed.",
        )
    } else {
        Text::new(
            "まだ記録していません。--keep を付けると記録します。",
            "Nothing is kept yet. --keep keeps it.",
        )
    };
    terminal.say(&next);
    Ok(())
}

/// A mapping, or the exit code of a file that gives none.
fn mapping(path: &Path, terminal: &Terminal) -> Result<Mapping, Result<ExitCode, Failure>> {
    let file = files::read(path).map_err(|problem| Err(problem.into()))?;
    let reading = read_mapping(&file.name, &file.bytes);
    reading.facts.ok_or_else(|| terminal.refuse(&reading.problems))
}

fn map(mapped: &Mapped, out: &Path, terminal: &Terminal) -> Result<ExitCode, Failure> {
    let words = mapped.mapping.written().map_err(|error| {
        let why = error.to_string();
        Failure::usage(
            text!(ja: "対応付けを書けません（{why}）。", en: "The mapping cannot be written ({why})."),
            Text::default(),
        )
    })?;
    files::write(out, words.as_bytes())?;
    let (n, settled) = (mapped.questions.len(), mapped.mapping.settled().len());
    if terminal.format == Format::Json {
        terminal
            .print_json(&json!({ "format": 1, "mapping": mapped.mapping, "problems": mapped.problems }))?;
        return Ok(done());
    }
    terminal.say_problems(&mapped.problems);
    let out = out.display();
    let words = text!(
        ja: "質問は {n} 件、基準が決まっているのは {settled} 件です。{out} の criterion を確かめて書き、sekisho questionnaire fill に渡してください。",
        en: "{n} questions; a criterion is settled for {settled}. Settle the criteria in {out}, then give it to sekisho questionnaire fill."
    );
    terminal.print(words.in_lang(terminal.lang));
    Ok(done())
}

fn line_form(line: &Line) -> Value {
    json!({
        "sheet": line.question.sheet, "row": line.question.row, "number": line.question.number,
        "question": line.question.text, "criterion": line.criterion, "answer": line.answer,
        "words": line.words, "evidence": line.evidence, "origin": line.origin, "left": line.left,
    })
}

fn filled(copy: &FilledCopy, out: &Path, terminal: &Terminal) -> Result<ExitCode, Failure> {
    files::write(out, &copy.bytes)?;
    if terminal.format == Format::Json {
        let lines: Vec<Value> = copy.lines.iter().map(line_form).collect();
        terminal.print_json(&json!({ "format": 1, "questions": lines, "problems": copy.problems }))?;
        return Ok(done());
    }
    terminal.say_problems(&copy.problems);
    let lang = terminal.lang;
    terminal.print(copy.sentence().in_lang(lang));
    for line in &copy.lines {
        let (row, number) = (line.question.row, &line.question.number);
        let what = match &line.left {
            Some(why) => format!("―  {}", why.in_lang(lang)),
            None => format!("{}  ({})", line.answer, line.origin.in_lang(lang)),
        };
        terminal.print(&format!("  {} {row} {number}  {what}", line.question.sheet));
    }
    Ok(done())
}
