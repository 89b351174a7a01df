//! VNC (RFC 6143, the RFB protocol), by the line of twelve bytes that both sides begin with.
//!
//! Its later messages have no mark that could be told from chance: a connection first seen in its middle stays
//! unnamed.

use sekisho_model::{CommandClasses, Protocol};

use crate::window::{Carrier, Extent, Parser, Pdu, Reading, Setting, Side, Weight, Window};

pub(super) const PARSER: Parser = Parser {
    protocol: Protocol::Vnc,
    carriers: &[Carrier::Tcp],
    usual_ports: &[5900],
    read,
    identify: None,
    looked_at: |_, _| vec![0..12],
};

/// Bytes of the line.
const LINE: u8 = 12;

/// May this byte stand there in the line?
const fn fits(at: usize, byte: u8) -> bool {
    match at {
        0 => byte == b'R',
        1 => byte == b'F',
        2 => byte == b'B',
        3 => byte == b' ',
        7 => byte == b'.',
        11 => byte == b'\n',
        _ => byte.is_ascii_digit(),
    }
}

fn read(window: &Window<'_>, setting: &Setting) -> Reading {
    let line = usize::from(LINE);
    let fitting = (0..line).take_while(|at| window.u8(*at).is_some_and(|byte| fits(*at, byte))).count();
    let is_all = u32::try_from(fitting) == Ok(window.length());
    let weight = match (fitting == line, setting.known) {
        (true, _) => Weight::Strong,
        (false, true) => Weight::Weak,
        (false, false) if fitting > 0 && is_all => return Reading::More(LINE),
        (false, false) => return Reading::No,
    };
    let (extent, side) = (Extent::Payload, Side::Unknown);
    Reading::Pdu(Pdu { protocol: Protocol::Vnc, weight, extent, side, commands: CommandClasses::NONE })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(bytes: &[u8], known: bool) -> Reading {
        let setting = Setting { carrier: Carrier::Tcp, source_port: 40_000, target_port: 5901, known };
        read(&Window::new(bytes, u32::try_from(bytes.len()).unwrap()), &setting)
    }

    #[test]
    fn the_first_line_names_it_and_the_rest_stays_named() {
        assert!(matches!(seen(b"RFB 003.008\n", false), Reading::Pdu(pdu) if pdu.weight == Weight::Strong));
        assert_eq!(seen(b"RFB 3.8\n", false), Reading::No);
        assert_eq!(seen(b"RFB 00", false), Reading::More(12));
        assert_eq!(seen(b"RFB 00x", false), Reading::No);
        assert_eq!(seen(b"", false), Reading::No);
        assert_eq!(seen(&[3, 0, 0, 0], false), Reading::No);
        assert!(matches!(seen(&[3, 0, 0, 0], true), Reading::Pdu(pdu) if pdu.weight == Weight::Weak));
    }
}
