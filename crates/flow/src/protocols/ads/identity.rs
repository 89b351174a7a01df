//! What a device says of itself: the answer to ReadDeviceInfo (name and version of the ADS device), and the
//! discovery's answer (host name, TwinCAT version).

use std::ops::Range;

use sekisho_model::{IdentityKind, ShortText};

use super::COOKIE;
use crate::window::{Carrier, Found, Setting, Window};

/// Most tags of a discovery answer that are walked.
const TAGS_MAX: usize = 32;
/// Where the first tag stands.
const TAGS: usize = 24;
const VERSION: u16 = 3;
const HOST_NAME: u16 = 5;

/// Reads what an answer says of its sender.
pub(super) fn identify(pdu: &[u8], setting: &Setting, found: &mut dyn Found) {
    let window = Window::new(pdu, u32::try_from(pdu.len()).unwrap_or(u32::MAX));
    match setting.carrier {
        Carrier::Udp => discovered(pdu, &window, found),
        _ => device_info(pdu, &window, found),
    }
}

/// Result, major and minor version, build, 16 characters of name.
fn device_info(pdu: &[u8], window: &Window<'_>, found: &mut dyn Found) {
    let answer = window.le16(22) == Some(1) && window.le16(24).is_some_and(|flags| flags & 1 != 0);
    if !answer || window.le32(38) != Some(0) {
        return;
    }
    let (Some(major), Some(minor), Some(build)) = (window.u8(42), window.u8(43), window.le16(44)) else {
        return;
    };
    tell(found, IdentityKind::Firmware, &format!("{major}.{minor}.{build}"));
    tell(found, IdentityKind::Product, &text(pdu.get(46..62).unwrap_or_default()));
}

fn discovered(pdu: &[u8], window: &Window<'_>, found: &mut dyn Found) {
    if !window.has(0, &COOKIE) || window.le32(8) != Some(0x8000_0001) {
        return;
    }
    for (tag, data) in tags(pdu) {
        let value = pdu.get(data).unwrap_or_default();
        match (tag, value) {
            (HOST_NAME, name) => tell(found, IdentityKind::Name, &text(name)),
            (VERSION, &[major, minor, low, high]) => {
                let build = u16::from_le_bytes([low, high]);
                tell(found, IdentityKind::Firmware, &format!("{major}.{minor}.{build}"));
            }
            _ => {}
        }
    }
}

/// Each tag's number and where its data lie.
fn tags(pdu: &[u8]) -> Vec<(u16, Range<usize>)> {
    let word = |at: usize| Some(u16::from_le_bytes([*pdu.get(at)?, *pdu.get(at + 1)?]));
    let mut tags = Vec::new();
    let mut at = TAGS;
    while let (Some(tag), Some(length)) = (word(at), word(at + 2)) {
        let end = at + 4 + usize::from(length);
        if end > pdu.len() || tags.len() == TAGS_MAX {
            break;
        }
        tags.push((tag, at + 4..end));
        at = end;
    }
    tags
}

fn text(bytes: &[u8]) -> String {
    bytes.iter().take_while(|byte| **byte != 0).map(|byte| char::from(*byte)).collect()
}

fn tell(found: &mut dyn Found, kind: IdentityKind, text: &str) {
    if let Some(value) = ShortText::new(text) {
        found.identity(kind, value);
    }
}

/// Cookie and service; of each tag number and length; version and host name. Never a password.
pub(super) fn looked_at_in_discovery(pdu: &[u8]) -> Vec<Range<usize>> {
    let word = |at: usize| {
        pdu.get(at).copied().map_or(0, usize::from) | pdu.get(at + 1).copied().map_or(0, usize::from) << 8
    };
    let mut ranges = vec![0..4, 8..12];
    if pdu.get(8..12) != Some(&[1, 0, 0, 0x80]) {
        return ranges;
    }
    let mut at = 24;
    while at + 4 <= pdu.len() {
        let end = at + 4 + word(at + 2);
        let shown = if matches!(word(at), 3 | 5) { end } else { at + 4 };
        ranges.push(at..shown);
        at = end;
    }
    ranges
}
