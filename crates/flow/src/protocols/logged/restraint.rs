//! What holds for each parser of this room: it looks at nothing that it does not declare, any bytes may come, and
//! what is not its protocol is not named.

use super::{Words, folder, reading, setting, walk};
use crate::protocols::{ads, bacnet, ethernet_ip, fins, fox, ge_srtp, hart_ip, opc_ua, synchrophasor};
use crate::window::{Carrier, Extent, Parser, Reading, Setting, Weight, Window};

const ROOM: [&Parser; 9] = [
    &ethernet_ip::PARSER,
    &opc_ua::PARSER,
    &bacnet::PARSER,
    &hart_ip::PARSER,
    &fins::PARSER,
    &ads::PARSER,
    &synchrophasor::PARSER,
    &fox::PARSER,
    &ge_srtp::PARSER,
];

/// A seeded generator (xorshift).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn byte(&mut self) -> u8 {
        self.next().to_be_bytes()[3]
    }
}

fn labelled() -> Vec<(String, String)> {
    let Some(folder) = folder() else { return Vec::new() };
    let labels = std::fs::read_to_string(folder.join("labels.tsv")).unwrap();
    let cells = |line: &str| -> Vec<String> { line.split('\t').map(str::to_owned).collect() };
    labels.lines().skip(1).map(cells).map(|cells| (cells[0].clone(), cells[2].clone())).collect()
}

/// Which label stands for a parser.
fn is_of(parser: &Parser, label: &str) -> bool {
    let code = match label {
        "enip" => "ethernet-ip",
        "opcua" => "opc-ua",
        "hartip" => "hart-ip",
        "ams" => "ads",
        "synphasor" => "synchrophasor",
        same => same,
    };
    parser.protocol.code() == code
}

/// Reads a PDU and its identities with every undeclared byte changed; both must stay as they were.
fn holds_still(parser: &Parser, bytes: &[u8], setting: &Setting, extent: usize, random: &mut Random) {
    let declared = (parser.looked_at)(bytes.get(..extent).unwrap_or(bytes), setting);
    let mut changed = bytes.to_vec();
    for (at, byte) in changed.iter_mut().enumerate().take(extent) {
        if !declared.iter().any(|range| range.contains(&at)) {
            *byte = random.byte();
        }
    }
    let (before, after) = (reading(parser, bytes, setting), reading(parser, &changed, setting));
    assert_eq!(before, after, "{:?} looked beyond {declared:?} of {bytes:02x?}", parser.protocol);
    if let Some(identify) = parser.identify {
        let (mut before, mut after) = (Words::default(), Words::default());
        identify(&bytes[..extent.min(bytes.len())], setting, &mut before);
        identify(&changed[..extent.min(bytes.len())], setting, &mut after);
        assert_eq!(before.0, after.0, "{:?} identified beyond {declared:?} of {bytes:02x?}", parser.protocol);
    }
}

#[test]
fn undeclared_bytes_of_public_captures_have_no_effect() {
    let mut random = Random(0x5E_C1_54_0B);
    let mut pdus = 0_u32;
    for (capture, label) in labelled() {
        for parser in ROOM.into_iter().filter(|parser| is_of(parser, &label)) {
            let mut left = 2_000_u32;
            walk(parser, &capture, usize::MAX, |heard| {
                if left == 0 {
                    return;
                }
                left -= 1;
                let extent = match heard.pdu.extent {
                    Extent::Bytes(bytes) => bytes as usize,
                    Extent::Payload => heard.bytes.len(),
                };
                holds_still(parser, heard.bytes, &heard.setting, extent, &mut random);
                pdus += 1;
            });
        }
    }
    assert!(pdus > 20_000 || folder().is_none(), "{pdus} PDUs");
}

#[test]
fn any_bytes_may_come_and_chance_makes_no_name() {
    let mut random = Random(7);
    for parser in ROOM {
        let mut named = 0;
        for round in 0..60_000_u32 {
            let length = (random.next() % 200) as usize;
            let fill: Option<u8> = [None, Some(0), Some(0xFF), Some(b' ')][(round % 4) as usize];
            let bytes: Vec<u8> = (0..length).map(|_| fill.unwrap_or_else(|| random.byte())).collect();
            for carrier in parser.carriers {
                let mut setting = setting(*carrier, 40_000, 40_001);
                if let Reading::Pdu(pdu) = reading(parser, &bytes, &setting) {
                    named += u32::from(pdu.weight == Weight::Strong);
                }
                setting.known = true;
                let _ = (parser.read)(&Window::new(&bytes, u32::MAX), &setting);
                let _ = (parser.looked_at)(&bytes, &setting);
                let mut words = Words::default();
                parser.identify.inspect(|identify| identify(&bytes, &setting, &mut words));
            }
        }
        assert_eq!(named, 0, "{:?} names chance", parser.protocol);
    }
}

