//! FINS (Omron, W227/W342), on UDP and TCP 9600.
//!
//! Structure on TCP: the letters FINS, a length, a command and an error that exist, and in a frame the FINS header.
//! On UDP the header alone: ICF with its fixed bits, RSV 0, the gateway count, unit addresses that exist, and a
//! command of the table with a length that it can have. A datagram that merely begins with 0x80 has none of that.
//!
//! Classes: parameter area, program area and files are Program; forced bits are Write.

mod identity;
mod looked_at;

use sekisho_model::{CommandClass, CommandClasses, Protocol};

use crate::window::{Carrier, Extent, Parser, Pdu, Reading, Setting, Side, Weight, Window};

pub(super) const PARSER: Parser = Parser {
    protocol: Protocol::Fins,
    carriers: &[Carrier::Tcp, Carrier::Udp],
    usual_ports: &[9600],
    read,
    identify: Some(identity::identify),
    looked_at: looked_at::looked_at,
};

/// Bytes of the TCP header.
const TCP_HEAD: usize = 16;
/// Bytes up to the end of the command code of a frame behind it.
const WITH_COMMAND: u32 = 28;
/// Bytes of the FINS header with the command code.
const HEAD: usize = 12;
/// Longest frame after the TCP header's length field, in bytes: 2,012 of FINS and the rest of the header.
const LENGTH_MAX: u32 = 4_096;
/// Bit of ICF: an answer.
const ANSWER: u8 = 0x40;

/// A command: its class, and the fewest bytes of data that a request and an answer (with its end code) have.
struct Command {
    class: CommandClass,
    request_min: u32,
    answer_min: u32,
}

#[rustfmt::skip] // a table
const fn command(code: u16) -> Option<Command> {
    use CommandClass::{Control, Diagnostic, Program, Read, Write};
    let (class, request_min, answer_min) = match code {
        0x0101 => (Read, 6, 2),         // memory area read
        0x0102 => (Write, 6, 2),        // memory area write
        0x0103 => (Write, 8, 2),        // memory area fill
        0x0104 => (Read, 4, 2),         // multiple memory area read
        0x0105 => (Write, 10, 2),       // memory area transfer
        0x0201 => (Program, 6, 2),      // parameter area read
        0x0202 => (Program, 6, 2),      // parameter area write
        0x0203 => (Program, 8, 2),      // parameter area clear
        0x0220 => (Program, 0, 2),      // data link table read
        0x0221 => (Program, 0, 2),      // data link table write
        0x0301 => (Control, 1, 2),      // program area protect: data links or memory, by model
        0x0302 => (Control, 0, 2),      // protection released
        0x0304 => (Control, 1, 2),      // program area protect
        0x0305 => (Control, 1, 2),      // program area protect clear
        0x0306 => (Program, 8, 2),      // program area read
        0x0307 => (Program, 8, 2),      // program area write
        0x0308 => (Program, 3, 2),      // program area clear
        0x0401 => (Control, 0, 2),      // RUN
        0x0402 => (Control, 0, 2),      // STOP
        0x0403 => (Control, 0, 2),      // reset
        0x0501 => (Diagnostic, 0, 2),   // controller data read
        0x0502 => (Diagnostic, 0, 2),   // connection data read
        0x0601 => (Diagnostic, 0, 2),   // controller status read
        0x0602 => (Diagnostic, 0, 2),   // network status read
        0x0603 => (Diagnostic, 0, 2),   // data link status read
        0x0620 => (Diagnostic, 1, 2),   // cycle time read
        0x0701 => (Read, 0, 2),         // clock read
        0x0702 => (Control, 5, 2),      // clock write
        0x0801 => (Diagnostic, 0, 2),   // loop-back test
        0x0802 => (Diagnostic, 0, 2),   // broadcast test results read
        0x0803 => (Diagnostic, 0, 2),   // broadcast test data send
        0x0920 => (Diagnostic, 2, 2),   // message read, message clear, FAL read
        0x0C01 => (Control, 2, 2),      // access right acquire
        0x0C02 => (Control, 2, 2),      // access right forced acquire
        0x0C03 => (Control, 2, 2),      // access right release
        0x2101 => (Control, 0, 2),      // error clear
        0x2102 => (Diagnostic, 4, 2),   // error log read
        0x2103 => (Control, 0, 2),      // error log clear
        0x2140 => (Diagnostic, 4, 2),   // FINS write access log read
        0x2141 => (Control, 0, 2),      // FINS write access log clear
        0x2201 => (Program, 6, 2),      // file name read
        0x2202 => (Program, 6, 2),      // single file read
        0x2203 => (Program, 6, 2),      // single file write
        0x2204 => (Program, 2, 2),      // file memory format
        0x2205 => (Program, 4, 2),      // file delete
        0x2206 => (Program, 2, 2),      // volume label create or delete
        0x2207 => (Program, 4, 2),      // file copy
        0x2208 => (Program, 4, 2),      // file name change
        0x2209 => (Program, 2, 2),      // file data check
        0x220A => (Program, 4, 2),      // memory area and file transfer
        0x220B => (Program, 4, 2),      // parameter area and file transfer
        0x220C => (Program, 4, 2),      // program area and file transfer
        0x220F => (Program, 2, 2),      // file memory index read
        0x2210 => (Program, 2, 2),      // file memory read
        0x2211 => (Program, 2, 2),      // file memory write
        0x2215 => (Program, 4, 2),      // directory create or delete
        0x2220 => (Program, 2, 2),      // memory cassette transfer
        0x2301 => (Write, 2, 2),        // forced set and reset
        0x2302 => (Write, 0, 2),        // forced set and reset cancel
        0x230A => (Read, 2, 2),         // multiple forced status read
        0x2601 => (Program, 1, 2),      // name set
        0x2602 => (Program, 0, 2),      // name delete
        0x2603 => (Diagnostic, 0, 2),   // name read
        _ => return None,
    };
    Some(Command { class, request_min, answer_min })
}

