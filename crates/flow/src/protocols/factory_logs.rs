//! What the engine says of public captures, held against the logs that their publishers' Zeek parsers wrote: how many
//! PDUs of each class went from whom to whom.

use std::collections::BTreeMap;
use std::path::Path;

use sekisho_model::{Address, CommandClass, Protocol};

use crate::capture::Frame;
use crate::conformance::{data, frames, pdus};
use crate::{Observer, Settings, layers};

/// Who sent, who received, which class.
pub(super) type Key = (String, String, CommandClass);
pub(super) type Counts = BTreeMap<Key, usize>;

/// The rows of a log, without its comments.
pub(super) fn rows(log: &Path) -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(log).unwrap();
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines.map(cells).collect()
}

/// Cells are parted by a tab; in one log the tabs became runs of blanks.
fn cells(line: &str) -> Vec<String> {
    if line.contains('\t') {
        return line.split('\t').map(str::to_owned).collect();
    }
    line.split_whitespace().map(str::to_owned).collect()
}

fn words(address: Address) -> String {
    match address {
        Address::Ip(ip) => ip.to_string(),
        Address::Mac(mac) => mac.to_string().to_lowercase(),
    }
}

/// The PDUs of these protocols in a capture.
pub(super) fn counted(capture: &Path, protocols: &[Protocol]) -> Counts {
    let mut counts = Counts::new();
    for pdu in pdus(capture).iter().filter(|pdu| protocols.contains(&pdu.protocol)) {
        for class in pdu.commands.iter() {
            *counts.entry((words(pdu.source), words(pdu.target), class)).or_default() += 1;
        }
    }
    counts
}

/// One suite's count: what agrees, and of how many.
pub(super) struct Suite {
    name: &'static str,
    agreed: usize,
    all: usize,
}

impl Suite {
    pub(super) const fn new(name: &'static str) -> Self {
        Self { name, agreed: 0, all: 0 }
    }

    /// Holds one capture's counts against its log's. A write, program transfer or control that was not found fails.
    #[track_caller]
    pub(super) fn compare(&mut self, case: &str, expected: &Counts, found: &Counts) {
        for key in expected.keys().chain(found.keys().filter(|key| !expected.contains_key(*key))) {
            let (wanted, seen) =
                (expected.get(key).copied().unwrap_or(0), found.get(key).copied().unwrap_or(0));
            self.agreed += wanted.min(seen);
            self.all += wanted.max(seen);
            if wanted != seen {
                println!("miss | {} | {case} {key:?} | {wanted} in the log, {seen} found", self.name);
            }
            let serious =
                matches!(key.2, CommandClass::Write | CommandClass::Program | CommandClass::Control);
            assert!(!serious || seen >= wanted, "{case}: {key:?}");
        }
    }

    /// Prints the count, and fails below 99.5 %.
    #[track_caller]
    pub(super) fn done(self) {
        println!("conformance | {} | {} | {}", self.name, self.agreed, self.all);
        assert!(self.all > 0 && self.agreed * 1000 >= self.all * 995, "{} of {}", self.agreed, self.all);
    }
}

/// What a log calls an operation of PROFINET's context manager → class.
const OPERATIONS: &[(&str, CommandClass)] = &[
    ("Connect", CommandClass::Control),
    ("Release", CommandClass::Control),
    ("Read", CommandClass::Read),
    ("Write", CommandClass::Write),
    ("Control", CommandClass::Control),
    ("Read Implicit", CommandClass::Read),
];

#[test]
fn conformance_logs_profinet() {
    let Some(data) = data() else { return };
    let mut suite = Suite::new("command classes: PROFINET CM");
    for name in ["connect", "connect_minimal", "device", "read", "release"] {
        let case = format!("profinet_io_cm_{name}");
        let mut expected = Counts::new();
        for row in rows(&data.join(format!("expected/icsnpp-profinet/{case}/profinet_io_cm.log"))) {
            let commands = row.iter().any(|cell| matches!(cell.as_str(), "Request" | "Response"));
            let operation = OPERATIONS.iter().find(|operation| row.iter().any(|cell| cell == operation.0));
            if let (true, Some((_, class))) = (commands, operation) {
                *expected.entry((row[4].clone(), row[6].clone(), *class)).or_default() += 1;
            }
        }
        let found = counted(&data.join(format!("ot/icsnpp-profinet/{case}.pcapng")), &[Protocol::ProfinetCm]);
        suite.compare(&case, &expected, &found);
    }
    suite.done();
}

