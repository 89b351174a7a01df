//! The ledger: who did what, and the proof that nothing was changed afterwards.

use std::collections::BTreeSet;
use std::path::Path;

use sekisho_ledger::verify::oversight::MAX_HEARTBEAT_MINUTES;
use sekisho_ledger::verify::{DICTIONARY_FILE, WITNESSED_PREFIX};
use sekisho_ledger::{Checkpoint, Cosignature, Entry, Verification, WitnessKey};
use sekisho_model::{Place, Problem, RecordKind, Source, Text, text};
use sekisho_store::{ERASED_MAX, Erasing, FactsVerification, Noted, StoreError, Unerasable};
use serde_json::json;

pub use sekisho_ledger::verify::{read_pinned, read_witness};

use crate::guard::permit;
use crate::{Act, App, AppError, Caller};

/// The newest entries first, `limit` of them from `before` downward (exclusive), or from the newest.
///
/// # Errors
/// [`AppError::Forbidden`], or trouble in the store.
pub async fn newest(
    app: &App,
    caller: &Caller,
    before: Option<u64>,
    limit: u64,
) -> Result<Vec<Entry>, AppError> {
    permit(caller, Act::ReadLedger)?;
    let size = app.store().ledger_size().await?;
    let end = before.unwrap_or(size).min(size);
    let start = end.saturating_sub(limit);
    let mut entries = app.store().ledger_entries(start, end - start).await?;
    entries.reverse();
    Ok(entries)
}

/// Entries about one record, newest first.
///
/// # Errors
/// [`AppError::Forbidden`], or trouble in the store.
pub async fn about(app: &App, caller: &Caller, subject: &str) -> Result<Vec<Entry>, AppError> {
    permit(caller, Act::Read)?;
    Ok(app.store().ledger_entries_about(subject).await?)
}

/// Checks every entry against the tree and the signed checkpoint.
///
/// # Errors
/// [`AppError::Forbidden`], or trouble in the store. What does not verify is in the result.
pub async fn verify(app: &App, caller: &Caller) -> Result<Verification, AppError> {
    permit(caller, Act::ReadLedger)?;
    Ok(app.store().ledger_verify().await?)
}

/// Holds every fact against what the ledger says of it: a fact changed past the ledger is named.
///
/// # Errors
/// [`AppError::Forbidden`], or trouble in the store. What differs is in the result.
pub async fn verify_facts(app: &App, caller: &Caller) -> Result<FactsVerification, AppError> {
    permit(caller, Act::ReadLedger)?;
    Ok(app.store().facts_verify().await?)
}

/// The newest signed checkpoint as a C2SP note, and what it says.
///
/// # Errors
/// [`AppError::Forbidden`], or trouble in the store.
pub async fn checkpoint(app: &App, caller: &Caller) -> Result<(String, Checkpoint), AppError> {
    permit(caller, Act::ReadLedger)?;
    Ok(app.store().checkpoint().await?)
}

/// An offline proof that one entry is in the ledger, in the tlog-proof form.
///
/// # Errors
/// [`AppError::Forbidden`], [`AppError::NotFound`], or trouble in the store.
pub async fn prove(app: &App, caller: &Caller, seq: u64) -> Result<String, AppError> {
    permit(caller, Act::ReadLedger)?;
    app.store().prove_inclusion(seq).await?.ok_or_else(|| AppError::NotFound {
        kind: sekisho_model::Text::new("記録", "ledger entry"),
        id: seq.to_string(),
    })
}

/// What the entries about checkpoints that witnesses co-signed are about.
const CHECKPOINT: &str = "ledger:checkpoint";
/// Most co-signed checkpoints that are exported, the newest.
const WITNESSED_MAX: usize = 64;

/// Whether an export has the signed field dictionary of observations with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exported {
    /// It has.
    WithDictionary,
    /// The register is open for reading alone, so nothing could be signed.
    WithoutDictionary,
}

