//! IPsec: IKE versions 1 and 2 (RFC 2408, RFC 7296), and ESP in UDP (RFC 3948). ESP directly on IP is named by its
//! number in the IP header and never comes here.
//!
//! Structure of IKE: an initiator's number that is not 0, a version with a kind of exchange and flags that it has, and
//! a length that the datagram fills. ESP has no mark but a number that is not among the reserved and a count that
//! begins at 1: two such datagrams are needed, and on 4500 alone.
//!
//! What is agreed and carried is not looked at, but for how many zeros the first bytes have that ESP encrypts. A tunnel commands nothing: no class.

use sekisho_model::{CommandClasses, Protocol};

use crate::window::{Carrier, Extent, Parser, Pdu, Reading, Setting, Side, Weight, Window};

pub(super) const PARSER: Parser = Parser {
    protocol: Protocol::Ipsec,
    carriers: &[Carrier::Udp],
    usual_ports: &[500, NAT_PORT],
    read,
    identify: None,
    // What tells IKE from ESP, and the head of IKE behind it; where ESP may stand, what it encrypts first.
    looked_at: |pdu, _| match pdu.get(..4) {
        Some([0, 0, 0, 0]) => vec![0..24, 28..32],
        _ => vec![0..32],
    },
};

/// Where IKE and ESP share a port, so that they pass a translator of addresses.
const NAT_PORT: u16 = 4500;
/// What stands before IKE there, in the place of ESP's number.
const NO_ESP: u32 = 0;
/// Numbers up to this are reserved.
const SPI_RESERVED: u32 = 255;
/// Head, least padding and shortest check of ESP.
const ESP_LEAST: u32 = 8 + 4 + 12;

fn read(window: &Window<'_>, setting: &Setting) -> Reading {
    let behind = if window.be32(0) == Some(NO_ESP) { window.from(4) } else { *window };
    if let Some(side) = ike(&behind) {
        return found(Weight::Strong, side);
    }
    let is_kept_alive = setting.known && window.length() == 1 && window.u8(0) == Some(0xFF);
    if is_kept_alive || setting.on_port(NAT_PORT) && is_esp(window) {
        return found(Weight::Faint, Side::Unknown);
    }
    Reading::No
}

fn found(weight: Weight, side: Side) -> Reading {
    let (extent, commands) = (Extent::Payload, CommandClasses::NONE);
    Reading::Pdu(Pdu { protocol: Protocol::Ipsec, weight, extent, side, commands })
}

/// The head of IKE: who speaks, as far as it is shown.
fn ike(window: &Window<'_>) -> Option<Side> {
    // First: most windows end here.
    window.u8(17).filter(|version| matches!(version, 0x10 | 0x20))?;
    let (initiator, responder) = ([window.be32(0)?, window.be32(4)?], [window.be32(8)?, window.be32(12)?]);
    let [next, version, exchange, flags] = window.be32(16)?.to_be_bytes();
    let fits = match version {
        0x10 => next <= 21 || next >= 128,
        0x20 => next == 0 || (33..=54).contains(&next),
        _ => return None,
    };
    let side = match version {
        // Encrypted, committed, authenticated only. Who answers has a number, and then both have.
        0x10 => {
            let known = matches!(exchange, 1..=6 | 32 | 33) && flags & !7 == 0;
            known.then_some(if responder == [0; 2] { Side::Client } else { Side::Unknown })?
        }
        // The initiator's side, another version, an answer.
        _ => {
            let known = matches!(exchange, 34..=44) && flags & !0x38 == 0;
            known.then_some(if flags & 8 != 0 { Side::Client } else { Side::Server })?
        }
    };
    let whole = window.be32(24)? == window.length() && window.length() >= 28;
    (fits && whole && initiator != [0; 2]).then_some(side)
}

/// ESP: whole words, a number that is not reserved, and a count that is not yet at its end.
fn is_esp(window: &Window<'_>) -> bool {
    window.length().is_multiple_of(4)
        && window.length() >= ESP_LEAST
        && window.be32(0).is_some_and(|number| number > SPI_RESERVED)
        && window.be32(4).is_some_and(|count| count > 0 && count >> 24 == 0)
        && window.has_few_zeros(16..32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocols::probe::{bytes, holds, pdu, reading, udp};

    /// The begin of an exchange of version 2, with four bytes of a payload.
    const BEGIN: &str = "a1b2c3d4e5f60718 0000000000000000 21 20 22 08 00000000 00000020 2200000c";
    const ANSWER: &str = "a1b2c3d4e5f60718 1122334455667788 21 20 22 20 00000000 00000020 2200000c";
    const MAIN_MODE: &str = "a1b2c3d4e5f60718 0000000000000000 01 10 02 00 00000000 00000020 0d000034";

    #[test]
    fn an_exchange_is_enough_on_any_port_and_says_who_began() {
        for (message, side) in [(BEGIN, Side::Client), (ANSWER, Side::Server), (MAIN_MODE, Side::Client)] {
            let marked = format!("00000000 {message}");
            for message in [message, &marked] {
                let seen = pdu(&PARSER, &bytes(message), &udp(40_000, 41_000));
                assert_eq!((seen.weight, seen.side), (Weight::Strong, side), "{message}");
                holds(&PARSER, &bytes(message), &udp(40_000, 41_000));
            }
        }
    }

    #[test]
    fn what_breaks_the_head_is_refused() {
        for message in [
            "0000000000000000 0000000000000000 21 20 22 08 00000000 00000020 2200000c",
            "a1b2c3d4e5f60718 0000000000000000 21 20 02 08 00000000 00000020 2200000c",
            "a1b2c3d4e5f60718 0000000000000000 21 20 22 48 00000000 00000020 2200000c",
            "a1b2c3d4e5f60718 0000000000000000 21 20 22 08 00000000 00000024 2200000c",
            "a1b2c3d4e5f60718 0000000000000000 21 30 22 08 00000000 00000020 2200000c",
        ] {
            assert_eq!(reading(&PARSER, &bytes(message), &udp(500, 500)), Reading::No, "{message}");
        }
    }

    #[test]
    fn esp_says_little_and_only_at_home() {
        let esp = bytes(&format!("c0ffee01 00000007 {}", "5a".repeat(32)));
        assert_eq!(pdu(&PARSER, &esp, &udp(4500, 41_000)).weight, Weight::Faint);
        assert_eq!(reading(&PARSER, &esp, &udp(40_000, 41_000)), Reading::No);
        holds(&PARSER, &esp, &udp(4500, 41_000));
        let known = Setting { known: true, ..udp(40_000, 4500) };
        assert_eq!(pdu(&PARSER, &[0xFF], &known).weight, Weight::Faint);
    }
}
