//! Modbus/TCP (Modbus Messaging on TCP/IP Implementation Guide V1.0b, Application Protocol V1.1b3).
//!
//! Structure: protocol identifier 0, a length that the function can have, a function that exists, and within it the
//! byte counts and limits of quantity that the definition sets. A payload of blanks has a length, and no function.
//! Once a connection is known to be Modbus, a request that breaks a limit is still one: an attacker's too.
//!
//! Values are not looked at: of a coil's new state only the byte that is always 0.

mod functions;
mod identity;

use sekisho_model::Protocol;

use crate::window::{Carrier, Extent, Parser, Pdu, Reading, Setting, Weight, Window};

use functions::{DIAGNOSTICS, Fit, UMAS};

pub(super) const PARSER: Parser = Parser {
    protocol: Protocol::Modbus,
    carriers: &[Carrier::Tcp],
    usual_ports: &[502],
    read,
    identify: Some(identity::identify),
    looked_at: functions::looked_at,
};

/// Bytes up to and with the length field; the length counts from here.
const HEAD: u16 = 6;
/// Bytes needed to read anything: the header with the unit, and the function.
const NEEDED: u8 = 8;
/// Bytes with such a code.
const WITH_CODE: u16 = 10;
/// Bytes with the place and number that most requests have.
const WITH_PLACES: u16 = 12;
/// Most that the length field can say: a PDU of 253 bytes and the unit.
const LENGTH_MAX: u16 = 254;
/// The same for UMAS, which newer controllers send in longer frames.
const UMAS_LENGTH_MAX: u16 = 1_030;

fn read(window: &Window<'_>, setting: &Setting) -> Reading {
    let protocol_is_0 = window.u8(2).is_none_or(|high| high == 0) && window.u8(3).is_none_or(|low| low == 0);
    if !protocol_is_0 || window.length() == 0 {
        return Reading::No;
    }
    if window.length() < NEEDED.into() {
        return Reading::More(NEEDED);
    }
    let (Some(length), Some(function)) = (window.be16(4), window.u8(7)) else {
        return Reading::No;
    };
    if !setting.known && is_serial(window) {
        return Reading::No;
    }
    // Two functions say what they do by a code of their own behind them.
    if matches!(function, DIAGNOSTICS | UMAS)
        && window.is_torn_before(length.saturating_add(HEAD).min(WITH_CODE).into())
    {
        return Reading::More(10);
    }
    let length_max = if function & 0x7F == UMAS { UMAS_LENGTH_MAX } else { LENGTH_MAX };
    if !(2..=length_max).contains(&length) || function & 0x7F == 0 {
        return Reading::No;
    }
    let (side, fit) = functions::form(window, length, function);
    // Another protocol's head can look like this one: what stands behind the function decides.
    let torn = window.is_torn_before(length.saturating_add(HEAD).min(WITH_PLACES).into());
    if !setting.known && !matches!(fit, Fit::Broken) && torn {
        return Reading::More(12);
    }
    let weight = match fit {
        Fit::Broken if !setting.known && is_at_home(window, setting, length, function) => Weight::Faint,
        Fit::Broken if !setting.known => return Reading::No,
        Fit::Much if ends_well(window, length) => Weight::Strong,
        _ => Weight::Weak,
    };
    let commands = functions::classes(window, length, function);
    let extent = Extent::Bytes(u32::from(length) + u32::from(HEAD));
    Reading::Pdu(Pdu { protocol: Protocol::Modbus, weight, extent, side, commands })
}

/// On the usual port: does the payload end where the header says, and is the function, or what is refused, one of those
/// whose form makers and users set themselves?
fn is_at_home(window: &Window<'_>, setting: &Setting, length: u16, function: u8) -> bool {
    let whole = window.length() == u32::from(length) + u32::from(HEAD);
    let refuses = length == 3 && window.u8(functions::DATA).is_none_or(|code| (1..=11).contains(&code));
    setting.on_port(502) && whole && functions::is_own(function & 0x7F) && (function < 0x80 || refuses)
}

/// Is this a frame of a serial line, sent over TCP as it is? One that names address 0 has a header's zeros, and a number
/// where the length stands. A frame of eight bytes is told by its checksum, a write of several values by their count and
/// bytes, after which the checksum ends the payload.
fn is_serial(window: &Window<'_>) -> bool {
    let sum = (0..6).filter_map(|at| window.u8(at)).fold(0xFFFF_u16, |sum, byte| {
        (0..8).fold(sum ^ u16::from(byte), |sum, _| if sum & 1 == 1 { sum >> 1 ^ 0xA001 } else { sum >> 1 })
    });
    let short = window.length() == 8 && window.le16(6) == Some(sum);
    let (count, bytes) = (window.be16(4), window.u8(6).map(u16::from));
    let counts = match window.u8(1) {
        Some(15) => bytes == count.map(|count| count.div_ceil(8)),
        Some(16) => bytes == count.and_then(|count| count.checked_mul(2)),
        _ => false,
    };
    short || counts && bytes.is_some_and(|bytes| window.length() == u32::from(bytes) + 9)
}

/// Does the payload end with the PDU, or does another seem to follow?
fn ends_well(window: &Window<'_>, length: u16) -> bool {
    let end = u32::from(length) + u32::from(HEAD);
    window.length() == end || window.be16(usize::from(length + HEAD) + 2) == Some(0)
}

#[cfg(test)]
mod tests;
