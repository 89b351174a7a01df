//! What the parser promises, on hand-made frames.

use sekisho_model::CommandClass::{self, Control, Diagnostic, Other, Program, Read, Write};

use super::PARSER;
use crate::protocols::probe::{bytes, classes, cut, holds, pdu, reading, tcp, udp};
use crate::window::{Extent, Reading, Setting, Side, Weight};

const ANYWHERE: Setting = tcp(40_000, 4_712);

/// The checksum, bit by bit, as the definition has it.
fn checksum(bytes: &[u8]) -> [u8; 2] {
    let mut value = 0_u16;
    for byte in bytes {
        value ^= u16::from(*byte);
        for _ in 0..8 {
            value = if value & 1 == 1 { (value >> 1) ^ 0xA6BC } else { value >> 1 };
        }
    }
    (!value).to_le_bytes()
}

/// A frame with its checksums.
fn frame(control: u8, data: &[u8]) -> Vec<u8> {
    let mut all = vec![0x05, 0x64, 5 + u8::try_from(data.len()).unwrap(), control, 1, 0, 0, 4];
    all.extend(checksum(&all));
    for block in data.chunks(16) {
        all.extend(block);
        all.extend(checksum(block));
    }
    all
}

#[test]
fn the_published_example_of_a_header_is_whole() {
    // Reset of link states from master 1,024 to outstation 1, as the standard's examples write it.
    let seen = pdu(&PARSER, &bytes("05 64 05 c0 01 00 00 04 e9 21"), &ANYWHERE);
    assert_eq!(seen.weight, Weight::Strong);
    assert_eq!(frame(0xC0, &[]), bytes("05 64 05 c0 01 00 00 04 e9 21"));
}

#[test]
fn every_function_has_its_class() {
    let expected = |function: u8| -> Vec<CommandClass> {
        match function {
            0 | 129 => vec![],
            1 | 130 => vec![Read],
            2..=6 => vec![Write],
            7..=18 | 20..=22 | 24 | 32 | 33 | 131 => vec![Control],
            19 | 25..=31 => vec![Program],
            23 => vec![Diagnostic],
            _ => vec![Other],
        }
    };
    for function in 0..=255 {
        let message = frame(0xC4, &[0xC0, 0xC0, function, 60, 2, 6]);
        assert_eq!(classes(&PARSER, &message, &ANYWHERE), expected(function), "{function}");
    }
}

#[test]
fn a_frame_ends_where_its_blocks_end() {
    for data in 0..=250 {
        let message = frame(0x44, &vec![0xC0; data]);
        let expected = Extent::Bytes(u32::try_from(message.len()).unwrap());
        assert_eq!(pdu(&PARSER, &message, &udp(20_000, 20_000)).extent, expected, "{data}");
    }
}

#[test]
fn only_the_frame_that_begins_a_fragment_has_a_class() {
    assert_eq!(classes(&PARSER, &frame(0xC4, &[0x40, 0xC0, 2, 1]), &ANYWHERE), [Write]);
    assert!(classes(&PARSER, &frame(0xC4, &[0x81, 0xC0, 2, 1]), &ANYWHERE).is_empty());
}

#[test]
fn link_frames_test_ask_and_answer() {
    assert_eq!(classes(&PARSER, &frame(0xD2, &[]), &ANYWHERE), [Diagnostic]);
    assert_eq!(classes(&PARSER, &frame(0xC9, &[]), &ANYWHERE), [Diagnostic]);
    assert_eq!(classes(&PARSER, &frame(0x0B, &[]), &ANYWHERE), [Diagnostic]);
    assert!(classes(&PARSER, &frame(0xC0, &[]), &ANYWHERE).is_empty());
    assert!(classes(&PARSER, &frame(0x00, &[]), &ANYWHERE).is_empty());
    assert_eq!(pdu(&PARSER, &frame(0xC9, &[]), &ANYWHERE).side, Side::Client);
    assert_eq!(pdu(&PARSER, &frame(0x0B, &[]), &ANYWHERE).side, Side::Server);
}

#[test]
fn a_wrong_checksum_is_refused_and_a_missing_one_says_little() {
    let mut message = frame(0xC4, &[0xC0, 0xC0, 1]);
    let Reading::Pdu(seen) = cut(&PARSER, &message, 9, &ANYWHERE) else { panic!() };
    assert_eq!(seen.weight, Weight::Weak);
    message[4] ^= 1;
    assert_eq!(reading(&PARSER, &message, &ANYWHERE), Reading::No);
}

#[test]
fn a_torn_head_asks_for_the_rest() {
    let message = frame(0xC4, &[0xC0, 0xC0, 1]);
    for sent in 1..10 {
        assert_eq!(reading(&PARSER, &message[..sent], &ANYWHERE), Reading::More(10));
    }
    for sent in 10..13 {
        assert_eq!(reading(&PARSER, &message[..sent], &ANYWHERE), Reading::More(13));
    }
}

#[test]
fn data_blocks_have_no_effect() {
    for data in [&[][..], &[0xC0], &[0xC0, 0xC3, 5, 12, 1, 0x28, 1, 0, 9, 0, 3, 1, 100, 0, 0, 0, 100, 0]] {
        holds(&PARSER, &frame(0xC4, data), &ANYWHERE);
    }
}
