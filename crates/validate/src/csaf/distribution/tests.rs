//! Own files of providers and aggregators, right and with one change.

use serde_json::{Value, json};

use super::*;

fn publisher(namespace: &str) -> Value {
    json!({"category": "vendor", "name": "Own Works", "namespace": namespace})
}

fn provider_file(edition: &str) -> Value {
    let url = "https://own.example/.well-known/csaf/provider-metadata.json";
    let feed = "https://own.example/.well-known/csaf/feed.json";
    let mut file = json!({
        "canonical_url": url,
        "distributions": [{"rolie": {"feeds": [{"summary": "", "tlp_label": "GREEN", "url": feed}]}}],
        "last_updated": "2024-03-10T00:00:00Z",
        "list_on_CSAF_aggregators": true,
        "metadata_version": edition,
        "mirror_on_CSAF_aggregators": false,
        "public_openpgp_keys": [
            {"fingerprint": "8f5f267907b2c4559db360db2294ba7d2b2298b1", "url": "https://own.example/key.asc"}
        ],
        "publisher": publisher("https://own.example"),
        "role": "csaf_trusted_provider"
    });
    if edition == "2.1" {
        file["$schema"] = json!("https://docs.oasis-open.org/csaf/csaf/v2.1/schema/provider.json");
        file["distributions"][0]["rolie"]["feeds"][0]["last_updated"] = json!("2024-03-10T00:00:00Z");
    }
    file
}

fn aggregator_file(edition: &str) -> Value {
    let party = |namespace: &str| {
        json!({
            "last_updated": "2024-03-10T00:00:00Z",
            "publisher": publisher(namespace),
            "role": "csaf_provider",
            "url": format!("{namespace}/csaf/provider-metadata.json")
        })
    };
    let mut file = json!({
        "aggregator": {"category": "lister", "name": "Ours", "namespace": "https://list.example"},
        "aggregator_version": edition,
        "canonical_url": "https://list.example/.well-known/csaf-aggregator/aggregator.json",
        "csaf_providers": [{"metadata": party("https://own.example")}],
        "csaf_publishers": [{
            "metadata": party("https://other.example"),
            "mirrors": ["https://list.example/other/provider-metadata.json"],
            "update_interval": "daily"
        }],
        "last_updated": "2024-03-10T00:00:00Z"
    });
    if edition == "2.1" {
        file["$schema"] = json!("https://docs.oasis-open.org/csaf/csaf/v2.1/schema/aggregator.json");
    }
    file
}

/// The tests that are broken, each with its first place.
fn broken(report: &Report) -> Vec<(&'static str, &str)> {
    let failed = report.tests.iter().filter(|test| test.outcome == Outcome::Fail);
    failed.map(|test| (test.id, test.findings[0].path.as_str())).collect()
}

fn as_provider(file: &Value) -> Report {
    provider("x/provider-metadata.json", file.to_string().as_bytes(), &Limits::default())
}

fn as_aggregator(file: &Value) -> Report {
    aggregator("aggregator.json", file.to_string().as_bytes(), &Limits::default())
}

#[test]
fn right_files_are_kept_in_both_editions() {
    for edition in ["2.0", "2.1"] {
        let report = as_provider(&provider_file(edition));
        assert!(report.is_kept(), "{report:#?}");
        assert_eq!(report.standard, format!("CSAF {edition} provider-metadata.json"));
        let report = as_aggregator(&aggregator_file(edition));
        assert!(report.is_kept(), "{report:#?}");
    }
}

#[test]
fn each_fault_of_a_provider_is_told_at_its_place() {
    for (edition, pointer, value, place) in [
        ("2.0", "/canonical_url", json!("https://own.example/metadata.json"), "/canonical_url"),
        ("2.0", "/distributions", json!([]), "/distributions"),
        ("2.0", "/distributions/0", json!({}), "/distributions/0"),
        (
            "2.0",
            "/distributions/0/rolie/feeds/0/tlp_label",
            json!("CLEAR"),
            "/distributions/0/rolie/feeds/0/tlp_label",
        ),
        (
            "2.1",
            "/distributions/0/rolie/feeds/0/tlp_label",
            json!("WHITE"),
            "/distributions/0/rolie/feeds/0/tlp_label",
        ),
        (
            "2.1",
            "/distributions/0/rolie/feeds/0/url",
            json!("feed.json"),
            "/distributions/0/rolie/feeds/0/url",
        ),
        ("2.0", "/last_updated", json!("2024-03-10"), "/last_updated"),
        ("2.0", "/list_on_CSAF_aggregators", json!("yes"), "/list_on_CSAF_aggregators"),
        ("2.0", "/public_openpgp_keys/0/fingerprint", json!("8f5f"), "/public_openpgp_keys/0/fingerprint"),
        ("2.0", "/publisher/category", json!("multiplier"), "/publisher/category"),
        ("2.0", "/role", json!("csaf_lister"), "/role"),
        ("2.1", "/own", json!(1), "/own"),
        ("2.1", "/maintained_until", json!("soon"), "/maintained_until"),
    ] {
        let mut file = provider_file(edition);
        match file.pointer_mut(pointer) {
            Some(there) => *there = value,
            None => file[&pointer[1..]] = value,
        }
        assert_eq!(broken(&as_provider(&file)), [("schema", place)], "{edition} {pointer}");
    }
    let mut file = provider_file("2.1");
    file["publisher"]["category"] = json!("multiplier");
    assert!(as_provider(&file).is_kept());
}

#[test]
fn an_aggregator_lists_two_parties_and_has_their_metadata() {
    let mut file = aggregator_file("2.0");
    file["csaf_publishers"][0]["metadata"]["publisher"]["namespace"] = json!("https://own.example");
    assert_eq!(broken(&as_aggregator(&file)), [("7.1.22", "")]);
    let mut file = aggregator_file("2.1");
    file["csaf_providers"][0]["metadata"].as_object_mut().unwrap().remove("role");
    assert_eq!(broken(&as_aggregator(&file)), [("schema", "/csaf_providers/0/metadata")]);
    let mut file = aggregator_file("2.0");
    file["csaf_publishers"][0].as_object_mut().unwrap().remove("mirrors");
    assert_eq!(broken(&as_aggregator(&file)), [("schema", "/csaf_publishers/0")]);
}

#[test]
fn a_file_under_another_name_or_of_no_edition_says_so() {
    let file = provider_file("2.0").to_string();
    let report = provider("metadata.json", file.as_bytes(), &Limits::default());
    assert_eq!(broken(&report), [("name", "")]);
    for bytes in ["", "[]", "{\"metadata_version\": \"3\"}", "{\"metadata_version\": \"2.0\""] {
        let report = provider("provider-metadata.json", bytes.as_bytes(), &Limits::default());
        assert!(
            report.standard.is_empty() && report.tests.is_empty() && report.problems.len() == 1,
            "{bytes}"
        );
    }
}

#[test]
fn cut_off_files_and_odd_values_are_held_without_a_crash() {
    let text = aggregator_file("2.1").to_string();
    for end in 0..text.len() {
        let report = aggregator("aggregator.json", &text.as_bytes()[..end], &Limits::default());
        assert_eq!((report.tests.len(), report.problems.len()), (0, 1), "{end}");
    }
    for odd in [json!(null), json!([]), json!({}), json!(1), json!("x"), json!([null])] {
        for key in ["canonical_url", "distributions", "publisher", "role", "public_openpgp_keys"] {
            let mut file = provider_file("2.0");
            file[key] = odd.clone();
            assert_eq!(as_provider(&file).tests.len(), 2, "{key} {odd}");
        }
    }
}
