//! What a device says of itself: I-Am (device instance, maker's number) and the answers to ReadProperty and
//! ReadPropertyMultiple of the device object, as far as they are on the allow-list.
//!
//! Invariant: only properties of an object of type *device* are looked at; all other values are passed over by
//! their lengths.

use std::ops::Range;

use sekisho_model::{IdentityKind, ShortText};

use crate::window::{Found, Setting};

/// Object type of the device object.
const DEVICE: u32 = 8;
/// Most tags that are walked in one PDU.
const TAGS_MAX: usize = 512;
/// Longest word that is looked at, in bytes.
const WORD_MAX: usize = 256;

/// The allow-list: property number, kind.
#[rustfmt::skip] // a table
const ALLOWED: &[(u32, IdentityKind)] = &[
    (121, IdentityKind::Vendor),    // vendor-name
    (70, IdentityKind::Model),      // model-name
    (44, IdentityKind::Firmware),   // firmware-revision
    (12, IdentityKind::Firmware),   // application-software-version
    (77, IdentityKind::Name),       // object-name
    (372, IdentityKind::Serial),    // serial-number
];

/// Makers by their ASHRAE number, those that stand in many buildings. Others keep the number.
#[rustfmt::skip] // a table
const VENDORS: &[(u32, &str)] = &[
    (0, "ASHRAE"), (2, "Trane"), (5, "Johnson Controls"), (7, "Siemens Building Technologies"), (8, "Delta Controls"),
    (10, "Schneider Electric"), (17, "Honeywell"), (18, "Alerton"), (24, "Carrier"), (35, "Reliable Controls"),
    (36, "Tridium"),
];

/// Reads what a PDU says of its sender.
pub(super) fn identify(pdu: &[u8], _setting: &Setting, found: &mut dyn Found) {
    let Some(at) = apdu_at(pdu) else { return };
    let apdu = pdu.get(at..).unwrap_or_default();
    match apdu {
        [0x10, 0, body @ ..] => i_am(body, found),
        // Not segmented: one part of a list can't be walked.
        [0x30, _, 12, body @ ..] => property(body, found),
        [0x30, _, 14, body @ ..] => properties(body, found),
        _ => {}
    }
}

fn apdu_at(pdu: &[u8]) -> Option<usize> {
    let npdu = if *pdu.get(1)? == 4 { 10 } else { 4 };
    let control = *pdu.get(npdu + 1)?;
    let mut at = npdu + 2;
    // What came through a router speaks for another device than the packet's sender.
    if control & 0x88 != 0 || npdu == 10 {
        return None;
    }
    if control & 0x20 != 0 {
        at += 4 + usize::from(*pdu.get(at + 2)?);
    }
    Some(at)
}

/// A tag: number, context or application, what it holds.
enum Holds {
    Open,
    Close,
    Bytes(usize),
}

struct Tag {
    number: u8,
    context: bool,
    holds: Holds,
    /// Bytes of the tag itself.
    head: usize,
}

/// Clause 20.2.1. Extended tag numbers do not occur in what is read here.
fn tag(bytes: &[u8]) -> Option<Tag> {
    let first = *bytes.first()?;
    let (number, context) = (first >> 4, first & 0x08 != 0);
    if number == 15 {
        return None;
    }
    let (holds, head) = match first & 7 {
        6 if context => (Holds::Open, 1),
        7 if context => (Holds::Close, 1),
        // A boolean keeps its value in the tag.
        _ if number == 1 && !context => (Holds::Bytes(0), 1),
        5 => match *bytes.get(1)? {
            254 => (Holds::Bytes(usize::from(u16::from_be_bytes([*bytes.get(2)?, *bytes.get(3)?]))), 4),
            255 => return None,
            length => (Holds::Bytes(length.into()), 2),
        },
        length => (Holds::Bytes(length.into()), 1),
    };
    Some(Tag { number, context, holds, head })
}

/// The next tag with its bytes, and what follows.
fn value(bytes: &[u8]) -> Option<(Tag, &[u8], &[u8])> {
    let tag = tag(bytes)?;
    let length = match tag.holds {
        Holds::Bytes(length) => length,
        Holds::Open | Holds::Close => 0,
    };
    let rest = bytes.get(tag.head..)?;
    let (value, rest) = (rest.get(..length)?, rest.get(length..)?);
    Some((tag, value, rest))
}

fn number(bytes: &[u8]) -> Option<u32> {
    (1..=4).contains(&bytes.len()).then(|| bytes.iter().fold(0, |sum, byte| sum << 8 | u32::from(*byte)))
}

/// Object identifier, longest APDU, segmentation, maker.
fn i_am(body: &[u8], found: &mut dyn Found) {
    let mut rest = body;
    let mut fields = [0; 4];
    for (field, kind) in fields.iter_mut().zip([12, 2, 9, 2]) {
        let Some((tag, bytes, after)) = value(rest) else { return };
        let is_of = !tag.context && tag.number == kind && tag.head == 1;
        let (true, Some(number)) = (is_of, number(bytes)) else { return };
        *field = number;
        rest = after;
    }
    let [object, _, _, vendor] = fields;
    if object >> 22 != DEVICE {
        return;
    }
    let known = VENDORS.iter().find(|(number, _)| *number == vendor).map(|(_, name)| (*name).to_owned());
    tell(found, IdentityKind::Vendor, &known.unwrap_or_else(|| format!("BACnet vendor {vendor}")));
    tell(found, IdentityKind::Name, &format!("device,{}", object & 0x3F_FFFF));
}

