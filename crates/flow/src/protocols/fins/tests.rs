//! PDUs made by hand from the definition.

use sekisho_model::CommandClass::{self, Control, Diagnostic, Other, Program, Read, Write};
use sekisho_model::IdentityKind;

use super::PARSER;
use crate::protocols::logged::{classes, hex, pdu, reading, setting, words};
use crate::window::{Carrier, Extent, Reading, Setting, Side, Weight};

const UDP: Setting = setting(Carrier::Udp, 9_600, 9_600);
const TCP: Setting = setting(Carrier::Tcp, 50_000, 9_600);

/// The FINS header of a request and the rest.
fn asked(rest: &str) -> Vec<u8> {
    hex(&format!("80 00 02 00 01 00 00 0a 00 07 {rest}"))
}

/// The FINS header of an answer and the rest.
fn answered(rest: &str) -> Vec<u8> {
    hex(&format!("c0 00 02 00 0a 00 00 01 00 07 {rest}"))
}

fn framed(command: u32, frame: &[u8]) -> Vec<u8> {
    let mut bytes = b"FINS".to_vec();
    bytes.extend(u32::try_from(frame.len() + 8).unwrap().to_be_bytes());
    bytes.extend(command.to_be_bytes());
    bytes.extend([0; 4]);
    bytes.extend(frame);
    bytes
}

#[test]
fn a_command_has_its_class_on_both_transports() {
    #[rustfmt::skip]
    let cases: &[(&str, CommandClass)] = &[
        ("0101 82 0064 00 0001", Read), ("0102 82 0064 00 0001 1234", Write), ("0103 82 0064 00 0001 0000", Write),
        ("0202 8010 0000 0001 00", Program), ("0306 0000 00000000 0100", Program), ("0307 0000 00000000 0100 00", Program),
        ("0401 0000 04", Control), ("0402", Control), ("0702 09 01 01 00 00", Control), ("0701", Read),
        ("0501", Diagnostic), ("0601", Diagnostic), ("0801 1234", Diagnostic), ("2203 8000 0000 0000", Program),
        ("2301 0001 00", Write), ("0c02 0000", Control),
    ];
    for (rest, class) in cases {
        let frame = asked(rest);
        let datagram = pdu(&PARSER, &frame, &setting(Carrier::Udp, 1, 2));
        assert_eq!(
            (datagram.commands, datagram.side, datagram.weight),
            (classes(&[*class]), Side::Client, Weight::Strong)
        );
        let bytes = framed(2, &frame);
        let segment = pdu(&PARSER, &bytes, &TCP);
        assert_eq!((segment.commands, segment.side), (classes(&[*class]), Side::Client));
        assert_eq!(segment.extent, Extent::Bytes(bytes.len().try_into().unwrap()));
        let code = &rest[..4];
        let end = pdu(&PARSER, &answered(&format!("{code} 0000")), &UDP);
        assert_eq!((end.commands, end.side), (classes(&[*class]), Side::Server));
    }
}

#[test]
fn what_merely_begins_alike_is_not_named() {
    // Fixed bits of ICF, RSV, gateway count, command, too little data, an end code that does not exist.
    let bad = [
        "90 00 02 00 01 00 00 0a 00 07 0501",
        "80 01 02 00 01 00 00 0a 00 07 0501",
        "80 00 22 00 01 00 00 0a 00 07 0501",
        "80 00 02 00 01 00 00 0a 00 07 0599",
        "80 00 02 00 01 00 00 0a 00 07 0101 82",
        "c0 00 02 00 01 00 00 0a 00 07 0501 7000",
        "80 21 ab cd 00 00 00 01 1234567890abcdef",
    ];
    for bytes in bad {
        assert_eq!(reading(&PARSER, &hex(bytes), &UDP), Reading::No, "{bytes}");
    }
    assert_eq!(reading(&PARSER, b"FINSH is not a protocol", &TCP), Reading::No);
}

#[test]
fn a_node_that_cannot_be_is_a_weak_form() {
    let frame = hex("80 00 02 ff 01 95 00 0a 00 07 0501");
    assert_eq!(pdu(&PARSER, &frame, &UDP).weight, Weight::Weak);
}

#[test]
fn the_tcp_handshake_is_known_and_a_torn_header_waited_for() {
    let bytes = framed(0, &[0; 4]);
    let asked = pdu(&PARSER, &bytes, &TCP);
    assert_eq!(
        (asked.side, asked.commands, asked.extent),
        (Side::Client, classes(&[Other]), Extent::Bytes(20))
    );
    assert_eq!(pdu(&PARSER, &framed(1, &[0; 8]), &TCP).side, Side::Server);
    for torn in [1, 4, 15] {
        assert_eq!(reading(&PARSER, &bytes[..torn], &TCP), Reading::More(16), "{torn} bytes");
    }
    assert_eq!(reading(&PARSER, &framed(0, &[0; 8]), &TCP), Reading::No, "the length is fixed");
}

#[test]
fn a_torn_frame_is_named_with_as_much_as_its_head_holds() {
    let whole = framed(2, &asked("0102 82 0064 00 0004 1234 5678 9abc def0"));
    let extent = Extent::Bytes(u32::try_from(whole.len()).unwrap());
    assert_eq!(reading(&PARSER, &whole[..16], &TCP), Reading::More(28), "it can still be carried on");
    for torn in 17..whole.len() {
        let said = pdu(&PARSER, &whole[..torn], &TCP);
        assert_eq!((said.weight, said.extent), (Weight::Strong, extent), "{torn} bytes");
        // The command ends with the 28th byte.
        let class = if torn < 28 { classes(&[]) } else { classes(&[Write]) };
        assert_eq!((said.side, said.commands), (Side::Client, class), "{torn} bytes");
    }
    let answer = framed(2, &answered("0101 0000 1234"));
    assert_eq!(pdu(&PARSER, &answer[..20], &TCP).side, Side::Server);
    // A frame whose stated length has no room for its command is of no known class.
    assert_eq!(pdu(&PARSER, &framed(2, &asked("0102 82")), &TCP).commands, classes(&[Other]));
}

#[test]
fn a_controller_tells_model_and_version() {
    let mut frame = answered("0501 0000");
    frame.extend(b"CJ2M-CPU31          ");
    frame.extend(b"02.01               ");
    frame.extend([0x41; 40]);
    let expected =
        [(IdentityKind::Model, "CJ2M-CPU31".to_owned()), (IdentityKind::Firmware, "02.01".to_owned())];
    assert_eq!(words(&PARSER, &frame, &UDP), expected);
    assert_eq!(words(&PARSER, &framed(2, &frame), &TCP), expected);
    frame[12] = 0x21;
    assert_eq!(words(&PARSER, &frame, &UDP), [], "it ended with an error");
}
