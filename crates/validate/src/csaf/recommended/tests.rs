//! Every test of 6.2 and 6.3 against own documents: a right one, which breaks none, and that one with one change,
//! which breaks the test under test at the place that is expected.

use std::collections::BTreeSet;

use proptest::prelude::*;
use sekisho_intake::Limits;
use serde_json::Value;

use super::*;
use crate::csaf::{World, informative, validate};
use crate::{Outcome, Test, testing};

mod names;

/// A change to the right document of an edition, or a few that belong together.
struct Case {
    id: String,
    edition: String,
    /// Pointer and new value; `null` removes.
    changes: Vec<(String, Value)>,
    /// Where the test is then broken.
    places: Vec<String>,
}

/// The changes that break a test (`fires`), that nearly do (`silent`), or that leave it open (`open`).
fn cases(kind: &str) -> Vec<Case> {
    let list: Value = serde_json::from_str(include_str!("tests/cases.json")).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let case = |case: &Value| Case {
        id: text(&case["id"]),
        edition: text(&case["edition"]),
        changes: case["changes"].as_array().unwrap().iter().map(|c| (text(&c[0]), c[1].clone())).collect(),
        places: case["places"].as_array().into_iter().flatten().map(text).collect(),
    };
    list[kind].as_array().unwrap().iter().map(case).collect()
}

impl Case {
    /// How the test ends after the changes.
    fn test(&self) -> Test {
        let mut value = right(&self.edition);
        for (pointer, new) in &self.changes {
            change(&mut value, pointer, new.clone());
        }
        held(&value.to_string()).into_iter().find(|test| test.id == self.id).unwrap()
    }
}

/// The tests of one document, with an outside that answers.
fn held(text: &str) -> Vec<Test> {
    let link = |url: &str| match url {
        _ if url.contains("silent") => None,
        _ if url.contains("gone") => Some(410),
        _ => Some(200),
    };
    let spelling = |word: &str, _: &str| word != "moters";
    let grammar = |text: &str, _: &str| !text.contains("It drive motors");
    let now = "2026-11-25T00:00:00Z".parse().ok();
    let world = World { now, link: Some(&link), spelling: Some(&spelling), grammar: Some(&grammar) };
    validate("own.json", text.as_bytes(), &Limits::default(), &world).tests
}

fn is_ours(id: &str) -> bool {
    id.starts_with("6.2.") || id.starts_with("6.3.")
}

fn right(edition: &str) -> Value {
    let new: Value = serde_json::from_str(include_str!("tests/right_2_1.json")).unwrap();
    match edition {
        "2.0" => older(new),
        _ => new,
    }
}

/// The right document as CSAF 2.0 has it.
fn older(mut value: Value) -> Value {
    value.as_object_mut().unwrap().remove("$schema");
    let changes = [
        ("/document/csaf_version", "\"2.0\""),
        ("/document/license_expression", "null"),
        ("/document/notes/0/product_ids", "null"),
        ("/product_tree/product_paths", "null"),
        (
            "/product_tree/branches/0/branches/0/branches/1/product/product_identification_helper",
            r#"{"purl": "pkg:deb/own/drive@2.0"}"#,
        ),
        (
            "/product_tree/relationships",
            r#"[{"category": "installed_on", "full_product_name": {"name": "Firmware 1.0 on the drive", "product_id": "BOTH", "product_identification_helper": {"skus": ["D"]}}, "product_reference": "OLD", "relates_to_product_reference": "HARD"}]"#,
        ),
        ("/vulnerabilities/0/cwes", "null"),
        ("/vulnerabilities/0/cwe", r#"{"id": "CWE-79", "name": "Improper Neutralization"}"#),
        ("/vulnerabilities/0/disclosure_date", "null"),
        ("/vulnerabilities/0/metrics", "null"),
        (
            "/vulnerabilities/0/scores",
            r#"[{"cvss_v3": {"baseScore": 7.5, "baseSeverity": "HIGH", "vectorString": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H", "version": "3.1"}, "products": ["BOTH"]}]"#,
        ),
    ];
    for (pointer, json) in changes {
        change(&mut value, pointer, serde_json::from_str(json).unwrap());
    }
    value
}

/// Puts a value at a pointer; `null` takes it away, a last step of `-` adds to a list.
fn change(value: &mut Value, pointer: &str, new: Value) {
    let (above, last) = pointer.rsplit_once('/').unwrap();
    let above = value.pointer_mut(above).unwrap_or_else(|| panic!("nothing at {pointer}"));
    match above {
        Value::Array(list) if last == "-" => list.push(new),
        Value::Array(list) => list[last.parse::<usize>().unwrap()] = new,
        Value::Object(members) if new.is_null() => drop(members.remove(last).unwrap()),
        Value::Object(members) => drop(members.insert(last.to_owned(), new)),
        other => panic!("{pointer} leads into {other}"),
    }
}

fn entries() -> impl Iterator<Item = &'static Entry> {
    TESTS.iter().chain(informative::TESTS)
}

#[test]
fn a_right_document_breaks_none() {
    for edition in ["2.0", "2.1"] {
        let tests = held(&right(edition).to_string());
        let broken: Vec<_> =
            tests.iter().filter(|test| is_ours(test.id) && test.outcome != Outcome::Pass).collect();
        assert!(broken.is_empty(), "{edition}: {broken:#?}");
        assert!(tests.iter().filter(|test| is_ours(test.id)).count() >= 30, "{edition}");
    }
}

#[test]
fn each_test_is_broken_at_the_expected_place() {
    for case in cases("fires") {
        let (test, changes) = (case.test(), &case.changes);
        assert_eq!(test.outcome, Outcome::Fail, "{} {changes:?}: {test:?}", case.id);
        let places: Vec<_> = test.findings.iter().map(|finding| finding.path.as_str()).collect();
        assert_eq!(places, case.places, "{} {changes:?}", case.id);
        assert!(test.findings.iter().all(|found| !found.text.ja.is_empty() && !found.text.en.is_empty()));
    }
}

