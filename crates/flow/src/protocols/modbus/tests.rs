//! What the parser promises, on hand-made PDUs.

use sekisho_model::CommandClass::{Control, Diagnostic, Other, Program, Read, Write};
use sekisho_model::{CommandClass, IdentityKind, Protocol};

use super::PARSER;
use crate::protocols::probe::{bytes, classes, cut, holds, identities, pdu, reading, tcp};
use crate::window::{Extent, Reading, Setting, Side, Weight};

/// A PDU around unit, function and data.
fn modbus(body: &str) -> Vec<u8> {
    let body = bytes(body);
    let mut all = vec![0x12, 0x34, 0, 0, 0, u8::try_from(body.len()).unwrap()];
    all.extend(body);
    all
}

const ANYWHERE: Setting = tcp(40_000, 5_020);
const KNOWN: Setting = Setting { known: true, ..ANYWHERE };

#[test]
fn every_function_has_its_side_and_class() {
    let strong = Weight::Strong;
    let weak = Weight::Weak;
    #[rustfmt::skip] // a table
    let cases: [(&str, Side, Weight, &[CommandClass]); 42] = [
        ("01 01 0010 0008", Side::Client, strong, &[Read]),
        ("01 01 01 ff", Side::Server, strong, &[Read]),
        ("01 02 03 aabbcc", Side::Unknown, weak, &[Read]),
        ("01 03 0010 007d", Side::Client, strong, &[Read]),
        ("01 03 04 00000001", Side::Server, strong, &[Read]),
        ("01 04 0000 0001", Side::Client, strong, &[Read]),
        ("01 05 0001 ff00", Side::Unknown, strong, &[Write]),
        ("01 06 0001 1234", Side::Unknown, weak, &[Write]),
        ("01 07", Side::Client, weak, &[Diagnostic]),
        ("01 07 ff", Side::Server, weak, &[Diagnostic]),
        ("01 08 0000 a537", Side::Unknown, weak, &[Diagnostic]),
        ("01 08 0001 0000", Side::Unknown, weak, &[Control]),
        ("01 08 0004 0000", Side::Unknown, weak, &[Control]),
        ("01 08 000a 0000", Side::Unknown, weak, &[Diagnostic]),
        ("01 0b", Side::Client, weak, &[Diagnostic]),
        ("01 0b ffff 0108", Side::Server, weak, &[Diagnostic]),
        ("01 0c 08 0000 0108 0121 2000", Side::Server, strong, &[Diagnostic]),
        ("01 0f 0013 000a 02 cd01", Side::Client, strong, &[Write]),
        ("01 0f 0013 000a", Side::Server, strong, &[Write]),
        ("01 10 0001 0002 04 000a 0102", Side::Client, strong, &[Write]),
        ("01 10 0001 0002", Side::Server, strong, &[Write]),
        ("01 11", Side::Client, weak, &[Diagnostic]),
        ("01 11 03 41ff42", Side::Server, strong, &[Diagnostic]),
        ("01 14 07 06 0004 0001 0002", Side::Client, strong, &[Read]),
        ("01 14 06 05 06 0dfe 0020", Side::Server, strong, &[Read]),
        ("01 15 09 06 0004 0007 0001 06af", Side::Unknown, strong, &[Write]),
        ("01 16 0004 00f2 0025", Side::Unknown, weak, &[Write]),
        ("01 17 0003 0006 000e 0002 04 00ff 00ff", Side::Client, strong, &[Read, Write]),
        ("01 17 04 00fe 0acd", Side::Server, strong, &[Read, Write]),
        ("01 18 04de", Side::Client, weak, &[Read]),
        ("01 18 0006 0002 01b8 1284", Side::Server, strong, &[Read]),
        ("01 2b 0e 01 00", Side::Client, strong, &[Diagnostic]),
        ("01 2b 0e 01 01 00 00 01 00 02 4142", Side::Server, strong, &[Diagnostic]),
        ("01 83 02", Side::Server, strong, &[Read]),
        ("01 90 03", Side::Server, strong, &[Write]),
        ("00 5a 00 02", Side::Client, weak, &[Diagnostic]),
        ("00 5a 01 40 ff00", Side::Client, weak, &[Control]),
        ("00 5a 01 41 ff00", Side::Client, weak, &[Control]),
        ("00 5a 01 34 0001", Side::Client, weak, &[Program]),
        ("00 5a 01 25 0001", Side::Client, weak, &[Write]),
        ("00 5a 01 12", Side::Client, weak, &[Other]),
        ("00 5a 01 fe 00", Side::Server, weak, &[]),
    ];
    for (body, side, weight, expected) in cases {
        let message = modbus(body);
        let seen = pdu(&PARSER, &message, &ANYWHERE);
        assert_eq!((seen.side, seen.weight), (side, weight), "{body}");
        assert_eq!(seen.extent, Extent::Bytes(u32::try_from(message.len()).unwrap()), "{body}");
        assert_eq!(classes(&PARSER, &message, &ANYWHERE), expected, "{body}");
        holds(&PARSER, &message, &ANYWHERE);
        holds(&PARSER, &message, &KNOWN);
    }
}

