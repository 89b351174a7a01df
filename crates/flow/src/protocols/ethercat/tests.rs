//! Frames made by hand from the definition.

use super::*;
use crate::protocols::probe::{classes, cut, frame, holds, pdu, reading, udp};

const HERE: Setting = frame(NUMBER);

/// A frame of these datagrams: command, register, data.
fn frame_of(datagrams: &[(u8, u16, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (index, (command, register, data)) in datagrams.iter().enumerate() {
        let more = if index + 1 < datagrams.len() { 0x8000 } else { 0 };
        body.extend([*command, 9, 0xe9, 0x03]);
        body.extend(register.to_le_bytes());
        body.extend((u16::try_from(data.len()).unwrap() | more).to_le_bytes());
        body.extend([0, 0]);
        body.extend(*data);
        body.extend([1, 0]);
    }
    let mut frame = (u16::try_from(body.len()).unwrap() | 0x1000).to_le_bytes().to_vec();
    frame.extend(body);
    frame
}

#[track_caller]
fn check(datagrams: &[(u8, u16, &[u8])], expected: &[CommandClass]) {
    let frame = frame_of(datagrams);
    assert_eq!(classes(&PARSER, &frame, &HERE), expected);
    holds(&PARSER, &frame, &HERE);
    let udp = udp(NUMBER, NUMBER);
    assert_eq!(classes(&PARSER, &frame, &udp), expected);
}

#[test]
fn the_process_image_is_read_and_written_as_its_command_says() {
    check(&[(10, 0, &[7; 20])], &[CommandClass::Read]);
    check(&[(11, 0, &[7; 20])], &[CommandClass::Write]);
    check(&[(12, 0, &[7; 20])], &[CommandClass::Read, CommandClass::Write]);
}

#[test]
fn a_change_of_state_is_control_and_asking_for_it_is_diagnostic() {
    check(&[(5, 0x0120, &[8, 0])], &[CommandClass::Control]);
    check(&[(7, 0x0130, &[0, 0])], &[CommandClass::Diagnostic]);
    check(&[(8, 0x0040, &[0x52])], &[CommandClass::Control]);
}

#[test]
fn mapping_and_the_eeprom_are_program_but_reading_the_eeprom_is_not() {
    check(&[(5, 0x0600, &[1; 16])], &[CommandClass::Program]);
    check(&[(5, 0x0502, &[0, 1])], &[CommandClass::Diagnostic]);
    check(&[(5, 0x0502, &[0, 2])], &[CommandClass::Program]);
}

#[test]
fn a_frame_has_the_classes_of_all_its_datagrams() {
    let all = [CommandClass::Read, CommandClass::Control, CommandClass::Diagnostic];
    check(&[(10, 0, &[7; 4]), (5, 0x0120, &[4, 0]), (4, 0x0130, &[0, 0])], &all);
}

#[test]
fn a_mailbox_has_the_class_of_its_service() {
    // Head of the mailbox, head of CANopen (request 2 or answer 3), the service's first byte.
    check(
        &[(5, 0x1000, &[10, 0, 0, 0, 0, 0x13, 0, 0x20, 0x23, 0, 0x60, 0, 1, 0, 0, 0])],
        &[CommandClass::Write],
    );
    check(
        &[(5, 0x1000, &[10, 0, 0, 0, 0, 0x13, 0, 0x20, 0x40, 0, 0x60, 0, 0, 0, 0, 0])],
        &[CommandClass::Read],
    );
    check(
        &[(4, 0x1080, &[10, 0, 0, 0, 0, 0x23, 0, 0x30, 0x60, 0, 0x60, 0, 0, 0, 0, 0])],
        &[CommandClass::Write],
    );
    check(
        &[(5, 0x1000, &[12, 0, 0, 0, 0, 0x14, 2, 0, 0, 0, 0, 0, 97, 98, 99, 0, 0, 0])],
        &[CommandClass::Program],
    );
    check(&[(4, 0x1100, &[0; 8])], &[CommandClass::Read]);
}

#[test]
fn a_pdo_in_a_mailbox_goes_the_way_that_the_slave_says() {
    for (service, class) in [(0x40, CommandClass::Read), (0x50, CommandClass::Write)] {
        check(&[(4, 0x1080, &[6, 0, 0, 0, 0, 0x13, 0, service, 1, 2, 3, 4])], &[class]);
    }
}

#[test]
fn a_drives_number_is_read_or_written() {
    let cases = [
        (1, CommandClass::Read),
        (2, CommandClass::Read),
        (3, CommandClass::Write),
        (4, CommandClass::Write),
        (5, CommandClass::Other),
        (6, CommandClass::Other),
    ];
    for (operation, class) in cases {
        check(&[(5, 0x1000, &[6, 0, 0, 0, 0, 0x15, operation, 0x40, 32, 0, 1, 0])], &[class]);
    }
}

#[test]
fn a_mailbox_gateway_and_network_variables_are_ours() {
    let gateway = [&[16, 0x50][..], &[10, 0, 0, 0, 0, 0x13, 0, 0x20, 0x23, 0, 0x60, 0, 1, 0, 0, 0]].concat();
    assert_eq!(classes(&PARSER, &gateway, &udp(40000, NUMBER)), [CommandClass::Write]);
    holds(&PARSER, &gateway, &udp(40000, NUMBER));
    let variables = [&[20, 0x40][..], &[1; 20]].concat();
    assert_eq!(classes(&PARSER, &variables, &HERE), [CommandClass::Read]);
}

#[test]
fn a_chain_must_fill_the_frame() {
    let mut frame = frame_of(&[(10, 0, &[7; 20]), (11, 0, &[7; 20])]);
    frame[0] -= 1;
    assert_eq!(reading(&PARSER, &frame, &HERE), Reading::No);
    let mut unknown = frame_of(&[(10, 0, &[7; 20])]);
    unknown[2] = 15;
    assert_eq!(reading(&PARSER, &unknown, &HERE), Reading::No);
}

#[test]
fn padding_and_a_cut_capture_are_no_hindrance() {
    let mut padded = frame_of(&[(7, 0x0130, &[0, 0])]);
    padded.resize(46, 0);
    assert_eq!(pdu(&PARSER, &padded, &HERE).weight, Weight::Strong);
    let long = frame_of(&[(12, 0, &[7; 300]), (5, 0x0120, &[1, 0])]);
    assert!(matches!(cut(&PARSER, &long, 50, &HERE), Reading::Pdu(_)));
    holds(&PARSER, &long, &HERE);
}
