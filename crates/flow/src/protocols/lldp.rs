//! LLDP (IEEE 802.1AB), with the inventory of LLDP-MED (ANSI/TIA-1057).
//!
//! Kept of it: system name, system description, and what the inventory says. Ports, addresses and capabilities are
//! passed over: of those the engine sees enough in the frames themselves.

use std::ops::Range;

use sekisho_model::{CommandClasses, IdentityKind, Protocol, ShortText};

use crate::window::{Carrier, Extent, Found, Parser, Pdu, Reading, Setting, Side, Weight, Window};

pub(super) const PARSER: Parser = Parser {
    protocol: Protocol::Lldp,
    carriers: &[Carrier::Ethernet(0x88cc)],
    usual_ports: &[],
    read,
    identify: Some(identify),
    looked_at,
};

const CHASSIS: u8 = 1;
const PORT: u8 = 2;
const SYSTEM_NAME: u8 = 5;
const SYSTEM_DESCRIPTION: u8 = 6;
const ORGANISATION: u8 = 127;
/// The organisation that defined LLDP-MED.
const MED: [u8; 3] = [0x00, 0x12, 0xbb];
/// Most elements of a frame that are walked.
const ELEMENTS_MAX: usize = 64;

fn read(window: &Window<'_>, _setting: &Setting) -> Reading {
    let begins = |at: usize, kind: u8| {
        let head = window.be16(at)?;
        let length = usize::from(head & 0x1ff);
        (head >> 9 == u16::from(kind) && (2..=256).contains(&length)).then_some(at + 2 + length)
    };
    let Some(port) = begins(0, CHASSIS) else { return Reading::No };
    // The second element lies beyond the window where the name of the chassis is very long.
    let weight = match begins(port, PORT) {
        Some(_) => Weight::Strong,
        None if window.seen() < port + 2 => Weight::Weak,
        None => return Reading::No,
    };
    let (extent, side) = (Extent::Payload, Side::Unknown);
    Reading::Pdu(Pdu { protocol: Protocol::Lldp, weight, extent, side, commands: CommandClasses::NONE })
}

/// The elements of a frame: kind, and where its value lies.
fn elements(bytes: &[u8]) -> impl Iterator<Item = (u8, Range<usize>)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let head = u16::from_be_bytes(bytes.get(at..)?.first_chunk().copied()?);
        let kind = u8::try_from(head >> 9).ok()?;
        let value = at + 2..at + 2 + usize::from(head & 0x1ff);
        at = value.end;
        (kind != 0).then_some((kind, value))
    })
    .take(ELEMENTS_MAX)
}

fn identify(bytes: &[u8], _setting: &Setting, found: &mut dyn Found) {
    for (kind, value) in elements(bytes) {
        let Some(value) = bytes.get(value) else { return };
        let said = match kind {
            SYSTEM_NAME => Some((IdentityKind::Name, value)),
            SYSTEM_DESCRIPTION => Some((IdentityKind::Product, value)),
            ORGANISATION => inventory(value),
            _ => None,
        };
        let Some((kind, value)) = said else { continue };
        if let Some(text) = ShortText::new(&String::from_utf8_lossy(value)) {
            found.identity(kind, text);
        }
    }
}

/// The inventory of LLDP-MED: its subtypes 5 to 10.
fn inventory(value: &[u8]) -> Option<(IdentityKind, &[u8])> {
    let (subtype, text) = value.strip_prefix(&MED)?.split_first()?;
    let kind = match subtype {
        5 => IdentityKind::Hardware,
        6 | 7 => IdentityKind::Firmware,
        8 => IdentityKind::Serial,
        9 => IdentityKind::Vendor,
        10 => IdentityKind::Model,
        _ => return None,
    };
    Some((kind, text))
}

/// Head of each element; the whole of names, descriptions and the inventory; of other organisations' elements who
/// they are.
fn looked_at(bytes: &[u8], _setting: &Setting) -> Vec<Range<usize>> {
    let mut ranges = vec![0..2];
    for (kind, value) in elements(bytes) {
        ranges.push(value.start - 2..value.start);
        ranges.push(value.end..value.end + 2);
        match kind {
            SYSTEM_NAME | SYSTEM_DESCRIPTION => ranges.push(value),
            ORGANISATION if bytes.get(value.clone()).is_some_and(|v| v.starts_with(&MED)) => {
                ranges.push(value)
            }
            ORGANISATION => ranges.push(value.start..value.end.min(value.start + 4)),
            _ => {}
        }
    }
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;

    const SETTING: Setting =
        Setting { carrier: Carrier::Ethernet(0x88cc), source_port: 0, target_port: 0, known: true };

    struct Kept(Vec<(IdentityKind, String)>);

    impl Found for Kept {
        fn identity(&mut self, kind: IdentityKind, value: ShortText) {
            self.0.push((kind, value.to_string()));
        }
    }

    fn element(kind: u8, value: &[u8]) -> Vec<u8> {
        let head = u16::from(kind) << 9 | u16::try_from(value.len()).unwrap();
        [&head.to_be_bytes()[..], value].concat()
    }

    fn frame() -> Vec<u8> {
        [
            element(1, &[4, 2, 0, 0, 0, 0, 9]),
            element(2, b"\x05port-1"),
            element(3, &[0, 120]),
            element(5, b"press-3-switch"),
            element(6, b"Switch X8, version 2.1"),
            element(127, b"\x00\x12\xbb\x09Maker"),
            element(127, b"\x00\x80\xc2\x01\x00\x05"),
            element(0, &[]),
        ]
        .concat()
    }

    #[test]
    fn a_frame_is_known_by_its_first_two_elements() {
        let read = |bytes: &[u8]| read(&Window::new(bytes, 300), &SETTING);
        let Reading::Pdu(pdu) = read(&frame()) else { panic!() };
        assert_eq!(pdu.weight, Weight::Strong);
        assert_eq!(read(&[element(1, &[4, 2]), element(9, b"no port")].concat()), Reading::No);
        assert_eq!(read(&[]), Reading::No);
    }

    #[test]
    fn name_description_and_inventory_are_kept_and_nothing_else() {
        let mut kept = Kept(Vec::new());
        identify(&frame(), &SETTING, &mut kept);
        let expected = [
            (IdentityKind::Name, "press-3-switch"),
            (IdentityKind::Product, "Switch X8, version 2.1"),
            (IdentityKind::Vendor, "Maker"),
        ];
        assert_eq!(kept.0, expected.map(|(kind, text)| (kind, text.to_owned())));
    }

    #[test]
    fn a_cut_frame_gives_what_was_whole() {
        let bytes = frame();
        for end in 0..bytes.len() {
            let mut kept = Kept(Vec::new());
            identify(&bytes[..end], &SETTING, &mut kept);
            assert!(kept.0.iter().all(|(_, text)| !text.is_empty()));
        }
    }
}