#[test]
fn what_breaks_its_function_gives_no_name() {
    for body in [
        "01 01 0010 07d1",         // more than 2,000 coils
        "01 03 0010 007e",         // more than 125 registers
        "01 03 0010 0000",         // none
        "01 03 03 000000",         // half a register is read as a request for none
        "01 03 05 00000001",       // count and length differ
        "01 05 0001 ff01",         // no state of a coil
        "01 10 0001 0002 02 000a", // two registers in two bytes
        "01 83 0c",                // no exception code
        "20 20 2020202020",        // blanks
        "01 63 0000",              // no function
        "01 5a 01 99",             // no UMAS code
    ] {
        assert_eq!(reading(&PARSER, &modbus(body), &tcp(40_000, 502)), Reading::No, "{body}");
    }
    let blanks = bytes("0400 0000 0013 2020 2020202020202020202020202020202020");
    assert_eq!(reading(&PARSER, &blanks, &tcp(40_000, 502)), Reading::No);
    let hello = bytes("1603 0100 c8 01 0000 c4 0303 0102030405060708");
    assert_eq!(reading(&PARSER, &hello, &tcp(40_000, 502)), Reading::No);
    assert_eq!(reading(&PARSER, b"GET / HTTP/1.1\r\n\r\n", &tcp(40_000, 502)), Reading::No);
}

#[test]
fn functions_of_makers_and_users_say_little_and_only_on_the_usual_port_where_the_payload_ends_with_them() {
    #[rustfmt::skip] // a table
    let cases: [(&str, &[CommandClass]); 6] = [
        ("01 7e 00010203", &[Program]),
        ("01 64 0001 0002", &[Read]),
        ("01 13", &[Control]),
        ("01 41 ff", &[Other]),
        ("01 fe 01", &[Program]),
        ("01 c1 01", &[Other]),
    ];
    for (body, expected) in cases {
        let message = modbus(body);
        let seen = pdu(&PARSER, &message, &tcp(40_000, 502));
        assert_eq!(
            (seen.weight, seen.commands.iter().collect()),
            (Weight::Faint, expected.to_vec()),
            "{body}"
        );
        assert_eq!(reading(&PARSER, &message, &ANYWHERE), Reading::No, "{body} elsewhere");
        let longer = [&message[..], &[0x55]].concat();
        assert_eq!(reading(&PARSER, &longer, &tcp(40_000, 502)), Reading::No, "{body} and more");
    }
    assert_eq!(reading(&PARSER, &modbus("01 fe 0c"), &tcp(40_000, 502)), Reading::No, "no exception code");
}

