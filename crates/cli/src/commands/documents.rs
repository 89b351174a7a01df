//! `sbom convert | diff | grade` and the summary of `sbom show`: whole documents, without a register.

use std::path::Path;
use std::process::ExitCode;

use sekisho_intake::Limits;
use sekisho_model::{Lang, Problem, Text, text};
use sekisho_sbom::diff::{Change, Diff, diff};
use sekisho_sbom::grade::{Confirmed, Grade, Judged, Need, Outcome, Profile, Verdict, grade};
use sekisho_sbom::write::{Format as Form, Loss, LossKind};
use sekisho_sbom::{Document, convert::convert};
use serde::Serialize;

use super::done;
use super::scan::has_errors;
use crate::args::Format;
use crate::exit::{FOUND, Failure, INPUT};
use crate::files;
use crate::terminal::Terminal;

/// Components of one element that are listed for people; the rest is counted.
const COMPONENTS_SHOWN: usize = 5;

/// A whole document with what was wrong with it, or the exit code of a file that gives none. A file cut short is said,
/// and read as far as it goes.
fn read(path: &Path, terminal: &Terminal) -> Result<Result<(Document, Vec<Problem>), ExitCode>, Failure> {
    let file = files::read(path)?;
    let reading = sekisho_sbom::read_document(&file.name, &file.bytes, &Limits::default());
    let Some(document) = reading.facts else { return Ok(Err(terminal.refuse(&reading.problems)?)) };
    terminal.say_problems(&reading.problems);
    Ok(Ok((document, reading.problems)))
}

#[derive(Serialize)]
struct LossForm {
    component: String,
    path: String,
    kind: &'static str,
    count: usize,
    why: Text,
}

#[derive(Serialize)]
struct ConvertForm {
    format: u32,
    form: String,
    losses: Vec<LossForm>,
    problems: Vec<Problem>,
}

/// The form with this code.
pub(super) fn form(code: &str) -> Result<Form, Failure> {
    code.parse().map_err(|error: sekisho_sbom::write::NoSuchFormat| {
        let codes = Form::ALL.map(|form| form.to_string()).join(", ");
        Failure::usage(
            text!(ja: "「{code}」という形式はありません。", en: "{error}."),
            text!(ja: "{codes} のどれかを指定してください。", en: "Use one of {codes}."),
        )
    })
}

/// Writes the file, and says what was lost: on stderr in words, or as JSON on stdout where the file goes elsewhere.
pub(super) fn convert_file(
    path: &Path,
    to: &str,
    output: Option<&Path>,
    fail_on_loss: bool,
    terminal: &Terminal,
) -> Result<ExitCode, Failure> {
    let form = form(to)?;
    let (document, problems) = match read(path, terminal)? {
        Ok(read) => read,
        Err(ended) => return Ok(ended),
    };
    let has_errors = has_errors(&problems);
    let converted = convert(&document, form, jiff::Timestamp::now());
    match output {
        Some(output) => files::write(output, &converted.bytes)?,
        None => terminal.print_bytes(&converted.bytes),
    }
    if terminal.format == Format::Json && output.is_some() {
        let losses = converted.losses.iter().map(loss_form).collect();
        terminal.print_json(&ConvertForm { format: 1, form: form.name(), losses, problems })?;
    } else {
        terminal.say(&converted.answer());
        for loss in &converted.losses {
            terminal.say(&loss_words(loss));
        }
    }
    Ok(match (has_errors, fail_on_loss && !converted.losses.is_empty()) {
        (true, _) => ExitCode::from(INPUT),
        (false, true) => ExitCode::from(FOUND),
        (false, false) => done(),
    })
}

const fn loss_code(kind: LossKind) -> (&'static str, &'static str) {
    match kind {
        LossKind::Dropped => ("dropped", "失われた"),
        LossKind::Coarsened => ("coarsened", "粗くなった"),
        LossKind::Added => ("added", "書き足した"),
    }
}

fn loss_form(loss: &Loss) -> LossForm {
    LossForm {
        component: loss.label.clone(),
        path: loss.path.clone(),
        kind: loss_code(loss.kind).0,
        count: loss.count,
        why: loss.why.clone(),
    }
}

pub(super) fn loss_words(loss: &Loss) -> Text {
    let Loss { label, path, count, why: Text { ja, en }, .. } = loss;
    let (code, word) = loss_code(loss.kind);
    let at = if label.is_empty() { String::new() } else { format!("{label} ") };
    text!(ja: "  {word}：{at}{path}（{count} 件）{ja}", en: "  {code}: {at}{path} ({count}) {en}")
}

#[derive(Serialize)]
struct DiffForm {
    format: u32,
    added: Vec<SideForm>,
    removed: Vec<SideForm>,
    changed: Vec<ChangedForm>,
    same: usize,
    edges_added: Vec<[String; 3]>,
    edges_removed: Vec<[String; 3]>,
    head: Vec<ChangeForm>,
    problems: Vec<Problem>,
}

