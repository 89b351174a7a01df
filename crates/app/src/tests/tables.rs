//! Rows saved, removed, pasted and changed many at once.

use sekisho_model::{Importance, Lang, RecordKind};
use serde_json::json;

use super::{Bench, edit, editor, other};
use crate::tables::{Paste, RowRef, bulk, paste, paste_onto, remove, rows, save};
use crate::{AppError, register};

const ZONE: RecordKind = RecordKind::Zone;
const ASSET: RecordKind = RecordKind::Asset;

fn row(kind: RecordKind, id: &str, seen: Option<String>) -> RowRef {
    RowRef { kind, id: id.to_owned(), seen }
}

async fn two_zones() -> Bench {
    let bench = Bench::new().await;
    bench
        .put(&[
            (ZONE, json!({ "id": "Z1", "name": "組立", "importance": "medium" })),
            (ZONE, json!({ "id": "Z2", "name": "塗装" })),
        ])
        .await;
    bench
}

#[tokio::test]
async fn a_saved_row_is_one_entry_by_the_person_and_keeps_the_fields_not_typed() {
    let bench = two_zones().await;
    let seen = rows(&bench.app, &editor()).await.unwrap().version(ZONE, "Z1");
    assert!(seen.is_some());
    let saved = save(&bench.app, &editor(), &[edit(ZONE, "Z1", seen, &[("name", "組立 1")])]).await.unwrap();
    let document = json!({ "id": "Z1", "name": "組立 1", "importance": "medium" });
    let expected = sekisho_model::Record::deserialize_as(ZONE, document).unwrap();
    assert_eq!(bench.record(ZONE, "Z1").await, Some(expected));
    assert_eq!(saved.rows[0].seq, Some(2));
    assert_eq!(saved.rows[0].version, bench.version(ZONE, "Z1").await);
    let entry = &bench.app.store().ledger_entries(2, 1).await.unwrap()[0];
    assert_eq!((entry.actor(), entry.action(), entry.subject()), ("tanaka", "zone-change", "zone:Z1"));
    bench.sound().await;
}

#[tokio::test]
async fn what_changes_nothing_makes_no_entry() {
    let bench = two_zones().await;
    let saved = save(&bench.app, &editor(), &[edit(ZONE, "Z1", None, &[("name", "組立")])]).await.unwrap();
    assert_eq!(saved.rows[0].seq, None);
    assert_eq!(bench.app.store().ledger_size().await.unwrap(), 2);
}

#[tokio::test]
async fn an_edit_of_what_somebody_else_changed_shows_both_and_saves_nothing_at_all() {
    let bench = two_zones().await;
    let (one, two) = (bench.version(ZONE, "Z1").await, bench.version(ZONE, "Z2").await);
    let theirs = edit(ZONE, "Z1", one.clone(), &[("importance", "大")]);
    save(&bench.app, &other(), &[theirs]).await.unwrap();
    let mine = [
        edit(ZONE, "Z2", two, &[("name", "塗装 2")]),
        edit(ZONE, "Z1", one, &[("importance", "小"), ("note", "見直し")]),
    ];
    let Err(AppError::Conflict(conflicts)) = save(&bench.app, &editor(), &mine).await else { panic!() };
    assert_eq!(conflicts.len(), 1);
    let conflict = &conflicts[0];
    assert_eq!((conflict.id.as_str(), conflict.who.as_str(), conflict.seq), ("Z1", "suzuki", Some(2)));
    assert!(conflict.when.is_some() && !conflict.gone);
    assert_eq!(
        conflict.lines(Lang::Ja),
        ["重要度：現在「大」、自分の入力「小」", "備考：現在「なし」、自分の入力「見直し」"]
    );
    assert_eq!(conflict.lines(Lang::En)[0], "Importance: now \"Large\", yours \"Small\"");
    assert_eq!(
        AppError::Conflict(conflicts).text().ja,
        "ゾーン「組立」（Z1）は、suzuki が先に変更しています。"
    );
    assert_eq!(bench.name_of(ZONE, "Z2").await, "塗装");
    assert_eq!(bench.app.store().ledger_size().await.unwrap(), 3);
}

#[tokio::test]
async fn an_edit_of_what_somebody_else_removed_says_who_did() {
    let bench = two_zones().await;
    let seen = bench.version(ZONE, "Z2").await;
    remove(&bench.app, &other(), &[row(ZONE, "Z2", seen.clone())]).await.unwrap();
    let mine = [edit(ZONE, "Z2", seen.clone(), &[("name", "塗装 2")])];
    let Err(AppError::Conflict(conflicts)) = save(&bench.app, &editor(), &mine).await else { panic!() };
    assert!(conflicts[0].gone);
    assert!(conflicts[0].text().en.contains("removed by suzuki"), "{}", conflicts[0].text());
    let again = remove(&bench.app, &editor(), &[row(ZONE, "Z2", seen)]).await;
    assert!(matches!(again, Err(AppError::Conflict(_))), "{again:?}");
}

