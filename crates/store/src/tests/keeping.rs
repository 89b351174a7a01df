//! What survives: faults in the middle of a write, changed bytes, copies, older and newer schemas.

use std::future::Future;

use sekisho_ledger::Verification;
use sekisho_model::{Change, Record, Role, SbomSubject, User, UserName};

use super::stock::*;
use super::{Bench, observing, on_both};
use crate::copy::{Cell, TABLES};
use crate::engine::{Arg, Fault, Pools, own_sql};
use crate::{Access, Database, Difference, FeedFile, Store, StoreError};

/// Every row of every table.
async fn dump(store: &Store) -> Vec<(&'static str, Vec<Vec<Cell>>)> {
    let mut tx = store.reading().await.unwrap();
    let mut all = Vec::new();
    for table in TABLES {
        let rows = table.page(&mut tx, &[]).await.unwrap();
        assert!(rows.len() < 4096, "more than a page");
        all.push((table.name, rows));
    }
    all
}

async fn sound(store: &Store) {
    let found = store.ledger_verify().await.unwrap();
    assert!(found.is_sound(), "{:?}", found.problems);
}

pub(super) async fn sql(store: &Store, text: String) {
    let mut tx = store.pools.writing(&Fault::default()).await.unwrap();
    tx.run(own_sql(text), &[]).await.unwrap();
    tx.commit().await.unwrap();
}

/// Something of everything.
pub(super) async fn fill(store: &Store) {
    store.apply_changes(&[Change::Added(zone("Z1", "組立"))], &from_file("plant.xlsx")).await.unwrap();
    let stock = sbom("s1", vec![component("pkg:npm/a@1"), device()]);
    store.add_sbom(&stock, &SbomSubject::Unattached, &from_file("a.json")).await.unwrap();
    store.add_sbom(&sbom("s2", vec![component("pkg:npm/z@1")]), &product("P9"), &origin()).await.unwrap();
    store
        .add_advisories(&[advisory("A-1", None, "old", vec![package("pkg:npm/a")])], &[], &from_file("1"))
        .await
        .unwrap();
    let user = User { name: name(), role: Role::Editor, disabled: false };
    store.add_user(&user, &origin()).await.unwrap();
    store.add_login_link("link", &name(), soon(), &origin()).await.unwrap();
    store.add_login_link("link2", &name(), soon(), &origin()).await.unwrap();
    store.use_login_link("link2", "browser", origin().at, soon()).await.unwrap();
    let settings = crate::RunSettings::default();
    store.add_observation(&observing::small(), &settings, &from_file("a.pcap")).await.unwrap();
}

fn name() -> UserName {
    UserName::try_from("kondo".to_owned()).unwrap()
}

fn soon() -> jiff::Timestamp {
    "2026-11-25T00:00:00Z".parse().unwrap()
}

/// Makes the first, second, … write of an act fail until the act gets through, each time on a store of its own.
async fn each_write_fails<F: Future<Output = Result<(), StoreError>>>(
    what: &str,
    act: impl Fn(std::sync::Arc<Store>) -> F,
) {
    let model = Bench::new(Database::Embedded).await;
    fill(&model.store).await;
    let before = dump(&model.store).await;
    for n in 1.. {
        let folder = model.place.path().join(format!("copy-{n}"));
        model.store.backup(&folder).await.unwrap();
        let store = Store::open(&folder, &Database::Embedded, Access::Write).await.unwrap();
        let store = std::sync::Arc::new(store);
        store.fault.arm(n);
        let outcome = act(std::sync::Arc::clone(&store)).await;
        store.fault.arm(0);
        let after = dump(&store).await;
        std::sync::Arc::into_inner(store).unwrap().close().await;
        let store = Store::open(&folder, &Database::Embedded, Access::Write).await.unwrap();
        let kept = dump(&store).await;
        let found = store.ledger_verify().await.unwrap();
        assert!(found.is_sound(), "{what}, write {n}: {:?}", found.problems);
        assert!(store.facts_verify().await.unwrap().is_sound(), "{what}, write {n}");
        assert_eq!(kept, after, "{what}, write {n}");
        if outcome.is_ok() {
            assert!(n > 1, "{what} writes nothing");
            assert_ne!(kept, before, "{what}");
            return;
        }
        assert_eq!(kept, before, "{what}, write {n}: neither old nor new");
    }
}

