//! ARP (RFC 826), between Ethernet and IPv4.
//!
//! It recognises alone. Which address a station claims is the engine's matter: it needs the pairing, not a class of
//! command.

use sekisho_model::{CommandClasses, Protocol};

use crate::window::{Carrier, Extent, Parser, Pdu, Reading, Setting, Side, Weight, Window};

pub(super) const PARSER: Parser = Parser {
    protocol: Protocol::Arp,
    carriers: &[Carrier::Ethernet(0x0806)],
    usual_ports: &[],
    read,
    identify: None,
    // All of it: four addresses, two lengths, an operation. There is no content in it.
    looked_at: |_, _| vec![0..28],
};

/// Hardware type Ethernet, protocol IPv4, and the lengths of their addresses.
const ETHERNET_TO_IPV4: &[u8] = &[0, 1, 8, 0, 6, 4];

fn read(window: &Window<'_>, _setting: &Setting) -> Reading {
    let side = match (window.has(0, ETHERNET_TO_IPV4), window.be16(6)) {
        // Requests of ARP, of reverse ARP (RFC 903) and of inverse ARP (RFC 2390), and their answers.
        (true, Some(1 | 3 | 8)) => Side::Client,
        (true, Some(2 | 4 | 9)) => Side::Server,
        _ => return Reading::No,
    };
    let (weight, extent) = (Weight::Strong, Extent::Payload);
    Reading::Pdu(Pdu { protocol: Protocol::Arp, weight, extent, side, commands: CommandClasses::NONE })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(bytes: &[u8]) -> Reading {
        let carrier = Carrier::Ethernet(0x0806);
        read(&Window::new(bytes, 46), &Setting { carrier, source_port: 0, target_port: 0, known: false })
    }

    #[test]
    fn a_request_is_of_the_client_and_an_answer_of_the_server() {
        for (operation, expected) in [(1, Side::Client), (2, Side::Server)] {
            let Reading::Pdu(pdu) = seen(&[0, 1, 8, 0, 6, 4, 0, operation]) else { panic!("{operation}") };
            assert_eq!((pdu.side, pdu.weight), (expected, Weight::Strong));
        }
    }

    #[test]
    fn other_hardware_and_unknown_operations_are_not_named() {
        assert_eq!(seen(&[0, 6, 8, 0, 6, 4, 0, 1]), Reading::No);
        assert_eq!(seen(&[0, 1, 8, 0, 6, 4, 0, 77]), Reading::No);
        assert_eq!(seen(&[0, 1, 8, 0, 6, 4]), Reading::No, "cut before the operation");
    }
}
