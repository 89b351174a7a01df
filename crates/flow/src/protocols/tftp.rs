//! TFTP (RFC 1350, RFC 2347).
//!
//! A request is [`CommandClass::Other`]: whether the file is a program is not seen, and its name is not looked at. A
//! transfer goes on between other ports; there its acknowledgements are recognised, and its blocks only with them.

use std::ops::Range;

use sekisho_model::{CommandClass, CommandClasses, Protocol};

use crate::window::{Carrier, Extent, Parser, Pdu, Reading, Setting, Side, Weight, Window};

pub(super) const PARSER: Parser = Parser {
    protocol: Protocol::Tftp,
    carriers: &[Carrier::Udp],
    usual_ports: &[69],
    read,
    identify: None,
    looked_at,
};

/// Modes of a request, as its last bytes where no options follow.
const MODES: [&[u8]; 4] = [b"\0octet\0", b"\0OCTET\0", b"\0netascii\0", b"\0NETASCII\0"];
const MODE_BYTES_MAX: usize = 10;
/// Longest request that RFC 2347 allows.
const REQUEST_MAX: u32 = 512;
const OPTIONS: [&[u8]; 8] = [
    b"blksize\0",
    b"tsize\0",
    b"timeout\0",
    b"windowsize\0",
    b"BLKSIZE\0",
    b"TSIZE\0",
    b"TIMEOUT\0",
    b"WINDOWSIZE\0",
];

fn read(window: &Window<'_>, setting: &Setting) -> Reading {
    let Some(code) = window.be16(0) else { return Reading::No };
    let length = window.length();
    let (weight, side) = match code {
        1 | 2 if (6..=REQUEST_MAX).contains(&length) => match request(window, setting) {
            Some(weight) => (weight, Side::Client),
            None => return Reading::No,
        },
        3 if setting.known && length >= 4 => (Weight::Weak, Side::Unknown),
        4 if length == 4 => (Weight::Weak, Side::Unknown),
        5 if length >= 5 && window.be16(2).is_some_and(|error| error <= 8) && setting.known => {
            (Weight::Weak, Side::Unknown)
        }
        6 if OPTIONS.iter().any(|option| window.has(2, option)) => (Weight::Strong, Side::Server),
        _ => return Reading::No,
    };
    let asked = side == Side::Client;
    let commands = if asked { CommandClasses::of(CommandClass::Other) } else { CommandClasses::NONE };
    let extent = Extent::Payload;
    Reading::Pdu(Pdu { protocol: Protocol::Tftp, weight, extent, side, commands })
}

/// A file's name, a mode at the very end, or options whose last byte is 0. The name itself is not needed.
fn request(window: &Window<'_>, setting: &Setting) -> Option<Weight> {
    let named = window.u8(2).is_some_and(|byte| byte >= b' ');
    let end = usize::try_from(window.length()).ok()?;
    let moded = MODES.iter().any(|mode| end > mode.len() + 2 && window.has(end - mode.len(), mode));
    let closed = end > window.seen() || window.u8(end - 1) == Some(0);
    match (named && closed, moded) {
        (true, true) => Some(Weight::Strong),
        // A transfer is asked for on the usual port by definition.
        (true, false) if setting.on_port(69) => Some(Weight::Weak),
        _ => None,
    }
}

/// Code and block; of a request the first byte of the name and the mode at its end; of agreed options the first.
fn looked_at(bytes: &[u8], _setting: &Setting) -> Vec<Range<usize>> {
    match bytes.first_chunk() {
        Some([0, 1 | 2]) => vec![0..3, bytes.len().saturating_sub(MODE_BYTES_MAX)..bytes.len()],
        Some([0, 6]) => vec![0..13],
        _ => vec![0..4],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(bytes: &[u8], port: u16, known: bool) -> Option<(Weight, Side)> {
        let setting = Setting { carrier: Carrier::Udp, source_port: 40_000, target_port: port, known };
        match read(&Window::new(bytes, u32::try_from(bytes.len()).unwrap()), &setting) {
            Reading::Pdu(pdu) => Some((pdu.weight, pdu.side)),
            _ => None,
        }
    }

    #[test]
    fn a_request_is_known_by_its_mode_or_on_its_port() {
        assert_eq!(seen(b"\0\x01boot.bin\0octet\0", 6900, false), Some((Weight::Strong, Side::Client)));
        let with_options = b"\0\x02boot.bin\0octet\0blksize\x001428\0";
        assert_eq!(seen(with_options, 69, false), Some((Weight::Weak, Side::Client)));
        assert_eq!(seen(with_options, 6900, false), None);
        assert_eq!(seen(b"\0\x01\0\0\0\x06\x01\x03", 69, false), None);
    }

    #[test]
    fn the_transfer_is_known_by_its_acknowledgements() {
        assert_eq!(seen(&[0, 4, 0, 1], 40_001, false), Some((Weight::Weak, Side::Unknown)));
        assert_eq!(seen(&[0, 3, 0, 1, 9, 9], 40_001, false), None, "a block alone says nothing");
        assert_eq!(seen(&[0, 3, 0, 1, 9, 9], 40_001, true), Some((Weight::Weak, Side::Unknown)));
        assert_eq!(seen(b"\0\x06tsize\x00100\0", 40_001, false), Some((Weight::Strong, Side::Server)));
    }

    #[test]
    fn the_name_of_the_file_is_not_looked_at() {
        let bytes = b"\0\x01a-long-name-of-a-file.bin\0octet\0";
        let setting = Setting { carrier: Carrier::Udp, source_port: 1, target_port: 69, known: false };
        assert!(!looked_at(bytes, &setting).iter().any(|range| range.contains(&8)));
    }
}