#[tokio::test]
async fn a_new_row_gets_the_next_id_and_a_taken_or_changed_id_is_refused() {
    let bench = two_zones().await;
    let new = [edit(ZONE, "", None, &[("name", "倉庫")]), edit(ZONE, "", None, &[("name", "出荷")])];
    let saved = save(&bench.app, &editor(), &new).await.unwrap();
    let ids: Vec<&str> = saved.rows.iter().map(|row| row.id.as_str()).collect();
    assert_eq!(ids, ["Z3", "Z4"]);
    for refused in [
        edit(ZONE, "", None, &[("id", "Z1"), ("name", "別")]),
        edit(ZONE, "Z1", None, &[("id", "Z9"), ("name", "別")]),
    ] {
        let Err(AppError::Invalid(problems)) = save(&bench.app, &editor(), &[refused]).await else {
            panic!()
        };
        assert!(problems[0].what.ja.contains("Z1"), "{problems:?}");
    }
    assert_eq!(bench.name_of(ZONE, "Z1").await, "組立");
}

#[tokio::test]
async fn an_edit_that_contradicts_the_register_is_refused_with_the_row_it_is_in() {
    let bench = two_zones().await;
    let edits = [
        edit(ASSET, "", None, &[("name", "主PLC"), ("kind", "device"), ("addresses", "192.0.2.7")]),
        edit(ASSET, "", None, &[("name", "副PLC"), ("kind", "device"), ("addresses", "192.0.2.7")]),
    ];
    let refused = save(&bench.app, &editor(), &edits).await;
    let Err(AppError::Invalid(problems)) = refused else { panic!("{refused:?}") };
    assert!(problems[0].what.ja.contains("192.0.2.7"), "{problems:?}");
    let unreadable =
        [edit(ZONE, "Z1", None, &[("name", "組立 1")]), edit(ZONE, "Z2", None, &[("importance", "たぶん")])];
    let refused = save(&bench.app, &editor(), &unreadable).await;
    let Err(AppError::Invalid(problems)) = refused else { panic!("{refused:?}") };
    assert_eq!(problems[0].place.row, Some(2), "{problems:?}");
    assert_eq!(bench.app.store().ledger_size().await.unwrap(), 2);
}

#[tokio::test]
async fn a_contradiction_that_was_there_before_does_not_stop_an_edit_and_is_named() {
    let bench = Bench::new().await;
    bench.put(&[(ASSET, json!({ "id": "A1", "name": "PLC", "kind": "device", "zone": "Z9" }))]).await;
    let saved = save(&bench.app, &editor(), &[edit(ASSET, "A1", None, &[("name", "主PLC")])]).await.unwrap();
    assert_eq!(bench.name_of(ASSET, "A1").await, "主PLC");
    assert!(saved.warnings.iter().any(|problem| problem.what.ja.contains("Z9")), "{:?}", saved.warnings);
}

#[tokio::test]
async fn what_others_point_at_is_removed_only_together_with_them() {
    let bench = two_zones().await;
    bench.put(&[(ASSET, json!({ "id": "A1", "name": "PLC", "kind": "device", "zone": "Z1" }))]).await;
    let refused = remove(&bench.app, &editor(), &[row(ZONE, "Z1", None)]).await;
    let Err(AppError::Invalid(problems)) = refused else { panic!("{refused:?}") };
    assert!(problems[0].what.ja.contains("参照されている"), "{problems:?}");
    assert!(problems.iter().any(|problem| problem.what.ja.contains("A1")), "{problems:?}");
    remove(&bench.app, &editor(), &[row(ZONE, "Z1", None), row(ASSET, "A1", None)]).await.unwrap();
    assert_eq!(bench.record(ZONE, "Z1").await, None);
    bench.sound().await;
}

