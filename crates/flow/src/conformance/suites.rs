//! What is counted over all public captures: recall, background, any start.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use sekisho_model::{Address, Protocol, ProtocolFamily, Transport};

use super::{PduSeen, Recorder, data, frames, labels};
use crate::capture::{Frame, Link};
use crate::conversations::hash::Secret;
use crate::conversations::key::{Key, address};
use crate::protocols::PARSERS;
use crate::{Observer, Settings, layers};

/// A capture and what its publishers say that it holds.
struct Labelled {
    name: String,
    path: PathBuf,
    label: String,
}

/// All captures of `labels.tsv`.
fn labelled() -> Option<Vec<Labelled>> {
    let folder = data()?;
    let table = std::fs::read_to_string(folder.join("labels.tsv")).unwrap();
    let rows = table.lines().skip(1).map(|line| {
        let cells: Vec<&str> = line.split('\t').collect();
        Labelled { name: cells[0].to_owned(), path: folder.join(cells[0]), label: cells[2].to_owned() }
    });
    Some(rows.collect())
}

/// The protocols that a label stands for.
fn meant(label: &str) -> &'static [Protocol] {
    match label {
        "ams" => &[Protocol::Ads],
        "bacnet" => &[Protocol::Bacnet],
        "cclink" => &[Protocol::CcLinkIeFieldBasic, Protocol::CcLinkIeTsn, Protocol::Slmp],
        "dnp3" => &[Protocol::Dnp3],
        "enip" => &[Protocol::EtherNetIp],
        "fins" => &[Protocol::Fins],
        "goose" => &[Protocol::Goose],
        "hartip" => &[Protocol::HartIp],
        "iec104" => &[Protocol::Iec104],
        "melsec" => &[Protocol::Melsoft, Protocol::Slmp],
        "mms" => &[Protocol::Mms],
        "modbus" => &[Protocol::Modbus],
        "opcua" => &[Protocol::OpcUa],
        "profinet" => &[Protocol::ProfinetDcp, Protocol::ProfinetRt, Protocol::ProfinetCm],
        "ptp" => &[Protocol::Ptp],
        "s7comm" => &[Protocol::S7comm, Protocol::S7commPlus],
        "synphasor" => &[Protocol::Synchrophasor],
        other => panic!("a label without a meaning: {other}"),
    }
}

#[test]
fn conformance_recall() {
    let Some(captures) = labelled() else { return };
    let mut counts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for capture in captures.iter().filter(|capture| capture.label != "none") {
        let found = labels(&capture.path);
        let right = found.iter().any(|(protocol, _)| meant(&capture.label).contains(protocol));
        let count = counts.entry(&capture.label).or_default();
        count.1 += 1;
        count.0 += usize::from(right);
        if !right {
            let found: Vec<&str> = found.iter().map(|(protocol, _)| protocol.code()).collect();
            println!("miss | flow recall | {} | not {}: {}", capture.name, capture.label, found.join(", "));
        }
    }
    let (mut passed, mut total) = (0, 0);
    for (label, (right, all)) in &counts {
        println!("recall | {label} | {right} | {all}");
        (passed, total) = (passed + right, total + all);
    }
    println!("conformance | flow recall | {passed} | {total}");
    assert!(passed >= 178, "{passed} of {total} captures have the name that was reached before");
}

/// Among the background are captures of a protocol that its publishers have no label for, and name the folder after.
fn is_said(capture: &str, protocol: Protocol) -> bool {
    protocol == Protocol::Mqtt && capture.contains("/mqtt-")
}

#[test]
fn conformance_background() {
    let Some(captures) = labelled() else { return };
    let (mut passed, mut total) = (0, 0);
    for capture in captures.iter().filter(|capture| capture.label == "none") {
        total += 1;
        let wrong: Vec<&str> = labels(&capture.path)
            .iter()
            .filter(|(protocol, _)| protocol.family() == ProtocolFamily::Industrial)
            .filter(|(protocol, _)| !is_said(&capture.name, *protocol))
            .map(|(protocol, _)| protocol.code())
            .collect();
        if wrong.is_empty() {
            passed += 1;
        } else {
            println!("miss | flow background | {} | {}", capture.name, wrong.join(", "));
        }
    }
    println!("conformance | flow background | {passed} | {total}");
    assert_eq!(passed, total, "no industrial name in office traffic");
}

