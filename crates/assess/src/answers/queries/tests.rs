//! Each query on rows of its own, and on the same rows with one thing different; the cases are data.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, date};
use sekisho_catalog::{Catalog, Criterion, Query};
use sekisho_model::{ProductId, Record, RecordKind, Register};
use serde::Deserialize;
use serde_json::{Map, Value};

use sekisho_supply::Verdict;

use super::super::{Beside, Ground, Lack, Showing, Whose};
use crate::facts::{Exposures, Facts};
use crate::impact::{Named, Urgency};
use crate::recovery::{Case as Recovered, InScope, Recovery, Stage, Subject};

const TODAY: Date = date(2026, 11, 25);

/// The product that the cases speak of.
const PRODUCT: &str = "P-1";

#[derive(Deserialize)]
struct Cases {
    case: Vec<Case>,
}

/// Rows that show what a query asks for, and how each single difference changes the answer.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    query: String,
    #[serde(default)]
    beside: Known,
    records: Vec<Map<String, Value>>,
    shows: BTreeSet<String>,
    best: String,
    without: BTreeSet<String>,
    wrong: Vec<Wrong>,
}

/// One thing that differs.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wrong {
    #[serde(default)]
    of: String,
    #[serde(default)]
    set: Map<String, Value>,
    beside: Option<Known>,
    comes: String,
    lacks: String,
}

/// What is known beside the register.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Known {
    open_alerts: Option<usize>,
    components: Option<usize>,
    exposed: Option<(usize, usize)>,
}

impl Known {
    fn beside(&self) -> Beside {
        let of = |id: &str| -> ProductId { id.parse().unwrap() };
        Beside {
            recovery: None,
            components: self.components.map(|n| BTreeMap::from([(of(PRODUCT), n)])).unwrap_or_default(),
            exposed: self.exposed.map(|found| BTreeMap::from([(of(PRODUCT), found)])).unwrap_or_default(),
            open_alerts: self.open_alerts,
        }
    }
}

fn cases() -> Vec<Case> {
    toml::from_str::<Cases>(include_str!("cases.toml")).unwrap().case
}

fn query(code: &str) -> Query {
    *Query::ALL.iter().find(|query| query.code() == code).unwrap_or_else(|| panic!("no query {code}"))
}

/// A criterion that asks it, one with an interval where there is one.
fn criterion(query: Query) -> &'static Criterion {
    let catalog = Catalog::built_in();
    let frameworks = catalog.frameworks();
    let asking = frameworks.iter().flat_map(|framework| catalog.criteria_with_included(&framework.id));
    let asking = asking.filter(|criterion| criterion.query == Some(query));
    asking.max_by_key(|criterion| criterion.cadence_months.is_some()).unwrap()
}

/// A row as a record; `kind` is the record's kind, and `of` its field of that name.
fn record(row: &Map<String, Value>) -> Record {
    let mut fields = row.clone();
    let kind = fields.remove("kind").and_then(|kind| RecordKind::from_code(kind.as_str()?)).unwrap();
    if let Some(of) = fields.remove("of") {
        fields.insert("kind".to_owned(), of);
    }
    Record::deserialize_as(kind, Value::Object(fields.clone()))
        .unwrap_or_else(|error| panic!("{error}: {fields:?}"))
}

fn register(rows: &[Map<String, Value>]) -> Register {
    let mut register = Register::default();
    for row in rows {
        register.put(record(row));
    }
    register
}

fn asked(case: &Case, rows: &[Map<String, Value>], known: &Known) -> Showing {
    let query = query(&case.query);
    let (register, exposures, beside) = (register(rows), Exposures::new(), known.beside());
    let facts = Facts::new(&register, Catalog::built_in(), &exposures, TODAY);
    let whose = match query.subject() {
        sekisho_catalog::Subject::Product => Whose::Product(PRODUCT.parse().unwrap()),
        _ => Whose::Company,
    };
    super::ask(Ground { facts: &facts, beside: &beside }, &whose, criterion(query), query)
}

fn code(showing: &Showing) -> &'static str {
    match showing {
        Showing::Nothing(_) => "nothing",
        Showing::Met(_) => "met",
        _ if showing.is_whole_but_for_words() => "words",
        Showing::Partly { .. } => "partly",
        Showing::NotMet { .. } => "not-met",
    }
}

fn ids(showing: &Showing) -> BTreeSet<String> {
    showing.shows().iter().map(|row| row.id.clone()).collect()
}

fn lacking<'s>(showing: &'s Showing) -> BTreeSet<&'s str> {
    let row = |lack: &'s Lack| match lack {
        Lack::Row(row) => Some(row.id.as_str()),
        Lack::Missing(_) | Lack::Beyond(_) => None,
    };
    showing.lacks().iter().filter_map(row).collect()
}

/// The rows with one thing different.
fn changed(case: &Case, wrong: &Wrong) -> Vec<Map<String, Value>> {
    let mut rows = case.records.clone();
    if wrong.of.is_empty() {
        return rows;
    }
    let row = rows.iter_mut().find(|row| row["id"] == wrong.of.as_str());
    let row = row.unwrap_or_else(|| panic!("{}: no record {}", case.query, wrong.of));
    for (field, value) in &wrong.set {
        let field = if field == "kind" { "of" } else { field };
        assert_ne!(row.get(field), Some(value), "{}: {field} does not differ", case.query);
        row.insert(field.to_owned(), value.clone());
    }
    rows
}

