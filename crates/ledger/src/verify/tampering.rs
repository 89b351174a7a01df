//! Single random changes to an exported ledger: each is found by an overseer who holds the log's key and the checkpoint
//! of the last visit. Ordinarily a sample; `cargo xtask conformance` (a release build) makes 100,000, and
//! `SEKISHO_TEST_TAMPERINGS` gives another number.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::sync::LazyLock;

use super::directory::begin;
use super::*;
use crate::entry::{Detail, Salt};
use crate::key::SignerKey;
use crate::tree::Frontier;

const ENTRIES: u64 = 48;
const CHANGES: u64 = if cfg!(debug_assertions) { 1500 } else { 100_000 };
const SEED: u64 = 0x5EED_1ED6_E200_0006;

/// SplitMix64: seeded, so that a miss can be found again.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.roll() % limit as u64).unwrap()
    }

    /// Anything but 0.
    fn bits(&mut self) -> u8 {
        u8::try_from(self.roll() % 255).unwrap() + 1
    }
}

/// The three files.
#[derive(Clone, PartialEq, Eq)]
struct Files {
    checkpoint: Vec<u8>,
    key: Vec<u8>,
    lines: Vec<Vec<u8>>,
}

fn signer() -> SignerKey {
    SignerKey::generate_from("example.com/plant", [1; 32]).unwrap()
}

fn entry(seq: u64) -> Entry {
    let mut salt = [3; 32];
    salt[..8].copy_from_slice(&seq.to_be_bytes());
    let detail = Detail::kept(Salt::from_bytes(salt), format!("{{\"purpose\":\"塗装ラインの点検 {seq}\"}}"));
    let at = format!("2026-11-23T05:{seq:02}:00Z");
    let actions = ["observe-look", "observe-export", "asset-add"];
    let action = actions[usize::try_from(seq % 3).unwrap()];
    let entry = Entry::new(seq, at, "user:kondo", action, format!("asset:plc-{seq}"), detail).unwrap();
    if seq % 7 == 4 { entry.erased() } else { entry }
}

fn signed(entries: &[Entry]) -> Vec<u8> {
    let mut frontier = Frontier::new();
    entries.iter().for_each(|entry| frontier.append(entry.leaf_hash()));
    let checkpoint = Checkpoint::new("example.com/plant", frontier.size(), frontier.root()).unwrap();
    signer().sign_checkpoint(&checkpoint).unwrap().into_bytes()
}

impl Files {
    fn of(entries: &[Entry]) -> Self {
        Self {
            checkpoint: signed(entries),
            key: (signer().verifier().to_text() + "\n").into_bytes(),
            lines: entries.iter().map(|entry| (entry.to_line() + "\n").into_bytes()).collect(),
        }
    }

    fn verify(&self, given: &Given, whole: &Self) -> bool {
        // The small files are checked once where they are as they were: a signature takes its time.
        static BEGUN: LazyLock<Audit> = LazyLock::new(|| {
            let (given, files) = (held(), Files::of(&log()));
            begin(&files.checkpoint, &files.key, given.key.as_ref(), &given.pinned)
        });
        let mut audit = if (&self.checkpoint, &self.key) == (&whole.checkpoint, &whole.key) {
            BEGUN.clone()
        } else {
            begin(&self.checkpoint, &self.key, given.key.as_ref(), &given.pinned)
        };
        audit.lines(Cursor::new(self.lines.concat())).unwrap();
        audit.finish().is_sound()
    }
}

fn log() -> Vec<Entry> {
    (0..ENTRIES).map(entry).collect()
}

/// What the overseer holds: the key, and the checkpoint of all but the last entries.
fn held() -> Given {
    let note = signed(&log()[..40]);
    Given {
        key: Some(signer().verifier()),
        pinned: vec![Pinned { name: "kept".into(), note }],
        ..Given::default()
    }
}

