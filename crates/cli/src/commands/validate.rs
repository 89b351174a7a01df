//! `csaf validate`, `sbom validate`: files held against the standards they claim, test by test.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use sekisho_intake::{Limits, Reading, unpacking};
use sekisho_model::{Lang, Problem, Text, text};
use sekisho_validate::{Outcome, Report, Test, csaf, sbom};
use serde::Serialize;

use super::done;
use crate::args::{Format, Level};
use crate::exit::{FOUND, Failure, INPUT};
use crate::files;
use crate::terminal::Terminal;

/// Places of one failed test that are listed for people; the rest is counted.
const PLACES_SHOWN: usize = 5;

#[derive(Serialize)]
struct Answer {
    format: u32,
    files: Vec<FileForm>,
}

#[derive(Serialize)]
struct FileForm {
    file: String,
    /// Standard and edition; empty where none was recognised.
    standard: String,
    /// Was it read whole, by a standard that was recognised, and did nothing that the standard demands fail?
    valid: bool,
    tests: Vec<TestForm>,
    /// Why it could not be looked at, or not as a whole.
    problems: Vec<String>,
}

#[derive(Serialize)]
struct TestForm {
    id: &'static str,
    outcome: &'static str,
    messages: Vec<MessageForm>,
}

#[derive(Serialize)]
struct MessageForm {
    path: String,
    text: String,
}

/// Holds SBOMs against their forms and rules.
pub(super) fn sboms(paths: &[PathBuf], terminal: &Terminal) -> Result<ExitCode, Failure> {
    each(paths, Level::Informative, terminal, |name, bytes| sbom::validate(name, bytes, &Limits::default()))
}

/// Holds CSAF documents against the standard's own tests. Links are not followed and words not spelt out: those
/// tests say that they were not run.
pub(super) fn csafs(paths: &[PathBuf], fail_on: Level, terminal: &Terminal) -> Result<ExitCode, Failure> {
    let world = csaf::World { now: Some(jiff::Timestamp::now()), link: None, spelling: None, grammar: None };
    each(paths, fail_on, terminal, |name, bytes| csaf::validate(name, bytes, &Limits::default(), &world))
}

fn each(
    paths: &[PathBuf],
    fail_on: Level,
    terminal: &Terminal,
    held: impl Fn(&str, &[u8]) -> Report,
) -> Result<ExitCode, Failure> {
    let (mut broken, mut unread) = (false, false);
    let mut forms = Vec::new();
    let found = files::under(paths)?;
    let nothing = found.is_empty().then(|| paths.iter().map(|path| (path, files::nothing_in(path))));
    let nothing = nothing.into_iter().flatten();
    let nothing =
        nothing.map(|(path, problem)| vec![(path.display().to_string(), unreadable(vec![problem]))]);
    for (name, report) in found.iter().map(|path| reports(path, &held)).chain(nothing).flatten() {
        unread |= !is_read(&report);
        broken |= report.tests.iter().any(|test| counts(test, fail_on));
        if terminal.format == Format::Json {
            forms.push(file_form(name, &report, terminal.lang));
        } else {
            print(&name, &report, terminal);
        }
    }
    if terminal.format == Format::Json {
        terminal.print_json(&Answer { format: 1, files: forms })?;
    }
    Ok(match (unread, broken) {
        (true, _) => ExitCode::from(INPUT),
        (false, true) => ExitCode::from(FOUND),
        (false, false) => done(),
    })
}

