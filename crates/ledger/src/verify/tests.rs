//! What the verifier must find, on an export of five entries (one of them erased) and on forgeries of it.

use std::io::Cursor;
use std::sync::LazyLock;

use proptest::prelude::*;

use super::directory::begin;
use super::*;
use crate::checkpoint::CheckpointError;
use crate::entry::{Detail, LineError, MAX_LINE_BYTES, Salt};
use crate::key::{KeyError, SignerKey};
use crate::note::NoteError;
use crate::tree::Frontier;

const ORIGIN: &str = "example.com/plant";

/// An export in memory.
#[derive(Clone)]
struct Export {
    checkpoint: Vec<u8>,
    key: Vec<u8>,
    entries: Vec<u8>,
}

impl Export {
    fn of(entries: &[Entry]) -> Self {
        let lines = entries.iter().map(|entry| entry.to_line() + "\n").collect::<String>();
        Self {
            checkpoint: checkpoint(entries),
            key: (signer().verifier().to_text() + "\n").into_bytes(),
            entries: lines.into_bytes(),
        }
    }

    fn sample() -> Self {
        static SAMPLE: LazyLock<Export> = LazyLock::new(|| Export::of(&log(5)));
        SAMPLE.clone()
    }

    /// Verifies other entries under the sample's checkpoint and key.
    fn sample_with(entries: &[u8]) -> Verification {
        static BEGUN: LazyLock<Audit> = LazyLock::new(|| {
            let sample = Export::sample();
            begin(&sample.checkpoint, &sample.key, None, &[])
        });
        finish(BEGUN.clone(), entries)
    }

    fn verify(&self) -> Verification {
        self.verify_with(None, &[])
    }

    fn verify_with(&self, key: Option<&VerifierKey>, pinned: &[Pinned]) -> Verification {
        finish(begin(&self.checkpoint, &self.key, key, pinned), &self.entries)
    }

    fn lines(&self) -> Vec<String> {
        let text = String::from_utf8(self.entries.clone()).unwrap();
        text.split_inclusive('\n').map(str::to_owned).collect()
    }

    fn with_lines(&self, lines: &[String]) -> Self {
        Self { entries: lines.concat().into_bytes(), ..self.clone() }
    }
}

fn finish(mut audit: Audit, entries: &[u8]) -> Verification {
    audit.lines(Cursor::new(entries)).unwrap();
    audit.finish()
}

fn signer() -> SignerKey {
    SignerKey::generate_from(ORIGIN, [1; 32]).unwrap()
}

fn entry(seq: u64, text: &str) -> Entry {
    let salt = Salt::from_bytes([u8::try_from(seq).unwrap(); 32]);
    let at = format!("2026-11-23T05:{seq:02}:00Z");
    Entry::new(seq, at, "user:kondo", "asset-add", format!("asset:{seq}"), Detail::kept(salt, text)).unwrap()
}

/// The log's first `count` entries; number 2 has been erased.
fn log(count: u64) -> Vec<Entry> {
    let entries = (0..count).map(|seq| entry(seq, &format!("塗装ライン {seq}")));
    entries.map(|entry| if entry.seq() == 2 { entry.erased() } else { entry }).collect()
}

fn checkpoint(entries: &[Entry]) -> Vec<u8> {
    let mut frontier = Frontier::new();
    entries.iter().for_each(|entry| frontier.append(entry.leaf_hash()));
    let checkpoint = Checkpoint::new(ORIGIN, frontier.size(), frontier.root()).unwrap();
    signer().sign_checkpoint(&checkpoint).unwrap().into_bytes()
}

fn pinned(entries: &[Entry]) -> Pinned {
    Pinned { name: "kept".into(), note: checkpoint(entries) }
}