#[test]
fn each_change_that_keeps_a_test_is_let_pass() {
    for case in cases("silent") {
        let (test, changes) = (case.test(), &case.changes);
        assert_eq!(test.outcome, Outcome::Pass, "{} {changes:?}: {test:?}", case.id);
    }
}

#[test]
fn what_cannot_be_decided_is_not_run_and_says_why() {
    for case in cases("open") {
        let (test, changes) = (case.test(), &case.changes);
        assert!(matches!(test.outcome, Outcome::NotRun(_)), "{} {changes:?}: {test:?}", case.id);
    }
}

#[test]
fn without_an_outside_the_tests_that_need_one_are_not_run() {
    let text = right("2.1").to_string();
    let report = validate("own.json", text.as_bytes(), &Limits::default(), &World::default());
    let open: Vec<_> = report
        .tests
        .iter()
        .filter(|test| is_ours(test.id) && test.outcome != Outcome::Pass)
        .map(|test| test.id)
        .collect();
    assert_eq!(open, ["6.3.6", "6.3.7", "6.3.8", "6.3.16"]);
}

#[test]
fn every_test_has_a_document_that_breaks_it_or_leaves_it_open() {
    let shown: BTreeSet<_> =
        ["fires", "open"].iter().flat_map(|kind| cases(kind)).map(|case| case.id).collect();
    // The order of keys has a test of its own: a parsed value has none.
    let bare: Vec<_> =
        entries().map(|entry| entry.id).filter(|id| !shown.contains(*id) && *id != "6.2.13").collect();
    assert!(bare.is_empty(), "{bare:?}");
}

#[test]
fn keys_out_of_order_are_told_by_their_object() {
    let text = right("2.0").to_string();
    let text = text.replacen(
        "\"category\":\"csaf_base\",\"csaf_version\":\"2.0\"",
        "\"csaf_version\":\"2.0\",\"category\":\"csaf_base\"",
        1,
    );
    let tests = held(&text);
    let test = tests.iter().find(|test| test.id == "6.2.13").unwrap();
    let places: Vec<_> = test.findings.iter().map(|finding| finding.path.as_str()).collect();
    assert_eq!(places, ["/document"], "{test:?}");
}

#[test]
fn any_values_in_any_place_are_held_without_a_crash() {
    let odd = ["null", "1", "\"\"", "[]", "{}", "[[]]", "[{}]", "[null, 1]", "true", "\"vers:/|>\"", "\"-\""];
    let base = right("2.1");
    let mut pointers = Vec::new();
    crate::csaf::node::Node::root(&base).walk(&mut |node| pointers.push(node.pointer()));
    for (number, pointer) in pointers.iter().enumerate().filter(|(_, pointer)| !pointer.is_empty()) {
        let mut value = base.clone();
        *value.pointer_mut(pointer).unwrap() = serde_json::from_str(odd[number % odd.len()]).unwrap();
        let known = pointer == "/document" || pointer == "/document/csaf_version";
        assert!(known || held(&value.to_string()).len() > 60, "{pointer}");
    }
}

#[test]
fn very_many_branches_beside_each_other_are_left_and_told() {
    let mut value = right("2.1");
    let range = |number: usize| {
        serde_json::json!({
            "category": "product_version_range",
            "name": format!(">={number}|<{}", number + 1),
            "product": {"name": "x", "product_id": format!("P{number}")}
        })
    };
    let branches = value.pointer_mut("/product_tree/branches/0/branches/0/branches").unwrap();
    branches.as_array_mut().unwrap().extend((0..1_500).map(range));
    let tests = held(&value.to_string());
    let outcome = |id: &str| &tests.iter().find(|test| test.id == id).unwrap().outcome;
    assert!(matches!(outcome("6.2.50.2"), Outcome::NotRun(_)), "{:?}", outcome("6.2.50.2"));
    assert_eq!(outcome("6.2.50.1"), &Outcome::Pass);
}

/// Any JSON value, not deep.
fn any_value() -> impl Strategy<Value = Value> {
    let words =
        ["", "-", "x", "vers:a/*", ">1|<2", "CWE-20", "de", "md5", "/", "cpe:2.3:a:b", "pkg:deb/a@1", "日本"];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        proptest::sample::select(words.to_vec()).prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        let keys = ["category", "name", "product", "branches", "products", "content", "cvss_v3", "id", "url"];
        let members =
            proptest::collection::vec((proptest::sample::select(keys.to_vec()), inner.clone()), 0..4);
        prop_oneof![
            proptest::collection::vec(inner, 0..4).prop_map(Value::from),
            members.prop_map(|members| members
                .into_iter()
                .map(|(key, value)| (key.to_owned(), value))
                .collect()),
        ]
    })
}

proptest! {
    #![proptest_config(testing::seeded(200))]

    #[test]
    fn any_document_ends_every_test(changes in proptest::collection::vec((any::<prop::sample::Index>(), any_value()), 1..6), new in any::<bool>()) {
        let mut value = right(if new { "2.1" } else { "2.0" });
        for (index, change) in changes {
            let mut pointers = Vec::new();
            crate::csaf::node::Node::root(&value).walk(&mut |node| pointers.push(node.pointer()));
            pointers.retain(|pointer| !matches!(pointer.as_str(), "" | "/document" | "/document/csaf_version"));
            if !pointers.is_empty() {
                *value.pointer_mut(&pointers[index.index(pointers.len())]).unwrap() = change;
            }
        }
        prop_assert!(held(&value.to_string()).len() > 50);
    }
}
