//! Messages made by hand from the published form.

use sekisho_model::CommandClass::{self, Control, Diagnostic, Program, Read, Write};

use super::PARSER;
use crate::protocols::logged::{classes, pdu, reading, setting};
use crate::window::{Carrier, Extent, Reading, Setting, Side, Weight};

const TCP: Setting = setting(Carrier::Tcp, 50_000, 51_000);

fn message(kind: u8, form: u8, service: u8, text: u16) -> Vec<u8> {
    let mut bytes = vec![0; 56 + usize::from(text)];
    bytes[0] = kind;
    bytes[2] = 6;
    bytes[4..6].copy_from_slice(&text.to_le_bytes());
    bytes[9] = 1;
    bytes[17] = 1;
    bytes[30] = 6;
    bytes[31] = form;
    bytes[36..38].copy_from_slice(&[0x10, 0x0E]);
    bytes[40..42].copy_from_slice(&[1, 1]);
    bytes[if form == 0x80 { 50 } else { 42 }] = service;
    bytes
}

#[test]
fn a_request_has_the_class_of_its_service() {
    let cases: [(u8, CommandClass); 8] = [
        (0x04, Read),
        (0x07, Write),
        (0x09, Program),
        (0x23, Control),
        (0x24, Control),
        (0x40, Program),
        (0x43, Diagnostic),
        (0x38, Diagnostic),
    ];
    for (service, class) in cases {
        for bytes in [message(2, 0xC0, service, 0), message(2, 0x80, service, 12)] {
            let pdu = pdu(&PARSER, &bytes, &TCP);
            assert_eq!(
                (pdu.commands, pdu.side, pdu.weight),
                (classes(&[class]), Side::Client, Weight::Strong)
            );
            assert_eq!(pdu.extent, Extent::Bytes(bytes.len().try_into().unwrap()));
        }
    }
}

#[test]
fn an_answer_is_known_and_says_no_class() {
    let pdu = pdu(&PARSER, &message(3, 0x94, 0, 40), &TCP);
    assert_eq!((pdu.commands, pdu.side, pdu.weight), (classes(&[]), Side::Server, Weight::Strong));
}

#[test]
fn what_contradicts_the_form_is_not_named() {
    assert_eq!(reading(&PARSER, &[0; 56], &TCP), Reading::No, "the opening zeros name nothing");
    let good = message(2, 0xC0, 0x04, 0);
    // Type, reserved bytes, sequence, message type, packet numbers, service.
    for (at, byte) in [(0, 7), (1, 1), (3, 1), (30, 9), (31, 0x11), (41, 0), (42, 0x99)] {
        let mut bad = good.clone();
        bad[at] = byte;
        assert_eq!(reading(&PARSER, &bad, &TCP), Reading::No, "byte {at}");
    }
}
