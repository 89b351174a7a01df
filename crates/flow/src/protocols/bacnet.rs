//! BACnet/IP (ANSI/ASHRAE 135, annexes J and clauses 6, 20): BVLC, NPDU, APDU.
//!
//! Structure: BVLC type 0x81, a function that exists, a length that is the datagram's, and behind it an NPDU of
//! version 1 with its reserved bits clear, or a body of the length that the function prescribes. There are senders
//! that state a wrong length; with a service that exists, theirs is a weak form.
//!
//! Classes: subscriptions and the notifications that they bring are Other, as in all protocols here. A file is
//! Program: a BACnet device keeps its configuration and firmware in files. Not done: BACnet/SC (it is TLS), MS/TP,
//! BACnet/IPv6's own header.

mod identity;

use std::ops::Range;

use sekisho_model::{CommandClass, CommandClasses, Protocol};

use crate::window::{Carrier, Extent, Parser, Pdu, Reading, Setting, Side, Weight, Window};

pub(super) const PARSER: Parser = Parser {
    protocol: Protocol::Bacnet,
    carriers: &[Carrier::Udp],
    usual_ports: &[47808],
    read,
    identify: Some(identity::identify),
    looked_at,
};

/// What a BVLC function is, beside its class.
enum Bvlc {
    /// A body of its own, with the lengths of the whole that it may have, and who sends it.
    Own(Range<u16>, CommandClass, Side),
    /// An NPDU from this byte on.
    Npdu(usize),
}

#[rustfmt::skip] // a table
fn bvlc(function: u8) -> Option<Bvlc> {
    use CommandClass::{Diagnostic, Other, Program};
    use Side::{Client, Server, Unknown};
    Some(match function {
        0x00 => Bvlc::Own(6..7, Other, Server),            // Result
        0x01 => Bvlc::Own(4..1_500, Program, Client),      // Write-Broadcast-Distribution-Table
        0x02 => Bvlc::Own(4..5, Diagnostic, Client),       // Read-Broadcast-Distribution-Table
        0x03 => Bvlc::Own(4..1_500, Diagnostic, Server),   // its answer
        0x04 => Bvlc::Npdu(10),                            // Forwarded-NPDU
        0x05 => Bvlc::Own(6..7, Other, Client),            // Register-Foreign-Device
        0x06 => Bvlc::Own(4..5, Diagnostic, Client),       // Read-Foreign-Device-Table
        0x07 => Bvlc::Own(4..1_500, Diagnostic, Server),   // its answer
        0x08 => Bvlc::Own(10..11, Program, Client),        // Delete-Foreign-Device-Table-Entry
        0x09..=0x0B => Bvlc::Npdu(4),                      // Distribute-Broadcast, Original-Unicast, Original-Broadcast
        0x0C => Bvlc::Own(4..1_500, Other, Unknown),       // Secure-BVLL
        _ => return None,
    })
}

#[rustfmt::skip] // a table
const fn confirmed(service: u8) -> Option<CommandClass> {
    use CommandClass::{Control, Diagnostic, Other, Program, Read, Write};
    Some(match service {
        0 => Other,        // AcknowledgeAlarm
        1 => Other,        // ConfirmedCOVNotification
        2 => Other,        // ConfirmedEventNotification
        3 => Diagnostic,   // GetAlarmSummary
        4 => Diagnostic,   // GetEnrollmentSummary
        5 => Other,        // SubscribeCOV
        6 => Program,      // AtomicReadFile
        7 => Program,      // AtomicWriteFile
        8 => Write,        // AddListElement
        9 => Write,        // RemoveListElement
        10 => Program,     // CreateObject
        11 => Program,     // DeleteObject
        12 => Read,        // ReadProperty
        13 => Read,        // ReadPropertyConditional
        14 => Read,        // ReadPropertyMultiple
        15 => Write,       // WriteProperty
        16 => Write,       // WritePropertyMultiple
        17 => Control,     // DeviceCommunicationControl
        18 => Other,       // ConfirmedPrivateTransfer
        19 => Other,       // ConfirmedTextMessage
        20 => Control,     // ReinitializeDevice
        21 => Control,     // VT-Open
        22 => Control,     // VT-Close
        23 => Control,     // VT-Data
        24 => Control,     // Authenticate
        25 => Control,     // RequestKey
        26 => Read,        // ReadRange
        27 => Control,     // LifeSafetyOperation
        28 => Other,       // SubscribeCOVProperty
        29 => Diagnostic,  // GetEventInformation
        30 => Other,       // SubscribeCOVPropertyMultiple
        31 => Other,       // ConfirmedCOVNotificationMultiple
        32 => Other,       // ConfirmedAuditNotification
        33 => Diagnostic,  // AuditLogQuery
        34 => Control,     // AuthRequest
        _ => return None,
    })
}