#[test]
fn an_untouched_export_is_sound_and_everything_in_it_was_counted() {
    let found = Export::sample().verify();
    assert!(found.is_sound(), "{found}");
    assert_eq!((found.kept, found.erased, found.unreadable, found.entries()), (4, 1, 0, 5));
    assert_eq!(found.checkpoint.unwrap().size(), 5);
    assert_eq!(found.period, Some(("2026-11-23T05:00:00Z".into(), "2026-11-23T05:04:00Z".into())));
    assert_eq!((found.key_source, found.clock_back), (KeySource::Export, None));
}

#[test]
fn an_empty_record_is_sound_when_signed_so() {
    let empty = Export::of(&[]);
    assert!(empty.verify().is_sound());
    assert!(empty.verify_with(None, &[pinned(&[])]).is_sound());
    assert!(verify_entries([], &checkpoint(&[]), &signer().verifier()).is_sound());
}

#[test]
fn entries_of_a_store_are_verified_without_files() {
    let key = signer().verifier();
    assert!(verify_entries(log(5), &checkpoint(&log(5)), &key).is_sound());
    let mut altered = log(5);
    altered[3] = entry(3, "別の内容");
    let found = verify_entries(altered, &checkpoint(&log(5)), &key);
    assert!(matches!(found.problems.as_slice(), [Problem::Root { size: 5, .. }]), "{found}");
    assert!(matches!(found.root, RootCheck::Differs { .. }));
}

#[test]
fn every_changed_byte_of_the_entries_is_found() {
    let export = Export::sample();
    for at in 0..export.entries.len() {
        let old = export.entries[at];
        let flips = (0..8).map(|bit| old ^ (1 << bit));
        for new in flips.chain(*b"09afAF \n\"\\,{}").filter(|new| *new != old) {
            let mut entries = export.entries.clone();
            entries[at] = new;
            assert!(!Export::sample_with(&entries).is_sound(), "byte {at}: {old} to {new}");
        }
    }
}

#[test]
fn every_byte_of_the_entries_taken_away_or_doubled_is_found() {
    let export = Export::sample();
    for at in 0..export.entries.len() {
        let mut entries = export.entries.clone();
        entries.remove(at);
        assert!(!Export::sample_with(&entries).is_sound(), "byte {at} away");
        entries.insert(at, export.entries[at]);
        entries.insert(at, export.entries[at]);
        assert!(!Export::sample_with(&entries).is_sound(), "byte {at} doubled");
        assert!(!Export::sample_with(&export.entries[..at]).is_sound(), "cut at {at}");
    }
}

#[test]
fn every_changed_byte_of_checkpoint_and_key_is_found() {
    let export = Export::of(&log(1));
    let given = signer().verifier();
    let unsound = |export: &Export, what: &str| {
        assert!(!export.verify().is_sound(), "{what}");
        assert!(!export.verify_with(Some(&given), &[]).is_sound(), "{what}, key given");
    };
    for at in 0..export.checkpoint.len() {
        let mut changed = export.clone();
        changed.checkpoint[at] ^= [1, 0x20][at % 2];
        unsound(&changed, &format!("checkpoint byte {at}"));
        let mut shorter = export.clone();
        shorter.checkpoint.remove(at);
        unsound(&shorter, &format!("checkpoint without byte {at}"));
    }
    for at in 0..export.key.len() {
        for flip in [1, 0x20] {
            let mut changed = export.clone();
            changed.key[at] ^= flip;
            unsound(&changed, &format!("key byte {at}"));
        }
        let mut shorter = export.clone();
        shorter.key.remove(at);
        unsound(&shorter, &format!("key without byte {at}"));
    }
}

#[test]
fn an_altered_entry_is_named() {
    let export = Export::sample();
    let altered = String::from_utf8(export.entries.clone()).unwrap().replacen("asset:3", "asset:9", 1);
    let found = Export { entries: altered.into_bytes(), ..export }.verify();
    assert!(matches!(found.problems.as_slice(), [Problem::Leaf { seq: 3, .. }]), "{found}");
    // The leaf hashes in the lines are still those that were signed.
    assert_eq!(found.root, RootCheck::Matches);
}