#[test]
fn a_write_that_fails_anywhere_leaves_the_old_state_and_a_sound_ledger() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        each_write_fails("apply_changes", async |store| {
            let altered =
                Change::Altered { before: zone("Z1", "組立").into(), after: zone("Z1", "別").into() };
            let changes = [altered, Change::Added(zone("Z2", "塗装")), Change::Added(zone("Z3", "倉庫"))];
            store.apply_changes(&changes, &origin()).await.map(|_| ())
        })
        .await;
        each_write_fails("apply_changes, removal", async |store| {
            store.apply_changes(&[Change::Removed(zone("Z1", "組立"))], &origin()).await.map(|_| ())
        })
        .await;
        each_write_fails("add_sboms", async |store| {
            let new = sbom("s3", vec![component("pkg:npm/a@1"), component("pkg:npm/b@1")]);
            let known = sbom("s1", vec![component("pkg:npm/a@1"), device()]);
            let all = [(new, product("P1")), (known, product("P1"))];
            store.add_sboms(&all, &from_file("b.json")).await.map(|_| ())
        })
        .await;
        each_write_fails("attach_sbom", async |store| {
            store
                .attach_sbom(&"s1".parse().unwrap(), &SbomSubject::Unattached, &product("P2"), &origin())
                .await
        })
        .await;
        each_write_fails("remove_sbom", async |store| {
            store.remove_sbom(&"s1".parse().unwrap(), &SbomSubject::Unattached, &origin()).await.map(|_| ())
        })
        .await;
        each_write_fails("add_feed_files", async |store| {
            let newer =
                advisory("A-1", Some("2026-01-01T00:00:00Z"), "new", vec![package("pkg:npm/b"), plc()]);
            let other = advisory("A-2", None, "t", vec![package("pkg:npm/a")]);
            let files = [("2", newer), ("3", other)].map(|(at, one)| FeedFile {
                advisories: vec![one],
                signals: Vec::new(),
                source: file(at),
            });
            store.add_feed_files(&files, &origin()).await.map(|_| ())
        })
        .await;
    });
}

#[test]
fn a_write_of_observations_that_fails_anywhere_leaves_the_old_state() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let settings = crate::RunSettings::default();
        each_write_fails("add_observation", async |store| {
            store.add_observation(&observing::small(), &settings, &from_file("a.pcap")).await.map(|_| ())
        })
        .await;
        each_write_fails("extend_observation", async |store| {
            store.extend_observation(1, &observing::small(), &origin()).await
        })
        .await;
        each_write_fails("forget_observations", async |store| {
            store.forget_observations(None, soon(), &origin()).await.map(|_| ())
        })
        .await;
    });
}

#[test]
fn a_write_about_people_that_fails_anywhere_leaves_the_old_state() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        each_write_fails("add_user", async |store| {
            let name = UserName::try_from("mori".to_owned()).unwrap();
            store.add_user(&User { name, role: Role::Viewer, disabled: false }, &origin()).await
        })
        .await;
        each_write_fails("update_user", async |store| {
            store.update_user(&User { name: name(), role: Role::Viewer, disabled: true }, &origin()).await
        })
        .await;
        each_write_fails("add_login_link", async |store| {
            store.add_login_link("link3", &name(), soon(), &origin()).await
        })
        .await;
        each_write_fails("use_login_link", async |store| {
            store.use_login_link("link", "browser2", origin().at, soon()).await.map(|_| ())
        })
        .await;
        each_write_fails("end_web_session", async |store| store.end_web_session("browser").await).await;
    });
}

/// A ledger that was tampered with is found out: by its problems, or because it can no longer be read.
fn found_out(found: &Result<Verification, StoreError>) -> bool {
    match found {
        Ok(found) => !found.is_sound(),
        Err(StoreError::Corrupt { .. }) => true,
        Err(_) => false,
    }
}

