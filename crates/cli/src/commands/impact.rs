//! `impact`: what does this mean for the plant?

use std::path::Path;
use std::process::ExitCode;

use sekisho_app::handling::Marked;
use sekisho_app::impact::{self, Dropped};
use sekisho_app::{App, AppError};
use sekisho_assess::Impact;
use sekisho_model::{AssetId, Problem, ProductId, Text, text};

use super::scan::{has_errors, reached};
use super::{Place, done};
use crate::args::{FailOn, Format};
use crate::exit::{FOUND, Failure, INPUT};
use crate::files;
use crate::terminal::Terminal;

/// What is asked: questions, or things.
#[derive(Debug)]
pub(super) struct Wanted {
    pub(super) questions: Vec<String>,
    pub(super) assets: Vec<String>,
    pub(super) products: Vec<String>,
}

pub(super) async fn run(
    place: &Place,
    wanted: &Wanted,
    fail_on: FailOn,
    terminal: &Terminal,
) -> Result<ExitCode, Failure> {
    let app = place.read().await?;
    match wanted.questions.as_slice() {
        [] => {
            let things = things(&app, place, wanted).await?;
            print(&impact::about(&app, &place.caller, &things).await?, &[], fail_on, terminal)
        }
        [one] if is_file(one) => of_file(&app, place, one, fail_on, terminal).await,
        questions => {
            let (impacts, problems) = of_several(&app, place, questions).await?;
            print(&impacts, &problems, fail_on, terminal)
        }
    }
}

/// The assets and products meant; each must be in the register, so that a slip is no clean answer.
async fn things(app: &App, place: &Place, wanted: &Wanted) -> Result<Vec<Marked>, Failure> {
    let register = sekisho_app::register::current(app, &place.caller).await?;
    let mut things = Vec::new();
    for name in &wanted.assets {
        let id = name.parse::<AssetId>().ok().filter(|id| register.assets.contains_key(id));
        things.push(Marked::Asset(id.ok_or_else(|| not_there(Text::new("資産", "asset"), name))?));
    }
    for name in &wanted.products {
        let id = name.parse::<ProductId>().ok().filter(|id| register.products.contains_key(id));
        things.push(Marked::Product(id.ok_or_else(|| not_there(Text::new("製品", "product"), name))?));
    }
    Ok(things)
}

fn not_there(kind: Text, id: &str) -> AppError {
    AppError::NotFound { kind, id: id.to_owned() }
}

/// Ids and files together; an SBOM is a question of its own.
async fn of_several(
    app: &App,
    place: &Place,
    questions: &[String],
) -> Result<(Vec<Impact>, Vec<Problem>), Failure> {
    let (files, ids): (Vec<String>, Vec<String>) =
        questions.iter().cloned().partition(|question| is_file(question));
    let mut impacts = impact::of_several(app, &place.caller, &ids).await?;
    let mut problems = Vec::new();
    for name in &files {
        let file = files::read(Path::new(name))?;
        let Dropped::Advisories { impacts: more, problems: found } =
            impact::of_file(app, &place.caller, &file.name, &file.bytes).await?
        else {
            return Err(Failure::usage(
                text!(ja: "{name} は SBOM です。", en: "{name} is an SBOM."),
                text!(ja: "SBOM は一つだけで指定してください。", en: "Ask about an SBOM by itself."),
            ));
        };
        impacts.extend(more.into_iter().filter(|more| !impacts.contains(more)).collect::<Vec<_>>());
        problems.extend(found);
    }
    impacts.sort_by(sekisho_assess::impact::worst_impact_first);
    Ok((impacts, problems))
}

async fn of_file(
    app: &App,
    place: &Place,
    question: &str,
    fail_on: FailOn,
    terminal: &Terminal,
) -> Result<ExitCode, Failure> {
    let file = files::read(Path::new(question))?;
    match impact::of_file(app, &place.caller, &file.name, &file.bytes).await? {
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

fn is_file(question: &str) -> bool {
    question == "-" || Path::new(question).exists() || looks_like_a_file(question)
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
