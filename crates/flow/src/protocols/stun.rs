//! STUN and TURN (RFC 8489, RFC 8656), over UDP and TCP.
//!
//! Structure: a type of two zero bits, a length in whole words that the message ends with, and the cookie. Addresses
//! and names inside are not looked at. No class.

use sekisho_model::{CommandClasses, Protocol};

use crate::window::{Carrier, Extent, Parser, Pdu, Reading, Setting, Side, Weight, Window};

pub(super) const PARSER: Parser = Parser {
    protocol: Protocol::Stun,
    carriers: &[Carrier::Udp, Carrier::Tcp],
    usual_ports: &[3_478],
    read,
    identify: None,
    looked_at: |_, _| vec![0..8],
};

const COOKIE: u32 = 0x2112_A442;
const HEAD: u32 = 20;

fn read(window: &Window<'_>, setting: &Setting) -> Reading {
    let is_stream = setting.carrier == Carrier::Tcp;
    if setting.known && is_stream && window.is_torn_before(8) {
        return Reading::More(8);
    }
    let (Some(kind), Some(length)) = (window.be16(0), window.be16(2)) else { return Reading::No };
    let length = u32::from(length);
    if window.be32(4) == Some(COOKIE) && kind >> 14 == 0 && length.is_multiple_of(4) {
        let fits = is_stream || HEAD + length == window.length();
        // Two bits tell a question, an indication and both answers apart.
        let side = match kind & 0x0110 {
            0x0000 => Side::Client,
            0x0010 => Side::Unknown,
            _ => Side::Server,
        };
        let extent = if is_stream { Extent::Bytes(HEAD + length) } else { Extent::Payload };
        return if fits { found(Weight::Strong, side, extent) } else { Reading::No };
    }
    // What is relayed has a channel and a length, in a stream to whole words.
    let fits = if is_stream { length > 0 } else { (4 + length..8 + length).contains(&window.length()) };
    if setting.known && (0x4000..0x5000).contains(&kind) && fits {
        let extent = Extent::Bytes(4 + length.next_multiple_of(4));
        return found(Weight::Weak, Side::Unknown, if is_stream { extent } else { Extent::Payload });
    }
    Reading::No
}

fn found(weight: Weight, side: Side, extent: Extent) -> Reading {
    let commands = CommandClasses::NONE;
    Reading::Pdu(Pdu { protocol: Protocol::Stun, weight, extent, side, commands })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocols::probe::{bytes, holds, pdu, reading, tcp, udp};

    const ASKED: &str = "0001 0008 2112a442 0102030405060708090a0b0c 80220004 61626364";
    const ANSWERED: &str = "0101 0000 2112a442 0102030405060708090a0b0c";

    #[test]
    fn the_cookie_and_a_length_that_fits_are_enough() {
        for (message, side) in [(ASKED, Side::Client), (ANSWERED, Side::Server)] {
            let message = bytes(message);
            let seen = pdu(&PARSER, &message, &udp(40_000, 41_000));
            assert_eq!((seen.weight, seen.side), (Weight::Strong, side));
            holds(&PARSER, &message, &udp(40_000, 41_000));
            let whole = Extent::Bytes(u32::try_from(message.len()).unwrap());
            assert_eq!(pdu(&PARSER, &message, &tcp(40_000, 41_000)).extent, whole);
        }
        let relayed = bytes("4001 0004 01020304");
        assert_eq!(reading(&PARSER, &relayed, &udp(3_478, 41_000)), Reading::No);
        let known = Setting { known: true, ..udp(3_478, 41_000) };
        assert_eq!(pdu(&PARSER, &relayed, &known).weight, Weight::Weak);
        holds(&PARSER, &relayed, &known);
    }

    #[test]
    fn another_cookie_or_length_is_refused() {
        for message in
            ["0001 0000 2112a443 0102030405060708090a0b0c", "0001 0004 2112a442 0102030405060708090a0b0c"]
        {
            assert_eq!(reading(&PARSER, &bytes(message), &udp(3_478, 41_000)), Reading::No, "{message}");
        }
    }
}
