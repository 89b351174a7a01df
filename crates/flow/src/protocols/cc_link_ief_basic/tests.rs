//! Frames made by hand from the definition.

use super::*;
use crate::protocols::probe::{bytes, classes, holds, pdu, reading, udp};
use crate::protocols::slmp;

const HERE: Setting = udp(61450, 61450);

fn request() -> Vec<u8> {
    let mut frame = bytes("5000 00 ff ff03 00 8600 0000 700e 0000 0100 0000 2400 0000");
    frame.resize(143, 0x77);
    frame
}

fn answer() -> Vec<u8> {
    let mut frame = bytes("d000 00 ff ff03 00 7a00 0000 0100 0000 2800 0000");
    frame.resize(131, 0x77);
    frame
}

#[test]
fn outputs_are_written_and_inputs_are_read() {
    assert_eq!(classes(&PARSER, &request(), &HERE), [CommandClass::Write]);
    assert_eq!(pdu(&PARSER, &request(), &HERE).side, Side::Client);
    assert_eq!(classes(&PARSER, &answer(), &HERE), [CommandClass::Read]);
    assert_eq!(pdu(&PARSER, &answer(), &HERE).side, Side::Server);
    holds(&PARSER, &request(), &HERE);
    holds(&PARSER, &answer(), &HERE);
}

#[test]
fn a_cyclic_frame_is_not_slmp_and_slmp_is_not_cyclic() {
    assert_eq!(reading(&slmp::PARSER, &request(), &HERE), Reading::No);
    assert_eq!(reading(&slmp::PARSER, &answer(), &HERE), Reading::No);
    let mut other = answer();
    other[11] = 9;
    assert_eq!(reading(&PARSER, &other, &HERE), Reading::No);
    assert!(matches!(reading(&slmp::PARSER, &other, &HERE), Reading::Pdu(_)));
}

#[test]
fn a_length_that_the_datagram_does_not_have_is_none() {
    let mut longer = request();
    longer.push(0);
    assert_eq!(reading(&PARSER, &longer, &HERE), Reading::No);
}
