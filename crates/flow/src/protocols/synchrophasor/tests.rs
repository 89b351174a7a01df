//! PDUs made by hand from the definition.

use sekisho_model::CommandClass::{Control, Diagnostic, Read};
use sekisho_model::IdentityKind;

use super::PARSER;
use crate::protocols::logged::{classes, hex, pdu, reading, setting, words};
use crate::window::{Carrier, Extent, Reading, Setting, Side, Weight};

const UDP: Setting = setting(Carrier::Udp, 40_000, 41_000);
const TCP: Setting = setting(Carrier::Tcp, 40_000, 41_000);

/// A frame of a type with the size that it has; 1 stands for the checksum, which is not looked at.
fn frame(kind: u8, body: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0xAA, kind];
    bytes.extend(u16::try_from(body.len() + 16).unwrap().to_be_bytes());
    bytes.extend(hex("00f1 48933460 00385000"));
    bytes.extend(body);
    bytes.extend([1, 1]);
    bytes
}

fn configuration(units: u16) -> Vec<u8> {
    let mut body = hex("000f4240");
    body.extend(units.to_be_bytes());
    body.extend(b"Substation 7    ");
    body.extend([0; 80]);
    body
}

#[test]
fn commands_and_configurations_make_a_name_at_once() {
    for (word, class) in [(1, Control), (2, Control), (3, Diagnostic), (5, Diagnostic)] {
        let command = pdu(&PARSER, &frame(0x41, &[0, word]), &UDP);
        assert_eq!(
            (command.commands, command.side, command.weight),
            (classes(&[class]), Side::Client, Weight::Strong)
        );
    }
    let told = pdu(&PARSER, &frame(0x32, &configuration(1)), &TCP);
    assert_eq!(
        (told.commands, told.side, told.weight),
        (classes(&[Diagnostic]), Side::Server, Weight::Strong)
    );
}

#[test]
fn one_data_frame_is_weak_and_two_behind_each_other_are_not() {
    let data = frame(0x01, &[9; 24]);
    let one = pdu(&PARSER, &data, &TCP);
    assert_eq!((one.commands, one.weight, one.extent), (classes(&[Read]), Weight::Weak, Extent::Bytes(40)));
    let two = [&data[..], &data[..]].concat();
    assert_eq!(pdu(&PARSER, &two, &TCP).weight, Weight::Strong);
    let mut others = two.clone();
    others[data.len() + 5] ^= 1;
    assert_eq!(pdu(&PARSER, &others, &TCP).weight, Weight::Weak, "another stream");
    assert_eq!(reading(&PARSER, &two, &UDP), Reading::No, "a datagram is one frame");
}

#[test]
fn what_contradicts_the_definition_is_not_named() {
    let bad = [
        frame(0x81, &[9; 24]),
        frame(0x61, &[9; 24]),
        frame(0x00, &[9; 24]),
        frame(0x01, &[]),
        frame(0x41, &[0, 7]),
        frame(0x41, &[0, 1, 0]),
        frame(0x31, &[0; 90]),
        frame(0x31, &configuration(900)),
    ];
    for bytes in bad {
        assert_eq!(reading(&PARSER, &bytes, &UDP), Reading::No, "{bytes:02x?}");
    }
    assert_eq!(reading(&PARSER, &[0xAA, 0x41], &TCP), Reading::More(4));
    assert_eq!(reading(&PARSER, &[0xAA, 0x99], &TCP), Reading::No);
}

#[test]
fn a_station_tells_its_own_name_and_not_those_of_others() {
    let own = words(&PARSER, &frame(0x32, &configuration(1)), &TCP);
    assert_eq!(own, [(IdentityKind::Name, "Substation 7".to_owned())]);
    assert_eq!(words(&PARSER, &frame(0x32, &configuration(3)), &TCP), []);
    let mut third = hex("0000 000f4240 0001 04");
    third.extend(b"PMU1");
    third.extend([0; 60]);
    assert_eq!(words(&PARSER, &frame(0x52, &third), &TCP), [(IdentityKind::Name, "PMU1".to_owned())]);
}

#[test]
fn a_head_that_is_torn_before_its_command_is_waited_for() {
    let bytes = frame(0x41, &[0, 2]);
    for torn in 4..16 {
        assert_eq!(reading(&PARSER, &bytes[..torn], &TCP), Reading::More(16), "{torn} bytes");
    }
    assert_eq!(pdu(&PARSER, &bytes[..16], &TCP).commands, classes(&[Control]));
}

#[test]
fn a_data_frame_of_which_a_part_is_there_makes_no_name() {
    let data = frame(0x01, &[0; 40]);
    assert_eq!(reading(&PARSER, &data[..8], &TCP), Reading::More(16));
    assert_eq!(reading(&PARSER, &data[..30], &TCP), Reading::No);
    assert_eq!(pdu(&PARSER, &data, &TCP).weight, Weight::Weak);
    assert!(matches!(reading(&PARSER, &data[..30], &Setting { known: true, ..TCP }), Reading::Pdu(_)));
}
