//! PDUs made by hand from the definition.

use sekisho_model::CommandClass::{self, Control, Diagnostic, Other, Program, Read, Write};
use sekisho_model::IdentityKind;

use super::PARSER;
use crate::protocols::logged::{classes, hex, pdu, reading, setting, words};
use crate::window::{Carrier, Reading, Setting, Side, Weight, Window};

const UDP: Setting = setting(Carrier::Udp, 47_808, 47_808);

/// BVLC of a function around the rest, with the length that it has.
fn bvlc(function: u8, rest: &str) -> Vec<u8> {
    let rest = hex(rest);
    let mut bytes = vec![0x81, function];
    bytes.extend(u16::try_from(rest.len() + 4).unwrap().to_be_bytes());
    bytes.extend(rest);
    bytes
}

#[test]
fn a_service_has_its_class_in_request_and_answer() {
    #[rustfmt::skip]
    let cases: &[(&str, &str, Side, &[CommandClass])] = &[
        ("read property", "0104 00 05 01 0c 0c00000001 1955", Side::Client, &[Read]),
        ("its answer", "0100 30 01 0c 0c00000001 1955 3e4400000000 3f", Side::Server, &[Read]),
        ("read property multiple, segmented answer", "0100 3c 01 00 04 0e", Side::Server, &[Read]),
        ("segmented request to write", "0104 08 05 01 00 04 10", Side::Client, &[Write]),
        ("write property", "0104 00 05 01 0f", Side::Client, &[Write]),
        ("write property done", "0100 20 01 0f", Side::Server, &[Write]),
        ("write property refused", "0100 50 01 0f 9102 9128", Side::Server, &[Write]),
        ("file written", "0104 00 05 01 07", Side::Client, &[Program]),
        ("reinitialised", "0104 00 05 01 14 0900", Side::Client, &[Control]),
        ("communication switched off", "0104 00 05 01 11 1901", Side::Client, &[Control]),
        ("subscription", "0104 00 05 01 05", Side::Client, &[Other]),
        ("change of value", "0100 10 02", Side::Unknown, &[Other]),
        ("change of value, with receipt", "0104 02 05 01 01", Side::Server, &[Other]),
        ("its receipt", "0100 20 01 01", Side::Client, &[Other]),
        ("event, with receipt", "0104 02 05 01 02", Side::Server, &[Other]),
        ("who is", "0120 ffff 00 ff 10 08", Side::Unknown, &[Diagnostic]),
        ("from behind a router", "0108 0002 01 7f 10 00", Side::Unknown, &[Diagnostic]),
        ("time", "0100 10 06", Side::Unknown, &[Control]),
        ("who is a router", "0180 00", Side::Unknown, &[Diagnostic]),
        ("routing table", "0180 06 00", Side::Unknown, &[Program]),
        ("reject", "0100 60 01 09", Side::Server, &[]),
        ("abort", "0100 71 01 09", Side::Unknown, &[]),
    ];
    for (name, npdu, side, expected) in cases {
        for function in [0x09, 0x0A, 0x0B] {
            let pdu = pdu(&PARSER, &bvlc(function, npdu), &setting(Carrier::Udp, 1, 2));
            assert_eq!(
                (pdu.commands, pdu.side, pdu.weight),
                (classes(expected), *side, Weight::Strong),
                "{name}"
            );
        }
        let forwarded = bvlc(4, &format!("c0a80a01bac0 {npdu}"));
        assert_eq!(pdu(&PARSER, &forwarded, &UDP).commands, classes(expected), "{name} forwarded");
    }
}

#[test]
fn the_broadcast_table_is_configuration() {
    let cases: &[(u8, &str, Side, CommandClass)] = &[
        (0, "0000", Side::Server, Other),
        (1, "c0a80a01bac0ffffffff", Side::Client, Program),
        (2, "", Side::Client, Diagnostic),
        (3, "c0a80a01bac0ffffffff", Side::Server, Diagnostic),
        (5, "003c", Side::Client, Other),
        (6, "", Side::Client, Diagnostic),
        (7, "c0a80a02bac0003c0050", Side::Server, Diagnostic),
        (8, "c0a80a01bac0", Side::Client, Program),
    ];
    for (function, rest, side, class) in cases {
        let pdu = pdu(&PARSER, &bvlc(*function, rest), &UDP);
        assert_eq!((pdu.commands, pdu.side), (classes(&[*class]), *side), "{function}");
    }
}

