//! PDUs made by hand from the definition.

use sekisho_model::CommandClass::{self, Control, Diagnostic, Other, Program, Read, Write};
use sekisho_model::IdentityKind;

use super::PARSER;
use crate::protocols::logged::{classes, hex, pdu, reading, setting, words};
use crate::window::{Carrier, Extent, Reading, Setting, Side, Weight, Window};

const TCP: Setting = setting(Carrier::Tcp, 50_000, 44_818);
const UDP: Setting = setting(Carrier::Udp, 50_000, 44_818);

/// Encapsulation around a body.
fn encapsulated(command: u16, status: u32, body: &[u8]) -> Vec<u8> {
    let mut bytes = command.to_le_bytes().to_vec();
    bytes.extend(u16::try_from(body.len()).unwrap().to_le_bytes());
    bytes.extend(if command == 0x63 { [0; 4] } else { [1, 2, 3, 4] });
    bytes.extend(status.to_le_bytes());
    bytes.extend(*b"context8");
    bytes.extend([0; 4]);
    bytes.extend(body);
    bytes
}

/// SendRRData with an unconnected message.
fn unconnected(cip: &[u8]) -> Vec<u8> {
    let mut body = hex("00000000 0000 0200 0000 0000 b200");
    body.extend(u16::try_from(cip.len()).unwrap().to_le_bytes());
    body.extend(cip);
    encapsulated(0x6F, 0, &body)
}

/// SendUnitData with a connected message.
fn connected(cip: &[u8]) -> Vec<u8> {
    let mut body = hex("00000000 0000 0200 a100 0400 99887766 b100");
    body.extend(u16::try_from(cip.len() + 2).unwrap().to_le_bytes());
    body.extend([7, 0]);
    body.extend(cip);
    encapsulated(0x70, 0, &body)
}

#[test]
fn a_message_has_the_class_of_its_service_and_object() {
    #[rustfmt::skip]
    let cases: &[(&str, &str, &[CommandClass])] = &[
        ("get attributes all of identity", "01 02 20012401", &[Read]),
        ("its answer", "81000000 0100", &[Read]),
        ("set attribute single of an assembly", "10 03 20042464 3003 ff", &[Write]),
        ("reset of identity", "05 02 20012401 00", &[Control]),
        ("stop of the controller", "07 02 208e2401", &[Control]),
        ("start answered", "86000000", &[Control]),
        ("read tag by name", "4c 03 9104 6d6f746f 0100", &[Read]),
        ("write tag by name", "4d 03 9104 6d6f746f c300 0100 0500", &[Write]),
        ("write tag answered", "cd000000", &[Write]),
        ("read tag fragmented by name", "52 03 9104 6d6f746f 0100 00000000", &[Read]),
        ("write tag of a symbol by number", "4d 03 206b 2500 1234 c300 0100 0500", &[Write]),
        ("list of symbols", "55 03 206b 2500 0000 0100 0100", &[Read]),
        ("template", "4c 03 206c 2500 1234 00000000 0400", &[Read]),
        ("forward open", "54 02 20062401 0a0e", &[Other]),
        ("forward close answered with data", "ce000000 00000000000000000000", &[Other]),
        ("read-modify-write answered", "ce000000", &[Write]),
        ("connection data", "56 02 20062401 0000", &[Diagnostic]),
        ("download to a file", "4c 02 203724c8 00000000", &[Program]),
        ("object created", "08 02 20682400", &[Program]),
        ("wall clock set", "04 02 208b2401 0100 0500", &[Write, Control]),
        ("class in 16 bits", "0e 04 2100f400 2401 3001", &[Read]),
        ("maker's own service", "4b 02 20ac2401", &[Other]),
        ("unconnected send of a stop", "52 02 20062401 0a0e 0400 07022064 2401", &[Control]),
        ("pccc protected typed logical read", "4b 02 20672401 07 4d00 01020304 0f 00 0100 a2 02 07", &[Read]),
        ("pccc protected typed logical write", "4b 02 20672401 07 4d00 01020304 0f 00 0100 aa 02 07", &[Write]),
        ("pccc change of mode", "4b 02 20672401 07 4d00 01020304 0f 00 0100 80 01", &[Control]),
        ("pccc upload of all", "4b 02 20672401 07 4d00 01020304 0f 00 0100 53", &[Program]),
        ("pccc diagnostic status", "4b 02 20672401 07 4d00 01020304 06 00 0100 03", &[Diagnostic]),
        ("pccc unprotected read", "4b 02 20672401 07 4d00 01020304 01 00 0100", &[Read]),
        ("three in one", "0a 02 20022401 0300 0800 0e00 1400 0302 20012401 1002 20042401 0702 208e2401", &[Read, Write, Control]),
        ("three answers in one", "8a000000 0200 0600 0a00 83000000 90000000", &[Read, Write]),
    ];
    for (name, cip, expected) in cases {
        let cip = hex(cip);
        let side = if cip[0] & 0x80 == 0 { Side::Client } else { Side::Server };
        for bytes in [unconnected(&cip), connected(&cip)] {
            let pdu = pdu(&PARSER, &bytes, &TCP);
            assert_eq!(pdu.commands, classes(expected), "{name}");
            assert_eq!((pdu.side, pdu.weight), (side, Weight::Strong), "{name}");
            assert_eq!(pdu.extent, Extent::Bytes(bytes.len().try_into().unwrap()), "{name}");
        }
    }
}

