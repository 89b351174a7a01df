//! PDUs made by hand from the definition.

use sekisho_model::CommandClass::{self, Control, Diagnostic, Other, Program, Read, Write};

use super::{PARSER, SERVICES};
use crate::protocols::logged::{classes, hex, pdu, reading, setting};
use crate::window::{Carrier, Extent, Reading, Setting, Side, Weight, Window};

const TCP: Setting = setting(Carrier::Tcp, 50_000, 51_000);

/// A message with the size that it has.
fn message(letters: &[u8; 4], rest: &[u8]) -> Vec<u8> {
    let mut bytes = letters.to_vec();
    bytes.extend(u32::try_from(rest.len() + 8).unwrap().to_le_bytes());
    bytes.extend(rest);
    bytes
}

/// Channel, token, sequence, request, then the type of the body in four bytes.
fn service(number: u16) -> Vec<u8> {
    let mut rest = hex("01000000 01000000 02000000 02000000 0100");
    rest.extend(number.to_le_bytes());
    rest.extend([0; 40]);
    message(b"MSGF", &rest)
}

#[test]
fn a_service_has_its_class_in_request_and_answer() {
    let cases: &[(u16, CommandClass)] = &[
        (631, Read),
        (664, Read),
        (527, Read),
        (673, Write),
        (700, Write),
        (712, Control),
        (488, Program),
        (500, Program),
        (428, Diagnostic),
        (422, Diagnostic),
        (461, Other),
        (826, Other),
        (787, Other),
    ];
    for (request, class) in cases {
        for (number, side) in [(*request, Side::Client), (request + 3, Side::Server)] {
            let bytes = service(number);
            let pdu = pdu(&PARSER, &bytes, &TCP);
            assert_eq!(
                (pdu.commands, pdu.side, pdu.weight),
                (classes(&[*class]), side, Weight::Strong),
                "{number}"
            );
            assert_eq!(pdu.extent, Extent::Bytes(bytes.len().try_into().unwrap()));
        }
    }
}

#[test]
fn each_body_has_one_row() {
    let mut numbers: Vec<u32> =
        SERVICES.iter().flat_map(|(request, answer, _)| [*request, *answer]).collect();
    let rows = numbers.len();
    numbers.sort_unstable();
    numbers.dedup();
    assert_eq!(numbers.len(), rows);
}

#[test]
fn encrypted_and_later_chunks_are_other_and_a_fault_is_nothing() {
    let noise = message(b"MSGC", &[0xA5; 60]);
    assert_eq!(pdu(&PARSER, &noise, &TCP).commands, classes(&[Other]));
    assert_eq!(pdu(&PARSER, &service(397), &TCP).commands, classes(&[]));
    // The three forms of a numeric type.
    let long = message(b"MSGF", &hex("01000000 01000000 02000000 02000000 02 0000 a1020000 00"));
    assert_eq!(pdu(&PARSER, &long, &TCP).commands, classes(&[Write]));
}

#[test]
fn the_handshake_is_known_and_an_open_channel_tells_its_service() {
    let hello = message(b"HELF", &hex("00000000 00000100 00000100 00000000 00000000 04000000 6f70632e"));
    assert_eq!(pdu(&PARSER, &hello, &TCP).side, Side::Client);
    let acknowledged = message(b"ACKF", &hex("00000000 00000100 00000100 00000000 00000000"));
    assert_eq!(pdu(&PARSER, &acknowledged, &TCP).side, Side::Server);
    let open =
        message(b"OPNF", &hex("00000000 04000000 4e6f6e65 ffffffff ffffffff 01000000 01000000 0100c101 00"));
    let open = pdu(&PARSER, &open, &TCP);
    assert_eq!((open.side, open.commands), (Side::Server, classes(&[Other])));
}

#[test]
fn what_contradicts_the_definition_is_not_named() {
    let small_buffer = message(b"HELF", &hex("00000000 10000000 00000100 00000000 00000000 00000000"));
    let short = message(b"MSGF", &[0; 8]);
    let mut huge = service(631);
    huge[7] = 0x7F;
    let chunk = message(b"HELC", &[0; 24]);
    for bytes in [&small_buffer[..], &short, &huge, &chunk, b"MSG from a friend", b"HELLO there, how are you"]
    {
        assert_eq!(reading(&PARSER, bytes, &TCP), Reading::No, "{bytes:02x?}");
    }
}

#[test]
fn a_torn_header_is_waited_for_and_a_cut_one_is_not() {
    let bytes = service(673);
    for torn in 1..8 {
        assert_eq!(reading(&PARSER, &bytes[..torn], &TCP), Reading::More(8), "{torn} bytes");
    }
    for torn in 8..=16 {
        assert_eq!(reading(&PARSER, &bytes[..torn], &TCP), Reading::More(32), "{torn} bytes");
    }
    // What is longer cannot be carried on.
    assert_eq!(pdu(&PARSER, &bytes[..17], &TCP).extent, Extent::Bytes(68));
    let Reading::Pdu(cut) = (PARSER.read)(&Window::new(&bytes[..10], 68), &TCP) else {
        panic!("ten bytes are enough")
    };
    assert_eq!((cut.extent, cut.commands), (Extent::Bytes(68), classes(&[Other])));
}
