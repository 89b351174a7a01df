//! SMB 1 to 3 ([MS-CIFS], [MS-SMB2]), directly over TCP or in NetBIOS sessions (RFC 1002).
//!
//! Only the name is taken: files that are read and written are of offices, and SMB 3 encrypts what it does.

use sekisho_model::{CommandClasses, Protocol};

use crate::window::{Carrier, Extent, Parser, Pdu, Reading, Setting, Side, Weight, Window};

pub(super) const PARSER: Parser = Parser {
    protocol: Protocol::Smb,
    carriers: &[Carrier::Tcp],
    usual_ports: &[445, 139],
    read,
    identify: None,
    // The session's head, the mark, and the flags that say who speaks (SMB 1 and SMB 2).
    looked_at: |_, _| vec![0..8, 13..14, 20..24],
};

const MESSAGE: u8 = 0x00;
const SESSION_REQUEST: u8 = 0x81;
/// A session's head is a kind and three bytes of length.
const HEAD: u8 = 4;

fn read(window: &Window<'_>, setting: &Setting) -> Reading {
    let Some(kind) = window.u8(0) else { return Reading::No };
    if window.length() < u32::from(HEAD) {
        return if setting.known { Reading::More(HEAD) } else { Reading::No };
    }
    let Some(length) = window.be32(0).map(|word| word & 0x00ff_ffff) else { return Reading::No };
    let read = match kind {
        MESSAGE => message(window, setting),
        SESSION_REQUEST => session_request(window, length),
        // Granted, refused, redirected, kept alive.
        0x82 | 0x85 if length == 0 && at_home(setting) => Some((Weight::Weak, Side::Unknown)),
        0x83 if length == 1 && at_home(setting) => Some((Weight::Weak, Side::Server)),
        0x84 if length == 6 && at_home(setting) => Some((Weight::Weak, Side::Server)),
        _ => None,
    };
    let Some((weight, side)) = read else { return Reading::No };
    let extent = Extent::Bytes(u32::from(HEAD) + length);
    Reading::Pdu(Pdu { protocol: Protocol::Smb, weight, extent, side, commands: CommandClasses::NONE })
}

const fn at_home(setting: &Setting) -> bool {
    setting.known || setting.on_port(139) || setting.on_port(445)
}

fn message(window: &Window<'_>, setting: &Setting) -> Option<(Weight, Side)> {
    // The head alone in its segment: the mark comes with the next one.
    if window.length() == u32::from(HEAD) && setting.known {
        return Some((Weight::Weak, Side::Unknown));
    }
    if !window.has(5, b"SMB") {
        return None;
    }
    let answers = match window.u8(4)? {
        0xff => window.u8(13).map(|flags| flags & 0x80 != 0),
        0xfe => window.le32(20).map(|flags| flags & 1 != 0),
        // Encrypted or compressed.
        0xfd | 0xfc => None,
        _ => return None,
    };
    let side = answers.map_or(Side::Unknown, |answers| if answers { Side::Server } else { Side::Client });
    Some((Weight::Strong, side))
}

/// Two encoded names of 32 letters, each with its length before it and an empty scope after it.
fn session_request(window: &Window<'_>, length: u32) -> Option<(Weight, Side)> {
    (length == 68 && window.u8(4) == Some(32)).then_some((Weight::Strong, Side::Client))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(bytes: &[u8], known: bool) -> Option<(Weight, Side, Extent)> {
        let setting = Setting { carrier: Carrier::Tcp, source_port: 40_000, target_port: 4450, known };
        match read(&Window::new(bytes, u32::try_from(bytes.len()).unwrap()), &setting) {
            Reading::Pdu(pdu) => Some((pdu.weight, pdu.side, pdu.extent)),
            _ => None,
        }
    }

    #[test]
    fn each_version_has_its_mark_and_says_who_speaks() {
        let mut bytes = vec![0; 68];
        bytes[..8].copy_from_slice(b"\0\0\0\x40\xfeSMB");
        assert_eq!(seen(&bytes, false), Some((Weight::Strong, Side::Client, Extent::Bytes(68))));
        bytes[20] = 1;
        assert_eq!(seen(&bytes, false), Some((Weight::Strong, Side::Server, Extent::Bytes(68))));
        bytes[4] = 0xff;
        bytes[13] = 0x98;
        assert_eq!(seen(&bytes, false), Some((Weight::Strong, Side::Server, Extent::Bytes(68))));
        bytes[4] = 0xfd;
        assert_eq!(seen(&bytes, false), Some((Weight::Strong, Side::Unknown, Extent::Bytes(68))));
        bytes[5] = b'X';
        assert_eq!(seen(&bytes, false), None);
    }

    #[test]
    fn a_session_begins_with_two_encoded_names() {
        let bytes = [&[0x81, 0, 0, 68, 32][..], &[b'C'; 67]].concat();
        assert_eq!(seen(&bytes, false), Some((Weight::Strong, Side::Client, Extent::Bytes(72))));
        assert_eq!(seen(&[0x82, 0, 0, 0], false), None, "alone on another port");
        assert_eq!(seen(&[0x82, 0, 0, 0], true), Some((Weight::Weak, Side::Unknown, Extent::Bytes(4))));
    }
}
