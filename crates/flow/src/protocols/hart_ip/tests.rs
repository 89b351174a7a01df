//! PDUs made by hand from the definition.

use sekisho_model::CommandClass::{self, Control, Diagnostic, Other, Program, Read, Write};
use sekisho_model::IdentityKind;

use super::PARSER;
use crate::protocols::logged::{classes, hex, pdu, reading, setting, words};
use crate::window::{Carrier, Extent, Reading, Setting, Side, Weight};

const UDP: Setting = setting(Carrier::Udp, 40_000, 41_000);
const TCP: Setting = setting(Carrier::Tcp, 40_000, 41_000);

/// Version 1, type, id, status 0, sequence 2, length, body.
fn message(kind: u8, id: u8, body: &[u8]) -> Vec<u8> {
    let mut bytes = vec![1, kind, id, 0, 0, 2];
    bytes.extend(u16::try_from(body.len() + 8).unwrap().to_be_bytes());
    bytes.extend(body);
    bytes
}

/// A HART frame with a long address, with its checksum's place.
fn frame(delimiter: u8, command: u8, data: &[u8]) -> Vec<u8> {
    let mut bytes = vec![delimiter, 0x26, 0x4E, 0, 0, 0xD2, command, u8::try_from(data.len()).unwrap()];
    bytes.extend(data);
    bytes.push(0x55);
    bytes
}

#[test]
fn a_command_has_the_class_of_its_number() {
    #[rustfmt::skip]
    let cases: &[(u8, CommandClass)] = &[
        (0, Diagnostic), (11, Diagnostic), (48, Diagnostic), (1, Read), (3, Read), (9, Read), (20, Read), (13, Read),
        (6, Write), (17, Write), (22, Write), (35, Write), (42, Control), (89, Control), (111, Program), (130, Other),
    ];
    for (command, class) in cases {
        let asked = message(0, 3, &frame(0x82, *command, &[]));
        let answered = message(1, 3, &frame(0x86, *command, &[0, 0xD0]));
        for setting in [UDP, TCP] {
            let client = pdu(&PARSER, &asked, &setting);
            assert_eq!(
                (client.commands, client.side, client.weight),
                (classes(&[*class]), Side::Client, Weight::Strong)
            );
            let server = pdu(&PARSER, &answered, &setting);
            assert_eq!((server.commands, server.side), (classes(&[*class]), Side::Server));
        }
        assert_eq!(pdu(&PARSER, &asked, &TCP).extent, Extent::Bytes(asked.len().try_into().unwrap()));
    }
}

#[test]
fn long_numbers_short_addresses_and_expansion_bytes_are_walked() {
    // 768: write join key, as an extended command.
    assert_eq!(pdu(&PARSER, &message(0, 3, &frame(0x82, 31, &[3, 0])), &UDP).commands, classes(&[Control]));
    assert_eq!(
        pdu(&PARSER, &message(1, 3, &frame(0x86, 31, &[0, 0, 3, 0])), &UDP).commands,
        classes(&[Control])
    );
    assert_eq!(pdu(&PARSER, &message(0, 3, &hex("02 80 03 00 7e")), &UDP).commands, classes(&[Read]));
    assert_eq!(pdu(&PARSER, &message(0, 3, &hex("22 80 ee 03 00 7e")), &UDP).commands, classes(&[Read]));
    // Direct PDU with two commands.
    let direct = message(0, 4, &hex("00 00 0001 00 0023 01 00"));
    assert_eq!(pdu(&PARSER, &direct, &UDP).commands, classes(&[Read, Write]));
}

#[test]
fn sessions_are_other_and_a_keep_alive_commands_nothing() {
    let session = pdu(&PARSER, &message(0, 0, &hex("01 00007530")), &UDP);
    assert_eq!((session.commands, session.weight), (classes(&[Other]), Weight::Strong));
    assert_eq!(pdu(&PARSER, &message(1, 2, &[]), &UDP).commands, classes(&[]));
}

#[test]
fn an_error_is_a_header_with_a_code_and_commands_nothing() {
    for (id, body) in [(0, &[][..]), (3, &[2]), (5, &[9])] {
        let error = pdu(&PARSER, &message(3, id, body), &UDP);
        assert_eq!((error.commands, error.side, error.weight), (classes(&[]), Side::Server, Weight::Weak));
    }
    assert_eq!(reading(&PARSER, &message(3, 3, &frame(0x86, 3, &[0, 0])), &UDP), Reading::No);
}

#[test]
fn what_contradicts_the_definition_is_not_named() {
    let good = message(0, 3, &frame(0x82, 3, &[]));
    // Version, type, id, length, delimiter, byte count.
    for (at, byte) in [(0, 3), (1, 4), (1, 0x50), (2, 9), (7, 0xFF), (8, 0x87), (15, 9)] {
        let mut bad = good.clone();
        bad[at] = byte;
        assert_eq!(reading(&PARSER, &bad, &UDP), Reading::No, "byte {at}");
    }
    assert_eq!(reading(&PARSER, &good[..5], &TCP), Reading::More(8));
    assert_eq!(reading(&PARSER, &good[..5], &UDP), Reading::No);
}

#[test]
fn a_device_tells_maker_type_revisions_number_and_tag() {
    let data = hex("00 00 fe 264e 05 07 04 01 09 00 0000d2 05 02 0004 00 0026 0026 84");
    let expected = [
        (IdentityKind::Vendor, "Rosemount"),
        (IdentityKind::DeviceType, "HART device type 0x264e"),
        (IdentityKind::Firmware, "1"),
        (IdentityKind::Hardware, "1"),
        (IdentityKind::Serial, "0000d2"),
    ];
    let expected: Vec<_> = expected.iter().map(|(kind, word)| (*kind, (*word).to_owned())).collect();
    assert_eq!(words(&PARSER, &message(1, 3, &frame(0x86, 0, &data)), &UDP), expected);
    assert_eq!(words(&PARSER, &message(0, 3, &frame(0x82, 0, &data)), &UDP), [], "a request tells nothing");
    // "PT-101" in six bits each, and the rest blank.
    let tag = hex("00 00 41 4b 71 c3 18 20 820820820820820820820820 01 01 7b");
    let name = words(&PARSER, &message(1, 3, &frame(0x86, 13, &tag)), &UDP);
    assert_eq!(name, [(IdentityKind::Name, "PT-101".to_owned())]);
    let mut long = vec![0, 0];
    long.extend(b"Boiler 1 feed water             ");
    let name = words(&PARSER, &message(1, 3, &frame(0x86, 20, &long)), &UDP);
    assert_eq!(name, [(IdentityKind::Name, "Boiler 1 feed water".to_owned())]);
}

#[test]
fn a_header_that_is_sent_alone_is_waited_for_at_home() {
    let bytes = message(0, 3, &frame(0x82, 6, &[7]));
    let at_home = setting(Carrier::Tcp, 40_000, 5_094);
    for torn in 8..=16 {
        assert_eq!(reading(&PARSER, &bytes[..torn], &at_home), Reading::More(24), "{torn} bytes");
    }
    assert_eq!(pdu(&PARSER, &bytes, &at_home).commands, classes(&[Write]));
}
