//! OPC UA over TCP (OPC 10000-6): HEL, ACK, ERR, RHE, OPN, MSG, CLO.
//!
//! Structure: the three letters, the kind of chunk, and a size within the protocol's limits; behind them what the
//! message type prescribes. The service is the type of the encoded body, which follows the sequence header while
//! the channel does not encrypt. An encrypted chunk, or a later chunk of a long message, is class Other.
//!
//! Classes: a method call is Control (what it does is known to the server alone; it acts). Sessions, subscriptions
//! and what they publish are Other. Browsing is Read. Names of applications are not kept.

use std::ops::Range;

use sekisho_model::{CommandClass, CommandClasses, Protocol};

use crate::window::{Carrier, Extent, Parser, Pdu, Reading, Setting, Side, Weight, Window};

pub(super) const PARSER: Parser = Parser {
    protocol: Protocol::OpcUa,
    carriers: &[Carrier::Tcp],
    usual_ports: &[4840],
    read,
    identify: None,
    looked_at,
};

/// Longest chunk that is believed, in bytes. Servers agree on 64 KiB as a rule.
const CHUNK_MAX: u32 = 1 << 24;
/// Bytes up to the end of a body's type, and of the fixed part of a hello. A sender may write the header first.
const BODY: u32 = 32;
/// Smallest buffer that the protocol allows.
const BUFFER_MIN: u32 = 1_024;
/// Longest address and policy that the protocol allows, in bytes.
const TEXT_MAX: u32 = 4_096;

/// Encoded bodies (OPC 10000-6, annex A): request, answer, class.
#[rustfmt::skip] // a table
const SERVICES: &[(u32, u32, CommandClass)] = {
    use CommandClass::{Control, Diagnostic, Other, Program, Read, Write};
    &[
        (422, 425, Diagnostic),      // FindServers
        (12_208, 12_209, Diagnostic), // FindServersOnNetwork
        (428, 431, Diagnostic),      // GetEndpoints
        (437, 440, Other),           // RegisterServer
        (12_211, 12_212, Other),     // RegisterServer2
        (446, 449, Other),           // OpenSecureChannel
        (452, 455, Other),           // CloseSecureChannel
        (461, 464, Other),           // CreateSession
        (467, 470, Other),           // ActivateSession
        (473, 476, Other),           // CloseSession
        (479, 482, Other),           // Cancel
        (488, 491, Program),         // AddNodes
        (494, 497, Program),         // AddReferences
        (500, 503, Program),         // DeleteNodes
        (506, 509, Program),         // DeleteReferences
        (527, 530, Read),            // Browse
        (533, 536, Read),            // BrowseNext
        (554, 557, Read),            // TranslateBrowsePathsToNodeIds
        (560, 563, Other),           // RegisterNodes
        (566, 569, Other),           // UnregisterNodes
        (615, 618, Read),            // QueryFirst
        (621, 624, Read),            // QueryNext
        (631, 634, Read),            // Read
        (664, 667, Read),            // HistoryRead
        (673, 676, Write),           // Write
        (700, 703, Write),           // HistoryUpdate
        (712, 715, Control),         // Call
        (751, 754, Other),           // CreateMonitoredItems
        (763, 766, Other),           // ModifyMonitoredItems
        (769, 772, Other),           // SetMonitoringMode
        (775, 778, Other),           // SetTriggering
        (781, 784, Other),           // DeleteMonitoredItems
        (787, 790, Other),           // CreateSubscription
        (793, 796, Other),           // ModifySubscription
        (799, 802, Other),           // SetPublishingMode
        (826, 829, Other),           // Publish
        (832, 835, Other),           // Republish
        (841, 844, Other),           // TransferSubscriptions
        (847, 850, Other),           // DeleteSubscriptions
    ]
};
/// An answer to any service: it failed.
const FAULT: u32 = 397;

const LETTERS: [&[u8; 3]; 7] = [b"HEL", b"ACK", b"ERR", b"RHE", b"OPN", b"MSG", b"CLO"];

fn read(window: &Window<'_>, _setting: &Setting) -> Reading {
    if window.length() < 8 {
        return torn(window);
    }
    let Some(letters) = LETTERS.into_iter().find(|letters| window.has(0, *letters)) else {
        return Reading::No;
    };
    let Some(chunk) = window.u8(3) else { return Reading::No };
    let may_go_on = matches!(letters, b"OPN" | b"MSG" | b"CLO");
    if chunk != b'F' && !(may_go_on && matches!(chunk, b'C' | b'A')) {
        return Reading::No;
    }
    let Some(size) = window.le32(4).filter(|size| (8..=CHUNK_MAX).contains(size)) else { return Reading::No };
    if window.is_torn_before(size.min(BODY)) {
        return Reading::More(32);
    }
    let Some((side, class)) = said(window, letters, size) else { return Reading::No };
    Reading::Pdu(Pdu {
        protocol: Protocol::OpcUa,
        weight: Weight::Strong,
        extent: Extent::Bytes(size),
        side,
        commands: class.map_or(CommandClasses::NONE, CommandClasses::of),
    })
}

