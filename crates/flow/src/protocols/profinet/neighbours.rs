//! Who is beside whom: LLDP frames with the elements that IEC 61158-6-10 adds to them.
//!
//! Invariant: only a station of PROFINET sends these elements, so such a frame is PROFINET's discovery; any other LLDP
//! frame is LLDP. What the frame says of the station is read by LLDP's own rules.

use std::ops::Range;

use sekisho_model::{CommandClasses, Protocol};

use super::super::lldp;
use super::pdu;
use crate::window::{Found, Reading, Setting, Side, Weight, Window};

/// EtherType of LLDP.
pub(super) const ETHER_TYPE: u16 = 0x88cc;
/// Kinds of element: the two that come first, and those of organisations.
const CHASSIS: u8 = 1;
const PORT: u8 = 2;
const ORGANISATION: u8 = 127;
/// PROFIBUS and PROFINET International, and its first and last kinds of element.
const PROFINET: [u8; 3] = [0x00, 0x0e, 0xcf];
const KINDS: std::ops::RangeInclusive<u8> = 1..=6;
/// Most elements that are walked.
const ELEMENTS_MAX: usize = 64;

/// The elements as far as they can be seen: kind, where the head is, where the element ends.
fn elements(window: &Window<'_>) -> Vec<(u8, usize, usize)> {
    let mut found = Vec::new();
    let mut at = 0;
    while found.len() < ELEMENTS_MAX
        && let Some(head) = window.be16(at)
        && let Ok(kind) = u8::try_from(head >> 9)
        && kind != 0
    {
        let end = at + 2 + usize::from(head & 0x1ff);
        found.push((kind, at, end));
        at = end;
    }
    found
}

pub(super) fn read(window: &Window<'_>) -> Reading {
    let elements = elements(window);
    let begins = matches!(elements.as_slice(), [(CHASSIS, ..), (PORT, ..), ..]);
    let of_profinet = |(kind, at, end): &(u8, usize, usize)| {
        *kind == ORGANISATION
            && end - at >= 6
            && window.has(at + 2, &PROFINET)
            && window.u8(at + 5).is_some_and(|kind| KINDS.contains(&kind))
    };
    if begins && elements.iter().any(of_profinet) {
        let none = CommandClasses::NONE;
        return Reading::Pdu(pdu(Protocol::ProfinetDcp, Weight::Strong, Side::Unknown, none));
    }
    Reading::No
}

pub(super) fn identify(frame: &[u8], setting: &Setting, found: &mut dyn Found) {
    if let Some(identify) = lldp::PARSER.identify {
        identify(frame, setting, found);
    }
}

pub(super) fn looked_at(frame: &[u8], setting: &Setting) -> Vec<Range<usize>> {
    let window = Window::new(frame, u32::try_from(frame.len()).unwrap_or(u32::MAX));
    let heads = elements(&window).into_iter().map(
        |(kind, at, _)| {
            if kind == ORGANISATION { at..at + 6 } else { at..at + 2 }
        },
    );
    let next = elements(&window).last().map_or(0, |last| last.2);
    heads.chain([next..next + 2]).chain((lldp::PARSER.looked_at)(frame, setting)).collect()
}
