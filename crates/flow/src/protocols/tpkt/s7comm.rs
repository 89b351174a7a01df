//! S7comm: jobs, their acknowledgements, and user data (as publicly described; Siemens has published no definition).
//!
//! Structure: the identifier, a kind of message that exists, a reserved 0, and lengths of parameter and data that fill
//! the frame. Items, values and blocks are not looked at; of a program invocation only its name.

use std::ops::Range;

use sekisho_model::{CommandClass, Protocol};

use crate::window::{Side, Window};

use super::Said;

pub(super) const ID: u8 = 0x32;

const JOB: u8 = 1;
const ACKNOWLEDGED: u8 = 2;
const ANSWERED: u8 = 3;
const USER_DATA: u8 = 7;
/// A program invocation, and where the length of its arguments stands after the function.
const INVOCATION: u8 = 0x28;
const ARGUMENTS: usize = 8;
/// Group and function of user data that reads the system status list.
const LIST_READ: (u8, u8) = (4, 1);

pub(super) fn said(body: &Window<'_>, length: u32, last: bool) -> Option<Said> {
    let kind = body.u8(1)?;
    let head = head(kind)?;
    let reserved_is_0 = (2..4).all(|at| body.u8(at).is_none_or(|byte| byte == 0));
    let lengths = body.be16(6).zip(body.be16(8));
    let fills = lengths.is_none_or(|(parameter, data)| {
        let whole = u32::from(parameter) + u32::from(data) + u32::from(head);
        if last { whole == length } else { whole >= length }
    });
    if !reserved_is_0 || !fills {
        return None;
    }
    let (side, class) = match kind {
        _ if lengths.is_some_and(|(parameter, _)| parameter == 0) => (side(kind, 0), None),
        USER_DATA => user_data(body),
        _ => match body.u8(head.into()) {
            Some(function) => (side(kind, function), Some(class(body, function))),
            None => (side(kind, 0), None),
        },
    };
    Some(Said::strong(Protocol::S7comm, side, class))
}

/// Bytes of the header.
const fn head(kind: u8) -> Option<u8> {
    match kind {
        JOB | USER_DATA => Some(10),
        ACKNOWLEDGED | ANSWERED => Some(12),
        _ => None,
    }
}

/// A controller asks for the blocks of a download itself.
const fn side(kind: u8, function: u8) -> Side {
    match (kind, function) {
        (USER_DATA, _) => Side::Unknown,
        (JOB, 0x1B | 0x1C) => Side::Server,
        (JOB, _) => Side::Client,
        (_, 0x1B | 0x1C) => Side::Client,
        (_, INVOCATION) => Side::Echo,
        _ => Side::Server,
    }
}

#[rustfmt::skip] // a table
fn class(body: &Window<'_>, function: u8) -> CommandClass {
    use CommandClass::{Control, Diagnostic, Other, Program, Read, Write};
    match function {
        0x00 => Diagnostic,             // CPU services
        0x04 => Read,                   // variables read
        0x05 => Write,                  // variables written
        0x1A..=0x1C => Program,         // download asked, block, ended
        0x1D..=0x1F => Program,         // upload begun, block, ended
        INVOCATION => invocation(body),
        0x29 => Control,                // stop
        _ => Other,                     // communication set up, and unknown ones
    }
}

/// A program invocation by its name. An answer has none; what runs or stops is the rule, where its question is not seen.
fn invocation(body: &Window<'_>) -> CommandClass {
    let function = usize::from(head(JOB).unwrap_or_default());
    let is_job = body.u8(1) == Some(JOB);
    let name = body.be16(function + ARGUMENTS).filter(|_| is_job).map(|arguments| {
        // The arguments' length, the arguments, the name's length.
        function + ARGUMENTS + 3 + usize::from(arguments)
    });
    let on_blocks = [&b"_INS"[..], b"_DELE", b"_MODU", b"_GARB", b"_N_F_"];
    match name {
        Some(at) if on_blocks.iter().any(|name| body.has(at, name)) => CommandClass::Program,
        _ => CommandClass::Control,
    }
}

/// User data: sort of message and group of functions in one byte, the function in the next.
fn user_data(body: &Window<'_>) -> (Side, Option<CommandClass>) {
    let Some((group, function)) = body.u8(15).zip(body.u8(16)) else {
        return (Side::Unknown, None);
    };
    let side = if group >> 4 == 4 { Side::Client } else { Side::Server };
    let goes_on = (group & 0x0F, function) == LIST_READ && goes_on(body, side);
    (side, (!goes_on).then(|| user_data_class(group & 0x0F, function)))
}

/// A list too long for one answer comes in parts: the next is asked for by the number that the first gave, and the
/// last says that none follows. They are no new command.
fn goes_on(body: &Window<'_>, side: Side) -> bool {
    match side {
        Side::Client => body.u8(17).is_some_and(|number| number != 0),
        _ => body.u8(18).is_some_and(|part| part != 0) && body.u8(19) == Some(0),
    }
}

#[rustfmt::skip] // a table
const fn user_data_class(group: u8, function: u8) -> CommandClass {
    use CommandClass::{Control, Diagnostic, Other, Program, Read, Write};
    match (group, function) {
        (0, _) => Diagnostic,           // change of mode, told
        (1, 0x02) => Read,              // variables watched
        (1, 0x07..=0x09) => Write,      // force selected, variables modified, forced
        (1, 0x0A..=0x0C) => Control,    // breakpoint, hold left, memory reset
        (1, 0x0D..=0x0F | 0x12) => Other, // jobs switched off and on, deleted, replaced
        (1, _) => Diagnostic,           // block status, stacks, times, lists of jobs
        (2, _) => Read,                 // cyclic data
        (3, _) => Diagnostic,           // blocks listed, described
        (4, 0x07 | 0x08 | 0x0B) => Control, // alarms locked, unlocked, acknowledged
        (4, _) => Diagnostic,           // system status list, messages, alarms
        (5, _) => Control,              // password given, withdrawn
        (6, _) => Write,                // blocks of data sent to a partner
        (7, 0x01 | 0x03) => Read,       // clock read
        (7, _) => Control,              // clock set
        (0x0F, _) => Program,           // numerical control
        _ => Other,
    }
}

/// Header and function; a program invocation's name; of user data its parameter; of a system status list what
/// identifies the device.
pub(super) fn looked_at(body: &[u8]) -> Vec<Range<usize>> {
    let mut ranges = vec![0..10];
    match (body.get(1), body.get(10)) {
        (Some(&USER_DATA), _) => {
            ranges.push(15..20);
            ranges.extend(super::szl::looked_at(body));
        }
        (Some(&JOB), Some(&INVOCATION)) => {
            let arguments = body.get(10 + ARGUMENTS..10 + ARGUMENTS + 2);
            let arguments = arguments.map_or(0, |two| usize::from(u16::from_be_bytes([two[0], two[1]])));
            let name = 10 + ARGUMENTS + 3 + arguments;
            ranges.extend([10..11, 10 + ARGUMENTS..10 + ARGUMENTS + 2, name..name + 5]);
        }
        (Some(&JOB), _) => ranges.push(10..11),
        _ => ranges.push(12..13),
    }
    ranges
}
