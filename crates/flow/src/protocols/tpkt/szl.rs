//! The system status list of a SIMATIC controller: its order number, versions, names and serial number.
//!
//! Only answers with list 0x11 (module identification) or 0x1C (component identification) are read.

use std::ops::Range;

use sekisho_model::{IdentityKind, ShortText};

use crate::window::Found;

use super::s7comm::ID;

/// Answer, group of CPU functions; list read.
const READ_ANSWERED: [u8; 2] = [0x84, 0x01];
/// Where the parameter ends in an answer, and the data begins.
const DATA: usize = 22;
/// Bytes of return code, sort and length; of the list's head with them.
const LIST: usize = DATA + 4;
const RECORDS: usize = LIST + 8;
const MODULE_RECORD: usize = 28;
const COMPONENT_RECORD: usize = 34;
/// Most records of one answer.
const RECORDS_MAX: usize = 64;

/// A field that is kept.
struct Kept {
    kind: IdentityKind,
    place: Range<usize>,
    /// Three numbers rather than words.
    is_version: bool,
}

/// The heads of what was read, and the fields that are kept.
#[derive(Default)]
struct Fields {
    heads: Vec<Range<usize>>,
    kept: Vec<Kept>,
}

fn be16(bytes: &[u8], at: usize) -> Option<usize> {
    Some(usize::from(u16::from_be_bytes(*bytes.get(at..)?.first_chunk()?)))
}

fn is_answer(body: &[u8]) -> bool {
    body.starts_with(&[ID, 7])
        && body.get(15..17) == Some(&READ_ANSWERED)
        && be16(body, 6) == Some(DATA - 10)
        && body.get(DATA) == Some(&0xFF)
}

fn fields(body: &[u8]) -> Fields {
    let mut fields = Fields::default();
    let head = (be16(body, LIST), be16(body, LIST + 4), be16(body, LIST + 6));
    let (true, (Some(list), Some(size), Some(count))) = (is_answer(body), head) else {
        return fields;
    };
    let expected = match list & 0xFF {
        0x11 => MODULE_RECORD,
        0x1C => COMPONENT_RECORD,
        _ => return fields,
    };
    if size != expected {
        return fields;
    }
    for at in (0..count.min(RECORDS_MAX)).map(|record| RECORDS + record * size) {
        let Some(index) = be16(body, at).filter(|_| at + size <= body.len()) else { break };
        fields.heads.push(at..at + 2);
        let kept = if size == MODULE_RECORD { module(index, at) } else { component(index, at) };
        fields.kept.extend(kept);
    }
    fields
}

/// List 0x11: an order number of 20 letters, and three words, of which two hold the version.
fn module(index: usize, at: usize) -> Vec<Kept> {
    let order = Kept { kind: IdentityKind::Model, place: at + 2..at + 22, is_version: false };
    let version = |kind| Kept { kind, place: at + 24..at + 28, is_version: true };
    match index {
        1 => vec![order],
        6 => vec![version(IdentityKind::Hardware)],
        7 => vec![version(IdentityKind::Firmware)],
        _ => Vec::new(),
    }
}

/// List 0x1C: 32 bytes of words.
fn component(index: usize, at: usize) -> Vec<Kept> {
    let (kind, length) = match index {
        1 | 2 => (IdentityKind::Name, 24),
        5 => (IdentityKind::Serial, 24),
        7 => (IdentityKind::Product, 32),
        _ => return Vec::new(),
    };
    vec![Kept { kind, place: at + 2..at + 2 + length, is_version: false }]
}

pub(super) fn identify(body: &[u8], found: &mut dyn Found) {
    for Kept { kind, place, is_version } in fields(body).kept {
        let Some(bytes) = body.get(place) else { continue };
        let text = if is_version { version(bytes) } else { words(bytes) };
        if let Some(text) = text {
            found.identity(kind, text);
        }
    }
}

/// The letter V and three numbers.
fn version(bytes: &[u8]) -> Option<ShortText> {
    match bytes {
        [b'V', major, minor, patch] => ShortText::new(&format!("V{major}.{minor}.{patch}")),
        [0, major, 0, 0] if *major > 0 => ShortText::new(&major.to_string()),
        _ => None,
    }
}

/// Printable ASCII up to the first 0, or nothing.
fn words(bytes: &[u8]) -> Option<ShortText> {
    let bytes = bytes.split(|byte| *byte == 0).next()?;
    let printable = bytes.iter().all(|byte| (0x20..0x7F).contains(byte));
    printable.then(|| std::str::from_utf8(bytes).ok()).flatten().and_then(ShortText::new)
}

/// Whether it is such an answer, the list's head, each record's index and the fields that are kept.
pub(super) fn looked_at(body: &[u8]) -> Vec<Range<usize>> {
    let mut ranges = vec![DATA..DATA + 1];
    if is_answer(body) {
        ranges.push(LIST..RECORDS);
        let Fields { heads, kept } = fields(body);
        ranges.extend(heads);
        ranges.extend(kept.into_iter().map(|field| field.place));
    }
    ranges
}