/// Of a packed file, a report for each file inside, and one for what could not be unpacked.
fn reports(path: &Path, held: &impl Fn(&str, &[u8]) -> Report) -> Vec<(String, Report)> {
    let file = match files::read(path) {
        Ok(file) => file,
        Err(problem) => return vec![(path.display().to_string(), unreadable(vec![*problem]))],
    };
    if !unpacking::is_packed(&file.bytes) {
        let report = held(&file.name, &file.bytes);
        return vec![(file.name, report)];
    }
    let Reading { facts, problems } = unpacking::unpack(&file.name, &file.bytes, &Limits::default());
    let inside = facts.into_iter().map(|document| {
        let report = held(&document.name, &document.bytes);
        (document.name, report)
    });
    let mut all: Vec<_> = inside.collect();
    if !problems.is_empty() {
        all.push((path.display().to_string(), unreadable(problems)));
    }
    all
}

fn unreadable(problems: Vec<Problem>) -> Report {
    Report { standard: String::new(), tests: Vec::new(), problems }
}

/// Was it looked at as a whole?
fn is_read(report: &Report) -> bool {
    !report.standard.is_empty() && report.problems.is_empty()
}

/// Did a test fail that is asked for? CSAF numbers its optional tests 6.2 and its informative ones 6.3.
fn counts(test: &Test, fail_on: Level) -> bool {
    let level = match test.id {
        id if id.starts_with("6.3.") => Level::Informative,
        id if id.starts_with("6.2.") => Level::Recommended,
        _ => Level::Mandatory,
    };
    test.outcome == Outcome::Fail && level <= fail_on
}

fn file_form(file: String, report: &Report, lang: Lang) -> FileForm {
    FileForm {
        file,
        standard: report.standard.clone(),
        valid: is_read(report) && !report.tests.iter().any(|test| counts(test, Level::Mandatory)),
        tests: report.tests.iter().map(|test| test_form(test, lang)).collect(),
        problems: report.problems.iter().map(|problem| problem.in_lang(lang)).collect(),
    }
}

fn test_form(test: &Test, lang: Lang) -> TestForm {
    let message =
        |path: &str, text: &Text| MessageForm { path: path.to_owned(), text: text.in_lang(lang).to_owned() };
    let (outcome, why) = match &test.outcome {
        Outcome::Pass => ("pass", None),
        Outcome::Fail => ("fail", None),
        Outcome::NotRun(why) => ("not_run", Some(message("", why))),
    };
    let found = test.findings.iter().map(|finding| message(&finding.path, &finding.text));
    TestForm { id: test.id, outcome, messages: why.into_iter().chain(found).collect() }
}

fn print(name: &str, report: &Report, terminal: &Terminal) {
    let lang = terminal.lang;
    let count =
        |wanted: fn(&Outcome) -> bool| report.tests.iter().filter(|test| wanted(&test.outcome)).count();
    let passed = count(|outcome| *outcome == Outcome::Pass);
    let failed = count(|outcome| *outcome == Outcome::Fail);
    let not_run = count(|outcome| matches!(outcome, Outcome::NotRun(_)));
    let standard = &report.standard;
    if !standard.is_empty() {
        let words = text!(
            ja: "{name}：{standard}　合格 {passed}、不合格 {failed}、未実施 {not_run}",
            en: "{name}: {standard}; passed {passed}, failed {failed}, not run {not_run}"
        );
        terminal.print(words.in_lang(lang));
    }
    for test in report.tests.iter().filter(|test| test.outcome == Outcome::Fail) {
        for finding in test.findings.iter().take(PLACES_SHOWN) {
            terminal.print(&format!("  {} {} {}", test.id, finding.path, finding.text.in_lang(lang)));
        }
        if let Some(more) = test.findings.len().checked_sub(PLACES_SHOWN).filter(|more| *more > 0) {
            let id = test.id;
            let words = text!(ja: "  {id} ほか {more} か所", en: "  {id} {more} more places");
            terminal.print(words.in_lang(lang));
        }
    }
    for test in &report.tests {
        if let Outcome::NotRun(why) = &test.outcome {
            let word = lang.pick("未実施", "not run");
            terminal.print(&format!("  {} {word}: {}", test.id, why.in_lang(lang)));
        }
    }
    terminal.say_problems(&report.problems);
}
