//! Every mandatory test against own documents: a right one of each edition, which breaks none, and that one with
//! one change, which breaks the test under test at the place that is expected.

use std::collections::BTreeSet;

use sekisho_intake::Limits;
use serde_json::Value;

use super::*;
use crate::csaf::doc::Edition;
use crate::csaf::{World, validate};
use crate::{Outcome, Test};

/// A change to the right document of an edition, or a few that belong together.
struct Case {
    id: String,
    edition: String,
    /// Pointer and new value; `null` removes, a last step of `-` adds to a list.
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

fn right(edition: &str) -> Value {
    let text = match edition {
        "2.0" => include_str!("tests/right_2_0.json"),
        _ => include_str!("tests/right_2_1.json"),
    };
    serde_json::from_str(text).unwrap()
}

fn held(document: &Value) -> Vec<Test> {
    let world = World { now: None, link: None, spelling: None, grammar: None };
    validate("own-1.json", document.to_string().as_bytes(), &Limits::default(), &world).tests
}

fn change(value: &mut Value, pointer: &str, new: Value) {
    let (above, last) = pointer.rsplit_once('/').unwrap();
    match value.pointer_mut(above).unwrap_or_else(|| panic!("nothing at {pointer}")) {
        Value::Array(list) if last == "-" => list.push(new),
        Value::Array(list) if new.is_null() => drop(list.remove(last.parse::<usize>().unwrap())),
        Value::Array(list) => list[last.parse::<usize>().unwrap()] = new,
        Value::Object(members) if new.is_null() => drop(members.remove(last).unwrap()),
        Value::Object(members) => drop(members.insert(last.to_owned(), new)),
        other => panic!("{pointer} leads into {other}"),
    }
}

impl Case {
    /// How the test ends after the changes.
    fn test(&self) -> Test {
        let mut document = right(&self.edition);
        self.changes.iter().for_each(|(pointer, new)| change(&mut document, pointer, new.clone()));
        held(&document).into_iter().find(|test| test.id == self.id).unwrap()
    }
}

fn is_mandatory(test: &&Test) -> bool {
    TESTS.iter().any(|entry| entry.id == test.id)
}

#[test]
fn a_right_document_breaks_none() {
    for edition in ["2.0", "2.1"] {
        let tests = held(&right(edition));
        let broken: Vec<_> =
            tests.iter().filter(is_mandatory).filter(|test| test.outcome != Outcome::Pass).collect();
        assert!(broken.is_empty(), "{edition}: {broken:#?}");
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
fn what_nothing_at_hand_decides_is_not_passed() {
    for case in cases("open") {
        let (test, changes) = (case.test(), &case.changes);
        assert!(matches!(test.outcome, Outcome::NotRun(_)), "{} {changes:?}: {test:?}", case.id);
    }
}

#[test]
fn every_test_of_each_edition_has_a_document_that_breaks_it() {
    let broken: BTreeSet<_> = cases("fires").into_iter().map(|case| (case.id, case.edition)).collect();
    let open: BTreeSet<_> = cases("open").into_iter().map(|case| (case.id, case.edition)).collect();
    for entry in TESTS {
        for edition in entry.editions {
            let key = (entry.id.to_owned(), edition.name().to_owned());
            assert!(broken.contains(&key) || open.contains(&key), "{key:?}");
        }
    }
}

#[test]
fn the_tests_stand_in_the_standard_s_order() {
    let numbers = |id: &str| id.split('.').map(|part| part.parse::<u32>().unwrap_or(0)).collect::<Vec<_>>();
    for edition in [Edition::V20, Edition::V21] {
        let ids: Vec<_> = TESTS
            .iter()
            .filter(|entry| entry.editions.contains(&edition))
            .map(|entry| numbers(entry.id))
            .collect();
        assert!(ids.is_sorted_by(|a, b| a < b), "{ids:?}");
        assert_eq!(ids.len(), if edition == Edition::V20 { 44 } else { 84 });
    }
}
