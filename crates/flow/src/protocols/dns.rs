//! DNS (RFC 1035), over UDP and TCP, mDNS (RFC 6762) and LLMNR (RFC 4795), which have the same form.
//!
//! Names in questions and answers are stepped over by their lengths and not kept: a host name that mDNS tells comes
//! with those of its services, and telling one from the other would need all of them.

use std::ops::Range;

use sekisho_model::{CommandClasses, Protocol};

use crate::window::{Carrier, Extent, Parser, Pdu, Reading, Setting, Side, Weight, Window};

pub(super) const PARSER: Parser = Parser {
    protocol: Protocol::Dns,
    carriers: &[Carrier::Udp, Carrier::Tcp],
    usual_ports: &[53, 5353, 5355],
    read,
    identify: None,
    looked_at,
};

const MDNS: u16 = 5353;
const HEAD: usize = 12;
/// Most records of one section that are taken for possible.
const RECORDS_MAX: u16 = 512;
/// A label of this length alone, with these types, is a NetBIOS name.
const NETBIOS_LABEL: u8 = 32;
const NETBIOS_TYPES: [u16; 2] = [32, 33];

fn read(window: &Window<'_>, setting: &Setting) -> Reading {
    match setting.carrier {
        Carrier::Tcp => stream(window, setting),
        _ => message(window, window.length(), setting)
            .map_or(Reading::No, |(weight, side)| found(weight, side, Extent::Payload, setting)),
    }
}

/// Two bytes of length, then a message.
fn stream(window: &Window<'_>, setting: &Setting) -> Reading {
    if window.length() < 2 + 12 && (setting.known || setting.on_port(53)) {
        return Reading::More(14);
    }
    let Some(length) = window.be16(0).filter(|length| *length >= 12) else { return Reading::No };
    let Some((weight, side)) = message(&window.from(2), length.into(), setting) else { return Reading::No };
    found(weight, side, Extent::Bytes(2 + u32::from(length)), setting)
}

fn found(weight: Weight, side: Side, extent: Extent, setting: &Setting) -> Reading {
    let multicast = setting.carrier == Carrier::Udp && setting.on_port(MDNS);
    let protocol = if multicast { Protocol::Mdns } else { Protocol::Dns };
    // A look-up commands nothing on a plant: no class.
    Reading::Pdu(Pdu { protocol, weight, extent, side, commands: CommandClasses::NONE })
}

/// A message that is `length` bytes long.
fn message(window: &Window<'_>, length: u32, setting: &Setting) -> Option<(Weight, Side)> {
    let flags = window.be16(2)?;
    let [questions, answers, authority, additional] = [4, 6, 8, 10].map(|at| window.be16(at));
    let counts = [questions?, answers?, authority?, additional?];
    let (answer, operation, reserved, code) = (flags >> 15 == 1, flags >> 11 & 15, flags & 0x40, flags & 15);
    let head = matches!(operation, 0 | 1 | 2 | 4 | 5) && reserved == 0 && code <= 11 && (answer || code == 0);
    if !head || length < least(counts) || counts.iter().any(|count| *count > RECORDS_MAX) {
        return None;
    }
    let side = if answer { Side::Server } else { Side::Client };
    if counts[..3] == [0; 3] {
        return refuses(window, length, answer && code > 0, counts[3]).then_some((Weight::Weak, side));
    }
    let record = first_record(window, counts[0] > 0)?;
    let strong =
        setting.on_port(MDNS) || counts[0] <= 1 && (operation != 0 || answer || counts[1..3] == [0; 2]);
    let ends = counts != [1, 0, 0, 0] || record.ends_at(length);
    match record {
        Record::Whole { labels: 1.., .. } if strong && ends => Some((Weight::Strong, side)),
        Record::Whole { labels: 1.., .. } => Some((Weight::Weak, side)),
        // A question for the root, or one that is cut, could be anything elsewhere.
        _ => at_home(setting).then_some((Weight::Weak, side)),
    }
}

/// An answer that only refuses: a head, and with it at most the options of EDNS and a signature.
fn refuses(window: &Window<'_>, length: u32, refused: bool, additional: u16) -> bool {
    refused
        && match additional {
            0 => length == 12,
            1 | 2 => first_record(window, false).is_some(),
            _ => false,
        }
}

