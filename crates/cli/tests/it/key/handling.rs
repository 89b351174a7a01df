//! What persons have decided and done in the sample plant, and what public lists add, held against the key.
//!
//! Recovery is judged for the day on which the key was made, from the register as the program keeps it.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use sekisho_app::{App, Caller, Database, Folder, Opening};
use sekisho_assess::Impact;
use sekisho_assess::recovery::{Case, Dates, Recovery, Stage, recovery};
use sekisho_exchange::ImportOptions;
use sekisho_model::Register;
use sekisho_supply::Verdict;
use serde_json::Value;

use crate::harness::{Bench, root};

/// The day of the key.
const DAY: Date = date(2026, 11, 24);

/// Rows of the table below a heading of the key, without its head.
fn rows(heading: &str) -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(root().join("sample/EXPECTED.md")).unwrap();
    let section = text.split_once(&format!("### {heading}\n")).unwrap().1;
    let rows: Vec<Vec<String>> = section
        .lines()
        .skip_while(|line| !line.starts_with("|---"))
        .skip(1)
        .take_while(|line| line.starts_with('|'))
        .map(|line| line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect())
        .collect();
    assert!(!rows.is_empty(), "{heading}");
    rows
}

/// What one advisory means for the plant.
fn impact(bench: &Bench, id: &str) -> Value {
    bench.run(&["--format", "json", "impact", id]).ends(0).json()["impacts"][0].clone()
}

/// Every judgement of an impact on a thing: that of each way up, and of what is not affected.
fn findings<'i>(impact: &'i Value, thing: &str) -> Vec<&'i Value> {
    let open = impact["chains"].as_array().unwrap().iter().map(|chain| &chain["finding"]);
    let clean = impact["not_affected"].as_array().unwrap().iter();
    open.chain(clean).filter(|finding| finding["thing"] == thing).collect()
}

#[test]
fn every_advisory_comes_as_soon_as_was_worked_out_by_hand() {
    let bench = Bench::sample();
    let mut seen = 0;
    for row in rows("How soon") {
        for id in row[0].split(", ") {
            let impact = impact(&bench, id);
            let urgency = impact["urgency"].as_str().unwrap();
            let reasons = &impact["urgency_reasons"];
            assert!(row[1].split(" or ").any(|word| word == urgency), "{id} is {urgency}: {row:?} {reasons}");
            seen += 1;
        }
    }
    assert_eq!(seen, std::fs::read_dir(root().join("sample/advisories")).unwrap().count());
}

#[test]
fn a_decision_holds_for_the_versions_that_it_names_and_no_longer() {
    let bench = Bench::sample();
    for row in rows("Decisions and rulings").iter().filter(|row| row[0].starts_with("VD-")) {
        let [record, advisory, thing, holds, answer, ..] = &row[..] else { panic!("{row:?}") };
        let (thing, product) = thing.split_once(" in ").unwrap();
        let impact = impact(&bench, advisory);
        let found = findings(&impact, thing);
        assert!(!found.is_empty(), "{row:?}");
        for finding in found {
            assert_eq!(finding["verdict"].as_str().unwrap(), answer.replace(' ', "-"), "{row:?} {finding}");
            let decision = &finding["each"][0]["decision"];
            assert_eq!(decision == record.as_str(), holds == "yes", "{row:?} {decision}");
        }
        let reached =
            impact["chains"].as_array().unwrap().iter().any(|chain| chain["product"]["id"] == product);
        assert_eq!(reached, holds == "no", "{row:?}");
    }
}

#[test]
fn a_device_that_a_person_ruled_out_is_held_against_its_own_product_alone() {
    let bench = Bench::sample();
    let impact = impact(&bench, "SKS-2026-0011");
    let by_vulnerability = |asset: &str| -> BTreeMap<String, String> {
        let [finding] = findings(&impact, asset)[..] else { panic!("{asset}: {impact}") };
        let each = finding["each"].as_array().unwrap().iter();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        each.map(|answer| (text(&answer["vulnerability"]), text(&answer["verdict"]))).collect()
    };
    let answers = |first: &str, second: &str| {
        BTreeMap::from([
            ("CVE-2022-29519".to_owned(), first.to_owned()),
            ("CVE-2022-30997".to_owned(), second.to_owned()),
        ])
    };
    assert_eq!(by_vulnerability("CTL-UTL1"), answers("affected", "not-affected"));
    assert_eq!(by_vulnerability("CTL-UTL2"), answers("undecided", "undecided"));
}

/// The sample's cases, as of the day of the key.
fn recovered() -> Recovery {
    let bench = Bench::sample();
    let folder = Folder { path: bench.path("data"), database: Database::Embedded };
    let impacts = tokio::runtime::Runtime::new().unwrap().block_on(async {
        let app = App::open(&folder, Opening::Read).await.unwrap();
        sekisho_app::impact::all(&app, &Caller::local("key")).await.unwrap()
    });
    let plant = std::fs::read(root().join("sample/plant.toml")).unwrap();
    let register = sekisho_exchange::read_register(
        "plant.toml",
        &plant,
        &Register::default(),
        &ImportOptions::default(),
    );
    recovery(&impacts, &register.facts, &published(&impacts), DAY)
}

/// The day on which each advisory came out, from its own file.
fn published(impacts: &[Impact]) -> BTreeMap<String, Dates> {
    let day = |impact: &Impact| {
        let id = impact.advisory.id.to_string();
        let path = root().join(format!("sample/advisories/{}.json", id.to_lowercase()));
        let document: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
        let day = document.pointer("/document/tracking/initial_release_date").or(document.get("published"));
        let day: Option<Date> = day.unwrap().as_str().unwrap()[..10].parse().ok();
        (id, Dates { disclosed: day, known: day })
    };
    impacts.iter().map(day).collect()
}

const fn stage(stage: Stage) -> &'static str {
    match stage {
        Stage::Known => "known",
        Stage::Decided => "decided",
        Stage::Done => "done",
        Stage::Verified => "verified",
    }
}

#[test]
fn what_was_dealt_with_is_as_far_as_was_worked_out_by_hand() {
    let recovery = recovered();
    let yes = |yes: bool| if yes { "yes" } else { "no" };
    for row in rows("Recovery, as of 2026-11-24") {
        let [record, advisory, asset, ..] = &row[..] else { panic!("{row:?}") };
        // What is no longer found goes by the vulnerability that its record names.
        let is_it = |case: &&Case| {
            case.subject.id() == asset && (case.advisory == *advisory || case.verdict == Verdict::NotAffected)
        };
        let [case] = recovery.cases.iter().filter(is_it).collect::<Vec<_>>()[..] else {
            panic!("{record}: {:?}", recovery.cases)
        };
        let found = [stage(case.stage), yes(case.is_open()), yes(case.is_late(DAY))];
        assert_eq!(found[..], row[3..6], "{record}: {case:?}");
        assert_eq!(case.contradicts, row[6].contains("contradiction, so"), "{record}: {case:?}");
    }
}

#[test]
fn the_cases_are_counted_as_by_hand() {
    let text = std::fs::read_to_string(root().join("sample/EXPECTED.md")).unwrap();
    let recovery = recovered();
    let cases = recovery.cases.len();
    assert!(text.contains(&format!("{cases} in all: {} open,", recovery.open)), "{recovery:#?}");
    assert!(text.contains(&format!("Late are {} of the open ones", recovery.late)), "{recovery:#?}");
}
