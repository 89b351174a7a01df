//! The schema and its steps.
//!
//! Invariant: a store at step N is what `schema.sql` of that time made, and what the steps up to N make. Steps are
//! only ever added. A newer store is refused; it is never opened in the hope that it fits.

use crate::StoreError;
use crate::engine::{Tx, args};

/// The whole schema at the newest step.
const WHOLE: &str = include_str!("../schema.sql");

/// The steps; step 1 is the first.
const STEPS: &[&str] = &[
    include_str!("../migrations/0001_everything.sql"),
    include_str!("../migrations/0002_signals.sql"),
    include_str!("../migrations/0003_runs.sql"),
    include_str!("../migrations/0004_observation.sql"),
    include_str!("../migrations/0005_incidents.sql"),
];

/// The newest step.
fn newest() -> i64 {
    i64::try_from(STEPS.len()).unwrap_or(i64::MAX)
}

/// Makes the schema in an empty database.
pub(crate) async fn make(tx: &mut Tx) -> Result<(), StoreError> {
    let script = tx.in_dialect(WHOLE);
    tx.script(script).await?;
    note(tx, newest()).await
}

/// The step a store is at, or none where there is no store.
pub(crate) async fn step(tx: &mut Tx) -> Result<Option<i64>, StoreError> {
    if !tx.has_table("meta").await? {
        return Ok(None);
    }
    let row = tx.row("select value from meta where key = 'schema'", args![]).await?;
    let Some(row) = row else { return Ok(None) };
    let step = row.text(0)?.parse().map_err(|_| {
        StoreError::corrupt("スキーマの番号が数ではありません", "the number of the schema is not a number")
    })?;
    Ok(Some(step))
}

/// Checks that the store is at the newest step.
pub(crate) async fn check(tx: &mut Tx) -> Result<(), StoreError> {
    match step(tx).await? {
        Some(found) if found == newest() => Ok(()),
        Some(found) if found > newest() => Err(StoreError::Newer { found, known: newest() }),
        Some(found) => Err(StoreError::Older { found, known: newest() }),
        None => Err(StoreError::corrupt(
            "データベースに台帳の表がありません",
            "the database has no tables of a register",
        )),
    }
}

/// Takes the steps that are missing.
pub(crate) async fn advance(tx: &mut Tx) -> Result<(), StoreError> {
    let Err(StoreError::Older { found, .. }) = check(tx).await else { return check(tx).await };
    climb(tx, found).await
}

/// Takes the steps after one.
pub(crate) async fn climb(tx: &mut Tx, from: i64) -> Result<(), StoreError> {
    for step in STEPS.iter().skip(usize::try_from(from).unwrap_or(0)) {
        let script = tx.in_dialect(step);
        tx.script(script).await?;
    }
    note(tx, newest()).await
}

async fn note(tx: &mut Tx, step: i64) -> Result<(), StoreError> {
    let sql = "insert into meta (key, value) values ('schema', $1)
               on conflict (key) do update set value = excluded.value";
    tx.run(sql, args![&step.to_string()]).await.map(|_| ())
}
