//! Frames made by hand from the definitions.

use sekisho_model::IdentityKind;

use super::*;
use crate::protocols::probe::{bytes, classes, cut, holds, identities, pdu, reading, tcp, udp};

const TCP: Setting = tcp(49152, 5007);
const UDP: Setting = udp(49152, 5007);

/// A request of each kind with this command and so much data.
fn requests(command: u16, subcommand: u16, data: &[u8]) -> Vec<Vec<u8>> {
    let length = u16::try_from(6 + data.len()).unwrap();
    let mut body = length.to_le_bytes().to_vec();
    body.extend([0x10, 0]);
    body.extend(command.to_le_bytes());
    body.extend(subcommand.to_le_bytes());
    body.extend(data);
    let letters: String = data.iter().map(|byte| format!("{byte:02X}")).collect();
    let ascii = format!("{:04X}0010{command:04X}{subcommand:04X}{letters}", 12 + 2 * data.len());
    vec![
        [bytes("5000 00 ff ff03 00"), body.clone()].concat(),
        [bytes("5400 3412 0000 00 ff ff03 00"), body].concat(),
        format!("500000FF03FF00{ascii}").into_bytes(),
        format!("54001234000000FF03FF00{ascii}").into_bytes(),
    ]
}

/// An answer of each kind with this end code and so much data.
fn answers(end_code: u16, data: &[u8]) -> Vec<Vec<u8>> {
    let length = u16::try_from(2 + data.len()).unwrap();
    let mut body = length.to_le_bytes().to_vec();
    body.extend(end_code.to_le_bytes());
    body.extend(data);
    let letters: String = data.iter().map(|byte| format!("{byte:02X}")).collect();
    let ascii = format!("{:04X}{end_code:04X}{letters}", 4 + 2 * data.len());
    vec![
        [bytes("d000 00 ff ff03 00"), body.clone()].concat(),
        [bytes("d400 3412 0000 00 ff ff03 00"), body].concat(),
        format!("D00000FF03FF00{ascii}").into_bytes(),
        format!("D4001234000000FF03FF00{ascii}").into_bytes(),
    ]
}

#[test]
fn commands_have_their_class_in_each_kind_of_frame() {
    let expected = [
        (0x0401, CommandClass::Read),
        (0x1401, CommandClass::Write),
        (0x0403, CommandClass::Read),
        (0x1402, CommandClass::Write),
        (0x0406, CommandClass::Read),
        (0x1406, CommandClass::Write),
        (0x0801, CommandClass::Read),
        (0x0802, CommandClass::Read),
        (0x0101, CommandClass::Diagnostic),
        (0x0619, CommandClass::Diagnostic),
        (0x1001, CommandClass::Control),
        (0x1002, CommandClass::Control),
        (0x1003, CommandClass::Control),
        (0x1005, CommandClass::Control),
        (0x1006, CommandClass::Control),
        (0x1630, CommandClass::Control),
        (0x1631, CommandClass::Control),
        (0x1827, CommandClass::Program),
        (0x1829, CommandClass::Program),
        (0x0e30, CommandClass::Diagnostic),
        (0x0e31, CommandClass::Program),
        (0x141b, CommandClass::Write),
        (0x5002, CommandClass::Other),
    ];
    for (command, class) in expected {
        for request in requests(command, 0, &[0x64, 0, 0, 0xa8, 3, 0]) {
            for setting in [TCP, UDP] {
                let found = pdu(&PARSER, &request, &setting);
                assert_eq!((found.weight, found.side), (Weight::Strong, Side::Client));
                assert_eq!(found.extent, Extent::Bytes(u32::try_from(request.len()).unwrap()));
                assert_eq!(classes(&PARSER, &request, &setting), [class], "{command:04x}");
                holds(&PARSER, &request, &setting);
            }
        }
    }
}

#[test]
fn an_extended_frame_repeats_the_command_in_its_answer() {
    for (head, side) in [("5500", Side::Client), ("d500", Side::Server)] {
        let frame =
            bytes(&format!("{head} 3412 0000 01 02 ff03 01 03 ff03 20 00 0180 0a00 0114 0000 640000a80100"));
        let found = pdu(&PARSER, &frame, &TCP);
        assert_eq!((found.side, found.weight), (side, Weight::Strong));
        assert_eq!(classes(&PARSER, &frame, &UDP), [CommandClass::Write]);
        holds(&PARSER, &frame, &UDP);
    }
    let ascii = b"550012340000010203FF010303FF20008001000C10020000ABCD";
    assert_eq!(classes(&PARSER, ascii, &UDP), [CommandClass::Control]);
    holds(&PARSER, ascii, &UDP);
}

#[test]
fn an_object_is_read_or_written_as_its_subcommand_says() {
    for (subcommand, class) in [(1, CommandClass::Read), (2, CommandClass::Write), (8, CommandClass::Control)]
    {
        for request in requests(0x4020, subcommand, &[0, 0x60, 0, 0, 2, 0]) {
            assert_eq!(classes(&PARSER, &request, &TCP), [class]);
        }
    }
}

