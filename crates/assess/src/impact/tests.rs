//! Promises of the climb.

use sekisho_model::{AdvisoryForm, Record, RecordKind, Statement};
use serde_json::json;

use super::*;

fn register() -> Register {
    let mut register = Register::default();
    for (kind, document) in [
        (
            RecordKind::Business,
            json!({ "id": "B1", "name": "組立ライン1", "importance": "large", "loss": { "delivery": "high" } }),
        ),
        (RecordKind::Business, json!({ "id": "B2", "name": "検査", "importance": "small" })),
        (
            RecordKind::Zone,
            json!({ "id": "Z1", "name": "生産", "parent": "not-applicable", "businesses": ["B1"] }),
        ),
        (RecordKind::Zone, json!({ "id": "Z2", "name": "検査室", "parent": "Z1", "businesses": ["B2"] })),
        (RecordKind::Supplier, json!({ "id": "S1", "name": "制御商会", "contact": "窓口 花子" })),
        (RecordKind::Product, json!({ "id": "P1", "name": "EM-200", "maker": "own", "businesses": ["B1"] })),
        (
            RecordKind::Asset,
            json!({ "id": "A1", "name": "主PLC", "kind": "device", "zone": "Z1", "supplier": "S1" }),
        ),
        (
            RecordKind::Asset,
            json!({ "id": "A2", "name": "検査PC", "kind": "device", "zone": "Z2", "products": ["P1"] }),
        ),
    ] {
        register.put(Record::deserialize_as(kind, document).unwrap());
    }
    assert!(register.check().is_empty());
    register
}

fn advisory() -> Advisory {
    Advisory {
        id: "SKS-1".parse().unwrap(),
        form: AdvisoryForm::Csaf20,
        publisher: String::new(),
        title: "a hole".to_owned(),
        aliases: BTreeSet::new(),
        published: None,
        modified: None,
        withdrawn: None,
        informational: String::new(),
        cvss: None,
        statements: Vec::<Statement>::new(),
        references: Vec::new(),
        edition: sekisho_model::Edition::default(),
        vulnerabilities: Vec::new(),
    }
}

fn finding(thing: Thing, verdict: Verdict) -> Finding {
    Finding {
        thing,
        verdict,
        confidence: Confidence::Exact,
        reason: Reason::EveryVersion,
        vulnerabilities: BTreeSet::new(),
        remedies: Vec::new(),
    }
}

fn component(subject: SbomSubject) -> Thing {
    Thing::Component {
        label: "rustls 0.20.0".into(),
        purl: String::new(),
        sbom: "ab".parse().unwrap(),
        subject,
    }
}

#[test]
fn a_device_climbs_to_its_business_and_its_supplier_is_asked() {
    let question = Question {
        findings: vec![finding(Thing::Asset("A1".parse().unwrap()), Verdict::Affected)],
        ..Question::default()
    };
    let impact = impact(&advisory(), &register(), question);
    assert_eq!(impact.chains[0].businesses[0].name, "組立ライン1");
    assert_eq!(impact.importance(), Stated::Known(Importance::Large));
    assert_eq!(impact.suppliers[0].supplier.name, "制御商会");
    assert_eq!(impact.answer().ja, "1 件が影響を受け、「組立ライン1」に及びます（最大の重要度：大）。");
}

#[test]
fn an_own_product_reaches_the_assets_that_run_it_and_the_business_that_makes_it() {
    let question = Question {
        findings: vec![finding(component(SbomSubject::Product("P1".parse().unwrap())), Verdict::Affected)],
        ..Question::default()
    };
    let impact = impact(&advisory(), &register(), question);
    let reached: Vec<&str> =
        impact.businesses.iter().map(|business| business.business.name.as_str()).collect();
    assert_eq!(reached, ["組立ライン1", "検査"]);
    assert_eq!(impact.own_products[0].components.iter().next().unwrap(), "rustls 0.20.0");
}

#[test]
fn an_undecided_chain_is_never_first_while_one_is_affected() {
    let question = Question {
        findings: vec![
            finding(Thing::Asset("A1".parse().unwrap()), Verdict::Undecided),
            finding(Thing::Asset("A2".parse().unwrap()), Verdict::Affected),
        ],
        ..Question::default()
    };
    let impact = impact(&advisory(), &register(), question);
    assert_eq!(impact.chains[0].finding.verdict, Verdict::Affected);
    assert!(impact.answer().en.contains("1 more could not be decided"), "{}", impact.answer().en);
}

#[test]
fn a_device_nobody_has_identified_keeps_the_answer_from_being_clean() {
    let question =
        Question { unidentified: ["A2".parse().unwrap()].into(), not_named: 1, ..Question::default() };
    let impact = impact(&advisory(), &register(), question);
    assert_eq!(impact.verdict(), Verdict::Undecided);
    assert_eq!(impact.unidentified[0].name, "検査PC");
}

#[test]
fn an_unattached_component_still_appears() {
    let question = Question {
        findings: vec![finding(component(SbomSubject::Unattached), Verdict::Affected)],
        ..Question::default()
    };
    let impact = impact(&advisory(), &register(), question);
    assert_eq!(impact.chains.len(), 1);
    assert_eq!(impact.chains[0].asset, None);
}

#[test]
fn what_has_no_sbom_is_never_part_of_a_clean_answer() {
    let impact =
        impact(&advisory(), &register(), Question { not_named: 9, unlisted: 2, ..Question::default() });
    assert_eq!(impact.verdict(), Verdict::NotAffected);
    assert!(impact.answer().ja.contains("SBOM のない機器・製品 2 件"), "{}", impact.answer().ja);
}

#[test]
fn the_order_in_which_things_were_loaded_does_not_show() {
    let register = register();
    let things = [component(SbomSubject::Unattached), Thing::Asset("A-1".parse().unwrap())];
    let findings: Vec<Finding> =
        things.into_iter().map(|thing| finding(thing, Verdict::NotAffected)).collect();
    let of = |findings: Vec<Finding>| {
        impact(&advisory(), &register, Question { findings, ..Question::default() }).not_affected
    };
    let turned = findings.iter().rev().cloned().collect();
    assert_eq!(of(findings), of(turned));
}