#[test]
fn any_changed_value_of_the_ledger_is_found() {
    on_both(|bench| async move {
        fill(&bench.store).await;
        let columns = [
            ("at", "'2026-11-24T01:02:03.6Z'"),
            ("actor", "'local:mori'"),
            ("action", "'zone-change'"),
            ("subject", "'zone:Z2'"),
            ("detail", "detail || ' '"),
            ("salt", "leaf"),
            ("leaf", "salt"),
            ("salt", "null"),
            ("detail", "null"),
            ("commitment", "leaf"),
            ("seq", "seq + 100"),
        ];
        for (column, value) in columns {
            let before = dump(&bench.store).await;
            let key = if column == "seq" { "seq + 100" } else { "seq" };
            sql(
                &bench.store,
                format!("create table kept as select seq as place, {column} as was from ledger_entry"),
            )
            .await;
            sql(&bench.store, format!("update ledger_entry set {column} = {value} where seq = 0")).await;
            assert!(found_out(&bench.store.ledger_verify().await), "{column} = {value}");
            let back = if key == "seq" { "0" } else { "100" };
            sql(&bench.store, format!("update ledger_entry set {column} = (select was from kept where place = 0) where seq = {back}")).await;
            sql(&bench.store, "drop table kept".to_owned()).await;
            assert_eq!(dump(&bench.store).await, before);
            assert!(bench.store.ledger_verify().await.unwrap().is_sound());
        }
        let last = bench.store.ledger_size().await.unwrap() - 1;
        sql(&bench.store, format!("delete from ledger_entry where seq = {last}")).await;
        assert!(found_out(&bench.store.ledger_verify().await), "the last entry is gone");
    });
}

/// A value of the ledger and where it stands.
struct Place {
    table: &'static str,
    column: &'static str,
    key: i64,
    value: Vec<u8>,
    is_text: bool,
}

/// Every text and every byte string of the ledger.
async fn places(store: &Store) -> Vec<Place> {
    let mut tx = store.reading().await.unwrap();
    let mut all = Vec::new();
    for (table, key, columns) in [
        ("ledger_entry", "seq", ["at", "actor", "action", "subject", "detail", "salt", "leaf"].as_slice()),
        ("ledger_state", "no", ["frontier", "checkpoint"].as_slice()),
    ] {
        for column in columns {
            let is_text = !["salt", "leaf"].contains(column);
            for row in tx.rows(own_sql(format!("select {key}, {column} from {table}")), &[]).await.unwrap() {
                let value = if is_text { row.text(1).unwrap().into_bytes() } else { row.bytes(1).unwrap() };
                all.push(Place { table, column, key: row.int(0).unwrap(), value, is_text });
            }
        }
    }
    all
}

#[test]
fn any_single_changed_byte_of_the_ledger_is_found() {
    on_both(|bench| async move {
        for n in 0..2 {
            bench
                .store
                .apply_changes(&[Change::Added(zone(&format!("Z{n}"), "組"))], &origin())
                .await
                .unwrap();
        }
        let sqlite = bench.database == Database::Embedded;
        let mut changed = 0;
        for place in places(&bench.store).await {
            for at in 0..place.value.len() {
                let mut bytes = place.value.clone();
                bytes[at] ^= 1;
                // A server refuses text that is no text; SQLite keeps it.
                if place.is_text && !sqlite && std::str::from_utf8(&bytes).is_err() {
                    continue;
                }
                change(&bench.store, &place, &bytes).await;
                let found = bench.store.ledger_verify().await;
                let Place { table, column, key, .. } = &place;
                assert!(found_out(&found), "{table}.{column} of {key}, byte {at}");
                changed += 1;
            }
            change(&bench.store, &place, &place.value).await;
        }
        assert!(changed > 500, "{changed}");
        assert!(bench.store.ledger_verify().await.unwrap().is_sound());
        sql(&bench.store, "update ledger_state set size = size + 1".to_owned()).await;
        assert!(found_out(&bench.store.ledger_verify().await));
    });
}

