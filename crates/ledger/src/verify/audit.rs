//! The one pass over a record. Entries come in one by one and are not kept.
//!
//! Invariant: roots are compared only while no entry is missing, so a comparison that was made says
//! something; the tree's right edge passes every checkpoint's size on the way and is compared there, so
//! no consistency proof has to be asked of whoever runs the log.

use super::{
    Cosigned, DictionaryCheck, KeySource, Oversight, Pinned, PinnedCheck, PinnedOutcome, Problem, RootCheck,
    Verification,
};
use crate::checkpoint::{Checkpoint, CheckpointError};
use crate::entry::{self, Detail, Entry, LineError};
use crate::key::{VerifierKey, WitnessKey};
use crate::note::Note;
use crate::tree::{Frontier, Hash};

/// A verification in progress.
#[derive(Debug, Clone)]
pub struct Audit {
    /// The number the next entry should have.
    expected: u64,
    /// No entry is missing so far.
    whole: bool,
    frontier: Frontier,
    /// Sizes at which the root is to be compared, largest first.
    marks: Vec<Mark>,
    /// Entries after the checkpoint's size.
    beyond: u64,
    found: Verification,
}

/// A root that the tree must have at a size.
#[derive(Debug, Clone)]
struct Mark {
    size: u64,
    root: Hash,
    /// Index of the pinned checkpoint, or none for the record's own.
    pinned: Option<usize>,
}

impl Audit {
    /// Begins with the signed checkpoint, the key the verifier trusts, and the checkpoints kept from
    /// earlier. Whatever is wrong with these becomes a problem; the entries are checked all the same.
    #[must_use]
    pub fn begin(checkpoint: &[u8], key: &VerifierKey, pinned: &[Pinned]) -> Self {
        let mut audit = Self::without_key(pinned);
        audit.found.key = Some(key.clone());
        match Checkpoint::open(checkpoint, key) {
            Ok(checkpoint) => {
                audit.mark(&checkpoint, None);
                audit.found.checkpoint = Some(checkpoint);
            }
            Err(error) => audit.found.report(Problem::Checkpoint(error)),
        }
        for (at, one) in pinned.iter().enumerate() {
            audit.pin(at, one, key);
        }
        audit.marks.sort_by_key(|mark| std::cmp::Reverse(mark.size));
        audit.compare();
        audit
    }

    /// Looks for the cosignatures of `witnesses` under a checkpoint that was opened. A line in a witness's name that
    /// is not its is a problem; that there is none is not.
    pub(super) fn cosigned(&mut self, file: &str, note: &[u8], size: u64, witnesses: &[WitnessKey]) {
        let found = Note::parse(note).and_then(|note| note.cosignatures(witnesses));
        match found {
            Ok(found) => self.found.cosigned.extend(found.into_iter().map(|cosignature| Cosigned {
                file: file.to_owned(),
                size,
                cosignature,
            })),
            Err(error) => {
                let error = CheckpointError::Note(error);
                self.found.report(Problem::PinnedRefused { name: file.to_owned(), error });
            }
        }
    }

    /// An audit that can check the entries among themselves only.
    pub(super) fn without_key(pinned: &[Pinned]) -> Self {
        let unchecked = |pinned: &Pinned| PinnedCheck {
            name: pinned.name.clone(),
            checkpoint: None,
            outcome: PinnedOutcome::NotCompared,
        };
        Self {
            expected: 0,
            whole: true,
            frontier: Frontier::new(),
            marks: Vec::new(),
            beyond: 0,
            found: Verification {
                key: None,
                key_source: KeySource::Given,
                checkpoint: None,
                root: RootCheck::NotCompared,
                pinned: pinned.iter().map(unchecked).collect(),
                held: pinned.len(),
                kept: 0,
                erased: 0,
                unreadable: 0,
                period: None,
                clock_back: None,
                cosigned: Vec::new(),
                witnesses: Vec::new(),
                dictionary: DictionaryCheck::Absent,
                oversight: Oversight::default(),
                not_examined: Vec::new(),
                problems: Vec::new(),
                problem_count: 0,
            },
        }
    }

    /// Checks the next entry. `stated` is the leaf hash that the record keeps for it, if it keeps one:
    /// then an altered entry is named, instead of only showing in the root.
    pub fn entry(&mut self, entry: &Entry, stated: Option<Hash>) {
        let seq = entry.seq();
        self.take_place(seq);
        let computed = entry.leaf_hash();
        let leaf = stated.unwrap_or(computed);
        if leaf != computed {
            self.found.report(Problem::Leaf { seq, stated: leaf, computed });
        }
        if self.whole {
            self.frontier.append(leaf);
            self.compare();
        }
        self.count(entry);
    }

