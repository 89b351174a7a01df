//! The proof of restraint: what may not be looked at is changed, and nothing that is kept changes with it.
//!
//! Invariants: every byte of payload is either declared by its protocol's parser beside its code, or lies in the
//! window that recognition sees before a conversation has a name, or is changed. Which is which comes from the
//! capture as it is; the changed capture is then watched like any other. The two results must be equal to the last
//! field.
//!
//! Deliberately not here: what becomes of the records in a store, an export or a log. Those who keep them prove it with
//! [`masked`] captures.

mod kept_back;
mod rewrite;

use std::io::Read;
use std::ops::Range;

use sekisho_model::Observation;

use crate::capture::{Capture, Frame};
use crate::conversations::hash::mixed;
use crate::settings::Settings;
use crate::{Limits, Observer};

use kept_back::Onlooker;
use rewrite::Rewriter;

/// Changed captures that are watched at a time, beside the capture itself.
const TOGETHER: usize = 8;

/// What a proof gave.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Frames in the capture.
    pub frames: u64,
    /// Bytes of payload that were captured.
    pub payload_bytes: u64,
    /// Bytes of payload that were changed in every run.
    pub changed_bytes: u64,
    /// Bytes that a parser declares that it looks at, in PDUs of conversations that have a name.
    pub declared_bytes: u64,
    /// Bytes in the window that recognition sees of a payload before its conversation has a name.
    pub window_bytes: u64,
    /// Changed captures that were watched.
    pub runs: u64,
    /// Seeds with which something came out that does not come out of the capture as it is. Empty is the proof.
    pub differing: Vec<u64>,
}

impl Report {
    /// Did the same come out every time? Not where nothing was tried.
    pub const fn is_identical(&self) -> bool {
        self.runs > 0 && self.differing.is_empty()
    }
}

/// Watches a capture, and once more for each seed with every byte changed that may not be looked at. `open` gives the
/// unpacked capture from its begin, once for every eight seeds.
pub fn restraint<R: Read>(mut open: impl FnMut() -> R, seeds: &[u64], settings: &Settings) -> Report {
    let mut report = Report::default();
    for seeds in seeds.chunks(TOGETHER) {
        let mut original = Original::new(settings);
        let mut changed: Vec<Changed> = seeds.iter().map(|seed| Changed::new(*seed, settings)).collect();
        each_frame(open(), settings, |frame| {
            let free = original.watch(&frame);
            changed.iter_mut().for_each(|changed| changed.watch(&frame, &free));
        });
        report.add(original, changed);
    }
    report
}

/// The capture, as pcapng, with every byte changed that may not be looked at.
pub fn masked<R: Read>(capture: R, settings: &Settings, seed: u64) -> Vec<u8> {
    let (mut original, mut mask) = (Original::new(settings), Mask::new(seed));
    let mut rewriter = Rewriter::new();
    each_frame(capture, settings, |frame| {
        let free = original.watch(&frame);
        rewriter.frame(&frame, mask.changed(&frame, &free));
    });
    rewriter.done()
}

fn each_frame<R: Read>(from: R, settings: &Settings, mut each: impl FnMut(Frame<'_>)) {
    let limits: &Limits = &settings.limits;
    let mut capture = Capture::new("", from, limits);
    while let Some(frame) = capture.next_frame() {
        each(frame);
    }
}

/// The capture as it is, and what may be changed of it.
struct Original {
    observer: Observer,
    onlooker: Onlooker,
    report: Report,
}

impl Original {
    fn new(settings: &Settings) -> Self {
        let observer = Observer::new(settings.clone(), 0);
        Self { observer, onlooker: Onlooker::default(), report: Report::default() }
    }

    /// Watches a frame, and says which of its bytes may be changed.
    fn watch(&mut self, frame: &Frame<'_>) -> Vec<Range<usize>> {
        self.report.frames += 1;
        let Some(packet) = self.observer.packet(frame) else { return Vec::new() };
        self.onlooker.begin(&packet);
        self.observer.watch_with(&packet, &mut self.onlooker);
        let parts = self.onlooker.parts(packet.payload.len());
        self.report.payload_bytes += bytes(packet.payload.len());
        self.report.declared_bytes += bytes(parts.declared);
        self.report.window_bytes += bytes(parts.window);
        self.report.changed_bytes += parts.free.iter().map(|range| bytes(range.len())).sum::<u64>();
        let Some(at) = within(frame.bytes, packet.payload) else { return Vec::new() };
        parts.free.into_iter().map(|range| range.start + at..range.end + at).collect()
    }
}

/// A changed capture, watched under another secret.
struct Changed {
    seed: u64,
    observer: Observer,
    mask: Mask,
}

impl Changed {
    fn new(seed: u64, settings: &Settings) -> Self {
        Self { seed, observer: Observer::new(settings.clone(), mixed(seed)), mask: Mask::new(seed) }
    }

    fn watch(&mut self, frame: &Frame<'_>, free: &[Range<usize>]) {
        let changed = Frame { bytes: self.mask.changed(frame, free), ..*frame };
        self.observer.watch_frames([changed]);
    }
}

/// Changes bytes by a seed.
struct Mask {
    state: u64,
    bytes: Vec<u8>,
}

impl Mask {
    const fn new(seed: u64) -> Self {
        Self { state: mixed(seed), bytes: Vec::new() }
    }

    /// The frame's bytes, each that is free changed to another.
    fn changed(&mut self, frame: &Frame<'_>, free: &[Range<usize>]) -> &[u8] {
        self.bytes.clear();
        self.bytes.extend_from_slice(frame.bytes);
        for range in free {
            for byte in self.bytes.get_mut(range.clone()).unwrap_or_default() {
                self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
                let [chance, ..] = mixed(self.state).to_le_bytes();
                *byte ^= chance.max(1);
            }
        }
        &self.bytes
    }
}

impl Report {
    /// Adds some runs.
    fn add(&mut self, original: Original, changed: Vec<Changed>) {
        let Original { observer, report, .. } = original;
        let expected = observer.finish();
        let Self { runs, differing, .. } = std::mem::take(self);
        *self = Self { runs, differing, ..report };
        for Changed { seed, observer, .. } in changed {
            self.runs += 1;
            if !is_same(&observer.finish(), &expected) {
                self.differing.push(seed);
            }
        }
    }
}

/// Equal in every field. Spelled out so that a new field is thought of.
fn is_same(left: &Observation, right: &Observation) -> bool {
    let Observation { conversations, sightings, identities, health } = left;
    *conversations == right.conversations
        && *sightings == right.sightings
        && *identities == right.identities
        && *health == right.health
}

fn bytes(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

/// Where a part of a frame begins in it.
fn within(frame: &[u8], part: &[u8]) -> Option<usize> {
    let at = part.as_ptr().addr().checked_sub(frame.as_ptr().addr())?;
    (at + part.len() <= frame.len()).then_some(at)
}

#[cfg(test)]
mod tests;