#[test]
fn frames_of_a_serial_line_that_are_sent_over_tcp_are_not_modbus_tcp() {
    // Registers from address 0 on, with the checksum of the line; of the last three, what stands in the function's place exists.
    for frame in [
        "01 03 0000 0002 c40b",
        "0b 03 0000 0002 c4a1",
        "11 04 0000 0002 729b",
        "01 06 0000 0002 080b",
        "19 03 0000 000a c615",
        "51 0f 0000 0002 01 0b 9a6c",
    ] {
        for port in [502, 4_001] {
            assert_eq!(reading(&PARSER, &bytes(frame), &tcp(40_000, port)), Reading::No, "{frame}");
        }
    }
    assert!(matches!(reading(&PARSER, &bytes("0103 0000 0002 01 0b"), &tcp(40_000, 502)), Reading::Pdu(_)));
}

#[test]
fn in_a_known_connection_a_broken_request_is_still_a_request() {
    assert_eq!(classes(&PARSER, &modbus("01 10 0001 0000 00"), &KNOWN), [Write]);
    assert_eq!(classes(&PARSER, &modbus("01 63 0000"), &KNOWN), [Other]);
}

#[test]
fn a_torn_head_asks_for_the_rest() {
    let message = modbus("01 03 0010 0001");
    for sent in 1..8 {
        assert_eq!(reading(&PARSER, &message[..sent], &KNOWN), Reading::More(8), "{sent}");
    }
    for body in ["01 08 0001 0000", "01 5a 00 41"] {
        assert_eq!(reading(&PARSER, &modbus(body)[..8], &KNOWN), Reading::More(10), "{body}");
        assert_eq!(classes(&PARSER, &modbus(body), &KNOWN), [Control]);
    }
}

#[test]
fn in_an_unknown_connection_a_request_torn_behind_its_function_is_waited_for() {
    let message = modbus("01 03 0010 0001");
    for sent in 8..12 {
        assert_eq!(reading(&PARSER, &message[..sent], &ANYWHERE), Reading::More(12), "{sent}");
        assert_eq!(classes(&PARSER, &message[..sent], &KNOWN), [Read]);
    }
    // The begin of a message of LDAP whose lengths have four bytes.
    let other = bytes("3084 0000 0025 0204 0000 0011");
    assert_eq!(reading(&PARSER, &other[..8], &ANYWHERE), Reading::More(12));
    assert_eq!(reading(&PARSER, &other, &ANYWHERE), Reading::No);
}

#[test]
fn ten_captured_bytes_are_enough_for_class_and_extent() {
    let message = modbus("01 10 0001 0002 04 000a 0102");
    let Reading::Pdu(seen) = cut(&PARSER, &message, 10, &ANYWHERE) else { panic!() };
    assert_eq!((seen.weight, seen.extent), (Weight::Weak, Extent::Bytes(17)));
    assert!(seen.commands.has(Write));
    assert_eq!(seen.protocol, Protocol::Modbus);
}

#[test]
fn identification_is_read_and_names_that_users_write_are_not() {
    let message =
        modbus("01 2b 0e 02 83 00 00 04 00 04 41434d45 01 02 5831 02 04 56312e32 06 06 736563726574");
    let expected = [
        (IdentityKind::Vendor, "ACME".to_owned()),
        (IdentityKind::Model, "X1".to_owned()),
        (IdentityKind::Firmware, "V1.2".to_owned()),
    ];
    assert_eq!(identities(&PARSER, &message, &KNOWN), expected);
    holds(&PARSER, &message, &KNOWN);
}

/// Found by fuzzing: an exception that is longer than one was read for a subfunction that it does not declare.
#[test]
fn an_exception_of_diagnostics_says_no_subfunction() {
    let odd = bytes("0016 0000 0004 0a 88 0001");
    assert_eq!(crate::promises::broken_by(&odd, 1), Vec::<String>::new());
}
