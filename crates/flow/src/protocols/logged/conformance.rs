//! Classes of command against Zeek's logs: per sender, receiver and class, as many PDUs as the log has rows. Which
//! class a function's name means was fixed here before the parsers were run.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::CommandClass::{self, Control, Diagnostic, Other, Program, Read, Write};
use sekisho_model::{CommandClasses, Protocol};

use super::{Counts, compare, folder, rows, walk};
use crate::conformance::PduSeen;
use crate::protocols::PARSERS;

const ENIP: &str = "ot/icsnpp-enip/enip_cip_example.pcap";

/// The PDUs of a protocol that the engine reads in a capture.
fn pdus(capture: &str, protocol: Protocol) -> Vec<PduSeen> {
    let pdus = folder().map(|folder| crate::conformance::pdus(&folder.join(capture))).unwrap_or_default();
    pdus.into_iter().filter(|pdu| pdu.protocol == protocol).collect()
}

/// They, counted.
fn counted(capture: &str, protocol: Protocol) -> Counts {
    let mut counts = Counts::new();
    for pdu in pdus(capture, protocol) {
        for class in pdu.commands.iter() {
            add(&mut counts, pdu.source, pdu.target, Some(class));
        }
    }
    counts
}

fn add(counts: &mut Counts, source: impl ToString, target: impl ToString, class: Option<CommandClass>) {
    if let Some(class) = class {
        let key = (source.to_string(), target.to_string(), class);
        *counts.entry(key).or_default() += 1;
    }
}

#[test]
fn conformance_logs_enip() {
    if folder().is_none() {
        return;
    }
    let mut log = Counts::new();
    for row in rows("icsnpp-enip/basic/enip.log") {
        // Commands of the encapsulation: sessions and messages count as PDUs here, lists are discovery.
        let class = if row[11] == "0x63" { Diagnostic } else { Other };
        add(&mut log, &row[7], &row[9], Some(class));
    }
    let mut ours = Counts::new();
    for pdu in pdus(ENIP, Protocol::EtherNetIp) {
        let listed = pdu.commands == CommandClasses::of(Diagnostic);
        if pdu.source_port == 44_818 || pdu.target_port == 44_818 {
            add(&mut ours, pdu.source, pdu.target, Some(if listed { Diagnostic } else { Other }));
        }
    }
    assert_eq!(compare("command classes: EtherNet/IP commands", &log, &ours), (269, 269));
}

fn cip_class(name: &str) -> CommandClass {
    match name {
        "Get Attributes All" | "Get Attribute List" | "Get Attribute Single" => Read,
        "Set Attributes All" | "Set Attribute List" | "Set Attribute Single" => Write,
        "Reset" | "Start" | "Stop" => Control,
        "Create" | "Delete" => Program,
        _ => Other,
    }
}

#[test]
fn conformance_logs_cip() {
    if folder().is_none() {
        return;
    }
    // The log has a row for each service of a packet; a PDU has the classes of all of them.
    let mut messages: BTreeMap<(String, String, String, String), BTreeSet<CommandClass>> = BTreeMap::new();
    for row in rows("icsnpp-enip/basic/cip.log") {
        let classes =
            messages.entry((row[7].clone(), row[9].clone(), row[11].clone(), row[12].clone())).or_default();
        if row[14] != "Multiple Service Packet" {
            classes.insert(cip_class(&row[14]));
            // What is written to a wall clock (0x8B) is a clock that is set, too.
            if row[14].starts_with("Set Attribute") && row[19] == "0x8b" {
                classes.insert(Control);
            }
        }
    }
    let mut log = Counts::new();
    for ((source, target, ..), classes) in &messages {
        let alone = [Other].into();
        for class in if classes.is_empty() { &alone } else { classes } {
            add(&mut log, source, target, Some(*class));
        }
    }
    // The rest of the capture: lists, and cyclic exchange.
    for row in rows("icsnpp-enip/basic/enip.log").iter().filter(|row| row[11] == "0x63") {
        add(&mut log, &row[7], &row[9], Some(Diagnostic));
    }
    for row in rows("icsnpp-enip/basic/cip_io.log") {
        add(&mut log, &row[7], &row[9], Some(Other));
    }
    let ours = counted(ENIP, Protocol::EtherNetIp);
    let (agreed, total) = compare("command classes: CIP", &log, &ours);
    assert!(agreed > 0 && agreed == total);
}

