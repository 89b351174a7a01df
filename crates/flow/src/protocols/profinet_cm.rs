//! PROFINET's context manager: connectionless DCE/RPC (version 4) on UDP, with PROFINET's interfaces.
//!
//! Invariant: a datagram is named by the identifiers that IEC 61158-6-10 gives to the interfaces and to their objects;
//! the ports change during a connection and say nothing. Of a record's content only the device's own identification
//! (I&M0) is looked at. With less than 70 bytes of the datagram the operation cannot be seen and no class is given.

use std::ops::Range;

use sekisho_model::{CommandClass, CommandClasses, IdentityKind, Protocol, ShortText};

use crate::window::{Carrier, Extent, Found, Parser, Pdu, Reading, Setting, Side, Weight, Window};

/// Operation → class. Connect and Release begin and end the exchange of process data, Control ends the start-up: all
/// three change the device's mode.
#[rustfmt::skip] // a table
const OPERATIONS: &[(u16, CommandClass)] = &[
    (0, CommandClass::Control), // Connect
    (1, CommandClass::Control), // Release
    (2, CommandClass::Read),    // Read
    (3, CommandClass::Write),   // Write
    (4, CommandClass::Control), // Control
    (5, CommandClass::Read),    // Read implicit
];

/// Kind of packet → who speaks, and whether its operation was commanded with it.
#[rustfmt::skip] // a table
const PACKETS: &[(u8, Side, bool)] = &[
    (0, Side::Client, true),    // request
    (1, Side::Client, false),   // ping
    (2, Side::Server, true),    // response
    (3, Side::Server, true),    // fault
    (4, Side::Server, false),   // working
    (5, Side::Server, false),   // no call
    (6, Side::Server, true),    // reject
    (7, Side::Unknown, false),  // acknowledgement
    (8, Side::Client, false),   // cancel
    (9, Side::Unknown, false),  // acknowledgement of a fragment
    (10, Side::Server, false),  // acknowledgement of a cancel
];

/// The first eight bytes of PROFINET's identifiers, without the number in their fourth byte, high first; then the
/// last eight of an interface's.
const FAMILY: [u8; 8] = [0xde, 0xa0, 0x00, 0x00, 0x6c, 0x97, 0x11, 0xd1];
const INTERFACE: [u8; 8] = [0x82, 0x71, 0x00, 0xa0, 0x24, 0x42, 0xdf, 0x7d];
/// The endpoint mapper's interface, which says what a station serves.
const MAPPER: [u8; 16] =
    [0xe1, 0xaf, 0x83, 0x08, 0x5d, 0x1f, 0x11, 0xc9, 0x91, 0xa4, 0x08, 0x00, 0x2b, 0x14, 0xa0, 0xfa];

const OBJECT_AT: usize = 8;
const INTERFACE_AT: usize = 24;
const OPERATION_AT: usize = 68;
const LENGTH_AT: usize = 74;
const HEAD: usize = 80;
/// Where the mapper serves PROFINET stations. On other ports it is another service's.
const PORT: u16 = 34964;

pub(super) const PARSER: Parser = Parser {
    protocol: Protocol::ProfinetCm,
    carriers: &[Carrier::Udp],
    usual_ports: &[PORT],
    read,
    identify: Some(identify),
    looked_at,
};

/// The order of bytes that the packet declares; `None` where it declares none that exists.
fn low_first(window: &Window<'_>) -> Option<bool> {
    match window.u8(4)? {
        0x10 => Some(true),
        0x00 => Some(false),
        _ => None,
    }
}

fn be16(window: &Window<'_>, at: usize, low_first: bool) -> Option<u16> {
    if low_first { window.le16(at) } else { window.be16(at) }
}

/// An identifier's byte as it is written, whatever the order on the wire.
fn written(window: &Window<'_>, at: usize, index: usize, low_first: bool) -> Option<u8> {
    const SWAPPED: [usize; 8] = [3, 2, 1, 0, 5, 4, 7, 6];
    let index = if low_first { SWAPPED.get(index).copied().unwrap_or(index) } else { index };
    window.u8(at + index)
}

/// Does this identifier begin as PROFINET's do, with a number in this range?
fn is_family(window: &Window<'_>, at: usize, low_first: bool, numbers: std::ops::RangeInclusive<u8>) -> bool {
    FAMILY.iter().enumerate().all(|(index, byte)| {
        written(window, at, index, low_first)
            .is_some_and(|seen| if index == 3 { numbers.contains(&seen) } else { seen == *byte })
    })
}

fn is_mapper(window: &Window<'_>, low_first: bool) -> bool {
    MAPPER
        .iter()
        .enumerate()
        .all(|(index, byte)| written(window, INTERFACE_AT, index, low_first) == Some(*byte))
}

fn read(window: &Window<'_>, setting: &Setting) -> Reading {
    packet(window, setting).map_or(Reading::No, Reading::Pdu)
}

