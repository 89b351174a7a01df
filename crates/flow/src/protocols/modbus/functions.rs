//! Modbus functions: class, form, and which bytes the form needs.
//!
//! The function codes are those of the Application Protocol V1.1b3; those of makers that are publicly known are
//! named, any other is Other.

use std::ops::Range;

use sekisho_model::{CommandClass, CommandClasses};

use crate::window::{Setting, Side, Window};

use super::HEAD;

/// Diagnostics, told apart by a subfunction.
pub(super) const DIAGNOSTICS: u8 = 8;
/// Schneider's UMAS, packed into one function.
pub(super) const UMAS: u8 = 0x5A;
/// Encapsulated interface transport, and its use for device identification.
pub(super) const ENCAPSULATED: u8 = 0x2B;
pub(super) const DEVICE_IDENTIFICATION: u8 = 14;
/// Where the function's data begins.
pub(super) const DATA: usize = 8;

/// How well a PDU's form agrees with its function.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fit {
    /// It breaks it.
    Broken,
    /// It agrees where little can be checked, or was seen.
    Little,
    /// It agrees, and chance would hardly have made it.
    Much,
}

const READ_WRITE: CommandClasses =
    CommandClasses::of(CommandClass::Read).and(CommandClasses::of(CommandClass::Write));

/// The classes of a function; those of an exception are those of the function that failed.
pub(super) fn classes(window: &Window<'_>, length: u16, function: u8) -> CommandClasses {
    let class = match function & 0x7F {
        23 => return READ_WRITE,
        8 if function == 8 && length > 3 => diagnostics_class(window.be16(DATA)),
        UMAS if function == UMAS => match umas(window.u8(DATA + 1)) {
            Some(class) => class,
            None => return CommandClasses::NONE,
        },
        code => class(code),
    };
    CommandClasses::of(class)
}

#[rustfmt::skip] // a table
const fn class(code: u8) -> CommandClass {
    use CommandClass::{Control, Diagnostic, Other, Program, Read, Write};
    match code {
        1..=4 => Read,                  // coils, discrete inputs, holding registers, input registers
        5 | 6 | 15 | 16 => Write,       // one coil, one register, coils, registers
        7 => Diagnostic,                // exception status
        8 => Diagnostic,                // diagnostics, see below
        9 | 13 | 18 => Program,         // program 484, 584/984, 884
        10 | 14 => Program,             // poll of the same
        11 | 12 => Diagnostic,          // communication event counter, log
        17 => Diagnostic,               // server id
        19 => Control,                  // reset of the communication link
        20 => Read,                     // file record
        21 => Write,                    // file record
        22 => Write,                    // mask write
        24 => Read,                     // FIFO queue
        40 => Program,                  // Concept
        ENCAPSULATED => Diagnostic,     // device identification; CANopen rides there too
        100 => Read,                    // scattered registers
        125 => Program,                 // firmware
        126 => Program,                 // program 584/984
        127 => Diagnostic,              // local address
        _ => Other,
    }
}

/// Diagnostics by subfunction: restart, delimiter and listen-only change how the device works.
const fn diagnostics_class(subfunction: Option<u16>) -> CommandClass {
    match subfunction {
        Some(1 | 3 | 4) => CommandClass::Control,
        _ => CommandClass::Diagnostic,
    }
}

/// UMAS by its own code, as far as it is publicly known. `None` for an answer, which does not say to what.
#[rustfmt::skip] // a table
const fn umas(code: Option<u8>) -> Option<CommandClass> {
    use CommandClass::{Control, Diagnostic, Other, Program, Read, Write};
    Some(match code {
        Some(0xFD | 0xFE) => return None,
        Some(0x01..=0x04 | 0x06) => Diagnostic,         // begin, identity of controller, project, memory, card
        Some(0x0A) => Diagnostic,                       // echo
        Some(0x10 | 0x11) => Control,                   // reservation taken, given back
        Some(0x12) => Other,                            // keep alive
        Some(0x20 | 0x22 | 0x24 | 0x26) => Read,        // memory, variables, coils and registers, dictionary
        Some(0x21 | 0x23 | 0x25 | 0x71) => Write,       // memory, variables, coils and registers, I/O object
        Some(0x30..=0x36) => Program,                   // upload, download, backup
        Some(0x39 | 0x70) => Read,                      // Ethernet data, I/O object
        Some(0x40 | 0x41) => Control,                   // start, stop
        Some(0x50) => Read,                             // monitor
        Some(0x58 | 0x73) => Diagnostic,                // check, module status
        _ => Other,
    })
}

