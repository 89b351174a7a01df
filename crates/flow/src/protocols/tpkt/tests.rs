//! What the parser promises, on hand-made frames.

use sekisho_model::CommandClass::{self, Control, Diagnostic, Other, Program, Read, Write};
use sekisho_model::{IdentityKind, Protocol};

use super::PARSER;
use crate::protocols::probe::{bytes, classes, cut, holds, identities, pdu, reading, tcp};
use crate::window::{Extent, Reading, Setting, Side, Weight};

mod mms_pdus;

const ANYWHERE: Setting = tcp(40_000, 4_712);
const KNOWN: Setting = Setting { known: true, ..ANYWHERE };

/// TPKT around a TPDU.
fn tpkt(tpdu: &[u8]) -> Vec<u8> {
    let mut all = vec![3, 0];
    all.extend(u16::try_from(tpdu.len() + 4).unwrap().to_be_bytes());
    all.extend(tpdu);
    all
}

/// A data frame that holds all of it.
fn data(carried: &[u8]) -> Vec<u8> {
    tpkt(&[&[2, 0xF0, 0x80], carried].concat())
}

/// S7comm with parameter and data.
fn s7(kind: u8, parameter: &str, values: &str) -> Vec<u8> {
    let (parameter, values) = (bytes(parameter), bytes(values));
    let mut all = vec![0x32, kind, 0, 0, 0x12, 0x34];
    all.extend(u16::try_from(parameter.len()).unwrap().to_be_bytes());
    all.extend(u16::try_from(values.len()).unwrap().to_be_bytes());
    if matches!(kind, 2 | 3) {
        all.extend([0, 0]);
    }
    all.extend(parameter);
    all.extend(values);
    data(&all)
}

/// An element of BER.
fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    assert!(content.len() < 128);
    [&[tag, u8::try_from(content.len()).unwrap()], content].concat()
}

/// An MMS PDU in a data transfer.
fn mms(pdu: &[u8]) -> Vec<u8> {
    let list = element(0x30, &[&[2, 1, 3][..], &element(0xA0, pdu)].concat());
    data(&[&[1, 0, 1, 0][..], &element(0x61, &list)].concat())
}

fn said(message: &[u8], setting: &Setting) -> (Protocol, Weight, Side, Vec<CommandClass>) {
    let seen = pdu(&PARSER, message, setting);
    assert_eq!(seen.extent, Extent::Bytes(u32::try_from(message.len()).unwrap()));
    holds(&PARSER, message, setting);
    (seen.protocol, seen.weight, seen.side, seen.commands.iter().collect())
}

#[test]
fn every_job_of_s7comm_has_its_side_and_class() {
    #[rustfmt::skip] // a table
    let cases: [(u8, &str, &str, Side, CommandClass); 20] = [
        (1, "f0 00 0001 0001 01e0", "", Side::Client, Other),
        (3, "f0 00 0001 0001 00f0", "", Side::Server, Other),
        (1, "04 01 120a10020001000083000000", "", Side::Client, Read),
        (3, "04 01", "ff 04 0008 aa", Side::Server, Read),
        (1, "05 01 120a10020001000083000000", "00 04 0008 aa", Side::Client, Write),
        (3, "05 01", "ff", Side::Server, Write),
        (1, "1a 00 0000 00000000 09 5f30423030303031 50", "", Side::Client, Program),
        (1, "1b 00 0000 00000000 09 5f30423030303031 50", "", Side::Server, Program),
        (3, "1b 00", "00 12 00fb aabbcc", Side::Client, Program),
        (1, "1c 00 0000 00000000 09 5f30423030303031 50", "", Side::Server, Program),
        (1, "1d 00 0000 00000000 09 5f30423030303031 50", "", Side::Client, Program),
        (3, "1e 00", "00 12 00fb aabbcc", Side::Server, Program),
        (1, "1f 00 0000 00000007", "", Side::Client, Program),
        (1, "28 000000000000fd 000a 0100 3038303030303141 05 5f494e5345", "", Side::Client, Program),
        (1, "28 000000000000fd 0000 09 505f50524f4752414d", "", Side::Client, Control),
        (1, "28 000000000000fd 0002 4550 05 5f4d4f4455", "", Side::Client, Program),
        (1, "29 0000000000 09 505f50524f4752414d", "", Side::Client, Control),
        (3, "29", "", Side::Server, Control),
        (3, "28", "", Side::Echo, Control),
        (1, "77 00", "", Side::Client, Other),
    ];
    for (kind, parameter, values, side, class) in cases {
        let message = s7(kind, parameter, values);
        let expected = (Protocol::S7comm, Weight::Strong, side, vec![class]);
        assert_eq!(said(&message, &ANYWHERE), expected, "{kind} {parameter}");
    }
    let acknowledged = said(&s7(2, "", ""), &ANYWHERE);
    assert_eq!(acknowledged, (Protocol::S7comm, Weight::Strong, Side::Server, vec![]));
}