#[test]
fn an_altered_entry_with_a_leaf_hash_to_match_shows_in_the_root() {
    let export = Export::sample();
    let mut lines = export.lines();
    lines[3] = entry(3, "別の内容").to_line() + "\n";
    let found = export.with_lines(&lines).verify();
    assert!(matches!(found.problems.as_slice(), [Problem::Root { .. }]), "{found}");
}

#[test]
fn erased_details_cannot_be_put_back_differently() {
    let export = Export::sample();
    let mut lines = export.lines();
    lines[2] = entry(2, "でっち上げ").to_line() + "\n";
    assert!(!export.with_lines(&lines).verify().is_sound());
    lines[2] = entry(2, "塗装ライン 2").to_line() + "\n";
    assert!(export.with_lines(&lines).verify().is_sound());
}

#[test]
fn missing_repeated_moved_and_added_entries_are_told_apart() {
    let export = Export::sample();
    let problems = |order: &[usize]| {
        let all = export.lines();
        let lines: Vec<String> = order.iter().map(|at| all[*at].clone()).collect();
        export.with_lines(&lines).verify().problems
    };
    assert_eq!(problems(&[0, 1, 4]), [Problem::Gap { from: 2, to: 4 }]);
    assert_eq!(problems(&[0, 1, 2]), [Problem::Missing { from: 3, size: 5 }]);
    assert_eq!(problems(&[]), [Problem::Missing { from: 0, size: 5 }]);
    assert_eq!(problems(&[0, 1, 1, 2, 3, 4]), [Problem::OutOfOrder { seq: 1, expected: 2 }]);
    let swapped = [Problem::Gap { from: 1, to: 2 }, Problem::OutOfOrder { seq: 1, expected: 3 }];
    assert_eq!(problems(&[0, 2, 1, 3, 4]), swapped);
    let longer = Export { checkpoint: checkpoint(&log(3)), ..export.clone() }.verify();
    assert_eq!(longer.problems, [Problem::Beyond { size: 3, count: 2 }]);
    assert_eq!(longer.root, RootCheck::Matches);
    assert!(!longer.is_sound());
}

#[test]
fn a_record_that_goes_on_from_a_pinned_checkpoint_is_sound() {
    let export = Export::sample();
    for size in 0..=5 {
        let found = export.verify_with(None, &[pinned(&log(size))]);
        assert!(found.is_sound(), "{found}");
        assert_eq!(found.pinned[0].outcome, PinnedOutcome::Consistent);
    }
    let found = export.verify_with(None, &[pinned(&log(4)), pinned(&log(1)), pinned(&log(4))]);
    assert!(found.is_sound(), "{found}");
}

#[test]
fn a_forked_log_is_found_by_a_pinned_checkpoint_even_though_its_own_key_signed_it() {
    let mut rewritten = log(5);
    rewritten[1] = entry(1, "書き換え");
    let forked = Export::of(&rewritten);
    assert!(forked.verify().is_sound());
    assert!(forked.verify_with(None, &[pinned(&log(1))]).is_sound());
    for size in 2..=5 {
        let found = forked.verify_with(None, &[pinned(&log(size))]);
        assert!(matches!(found.problems.as_slice(), [Problem::Forked { .. }]), "{found}");
        assert_eq!((found.root, found.pinned[0].outcome), (RootCheck::Matches, PinnedOutcome::Forked));
    }
}

#[test]
fn an_older_copy_is_found_by_a_pinned_checkpoint() {
    let found = Export::of(&log(3)).verify_with(None, &[pinned(&log(5))]);
    assert_eq!(found.problems, [Problem::Ahead { name: "kept".into(), pinned: 5, size: 3 }]);
    assert!(!found.is_sound());
}

