//! DHCP (RFC 2131), BOOTP (RFC 951), and DHCP for IPv6 (RFC 8415).
//!
//! Kept of it: a client's host name (option 12) and vendor class (option 60). What a server hands out is seen from
//! the addresses that are then used, and is not read.

use std::ops::Range;

use sekisho_model::{CommandClasses, IdentityKind, Protocol, ShortText};

use crate::window::{Carrier, Extent, Found, Parser, Pdu, Reading, Setting, Side, Weight, Window};

pub(super) const PARSER: Parser = Parser {
    protocol: Protocol::Dhcp,
    carriers: &[Carrier::Udp],
    usual_ports: &[67, 68, 546, 547],
    read,
    identify: Some(identify),
    looked_at,
};

const REQUEST: u8 = 1;
const COOKIE_AT: usize = 236;
const COOKIE: [u8; 4] = [99, 130, 83, 99];
const OPTIONS_AT: usize = COOKIE_AT + COOKIE.len();
/// The hardware address takes 6 of its 16 bytes; the others are 0.
const PADDING: Range<usize> = 34..44;
const HOST_NAME: u8 = 12;
const VENDOR_CLASS: u8 = 60;
/// Most options that are walked.
const OPTIONS_MAX: usize = 128;

fn read(window: &Window<'_>, setting: &Setting) -> Reading {
    let (weight, side) = match (version4(window), version6(window, setting)) {
        (Some(side), _) => (Weight::Strong, side),
        (None, Some(side)) => (Weight::Weak, side),
        (None, None) => return Reading::No,
    };
    let extent = Extent::Payload;
    Reading::Pdu(Pdu { protocol: Protocol::Dhcp, weight, extent, side, commands: CommandClasses::NONE })
}

/// The head of a message between Ethernet stations. The cookie lies beyond a window; ten bytes of padding say more.
fn version4(window: &Window<'_>) -> Option<Side> {
    let ethernet = window.has(1, &[1, 6]) && window.u8(3)? <= 16;
    let flags = window.be16(10)? & 0x7fff == 0;
    let padded = window.has(PADDING.start, &[0; 10]);
    let whole = window.length() >= 240;
    match window.u8(0)? {
        REQUEST if ethernet && flags && padded && whole => Some(Side::Client),
        2 if ethernet && flags && padded && whole => Some(Side::Server),
        _ => None,
    }
}

/// A message type, and a first option that fits. So little that only the usual port makes it a name.
fn version6(window: &Window<'_>, setting: &Setting) -> Option<Side> {
    let usual = setting.on_port(546) || setting.on_port(547);
    let fits = u32::from(window.be16(6)?) + 8 <= window.length();
    let option = (1..=143).contains(&window.be16(4)?);
    match window.u8(0)? {
        1 | 3..=6 | 8 | 9 | 11 if usual && fits && option => Some(Side::Client),
        2 | 7 | 10 if usual && fits && option => Some(Side::Server),
        _ => None,
    }
}

/// The options of a message: code, and where the value lies.
fn options(bytes: &[u8]) -> impl Iterator<Item = (u8, Range<usize>)> {
    let there = bytes.get(COOKIE_AT..OPTIONS_AT) == Some(&COOKIE);
    let mut at = if there { OPTIONS_AT } else { bytes.len() };
    std::iter::from_fn(move || {
        while bytes.get(at) == Some(&0) {
            at += 1;
        }
        let (code, length) = (*bytes.get(at)?, usize::from(*bytes.get(at + 1)?));
        let value = at + 2..at + 2 + length;
        at = value.end;
        (code != 255).then_some((code, value))
    })
    .take(OPTIONS_MAX)
}

fn identify(bytes: &[u8], _setting: &Setting, found: &mut dyn Found) {
    if bytes.first() != Some(&REQUEST) {
        return;
    }
    for (code, value) in options(bytes) {
        let kind = match code {
            HOST_NAME => IdentityKind::Name,
            VENDOR_CLASS => IdentityKind::Product,
            _ => continue,
        };
        let text = bytes.get(value).map(String::from_utf8_lossy);
        if let Some(text) = text.and_then(|text| ShortText::new(&text)) {
            found.identity(kind, text);
        }
    }
}