#[test]
fn every_group_of_user_data_has_its_class() {
    #[rustfmt::skip] // a table
    let cases: [(&str, Side, CommandClass); 16] = [
        ("11 44 01 00", Side::Client, Diagnostic),
        ("12 84 01 01 0000 0000", Side::Server, Diagnostic),
        ("11 41 02 00", Side::Client, Read),
        ("11 41 08 00", Side::Client, Write),
        ("11 41 09 00", Side::Client, Write),
        ("11 41 0c 00", Side::Client, Control),
        ("11 42 01 00", Side::Client, Read),
        ("11 43 01 00", Side::Client, Diagnostic),
        ("11 43 03 00", Side::Client, Diagnostic),
        ("11 44 0b 00", Side::Client, Control),
        ("12 04 06 00 0000 0000", Side::Server, Diagnostic),
        ("11 45 01 00", Side::Client, Control),
        ("11 46 01 00", Side::Client, Write),
        ("11 47 01 00", Side::Client, Read),
        ("11 47 02 00", Side::Client, Control),
        ("11 4f 01 00", Side::Client, Program),
    ];
    for (parameter, side, class) in cases {
        let length = if parameter.starts_with("11") { "04" } else { "08" };
        let message = s7(7, &format!("000112 {length} {parameter}"), "0a 00 0000");
        let expected = (Protocol::S7comm, Weight::Strong, side, vec![class]);
        assert_eq!(said(&message, &ANYWHERE), expected, "{parameter}");
    }
}

#[test]
fn a_further_part_of_a_status_list_is_no_new_command() {
    let asked = s7(7, "000112 04 11 44 01 02", "0a 00 0000");
    assert_eq!(said(&asked, &ANYWHERE).3, []);
    let first = s7(7, "000112 08 12 84 01 02 d5 01 0000", "ff 09 0000");
    assert_eq!(said(&first, &ANYWHERE).3, [Diagnostic]);
    let last = s7(7, "000112 08 12 84 01 02 d5 00 0000", "ff 09 0000");
    assert_eq!(said(&last, &ANYWHERE).3, []);
}

#[test]
fn a_status_list_tells_order_number_version_and_names() {
    let order = "0001 3645533720 3331352d32454831342d304142302000c000040001".replace(' ', "");
    let firmware = format!("0007 {} 00c0 5603 0206", "20".repeat(20));
    let hardware = format!("0006 {} 00c0 0004 0000", "20".repeat(20));
    let records = format!("{order}{firmware}{hardware}");
    let values = format!("ff 09 005c 0011 0000 001c 0003 {records}");
    let message = s7(7, "000112 08 12 84 01 01 0000 0000", &values);
    let expected = [
        (IdentityKind::Model, "6ES7 315-2EH14-0AB0".to_owned()),
        (IdentityKind::Firmware, "V3.2.6".to_owned()),
        (IdentityKind::Hardware, "4".to_owned()),
    ];
    assert_eq!(identities(&PARSER, &message, &KNOWN), expected);
    holds(&PARSER, &message, &KNOWN);

    let name = format!("0001 {:0<64}", "53544154494f4e");
    let copyright = format!("0004 {:0<64}", "4f726967");
    let serial = format!("0005 {:0<64}", "5320432d31");
    let values = format!("ff 09 006e 001c 0000 0022 0003 {name}{copyright}{serial}");
    let message = s7(7, "000112 08 12 84 01 01 0000 0000", &values);
    let expected = [(IdentityKind::Name, "STATION".to_owned()), (IdentityKind::Serial, "S C-1".to_owned())];
    assert_eq!(identities(&PARSER, &message, &KNOWN), expected);
    holds(&PARSER, &message, &KNOWN);
}

