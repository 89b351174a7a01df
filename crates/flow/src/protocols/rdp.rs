//! RDP (MS-RDPBCGR 2.2.9): the fast path, by which a server sends its screen without TPKT. The connection's begin and
//! the slow path are TPKT, see there.
//!
//! Structure: an action of 0, a length that the payload ends with, and updates of known codes that fill it. That is
//! little, so two are needed, or one on 3389. Fast-path input of a client, and everything under TLS, says nothing.

use sekisho_model::{CommandClasses, Protocol};

use crate::window::{Carrier, Extent, Parser, Pdu, Reading, Setting, Side, Weight, Window};

pub(super) const PARSER: Parser = Parser {
    protocol: Protocol::Rdp,
    carriers: &[Carrier::Tcp],
    usual_ports: &[3_389],
    read,
    identify: None,
    looked_at: |_, _| vec![0..6],
};

fn read(window: &Window<'_>, setting: &Setting) -> Reading {
    let Some((length, head)) = length(window) else {
        return Reading::No;
    };
    let is_output = window.u8(0) == Some(0)
        && length == window.length()
        && window.u8(head).is_some_and(|code| code & 0x0F <= 0x0B && code & 0xF0 == 0)
        && window.le16(head + 1).is_some_and(|size| fits(size, length, head));
    if !is_output && !setting.known {
        return Reading::No;
    }
    Reading::Pdu(Pdu {
        protocol: Protocol::Rdp,
        weight: Weight::Weak,
        extent: Extent::Bytes(length),
        side: if is_output { Side::Server } else { Side::Unknown },
        commands: CommandClasses::NONE,
    })
}

/// Does one uncompressed update of this size fill the PDU?
fn fits(size: u16, length: u32, head: usize) -> bool {
    u32::try_from(head).is_ok_and(|head| u32::from(size) + head + 3 == length) && size > 0
}

/// The length of a fast-path PDU, of one byte or two, and where its content begins.
pub(super) fn length(window: &Window<'_>) -> Option<(u32, usize)> {
    if window.u8(0)? & 3 != 0 {
        return None;
    }
    let first = window.u8(1)?;
    let (length, head) =
        if first & 0x80 == 0 { (u16::from(first), 2) } else { (window.be16(1)? & 0x7FFF, 3) };
    (usize::from(length) > head).then_some((length.into(), head))
}

#[cfg(test)]
mod tests {
    //! What the parser promises, on hand-made PDUs.

    use super::PARSER;
    use crate::protocols::probe::{bytes, holds, pdu, reading, tcp};
    use crate::window::{Extent, Reading, Side, Weight};

    #[test]
    fn an_update_of_the_screen_is_rdp_but_says_little() {
        let update = bytes("00 800a 01 0400 0a0b0c0d");
        let seen = pdu(&PARSER, &update, &tcp(3_389, 40_000));
        assert_eq!((seen.weight, seen.side, seen.extent), (Weight::Weak, Side::Server, Extent::Bytes(10)));
        holds(&PARSER, &update, &tcp(3_389, 40_000));
    }

    #[test]
    fn what_it_does_not_fill_is_refused() {
        for message in
            ["00 800b 01 0400 0a0b0c0d", "00 800a 0c 0400 0a0b0c0d", "00 800a 01 0500 0a0b0c0d", "01"]
        {
            assert_eq!(reading(&PARSER, &bytes(message), &tcp(3_389, 40_000)), Reading::No);
        }
    }
}
