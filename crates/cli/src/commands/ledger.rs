//! `ledger verify | checkpoint | prove | export`.

use std::process::ExitCode;

use sekisho_app::ledger;
use sekisho_model::text;

use super::{Place, done};
use crate::args::LedgerCommand;
use crate::exit::{FOUND, Failure};
use crate::terminal::Terminal;

pub(super) async fn run(
    place: &Place,
    command: LedgerCommand,
    terminal: &Terminal,
) -> Result<ExitCode, Failure> {
    let app = place.read().await?;
    match command {
        LedgerCommand::Verify => {
            let verification = ledger::verify(&app, &place.caller).await?;
            for problem in &verification.problems {
                terminal.print(terminal.lang.pick(&problem.ja(), &problem.to_string()));
            }
            let (n, bad) = (verification.entries(), verification.problem_count);
            terminal.print(
                text!(
                    ja: "記録 {n} 件を検証しました。問題は {bad} 件です。",
                    en: "Verified {n} entries; {bad} problems."
                )
                .in_lang(terminal.lang),
            );
            Ok(if verification.is_sound() { done() } else { ExitCode::from(FOUND) })
        }
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