fn read(window: &Window<'_>, setting: &Setting) -> Reading {
    match setting.carrier {
        Carrier::Udp => match frame(window, window.length()) {
            Some(said) => reading(said, Extent::Payload),
            None => Reading::No,
        },
        _ => stream(window),
    }
}

fn reading((weight, side, class): Said, extent: Extent) -> Reading {
    let commands = class.map_or(CommandClasses::NONE, CommandClasses::of);
    Reading::Pdu(Pdu { protocol: Protocol::Fins, weight, extent, side, commands })
}

type Said = (Weight, Side, Option<CommandClass>);

/// The letters, a length that counts from the command on, the command, an error code.
fn stream(window: &Window<'_>) -> Reading {
    let letters = window.length().min(4);
    let begins = b"FINS".iter().take(usize::try_from(letters).unwrap_or(4)).zip(0..);
    if letters == 0 || !begins.into_iter().all(|(letter, at)| window.u8(at) == Some(*letter)) {
        return Reading::No;
    }
    if window.length() < 16 {
        return Reading::More(16);
    }
    let Some(length) = window.be32(4).filter(|length| (8..=LENGTH_MAX).contains(length)) else {
        return Reading::No;
    };
    // A sender may write the header first, and the frame after it.
    if window.be32(8) == Some(2) && window.is_torn_before((length + 8).min(WITH_COMMAND)) {
        return Reading::More(28);
    }
    let error_exists = window.be32(12).is_none_or(|error| error <= 0x25);
    let other = Some(CommandClass::Other);
    let said = match window.be32(8) {
        None => Some((Side::Unknown, None)),
        Some(0) => (length == 12).then_some((Side::Client, other)), // node address asked
        Some(1) => (length == 16).then_some((Side::Server, other)), // node address given
        Some(2) => Some(framed(&window.from(TCP_HEAD), length - 8)),
        Some(3) => Some((Side::Server, None)), // frame send error
        Some(6) => Some((Side::Client, None)), // connection confirmation
        Some(_) => None,
    };
    match said.filter(|_| error_exists) {
        Some((side, class)) => reading((Weight::Strong, side, class), Extent::Bytes(length + 8)),
        None => Reading::No,
    }
}

/// A frame of so many bytes inside TCP, of which the window may hold the beginning alone: the side is told by its first
/// byte, the class by its command; what is not there yet is not guessed.
fn framed(window: &Window<'_>, length: u32) -> (Side, Option<CommandClass>) {
    if let Some((_, side, class)) = frame(window, length) {
        return (side, class);
    }
    let torn = window.be16(10).is_none() && length >= 12;
    match window.u8(0).filter(|icf| torn && icf & 0b1011_1110 == 0x80) {
        Some(icf) => (if icf & ANSWER == 0 { Side::Client } else { Side::Server }, None),
        None if torn && window.u8(0).is_none() => (Side::Unknown, None),
        None => (Side::Unknown, Some(CommandClass::Other)),
    }
}

/// The FINS header of a frame of so many bytes: ICF, RSV, GCT, target, source, SID, then the command. Strong where all
/// of it is as usual.
fn frame(window: &Window<'_>, length: u32) -> Option<Said> {
    let icf = window.u8(0)?;
    let fixed = icf & 0b1011_1110 == 0x80 && window.u8(1)? == 0 && window.u8(2)? <= 7;
    if !fixed {
        return None;
    }
    let command = command(window.be16(10)?)?;
    let answer = icf & ANSWER != 0;
    let data = length.checked_sub(u32::try_from(HEAD).ok()?)?;
    let enough = data >= if answer { command.answer_min } else { command.request_min };
    // Main end codes go to 0x40, with the relay error bit above.
    let ended = !answer || window.u8(12).is_none_or(|code| code & 0x7F <= 0x40);
    if !(enough && ended) {
        return None;
    }
    let networks = window.u8(3)? <= 0x7F && window.u8(6)? <= 0x7F;
    // The controller's end of it: a computer may give itself any unit.
    let unit = window.u8(if answer { 8 } else { 5 })?;
    let usual = networks && unit_exists(unit) && matches!(window.u8(2), Some(0..=2 | 7));
    let side = if answer { Side::Server } else { Side::Client };
    Some((if usual { Weight::Strong } else { Weight::Weak }, side, Some(command.class)))
}

/// Unit addresses: CPU 0, bus units 0x10-0x1F, special I/O units 0x20-0x7F, serial ports 0x80-0x8F by model, inner
/// board 0xE1, computer and network units 0xE4-0xE5, 0xFC-0xFE.
const fn unit_exists(unit: u8) -> bool {
    matches!(unit, 0 | 0x10..=0x8F | 0xE1 | 0xE4 | 0xE5 | 0xFC..=0xFE)
}

#[cfg(test)]
mod tests;