/// Each byte of real PDUs overwritten, and every cut: nothing falls over, and extents are never 0.
#[test]
fn torn_and_lying_pdus_do_no_harm() {
    let mut random = Random(99);
    for (capture, label) in labelled() {
        for parser in ROOM.into_iter().filter(|parser| is_of(parser, &label)) {
            let mut left = 12;
            walk(parser, &capture, usize::MAX, |heard| {
                if left == 0 {
                    return;
                }
                left -= 1;
                for at in 0..heard.bytes.len().min(160) {
                    let mut lying = heard.bytes.to_vec();
                    lying[at] = random.byte();
                    let cut = usize::from(random.byte()) * (lying.len() + 1) / 256;
                    for bytes in [&lying[..], &lying[..cut]] {
                        if let Reading::Pdu(pdu) = reading(parser, bytes, &heard.setting) {
                            assert!(pdu.extent != Extent::Bytes(0));
                        }
                        let mut words = Words::default();
                        parser.identify.inspect(|identify| identify(bytes, &heard.setting, &mut words));
                        let _ = (parser.looked_at)(bytes, &heard.setting);
                    }
                }
            });
        }
    }
}

#[test]
fn ordinary_traffic_is_not_named() {
    let mut named = Vec::new();
    let mut captures = 0;
    for (capture, label) in labelled() {
        if label != "none" {
            continue;
        }
        captures += 1;
        for parser in ROOM {
            walk(parser, &capture, usize::MAX, |heard| {
                let on_port = parser.usual_ports.iter().any(|port| heard.setting.on_port(*port));
                if heard.pdu.weight == Weight::Strong || on_port || heard.setting.known {
                    named.push((capture.clone(), parser.protocol));
                }
            });
        }
    }
    assert_eq!(named, []);
    assert!(captures == 60 || folder().is_none());
}

/// What others send to the ports of this room.
#[test]
fn a_port_alone_names_nothing() {
    let hello =
        super::hex("16030100c8010000c40303 00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff");
    let dns = super::hex("1a2b0100000100000000000003777777076578616d706c6503636f6d0000010001");
    let foreign: [&[u8]; 7] = [
        &hello,
        &dns,
        b"GET / HTTP/1.1\r\nHost: plc\r\n\r\n",
        b"hello from netcat\n",
        b"                                                            ",
        &[0; 56],
        b"MSG from a friend, and OPN as well",
    ];
    for parser in ROOM {
        for port in parser.usual_ports {
            for carrier in parser.carriers {
                for bytes in foreign {
                    let reading = reading(parser, bytes, &setting(*carrier, 40_000, *port));
                    assert_eq!(reading, Reading::No, "{:?} on {port}: {bytes:02x?}", parser.protocol);
                }
            }
        }
    }
    assert_eq!(ROOM.iter().filter(|parser| parser.carriers.contains(&Carrier::Tcp)).count(), 8);
}

/// With 64 bytes of each frame, whatever leaves at least four bytes of two payloads behind its headers is still known.
#[test]
fn conformance_snaplen_64() {
    let (mut passed, mut total) = (0, 0);
    for (capture, label) in labelled() {
        let Some(parser) = ROOM.into_iter().find(|parser| is_of(parser, &label)) else { continue };
        // Not without PDUs when whole, and not where the headers fill the 64 bytes.
        if walk(parser, &capture, usize::MAX, |_| {}).is_none_or(|walked| walked.pdus == 0) {
            continue;
        }
        let (mut strong, mut weak) = (0, 0);
        let walked = walk(parser, &capture, 64, |heard| match heard.pdu.weight {
            Weight::Strong => strong += 1,
            Weight::Weak | Weight::Faint | Weight::Linked | Weight::Slight => weak += 1,
        });
        if walked.is_none_or(|walked| walked.visible == 0) {
            continue;
        }
        total += 1;
        if strong > 0 || weak > 1 {
            passed += 1;
        } else {
            println!(
                "miss | snaplen 64 | {capture} | headers and options fill the 64 bytes of its own segments"
            );
        }
    }
    println!("conformance | snaplen 64 | {passed} | {total}");
    // In c37118_1100_unclean only foreign datagrams leave a byte to be seen.
    assert!(passed >= 43 && total <= 44 || folder().is_none());
}

/// A Modbus client counts its transactions through 0x0100: neither version, type and id nor a length make HART-IP of
/// it.
#[test]
fn modbus_is_not_taken_for_hart_ip() {
    for transaction in 0..=0x02FF_u16 {
        let mut bytes = transaction.to_be_bytes().to_vec();
        bytes.extend(super::hex("0000 0006 01 03 0000 0001"));
        assert_eq!(reading(&hart_ip::PARSER, &bytes, &setting(Carrier::Tcp, 40_000, 502)), Reading::No);
    }
}