#[test]
fn a_pinned_checkpoint_of_another_key_is_refused_not_ignored() {
    let other = SignerKey::generate_from(ORIGIN, [2; 32]).unwrap();
    let note = other.sign_checkpoint(&Checkpoint::new(ORIGIN, 0, Frontier::new().root()).unwrap()).unwrap();
    let foreign = Pinned { name: "kept".into(), note: note.into_bytes() };
    let found = Export::sample().verify_with(None, &[foreign]);
    assert!(matches!(found.problems.as_slice(), [Problem::PinnedRefused { .. }]), "{found}");
}

#[test]
fn a_record_signed_with_another_key_than_the_one_given_fails() {
    let given = SignerKey::generate_from(ORIGIN, [2; 32]).unwrap().verifier();
    let found = Export::sample().verify_with(Some(&given), &[]);
    let unsigned = CheckpointError::Note(NoteError::UnknownSigners(ORIGIN.into()));
    assert_eq!(found.problems, [Problem::Checkpoint(unsigned), Problem::OtherKey]);
    assert_eq!(found.key_source, KeySource::Given);
}

#[test]
fn without_a_usable_key_nothing_is_sound_but_the_entries_are_still_looked_at() {
    let found =
        Export { key: b"nonsense\n".to_vec(), ..Export::sample() }.verify_with(None, &[pinned(&log(1))]);
    assert_eq!(found.problems, [Problem::Key(KeyError::Form)]);
    assert_eq!((found.entries(), found.root), (5, RootCheck::NotCompared));
    assert_eq!(found.pinned[0].outcome, PinnedOutcome::NotCompared);
}

#[test]
fn a_clock_set_back_is_told_but_is_no_forgery() {
    let mut entries = log(4);
    entries
        .push(Entry::new(4, "2026-11-23T05:00:30Z", "a", "b", "c", entry(4, "").detail().clone()).unwrap());
    let found = Export::of(&entries).verify();
    assert!(found.is_sound());
    assert_eq!(found.clock_back, Some((1, 4)));
}

#[test]
fn a_line_too_long_to_hold_is_passed_over_and_the_next_is_read() {
    let export = Export::sample();
    let mut lines = export.lines();
    lines[1] = "x".repeat(MAX_LINE_BYTES + 5) + "\n";
    let found = export.with_lines(&lines).verify();
    assert_eq!(found.problems, [Problem::Line { line: 2, seq: 1, error: LineError::TooLong }]);
    assert_eq!((found.entries(), found.unreadable), (4, 1));
}

#[test]
fn more_problems_than_are_kept_are_still_counted() {
    let entries = "x\n".repeat(MAX_PROBLEMS + 7).into_bytes();
    let found = Export { entries, ..Export::sample() }.verify();
    assert_eq!(found.problems.len(), MAX_PROBLEMS);
    assert_eq!(found.problem_count, MAX_PROBLEMS as u64 + 7);
    assert!(found.to_string().ends_with("and 7 more problems"));
    assert!(found.ja().ends_with("ほかに問題が 7 件あります。"));
}

#[test]
fn both_languages_report_the_same_lines() {
    let mut altered = Export::sample();
    altered.entries.extend(b"x\n");
    let sound = Export::sample().verify_with(Some(&signer().verifier()), &[pinned(&log(2))]);
    for found in [sound, altered.verify(), Export::of(&log(3)).verify_with(None, &[pinned(&log(5))])] {
        assert_eq!(found.ja().lines().count(), found.to_string().lines().count(), "{found}");
    }
}