#[test]
fn sessions_and_lists_are_known_by_their_lengths() {
    let cases: &[(u16, &str, CommandClass, Side)] = &[
        (0x65, "0100 0000", Other, Side::Unknown),
        (0x66, "", Other, Side::Unknown),
        (0x63, "", Diagnostic, Side::Client),
    ];
    for (command, body, class, side) in cases {
        let bytes = encapsulated(*command, 0, &hex(body));
        let pdu = pdu(&PARSER, &bytes, &TCP);
        assert_eq!((pdu.commands, pdu.side, pdu.weight), (classes(&[*class]), *side, Weight::Strong));
    }
    assert_eq!(reading(&PARSER, &encapsulated(0x65, 0, &hex("0200 0000")), &TCP), Reading::No);
    assert_eq!(reading(&PARSER, &encapsulated(0x66, 0, &[0; 9]), &TCP), Reading::No);
}

#[test]
fn what_contradicts_the_definition_is_not_named() {
    let good = unconnected(&hex("01 02 20012401"));
    // Status, options, interface, item count, address item, length of the data item.
    for (at, byte) in [(8, 0x77), (20, 1), (30, 9), (32, 5), (38, 0xFF)] {
        let mut bad = good.clone();
        bad[at] = byte;
        assert_eq!(reading(&PARSER, &bad, &TCP), Reading::No, "byte {at}");
    }
    // A datagram ends with its only PDU.
    let mut longer = encapsulated(0x63, 0, &[]);
    assert!(matches!(reading(&PARSER, &longer, &UDP), Reading::Pdu(_)));
    longer.push(0);
    assert_eq!(reading(&PARSER, &longer, &UDP), Reading::No);
    assert_eq!(reading(&PARSER, &[0; 24], &TCP), Reading::No);
}

#[test]
fn where_the_path_was_cut_off_a_code_that_objects_share_is_no_service_of_a_tag() {
    // Unconnected send, closing and opening of a connection, each cut behind the length of its path.
    for cip in ["52 02 20062401 0a0e 0400 4c00 0000", "4e 02 20062401 0a0e", "54 02 20062401 0a0e"] {
        let bytes = unconnected(&hex(cip));
        let window = Window::new(&bytes[..42], u32::try_from(bytes.len()).unwrap());
        let Reading::Pdu(seen) = (PARSER.read)(&window, &TCP) else { panic!("{cip}") };
        assert_eq!(seen.commands.iter().collect::<Vec<_>>(), [Other], "{cip}");
    }
}

