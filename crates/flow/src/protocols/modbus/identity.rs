//! Read Device Identification (function 43, MEI type 14): what the device says it is. User-written objects are left.

use std::ops::Range;

use sekisho_model::{IdentityKind, ShortText};

use crate::window::{Found, Setting};

use super::functions::{DATA, DEVICE_IDENTIFICATION, ENCAPSULATED};

/// Most objects of one answer.
const OBJECTS_MAX: usize = 32;

/// Objects with a place on the allow-list.
const fn kind(object: u8) -> Option<IdentityKind> {
    match object {
        0 => Some(IdentityKind::Vendor),
        1 | 5 => Some(IdentityKind::Model),
        2 => Some(IdentityKind::Firmware),
        4 => Some(IdentityKind::Product),
        _ => None,
    }
}

pub(super) fn identify(pdu: &[u8], _setting: &Setting, found: &mut dyn Found) {
    for (kind, place) in objects(pdu) {
        let text = kind.zip(pdu.get(place)).and_then(|(kind, bytes)| Some((kind, text(bytes)?)));
        if let Some((kind, text)) = text {
            found.identity(kind, text);
        }
    }
}

/// Printable ASCII, or nothing.
fn text(bytes: &[u8]) -> Option<ShortText> {
    let bytes = bytes.split(|byte| *byte == 0).next()?;
    bytes.iter().all(|byte| (0x20..0x7F).contains(byte)).then_some(())?;
    ShortText::new(std::str::from_utf8(bytes).ok()?)
}

/// Each object of an answer: what it is, and where its value stands.
fn objects(pdu: &[u8]) -> Vec<(Option<IdentityKind>, Range<usize>)> {
    let mut objects = Vec::new();
    let is_answer = pdu.get(7..9) == Some(&[ENCAPSULATED, DEVICE_IDENTIFICATION]) && pdu.len() > DATA + 7;
    let count = pdu.get(DATA + 5).copied().map_or(0, usize::from).min(OBJECTS_MAX);
    let mut at = DATA + 6;
    for _ in 0..if is_answer { count } else { 0 } {
        let (Some(object), Some(length)) = (pdu.get(at), pdu.get(at + 1)) else { break };
        let end = at + 2 + usize::from(*length);
        objects.push((kind(*object), at + 2..end));
        at = end;
    }
    objects
}

/// Heads of the objects, and values of those that are kept.
pub(super) fn looked_at(pdu: &[u8]) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    for (kind, place) in objects(pdu) {
        ranges.push(place.start - 2..if kind.is_some() { place.end } else { place.start });
    }
    ranges
}
