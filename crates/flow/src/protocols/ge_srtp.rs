//! GE-SRTP (Service Request Transport Protocol), on TCP 18245. Probable: the protocol has no public definition. What
//! this rests on is the form of its 56-byte mailbox header as researchers published it (Denton and others, DFRWS
//! 2017), and how open drivers and dissectors use it: type 2 asks and type 3 answers, a sequence number that stands twice, the
//! length of what follows, a message type, mailboxes, packet numbers, and in a request the service code.
//!
//! The opening message is 56 zeros; it names nothing. An answer carries no service code, and no class.

use std::ops::Range;

use sekisho_model::{CommandClass, CommandClasses, Protocol};

use crate::window::{Carrier, Extent, Parser, Pdu, Reading, Setting, Side, Weight, Window};

pub(super) const PARSER: Parser = Parser {
    protocol: Protocol::GeSrtp,
    carriers: &[Carrier::Tcp],
    usual_ports: &[18245, 18246],
    read,
    identify: None,
    looked_at,
};

/// Bytes of the header.
const HEAD: u32 = 56;
const REQUEST: u8 = 2;
const ANSWER: u8 = 3;

/// The class of a service code.
#[rustfmt::skip] // a table
const fn service(code: u8) -> Option<CommandClass> {
    use CommandClass::{Control, Diagnostic, Other, Program, Read, Write};
    Some(match code {
        0x00..=0x02 => Diagnostic,            // short and long status, use of memory
        0x03 => Program,                      // names of control programs
        0x04 | 0x05 => Read,                  // system and task memory
        0x06 => Program,                      // program block memory read
        0x07 | 0x08 => Write,                 // system and task memory
        0x09 => Program,                      // program block memory written
        0x0A | 0x0B => Program,               // symbol defined, deleted
        0x0C | 0x0D => Read,                  // system and task memory by symbol
        0x0E => Program,                      // program block memory by symbol, read
        0x0F | 0x10 => Write,                 // system and task memory by symbol
        0x11 => Program,                      // program block memory by symbol, written
        0x12..=0x14 => Diagnostic,            // names resolved
        0x15..=0x17 => Other,                 // datagram established, updated, cancelled
        0x18..=0x1F => Program,               // disk and files
        0x20..=0x24 => Control,               // logon, privilege, controller id, run or stop, clock
        0x25 => Read,                         // clock
        0x26..=0x28 | 0x2A..=0x2F => Program, // program blocks listed, stored, loaded, verified, deleted
        0x29 => Control,                      // sequence control
        0x30..=0x34 => Program,               // interrupts, configuration
        0x35 | 0x37 => Program,               // all memory, logic cleared
        0x36 => Write,                        // reference memory cleared
        0x38 => Diagnostic,                   // fault table
        0x39 | 0x60 => Control,               // faults cleared
        0x3A..=0x42 => Program,               // configuration tasks; blocks and programs stored, loaded, changed
        0x43 => Diagnostic,                   // controller type and id
        0x44 | 0x57 => Write,                 // forces
        0x45 | 0x46 | 0x49..=0x4C => Program, // EEPROM, blocks, card, configuration
        0x47 | 0x5D => Control,               // lock, debugger
        0x48 => Write,                        // datagram written
        0x4D | 0x59 | 0x61 => Diagnostic,     // functions and features supported, I/O asked
        0x52..=0x54 | 0x5A..=0x5C | 0x5E => Program, // system extension, extended transfer, configuration change
        0x4E..=0x51 | 0x55 | 0x56 | 0x58 | 0x5F => Other,
        _ => return None,
    })
}

fn read(window: &Window<'_>, setting: &Setting) -> Reading {
    let kind = window.u8(0);
    let zeros = window.u8(1).is_none_or(|byte| byte == 0) && window.u8(3).is_none_or(|byte| byte == 0);
    if !matches!(kind, Some(REQUEST | ANSWER)) || !zeros {
        return Reading::No;
    }
    if window.length() < 6 {
        // One or two small bytes are too little to wait for, where nothing else says what it is.
        let wait = setting.known || setting.on_port(18245);
        return if wait { Reading::More(6) } else { Reading::No };
    }
    let Some(text) = window.le16(4) else { return Reading::No };
    let total = HEAD + u32::from(text);
    let Some((side, commands, strong)) = said(window, kind == Some(REQUEST)) else { return Reading::No };
    let whole = total == window.length();
    if !whole && !setting.known && window.seen() < 43 {
        return Reading::No;
    }
    Reading::Pdu(Pdu {
        protocol: Protocol::GeSrtp,
        weight: if strong && whole { Weight::Strong } else { Weight::Weak },
        extent: Extent::Bytes(total),
        side,
        commands,
    })
}

/// Message type, packet numbers, and in a request the twofold sequence number and the service; all there?
fn said(window: &Window<'_>, request: bool) -> Option<(Side, CommandClasses, bool)> {
    let message = window.u8(31);
    let packets = window.u8(40).zip(window.u8(41));
    let counted = packets.is_none_or(|(number, all)| number <= all && all >= 1);
    let side = if request { Side::Client } else { Side::Server };
    if !request {
        let exists = message.is_none_or(|kind| matches!(kind, 0xD4 | 0x94 | 0xD1 | 0x91 | 0xD0 | 0x90));
        return exists.then_some((side, CommandClasses::NONE, message.is_some()));
    }
    let twofold = window.u8(30).is_none_or(|sequence| window.u8(2) == Some(sequence));
    let exists = message.is_none_or(|kind| matches!(kind, 0xC0 | 0x80));
    if !(counted && twofold && exists) {
        return None;
    }
    // With a text, the service stands behind 8 more bytes.
    let code = if message == Some(0x80) { window.u8(50) } else { window.u8(42) };
    match code.map(service) {
        Some(None) => None,
        Some(Some(class)) => Some((side, CommandClasses::of(class), true)),
        None => Some((side, CommandClasses::NONE, false)),
    }
}

/// Type, sequence, length; message type, packet numbers, service.
fn looked_at(_pdu: &[u8], _setting: &Setting) -> Vec<Range<usize>> {
    vec![0..6, 30..32, 40..43, 50..51]
}

#[cfg(test)]
mod tests;
