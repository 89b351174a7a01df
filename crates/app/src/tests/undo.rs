//! Undo through the ledger.

use sekisho_exchange::ImportOptions;
use sekisho_model::{RecordKind, SbomSubject};
use serde_json::{Value, json};

use super::{Bench, edit, editor, other};
use crate::scan::File;
use crate::tables::{RowRef, remove, save, undo, undo_save};
use crate::{AppError, register};

const ZONE: RecordKind = RecordKind::Zone;

async fn renamed() -> Bench {
    let bench = Bench::new().await;
    bench.put(&[(ZONE, json!({ "id": "Z1", "name": "組立" }))]).await;
    save(&bench.app, &editor(), &[edit(ZONE, "Z1", None, &[("name", "組立 1")])]).await.unwrap();
    bench
}

#[tokio::test]
async fn an_undo_brings_back_what_was_and_names_what_it_undoes() {
    let bench = renamed().await;
    let undone = undo(&bench.app, &other(), 1).await.unwrap();
    assert_eq!((undone.entries.as_slice(), undone.changes.len()), ([2].as_slice(), 1));
    assert_eq!(bench.name_of(ZONE, "Z1").await, "組立");
    let entry = &bench.app.store().ledger_entries(2, 1).await.unwrap()[0];
    let detail: Value = serde_json::from_str(entry.detail().text().unwrap()).unwrap();
    assert_eq!((entry.actor(), entry.action(), &detail["undoes"]), ("suzuki", "zone-change", &json!(1)));
    bench.sound().await;
}

#[tokio::test]
async fn adding_and_removing_are_undone_as_well_and_an_undo_can_be_undone() {
    let bench = renamed().await;
    remove(&bench.app, &editor(), &[RowRef { kind: ZONE, id: "Z1".to_owned(), seen: None }]).await.unwrap();
    undo(&bench.app, &editor(), 2).await.unwrap();
    assert_eq!(bench.name_of(ZONE, "Z1").await, "組立 1");
    undo(&bench.app, &editor(), 3).await.unwrap();
    assert_eq!(bench.record(ZONE, "Z1").await, None, "undoing the undo removes it again");
    undo(&bench.app, &editor(), 4).await.unwrap();
    undo(&bench.app, &editor(), 1).await.unwrap();
    assert_eq!(bench.name_of(ZONE, "Z1").await, "組立");
    undo(&bench.app, &editor(), 0).await.unwrap();
    assert_eq!(bench.record(ZONE, "Z1").await, None);
    bench.sound().await;
}

#[tokio::test]
async fn an_undo_of_what_has_changed_since_shows_both_and_does_nothing() {
    let bench = renamed().await;
    save(&bench.app, &other(), &[edit(ZONE, "Z1", None, &[("name", "組立 2")])]).await.unwrap();
    let refused = undo(&bench.app, &editor(), 1).await;
    let Err(AppError::Conflict(conflicts)) = refused else { panic!("{refused:?}") };
    assert_eq!((conflicts[0].who.as_str(), conflicts[0].seq), ("suzuki", Some(2)));
    let field = &conflicts[0].fields[0];
    let shown = |text: &Option<sekisho_model::Text>| text.as_ref().unwrap().ja.clone();
    assert_eq!((shown(&field.before), shown(&field.after)), ("組立 2".to_owned(), "組立".to_owned()));
    assert_eq!(bench.name_of(ZONE, "Z1").await, "組立 2");
}

#[tokio::test]
async fn an_undo_is_done_once() {
    let bench = renamed().await;
    undo(&bench.app, &editor(), 1).await.unwrap();
    let refused = undo(&bench.app, &editor(), 1).await;
    let Err(AppError::Invalid(problems)) = refused else { panic!("{refused:?}") };
    assert!(problems[0].what.ja.contains("記録 2 ですでに"), "{problems:?}");
}

