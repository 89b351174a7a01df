//! ONC RPC (RFC 5531), by which NFS, its mounts and locks, port mappers and some instruments (VXI-11) are called, over
//! UDP, and over TCP with a mark before each part.
//!
//! Structure of a call: version 2 of RPC, a program's number in the range that is given out, and a way to say who
//! calls. An answer has only small numbers and zeros, so two are needed, on UDP on the usual ports alone. File names and data are not looked at. No
//! class: what a program's procedure does is another definition's.

use sekisho_model::{CommandClasses, Protocol};

use crate::window::{Carrier, Extent, Parser, Pdu, Reading, Setting, Side, Weight, Window};

pub(super) const PARSER: Parser = Parser {
    protocol: Protocol::OncRpc,
    carriers: &[Carrier::Udp, Carrier::Tcp],
    usual_ports: &[111, 2_049],
    read,
    identify: None,
    // The mark, the kind of message, and of a call versions, program and procedure, of an answer how it went. The
    // number of the message lies between.
    looked_at: |_, setting| match setting.carrier {
        Carrier::Tcp => vec![0..4, 8..36],
        _ => vec![4..32],
    },
};

const CALL: u32 = 0;
const ANSWER: u32 = 1;
/// Longest part of a message.
const PART_MAX: u32 = 1 << 24;
/// Programs that are given out by one authority, and those that a site gives itself.
const PROGRAMS: [std::ops::Range<u32>; 2] = [100_000..700_000, 0x2000_0000..0x6000_0000];
/// Ways to say who calls: nobody, a user, for short, keys, tickets, GSS.
const FLAVOURS: std::ops::RangeInclusive<u32> = 0..=6;
const HEAD: u32 = 24;

fn read(window: &Window<'_>, setting: &Setting) -> Reading {
    if setting.carrier != Carrier::Tcp {
        let fits = window.length() >= HEAD && window.length().is_multiple_of(4);
        let at_home = PARSER.usual_ports.iter().any(|port| setting.on_port(*port));
        return match message(window) {
            // Zeros alone are what many a table begins with.
            Some((side, Weight::Faint)) if fits && !at_home => found(Weight::Slight, side, Extent::Payload),
            Some((side, weight)) if fits => found(weight, side, Extent::Payload),
            _ => Reading::No,
        };
    }
    let Some(mark) = window.be32(0) else {
        return if setting.known && window.is_torn_before(4) { Reading::More(4) } else { Reading::No };
    };
    let length = mark & 0x7FFF_FFFF;
    let extent = Extent::Bytes(4 + length);
    let fits = (HEAD..PART_MAX).contains(&length) && (mark >> 31 == 0 || length.is_multiple_of(4));
    match message(&window.from(4)) {
        Some((side, weight)) if fits && mark >> 31 == 1 => found(weight, side, extent),
        // A further part, or one of which only the mark is here.
        _ if setting.known && fits => found(Weight::Weak, Side::Unknown, extent),
        _ => Reading::No,
    }
}

fn found(weight: Weight, side: Side, extent: Extent) -> Reading {
    let commands = CommandClasses::NONE;
    Reading::Pdu(Pdu { protocol: Protocol::OncRpc, weight, extent, side, commands })
}

fn message(window: &Window<'_>) -> Option<(Side, Weight)> {
    let number = |at| window.be32(at);
    match number(4)? {
        CALL => {
            let program = number(12)?;
            let called = number(8)? == 2
                && PROGRAMS.iter().any(|range| range.contains(&program))
                && number(16)? <= 64
                && number(20)? <= 256
                && number(24).is_none_or(|flavour| FLAVOURS.contains(&flavour) || flavour >> 16 == 6);
            called.then_some((Side::Client, Weight::Strong))
        }
        ANSWER => {
            // Done, with a proof of who answers and how it went; or refused, and why.
            let answered = match number(8)? {
                0 => {
                    let is_proof = FLAVOURS.contains(&number(12)?) && number(16)? <= 400;
                    is_proof && (number(16)? != 0 || number(20)? <= 5)
                }
                1 => number(12)? <= 1 && number(16)? <= 13,
                _ => false,
            };
            answered.then_some((Side::Server, Weight::Faint))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocols::probe::{bytes, holds, pdu, reading, tcp, udp};

    /// Procedure 0 of NFS version 3, called by nobody.
    const CALLED: &str =
        "a1b2c3d4 00000000 00000002 000186a3 00000003 00000000 00000000 00000000 00000000 00000000";
    const ANSWERED: &str = "a1b2c3d4 00000001 00000000 00000000 00000000 00000000";

    #[test]
    fn a_call_is_enough_and_an_answer_says_little() {
        for (message, side, weight) in
            [(CALLED, Side::Client, Weight::Strong), (ANSWERED, Side::Server, Weight::Faint)]
        {
            let message = bytes(message);
            let seen = pdu(&PARSER, &message, &udp(40_000, 2_049));
            assert_eq!((seen.side, seen.weight), (side, weight));
            holds(&PARSER, &message, &udp(40_000, 41_000));
            let mark = 0x8000_0000 | u32::try_from(message.len()).unwrap();
            let segment = [&mark.to_be_bytes()[..], &message].concat();
            let seen = pdu(&PARSER, &segment, &tcp(40_000, 41_000));
            let whole = Extent::Bytes(u32::try_from(segment.len()).unwrap());
            assert_eq!((seen.side, seen.weight, seen.extent), (side, weight, whole));
            holds(&PARSER, &segment, &tcp(40_000, 41_000));
        }
    }

    #[test]
    fn an_answer_by_itself_gives_no_name_elsewhere() {
        let seen = pdu(&PARSER, &bytes(ANSWERED), &udp(40_000, 41_000));
        assert_eq!(seen.weight, Weight::Slight);
    }

    #[test]
    fn other_versions_and_programs_are_refused() {
        for message in [
            "a1b2c3d4 00000000 00000003 000186a3 00000003 00000000 00000000 00000000 00000000 00000000",
            "a1b2c3d4 00000000 00000002 00000003 00000003 00000000 00000000 00000000 00000000 00000000",
            "a1b2c3d4 00000001 00000000 00000000 00000000 00000009",
            "a1b2c3d4 00000001 00000000 00000000",
        ] {
            assert_eq!(reading(&PARSER, &bytes(message), &udp(2_049, 41_000)), Reading::No, "{message}");
        }
    }
}