#[test]
fn other_talk_on_iso_gets_no_name_and_a_continued_fragment_says_nothing() {
    for carried in ["aabbccdd", "32 05 0000 0000 0000 0000", "32 01 0000 0000 0002 0000 04", "72 09 0001 00"]
    {
        let message = data(&bytes(carried));
        assert_eq!(reading(&PARSER, &message, &tcp(40_000, 102)), Reading::No, "{carried}");
        assert_eq!(said(&message, &KNOWN), (Protocol::S7comm, Weight::Weak, Side::Unknown, vec![]));
    }
    let first = tpkt(&bytes("02 f0 00 32 01 0000 0000 000e 0400 04 01"));
    assert_eq!(said(&first, &ANYWHERE).3, [Read]);
}

#[test]
fn a_connection_names_only_what_its_begin_says() {
    let bare = tpkt(&bytes("11 e0 0000 0001 00 c1 02 0100 c2 02 0102 c0 01 0a"));
    assert_eq!(reading(&PARSER, &bare, &tcp(40_000, 102)), Reading::No);
    assert_eq!(said(&bare, &KNOWN).3, []);
    let root = [&bytes("1c e0 0000 0001 00 c1 02 0600 c2 10")[..], b"SIMATIC-ROOT-HMI"].concat();
    assert_eq!(said(&tpkt(&root), &ANYWHERE).0, Protocol::S7commPlus);
    let gone = tpkt(&bytes("06 80 0001 0002 00"));
    assert_eq!(reading(&PARSER, &gone, &ANYWHERE), Reading::No);
    assert_eq!(said(&gone, &KNOWN).3, []);
}

#[test]
fn rdp_is_rdp_on_the_port_of_s7_too() {
    let setting = tcp(40_000, 102);
    let cookie =
        [&bytes("27 e0 0000 0000 00")[..], b"Cookie: mstshash=somebody\r\n", &bytes("0100 0800 03")].concat();
    let cookie = [&[u8::try_from(cookie.len() - 1).unwrap()], &cookie[1..]].concat();
    let rdp = |side| (Protocol::Rdp, Weight::Strong, side, vec![]);
    assert_eq!(said(&tpkt(&cookie), &setting), rdp(Side::Client));
    assert_eq!(said(&tpkt(&bytes("0e e0 0000 0000 00 01 00 0800 03000000")), &setting), rdp(Side::Client));
    assert_eq!(said(&tpkt(&bytes("0e d0 0000 1234 00 02 1f 0800 02000000")), &setting), rdp(Side::Server));
    assert_eq!(said(&data(&bytes("64 0007 03eb 70 04 aabbccdd")), &setting), rdp(Side::Client));
    assert_eq!(said(&data(&bytes("68 0001 03eb 70 8004 aabbccdd")), &setting), rdp(Side::Server));
    assert_eq!(said(&data(&bytes("7f65 8201 94 0401 01 0401 01 0101 ff")), &setting), rdp(Side::Client));
    let bare = tpkt(&bytes("06 e0 0000 0000 00"));
    assert_eq!(reading(&PARSER, &bare, &setting), Reading::No);
    assert_eq!(pdu(&PARSER, &bare, &tcp(40_000, 3_389)).protocol, Protocol::Rdp);
}

#[test]
fn a_known_connection_of_rdp_goes_on_under_tls() {
    assert_eq!(said(&bytes("1603030004 01000000"), &KNOWN).0, Protocol::Rdp);
    assert_eq!(said(&bytes("00 05 aabbcc"), &KNOWN).0, Protocol::Rdp);
    assert_eq!(reading(&PARSER, &bytes("1603030004 01000000"), &ANYWHERE), Reading::No);
}

