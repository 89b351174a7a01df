//! PDUs made by hand from the definition.

use sekisho_model::CommandClass::{self, Control, Diagnostic, Other, Program, Read, Write};
use sekisho_model::IdentityKind;

use super::PARSER;
use crate::protocols::logged::{classes, hex, pdu, reading, setting, words};
use crate::window::{Carrier, Extent, Reading, Setting, Side, Weight, Window};

const TCP: Setting = setting(Carrier::Tcp, 50_000, 51_000);
const UDP: Setting = setting(Carrier::Udp, 50_000, 51_000);

/// Both headers and the data.
fn ads(port: u16, command: u16, flags: u16, data: &[u8]) -> Vec<u8> {
    let length = u32::try_from(data.len()).unwrap();
    let mut bytes = vec![0, 0];
    bytes.extend((length + 32).to_le_bytes());
    bytes.extend(hex("c0a80163 0101"));
    bytes.extend(port.to_le_bytes());
    bytes.extend(hex("050d7560 0101 1027"));
    bytes.extend(command.to_le_bytes());
    bytes.extend(flags.to_le_bytes());
    bytes.extend(length.to_le_bytes());
    bytes.extend(hex("00000000 44000000"));
    bytes.extend(data);
    bytes
}

/// Index group, offset, length.
fn group(group: u32) -> Vec<u8> {
    let mut data = group.to_le_bytes().to_vec();
    data.extend([0; 8]);
    data
}

#[test]
fn a_command_has_its_class_by_command_port_and_index_group() {
    #[rustfmt::skip]
    let cases: &[(&str, u16, u16, u32, CommandClass)] = &[
        ("device info", 851, 1, 0, Diagnostic), ("read", 851, 2, 0x4020, Read), ("write", 851, 3, 0x4020, Write),
        ("read state", 851, 4, 0, Diagnostic), ("write control", 851, 5, 0, Control), ("notification", 851, 6, 0x4020, Other),
        ("handle by name", 851, 9, 0xF003, Diagnostic), ("value by name", 851, 9, 0xF004, Read),
        ("handle released", 851, 3, 0xF006, Other), ("many reads", 851, 9, 0xF080, Read), ("many writes", 851, 9, 0xF081, Write),
        ("symbols downloaded", 851, 3, 0xF00A, Program), ("file opened", 10_000, 9, 120, Program),
        ("file written", 10_000, 9, 123, Program), ("process started", 10_000, 3, 500, Control),
        ("route added", 10_000, 3, 801, Control), ("licence", 30, 3, 0x0101_0004, Program),
        ("unknown combined", 851, 9, 0x1234, Other),
    ];
    for (name, port, command, index, class) in cases {
        let bytes = ads(*port, *command, 4, &group(*index));
        let pdu = pdu(&PARSER, &bytes, &TCP);
        assert_eq!(
            (pdu.commands, pdu.side, pdu.weight),
            (classes(&[*class]), Side::Client, Weight::Strong),
            "{name}"
        );
        assert_eq!(pdu.extent, Extent::Bytes(bytes.len().try_into().unwrap()), "{name}");
    }
}

#[test]
fn an_answer_is_of_the_server_and_a_combined_one_says_no_class() {
    let write = pdu(&PARSER, &ads(851, 3, 5, &[0; 4]), &TCP);
    assert_eq!((write.commands, write.side), (classes(&[Write]), Side::Echo), "of a handle, perhaps");
    assert_eq!(pdu(&PARSER, &ads(851, 9, 5, &[0; 8]), &TCP).commands, classes(&[]));
    let notification = pdu(&PARSER, &ads(851, 8, 4, &[0; 20]), &TCP);
    assert_eq!((notification.commands, notification.side), (classes(&[Other]), Side::Server));
}

#[test]
fn what_contradicts_the_definition_is_not_named() {
    let good = ads(851, 2, 4, &group(0x4020));
    // Reserved word, length, command, flags, length of the data.
    for (at, byte) in [(0, 1), (2, 9), (22, 77), (24, 1), (26, 99)] {
        let mut bad = good.clone();
        bad[at] = byte;
        assert_eq!(reading(&PARSER, &bad, &TCP), Reading::No, "byte {at}");
    }
    assert_eq!(reading(&PARSER, &[0; 40], &TCP), Reading::No);
    assert_eq!(reading(&PARSER, &good[..4], &TCP), Reading::No, "two zeros are too little to wait for");
    assert_eq!(reading(&PARSER, &good[..4], &Setting { known: true, ..TCP }), Reading::More(6));
}

#[test]
fn ten_bytes_of_a_whole_frame_are_a_weak_form() {
    let bytes = ads(851, 2, 4, &group(0x4020));
    let length = u32::try_from(bytes.len()).unwrap();
    let Reading::Pdu(cut) = (PARSER.read)(&Window::new(&bytes[..10], length), &TCP) else { panic!("cut") };
    assert_eq!((cut.weight, cut.extent), (Weight::Weak, Extent::Bytes(length)));
}

#[test]
fn discovery_tells_name_and_version_and_never_a_password() {
    let asked = hex("03661471 01000000 01000000 c0a80163 0101 1027 00000000");
    let discovery = pdu(&PARSER, &asked, &UDP);
    assert_eq!((discovery.commands, discovery.side), (classes(&[Diagnostic]), Side::Client));
    let answer = hex(
        "03661471 01000000 01000080 050d7560 0101 1027 03000000 0500 0700 43585f30443700 0300 0400 020bb408 0200 0400 73656300",
    );
    let expected =
        [(IdentityKind::Name, "CX_0D7".to_owned()), (IdentityKind::Firmware, "2.11.2228".to_owned())];
    assert_eq!(words(&PARSER, &answer, &UDP), expected);
    let route =
        hex("03661471 01000000 06000000 c0a80163 0101 1027 02000000 0500 0400 70776e00 0200 0400 73656300");
    assert_eq!(pdu(&PARSER, &route, &UDP).commands, classes(&[Control]));
    assert_eq!(words(&PARSER, &route, &UDP), []);
}

#[test]
fn a_device_tells_its_name_and_version() {
    let mut data = hex("00000000 02 0b 3408");
    data.extend(b"PLC Server\0\0\0\0\0\0");
    let bytes = ads(851, 1, 5, &data);
    let expected =
        [(IdentityKind::Firmware, "2.11.2100".to_owned()), (IdentityKind::Product, "PLC Server".to_owned())];
    assert_eq!(words(&PARSER, &bytes, &TCP), expected);
}

#[test]
fn an_outer_header_that_is_sent_alone_is_waited_for() {
    let bytes = ads(851, 3, 4, &group(0xF006));
    for torn in 6..=16 {
        assert_eq!(reading(&PARSER, &bytes[..torn], &TCP), Reading::More(42), "{torn} bytes");
    }
    assert_eq!(pdu(&PARSER, &bytes, &TCP).commands, classes(&[Other]));
}
