//! Promises of the recovery clock.

use jiff::civil::date;
use sekisho_model::{Advisory, AdvisoryForm, Cvss, Edition, Record, RecordKind};
use sekisho_supply::{Confidence, Reason};
use serde_json::json;

use super::*;
use crate::impact::{Answer, Finding, Question, Thing, impact};

const TODAY: Date = date(2026, 11, 25);

fn register(remediations: &[serde_json::Value]) -> Register {
    let mut register = Register::default();
    let asset =
        json!({ "id": "A1", "name": "FW", "kind": "network", "role": "firewall", "importance": "small" });
    register.put(Record::deserialize_as(RecordKind::Asset, asset).unwrap());
    for remediation in remediations {
        register.put(Record::deserialize_as(RecordKind::Remediation, remediation.clone()).unwrap());
    }
    assert!(register.check().is_empty());
    register
}

fn advisory(score_tenths: Option<u8>) -> Advisory {
    Advisory {
        id: "V-1".parse().unwrap(),
        form: AdvisoryForm::Csaf20,
        publisher: String::new(),
        title: String::new(),
        aliases: ["CVE-1".to_owned()].into(),
        published: None,
        modified: None,
        withdrawn: None,
        informational: String::new(),
        cvss: score_tenths.map(|score_tenths| Cvss { vector: String::new(), score_tenths }),
        statements: Vec::new(),
        references: Vec::new(),
        edition: Edition::default(),
        vulnerabilities: Vec::new(),
    }
}

/// The recovery of one advisory that affects the firewall; `None` where it is no longer affected.
fn with(score_tenths: Option<u8>, affected: bool, remediations: &[serde_json::Value]) -> Recovery {
    let register = register(remediations);
    let answer = Answer {
        vulnerability: Some("CVE-1".parse().unwrap()),
        verdict: Verdict::Affected,
        confidence: Confidence::Exact,
        reason: Reason::EveryVersion,
        remedies: Vec::new(),
        decision: None,
        named: None,
    };
    let finding = Finding::worst_of(Thing::Asset("A1".parse().unwrap()), vec![answer]);
    let findings = if affected { vec![finding] } else { Vec::new() };
    let question = Question { findings, ..Question::default() };
    let impacts = [impact(&advisory(score_tenths), &register, question, TODAY)];
    let dates = Dates { disclosed: Some(date(2026, 11, 1)), known: Some(date(2026, 11, 5)) };
    let dates = ["V-1", "CVE-1"].map(|name| (name.to_owned(), dates)).into();
    recovery(&impacts, &register, &dates, TODAY)
}

#[test]
fn the_fourteen_days_run_from_publication_where_the_score_is_high_or_not_told() {
    let due = |score| with(score, true, &[]).cases[0].due;
    assert_eq!(due(Some(70)), Some(date(2026, 11, 15)));
    assert_eq!(due(None), Some(date(2026, 11, 15)));
    assert_eq!(due(Some(69)), None);
    let recovery = with(Some(98), true, &[]);
    assert_eq!((recovery.open, recovery.late), (1, 1));
    assert_eq!(recovery.cases[0].in_scope, InScope::Yes);
    assert_eq!(recovery.cases[0].stage, Stage::Known);
}

#[test]
fn a_mitigation_of_the_four_ends_the_clock_and_its_days_are_counted() {
    let record = json!({ "id": "FX-1", "name": "切り離し", "vulnerabilities": ["CVE-1"], "assets": ["A1"],
        "state": "done", "kind": "isolate", "decided": "2026-11-06", "done": "2026-11-12", "verified": "2026-11-13" });
    let recovery = with(Some(98), true, std::slice::from_ref(&record));
    let case = &recovery.cases[0];
    assert_eq!((case.stage, case.is_open(), case.is_late(TODAY)), (Stage::Verified, false, false));
    assert_eq!((recovery.open, recovery.median_days), (0, Some(7)));
    assert_eq!(recovery.median_days_before, None);
    let mut under_way = record;
    under_way["state"] = json!("in-progress");
    let case = &with(Some(98), true, &[under_way]).cases[0];
    assert_eq!((case.stage, case.done, case.is_open()), (Stage::Decided, None, true));
}

#[test]
fn an_update_that_left_the_old_version_in_the_register_is_not_passed_as_done() {
    let record = json!({ "id": "FX-1", "name": "更新", "vulnerabilities": ["CVE-1"], "assets": ["A1"],
        "state": "done", "kind": "update", "done": "2026-11-12" });
    let recovery = with(Some(98), true, std::slice::from_ref(&record));
    assert!(recovery.cases[0].contradicts && recovery.cases[0].is_open());
    // With the new version in the register it is found no more, and stays in the trend.
    let recovery = with(Some(98), false, &[record]);
    assert_eq!((recovery.open, recovery.cases.len(), recovery.median_days), (0, 1, Some(7)));
    assert_eq!(recovery.cases[0].disclosed, Some(date(2026, 11, 1)));
}

#[test]
fn the_weeks_add_up_to_the_cases_in_them() {
    let record = json!({ "id": "FX-1", "name": "更新", "vulnerabilities": ["CVE-1"], "assets": ["A1"],
        "state": "done", "kind": "isolate", "done": "2026-11-20" });
    let weeks = with(Some(98), true, &[record]).weeks;
    assert_eq!(weeks.len(), 12);
    assert_eq!(weeks[11].from, date(2026, 11, 19));
    let sum = |of: fn(&Week) -> usize| weeks.iter().map(of).sum::<usize>();
    assert_eq!((sum(|week| week.known), sum(|week| week.done)), (1, 1));
    assert_eq!((weeks[9].open, weeks[10].open, weeks[11].open), (1, 1, 0));
}
