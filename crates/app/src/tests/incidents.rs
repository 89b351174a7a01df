//! Incidents: opened, written to, merged, and what their clocks make of it.

use jiff::{SignedDuration, Timestamp};
use sekisho_model::{CaseId, IncidentFact, RecordKind};
use sekisho_respond::{Clock, State, Warning};
use serde_json::json;

use super::{Bench, editor};
use crate::AppError;
use crate::incident::{self, Addition, Incident, Opening};
use crate::tables::RowRef;

const EARLY: &str = "cra-aev-early-warning";

fn opening(name: &str, exercise: bool) -> Opening {
    Opening { name: name.to_owned(), exercise, ..Opening::default() }
}

fn aware(hours_ago: i64, reason: &str) -> Addition {
    Addition {
        what: IncidentFact::Aware { matter: "exploited-vulnerability".to_owned() },
        at: Some(Timestamp::now() - SignedDuration::from_hours(hours_ago)),
        words: reason.to_owned(),
        source: "PSIRT".to_owned(),
        supersedes: None,
    }
}

async fn open(bench: &Bench, name: &str) -> CaseId {
    incident::open(&bench.app, &editor(), opening(name, false)).await.unwrap()
}

fn clock<'a>(incident: &'a Incident, duty: &str) -> &'a Clock {
    incident.clocks.iter().find(|clock| clock.duty.id.as_str() == duty).unwrap()
}

#[tokio::test]
async fn an_awareness_starts_the_clock_and_is_shown_as_recorded_late() {
    let bench = Bench::new().await;
    let case = open(&bench, "ゲートウェイの悪用").await;
    let no_reason = incident::add(&bench.app, &editor(), &case, aware(30, " ")).await;
    assert!(matches!(no_reason, Err(AppError::Invalid(_))), "{no_reason:?}");
    let addition = aware(30, "顧客のログ");
    let at = addition.at.unwrap();
    assert_eq!(incident::add(&bench.app, &editor(), &case, addition).await.unwrap(), 2);
    let shown = incident::show(&bench.app, &editor(), &case).await.unwrap();
    let clock = clock(&shown, EARLY);
    assert_eq!(clock.state, State::Missed);
    assert_eq!(clock.deadline.as_ref().unwrap().at.as_second(), at.as_second() + 24 * 3600);
    assert!(clock.warnings.iter().any(|warning| matches!(warning, Warning::RecordedLate { .. })));
    bench.sound().await;
}

#[tokio::test]
async fn a_correction_keeps_both_and_may_not_change_what_it_is_about() {
    let bench = Bench::new().await;
    let case = open(&bench, "悪用").await;
    incident::add(&bench.app, &editor(), &case, aware(5, "一報")).await.unwrap();
    let correct = |no| Addition { supersedes: Some(no), ..aware(3, "時刻の誤り") };
    let other = incident::add(&bench.app, &editor(), &case, correct(1)).await;
    assert!(matches!(other, Err(AppError::Invalid(_))), "{other:?}");
    let none = incident::add(&bench.app, &editor(), &case, correct(9)).await;
    assert!(matches!(none, Err(AppError::NotFound { .. })), "{none:?}");
    incident::add(&bench.app, &editor(), &case, correct(2)).await.unwrap();
    let twice = incident::add(&bench.app, &editor(), &case, correct(2)).await;
    assert!(matches!(twice, Err(AppError::Invalid(_))), "{twice:?}");
    let shown = incident::show(&bench.app, &editor(), &case).await.unwrap();
    assert_eq!(shown.entries.len(), 3);
    let clock = clock(&shown, EARLY);
    assert_eq!((&clock.state, clock.ground.superseded.len()), (&State::Running, 1));
}