/// Confirmed services by which a device reports to who subscribed or is on its list: it asks for a receipt, and serves
/// all the same.
const fn is_notification(service: u8) -> bool {
    matches!(service, 1 | 2 | 31 | 32)
}

#[rustfmt::skip] // a table
const fn unconfirmed(service: u8) -> Option<CommandClass> {
    use CommandClass::{Control, Diagnostic, Other, Write};
    Some(match service {
        0 => Diagnostic,   // I-Am
        1 => Diagnostic,   // I-Have
        2 => Other,        // UnconfirmedCOVNotification
        3 => Other,        // UnconfirmedEventNotification
        4 => Other,        // UnconfirmedPrivateTransfer
        5 => Other,        // UnconfirmedTextMessage
        6 => Control,      // TimeSynchronization
        7 => Diagnostic,   // Who-Has
        8 => Diagnostic,   // Who-Is
        9 => Control,      // UTCTimeSynchronization
        10 => Write,       // WriteGroup
        11 => Other,       // UnconfirmedCOVNotificationMultiple
        12 => Other,       // UnconfirmedAuditNotification
        13 => Diagnostic,  // Who-Am-I
        14 => Diagnostic,  // You-Are
        _ => return None,
    })
}

#[rustfmt::skip] // a table
const fn network_message(kind: u8) -> CommandClass {
    use CommandClass::{Control, Diagnostic, Other, Program};
    match kind {
        0x00 | 0x01 => Diagnostic,         // Who-Is-Router, I-Am-Router
        0x06 | 0x07 => Program,            // Initialize-Routing-Table and its answer
        0x08 | 0x09 => Control,            // Establish and Disconnect a connection to a network
        0x12 | 0x13 => Diagnostic,         // What-Is-Network-Number, its answer
        _ => Other,                        // router busy, rejections, security
    }
}

fn read(window: &Window<'_>, setting: &Setting) -> Reading {
    let Some(length) = window.be16(2).filter(|length| *length >= 4 && window.u8(0) == Some(0x81)) else {
        return Reading::No;
    };
    let exact = u32::from(length) == window.length();
    let function = window.u8(1).and_then(bvlc);
    let said = match function {
        None => None,
        Some(Bvlc::Own(lengths, class, side)) => {
            let fits = u16::try_from(window.length()).is_ok_and(|length| lengths.contains(&length));
            (exact && fits).then_some((Weight::Weak, side, Some(class)))
        }
        Some(Bvlc::Npdu(at)) if exact => npdu(window, at, setting),
        Some(Bvlc::Npdu(at)) => {
            let said = npdu(window, at, setting).filter(|(_, _, class)| class.is_some());
            said.map(|(_, side, class)| (Weight::Weak, side, class))
        }
    };
    let Some((weight, side, class)) = said else { return Reading::No };
    Reading::Pdu(Pdu {
        protocol: Protocol::Bacnet,
        weight,
        extent: Extent::Payload,
        side,
        commands: class.map_or(CommandClasses::NONE, CommandClasses::of),
    })
}

