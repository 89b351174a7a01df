//! OpenVPN over UDP and TCP, by its project's description of the protocol (openvpn-rfc): on TCP each packet has its
//! length before it.
//!
//! Structure: a kind of packet with the number of a key; the first packets of both sides have a session, a check where
//! one was agreed beforehand, a count, a time and lists of fixed form, and are enough. Packets of control show the TLS
//! that they carry where it is not wrapped. Data says little: the number of a client and a count whose upper bytes are
//! 0, so two are needed. Data without the number of a client has no mark.
//!
//! Nothing of what is carried is looked at but the head of a TLS record; of a check behind a head, how many zeros it has.
//! A tunnel commands nothing: no class.

use std::ops::Range;

use sekisho_model::{CommandClasses, Protocol};

use crate::window::{Carrier, Extent, Parser, Pdu, Reading, Setting, Side, Weight, Window};

pub(super) const PARSER: Parser = Parser {
    protocol: Protocol::Openvpn,
    carriers: &[Carrier::Udp, Carrier::Tcp],
    usual_ports: &[1_194],
    read,
    identify: None,
    looked_at,
};

/// Where the session of a control packet ends.
const SESSION_END: usize = 9;
/// Lengths of checks that can be agreed beforehand; 0 for none.
const CHECKS: [usize; 7] = [0, 16, 20, 28, 32, 48, 64];
/// Count, time and check before what is wrapped.
const WRAPPED: u32 = 4 + 4 + 32;
/// Head, client, count and check of data with something in it.
const DATA_LEAST: u32 = 1 + 3 + 4 + 16 + 1;
/// Of a stream so much is carried at most; a first packet goes on behind it.
const NEEDED: u32 = 17;
/// Longest packet that gives a name on TCP.
const LENGTH_MAX: u32 = 2_047;
/// More packets are answered in one only by the newest programs.
const ANSWERED_MAX: u8 = 8;

fn read(window: &Window<'_>, setting: &Setting) -> Reading {
    let (packet, before) = match setting.carrier {
        Carrier::Tcp => (window.from(2), 2),
        _ => (*window, 0),
    };
    let length = match (before, window.be16(0)) {
        (0, _) => window.length(),
        (_, Some(length)) => u32::from(length),
        (_, None) if setting.known && window.is_torn_before(3) => return Reading::More(3),
        (_, None) => return Reading::No,
    };
    let Some((kind, key)) = packet.u8(0).map(|first| (first >> 3, first & 7)) else {
        let is_torn = setting.known && window.is_torn_before(3);
        return if is_torn { Reading::More(3) } else { Reading::No };
    };
    let weight = match setting.known {
        true => (length > 0 && (1..=11).contains(&kind)).then_some(Weight::Weak),
        false if length > packet.length() || before > 0 && length > LENGTH_MAX => None,
        false => weight(&packet, length, kind, key),
    };
    let begins = (kind == 7 || kind == 8 || kind == 10) && key == 0 && before > 0;
    if weight.is_none() && begins && (14..=LENGTH_MAX).contains(&length) && window.is_torn_before(NEEDED) {
        return Reading::More(17);
    }
    let Some(weight) = weight else { return Reading::No };
    let side = match kind {
        7 | 10 => Side::Client,
        8 => Side::Server,
        _ => Side::Unknown,
    };
    let extent = if before == 0 { Extent::Payload } else { Extent::Bytes(before + length) };
    Reading::Pdu(Pdu { protocol: Protocol::Openvpn, weight, extent, side, commands: CommandClasses::NONE })
}

fn weight(packet: &Window<'_>, length: u32, kind: u8, key: u8) -> Option<Weight> {
    // A session's number is drawn.
    if kind != 9 && !packet.has_few_zeros(1..SESSION_END) {
        return None;
    }
    match kind {
        7 | 10 if key == 0 => begins(packet, length, kind).then_some(Weight::Strong),
        8 if key == 0 => answers(packet, length).then_some(Weight::Strong),
        4 if carries_tls(packet) => Some(Weight::Strong),
        5 if acknowledges(packet, length) => Some(Weight::Weak),
        4 | 5 => is_wrapped(packet, length).then_some(Weight::Faint),
        9 => is_data(packet, length).then_some(Weight::Faint),
        _ => None,
    }
}