fn at_home(setting: &Setting) -> bool {
    setting.known || PARSER.usual_ports.iter().any(|port| setting.on_port(*port))
}

/// Least bytes of a message with so many questions and records: names of the root, or pointers.
fn least([questions, answers, authority, additional]: [u16; 4]) -> u32 {
    let records = u32::from(answers) + u32::from(authority) + u32::from(additional);
    12 + 5 * u32::from(questions) + 11 * records
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Record {
    /// Name, type and class are right.
    Whole {
        /// Of its name.
        labels: u8,
        /// Where a question ends.
        end: usize,
    },
    /// The name is right as far as it can be seen.
    Cut,
}

impl Record {
    /// Does a question end with its message? True where that cannot be seen.
    fn ends_at(self, length: u32) -> bool {
        match self {
            Self::Whole { end, .. } => u32::try_from(end) == Ok(length),
            Self::Cut => true,
        }
    }
}

/// The first question or record. `None` where it is none, or a NetBIOS one.
fn first_record(window: &Window<'_>, question: bool) -> Option<Record> {
    let (labels, end) = match name(|at| window.u8(at), HEAD) {
        Name::Ends(labels, end) => (labels, end),
        Name::Cut => return Some(Record::Cut),
        Name::Broken => return None,
    };
    let (Some(kind), Some(class)) = (window.be16(end), window.be16(end + 2)) else {
        return Some(Record::Cut);
    };
    let netbios = labels == 1 && window.u8(HEAD) == Some(NETBIOS_LABEL) && NETBIOS_TYPES.contains(&kind);
    // The upper bit asks for a direct answer, or tells that what was known before is void (RFC 6762).
    let class_fits = matches!(class & 0x7fff, 1 | 3 | 4 | 254 | 255) || kind == 41 && !question;
    let kind_fits = kind != 0 && (kind <= 1024 || matches!(kind, 32_768 | 32_769 | 65_280..=65_534));
    (!netbios && class_fits && kind_fits).then_some(Record::Whole { labels, end: end + 4 })
}

enum Name {
    /// After so many labels, at this byte.
    Ends(u8, usize),
    /// It goes on where nothing was captured, or beyond the window.
    Cut,
    /// No name: a length that there is not, or longer than 255 bytes.
    Broken,
}

/// Steps over a name by the lengths of its labels.
fn name(byte: impl Fn(usize) -> Option<u8>, begin: usize) -> Name {
    let (mut at, mut labels) = (begin, 0);
    while let Some(length) = byte(at) {
        match length {
            0 => return Name::Ends(labels, at + 1),
            1..=63 => at += 1 + usize::from(length),
            _ => return Name::Broken,
        }
        labels += 1;
        if at - begin > 255 {
            return Name::Broken;
        }
    }
    Name::Cut
}

/// The head; of the first question or record the lengths of its labels, type and class.
fn looked_at(bytes: &[u8], setting: &Setting) -> Vec<Range<usize>> {
    let begin = if setting.carrier == Carrier::Tcp { 2 } else { 0 };
    let mut ranges = vec![0..begin, begin + 2..begin + HEAD];
    let mut at = begin + HEAD;
    while let Some(length) = bytes.get(at).filter(|length| **length <= 63 && at < begin + 300) {
        ranges.push(at..at + 1);
        at += 1 + usize::from(*length);
        if *length == 0 {
            ranges.push(at..at + 4);
            return ranges;
        }
    }
    ranges.push(at..at + 1);
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(bytes: &[u8], carrier: Carrier, port: u16) -> Reading {
        let setting = Setting { carrier, source_port: 40_000, target_port: port, known: false };
        read(&Window::new(bytes, u32::try_from(bytes.len()).unwrap()), &setting)
    }

    fn query(flags: [u8; 2], name: &[u8], kind: u8) -> Vec<u8> {
        [&[7, 7][..], &flags, &[0, 1, 0, 0, 0, 0, 0, 0], name, &[0, 0, kind, 0, 1]].concat()
    }

    #[test]
    fn a_question_is_named_on_any_port() {
        let Reading::Pdu(pdu) = seen(&query([1, 0], b"\x03www\x07example", 1), Carrier::Udp, 5000) else {
            panic!()
        };
        assert_eq!((pdu.protocol, pdu.weight, pdu.side), (Protocol::Dns, Weight::Strong, Side::Client));
        let Reading::Pdu(pdu) = seen(&query([0x81, 0x80], b"\x01a", 28), Carrier::Udp, 5000) else {
            panic!()
        };
        assert_eq!(pdu.side, Side::Server);
    }

    #[test]
    fn the_same_form_on_the_multicast_port_is_mdns() {
        let answer =
            [&[0, 0, 0x84, 0, 0, 0, 0, 1, 0, 0, 0, 0][..], b"\x05press\x05local\0", &[0, 1, 0x80, 1, 0, 0]]
                .concat();
        let Reading::Pdu(pdu) = seen(&answer, Carrier::Udp, 5353) else { panic!() };
        assert_eq!((pdu.protocol, pdu.weight), (Protocol::Mdns, Weight::Strong));
    }

    #[test]
    fn over_tcp_its_length_stands_before_it() {
        let message = query([1, 0], b"\x03www", 1);
        let bytes = [&u16::try_from(message.len()).unwrap().to_be_bytes()[..], &message].concat();
        let Reading::Pdu(pdu) = seen(&bytes, Carrier::Tcp, 53) else { panic!() };
        assert_eq!(pdu.extent, Extent::Bytes(u32::try_from(bytes.len()).unwrap()));
        assert_eq!(seen(&bytes[..2], Carrier::Tcp, 53), Reading::More(14));
        assert_eq!(seen(&bytes[..2], Carrier::Tcp, 502), Reading::No);
    }

    #[test]
    fn netbios_names_and_other_heads_are_not_dns() {
        let netbios = [b"\x20".as_slice(), &[b'C'; 32]].concat();
        assert_eq!(seen(&query([1, 0x10], &netbios, 32), Carrier::Udp, 137), Reading::No);
        assert_eq!(seen(&query([0x30, 0], b"\x01a", 1), Carrier::Udp, 53), Reading::No, "operation 6");
        assert_eq!(seen(&[0; 40], Carrier::Udp, 53), Reading::No);
        let counts = [0, 1, 0, 0, 0, 1, 0, 2, 0, 2, 0, 1, 1, 0, 0, 0, 1, 0, 1, 0];
        assert_eq!(seen(&counts, Carrier::Udp, 5000), Reading::No, "too short for its records");
        let longer = [&query([1, 0], b"\x03www", 1)[..], &[0; 9]].concat();
        let Reading::Pdu(pdu) = seen(&longer, Carrier::Udp, 5000) else { panic!() };
        assert_eq!(pdu.weight, Weight::Weak, "a question does not end with its message");
        assert_eq!(
            seen(&[0x80, 0, 2, 0, 1, 0, 0, 2, 0, 0, 1, 1, 0x82, 0, 0], Carrier::Udp, 9600),
            Reading::No
        );
    }

    #[test]
    fn a_refusal_has_a_head_and_no_more_than_options() {
        let refusal = |rest: &[u8]| [&[7, 7, 0x81, 5, 0, 0, 0, 0, 0, 0, 0][..], rest].concat();
        let options = [1, 0, 0, 41, 4, 0, 0, 0, 0, 0, 0, 0];
        for rest in [&[0][..], &options] {
            let Reading::Pdu(pdu) = seen(&refusal(rest), Carrier::Udp, 53) else { panic!("{rest:?}") };
            assert_eq!((pdu.weight, pdu.side), (Weight::Weak, Side::Server));
        }
        for rest in [&[0, 9][..], &[200; 30], &[1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]] {
            assert_eq!(seen(&refusal(rest), Carrier::Udp, 53), Reading::No, "{rest:?}");
        }
    }

    #[test]
    fn letters_of_a_name_are_not_looked_at() {
        let bytes = query([1, 0], b"\x03www\x07example", 1);
        let setting = Setting { carrier: Carrier::Udp, source_port: 1, target_port: 53, known: false };
        let ranges = looked_at(&bytes, &setting);
        let letter = |at: usize| !ranges.iter().any(|range| range.contains(&at));
        assert!((13..16).all(letter) && (17..24).all(letter));
        assert!(!letter(12) && !letter(16) && !letter(24));
    }
}