    /// Notes a line that is no entry. It is taken to stand for one.
    pub fn unreadable(&mut self, line: u64, error: LineError) {
        self.found.unreadable += 1;
        self.found.report(Problem::Line { line, seq: self.expected, error });
        self.whole = false;
        self.expected = self.expected.saturating_add(1);
    }

    /// Ends the record.
    #[must_use]
    pub fn finish(mut self) -> Verification {
        if let Some(size) = self.found.checkpoint.as_ref().map(Checkpoint::size) {
            if self.expected < size {
                self.found.report(Problem::Missing { from: self.expected, size });
            }
            if self.beyond > 0 {
                self.found.report(Problem::Beyond { size, count: self.beyond });
            }
        }
        self.found
    }

    pub(super) const fn found(&mut self) -> &mut Verification {
        &mut self.found
    }

    fn mark(&mut self, checkpoint: &Checkpoint, pinned: Option<usize>) {
        self.marks.push(Mark { size: checkpoint.size(), root: checkpoint.root(), pinned });
    }

    fn pin(&mut self, at: usize, pinned: &Pinned, key: &VerifierKey) {
        let name = pinned.name.clone();
        let own = self.found.checkpoint.as_ref().map(Checkpoint::size);
        match (Checkpoint::open(&pinned.note, key), own) {
            (Err(error), _) => {
                self.found.pinned[at].outcome = PinnedOutcome::Refused;
                self.found.report(Problem::PinnedRefused { name, error });
            }
            (Ok(checkpoint), own) => {
                match own {
                    Some(size) if size < checkpoint.size() => {
                        self.found.pinned[at].outcome = PinnedOutcome::Ahead;
                        self.found.report(Problem::Ahead { name, pinned: checkpoint.size(), size });
                    }
                    _ => self.mark(&checkpoint, Some(at)),
                }
                self.found.pinned[at].checkpoint = Some(checkpoint);
            }
        }
    }

    fn take_place(&mut self, seq: u64) {
        if seq > self.expected {
            self.found.report(Problem::Gap { from: self.expected, to: seq });
        } else if seq < self.expected {
            self.found.report(Problem::OutOfOrder { seq, expected: self.expected });
        }
        self.whole &= seq == self.expected;
        self.expected = self.expected.max(seq.saturating_add(1));
    }

    /// Compares the root with every checkpoint of exactly this size.
    fn compare(&mut self) {
        let size = self.frontier.size();
        while let Some(mark) = self.marks.pop_if(|mark| mark.size == size) {
            let computed = self.frontier.root();
            match mark.pinned {
                None => self.compare_own(&mark, computed),
                Some(at) => self.compare_pinned(&mark, at, computed),
            }
        }
    }

    fn compare_own(&mut self, mark: &Mark, computed: Hash) {
        if mark.root == computed {
            self.found.root = RootCheck::Matches;
        } else {
            self.found.root = RootCheck::Differs { computed };
            self.found.report(Problem::Root { size: mark.size, signed: mark.root, computed });
        }
    }

    fn compare_pinned(&mut self, mark: &Mark, at: usize, computed: Hash) {
        if mark.root == computed {
            self.found.pinned[at].outcome = PinnedOutcome::Consistent;
        } else {
            self.found.pinned[at].outcome = PinnedOutcome::Forked;
            let name = self.found.pinned[at].name.clone();
            self.found.report(Problem::Forked { name, size: mark.size, pinned: mark.root, computed });
        }
    }

    fn count(&mut self, entry: &Entry) {
        self.found.oversight.entry(entry);
        match entry.detail() {
            Detail::Kept { .. } => self.found.kept += 1,
            Detail::Erased { .. } => self.found.erased += 1,
        }
        if self.found.checkpoint.as_ref().is_some_and(|checkpoint| entry.seq() >= checkpoint.size()) {
            self.beyond += 1;
        }
        match &mut self.found.period {
            None => self.found.period = Some((entry.at().into(), entry.at().into())),
            Some((_, last)) => {
                if entry::is_before(entry.at(), last) {
                    self.found.clock_back.get_or_insert((0, entry.seq())).0 += 1;
                }
                last.replace_range(.., entry.at());
            }
        }
    }
}