async fn change(store: &Store, place: &Place, value: &[u8]) {
    let Place { table, column, key, is_text, .. } = place;
    let key_column = if *table == "ledger_state" { "no" } else { "seq" };
    let value = match (is_text, &store.pools) {
        (true, Pools::Postgres(_)) => Arg::Text(std::str::from_utf8(value).unwrap()),
        _ => Arg::Bytes(value),
    };
    let cast = if *is_text { "cast($1 as text)" } else { "$1" };
    let mut tx = store.pools.writing(&Fault::default()).await.unwrap();
    let text = format!("update {table} set {column} = {cast} where {key_column} = {key}");
    tx.run(own_sql(text), &[value]).await.unwrap();
    tx.commit().await.unwrap();
}

#[test]
fn a_store_whose_checkpoint_is_of_another_key_is_not_opened() {
    on_both(|bench| async move {
        let other = Bench::new(Database::Embedded).await;
        let (note, _) = other.store.checkpoint().await.unwrap();
        set(&bench.store, "ledger_state", "checkpoint", "no", "1", &note).await;
        let opened = Store::open(bench.store.folder(), &bench.database, Access::Read).await;
        assert!(matches!(opened, Err(StoreError::Corrupt { .. })), "{opened:?}");
    });
}

async fn set(store: &Store, table: &str, column: &str, key_column: &str, key: &str, value: &str) {
    let mut tx = store.pools.writing(&Fault::default()).await.unwrap();
    let text = format!("update {table} set {column} = $1 where {key_column} = {key}");
    tx.run(own_sql(text), crate::engine::args![value]).await.unwrap();
    tx.commit().await.unwrap();
}

#[test]
fn a_backup_is_the_same_store_and_a_restored_one_goes_on() {
    on_both(|bench| async move {
        fill(&bench.store).await;
        let state = dump(&bench.store).await;
        let (backup, restored) = (bench.place.path().join("backup"), bench.place.path().join("restored"));
        bench.store.backup(&backup).await.unwrap();
        let again = bench.store.backup(&backup).await;
        assert!(matches!(again, Err(StoreError::AlreadyThere { .. })));
        bench.store.apply_changes(&[Change::Added(zone("Z2", "後"))], &origin()).await.unwrap();
        Store::restore(&backup, &restored).await.unwrap();
        let store = Store::open(&restored, &Database::Embedded, Access::Write).await.unwrap();
        assert_eq!(dump(&store).await, state);
        store.apply_changes(&[Change::Added(zone("Z3", "続き"))], &origin()).await.unwrap();
        assert!(store.ledger_verify().await.unwrap().is_sound());
        assert_eq!(store.verifier_key(), bench.store.verifier_key());
    });
}

#[test]
fn a_store_moves_to_a_server_by_its_backup() {
    on_both(|bench| async move {
        fill(&bench.store).await;
        let (backup, moved) = (bench.place.path().join("backup"), bench.place.path().join("moved"));
        bench.store.backup(&backup).await.unwrap();
        let database = match &bench.database {
            Database::Embedded => Database::Embedded,
            Database::Postgres { .. } => {
                super::own_schema(&std::env::var("SEKISHO_TEST_POSTGRES").unwrap()).await
            }
        };
        Store::restore_into(&backup, &moved, &database).await.unwrap();
        let store = Store::open(&moved, &database, Access::Write).await.unwrap();
        assert_eq!(dump(&store).await, dump(&bench.store).await);
        store.apply_changes(&[Change::Added(zone("Z3", "続き"))], &origin()).await.unwrap();
    });
}

#[test]
fn a_backup_with_a_changed_entry_is_not_restored() {
    on_both(|bench| async move {
        fill(&bench.store).await;
        let (backup, restored) = (bench.place.path().join("backup"), bench.place.path().join("restored"));
        bench.store.backup(&backup).await.unwrap();
        let store = Store::open(&backup, &Database::Embedded, Access::Write).await.unwrap();
        set(&store, "ledger_entry", "actor", "seq", "1", "somebody").await;
        store.close().await;
        let refused = Store::restore(&backup, &restored).await.unwrap_err();
        assert!(refused.text().ja.contains("1 番の記録"), "{:?}", refused.text());
        assert!(!restored.exists());
        std::fs::remove_file(backup.join("ledger.key")).unwrap();
        let store = Store::open(&backup, &Database::Embedded, Access::Read).await.unwrap();
        set_back(&store).await;
    });
}

