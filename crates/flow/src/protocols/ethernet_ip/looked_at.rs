//! The bytes that the definition gives to headers, services, paths' forms and the identity; the proof of restraint
//! changes all others.

use std::ops::Range;

use crate::window::{Carrier, Setting};

/// Bytes of a PDU that may have an effect.
pub(super) fn looked_at(pdu: &[u8], setting: &Setting) -> Vec<Range<usize>> {
    if setting.carrier == Carrier::Udp && pdu.starts_with(&[2, 0, 2, 0x80]) {
        // Count, address item, head of the data item.
        return vec![0..18];
    }
    let mut ranges = vec![0..12, 20..24];
    match word(pdu, 0) {
        // A list answer: count and first item; the identity is one.
        0x04 | 0x64 => ranges.push(24..30),
        0x63 => ranges.push(24..64 + 34),
        0x65 => ranges.push(24..28),
        0x6F | 0x70 => items(pdu, &mut ranges),
        _ => {}
    }
    ranges
}

/// Interface, count, address item, head of the data item, then CIP.
fn items(pdu: &[u8], ranges: &mut Vec<Range<usize>>) {
    let data = 36 + word(pdu, 34);
    // The time-out (28..30) and the connection's number say nothing.
    ranges.extend([24..28, 30..36, data..data + 4]);
    let connected = word(pdu, data) == 0xB1;
    message(pdu, if connected { data + 6 } else { data + 4 }, ranges, 0);
}

fn message(pdu: &[u8], at: usize, ranges: &mut Vec<Range<usize>>, depth: u8) {
    if depth > 3 {
        return;
    }
    let service = byte(pdu, at);
    let answer = service & 0x80 != 0;
    let head = if answer { 4 } else { 2 };
    ranges.push(at..at + head);
    let data = at + head + 2 * byte(pdu, at + head - 1);
    if !answer {
        path(pdu, at + 2, data, ranges);
    }
    match service & 0x7F {
        0x0A => {
            let count = word(pdu, data).min(32);
            ranges.push(data..data + 2 + 2 * count);
            for index in 0..count {
                message(pdu, data + word(pdu, data + 2 + 2 * index), ranges, depth + 1);
            }
        }
        0x52 if !answer => message(pdu, data + 4, ranges, depth + 1),
        // A requestor's number by its length, then command and function.
        0x4B => {
            let command = data + byte(pdu, data);
            ranges.extend([data..data + 1, command..command + 1, command + 4..command + 5]);
        }
        // All attributes: an identity, if the length of its name ends the message.
        0x01 if answer => ranges.push(data..data + 15 + 32),
        _ => {}
    }
}

/// The kinds of a path's segments up to its class, and the class.
fn path(pdu: &[u8], mut at: usize, end: usize, ranges: &mut Vec<Range<usize>>) {
    while at < end {
        ranges.push(at..at + 1);
        match byte(pdu, at) {
            0x20 => return ranges.push(at..at + 2),
            0x21 => return ranges.push(at..at + 4),
            kind if kind >> 5 == 1 && kind & 3 < 3 => at += 2 + 2 * (kind & 3),
            _ => return,
        }
    }
}

fn byte(pdu: &[u8], at: usize) -> usize {
    pdu.get(at).copied().unwrap_or(0).into()
}

fn word(pdu: &[u8], at: usize) -> usize {
    byte(pdu, at) | byte(pdu, at + 1) << 8
}