/// Writes entries, checkpoint and key for an overseer, who verifies them with `sekisho-verify` alone; beside them the
/// field dictionary of observations and the newest checkpoints that witnesses co-signed.
///
/// # Errors
/// [`AppError::Forbidden`], or trouble in the store or in writing.
pub async fn export(app: &App, caller: &Caller, folder: &Path) -> Result<Exported, AppError> {
    permit(caller, Act::ReadLedger)?;
    app.store().ledger_export(folder).await?;
    let write = |name: &str, text: &str| {
        let path = folder.join(name);
        std::fs::write(&path, text).map_err(|source| StoreError::File { path, source })
    };
    for entry in app.store().ledger_entries_about(CHECKPOINT).await?.iter().take(WITNESSED_MAX) {
        let detail: Option<serde_json::Value> =
            entry.detail().text().and_then(|text| serde_json::from_str(text).ok());
        if let Some(note) = detail.as_ref().and_then(|detail| detail["note"].as_str()) {
            write(&format!("{WITNESSED_PREFIX}{:012}", entry.seq()), note)?;
        }
    }
    match crate::observe::signed_dictionary(app, caller) {
        Ok(dictionary) => {
            write(DICTIONARY_FILE, &dictionary)?;
            Ok(Exported::WithDictionary)
        }
        Err(AppError::Store(StoreError::ReadOnly)) => Ok(Exported::WithoutDictionary),
        Err(error) => Err(error),
    }
}

/// Takes in a checkpoint of this ledger that a witness co-signed. It has to be one that this ledger signed, of a tree
/// with which it still begins, and the witness's line has to be right.
///
/// # Errors
/// [`AppError::Forbidden`]; [`AppError::Invalid`] saying what is wrong with it; trouble in the store.
pub async fn take_witnessed(
    app: &App,
    caller: &Caller,
    (name, note): (&str, &[u8]),
    witness: &WitnessKey,
) -> Result<(Checkpoint, Cosignature), AppError> {
    permit(caller, Act::Enter)?;
    let refused = |what: Text| AppError::Invalid(vec![of_checkpoint(name, what)]);
    let opened = Checkpoint::open_cosigned(note, app.store().ledger_key(), std::slice::from_ref(witness));
    let (checkpoint, cosignatures) =
        opened.map_err(|error| refused(Text { ja: error.ja(), en: format!("Refused: {error}.") }))?;
    let key = witness.name();
    let newest = cosignatures.into_iter().max_by_key(|it| it.at_unix_seconds).ok_or_else(|| {
        refused(
            text!(ja: "証人「{key}」の連署がありません。", en: "The witness \"{key}\" has not signed it."),
        )
    })?;
    let size = checkpoint.size();
    if app.store().ledger_root_at(size).await? != Some(checkpoint.root()) {
        return Err(refused(text!(
            ja: "この記録の初めの {size} 件は、このチェックポイントのものではありません。どちらかが書き換えられています。",
            en: "The first {size} entries of this ledger are not those of this checkpoint: one of the two was rewritten."
        )));
    }
    let note = String::from_utf8_lossy(note);
    let detail = json!({ "witness": key, "size": size, "cosigned_unix_seconds": newest.at_unix_seconds, "note": note });
    noted(app, caller, Noted::LedgerWitness, CHECKPOINT, &detail).await?;
    Ok((checkpoint, newest))
}

fn of_checkpoint(name: &str, what: Text) -> Problem {
    Problem::error(
        Place::file(name.to_owned()),
        what,
        text!(
            ja: "「ledger checkpoint」で出したものに証人が連署したファイルと、その証人の鍵を指定してください。",
            en: "Name the file that `ledger checkpoint` printed, co-signed by the witness, and that witness's key."
        ),
    )
}

/// Says in the ledger that the program runs and will say so again within `minutes`, so that an overseer can tell
/// silence from nothing having happened.
///
/// # Errors
/// [`AppError::Invalid`] where that is less than a minute or more than 31 days; trouble in the store.
pub async fn heartbeat(app: &App, caller: &Caller, minutes: u32) -> Result<(), AppError> {
    permit(caller, Act::Read)?;
    if !(1..=MAX_HEARTBEAT_MINUTES).contains(&minutes) {
        return Err(AppError::Invalid(vec![Problem::error(
            Place::default(),
            text!(ja: "間隔 {minutes} 分は使えません。", en: "An interval of {minutes} minutes cannot be used."),
            text!(
                ja: "1 分以上 {MAX_HEARTBEAT_MINUTES} 分以下にしてください。",
                en: "Give 1 to {MAX_HEARTBEAT_MINUTES} minutes."
            ),
        )]));
    }
    noted(app, caller, Noted::Heartbeat, &format!("minutes:{minutes}"), &json!({})).await
}

