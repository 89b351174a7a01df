//! Packets that came twice, as from two mirrors.
//!
//! Invariant: headers alone decide. A copy has its original's addresses, ports, sequence, length and mark, and comes
//! within milliseconds; what merely looks the same, without a mark, is never taken for a copy.

use crate::conversations::hash::{folded, mixed};
use crate::conversations::key::Key;
use crate::layers::{Carried, Network, Packet};

/// Packets that are remembered.
const PLACES: usize = 1 << 12;

/// A copy comes within this time of its original.
const COPY_NANOS_MAX: u64 = 5_000_000;

/// Eight odd numbers, one for each word.
const FACTORS: [u64; 8] = [
    0x9e37_79b9_7f4a_7c15,
    0xbf58_476d_1ce4_e5b9,
    0x94d0_49bb_1331_11eb,
    0xd6e8_feb8_6659_fd93,
    0xa076_1d64_78bd_642f,
    0xe703_7ed1_a0b4_28db,
    0x8ebc_6af0_9c88_c6e3,
    0x5899_65cc_7537_4cc3,
];

/// The last packets, each in the one place that its headers give it. A packet that was pushed out is forgotten: then
/// its copy counts as a packet. The places do not depend on the run's secret, so that the count does not either.
pub(super) struct Copies {
    places: Box<[(u64, i64)]>,
}

impl Copies {
    /// None yet.
    pub(super) fn new() -> Self {
        Self { places: vec![(0, i64::MIN); PLACES].into_boxed_slice() }
    }

    /// Did this packet come before?
    pub(super) fn is_copy(&mut self, packet: &Packet<'_>, key: &Key, end: usize) -> bool {
        let Some(sequence) = sequence(packet) else { return false };
        let [a, b, c, d, e] = key.words();
        let rest = u64::from(packet.payload_length) << 1 | (end as u64);
        let words = [a, b, c, d, e, sequence, packet.mark, rest];
        let sum = words.iter().zip(FACTORS).fold(0_u64, |sum, (word, factor)| {
            sum.wrapping_add(folded(*word ^ factor, factor.rotate_left(32)))
        });
        let print = mixed(sum) | 1;
        let place = &mut self.places[usize::try_from(print >> 8).unwrap_or(0) % PLACES];
        let copy = place.0 == print && packet.nanos.abs_diff(place.1) <= COPY_NANOS_MAX;
        if !copy {
            *place = (print, packet.nanos);
        }
        copy
    }
}

/// What tells a packet from the next of its sender; `None` where nothing does.
fn sequence(packet: &Packet<'_>) -> Option<u64> {
    let Network::Ip { transport, .. } = packet.network else { return None };
    match transport {
        Carried::Tcp { sequence, flags, .. } => {
            let told = packet.mark >> 32 != 0 || packet.payload_length != 0;
            told.then_some(u64::from(sequence) << 8 | u64::from(flags))
        }
        Carried::Udp { .. } | Carried::Other(_) => (packet.mark != 0).then_some(0),
        Carried::Fragment(_) => None,
    }
}
