//! RADIUS (RFC 2865, RFC 2866, RFC 5176).
//!
//! Structure: a code, a length that the datagram fills, and attributes that step through it. Their values, names and
//! passwords among them, are not looked at. No class.

use std::ops::Range;

use sekisho_model::{CommandClasses, Protocol};

use crate::window::{Carrier, Extent, Parser, Pdu, Reading, Setting, Side, Weight, Window};

pub(super) const PARSER: Parser = Parser {
    protocol: Protocol::Radius,
    carriers: &[Carrier::Udp],
    usual_ports: &[1_812, 1_813, 1_645, 1_646, 3_799],
    read,
    identify: None,
    looked_at: |pdu, _| looked_at(pdu),
};

/// Code, number, length and authenticator.
const HEAD: u32 = 20;
const LENGTH_MAX: u32 = 4_096;

fn read(window: &Window<'_>, _setting: &Setting) -> Reading {
    let side = match window.u8(0) {
        // Access, accounting, the state of the server.
        Some(1 | 4 | 12) => Side::Client,
        Some(2 | 3 | 5 | 11 | 13) => Side::Server,
        // Changes of a session, which the server asks for.
        Some(40 | 43) => Side::Client,
        Some(41 | 42 | 44 | 45) => Side::Server,
        _ => return Reading::No,
    };
    let length = window.be16(2).map_or(0, u32::from);
    if length != window.length() || !(HEAD..=LENGTH_MAX).contains(&length) {
        return Reading::No;
    }
    let Some(attributes) = attributes(window) else { return Reading::No };
    let weight = if attributes >= 3 { Weight::Strong } else { Weight::Weak };
    let (extent, commands) = (Extent::Payload, CommandClasses::NONE);
    Reading::Pdu(Pdu { protocol: Protocol::Radius, weight, extent, side, commands })
}

/// How many attributes are seen. `None` where they do not step through the datagram.
fn attributes(window: &Window<'_>) -> Option<u32> {
    let (mut at, mut seen) = (HEAD, 0);
    while at < window.length() {
        let place = usize::try_from(at).ok()?;
        let (Some(kind), Some(length)) = (window.u8(place), window.u8(place + 1)) else {
            // Beyond the window, or half an attribute.
            return (seen > 0 && window.length() - at >= 2).then_some(seen);
        };
        if kind == 0 || length < 2 {
            return None;
        }
        at += u32::from(length);
        seen += 1;
    }
    (at == window.length()).then_some(seen)
}

/// Code and length, and the head of each attribute.
fn looked_at(pdu: &[u8]) -> Vec<Range<usize>> {
    let mut ranges = vec![0..1, 2..4];
    let mut at = 20;
    while at < crate::window::WINDOW_MAX {
        ranges.push(at..at + 2);
        match pdu.get(at + 1) {
            Some(length @ 2..) => at += usize::from(*length),
            _ => break,
        }
    }
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocols::probe::{bytes, holds, pdu, reading, udp};

    fn packet(code: &str, length: &str, attributes: &str) -> Vec<u8> {
        bytes(&format!("{code} 07 {length} {} {attributes}", "5a".repeat(16)))
    }

    #[test]
    fn attributes_that_fill_the_datagram_name_it_and_an_empty_one_says_little() {
        let asked = packet("01", "0024", "01 05 616263 04 06 0a000001 05 05 000001");
        let seen = pdu(&PARSER, &asked, &udp(40_000, 41_000));
        assert_eq!((seen.weight, seen.side), (Weight::Strong, Side::Client));
        holds(&PARSER, &asked, &udp(40_000, 41_000));
        let answered = packet("05", "0014", "");
        let seen = pdu(&PARSER, &answered, &udp(1_813, 41_000));
        assert_eq!((seen.weight, seen.side), (Weight::Weak, Side::Server));
        holds(&PARSER, &answered, &udp(1_813, 41_000));
    }

    #[test]
    fn lengths_that_lie_are_refused() {
        for packet in [
            packet("01", "0023", "01 05 616263 04 06 0a000001 05 05 000001"),
            packet("01", "0024", "01 05 616263 04 07 0a000001 05 05 000001"),
            packet("06", "0014", ""),
            packet("01", "0016", "00 02"),
        ] {
            assert_eq!(reading(&PARSER, &packet, &udp(1_812, 41_000)), Reading::No);
        }
    }
}