fn packet(window: &Window<'_>, setting: &Setting) -> Option<Pdu> {
    (window.u8(0)? == 4 && window.length() >= 80).then_some(())?;
    let kind = window.u8(1)?;
    let (_, side, commands) = *PACKETS.iter().find(|row| row.0 == kind)?;
    let order = low_first(window)?;
    if is_mapper(window, order) {
        let weight = if setting.on_port(PORT) { Weight::Strong } else { Weight::Weak };
        let class = CommandClasses::of(CommandClass::Diagnostic);
        return setting.on_port(PORT).then_some(pdu(weight, side, class));
    }
    let object = is_family(window, OBJECT_AT, order, 0..=0) && window.has(OBJECT_AT + 8, &[0x82, 0x71]);
    let interface = is_family(window, INTERFACE_AT, order, 1..=4) && window.has(INTERFACE_AT + 8, &INTERFACE);
    let interface_seen = window.seen() >= INTERFACE_AT + 16;
    let ours = if interface_seen { interface } else { object };
    ours.then_some(())?;
    let body = be16(window, LENGTH_AT, order);
    body.is_none_or(|body| u32::from(body) + 80 <= window.length()).then_some(())?;
    let classes = match be16(window, OPERATION_AT, order) {
        Some(operation) if commands => class(operation),
        _ => CommandClasses::NONE,
    };
    Some(pdu(Weight::Strong, side, classes))
}

fn class(operation: u16) -> CommandClasses {
    let row = OPERATIONS.iter().find(|row| row.0 == operation);
    CommandClasses::of(row.map_or(CommandClass::Other, |row| row.1))
}

const fn pdu(weight: Weight, side: Side, commands: CommandClasses) -> Pdu {
    Pdu { protocol: Protocol::ProfinetCm, weight, extent: Extent::Payload, side, commands }
}

/// Where the answer to a Read has its block header, the record's index, and the record.
const ANSWER_AT: usize = HEAD + 20;
const INDEX_AT: usize = ANSWER_AT + 34;
const RECORD_AT: usize = ANSWER_AT + 64;
/// Head of the block that answers a Read: type and length.
const ANSWER: [u8; 4] = [0x80, 0x09, 0x00, 0x3c];
/// Index of I&M0, and its block's type and length.
const IM0_INDEX: [u8; 2] = [0xaf, 0xf0];
const IM0: [u8; 4] = [0x00, 0x20, 0x00, 0x38];
/// I&M0 within the record: vendor 6, order number 8..28, serial number 28..44, hardware 44, software 46..50.
const IM0_END: usize = 50;

fn is_im0(pdu: &[u8]) -> bool {
    let has = |at: usize, bytes: &[u8]| pdu.get(at..).is_some_and(|rest| rest.starts_with(bytes));
    pdu.get(1) == Some(&2) && has(ANSWER_AT, &ANSWER) && has(INDEX_AT, &IM0_INDEX) && has(RECORD_AT, &IM0)
}

fn looked_at(pdu: &[u8], _setting: &Setting) -> Vec<Range<usize>> {
    let head = vec![
        0..2,
        4..5,
        OBJECT_AT..OBJECT_AT + 10,
        INTERFACE_AT..INTERFACE_AT + 16,
        OPERATION_AT..OPERATION_AT + 2,
        LENGTH_AT..LENGTH_AT + 2,
    ];
    if pdu.get(1) != Some(&2) {
        return head;
    }
    let answer = [ANSWER_AT..ANSWER_AT + 4, INDEX_AT..INDEX_AT + 2, RECORD_AT..RECORD_AT + 4];
    let record = is_im0(pdu).then_some(RECORD_AT + 6..RECORD_AT + IM0_END);
    head.into_iter().chain(answer).chain(record).collect()
}

/// Names a device by the I&M0 record in its answer to a Read.
fn identify(pdu: &[u8], _setting: &Setting, found: &mut dyn Found) {
    if !is_im0(pdu) {
        return;
    }
    let Some(record) = pdu.get(RECORD_AT..RECORD_AT + IM0_END) else { return };
    let Some((head, rest)) = record.split_at_checked(8) else { return };
    let number = |bytes: &[u8]| bytes.iter().fold(0_u16, |sum, byte| sum << 8 | u16::from(*byte));
    let words = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).ok().filter(|words| words.is_ascii());
    let vendor = head.get(6..8).map(|bytes| format!("PROFINET 0x{:04X}", number(bytes)));
    let order = rest.get(..20).and_then(words);
    let serial = rest.get(20..36).and_then(words);
    let hardware = rest.get(36..38).map(|bytes| number(bytes).to_string());
    let firmware = rest.get(38..42).and_then(software);
    let named = [
        (IdentityKind::Vendor, vendor),
        (IdentityKind::Model, order),
        (IdentityKind::Serial, serial),
        (IdentityKind::Hardware, hardware),
        (IdentityKind::Firmware, firmware),
    ];
    for (kind, words) in named {
        if let Some(text) = words.as_deref().and_then(ShortText::new) {
            found.identity(kind, text);
        }
    }
}

/// A letter (V, R, P, U, T) and three numbers.
fn software(bytes: &[u8]) -> Option<String> {
    match bytes {
        [letter @ (b'V' | b'R' | b'P' | b'U' | b'T'), functional, fix, internal] => {
            Some(format!("{}{functional}.{fix}.{internal}", char::from(*letter)))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests;
