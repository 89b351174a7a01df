//! CVE records, our own in that shape.

use sekisho_model::{Bound, Status, Target, Versions};
use serde_json::json;

use super::*;
use crate::advisory::read as read_file;

fn record(cna: &Value, adp: Value) -> Value {
    json!({"dataType": "CVE_RECORD", "dataVersion": "5.1",
        "cveMetadata": {"cveId": "CVE-2026-1", "state": "PUBLISHED", "assignerShortName": "oil", "datePublished": "2026-01-02T00:00:00", "dateUpdated": "2026-01-03T00:00:00.000Z"},
        "containers": {"cna": cna, "adp": adp}})
}

fn read_value(value: &Value) -> crate::Reading<Feed> {
    read_file("x.json", value.to_string().as_bytes(), &Limits::default())
}

fn shown(affected: Value) -> Vec<String> {
    let reading = read_value(&record(&json!({"affected": [affected]}), json!([])));
    let show = |statement: &sekisho_model::Statement| {
        let versions = match &statement.versions {
            Versions::All => "all".to_owned(),
            Versions::Text(words) => format!("words {words}"),
            Versions::Ranges { ranges, listed, .. } => {
                let end = |bound: &Bound| match bound {
                    Bound::Open => "*".to_owned(),
                    Bound::Including(version) => format!("={version}"),
                    Bound::Excluding(version) => version.clone(),
                };
                let mut parts: Vec<String> =
                    ranges.iter().map(|range| format!("{}..{}", end(&range.from), end(&range.to))).collect();
                parts.extend(listed.iter().cloned());
                parts.join(" ")
            }
        };
        format!("{:?} {versions}", statement.status)
    };
    reading.facts.advisories[0].statements.iter().map(show).collect()
}

#[test]
fn versions_get_the_status_of_their_entry_and_the_default_takes_the_rest() {
    let semver = |rest: Value| {
        let mut entry = json!({"vendor": "Oil", "product": "Can", "defaultStatus": "unaffected"});
        entry.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
        shown(entry)
    };
    assert_eq!(
        semver(
            json!({"versions": [{"version": "1.0.0", "status": "affected", "lessThan": "1.2.0", "versionType": "semver"}]})
        ),
        ["Affected =1.0.0..1.2.0", "NotAffected *..1.0.0 =1.2.0..*"]
    );
    assert_eq!(
        semver(
            json!({"defaultStatus": "affected", "versions": [{"version": "2.0.0", "status": "unaffected", "lessThanOrEqual": "*", "versionType": "semver"}]})
        ),
        ["NotAffected =2.0.0..*", "Affected *..2.0.0"]
    );
    assert_eq!(
        semver(
            json!({"defaultStatus": "unknown", "versions": [{"version": "0", "status": "affected", "lessThan": "3.0.0", "versionType": "semver",
            "changes": [{"at": "1.5.0", "status": "unaffected"}]}]})
        ),
        ["Affected *..1.5.0", "NotAffected =1.5.0..3.0.0", "UnderInvestigation =3.0.0..*"]
    );
    assert_eq!(semver(json!({"defaultStatus": "affected"})), ["Affected all"]);
    assert_eq!(semver(json!({"versions": [{"version": "n/a", "status": "affected"}]})), ["Affected all"]);
    assert_eq!(
        semver(json!({"versions": [{"version": "< V4.33", "status": "affected"}]})),
        ["Affected words < V4.33"]
    );
    assert_eq!(
        semver(
            json!({"versions": [{"version": "5.15.0", "status": "affected", "lessThanOrEqual": "5.15.*", "versionType": "semver"}]})
        )[0],
        "Affected =5.15.0..5.16"
    );
}

