//! NetBIOS over UDP (RFC 1002): its name service and its datagrams. Sessions over TCP carry SMB and are `smb`'s.
//!
//! Names are not looked at.

use sekisho_model::{CommandClasses, Protocol};

use crate::window::{Carrier, Extent, Parser, Pdu, Reading, Setting, Side, Weight, Window};

pub(super) const PARSER: Parser = Parser {
    protocol: Protocol::Nbns,
    carriers: &[Carrier::Udp],
    usual_ports: &[137, 138],
    read,
    identify: None,
    // Heads of both services; of an encoded name its length and its end; type and class.
    looked_at: |_, _| vec![0..2, 2..15, 45..50],
};

const NAME_AT: usize = 12;
/// An encoded name has 32 letters, and a length before them.
const NAME: u8 = 32;
const NAME_END: usize = NAME_AT + 1 + 32;
const DATAGRAM_PORT: u16 = 138;

fn read(window: &Window<'_>, _setting: &Setting) -> Reading {
    let found = name_service(window).or_else(|| datagram(window));
    let Some((weight, side)) = found else { return Reading::No };
    let extent = Extent::Payload;
    Reading::Pdu(Pdu { protocol: Protocol::Nbns, weight, extent, side, commands: CommandClasses::NONE })
}

/// A head like that of DNS, then one name of one encoded label.
fn name_service(window: &Window<'_>) -> Option<(Weight, Side)> {
    let flags = window.be16(2)?;
    let operation = matches!(flags >> 11 & 15, 0 | 5..=9 | 15);
    let few = [4, 6, 8, 10].iter().all(|at| window.be16(*at).is_some_and(|count| count <= 255));
    if !operation || !few || window.u8(NAME_AT)? != NAME {
        return None;
    }
    let side = if flags >> 15 == 1 { Side::Server } else { Side::Client };
    let typed =
        matches!(window.be16(NAME_END + 1), Some(10 | 32 | 33)) && window.be16(NAME_END + 3) == Some(1);
    // A scope may follow the name; then type and class stand elsewhere.
    match window.u8(NAME_END) {
        Some(0) if typed => Some((Weight::Strong, side)),
        Some(1..=63) | None => Some((Weight::Weak, side)),
        _ => None,
    }
}

/// Message type, the sender's port once more, a length that fits, and an encoded name.
fn datagram(window: &Window<'_>) -> Option<(Weight, Side)> {
    let known = (0x10..=0x16).contains(&window.u8(0)?) && window.u8(1)? & 0xf0 == 0;
    let port = window.be16(8)? == DATAGRAM_PORT;
    let query = window.u8(0)? >= 0x14;
    let length = query || u32::from(window.be16(10)?) + 14 == window.length();
    let named = query || window.u8(14)? == NAME;
    (known && port && length && named)
        .then_some((if query { Weight::Weak } else { Weight::Strong }, Side::Unknown))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(bytes: &[u8]) -> Option<(Weight, Side)> {
        let setting = Setting { carrier: Carrier::Udp, source_port: 137, target_port: 137, known: false };
        match read(&Window::new(bytes, u32::try_from(bytes.len()).unwrap()), &setting) {
            Reading::Pdu(pdu) => Some((pdu.weight, pdu.side)),
            _ => None,
        }
    }

    fn name_query() -> Vec<u8> {
        [&[1, 2, 1, 0x10, 0, 1, 0, 0, 0, 0, 0, 0, 32][..], &[b'C'; 32], &[0, 0, 32, 0, 1]].concat()
    }

    #[test]
    fn a_question_for_an_encoded_name_is_strong() {
        assert_eq!(seen(&name_query()), Some((Weight::Strong, Side::Client)));
        let mut other = name_query();
        other[47] = 1;
        assert_eq!(seen(&other), None, "an address of DNS");
    }

    #[test]
    fn a_datagram_states_its_port_and_length() {
        let head = [0x11, 2, 0, 1, 10, 0, 0, 1, 0, 138, 0, 34, 0, 0, 32];
        let bytes = [&head[..], &[b'C'; 33]].concat();
        assert_eq!(seen(&bytes), Some((Weight::Strong, Side::Unknown)));
        assert_eq!(seen(&bytes[..40]), None, "a length that lies");
    }
}