/// One change of one kind; its name. Every kind changes something.
fn change(files: &mut Files, dice: &mut Dice) -> &'static str {
    let count = files.lines.len();
    let at = dice.below(count);
    match dice.below(13) {
        0..=2 => flip(&mut files.lines[at], dice, "a byte of an entry"),
        3 => {
            let place = dice.below(files.lines[at].len() + 1);
            files.lines[at].insert(place, u8::try_from(dice.below(256)).unwrap());
            "a byte more"
        }
        4 => {
            let place = dice.below(files.lines[at].len());
            files.lines[at].remove(place);
            "a byte less"
        }
        5 => {
            let other = (at + 1 + dice.below(count - 1)) % count;
            files.lines.swap(at, other);
            "two entries changed places"
        }
        6 => {
            files.lines.remove(at);
            "an entry less"
        }
        7 => {
            let line = files.lines[at].clone();
            files.lines.insert(dice.below(count + 1), line);
            "an entry twice"
        }
        8 => {
            files.lines.truncate(at);
            "the end cut off"
        }
        9 => {
            let keep = dice.below(files.lines[at].len());
            files.lines.truncate(at + 1);
            files.lines[at].truncate(keep);
            "cut off within an entry"
        }
        10 => older_or_forked(files, dice),
        11 => rewritten(files, at, dice),
        _ => match dice.below(2) {
            0 => flip(&mut files.checkpoint, dice, "a byte of the checkpoint"),
            _ => flip(&mut files.key, dice, "a byte of the key"),
        },
    }
}

fn flip(bytes: &mut [u8], dice: &mut Dice, name: &'static str) -> &'static str {
    let at = dice.below(bytes.len());
    bytes[at] ^= dice.bits();
    name
}

/// A genuine older copy with its genuine checkpoint, or a history that the owner rewrote and signed again.
fn older_or_forked(files: &mut Files, dice: &mut Dice) -> &'static str {
    let mut entries = log();
    if dice.below(2) == 0 {
        entries.truncate(dice.below(40));
        *files = Files::of(&entries);
        return "an older copy";
    }
    let at = dice.below(40);
    entries[at] = other_entry(&entries[at], dice);
    *files = Files::of(&entries);
    "a history written anew and signed by the owner"
}

/// A field rewritten so that the line itself is perfect.
fn rewritten(files: &mut Files, at: usize, dice: &mut Dice) -> &'static str {
    let entry = other_entry(&entry(at as u64), dice);
    files.lines[at] = (entry.to_line() + "\n").into_bytes();
    "a field rewritten with the hash that fits"
}

fn other_entry(old: &Entry, dice: &mut Dice) -> Entry {
    let mut fields = [old.at(), old.actor(), old.action(), old.subject()].map(str::to_owned);
    let mut detail = old.detail().clone();
    match dice.below(5) {
        0 => fields[0] = format!("2026-11-24T05:05:{:02}Z", dice.below(60)),
        1 => fields[1] = format!("user:{}", dice.roll()),
        2 => fields[2] = "asset-change".to_owned(),
        3 => fields[3] = format!("asset:{}", dice.roll()),
        _ => detail = Detail::kept(Salt::from_bytes([dice.bits(); 32]), "別の内容"),
    }
    let [at, actor, action, subject] = fields;
    Entry::new(old.seq(), at, actor, action, subject, detail).unwrap()
}

fn changes() -> u64 {
    std::env::var("SEKISHO_TEST_TAMPERINGS").map_or(CHANGES, |count| count.parse().unwrap())
}

#[test]
fn conformance_every_single_change_to_an_exported_ledger_is_found() {
    let (whole, given, mut dice) = (Files::of(&log()), held(), Dice(SEED));
    assert!(whole.verify(&given, &whole), "the unchanged export is sound");
    let (mut found, mut kinds) = (0, BTreeMap::<_, u64>::new());
    for number in 0..changes() {
        let mut files = whole.clone();
        let kind = change(&mut files, &mut dice);
        assert!(files != whole, "change {number} changed nothing: {kind}");
        *kinds.entry(kind).or_default() += 1;
        if files.verify(&given, &whole) {
            println!("miss | ledger tampering | change {number} | {kind} was not found");
        } else {
            found += 1;
        }
    }
    println!("conformance | ledger tampering | {found} | {}", changes());
    assert_eq!((found, kinds.len()), (changes(), 13), "{kinds:?}");
}