/// Fewer bytes than a header: perhaps the begin of one.
fn torn(window: &Window<'_>) -> Reading {
    let begins = |letters: &&[u8; 3]| {
        window.u8(0) == letters.first().copied()
            && (1..3).all(|at| window.u8(at).is_none_or(|byte| letters.get(at) == Some(&byte)))
    };
    if LETTERS.iter().any(begins) { Reading::More(8) } else { Reading::No }
}

/// Who speaks, and the class, if the body has the form that the letters prescribe.
fn said(window: &Window<'_>, letters: &[u8; 3], size: u32) -> Option<(Side, Option<CommandClass>)> {
    let other = Some(CommandClass::Other);
    let buffer = |at: usize| window.le32(at).is_none_or(|bytes| bytes >= BUFFER_MIN);
    let text = |at: usize, fixed: u32| {
        window.le32(at).is_none_or(|length| match length {
            u32::MAX => size == fixed,
            length => length <= TEXT_MAX && size == fixed + length,
        })
    };
    let version = || window.le32(8).is_none_or(|version| version <= 0xFF);
    match letters {
        b"HEL" => (version() && buffer(12) && buffer(16) && text(28, 32)).then_some((Side::Client, other)),
        b"ACK" => (size == 28 && version() && buffer(12) && buffer(16)).then_some((Side::Server, other)),
        b"ERR" => text(12, 16).then_some((Side::Server, None)),
        b"RHE" => (size >= 16).then_some((Side::Server, other)),
        b"OPN" => open(window, size),
        b"CLO" => (size >= 24).then_some((Side::Client, other)),
        _ => (size >= 24).then(|| service(window, 24)),
    }
}

/// Channel, policy, certificate, thumbprint, sequence header, body.
fn open(window: &Window<'_>, size: u32) -> Option<(Side, Option<CommandClass>)> {
    let mut at = 12;
    for text_max in [255, 1 << 16, 20] {
        let Some(length) = window.le32(at) else { return Some((Side::Unknown, Some(CommandClass::Other))) };
        let length = if length == u32::MAX { 0 } else { length };
        if length > text_max || length > size {
            return None;
        }
        at += 4 + usize::try_from(length).unwrap_or(usize::MAX);
    }
    Some(service(window, at.saturating_add(8)))
}

/// The type of the encoded body: a numeric node of the standard's own namespace, in one of its three encodings.
fn service(window: &Window<'_>, at: usize) -> (Side, Option<CommandClass>) {
    let number = match window.u8(at) {
        Some(0) => window.u8(at + 1).map(u32::from),
        Some(1) => window.le16(at + 2).filter(|_| window.u8(at + 1) == Some(0)).map(u32::from),
        Some(2) => window.le32(at + 3).filter(|_| window.le16(at + 1) == Some(0)),
        _ => None,
    };
    let Some(number) = number else { return (Side::Unknown, Some(CommandClass::Other)) };
    if number == FAULT {
        return (Side::Server, None);
    }
    let row = SERVICES.iter().find(|(request, answer, _)| *request == number || *answer == number);
    match row {
        Some((request, _, class)) if *request == number => (Side::Client, Some(*class)),
        Some((_, _, class)) => (Side::Server, Some(*class)),
        None => (Side::Unknown, Some(CommandClass::Other)),
    }
}

/// Letters, chunk, size; what the message type fixes; the type of the body.
fn looked_at(pdu: &[u8], _setting: &Setting) -> Vec<Range<usize>> {
    let word = |at: usize| -> usize {
        let bytes = pdu.get(at..).and_then(|rest| rest.first_chunk::<4>()).copied().unwrap_or_default();
        usize::try_from(u32::from_le_bytes(bytes)).unwrap_or(0)
    };
    match pdu.get(..3) {
        Some(b"HEL") => vec![0..32],
        Some(b"ACK") => vec![0..28],
        Some(b"ERR") => vec![0..16],
        Some(b"OPN") => {
            let mut ranges = vec![0..8];
            let mut at = 12_usize;
            for _ in 0..3 {
                ranges.push(at..at.saturating_add(4));
                let length = if word(at) == 0xFFFF_FFFF { 0 } else { word(at) };
                at = at.saturating_add(4).saturating_add(length);
            }
            ranges.push(at.saturating_add(8)..at.saturating_add(15));
            ranges
        }
        Some(b"MSG") => vec![0..8, 24..31],
        _ => vec![0..8],
    }
}

#[cfg(test)]
mod tests;