/// Who speaks, and how well the form agrees. `length` is that of the header: unit, function and data.
pub(super) fn form(window: &Window<'_>, length: u16, function: u8) -> (Side, Fit) {
    use Side::{Client, Server, Unknown};
    let counted = window.u8(DATA).map(u16::from);
    let whole = fits(counted, |count| count > 0 && count + 3 == length);
    match (function, length) {
        (0x81.., 3) if is_public(function & 0x7F) => (Server, fits(counted, |code| (1..=11).contains(&code))),
        (0x81.., _) => (Server, Fit::Broken),
        // Three bytes of coils look like a request for them.
        (1 | 2, 6) if counted == Some(3) => (Unknown, Fit::Little),
        (1 | 2, 6) => (Client, quantity(window, 2_000)),
        (3 | 4, 6) => (Client, quantity(window, 125)),
        (3 | 4, _) if length.is_multiple_of(2) => (Server, Fit::Broken),
        (1..=4, _) => (Server, whole),
        (5, 6) => (Unknown, fits(window.u8(DATA + 3), |low| low == 0)),
        (6, 6) | (22, 8) => (Unknown, Fit::Little),
        (7 | 11 | 12 | 17, 2) => (Client, Fit::Little),
        (7, 3) | (11, 6) => (Server, Fit::Little),
        (12 | 17, 4..) => (Server, whole),
        (8, 6..) => (Unknown, fits(window.be16(DATA), |sub| sub <= 4 || (10..=20).contains(&sub)).little()),
        (15, 6) => (Server, quantity(window, 1_968)),
        (16, 6) => (Server, quantity(window, 123)),
        (15, 8..) => (Client, list(window, length, 1_968, |quantity| quantity.div_ceil(8))),
        (16, 9..) => (Client, list(window, length, 123, |quantity| quantity * 2)),
        (20 | 21, _) => file_record(window, function, whole),
        (23, _) => read_and_write(window, length, whole),
        (24, 4) => (Client, Fit::Little),
        (24, 6..) => (Server, queue(window, length)),
        (ENCAPSULATED, 4..) => encapsulated(window, length),
        (UMAS, 4..) => (umas_side(window), fits(window.u8(DATA + 1), is_umas).little()),
        _ => (Unknown, Fit::Broken),
    }
}

impl Fit {
    /// Not more than little.
    fn little(self) -> Self {
        self.min(Self::Little)
    }
}

fn fits<T>(seen: Option<T>, promise: impl Fn(T) -> bool) -> Fit {
    match seen.map(promise) {
        None => Fit::Little,
        Some(true) => Fit::Much,
        Some(false) => Fit::Broken,
    }
}

const fn is_public(code: u8) -> bool {
    matches!(code, 1..=8 | 11 | 12 | 15..=17 | 20..=24 | ENCAPSULATED | UMAS)
}

/// Functions that the Application Protocol leaves to users, or reserves for what makers already had.
pub(super) const fn is_own(code: u8) -> bool {
    matches!(code, 9 | 10 | 13 | 14 | 18 | 19 | 40..=42 | 65..=72 | 91 | 100..=110 | 125..=127)
}

const fn is_umas(code: u8) -> bool {
    matches!(code, 0xFD | 0xFE) || !matches!(umas(Some(code)), Some(CommandClass::Other)) || code == 0x12
}

fn umas_side(window: &Window<'_>) -> Side {
    match window.u8(DATA + 1) {
        Some(0xFD | 0xFE) => Side::Server,
        Some(_) => Side::Client,
        None => Side::Unknown,
    }
}

/// An address, then a quantity from 1 to its limit.
fn quantity(window: &Window<'_>, quantity_max: u16) -> Fit {
    fits(window.be16(DATA + 2), |quantity| (1..=quantity_max).contains(&quantity))
}

/// An address, a quantity, and as many bytes as it needs.
fn list(window: &Window<'_>, length: u16, quantity_max: u16, bytes: impl Fn(u16) -> u16) -> Fit {
    let counted = window.u8(DATA + 4).map(u16::from);
    let held = window.be16(DATA + 2).filter(|quantity| *quantity <= quantity_max).map(bytes);
    let counts = fits(counted, |count| count + 7 == length && held.is_none_or(|held| held == count));
    quantity(window, quantity_max).min(counts)
}

