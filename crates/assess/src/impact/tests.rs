//! Promises of the climb.

use sekisho_model::{AdvisoryForm, Record, RecordKind, SbomSubject, Statement};
use sekisho_supply::{Confidence, Reason};
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
        statements: vec![Statement {
            target: sekisho_model::Target::Device(sekisho_model::DeviceTarget::default()),
            versions: sekisho_model::Versions::All,
            status: sekisho_model::Status::Unstated,
            vulnerabilities: ["CVE-1", "CVE-2"].map(|id| id.parse().unwrap()).into(),
            remedies: Vec::new(),
            ground: sekisho_model::Ground::default(),
        }],
        references: Vec::new(),
        edition: sekisho_model::Edition::default(),
        vulnerabilities: Vec::new(),
    }
}

const TODAY: jiff::civil::Date = jiff::civil::date(2026, 11, 25);

fn finding(thing: Thing, verdict: Verdict) -> Finding {
    finding_on(None, thing, verdict)
}

fn finding_on(vulnerability: Option<&str>, thing: Thing, verdict: Verdict) -> Finding {
    let answer = Answer {
        vulnerability: vulnerability.map(|id| id.parse().unwrap()),
        verdict,
        confidence: Confidence::Exact,
        reason: Reason::EveryVersion,
        remedies: Vec::new(),
        decision: None,
        named: None,
    };
    Finding::worst_of(thing, vec![answer])
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
    let impact = impact(&advisory(), &register(), question, TODAY);
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
    let impact = impact(&advisory(), &register(), question, TODAY);
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
    let impact = impact(&advisory(), &register(), question, TODAY);
    assert_eq!(impact.chains[0].finding.verdict, Verdict::Affected);
    assert!(impact.answer().en.contains("1 more could not be decided"), "{}", impact.answer().en);
}

#[test]
fn a_device_nobody_has_identified_keeps_the_answer_from_being_clean() {
    let question =
        Question { unidentified: ["A2".parse().unwrap()].into(), not_named: 1, ..Question::default() };
    let impact = impact(&advisory(), &register(), question, TODAY);
    assert_eq!(impact.verdict(), Verdict::Undecided);
    assert_eq!(impact.unidentified[0].name, "検査PC");
}

#[test]
fn an_unattached_component_still_appears() {
    let question = Question {
        findings: vec![finding(component(SbomSubject::Unattached), Verdict::Affected)],
        ..Question::default()
    };
    let impact = impact(&advisory(), &register(), question, TODAY);
    assert_eq!(impact.chains.len(), 1);
    assert_eq!(impact.chains[0].asset, None);
}

#[test]
fn what_has_no_sbom_is_never_part_of_a_clean_answer() {
    let impact = impact(
        &advisory(),
        &register(),
        Question { not_named: 9, unlisted: 2, ..Question::default() },
        TODAY,
    );
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
        impact(&advisory(), &register, Question { findings, ..Question::default() }, TODAY).not_affected
    };
    let turned = findings.iter().rev().cloned().collect();
    assert_eq!(of(findings), of(turned));
}

/// The register with one decision, written as a table's row would be.
fn with_decision(fields: serde_json::Value) -> Register {
    let mut register = register();
    let mut document = json!({ "id": "VX-1", "name": "使っていない", "status": "not-affected",
        "vulnerabilities": ["CVE-1"], "decided": "2026-11-01", "decider": "佐藤",
        "justification": "vulnerable-code-not-in-execute-path" });
    for (field, value) in fields.as_object().unwrap() {
        document[field] = value.clone();
    }
    register.put(Record::deserialize_as(RecordKind::Decision, document).unwrap());
    register
}

fn in_product(version: &str, purl: &str) -> (serde_json::Value, Question) {
    let thing = Thing::Component {
        label: "libx".into(),
        purl: purl.into(),
        sbom: "ab".parse().unwrap(),
        subject: SbomSubject::Product("P1".parse().unwrap()),
    };
    let findings = vec![finding_on(Some("CVE-1"), thing, Verdict::Affected)];
    (
        json!({ "id": "P1", "name": "EM-200", "maker": "own", "version": version, "businesses": ["B1"] }),
        Question { findings, ..Question::default() },
    )
}

/// How it ends for product P1 of a version, holding a component, with a decision.
fn ends(version: &str, purl: &str, decision: serde_json::Value) -> Verdict {
    let (product, question) = in_product(version, purl);
    let mut register = with_decision(decision);
    register.put(Record::deserialize_as(RecordKind::Product, product).unwrap());
    impact(&advisory(), &register, question, TODAY).verdict()
}

