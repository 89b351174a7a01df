//! Frames made by hand from the definition.

use super::*;
use crate::protocols::probe::{bytes, classes, cut, frame, holds, pdu, reading, udp};

/// A publication with the elements in their order.
fn publication() -> Vec<u8> {
    let inner = bytes(
        "80 03 61 2f 62  81 02 07 d0  82 03 61 2f 64  83 01 67  84 08 0000000000000000
         85 01 01  86 01 05  87 01 00  88 01 01  89 01 00  8a 01 01  ab 03 83 01 ff",
    );
    let mut frame = bytes("00 01 00 00 00 00 00 00 61");
    frame.push(u8::try_from(inner.len()).unwrap());
    frame.extend(&inner);
    frame[3] = u8::try_from(frame.len()).unwrap();
    frame
}

#[test]
fn a_publication_is_a_reading_of_values() {
    let found = pdu(&PARSER, &publication(), &frame(PUBLICATION));
    assert_eq!((found.protocol, found.weight), (Protocol::Goose, Weight::Strong));
    assert_eq!(found.commands, CommandClasses::of(CommandClass::Read));
    holds(&PARSER, &publication(), &frame(PUBLICATION));
}

#[test]
fn padding_after_the_length_is_not_part_of_it() {
    let mut padded = publication();
    padded.resize(200, 0);
    assert_eq!(classes(&PARSER, &padded, &frame(PUBLICATION)), [CommandClass::Read]);
}

#[test]
fn a_capture_cut_at_64_bytes_is_enough() {
    assert!(matches!(cut(&PARSER, &publication(), 50, &frame(PUBLICATION)), Reading::Pdu(_)));
}

#[test]
fn a_question_for_references_is_diagnostic() {
    let question = bytes("00 01 00 0f 00 00 00 00  60 05 80 01 01 a1 00");
    assert_eq!(classes(&PARSER, &question, &frame(MANAGEMENT)), [CommandClass::Diagnostic]);
    holds(&PARSER, &question, &frame(MANAGEMENT));
}

#[test]
fn a_length_beyond_the_frame_and_a_strange_tag_are_no_goose() {
    let mut longer = publication();
    longer[2] = 1;
    assert_eq!(reading(&PARSER, &longer, &frame(PUBLICATION)), Reading::No);
    let mut strange = publication();
    strange[8] = 0x30;
    assert_eq!(reading(&PARSER, &strange, &frame(PUBLICATION)), Reading::No);
}

#[test]
fn a_routed_publication_is_named_by_its_session_head() {
    let mut routed =
        bytes("01 40 a1 18 80 16 00000050 00000001 0001 00000000 0000 0000 00000000 00 00000040 81");
    routed.resize(110, 0x11);
    assert_eq!(classes(&PARSER, &routed, &udp(102, 102)), [CommandClass::Read]);
    holds(&PARSER, &routed, &udp(102, 102));
    routed[4] = 0x81;
    assert_eq!(reading(&PARSER, &routed, &udp(102, 102)), Reading::No);
}
