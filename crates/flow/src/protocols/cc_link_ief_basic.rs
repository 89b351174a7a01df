//! CC-Link IE Field Network Basic: cyclic data between a master and its slaves over UDP, in frames of SLMP's 3E kind.
//!
//! Invariant: a request is named by its command (0E70), an answer by the head that stands where other answers have
//! data: protocol version, a reserved field, and where the cyclic information begins. Outputs go out with the request
//! (write), inputs come back with the answer (read). Process data are not looked at.
//!
//! Search and setting of addresses (UDP 61451) are SLMP.

use std::ops::Range;

use sekisho_model::{CommandClass, CommandClasses, Protocol};

use super::slmp::frame::{Frame, LAYOUTS, frame};
use crate::window::{Carrier, Extent, Parser, Pdu, Reading, Setting, Side, Window};

const CYCLIC: u16 = 0x0e70;

pub(super) const PARSER: Parser = Parser {
    protocol: Protocol::CcLinkIeFieldBasic,
    carriers: &[Carrier::Udp],
    usual_ports: &[61450],
    read,
    identify: None,
    looked_at: |_, _| ranges(),
};

fn ranges() -> Vec<Range<usize>> {
    vec![0..2, 4..9, 9..23]
}

/// Is this frame of the family a cyclic one?
pub(super) fn is_cyclic(window: &Window<'_>, frame: &Frame, setting: &Setting) -> bool {
    if setting.carrier != Carrier::Udp || *frame.layout != LAYOUTS[0] {
        return false;
    }
    if frame.answer {
        frame.extent >= 51 && has_cyclic_head(window, 11)
    } else {
        frame.command == Some((CYCLIC, Some(0))) && has_cyclic_head(window, 15)
    }
}

/// Version 1 or 2, a reserved field, and an offset to the cyclic information that lies behind the head.
fn has_cyclic_head(window: &Window<'_>, at: usize) -> bool {
    matches!(window.le16(at), Some(1 | 2))
        && window.le16(at + 2) == Some(0)
        && window.le16(at + 4).is_some_and(|offset| (0x20..=0x40).contains(&offset) && offset % 4 == 0)
        && window.le16(at + 6).is_none_or(|reserved| reserved == 0)
}

fn read(window: &Window<'_>, setting: &Setting) -> Reading {
    let Some(frame) = frame(window, setting.carrier) else { return Reading::No };
    if !is_cyclic(window, &frame, setting) {
        return Reading::No;
    }
    let (side, class) =
        if frame.answer { (Side::Server, CommandClass::Read) } else { (Side::Client, CommandClass::Write) };
    Reading::Pdu(Pdu {
        protocol: Protocol::CcLinkIeFieldBasic,
        weight: frame.weight,
        extent: Extent::Payload,
        side,
        commands: CommandClasses::of(class),
    })
}

#[cfg(test)]
mod tests;