type Said = (Weight, Side, Option<CommandClass>);

fn npdu(window: &Window<'_>, at: usize, setting: &Setting) -> Option<Said> {
    let control = window.u8(at + 1)?;
    // Bits 6 and 4 are reserved.
    if window.u8(at) != Some(1) || control & 0b0101_0000 != 0 {
        return None;
    }
    let Some(at) = after_addresses(window, at + 2, control) else {
        return Some((Weight::Weak, Side::Unknown, None));
    };
    if control & 0x80 != 0 {
        let kind = window.u8(at);
        let exists = kind.is_none_or(|kind| kind <= 0x13 || kind >= 0x80);
        return exists.then_some((Weight::Strong, Side::Unknown, kind.map(network_message)));
    }
    apdu(&window.from(at), setting)
}

/// Where the APDU begins: after target, source and hop count, where the control byte says they are there.
fn after_addresses(window: &Window<'_>, mut at: usize, control: u8) -> Option<usize> {
    let has_target = control & 0x20 != 0;
    for _ in [0x20, 0x08].into_iter().filter(|bit| control & bit != 0) {
        at += 3 + usize::from(window.u8(at + 2)?);
    }
    Some(if has_target { at + 1 } else { at })
}

fn apdu(apdu: &Window<'_>, setting: &Setting) -> Option<Said> {
    let Some(first) = apdu.u8(0) else { return Some((Weight::Weak, Side::Unknown, None)) };
    let segmented = first & 0x08 != 0;
    let (side, low_bits_clear) = match first >> 4 {
        0 => (Side::Client, first & 0x01 == 0),
        1 => (Side::Unknown, first & 0x0F == 0),
        2 | 5 | 6 => (Side::Server, first & 0x0F == 0),
        3 => (Side::Server, first & 0x03 == 0),
        4 | 7 => (Side::Unknown, first & 0x0C == 0),
        _ => return None,
    };
    if !low_bits_clear {
        return None;
    }
    let more = if segmented { 2 } else { 0 };
    // Does the service exist? Segment acknowledgement, Reject and Abort carry none.
    let (service, class) = match first >> 4 {
        0 => (apdu.u8(3 + more), apdu.u8(3 + more).and_then(confirmed)),
        1 => (apdu.u8(1), apdu.u8(1).and_then(unconfirmed)),
        2 | 5 => (apdu.u8(2), apdu.u8(2).and_then(confirmed)),
        3 => (apdu.u8(2 + more), apdu.u8(2 + more).and_then(confirmed)),
        _ => (None, None),
    };
    let side = match (side, service) {
        (Side::Client, Some(service)) if is_notification(service) => Side::Server,
        (Side::Server, Some(service)) if is_notification(service) => Side::Client,
        (side, _) => side,
    };
    match (service, class) {
        (Some(_), None) => setting.known.then_some((Weight::Weak, side, Some(CommandClass::Other))),
        (_, class) => Some((Weight::Strong, side, class)),
    }
}

/// BVLC, NPDU with its addresses, the head of the APDU; object, property and words where they are an identity.
fn looked_at(pdu: &[u8], _setting: &Setting) -> Vec<Range<usize>> {
    let byte = |at: usize| usize::from(pdu.get(at).copied().unwrap_or(0));
    let npdu = match byte(1) {
        4 => 10,
        9..=11 => 4,
        _ => return vec![0..4],
    };
    let mut ranges = vec![0..4, npdu..npdu + 2];
    let mut at = npdu + 2;
    for bit in [0x20, 0x08] {
        if byte(npdu + 1) & bit != 0 {
            ranges.push(at + 2..at + 3);
            at += 3 + byte(at + 2);
        }
    }
    at += usize::from(byte(npdu + 1) & 0x20 != 0);
    ranges.push(at..at + 6);
    ranges.extend(identity::looked_at(pdu, at));
    ranges
}

#[cfg(test)]
mod tests;
