//! SSH (RFC 4253), by the line that both sides begin with.
//!
//! After it everything is encrypted and has no mark: a connection that is first seen in its middle stays unnamed.

use sekisho_model::{CommandClasses, Protocol};

use crate::window::{Carrier, Extent, Parser, Pdu, Reading, Setting, Side, Weight, Window};

pub(super) const PARSER: Parser = Parser {
    protocol: Protocol::Ssh,
    carriers: &[Carrier::Tcp],
    usual_ports: &[22],
    read,
    identify: None,
    looked_at: |_, _| vec![0..9],
};

/// What the line begins with, by the version that is offered.
const BEGINS: &[&[u8]] = &[b"SSH-2.0-", b"SSH-1.99-", b"SSH-1.5-"];

fn read(window: &Window<'_>, setting: &Setting) -> Reading {
    let begins = BEGINS.iter().any(|begin| window.has(0, begin));
    let torn = || window.length() > 0 && BEGINS.iter().any(|begin| window.may_become(begin));
    let weight = match (begins, setting.known) {
        (true, _) => Weight::Strong,
        (false, true) => Weight::Weak,
        (false, false) if torn() => return Reading::More(9),
        (false, false) => return Reading::No,
    };
    let (extent, side) = (Extent::Payload, Side::Unknown);
    Reading::Pdu(Pdu { protocol: Protocol::Ssh, weight, extent, side, commands: CommandClasses::NONE })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(bytes: &[u8], known: bool) -> Reading {
        let setting = Setting { carrier: Carrier::Tcp, source_port: 40_000, target_port: 102, known };
        read(&Window::new(bytes, u32::try_from(bytes.len()).unwrap()), &setting)
    }

    #[test]
    fn the_first_line_names_it_and_the_rest_stays_named() {
        assert!(
            matches!(seen(b"SSH-2.0-server\r\n", false), Reading::Pdu(pdu) if pdu.weight == Weight::Strong)
        );
        assert_eq!(seen(b"SSH-3.0-server\r\n", false), Reading::No);
        assert_eq!(seen(b"SSH-1.", false), Reading::More(9));
        assert_eq!(seen(b"SSH-3.", false), Reading::No);
        assert_eq!(seen(b"", false), Reading::No);
        assert_eq!(seen(&[0, 0, 5, 0x14, 6, 20], false), Reading::No);
        assert!(
            matches!(seen(&[0, 0, 5, 0x14, 6, 20], true), Reading::Pdu(pdu) if pdu.weight == Weight::Weak)
        );
    }
}
