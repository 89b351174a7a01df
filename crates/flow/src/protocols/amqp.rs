//! AMQP 0-9-1 and 1.0: brokers of messages between programs.
//!
//! Structure: the protocol's header in letters. In 0-9-1 a frame's type, a length, the class of a method, and the byte
//! that ends the frame, as far as it is seen; in 1.0 a frame's length, the place of its body, and a described type that
//! exists. Frames that only carry content are read where the connection is known. Names of queues, keys and messages
//! are not looked at. No class.

use std::ops::Range;

use sekisho_model::{CommandClasses, Protocol};

use crate::window::{Carrier, Extent, Parser, Pdu, Reading, Setting, Side, WINDOW_MAX, Weight, Window};

pub(super) const PARSER: Parser = Parser {
    protocol: Protocol::Amqp,
    carriers: &[Carrier::Tcp],
    usual_ports: &[5_672],
    read,
    identify: None,
    looked_at,
};

const LETTERS: &[u8] = b"AMQP";
/// What follows them: 0-9-1, 1.0, 1.0 behind TLS, 1.0 behind SASL.
const VERSIONS: [[u8; 4]; 4] = [[0, 0, 9, 1], [0, 1, 0, 0], [2, 1, 0, 0], [3, 1, 0, 0]];
/// Ends every frame of 0-9-1.
const END: u8 = 0xCE;
const HEAD: u32 = 7;
/// Longest frame.
const FRAME_MAX: u32 = 1 << 24;
/// Connection, channel, access, exchange, queue, basic, confirm, transactions.
const CLASSES: [u16; 8] = [10, 20, 30, 40, 50, 60, 85, 90];
const METHOD_MAX: u16 = 120;
const BASIC: u16 = 60;

fn read(window: &Window<'_>, setting: &Setting) -> Reading {
    if window.has(0, LETTERS) && VERSIONS.iter().any(|version| window.has(4, version)) {
        return found(Weight::Strong, Side::Unknown, 8);
    }
    if (window.length() > 0 && window.may_become(LETTERS)) || setting.known && window.is_torn_before(8) {
        return Reading::More(8);
    }
    if let Some((weight, length)) = frame_of_0_9(window, setting.known) {
        return found(weight, Side::Unknown, length);
    }
    frame_of_1_0(window, setting.known)
        .map_or(Reading::No, |(weight, length)| found(weight, Side::Unknown, length))
}

fn found(weight: Weight, side: Side, length: u32) -> Reading {
    let (extent, commands) = (Extent::Bytes(length), CommandClasses::NONE);
    Reading::Pdu(Pdu { protocol: Protocol::Amqp, weight, extent, side, commands })
}

/// A frame's weight and length.
fn frame_of_0_9(window: &Window<'_>, known: bool) -> Option<(Weight, u32)> {
    let (kind, channel, size) = (window.u8(0)?, window.be16(1)?, window.be32(3)?);
    let total = size.checked_add(HEAD + 1).filter(|_| size < FRAME_MAX)?;
    let end = usize::try_from(total - 1).ok().and_then(|end| window.u8(end));
    if end.is_some_and(|end| end != END) {
        return None;
    }
    let says = match kind {
        // Methods of a class; replies have the next numbers.
        1 => {
            let method = window.be16(9).is_some_and(|method| (1..=METHOD_MAX).contains(&method));
            size >= 4 && window.be16(7).is_some_and(|class| CLASSES.contains(&class)) && method
        }
        // The head of a message: its class, and a weight of 0.
        2 => size >= 14 && window.be16(7) == Some(BASIC) && window.be16(9) == Some(0),
        8 => size == 0 && channel == 0,
        _ => false,
    };
    let weight = match (says, end) {
        // One that says nothing but that the connection lives comes alone; tables have it among others.
        (true, Some(_)) if kind == 8 && window.length() != HEAD + 1 => Weight::Weak,
        (true, Some(_)) => Weight::Strong,
        (true, None) => Weight::Weak,
        (false, Some(_)) if kind == 3 => Weight::Slight,
        (false, _) if known && matches!(kind, 1..=3) => Weight::Weak,
        _ => return None,
    };
    Some((weight, total))
}

/// A frame's weight and length.
fn frame_of_1_0(window: &Window<'_>, known: bool) -> Option<(Weight, u32)> {
    let (length, offset, kind) = (window.be32(0)?, window.u8(4)?, window.u8(5)?);
    if offset != 2 || kind > 1 || !(8..FRAME_MAX).contains(&length) {
        return None;
    }
    // An empty one says that the connection lives.
    let (described, code) = (window.has(8, &[0, 0x53]), window.u8(10));
    let exists = code.is_some_and(|code| match kind {
        0 => (0x10..=0x18).contains(&code),
        _ => (0x40..=0x44).contains(&code),
    });
    match (length > 10 && described && exists, known) {
        (true, _) => Some((Weight::Strong, length)),
        (false, true) => Some((Weight::Weak, length)),
        (false, false) => None,
    }
}

fn looked_at(pdu: &[u8], _setting: &Setting) -> Vec<Range<usize>> {
    let window = Window::new(pdu, u32::try_from(pdu.len()).unwrap_or(u32::MAX));
    let mut ranges = vec![0..11];
    let end = window.be32(3).and_then(|size| usize::try_from(size.checked_add(HEAD)?).ok());
    ranges.extend(end.filter(|end| *end < WINDOW_MAX).map(|end| end..end + 1));
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocols::probe::{bytes, holds, pdu, reading, tcp};

    const AWAY: Setting = tcp(40_000, 41_000);
    const HEARTBEAT: &str = "08 0000 00000000 ce";
    const TUNE: &str = "01 0000 0000000c 000a 001e 07ff 00020000 003c ce";
    const CONTENT_HEAD: &str = "02 0001 0000000f 003c 0000 0000000000000005 1000 02 ce";
    const BODY: &str = "03 0001 00000003 616263 ce";
    const BEGIN_1_0: &str = "00000015 02 00 0000 00 53 11 c0 08 05 40 43 43 43 43 43 43";

    #[test]
    fn headers_methods_and_heartbeats_are_enough() {
        for packet in ["414d5150 00000901", "414d5150 03010000", HEARTBEAT, TUNE, CONTENT_HEAD, BEGIN_1_0] {
            let packet = bytes(packet);
            let seen = pdu(&PARSER, &packet, &AWAY);
            let whole = Extent::Bytes(u32::try_from(packet.len()).unwrap());
            assert_eq!((seen.weight, seen.extent), (Weight::Strong, whole), "{packet:02x?}");
            holds(&PARSER, &packet, &AWAY);
            holds(&PARSER, &packet, &Setting { known: true, ..AWAY });
        }
        assert_eq!(pdu(&PARSER, &bytes(BODY), &AWAY).weight, Weight::Slight);
        holds(&PARSER, &bytes(BODY), &AWAY);
        assert_eq!(reading(&PARSER, b"AMQ", &AWAY), Reading::More(8));
    }

    #[test]
    fn other_ends_classes_and_bodies_are_refused() {
        for packet in [
            "08 0000 00000000 cd",
            "01 0000 0000000c 000b 001e 07ff 00020000 003c ce",
            "01 0000 0000000c 000a 001e 07ff 00020000 003c cf",
            "03 0001 00000003 616263 cd",
            "00000015 02 00 0000 00 53 21 c0 08 05 40 43 43 43 43 43 43",
            "414d5150 00000801",
        ] {
            assert_eq!(reading(&PARSER, &bytes(packet), &tcp(40_000, 5_672)), Reading::No, "{packet}");
        }
    }
}
