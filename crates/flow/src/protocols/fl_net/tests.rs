//! There is no public capture of FL-net. Datagrams are written here field by field as JIS B 3521 orders them, and a
//! second, naive decoder beside the parser reads them again, so that a mistake of offset would have to be made twice.

use sekisho_model::IdentityKind;

use super::*;
use crate::protocols::probe::{Dice, classes, cut, holds, identities, pdu, reading, udp};

const HERE: Setting = udp(55003, 55000);

/// The fields of a head in their order: name, bytes.
const FIELDS: &[(&str, usize)] = &[
    ("H_TYPE", 4),
    ("TFL", 4),
    ("SNA", 4),
    ("DNA", 4),
    ("V_SEQ", 4),
    ("SEQ", 4),
    ("M_CTL", 4),
    ("ULS", 2),
    ("M_SZ", 2),
    ("M_ADD", 4),
    ("MFT", 1),
    ("M_RLT", 1),
    ("reserved", 2),
    ("TCD", 2),
    ("VER", 2),
    ("C_AD1", 2),
    ("C_SZ1", 2),
    ("C_AD2", 2),
    ("C_SZ2", 2),
    ("MODE", 2),
    ("P_TYPE", 1),
    ("PRI", 1),
    ("CBN", 1),
    ("TBN", 1),
    ("BSIZE", 2),
    ("LKS", 1),
    ("TW", 1),
    ("RCT", 2),
];

/// Writes a datagram; fields that are not given are random.
fn datagram(code: u16, data: &[u8], given: &[(&str, u32)], dice: &mut Dice) -> Vec<u8> {
    let total = u32::try_from(64 + data.len()).unwrap();
    let mut written = Vec::new();
    for (name, bytes) in FIELDS {
        let value = match (*name, given.iter().find(|field| field.0 == *name)) {
            (_, Some((_, value))) => *value,
            ("H_TYPE", _) => 0x4641_434e,
            ("TFL" | "BSIZE", _) => total,
            ("TCD", _) => u32::from(code),
            ("CBN" | "TBN", _) => 1,
            _ => u32::from_be_bytes([dice.byte(), dice.byte(), dice.byte(), dice.byte()]),
        };
        written.extend(&value.to_be_bytes()[4 - bytes..]);
    }
    written.extend(data);
    written
}

/// Reads a field by walking the list of fields.
fn field(datagram: &[u8], wanted: &str) -> u32 {
    let mut at = 0;
    for (name, bytes) in FIELDS {
        if *name == wanted {
            return datagram[at..at + bytes].iter().fold(0, |sum, byte| sum << 8 | u32::from(*byte));
        }
        at += bytes;
    }
    panic!("{wanted}")
}

/// What the definition calls a message, and what that means, written apart from the parser's table.
fn meaning(datagram: &[u8]) -> Option<CommandClass> {
    if field(datagram, "H_TYPE") != u32::from_be_bytes(*b"FACN")
        || field(datagram, "TFL") as usize != datagram.len()
    {
        return None;
    }
    Some(match field(datagram, "TCD") {
        65_000 | 65_001 | 65_003 | 65_203 | 65_005 | 65_205 => CommandClass::Read,
        65_004 | 65_204 | 65_006 | 65_206 => CommandClass::Write,
        65_007 | 65_207 | 65_008 | 65_208 => CommandClass::Program,
        65_009 | 65_209 | 65_010 | 65_210 | 65_014 | 65_214 => CommandClass::Control,
        65_011 | 65_211 | 65_013 | 65_213 | 65_015 | 65_215 => CommandClass::Diagnostic,
        0..=59_999 | 65_002 | 65_012 | 65_016 | 65_212 | 65_216 => CommandClass::Other,
        _ => return None,
    })
}

#[test]
fn the_head_has_64_bytes_and_the_offsets_of_its_fields() {
    assert_eq!(FIELDS.iter().map(|field| field.1).sum::<usize>(), 64);
    let before = |wanted: &str| {
        FIELDS.iter().take_while(|field| field.0 != wanted).map(|field| field.1).sum::<usize>()
    };
    assert_eq!(before("TFL"), LENGTH_AT);
    assert_eq!(before("TCD"), TRANSACTION_AT);
    assert_eq!(before("CBN"), BLOCKS_AT);
    assert_eq!(before("BSIZE"), BLOCK_LENGTH_AT);
}

