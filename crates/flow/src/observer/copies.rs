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

    /// Did this packet come before?
    #[inline]
    pub(super) fn is_copy(&mut self, seen: &Seen<'_>) -> bool {
        let is_tcp = matches!(seen.key.transport(), Transport::Tcp);
        if seen.mark >> 32 == 0 && (seen.payload_length == 0 || !is_tcp) {
            // Nothing tells it from the next of its sender.
            return false;
        }
        let place = u64::from(seen.sequence) << 32 | u64::from(seen.payload_length);
        let mark = seen.mark ^ u64::from(seen.flags) << 56 ^ u64::from(seen.end) << 55;
        let print = folded(seen.hash ^ place, mark ^ self.secret.word()) | 1;
        let [ends, rest] = seen.words();
        let at = (ends ^ place).wrapping_mul(FACTORS[0]) ^ (mark ^ rest).wrapping_mul(FACTORS[1]);
        let last = self.places.len() - 1;
        let kept = &mut self.places[usize::try_from(at >> (u64::BITS - PLACES_BITS)).unwrap_or(0) & last];
        let is = |(other, nanos): (u64, i64)| other == print && seen.nanos.abs_diff(nanos) <= COPY_NANOS_MAX;
        let copy = is(kept[0]) || is(kept[1]);
        if !copy {
            *kept = [(print, seen.nanos), kept[0]];
        }
        copy
    }
}