#[test]
fn functions_of_s7comm_plus_have_their_class() {
    #[rustfmt::skip] // a table
    let cases: [(&str, Side, &[CommandClass]); 12] = [
        ("31 0000 04bb 0000 0001 00000380 34 00000003", Side::Client, &[Diagnostic]),
        ("31 0000 04ca 0000 0001 00000120 36 0000011d", Side::Client, &[Other]),
        ("31 0000 04ca 0000 0001 00000380 36 00000003", Side::Client, &[Program]),
        ("31 0000 04d4 0000 0001 00000380 36 8a0e0001", Side::Client, &[Program]),
        ("31 0000 04d4 0000 0001 00000380 36 00000380", Side::Client, &[Other]),
        ("31 0000 04f2 0000 0001 00000380 34 00000034", Side::Client, &[Write, Control]),
        ("31 0000 0542 0000 0001 00000380 34 00000000", Side::Client, &[Write]),
        ("31 0000 054c 0000 0001 00000380 34 00000000", Side::Client, &[Read]),
        ("32 0000 054c 0000 0001 34 00 00 00", Side::Server, &[Read]),
        ("31 0000 0586 0000 0001 00000380 34 00000000", Side::Client, &[Read]),
        ("31 0000 056b 0000 0001 00000380 34 00000000", Side::Client, &[Control]),
        ("33 70000001 0400 0000 0001", Side::Server, &[Read]),
    ];
    for (operation, side, expected) in cases {
        let operation = bytes(operation);
        let length = u8::try_from(operation.len()).unwrap();
        let message = data(&[&[0x72, 2, 0, length], &operation[..], &[0x72, 2, 0, 0]].concat());
        let expected: Vec<_> = expected.to_vec();
        assert_eq!(said(&message, &ANYWHERE), (Protocol::S7commPlus, Weight::Strong, side, expected));
        let digest = [&[0x72, 3, 0, length + 33, 32], &[0xAA; 32][..], &operation, &[0x72, 3, 0, 0]].concat();
        assert_eq!(said(&data(&digest), &ANYWHERE).2, side);
    }
    assert_eq!(said(&data(&bytes("72 ff 00 01")), &ANYWHERE).1, Weight::Weak);
}

#[test]
fn services_of_mms_have_their_class() {
    #[rustfmt::skip] // a table
    let cases: [(&str, Side, &[CommandClass]); 17] = [
        ("a0 05 02 01 01 82 00", Side::Client, &[Diagnostic]),
        ("a0 07 02 01 01 a4 02 a1 00", Side::Client, &[Read]),
        ("a1 07 02 01 01 a4 02 a1 00", Side::Server, &[Read]),
        ("a0 07 02 01 01 a5 02 a1 00", Side::Client, &[Write]),
        ("a1 05 02 01 01 a5 00", Side::Server, &[Write]),
        ("a0 09 30 00 02 01 01 82 00 00 00", Side::Unknown, &[]),
        ("a0 0a 02 01 01 30 03 81 01 05 82 00", Side::Client, &[Diagnostic]),
        ("a0 09 02 02 01 00 bf 1a 02 80 00", Side::Client, &[Program]),
        ("a0 08 02 01 01 bf 28 02 80 00", Side::Client, &[Control]),
        ("a0 08 02 01 01 bf 29 02 80 00", Side::Client, &[Control]),
        ("a0 08 02 01 01 bf 48 02 80 00", Side::Client, &[Program]),
        ("a0 06 02 01 01 9f 49 00", Side::Client, &[Program]),
        ("a3 04 a0 02 a1 00", Side::Server, &[Read]),
        ("a2 06 80 01 01 a2 01 00", Side::Server, &[]),
        ("a8 04 80 02 0fa0", Side::Client, &[Other]),
        ("8b 00", Side::Client, &[Other]),
        ("85 01 2a", Side::Client, &[Other]),
    ];
    for (service, side, expected) in cases {
        let message = mms(&bytes(service));
        if side == Side::Unknown {
            assert_eq!(reading(&PARSER, &message, &ANYWHERE), Reading::No, "{service}");
            continue;
        }
        let expected = (Protocol::Mms, Weight::Strong, side, expected.to_vec());
        assert_eq!(said(&message, &ANYWHERE), expected, "{service}");
    }
}