#[tokio::test]
async fn one_field_of_many_rows_is_shown_first_and_then_changed_in_one_go() {
    let bench = two_zones().await;
    let ids = ["Z1".to_owned(), "Z2".to_owned()];
    let proposal = bulk(&bench.app, &editor(), ZONE, &ids, ("importance", "大"), Lang::Ja).await.unwrap();
    assert_eq!((proposal.changes.len(), proposal.problems.len()), (2, 0), "{:?}", proposal.problems);
    assert_eq!(bench.app.store().ledger_size().await.unwrap(), 2);
    assert_eq!(register::accept(&bench.app, &editor(), &proposal).await.unwrap(), 2);
    let again = bulk(&bench.app, &editor(), ZONE, &ids, ("importance", "大"), Lang::Ja).await.unwrap();
    assert!(again.is_empty());
    let wrong = bulk(&bench.app, &editor(), ZONE, &ids, ("importance", "たぶん"), Lang::Ja).await.unwrap();
    assert!(wrong.is_refused());
    assert_eq!(wrong.problems.len(), 1, "the same mistake is told once: {:?}", wrong.problems);
    let gone = bulk(&bench.app, &editor(), ZONE, &["Z9".to_owned()], ("note", "x"), Lang::Ja).await;
    assert!(matches!(gone, Err(AppError::NotFound { .. })), "{gone:?}");
}

#[tokio::test]
async fn rows_pasted_from_a_spreadsheet_are_shown_first_and_then_saved() {
    let bench = two_zones().await;
    let text = "ID\tゾーン名\t重要度\nZ1\t組立 1\t大\nZ3\t倉庫\t小\n";
    let proposal = paste(&bench.app, &editor(), ZONE, text, Lang::Ja).await.unwrap();
    assert_eq!(proposal.changes.len(), 2, "{:?}", proposal.problems);
    register::accept(&bench.app, &editor(), &proposal).await.unwrap();
    assert_eq!(bench.name_of(ZONE, "Z1").await, "組立 1");
    assert_eq!(bench.name_of(ZONE, "Z3").await, "倉庫");
    let text = "ID\tゾーン名\t上位ゾーン\nZ4\t検査\tZ99\n";
    let wrong = paste(&bench.app, &editor(), ZONE, text, Lang::Ja).await.unwrap();
    assert!(wrong.is_refused(), "{:?}", wrong.changes);
    let refused = register::accept(&bench.app, &editor(), &wrong).await;
    assert!(matches!(refused, Err(AppError::Invalid(_))), "{refused:?}");
    bench.sound().await;
}

#[tokio::test]
async fn cells_pasted_from_a_chosen_cell_on_go_onto_the_rows_from_there() {
    let bench = two_zones().await;
    let (fields, onto) = (["importance".to_owned()], ["Z1".to_owned(), "Z2".to_owned()]);
    let paste = Paste { fields: &fields, onto: &onto, ..Paste::new("大\n小\n", Lang::Ja) };
    let proposal = paste_onto(&bench.app, &editor(), ZONE, &paste).await.unwrap();
    assert_eq!(proposal.changes.len(), 2, "{:?}", proposal.problems);
    register::accept(&bench.app, &editor(), &proposal).await.unwrap();
    let register = bench.app.register().await.unwrap().1;
    let rated: Vec<_> = register.zones.values().map(|zone| zone.importance.known().copied()).collect();
    assert_eq!(rated, [Some(Importance::Large), Some(Importance::Small)]);
}

#[tokio::test]
async fn the_plant_itself_is_a_row_too() {
    let bench = Bench::new().await;
    let plant = RecordKind::Plant;
    save(&bench.app, &editor(), &[edit(plant, "", None, &[("name", "第1工場")])]).await.unwrap();
    save(&bench.app, &editor(), &[edit(plant, "plant", None, &[("company", "例示工業")])]).await.unwrap();
    assert_eq!(bench.name_of(plant, "plant").await, "第1工場");
    bench.sound().await;
}

#[tokio::test]
async fn what_is_held_in_memory_after_a_write_is_what_the_store_holds() {
    let bench = two_zones().await;
    save(&bench.app, &editor(), &[edit(ZONE, "Z1", None, &[("name", "組立 1")])]).await.unwrap();
    remove(&bench.app, &editor(), &[row(ZONE, "Z2", None)]).await.unwrap();
    let proposal = paste(&bench.app, &editor(), ZONE, "ID\tゾーン名\nZ5\t倉庫\n", Lang::Ja).await.unwrap();
    register::accept(&bench.app, &editor(), &proposal).await.unwrap();
    crate::tables::undo(&bench.app, &editor(), 3).await.unwrap();
    let (state, held) = bench.app.register().await.unwrap();
    assert_eq!(*held, bench.app.store().register().await.unwrap());
    assert_eq!(state, bench.app.store().ledger_size().await.unwrap());
    assert_eq!(*bench.app.contradictions().await.unwrap(), held.check());
}
