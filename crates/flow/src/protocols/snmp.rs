//! SNMP, versions 1, 2c and 3 (RFC 1157, RFC 3416, RFC 3412).
//!
//! Asking is a read, setting a write; a report or a trap commands nothing. An encrypted message of version 3 is
//! [`CommandClass::Other`]: its class cannot be seen. Kept of it: the system's description and name, where an answer
//! has them. Communities, which are passwords, are stepped over by their length.

use std::ops::Range;

use sekisho_model::{CommandClass, CommandClasses, IdentityKind, Protocol, ShortText};

use crate::window::{Carrier, Extent, Found, Parser, Pdu, Reading, Setting, Side, Weight, Window};

pub(super) const PARSER: Parser = Parser {
    protocol: Protocol::Snmp,
    carriers: &[Carrier::Udp],
    usual_ports: &[161, 162],
    read,
    identify: Some(identify),
    looked_at,
};

const INTEGER: u8 = 0x02;
const OCTETS: u8 = 0x04;
const OBJECT: u8 = 0x06;
const SEQUENCE: u8 = 0x30;
const RESPONSE: u8 = 0xa2;
const VERSION_3: u8 = 3;
const ENCRYPTED: u8 = 2;
/// Most variables of an answer that are walked.
const VARIABLES_MAX: usize = 16;
/// sysDescr.0 and sysName.0 (RFC 3418).
const DESCRIPTION: &[u8] = &[0x2b, 6, 1, 2, 1, 1, 1, 0];
const NAME: &[u8] = &[0x2b, 6, 1, 2, 1, 1, 5, 0];

/// Goes from element to element of BER, and remembers which bytes it needed for that.
struct Walk<'a> {
    bytes: &'a [u8],
    at: usize,
    needed: Vec<Range<usize>>,
}

impl<'a> Walk<'a> {
    const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0, needed: Vec::new() }
    }

    /// The head of the next element: its tag, and where its value lies. The walk stands at the value then.
    fn head(&mut self) -> Option<(u8, Range<usize>)> {
        self.needed.push(self.at..self.at + 2);
        let (tag, short) = (*self.bytes.get(self.at)?, *self.bytes.get(self.at + 1)?);
        let more = if short < 0x80 { 0 } else { usize::from(short & 0x7f) };
        let begin = self.at + 2 + more;
        self.needed.push(self.at + 2..begin);
        if more > 3 || short == 0x80 {
            return None;
        }
        let long =
            self.bytes.get(self.at + 2..begin)?.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte));
        let length = if more == 0 { usize::from(short) } else { long };
        self.at = begin;
        Some((tag, begin..begin + length))
    }

    /// The next element, which must have this tag. The walk stands at its value then.
    fn enter(&mut self, tag: u8) -> Option<Range<usize>> {
        let (found, value) = self.head()?;
        (found == tag).then_some(value)
    }

    /// Steps over the next element, which must have this tag.
    fn skip(&mut self, tag: u8) -> Option<Range<usize>> {
        let value = self.enter(tag)?;
        self.at = value.end;
        Some(value)
    }

    /// A value that is needed.
    fn value(&mut self, range: Range<usize>) -> Option<&'a [u8]> {
        self.needed.push(range.clone());
        self.bytes.get(range)
    }
}

/// What a message is.
#[derive(Clone, Copy)]
enum Message {
    /// One whose tag tells what it does. The walk stands at its value.
    Clear(u8),
    /// One of version 3 that is encrypted.
    Hidden,
    /// One of version 3 whose end lies where nothing was captured.
    Beyond,
}

/// Goes to the PDU of a message. `length` is the datagram's, which the message fills; `None` where that is not asked.
fn message(walk: &mut Walk<'_>, length: Option<usize>) -> Option<Message> {
    let end = walk.enter(SEQUENCE)?.end;
    if length.is_some_and(|length| length != end) {
        return None;
    }
    let version = walk.skip(INTEGER).filter(|value| value.len() == 1)?;
    match walk.value(version)? {
        [0 | 1] => {
            walk.skip(OCTETS)?;
            let (tag, value) = walk.head()?;
            (value.end == end && (0xa0..=0xa8).contains(&tag)).then_some(Message::Clear(tag))
        }
        [VERSION_3] => version3(walk),
        _ => None,
    }
}

