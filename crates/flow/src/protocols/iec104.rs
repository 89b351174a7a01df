//! IEC 60870-5-104 (edition 2.0), and the authentication of IEC 60870-5-7.
//!
//! Structure: the start byte, a length, four control bytes of one of three formats; in format I a type of ASDU that
//! exists, a cause of transmission that exists, and a length that the type's elements fill. An APDU of which all of
//! that holds, and after which the payload or another APDU begins, is enough for a name.
//!
//! Addresses and elements are not looked at.

mod types;

use std::ops::Range;

use sekisho_model::{CommandClass, CommandClasses, Protocol};

use crate::window::{Carrier, Extent, Parser, Pdu, Reading, Setting, Side, Weight, Window};

pub(super) const PARSER: Parser = Parser {
    protocol: Protocol::Iec104,
    carriers: &[Carrier::Tcp],
    usual_ports: &[2_404],
    read,
    identify: None,
    looked_at,
};

const START: u8 = 0x68;
/// Bytes of start and length; the length counts from here.
const HEAD: u8 = 2;
/// Bytes of the control field.
const CONTROL: u8 = 4;
/// Bytes of control field and head; where an ASDU begins.
const ASDU: usize = 6;
/// Bytes up to the cause of transmission.
const WITH_CAUSE: u8 = 9;
/// Bytes of an ASDU before its objects: type, qualifier, cause and originator, common address.
const ASDU_HEAD: u8 = 6;
/// Bytes of an object's address.
const OBJECT_ADDRESS: u16 = 3;
/// Most that the length can say.
const LENGTH_MAX: u8 = 253;

/// What an APDU says.
struct Said {
    weight: Weight,
    side: Side,
    class: Option<CommandClass>,
}

fn read(window: &Window<'_>, setting: &Setting) -> Reading {
    if window.u8(0) != Some(START) {
        return Reading::No;
    }
    let length = window.u8(1);
    if length.is_some_and(|length| !(CONTROL..=LENGTH_MAX).contains(&length)) {
        return Reading::No;
    }
    if window.length() < u32::from(HEAD + CONTROL) {
        return Reading::More(HEAD + CONTROL);
    }
    let (Some(length), Some(control)) = (length, controls(window)) else {
        return Reading::No;
    };
    let is_information = control[0] & 1 == 0;
    if is_information && window.length() < WITH_CAUSE.into() {
        return Reading::More(WITH_CAUSE);
    }
    let said = match (control, length) {
        ([first, _, third, _], 10..) if first & 1 == 0 && third & 1 == 0 => asdu(window, length, setting),
        ([1, 0, third, _], CONTROL) if third & 1 == 0 => {
            Some(Said { weight: Weight::Weak, side: Side::Unknown, class: None })
        }
        ([first, 0, 0, 0], CONTROL) => unnumbered(first),
        _ => None,
    };
    let Some(Said { weight, side, class }) = said else {
        return Reading::No;
    };
    let weight = if ends_well(window, length) { weight } else { Weight::Weak };
    let commands = class.map_or(CommandClasses::NONE, CommandClasses::of);
    let extent = Extent::Bytes(u32::from(length) + u32::from(HEAD));
    Reading::Pdu(Pdu { protocol: Protocol::Iec104, weight, extent, side, commands })
}

fn controls(window: &Window<'_>) -> Option<[u8; 4]> {
    window.be32(HEAD.into()).map(u32::to_be_bytes)
}

/// Does the payload end with the APDU, or another begin after it?
fn ends_well(window: &Window<'_>, length: u8) -> bool {
    let end = u32::from(length) + u32::from(HEAD);
    window.length() == end || window.u8(usize::from(length) + usize::from(HEAD)) == Some(START)
}

/// Format U: transfer started and stopped, each asked and confirmed; a test of the connection commands nothing.
const fn unnumbered(control: u8) -> Option<Said> {
    let (side, class) = match control {
        0x07 | 0x13 => (Side::Client, Some(CommandClass::Other)),
        0x0B | 0x23 => (Side::Server, Some(CommandClass::Other)),
        0x43 | 0x83 => (Side::Unknown, None),
        _ => return None,
    };
    Some(Said { weight: Weight::Strong, side, class })
}

/// Format I: one ASDU. In a known connection one is taken that breaks the form: of a private range, or with
/// shorter addresses.
fn asdu(window: &Window<'_>, length: u8, setting: &Setting) -> Option<Said> {
    let (Some(code), Some(qualifier), Some(cause)) =
        (window.u8(ASDU), window.u8(ASDU + 1), window.u8(ASDU + 2))
    else {
        return Some(Said { weight: Weight::Weak, side: Side::Unknown, class: None });
    };
    let kind = types::of(code);
    let cause_exists = types::cause_exists(cause & 0x3F);
    let fills = kind.as_ref().and_then(|kind| Some(fills(kind.element_bytes?, qualifier, length)));
    if !setting.known && (kind.is_none() || !cause_exists || qualifier & 0x7F == 0 || fills == Some(false)) {
        return None;
    }
    let weight = if fills == Some(true) && cause_exists { Weight::Strong } else { Weight::Weak };
    let class = kind.as_ref().map_or(CommandClass::Other, |kind| kind.class);
    let side = if code < 45 || code == 70 { Side::Server } else { commanded_by(cause & 0x3F) };
    Some(Said { weight, side, class: Some(class) })
}

/// Do so many elements, with one address or one each, fill the APDU?
fn fills(element_bytes: u8, qualifier: u8, length: u8) -> bool {
    let element = u16::from(element_bytes);
    let count = u16::from(qualifier & 0x7F);
    let objects = if qualifier & 0x80 == 0 {
        count * (OBJECT_ADDRESS + element)
    } else {
        OBJECT_ADDRESS + count * element
    };
    objects + u16::from(CONTROL + ASDU_HEAD) == u16::from(length)
}

/// Who sends a command with this cause: activation, deactivation and request come from the client, what confirms or
/// refuses from the server.
const fn commanded_by(cause: u8) -> Side {
    match cause {
        5 | 6 | 8 => Side::Client,
        7 | 9 | 10 | 44..=47 => Side::Server,
        _ => Side::Unknown,
    }
}

/// Bytes of an APDU that may have an effect: head and control field; type, qualifier and cause; whether another
/// APDU follows.
fn looked_at(pdu: &[u8], _setting: &Setting) -> Vec<Range<usize>> {
    let end = pdu.get(1).copied().map_or(0, usize::from) + usize::from(HEAD);
    vec![0..usize::from(WITH_CAUSE), end..end + 1]
}

#[cfg(test)]
mod tests;
