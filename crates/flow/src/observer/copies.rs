//! Packets that came twice, as from two mirrors.
//!
//! Invariant: headers alone decide. A copy has its original's addresses, ports, sequence, length and mark, and comes
//! within milliseconds; what merely looks the same, without a mark, is never taken for a copy.

use sekisho_model::Transport;

use crate::conversations::hash::{Secret, folded};
use crate::conversations::seen::Seen;

/// Places for two packets each, as a power of two.
const PLACES_BITS: u32 = 11;

/// A copy comes within this time of its original.
const COPY_NANOS_MAX: u64 = 5_000_000;

/// Odd numbers, one for each half of what gives the place.
const FACTORS: [u64; 2] = [0x9e37_79b9_7f4a_7c15, 0xd6e8_feb8_6659_fd93];

/// No packet that is told from others has this.
const NO_PRINT: u64 = 0;

/// What a packet is told from others by, and where it is looked for.
#[derive(Clone, Copy)]
pub(super) struct Print {
    word: u64,
    place: u32,
}

impl Print {
    /// Of a packet that nothing tells from others.
    pub(super) const NONE: Self = Self { word: NO_PRINT, place: 0 };
}

/// The last packets, each in the place that its headers give it, beside the one before it there. A packet that was pushed
/// out is forgotten: then its copy counts as a packet. The places do not depend on the run's secret, so that the count does not either; what
/// tells two packets of one place apart does, so that nobody can make two that look the same.
pub(super) struct Copies {
    secret: Secret,
    places: Box<[[(u64, i64); 2]]>,
}

impl Copies {
    /// None yet.
    pub(super) fn new(secret: Secret) -> Self {
        Self { secret, places: vec![[(0, i64::MIN); 2]; 1 << PLACES_BITS].into_boxed_slice() }
    }

    /// What a packet is told from others by.
    #[inline]
    pub(super) fn print(&self, seen: &Seen<'_>) -> Print {
        let is_tcp = matches!(seen.key.transport, Transport::Tcp);
        if seen.mark >> 32 == 0 && (seen.payload_length == 0 || !is_tcp) {
            // Nothing tells it from the next of its sender.
            return Print::NONE;
        }
        let place = u64::from(seen.sequence) << 32 | u64::from(seen.payload_length);
        let mark = seen.mark ^ u64::from(seen.flags) << 56 ^ u64::from(seen.end) << 55;
        let word = folded(seen.hash ^ place, mark ^ self.secret.word()) | 1;
        let [[_, low], [_, high]] = seen.key.ends;
        let ends = low << 32 ^ high;
        let at = (ends ^ place).wrapping_mul(FACTORS[0]) ^ (mark ^ seen.key.rest()).wrapping_mul(FACTORS[1]);
        Print { word, place: u32::try_from(at >> (u64::BITS - PLACES_BITS)).unwrap_or(0) }
    }

    /// Looks at a packet's place, so that it is near when it is wanted.
    #[inline]
    pub(super) fn near(&self, print: Print) -> u64 {
        self.places[print.place as usize & (self.places.len() - 1)][0].0
    }

    /// Did this packet come before?
    #[inline]
    pub(super) fn is_copy(&mut self, print: Print, nanos: i64) -> bool {
        if print.word == NO_PRINT {
            return false;
        }
        let last = self.places.len() - 1;
        let kept = &mut self.places[print.place as usize & last];
        let is = |(word, other): (u64, i64)| word == print.word && nanos.abs_diff(other) <= COPY_NANOS_MAX;
        let copy = is(kept[0]) || is(kept[1]);
        if !copy {
            *kept = [(print.word, nanos), kept[0]];
        }
        copy
    }
}
