//! `plant import | export | check | diff | undo`.

use std::io::{IsTerminal as _, Write as _};
use std::path::Path;
use std::process::ExitCode;

use sekisho_app::observe::{self, Purpose};
use sekisho_app::register::{self, Proposal};
use sekisho_app::{App, tables};
use sekisho_exchange::{Form, ImportOptions};
use sekisho_model::{Gravity, Problem, Register, text};

use super::{Place, done, review};
use crate::args::{Format, PlantCommand, PlantForm};
use crate::exit::{FOUND, Failure, INPUT};
use crate::files;
use crate::terminal::Terminal;

pub(super) async fn run(
    place: &Place,
    command: PlantCommand,
    terminal: &Terminal,
) -> Result<ExitCode, Failure> {
    match command {
        PlantCommand::Import { file, yes, remove_missing } => {
            let app = place.write().await?;
            let proposal =
                propose(&app, place, &file, ImportOptions { remove_missing, ..ImportOptions::default() })
                    .await?;
            show(&proposal, terminal)?;
            accept(&app, place, &proposal, yes, terminal).await
        }
        PlantCommand::Diff { file, remove_missing } => {
            let app = place.read().await?;
            let proposal =
                propose(&app, place, &file, ImportOptions { remove_missing, ..ImportOptions::default() })
                    .await?;
            show(&proposal, terminal)?;
            Ok(if proposal.is_refused() { ExitCode::from(INPUT) } else { done() })
        }
        PlantCommand::Export { output, form, proposals } => {
            export(place, output.as_deref(), form, proposals.as_deref(), terminal).await
        }
        PlantCommand::Check { file } => check(place, file.as_deref(), terminal).await,
        PlantCommand::Undo { seq, whole } => undo(place, seq, whole, terminal).await,
        PlantCommand::Review { command } => review::run(place, command, terminal).await,
    }
}

async fn propose(app: &App, place: &Place, path: &Path, options: ImportOptions) -> Result<Proposal, Failure> {
    let mut contents = Vec::new();
    for path in files::under(&[path.to_owned()])? {
        contents.push(files::read(&path)?);
    }
    Ok(register::propose(app, &place.caller, &contents, options).await?)
}

pub(super) fn show(proposal: &Proposal, terminal: &Terminal) -> Result<(), Failure> {
    terminal.say_problems(&proposal.problems);
    if terminal.format == Format::Json {
        return terminal.print_json(&crate::commands::plant_form::document(proposal));
    }
    for line in sekisho_exchange::changes_in_words(&proposal.changes, terminal.lang) {
        terminal.print(&line);
    }
    let n = proposal.changes.len();
    if n == 0 {
        terminal.say(&text!(ja: "変更点はありません。", en: "Nothing would change."));
    } else {
        terminal.say(&text!(ja: "変更点は {n} 件です。", en: "{n} changes."));
    }
    Ok(())
}

pub(super) async fn accept(
    app: &App,
    place: &Place,
    proposal: &Proposal,
    yes: bool,
    terminal: &Terminal,
) -> Result<ExitCode, Failure> {
    if proposal.is_refused() {
        let errors = proposal.problems.iter().filter(|problem| problem.gravity == Gravity::Error).count();
        terminal.say(&text!(
            ja: "問題が {errors} 件あるため、何も適用していません。直してからもう一度取り込んでください。",
            en: "Nothing was applied because of {errors} problems. Correct them and import again."
        ));
        return Ok(ExitCode::from(INPUT));
    }
    if proposal.is_empty() {
        return Ok(done());
    }
    if !yes && !confirmed(terminal) {
        terminal.say(&text!(
            ja: "適用していません。適用するには --yes を付けてください。",
            en: "Not applied. Add --yes to apply."
        ));
        return Ok(done());
    }
    let n = register::accept(app, &place.caller, proposal).await?;
    terminal.say(&text!(ja: "{n} 件を適用しました。", en: "Applied {n} changes."));
    Ok(done())
}