#[test]
fn two_decoders_say_the_same_of_every_transaction_code() {
    let mut dice = Dice::new(3521);
    let mut named = 0;
    for code in 0..=u16::MAX {
        let data: Vec<u8> = (0..dice.byte() % 32).map(|_| dice.byte()).collect();
        let datagram = datagram(code, &data, &[], &mut dice);
        let ours = match reading(&PARSER, &datagram, &HERE) {
            Reading::Pdu(pdu) => pdu.commands.iter().next(),
            _ => None,
        };
        assert_eq!(ours, meaning(&datagram), "{code}");
        named += usize::from(ours.is_some());
    }
    assert_eq!(named, 60_000 + 17 + 14);
}

#[test]
fn requests_and_answers_are_told_apart() {
    let mut dice = Dice::new(1);
    for code in (65_003..=65_011).chain(65_013..=65_016) {
        let request = datagram(code, &[1; 8], &[], &mut dice);
        let answer = datagram(code + 200, &[1; 8], &[], &mut dice);
        assert_eq!(pdu(&PARSER, &request, &HERE).side, Side::Client);
        assert_eq!(pdu(&PARSER, &answer, &HERE).side, Side::Server);
        assert_eq!(classes(&PARSER, &request, &HERE), classes(&PARSER, &answer, &HERE));
        holds(&PARSER, &request, &HERE);
        holds(&PARSER, &answer, &HERE);
    }
}

#[test]
fn one_block_of_several_is_named_by_its_own_length() {
    let mut dice = Dice::new(2);
    let given = [("TFL", 3000), ("TBN", 3), ("BSIZE", 64 + 100)];
    let block = datagram(65_006, &[1; 100], &given, &mut dice);
    assert_eq!(classes(&PARSER, &block, &HERE), [CommandClass::Write]);
    holds(&PARSER, &block, &HERE);
    let alone = datagram(65_006, &[1; 100], &[("TFL", 3000)], &mut dice);
    assert_eq!(reading(&PARSER, &alone, &HERE), Reading::No);
}

#[test]
fn a_capture_cut_at_64_bytes_gives_the_name_without_a_class() {
    let token = datagram(65_000, &[5; 128], &[], &mut Dice::new(4));
    let Reading::Pdu(found) = cut(&PARSER, &token, 22, &HERE) else { panic!() };
    assert_eq!((found.weight, found.commands), (Weight::Strong, CommandClasses::NONE));
}

fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut element = vec![tag];
    if content.len() > 127 {
        element.push(0x81);
    }
    element.push(u8::try_from(content.len()).unwrap());
    element.extend(content);
    element
}

#[test]
fn a_node_is_named_by_its_common_parameters_alone() {
    let text = |words: &str| element(0x13, words.as_bytes());
    let common = [
        text("COMVER"),
        element(2, &[1]),
        text("ID"),
        text("SYSPARA"),
        text("REV"),
        element(2, &[1]),
        text("REVDATE"),
        element(0x30, &[2, 2, 7, 0xd9, 2, 1, 10, 2, 1, 31]),
        text("DVCATEGORY"),
        text("PLC"),
        text("VENDOR"),
        text("SAMPLE WORKS"),
        text("DVMODEL"),
        text("SW-100      "),
    ];
    let own = [text("VENDOR"), text("SOMETHING ELSE OF THE MAKER")];
    let both = [element(0x30, &common.concat()), element(0x30, &own.concat())].concat();
    let profile = datagram(65_211, &element(0x30, &both), &[], &mut Dice::new(5));
    let expected = [
        (IdentityKind::DeviceType, "PLC".to_owned()),
        (IdentityKind::Vendor, "SAMPLE WORKS".to_owned()),
        (IdentityKind::Model, "SW-100".to_owned()),
    ];
    assert_eq!(identities(&PARSER, &profile, &HERE), expected);
    holds(&PARSER, &profile, &HERE);
    let mut echo = profile;
    echo[40..42].copy_from_slice(&65_215_u16.to_be_bytes());
    assert!(identities(&PARSER, &echo, &HERE).is_empty());
}