/// A byte count, and sub-requests or answers that each say reference type 6.
fn file_record(window: &Window<'_>, function: u8, whole: Fit) -> (Side, Fit) {
    let (first, second) = (window.u8(DATA + 1), window.u8(DATA + 2));
    match (function, first, second) {
        (_, None, _) => (Side::Unknown, Fit::Little.min(whole)),
        (21, Some(6), _) => (Side::Unknown, whole),
        (20, Some(6), Some(6)) => (Side::Unknown, whole),
        (20, Some(6), _) => (Side::Client, whole),
        (20, _, Some(6)) => (Side::Server, whole),
        _ => (Side::Unknown, Fit::Broken),
    }
}

fn read_and_write(window: &Window<'_>, length: u16, whole: Fit) -> (Side, Fit) {
    if whole != Fit::Broken && length % 2 == 1 {
        return (Side::Server, whole);
    }
    let counted = window.u8(DATA + 8).map(u16::from);
    let written = window.be16(DATA + 6);
    let counts = fits(counted, |count| {
        count + 11 == length && written.is_none_or(|n| n.checked_mul(2) == Some(count))
    });
    let limits = fits(written, |quantity| (1..=121).contains(&quantity));
    (Side::Client, quantity(window, 125).min(limits).min(counts))
}

fn queue(window: &Window<'_>, length: u16) -> Fit {
    let bytes = fits(window.be16(DATA), |bytes| bytes.checked_add(4) == Some(length));
    bytes.min(fits(window.be16(DATA + 2), |count| count <= 31 && count * 2 + 6 == length))
}

fn encapsulated(window: &Window<'_>, length: u16) -> (Side, Fit) {
    match (window.u8(DATA), length) {
        (Some(13), _) => (Side::Unknown, Fit::Little),
        (Some(DEVICE_IDENTIFICATION), 5) => {
            (Side::Client, fits(window.u8(DATA + 1), |code| (1..=4).contains(&code)))
        }
        (Some(DEVICE_IDENTIFICATION), 8..) => {
            let code = fits(window.u8(DATA + 1), |code| (1..=4).contains(&code));
            let level = fits(window.u8(DATA + 2), |level| (1..=3).contains(&(level & 0x7F)));
            let more = fits(window.u8(DATA + 3), |more| matches!(more, 0 | 0xFF));
            (Side::Server, code.min(level).min(more))
        }
        (None, _) => (Side::Unknown, Fit::Little),
        _ => (Side::Unknown, Fit::Broken),
    }
}

/// Bytes of a PDU that may have an effect: the header and function; counts and quantities of the function; the
/// identification answer as far as its listed objects go. Never an address' or a register's content.
pub(super) fn looked_at(pdu: &[u8], _setting: &Setting) -> Vec<Range<usize>> {
    let head = 0..DATA;
    let (Some(&function), Some(length)) = (pdu.get(7), pdu.get(4..6)) else {
        return vec![head];
    };
    let length = usize::from(u16::from_be_bytes([length[0], length[1]]));
    let counted = pdu.get(DATA).copied().map(usize::from);
    let next = length + usize::from(HEAD) + 2;
    let mut ranges = vec![head, next..next + 2];
    ranges.push(match function {
        0x81.. | 12 | 17 => DATA..DATA + 1,
        1 | 2 if length == 6 && counted == Some(3) => DATA..DATA + 1,
        1..=4 if length != 6 => DATA..DATA + 1,
        5 => DATA + 3..DATA + 4,
        1..=4 | 15 | 16 if length == 6 => DATA + 2..DATA + 4,
        15 | 16 => DATA + 2..DATA + 5,
        8 => DATA..DATA + 2,
        20 | 21 => DATA..DATA + 3,
        23 if length % 2 == 1 && counted.is_some_and(|count| count + 3 == length) => DATA..DATA + 1,
        23 => DATA + 2..DATA + 9,
        24 => DATA..DATA + 4,
        ENCAPSULATED => DATA..DATA + 6,
        UMAS => DATA + 1..DATA + 2,
        _ => DATA..DATA,
    });
    if matches!(function, 1 | 2 | 23) {
        ranges.push(DATA..DATA + 1);
    }
    ranges.extend(super::identity::looked_at(pdu));
    ranges
}
