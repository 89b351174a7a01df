//! EtherCAT (IEC 61158-4-12, ETG.1000): in frames, and over UDP.
//!
//! Invariant: a frame is named by its head and by datagrams that fill exactly the length it states. The class comes
//! from the commands and the registers they address, by the tables below; of a datagram's data only the head of a
//! mailbox message and the command of the EEPROM interface are looked at, never process data.
//!
//! Deliberately not done: datagrams that begin beyond the window are not seen; the first ones decide.

use std::ops::Range;

use sekisho_model::{CommandClass, CommandClasses, Protocol};

use crate::window::{Carrier, Extent, Parser, Pdu, Reading, Setting, Side, Weight, Window};

const NONE: CommandClasses = CommandClasses::NONE;
const READ: CommandClasses = CommandClasses::of(CommandClass::Read);
const WRITE: CommandClasses = CommandClasses::of(CommandClass::Write);
const PROGRAM: CommandClasses = CommandClasses::of(CommandClass::Program);
const CONTROL: CommandClasses = CommandClasses::of(CommandClass::Control);
const DIAGNOSTIC: CommandClasses = CommandClasses::of(CommandClass::Diagnostic);
const OTHER: CommandClasses = CommandClasses::of(CommandClass::Other);

/// What a command does.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Command {
    reads: bool,
    writes: bool,
    /// Does it address a station's registers and memory, and not the process image?
    station: bool,
}

/// The commands by their numbers: NOP, APRD, APWR, APRW, FPRD, FPWR, FPRW, BRD, BWR, BRW, LRD, LWR, LRW, ARMW, FRMW.
const COMMANDS: [Command; 15] = [
    command(false, false, true),
    command(true, false, true),
    command(false, true, true),
    command(true, true, true),
    command(true, false, true),
    command(false, true, true),
    command(true, true, true),
    command(true, false, true),
    command(false, true, true),
    command(true, true, true),
    command(true, false, false),
    command(false, true, false),
    command(true, true, false),
    command(true, true, true),
    command(true, true, true),
];

const fn command(reads: bool, writes: bool, station: bool) -> Command {
    Command { reads, writes, station }
}

/// Registers of a station, first and last → class of reading, class of writing.
#[rustfmt::skip] // a table
const REGISTERS: &[(u16, u16, CommandClasses, CommandClasses)] = &[
    (0x0000, 0x000f, DIAGNOSTIC, OTHER),   // what the controller chip is
    (0x0010, 0x003f, DIAGNOSTIC, PROGRAM), // station address, write protection
    (0x0040, 0x0041, DIAGNOSTIC, CONTROL), // reset
    (0x0042, 0x011f, DIAGNOSTIC, PROGRAM), // data link
    (0x0120, 0x012f, DIAGNOSTIC, CONTROL), // state: init, pre-operational, safe-operational, operational
    (0x0130, 0x01ff, DIAGNOSTIC, OTHER),   // status of the state
    (0x0200, 0x02ff, DIAGNOSTIC, PROGRAM), // interrupts
    (0x0300, 0x03ff, DIAGNOSTIC, DIAGNOSTIC), // error counters
    (0x0400, 0x04ff, DIAGNOSTIC, PROGRAM), // watchdogs
    (0x0500, 0x050f, DIAGNOSTIC, PROGRAM), // EEPROM, see EEPROM_COMMAND
    (0x0510, 0x05ff, DIAGNOSTIC, PROGRAM), // management of the medium
    (0x0600, 0x07ff, DIAGNOSTIC, PROGRAM), // mapping of the process image
    (0x0800, 0x08ff, DIAGNOSTIC, PROGRAM), // sync managers
    (0x0900, 0x0936, OTHER, OTHER),        // distributed time
    (0x0937, 0x0fff, DIAGNOSTIC, PROGRAM), // sync signals, maker's own
];

