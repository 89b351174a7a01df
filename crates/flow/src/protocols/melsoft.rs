//! MELSOFT: what Mitsubishi's engineering tools speak with controllers.
//!
//! The protocol has no public definition. What is here rests on what independent dissectors and scanners say in public
//! and on the form that is the same in public captures: a head of 21 bytes with a length, a command's head that states
//! its own length, then the command. The name is therefore only *probable*. Commands have the numbers of the MC
//! protocol where both are known; the class of a group of numbers follows from that, and what is not known is class
//! "other".
//!
//! Invariant: the heads and the command are looked at, and the controller's name in the answer to the question for it;
//! no other data.

use std::ops::Range;

use sekisho_model::{CommandClass, CommandClasses, IdentityKind, Protocol, ShortText};

use crate::window::{Carrier, Extent, Found, Parser, Pdu, Reading, Setting, Side, Weight, Window};

/// Commands, first and last → class. The first row that holds the command has it.
#[rustfmt::skip] // a table
const COMMANDS: &[(u16, u16, CommandClass)] = &[
    (0x0101, 0x0101, CommandClass::Diagnostic), // type of the controller, as in the MC protocol
    (0x0131, 0x0132, CommandClass::Control),    // login: name, password
    (0x0133, 0x0134, CommandClass::Program),    // users are read
    (0x0150, 0x0150, CommandClass::Diagnostic), // mode of a safety controller is read
    (0x0200, 0x02ff, CommandClass::Program),    // files, as in the MC protocol
    (0x0400, 0x04ff, CommandClass::Read),       // the request names a place, the answer has the values
    (0x0800, 0x0802, CommandClass::Read),       // monitoring, as in the MC protocol
    (0x1001, 0x1006, CommandClass::Control),    // remote run, stop, pause, latch clear, reset
    (0x1120, 0x1120, CommandClass::Control),    // mode of a safety controller is changed
    (0x1133, 0x1133, CommandClass::Program),    // users are registered
    (0x1200, 0x12ff, CommandClass::Program),    // files, as in the MC protocol
    (0x1400, 0x14ff, CommandClass::Write),      // the request has the values, the answer is empty
    (0x1630, 0x1631, CommandClass::Control),    // unlock, lock, as in the MC protocol
    (0x1800, 0x18ff, CommandClass::Program),    // files: list, read, write
];

/// First byte of a request and of an answer; the second is 0 or 1.
const REQUEST: u8 = 0x57;
const ANSWER: u8 = 0xd7;
/// A byte that is 0 or 1, then two that are the same in each head.
const MARK_AT: usize = 4;
const MARK: [u8; 2] = [0x11, 0x11];
/// Length of what follows the head, low first.
const LENGTH_AT: usize = 19;
const HEAD: u32 = 21;
/// Kind of the command's head: its highest bit is set in answers.
const KIND_AT: usize = 21;
/// How many bytes of the command's head follow, and the fewest and most that there can be.
const REST_AT: usize = 23;
const REST: std::ops::RangeInclusive<u8> = 8..=40;
/// The question for the controller's type, and where the name stands behind the command of its answer.
const TYPE: u16 = 0x0101;
const NAME_AT: usize = 6;
const NAME: usize = 16;

pub(super) const PARSER: Parser = Parser {
    protocol: Protocol::Melsoft,
    carriers: &[Carrier::Tcp, Carrier::Udp],
    usual_ports: &[5001, 5002, 5006, 5007, 5009],
    read,
    identify: Some(identify),
    looked_at,
};

/// Most bytes of a torn head that can be carried; where the length lies beyond them, it cannot be had.
const CARRIED: u8 = 16;

fn read(window: &Window<'_>, setting: &Setting) -> Reading {
    let pdu = pdu(window, setting);
    let begins = pdu.is_some() || (setting.known && matches!(window.u8(0), Some(REQUEST | ANSWER)));
    let torn = setting.carrier == Carrier::Tcp && window.length() < u32::from(CARRIED);
    if begins && torn && u32::try_from(window.seen()) == Ok(window.length()) {
        return Reading::More(CARRIED);
    }
    pdu.map_or(Reading::No, Reading::Pdu)
}

fn pdu(window: &Window<'_>, setting: &Setting) -> Option<Pdu> {
    let answer = match window.u8(0)? {
        REQUEST => false,
        ANSWER => true,
        _ => return None,
    };
    (window.u8(1)? <= 1 && window.u8(MARK_AT)? <= 1 && window.has(MARK_AT + 1, &MARK)).then_some(())?;
    let extent = match window.le16(LENGTH_AT) {
        Some(length) if length < 16 => return None,
        Some(length) => Extent::Bytes(u32::from(length) + HEAD),
        None => Extent::Payload,
    };
    if let (Carrier::Udp, Extent::Bytes(bytes)) = (setting.carrier, extent) {
        (bytes == window.length()).then_some(())?;
    }
    let rest_fits = window.u8(REST_AT).is_none_or(|rest| REST.contains(&rest));
    let kind_fits = window.u8(KIND_AT).is_none_or(|kind| (kind & 0x80 != 0) == answer);
    (rest_fits && kind_fits).then_some(())?;
    Some(Pdu {
        protocol: Protocol::Melsoft,
        weight: Weight::Strong,
        extent,
        side: if answer { Side::Server } else { Side::Client },
        commands: command(window).map_or(CommandClasses::NONE, |(_, command)| class(command)),
    })
}

/// Where the command stands, and which it is.
fn command(window: &Window<'_>) -> Option<(usize, u16)> {
    let at = REST_AT + usize::from(window.u8(REST_AT)?);
    Some((at, window.be16(at)?))
}

fn class(command: u16) -> CommandClasses {
    let row = COMMANDS.iter().find(|row| (row.0..=row.1).contains(&command));
    CommandClasses::of(row.map_or(CommandClass::Other, |row| row.2))
}

/// Where an answer has the name of the controller's type.
fn name(pdu: &[u8]) -> Option<Range<usize>> {
    let window = Window::new(pdu, u32::try_from(pdu.len()).ok()?);
    let (at, command) = command(&window)?;
    (window.u8(0) == Some(ANSWER) && command == TYPE).then_some(at + NAME_AT..at + NAME_AT + NAME)
}

/// Names a controller by its answer to the question for its type.
fn identify(pdu: &[u8], _setting: &Setting, found: &mut dyn Found) {
    let words = name(pdu).and_then(|place| pdu.get(place)).and_then(|words| str::from_utf8(words).ok());
    if let Some(text) = words.filter(|words| words.is_ascii()).and_then(ShortText::new) {
        found.identity(IdentityKind::Model, text);
    }
}

fn looked_at(pdu: &[u8], _setting: &Setting) -> Vec<Range<usize>> {
    let window = Window::new(pdu, u32::try_from(pdu.len()).unwrap_or(u32::MAX));
    let head = [0..2, MARK_AT..MARK_AT + 3, LENGTH_AT..KIND_AT + 1, REST_AT..REST_AT + 1];
    let command = window.u8(REST_AT).map(|rest| REST_AT + usize::from(rest)).map(|at| at..at + 2);
    head.into_iter().chain(command).chain(name(pdu)).collect()
}

#[cfg(test)]
mod tests;
