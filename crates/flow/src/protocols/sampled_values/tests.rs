//! Frames made by hand from the definition.

use super::*;
use crate::protocols::probe::{bytes, classes, frame, holds, reading, udp};

fn samples() -> Vec<u8> {
    let mut frame = bytes(
        "40 00 00 32 00 00 00 00 60 28 80 01 01 a2 23 30 21 80 02 61 62 82 02 00 00 83 04 00000001 85 01 00 87 0e",
    );
    frame.resize(50, 0x55);
    frame
}

#[test]
fn samples_are_a_reading_of_values() {
    assert_eq!(classes(&PARSER, &samples(), &frame(0x88ba)), [CommandClass::Read]);
    holds(&PARSER, &samples(), &frame(0x88ba));
}

#[test]
fn an_apdu_without_its_number_of_samples_is_none() {
    let mut strange = samples();
    strange[10] = 0x81;
    assert_eq!(reading(&PARSER, &strange, &frame(0x88ba)), Reading::No);
}

#[test]
fn routed_samples_are_told_from_routed_goose() {
    let mut routed = bytes("01 40 a2 18 80 16 00000050 00000001 0001");
    routed.resize(110, 0x11);
    assert_eq!(classes(&PARSER, &routed, &udp(102, 102)), [CommandClass::Read]);
    holds(&PARSER, &routed, &udp(102, 102));
    assert_eq!(reading(&super::super::goose::PARSER, &routed, &udp(102, 102)), Reading::No);
}
