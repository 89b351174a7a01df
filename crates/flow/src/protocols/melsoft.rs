//! MELSOFT: what Mitsubishi's engineering tools speak with controllers.
//!
//! The protocol has no public definition. What is here rests on what independent dissectors say in public and on the
//! form that is the same in public captures: a head of 21 bytes with a length, a command's head of 24 (request) or 26
//! (answer) bytes that states its own length, then the command. The name is therefore only *probable*. Commands have
//! the numbers of the MC protocol where both are known; the class of a group of numbers follows from that, and what
//! is not known is class "other".
//!
//! Invariant: the head and the command are looked at, no data.

use std::ops::Range;

use sekisho_model::{CommandClass, CommandClasses, Protocol};

use crate::window::{Carrier, Extent, Parser, Pdu, Reading, Setting, Side, Weight, Window};

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
/// Four bytes that are the same in each head.
const MARK: [u8; 4] = [0x00, 0x00, 0x11, 0x11];
const MARK_AT: usize = 3;
/// Length of what follows the head, low first.
const LENGTH_AT: usize = 19;
const HEAD: usize = 21;
/// The command's head: kind, a byte, and how many bytes of it follow.
const COMMAND_HEAD: u16 = 24;

pub(super) const PARSER: Parser = Parser {
    protocol: Protocol::Melsoft,
    carriers: &[Carrier::Tcp, Carrier::Udp],
    usual_ports: &[5001, 5002, 5006, 5007, 5009],
    read,
    identify: None,
    looked_at: |_, _| ranges(),
};

fn ranges() -> Vec<Range<usize>> {
    vec![0..2, MARK_AT..MARK_AT + 4, LENGTH_AT..HEAD + 1, HEAD + 2..HEAD + 3, 45..49]
}

fn read(window: &Window<'_>, setting: &Setting) -> Reading {
    pdu(window, setting).map_or(Reading::No, Reading::Pdu)
}

fn pdu(window: &Window<'_>, setting: &Setting) -> Option<Pdu> {
    let answer = match window.u8(0)? {
        REQUEST => false,
        ANSWER => true,
        _ => return None,
    };
    (window.u8(1)? <= 1 && window.has(MARK_AT, &MARK)).then_some(())?;
    let length = window.le16(LENGTH_AT);
    let extent = match length {
        Some(length) if length < COMMAND_HEAD => return None,
        Some(length) => Extent::Bytes(u32::from(length) + 21),
        None => Extent::Payload,
    };
    if let (Carrier::Udp, Extent::Bytes(bytes)) = (setting.carrier, extent) {
        (bytes == window.length()).then_some(())?;
    }
    let head = window.u8(HEAD + 2).map(|rest| HEAD + 2 + usize::from(rest));
    let head_fits = head.is_none_or(|at| at == if answer { 47 } else { 45 });
    let kind_fits = window.u8(HEAD).is_none_or(|kind| (kind & 0x80 != 0) == answer);
    (head_fits && kind_fits).then_some(())?;
    let command = head.and_then(|at| window.be16(at));
    Some(Pdu {
        protocol: Protocol::Melsoft,
        weight: Weight::Strong,
        extent,
        side: if answer { Side::Server } else { Side::Client },
        commands: command.map_or(CommandClasses::NONE, class),
    })
}

fn class(command: u16) -> CommandClasses {
    let row = COMMANDS.iter().find(|row| (row.0..=row.1).contains(&command));
    CommandClasses::of(row.map_or(CommandClass::Other, |row| row.2))
}

#[cfg(test)]
mod tests;