fn bacnet_class(name: &str) -> CommandClass {
    match name {
        "read_property" | "read_property_multiple" => Read,
        "write_property" | "write_property_multiple" => Write,
        "reinitialize_device" => Control,
        "i_am" | "who_is" | "i_have" | "who_has" => Diagnostic,
        _ => Other,
    }
}

#[test]
fn conformance_logs_bacnet() {
    if folder().is_none() {
        return;
    }
    let mut log = Counts::new();
    for row in rows("icsnpp-bacnet/basic/bacnet.log") {
        add(&mut log, &row[7], &row[9], Some(bacnet_class(&row[13])));
    }
    let ours = counted("ot/icsnpp-bacnet/bacnet_example.pcap", Protocol::Bacnet);
    assert_eq!(compare("command classes: BACnet", &log, &ours), (3_257, 3_257));
}

fn opc_ua_class(name: &str) -> Option<CommandClass> {
    let name = name.trim_end_matches("Request").trim_end_matches("Response");
    Some(match name {
        "Read" | "Browse" | "BrowseNext" | "HistoryRead" | "TranslateBrowsePathsToNodeIds" => Read,
        "Write" | "HistoryUpdate" => Write,
        "Call" => Control,
        "AddNodes" | "AddReferences" | "DeleteNodes" | "DeleteReferences" => Program,
        "GetEndpoints" | "FindServers" | "FindServersOnNetwork" => Diagnostic,
        "ServiceFault" => return None,
        _ => Other,
    })
}

#[test]
fn conformance_logs_opcua() {
    if folder().is_none() {
        return;
    }
    let sets = [
        ("basic", "ot/icsnpp-opcua/set2/open62541_client-server_mainloop.pcap"),
        ("no-handshake", "ot/icsnpp-opcua/open62541_client-server_mainloop-no-handshake.pcap"),
        (
            "non-standard-port",
            "ot/icsnpp-opcua/open62541_client-server_mainloop-not-localhost-non-standard-port.pcap",
        ),
    ];
    let (mut log, mut ours) = (Counts::new(), Counts::new());
    for (folder, capture) in sets {
        for row in rows(&format!("icsnpp-opcua/{folder}/opcua_binary.log")) {
            let (client, server) = (&row[2], &row[4]);
            match row.iter().find(|cell| matches!(cell.as_str(), "HEL" | "ACK")).map(String::as_str) {
                Some("HEL") => add(&mut log, client, server, Some(Other)),
                Some(_) => add(&mut log, server, client, Some(Other)),
                None => {
                    // One row holds a request and its answer.
                    for name in
                        row.iter().filter(|cell| cell.ends_with("Request") || cell.ends_with("Response"))
                    {
                        let asks = name.ends_with("Request");
                        let (source, target) = if asks { (client, server) } else { (server, client) };
                        add(&mut log, source, target, opc_ua_class(name));
                    }
                }
            }
        }
        for (key, number) in counted(capture, Protocol::OpcUa) {
            *ours.entry(key).or_default() += number;
        }
    }
    let (agreed, total) = compare("command classes: OPC UA", &log, &ours);
    assert!(agreed > 0 && agreed == total);
}

fn hart_ip_class(message: &str, command: &str) -> Option<CommandClass> {
    Some(match (message, command) {
        ("Keep Alive", _) => return None,
        ("Read Audit Log", _) => Diagnostic,
        ("Token Passing PDU", "Read Unique Identifier" | "Read Additional Device Status") => Diagnostic,
        ("Token Passing PDU" | "Direct PDU", command) if command.starts_with("Read ") => Read,
        ("Token Passing PDU" | "Direct PDU", command) if command.starts_with("Write ") => Write,
        _ => Other,
    })
}

