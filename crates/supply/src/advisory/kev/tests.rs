//! The catalog in both its forms: our own, and CISA's in place.

use sekisho_model::SignalKind;

use super::*;
use crate::advisory::read as read_file;
use crate::testing::shared;

const CSV: &str = "cveID,vendorProject,product,vulnerabilityName,dateAdded,shortDescription,requiredAction,dueDate,knownRansomwareCampaignUse,notes,cwes\nCVE-2026-1,Oil,Can,\"A, b\",2026-01-02,\"two\nlines\",Mend it,2026-02-03,Known,,CWE-1\nCVE-2026-2,Oil,Can,C,never,D,Mend it,2026-02-03,Unknown,,\nCVE-2026-3,Oil,Can,C,2026-01-02,D,,,Unknown,,\n";

fn signals(text: &str) -> crate::Reading<Feed> {
    read_file("kev", text.as_bytes(), &Limits::default())
}

#[test]
fn a_row_becomes_a_signal_and_a_broken_one_costs_itself() {
    let reading = signals(CSV);
    assert_eq!(reading.facts.signals.len(), 2);
    assert_eq!(reading.problems.len(), 1);
    assert_eq!(reading.problems[0].place.row, Some(4));
    let SignalKind::Exploited { added, due, ransomware, action } = &reading.facts.signals[0].kind else {
        panic!("exploited")
    };
    assert_eq!((added.to_string().as_str(), *ransomware, action.as_str()), ("2026-01-02", true, "Mend it"));
    assert!(due.is_some());
    assert!(matches!(
        &reading.facts.signals[1].kind,
        SignalKind::Exploited { due: None, ransomware: false, .. }
    ));
}

#[test]
fn the_same_catalog_in_json_says_the_same() {
    let text = r#"{"catalogVersion": "2026.01.02", "count": 2, "vulnerabilities": [
        {"cveID": "CVE-2026-1", "dateAdded": "2026-01-02", "dueDate": "2026-02-03", "requiredAction": "Mend it", "knownRansomwareCampaignUse": "Known"},
        {"cveID": "CVE-2026-3", "dateAdded": "2026-01-02", "knownRansomwareCampaignUse": "Unknown"}]}"#;
    assert_eq!(signals(text).facts, signals(CSV).facts);
    assert_eq!(signals(text).problems, Vec::new());
    let told = signals(&text.replace("\"count\": 2", "\"count\": 3")).problems;
    assert!(told[0].what.en.contains("3 entries; 2"));
}

#[test]
fn a_catalog_that_breaks_off_gives_the_entries_before() {
    let text = r#"{"catalogVersion": "2026.01.02", "vulnerabilities": [
        {"cveID": "CVE-2026-1", "dateAdded": "2026-01-02"}, {"cveID": "CVE-2026-3", "dateA"#;
    let reading = signals(text);
    assert_eq!((reading.facts.signals.len(), reading.problems.len()), (1, 1));
    let mut bytes = CSV.as_bytes().to_vec();
    bytes.extend_from_slice(b"CVE-2026-4,\xFF");
    let reading = read_file("kev", &bytes, &Limits::default());
    assert_eq!((reading.facts.signals.len(), reading.problems.len()), (2, 2));
}

#[test]
fn conformance_kev_json_and_csv_give_the_same_entries() {
    let Some(folder) = shared("cisa-kev") else { return };
    let read = |name: &str| {
        let reading = read_file(name, &std::fs::read(folder.join(name)).unwrap(), &Limits::default());
        assert_eq!(reading.problems, Vec::new(), "{name}");
        reading.facts.signals
    };
    let (json, csv) =
        (read("known_exploited_vulnerabilities.json"), read("known_exploited_vulnerabilities.csv"));
    let same = json.iter().filter(|signal| csv.contains(signal)).count();
    println!("conformance | KEV JSON == CSV | {same} | {}", json.len());
    assert_eq!((same, json.len(), csv.len()), (1_404, 1_404, 1_404));
}
