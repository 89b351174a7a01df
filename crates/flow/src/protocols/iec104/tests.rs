//! What the parser promises, on hand-made APDUs.

use sekisho_model::CommandClass::{self, Control, Diagnostic, Other, Program, Read, Write};

use super::{PARSER, types};
use crate::protocols::probe::{bytes, classes, cut, holds, pdu, reading, tcp};
use crate::window::{Extent, Reading, Setting, Side, Weight};

const ANYWHERE: Setting = tcp(40_000, 4_712);
/// Types that the editions define: 32 of the process, 14 commands, the end of initialisation, 8 of the system, 4
/// parameters, 8 of files, 16 of security.
const KINDS: usize = 32 + 14 + 1 + 8 + 4 + 8 + 16;
const KNOWN: Setting = Setting { known: true, ..ANYWHERE };

/// An APDU of format I around an ASDU.
fn information(asdu: &str) -> Vec<u8> {
    let asdu = bytes(asdu);
    let mut all = vec![0x68, u8::try_from(asdu.len() + 4).unwrap(), 0x02, 0, 0x06, 0];
    all.extend(asdu);
    all
}

#[test]
fn types_have_their_class_side_and_length() {
    #[rustfmt::skip] // a table
    let cases: [(&str, Side, CommandClass); 17] = [
        ("01 01 03 00 0100 000001 01", Side::Server, Read),
        ("01 82 14 00 0100 000001 0100", Side::Server, Read),
        ("24 01 03 00 0100 000001 0000803f 00 10203040506070", Side::Server, Read),
        ("2d 01 06 00 0100 000001 81", Side::Client, Write),
        ("2d 01 07 00 0100 000001 81", Side::Server, Write),
        ("2d 01 47 00 0100 000001 81", Side::Server, Write),
        ("32 01 06 00 0100 000001 0000803f 00", Side::Client, Write),
        ("3a 01 06 00 0100 000001 01 10203040506070", Side::Client, Write),
        ("46 01 04 00 0100 000000 00", Side::Server, Read),
        ("64 01 06 00 0100 000000 14", Side::Client, Read),
        ("64 01 0a 00 0100 000000 14", Side::Server, Read),
        ("66 01 05 00 0100 000001", Side::Client, Read),
        ("67 01 06 00 0100 000000 10203040506070", Side::Client, Control),
        ("69 01 06 00 0100 000000 01", Side::Client, Control),
        ("6b 01 06 00 0100 000000 1020 10203040506070", Side::Client, Diagnostic),
        ("71 01 06 00 0100 000000 01", Side::Client, Control),
        ("7a 01 0d 00 0100 000000 0100 00 02", Side::Unknown, Program),
    ];
    for (asdu, side, class) in cases {
        let message = information(asdu);
        let seen = pdu(&PARSER, &message, &ANYWHERE);
        assert_eq!((seen.weight, seen.side), (Weight::Strong, side), "{asdu}");
        assert_eq!(seen.extent, Extent::Bytes(u32::try_from(message.len()).unwrap()));
        assert_eq!(classes(&PARSER, &message, &ANYWHERE), [class], "{asdu}");
        holds(&PARSER, &message, &ANYWHERE);
    }
}

#[test]
fn a_length_that_the_elements_do_not_fill_gives_no_name() {
    let message = information("2d 02 06 00 0100 000001 81");
    assert_eq!(reading(&PARSER, &message, &ANYWHERE), Reading::No);
    assert_eq!(pdu(&PARSER, &message, &KNOWN).weight, Weight::Weak);
}

#[test]
fn frames_of_control_start_stop_and_test() {
    let message = bytes("68 04 07 00 00 00");
    assert_eq!(classes(&PARSER, &message, &ANYWHERE), [Other]);
    assert_eq!(pdu(&PARSER, &message, &ANYWHERE).side, Side::Client);
    assert_eq!(pdu(&PARSER, &message, &ANYWHERE).weight, Weight::Strong);
    assert_eq!(pdu(&PARSER, &bytes("68 04 23 00 00 00"), &ANYWHERE).side, Side::Server);
    assert!(classes(&PARSER, &bytes("68 04 43 00 00 00"), &ANYWHERE).is_empty());
    assert!(classes(&PARSER, &bytes("68 04 01 00 1e 10"), &ANYWHERE).is_empty());
    assert_eq!(pdu(&PARSER, &bytes("68 04 01 00 1e 10"), &ANYWHERE).weight, Weight::Weak);
    holds(&PARSER, &message, &ANYWHERE);
}

#[test]
fn what_is_no_apdu_is_refused() {
    for message in [
        "68 03 07 00 00 00",
        "68 fe 00 00 00 00 01 01 03 00",
        "68 04 05 00 00 00",
        "68 04 07 01 00 00",
        "68 04 01 00 01 00",
        "68 06 00 00 00 00 01 01 03",
        "68 0e 00 00 00 00 ff 01 06 00 0100 000000 14",
        "68 0e 00 00 00 00 64 01 3f 00 0100 000000 14",
        "68 74 74 70 3a 2f 2f 31 2e 32",
    ] {
        assert_eq!(reading(&PARSER, &bytes(message), &tcp(40_000, 2_404)), Reading::No, "{message}");
    }
    assert_eq!(classes(&PARSER, &information("c8 01 06 00 0100 000000 14"), &KNOWN), [Other]);
}

#[test]
fn ten_captured_bytes_are_enough_for_class_and_extent() {
    let message = information("64 01 06 00 0100 000000 14");
    let Reading::Pdu(seen) = cut(&PARSER, &message, 10, &ANYWHERE) else { panic!() };
    assert_eq!((seen.weight, seen.extent), (Weight::Strong, Extent::Bytes(16)));
    assert!(seen.commands.has(Read));
}

#[test]
fn a_torn_head_asks_for_the_rest() {
    let message = information("64 01 06 00 0100 000000 14");
    for sent in 1..6 {
        assert_eq!(reading(&PARSER, &message[..sent], &KNOWN), Reading::More(6));
    }
    for sent in 6..9 {
        assert_eq!(reading(&PARSER, &message[..sent], &KNOWN), Reading::More(9));
    }
}

#[test]
fn an_element_of_every_type_fits_an_apdu() {
    let known: Vec<_> = (0..=255).filter_map(types::of).collect();
    assert_eq!(known.len(), KINDS);
    assert!(known.iter().all(|kind| kind.element_bytes.is_none_or(|bytes| bytes <= 16)));
}