#[test]
fn a_package_is_known_by_its_purl_or_by_its_collection() {
    let key = |entry: Value| {
        let reading = read_value(&record(&json!({"affected": [entry]}), json!([])));
        match &reading.facts.advisories[0].statements[0].target {
            Target::Package { key, .. } => key.to_string(),
            Target::Device(device) => format!("words {} {}", device.vendor, device.product),
        }
    };
    assert_eq!(key(json!({"packageURL": "pkg:npm/%40oil/can", "defaultStatus": "affected"})), "npm/@oil/can");
    let maven = json!({"collectionURL": "https://repo1.maven.org/maven2", "packageName": "org.oil:can", "defaultStatus": "affected"});
    assert_eq!(key(maven), "maven/org.oil/can");
    let plugin = json!({"vendor": "oil", "product": "n/a", "collectionURL": "https://example.com/plugins", "packageName": "can", "defaultStatus": "affected"});
    assert_eq!(key(plugin), "words oil can");
}

#[test]
fn commits_speak_of_the_repository_and_releases_of_the_product() {
    let said = shown(
        json!({"vendor": "Oil", "product": "Can", "repo": "https://github.com/oil/can", "defaultStatus": "unaffected", "versions": [
        {"version": "aaaa", "lessThan": "bbbb", "status": "affected", "versionType": "git"},
        {"version": "1.0.0", "lessThan": "1.1.0", "status": "affected", "versionType": "semver"}]}),
    );
    assert_eq!(said, ["Affected =aaaa..bbbb", "Affected =1.0.0..1.1.0", "NotAffected *..1.0.0 =1.1.0..*"]);
}

#[test]
fn platforms_are_a_condition() {
    let cna = json!({"affected": [{"vendor": "Oil", "product": "Can", "platforms": ["Windows"], "defaultStatus": "affected"}]});
    let reading = read_value(&record(&cna, json!([])));
    assert_eq!(reading.facts.advisories[0].statements[0].ground.conditions[0].words, "on Windows");
}

#[test]
fn every_container_is_read_and_cisas_becomes_signals() {
    let cna = json!({"providerMetadata": {"shortName": "oil"}, "title": "Leaks", "affected": [{"vendor": "Oil", "product": "Can", "defaultStatus": "affected"}],
        "problemTypes": [{"descriptions": [{"lang": "en", "cweId": "CWE-79", "description": "x"}]}],
        "metrics": [{"format": "CVSS", "cvssV3_1": {"version": "3.1", "vectorString": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "baseScore": 9.8}}],
        "solutions": [{"lang": "en", "value": "Close the can."}], "tags": ["disputed"], "references": [{"url": "https://example.com"}]});
    let adp = json!([{"providerMetadata": {"shortName": "CISA-ADP"}, "metrics": [
        {"other": {"type": "ssvc", "content": {"timestamp": "2026-01-04T00:00:00Z", "options": [{"Exploitation": "poc"}, {"Automatable": "yes"}, {"Technical Impact": "total"}]}}},
        {"other": {"type": "kev", "content": {"dateAdded": "2026-01-05"}}},
        {"other": {"type": "new", "content": {}}}]}]);
    let reading = read_value(&record(&cna, adp));
    assert_eq!(reading.problems.len(), 1);
    let advisory = &reading.facts.advisories[0];
    assert_eq!((advisory.publisher.as_str(), advisory.edition.state.as_str()), ("oil", "disputed"));
    assert_eq!(advisory.statements[0].remedies[0].words, "Close the can.");
    assert_eq!(advisory.vulnerabilities[0].scores[0].source, "oil");
    let [ssvc, kev] = reading.facts.signals.as_slice() else { panic!("two signals") };
    assert_eq!(ssvc.source, "CISA-ADP");
    assert!(matches!(
        &ssvc.kind,
        SignalKind::Stakeholder {
            exploitation: Some(Exploitation::PublicProof),
            automatable: Some(true),
            technical_impact: Some(TechnicalImpact::Total),
            at: Some(_)
        }
    ));
    assert!(matches!(&kev.kind, SignalKind::Exploited { .. }));
}

#[test]
fn a_rejected_record_is_withdrawn_and_says_what_took_its_place() {
    let mut value = record(
        &json!({"rejectedReasons": [{"lang": "en", "value": "x"}], "replacedBy": ["CVE-2026-2"]}),
        json!([]),
    );
    value["cveMetadata"]["state"] = json!("REJECTED");
    let reading = read_value(&value);
    assert_eq!(reading.problems, Vec::new());
    let advisory = &reading.facts.advisories[0];
    assert!(advisory.withdrawn.is_some() && advisory.edition.replaced_by.contains("CVE-2026-2"));
}

