//! Incidents: opened, written to, merged, and what their clocks make of it.

use jiff::{SignedDuration, Timestamp};
use sekisho_model::{CaseId, IncidentFact, RecordKind};
use sekisho_respond::{Clock, State, Warning};
use serde_json::json;

use super::{Bench, editor};
use crate::AppError;
use crate::answers::{evidence_file, take_evidence};
use crate::incident::{self, Addition, Incident, Opening, report};
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

fn asked() -> report::Asked<'static> {
    report::Asked { duty: EARLY, form: None, forms: sekisho_respond::Forms::built_in() }
}

#[tokio::test]
async fn a_report_is_frozen_with_its_receipt_meets_its_clock_and_is_not_submitted_twice() {
    let bench = Bench::sample().await;
    let case = open(&bench, "ゲートウェイの悪用").await;
    incident::add(&bench.app, &editor(), &case, aware(5, "顧客のログ")).await.unwrap();
    let me = editor();
    let write = |field, words| report::write_field(&bench.app, &me, &case, asked(), (field, words));
    let unknown = write("colour", "red").await.unwrap_err();
    assert!(
        matches!(&unknown, AppError::Invalid(problems) if problems[0].remedy.en.contains("product_name"))
    );
    write("product_name", "EM-200").await.unwrap();
    write("product_name", "EM-200 gateway").await.unwrap();
    let draft = report::drafted(&bench.app, &editor(), &case, asked()).await.unwrap();
    assert_eq!(draft.values()["product_name"], "EM-200 gateway");
    let receipt = |words: &str| report::HandedIn { receipt: words.to_owned(), ..Default::default() };
    let none = report::submit(&bench.app, &editor(), &case, asked(), receipt(" ")).await;
    assert!(matches!(none, Err(AppError::Invalid(_))), "{none:?}");
    report::submit(&bench.app, &editor(), &case, asked(), receipt("SRP-77")).await.unwrap();
    let shown = incident::show(&bench.app, &editor(), &case).await.unwrap();
    assert!(matches!(clock(&shown, EARLY).state, State::Met { .. }));
    let twice = report::submit(&bench.app, &editor(), &case, asked(), receipt("SRP-78")).await;
    assert!(matches!(&twice, Err(AppError::Invalid(problems)) if problems[0].what.en.contains("SRP-77")));
    write("product_name", "EM-200").await.unwrap();
    report::submit(&bench.app, &editor(), &case, asked(), receipt("SRP-78")).await.unwrap();
    let draft = report::drafted(&bench.app, &editor(), &case, asked()).await.unwrap();
    let names: Vec<&str> = draft.submitted.iter().map(|sent| sent.values["product_name"].as_str()).collect();
    assert_eq!(names, ["EM-200 gateway", "EM-200"]);
    bench.sound().await;
}

#[tokio::test]
async fn a_file_that_confirms_a_receipt_is_kept_beside_what_was_submitted_and_can_be_taken_back() {
    let bench = Bench::sample().await;
    let case = open(&bench, "ゲートウェイの悪用").await;
    incident::add(&bench.app, &editor(), &case, aware(5, "顧客のログ")).await.unwrap();
    let field = ("product_name", "EM-200");
    report::write_field(&bench.app, &editor(), &case, asked(), field).await.unwrap();
    let handed_in = report::HandedIn { receipt: "SRP-77".to_owned(), ..Default::default() };
    let no = report::submit(&bench.app, &editor(), &case, asked(), handed_in).await.unwrap();
    let taken = || take_evidence(&bench.app, &editor(), "mail.eml", b"Subject: SRP-77".as_slice()).unwrap();
    // Nothing was submitted in the entry before.
    let none = report::add_receipt(&bench.app, &editor(), &case, no - 1, taken()).await;
    assert!(matches!(none, Err(AppError::NotFound { .. })), "{none:?}");
    let item = report::add_receipt(&bench.app, &editor(), &case, no, taken()).await.unwrap();
    assert_eq!((item.file.as_str(), item.name), ("mail.eml", format!("{case}#{no} SRP-77")));
    let submitted = async || report::drafted(&bench.app, &editor(), &case, asked()).await.unwrap().submitted;
    let sent = submitted().await;
    assert_eq!((sent.len(), sent[0].receipts.first()), (1, Some(&item.id)));
    assert_eq!(evidence_file(&bench.app, &editor(), item.id.as_str()).await.unwrap().1, b"Subject: SRP-77");
    let last = incident::show(&bench.app, &editor(), &case).await.unwrap().entries.last().unwrap().no;
    let void =
        Addition { what: IncidentFact::Void, supersedes: Some(last), ..aware(0, "別の報告の控え") };
    incident::add(&bench.app, &editor(), &case, Addition { at: None, ..void }).await.unwrap();
    assert!(submitted().await[0].receipts.is_empty());
    bench.sound().await;
}

