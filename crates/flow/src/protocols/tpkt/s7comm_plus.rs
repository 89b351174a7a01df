//! S7comm-plus, of the S7-1200 and S7-1500 (as publicly described; Siemens has published no definition).
//!
//! Structure: the identifier, a version that exists, and a length that the frame holds. A frame in which an operation
//! begins carries its function; one that goes on with an operation does not, and neither does one under TLS.

use std::ops::Range;

use sekisho_model::{CommandClass, CommandClasses, Protocol};

use crate::window::{Side, Weight, Window};

use super::Said;

pub(super) const ID: u8 = 0x72;

/// Bytes of identifier, version and length.
const HEAD: usize = 4;
/// Version 3 puts a digest before the operation: its length, and 32 bytes.
const DIGEST: u8 = 32;
const REQUEST: u8 = 0x31;
const NOTIFICATION: u8 = 0x33;
const CREATE_OBJECT: u16 = 0x04CA;
const DELETE_OBJECT: u16 = 0x04D4;
const SET_VARIABLE: u16 = 0x04F2;
const SET_MULTI_VARIABLES: u16 = 0x0542;
/// The object that holds the operating mode.
const EXECUTION_UNIT: u32 = 0x34;

pub(super) fn said(body: &Window<'_>, length: u32) -> Option<Said> {
    let version = body.u8(1)?;
    let data = body.be16(2);
    match version {
        0xFF => return (length >= 4).then_some(Said::weak(Protocol::S7commPlus)), // keep alive
        1..=3 | 0xFE => {}
        _ => return None,
    }
    if data.is_some_and(|data| u32::from(data) + 4 > length) {
        return None;
    }
    let (side, commands) = operation(body, version);
    let weight = if data.is_some() { Weight::Strong } else { Weight::Weak };
    Some(Said { protocol: Protocol::S7commPlus, weight, side, commands })
}

/// Where the operation stands.
const fn begin(version: u8, digest: Option<u8>) -> usize {
    match (version, digest) {
        (3, Some(DIGEST)) => HEAD + 1 + DIGEST as usize,
        _ => HEAD,
    }
}

fn operation(body: &Window<'_>, version: u8) -> (Side, CommandClasses) {
    let nothing = (Side::Unknown, CommandClasses::NONE);
    let at = begin(version, body.u8(HEAD));
    let side = match body.u8(at) {
        Some(REQUEST) => Side::Client,
        Some(0x32 | 0x02) => Side::Server,
        Some(NOTIFICATION) => return (Side::Server, CommandClasses::of(CommandClass::Read)),
        _ => return nothing,
    };
    match (body.be16(at + 1), body.be16(at + 3), body.be16(at + 5)) {
        (Some(0), Some(function), Some(0)) => {
            let object = body.be32(at + 14).filter(|_| side == Side::Client && names_object(function));
            (side, classes(function, object))
        }
        (Some(0), _, _) => (side, CommandClasses::NONE),
        _ => nothing,
    }
}

/// Functions whose object tells what they are.
const fn names_object(function: u16) -> bool {
    matches!(function, CREATE_OBJECT | DELETE_OBJECT | SET_VARIABLE | SET_MULTI_VARIABLES)
}

fn classes(function: u16, object: Option<u32>) -> CommandClasses {
    let class = class(function, object);
    let sets = matches!(function, SET_VARIABLE | SET_MULTI_VARIABLES);
    if sets && object == Some(EXECUTION_UNIT) {
        return CommandClasses::of(class).and(CommandClasses::of(CommandClass::Control));
    }
    CommandClasses::of(class)
}

#[rustfmt::skip] // a table
const fn class(function: u16, object: Option<u32>) -> CommandClass {
    use CommandClass::{Control, Diagnostic, Other, Program, Read, Write};
    match function {
        0x04BB => Diagnostic,           // objects explored
        CREATE_OBJECT | DELETE_OBJECT => on_object(object),
        SET_VARIABLE => Write,
        0x04FC => Read,                 // variable got
        0x0524 => Diagnostic,           // link got
        SET_MULTI_VARIABLES => Write,
        0x054C => Read,                 // variables got
        0x0556 | 0x0560 => Program,     // sequence of changes begun, ended
        0x056B => Control,              // invoked
        0x057C => Write,                // variables set, streamed
        0x0586 => Read,                 // variables got, streamed
        0x0590 => Diagnostic,           // addresses of variables
        _ => Other,                     // abort, TLS begun, unknown ones
    }
}

/// Sessions and subscriptions are objects too. Those of the program have their fixed containers, or numbers of blocks
/// with the highest bit.
const fn on_object(object: Option<u32>) -> CommandClass {
    match object {
        Some(0x01..=0xFF | 0x8000_0000..) => CommandClass::Program,
        _ => CommandClass::Other,
    }
}

/// Head, and the operation with its function; of four functions the object.
pub(super) fn looked_at(body: &[u8]) -> Vec<Range<usize>> {
    let version = body.get(1).copied().unwrap_or_default();
    let at = begin(version, body.get(HEAD).copied());
    let mut ranges = vec![0..HEAD + 1, at..at + 7];
    let function = body.get(at + 3..at + 5).map(|two| u16::from_be_bytes([two[0], two[1]]));
    if body.get(at) == Some(&REQUEST) && function.is_some_and(names_object) {
        ranges.push(at + 14..at + 18);
    }
    ranges
}
