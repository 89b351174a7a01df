//! Frames made by hand from the definition.

use sekisho_model::IdentityKind;

use super::*;
use crate::protocols::probe::{bytes, classes, cut, frame, holds, identities, pdu, reading};

const HERE: Setting = frame(0x8892);

/// Process data with the status at the end.
fn cyclic(id: &str, data_status: u8) -> Vec<u8> {
    let mut cyclic = bytes(id);
    cyclic.extend([0xa5; 40]);
    cyclic.extend([0x12, 0x34, data_status, 0]);
    cyclic
}

fn dcp(head: &str, blocks: &str) -> Vec<u8> {
    let blocks = bytes(blocks);
    let mut message = bytes(head);
    message.extend(bytes("0000 0001 0000"));
    message.extend(u16::try_from(blocks.len()).unwrap().to_be_bytes());
    message.extend(blocks);
    message
}

#[test]
fn cyclic_data_are_read_and_written_and_never_looked_at() {
    for id in ["8000", "c000", "0100"] {
        let found = pdu(&PARSER, &cyclic(id, 0x35), &HERE);
        assert_eq!((found.protocol, found.weight), (Protocol::ProfinetRt, Weight::Strong));
        assert_eq!(found.commands, READ.and(WRITE));
        holds(&PARSER, &cyclic(id, 0x35), &HERE);
    }
}

#[test]
fn a_status_that_does_not_exist_says_less_and_a_reserved_id_is_no_profinet() {
    assert_eq!(pdu(&PARSER, &cyclic("8000", 0x48), &HERE).weight, Weight::Weak);
    assert_eq!(reading(&PARSER, &cyclic("7000", 0x35), &HERE), Reading::No);
}

#[test]
fn a_long_cyclic_frame_whose_end_is_out_of_sight_says_less() {
    let mut long = bytes("8000");
    long.resize(200, 1);
    assert_eq!(pdu(&PARSER, &long, &HERE).weight, Weight::Weak);
}

#[test]
fn an_alarm_is_diagnostic_and_time_is_other() {
    let alarm = bytes("fc01 0001 0002 11 11 ffff fffe 0000 0000");
    assert_eq!(classes(&PARSER, &alarm, &HERE), [CommandClass::Diagnostic]);
    holds(&PARSER, &alarm, &HERE);
    let sync = cyclic("0080", 0x35);
    assert_eq!(classes(&PARSER, &sync, &HERE), [CommandClass::Other]);
    holds(&PARSER, &sync, &HERE);
}

#[test]
fn searching_is_diagnostic_from_either_side() {
    let search = dcp("fefe 05 00", "ff ff 0000");
    let found = pdu(&PARSER, &search, &HERE);
    assert_eq!((found.protocol, found.side), (Protocol::ProfinetDcp, Side::Client));
    assert_eq!(found.commands, DIAGNOSTIC);
    holds(&PARSER, &search, &HERE);
}

#[test]
fn an_answer_names_the_device() {
    let answer = dcp(
        "feff 05 01",
        "02 05 0004 0000 0207  02 01 0008 0000 45 54 32 30 30 53  02 02 0007 0000 73 74 2d 30 31 00
         02 03 0006 0000 002a 0301  02 04 0004 0000 01 00  01 02 000e 0001 c0a80001 ffffff00 c0a80001",
    );
    let found = pdu(&PARSER, &answer, &HERE);
    assert_eq!((found.side, found.commands), (Side::Server, DIAGNOSTIC));
    let said = [
        (IdentityKind::Product, "ET200S"),
        (IdentityKind::Name, "st-01"),
        (IdentityKind::Vendor, "PROFINET 0x002A"),
        (IdentityKind::Model, "PROFINET 0x0301"),
        (IdentityKind::DeviceType, "IO device"),
    ];
    let expected: Vec<_> = said.map(|(kind, words)| (kind, words.to_owned())).into();
    assert_eq!(identities(&PARSER, &answer, &HERE), expected);
    holds(&PARSER, &answer, &HERE);
}

#[test]
fn giving_an_address_is_program_and_a_reset_is_control() {
    let address = dcp("fefd 04 00", "01 02 000e 0001 c0a80001 ffffff00 c0a80001");
    assert_eq!(classes(&PARSER, &address, &HERE), [CommandClass::Program]);
    holds(&PARSER, &address, &HERE);
    let reset = dcp("fefd 04 00", "05 06 0002 0002");
    assert_eq!(classes(&PARSER, &reset, &HERE), [CommandClass::Control]);
    let blink = dcp("fefd 04 00", "05 03 0004 0000 0100");
    assert_eq!(classes(&PARSER, &blink, &HERE), [CommandClass::Diagnostic]);
}

#[test]
fn the_answer_to_a_setting_says_what_was_set() {
    let answer = dcp("fefd 04 01", "05 04 0003 01 02 00 00");
    let found = pdu(&PARSER, &answer, &HERE);
    assert_eq!((found.side, found.commands), (Side::Server, CommandClasses::of(CommandClass::Program)));
    holds(&PARSER, &answer, &HERE);
    assert!(identities(&PARSER, &answer, &HERE).is_empty());
}

#[test]
fn what_a_setting_writes_is_never_an_identity() {
    let named = dcp("fefd 04 00", "02 02 0007 0001 73 74 2d 30 31 00");
    assert!(identities(&PARSER, &named, &HERE).is_empty());
    holds(&PARSER, &named, &HERE);
}

#[test]
fn a_capture_cut_at_64_bytes_is_enough() {
    let search = dcp("fefe 05 00", "ff ff 0000");
    assert!(matches!(cut(&PARSER, &search, 16, &HERE), Reading::Pdu(_)));
    assert!(matches!(cut(&PARSER, &cyclic("8000", 0x35), 50, &HERE), Reading::Pdu(_)));
}

/// An LLDP frame: chassis, port, time to live, system name, one element of an organisation.
fn lldp(organisation: &str) -> Vec<u8> {
    bytes(&format!(
        "0207 04 0011 2233 4455  0409 07 706f72742d303031  0602 0014  0a05 7374303031  {organisation}  0000"
    ))
}

#[test]
fn lldp_with_elements_of_profinet_is_its_discovery_and_other_lldp_is_not() {
    let here = frame(0x88cc);
    let ours = lldp("fe08 000ecf 02 00000000");
    let found = pdu(&PARSER, &ours, &here);
    assert_eq!((found.protocol, found.commands), (Protocol::ProfinetDcp, CommandClasses::NONE));
    assert_eq!(identities(&PARSER, &ours, &here), [(IdentityKind::Name, "st001".to_owned())]);
    holds(&PARSER, &ours, &here);
    for other in [lldp("fe09 00120f 01 0300010000"), lldp("fe08 000ecf 77 00000000"), lldp("")] {
        assert_eq!(reading(&PARSER, &other, &here), Reading::No);
        holds(&PARSER, &other, &here);
    }
}
