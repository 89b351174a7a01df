//! Kerberos version 5 (RFC 4120) over UDP, and over TCP with a length before each message.
//!
//! Structure: an application's tag and a sequence whose lengths fill the message, version 5, and the kind of message
//! that the tag states. Realms, names and tickets are not looked at. No class.

use std::ops::Range;

use sekisho_model::{CommandClasses, Protocol};

use super::der::{Element, element};
use crate::window::{Carrier, Extent, Parser, Pdu, Reading, Setting, Side, Weight, Window};

pub(super) const PARSER: Parser = Parser {
    protocol: Protocol::Kerberos,
    carriers: &[Carrier::Udp, Carrier::Tcp],
    usual_ports: &[88],
    read,
    identify: None,
    looked_at,
};

const SEQUENCE: u8 = 0x30;
/// Kind of message → who speaks, and whether its elements are counted from 1.
#[rustfmt::skip] // a table
const KINDS: &[(u8, Side, bool)] = &[
    (10, Side::Client, true), (11, Side::Server, false),   // sign in
    (12, Side::Client, true), (13, Side::Server, false),   // ask for a ticket
    (14, Side::Client, false), (15, Side::Server, false),  // show a ticket
    (30, Side::Server, false),                             // an error
];
/// Bytes of a stream from which it is told how long a message is and of which kind.
const NEEDED: u8 = 16;

fn read(window: &Window<'_>, setting: &Setting) -> Reading {
    if setting.carrier != Carrier::Tcp {
        return match message(window) {
            Some((side, end)) if u32::try_from(end) == Ok(window.length()) => found(side, Extent::Payload),
            _ => Reading::No,
        };
    }
    if setting.known && window.is_torn_before(NEEDED.into()) {
        return Reading::More(NEEDED);
    }
    let length = window.be32(0).filter(|length| (16..1 << 24).contains(length));
    match (length, message(&window.from(4))) {
        (Some(length), Some((side, end))) if u32::try_from(end) == Ok(length) => {
            found(side, Extent::Bytes(4 + length))
        }
        (Some(_), None) if begins(&window.from(4)) && window.is_torn_before(17) => Reading::More(17),
        _ => Reading::No,
    }
}

/// Is the first byte the tag of a message?
fn begins(window: &Window<'_>) -> bool {
    window.u8(0).is_some_and(|tag| KINDS.iter().any(|(kind, ..)| tag == 0x60 | kind))
}

fn found(side: Side, extent: Extent) -> Reading {
    let (weight, commands) = (Weight::Strong, CommandClasses::NONE);
    Reading::Pdu(Pdu { protocol: Protocol::Kerberos, weight, extent, side, commands })
}

/// Application and sequence.
fn heads(window: &Window<'_>) -> Option<(Element, Element)> {
    let whole = element(window, 0).filter(|whole| whole.tag & 0xE0 == 0x60)?;
    let inner = element(window, whole.at).filter(|inner| inner.tag == SEQUENCE)?;
    Some((whole, inner))
}

/// Who speaks in a message, and where it ends.
fn message(window: &Window<'_>) -> Option<(Side, usize)> {
    let (whole, inner) = heads(window)?;
    let kind = whole.tag & 0x1F;
    let (_, side, from_one) = KINDS.iter().find(|(known, ..)| *known == kind)?;
    let first = 0xA0 + u8::from(*from_one);
    let numbers = [first, 3, 2, 1, 5, first + 1, 3, 2, 1, kind];
    (inner.end == whole.end && window.has(inner.at, &numbers)).then_some((*side, whole.end))
}

fn looked_at(pdu: &[u8], setting: &Setting) -> Vec<Range<usize>> {
    let before = if setting.carrier == Carrier::Tcp { 4 } else { 0 };
    let window = Window::new(pdu, u32::try_from(pdu.len()).unwrap_or(u32::MAX));
    let numbers = heads(&window.from(before)).map_or(12, |(_, inner)| inner.at + 10);
    vec![0..before + numbers]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocols::probe::{bytes, holds, pdu, reading, tcp, udp};

    const ASKED: &str = "6a 10 30 0e a103020105 a20302010a a4 02 3000";
    const REFUSED: &str = "7e 10 30 0e a003020105 a10302011e a4 02 3000";

    #[test]
    fn a_message_is_enough_on_either_carrier() {
        for (message, side) in [(ASKED, Side::Client), (REFUSED, Side::Server)] {
            let seen = pdu(&PARSER, &bytes(message), &udp(40_000, 41_000));
            assert_eq!((seen.weight, seen.side, seen.extent), (Weight::Strong, side, Extent::Payload));
            holds(&PARSER, &bytes(message), &udp(40_000, 41_000));
            let segment = bytes(&format!("00000012 {message}"));
            assert_eq!(pdu(&PARSER, &segment, &tcp(40_000, 41_000)).extent, Extent::Bytes(22));
            holds(&PARSER, &segment, &tcp(40_000, 41_000));
        }
    }

    #[test]
    fn another_version_kind_or_length_is_refused() {
        for message in [
            "6a 10 30 0e a103020104 a20302010a a4 02 3000",
            "6a 10 30 0e a103020105 a20302010c a4 02 3000",
            "6a 10 30 0d a103020105 a20302010a a4 02 3000",
            "6a 11 30 0f a103020105 a20302010a a4 02 3000",
        ] {
            assert_eq!(reading(&PARSER, &bytes(message), &udp(88, 41_000)), Reading::No, "{message}");
        }
    }
}
