//! HART-IP (FieldComm TS20085), on UDP and TCP 5094.
//!
//! Structure: version, message type and message id that exist, and a length that is the datagram's, or behind which
//! the next message stands; inside a token-passing PDU the HART frame with delimiter, address and byte count that
//! add up. The command's number gives the class.
//!
//! Not done: the encrypted form of version 2 (it is TLS), wireless commands beyond the table (Other).

mod commands;
mod identity;

use std::ops::Range;

use sekisho_model::{CommandClass, CommandClasses, Protocol};

use crate::window::{Carrier, Extent, Parser, Pdu, Reading, Setting, Side, Weight, Window};

pub(super) const PARSER: Parser = Parser {
    protocol: Protocol::HartIp,
    carriers: &[Carrier::Tcp, Carrier::Udp],
    usual_ports: &[5094],
    read,
    identify: Some(identity::identify),
    looked_at,
};

/// Bytes of the header.
const HEAD: u16 = 8;
/// Bytes up to an extended command behind a long address. A sender may write the header first.
const WITH_COMMAND: u16 = 24;
/// Longest message that is believed: a frame of HART is at most 300 bytes, an audit log a few thousand.
const LENGTH_MAX: u16 = 8_192;
/// Most commands of one direct PDU that are looked at.
const DIRECT_MAX: usize = 16;

const REQUEST: u8 = 0;
const RESPONSE: u8 = 1;
const PUBLISH: u8 = 2;
/// As dissectors and clients have it: a header, and a code at most.
const ERROR: u8 = 3;
const NAK: u8 = 15;

fn read(window: &Window<'_>, setting: &Setting) -> Reading {
    let stream = setting.carrier == Carrier::Tcp;
    if !head_exists(window) {
        return Reading::No;
    }
    if stream && window.length() < HEAD.into() {
        return Reading::More(8);
    }
    let Some(length) = window.be16(6).filter(|length| (HEAD..=LENGTH_MAX).contains(length)) else {
        return Reading::No;
    };
    let waits = setting.known || setting.on_port(5094);
    if stream && waits && window.is_torn_before(length.min(WITH_COMMAND).into()) {
        return Reading::More(24);
    }
    let whole = u32::from(length) == window.length();
    if !stream && !whole {
        return Reading::No;
    }
    // Bodies that fix no further form are believed where the segment ends with them, or the protocol is known.
    let open = window.u8(2).is_some_and(|id| id > 3) && !setting.known;
    let Some(said) = said(window, length).filter(|_| whole || !open) else { return Reading::No };
    let strong = whole && said.strong;
    Reading::Pdu(Pdu {
        protocol: Protocol::HartIp,
        weight: if strong { Weight::Strong } else { Weight::Weak },
        extent: if stream { Extent::Bytes(length.into()) } else { Extent::Payload },
        side: said.side,
        commands: said.commands,
    })
}

/// Version 1 or 2, a type and an id that exist, as far as they can be seen.
fn head_exists(window: &Window<'_>) -> bool {
    window.u8(0).is_some_and(|version| matches!(version, 1 | 2))
        && window.u8(1).is_none_or(|kind| matches!(kind & 0x8F, REQUEST..=ERROR | NAK) && kind & 0x70 == 0)
        && window.u8(2).is_none_or(|id| id <= 5)
}

struct Said {
    strong: bool,
    side: Side,
    commands: CommandClasses,
}

