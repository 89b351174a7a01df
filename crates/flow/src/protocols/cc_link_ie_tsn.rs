//! CC-Link IE TSN: its frames of EtherType 0x890F, and its SLMP messages in long frames over UDP.
//!
//! Invariant: a frame is named by its type and by what the definition keeps at 0 behind it. Cyclic data of a master
//! are outputs (write), those of a slave are inputs (read); they are not looked at. Time (PTP) has its own EtherType
//! and is named PTP.
//!
//! Deliberately not done: CC-Link IE Field and Control share the EtherType and have other types; they are not named.

use std::ops::Range;

use sekisho_model::{CommandClass, CommandClasses, Protocol};

use super::slmp::{
    self,
    frame::{LONG, frame, layout},
};
use crate::window::{Carrier, Extent, Parser, Pdu, Reading, Setting, Side, Weight, Window};

/// Type of frame → side, class, bytes behind the type that are reserved and 0 (first and last). In this EtherType no
/// other net has the types from 0xc0 on, so a frame whose reserved bytes are used is still named, if with less weight.
#[rustfmt::skip] // a table
const FRAMES: &[(u8, Side, CommandClass, (usize, usize))] = &[
    (0xc0, Side::Unknown, CommandClass::Other, (1, 9)),      // priority: who leads
    (0xc1, Side::Client, CommandClass::Diagnostic, (1, 1)),  // detection of the net's form
    (0xc2, Side::Server, CommandClass::Diagnostic, (1, 1)),  // its answer
    (0xc4, Side::Client, CommandClass::Write, (4, 5)),       // cyclic, from a master
    (0xc5, Side::Server, CommandClass::Read, (4, 5)),        // cyclic, from a slave
    (0x11, Side::Client, CommandClass::Diagnostic, (9, 9)),  // test data
    (0x12, Side::Server, CommandClass::Diagnostic, (9, 9)),  // its answer
];

/// Acyclic data: six bytes, then an SLMP frame.
const ACYCLIC: u8 = 0xc3;
const ACYCLIC_HEAD: usize = 6;
/// Types that CC-Link IE Field and Control also have, and where the protocol stands: 3 in the low half of the byte for
/// TSN, or 2 or 3 in the high half for a version that has it.
const SHARED: [u8; 2] = [0x11, 0x12];
const SHARED_AT: usize = 8;

pub(super) const PARSER: Parser = Parser {
    protocol: Protocol::CcLinkIeTsn,
    carriers: &[Carrier::Ethernet(0x890f), Carrier::Udp],
    usual_ports: &[45238, 45239],
    read,
    identify: None,
    looked_at,
};

fn read(window: &Window<'_>, setting: &Setting) -> Reading {
    let pdu = match setting.carrier {
        Carrier::Udp => message(window, Carrier::Udp),
        _ if window.u8(0) == Some(ACYCLIC) => acyclic(window),
        _ => plain(window),
    };
    pdu.map_or(Reading::No, Reading::Pdu)
}

/// A long frame of SLMP. Unlike the others its answers repeat the command.
fn message(window: &Window<'_>, carrier: Carrier) -> Option<Pdu> {
    let frame = frame(window, carrier)?;
    (frame.layout == LONG).then_some(())?;
    Some(slmp::pdu(Protocol::CcLinkIeTsn, &frame))
}

/// The message inside gives the class; what is no message that we know is other.
fn acyclic(window: &Window<'_>) -> Option<Pdu> {
    (window.u8(1)? == 0).then_some(())?;
    let inner = window.from(ACYCLIC_HEAD);
    let message = frame(&inner, Carrier::Tcp).filter(|frame| frame.extent <= inner.length());
    Some(message.map_or(pdu(Weight::Weak, Side::Unknown, CommandClass::Other), |frame| Pdu {
        extent: Extent::Payload,
        ..slmp::pdu(Protocol::CcLinkIeTsn, &frame)
    }))
}

fn plain(window: &Window<'_>) -> Option<Pdu> {
    let kind = window.u8(0)?;
    let (_, side, class, (first, last)) = *FRAMES.iter().find(|row| row.0 == kind)?;
    if SHARED.contains(&kind) {
        let protocol = window.u8(SHARED_AT)?;
        (protocol & 0x0f == 3 || matches!(protocol >> 4, 2 | 3)).then_some(())?;
    }
    let reserved = (first..=last).all(|at| window.u8(at) == Some(0));
    let weight = if reserved && first < last { Weight::Strong } else { Weight::Weak };
    Some(pdu(weight, side, class))
}

const fn pdu(weight: Weight, side: Side, class: CommandClass) -> Pdu {
    Pdu {
        protocol: Protocol::CcLinkIeTsn,
        weight,
        extent: Extent::Payload,
        side,
        commands: CommandClasses::of(class),
    }
}

fn looked_at(pdu: &[u8], setting: &Setting) -> Vec<Range<usize>> {
    let shift = match setting.carrier {
        Carrier::Udp => 0,
        _ if pdu.first() == Some(&ACYCLIC) => ACYCLIC_HEAD,
        _ => return vec![0..10],
    };
    let inner = pdu.get(shift..).unwrap_or_default();
    let window = Window::new(inner, u32::try_from(inner.len()).unwrap_or(u32::MAX));
    let ranges =
        layout(&window).map_or_else(|| vec![0..4], |(layout, answer)| layout.ranges(&window, answer));
    let ranges = ranges.into_iter().map(|range| range.start + shift..range.end + shift);
    ranges.chain([0..shift]).collect()
}

#[cfg(test)]
mod tests;
