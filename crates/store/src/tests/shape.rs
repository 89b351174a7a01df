//! The schema: its steps, its whole, and the list of its tables.

use std::collections::BTreeSet;

use super::{Bench, on_both};
use crate::copy::TABLES;
use crate::engine::{Fault, Opening, Pools, Tx, args};
use crate::{Access, Database, Store, StoreError, schema};

/// Every table, column and index, as the engine's catalog has it.
async fn catalog(tx: &mut Tx, database: &Database) -> BTreeSet<String> {
    let sql = match database {
        Database::Embedded => "select type || ' ' || name || ' ' || coalesce(sql, '') from sqlite_master",
        Database::Postgres { .. } => {
            "select table_name || ' ' || column_name || ' ' || data_type || ' ' || is_nullable
             from information_schema.columns where table_schema = current_schema()
             union all
             select tablename || ' ' || replace(indexdef, cast(current_schema() as text), '') from pg_indexes
             where schemaname = current_schema()"
        }
    };
    let rows = tx.rows(sql, args![]).await.unwrap();
    rows.iter().map(|row| row.text(0).unwrap().split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

#[test]
fn the_whole_schema_is_the_sum_of_its_steps() {
    on_both(|bench| async move {
        let whole = catalog(&mut bench.store.reading().await.unwrap(), &bench.database).await;
        assert!(whole.len() > TABLES.len());
        let (pools, database) = match &bench.database {
            Database::Embedded => {
                let pools =
                    Pools::sqlite(&bench.place.path().join("steps.db"), Opening::Create).await.unwrap();
                (pools, Database::Embedded)
            }
            Database::Postgres { .. } => {
                let database = super::own_schema(&std::env::var("SEKISHO_TEST_POSTGRES").unwrap()).await;
                let Database::Postgres { url } = &database else { panic!("not a server") };
                (Pools::postgres(url).await.unwrap(), database)
            }
        };
        let mut tx = pools.writing(&Fault::default()).await.unwrap();
        schema::climb(&mut tx, 0).await.unwrap();
        assert_eq!(catalog(&mut tx, &database).await, whole);
        schema::check(&mut tx).await.unwrap();
    });
}

#[test]
fn the_list_of_tables_is_the_catalogs() {
    on_both(|bench| async move {
        let mut tx = bench.store.reading().await.unwrap();
        let sql = match bench.database {
            Database::Embedded => {
                "select m.name || '.' || c.name from sqlite_master m join pragma_table_info(m.name) c
                 where m.type = 'table'"
            }
            Database::Postgres { .. } => {
                "select table_name || '.' || column_name from information_schema.columns
                 where table_schema = current_schema()"
            }
        };
        let rows = tx.rows(sql, args![]).await.unwrap();
        let stored: BTreeSet<String> = rows.iter().map(|row| row.text(0).unwrap()).collect();
        let listed: BTreeSet<String> = TABLES.iter().flat_map(|table| table.column_names()).collect();
        assert_eq!(listed, stored);
    });
}

async fn at_step(bench: &Bench, step: &str) {
    let mut tx = bench.store.pools.writing(&Fault::default()).await.unwrap();
    tx.run("update meta set value = $1 where key = 'schema'", args![step]).await.unwrap();
    tx.commit().await.unwrap();
}

#[test]
fn a_newer_schema_is_refused_and_an_older_one_waits_for_a_writer() {
    on_both(|bench| async move {
        at_step(&bench, "99").await;
        let folder = bench.store.folder();
        let refused = Store::open(folder, &bench.database, Access::Read).await.unwrap_err();
        assert!(matches!(refused, StoreError::Newer { found: 99, known: 5 }), "{refused:?}");
        at_step(&bench, "1").await;
        let refused = Store::open(folder, &bench.database, Access::Read).await.unwrap_err();
        assert!(matches!(refused, StoreError::Older { found: 1, known: 5 }), "{refused:?}");
        at_step(&bench, "one").await;
        let refused = Store::open(folder, &bench.database, Access::Read).await.unwrap_err();
        assert!(matches!(refused, StoreError::Corrupt { .. }), "{refused:?}");
    });
}

#[test]
fn a_second_store_in_the_same_place_is_refused() {
    on_both(|bench| async move {
        let folder = bench.store.folder();
        let refused = Store::create(folder, &bench.database).await.unwrap_err();
        assert!(matches!(refused, StoreError::AlreadyThere { .. }), "{refused:?}");
        let nowhere = bench.place.path().join("nowhere");
        let refused = Store::open(&nowhere, &bench.database, Access::Read).await.unwrap_err();
        assert!(matches!(refused, StoreError::NotThere { .. }), "{refused:?}");
        if let Database::Postgres { .. } = bench.database {
            let refused = Store::create(&nowhere, &bench.database).await.unwrap_err();
            assert!(matches!(refused, StoreError::AlreadyThere { .. }), "{refused:?}");
        }
    });
}

#[test]
fn postings_of_an_older_store_become_runs() {
    on_both(|bench| async move {
        let mut tx = bench.store.pools.writing(&Fault::default()).await.unwrap();
        let older = "create table sbom_component (component_no bigint, sbom_no bigint);
                     insert into sbom_component values (1, 3), (1, 4), (1, 6), (2, 4);
                     drop table component_run;
                     drop table observation_run; drop table conversation; drop table sighting; drop table identity;
                     drop table incident_entry;";
        tx.script(older.to_owned()).await.unwrap();
        schema::climb(&mut tx, 2).await.unwrap();
        let sql =
            "select component_no, first_sbom, last_sbom from component_run order by component_no, first_sbom";
        let rows = tx.rows(sql, args![]).await.unwrap();
        let runs: Vec<[i64; 3]> =
            rows.iter().map(|row| [0, 1, 2].map(|column| row.int(column).unwrap())).collect();
        assert_eq!(runs, [[1, 3, 4], [1, 6, 6], [2, 4, 4]]);
    });
}
