//! Which bytes of a packet's payload are not changed, by what the engine showed to whom.

use std::ops::Range;

use crate::conversations::recogniser::parser;
use crate::conversations::trace::{Shown, Trace};
use crate::layers::Packet;
use crate::observer::sightings;
use crate::window::{CARRIED_MAX, Extent, WINDOW_MAX};

/// Who may look at a byte.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Reach {
    /// Nobody: it is changed.
    #[default]
    Free,
    /// Recognition, before there is a name.
    Window,
    /// A parser that declares it.
    Declared,
}

/// Writes down what of a packet is shown.
#[derive(Default)]
pub(super) struct Onlooker {
    reach: Vec<Reach>,
}

/// A payload, sorted.
pub(super) struct Parts {
    /// Bytes that may be changed.
    pub free: Vec<Range<usize>>,
    /// How many bytes parsers declare.
    pub declared: usize,
    /// How many bytes recognition sees.
    pub window: usize,
}

impl Onlooker {
    /// A packet begins. What the engine itself reads of it, an ARP sender's addresses, is declared here.
    pub(super) fn begin(&mut self, packet: &Packet<'_>) {
        self.reach.clear();
        self.reach.resize(packet.payload.len(), Reach::Free);
        self.keep(0..sightings::looked_at(packet), Reach::Declared);
    }

    /// How its payload falls into parts.
    pub(super) fn parts(&self, length: usize) -> Parts {
        let count = |wanted| self.reach.iter().filter(|reach| **reach == wanted).count();
        let mut parts =
            Parts { free: Vec::new(), declared: count(Reach::Declared), window: count(Reach::Window) };
        let mut at = 0;
        for run in self.reach.chunk_by(|left, right| left == right) {
            if run.first() == Some(&Reach::Free) {
                parts.free.push(at..(at + run.len()).min(length));
            }
            at += run.len();
        }
        parts
    }

    fn keep(&mut self, range: Range<usize>, reach: Reach) {
        let end = range.end.min(self.reach.len());
        for byte in self.reach.get_mut(range.start.min(end)..end).unwrap_or_default() {
            if *byte == Reach::Free {
                *byte = reach;
            }
        }
    }
}

impl Trace for Onlooker {
    fn shown(&mut self, shown: &Shown<'_>) {
        let Some(number) = shown.parser else {
            return self.keep(shown.at..shown.at + WINDOW_MAX - shown.carried.min(WINDOW_MAX), Reach::Window);
        };
        let whole = match shown.pdu.map(|pdu| pdu.extent) {
            Some(Extent::Bytes(bytes)) => usize::try_from(bytes).unwrap_or(usize::MAX),
            _ => usize::MAX,
        };
        let pdu = shown.bytes.get(..whole).unwrap_or(shown.bytes);
        for range in (parser(number).looked_at)(pdu, &shown.setting) {
            let end = range.end.min(pdu.len());
            let place = |at: usize| (shown.at + at).saturating_sub(shown.carried);
            self.keep(place(range.start.min(end))..place(end), Reach::Declared);
        }
        if shown.pdu.is_none() && shown.bytes.len() <= CARRIED_MAX {
            self.keep(shown.at..shown.at + shown.bytes.len(), Reach::Declared);
        }
    }
}
