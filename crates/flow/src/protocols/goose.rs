//! GOOSE (IEC 61850-8-1), its management messages, and the routed forms of IEC 61850-90-5.
//!
//! Invariant: a frame is named by its own length and by the first BER tags of its APDU, in the order in which the
//! definition puts them. No element's content is looked at: a reference, a data set's name and every value lie beyond
//! the bytes declared here. What a subscriber does with a published state is not in the frame, so a publication is
//! always a reading of values, even where it trips a breaker.

use std::ops::Range;

use sekisho_model::{CommandClass, CommandClasses, Protocol};

use crate::window::{Carrier, Extent, Parser, Pdu, Reading, Setting, Side, Weight, Window};

/// EtherType of publications.
const PUBLICATION: u16 = 0x88b8;
/// EtherType of management: which references and data sets a device has.
const MANAGEMENT: u16 = 0x88b9;
/// Bytes before the APDU: APPID, length, two reserved fields.
pub(super) const HEAD: usize = 8;
/// Most bytes of an APDU's beginning that are looked at: tag, long length, and the first element's tag and length.
const TAGS: usize = 6;

pub(super) const PARSER: Parser = Parser {
    protocol: Protocol::Goose,
    carriers: &[Carrier::Ethernet(PUBLICATION), Carrier::Ethernet(MANAGEMENT), Carrier::Udp],
    usual_ports: &[102],
    read,
    identify: None,
    looked_at,
};

fn looked_at(_pdu: &[u8], setting: &Setting) -> Vec<Range<usize>> {
    match setting.carrier {
        Carrier::Udp => routed_ranges(),
        _ => vec![2..4, HEAD..HEAD + TAGS],
    }
}

fn read(window: &Window<'_>, setting: &Setting) -> Reading {
    match setting.carrier {
        Carrier::Ethernet(MANAGEMENT) if apdu(window, 0x60, 0x80..=0xbf) => {
            pdu(Protocol::Goose, CommandClass::Diagnostic)
        }
        Carrier::Ethernet(PUBLICATION) if apdu(window, 0x61, 0x80..=0x8b) => {
            pdu(Protocol::Goose, CommandClass::Read)
        }
        Carrier::Udp if is_routed(window, 0xa1) => pdu(Protocol::Goose, CommandClass::Read),
        _ => Reading::No,
    }
}

pub(super) const fn pdu(protocol: Protocol, class: CommandClass) -> Reading {
    Reading::Pdu(Pdu {
        protocol,
        weight: Weight::Strong,
        extent: Extent::Payload,
        side: Side::Unknown,
        commands: CommandClasses::of(class),
    })
}

/// Is this a frame of the family: a length that it fills, an APDU of this tag that fills the length, and a first
/// element of one of these tags that lies within?
pub(super) fn apdu(window: &Window<'_>, tag: u8, first: std::ops::RangeInclusive<u8>) -> bool {
    let Some(length) = window.be16(2).map(u32::from) else { return false };
    if window.u8(HEAD) != Some(tag) || length > window.length() {
        return false;
    }
    let Some((content, size)) = ber_length(window, HEAD + 1) else { return false };
    let ends = u32::try_from(content).unwrap_or(u32::MAX).saturating_add(size);
    if ends > length || size < 2 {
        return false;
    }
    window.u8(content).is_some_and(|element| first.contains(&element))
        && window.u8(content + 1).is_some_and(|inner| inner >= 0x80 || u32::from(inner) + 2 <= size)
}

/// A BER length of at most two bytes after its first: where the content begins, and its size.
fn ber_length(window: &Window<'_>, at: usize) -> Option<(usize, u32)> {
    match window.u8(at)? {
        short @ 0..=0x7f => Some((at + 1, u32::from(short))),
        0x81 => Some((at + 2, u32::from(window.u8(at + 1)?))),
        0x82 => Some((at + 3, u32::from(window.be16(at + 1)?))),
        _ => None,
    }
}

/// Is this the session layer of IEC 61850-90-5 with this kind of payload (0xa1 GOOSE, 0xa2 sampled values)? Transport
/// unit data without parameters, the kind, the common header's tag, a length that the datagram holds, a version.
pub(super) fn is_routed(window: &Window<'_>, kind: u8) -> bool {
    window.has(0, &[0x01, 0x40, kind])
        && window.u8(4) == Some(0x80)
        && window.be32(6).is_some_and(|length| length >= 20 && length <= window.length())
        && window.be16(14).is_some_and(|version| (1..=2).contains(&version))
}

pub(super) fn routed_ranges() -> Vec<Range<usize>> {
    vec![0..3, 4..5, 6..10, 14..16]
}

#[cfg(test)]
mod tests;
