//! What people do, against a real store in a folder of its own.

mod answers;
mod catalog;
mod csaf;
mod feeds;
mod guideline;
mod handing;
mod handover;
mod incidents;
mod observing;
mod oversight;
mod product_papers;
mod rights;
mod sheets;
mod snapshots;
mod suppliers;
mod tables;
mod undo;
mod vex;

use sekisho_exchange::ImportOptions;
use sekisho_model::{Change, Record, RecordKind, Role, Source};
use serde_json::Value;
use tempfile::TempDir;

use crate::scan::File;
use crate::tables::RowEdit;
use crate::{App, Caller, Database, Folder, register};

/// A register in a folder of its own.
pub(crate) struct Bench {
    pub(crate) app: App,
    pub(crate) folder: Folder,
    _place: TempDir,
}

/// How a live watch of a test listens.
fn listening() -> crate::observe::Listening {
    crate::observe::Listening { interface: "near".to_owned(), snap_bytes: 256, shortfalls: Vec::new() }
}

impl Bench {
    pub(crate) async fn new() -> Self {
        let place = tempfile::tempdir().unwrap();
        let folder = Folder { path: place.path().join("data"), database: Database::Embedded };
        let app = App::init(&folder, &administrator()).await.unwrap();
        Self { app, folder, _place: place }
    }

    /// The sample plant.
    pub(crate) async fn sample() -> Self {
        let bench = Self::new().await;
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../sample/plant.toml");
        let bytes = std::fs::read(path).unwrap();
        let files = [File { name: "plant.toml".to_owned(), bytes }];
        let options = ImportOptions::default();
        let proposal = register::propose(&bench.app, &editor(), &files, options).await.unwrap();
        register::accept(&bench.app, &editor(), &proposal).await.unwrap();
        bench
    }

    /// Records put in past every check.
    pub(crate) async fn put(&self, records: &[(RecordKind, Value)]) {
        let changes: Vec<Change> = records
            .iter()
            .map(|(kind, document)| Change::Added(Record::deserialize_as(*kind, document.clone()).unwrap()))
            .collect();
        let origin = self.app.origin(&editor(), Source::Person);
        self.app.store().apply_changes(&changes, &origin).await.unwrap();
    }

    pub(crate) async fn record(&self, kind: RecordKind, id: &str) -> Option<Record> {
        self.app.register().await.unwrap().1.record(kind, id)
    }

    pub(crate) async fn name_of(&self, kind: RecordKind, id: &str) -> String {
        self.record(kind, id).await.unwrap().name().to_owned()
    }

    pub(crate) async fn version(&self, kind: RecordKind, id: &str) -> Option<String> {
        self.record(kind, id).await.as_ref().map(crate::tables::version)
    }

    /// The ledger holds, and every fact is as it says.
    pub(crate) async fn sound(&self) {
        let store = self.app.store();
        let ledger = store.ledger_verify().await.unwrap();
        assert!(ledger.is_sound(), "{:?}", ledger.problems);
        let facts = store.facts_verify().await.unwrap();
        assert!(facts.is_sound(), "{:?}", facts.differences);
    }
}

pub(crate) fn caller(name: &str, role: Role) -> Caller {
    Caller { name: name.to_owned(), role }
}

pub(crate) fn editor() -> Caller {
    caller("tanaka", Role::Editor)
}

pub(crate) fn other() -> Caller {
    caller("suzuki", Role::Editor)
}

pub(crate) fn administrator() -> Caller {
    caller("admin", Role::Administrator)
}

pub(crate) fn edit(kind: RecordKind, id: &str, seen: Option<String>, cells: &[(&str, &str)]) -> RowEdit {
    let cells = cells.iter().map(|(field, text)| ((*field).to_owned(), (*text).to_owned())).collect();
    RowEdit { kind, id: (!id.is_empty()).then(|| id.to_owned()), seen, cells }
}