/// The fixed head without addresses, the cookie, each option's code and length, and the two options that are kept.
fn looked_at(bytes: &[u8], _setting: &Setting) -> Vec<Range<usize>> {
    let mut ranges = vec![0..8, 10..12, PADDING, COOKIE_AT..OPTIONS_AT + 2];
    let mut padding_from = OPTIONS_AT;
    for (code, value) in options(bytes) {
        ranges.push(padding_from..value.start);
        padding_from = value.end;
        if matches!(code, HOST_NAME | VENDOR_CLASS) {
            ranges.push(value);
        }
    }
    // Where the options end: the end mark, and what stands before it.
    let padding = bytes.iter().skip(padding_from).take_while(|byte| **byte == 0).count();
    ranges.push(padding_from..padding_from + padding + 2);
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;

    const SETTING: Setting =
        Setting { carrier: Carrier::Udp, source_port: 68, target_port: 67, known: false };

    struct Kept(Vec<(IdentityKind, String)>);

    impl Found for Kept {
        fn identity(&mut self, kind: IdentityKind, value: ShortText) {
            self.0.push((kind, value.to_string()));
        }
    }

    fn message(op: u8, options: &[u8]) -> Vec<u8> {
        let mut bytes = vec![0; COOKIE_AT];
        bytes[..4].copy_from_slice(&[op, 1, 6, 0]);
        bytes[4..8].copy_from_slice(&[1, 2, 3, 4]);
        bytes[28..34].copy_from_slice(&[2, 0, 0, 0, 0, 7]);
        [&bytes[..], &COOKIE, options].concat()
    }

    fn seen(bytes: &[u8], setting: Setting) -> Option<(Weight, Side)> {
        match read(&Window::new(bytes, u32::try_from(bytes.len()).unwrap()), &setting) {
            Reading::Pdu(pdu) => Some((pdu.weight, pdu.side)),
            _ => None,
        }
    }

    #[test]
    fn request_and_answer_are_told_by_form_on_any_port() {
        let elsewhere = Setting { source_port: 4011, target_port: 4011, ..SETTING };
        assert_eq!(seen(&message(1, &[53, 1, 1, 255]), elsewhere), Some((Weight::Strong, Side::Client)));
        assert_eq!(seen(&message(2, &[53, 1, 2, 255]), elsewhere), Some((Weight::Strong, Side::Server)));
        assert_eq!(seen(&message(3, &[255]), SETTING), None);
    }

    #[test]
    fn host_name_and_vendor_class_of_a_client_are_kept() {
        let options = b"\x35\x01\x01\x00\x0c\x05hmi-4\x3c\x07MSFT5.0\x37\x02\x01\x03\xff";
        let mut kept = Kept(Vec::new());
        identify(&message(1, options), &SETTING, &mut kept);
        let expected = [(IdentityKind::Name, "hmi-4".into()), (IdentityKind::Product, "MSFT5.0".into())];
        assert_eq!(kept.0, expected);
        let mut kept = Kept(Vec::new());
        identify(&message(2, options), &SETTING, &mut kept);
        assert_eq!(kept.0, [], "what a server repeats is not its own");
    }

    #[test]
    fn version_6_needs_its_port() {
        let solicit = [1, 9, 9, 9, 0, 1, 0, 4, 1, 2, 3, 4];
        let usual = Setting { source_port: 546, target_port: 547, ..SETTING };
        assert_eq!(seen(&solicit, usual), Some((Weight::Weak, Side::Client)));
        assert_eq!(seen(&solicit, SETTING), None);
        assert_eq!(seen(&[1, 9, 9, 9, 0, 1, 0, 9, 1, 2], usual), None, "an option that does not fit");
    }
}