/// Reverses an entry, and says what that changed.
async fn undo(place: &Place, seq: u64, whole: bool, terminal: &Terminal) -> Result<ExitCode, Failure> {
    let app = place.write().await?;
    let done_by = if whole {
        tables::undo_save(&app, &place.caller, seq).await?
    } else {
        tables::undo(&app, &place.caller, seq).await?
    };
    if terminal.format == Format::Json {
        terminal.print_json(&crate::commands::plant_form::undone(seq, &done_by))?;
    } else {
        for line in sekisho_exchange::changes_in_words(&done_by.changes, terminal.lang) {
            terminal.print(&line);
        }
    }
    let n = done_by.changes.len();
    terminal.say(&text!(ja: "{n} 件を元に戻しました。", en: "Undone: {n} changes."));
    Ok(done())
}

/// Asks on a terminal; anywhere else the answer is no.
fn confirmed(terminal: &Terminal) -> bool {
    if !std::io::stdin().is_terminal() {
        return false;
    }
    let question = terminal.lang.pick("適用しますか？ [y/N] ", "Apply? [y/N] ");
    let _ = write!(std::io::stderr(), "{question}");
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer).is_ok() && matches!(answer.trim(), "y" | "Y" | "yes" | "はい")
}

async fn export(
    place: &Place,
    output: Option<&Path>,
    form: Option<PlantForm>,
    proposals: Option<&str>,
    terminal: &Terminal,
) -> Result<ExitCode, Failure> {
    let form = match (form, output.and_then(Path::extension).and_then(std::ffi::OsStr::to_str)) {
        (Some(PlantForm::Toml), _) | (None, Some("toml") | None) => Form::Toml,
        (Some(PlantForm::Json), _) | (None, Some("json")) => Form::Json,
        (Some(PlantForm::Xlsx), _) | (None, Some("xlsx")) => Form::Xlsx,
        (None, Some(other)) => {
            return Err(Failure::usage(
                text!(ja: "拡張子 {other} の形式は書き出せません。", en: "The form {other} cannot be written."),
                text!(ja: "toml・json・xlsx のいずれかにしてください。", en: "Use toml, json or xlsx."),
            ));
        }
    };
    let bytes = match proposals {
        Some(_) if form != Form::Xlsx => return Err(only_in_a_workbook()),
        // The look is an entry in the ledger, so the register is opened for writing.
        Some(purpose) => {
            let (app, purpose) = (place.write().await?, Purpose::new(purpose)?);
            observe::sheet(&app, &place.caller, None, terminal.lang, &purpose).await?
        }
        None => register::export(&place.read().await?, &place.caller, form, terminal.lang).await?,
    };
    match output {
        Some(path) => files::write(path, &bytes)?,
        None => terminal.print_bytes(&bytes),
    }
    Ok(done())
}

fn only_in_a_workbook() -> Failure {
    Failure::usage(
        text!(
            ja: "提案の行を加えられるのは、ブック（xlsx）だけです。",
            en: "Only a workbook (xlsx) can carry proposals."
        ),
        text!(ja: "--form xlsx を付けてください。", en: "Give --form xlsx."),
    )
}

async fn check(place: &Place, file: Option<&Path>, terminal: &Terminal) -> Result<ExitCode, Failure> {
    let problems: Vec<Problem> = match file {
        Some(path) => check_file(path)?,
        None => register::problems(&place.read().await?, &place.caller).await?,
    };
    if terminal.format == Format::Json {
        terminal.print_json(&problems)?;
    } else {
        for problem in &problems {
            terminal.print(&problem.in_lang(terminal.lang));
        }
    }
    let n = problems.len();
    terminal.say(&text!(ja: "問題は {n} 件です。", en: "{n} problems."));
    let failed = problems.iter().any(|problem| problem.gravity == Gravity::Error);
    Ok(if failed { ExitCode::from(FOUND) } else { done() })
}

/// A file on its own, without a register.
fn check_file(path: &Path) -> Result<Vec<Problem>, Failure> {
    let mut register = Register::default();
    let mut problems = Vec::new();
    for path in files::under(&[path.to_owned()])? {
        let file = files::read(&path)?;
        let reading =
            sekisho_exchange::read_register(&file.name, &file.bytes, &register, &ImportOptions::default());
        register = reading.facts;
        problems.extend(reading.problems);
    }
    problems.extend(register.check());
    Ok(problems)
}
