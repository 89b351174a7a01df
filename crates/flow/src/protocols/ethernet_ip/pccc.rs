//! PCCC, the command set of older Rockwell controllers, inside CIP's Execute_PCCC: command and function give the
//! class (DF1 manual, publication 1770-6.5.16, chapter 7).

use sekisho_model::{CommandClass, CommandClasses};

use crate::window::Window;

/// Set in the command byte of an answer.
const REPLY: u8 = 0x40;
/// Commands whose meaning lies in the function.
const TYPED: u8 = 0x0F;

/// Commands with a meaning of their own.
#[rustfmt::skip] // a table
const fn plain(command: u8) -> Option<CommandClass> {
    use CommandClass::{Read, Write};
    Some(match command {
        0x00 | 0x02 => Write,  // protected write, protected bit write
        0x01 => Read,          // unprotected read
        0x05 | 0x08 => Write,  // unprotected bit write, unprotected write
        _ => return None,
    })
}

/// Commands with a function.
#[rustfmt::skip] // a table
const fn with_function(command: u8, function: u8) -> CommandClass {
    use CommandClass::{Control, Diagnostic, Other, Program, Read, Write};
    match (command, function) {
        (0x06, 0x00 | 0x01 | 0x03 | 0x07 | 0x09) => Diagnostic,   // echo, counters, status, link parameters
        (0x06, 0x02 | 0x04..=0x06 | 0x08) => Write,               // set variables, time-out, NAKs, ENQs, link parameters
        (0x06, 0x0A) => Program,                                  // set data table size
        (0x07, 0x00 | 0x01 | 0x03) => Control,                    // disable and enable outputs, enable scanning
        (0x07, 0x04..=0x06) => Program,                           // enter and leave download and upload mode
        (0x0F, 0x00 | 0x02 | 0x03 | 0x26 | 0x67 | 0x79) => Write, // word range, bits, file, read-modify-write, typed write
        (0x0F, 0x01 | 0x04 | 0x29 | 0x68) => Read,                // word range, file, section size, typed read
        (0x0F, 0xA1 | 0xA2) => Read,                              // protected typed logical read
        (0x0F, 0xA9..=0xAB) => Write,                             // protected typed logical write, with mask
        (0x0F, 0x05 | 0x06 | 0x11 | 0x12 | 0x17 | 0x18) => Program, // download, upload, edit resource, physical bytes
        (0x0F, 0x50 | 0x52 | 0x53 | 0x55 | 0x57) => Program,      // download and upload all, completed, initialise memory
        (0x0F, 0x81 | 0x82 | 0x8F | 0xA7 | 0xAF) => Program,      // open and close file, port configuration, file read and write
        (0x0F, 0x07 | 0x3A | 0x41 | 0x80) => Control,             // set mode, disable forces, change mode
        _ => Other,
    }
}

/// A requestor's number with its length first, then command, status, transaction, function.
pub(super) fn request(data: &Window<'_>) -> CommandClasses {
    let Some((command, at)) = command(data) else { return CommandClasses::NONE };
    if command & REPLY != 0 {
        return CommandClasses::NONE;
    }
    let class = plain(command).or_else(|| data.u8(at + 4).map(|function| with_function(command, function)));
    class.map_or(CommandClasses::NONE, CommandClasses::of)
}

/// An answer carries the command and no function: most often it says no class, and is Other.
pub(super) fn answer(data: &Window<'_>) -> CommandClasses {
    let Some((command, _)) = command(data) else { return CommandClasses::NONE };
    if command & REPLY == 0 || command & !REPLY == TYPED {
        return CommandClasses::NONE;
    }
    plain(command & !REPLY).map_or(CommandClasses::NONE, CommandClasses::of)
}

fn command(data: &Window<'_>) -> Option<(u8, usize)> {
    let at = usize::from(data.u8(0).filter(|length| (1..=32).contains(length))?);
    Some((data.u8(at)?, at))
}