#[tokio::test]
async fn a_merged_incident_loses_nothing_and_the_earliest_awareness_counts() {
    let bench = Bench::new().await;
    let (first, second) = (open(&bench, "一つ目").await, open(&bench, "二つ目").await);
    incident::add(&bench.app, &editor(), &first, aware(1, "自社")).await.unwrap();
    incident::add(&bench.app, &editor(), &second, aware(9, "顧客から")).await.unwrap();
    let itself = incident::merge(&bench.app, &editor(), &second, &second, "同じ").await;
    assert!(matches!(itself, Err(AppError::Invalid(_))), "{itself:?}");
    let no = incident::merge(&bench.app, &editor(), &second, &first, "同じ事案").await.unwrap();
    let back = incident::merge(&bench.app, &editor(), &first, &second, "逆").await;
    assert!(matches!(back, Err(AppError::Invalid(_))), "{back:?}");
    let late = incident::add(&bench.app, &editor(), &second, aware(0, "後から")).await;
    assert!(matches!(late, Err(AppError::Invalid(_))), "{late:?}");
    let shown = incident::show(&bench.app, &editor(), &first).await.unwrap();
    assert_eq!((shown.entries.len(), shown.merged.len()), (5, 1));
    let ground = clock(&shown, EARLY).ground.event.clone().unwrap();
    assert_eq!(ground.as_str(), format!("{second}#2"));
    assert!(incident::show(&bench.app, &editor(), &second).await.unwrap().clocks.is_empty());
    let undo =
        Addition { what: IncidentFact::Void, supersedes: Some(no), ..aware(0, "別の事案だった") };
    incident::add(&bench.app, &editor(), &second, undo).await.unwrap();
    let apart = incident::show(&bench.app, &editor(), &second).await.unwrap();
    assert!(apart.merged_into.is_none() && !apart.clocks.is_empty());
    bench.sound().await;
}

#[tokio::test]
async fn an_exercise_is_not_merged_with_what_happened() {
    let bench = Bench::new().await;
    let real = open(&bench, "実際").await;
    let drill = incident::open(&bench.app, &editor(), opening("訓練", true)).await.unwrap();
    let mixed = incident::merge(&bench.app, &editor(), &drill, &real, "同じ").await;
    assert!(matches!(mixed, Err(AppError::Invalid(_))), "{mixed:?}");
}

#[tokio::test]
async fn what_an_incident_touches_follows_from_the_register() {
    let bench = Bench::new().await;
    bench
        .put(&[
            (RecordKind::Business, json!({ "id": "B1", "name": "組立" })),
            (RecordKind::Zone, json!({ "id": "Z1", "name": "生産", "businesses": ["B1"] })),
            (RecordKind::Asset, json!({ "id": "A1", "name": "PLC", "kind": "device", "zone": "Z1" })),
        ])
        .await;
    let unknown = Opening { assets: ["A9".parse().unwrap()].into(), ..opening("停止", false) };
    let refused = incident::open(&bench.app, &editor(), unknown).await;
    assert!(matches!(refused, Err(AppError::NotFound { .. })), "{refused:?}");
    let of = Opening { assets: ["A1".parse().unwrap()].into(), ..opening("停止", false) };
    let case = incident::open(&bench.app, &editor(), of).await.unwrap();
    let shown = incident::show(&bench.app, &editor(), &case).await.unwrap();
    assert_eq!((shown.touched[0].name.as_str(), shown.touched[0].zones.len()), ("PLC", 1));
    assert_eq!(shown.touched[0].businesses, ["組立"]);
}

#[tokio::test]
async fn a_case_taken_out_of_the_register_keeps_its_timeline_and_its_id() {
    let bench = Bench::new().await;
    let case = open(&bench, "誤って消す").await;
    let seen = bench.version(RecordKind::Case, case.as_str()).await.unwrap();
    let gone = [RowRef { kind: RecordKind::Case, id: case.to_string(), seen: Some(seen) }];
    crate::tables::remove(&bench.app, &editor(), &gone).await.unwrap();
    let shown = incident::show(&bench.app, &editor(), &case).await.unwrap();
    assert!(shown.removed && shown.entries.len() == 1);
    assert_ne!(open(&bench, "次").await, case);
}