#[test]
fn what_contradicts_the_definition_is_not_named() {
    let bad = [
        "8204 0104",
        "810d 0008 0104 1008",
        "810a 0008 0204 1008",
        "810a 0008 0144 1008",
        "810a 0008 0100 1f08",
    ];
    for bytes in bad {
        assert_eq!(reading(&PARSER, &hex(bytes), &UDP), Reading::No, "{bytes}");
    }
    // A service that does not exist is let pass only where the protocol is known already.
    let unknown = bvlc(0x0A, "0104 00 05 01 63");
    assert_eq!(reading(&PARSER, &unknown, &UDP), Reading::No);
    assert!(matches!(reading(&PARSER, &unknown, &Setting { known: true, ..UDP }), Reading::Pdu(_)));
}

#[test]
fn a_wrong_length_leaves_a_weak_form_and_the_class() {
    let pdu = pdu(&PARSER, &hex("810a 0011 0104 0005 01 14 0906 1d0b"), &UDP);
    assert_eq!((pdu.commands, pdu.weight), (classes(&[Control]), Weight::Weak));
}

#[test]
fn twenty_two_bytes_are_enough() {
    let bytes = bvlc(0x0A, "0104 00 05 01 0f 0c00000001 1955 3e44000000003f");
    let length = u32::try_from(bytes.len()).unwrap();
    let Reading::Pdu(pdu) = (PARSER.read)(&Window::new(&bytes[..22], length), &UDP) else { panic!("cut") };
    assert_eq!((pdu.commands, pdu.weight), (classes(&[Write]), Weight::Strong));
}

#[test]
fn a_device_tells_its_number_maker_and_names_and_nothing_else() {
    let i_am = bvlc(0x0B, "0120ffff00ff 1000 c4020004d2 2205c4 9103 2105");
    let expected = [
        (IdentityKind::Vendor, "Johnson Controls".to_owned()),
        (IdentityKind::Name, "device,1234".to_owned()),
    ];
    assert_eq!(words(&PARSER, &i_am, &UDP), expected);

    // Device 1: model-name "NAE", and the present value of an analogue input.
    let model = bvlc(0x0A, "0100 30 01 0c 0c02000001 1946 3e 74 00 4e4145 3f");
    assert_eq!(words(&PARSER, &model, &UDP), [(IdentityKind::Model, "NAE".to_owned())]);
    let input = bvlc(0x0A, "0100 30 01 0c 0c00000001 194d 3e 74 00 4e4145 3f");
    assert_eq!(words(&PARSER, &input, &UDP), [], "an object's name is not the device's");

    let list = "0100 30 01 0e 0c02000001 1e 2946 4e 74 00 4e4145 4f 291c 4e 74 00 736563 4f 292c 4e 74 00 352e31 4f 1f
        0c00000002 1e 294d 4e 74 00 736563 4f 1f";
    let expected = [(IdentityKind::Model, "NAE".to_owned()), (IdentityKind::Firmware, "5.1".to_owned())];
    assert_eq!(words(&PARSER, &bvlc(0x0A, list), &UDP), expected);
    // Found by fuzzing: forms in which the definition never writes object, property or maker, beyond what is declared.
    for apdu in [
        "30 01 0c 04 02000001 1946 3e 74 00 4e4145 3f",
        "30 01 0c 0c02000001 1d0146 3e 74 00 4e4145 3f",
        "1000 c5fe0004020004d2 25fe000205c4 95fe000103 25fe000105",
    ] {
        let odd = bvlc(0x0A, &format!("0100 {apdu}"));
        assert_eq!(words(&PARSER, &odd, &UDP), [], "{apdu}");
        assert_eq!(crate::promises::broken_by(&odd, 1), Vec::<String>::new());
    }
    // Behind a router the device is another than the sender.
    assert_eq!(words(&PARSER, &bvlc(0x0A, "0108 0002 01 7f 1000 c4020004d2 2205c4 9103 2105"), &UDP), []);
}