#[test]
fn a_torn_header_is_waited_for_and_a_cut_one_is_not() {
    let bytes = connected(&hex("4c 03 9104 6d6f746f 0100"));
    for torn in [1, 3, 10, 15] {
        assert_eq!(reading(&PARSER, &bytes[..torn], &TCP), Reading::More(16), "{torn} bytes");
    }
    let length = u32::try_from(bytes.len()).unwrap();
    let Reading::Pdu(cut) = (PARSER.read)(&Window::new(&bytes[..10], length), &TCP) else {
        panic!("ten bytes are enough")
    };
    assert_eq!((cut.extent, cut.weight), (Extent::Bytes(length), Weight::Strong));
}

#[test]
fn a_message_of_a_head_alone_is_whole_and_a_sessions_end_is_the_last() {
    for command in [0x63, 0x66] {
        let bytes = encapsulated(command, 0, &[]);
        assert_eq!(reading(&PARSER, &bytes[..20], &TCP), Reading::No);
        let known = Setting { known: true, ..TCP };
        assert!(matches!(reading(&PARSER, &bytes[..20], &known), Reading::Pdu(_)));
    }
    for command in [0x04, 0x63, 0x64, 0x66] {
        let mut more = encapsulated(command, 0, &[]);
        assert!(matches!(reading(&PARSER, &more, &TCP), Reading::Pdu(_)));
        more.extend([0; 40]);
        assert_eq!(reading(&PARSER, &more, &TCP), Reading::No);
    }
}

#[test]
fn a_list_has_items_of_its_own_kind() {
    // What can be done: over TCP, with cyclic exchange over UDP.
    let item = "1400 0100 2001 436f6d6d756e69636174696f6e73 0000";
    let mut services = encapsulated(0x04, 0, &hex(&format!("0100 0001 {item}")));
    assert_eq!(pdu(&PARSER, &services, &TCP).weight, Weight::Strong);
    let more = [&services[..], &[0; 40]].concat();
    assert_eq!(pdu(&PARSER, &more, &TCP).weight, Weight::Weak);
    services[27] = 2;
    assert_eq!(reading(&PARSER, &services, &TCP), Reading::No);
}

#[test]
fn cyclic_exchange_is_known_on_any_port() {
    let bytes = hex("0200 0280 0800 11223344 01000000 b100 0600 0100 aabbccdd");
    let pdu = pdu(&PARSER, &bytes, &setting(Carrier::Udp, 1, 2));
    assert_eq!((pdu.commands, pdu.extent, pdu.weight), (classes(&[Other]), Extent::Payload, Weight::Strong));
    assert_eq!(reading(&PARSER, &bytes[..bytes.len() - 1], &UDP), Reading::No);
}

/// Vendor 1, controller, revision 20.11, serial number, name.
const IDENTITY: &str = "0100 0e00 3600 140b 3060 3f825100 05 4c36312f42";

#[test]
fn a_listed_or_asked_identity_is_told() {
    let expected = [
        (IdentityKind::Vendor, "Rockwell Automation/Allen-Bradley"),
        (IdentityKind::DeviceType, "Programmable logic controller"),
        (IdentityKind::Product, "L61/B"),
        (IdentityKind::Firmware, "20.11"),
        (IdentityKind::Serial, "0051823f"),
    ];
    let expected: Vec<_> = expected.iter().map(|(kind, word)| (*kind, (*word).to_owned())).collect();
    let identity = hex(IDENTITY);
    let mut listed = hex("0100 0c00");
    listed.extend(u16::try_from(identity.len() + 19).unwrap().to_le_bytes());
    listed.extend(hex("0100 0002af12 c0a80a01 0000000000000000"));
    listed.extend(&identity);
    listed.push(3);
    let listed = encapsulated(0x63, 0, &listed);
    assert_eq!(pdu(&PARSER, &listed, &UDP).side, Side::Server);
    assert_eq!(words(&PARSER, &listed, &UDP), expected);

    let mut asked = hex("81000000");
    asked.extend(&identity);
    assert_eq!(words(&PARSER, &unconnected(&asked), &TCP), expected);
    // One byte more, and it is some other object's attributes.
    asked.push(b'x');
    assert_eq!(words(&PARSER, &unconnected(&asked), &TCP), []);
}
