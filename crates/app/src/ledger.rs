//! The ledger: who did what, and the proof that nothing was changed afterwards.

use std::path::Path;

use sekisho_ledger::{Checkpoint, Entry, Verification};
use sekisho_model::RecordKind;
use sekisho_store::FactsVerification;

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

/// Writes entries, checkpoint and key for an overseer, who verifies them with `sekisho-verify` alone.
///
/// # Errors
/// [`AppError::Forbidden`], or trouble in the store or in writing.
pub async fn export(app: &App, caller: &Caller, folder: &Path) -> Result<(), AppError> {
    permit(caller, Act::ReadLedger)?;
    Ok(app.store().ledger_export(folder).await?)
}

/// Kind and id of the record that an entry changed; none where it changed no record.
#[must_use]
pub fn record_of(entry: &Entry) -> Option<(RecordKind, &str)> {
    let (kind, verb) = entry.action().rsplit_once('-')?;
    let kind = RecordKind::from_code(kind).filter(|_| ["add", "change", "remove"].contains(&verb))?;
    Some((kind, entry.subject().strip_prefix(kind.code())?.strip_prefix(':')?))
}
