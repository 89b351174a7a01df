//! DCP: discovery, and the giving of names and addresses.
//!
//! Invariant: of a block, its option, suboption and length are looked at; the content only of the four blocks that
//! say what the device is, and of the answer to a setting (which option, not which value).

use std::ops::Range;

use sekisho_model::{CommandClass, CommandClasses, IdentityKind, Protocol, ShortText};

use super::pdu;
use crate::window::{Found, Reading, Side, Weight, Window};

/// Where the blocks begin, counted from the frame id.
const BLOCKS: usize = 12;
/// Most blocks of a message that are walked.
const BLOCKS_MAX: usize = 32;

const GET: u8 = 3;
const SET: u8 = 4;

/// Frame id, service → is it one of DCP's pairs?
const SERVICES: &[(u16, u8)] = &[(0xfefc, 6), (0xfefd, GET), (0xfefd, SET), (0xfefe, 5), (0xfeff, 5)];

/// Option and suboption of a block that is set → class. What is not here is a parameter: program.
#[rustfmt::skip] // a table
const SETTINGS: &[(u8, u8, CommandClass)] = &[
    (5, 1, CommandClass::Other),      // start of a transaction
    (5, 2, CommandClass::Other),      // end of a transaction
    (5, 3, CommandClass::Diagnostic), // signal: the device blinks
    (5, 5, CommandClass::Control),    // factory reset
    (5, 6, CommandClass::Control),    // reset to factory
];

/// One block: option, suboption, and where its content is.
struct Block {
    option: u8,
    suboption: u8,
    content: Range<usize>,
}

struct Message {
    service: u8,
    request: bool,
    end: usize,
}

fn message(window: &Window<'_>) -> Option<Message> {
    let service = window.u8(2)?;
    SERVICES.contains(&(window.be16(0)?, service)).then_some(())?;
    let kind = window.u8(3)?;
    matches!(kind, 0 | 1 | 5).then_some(())?;
    let end = BLOCKS + usize::from(window.be16(10)?);
    (u32::try_from(end).ok()? <= window.length()).then_some(())?;
    Some(Message { service, request: kind == 0, end })
}

pub(super) fn read(window: &Window<'_>) -> Reading {
    let Some(message) = message(window) else { return Reading::No };
    let side = if message.request && message.service != 6 { Side::Client } else { Side::Server };
    let commands = if message.service == SET {
        set_classes(window, &message)
    } else {
        CommandClasses::of(CommandClass::Diagnostic)
    };
    Reading::Pdu(pdu(Protocol::ProfinetDcp, Weight::Strong, side, commands))
}

/// What a Set sets, or what its answer says was set. One whose blocks cannot be seen sets a parameter.
fn set_classes(window: &Window<'_>, message: &Message) -> CommandClasses {
    let blocks = walk(|at| window.u8(at), message);
    let mut classes = CommandClasses::NONE;
    for block in &blocks {
        let answered = (block.option, block.suboption) == (5, 4);
        let (option, suboption) = if answered {
            (window.u8(block.content.start), window.u8(block.content.start + 1))
        } else {
            (Some(block.option), Some(block.suboption))
        };
        let listed = SETTINGS.iter().find(|row| (Some(row.0), Some(row.1)) == (option, suboption));
        classes = classes.and(CommandClasses::of(listed.map_or(CommandClass::Program, |row| row.2)));
    }
    if blocks.is_empty() { CommandClasses::of(CommandClass::Program) } else { classes }
}

/// Names a device by the blocks of an answer or a hello: type of station, name of station, device id, role.
pub(super) fn identify(pdu: &[u8], found: &mut dyn Found) {
    let window = whole(pdu);
    let Some(message) = message(&window) else { return };
    if message.service == SET || (message.request && message.service != 6) {
        return;
    }
    for block in walk(|at| pdu.get(at).copied(), &message) {
        // The first two bytes of an answer's block are information on the block.
        let Some(content) = pdu.get(block.content.start + 2..block.content.end) else { continue };
        match (block.option, block.suboption) {
            (2, 1) => text(content, IdentityKind::Product, found),
            (2, 2) => text(content, IdentityKind::Name, found),
            (2, 3) => number(content, found),
            (2, 4) => role(content, found),
            _ => {}
        }
    }
}

pub(super) fn looked_at(pdu: &[u8]) -> Vec<Range<usize>> {
    let mut ranges = vec![0..4, 10..12];
    let Some(message) = message(&whole(pdu)) else { return ranges };
    let answered = message.service == SET && !message.request;
    for block in walk(|at| pdu.get(at).copied(), &message) {
        ranges.push(block.content.start - 4..block.content.start);
        match (block.option, block.suboption) {
            (5, 4) if answered => ranges.push(block.content.start..block.content.start + 2),
            (2, 1..=4) if message.service != SET => ranges.push(block.content),
            _ => {}
        }
    }
    ranges
}

/// A window of the head: lengths are those of the whole.
fn whole(pdu: &[u8]) -> Window<'_> {
    Window::new(pdu, u32::try_from(pdu.len()).unwrap_or(u32::MAX))
}

/// The blocks, as far as they can be seen. A Get request is a list of bare options and has none.
fn walk(byte: impl Fn(usize) -> Option<u8>, message: &Message) -> Vec<Block> {
    let mut found = Vec::new();
    let mut at = BLOCKS;
    if message.service == GET && message.request {
        return found;
    }
    while found.len() < BLOCKS_MAX && at + 4 <= message.end {
        let (Some(option), Some(suboption), Some(high), Some(low)) =
            (byte(at), byte(at + 1), byte(at + 2), byte(at + 3))
        else {
            break;
        };
        let content = at + 4..at + 4 + usize::from(u16::from_be_bytes([high, low]));
        if content.end > message.end {
            break;
        }
        at = content.end + content.end % 2;
        found.push(Block { option, suboption, content });
    }
    found
}

fn text(content: &[u8], kind: IdentityKind, found: &mut dyn Found) {
    if content.is_ascii()
        && let Ok(text) = str::from_utf8(content)
        && let Some(text) = ShortText::new(text)
    {
        found.identity(kind, text);
    }
}

/// Vendor and device by their numbers, as PI gives them out.
fn number(content: &[u8], found: &mut dyn Found) {
    let Some([vendor_high, vendor_low, device_high, device_low]) = content.first_chunk().copied() else {
        return;
    };
    let vendor = u16::from_be_bytes([vendor_high, vendor_low]);
    let device = u16::from_be_bytes([device_high, device_low]);
    for (kind, number) in [(IdentityKind::Vendor, vendor), (IdentityKind::Model, device)] {
        if let Some(text) = ShortText::new(&format!("PROFINET 0x{number:04X}")) {
            found.identity(kind, text);
        }
    }
}

/// Bits of the role → what the device says it is; the first that is set.
const ROLES: &[(u8, &str)] =
    &[(2, "IO controller"), (8, "IO supervisor"), (4, "IO multidevice"), (1, "IO device")];

fn role(content: &[u8], found: &mut dyn Found) {
    let Some(bits) = content.first() else { return };
    if let Some((_, role)) = ROLES.iter().find(|(bit, _)| bits & bit != 0)
        && let Some(text) = ShortText::new(role)
    {
        found.identity(IdentityKind::DeviceType, text);
    }
}