#[test]
fn a_decision_holds_for_the_versions_that_it_names_and_for_no_other() {
    let of_product = json!({ "products": ["P1"], "versions": "< V2.1" });
    assert_eq!(ends("2.0", "pkg:npm/x@1.0.0", of_product.clone()), Verdict::NotAffected);
    assert_eq!(ends("2.1", "pkg:npm/x@1.0.0", of_product.clone()), Verdict::Affected);
    assert_eq!(ends("unknown", "pkg:npm/x@1.0.0", of_product), Verdict::Affected);
    let of_component = json!({ "component": "pkg:npm/x", "versions": "vers:npm/<1.2.0" });
    assert_eq!(ends("9", "pkg:npm/x@1.1.0", of_component.clone()), Verdict::NotAffected);
    assert_eq!(ends("9", "pkg:npm/x@1.2.0", of_component.clone()), Verdict::Affected);
    assert_eq!(ends("9", "pkg:npm/y@1.1.0", of_component), Verdict::Affected);
    let exact = json!({ "component": "pkg:npm/x@1.1.0" });
    assert_eq!(ends("9", "pkg:npm/x@1.1.0", exact.clone()), Verdict::NotAffected);
    assert_eq!(ends("9", "pkg:npm/x@1.1.1", exact), Verdict::Affected);
}

#[test]
fn what_a_decision_settled_says_by_which_by_whom_and_until_when() {
    let (product, question) = in_product("2.0", "pkg:npm/x@1");
    let mut register = with_decision(json!({ "products": ["P1"], "versions": "*", "until": "2027-03-31" }));
    register.put(Record::deserialize_as(RecordKind::Product, product).unwrap());
    let settled = impact(&advisory(), &register, question, TODAY).not_affected;
    let expected = Reason::Decided("VX-1 佐藤 2026-11-01 – 2027-03-31 使っていない".to_owned());
    assert_eq!(settled.iter().map(|finding| &finding.reason).collect::<Vec<_>>(), [&expected]);
}

#[test]
fn a_decision_that_lacks_something_or_has_run_out_suppresses_nothing() {
    let holds = json!({ "products": ["P1"], "versions": "*" });
    assert_eq!(ends("2.0", "pkg:npm/x@1", holds.clone()), Verdict::NotAffected);
    for (field, value) in [
        ("justification", json!("unknown")),
        ("versions", json!("unknown")),
        ("versions", json!("about two")),
        ("vulnerabilities", json!(["CVE-2"])),
        ("products", json!([])),
        ("until", json!("2026-11-24")),
        ("decided", json!("2026-11-26")),
        ("status", json!("affected")),
    ] {
        let mut decision = holds.clone();
        decision[field] = value;
        assert_eq!(ends("2.0", "pkg:npm/x@1", decision.clone()), Verdict::Affected, "{decision}");
    }
    let mut looking = holds;
    looking["status"] = json!("under-investigation");
    assert_eq!(ends("2.0", "pkg:npm/x@1", looking), Verdict::Undecided);
}

#[test]
fn a_decision_on_one_vulnerability_leaves_the_others_open() {
    let thing = Thing::Asset("A1".parse().unwrap());
    let mut both = finding_on(Some("CVE-1"), thing.clone(), Verdict::Affected).each.to_vec();
    both.extend(finding_on(Some("CVE-2"), thing.clone(), Verdict::Undecided).each.to_vec());
    let question = Question { findings: vec![Finding::worst_of(thing, both)], ..Question::default() };
    let register = with_decision(json!({ "assets": ["A1"], "versions": "*" }));
    let impact = impact(&advisory(), &register, question, TODAY);
    assert_eq!((impact.counts.affected, impact.counts.undecided), (0, 1));
    let each: Vec<_> = impact.chains[0]
        .finding
        .each
        .iter()
        .map(|answer| {
            (answer.vulnerability.as_ref().unwrap().as_str(), answer.verdict, answer.decision.is_some())
        })
        .collect();
    assert_eq!(each, [("CVE-2", Verdict::Undecided, false), ("CVE-1", Verdict::NotAffected, true)]);
}

#[test]
fn a_decision_for_one_asset_clears_that_asset_and_the_counts_follow() {
    let (product, question) = in_product("2.0", "pkg:npm/x@1");
    // A bought product: only the assets that run it are reached.
    let mut bought = product;
    bought["maker"] = json!({ "supplier": "S1" });
    let on = |assets: serde_json::Value| {
        let mut register = with_decision(json!({ "assets": assets, "versions": "*" }));
        register.put(Record::deserialize_as(RecordKind::Product, bought.clone()).unwrap());
        let also = json!({ "id": "A3", "name": "予備PC", "kind": "device", "products": ["P1"] });
        register.put(Record::deserialize_as(RecordKind::Asset, also).unwrap());
        let impact = impact(&advisory(), &register, question.clone(), TODAY);
        let open: Vec<_> =
            impact.chains.iter().filter_map(|chain| Some(chain.asset.as_ref()?.id.to_string())).collect();
        (open, impact.counts.affected, impact.counts.not_affected)
    };
    assert_eq!(on(json!(["A2"])), (vec!["A3".to_owned()], 1, 0));
    assert_eq!(on(json!(["A2", "A3"])), (vec![], 0, 1));
}