/// Id, largest size, flags, model; then what the model needs; then the PDU with its context, or the same encrypted.
fn version3(walk: &mut Walk<'_>) -> Option<Message> {
    let head = walk.enter(SEQUENCE)?;
    walk.skip(INTEGER)?;
    walk.skip(INTEGER)?;
    let flags = walk.skip(OCTETS).filter(|value| value.len() == 1)?;
    let flags = *walk.value(flags)?.first()?;
    if flags > 7 || walk.skip(INTEGER)?.end != head.end {
        return None;
    }
    walk.skip(OCTETS)?;
    if flags & ENCRYPTED != 0 {
        return Some(Message::Hidden);
    }
    Some(scoped(walk).unwrap_or(Message::Beyond))
}

fn scoped(walk: &mut Walk<'_>) -> Option<Message> {
    walk.enter(SEQUENCE)?;
    walk.skip(OCTETS)?;
    walk.skip(OCTETS)?;
    let (tag, _) = walk.head()?;
    (0xa0..=0xa8).contains(&tag).then_some(Message::Clear(tag))
}

fn read(window: &Window<'_>, _setting: &Setting) -> Reading {
    if window.u8(0) != Some(SEQUENCE) {
        return Reading::No;
    }
    let mut head = [0; crate::WINDOW_MAX];
    for (at, byte) in head.iter_mut().enumerate().take(window.seen()) {
        *byte = window.u8(at).unwrap_or(0);
    }
    let bytes = head.get(..window.seen()).unwrap_or_default();
    let length = usize::try_from(window.length()).unwrap_or(usize::MAX);
    let Some(message) = message(&mut Walk::new(bytes), Some(length)) else { return Reading::No };
    let (side, commands) = match message {
        Message::Clear(0xa0 | 0xa1 | 0xa5) => (Side::Client, CommandClasses::of(CommandClass::Read)),
        Message::Clear(0xa3) => (Side::Client, CommandClasses::of(CommandClass::Write)),
        Message::Clear(RESPONSE | 0xa8) => (Side::Server, CommandClasses::NONE),
        // Traps and informs: a device tells a manager.
        Message::Clear(_) => (Side::Client, CommandClasses::NONE),
        Message::Hidden | Message::Beyond => (Side::Unknown, CommandClasses::of(CommandClass::Other)),
    };
    let (weight, extent) = (Weight::Strong, Extent::Payload);
    Reading::Pdu(Pdu { protocol: Protocol::Snmp, weight, extent, side, commands })
}

/// The strings of an answer that are kept, and where they lie.
fn said(walk: &mut Walk<'_>) -> Vec<(IdentityKind, Range<usize>)> {
    let mut said = Vec::new();
    if let Some(Message::Clear(RESPONSE)) = message(walk, None) {
        let _ends = variables(walk, &mut said);
    }
    said
}

fn variables(walk: &mut Walk<'_>, said: &mut Vec<(IdentityKind, Range<usize>)>) -> Option<()> {
    walk.skip(INTEGER)?;
    walk.skip(INTEGER)?;
    walk.skip(INTEGER)?;
    walk.enter(SEQUENCE)?;
    for _ in 0..VARIABLES_MAX {
        let end = walk.enter(SEQUENCE)?.end;
        let object = walk.skip(OBJECT)?;
        let kind = match walk.value(object)? {
            DESCRIPTION => Some(IdentityKind::Product),
            NAME => Some(IdentityKind::Name),
            _ => None,
        };
        let (tag, value) = walk.head()?;
        said.extend(kind.filter(|_| tag == OCTETS).map(|kind| (kind, value)));
        walk.at = end;
    }
    Some(())
}

fn identify(bytes: &[u8], _setting: &Setting, found: &mut dyn Found) {
    for (kind, range) in said(&mut Walk::new(bytes)) {
        let text = bytes.get(range).map(String::from_utf8_lossy);
        if let Some(text) = text.and_then(|text| ShortText::new(&text)) {
            found.identity(kind, text);
        }
    }
}

