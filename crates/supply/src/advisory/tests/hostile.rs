//! Input that is packed, cut, too deep or not text, in each form.

use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::*;

const LIST: &str = r#"[{"id": "X-1", "affected": [{"package": {"ecosystem": "npm", "name": "left"}}]},
 {"id": "X-2", "affected": [{"package": {"ecosystem": "npm", "name": "left"}}]},
 {"id": "X-3", "affected": [{"package": {"ecosystem": "npm", "name": "left"}}]}]"#;

fn zipped(files: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in files {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn a_packed_feed_gives_every_document_and_names_the_broken_one() {
    let bytes = zipped(&[("a.json", OSV), ("b/c.json", CSAF), ("d.json", "{"), ("e.md", RUSTSEC)]);
    let reading = read("feed.zip", &bytes, &Limits::default());
    assert_eq!(reading.facts.advisories.len(), 3);
    assert_eq!(reading.problems.len(), 1);
    assert_eq!(reading.problems[0].place.file, "feed.zip/d.json");
}

#[test]
fn a_list_that_breaks_off_gives_the_records_before_and_a_record_that_does_gives_none() {
    let cut = &LIST[..LIST.find("X-3").unwrap()];
    let reading = read_text(cut);
    assert_eq!((reading.facts.len(), reading.problems.len()), (2, 1));
    let envelope = format!("{{\"vulns\": {cut}");
    assert_eq!(read_text(&envelope).facts.len(), 2);
    for whole in [OSV, CSAF] {
        let reading = read_text(&whole[..whole.len() - 3]);
        assert_eq!((reading.facts.len(), reading.problems.len()), (0, 1), "{whole}");
    }
}

#[test]
fn what_comes_before_a_wrong_character_is_read() {
    let at = LIST.find("X-3").unwrap();
    let mut bytes = LIST.as_bytes().to_vec();
    bytes[at] = 0xFF;
    let reading = read("x", &bytes, &Limits::default());
    assert_eq!(reading.facts.advisories.len(), 2);
    assert!(reading.problems[0].what.en.contains("not UTF-8"));
    bytes.truncate(at);
    bytes.extend([0; 64]);
    let reading = read("x", &bytes, &Limits::default());
    assert_eq!((reading.facts.advisories.len(), reading.problems.is_empty()), (2, false));
    let record = |id: &str| {
        format!(
            "<Vulinfo><VulinfoID>{id}</VulinfoID><VulinfoData><Affected><AffectedItem><ProductName>a</ProductName>\
            </AffectedItem></Affected></VulinfoData></Vulinfo>"
        )
    };
    let xml = [record("JVNDB-2026-000001"), record("JVNDB-2026-00000~")].concat();
    let xml = format!("<VULDEF-Document>{xml}</VULDEF-Document>").replace('~', "\0");
    let reading = read("x", xml.as_bytes(), &Limits::default());
    assert_eq!(reading.facts.advisories.len(), 1, "{:?}", reading.problems);
    assert!(!reading.problems.is_empty());
}

#[test]
fn three_hundred_levels_are_refused_by_name_in_every_form() {
    let (open, close) = ("[".repeat(300), "]".repeat(300));
    let xml = format!("<VULDEF-Document>{}{}</VULDEF-Document>", "<a>".repeat(300), "</a>".repeat(300));
    for text in [
        format!("{{\"id\": \"X-1\", \"x\": {open}{close}}}"),
        format!("{{\"document\": {open}{close}}}"),
        format!("{{\"cveMetadata\": {open}{close}}}"),
        format!("id: X-1\nx: {open}{close}\n"),
        xml,
    ] {
        let reading = read_text(&text);
        assert!(reading.facts.is_empty());
        assert!(!reading.problems.is_empty(), "{}", &text[..40]);
    }
}

#[test]
fn a_flood_of_problems_is_counted() {
    let rows: String = (0..5_000).map(|number| format!("CVE-2026-{number},x,y\n")).collect();
    let text = format!("#model_version:v1,score_date:2026-01-02T00:00:00+0000\ncve,epss,percentile\n{rows}");
    let problems = read_text(&text).problems;
    assert_eq!(problems.len(), 2_001);
    assert!(problems[2_000].what.en.contains("more problems"));
}

#[test]
fn documents_that_are_no_advisories_say_what_they_are() {
    for (text, what) in [
        (r#"{"bomFormat": "CycloneDX"}"#, "CycloneDX"),
        (r#"{"CVE_Items": []}"#, "NVD JSON 1.1"),
        (r#"{"aggregator": {}}"#, "aggregator"),
        (r#"{"@context": "https://openvex.dev/ns"}"#, "OpenVEX"),
    ] {
        let problems = read_text(text).problems;
        assert!(problems[0].what.en.contains(what), "{problems:?}");
    }
}

proptest! {
    #![proptest_config(crate::testing::seeded(200))]

    #[test]
    fn any_byte_of_a_new_form_may_change(which in 0..4_usize, at in any::<prop::sample::Index>(), to in any::<u8>()) {
        let text = [
            r#"{"cveMetadata": {"cveId": "CVE-2026-1", "state": "PUBLISHED"}, "containers": {"cna": {"affected": [{"vendor": "a", "product": "b", "versions": [{"version": "1", "lessThan": "2", "status": "affected", "changes": [{"at": "1.5", "status": "unaffected"}]}]}]}}}"#,
            r#"{"format": "NVD_CVE", "vulnerabilities": [{"cve": {"id": "CVE-2026-1", "configurations": [{"operator": "AND", "nodes": [{"operator": "OR", "cpeMatch": [{"vulnerable": true, "criteria": "cpe:2.3:a:b:c:1:*:*:*:*:*:*:*"}]}]}]}}]}"#,
            r#"<VULDEF-Document><Vulinfo><VulinfoID>JVNDB-2026-1</VulinfoID><VulinfoData><Affected><AffectedItem><ProductName>a</ProductName></AffectedItem></Affected></VulinfoData></Vulinfo></VULDEF-Document>"#,
            "cveID,dateAdded,dueDate\nCVE-2026-1,2026-01-02,2026-02-03\n",
        ][which];
        let mut bytes = text.as_bytes().to_vec();
        let at = at.index(bytes.len());
        bytes[at] = to;
        let reading = read("x", &bytes, &Limits::default());
        prop_assert!(!reading.facts.is_empty() || !reading.problems.is_empty());
    }
}
