//! What CSAF 2.1 adds, and what both editions say beside a status.

use sekisho_model::{Exploitation, SignalKind, TechnicalImpact};

use super::super::super::read as read_file;
use super::*;

fn newer(tree: Value, vulnerabilities: Value) -> Value {
    let mut value = document(tree, vulnerabilities);
    value["document"]["csaf_version"] = json!("2.1");
    value["document"]["distribution"]["tlp"]["label"] = json!("CLEAR");
    value
}

fn feed(value: &Value) -> Reading<Feed> {
    read_file("x.json", value.to_string().as_bytes(), &Limits::default())
}

#[test]
fn metrics_give_every_score_and_become_signals() {
    let value = newer(
        json!({"full_product_names": [{"name": "Can", "product_id": "A"}]}),
        json!([{"cve": "CVE-2026-1", "title": "Leak", "ids": [{"system_name": "GHSA", "text": "GHSA-x"}],
            "cwes": [{"id": "CWE-79", "name": "x", "version": "4.13"}], "product_status": {"known_affected": ["A"]},
            "first_known_exploitation_dates": [{"date": "2026-01-04T00:00:00Z", "exploitation_date": "2026-01-02T20:00:00-05:00", "product_ids": ["A"]}],
            "metrics": [{"products": ["A"], "source": "https://example.com/scores", "content": {
                "cvss_v4": {"version": "4.0", "vectorString": "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", "baseScore": 9.3},
                "cvss_v3": {"version": "3.1", "vectorString": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H", "baseScore": 7.5},
                "epss": {"probability": "0.25", "percentile": "0.9", "timestamp": "2026-01-03T00:00:00Z"},
                "qualitative_severity_rating": "critical",
                "ssvc_v2": {"schemaVersion": "2.0.0", "timestamp": "2026-01-03T00:00:00Z", "selections": [
                    {"namespace": "ssvc", "key": "E", "version": "1.1.0", "values": [{"key": "A"}]},
                    {"namespace": "ssvc/de-DE", "key": "TI", "version": "1.0.0", "values": [{"key": "P"}]},
                    {"namespace": "x_other#y", "key": "A", "version": "1.0.0", "values": [{"key": "Y"}]}]}}}]}]),
    );
    let reading = feed(&value);
    assert_eq!(reading.problems, Vec::new());
    let advisory = &reading.facts.advisories[0];
    assert_eq!((advisory.form, advisory.cvss.as_ref().unwrap().score_tenths), (AdvisoryForm::Csaf21, 93));
    let facts = &advisory.vulnerabilities[0];
    assert_eq!((facts.scores.len(), facts.severity.as_str(), facts.title.as_str()), (2, "critical", "Leak"));
    assert!(facts.weaknesses.contains("CWE-79") && facts.aliases.contains("GHSA-x"));
    let kinds: Vec<&SignalKind> = reading.facts.signals.iter().map(|signal| &signal.kind).collect();
    assert!(kinds.iter().any(
        |kind| matches!(kind, SignalKind::Exploited { added, .. } if added.to_string() == "2026-01-03")
    ));
    assert!(
        kinds
            .iter()
            .any(|kind| matches!(kind, SignalKind::Likelihood { probability_millionths: 250_000, .. }))
    );
    let expect = SignalKind::Stakeholder {
        exploitation: Some(Exploitation::Active),
        automatable: None,
        technical_impact: Some(TechnicalImpact::Partial),
        at: "2026-01-03T00:00:00Z".parse().ok(),
    };
    assert!(kinds.contains(&&expect));
    assert!(reading.facts.signals.iter().all(|signal| signal.source == "Oil Works"));
}

#[test]
fn product_paths_compose_as_relationships_do() {
    let tree = |more: Value| {
        let mut tree = json!({"full_product_names": [
            {"name": "Leak firmware", "product_id": "F"}, {"name": "Can", "product_id": "C"}, {"name": "Rack", "product_id": "R"}]});
        tree.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        tree
    };
    let said = json!([{"cve": "CVE-2026-1", "product_status": {"known_affected": ["FC"]}}]);
    let full = json!({"name": "Leak firmware in can", "product_id": "FC"});
    let older = document(
        tree(
            json!({"relationships": [{"category": "installed_on", "full_product_name": full, "product_reference": "F", "relates_to_product_reference": "C"}]}),
        ),
        said.clone(),
    );
    let path = newer(
        tree(
            json!({"product_paths": [{"beginning_product_reference": "F", "full_product_name": full, "subpaths": [{"category": "installed_on", "next_product_reference": "C"}]}]}),
        ),
        said.clone(),
    );
    let statements = |value: &Value| feed(value).facts.advisories.remove(0).statements;
    assert_eq!(statements(&older), statements(&path));
    let two = newer(
        tree(
            json!({"product_paths": [{"beginning_product_reference": "F", "full_product_name": full, "subpaths": [
        {"category": "installed_on", "next_product_reference": "C"}, {"category": "installed_with", "next_product_reference": "R"}]}]}),
        ),
        said,
    );
    assert!(device(&feed(&two).facts.advisories[0], 0).product.contains("Rack"));
}

#[test]
fn flags_and_impacts_are_the_ground_of_a_status() {
    let value = document(
        json!({"full_product_names": [{"name": "Can", "product_id": "A"}, {"name": "Jug", "product_id": "B"}],
            "product_groups": [{"group_id": "G", "product_ids": ["B"]}]}),
        json!([{"cve": "CVE-2026-1", "product_status": {"known_not_affected": ["A", "B"]},
            "flags": [{"label": "component_not_present", "product_ids": ["A"]}],
            "threats": [{"category": "impact", "details": "Dry.", "group_ids": ["G"]}, {"category": "exploit_status", "details": "none"}]}]),
    );
    let reading = feed(&value);
    assert_eq!(reading.problems, Vec::new());
    let grounds: Vec<(&str, &str)> = reading.facts.advisories[0]
        .statements
        .iter()
        .map(|statement| (statement.ground.justification.as_str(), statement.ground.impact.as_str()))
        .collect();
    assert_eq!(grounds, [("component_not_present", ""), ("", "Dry.")]);
}

#[test]
fn what_is_taken_back_or_replaced_affects_nothing_and_says_by_what() {
    let mut value = newer(json!({}), json!([]));
    value["document"]["category"] = json!("csaf_withdrawn");
    value["document"]["tracking"]["version"] = json!("3");
    let advisory = feed(&value).facts.advisories.remove(0);
    assert_eq!(advisory.withdrawn, advisory.modified);
    assert_eq!(advisory.edition.version, "3");
    value["document"]["category"] = json!("csaf_superseded");
    value["document"]["references"] = json!([{"category": "self", "summary": "s", "url": "https://example.com/1"},
        {"category": "external", "summary": "Superseding document", "url": "https://example.com/2"}]);
    let advisory = feed(&value).facts.advisories.remove(0);
    assert!(advisory.withdrawn.is_some());
    assert_eq!(advisory.edition.replaced_by, BTreeSet::from(["https://example.com/2".to_owned()]));
}

#[test]
fn amber_strict_is_never_read_as_less() {
    let mut value = newer(json!({}), json!([]));
    for (label, expect) in [
        ("AMBER+STRICT", Tlp::AmberStrict),
        ("AMBER", Tlp::Amber),
        ("CLEAR", Tlp::Clear),
        ("PURPLE", Tlp::Red),
    ] {
        value["document"]["distribution"]["tlp"]["label"] = json!(label);
        assert_eq!(feed(&value).facts.advisories[0].edition.tlp, Some(expect), "{label}");
    }
}

#[test]
fn helpers_of_2_1_name_packages_and_keep_generic_names() {
    let value = newer(
        json!({"full_product_names": [
            {"name": "left", "product_id": "A", "product_identification_helper": {"purls": ["pkg:npm/left@1.2.0?arch=x", "pkg:npm/left@1.2.0?arch=y"]}},
            {"name": "Can", "product_id": "B", "product_identification_helper": {"x_generic_uris": [{"namespace": "https://example.com", "uri": "urn:can:7"}], "serial_numbers": ["S1"]}}]}),
        json!([{"cve": "CVE-2026-1", "product_status": {"known_affected": ["A"], "unknown": ["B"]}}]),
    );
    let reading = feed(&value);
    assert_eq!(reading.problems, Vec::new());
    let statements = &reading.facts.advisories[0].statements;
    assert!(matches!(&statements[0].target, Target::Package { key, .. } if key.to_string() == "npm/left"));
    assert_eq!(statements[1].status, Status::Unstated);
    assert_eq!(device(&reading.facts.advisories[0], 1).identifiers, ["serial:S1", "urn:can:7"]);
}
