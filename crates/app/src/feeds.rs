//! Advisories in: idempotent, resumable, counts in = counts out.

use sekisho_intake::Limits;
use sekisho_model::{Advisory, Gravity, Problem, Source};
use sekisho_store::AdvisoryHead;
use sha2::{Digest, Sha256};

use crate::guard::permit;
use crate::{Act, App, AppError, Caller};

/// What became of the advisories of one or many files. The parts add up to `read`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FeedCounts {
    /// Files given.
    pub files: usize,
    /// Files that were imported before, byte for byte.
    pub files_known: usize,
    /// Files in which no advisory could be read.
    pub files_unreadable: usize,
    /// Advisories read.
    pub read: usize,
    /// New ones.
    pub added: usize,
    /// A newer revision of one that was there.
    pub updated: usize,
    /// The same as what was there.
    pub unchanged: usize,
    /// An older revision than what was there: kept out.
    pub older: usize,
}

impl FeedCounts {
    /// Sums two counts.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self {
            files: self.files + other.files,
            files_known: self.files_known + other.files_known,
            files_unreadable: self.files_unreadable + other.files_unreadable,
            read: self.read + other.read,
            added: self.added + other.added,
            updated: self.updated + other.updated,
            unchanged: self.unchanged + other.unchanged,
            older: self.older + other.older,
        }
    }
}

/// Imports one file of advisories in one transaction. A file imported before costs one look-up.
///
/// # Errors
/// [`AppError::Forbidden`], or trouble in the store. What is wrong with the file is in the problems.
pub async fn import(
    app: &App,
    caller: &Caller,
    file: &str,
    bytes: &[u8],
) -> Result<(FeedCounts, Vec<Problem>), AppError> {
    permit(caller, Act::Enter)?;
    let digest = sha256_hex(bytes);
    let mut counts = FeedCounts { files: 1, ..FeedCounts::default() };
    if app.store().feed_file_done(&digest).await? {
        counts.files_known = 1;
        return Ok((counts, Vec::new()));
    }
    let reading = sekisho_supply::advisory::read(file, bytes, &Limits::default());
    counts.read = reading.facts.advisories.len();
    if reading.facts.is_empty() && reading.problems.iter().any(|problem| problem.gravity == Gravity::Error) {
        counts.files_unreadable = 1;
        return Ok((counts, reading.problems));
    }
    let source = Source::File { name: file.to_owned(), sha256: digest, importer: "feed".to_owned() };
    let stored = app
        .store()
        .add_advisories(&reading.facts.advisories, &reading.facts.signals, &app.origin(caller, source))
        .await?;
    counts.added = stored.added;
    counts.updated = stored.updated;
    counts.unchanged = stored.unchanged;
    counts.older = stored.older;
    Ok((counts, reading.problems))
}

/// Every advisory, newest first, without its statements.
///
/// # Errors
/// [`AppError::Forbidden`], or trouble in the store.
pub async fn list(app: &App, caller: &Caller) -> Result<Vec<AdvisoryHead>, AppError> {
    permit(caller, Act::Read)?;
    Ok(app.store().advisory_heads().await?)
}

/// Every advisory, whole.
///
/// # Errors
/// [`AppError::Forbidden`], or trouble in the store.
pub async fn all(app: &App, caller: &Caller) -> Result<Vec<Advisory>, AppError> {
    permit(caller, Act::Read)?;
    Ok(app.advisories().await?.as_ref().clone())
}

/// SHA-256 in hexadecimal.
pub(crate) fn sha256_hex(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}
