//! What is counted over all public captures: recall, background, any start.

use std::collections::BTreeMap;
use std::path::PathBuf;

use sekisho_model::{Protocol, ProtocolFamily};

use super::{data, labels};

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
            .map(|(protocol, _)| protocol.code())
            .collect();
        if wrong.is_empty() {
            passed += 1;
        } else {
            println!("miss | flow background | {} | {}", capture.name, wrong.join(", "));
        }
    }
    println!("conformance | flow background | {passed} | {total}");
}
