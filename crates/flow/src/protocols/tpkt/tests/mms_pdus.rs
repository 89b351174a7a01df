//! A public list of MMS PDUs, each against the name that a decoder gave it.

use std::path::PathBuf;

use sekisho_model::CommandClass::{self, Control, Diagnostic, Other, Program, Read, Write};

use crate::protocols::tpkt::ber::Bytes;
use crate::protocols::tpkt::mms;
use crate::window::Side;

/// Class of a service by the name that ISO 9506-2 gives it.
fn class(service: &str) -> CommandClass {
    match service {
        "read" | "input" | "readJournal" | "informationReport" | "eventNotification" => Read,
        "write" | "output" | "writeJournal" | "exchangeData" => Write,
        "start" | "stop" | "resume" | "reset" | "kill" | "takeControl" | "relinquishControl" => Control,
        "triggerEvent" | "initializeJournal" => Control,
        _ if service.starts_with("acknowledge") || service.starts_with("alter") => Control,
        "identify" | "status" | "unsolicitedStatus" => Diagnostic,
        "additionalService" => Other,
        _ if ["get", "report"].iter().any(|begin| service.starts_with(begin)) => Diagnostic,
        _ => Program,
    }
}

/// What is said of one PDU of the list: its kind, and the service that it names.
fn named(text: &str) -> (&str, Option<&str>) {
    let tag =
        |text: &str| text.trim_start().find(['>', '/']).map(|end| text.trim_start()[1..end].trim().len());
    let name = |text| tag(text).map(|length| &str::trim_start(text)[1..=length]).unwrap_or_default();
    let service = ["<confirmedServiceRequest>", "<confirmedServiceResponse>", "<unconfirmedService>"];
    let inner = service.iter().find_map(|outer| text.split_once(outer)).map(|(_, inner)| name(inner));
    (name(text), inner)
}

/// Who speaks, and which class, by the names of the list.
fn expected((kind, service): (&str, Option<&str>)) -> (Side, Option<CommandClass>) {
    let side = if kind.contains("Request") { Side::Client } else { Side::Server };
    let class = match kind {
        _ if kind.contains("Error") || kind.contains("reject") => None,
        _ => Some(service.map_or(Other, class)),
    };
    (side, class)
}

#[test]
fn conformance_mms_pdus() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/pcap/mms-pdus");
    let Ok(list) = std::fs::read(folder.join("pdus.der")) else {
        println!("not run: ../shared/data/pcap/mms-pdus is not here");
        return;
    };
    let decoded = std::fs::read_to_string(folder.join("pdus.xml")).unwrap();
    let (mut at, mut total, mut passed) = (0, 0, 0);
    for text in decoded.split("<MMSpdu>").skip(1) {
        let rest = &list[at..];
        let get = |place: usize| rest.get(place).copied();
        let bytes = Bytes(&get);
        let expected = expected(named(text));
        total += 1;
        match mms::pdu(&bytes, 0) {
            Ok(seen) if (seen.side, seen.class) == expected => passed += 1,
            other => println!("miss | mms-pdus | {total} {:?} | {other:?}", named(text)),
        }
        at += bytes.after(0).unwrap();
    }
    println!("conformance | mms-pdus | {passed} | {total}");
    assert_eq!((at, passed), (list.len(), total));
}
