//! PROFINET on Ethernet (IEC 61158-6-10): DCP, its elements in LLDP, and the real-time frames.
//!
//! Invariant: a frame is named by its frame id and by what the definition puts behind that id. No process value is
//! looked at. A cyclic frame does not show whether it carries inputs or outputs (the connection that was made long
//! before says so), so it is both read and write.

mod dcp;
mod neighbours;

use std::ops::Range;

use sekisho_model::{CommandClass, CommandClasses, Protocol};

use crate::window::{Carrier, Extent, Found, Parser, Pdu, Reading, Setting, Side, Weight, Window};

const READ: CommandClasses = CommandClasses::of(CommandClass::Read);
const WRITE: CommandClasses = CommandClasses::of(CommandClass::Write);
const DIAGNOSTIC: CommandClasses = CommandClasses::of(CommandClass::Diagnostic);
const OTHER: CommandClasses = CommandClasses::of(CommandClass::Other);

/// What the definition puts behind a frame id.
#[derive(Clone, Copy)]
enum Behind {
    /// Process data and four bytes of status at the end.
    Cyclic,
    /// An alarm PDU.
    Alarm,
    /// Acyclic services over the real-time channel (RSI).
    Remote,
    /// Time: PTCP.
    Time,
    /// A fragment of another frame.
    Fragment,
    /// A DCP message.
    Dcp,
}

/// Frame ids, first and last → what is behind, class. Ids that are not here are reserved.
#[rustfmt::skip] // a table
const FRAMES: &[(u16, u16, Behind, CommandClasses)] = &[
    (0x0020, 0x0021, Behind::Time, OTHER),            // PTCP sync with follow-up
    (0x0080, 0x0081, Behind::Time, OTHER),            // PTCP sync
    (0x0100, 0x0fff, Behind::Cyclic, READ.and(WRITE)), // RT_CLASS_3
    (0x1000, 0x3fff, Behind::Cyclic, READ.and(WRITE)), // RT_CLASS_STREAM
    (0x8000, 0xbfff, Behind::Cyclic, READ.and(WRITE)), // RT_CLASS_2
    (0xc000, 0xfbff, Behind::Cyclic, READ.and(WRITE)), // RT_CLASS_1
    (0xfc01, 0xfc01, Behind::Alarm, DIAGNOSTIC),      // alarm, high priority
    (0xfe01, 0xfe01, Behind::Alarm, DIAGNOSTIC),      // alarm, low priority
    (0xfe02, 0xfe02, Behind::Remote, OTHER),          // RSI
    (0xfefc, 0xfeff, Behind::Dcp, DIAGNOSTIC),        // DCP: hello, get and set, identify, its answer
    (0xff00, 0xff01, Behind::Time, OTHER),            // PTCP announce
    (0xff20, 0xff21, Behind::Time, OTHER),            // PTCP follow-up
    (0xff40, 0xff43, Behind::Time, OTHER),            // PTCP delay
    (0xff80, 0xff8f, Behind::Fragment, READ.and(WRITE)),
];

/// The least a cyclic frame has behind its id: 40 bytes of data and the status.
const CYCLIC_MIN: u32 = 46;
/// The four bytes at a cyclic frame's end: cycle counter, data status, transfer status.
const STATUS: usize = 4;
/// Bits of the data status that are reserved and always 0.
const STATUS_RESERVED: u8 = 0b0100_1000;

pub(super) const PARSER: Parser = Parser {
    protocol: Protocol::ProfinetRt,
    carriers: &[Carrier::Ethernet(0x8892), Carrier::Ethernet(neighbours::ETHER_TYPE)],
    usual_ports: &[],
    read,
    identify: Some(identify),
    looked_at,
};

fn behind(window: &Window<'_>) -> Option<(Behind, CommandClasses)> {
    let id = window.be16(0)?;
    FRAMES.iter().find(|row| (row.0..=row.1).contains(&id)).map(|row| (row.2, row.3))
}

fn is_lldp(setting: &Setting) -> bool {
    setting.carrier == Carrier::Ethernet(neighbours::ETHER_TYPE)
}

fn identify(pdu: &[u8], setting: &Setting, found: &mut dyn Found) {
    if is_lldp(setting) { neighbours::identify(pdu, setting, found) } else { dcp::identify(pdu, found) }
}

fn looked_at(pdu: &[u8], setting: &Setting) -> Vec<Range<usize>> {
    if is_lldp(setting) {
        return neighbours::looked_at(pdu, setting);
    }
    let window = Window::new(pdu, u32::try_from(pdu.len()).unwrap_or(u32::MAX));
    match behind(&window) {
        Some((Behind::Dcp, _)) => dcp::looked_at(pdu),
        Some((Behind::Cyclic, _)) => {
            let status = pdu.len().saturating_sub(STATUS) + 2;
            vec![0..2, status..status + 2]
        }
        Some((Behind::Alarm, _)) => vec![0..2, 6..8],
        _ => vec![0..2],
    }
}

fn read(window: &Window<'_>, setting: &Setting) -> Reading {
    if is_lldp(setting) {
        return neighbours::read(window);
    }
    let Some((behind, commands)) = behind(window) else { return Reading::No };
    let weight = match behind {
        Behind::Dcp => return dcp::read(window),
        Behind::Cyclic => match cyclic(window) {
            Some(weight) => weight,
            None => return Reading::No,
        },
        Behind::Alarm if is_alarm(window) => Weight::Strong,
        Behind::Alarm => return Reading::No,
        Behind::Remote | Behind::Time | Behind::Fragment => Weight::Weak,
    };
    Reading::Pdu(pdu(Protocol::ProfinetRt, weight, Side::Unknown, commands))
}

/// Has the frame a cyclic frame's length and, where its end can be seen, a status with all reserved bits 0? Where it
/// has not, something may be appended (a check sum, a trailer of the capture), and one frame alone says little.
fn cyclic(window: &Window<'_>) -> Option<Weight> {
    if window.length() < CYCLIC_MIN {
        return None;
    }
    let end = usize::try_from(window.length()).ok()?;
    let right = window.u8(end - 2).is_some_and(|status| status & STATUS_RESERVED == 0);
    Some(if right && window.u8(end - 1) == Some(0) { Weight::Strong } else { Weight::Weak })
}

/// Has an alarm PDU a type (data, negative, positive, error) and flags that exist?
fn is_alarm(window: &Window<'_>) -> bool {
    let kind = window.u8(6).map(|kind| (kind & 0x0f, kind >> 4));
    matches!(kind, Some((1..=4, 1))) && window.u8(7).is_some_and(|flags| flags & 0xe0 == 0)
}

const fn pdu(protocol: Protocol, weight: Weight, side: Side, commands: CommandClasses) -> Pdu {
    Pdu { protocol, weight, extent: Extent::Payload, side, commands }
}

#[cfg(test)]
mod tests;
