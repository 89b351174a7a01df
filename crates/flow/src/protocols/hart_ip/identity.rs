//! What a device says of itself: answers to commands 0, 11 and 21 (maker, type, revisions, number), 13 and 20 (tag).

use sekisho_model::{IdentityKind, ShortText};

use super::command_at;
use crate::window::{Found, Setting, Window};

/// Message id of a token-passing PDU.
const TOKEN_PASSING: u8 = 3;
/// Where the HART frame begins.
const FRAME: usize = 8;

/// Makers by their FieldComm number, those that stand in many plants. Others keep the number.
#[rustfmt::skip] // a table
const MAKERS: &[(u16, &str)] = &[
    (0x11, "Endress+Hauser"), (0x13, "Fisher Controls"), (0x17, "Honeywell"), (0x1A, "ABB"), (0x1F, "Micro Motion"),
    (0x26, "Rosemount"), (0x2A, "Siemens"), (0x37, "Yokogawa"), (0x3E, "VEGA"),
];

/// Reads what an answer says of the device.
pub(super) fn identify(pdu: &[u8], _setting: &Setting, found: &mut dyn Found) {
    let window = Window::new(pdu, u32::try_from(pdu.len()).unwrap_or(u32::MAX));
    let frame = window.from(FRAME);
    let Some(delimiter) = frame.u8(0).filter(|delimiter| delimiter & 7 == 6) else { return };
    if window.u8(2) != Some(TOKEN_PASSING) {
        return;
    }
    let at = command_at(delimiter);
    let (Some(command), Some(count)) = (frame.u8(at), frame.u8(at + 1)) else { return };
    // Response code and device status come first; an error says nothing of the device.
    let Some(length) = usize::from(count).checked_sub(2) else { return };
    let begin = FRAME + at + 4;
    let Some(data) = pdu.get(begin..begin + length).filter(|_| frame.u8(at + 2) == Some(0)) else { return };
    match command {
        0 | 11 | 21 => unique(data, found),
        13 => tag(data, found),
        20 => long_tag(data, found),
        _ => {}
    }
}

/// 254, type, preambles, revisions of HART, device, software and hardware, flags, number; from HART 7 on the maker.
fn unique(data: &[u8], found: &mut dyn Found) {
    let &[254, maker, kind, _, universal, _, software, hardware, _, n1, n2, n3, ..] = data else { return };
    let expanded = data.get(17..19).filter(|_| universal >= 7);
    let (maker, kind) = match expanded {
        Some(&[high, low]) => (u16::from_be_bytes([high, low]), u16::from_be_bytes([maker, kind])),
        _ => (maker.into(), kind.into()),
    };
    let known = MAKERS.iter().find(|(number, _)| *number == maker).map(|(_, name)| (*name).to_owned());
    tell(found, IdentityKind::Vendor, &known.unwrap_or_else(|| format!("HART manufacturer 0x{maker:04x}")));
    tell(found, IdentityKind::DeviceType, &format!("HART device type 0x{kind:04x}"));
    tell(found, IdentityKind::Firmware, &software.to_string());
    tell(found, IdentityKind::Hardware, &(hardware >> 3).to_string());
    tell(found, IdentityKind::Serial, &format!("{n1:02x}{n2:02x}{n3:02x}"));
}

/// Eight characters of six bits each.
fn tag(data: &[u8], found: &mut dyn Found) {
    let Some(packed) = data.first_chunk::<6>() else { return };
    let bits = packed.iter().fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
    let character = |index: u32| {
        let six = (bits >> (42 - 6 * index) & 0x3F) as u32;
        // Below 32 the letters, from 32 on signs and digits as in ASCII.
        char::from_u32(if six < 32 { six + 64 } else { six }).unwrap_or(' ')
    };
    let name: String = (0..8).map(character).collect();
    // Zeros: no tag was given.
    if name != "@@@@@@@@" {
        tell(found, IdentityKind::Name, &name);
    }
}

/// 32 characters of ISO Latin 1.
fn long_tag(data: &[u8], found: &mut dyn Found) {
    let text: String = data.iter().take(32).copied().map(char::from).collect();
    tell(found, IdentityKind::Name, &text);
}

fn tell(found: &mut dyn Found, kind: IdentityKind, text: &str) {
    if let Some(value) = ShortText::new(text) {
        found.identity(kind, value);
    }
}