fn said(window: &Window<'_>, length: u16) -> Option<Said> {
    let side = match window.u8(1).map(|kind| kind & 0x0F) {
        Some(REQUEST) => Side::Client,
        Some(RESPONSE | PUBLISH | ERROR | NAK) => Side::Server,
        _ => Side::Unknown,
    };
    let quiet = Said { strong: false, side, commands: CommandClasses::NONE };
    if window.u8(1) == Some(ERROR) {
        return (length <= HEAD + 1).then_some(quiet);
    }
    let body = window.from(HEAD.into());
    // An error answer may have no body.
    let refused = side == Side::Server && length == HEAD;
    let of = CommandClasses::of;
    let (fits, strong, commands) = match window.u8(2)? {
        0 => {
            let master = body.u8(0).is_none_or(|master| master <= 1);
            // Version 2 may say more.
            let more = length > HEAD + 5 && u32::from(length) == window.length() && window.u8(0) == Some(2);
            let fits = length == HEAD + 5 || more;
            (master && fits, true, of(CommandClass::Other))
        }
        1 => (length == HEAD, true, of(CommandClass::Other)),
        2 => (length == HEAD, true, CommandClasses::NONE),
        3 => match frame(&body, length - HEAD) {
            Some(command) => {
                (true, true, command.map_or(of(CommandClass::Other), |number| of(commands::class(number))))
            }
            None => (false, false, CommandClasses::NONE),
        },
        4 => (length >= HEAD + 5, false, direct(&body)),
        _ => (true, false, of(CommandClass::Diagnostic)), // read audit log
    };
    if refused && !fits { Some(quiet) } else { fits.then_some(Said { strong, side, commands }) }
}

/// A HART frame: delimiter, address, expansion, command, byte count, data, checksum. `None` where it isn't one; no
/// number where the capture cut it off.
fn frame(body: &Window<'_>, length: u16) -> Option<Option<u16>> {
    let Some(delimiter) = body.u8(0) else { return (length >= 5).then_some(None) };
    // Burst from a field device, request of a master, answer.
    let field_says = match delimiter & 7 {
        1 | 6 => true,
        2 => false,
        _ => return None,
    };
    let at = command_at(delimiter);
    let (Some(command), Some(count)) = (body.u8(at), body.u8(at + 1)) else { return Some(None) };
    let total = at + 2 + usize::from(count) + 1;
    // The checksum may be left to the lower layer.
    if total != usize::from(length) && total != usize::from(length) + 1 {
        return None;
    }
    if command != commands::EXTENDED {
        return Some(Some(command.into()));
    }
    let inner = if field_says { at + 4 } else { at + 2 };
    Some(Some(body.be16(inner).unwrap_or(command.into())))
}

/// Where a frame's command stands, by its delimiter: after a short or long address and the expansion bytes.
const fn command_at(delimiter: u8) -> usize {
    let address = if delimiter & 0x80 != 0 { 5 } else { 1 };
    1 + address + (delimiter >> 5 & 3) as usize
}

/// A direct PDU: two bytes of status, then commands with number and byte count.
fn direct(body: &Window<'_>) -> CommandClasses {
    let (mut at, mut classes) = (2, CommandClasses::NONE);
    for _ in 0..DIRECT_MAX {
        let (Some(number), Some(count)) = (body.be16(at), body.u8(at + 2)) else { break };
        classes = classes.and(CommandClasses::of(commands::class(number)));
        at += 3 + usize::from(count);
    }
    classes
}

/// The header without its status and sequence; who asks for a session; of a frame delimiter, command and byte count;
/// and what an identity is made of.
fn looked_at(pdu: &[u8], _setting: &Setting) -> Vec<Range<usize>> {
    let byte = |at: usize| usize::from(pdu.get(at).copied().unwrap_or(0));
    let mut ranges = vec![0..3, 6..9];
    match byte(2) {
        3 => {
            let at = 8 + 1 + if byte(8) & 0x80 != 0 { 5 } else { 1 } + (byte(8) >> 5 & 3);
            ranges.push(at..at + 2);
            if byte(at) == 31 {
                ranges.push(at + 2..at + 6);
            }
            if matches!(byte(at), 0 | 11 | 13 | 20 | 21) {
                // Response code, device status, data.
                ranges.push(at + 2..at + 2 + 36);
            }
        }
        4 => {
            let mut at = 10;
            while at < pdu.len() {
                ranges.push(at..at + 3);
                at += 3 + byte(at + 2);
            }
        }
        _ => {}
    }
    ranges
}

#[cfg(test)]
mod tests;
