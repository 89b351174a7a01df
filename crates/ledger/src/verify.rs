//! The verifier: is this record exactly what the log's key signed, and only ever added to?
//!
//! Checked, each by itself: the key text, the checkpoint's signature and origin, every line's form,
//! every sequence number, every leaf hash, the root, and for each earlier checkpoint the verifier kept
//! (*pinned*), that the record still begins with it. Invariant: [`Verification::is_sound`] is true only
//! when all of that was done and nothing was found; what couldn't be checked is never taken for good.
//! Memory stays bounded however long the record is.
//!
//! What no verifier of one export can see: a log that shows different people different records. Keep
//! the checkpoints you were given and pin them the next time, and compare them with others'.

mod audit;
mod directory;
pub mod oversight;
mod page;
mod problem;
#[cfg(test)]
mod tampering;
#[cfg(test)]
mod tests;
mod words;

use crate::checkpoint::Checkpoint;
use crate::cosignature::Cosignature;
use crate::entry::Entry;
use crate::key::VerifierKey;
use crate::tree::Hash;

pub use audit::Audit;
pub use directory::{
    CHECKPOINT_FILE, DICTIONARY_FILE, ENTRIES_FILE, Given, KEY_FILE, ReadError, WITNESSED_PREFIX, read_key,
    read_limited, read_pinned, read_witness, verify_directory, verify_export,
};
pub use oversight::Oversight;
pub use page::{PageLang, page};
pub use problem::Problem;

/// Most problems kept with their particulars; all are counted.
pub const MAX_PROBLEMS: usize = 1000;

/// What was checked, and what was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verification {
    /// The key everything was checked with, if there was a usable one.
    pub key: Option<VerifierKey>,
    /// Where that key came from.
    pub key_source: KeySource,
    /// The checkpoint, if its signature is right.
    pub checkpoint: Option<Checkpoint>,
    /// How the record's root compares with the checkpoint's.
    pub root: RootCheck,
    /// How the record compares with each pinned checkpoint, in the order given.
    pub pinned: Vec<PinnedCheck>,
    /// How many of these, from the first, the verifier itself kept; the others lay in the export.
    pub held: usize,
    /// Entries whose detail can be read.
    pub kept: u64,
    /// Entries whose detail has been erased.
    pub erased: u64,
    /// Lines that are no entry.
    pub unreadable: u64,
    /// Time of the first and of the last entry.
    pub period: Option<(String, String)>,
    /// How often an entry's time is before the one above it, and where first. Not a forgery by itself:
    /// a clock that was set looks like this.
    pub clock_back: Option<(u64, u64)>,
    /// The cosignatures of the witnesses that the verifier knows, under any of these checkpoints.
    pub cosigned: Vec<Cosigned>,
    /// The witnesses that were looked for, by name.
    pub witnesses: Vec<String>,
    /// What can be held of observations, as the log signed it.
    pub dictionary: DictionaryCheck,
    /// What the entries state about looks, disclosures and silence.
    pub oversight: Oversight,
    /// Other files in the directory. They belong to no proof.
    pub not_examined: Vec<String>,
    /// What was found, in the order met; the first [`MAX_PROBLEMS`].
    pub problems: Vec<Problem>,
    /// How many problems there are in all.
    pub problem_count: u64,
}

impl Verification {
    /// Nothing is wrong and nothing was left unchecked.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.problem_count == 0
            && self.root == RootCheck::Matches
            && self.pinned.iter().all(|pinned| pinned.outcome == PinnedOutcome::Consistent)
    }

    /// Entries that were read.
    #[must_use]
    pub const fn entries(&self) -> u64 {
        self.kept + self.erased
    }

    pub(crate) fn report(&mut self, problem: Problem) {
        self.problem_count += 1;
        if self.problems.len() < MAX_PROBLEMS {
            self.problems.push(problem);
        }
    }
}

/// A cosignature, and under which checkpoint it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cosigned {
    /// Name of the file.
    pub file: String,
    /// How many entries that checkpoint covers.
    pub size: u64,
    /// Who, and when.
    pub cosignature: Cosignature,
}

/// The field dictionary of observations in the export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DictionaryCheck {
    /// There is none, so nothing can be said of what is held.
    Absent,
    /// The log's key signed this text.
    Signed {
        /// The whole text, with its title line.
        text: String,
        /// Its hash, to be compared with another time's.
        sha256: Hash,
    },
    /// It is not signed by the log's key; a problem says why.
    Refused,
    /// There was no key to check it with.
    NotChecked,
}

/// Where the verifier's key came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeySource {
    /// The verifier brought it.
    Given,
    /// It lay in the export itself, so it only shows that export and key fit together.
    Export,
}

/// How the root over the entries compares with the signed one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RootCheck {
    /// The same: the entries are those that were signed.
    Matches,
    /// Another: an entry was changed, added or taken away.
    Differs {
        /// The root over the leaf hashes found.
        computed: Hash,
    },
    /// Couldn't be compared; a problem says why.
    NotCompared,
}

/// An earlier checkpoint that the verifier kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pinned {
    /// What to call it in messages, such as its file name.
    pub name: String,
    /// The signed note.
    pub note: Vec<u8>,
}

/// How the record compares with one pinned checkpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PinnedCheck {
    /// Its [`Pinned::name`].
    pub name: String,
    /// The checkpoint, if its signature is right.
    pub checkpoint: Option<Checkpoint>,
    /// The comparison.
    pub outcome: PinnedOutcome,
}

/// See [`PinnedCheck`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PinnedOutcome {
    /// The record begins with it.
    Consistent,
    /// The record begins otherwise: history was rewritten.
    Forked,
    /// It covers more entries than the record: an older copy was shown.
    Ahead,
    /// It couldn't be opened.
    Refused,
    /// The record is too damaged to compare.
    NotCompared,
}

/// Checks entries held by a caller, such as a store, against a signed checkpoint and the log's key.
///
/// For sources that can't be iterated here, or that keep leaf hashes of their own, use [`Audit`].
#[must_use]
pub fn verify_entries(
    entries: impl IntoIterator<Item = Entry>,
    checkpoint: &[u8],
    key: &VerifierKey,
) -> Verification {
    let mut audit = Audit::begin(checkpoint, key, &[]);
    for entry in entries {
        audit.entry(&entry, None);
    }
    audit.finish()
}