/// Without its private key a backup can be read, and nothing else.
async fn set_back(store: &Store) {
    let refused = store.apply_changes(&[], &origin()).await;
    assert!(matches!(refused, Err(StoreError::ReadOnly)));
    assert_eq!(store.users().await.unwrap().len(), 1);
}

/// What facts_verify says after a change past the ledger.
async fn past_the_ledger(store: &Store, change: &str) -> Vec<Difference> {
    sql(store, change.to_owned()).await;
    store.facts_verify().await.unwrap().differences
}

#[test]
fn facts_that_went_through_the_ledger_are_as_it_says() {
    on_both(|bench| async move {
        let store = &bench.store;
        fill(store).await;
        let altered =
            Change::Altered { before: zone("Z1", "組立").into(), after: zone("Z1", "別").into() };
        store.apply_changes(&[altered, Change::Added(zone("Z2", "塗装"))], &origin()).await.unwrap();
        store.apply_changes(&[Change::Removed(zone("Z2", "塗装"))], &origin()).await.unwrap();
        let newer = advisory("A-1", Some("2026-01-01T00:00:00Z"), "new", vec![package("pkg:npm/b"), plc()]);
        store
            .add_advisories(&[newer, advisory("A-2", None, "t", vec![])], &[], &from_file("2"))
            .await
            .unwrap();
        let (first, second) = ("s1".parse().unwrap(), "s2".parse().unwrap());
        store.attach_sbom(&first, &SbomSubject::Unattached, &product("P1"), &origin()).await.unwrap();
        store.remove_sbom(&second, &product("P9"), &origin()).await.unwrap();
        store
            .update_user(&User { name: name(), role: Role::Viewer, disabled: true }, &origin())
            .await
            .unwrap();
        let found = store.facts_verify().await.unwrap();
        assert_eq!((found.same, found.unprovable), (6, 0), "{:?}", found.differences);
        assert!(found.is_sound());
        // The entry about the user is erased: then nobody can say what it was.
        let seq = store.ledger_entries_about("user:kondo").await.unwrap()[0].seq();
        let commitment = store.ledger_entries(seq, 1).await.unwrap()[0].detail().commitment();
        let text = "update ledger_entry set salt = null, detail = null, commitment = $1 where seq = $2";
        let seq = i64::try_from(seq).unwrap();
        let mut tx = store.pools.writing(&Fault::default()).await.unwrap();
        tx.run(text, &[Arg::Bytes(commitment.as_bytes()), Arg::Int(seq)]).await.unwrap();
        tx.commit().await.unwrap();
        let found = store.facts_verify().await.unwrap();
        assert_eq!((found.same, found.unprovable, found.is_sound()), (5, 1, true));
        sound(store).await;
    });
}

#[test]
fn a_fact_changed_past_the_ledger_is_found_and_named() {
    use Difference::{Changed, Missing, Unfindable, Unrecorded};
    on_both(|bench| async move {
        fill(&bench.store).await;
        let store = &bench.store;
        let first = |found: Vec<Difference>| found.into_iter().next();
        let named = |fact: &str| fact.to_owned();
        let found = past_the_ledger(store, "update record set body = replace(body, '組立', '別')").await;
        assert_eq!(found, [Changed(named("zone:Z1"))]);
        let found = past_the_ledger(store, "update record set id = 'Z7'").await;
        assert_eq!(found, [Unrecorded(named("zone:Z7")), Missing(named("zone:Z1"))]);
        sql(store, "delete from record".to_owned()).await;
        let found = past_the_ledger(store, "update account set role = 'administrator'").await;
        assert_eq!(found, [Changed(named("user:kondo")), Missing(named("zone:Z1"))]);
        sql(store, "update account set role = 'editor'".to_owned()).await;
        let found = past_the_ledger(store, "delete from advisory_package").await;
        assert_eq!(first(found), Some(Unfindable(named("advisory:A-1"))));
        let found = past_the_ledger(store, "update advisory set body = replace(body, 'old', 'odd')").await;
        assert!(matches!(first(found), Some(Changed(fact)) if fact.starts_with("advisory:A-1")));
        sql(store, "delete from advisory_name".to_owned()).await;
        let found = past_the_ledger(store, "delete from advisory").await;
        assert!(matches!(found.last(), Some(Missing(fact)) if fact == "zone:Z1"), "{found:?}");
        assert!(matches!(first(found), Some(Missing(fact)) if fact.starts_with("advisory:A-1")));
    });
}

