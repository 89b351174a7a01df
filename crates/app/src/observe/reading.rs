//! One capture from its first byte to its observation: no store, no register, and nothing kept but the records.
//!
//! Invariant: the capture streams through bounded buffers, so memory does not grow with it. It runs where it is
//! called, without a hand-over per packet; a caller that serves others calls it on a thread of its own.

use std::collections::BTreeSet;
use std::io::{self, Read};

use sekisho_flow::capture::{Capture, CaptureEnd, unpacked};
use sekisho_flow::prove::{Report, restraint};
use sekisho_flow::{Limits, Observer, Settings};
use sekisho_model::{Gravity, IdentityKind, Observation, Place, Problem, Source, WatchId, text};
use sha2::{Digest as _, Sha256};

use crate::AppError;

/// A file up to this length is digested whole.
const WHOLE_BYTES_MAX: u64 = 8 << 20;
/// Of a longer one, so much at the beginning of each stretch is digested beside its first part.
const SAMPLE_BYTES: u64 = 4 << 10;
/// Length of a stretch.
const STRETCH_BYTES: u64 = 1 << 20;

/// What is to be looked at and kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Neither classes of command nor identities.
    pub headers_only: bool,
    /// Identity strings to keep.
    pub identities: BTreeSet<IdentityKind>,
    /// At which watch of the register the capture was made.
    pub watch: Option<WatchId>,
}

impl Default for Wanted {
    fn default() -> Self {
        let Settings { headers_only, identities, limits: _ } = Settings::default();
        Self { headers_only, identities, watch: None }
    }
}

impl Wanted {
    /// The identity strings that come out.
    #[must_use]
    pub fn kept_identities(&self) -> BTreeSet<IdentityKind> {
        if self.headers_only { BTreeSet::new() } else { self.identities.clone() }
    }

    /// For the engine.
    #[must_use]
    pub fn settings(&self) -> Settings {
        Settings {
            headers_only: self.headers_only,
            identities: self.kept_identities(),
            limits: Limits::default(),
        }
    }
}

/// What a capture brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Captured {
    /// The file's name.
    pub name: String,
    /// SHA-256 of the file as it lies on the disk; of one beyond 8 MiB that of its first 8 MiB, samples of each
    /// further MiB and its length, written `sampled:…`. It tells whether the same file comes again.
    pub sha256: String,
    /// How was looked.
    pub wanted: Wanted,
    /// What was seen.
    pub observation: Observation,
    /// Broken places.
    pub problems: Vec<Problem>,
}

/// The same within other limits.
pub(super) fn watcher_within(wanted: &Wanted, limits: Limits) -> Observer {
    Observer::new(Settings { limits, ..wanted.settings() }, seed())
}

/// Somebody who watches as is wanted, and has seen nothing yet.
#[must_use]
pub fn watcher(wanted: &Wanted) -> Observer {
    Observer::new(wanted.settings(), seed())
}

impl Captured {
    /// Where it was read from, as records tell it.
    pub(super) fn source(&self) -> Source {
        Source::File { name: self.name.clone(), sha256: self.sha256.clone(), importer: "observe".to_owned() }
    }
}

/// Reads a capture, packed or not, to its end. What is more than fits into the reader's limits is counted, and not kept:
/// [`super::take`] keeps it.
///
/// # Errors
/// [`AppError::Invalid`] where not one frame could be read.
pub fn capture(name: &str, from: impl Read + Send, wanted: &Wanted) -> Result<Captured, AppError> {
    let mut digest = Digest::default();
    let counted = Digested { from, digest: &mut digest };
    let read = observed(name, counted, wanted);
    let (observation, problems) = read.map_err(|error| AppError::Invalid(vec![unreadable(name, &error)]))?;
    let packets = observation.health.seen.packets;
    captured(name, wanted, digest.text(), packets, observation, problems)
}

/// What a capture brought, if there was a packet in it.
pub(super) fn captured(
    name: &str,
    wanted: &Wanted,
    sha256: String,
    packets: u64,
    observation: Observation,
    mut problems: Vec<Problem>,
) -> Result<Captured, AppError> {
    if packets == 0 {
        if problems.iter().all(|problem| problem.gravity != Gravity::Error) {
            problems.push(no_frame(name));
        }
        return Err(AppError::Invalid(problems));
    }
    Ok(Captured { name: name.to_owned(), sha256, wanted: wanted.clone(), observation, problems })
}

fn observed(name: &str, from: impl Read + Send, wanted: &Wanted) -> io::Result<(Observation, Vec<Problem>)> {
    let mut observer = watcher(wanted);
    let mut capture = Capture::new(name, unpacked(from)?, &observer.settings().limits);
    observer.watch_capture(&mut capture);
    let CaptureEnd { lost, passed_over, problems } = capture.take_end();
    observer.lost(lost);
    let mut observation = observer.finish();
    observation.health.unreadable += passed_over;
    Ok((observation, problems))
}