/// From here on a station has memory: mailboxes and process data.
const MEMORY: u16 = 0x1000;
/// The EEPROM interface's command register, and the bit of its second byte that writes.
const EEPROM_COMMAND: u16 = 0x0502;
const EEPROM_WRITES: u8 = 0x02;

/// Kind of mailbox message → class, where the kind alone says it. CANopen (3) and drives (5) see below.
#[rustfmt::skip] // a table
const MAILBOXES: &[(u8, CommandClasses)] = &[
    (1, OTHER),   // ADS over EtherCAT
    (2, OTHER),   // Ethernet over EtherCAT
    (3, OTHER),   // CANopen over EtherCAT
    (4, PROGRAM), // files over EtherCAT
    (5, OTHER),   // servo drive profile
    (15, OTHER),  // maker's own
];

const FRAME_HEAD: usize = 2;
const DATAGRAM_HEAD: usize = 10;
/// Head and working counter.
const DATAGRAM_MIN: u32 = 12;
/// Most datagrams of a frame that are walked.
const DATAGRAMS_MAX: usize = 12;
/// Bytes of a mailbox message that are looked at: its head, CANopen's head, the service's first byte.
const MAILBOX_HEAD: usize = 9;
/// EtherType and UDP port are the same number.
const NUMBER: u16 = 0x88a4;

pub(super) const PARSER: Parser = Parser {
    protocol: Protocol::EtherCat,
    carriers: &[Carrier::Ethernet(NUMBER), Carrier::Udp],
    usual_ports: &[NUMBER],
    read,
    identify: None,
    looked_at,
};

/// One datagram's head.
#[derive(Clone, Copy)]
struct Datagram {
    at: usize,
    command: Command,
    register: u16,
    size: u32,
    more: bool,
}

fn datagram(window: &Window<'_>, at: usize) -> Option<Datagram> {
    let command = *COMMANDS.get(usize::from(window.u8(at)?))?;
    let length = window.le16(at + 6)?;
    let reserved = length & 0x3800;
    (reserved == 0).then_some(Datagram {
        at,
        command,
        register: window.le16(at + 4)?,
        size: u32::from(length & 0x07ff),
        more: length & 0x8000 != 0,
    })
}

/// The classes of the chain of datagrams as far as it can be seen; `None` where it does not fill `length`.
fn chain(window: &Window<'_>, length: u32) -> Option<CommandClasses> {
    let mut sum = NONE;
    let mut at = FRAME_HEAD;
    let mut left = length;
    for index in 0..DATAGRAMS_MAX {
        if index > 0 && window.seen() < at + DATAGRAM_HEAD {
            break;
        }
        let next = datagram(window, at)?;
        sum = sum.and(classes(window, &next));
        left = left.checked_sub(next.size + DATAGRAM_MIN)?;
        if !next.more {
            return (left == 0).then_some(sum);
        }
        (left >= DATAGRAM_MIN).then_some(())?;
        at += usize::try_from(next.size + DATAGRAM_MIN).ok()?;
    }
    Some(sum)
}

fn read(window: &Window<'_>, setting: &Setting) -> Reading {
    let Some(head) = window.le16(0) else { return Reading::No };
    let length = u32::from(head & 0x07ff);
    let framed = length + 2;
    let on_udp = setting.carrier == Carrier::Udp;
    if head & 0x0800 != 0 || framed > window.length() || (on_udp && framed != window.length()) {
        return Reading::No;
    }
    let commands = match head >> 12 {
        1 => chain(window, length),
        4 if !on_udp && length >= 8 => Some(READ),
        5 => mailbox(window, FRAME_HEAD, length),
        _ => None,
    };
    let Some(commands) = commands else { return Reading::No };
    let weight = if on_udp { Weight::Weak } else { Weight::Strong };
    Reading::Pdu(Pdu {
        protocol: Protocol::EtherCat,
        weight,
        extent: Extent::Payload,
        side: Side::Unknown,
        commands,
    })
}

