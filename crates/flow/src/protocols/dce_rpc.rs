//! DCE/RPC over TCP, version 5 (DCE 1.1 RPC, MS-RPCE): how parts of Windows, of domains and of OPC Classic call each
//! other. PROFINET's calls are version 4 on UDP, see there; calls inside SMB are SMB.
//!
//! Structure: version, kind of packet, flags, the order of bytes, the length of the part and of what proves who calls.
//! Which interface and what is carried is not looked at. No class.

use sekisho_model::{CommandClasses, Protocol};

use crate::window::{Carrier, Extent, Parser, Pdu, Reading, Setting, Side, Weight, Window};

pub(super) const PARSER: Parser = Parser {
    protocol: Protocol::DceRpc,
    carriers: &[Carrier::Tcp],
    usual_ports: &[135],
    read,
    identify: None,
    looked_at: |_, _| vec![0..12],
};

const HEAD: u16 = 16;
/// Low bytes first, ASCII, IEEE numbers.
const LOW_FIRST: [u8; 4] = [0x10, 0, 0, 0];
/// The head of what proves who calls.
const PROOF_HEAD: u16 = 8;

fn read(window: &Window<'_>, setting: &Setting) -> Reading {
    let begins = window.u8(0) == Some(5) && window.u8(1).is_none_or(|minor| minor <= 1);
    if begins && setting.known && window.is_torn_before(12) {
        return Reading::More(12);
    }
    let side = match window.u8(2) {
        Some(0 | 11 | 14 | 16 | 18 | 19) => Side::Client,
        Some(2 | 3 | 12 | 13 | 15) => Side::Server,
        Some(17) => Side::Unknown,
        _ => return Reading::No,
    };
    let (Some(length), Some(proof)) = (window.le16(8), window.le16(10)) else { return Reading::No };
    let proved = if proof == 0 { 0 } else { proof.saturating_add(PROOF_HEAD) };
    if !begins || !window.has(4, &LOW_FIRST) || length < HEAD.saturating_add(proved) {
        return Reading::No;
    }
    let (weight, extent, commands) = (Weight::Strong, Extent::Bytes(length.into()), CommandClasses::NONE);
    Reading::Pdu(Pdu { protocol: Protocol::DceRpc, weight, extent, side, commands })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocols::probe::{bytes, holds, pdu, reading, tcp};

    const BIND: &str = "05 00 0b 03 10000000 1800 0000 01000000 d016d016 00000000";
    const ANSWER: &str = "05 00 02 03 10000000 1800 0000 01000000 00000000 00000000";

    #[test]
    fn a_head_is_enough_and_says_who_speaks() {
        for (message, side) in [(BIND, Side::Client), (ANSWER, Side::Server)] {
            let seen = pdu(&PARSER, &bytes(message), &tcp(40_000, 41_000));
            assert_eq!((seen.weight, seen.side, seen.extent), (Weight::Strong, side, Extent::Bytes(24)));
            holds(&PARSER, &bytes(message), &tcp(40_000, 41_000));
        }
    }

    #[test]
    fn other_versions_orders_and_lengths_are_refused() {
        for message in [
            "04 00 0b 03 10000000 1800 0000 01000000 d016d016 00000000",
            "05 00 09 03 10000000 1800 0000 01000000 d016d016 00000000",
            "05 00 0b 03 10000001 1800 0000 01000000 d016d016 00000000",
            "05 00 0b 03 10000000 0f00 0000 01000000 d016d016 00000000",
            "05 00 0b 03 10000000 1800 0800 01000000 d016d016 00000000",
        ] {
            assert_eq!(reading(&PARSER, &bytes(message), &tcp(40_000, 135)), Reading::No, "{message}");
        }
    }
}