#[test]
fn mms_without_session_and_presentation_is_named_by_what_fills_the_frame() {
    let strong = |side, class| (Protocol::Mms, Weight::Strong, side, vec![class]);
    assert_eq!(said(&data(&bytes("a0 07 02 01 01 a4 02 a1 00")), &ANYWHERE), strong(Side::Client, Read));
    assert_eq!(said(&data(&bytes("a8 07 81 01 05 82 01 05 aa")), &ANYWHERE), strong(Side::Client, Other));
    assert_eq!(said(&data(&bytes("a3 04 a0 02 a1 00")), &ANYWHERE).1, Weight::Weak);
    assert_eq!(reading(&PARSER, &data(&bytes("a0 08 02 01 01 a4 02 a1 00")), &ANYWHERE), Reading::No);
}

#[test]
fn mms_is_named_by_the_begin_of_its_connection() {
    let context = |id, syntax: &str| {
        element(0x30, &[&[2, 1, id][..], &bytes(syntax), &bytes("30 04 06 02 5101")].concat())
    };
    let list = [context(1, "06 04 52010001"), context(3, "06 05 28ca220201")].concat();
    let normal = [&bytes("82 04 00000001")[..], &element(0xA4, &list), &bytes("61 02 3000")].concat();
    let presentation = element(0x31, &[&bytes("a0 03 800101")[..], &element(0xA2, &normal)].concat());
    let body =
        [&bytes("05 06 130100160102 14020002 33020001 34020001")[..], &element(0xC1, &presentation)].concat();
    let asked = data(&element(0x0D, &body));
    assert_eq!(said(&asked, &ANYWHERE), (Protocol::Mms, Weight::Strong, Side::Client, vec![Other]));

    let association = element(0x61, &bytes("a107 0605 28ca220203 a203 020100"));
    let values = element(0x30, &[&[2, 1, 1][..], &element(0xA0, &association)].concat());
    let normal = [&bytes("83 04 00000001 a5 04 3002 8000")[..], &element(0x61, &values)].concat();
    let presentation = element(0x31, &[&bytes("a0 03 800101")[..], &element(0xA2, &normal)].concat());
    let body = [&bytes("05 06 130100160102 14020002")[..], &element(0xC1, &presentation)].concat();
    let answered = data(&element(0x0E, &body));
    assert_eq!(said(&answered, &ANYWHERE), (Protocol::Mms, Weight::Strong, Side::Server, vec![Other]));

    let other = data(&element(0x0E, &bytes("05 06 130100160102 14020002 c1 02 3100")));
    assert_eq!(reading(&PARSER, &other, &ANYWHERE), Reading::No);
}

#[test]
fn an_answer_to_identify_tells_maker_model_and_revision() {
    let message = mms(&bytes("a1 14 02 01 01 a2 0f 80 04 41434d45 81 02 5831 82 03 312e32"));
    let expected = [
        (IdentityKind::Vendor, "ACME".to_owned()),
        (IdentityKind::Model, "X1".to_owned()),
        (IdentityKind::Firmware, "1.2".to_owned()),
    ];
    assert_eq!(identities(&PARSER, &message, &KNOWN), expected);
    holds(&PARSER, &message, &KNOWN);
}

#[test]
fn a_torn_head_asks_for_the_rest() {
    let message = s7(1, "04 01 120a10020001000083000000", "");
    for sent in 1..4 {
        assert_eq!(reading(&PARSER, &message[..sent], &ANYWHERE), Reading::More(4));
    }
    for sent in 4..=16 {
        assert_eq!(reading(&PARSER, &message[..sent], &ANYWHERE), Reading::More(18), "{sent} bytes");
    }
    // What is longer cannot be carried on, and is read as far as it goes.
    assert_eq!(pdu(&PARSER, &message[..17], &ANYWHERE).commands.iter().count(), 0);
}

#[test]
fn ten_captured_bytes_are_enough_for_a_name() {
    let message = s7(1, "04 01 120a10020001000083000000", "");
    let Reading::Pdu(seen) = cut(&PARSER, &message, 10, &ANYWHERE) else { panic!() };
    assert_eq!((seen.protocol, seen.weight), (Protocol::S7comm, Weight::Strong));
    assert_eq!(classes(&PARSER, &message, &ANYWHERE), [Read]);
}
