//! A node's profile (JEM-TR 214): names and values in BER, in the answer to a profile read.
//!
//! Invariant: only the common parameters are walked, the first sequence within the outer one; what a maker adds
//! behind it is not.

use std::ops::Range;

use sekisho_model::{IdentityKind, ShortText};

use super::{PROFILE, TRANSACTION_AT};
use crate::window::{Found, Setting};

/// Where a message's data begin.
const DATA: usize = 64;
const SEQUENCE: u8 = 0x30;
const TEXT: u8 = 0x13;
/// Most elements that are walked.
const ELEMENTS_MAX: usize = 32;

/// Name of a parameter → what it says of the device.
const NAMES: &[(&[u8], IdentityKind)] = &[
    (b"VENDOR", IdentityKind::Vendor),
    (b"DVMODEL", IdentityKind::Model),
    (b"DVCATEGORY", IdentityKind::DeviceType),
];

/// An element: tag, where its content begins and ends.
fn element(pdu: &[u8], at: usize) -> Option<(u8, Range<usize>)> {
    let tag = *pdu.get(at)?;
    let (start, size) = match *pdu.get(at + 1)? {
        short @ 0..=0x7f => (at + 2, usize::from(short)),
        0x81 => (at + 3, usize::from(*pdu.get(at + 2)?)),
        0x82 => (at + 4, usize::from(u16::from_be_bytes([*pdu.get(at + 2)?, *pdu.get(at + 3)?]))),
        _ => return None,
    };
    Some((tag, start..start + size))
}

/// Where the common parameters are: from the data's begin to the end of the inner sequence.
pub(super) fn place(pdu: &[u8]) -> Option<Range<usize>> {
    parameters(pdu).map(|inner| DATA..inner.end)
}

fn parameters(pdu: &[u8]) -> Option<Range<usize>> {
    let code = pdu.get(TRANSACTION_AT..)?.first_chunk().copied().map(u16::from_be_bytes)?;
    (code == PROFILE && pdu.starts_with(super::LETTERS)).then_some(())?;
    let (tag, outer) = element(pdu, DATA)?;
    let (inner_tag, inner) = element(pdu, outer.start)?;
    (tag == SEQUENCE && inner_tag == SEQUENCE && inner.end <= pdu.len()).then_some(inner)
}

/// Names a node by its profile.
pub(super) fn identify(pdu: &[u8], _setting: &Setting, found: &mut dyn Found) {
    let Some(inner) = parameters(pdu) else { return };
    let mut at = inner.start;
    let mut named = None;
    for _ in 0..ELEMENTS_MAX {
        let Some((tag, content)) = element(pdu, at).filter(|(_, content)| content.end <= inner.end) else {
            return;
        };
        at = content.end;
        let bytes = pdu.get(content).unwrap_or_default();
        match (named.take(), tag) {
            (Some(kind), TEXT) => say(bytes, kind, found),
            (None, TEXT) => named = NAMES.iter().find(|row| row.0 == bytes).map(|row| row.1),
            _ => {}
        }
    }
}

fn say(bytes: &[u8], kind: IdentityKind, found: &mut dyn Found) {
    if bytes.is_ascii()
        && let Some(text) = str::from_utf8(bytes).ok().and_then(ShortText::new)
    {
        found.identity(kind, text);
    }
}