/// A packet of a capture.
struct Kept {
    nanos: i64,
    link: Link,
    bytes: Vec<u8>,
    length: u32,
    has_payload: bool,
}

impl Kept {
    fn frame(&self) -> Frame<'_> {
        Frame { nanos: self.nanos, link: self.link, bytes: &self.bytes, length: self.length }
    }
}

/// Both ends of a connection.
type Ends = [(Address, u16); 2];

fn ends(mut ends: Ends) -> Ends {
    ends.sort_unstable();
    ends
}

/// A capture's packets in order, of connections that have the name that is meant, and of those that have none and are
/// on a port that is usual for it: they may not have been recognised.
fn meant_packets(capture: &Labelled) -> Vec<Kept> {
    let mut observer = Observer::new(Settings::default(), 1);
    let mut recorder = Recorder::default();
    frames(&capture.path, |frame| recorder.watch(&mut observer, &frame));
    let is_right = |pdu: &PduSeen| meant(&capture.label).contains(&pdu.protocol);
    let (right, others): (Vec<_>, Vec<_>) = recorder.done().into_iter().partition(is_right);
    let all_ends = |pdus: Vec<PduSeen>| -> BTreeSet<Ends> {
        pdus.iter().map(|pdu| ends([(pdu.source, pdu.source_port), (pdu.target, pdu.target_port)])).collect()
    };
    let (right, others) = (all_ends(right), all_ends(others));
    let is_usual = |port: u16| {
        let parsers = PARSERS.iter().filter(|parser| meant(&capture.label).contains(&parser.protocol));
        parsers.into_iter().any(|parser| parser.usual_ports.contains(&port))
    };
    let mut kept = Vec::new();
    frames(&capture.path, |frame| {
        let Ok(packet) = layers::parse(&frame) else { return };
        let Some((key, wide, _)) = Key::of(&packet, &Secret::new(1)) else { return };
        let ports = if key.transport() == Transport::Ethernet { [0; 2] } else { key.ports() };
        let ends = ends([0, 1].map(|end| (address(&wide, end, key.transport()), ports[end])));
        let is_missed = || !others.contains(&ends) && ports.into_iter().any(is_usual);
        if right.contains(&ends) || is_missed() {
            kept.push(Kept {
                nanos: frame.nanos,
                link: frame.link,
                bytes: frame.bytes.to_vec(),
                length: frame.length,
                has_payload: packet.payload_length > 0,
            });
        }
    });
    kept
}

/// Data packets within which a name is to be found, and that must follow a start for it to count.
const WITHIN: usize = 8;
/// See [`WITHIN`].
const FOLLOWING: usize = 20;

/// Is the right name found within eight data packets?
fn is_named_soon(packets: &[Kept], meant: &[Protocol]) -> bool {
    let mut observer = Observer::new(Settings::default(), 1);
    let mut recorder = Recorder::default();
    let mut left = WITHIN;
    for packet in packets {
        recorder.watch(&mut observer, &packet.frame());
        if recorder.certain.iter().any(|(_, pdu)| meant.contains(&pdu.protocol)) {
            return true;
        }
        left -= usize::from(packet.has_payload);
        if left == 0 {
            return false;
        }
    }
    false
}

#[test]
fn conformance_midstream() {
    let Some(captures) = labelled() else { return };
    let (mut passed, mut total) = (0, 0);
    for capture in captures.iter().filter(|capture| capture.label != "none") {
        let packets = meant_packets(capture);
        let data: Vec<usize> =
            packets.iter().enumerate().filter(|(_, packet)| packet.has_payload).map(|(at, _)| at).collect();
        let Some(last) = data.len().checked_sub(FOLLOWING).and_then(|at| data.get(at)) else { continue };
        let missed: Vec<usize> =
            (0..=*last).filter(|start| !is_named_soon(&packets[*start..], meant(&capture.label))).collect();
        (passed, total) = (passed + last + 1 - missed.len(), total + last + 1);
        if let Some(first) = missed.first() {
            let (count, starts) = (missed.len(), last + 1);
            println!(
                "miss | flow midstream | {} | {count} of {starts} starts, first at {first}",
                capture.name
            );
        }
    }
    println!("conformance | flow midstream | {passed} | {total}");
    assert!(passed * 1_000 >= total * 998, "{passed} of {total} starts are named as soon as before");
}