#[test]
fn every_query_has_a_case_and_at_least_one_difference_that_it_notices() {
    let cases = cases();
    for query in Query::ALL.iter().filter(|query| **query != Query::PatchTimes) {
        let case = cases.iter().filter(|case| case.query == query.code());
        assert_eq!(case.clone().count(), 1, "{}", query.code());
        assert!(case.into_iter().all(|case| !case.wrong.is_empty()), "{}", query.code());
    }
}

#[test]
fn what_a_query_asks_is_shown_by_the_rows_that_say_it() {
    for case in cases() {
        let showing = asked(&case, &case.records, &case.beside);
        assert_eq!(code(&showing), case.best, "{}: {showing:?}", case.query);
        assert_eq!(ids(&showing), case.shows, "{}", case.query);
    }
}

#[test]
fn one_difference_is_noticed_and_its_row_is_named() {
    for case in cases() {
        for wrong in &case.wrong {
            let known = wrong.beside.as_ref().unwrap_or(&case.beside);
            let showing = asked(&case, &changed(&case, wrong), known);
            let about = format!("{} {} {:?}: {showing:?}", case.query, wrong.of, wrong.set);
            assert_eq!(code(&showing), wrong.comes, "{about}");
            if wrong.lacks.is_empty() {
                assert!(lacking(&showing).is_empty(), "{about}");
            } else {
                assert!(lacking(&showing).contains(wrong.lacks.as_str()), "{about}");
            }
            assert_eq!(showing.shows().iter().find(|row| row.id == wrong.lacks), None, "{about}");
        }
    }
}

#[test]
fn without_its_rows_a_query_knows_nothing() {
    for case in cases() {
        let is_kept = |row: &&Map<String, Value>| !case.without.contains(row["id"].as_str().unwrap());
        let rows: Vec<_> = case.records.iter().filter(is_kept).cloned().collect();
        let showing = asked(&case, &rows, &case.beside);
        assert_eq!(code(&showing), "nothing", "{}: {showing:?}", case.query);
    }
}

/// An advisory of 2026-11-01 on a computer, as the recovery clock tells it.
fn patched(change: impl Fn(&mut Recovered)) -> Showing {
    let day = date(2026, 11, 1);
    let mut case = Recovered {
        advisory: "A-1".to_owned(),
        vulnerabilities: BTreeSet::new(),
        subject: Subject::Asset(Named { id: "PC-1".parse().unwrap(), name: "保全 PC".to_owned() }),
        verdict: Verdict::Affected,
        urgency: Urgency::Now,
        disclosed: Some(day),
        known: Some(day),
        decided: None,
        done: Some(date(2026, 11, 15)),
        verified: None,
        means: None,
        stage: Stage::Done,
        in_scope: InScope::Yes,
        due: Some(date(2026, 11, 15)),
        contradicts: false,
    };
    change(&mut case);
    let recovery = Recovery {
        cases: vec![case],
        open: 0,
        late: 0,
        median_days: None,
        median_days_before: None,
        weeks: Vec::new(),
    };
    let (register, exposures) = (Register::default(), Exposures::new());
    let facts = Facts::new(&register, Catalog::built_in(), &exposures, TODAY);
    let beside = Beside { recovery: Some(recovery), ..Beside::default() };
    let fourteen =
        |it: &&Criterion| it.query == Some(Query::PatchTimes) && it.id.to_string().ends_with("4-4-4-2");
    let catalog = Catalog::built_in();
    let criterion = catalog.criteria.values().find(fourteen).unwrap();
    super::ask(Ground { facts: &facts, beside: &beside }, &Whose::Company, criterion, Query::PatchTimes)
}

#[test]
fn days_until_vulnerabilities_were_dealt_with_count_from_their_publication() {
    assert_eq!(code(&patched(|_| {})), "met", "on the fourteenth day");
    assert_eq!(code(&patched(|case| case.done = Some(date(2026, 11, 16)))), "not-met", "a day late");
    let open = |disclosed| {
        move |case: &mut Recovered| {
            (case.stage, case.done, case.disclosed) = (Stage::Known, None, Some(disclosed));
        }
    };
    assert_eq!(code(&patched(open(date(2026, 11, 1)))), "not-met", "open after its days");
    assert_eq!(code(&patched(open(date(2026, 11, 20)))), "nothing", "open within its days shows nothing yet");
    assert_eq!(code(&patched(|case| case.in_scope = InScope::Unknown)), "not-met", "nobody said what it is");
    assert_eq!(code(&patched(|case| case.in_scope = InScope::No)), "nothing", "no device that is meant");
    assert_eq!(code(&patched(|case| case.contradicts = true)), "not-met", "done, and still affected");
    let nobody_knows = |case: &mut Recovered| (case.disclosed, case.known) = (None, None);
    assert_eq!(code(&patched(nobody_knows)), "not-met", "neither day is known");
}