#[tokio::test]
async fn a_task_is_ticked_off_once_and_becomes_a_measure_taken() {
    let bench = Bench::sample().await;
    let case = open(&bench, "悪用").await;
    let add = |what, words: &str| Addition { what, words: words.to_owned(), at: None, ..aware(0, "") };
    let task = IncidentFact::Task;
    let no = incident::add(&bench.app, &editor(), &case, add(task, "Web画面を止める")).await.unwrap();
    let done = || add(IncidentFact::TaskDone { task: no }, "");
    let none = add(IncidentFact::TaskDone { task: 1 }, "");
    let none = incident::add(&bench.app, &editor(), &case, none).await;
    assert!(matches!(none, Err(AppError::NotFound { .. })), "{none:?}");
    incident::add(&bench.app, &editor(), &case, done()).await.unwrap();
    let twice = incident::add(&bench.app, &editor(), &case, done()).await;
    assert!(matches!(twice, Err(AppError::Invalid(_))), "{twice:?}");
    let shown = incident::show(&bench.app, &editor(), &case).await.unwrap();
    assert!(shown.tasks.len() == 1 && shown.tasks[0].done.is_some(), "{:?}", shown.tasks);
    let draft = report::drafted(&bench.app, &editor(), &case, asked()).await.unwrap();
    assert_eq!(draft.values()["corrective_measures_taken"], "Web画面を止める");
}

#[tokio::test]
async fn a_product_withdrawn_while_a_duty_runs_keeps_the_duty_and_what_was_submitted() {
    let bench = Bench::sample().await;
    let product =
        json!({ "id": "P-90", "name": "見本機", "version": "1", "maker": "own", "markets": ["DE"] });
    bench.put(&[(RecordKind::Product, product)]).await;
    let case = open(&bench, "悪用").await;
    incident::add(&bench.app, &editor(), &case, aware(5, "顧客のログ")).await.unwrap();
    let field = ("product_name", "見本機");
    report::write_field(&bench.app, &editor(), &case, asked(), field).await.unwrap();
    let handed_in = report::HandedIn { receipt: "R".to_owned(), ..Default::default() };
    report::submit(&bench.app, &editor(), &case, asked(), handed_in).await.unwrap();
    let before = incident::show(&bench.app, &editor(), &case).await.unwrap();
    let seen = bench.version(RecordKind::Product, "P-90").await.unwrap();
    let gone = [RowRef { kind: RecordKind::Product, id: "P-90".to_owned(), seen: Some(seen) }];
    crate::tables::remove(&bench.app, &editor(), &gone).await.unwrap();
    let after = incident::show(&bench.app, &editor(), &case).await.unwrap();
    let deadlines = |it: &Incident| -> Vec<_> {
        it.clocks.iter().map(|clock| (clock.duty.id.clone(), clock.deadline.clone())).collect()
    };
    assert_eq!(deadlines(&before), deadlines(&after));
    assert_eq!(clock(&after, "cra-aev-notification").state, State::Running);
    let next = report::Asked { duty: "cra-aev-notification", ..asked() };
    let draft = report::drafted(&bench.app, &editor(), &case, next).await.unwrap();
    assert_eq!(draft.values()["product_name"], "見本機");
}
