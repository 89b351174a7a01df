//! `ledger verify | checkpoint | witness | heartbeat | prove | erase | export`.

use std::path::Path;
use std::process::ExitCode;

use sekisho_app::ledger::{Exported, ToErase, read_pinned, read_witness};
use sekisho_app::{App, answers, ledger};
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
    match command {
        LedgerCommand::Witness { file, key } => witness(place, (&file, &key), terminal).await,
        LedgerCommand::Heartbeat { every } => {
            ledger::heartbeat(&place.write().await?, &place.caller, every).await?;
            Ok(done())
        }
        LedgerCommand::Erase { seq, about, reason } => {
            let wanted = about.map_or_else(|| ToErase::Numbers(seq.into_iter().collect()), ToErase::About);
            erase(place, &wanted, &reason, terminal).await
        }
        LedgerCommand::Export { folder } => export(place, &folder, terminal).await,
        command => ask(&place.read().await?, place, command, terminal).await,
    }
}

/// Questions, for which nothing is written.
async fn ask(
    app: &App,
    place: &Place,
    command: LedgerCommand,
    terminal: &Terminal,
) -> Result<ExitCode, Failure> {
    match command {
        LedgerCommand::Verify => verify(app, place, terminal).await,
        LedgerCommand::Checkpoint => {
            terminal.print(&ledger::checkpoint(app, &place.caller).await?.0);
            Ok(done())
        }
        LedgerCommand::Prove { seq } => {
            terminal.print(&ledger::prove(app, &place.caller, seq).await?);
            Ok(done())
        }
        // Done before a register was opened for reading.
        LedgerCommand::Witness { .. }
        | LedgerCommand::Heartbeat { .. }
        | LedgerCommand::Erase { .. }
        | LedgerCommand::Export { .. } => Ok(done()),
    }
}

async fn erase(
    place: &Place,
    wanted: &ToErase,
    reason: &str,
    terminal: &Terminal,
) -> Result<ExitCode, Failure> {
    let erased = ledger::erase(&place.write().await?, &place.caller, wanted, reason).await?;
    let (n, numbers) = (erased.len(), erased.iter().map(u64::to_string).collect::<Vec<_>>().join(" "));
    terminal.say(&text!(
        ja: "記録 {n} 件の内容を消しました（{numbers}）。誰がいつ何をしたかと、その証明は残ります。以前のバックアップと書き出したフォルダには残っているので、そちらも処分してください。",
        en: "Erased what {n} entries say ({numbers}). Who did what when stays, and so do the proofs. Earlier backups and exports still hold it: dispose of those too."
    ));
    Ok(done())
}

/// Where the register is in use by another program it is read alone, and the dictionary cannot be signed.
async fn export(place: &Place, folder: &Path, terminal: &Terminal) -> Result<ExitCode, Failure> {
    let app = match place.write().await {
        Ok(app) => app,
        Err(_) => place.read().await?,
    };
    let exported = ledger::export(&app, &place.caller, folder).await?;
    let folder = folder.display();
    terminal.say(&text!(
        ja: "記録を {folder} に書き出しました。sekisho-verify {folder} で検証できます。",
        en: "Wrote the ledger to {folder}. Check it with sekisho-verify {folder}."
    ));
    if exported == Exported::WithoutDictionary {
        terminal.say(&text!(
            ja: "台帳を書き込み用に開けないため、署名付きの項目辞書は入っていません。ほかの sekisho を終了してから書き出すと入ります。",
            en: "The register cannot be opened for writing, so the signed field dictionary is not in it. Stop the other sekisho and export again to have it."
        ));
    }
    Ok(done())
}

async fn witness(
    place: &Place,
    (file, key): (&Path, &Path),
    terminal: &Terminal,
) -> Result<ExitCode, Failure> {
    let witness = read_witness(key).map_err(|error| unusable(&error.ja(), &error.to_string()))?;
    let witness = witness.map_err(|error| unusable(&error.ja(), &error.to_string()))?;
    let note = read_pinned(file).map_err(|error| unusable(&error.ja(), &error.to_string()))?;
    let app = place.write().await?;
    let taken = (note.name.as_str(), note.note.as_slice());
    let (checkpoint, cosignature) = ledger::take_witnessed(&app, &place.caller, taken, &witness).await?;
    let (name, size) = (cosignature.witness, checkpoint.size());
    terminal.say(&text!(
        ja: "証人「{name}」が {size} 件までを見て連署したチェックポイントを記録に入れました。",
        en: "Took in the checkpoint over {size} entries that the witness \"{name}\" co-signed."
    ));
    Ok(done())
}

fn unusable(ja: &str, en: &str) -> Failure {
    Failure::usage(
        text!(ja: "{ja}", en: "Refused: {en}."),
        text!(
            ja: "連署されたチェックポイントと、証人の公開鍵のファイルを指定してください。",
            en: "Name the co-signed checkpoint and the file with the witness's public key."
        ),
    )
}

#[derive(Serialize)]
struct Document {
    format: u32,
    sound: bool,
    entries: u64,
    problems: u64,
    facts_same: u64,
    facts_different: u64,
    evidence_whole: usize,
    evidence_spoiled: usize,
}

/// The ledger against its signed checkpoint, then every fact against the ledger, then every file of evidence against
/// the digest that its record names.
async fn verify(app: &App, place: &Place, terminal: &Terminal) -> Result<ExitCode, Failure> {
    let ledger = ledger::verify(app, &place.caller).await?;
    let facts = ledger::verify_facts(app, &place.caller).await?;
    let (whole, faults) = answers::check_evidence(app, &place.caller).await?;
    let sound = ledger.is_sound() && facts.is_sound() && faults.is_empty();
    if terminal.format == Format::Json {
        terminal.print_json(&Document {
            format: 2,
            sound,
            entries: ledger.entries(),
            problems: ledger.problem_count,
            facts_same: facts.same,
            facts_different: facts.difference_count,
            evidence_whole: whole,
            evidence_spoiled: faults.len(),
        })?;
        return Ok(if sound { done() } else { ExitCode::from(FOUND) });
    }
    for problem in &ledger.problems {
        terminal.print(terminal.lang.pick(&problem.ja(), &problem.to_string()));
    }
    for difference in &facts.differences {
        terminal.print(difference.text().in_lang(terminal.lang));
    }
    for fault in &faults {
        terminal.print(fault.text().in_lang(terminal.lang));
    }
    let (n, bad, same, other) = (ledger.entries(), ledger.problem_count, facts.same, facts.difference_count);
    terminal.print(
        text!(
            ja: "記録 {n} 件を検証しました。問題は {bad} 件です。台帳の {same} 件は記録と一致し、{other} 件は一致しません。",
            en: "Verified {n} entries; {bad} problems. {same} facts are as the ledger says, {other} are not."
        )
        .in_lang(terminal.lang),
    );
    let spoiled = faults.len();
    terminal.print(
        text!(
            ja: "証跡のファイルは {whole} 件がもとのまま、{spoiled} 件が失われたか変わっています。",
            en: "Evidence files: {whole} are as they were, {spoiled} are gone or have changed."
        )
        .in_lang(terminal.lang),
    );
    Ok(if sound { done() } else { ExitCode::from(FOUND) })
}