/// Count and time behind a session or its check: the first few packets, of this century.
fn is_timed(packet: &Window<'_>, at: usize) -> bool {
    let counts = packet.be32(at).is_some_and(|count| (1..256).contains(&count));
    counts && packet.u8(at + 4).is_some_and(|time| (0x40..0xC0).contains(&time))
}

/// The client's first: nothing to answer, and the number 0.
fn begins(packet: &Window<'_>, length: u32, kind: u8) -> bool {
    let is_empty = |at: usize| packet.has(at, &[0; 5]) && u32::try_from(at + 5) == Ok(length);
    let wrapped = u32::try_from(SESSION_END).map_or(0, |end| end + WRAPPED + 5);
    // With the client's own key behind it in the newest form.
    let is_wrapped = (length == wrapped || kind == 10 && length > wrapped) && is_timed(packet, SESSION_END);
    kind == 7 && is_empty(SESSION_END)
        || is_wrapped
        || kind == 7
            && CHECKS[1..]
                .iter()
                .any(|check| is_timed(packet, SESSION_END + check) && is_empty(SESSION_END + check + 8))
}

/// The server's first: it answers the client's number 0, with the client's session, and has the number 0.
fn answers(packet: &Window<'_>, length: u32) -> bool {
    let one = |at: usize| {
        packet.has(at, &[1, 0, 0, 0, 0])
            && packet.has(at + 13, &[0; 4])
            && u32::try_from(at + 17).is_ok_and(|end| end <= length)
    };
    let timed = |check: usize| check == 0 || is_timed(packet, SESSION_END + check);
    let is_plain = CHECKS
        .iter()
        .any(|check| timed(*check) && one(SESSION_END + check + if *check == 0 { 0 } else { 8 }));
    let wrapped = u32::try_from(SESSION_END).map_or(0, |end| end + WRAPPED + 17);
    is_plain || length >= wrapped && length < wrapped + 32 && is_timed(packet, SESSION_END)
}

/// Where the list of what is answered ends, and with it the number of the packet.
fn list_end(packet: &Window<'_>, at: usize) -> Option<usize> {
    let answered = packet.u8(at).filter(|answered| *answered <= ANSWERED_MAX)?;
    let session = if answered == 0 { 0 } else { 8 };
    Some(at + 1 + 4 * usize::from(answered) + session)
}

/// A record of TLS behind the lists.
fn carries_tls(packet: &Window<'_>) -> bool {
    CHECKS.iter().any(|check| {
        let at = SESSION_END + check + if *check == 0 { 0 } else { 8 };
        let Some(number) = list_end(packet, at) else { return false };
        let is_record = packet.u8(number + 4).is_some_and(|kind| (20..=23).contains(&kind))
            && packet.u8(number + 5) == Some(3)
            && packet.u8(number + 6).is_some_and(|version| version <= 4);
        is_record && packet.has(number, &[0; 2])
    })
}

/// Nothing but a list.
fn acknowledges(packet: &Window<'_>, length: u32) -> bool {
    CHECKS.iter().any(|check| {
        let at = SESSION_END + check + if *check == 0 { 0 } else { 8 };
        let is_timed = *check == 0 || is_timed_later(packet, SESSION_END + check);
        let is_whole = list_end(packet, at).and_then(|end| u32::try_from(end).ok()) == Some(length);
        is_timed && is_whole && packet.u8(at) != Some(0) && packet.has(at + 1, &[0; 2])
    })
}

/// Count, time and a check, and behind them what cannot be read.
fn is_wrapped(packet: &Window<'_>, length: u32) -> bool {
    let least = u32::try_from(SESSION_END).map_or(u32::MAX, |end| end + WRAPPED + 5);
    length >= least && is_timed_later(packet, SESSION_END) && packet.has_few_zeros(17..33)
}

/// As [`is_timed`], with a count of more packets.
fn is_timed_later(packet: &Window<'_>, at: usize) -> bool {
    let counts = packet.be32(at).is_some_and(|count| (1..0x1_0000).contains(&count));
    counts && packet.u8(at + 4).is_some_and(|time| (0x40..0xC0).contains(&time))
}

/// Client or none, and a count, in their first millions.
fn is_data(packet: &Window<'_>, length: u32) -> bool {
    let client = packet.u8(1) == Some(0) || packet.has(1, &[0xFF; 3]);
    let count = packet.be32(4).is_some_and(|count| count > 0 && count >> 24 == 0);
    client && count && length >= DATA_LEAST && packet.has_few_zeros(8..24)
}