#[derive(Serialize)]
struct SideForm {
    label: String,
    purl: String,
}

#[derive(Serialize)]
struct ChangedForm {
    old: SideForm,
    new: SideForm,
    changes: Vec<ChangeForm>,
}

#[derive(Serialize)]
struct ChangeForm {
    field: Text,
    part: String,
    old: String,
    new: String,
}

/// What changed from one SBOM to another. Ends with 1 where anything did.
pub(super) fn diff_files(old: &Path, new: &Path, terminal: &Terminal) -> Result<ExitCode, Failure> {
    let old = match read(old, terminal)? {
        Ok(read) => read,
        Err(ended) => return Ok(ended),
    };
    let new = match read(new, terminal)? {
        Ok(read) => read,
        Err(ended) => return Ok(ended),
    };
    let found = diff(&old.0, &new.0);
    let problems = [old.1, new.1].concat();
    let unread = has_errors(&problems);
    if terminal.format == Format::Json {
        terminal.print_json(&diff_form(&found, problems))?;
    } else {
        print_diff(&found, terminal);
    }
    Ok(match (unread, found.is_empty()) {
        (true, _) => ExitCode::from(INPUT),
        (false, false) => ExitCode::from(FOUND),
        (false, true) => done(),
    })
}

fn side_form(side: &sekisho_sbom::diff::Side) -> SideForm {
    SideForm { label: side.label.clone(), purl: side.purl.clone() }
}

fn change_form(change: &Change) -> ChangeForm {
    let Change { field, part, old, new } = change;
    ChangeForm { field: field.name(), part: part.clone(), old: old.clone(), new: new.clone() }
}

fn diff_form(found: &Diff, problems: Vec<Problem>) -> DiffForm {
    let edge = |edge: &sekisho_sbom::diff::Edge| [edge.from.clone(), edge.kind.clone(), edge.to.clone()];
    DiffForm {
        format: 1,
        added: found.added.iter().map(side_form).collect(),
        removed: found.removed.iter().map(side_form).collect(),
        changed: found
            .changed
            .iter()
            .map(|it| ChangedForm {
                old: side_form(&it.old),
                new: side_form(&it.new),
                changes: it.changes.iter().map(change_form).collect(),
            })
            .collect(),
        same: found.same,
        edges_added: found.edges_added.iter().map(edge).collect(),
        edges_removed: found.edges_removed.iter().map(edge).collect(),
        head: found.head.iter().map(change_form).collect(),
        problems,
    }
}

fn print_diff(found: &Diff, terminal: &Terminal) {
    let lang = terminal.lang;
    terminal.print(found.answer().in_lang(lang));
    for change in &found.head {
        terminal.print(&format!("~ {}", change_words(change, lang)));
    }
    for side in &found.removed {
        terminal.print(&format!("- {}", side.label));
    }
    for side in &found.added {
        terminal.print(&format!("+ {}", side.label));
    }
    for it in &found.changed {
        let changes: Vec<String> = it.changes.iter().map(|change| change_words(change, lang)).collect();
        terminal.print(&format!("~ {}: {}", it.new.label, changes.join("; ")));
    }
    for (sign, edges) in [('-', &found.edges_removed), ('+', &found.edges_added)] {
        for edge in edges {
            terminal.print(&format!("{sign} {} {} {}", edge.from, edge.kind, edge.to));
        }
    }
}

fn change_words(change: &Change, lang: Lang) -> String {
    let part = if change.part.is_empty() { String::new() } else { format!(" {}", change.part) };
    let shown = |value: &str| if value.is_empty() { "-".to_owned() } else { value.to_owned() };
    format!("{}{part} {} → {}", change.field.name().in_lang(lang), shown(&change.old), shown(&change.new))
}

#[derive(Serialize)]
struct GradesForm {
    format: u32,
    grades: Vec<GradeForm>,
    problems: Vec<Problem>,
}

#[derive(Serialize)]
struct GradeForm {
    profile: &'static str,
    title: Text,
    source: Text,
    edition: String,
    verdict: &'static str,
    elements: Vec<ElementForm>,
}

#[derive(Serialize)]
struct ElementForm {
    id: String,
    title: Text,
    clause: String,
    confirmed: &'static str,
    need: &'static str,
    outcome: &'static str,
    looked_at: usize,
    in_order: usize,
    failing: Vec<FailingForm>,
    remark: Text,
}

#[derive(Serialize)]
struct FailingForm {
    component: String,
    what: Text,
}

