//! QUIC, versions 1 and 2 (RFC 9000, RFC 9369), by its long headers. Short headers have no mark and are read where the
//! conversation is known.
//!
//! Structure: the bits of a long header, a version that there is, lengths of both connection numbers, and of what
//! begins a connection a length inside the datagram. What is encrypted is not looked at. No class.

use std::ops::Range;

use sekisho_model::{CommandClasses, Protocol};

use crate::window::{Carrier, Extent, Parser, Pdu, Reading, Setting, Side, Weight, Window};

pub(super) const PARSER: Parser = Parser {
    protocol: Protocol::Quic,
    carriers: &[Carrier::Udp],
    usual_ports: &[443],
    read,
    identify: None,
    looked_at: |pdu, _| looked_at(pdu),
};

/// A long header, and the bit that is always set.
const LONG: u8 = 0xC0;
const FIXED: u8 = 0x40;
const VERSION_1: u32 = 1;
const VERSION_2: u32 = 0x6B33_43CF;
const NUMBER_MAX: u8 = 20;
/// A client fills its first datagrams up to this.
const FIRST_LEAST: u32 = 1_200;

fn read(window: &Window<'_>, setting: &Setting) -> Reading {
    let Some(first) = window.u8(0) else { return Reading::No };
    if first & LONG == LONG {
        return long(window, first).map_or(Reading::No, |(weight, side)| found(weight, side));
    }
    let is_short = setting.known && first & LONG == FIXED && window.length() > 20;
    if is_short { found(Weight::Weak, Side::Unknown) } else { Reading::No }
}

fn found(weight: Weight, side: Side) -> Reading {
    let (extent, commands) = (Extent::Payload, CommandClasses::NONE);
    Reading::Pdu(Pdu { protocol: Protocol::Quic, weight, extent, side, commands })
}

/// A long header: how much it says, and who speaks, where it shows.
fn long(window: &Window<'_>, first: u8) -> Option<(Weight, Side)> {
    let version = window.be32(1)?;
    let kind = match version {
        VERSION_1 => first >> 4 & 3,
        VERSION_2 => (first >> 4 & 3).wrapping_sub(1) & 3,
        _ => return None,
    };
    let target = window.u8(5).filter(|length| *length <= NUMBER_MAX)?;
    let source_at = 6 + usize::from(target);
    let source = window.u8(source_at).filter(|length| *length <= NUMBER_MAX)?;
    let at = source_at + 1 + usize::from(source);
    let whole = |at| number(window, at).filter(|(length, after)| holds(window, *length, *after));
    match kind {
        // The first of both sides. A client gives the server a long number, and fills the datagram.
        0 => {
            let (token, after) = number(window, at)?;
            let behind = after.checked_add(usize::try_from(token).ok()?)?;
            let fits = number(window, behind).is_none_or(|(length, after)| holds(window, length, after));
            let is_first = window.length() >= FIRST_LEAST && (target >= 8 || token == 0);
            let weight = if is_first { Weight::Strong } else { Weight::Faint };
            (fits && token <= window.length().into()).then_some((weight, Side::Unknown))
        }
        1 => whole(at).map(|_| (Weight::Faint, Side::Client)),
        2 => whole(at).map(|_| (Weight::Faint, Side::Unknown)),
        // Try again: a token and a check.
        _ => (window.length() > 16 + u32::try_from(at).ok()?).then_some((Weight::Faint, Side::Server)),
    }
}

/// A number of one to eight bytes, by its first two bits, and where it ends.
fn number(window: &Window<'_>, at: usize) -> Option<(u64, usize)> {
    let first = window.u8(at)?;
    let bytes = 1_usize << (first >> 6);
    let mut value = u64::from(first & 0x3F);
    for place in at + 1..at + bytes {
        value = value << 8 | u64::from(window.u8(place)?);
    }
    Some((value, at + bytes))
}

/// A count of a packet and a check at least, inside the datagram.
fn holds(window: &Window<'_>, length: u64, after: usize) -> bool {
    let left = u64::from(window.length()).saturating_sub(u64::try_from(after).unwrap_or(u64::MAX));
    (20..=left).contains(&length)
}

/// A long header but for the numbers of the connection, and behind a token the length.
fn looked_at(pdu: &[u8]) -> Vec<Range<usize>> {
    let window = Window::new(pdu, u32::try_from(pdu.len()).unwrap_or(u32::MAX));
    if window.u8(0).is_none_or(|first| first & LONG != LONG) {
        return vec![0..1];
    }
    let length = |at| usize::from(window.u8(at).unwrap_or(0));
    let source = 6 + length(5);
    let token = source + 1 + length(source);
    let mut ranges = vec![0..6, source..source + 1, token..token + 8];
    if let Some((length, after)) = number(&window, token) {
        let behind = usize::try_from(length).map_or(after, |length| after.saturating_add(length));
        ranges.push(behind..behind.saturating_add(8));
    }
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocols::probe::{bytes, holds, pdu, reading, udp};

    /// A first packet with numbers of eight and no bytes, no token, and a length that fills the datagram.
    fn first(version: &str, begin: &str) -> Vec<u8> {
        let mut packet = bytes(&format!("{begin} {version} 08 0102030405060708 00 00 449e"));
        packet.resize(18 + 1_182, 0x5A);
        packet
    }

    #[test]
    fn a_long_header_is_enough_and_a_short_one_is_read_on() {
        for packet in [first("00000001", "c3"), first("6b3343cf", "d3")] {
            assert_eq!(pdu(&PARSER, &packet, &udp(40_000, 41_000)).weight, Weight::Strong);
            holds(&PARSER, &packet, &udp(40_000, 41_000));
        }
        let short = bytes(&format!("47 {}", "5a".repeat(40)));
        assert_eq!(reading(&PARSER, &short, &udp(443, 41_000)), Reading::No);
        let known = Setting { known: true, ..udp(443, 41_000) };
        assert_eq!(pdu(&PARSER, &short, &known).weight, Weight::Weak);
        holds(&PARSER, &short, &known);
    }

    #[test]
    fn other_versions_numbers_and_lengths_are_refused() {
        let mut long_number = first("00000001", "c3");
        long_number[5] = 21;
        let mut beyond = first("00000001", "c3");
        beyond[17] = 0x9F;
        for packet in [first("00000003", "c3"), first("00000001", "83"), long_number, beyond] {
            assert_eq!(reading(&PARSER, &packet, &udp(443, 41_000)), Reading::No);
        }
    }
}
