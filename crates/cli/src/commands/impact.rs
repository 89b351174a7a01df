//! `impact`: what does this mean for the plant?

use std::path::Path;
use std::process::ExitCode;

use sekisho_app::impact::{self, Dropped};
use sekisho_assess::Impact;
use sekisho_model::Problem;

use super::scan::{has_errors, reached};
use super::{Place, done};
use crate::args::{FailOn, Format};
use crate::exit::{FOUND, Failure, INPUT};
use crate::files;
use crate::terminal::Terminal;

pub(super) async fn run(
    place: &Place,
    question: &str,
    fail_on: FailOn,
    terminal: &Terminal,
) -> Result<ExitCode, Failure> {
    let app = place.read().await?;
    let path = Path::new(question);
    if question != "-" && !path.exists() && !looks_like_a_file(question) {
        let impacts = impact::of(&app, &place.caller, question).await?;
        return print(&impacts, &[], fail_on, terminal);
    }
    let file = files::read(path)?;
    match impact::of_file(&app, &place.caller, &file.name, &file.bytes).await? {
        Dropped::Advisories { impacts, problems } => print(&impacts, &problems, fail_on, terminal),
        Dropped::Sbom { scan, problems, .. } => {
            if terminal.format == Format::Json {
                terminal.print_json(&sekisho_report::scan::document(&scan, &problems))?;
            } else {
                terminal.say_problems(&problems);
                terminal.print(&sekisho_report::scan::table_text(&scan, terminal.lang, terminal.width()));
            }
            let found = scan.items.iter().any(|item| reached(fail_on, item.verdict, item.score()));
            Ok(ending(&problems, found))
        }
    }
}

fn print(
    impacts: &[Impact],
    problems: &[Problem],
    fail_on: FailOn,
    terminal: &Terminal,
) -> Result<ExitCode, Failure> {
    terminal.say_problems(problems);
    if terminal.format == Format::Json {
        terminal.print_json(&sekisho_report::impact::document(impacts))?;
    } else {
        for impact in impacts {
            terminal.print(&sekisho_report::impact::table_text(impact, terminal.lang, terminal.width()));
        }
    }
    let score = |impact: &Impact| impact.advisory.cvss.as_ref().map_or(0, |cvss| cvss.score_tenths);
    let found = impacts.iter().any(|impact| reached(fail_on, impact.verdict(), score(impact)));
    Ok(ending(problems, found))
}

/// An answer on a part of the input is no answer on the input.
fn ending(problems: &[Problem], found: bool) -> ExitCode {
    match (has_errors(problems), found) {
        (true, _) => ExitCode::from(INPUT),
        (false, true) => ExitCode::from(FOUND),
        (false, false) => done(),
    }
}

/// Was a file meant? No id of an advisory has such an ending or separator.
fn looks_like_a_file(question: &str) -> bool {
    let ending = Path::new(question).extension().and_then(std::ffi::OsStr::to_str).unwrap_or_default();
    let known = ["json", "lock", "toml", "txt", "yaml", "yml", "md"];
    !question.starts_with("pkg:")
        && (question.contains(std::path::is_separator) || known.contains(&ending.to_lowercase().as_str()))
}
