//! Messages made by hand from the definition.

use super::*;
use crate::protocols::probe::{classes, cut, frame, holds, pdu, reading, udp};

fn message(kind: u8, length: u8) -> Vec<u8> {
    let mut message = vec![0x33; usize::from(length)];
    message[..5].copy_from_slice(&[kind, 0x02, 0, length, 0]);
    message
}

#[test]
fn keeping_time_is_no_reading_and_no_writing() {
    for (kind, length) in
        [(0x0, 44), (0x1, 44), (0x2, 54), (0x3, 54), (0x8, 44), (0x9, 54), (0xa, 54), (0xb, 64), (0xc, 60)]
    {
        let message = message(kind, length);
        assert_eq!(classes(&PARSER, &message, &frame(0x88f7)), [CommandClass::Other]);
        holds(&PARSER, &message, &frame(0x88f7));
        holds(&PARSER, &message, &udp(319, 319));
    }
}

#[test]
fn management_that_sets_is_control_and_that_asks_is_diagnostic() {
    let mut set = message(0x0d, 54);
    set[46] = 1;
    assert_eq!(classes(&PARSER, &set, &udp(320, 320)), [CommandClass::Control]);
    set[46] = 0;
    assert_eq!(classes(&PARSER, &set, &udp(320, 320)), [CommandClass::Diagnostic]);
    holds(&PARSER, &set, &udp(320, 320));
}

#[test]
fn on_udp_the_form_is_weak_and_the_length_must_be_exact() {
    let sync = message(0, 44);
    assert_eq!(pdu(&PARSER, &sync, &udp(319, 319)).weight, Weight::Weak);
    let mut longer = sync;
    longer.resize(50, 0);
    assert_eq!(reading(&PARSER, &longer, &udp(319, 319)), Reading::No);
}

#[test]
fn padding_of_a_frame_and_a_cut_capture_are_no_hindrance() {
    let mut padded = message(0x10, 44);
    padded.resize(46, 0);
    assert!(matches!(cut(&PARSER, &padded, 46, &frame(0x88f7)), Reading::Pdu(_)));
    assert!(matches!(cut(&PARSER, &message(0, 44), 22, &udp(319, 319)), Reading::Pdu(_)));
}

#[test]
fn version_1_is_named_by_its_two_versions_and_its_subdomain() {
    let mut sync = vec![0; 124];
    sync[..9].copy_from_slice(b"\0\x01\0\x01_DFLT");
    sync[20] = 1;
    assert_eq!(classes(&PARSER, &sync, &udp(319, 319)), [CommandClass::Other]);
    holds(&PARSER, &sync, &udp(319, 319));
}

#[test]
fn a_kind_and_a_version_that_do_not_exist_are_no_ptp() {
    assert_eq!(reading(&PARSER, &message(0x5, 44), &frame(0x88f7)), Reading::No);
    let mut other = message(0, 44);
    other[1] = 0x03;
    assert_eq!(reading(&PARSER, &other, &frame(0x88f7)), Reading::No);
}