#[test]
fn conformance_logs_hart_ip() {
    if folder().is_none() {
        return;
    }
    let sets = [
        ("hart_ip", "ot/iti/hart/hart_ip.pcap"),
        ("all_message_ids", "ot/icsnpp-hart-ip/hart-ip_all_messageIDs.pcapng"),
    ];
    let (mut log, mut ours) = (Counts::new(), Counts::new());
    for (folder, capture) in sets {
        // The commands of direct PDUs are in a log of their own, in the same order.
        let direct = match folder {
            "all_message_ids" => rows("icsnpp-hart-ip/all_message_ids/hart_ip_direct_pdu_command.log"),
            _ => Vec::new(),
        };
        let mut direct = direct.into_iter().map(|row| row[8].clone());
        for row in rows(&format!("icsnpp-hart-ip/{folder}/hart_ip_general.log")) {
            let command = match row[11].as_str() {
                "Direct PDU" => direct.next().unwrap(),
                _ => row
                    .iter()
                    .find(|cell| cell.starts_with("Read ") || cell.starts_with("Write "))
                    .cloned()
                    .unwrap_or_default(),
            };
            // Where the server goes on from another port (5095), the log takes it for the caller.
            let server_first = row[3] == "5095";
            let (source, target) = match (row[10] == "Request") != server_first {
                true => (&row[2], &row[4]),
                false => (&row[4], &row[2]),
            };
            add(&mut log, source, target, hart_ip_class(&row[11], &command));
        }
        for (key, number) in counted(capture, Protocol::HartIp) {
            *ours.entry(key).or_default() += number;
        }
    }
    let (agreed, total) = compare("command classes: HART-IP", &log, &ours);
    assert!(agreed > 0 && agreed == total);
}

fn fins_class(name: &str) -> CommandClass {
    match name.split(" (").next().unwrap_or_default() {
        "Run" | "Stop" | "Clock Write" => Control,
        "Controller Data Read" | "Controller Status Read" => Diagnostic,
        "Clock Read" | "Memory Area Read" => Read,
        "Memory Area Write" => Write,
        _ => Other,
    }
}

#[test]
fn conformance_logs_fins() {
    if folder().is_none() {
        return;
    }
    let mut log = Counts::new();
    for row in rows("icsnpp-fins/omron_fins_tcp/omron_fins_general.log") {
        // Before the last column, which is the end code.
        let name = &row[row.len() - 2];
        // The log has the connection's direction in every row.
        let asks = row.iter().any(|cell| cell == "Command (0)");
        let (source, target) = if asks { (&row[1], &row[3]) } else { (&row[3], &row[1]) };
        add(&mut log, source, target, Some(fins_class(name)));
    }
    let ours = counted("ot/icsnpp-fins/omron_fins_tcp_commands_responses.pcap", Protocol::Fins);
    let (agreed, total) = compare("command classes: FINS", &log, &ours);
    assert!(agreed > 0 && agreed == total);
}

/// Captures that the labels give to a parser of this room.
const LABELS: [(&str, &str); 6] = [
    ("enip", "ethernet-ip"),
    ("opcua", "opc-ua"),
    ("bacnet", "bacnet"),
    ("hartip", "hart-ip"),
    ("fins", "fins"),
    ("ams", "ads"),
];

#[test]
fn pdus_of_labelled_captures_carry_weight() {
    let Some(folder) = folder() else { return };
    let labels = std::fs::read_to_string(folder.join("labels.tsv")).unwrap();
    let (mut passed, mut total) = (0, 0);
    for line in labels.lines().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let code =
            LABELS.iter().chain(&[("synphasor", "synchrophasor")]).find(|(label, _)| *label == cells[2]);
        let Some((_, code)) = code else { continue };
        let parser = PARSERS.iter().find(|parser| parser.protocol.code() == *code).unwrap();
        let walked = walk(parser, cells[0], usize::MAX, |_| {}).unwrap();
        total += 1;
        if walked.strong > 0 {
            passed += 1;
        } else {
            println!("none in {}: {walked:?}", cells[0]);
        }
    }
    // Three captures with the label enip hold no EtherNet/IP: their sessions failed before, or spoke DNP3.
    assert_eq!((passed, total), (60, 63));
}