/// Of a known conversation the kind alone; else all up to a list behind the longest check, or the head of data and its
/// check.
fn looked_at(pdu: &[u8], setting: &Setting) -> Vec<Range<usize>> {
    let at = if setting.carrier == Carrier::Tcp { 2 } else { 0 };
    let mut ranges = vec![0..at + 1];
    match pdu.get(at).map(|first| first >> 3) {
        _ if setting.known => {}
        Some(9) => ranges.push(at + 1..at + 24),
        Some(4 | 5 | 7 | 8 | 10) => ranges.push(at + 1..128),
        _ => {}
    }
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocols::probe::{bytes, holds, pdu, reading, tcp, udp};

    const SESSION: &str = "a1b2c3d4e5f60718";
    const OTHER: &str = "1122334455667788";

    fn on_tcp(packet: &[u8]) -> Vec<u8> {
        [&u16::try_from(packet.len()).unwrap().to_be_bytes()[..], packet].concat()
    }

    /// Packets of both sides in their order, with and without a check.
    fn first_packets() -> Vec<(Vec<u8>, Side, Weight)> {
        let check = |length: usize| format!("{} 00000001 65a1b2c3", "5a".repeat(length));
        let mut packets = Vec::new();
        for before in [String::new(), check(20), check(32), check(64)] {
            let first = bytes(&format!("38 {SESSION} {before} 00 00000000"));
            let second = bytes(&format!("40 {OTHER} {before} 01 00000000 {SESSION} 00000000"));
            packets.push((first, Side::Client, Weight::Strong));
            packets.push((second, Side::Server, Weight::Strong));
        }
        let wrapped = bytes(&format!("38 {SESSION} 00000001 65a1b2c3 {}", "5a".repeat(37)));
        packets.push((wrapped, Side::Client, Weight::Strong));
        let control = bytes(&format!("20 {SESSION} 01 00000000 {OTHER} 00000001 160301 0100 010000fc"));
        packets.push((control, Side::Unknown, Weight::Strong));
        let wrapped = bytes(&format!("28 {SESSION} 00000009 65a1b2c3 {}", "5a".repeat(45)));
        packets.push((wrapped, Side::Unknown, Weight::Faint));
        packets.push((bytes(&format!("28 {SESSION} 01 00000001 {OTHER}")), Side::Unknown, Weight::Weak));
        let data = bytes(&format!("48 000000 00000007 {}", "5a".repeat(40)));
        packets.push((data, Side::Unknown, Weight::Faint));
        packets
    }

    #[test]
    fn first_packets_are_enough_on_either_carrier_and_data_says_little() {
        for (packet, side, weight) in first_packets() {
            let seen = pdu(&PARSER, &packet, &udp(40_000, 41_000));
            assert_eq!(
                (seen.side, seen.weight, seen.extent),
                (side, weight, Extent::Payload),
                "{packet:02x?}"
            );
            holds(&PARSER, &packet, &udp(40_000, 41_000));
            let segment = on_tcp(&packet);
            let seen = pdu(&PARSER, &segment, &tcp(40_000, 41_000));
            let whole = Extent::Bytes(u32::try_from(segment.len()).unwrap());
            assert_eq!((seen.side, seen.weight, seen.extent), (side, weight, whole), "{packet:02x?}");
            holds(&PARSER, &segment, &tcp(40_000, 41_000));
        }
    }

    #[test]
    fn other_forms_are_refused() {
        for packet in [
            &format!("38 {SESSION} 00 00000001")[..],
            &format!("39 {SESSION} 00 00000000"),
            &format!("38 {SESSION} 00 00000000 00"),
            &format!("40 {SESSION} 00 00000000 {SESSION} 00000000"),
            &format!("48 010203 00000007 {}", "5a".repeat(40)),
            &format!("48 000000 00000000 {}", "5a".repeat(40)),
            &format!("60 {SESSION} 00 00000000"),
        ] {
            assert_eq!(reading(&PARSER, &bytes(packet), &udp(1_194, 41_000)), Reading::No, "{packet}");
        }
    }

    #[test]
    fn a_torn_length_is_waited_for_in_a_known_stream_alone() {
        let known = Setting { known: true, ..tcp(40_000, 41_000) };
        for begin in ["00", "00 0e"] {
            assert!(matches!(reading(&PARSER, &bytes(begin), &known), Reading::More(3)));
            assert_eq!(reading(&PARSER, &bytes(begin), &tcp(40_000, 41_000)), Reading::No);
        }
    }
}
