//! Editing at scale: `cargo bench -p sekisho-app --bench tables`. Prints, never judges.
//!
//! A register of 300 zones and 5,000 assets (`-- ASSETS` for others): one cell saved, the same with all judgements
//! after it, one field set on 1,000 rows, and that undone.

use std::error::Error;
use std::io::{self, Write as _};
use std::time::Instant;

use sekisho_app::tables::{self, RowEdit};
use sekisho_app::{App, Caller, Database, Folder, Opening, guideline, register};
use sekisho_model::{Change, Lang, Origin, Record, RecordKind, Source};
use sekisho_store::Store;
use serde_json::json;

const ZONES: u64 = 300;
const ROUNDS: u32 = 20;

type Done<T> = Result<T, Box<dyn Error>>;

fn main() -> Done<()> {
    let assets = std::env::args().find_map(|given| given.parse().ok()).unwrap_or(5_000);
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(run(assets))
}

async fn run(assets: u64) -> Done<()> {
    let home = tempfile::tempdir()?;
    let folder = Folder { path: home.path().join("data"), database: Database::Embedded };
    let store = Store::create(&folder.path, &folder.database).await?;
    let at = "2026-11-24T00:00:00Z".parse()?;
    let origin = Origin { actor: "bench".to_owned(), at, source: Source::Person };
    store.apply_changes(&plant(assets)?, &origin).await?;
    store.close().await;
    let (app, caller) = (App::open(&folder, Opening::Write).await?, Caller::local("bench"));
    let started = Instant::now();
    let _ = guideline::judgements(&app, &caller).await?.findings();
    say("first judgements", started, 1)?;
    let started = Instant::now();
    for round in 0..ROUNDS {
        tables::save(&app, &caller, &[note(round)]).await?;
    }
    say("one cell saved", started, ROUNDS)?;
    let started = Instant::now();
    for round in 0..ROUNDS {
        tables::save(&app, &caller, &[note(round + ROUNDS)]).await?;
        let _ = guideline::judgements(&app, &caller).await?.findings();
    }
    say("one cell saved, and judged", started, ROUNDS)?;
    let ids: Vec<String> = (0..assets.min(1_000)).map(|n| format!("A{n}")).collect();
    let started = Instant::now();
    let set = ("importance", "大");
    let proposal = tables::bulk(&app, &caller, RecordKind::Asset, &ids, set, Lang::Ja).await?;
    say("1,000 rows changed, shown", started, 1)?;
    let started = Instant::now();
    register::accept(&app, &caller, &proposal).await?;
    say("1,000 rows changed, saved", started, 1)?;
    let started = Instant::now();
    let first = tables::rows(&app, &caller).await?.state - 1;
    tables::undo_save(&app, &caller, first).await?;
    say("1,000 rows undone", started, 1)
}

fn note(round: u32) -> RowEdit {
    let cells = vec![("note".to_owned(), format!("{round}"))];
    RowEdit { kind: RecordKind::Asset, id: Some("A7".to_owned()), seen: None, cells }
}

fn plant(assets: u64) -> Done<Vec<Change>> {
    let zone = |n| (RecordKind::Zone, json!({ "id": format!("Z{n}"), "name": format!("zone {n}") }));
    let asset = |n| {
        let zone = format!("Z{}", n % ZONES);
        let document =
            json!({ "id": format!("A{n}"), "name": format!("asset {n}"), "kind": "device", "zone": zone });
        (RecordKind::Asset, document)
    };
    let records = (0..ZONES).map(zone).chain((0..assets).map(asset));
    records.map(|(kind, document)| Ok(Change::Added(Record::deserialize_as(kind, document)?))).collect()
}

fn say(what: &str, started: Instant, rounds: u32) -> Done<()> {
    let each = started.elapsed().as_secs_f64() * 1000.0 / f64::from(rounds);
    Ok(writeln!(io::stdout(), "{what:<32} {each:>9.1} ms")?)
}
