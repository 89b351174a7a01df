//! IEEE C37.118.2: frames of phasor measurement units, on TCP and UDP, usually 4712 and 4713.
//!
//! Structure: the sync byte 0xAA, a frame type and version that exist, a size of which the type has a least, and
//! what a command or a configuration fixes further. A data frame alone says little: it is weak, and two of them, or
//! one behind the other in a segment, make a name. The checksum runs over the measured values; since these are not
//! looked at, neither is it.
//!
//! Classes: data is Read; a command that turns the stream on or off is Control; to ask for, or to tell, header and
//! configuration (which describe the stream and are not a program) is Diagnostic.

use std::ops::Range;

use sekisho_model::{CommandClass, CommandClasses, IdentityKind, Protocol, ShortText};

use crate::window::{Carrier, Extent, Found, Parser, Pdu, Reading, Setting, Side, Weight, Window};

pub(super) const PARSER: Parser = Parser {
    protocol: Protocol::Synchrophasor,
    carriers: &[Carrier::Tcp, Carrier::Udp],
    usual_ports: &[4712, 4713],
    read,
    identify: Some(identify),
    looked_at,
};

const SYNC: u8 = 0xAA;
/// Header of 14 bytes and checksum of 2.
const LEAST: u16 = 16;
/// Size of a command frame without extension.
const COMMAND: u16 = 18;
/// Versions: 1 for the edition of 2005, 2 for 2011; room for one more.
const VERSION_MAX: u8 = 3;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Data,
    Header,
    Configuration,
    Configuration3,
    Command,
}

/// Frame type, of the second byte.
const fn kind(byte: u8) -> Option<Kind> {
    if byte & 0x80 != 0 || byte & 0x0F == 0 || byte & 0x0F > VERSION_MAX {
        return None;
    }
    Some(match byte >> 4 {
        0 => Kind::Data,
        1 => Kind::Header,
        2 | 3 => Kind::Configuration,
        4 => Kind::Command,
        5 => Kind::Configuration3,
        _ => return None,
    })
}

/// The class of a command word.
#[rustfmt::skip] // a table
const fn command(word: u16) -> Option<CommandClass> {
    use CommandClass::{Control, Diagnostic, Other};
    Some(match word {
        1 | 2 => Control,                // data off, data on
        3..=6 => Diagnostic,             // send header, configuration 1, 2, 3
        8 => Other,                      // extended frame
        0x0100..=0x0FFF => Other,        // user's own
        _ => return None,
    })
}

fn read(window: &Window<'_>, setting: &Setting) -> Reading {
    let kind_of = window.u8(1).map(kind);
    if window.u8(0) != Some(SYNC) || kind_of == Some(None) {
        return Reading::No;
    }
    let stream = setting.carrier == Carrier::Tcp;
    let (Some(Some(kind)), Some(size)) = (kind_of, window.be16(2)) else {
        return if stream && window.length() < 4 { Reading::More(4) } else { Reading::No };
    };
    if size < LEAST {
        return Reading::No;
    }
    if stream && window.is_torn_before(LEAST.into()) {
        return Reading::More(16);
    }
    if !stream && u32::from(size) != window.length() {
        return Reading::No;
    }
    let Some((strong, class)) = said(window, kind, size) else { return Reading::No };
    // A data frame of which the payload has a part alone says nothing.
    if !strong && !setting.known && window.length() < size.into() {
        return Reading::No;
    }
    let side = if kind == Kind::Command { Side::Client } else { Side::Server };
    Reading::Pdu(Pdu {
        protocol: Protocol::Synchrophasor,
        weight: if strong || another_follows(window, size) { Weight::Strong } else { Weight::Weak },
        extent: if stream { Extent::Bytes(size.into()) } else { Extent::Payload },
        side,
        commands: class.map_or(CommandClasses::NONE, CommandClasses::of),
    })
}

/// Does the body have what the type fixes? True where that makes the frame strong.
fn said(window: &Window<'_>, kind: Kind, size: u16) -> Option<(bool, Option<CommandClass>)> {
    let diagnostic = Some(CommandClass::Diagnostic);
    match kind {
        // A status word at least.
        Kind::Data => (size >= LEAST + 2).then_some((false, Some(CommandClass::Read))),
        Kind::Header => Some((false, diagnostic)),
        Kind::Command => match window.be16(14) {
            None => Some((false, None)),
            Some(word) => {
                let class = command(word)?;
                let fits = if word == 8 { size >= COMMAND } else { size == COMMAND };
                fits.then_some((size == COMMAND, Some(class)))
            }
        },
        Kind::Configuration => base(window, 14, size).map(|strong| (strong, diagnostic)),
        Kind::Configuration3 => base(window, 16, size).map(|strong| (strong, diagnostic)),
    }
}

/// Time base (flags of 0, not zero) and number of units, each with 30 bytes at least.
fn base(window: &Window<'_>, at: usize, size: u16) -> Option<bool> {
    let (Some(base), Some(units)) = (window.be32(at), window.be16(at + 4)) else { return Some(false) };
    let sound = (1..1 << 24).contains(&base) && units >= 1 && u32::from(units) * 30 <= u32::from(size);
    sound.then_some(true)
}

/// Does a frame of the same form and the same stream begin where this one ends?
fn another_follows(window: &Window<'_>, size: u16) -> bool {
    let at = usize::from(size);
    window.u8(at) == Some(SYNC)
        && window.u8(at + 1).and_then(kind).is_some()
        && window.be16(at + 2) >= Some(LEAST)
        && window.be16(at + 4).is_some_and(|stream| window.be16(4) == Some(stream))
}

/// The station's name, out of a configuration of one unit. Those of several speak for other stations.
fn identify(pdu: &[u8], _setting: &Setting, found: &mut dyn Found) {
    let name = match pdu.get(1).copied().and_then(kind) {
        Some(Kind::Configuration) if pdu.get(18..20) == Some(&[0, 1]) => pdu.get(20..36),
        Some(Kind::Configuration3) if pdu.get(20..22) == Some(&[0, 1]) => {
            let length = pdu.get(22).copied().map_or(0, usize::from);
            pdu.get(23..23 + length)
        }
        _ => None,
    };
    let text = name.map(String::from_utf8_lossy);
    if let Some(value) = text.and_then(|text| ShortText::new(&text)) {
        found.identity(IdentityKind::Name, value);
    }
}

/// Sync, type, size, stream; a command's word; a configuration's time base, number of units and first name. The first bytes
/// behind the frame, where another may begin.
fn looked_at(pdu: &[u8], _setting: &Setting) -> Vec<Range<usize>> {
    let kind = pdu.get(1).map_or(0, |byte| byte >> 4);
    let size = pdu.get(2..4).map_or(0, |size| usize::from(size[0]) << 8 | usize::from(size[1]));
    let mut ranges = vec![0..6, size..size + 6];
    match kind {
        2 | 3 => ranges.push(14..36),
        4 => ranges.push(14..16),
        5 => ranges.push(16..23 + 255),
        _ => {}
    }
    ranges
}

#[cfg(test)]
mod tests;