/// Holds the capture against itself: whatever may not be looked at is changed, so many times over, and what is kept
/// must be the same each time. `open` gives the file from its beginning.
///
/// # Errors
/// [`AppError::Invalid`] where not one frame could be read.
pub fn prove<R: Read + Send>(
    name: &str,
    open: impl Fn() -> io::Result<R>,
    runs: u64,
    wanted: &Wanted,
) -> Result<Report, AppError> {
    let broken = |error: &io::Error| AppError::Invalid(vec![unreadable(name, error)]);
    let first = open().and_then(unpacked).map_err(|error| broken(&error))?;
    drop(first);
    // What cannot be opened again reads as empty, and then the runs differ: never a proof.
    let again = || -> Box<dyn Read> {
        match open().and_then(unpacked) {
            Ok(reader) => reader,
            Err(_) => Box::new(io::empty()),
        }
    };
    let seeds: Vec<u64> = (1..=runs).collect();
    let report = restraint(again, &seeds, &wanted.settings());
    if report.frames == 0 { Err(AppError::Invalid(vec![no_frame(name)])) } else { Ok(report) }
}

/// Fresh for each run. Should the system have no random numbers, addresses could be chosen against the table, which
/// costs time and nothing else.
fn seed() -> u64 {
    let mut bytes = [0; 8];
    let _ = getrandom::fill(&mut bytes);
    u64::from_le_bytes(bytes)
}

/// Digests what passes.
struct Digested<'d, R> {
    from: R,
    digest: &'d mut Digest,
}

impl<R: Read> Read for Digested<'_, R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.from.read(into)?;
        self.digest.add(into.get(..count).unwrap_or_default());
        Ok(count)
    }
}

/// Tells files apart without reading every byte of a large one twice.
#[derive(Default)]
pub(super) struct Digest {
    sum: Sha256,
    length: u64,
}

impl Digest {
    pub(super) fn add(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            let (take, wanted) = self.stretch();
            let take = usize::try_from(take).unwrap_or(usize::MAX).min(bytes.len());
            let (now, later) = bytes.split_at(take);
            if wanted {
                self.sum.update(now);
            }
            self.length += now.len() as u64;
            bytes = later;
        }
    }

    /// How many bytes follow that are all wanted, or all not.
    const fn stretch(&self) -> (u64, bool) {
        if self.length < WHOLE_BYTES_MAX {
            return (WHOLE_BYTES_MAX - self.length, true);
        }
        let within = self.length % STRETCH_BYTES;
        if within < SAMPLE_BYTES { (SAMPLE_BYTES - within, true) } else { (STRETCH_BYTES - within, false) }
    }

    pub(super) fn text(mut self) -> String {
        if self.length <= WHOLE_BYTES_MAX {
            return hex::encode(self.sum.finalize());
        }
        self.sum.update(self.length.to_be_bytes());
        format!("sampled:{}", hex::encode(self.sum.finalize()))
    }
}

pub(super) fn unreadable(name: &str, error: &io::Error) -> Problem {
    Problem::error(
        Place::file(name.to_owned()),
        text!(ja: "キャプチャを読めません（{error}）。", en: "The capture cannot be read ({error})."),
        text!(ja: "ファイルが完全かどうか確かめてください。", en: "Check that the file is whole."),
    )
}

fn no_frame(name: &str) -> Problem {
    Problem::error(
        Place::file(name.to_owned()),
        text!(ja: "パケットが一つもありません。", en: "There is not one packet in it."),
        text!(ja: "pcap または pcapng のファイルを指定してください。", en: "Name a pcap or pcapng file."),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digest(bytes: &[u8], step: usize) -> String {
        let mut digest = Digest::default();
        bytes.chunks(step).for_each(|part| digest.add(part));
        digest.text()
    }

    #[test]
    fn a_digest_is_the_same_however_the_bytes_come() {
        let large: Vec<u8> = (0..11_000_000_u32).map(|n| n.to_le_bytes()[0]).collect();
        let small = &large[..1_000_000];
        assert_eq!(digest(small, 999), hex::encode(Sha256::digest(small)));
        assert_eq!(digest(&large, 262_144), digest(&large, 3_001));
        assert!(digest(&large, 4096).starts_with("sampled:"));
    }

    #[test]
    fn another_length_or_another_sample_is_another_file() {
        let mut large = vec![7; 9 << 20];
        let was = digest(&large, 1 << 16);
        large.push(7);
        assert_ne!(digest(&large, 1 << 16), was);
        large.pop();
        large[8 << 20] = 8;
        assert_ne!(digest(&large, 1 << 16), was);
    }
}