fn classes(window: &Window<'_>, one: &Datagram) -> CommandClasses {
    let Command { reads, writes, station } = one.command;
    let data = one.at + DATAGRAM_HEAD;
    let (reading, writing) = match one.register {
        _ if !station => (READ, WRITE),
        MEMORY.. => {
            if let Some(classes) = mailbox(window, data, one.size) {
                return classes;
            }
            (READ, WRITE)
        }
        EEPROM_COMMAND => {
            let writes = window.u8(data + 1).is_none_or(|command| command & EEPROM_WRITES != 0);
            (DIAGNOSTIC, if writes { PROGRAM } else { DIAGNOSTIC })
        }
        register => REGISTERS
            .iter()
            .find(|row| (row.0..=row.1).contains(&register))
            .map_or((DIAGNOSTIC, PROGRAM), |row| (row.2, row.3)),
    };
    let reading = if reads { reading } else { NONE };
    if writes { reading.and(writing) } else { reading }
}

/// The class of a mailbox message; `None` where its head is none.
fn mailbox(window: &Window<'_>, at: usize, size: u32) -> Option<CommandClasses> {
    let length = u32::from(window.le16(at)?);
    let (channel, kind) = (window.u8(at + 4)?, window.u8(at + 5)?);
    let fits = length >= 2 && length + 6 <= size;
    (fits && channel & 0x3f == 0 && kind & 0x80 == 0).then_some(())?;
    let (_, classes) = *MAILBOXES.iter().find(|row| row.0 == kind & 0x0f)?;
    match kind & 0x0f {
        3 => canopen(window, at + 6),
        5 => Some(window.u8(at + 6).and_then(drive).unwrap_or(classes)),
        _ => Some(classes),
    }
}

/// Servo drive profile: reading or writing one of a drive's numbers, asked and answered. A notification, and what a
/// drive reports by itself, are neither.
fn drive(head: u8) -> Option<CommandClasses> {
    match head & 0x07 {
        1 | 2 => Some(READ),
        3 | 4 => Some(WRITE),
        _ => None,
    }
}

/// CANopen: emergency, SDO request and response, PDOs, SDO information. Which way a PDO goes is said from the slave.
fn canopen(window: &Window<'_>, at: usize) -> Option<CommandClasses> {
    let head = window.le16(at)?;
    (head & 0x0e00 == 0).then_some(())?;
    match (head >> 12, window.u8(at + 2)? >> 5) {
        (2, 1 | 0) | (3, 3 | 1) => Some(WRITE),
        (2, 2 | 3) | (3, 2 | 0) => Some(READ),
        (2 | 3, 4) => Some(OTHER),
        (2 | 3, 5 | 6) => Some(READ.and(WRITE)),
        (1 | 8, _) => Some(DIAGNOSTIC),
        (5, _) => Some(WRITE),
        (4 | 6 | 7, _) => Some(READ),
        _ => None,
    }
}

fn looked_at(pdu: &[u8], _setting: &Setting) -> Vec<Range<usize>> {
    let window = Window::new(pdu, u32::try_from(pdu.len()).unwrap_or(u32::MAX));
    let mut ranges = vec![0..FRAME_HEAD];
    let mut at = FRAME_HEAD;
    if window.le16(0).is_some_and(|head| head >> 12 == 5) {
        ranges.push(at..at + MAILBOX_HEAD);
        return ranges;
    }
    for _ in 0..DATAGRAMS_MAX {
        ranges.push(at..at + 1);
        ranges.push(at + 4..at + 8);
        let Some(one) = datagram(&window, at) else { break };
        let data = at + DATAGRAM_HEAD;
        if one.command.station && one.register >= MEMORY {
            ranges.push(data..data + MAILBOX_HEAD);
        } else if one.command.station && one.register == EEPROM_COMMAND {
            ranges.push(data + 1..data + 2);
        }
        at = data + usize::try_from(one.size).unwrap_or(0) + 2;
        if !one.more {
            break;
        }
    }
    ranges
}

#[cfg(test)]
mod tests;