#[test]
fn every_problem_has_words_in_both_languages_and_its_place() {
    let hash = Hash::of_empty_tree();
    let name = || "kept".to_owned();
    let all = [
        (Problem::Key(KeyError::Form), None),
        (Problem::OtherKey, None),
        (Problem::Checkpoint(CheckpointError::Lines), None),
        (Problem::Line { line: 3, seq: 2, error: LineError::CutOff }, Some(2)),
        (Problem::Gap { from: 1, to: 3 }, Some(1)),
        (Problem::OutOfOrder { seq: 1, expected: 2 }, Some(1)),
        (Problem::Leaf { seq: 1, stated: hash, computed: hash }, Some(1)),
        (Problem::Missing { from: 1, size: 2 }, Some(1)),
        (Problem::Beyond { size: 1, count: 2 }, Some(1)),
        (Problem::Root { size: 1, signed: hash, computed: hash }, None),
        (Problem::PinnedRefused { name: name(), error: CheckpointError::Size }, None),
        (Problem::Forked { name: name(), size: 1, pinned: hash, computed: hash }, None),
        (Problem::Ahead { name: name(), pinned: 2, size: 1 }, None),
    ];
    for (problem, seq) in all {
        assert_eq!(problem.seq(), seq);
        assert!(problem.ja().ends_with('。') && !problem.ja().is_ascii(), "{problem:?}");
        assert!(!problem.to_string().ends_with('.') && problem.to_string() != problem.ja(), "{problem:?}");
    }
}

#[test]
fn a_directory_is_verified_and_what_else_lies_there_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let export = Export::sample();
    let missing = verify_directory(folder.path(), None, &[]);
    assert!(matches!(missing, Err(ReadError::Io { path, .. }) if path.ends_with(CHECKPOINT_FILE)));
    std::fs::write(folder.path().join(CHECKPOINT_FILE), &export.checkpoint).unwrap();
    std::fs::write(folder.path().join(ENTRIES_FILE), &export.entries).unwrap();
    std::fs::write(folder.path().join(KEY_FILE), &export.key).unwrap();
    std::fs::write(folder.path().join("notes.txt"), "x").unwrap();
    let found = verify_directory(folder.path(), None, &[]).unwrap();
    assert!(found.is_sound(), "{found}");
    assert_eq!(found.not_examined, ["notes.txt"]);
    (0..105).for_each(|n| std::fs::write(folder.path().join(format!("more{n}")), "").unwrap());
    let found = verify_directory(folder.path(), None, &[]).unwrap();
    assert_eq!((found.not_examined.len(), found.not_examined.last().unwrap().as_str()), (101, "+6"));
    std::fs::write(folder.path().join(KEY_FILE), vec![b'x'; 5000]).unwrap();
    let large = verify_directory(folder.path(), None, &[]);
    assert!(matches!(large, Err(ReadError::TooLarge { path, .. }) if path.ends_with(KEY_FILE)));
}

proptest! {
    #[test]
    fn any_bytes_in_place_of_a_file_are_read_without_panic_and_never_sound(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let good = Export::sample();
        prop_assert!(!Export::sample_with(&bytes).is_sound());
        let checkpoint = Export { checkpoint: bytes.clone(), ..good.clone() };
        prop_assert!(!checkpoint.verify().is_sound());
        let key = Export { key: bytes, ..good };
        prop_assert!(!key.verify().is_sound());
    }

    #[test]
    fn any_other_order_or_choice_of_the_lines_is_found(order in prop::collection::vec(0_usize..5, 0..8)) {
        let export = Export::sample();
        let all = export.lines();
        let lines: Vec<String> = order.iter().map(|at| all[*at].clone()).collect();
        prop_assert_eq!(Export::sample_with(lines.concat().as_bytes()).is_sound(), order == [0, 1, 2, 3, 4]);
    }

    #[test]
    fn any_bytes_in_place_of_any_others_are_found(from in 0_usize..2000, length in 0_usize..700, put in prop::collection::vec(any::<u8>(), 0..4), copied in 0_usize..2000) {
        let export = Export::sample();
        let end = export.entries.len();
        let (from, copied) = (from.min(end), copied.min(end));
        let mut entries = export.entries.clone();
        let copy = export.entries[copied..(copied + length).min(end)].to_vec();
        for put in [put, copy] {
            entries.splice(from..(from + length).min(entries.len()), put);
            let sound = Export::sample_with(&entries).is_sound();
            prop_assert_eq!(sound, entries == export.entries);
        }
    }
}
