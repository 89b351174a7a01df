//! GE-SRTP (Service Request Transport Protocol), on TCP 18245. Probable: the protocol has no public definition. What
//! this rests on is the form of its 56-byte mailbox header as researchers published it (Denton and others, DFRWS
//! 2017), and how open drivers use it: type 2 asks and type 3 answers, a sequence number that stands twice, the
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
        0x00 => Diagnostic,           // short status
        0x01 | 0x02 | 0x4F | 0x61 => Other,
        0x03 => Program,              // names of control programs
        0x04 => Read,                 // read system memory
        0x05 => Read,                 // read task memory
        0x06 => Program,              // read program block memory
        0x07 => Write,                // write system memory
        0x08 => Write,                // write task memory
        0x09 => Program,              // write program block memory
        0x20 => Control,              // programmer logon
        0x21 => Control,              // change of privilege level
        0x22 => Control,              // set control id
        0x23 => Control,              // run or stop
        0x24 => Control,              // set time and date
        0x25 => Read,                 // time and date
        0x38 => Diagnostic,           // fault table
        0x39 => Control,              // fault table cleared
        0x3F => Program,              // program stored from the controller
        0x40 => Program,              // program loaded to the controller
        0x43 => Diagnostic,           // controller type and id
        0x44 => Write,                // force of system memory
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
