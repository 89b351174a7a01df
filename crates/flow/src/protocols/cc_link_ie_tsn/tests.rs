//! Frames made by hand from the definition.

use super::*;
use crate::protocols::probe::{bytes, classes, frame as on, holds, pdu, reading, tcp, udp};

const HERE: Setting = on(0x890f);
const MESSAGE: Setting = udp(45238, 45238);

fn filled(head: &str) -> Vec<u8> {
    let mut frame = bytes(head);
    frame.resize(60, 0x99);
    frame
}

#[test]
fn a_master_writes_and_a_slave_is_read() {
    let master = filled("c4 05 0003 0000");
    assert_eq!(classes(&PARSER, &master, &HERE), [CommandClass::Write]);
    assert_eq!(pdu(&PARSER, &master, &HERE).weight, Weight::Strong);
    assert_eq!(classes(&PARSER, &filled("c5 05 0001 0000"), &HERE), [CommandClass::Read]);
    holds(&PARSER, &master, &HERE);
}

#[test]
fn detection_and_tests_are_diagnostic() {
    for head in ["c1 00", "c2 00", "11 00 000001 30 0001 33 00", "12 00 000001 01 0001 03 00"] {
        assert_eq!(classes(&PARSER, &filled(head), &HERE), [CommandClass::Diagnostic]);
        holds(&PARSER, &filled(head), &HERE);
    }
    assert_eq!(classes(&PARSER, &filled("c0 000000000000000000"), &HERE), [CommandClass::Other]);
}

#[test]
fn the_older_nets_of_the_same_ether_type_are_not_named() {
    for head in ["11 00 000001 30 0001 01 00", "12 00 000001 30 0001 10 00", "82 00 0003", "15 00 0000"] {
        assert_eq!(reading(&PARSER, &filled(head), &HERE), Reading::No);
    }
}

#[test]
fn a_reserved_field_in_use_says_less() {
    assert_eq!(pdu(&PARSER, &filled("c4 05 0003 0001"), &HERE).weight, Weight::Weak);
    assert_eq!(pdu(&PARSER, &filled("c2 01"), &HERE).weight, Weight::Weak);
    assert_eq!(pdu(&PARSER, &filled("12 00 000001 30 0001 31 00"), &HERE).weight, Weight::Weak);
    assert_eq!(classes(&PARSER, &filled("c3 00 0003 0000 99"), &HERE), [CommandClass::Other]);
    holds(&PARSER, &filled("c3 00 0003 0000 99"), &HERE);
}

#[test]
fn acyclic_data_have_the_class_of_the_message_inside() {
    let frame = bytes("c3 00 0003 0000 5400 3412 0000 00 ff ff03 00 0c00 1000 0114 0000 640000a80100 0000");
    assert_eq!(classes(&PARSER, &frame, &HERE), [CommandClass::Write]);
    holds(&PARSER, &frame, &HERE);
}

fn long(kind: &str, command: &str) -> Vec<u8> {
    bytes(&format!("{kind} 0100 0000 00 ff ff03 00 000000 1000 0000 {command} 0000 0000 0000 0000 0101 0000"))
}

#[test]
fn a_long_message_has_the_class_of_its_command_in_either_direction() {
    for (command, class) in [
        ("900e", CommandClass::Program),
        ("920e", CommandClass::Program),
        ("930e", CommandClass::Program),
        ("940e", CommandClass::Other),
        ("0632", CommandClass::Control),
    ] {
        for (kind, side) in [("6800", Side::Client), ("e800", Side::Server)] {
            let message = long(kind, command);
            let found = pdu(&PARSER, &message, &MESSAGE);
            assert_eq!((found.side, found.weight), (side, Weight::Strong));
            assert_eq!(classes(&PARSER, &message, &MESSAGE), [class]);
            assert_eq!(reading(&slmp::PARSER, &message, &MESSAGE), Reading::No);
            holds(&PARSER, &message, &MESSAGE);
        }
    }
}

#[test]
fn other_messages_are_slmp_and_not_ours() {
    let short = bytes("5000 00 ff ff03 00 0600 1000 0101 0000");
    assert_eq!(reading(&PARSER, &short, &MESSAGE), Reading::No);
    assert!(matches!(reading(&slmp::PARSER, &short, &tcp(1024, 5007)), Reading::Pdu(_)));
}