#[test]
fn conformance_logs_goose() {
    let Some(data) = data() else { return };
    let mut suite = Suite::new("command classes: GOOSE");
    let own = |name: &str| {
        (format!("ot/icsnpp-goose/GOOSE_{name}.pcap"), format!("GOOSE-{}", name.replace('_', "-")))
    };
    let cases = ["missing_conf_rev", "missing_dataset", "missing_go_id", "missing_gocb_ref"].map(own);
    let first = ("ot/iti/IEC61850/GOOSE/GOOSE.pcap".to_owned(), "GOOSE".to_owned());
    for (capture, log) in cases.into_iter().chain([first]) {
        let mut expected = Counts::new();
        for row in rows(&data.join(format!("expected/icsnpp-goose/{log}/goose.log"))) {
            *expected.entry((row[1].clone(), row[2].clone(), CommandClass::Read)).or_default() += 1;
        }
        suite.compare(&log, &expected, &counted(&data.join(capture), &[Protocol::Goose]));
    }
    suite.done();
}

#[test]
fn conformance_logs_cclink() {
    let Some(data) = data() else { return };
    let mut suite = Suite::new("command classes: CC-Link IE Field Basic");
    let log = data.join("expected/nttcom-cclink-ief-basic/readme-example/cclink-ief-basic.log");
    let mut expected = Counts::new();
    for row in rows(&log) {
        let class = if row[6] == "cyclicDataReq" { CommandClass::Write } else { CommandClass::Read };
        *expected.entry((row[2].clone(), row[4].clone(), class)).or_default() +=
            row[8].parse::<usize>().unwrap();
    }
    let capture = data.join("ot/nttcom-cclink-ief-basic/cclink_ief_basic_only.pcap");
    suite.compare("cclink_ief_basic_only", &expected, &counted(&capture, &[Protocol::CcLinkIeFieldBasic]));
    suite.done();
}

/// What a log calls a message of CC-Link IE TSN → class.
fn configuration(pdu: &str) -> CommandClass {
    if pdu == "slmp-notification" { CommandClass::Other } else { CommandClass::Program }
}

/// The log is the example of a description: 10 each of five messages, where the capture has 894 each of seven. What
/// can be held against it is who sent which class to whom, not how often.
#[test]
fn conformance_logs_slmp() {
    let Some(data) = data() else { return };
    let mut suite = Suite::new("command classes: CC-Link IE TSN (SLMP)");
    let mut expected = Counts::new();
    for row in rows(&data.join("expected/nttcom-cclink-tsn-slmp/readme-example/cclink-ie-tsn-slmp.log")) {
        expected.insert((row[2].clone(), row[4].clone(), configuration(&row[8])), 1);
    }
    let mut found = counted(&data.join("ot/nttcom-cclink-tsn-slmp/test.pcap"), &[Protocol::CcLinkIeTsn]);
    assert_eq!(found.values().sum::<usize>(), 7156);
    found.values_mut().for_each(|count| *count = 1);
    suite.compare("test.pcap", &expected, &found);
    suite.done();
}

/// What a log calls a message of PTP that its capture does not hold: the capture has six kinds, the log eight.
const ABSENT: [&str; 2] = ["ptpdelayReq", "ptpdelayResp"];

