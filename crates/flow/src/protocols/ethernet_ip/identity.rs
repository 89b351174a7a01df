//! What a device says of itself: the answer to ListIdentity, and to Get_Attributes_All of the Identity object.

use sekisho_model::{IdentityKind, ShortText};

use super::{HEAD, cip_at};
use crate::window::{Found, Setting, Window};

/// Longest product name that CIP allows.
const NAME_MAX: usize = 32;
/// Bytes of an identity before its name's characters.
const FIXED: usize = 15;

/// Makers by their ODVA number: those that stand in many plants. Others keep the number.
#[rustfmt::skip] // a table
const VENDORS: &[(u16, &str)] = &[
    (1, "Rockwell Automation/Allen-Bradley"), (40, "WAGO"), (47, "OMRON"), (48, "TURCK"), (90, "HMS Industrial Networks"),
    (161, "Mitsubishi Electric"), (243, "Schneider Electric"), (283, "Hilscher"), (356, "FANUC"), (367, "KEYENCE"),
    (678, "Cognex"), (1251, "Siemens"),
];

/// Device types by their CIP profile number.
#[rustfmt::skip] // a table
const DEVICE_TYPES: &[(u16, &str)] = &[
    (0x00, "Generic device"), (0x02, "AC drive"), (0x03, "Motor overload"), (0x04, "Limit switch"),
    (0x05, "Inductive proximity switch"), (0x06, "Photoelectric sensor"), (0x07, "General purpose discrete I/O"),
    (0x09, "Resolver"), (0x0C, "Communications adapter"), (0x0E, "Programmable logic controller"),
    (0x10, "Position controller"), (0x13, "DC drive"), (0x15, "Contactor"), (0x16, "Motor starter"),
    (0x17, "Soft start"), (0x18, "Human-machine interface"), (0x1A, "Mass flow controller"), (0x1B, "Pneumatic valve"),
    (0x1C, "Vacuum pressure gauge"), (0x22, "Encoder"), (0x23, "Safety discrete I/O"), (0x24, "Fluid flow controller"),
    (0x25, "CIP motion drive"), (0x2B, "Generic device"), (0x2C, "Managed switch"), (0x2F, "Safety analog I/O"),
    (0x32, "ControlNet physical layer component"),
];

/// Reads the identity out of a PDU that carries one.
pub(super) fn identify(pdu: &[u8], _setting: &Setting, found: &mut dyn Found) {
    let length = u32::try_from(pdu.len()).unwrap_or(u32::MAX);
    let head = Window::new(pdu, length);
    let identity = match head.le16(0) {
        Some(0x63) => listed(pdu, &head),
        Some(0x6F | 0x70) => asked(pdu, &head, length),
        _ => None,
    };
    if let Some(identity) = identity {
        tell(identity, found);
    }
}

/// One item of type 0x0C: version, socket address, identity.
fn listed<'a>(pdu: &'a [u8], head: &Window<'_>) -> Option<&'a [u8]> {
    let fits = head.le16(24)? >= 1 && head.le16(26)? == 0x0C;
    let end = 30 + usize::from(head.le16(28)?);
    let identity = pdu.get(48..end.min(pdu.len()))?;
    fits.then_some(identity)
}

/// An answer to Get_Attributes_All that has the form of an identity to its last byte.
fn asked<'a>(pdu: &'a [u8], head: &Window<'_>, length: u32) -> Option<&'a [u8]> {
    let body = u16::try_from(length.checked_sub(HEAD)?).ok()?;
    let at = cip_at(head, body)?;
    let identity = pdu.get(at + 4..)?;
    let name = usize::from(*identity.get(FIXED - 1)?);
    let exact = identity.len() == FIXED + name;
    (head.has(at, &[0x81, 0, 0, 0]) && exact).then_some(identity)
}

/// Vendor, device type, product code, revision, status, serial number, name.
fn tell(identity: &[u8], found: &mut dyn Found) {
    let length = u32::try_from(identity.len()).unwrap_or(u32::MAX);
    let fields = Window::new(identity, length);
    let (Some(vendor), Some(kind)) = (fields.le16(0), fields.le16(2)) else { return };
    let Some(name_length) = fields.u8(FIXED - 1).map(usize::from) else { return };
    let Some(name) = identity.get(FIXED..FIXED + name_length).filter(|name| is_name(name)) else { return };
    let (Some(major), Some(minor), Some(serial)) = (fields.u8(6), fields.u8(7), fields.le32(10)) else {
        return;
    };
    let name: String = name.iter().copied().map(char::from).collect();
    let vendor = named(VENDORS, vendor).map_or_else(|| format!("CIP vendor {vendor}"), str::to_owned);
    let device = named(DEVICE_TYPES, kind).map_or_else(|| format!("CIP device type {kind}"), str::to_owned);
    let words = [
        (IdentityKind::Vendor, vendor),
        (IdentityKind::DeviceType, device),
        (IdentityKind::Product, name),
        (IdentityKind::Firmware, format!("{major}.{minor}")),
        (IdentityKind::Serial, format!("{serial:08x}")),
    ];
    for (kind, value) in words {
        if let Some(value) = ShortText::new(&value) {
            found.identity(kind, value);
        }
    }
}

fn is_name(name: &[u8]) -> bool {
    (1..=NAME_MAX).contains(&name.len()) && name.iter().all(|byte| matches!(byte, b' '..=b'~'))
}

fn named(table: &[(u16, &'static str)], number: u16) -> Option<&'static str> {
    table.iter().find(|(known, _)| *known == number).map(|(_, name)| *name)
}