#[tokio::test]
async fn a_whole_import_is_undone_together_and_one_entry_of_it_alone_only_where_nothing_points_at_it() {
    let bench = Bench::new().await;
    let plant = r#"
format = 1
[[zone]]
id = "Z1"
name = "組立"
[[asset]]
id = "A1"
name = "PLC"
kind = "device"
zone = "Z1"
"#;
    let files = [File { name: "plant.toml".to_owned(), bytes: plant.as_bytes().to_vec() }];
    let proposal = register::propose(&bench.app, &editor(), &files, ImportOptions::default()).await.unwrap();
    assert!(!proposal.is_refused(), "{:?}", proposal.problems);
    assert_eq!(register::accept(&bench.app, &editor(), &proposal).await.unwrap(), 2);
    save(&bench.app, &other(), &[edit(ZONE, "", None, &[("name", "倉庫")])]).await.unwrap();
    let refused = undo(&bench.app, &editor(), 0).await;
    let Err(AppError::Invalid(problems)) = refused else { panic!("{refused:?}") };
    assert!(problems[0].what.ja.contains("A1"), "{problems:?}");
    let undone = undo_save(&bench.app, &editor(), 0).await.unwrap();
    assert_eq!((undone.changes.len(), undone.entries.len()), (2, 2));
    assert_eq!(bench.record(ZONE, "Z1").await, None);
    assert_eq!(bench.name_of(ZONE, "Z2").await, "倉庫");
    bench.sound().await;
}

#[tokio::test]
async fn what_is_no_record_and_what_is_not_there_cannot_be_undone() {
    let bench = Bench::new().await;
    let sbom = br#"{ "bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{ "type": "library", "name": "a", "version": "1", "purl": "pkg:npm/a@1" }] }"#;
    crate::sboms::add(&bench.app, &editor(), "a.json", sbom, SbomSubject::Unattached).await.unwrap();
    let refused = undo(&bench.app, &editor(), 0).await;
    let Err(AppError::Invalid(problems)) = refused else { panic!("{refused:?}") };
    assert!(problems[0].what.en.contains("changed no record"), "{problems:?}");
    let refused = undo_save(&bench.app, &editor(), 0).await;
    assert!(matches!(refused, Err(AppError::Invalid(_))), "{refused:?}");
    let nothing = undo(&bench.app, &editor(), 99).await;
    assert!(matches!(nothing, Err(AppError::NotFound { .. })), "{nothing:?}");
}

#[tokio::test]
async fn what_the_ledger_keeps_by_its_length_only_is_brought_back_from_the_entry_before() {
    let bench = Bench::new().await;
    bench.put(&[(ZONE, json!({ "id": "Z1", "name": "組立" }))]).await;
    let long = "長".repeat(30_000);
    let pieces = [("note", long.as_str())];
    save(&bench.app, &editor(), &[edit(ZONE, "Z1", None, &pieces)]).await.unwrap();
    undo(&bench.app, &editor(), 1).await.unwrap();
    let note = |record: sekisho_model::Record| match record {
        sekisho_model::Record::Zone(zone) => zone.note,
        _ => String::new(),
    };
    assert_eq!(note(bench.record(ZONE, "Z1").await.unwrap()), "");
}

/// Entries are read page by page: a save that fills a page to the last entry ends there all the same.
#[tokio::test]
async fn a_save_as_long_as_a_page_is_undone_whole_and_nothing_beside_it() {
    let bench = Bench::new().await;
    bench.put(&[(ZONE, json!({ "id": "before", "name": "前" }))]).await;
    let rows: Vec<_> = (0..512).map(|n| (ZONE, json!({ "id": format!("Z{n}"), "name": "区画" }))).collect();
    bench.put(&rows).await;
    bench.put(&[(ZONE, json!({ "id": "after", "name": "後" }))]).await;
    let undone = undo_save(&bench.app, &editor(), 200).await.unwrap();
    assert_eq!(undone.changes.len(), 512);
    let left: Vec<String> =
        bench.app.register().await.unwrap().1.zones.keys().map(ToString::to_string).collect();
    assert_eq!(left, ["after", "before"]);
}
