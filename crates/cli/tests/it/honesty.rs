//! What cannot be known is never called clean: devices as lists name them, against advisories read by hand.
//!
//! The expected verdicts were written down before the program was asked.

use std::collections::BTreeMap;

use crate::harness::{Bench, public};

/// Maker, model, firmware, and what the advisories say of it: affected, not affected, or not to be told (`?`).
const DEVICES: [(&str, &str, &str, char); 24] = [
    ("三菱電機", "Q26UDVCPU", "21080", 'A'),
    ("三菱電機", "Q13UDEHCPU", "21082", 'N'),
    ("三菱電機", "L02CPU", "", '?'),
    ("三菱電機", "L06CPU-P", "21101以前", '?'),
    ("三菱電機", "RD81MES96N", "04", '?'),
    ("三菱電機", "GX Works3", "1.086Q", 'A'),
    ("オムロン", "CX-Programmer", "Ver.9.70", 'A'),
    ("オムロン", "CX-Server", "5.0.29", 'N'),
    ("横河電機", "CENTUM VP", "R6.07.00", 'A'),
    ("横河電機", "CENTUM CS 3000", "R3.09.00", 'A'),
    ("富士電機", "V-Server Lite", "4.0.9.0", 'A'),
    ("富士電機", "Alpha5 Smart Loader", "V3.8", 'N'),
    ("シーメンス", "SCALANCE S612", "V4.0.1.1", 'A'),
    ("Siemens", "SCALANCE XF204IRT", "V5.4", 'A'),
    ("Siemens", "SCALANCE X408-2", "V4.1.2", 'A'),
    ("Siemens", "SIMATIC MV540 H", "V3.3", 'N'),
    ("Siemens AG", "6GK5612-0BA10-2AA3", "V4.0", '?'),
    ("ロックウェル", "Allen-Bradley Stratix 8300", "15.2(4)EA3", 'A'),
    ("Moxa", "NPort 5150", "3.7", 'A'),
    ("MOXA", "MGate MB3180", "2.3", 'N'),
    ("Hirschmann", "MACH104-20TX-F", "5.3", '?'),
    ("ヒルシュマン", "OCTOPUS 8M", "", '?'),
    ("ピルツ", "PNOZmulti Configurator", "10.9", 'N'),
    ("", "Q26UDVCPU", "21080", '?'),
];

/// The advisories that speak of them.
const ADVISORIES: [&str; 20] = [
    "2019/icsa-19-311-01",
    "2020/icsa-20-303-02",
    "2022/icsa-22-333-05",
    "2021/icsa-21-007-02",
    "2019/icsa-19-094-01",
    "2022/icsa-22-174-02",
    "2022/icsa-22-083-01",
    "2018/icsa-18-102-01",
    "2021/icsa-21-026-01",
    "2018/icsa-18-254-02",
    "2018/icsa-18-270-02",
    "2020/icsa-20-042-07",
    "2022/icsa-22-195-03",
    "2018/icsa-18-107-05",
    "2017/icsa-17-320-01",
    "2021/icsa-21-357-01",
    "2020/icsa-20-091-01",
    "2018/icsa-18-065-01",
    "2019/icsa-19-010-03",
    "2019/icsa-19-309-01",
];

#[test]
fn devices_end_as_the_advisories_say_when_read_by_hand() {
    let Some(feed) = public("cisa-csaf/OT/white") else { return };
    let bench = Bench::empty();
    let rows: String =
        DEVICES.iter().map(|(maker, model, firmware, _)| format!("{maker},{model},{firmware}\n")).collect();
    let list = bench.file("list.csv", format!("メーカー,型式,ファームウェア\n{rows}"));
    let files: Vec<String> =
        ADVISORIES.iter().map(|name| feed.join(format!("{name}.json")).display().to_string()).collect();
    let feeds = files.iter().flat_map(|file| ["--feed", file.as_str()]);
    let arguments: Vec<&str> =
        ["--format", "json", "scan"].into_iter().chain(feeds).chain(["--devices", &list]).collect();
    let answer = bench.run(&arguments).ends(0).json();
    let verdicts: BTreeMap<u64, char> = answer["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| {
            let verdict = match item["verdict"].as_str().unwrap() {
                "affected" => 'A',
                "not-affected" => 'N',
                _ => '?',
            };
            (item["row"].as_u64().unwrap(), verdict)
        })
        .collect();
    let wrong: Vec<String> = DEVICES
        .iter()
        .zip(2_u64..)
        .filter(|((.., expected), row)| verdicts.get(row) != Some(expected))
        .map(|(device, row)| format!("{device:?} ended as {:?}", verdicts.get(&row)))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn ecosystems_without_a_built_in_order_stay_undecided_with_that_reason() {
    let bench = Bench::empty();
    let cases = [
        ("Android", "a", "pkg:android/a@1.0"),
        ("Docker Hardened Images", "b", "pkg:docker-hardened-images/b@1.0"),
    ];
    for (ecosystem, name, purl) in cases {
        let feed = bench.file(
            "feed.json",
            format!(
                r#"{{"id":"T-1","modified":"2026-01-01T00:00:00Z","affected":[{{"package":{{"ecosystem":"{ecosystem}","name":"{name}"}},"ranges":[{{"type":"ECOSYSTEM","events":[{{"introduced":"0"}},{{"fixed":"9"}}]}}]}}]}}"#
            ),
        );
        let bom = bench.file(
            "bom.json",
            format!(r#"{{"bomFormat":"CycloneDX","specVersion":"1.5","components":[{{"type":"library","name":"n","purl":"{purl}"}}]}}"#),
        );
        let run =
            bench.run(&["--format", "json", "scan", "--fail-on", "undecided", "--feed", &feed, &bom]).ends(1);
        let item = &run.json()["items"][0];
        assert_eq!(item["verdict"], "undecided", "{purl}");
        assert!(
            item["reason"]["en"].as_str().unwrap().contains("is not built in"),
            "{purl}: {}",
            item["reason"]
        );
    }
}