/// Which entries [`erase`] is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ToErase {
    /// These.
    Numbers(BTreeSet<u64>),
    /// All that speak of a record, `kind:id`. How it stands today is said anew, without what was before.
    About(String),
}

/// Erases what entries say in particular, for the sake of a person whose data they hold. Who did what when stays, and
/// every proof holds. Gives the numbers erased.
///
/// # Errors
/// [`AppError::Forbidden`]; [`AppError::Invalid`] where there is no reason, nothing to erase, too much at once, or an
/// entry that has to stay, each named; trouble in the store. Nothing is erased then.
pub async fn erase(
    app: &App,
    caller: &Caller,
    wanted: &ToErase,
    reason: &str,
) -> Result<BTreeSet<u64>, AppError> {
    permit(caller, Act::Administer)?;
    let wanted = match wanted {
        ToErase::Numbers(numbers) => numbers.clone(),
        ToErase::About(subject) => past_of(app, subject).await?,
    };
    let problems = unfit_to_erase(&wanted, reason);
    if !problems.is_empty() {
        return Err(AppError::Invalid(problems));
    }
    match app.store().ledger_erase(&wanted, reason.trim(), &app.origin(caller, Source::Person)).await? {
        Erasing::Done(seq) => {
            app.unchanged_by(seq);
            Ok(wanted)
        }
        Erasing::Refused(refused) => Err(AppError::Invalid(refused.into_iter().map(stays).collect())),
    }
}

/// The entries about a record that still tell something.
async fn past_of(app: &App, subject: &str) -> Result<BTreeSet<u64>, AppError> {
    let entries = app.store().ledger_entries_about(subject).await?;
    let told = entries.iter().filter(|entry| entry.detail().text().is_some() && record_of(entry).is_some());
    Ok(told.map(Entry::seq).collect())
}

fn unfit_to_erase(wanted: &BTreeSet<u64>, reason: &str) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut add = |what, remedy| problems.push(Problem::error(Place::default(), what, remedy));
    if reason.trim().is_empty() {
        add(
            text!(ja: "消す理由がありません。", en: "There is no reason for erasing."),
            text!(ja: "誰の求めで、なぜ消すのかを書いてください。理由は記録に残ります。", en: "Say at whose request and why. The reason stays in the ledger."),
        );
    }
    if wanted.is_empty() {
        add(
            text!(ja: "消せる記録がありません。", en: "There is nothing to erase."),
            text!(ja: "記録の番号か、対象（例：contact:K-01）を確かめてください。", en: "Check the numbers, or the subject (such as contact:K-01)."),
        );
    }
    let n = wanted.len();
    if n > ERASED_MAX {
        add(
            text!(ja: "一度に消せるのは {ERASED_MAX} 件までです（指定は {n} 件）。", en: "At most {ERASED_MAX} entries are erased at once; {n} were named."),
            text!(ja: "分けて実行してください。", en: "Do it in parts."),
        );
    }
    problems
}

fn stays((seq, why): (u64, Unerasable)) -> Problem {
    let Text { ja, en } = why.text();
    Problem::error(
        Place::default(),
        text!(ja: "記録 {seq} は消せません：{ja}", en: "Entry {seq} cannot be erased: {en}."),
        text!(ja: "この番号を除いて、もう一度実行してください。ほかの記録もまだ消していません。", en: "Leave it out and run the command again. Nothing was erased yet."),
    )
}

async fn noted(
    app: &App,
    caller: &Caller,
    act: Noted,
    subject: &str,
    detail: &serde_json::Value,
) -> Result<(), AppError> {
    let seq = app.store().note(act, subject, detail, &app.origin(caller, Source::Person)).await?;
    app.unchanged_by(seq);
    Ok(())
}

/// Kind and id of the record that an entry changed; none where it changed no record.
#[must_use]
pub fn record_of(entry: &Entry) -> Option<(RecordKind, &str)> {
    let (kind, verb) = entry.action().rsplit_once('-')?;
    let kind = RecordKind::from_code(kind).filter(|_| ["add", "change", "remove"].contains(&verb))?;
    Some((kind, entry.subject().strip_prefix(kind.code())?.strip_prefix(':')?))
}