#[test]
fn a_record_that_names_no_product_is_told() {
    let cna = json!({"affected": [{"vendor": "n/a", "product": "n/a", "versions": [{"version": "n/a", "status": "affected"}]}]});
    let reading = read_value(&record(&cna, json!([])));
    assert!(reading.facts.advisories[0].statements.is_empty());
    assert!(reading.problems[0].what.en.contains("names no product"));
}

/// Statements on a product whose versions are in SemVer order.
fn by_semver(default: &str, versions: &[Value]) -> Vec<String> {
    let typed = versions.iter().map(|entry| {
        let mut entry = entry.clone();
        entry.as_object_mut().unwrap().insert("versionType".to_owned(), json!("semver"));
        entry
    });
    shown(
        json!({"vendor": "Oil", "product": "Can", "defaultStatus": default, "versions": typed.collect::<Vec<_>>()}),
    )
}

#[test]
fn the_first_entry_that_holds_a_version_gives_its_status() {
    let all = json!({"version": "0", "lessThan": "*", "status": "affected"});
    let one = json!({"version": "1.0.0", "status": "unaffected"});
    assert_eq!(by_semver("unaffected", &[all.clone(), one.clone()]), ["Affected all"]);
    assert_eq!(by_semver("unaffected", &[one, all]), ["Affected *..1.0.0 1.0.0..*", "NotAffected 1.0.0"]);
}

#[test]
fn changes_hold_between_the_ends_of_their_entry_only() {
    let entry = |at: &str| json!({"version": "2.0.0", "lessThan": "3.0.0", "status": "unaffected", "changes": [{"at": at, "status": "affected"}]});
    assert_eq!(
        by_semver("affected", &[entry("4.0.0")]),
        ["NotAffected =2.0.0..3.0.0", "Affected *..2.0.0 =3.0.0..*"]
    );
    assert_eq!(
        by_semver("unknown", &[entry("1.0.0")]),
        ["Affected =2.0.0..3.0.0", "UnderInvestigation *..2.0.0 =3.0.0..*"]
    );
    // Of commits nobody knows the order.
    let commits = json!({"version": "a", "lessThan": "c", "status": "affected", "versionType": "git", "changes": [{"at": "b", "status": "unaffected"}]});
    let said = shown(
        json!({"vendor": "Oil", "product": "Can", "defaultStatus": "unaffected", "versions": [commits]}),
    );
    assert_eq!(said, ["Affected =a..b", "NotAffected =b..c"]);
}

#[test]
fn an_entry_the_wrong_way_round_holds_nothing() {
    let entry = json!({"version": "3.0.0", "lessThan": "1.0.0", "status": "affected"});
    assert_eq!(by_semver("unknown", &[entry]), ["UnderInvestigation all"]);
}

#[test]
fn beside_a_part_that_cannot_be_read_nothing_is_unaffected_by_default() {
    for versions in [
        json!([{"version": 1, "status": "affected"}]),
        json!({"version": "1.0.0", "status": "affected"}),
        json!([{"version": "1.0.0", "lessThan": "2.0.0", "status": "unaffected", "versionType": "semver"}, {"version": "3.0.0"}]),
    ] {
        let entry =
            json!({"vendor": "Oil", "product": "Can", "defaultStatus": "unaffected", "versions": versions});
        let reading = read_value(&record(&json!({"affected": [entry]}), json!([])));
        assert!(!reading.problems.is_empty(), "{versions}");
        let comforts =
            reading.facts.advisories[0].statements.iter().filter(|said| said.status == Status::NotAffected);
        let words: Vec<String> = comforts.map(|said| format!("{:?}", said.versions)).collect();
        assert!(words.iter().all(|words| words.contains("2.0.0")), "{versions}: {words:?}");
    }
    let odd = json!({"version": "1.0.0", "status": "Affected"});
    assert_eq!(
        by_semver("unaffected", &[odd]),
        ["UnderInvestigation 1.0.0", "NotAffected *..1.0.0 1.0.0..*"]
    );
}
