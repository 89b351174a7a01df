//! LDAP (RFC 4511) over TCP and UDP. What SASL signs or seals is passed over by its length.
//!
//! Structure: a sequence, a small number, and an operation whose length ends with the sequence or before its controls.
//! Names, filters and passwords are not looked at. A directory that is asked commands nothing on a plant: no class.

use std::ops::Range;

use sekisho_model::{CommandClasses, Protocol};

use super::der::{Element, element};
use crate::window::{Carrier, Extent, Parser, Pdu, Reading, Setting, Side, Weight, Window};

pub(super) const PARSER: Parser = Parser {
    protocol: Protocol::Ldap,
    carriers: &[Carrier::Tcp, Carrier::Udp],
    usual_ports: &[389, 3_268],
    read,
    identify: None,
    looked_at,
};

const SEQUENCE: u8 = 0x30;
const INTEGER: u8 = 2;
const CONTROLS: u8 = 0xA0;
/// Largest of what SASL wraps.
const WRAPPED_MAX: u32 = 1 << 24;

/// Operation → who speaks.
#[rustfmt::skip] // a table
const OPERATIONS: &[(u8, Side)] = &[
    (0x60, Side::Client), (0x61, Side::Server),  // bind
    (0x42, Side::Client),                        // unbind
    (0x63, Side::Client), (0x64, Side::Server), (0x65, Side::Server), (0x73, Side::Server), // search
    (0x66, Side::Client), (0x67, Side::Server),  // modify
    (0x68, Side::Client), (0x69, Side::Server),  // add
    (0x4A, Side::Client), (0x6B, Side::Server),  // delete
    (0x6C, Side::Client), (0x6D, Side::Server),  // modify a name
    (0x6E, Side::Client), (0x6F, Side::Server),  // compare
    (0x50, Side::Client),                        // abandon
    (0x77, Side::Client), (0x78, Side::Server), (0x79, Side::Server), // extended
];

/// A message's elements.
struct Message {
    whole: Element,
    number: Element,
    operation: Element,
}

impl Message {
    fn of(window: &Window<'_>) -> Option<Self> {
        let whole = element(window, 0).filter(|whole| whole.tag == SEQUENCE)?;
        let number = element(window, whole.at).filter(|number| number.tag == INTEGER)?;
        if !(1..=4).contains(&(number.end - number.at)) {
            return None;
        }
        let operation = element(window, number.end)?;
        Some(Self { whole, number, operation })
    }
}

fn read(window: &Window<'_>, setting: &Setting) -> Reading {
    let is_stream = setting.carrier == Carrier::Tcp;
    if let Some((side, weight, end)) = message(window) {
        let extent = if is_stream { u32::try_from(end).map(Extent::Bytes) } else { Ok(Extent::Payload) };
        let fits = is_stream || u32::try_from(end) == Ok(window.length());
        return match extent {
            Ok(extent) if fits => found(weight, side, extent),
            _ => Reading::No,
        };
    }
    if setting.known && is_stream && window.is_torn_before(6) {
        return Reading::More(6);
    }
    // Two heads at least.
    let begins = element(window, 0).is_some_and(|whole| {
        whole.tag == SEQUENCE
            && whole.end > 6
            && window.u8(whole.at) == Some(INTEGER)
            && window.u8(whole.at + 1).is_none_or(|length| (1..=4).contains(&length))
    });
    if begins && is_stream && !setting.known && window.is_torn_before(17) && Message::of(window).is_none() {
        return Reading::More(17);
    }
    match window.be32(0) {
        Some(length @ 1..WRAPPED_MAX) if setting.known && is_stream => {
            found(Weight::Weak, Side::Unknown, Extent::Bytes(4 + length))
        }
        _ => Reading::No,
    }
}

fn found(weight: Weight, side: Side, extent: Extent) -> Reading {
    let commands = CommandClasses::NONE;
    Reading::Pdu(Pdu { protocol: Protocol::Ldap, weight, extent, side, commands })
}