#[test]
fn a_component_that_could_be_overlooked_is_found() {
    use Difference::Unfindable;
    on_both(|bench| async move {
        fill(&bench.store).await;
        let store = &bench.store;
        let no = store.components_of(&[key("pkg:npm/a")]).await.unwrap()[0].no;
        let kept =
            format!("insert into component_run (component_no, first_sbom, last_sbom) values ({no}, 1, 1)");
        let found =
            past_the_ledger(store, &format!("delete from component_run where component_no = {no}")).await;
        assert_eq!(found, [Unfindable(format!("component {no}"))]);
        assert!(past_the_ledger(store, &kept).await.is_empty());
        let found =
            past_the_ledger(store, &format!("update component set package_no = null where no = {no}")).await;
        assert_eq!(found, [Unfindable(format!("component {no}"))]);
        let change = format!("update component set body = replace(body, '\"1\"', '\"2\"') where no = {no}");
        let found = past_the_ledger(store, &change).await;
        assert_eq!(found.len(), 2, "{found:?}");
        assert_eq!(found[0], Difference::Changed(format!("component {no}")));
        assert!(matches!(&found[1], Difference::Changed(fact) if fact == "sbom:s1 (nothing:)"), "{found:?}");
        let found = past_the_ledger(store, "update sbom set subject_id = 'P1' where id = 's2'").await;
        assert!(found.contains(&Difference::Unrecorded("sbom:s2 (product:P1)".to_owned())), "{found:?}");
        assert!(found.contains(&Difference::Missing("sbom:s2 (product:P9)".to_owned())), "{found:?}");
        assert!(found[0].text().ja.contains(&format!("component {no}")));
    });
}

#[test]
fn what_is_stored_is_counted() {
    on_both(|bench| async move {
        fill(&bench.store).await;
        let counts = bench.store.counts().await.unwrap();
        let zones = counts.records.iter().find(|(kind, _)| *kind == zone("Z1", "z").kind()).unwrap().1;
        assert_eq!((zones, counts.sboms, counts.components, counts.components_distinct), (1, 2, 3, 3));
        assert_eq!((counts.advisories, counts.feed_files, counts.users, counts.ledger_entries), (1, 1, 1, 9));
        let records: u64 = counts.records.iter().map(|(_, count)| count).sum();
        let register = bench.store.register().await.unwrap();
        assert_eq!(records, register.records().collect::<Vec<Record>>().len() as u64);
    });
}

#[test]
fn an_entry_of_a_timeline_is_a_fact_of_the_ledger() {
    on_both(|bench| async move {
        let store = &bench.store;
        let entry = sekisho_model::IncidentEntry {
            case: "CA-01".parse().unwrap(),
            no: 9,
            at: origin().at,
            recorded_at: origin().at,
            by: "tanaka".to_owned(),
            words: "停止".to_owned(),
            source: String::new(),
            supersedes: None,
            what: sekisho_model::IncidentFact::Note,
        };
        let two = [entry.clone(), entry];
        assert_eq!(store.write_incident(&[], &two, &origin()).await.unwrap(), [1, 2]);
        let numbers: Vec<u32> =
            store.incident_entries().await.unwrap().iter().map(|entry| entry.no).collect();
        assert_eq!(numbers, [1, 2]);
        assert_eq!(store.facts_verify().await.unwrap().differences, []);
        let change = "update incident_entry set body = replace(body, '停止', '再開') where no = 1";
        let found = past_the_ledger(store, change).await;
        assert_eq!(found, [Difference::Changed("incident:CA-01#1".to_owned())]);
        sql(store, "delete from incident_entry where no = 1".to_owned()).await;
        let found = store.facts_verify().await.unwrap().differences;
        assert_eq!(found, [Difference::Missing("incident:CA-01#1".to_owned())]);
    });
}