#[test]
fn conformance_logs_ptp() {
    let Some(data) = data() else { return };
    let mut suite = Suite::new("command classes: PTP");
    let mut expected = Counts::new();
    for row in rows(&data.join("expected/nttcom-cclink-tsn-ptp/readme-example/cclink-ie-tsn-ptp.log")) {
        if ABSENT.contains(&row[5].as_str()) {
            println!("miss | command classes: PTP | {} | the capture does not hold this message", row[5]);
            continue;
        }
        *expected.entry((row[1].clone(), row[2].clone(), CommandClass::Other)).or_default() +=
            row[6].parse::<usize>().unwrap();
    }
    let found = counted(&data.join("ot/nttcom-cclink-tsn-ptp/test.pcap"), &[Protocol::Ptp]);
    suite.compare("test.pcap", &expected, &found);
    suite.done();
}

/// Folders of captures and what they hold.
const CAPTURES: &[(&str, &[Protocol])] = &[
    ("ot/icsnpp-goose", &[Protocol::Goose]),
    ("ot/iti/IEC61850/GOOSE", &[Protocol::Goose]),
    ("ot/icsnpp-profinet", &[Protocol::ProfinetCm]),
    ("ot/iti/profinet", &[Protocol::ProfinetDcp, Protocol::ProfinetCm]),
    ("ot/iti/profinet/PROFINET-RT-DCP", &[Protocol::ProfinetDcp]),
    ("ot/iti/MELSEC", &[Protocol::Melsoft]),
    ("ot/nttcom-cclink-ief-basic", &[Protocol::CcLinkIeFieldBasic]),
    ("ot/nttcom-cclink-tsn-slmp", &[Protocol::CcLinkIeTsn]),
    ("ot/nttcom-cclink-tsn-ptp", &[Protocol::Ptp]),
];

/// A capture as a sensor with less sight would have it.
#[derive(Clone, Copy, Debug)]
enum Sight {
    /// Frames are cut at 64 bytes.
    Cut,
    /// Only frames whose sender's station is lower than the receiver's are seen.
    Up,
    /// Only the others are.
    Down,
}

/// Is the capture named right with that sight? `None` where nothing of it is left to see.
fn named(capture: &Path, meant: &[Protocol], sight: Sight) -> Option<bool> {
    let mut observer = Observer::new(Settings::default(), 1);
    let mut seen = false;
    frames(capture, |frame| {
        let up = frame.bytes.get(6..12) < frame.bytes.get(..6);
        let shown = match sight {
            Sight::Cut => frame.bytes.get(..64).unwrap_or(frame.bytes),
            Sight::Up if up => frame.bytes,
            Sight::Down if !up => frame.bytes,
            Sight::Up | Sight::Down => return,
        };
        seen |= layers::parse(&frame).is_ok_and(|packet| !packet.payload.is_empty());
        observer.watch_frames([Frame { bytes: shown, ..frame }]);
    });
    let conversations = observer.finish().conversations;
    seen.then(|| conversations.iter().any(|one| one.key.protocol.is_some_and(|name| meant.contains(&name))))
}

/// One capture is PROFINET's by its LLDP frames alone: cut, the elements of PROFINET are out of sight, and they all go
/// to one group address.
#[test]
fn conformance_factory_protocols_with_less_sight() {
    let Some(data) = data() else { return };
    let (mut passed, mut total) = (0, 0);
    for (folder, meant) in CAPTURES {
        let entries = std::fs::read_dir(data.join(folder)).unwrap().map(|entry| entry.unwrap().path());
        let mut files: Vec<_> = entries.filter(|path| path.is_file()).collect();
        files.sort();
        for (file, sight) in
            files.iter().flat_map(|file| [Sight::Cut, Sight::Up, Sight::Down].map(|sight| (file, sight)))
        {
            let Some(right) = named(file, meant, sight) else { continue };
            (passed, total) = (passed + usize::from(right), total + 1);
            if !right {
                let name = file.strip_prefix(&data).unwrap().display();
                println!("miss | factory protocols with less sight | {name} {sight:?} | not named");
            }
        }
    }
    println!("conformance | factory protocols with less sight | {passed} | {total}");
    assert!(passed >= 52, "{passed} of {total}");
}
