//! DNP3 (IEEE 1815) on TCP and UDP.
//!
//! Structure: the two start bytes, a length, and the checksum of the link header, which chance does not make. A frame
//! in which an application fragment begins carries its function; further frames of the fragment carry none.
//!
//! An answer does not say to what it answers, and has no class; an unsolicited one reports values. The data blocks
//! and their checksums are not looked at.

use std::ops::Range;

use sekisho_model::{CommandClass, CommandClasses, Protocol};

use crate::window::{Carrier, Extent, Parser, Pdu, Reading, Setting, Side, Weight, Window};

pub(super) const PARSER: Parser = Parser {
    protocol: Protocol::Dnp3,
    carriers: &[Carrier::Tcp, Carrier::Udp],
    usual_ports: &[20_000],
    read,
    identify: None,
    looked_at,
};

const START: [u8; 2] = [0x05, 0x64];
/// Bytes of the link header with its checksum.
const HEAD: u32 = 10;
/// Bytes of the shortest frame with user data: header, transport byte, checksum. The function is its last byte.
const WITH_FUNCTION: u8 = 13;
/// The length field counts control and addresses: at least 5.
const LENGTH_MIN: u8 = 5;
/// User data stands in blocks of 16 bytes, each with a checksum of 2.
const BLOCK: u32 = 16;
/// Bits of the control byte: from a master; from who opens an exchange on the link.
const FROM_MASTER: u8 = 0x80;
const PRIMARY: u8 = 0x40;
/// Bit of the transport byte: a fragment begins here.
const FIRST: u8 = 0x40;

/// Class of an application function; `None` for a confirmation or a plain answer.
#[rustfmt::skip] // a table
const fn class(function: u8) -> Option<CommandClass> {
    use CommandClass::{Control, Diagnostic, Other, Program, Read, Write};
    Some(match function {
        0 => return None,               // confirm
        1 => Read,                      // read
        2 => Write,                     // write
        3..=6 => Write,                 // select, operate, direct operate with and without answer
        7..=12 => Control,              // counters frozen, cleared, frozen at a time
        13 | 14 => Control,             // cold restart, warm restart
        15..=18 => Control,             // data initialised; application initialised, started, stopped
        19 => Program,                  // configuration saved
        20 | 21 => Control,             // unsolicited answers enabled, disabled
        22 => Control,                  // event class assigned
        23 => Diagnostic,               // delay measured
        24 => Control,                  // time recorded
        25..=30 => Program,             // file opened, closed, deleted, described, authenticated, aborted
        31 => Program,                  // configuration activated
        32 | 33 => Control,             // authentication asked
        129 => return None,             // answer
        130 => Read,                    // unsolicited answer
        131 => Control,                 // authentication answered
        _ => Other,
    })
}

/// Class of a link function, in a frame without user data.
const fn link_class(control: u8) -> Option<CommandClass> {
    match (control & PRIMARY != 0, control & 0x0F) {
        (true, 2 | 9) | (false, 11) => Some(CommandClass::Diagnostic), // test, status asked, status
        _ => None,
    }
}

fn read(window: &Window<'_>, _setting: &Setting) -> Reading {
    let begins = window.u8(0) == Some(START[0]) && window.u8(1).is_none_or(|second| second == START[1]);
    if !begins {
        return Reading::No;
    }
    if window.length() < HEAD {
        return Reading::More(10);
    }
    let (Some(length), Some(control)) = (window.u8(2), window.u8(3)) else {
        return Reading::No;
    };
    let Some(data) = length.checked_sub(LENGTH_MIN) else {
        return Reading::No;
    };
    let weight = match header_is_whole(window) {
        Some(true) => Weight::Strong,
        Some(false) => return Reading::No,
        None => Weight::Weak,
    };
    if data > 0 && window.length() < WITH_FUNCTION.into() {
        return Reading::More(WITH_FUNCTION);
    }
    let blocks = u32::from(data).div_ceil(BLOCK);
    let extent = Extent::Bytes(HEAD + u32::from(data) + 2 * blocks);
    let side = if control & FROM_MASTER != 0 { Side::Client } else { Side::Server };
    let commands = said(window, control, data).map_or(CommandClasses::NONE, CommandClasses::of);
    Reading::Pdu(Pdu { protocol: Protocol::Dnp3, weight, extent, side, commands })
}

/// Class of what the frame carries.
fn said(window: &Window<'_>, control: u8, data: u8) -> Option<CommandClass> {
    if data == 0 {
        return link_class(control);
    }
    let begins = window.u8(10)? & FIRST != 0;
    if begins && data >= 3 { class(window.u8(12)?) } else { None }
}

/// Does the link header's checksum agree? `None` where it was not captured.
fn header_is_whole(window: &Window<'_>) -> Option<bool> {
    let mut checksum = 0_u16;
    for at in 0..8 {
        let index = checksum.to_le_bytes()[0] ^ window.u8(at)?;
        checksum = (checksum >> 8) ^ CHECKSUMS[usize::from(index)];
    }
    Some(window.le16(8)? == !checksum)
}

/// The checksum of each byte: x^16 + x^13 + x^12 + x^11 + x^10 + x^8 + x^6 + x^5 + x^2 + 1, lowest bit first.
const CHECKSUMS: [u16; 256] = {
    let mut all = [0_u16; 256];
    let (mut at, mut byte) = (0_usize, 0_u16);
    while at < 256 {
        let (mut value, mut bit) = (byte, 0);
        while bit < 8 {
            value = if value & 1 == 1 { (value >> 1) ^ 0xA6BC } else { value >> 1 };
            bit += 1;
        }
        all[at] = value;
        at += 1;
        byte += 1;
    }
    all
};

/// Bytes of a frame that may have an effect: the link header, the transport byte, the function.
fn looked_at(_pdu: &[u8], _setting: &Setting) -> Vec<Range<usize>> {
    vec![0..11, 12..13]
}

#[cfg(test)]
mod tests;