/// Grades an SBOM by one framework or by all. Ends with 1 where a demanded element failed.
pub(super) fn grade_file(path: &Path, profiles: &[String], terminal: &Terminal) -> Result<ExitCode, Failure> {
    let profiles = profiles_of(profiles)?;
    let (document, problems) = match read(path, terminal)? {
        Ok(read) => read,
        Err(ended) => return Ok(ended),
    };
    let grades: Vec<Grade> = profiles.into_iter().map(|profile| grade(&document, profile)).collect();
    let has_errors = has_errors(&problems);
    if terminal.format == Format::Json {
        let grades = grades.iter().map(grade_form).collect();
        terminal.print_json(&GradesForm { format: 1, grades, problems })?;
    } else {
        for grade in &grades {
            print_grade(grade, terminal);
        }
    }
    let failed = grades.iter().any(|grade| grade.verdict == Verdict::NotFulfilled);
    Ok(match (has_errors, failed) {
        (true, _) => ExitCode::from(INPUT),
        (false, true) => ExitCode::from(FOUND),
        (false, false) => done(),
    })
}

fn profiles_of(codes: &[String]) -> Result<Vec<Profile>, Failure> {
    if codes.is_empty() {
        return Ok(Profile::ALL.to_vec());
    }
    let parsed = codes.iter().map(|code| {
        code.parse().map_err(|error: sekisho_sbom::grade::NoSuchProfile| {
            let known = Profile::ALL.map(Profile::code).join(", ");
            Failure::usage(
                text!(ja: "「{code}」という基準はありません。", en: "{error}."),
                text!(ja: "{known} のどれかを指定してください。", en: "Use one of {known}."),
            )
        })
    });
    parsed.collect()
}

const fn verdict_words(verdict: Verdict) -> (&'static str, &'static str, &'static str) {
    match verdict {
        Verdict::Fulfilled => ("fulfilled", "満たしています", "fulfilled"),
        Verdict::NotFulfilled => ("not-fulfilled", "満たしていません", "not fulfilled"),
        Verdict::NotDecidable => {
            ("not-decidable", "ファイルだけでは判定できません", "cannot be decided from the file")
        }
    }
}

const fn outcome_words(outcome: Outcome) -> (&'static str, &'static str) {
    match outcome {
        Outcome::Passed => ("passed", "○ 適合"),
        Outcome::Failed => ("failed", "× 不適合"),
        Outcome::NotApplicable => ("not-applicable", "－ 対象なし"),
        Outcome::NotDecidable => ("not-decidable", "？ 判定できない"),
    }
}

fn grade_form(grade: &Grade) -> GradeForm {
    GradeForm {
        profile: grade.profile.code(),
        title: grade.title.clone(),
        source: grade.source.clone(),
        edition: grade.edition.clone(),
        verdict: verdict_words(grade.verdict).0,
        elements: grade.elements.iter().map(element_form).collect(),
    }
}

fn element_form(judged: &Judged) -> ElementForm {
    ElementForm {
        id: judged.id.clone(),
        title: judged.title.clone(),
        clause: judged.clause.clone(),
        confirmed: match judged.confirmed {
            Confirmed::Yes => "yes",
            Confirmed::Partly => "partly",
            Confirmed::No => "no",
        },
        need: match judged.need {
            Need::Required => "required",
            Need::IfPresent => "if-present",
            Need::Optional => "optional",
            Need::Process => "process",
        },
        outcome: outcome_words(judged.outcome).0,
        looked_at: judged.looked_at,
        in_order: judged.in_order,
        failing: judged
            .failing
            .iter()
            .map(|failing| FailingForm { component: failing.label.clone(), what: failing.what.clone() })
            .collect(),
        remark: judged.remark.clone(),
    }
}

fn print_grade(grade: &Grade, terminal: &Terminal) {
    let lang = terminal.lang;
    let (_, ja, en) = verdict_words(grade.verdict);
    terminal.print(&format!("{}: {}", grade.title.in_lang(lang), lang.pick(ja, en)));
    for judged in &grade.elements {
        let (code, ja) = outcome_words(judged.outcome);
        let open = match judged.confirmed {
            Confirmed::Yes => "",
            Confirmed::Partly | Confirmed::No => lang.pick("（出典未確認）", " (source not confirmed)"),
        };
        terminal.print(&format!(
            "  {} {}{open} {}/{}",
            lang.pick(ja, code),
            judged.title.in_lang(lang),
            judged.in_order,
            judged.looked_at
        ));
        for failing in judged.failing.iter().take(COMPONENTS_SHOWN) {
            let at = if failing.label.is_empty() { String::new() } else { format!("{}: ", failing.label) };
            terminal.print(&format!("      {at}{}", failing.what.in_lang(lang)));
        }
        if let Some(more) = judged.failing.len().checked_sub(COMPONENTS_SHOWN).filter(|more| *more > 0) {
            let words = text!(ja: "      ほか {more} 件", en: "      {more} more");
            terminal.print(words.in_lang(lang));
        }
        if judged.outcome == Outcome::NotDecidable {
            terminal.print(&format!("      {}", judged.remark.in_lang(lang)));
        }
    }
}

/// The summary of a document, in words.
pub(super) fn print_summary(document: &Document, terminal: &Terminal) {
    let summary = sekisho_sbom::show::summary(document);
    terminal.print(summary.answer().in_lang(terminal.lang));
    for missing in summary.missing() {
        terminal.print(&format!("  {}", missing.in_lang(terminal.lang)));
    }
}