#[test]
fn an_answer_has_no_class_unless_it_reports_an_error() {
    for answer in answers(0, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]) {
        let found = pdu(&PARSER, &answer, &TCP);
        assert_eq!(
            (found.weight, found.side, found.commands),
            (Weight::Strong, Side::Server, CommandClasses::NONE)
        );
        holds(&PARSER, &answer, &TCP);
    }
    for answer in answers(0xc059, &[0, 0xff, 0xff, 3, 0, 0x01, 0x14, 0, 0]).iter().take(2) {
        assert_eq!(classes(&PARSER, answer, &TCP), [CommandClass::Write]);
        holds(&PARSER, answer, &TCP);
    }
    let error = b"D00000FF03FF000016C05900FF03FF0014010000";
    assert_eq!(classes(&PARSER, error, &TCP), [CommandClass::Write]);
}

#[test]
fn two_frames_in_one_segment_end_where_they_say() {
    let one = requests(0x0401, 0, &[0x64, 0, 0, 0xa8, 3, 0]).remove(0);
    let both = [one.clone(), one.clone()].concat();
    assert_eq!(pdu(&PARSER, &both, &TCP).extent, Extent::Bytes(u32::try_from(one.len()).unwrap()));
    assert_eq!(reading(&PARSER, &both, &UDP), Reading::No);
}

#[test]
fn a_torn_head_asks_for_the_rest_and_a_cut_one_does_not() {
    for request in requests(0x1401, 0, &[0x64, 0, 0, 0xa8, 1, 0, 7, 0]) {
        assert!(matches!(reading(&PARSER, &request[..8], &TCP), Reading::More(15 | 16)));
    }
    for torn in 3..13 {
        assert_eq!(reading(&PARSER, &b"500000FF03FF00"[..torn], &TCP), Reading::More(16), "{torn} digits");
    }
    assert_eq!(reading(&PARSER, b"500 no such", &TCP), Reading::No);
    assert_eq!(reading(&PARSER, b"5000 yen", &TCP), Reading::No);
    let request = requests(0x1401, 0, &[0x64, 0, 0, 0xa8, 1, 0, 7, 0]).remove(0);
    let Reading::Pdu(found) = cut(&PARSER, &request, 10, &TCP) else { panic!() };
    assert_eq!((found.weight, found.commands), (Weight::Strong, CommandClasses::NONE));
    assert_eq!(found.extent, Extent::Bytes(u32::try_from(request.len()).unwrap()));
}

#[test]
fn a_command_of_nobody_is_weak_and_a_route_of_nobody_is_none() {
    let unknown = requests(0x7777, 0, &[]).remove(0);
    assert_eq!(pdu(&PARSER, &unknown, &TCP).weight, Weight::Weak);
    let slot = bytes("5000 00 ff 1000 00 0c00 1000 0104 0000 640000a80300");
    assert_eq!(pdu(&PARSER, &slot, &TCP).weight, Weight::Weak);
    let nowhere = bytes("5000 00 ff 4433 00 0c00 1000 0104 0000 640000a80300");
    assert_eq!(reading(&PARSER, &nowhere, &TCP), Reading::No);
}

#[test]
fn text_that_begins_like_ascii_frames_is_none() {
    for text in
        ["5000 yen for the whole set, please", "D000-not-a-frame-at-all-but-long", "54001234zzzz00FF03FF00"]
    {
        assert_eq!(reading(&PARSER, text.as_bytes(), &TCP), Reading::No);
    }
}

#[test]
fn the_older_frames_are_weak() {
    let read = bytes("01 ff 0a00 64000000 2044 0c 00");
    let found = pdu(&PARSER, &read, &TCP);
    assert_eq!((found.weight, found.commands), (Weight::Weak, CommandClasses::of(CommandClass::Read)));
    holds(&PARSER, &read, &TCP);
    let write = bytes("03 ff 0a00 64000000 2044 02 00 1122 3344");
    assert_eq!(classes(&PARSER, &write, &TCP), [CommandClass::Write]);
    assert_eq!(reading(&PARSER, &bytes("03 ff 0a00 64000000 2044 03 00 1122 3344"), &TCP), Reading::No);
    let known = Setting { known: true, ..TCP };
    assert!(matches!(reading(&PARSER, &bytes("81 00 1122"), &known), Reading::Pdu(_)));
    assert_eq!(reading(&PARSER, &bytes("81 00 1122"), &TCP), Reading::No);
}

#[test]
fn a_controller_is_named_by_its_type_and_values_are_not() {
    let name = [&b"Q03UDECPU       "[..], &[0x68, 0x02]].concat();
    let values = [&b"CUSTOMER RECIPE1"[..], &[0x68, 0x02]].concat();
    for (named, unnamed) in answers(0, &name).iter().zip(answers(0, &values)).take(2) {
        assert_eq!(identities(&PARSER, named, &TCP), [(IdentityKind::Model, "Q03UDECPU".to_owned())]);
        assert!(identities(&PARSER, &unnamed, &TCP).is_empty());
        holds(&PARSER, named, &TCP);
    }
}
