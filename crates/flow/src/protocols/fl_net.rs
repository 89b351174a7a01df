//! FL-net (JIS B 3521, OPCN-2): tokens, cyclic data and messages over UDP.
//!
//! Invariant: a datagram is named by the letters it begins with and by a total length that it fills. The class comes
//! from the transaction code. Common memory and messages are not looked at, save the profile by which a node says
//! what it is. With less than 42 bytes of the datagram the transaction code cannot be seen and no class is given.

mod profile;

use std::ops::Range;

use sekisho_model::{CommandClass, CommandClasses, Protocol};

use crate::window::{Carrier, Extent, Parser, Pdu, Reading, Setting, Side, Weight, Window};

/// Transaction codes, first and last → class. Requests are 65003 to 65016; each answer is 200 higher.
#[rustfmt::skip] // a table
const TRANSACTIONS: &[(u16, u16, CommandClass)] = &[
    (0, 59_999, CommandClass::Other),           // transparent messages
    (65_000, 65_001, CommandClass::Read),       // cyclic data with the token, and without it
    (65_002, 65_002, CommandClass::Other),      // request to take part
    (65_003, 65_003, CommandClass::Read),       // byte block is read
    (65_004, 65_004, CommandClass::Write),      // byte block is written
    (65_005, 65_005, CommandClass::Read),       // word block is read
    (65_006, 65_006, CommandClass::Write),      // word block is written
    (65_007, 65_008, CommandClass::Program),    // network parameters are read, are written
    (65_009, 65_010, CommandClass::Control),    // stop, run
    (65_011, 65_011, CommandClass::Diagnostic), // profile
    (65_012, 65_012, CommandClass::Other),      // trigger
    (65_013, 65_013, CommandClass::Diagnostic), // log is read
    (65_014, 65_014, CommandClass::Control),    // log is cleared
    (65_015, 65_015, CommandClass::Diagnostic), // echo
    (65_016, 65_016, CommandClass::Other),      // message of a maker's own
];

const REQUESTS: std::ops::RangeInclusive<u16> = 65_003..=65_016;
const ANSWERS: std::ops::RangeInclusive<u16> = 65_203..=65_216;
const ANSWER: u16 = 200;
/// The answer that carries a node's profile.
const PROFILE: u16 = 65_211;

const LETTERS: &[u8; 4] = b"FACN";
const LENGTH_AT: usize = 4;
const TRANSACTION_AT: usize = 40;
/// Number of this block and of all of them; the block's length.
const BLOCKS_AT: usize = 56;
const BLOCK_LENGTH_AT: usize = 58;
/// The head's least length; messages may lengthen it.
const HEAD: u32 = 64;
/// The longest datagram of Ethernet, with room for a head of 96 bytes and 1,024 of data.
const LENGTH_MAX: u32 = 1472;

pub(super) const PARSER: Parser = Parser {
    protocol: Protocol::FlNet,
    carriers: &[Carrier::Udp],
    usual_ports: &[55000, 55001, 55002, 55003],
    read,
    identify: Some(profile::identify),
    looked_at,
};

fn looked_at(pdu: &[u8], _setting: &Setting) -> Vec<Range<usize>> {
    let head = [0..8, TRANSACTION_AT..TRANSACTION_AT + 2, BLOCKS_AT..BLOCK_LENGTH_AT + 2];
    head.into_iter().chain(profile::place(pdu)).collect()
}

fn read(window: &Window<'_>, _setting: &Setting) -> Reading {
    datagram(window).map_or(Reading::No, Reading::Pdu)
}

fn datagram(window: &Window<'_>) -> Option<Pdu> {
    window.has(0, LETTERS).then_some(())?;
    let length = window.be32(LENGTH_AT)?;
    (HEAD..=LENGTH_MAX).contains(&window.length()).then_some(())?;
    fills(window, length).then_some(())?;
    let (side, commands) = match window.be16(TRANSACTION_AT) {
        Some(code) => class(code)?,
        None => (Side::Unknown, CommandClasses::NONE),
    };
    Some(Pdu { protocol: Protocol::FlNet, weight: Weight::Strong, extent: Extent::Payload, side, commands })
}

/// Is the datagram the whole message, or one block of it by the block's own length?
fn fills(window: &Window<'_>, length: u32) -> bool {
    if length == window.length() {
        return true;
    }
    let several = window.u8(BLOCKS_AT + 1).is_some_and(|blocks| blocks > 1);
    several
        && window.be16(BLOCK_LENGTH_AT).map(u32::from) == Some(window.length())
        && length > window.length()
}

fn class(code: u16) -> Option<(Side, CommandClasses)> {
    let (side, request) = if ANSWERS.contains(&code) {
        (Side::Server, code - ANSWER)
    } else if REQUESTS.contains(&code) && code != 65_012 {
        (Side::Client, code)
    } else {
        (Side::Unknown, code)
    };
    let row = TRANSACTIONS.iter().find(|row| (row.0..=row.1).contains(&request))?;
    Some((side, CommandClasses::of(row.2)))
}

#[cfg(test)]
mod tests;
