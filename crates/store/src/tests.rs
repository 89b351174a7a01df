//! What the store promises, held against both engines.
//!
//! Each promise runs on a SQLite file of its own and, where `SEKISHO_TEST_POSTGRES` names a server, in a schema
//! of its own there.

mod contract;
mod history;
mod keeping;
mod observing;
mod shape;
mod stock;
mod tampering;

use std::future::Future;
use std::sync::Arc;

use tempfile::TempDir;

use crate::{Database, Store};

/// A store made for one test, and the place it lives in.
pub(crate) struct Bench {
    pub(crate) store: Store,
    pub(crate) place: Arc<TempDir>,
    pub(crate) database: Database,
}

impl Bench {
    pub(crate) async fn new(database: Database) -> Self {
        let place = Arc::new(tempfile::tempdir().unwrap());
        let store = Store::create(&place.path().join("data"), &database).await.unwrap();
        Self { store, place, database }
    }
}

/// Runs a promise on every engine at hand, and says which one was not.
pub(crate) fn on_both<F: Future<Output = ()>>(promise: impl Fn(Bench) -> F) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        held(&promise, Database::Embedded).await;
        match std::env::var("SEKISHO_TEST_POSTGRES") {
            Ok(url) => held(&promise, own_schema(&url).await).await,
            Err(_) => println!("not run: PostgreSQL (SEKISHO_TEST_POSTGRES is not set)"),
        }
    });
}

/// Runs a promise and keeps its place until the end.
async fn held<F: Future<Output = ()>>(promise: impl Fn(Bench) -> F, database: Database) {
    let bench = Bench::new(database).await;
    let place = Arc::clone(&bench.place);
    promise(bench).await;
    drop(place);
}

/// A schema on the server that no other test uses.
async fn own_schema(url: &str) -> Database {
    let name: String =
        crate::folder::random::<8>().unwrap().iter().map(|byte| format!("{byte:02x}")).collect();
    let pools = crate::engine::Pools::postgres(url).await.unwrap();
    let mut tx = pools.writing(&crate::engine::Fault::default()).await.unwrap();
    tx.script(format!("create schema test_{name}")).await.unwrap();
    tx.commit().await.unwrap();
    pools.close().await;
    let join = if url.contains('?') { '&' } else { '?' };
    Database::Postgres { url: format!("{url}{join}options[search_path]=test_{name}") }
}
