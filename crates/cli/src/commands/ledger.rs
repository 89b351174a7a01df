//! `ledger verify | checkpoint | prove | export`.

use std::process::ExitCode;

use sekisho_app::{App, ledger};
use sekisho_model::text;
use serde::Serialize;

use super::{Place, done};
use crate::args::{Format, LedgerCommand};
use crate::exit::{FOUND, Failure};
use crate::terminal::Terminal;

pub(super) async fn run(
    place: &Place,
    command: LedgerCommand,
    terminal: &Terminal,
) -> Result<ExitCode, Failure> {
    let app = place.read().await?;
    match command {
        LedgerCommand::Verify => verify(&app, place, terminal).await,
        LedgerCommand::Checkpoint => {
            terminal.print(&ledger::checkpoint(&app, &place.caller).await?.0);
            Ok(done())
        }
        LedgerCommand::Prove { seq } => {
            terminal.print(&ledger::prove(&app, &place.caller, seq).await?);
            Ok(done())
        }
        LedgerCommand::Export { folder } => {
            ledger::export(&app, &place.caller, &folder).await?;
            let folder = folder.display();
            terminal.say(&text!(
                ja: "記録を {folder} に書き出しました。sekisho-verify {folder} で検証できます。",
                en: "Wrote the ledger to {folder}. Check it with sekisho-verify {folder}."
            ));
            Ok(done())
        }
    }
}

#[derive(Serialize)]
struct Document {
    format: u32,
    sound: bool,
    entries: u64,
    problems: u64,
    facts_same: u64,
    facts_different: u64,
}

/// The ledger against its signed checkpoint, then every fact against the ledger.
async fn verify(app: &App, place: &Place, terminal: &Terminal) -> Result<ExitCode, Failure> {
    let ledger = ledger::verify(app, &place.caller).await?;
    let facts = ledger::verify_facts(app, &place.caller).await?;
    let sound = ledger.is_sound() && facts.is_sound();
    if terminal.format == Format::Json {
        terminal.print_json(&Document {
            format: 1,
            sound,
            entries: ledger.entries(),
            problems: ledger.problem_count,
            facts_same: facts.same,
            facts_different: facts.difference_count,
        })?;
        return Ok(if sound { done() } else { ExitCode::from(FOUND) });
    }
    for problem in &ledger.problems {
        terminal.print(terminal.lang.pick(&problem.ja(), &problem.to_string()));
    }
    for difference in &facts.differences {
        terminal.print(difference.text().in_lang(terminal.lang));
    }
    let (n, bad, same, other) = (ledger.entries(), ledger.problem_count, facts.same, facts.difference_count);
    terminal.print(
        text!(
            ja: "記録 {n} 件を検証しました。問題は {bad} 件です。台帳の {same} 件は記録と一致し、{other} 件は一致しません。",
            en: "Verified {n} entries; {bad} problems. {same} facts are as the ledger says, {other} are not."
        )
        .in_lang(terminal.lang),
    );
    Ok(if sound { done() } else { ExitCode::from(FOUND) })
}
