//! WireGuard, by its four messages as its authors describe them (Donenfeld, NDSS 2017, section 5.4).
//!
//! Structure: a kind in four bytes, low first, of which three are 0; a number of the session; a length of the kind: the
//! handshakes have one each, data is whole blocks of 16 bytes with a count whose upper half stays 0. That is right also
//! of tables in many a protocol, so two are needed. Numbers of sessions are drawn, so that small ones
//! are none.
//!
//! Of what is encrypted it is looked at how many zeros its first bytes have, no more. A tunnel commands nothing: no class.

use sekisho_model::{CommandClasses, Protocol};

use crate::window::{Carrier, Extent, Parser, Pdu, Reading, Setting, Side, Weight, Window};

pub(super) const PARSER: Parser = Parser {
    protocol: Protocol::Wireguard,
    carriers: &[Carrier::Udp],
    usual_ports: &[51_820],
    read,
    identify: None,
    looked_at: |_, _| vec![0..32],
};

/// Number drawn for a session: smaller ones are not believed.
const SESSION_LEAST: u32 = 1 << 16;
/// Head and check of data.
const DATA_LEAST: u32 = 16 + 16;

fn read(window: &Window<'_>, _setting: &Setting) -> Reading {
    let drawn = |at| window.le32(at).is_some_and(|number| number >= SESSION_LEAST);
    let length = window.length();
    let (fits, side) = match window.le32(0) {
        Some(1) => (length == 148 && drawn(4), Side::Client),
        Some(2) => (length == 92 && drawn(4) && drawn(8), Side::Server),
        Some(3) => (length == 64 && drawn(4), Side::Unknown),
        Some(4) => {
            let counts = window.le32(12) == Some(0);
            (counts && length >= DATA_LEAST && length.is_multiple_of(16) && drawn(4), Side::Unknown)
        }
        _ => (false, Side::Unknown),
    };
    if !fits || !window.has_few_zeros(16..32) {
        return Reading::No;
    }
    let (weight, extent, commands) = (Weight::Faint, Extent::Payload, CommandClasses::NONE);
    Reading::Pdu(Pdu { protocol: Protocol::Wireguard, weight, extent, side, commands })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocols::probe::{holds, pdu, reading, udp};

    fn message(kind: u8, session: u32, length: usize) -> Vec<u8> {
        let mut bytes = vec![kind, 0, 0, 0];
        bytes.extend(session.to_le_bytes());
        bytes.resize(length, 0xA5);
        if kind == 4 {
            bytes[8..16].copy_from_slice(&9_u64.to_le_bytes());
        }
        bytes
    }

    #[test]
    fn each_message_says_a_little_and_the_handshake_who_is_who() {
        for (kind, length, side) in [
            (1, 148, Side::Client),
            (2, 92, Side::Server),
            (3, 64, Side::Unknown),
            (4, 32, Side::Unknown),
            (4, 112, Side::Unknown),
        ] {
            let bytes = message(kind, 0x1234_5678, length);
            let seen = pdu(&PARSER, &bytes, &udp(40_000, 41_000));
            assert_eq!((seen.weight, seen.side), (Weight::Faint, side));
            holds(&PARSER, &bytes, &udp(40_000, 41_000));
        }
    }

    #[test]
    fn other_lengths_counts_and_numbers_are_refused() {
        let refused = |bytes: &[u8]| reading(&PARSER, bytes, &udp(51_820, 41_000)) == Reading::No;
        assert!(refused(&message(1, 0x1234_5678, 147)) && refused(&message(4, 0x1234_5678, 40)));
        assert!(refused(&message(4, 12, 48)) && refused(&message(5, 0x1234_5678, 48)));
        let mut late = message(4, 0x1234_5678, 48);
        late[14] = 1;
        assert!(refused(&late));
    }
}