fn is_device(object: &[u8]) -> bool {
    number(object).is_some_and(|object| object >> 22 == DEVICE)
}

/// A property of the device object whose value, between tags 3, is on the allow-list: the property, and where the value
/// begins in the body. One reading for what is said and for what is declared.
fn allowed_property(body: &[u8]) -> Option<(u32, usize)> {
    let (object, object_bytes, rest) = value(body)?;
    let (property, property_bytes, rest) = value(rest)?;
    let is_of = |tag: &Tag, number: u8| tag.context && tag.number == number && tag.head == 1;
    if !is_of(&object, 0) || !is_of(&property, 1) || !is_device(object_bytes) {
        return None;
    }
    let number =
        number(property_bytes).filter(|number| ALLOWED.iter().any(|(allowed, _)| allowed == number))?;
    let (open, _, rest) = value(rest)?;
    let opens = open.context && open.number == 3 && matches!(open.holds, Holds::Open);
    opens.then_some((number, body.len() - rest.len()))
}

fn property(body: &[u8], found: &mut dyn Found) {
    if let Some((number, from)) = allowed_property(body) {
        word(number, body.get(from..).unwrap_or_default(), found);
    }
}

/// For each object: its identifier, then between tags 1 each property with its value between tags 4.
fn properties(body: &[u8], found: &mut dyn Found) {
    let mut rest = body;
    let (mut device, mut depth, mut property) = (false, 0_u32, None);
    for _ in 0..TAGS_MAX {
        let Some((tag, bytes, after)) = value(rest) else { return };
        match (depth, tag.context, tag.number, &tag.holds) {
            (0, true, 0, Holds::Bytes(_)) => device = is_device(bytes),
            (1, true, 2, Holds::Bytes(_)) => property = number(bytes),
            (1, true, 4, Holds::Open) if device => {
                if let Some(property) = property {
                    word(property, after, found);
                }
            }
            _ => {}
        }
        match tag.holds {
            Holds::Open => depth += 1,
            Holds::Close => depth = depth.saturating_sub(1),
            Holds::Bytes(_) => {}
        }
        rest = after;
    }
}

/// A character string, if the property is on the allow-list.
fn word(property: u32, bytes: &[u8], found: &mut dyn Found) {
    let Some((_, kind)) = ALLOWED.iter().find(|(number, _)| *number == property) else { return };
    let Some((Tag { number: 7, context: false, .. }, string, _)) = value(bytes) else { return };
    let Some((set, characters)) = string.split_first() else { return };
    let characters = characters.get(..WORD_MAX).unwrap_or(characters);
    let text = match set {
        0 => String::from_utf8_lossy(characters).into_owned(),
        5 => characters.iter().copied().map(char::from).collect(),
        4 => {
            let (units, _) = characters.as_chunks::<2>();
            String::from_utf16_lossy(&units.iter().map(|unit| u16::from_be_bytes(*unit)).collect::<Vec<_>>())
        }
        _ => return,
    };
    tell(found, *kind, &text);
}

fn tell(found: &mut dyn Found, kind: IdentityKind, text: &str) {
    if let Some(value) = ShortText::new(text) {
        found.identity(kind, value);
    }
}

/// The bytes of identities in an APDU that begins at `at`: all of I-Am; object and property, and the value if the
/// list allows it; in lists the tags.
pub(super) fn looked_at(pdu: &[u8], at: usize) -> Vec<Range<usize>> {
    let apdu = pdu.get(at..).unwrap_or_default();
    match apdu {
        [0x10, 0, ..] => vec![at..at + 24],
        [0x30, _, 12, body @ ..] if allowed_property(body).is_some() => vec![at..pdu.len()],
        [0x30, _, 12, ..] => vec![at..at + 14],
        [0x30, _, 14, ..] => listed(pdu, at + 3),
        _ => Vec::new(),
    }
}

/// Tags with their heads; of the values only object identifiers, property numbers and allowed words.
fn listed(pdu: &[u8], mut at: usize) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let (mut depth, mut allowed) = (0_u32, false);
    while let Some(tag) = pdu.get(at..).and_then(tag) {
        let length = match tag.holds {
            Holds::Open => {
                depth += 1;
                0
            }
            Holds::Close => {
                depth = depth.saturating_sub(1);
                0
            }
            Holds::Bytes(length) => length,
        };
        let end = at + tag.head + length;
        if tag.context && tag.number == 2 && depth == 1 {
            let property = pdu.get(at + tag.head..end).and_then(number);
            allowed = property.is_some_and(|number| matches!(number, 121 | 70 | 44 | 12 | 77 | 372));
        }
        let header_field = depth <= 1 && tag.context;
        let shown = if header_field || allowed { end } else { at + tag.head };
        ranges.push(at..shown);
        at = end;
    }
    ranges
}