/// Who speaks, how much that says, and where it ends.
fn message(window: &Window<'_>) -> Option<(Side, Weight, usize)> {
    let Message { whole, operation, .. } = Message::of(window)?;
    let (_, side) = OPERATIONS.iter().find(|(tag, _)| *tag == operation.tag)?;
    let has_controls =
        operation.end < whole.end && window.u8(operation.end).is_none_or(|tag| tag == CONTROLS);
    let weight = match operation.end == whole.end {
        true => Weight::Strong,
        false if has_controls => Weight::Weak,
        false => return None,
    };
    Some((*side, weight, whole.end))
}

/// Heads of the elements, and of what follows the operation.
fn looked_at(pdu: &[u8], _setting: &Setting) -> Vec<Range<usize>> {
    let window = Window::new(pdu, u32::try_from(pdu.len()).unwrap_or(u32::MAX));
    let Some(Message { number, operation, .. }) = Message::of(&window) else {
        return vec![0..18];
    };
    vec![0..number.at, number.end..operation.at, operation.end..operation.end + 1]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocols::probe::{bytes, holds, pdu, reading, tcp, udp};

    const BIND: &str = "30 0c 020101 60 07 020103 0400 8000";
    const DONE: &str = "30 0c 020102 65 07 0a0100 0400 0400";
    /// As directories of Microsoft write lengths.
    const DONE_LONG: &str = "30 84 00000010 020102 65 84 00000007 0a0100 0400 0400";
    const UNBIND: &str = "30 05 020103 42 00";
    const CONTROLLED: &str = "30 0e 020102 42 00 a0 07 3005 0403 312e32";

    #[test]
    fn an_operation_that_fills_its_message_is_enough() {
        for (message, side) in
            [(BIND, Side::Client), (DONE, Side::Server), (DONE_LONG, Side::Server), (UNBIND, Side::Client)]
        {
            let message = bytes(message);
            let seen = pdu(&PARSER, &message, &tcp(40_000, 41_000));
            let whole = Extent::Bytes(u32::try_from(message.len()).unwrap());
            assert_eq!((seen.weight, seen.side, seen.extent), (Weight::Strong, side, whole));
            assert_eq!(pdu(&PARSER, &message, &udp(40_000, 41_000)).extent, Extent::Payload);
            holds(&PARSER, &message, &tcp(40_000, 41_000));
        }
        assert_eq!(pdu(&PARSER, &bytes(CONTROLLED), &tcp(40_000, 389)).weight, Weight::Weak);
        holds(&PARSER, &bytes(CONTROLLED), &tcp(40_000, 389));
    }

    #[test]
    fn snmp_and_broken_lengths_are_refused() {
        for message in [
            "30 26 020101 0406 7075626c6963 a019 020101 020100 020100 300e300c06082b060102010101000500",
            "30 0c 020101 60 08 020103 0400 8000",
            "30 0c 020101 7f 07 020103 0400 8000",
            "30 0c 0205 01020304 60 05",
            "30 80 020101 60 07 020103 0400 8000",
        ] {
            assert_eq!(reading(&PARSER, &bytes(message), &tcp(40_000, 389)), Reading::No, "{message}");
        }
    }

    #[test]
    fn a_torn_head_is_waited_for() {
        for seen in 3..7 {
            assert!(
                matches!(reading(&PARSER, &bytes(BIND)[..seen], &tcp(40_000, 41_000)), Reading::More(_)),
                "{seen}"
            );
        }
        assert_eq!(reading(&PARSER, &bytes(BIND)[..2], &tcp(40_000, 41_000)), Reading::No);
    }

    #[test]
    fn what_is_sealed_is_passed_over_where_the_directory_is_known() {
        let sealed = bytes("00000008 0102030405060708");
        let known = Setting { known: true, ..tcp(40_000, 389) };
        assert_eq!(pdu(&PARSER, &sealed, &known).extent, Extent::Bytes(12));
        assert_eq!(reading(&PARSER, &sealed, &tcp(40_000, 389)), Reading::No);
    }
}
