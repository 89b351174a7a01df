//! Frames made by hand from what is publicly said.

use super::*;
use crate::protocols::probe::{bytes, classes, cut, holds, identities, pdu, reading, tcp, udp};

const HERE: Setting = tcp(49152, 5007);

fn framed(answer: bool, variant: u8, command: u16, data: &[u8]) -> Vec<u8> {
    let mut body = if answer { vec![0x9c, 2, 0x18, 0x14] } else { vec![0x1c, 2, 0x16, 0x14] };
    body.resize(if answer { 26 } else { 24 }, 0);
    body.extend(command.to_be_bytes());
    body.extend([1, 0, 0, 0]);
    body.extend(data);
    let mut frame = bytes(if answer { "d7" } else { "57" });
    frame.extend([variant, 9]);
    frame.extend(bytes("00001111 07 0000 ffff03 000000000000"));
    frame.truncate(19);
    frame.extend(u16::try_from(body.len()).unwrap().to_le_bytes());
    frame.extend(body);
    frame
}

#[test]
fn commands_have_the_class_of_their_group_in_either_direction() {
    for (command, class) in [
        (0x0410, CommandClass::Read),
        (0x0411, CommandClass::Read),
        (0x1410, CommandClass::Write),
        (0x1001, CommandClass::Control),
        (0x1002, CommandClass::Control),
        (0x1120, CommandClass::Control),
        (0x1868, CommandClass::Program),
        (0x1869, CommandClass::Program),
        (0x0131, CommandClass::Control),
        (0x0121, CommandClass::Other),
    ] {
        for answer in [false, true] {
            let frame = framed(answer, u8::from(!answer), command, &[7; 12]);
            let found = pdu(&PARSER, &frame, &HERE);
            assert_eq!(found.extent, Extent::Bytes(u32::try_from(frame.len()).unwrap()));
            assert_eq!(found.side, if answer { Side::Server } else { Side::Client });
            assert_eq!(classes(&PARSER, &frame, &HERE), [class]);
            holds(&PARSER, &frame, &HERE);
            holds(&PARSER, &frame, &udp(1024, 5006));
        }
    }
}

#[test]
fn two_frames_in_one_segment_end_where_they_say() {
    let both = [framed(false, 0, 0x0410, &[7; 12]), framed(false, 0, 0x1410, &[7; 12])].concat();
    assert_eq!(pdu(&PARSER, &both, &HERE).extent, Extent::Bytes(u32::try_from(both.len() / 2).unwrap()));
    assert_eq!(reading(&PARSER, &both, &udp(1024, 5006)), Reading::No);
}

#[test]
fn a_torn_head_asks_for_as_much_as_can_be_carried() {
    let frame = framed(false, 0, 0x1410, &[7; 12]);
    assert_eq!(reading(&PARSER, &frame[..9], &HERE), Reading::More(16));
    assert_eq!(reading(&PARSER, &frame[..2], &HERE), Reading::No);
    assert_eq!(reading(&PARSER, &frame[..2], &Setting { known: true, ..HERE }), Reading::More(16));
}

#[test]
fn a_capture_cut_at_64_bytes_gives_the_name_without_a_class() {
    let Reading::Pdu(found) = cut(&PARSER, &framed(false, 0, 0x1410, &[7; 12]), 10, &HERE) else { panic!() };
    assert_eq!((found.weight, found.commands), (Weight::Strong, CommandClasses::NONE));
}

#[test]
fn another_mark_and_a_head_of_another_length_are_none() {
    let mut other = framed(false, 0, 0x0410, &[]);
    other[5] = 0x22;
    assert_eq!(reading(&PARSER, &other, &HERE), Reading::No);
    let mut head = framed(false, 0, 0x0410, &[]);
    head[23] = 0x77;
    assert_eq!(reading(&PARSER, &head, &HERE), Reading::No);
}

/// The shorter heads that Q series controllers have: 12 bytes in a request, 14 in an answer.
fn short(answer: bool, command: u16, data: &[u8]) -> Vec<u8> {
    let mut body = if answer { bytes("9c 00 0c 08") } else { bytes("1c 08 0a 08") };
    body.resize(if answer { 14 } else { 12 }, 0);
    body.extend(command.to_be_bytes());
    body.extend([1, 0, 0, 0]);
    body.extend(data);
    let mut frame = bytes(if answer { "d7 00 c8" } else { "57 00 00" });
    frame.extend(bytes("00 00 1111 07 0000 ffff03 0000fe0300"));
    frame.truncate(19);
    frame.resize(19, 0);
    frame.extend(u16::try_from(body.len()).unwrap().to_le_bytes());
    frame.extend(body);
    frame
}

#[test]
fn a_head_of_another_length_has_its_command_where_it_says() {
    let question = short(false, 0x0101, &[0, 1]);
    assert_eq!(classes(&PARSER, &question, &HERE), [CommandClass::Diagnostic]);
    assert_eq!(classes(&PARSER, &short(false, 0x1402, &[7; 20]), &HERE), [CommandClass::Write]);
    assert_eq!(classes(&PARSER, &short(true, 0x0402, &[7; 4]), &HERE), [CommandClass::Read]);
    holds(&PARSER, &question, &HERE);
}

#[test]
fn a_controller_is_named_by_the_answer_to_that_question_alone() {
    let answer = short(true, 0x0101, b"Q03UDECPU       \x68\x02");
    let expected = [(IdentityKind::Model, "Q03UDECPU".to_owned())];
    assert_eq!(identities(&PARSER, &answer, &HERE), expected);
    holds(&PARSER, &answer, &HERE);
    let values = short(true, 0x0401, b"Q03UDECPU       \x68\x02");
    assert!(identities(&PARSER, &values, &HERE).is_empty());
    holds(&PARSER, &values, &HERE);
}
