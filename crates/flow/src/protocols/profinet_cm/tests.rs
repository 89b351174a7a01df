//! Datagrams made by hand from the definition.

use super::*;
use crate::protocols::probe::{bytes, classes, cut, holds, identities, pdu, reading, udp};

const HERE: Setting = udp(49152, 34964);

/// A packet of this kind and operation with so much behind its head, in either order of bytes.
fn packet(kind: u8, low_first: bool, operation: u16, body: &[u8]) -> Vec<u8> {
    let order = if low_first { "10 00 00" } else { "00 00 00" };
    let (object, interface) = if low_first {
        ("0000a0de 976c d111", "0100a0de 976c d111")
    } else {
        ("dea00000 6c97 11d1", "dea00001 6c97 11d1")
    };
    let text = format!(
        "04 {kind:02x} 20 00 {order} 00 {object} 8271 000100030100  {interface} 8271 00a02442df7d
         00112233 4455 6677 8899 aabbccddeeff  00000000 00000001 00000000"
    );
    let mut packet = bytes(&text);
    let number = |number: u16| if low_first { number.to_le_bytes() } else { number.to_be_bytes() };
    packet.extend(number(operation));
    packet.extend([0xff; 4]);
    packet.extend(number(u16::try_from(body.len()).unwrap()));
    packet.extend([0; 4]);
    packet.extend(body);
    packet
}

#[test]
fn each_operation_has_its_class_in_either_order_and_direction() {
    let expected = [
        CommandClass::Control,
        CommandClass::Control,
        CommandClass::Read,
        CommandClass::Write,
        CommandClass::Control,
        CommandClass::Read,
        CommandClass::Other,
    ];
    for (operation, class) in (0..).zip(expected) {
        for low_first in [false, true] {
            for (kind, side) in [(0, Side::Client), (2, Side::Server)] {
                let packet = packet(kind, low_first, operation, &[7; 40]);
                let found = pdu(&PARSER, &packet, &HERE);
                assert_eq!((found.weight, found.side), (Weight::Strong, side));
                assert_eq!(classes(&PARSER, &packet, &HERE), [class]);
                holds(&PARSER, &packet, &HERE);
            }
        }
    }
}

#[test]
fn a_ping_and_an_acknowledgement_command_nothing() {
    assert!(classes(&PARSER, &packet(1, true, 3, &[]), &HERE).is_empty());
    assert!(classes(&PARSER, &packet(7, true, 3, &[]), &HERE).is_empty());
}

#[test]
fn a_capture_cut_at_64_bytes_gives_the_name_without_a_class() {
    let packet = packet(0, false, 3, &[7; 40]);
    let Reading::Pdu(found) = cut(&PARSER, &packet, 22, &HERE) else { panic!() };
    assert_eq!((found.weight, found.commands), (Weight::Strong, CommandClasses::NONE));
}

#[test]
fn the_mapper_is_ours_only_where_profinet_serves_it() {
    let mut packet = packet(0, false, 0, &[]);
    packet[24..40].copy_from_slice(&MAPPER);
    assert_eq!(classes(&PARSER, &packet, &HERE), [CommandClass::Diagnostic]);
    assert_eq!(reading(&PARSER, &packet, &udp(1024, 135)), Reading::No);
    holds(&PARSER, &packet, &HERE);
}

#[test]
fn another_interface_and_a_body_that_is_not_there_are_no_profinet() {
    let mut other = packet(0, false, 0, &[]);
    other[27] = 9;
    assert_eq!(reading(&PARSER, &other, &HERE), Reading::No);
    let mut longer = packet(0, false, 0, &[]);
    longer[75] = 5;
    assert_eq!(reading(&PARSER, &longer, &HERE), Reading::No);
}

fn identification() -> Vec<u8> {
    let mut body = bytes("00000000 00000080 00000080 00000000 00000080 8009 003c 0100 0001");
    body.extend([3; 16]);
    body.extend(bytes("00000000 0000 0001 0000 aff0 0000003c 0000 0000"));
    body.extend([0; 20]);
    body.extend(bytes("0020 0038 0100 002a"));
    body.extend(b"6ES7 151-3BA23-0AB0 ");
    body.extend(b"S C-X4U421302009");
    body.extend(bytes("0003 56 070001 0001 f600 0000 0101 001e"));
    packet(2, true, 2, &body)
}

#[test]
fn a_device_is_named_by_its_own_identification() {
    let expected = [
        (IdentityKind::Vendor, "PROFINET 0x002A"),
        (IdentityKind::Model, "6ES7 151-3BA23-0AB0"),
        (IdentityKind::Serial, "S C-X4U421302009"),
        (IdentityKind::Hardware, "3"),
        (IdentityKind::Firmware, "V7.0.1"),
    ];
    let expected: Vec<_> = expected.map(|(kind, words)| (kind, words.to_owned())).into();
    assert_eq!(identities(&PARSER, &identification(), &HERE), expected);
    holds(&PARSER, &identification(), &HERE);
}

#[test]
fn another_record_is_no_identification() {
    let mut other = identification();
    other[INDEX_AT + 1] = 0xf1;
    assert!(identities(&PARSER, &other, &HERE).is_empty());
    holds(&PARSER, &other, &HERE);
}