/// Tags and lengths on the way; version, flags and the names of variables; description and name.
fn looked_at(bytes: &[u8], _setting: &Setting) -> Vec<Range<usize>> {
    let mut walk = Walk::new(bytes);
    let said = said(&mut walk);
    let mut ranges = walk.needed;
    ranges.extend(said.into_iter().map(|(_, range)| range));
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;

    const SETTING: Setting =
        Setting { carrier: Carrier::Udp, source_port: 161, target_port: 5000, known: false };

    struct Kept(Vec<(IdentityKind, String)>);

    impl Found for Kept {
        fn identity(&mut self, kind: IdentityKind, value: ShortText) {
            self.0.push((kind, value.to_string()));
        }
    }

    fn element(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
        let value = parts.concat();
        [&[tag, u8::try_from(value.len()).unwrap()][..], &value].concat()
    }

    fn number(value: u8) -> Vec<u8> {
        element(INTEGER, &[&[value]])
    }

    fn variable(object: &[u8], value: &[u8]) -> Vec<u8> {
        element(SEQUENCE, &[&element(OBJECT, &[object]), &element(OCTETS, &[value])])
    }

    fn pdu(tag: u8, variables: &[&[u8]]) -> Vec<u8> {
        element(tag, &[&number(9), &number(0), &number(0), &element(SEQUENCE, variables)])
    }

    fn community(pdu: &[u8]) -> Vec<u8> {
        element(SEQUENCE, &[&number(1), &element(OCTETS, &[b"secret"]), pdu])
    }

    fn version_3(flags: u8, last: &[u8]) -> Vec<u8> {
        let head = element(SEQUENCE, &[&number(1), &number(99), &element(OCTETS, &[&[flags]]), &number(3)]);
        element(SEQUENCE, &[&number(3), &head, &element(OCTETS, &[b"engine"]), last])
    }

    fn seen(bytes: &[u8]) -> Option<(Side, CommandClasses)> {
        match read(&Window::new(bytes, u32::try_from(bytes.len()).unwrap()), &SETTING) {
            Reading::Pdu(pdu) => Some((pdu.side, pdu.commands)),
            _ => None,
        }
    }

    #[test]
    fn asking_reads_and_setting_writes() {
        let class = CommandClasses::of;
        assert_eq!(seen(&community(&pdu(0xa0, &[]))), Some((Side::Client, class(CommandClass::Read))));
        assert_eq!(seen(&community(&pdu(0xa3, &[]))), Some((Side::Client, class(CommandClass::Write))));
        assert_eq!(seen(&community(&pdu(0xa2, &[]))), Some((Side::Server, CommandClasses::NONE)));
    }

    #[test]
    fn version_3_in_clear_has_a_class_and_encrypted_has_other() {
        let scoped = element(SEQUENCE, &[&element(OCTETS, &[b"e"]), &element(OCTETS, &[]), &pdu(0xa3, &[])]);
        let class = CommandClasses::of;
        assert_eq!(seen(&version_3(5, &scoped)), Some((Side::Client, class(CommandClass::Write))));
        let hidden = version_3(7, &element(OCTETS, &[b"cipher"]));
        assert_eq!(seen(&hidden), Some((Side::Unknown, class(CommandClass::Other))));
    }

    #[test]
    fn other_asn_1_and_wrong_lengths_are_not_named() {
        let mut bytes = community(&pdu(0xa0, &[]));
        bytes.push(0);
        assert_eq!(seen(&bytes), None);
        let ldap = element(SEQUENCE, &[&number(1), &element(0x63, &[b"search"])]);
        assert_eq!(seen(&ldap), None);
    }

    #[test]
    fn description_and_name_of_an_answer_are_kept() {
        let other = variable(&[0x2b, 6, 1, 2, 1, 1, 6, 0], b"cabinet 7");
        let variables = [variable(DESCRIPTION, b"Switch X8"), other, variable(NAME, b"sw-7")];
        let variables: Vec<&[u8]> = variables.iter().map(Vec::as_slice).collect();
        let mut kept = Kept(Vec::new());
        identify(&community(&pdu(RESPONSE, &variables)), &SETTING, &mut kept);
        let expected = [(IdentityKind::Product, "Switch X8"), (IdentityKind::Name, "sw-7")];
        assert_eq!(kept.0, expected.map(|(kind, text)| (kind, text.to_owned())));
    }

    #[test]
    fn a_community_is_not_looked_at() {
        let bytes = community(&pdu(0xa0, &[]));
        let begin = bytes.windows(6).position(|six| six == b"secret").unwrap();
        let ranges = looked_at(&bytes, &SETTING);
        assert!(!ranges.iter().any(|range| (begin..begin + 6).any(|at| range.contains(&at))));
    }
}
