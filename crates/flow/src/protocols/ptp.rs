//! PTP (IEEE 1588): versions 2 and 2.1 on Ethernet and UDP, version 1 on UDP.
//!
//! Invariant: a message is named by its version, a kind that the definition knows, and a length that its carrier
//! holds. Timestamps and clock identities are not looked at. Keeping time is no command of its own kind and is class
//! "other"; only management messages that set or command something stand out.

use sekisho_model::{CommandClass, CommandClasses, Protocol};

use crate::window::{Carrier, Extent, Parser, Pdu, Reading, Setting, Side, Weight, Window};

/// Kind of message (low half of the first byte) → who speaks, class. Kinds that are not here do not exist.
#[rustfmt::skip] // a table
const MESSAGES: &[(u8, Side, CommandClass)] = &[
    (0x0, Side::Unknown, CommandClass::Other),      // Sync
    (0x1, Side::Client, CommandClass::Other),       // Delay_Req
    (0x2, Side::Client, CommandClass::Other),       // Pdelay_Req
    (0x3, Side::Server, CommandClass::Other),       // Pdelay_Resp
    (0x8, Side::Unknown, CommandClass::Other),      // Follow_Up
    (0x9, Side::Server, CommandClass::Other),       // Delay_Resp
    (0xa, Side::Server, CommandClass::Other),       // Pdelay_Resp_Follow_Up
    (0xb, Side::Unknown, CommandClass::Other),      // Announce
    (0xc, Side::Unknown, CommandClass::Other),      // Signaling
    (0xd, Side::Unknown, CommandClass::Diagnostic), // Management, see ACTIONS
];

/// Action of a management message → who speaks, class.
#[rustfmt::skip] // a table
const ACTIONS: &[(u8, Side, CommandClass)] = &[
    (0, Side::Client, CommandClass::Diagnostic), // GET
    (1, Side::Client, CommandClass::Control),    // SET
    (2, Side::Server, CommandClass::Diagnostic), // RESPONSE
    (3, Side::Client, CommandClass::Control),    // COMMAND
    (4, Side::Server, CommandClass::Control),    // ACKNOWLEDGE
];

const MANAGEMENT: u8 = 0xd;
/// Where a management message has its action, in the low half of the byte.
const ACTION_AT: usize = 46;
/// The common header and a timestamp: the least that any message has.
const LENGTH_MIN: u16 = 44;

pub(super) const PARSER: Parser = Parser {
    protocol: Protocol::Ptp,
    carriers: &[Carrier::Ethernet(0x88f7), Carrier::Udp],
    usual_ports: &[319, 320],
    read,
    identify: None,
    looked_at: |_, _| vec![0..5, 20..21, 32..33, ACTION_AT..ACTION_AT + 1],
};

fn read(window: &Window<'_>, setting: &Setting) -> Reading {
    version_2(window, setting).or_else(|| version_1(window, setting)).map_or(Reading::No, Reading::Pdu)
}

fn version_2(window: &Window<'_>, setting: &Setting) -> Option<Pdu> {
    let version = window.u8(1)?;
    if version & 0x0f != 2 || version >> 4 > 1 {
        return None;
    }
    let kind = window.u8(0)? & 0x0f;
    let (_, mut side, mut class) = *MESSAGES.iter().find(|message| message.0 == kind)?;
    let length = window.be16(2)?;
    let on_ethernet = matches!(setting.carrier, Carrier::Ethernet(_));
    let fits = if on_ethernet {
        u32::from(length) <= window.length()
    } else {
        // IPv6 adds two bytes for checksums that are changed on the way (Annex E).
        let spare = window.length().checked_sub(u32::from(length))?;
        spare == 0 || spare == 2
    };
    if length < LENGTH_MIN || !fits {
        return None;
    }
    if kind == MANAGEMENT
        && let Some(action) = window.u8(ACTION_AT)
    {
        (_, side, class) = *ACTIONS.iter().find(|row| row.0 == action & 0x0f)?;
    }
    let weight = if on_ethernet { Weight::Strong } else { Weight::Weak };
    Some(pdu(weight, side, class))
}

/// Version 1: two version numbers, the first letter of the subdomain's name, a kind and a control field that exist.
fn version_1(window: &Window<'_>, setting: &Setting) -> Option<Pdu> {
    let ours = setting.carrier == Carrier::Udp
        && window.length() >= 124
        && window.has(0, &[0, 1, 0, 1, b'_'])
        && matches!(window.u8(20), Some(1 | 2))
        && window.u8(32).is_none_or(|control| control <= 4);
    ours.then(|| pdu(Weight::Weak, Side::Unknown, CommandClass::Other))
}

const fn pdu(weight: Weight, side: Side, class: CommandClass) -> Pdu {
    Pdu {
        protocol: Protocol::Ptp,
        weight,
        extent: Extent::Payload,
        side,
        commands: CommandClasses::of(class),
    }
}

#[cfg(test)]
mod tests;
