//! Telnet (RFC 854), by the negotiation of options that it begins with.
//!
//! What is typed has no mark: a connection first seen after its negotiation stays unnamed.

use sekisho_model::{CommandClasses, Protocol};

use crate::window::{Carrier, Extent, Parser, Pdu, Reading, Setting, Side, Weight, Window};

pub(super) const PARSER: Parser = Parser {
    protocol: Protocol::Telnet,
    carriers: &[Carrier::Tcp],
    usual_ports: &[23],
    read,
    identify: None,
    looked_at: |_, _| vec![0..6],
};

const COMMAND: u8 = 255;
const SUBNEGOTIATION: u8 = 250;
/// The last option that IANA lists in a row, and the one for the list's extension.
const OPTION_LAST: u8 = 49;
const OPTION_EXTENDED: u8 = 255;

fn read(window: &Window<'_>, setting: &Setting) -> Reading {
    let weight = match (negotiates(window, 0), negotiates(window, 3)) {
        (true, true) => Weight::Strong,
        (true, false) => Weight::Weak,
        (false, _) if setting.known => Weight::Weak,
        (false, _) => return Reading::No,
    };
    let (extent, side) = (Extent::Payload, Side::Unknown);
    Reading::Pdu(Pdu { protocol: Protocol::Telnet, weight, extent, side, commands: CommandClasses::NONE })
}

/// Will, won't, do, don't, or the beginning of a subnegotiation, with an option that there is.
fn negotiates(window: &Window<'_>, at: usize) -> bool {
    let command =
        window.u8(at) == Some(COMMAND) && window.u8(at + 1).is_some_and(|code| code >= SUBNEGOTIATION);
    let option = window.u8(at + 2).is_some_and(|option| option <= OPTION_LAST || option == OPTION_EXTENDED);
    command && option && window.u8(at + 1) != Some(COMMAND)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(bytes: &[u8], known: bool) -> Option<Weight> {
        let setting = Setting { carrier: Carrier::Tcp, source_port: 23, target_port: 40_000, known };
        match read(&Window::new(bytes, u32::try_from(bytes.len()).unwrap()), &setting) {
            Reading::Pdu(pdu) => Some(pdu.weight),
            _ => None,
        }
    }

    #[test]
    fn two_negotiations_are_strong_and_one_is_weak() {
        assert_eq!(seen(&[255, 253, 24, 255, 253, 32], false), Some(Weight::Strong));
        assert_eq!(seen(&[255, 251, 1], false), Some(Weight::Weak));
        assert_eq!(seen(&[255, 253, 24, b'l', b'o', b'g'], false), Some(Weight::Weak));
    }

    #[test]
    fn filled_frames_and_typed_text_are_not_named() {
        assert_eq!(seen(&[255; 40], false), None);
        assert_eq!(seen(b"login: ", false), None);
        assert_eq!(seen(b"login: ", true), Some(Weight::Weak));
    }
}
