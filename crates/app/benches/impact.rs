//! The main job at scale: `cargo bench -p sekisho-app`. Prints, never judges.
//!
//! A register of 2,000 products and 5,000 assets, with 10,000 SBOMs of 300 components (`-- SBOMS COMPONENTS`
//! for others), skewed popularity, one package that most SBOMs have. Asks what an advisory means for the plant,
//! from its id to the weighed chains. The peak of memory is that of the whole program (Linux only).

use std::error::Error;
use std::io::{self, Write as _};
use std::time::{Duration, Instant};

use sekisho_app::{App, Caller, Database, Folder, impact};
use sekisho_model::{Change, Component, Origin, Record, RecordKind, Sbom, SbomSubject, Source, Stated};
use sekisho_store::Store;

const PACKAGES: u64 = 60_000;
const ADVISORIES: u64 = 1_000;
const PRODUCTS: u64 = 2_000;
const ASSETS: u64 = 5_000;

type Done<T> = Result<T, Box<dyn Error>>;

/// xorshift64*: the same figures every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) % limit
    }

    /// Small numbers far more often.
    fn skewed(&mut self, limit: u64) -> u64 {
        (self.below(limit) * self.below(limit) / limit) * self.below(limit) / limit
    }
}

fn main() -> Done<()> {
    let given: Vec<u64> = std::env::args().filter_map(|arg| arg.parse().ok()).collect();
    let (sboms, components) =
        (given.first().copied().unwrap_or(10_000), given.get(1).copied().unwrap_or(300));
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(run(sboms, components))
}

async fn run(sboms: u64, components: u64) -> Done<()> {
    let home = tempfile::tempdir()?;
    let folder = Folder { path: home.path().join("data"), database: Database::Embedded };
    let mut dice = Dice(0x5eed);
    let store = Store::create(&folder.path, &folder.database).await?;
    store.apply_changes(&register()?, &origin()).await?;
    for first in (0..sboms).step_by(50) {
        let batch = (first..sboms.min(first + 50))
            .map(|n| sbom(&mut dice, n, components))
            .collect::<Done<Vec<_>>>()?;
        store.add_sboms(&batch, &origin()).await?;
    }
    store.close().await;
    let (app, caller) = (App::open(&folder, sekisho_app::Opening::Write).await?, Caller::local("bench"));
    for n in 0..=ADVISORIES {
        let (name, document) = advisory(&mut dice, n);
        sekisho_app::feeds::import(&app, &caller, &name, document.as_bytes()).await?;
    }
    say(&format!(
        "{sboms} SBOMs, {} component rows, {PRODUCTS} products, {ASSETS} assets",
        sboms * components
    ))?;
    let start = Instant::now();
    impact::of(&app, &caller, "BENCH-0").await?;
    say(&format!("first answer after opening: {:.1?}", start.elapsed()))?;
    ask(&app, &caller).await?;
    say(&format!("peak memory: {}", peak_memory()))
}

async fn ask(app: &App, caller: &Caller) -> Done<()> {
    let (mut spent, mut chains) = (Vec::new(), 0);
    for n in 0..ADVISORIES {
        let start = Instant::now();
        chains += impact::of(app, caller, &format!("BENCH-{n}")).await?[0].chains.len();
        spent.push(start.elapsed());
    }
    let mean = chains as u64 / ADVISORIES;
    say(&format!("impact of {ADVISORIES} advisories, {mean} chains each: {}", quantiles(spent)))?;
    let mut spent = Vec::new();
    for _ in 0..50 {
        let start = Instant::now();
        chains = impact::of(app, caller, &format!("BENCH-{ADVISORIES}")).await?[0].chains.len();
        spent.push(start.elapsed());
    }
    say(&format!("impact on the package that most SBOMs have, {chains} chains: {}", quantiles(spent)))
}

fn register() -> Done<Vec<Change>> {
    let mut records = Vec::new();
    let mut add = |kind, document: serde_json::Value| -> Done<()> {
        records.push(Change::Added(Record::deserialize_as(kind, document)?));
        Ok(())
    };
    for n in 0..20 {
        add(
            RecordKind::Business,
            serde_json::json!({ "id": format!("B{n}"), "name": format!("業務 {n}"), "importance": "large" }),
        )?;
        add(
            RecordKind::Zone,
            serde_json::json!({ "id": format!("Z{n}"), "name": format!("ゾーン {n}"), "businesses": [format!("B{n}")] }),
        )?;
    }
    for n in 0..PRODUCTS {
        add(RecordKind::Product, serde_json::json!({ "id": format!("P{n}"), "name": format!("製品 {n}") }))?;
    }
    for n in 0..ASSETS {
        let device =
            serde_json::json!({ "vendor": "三菱電機", "model": format!("FX5U-{n}MT"), "firmware": "1.240" });
        add(
            RecordKind::Asset,
            serde_json::json!({ "id": format!("A{n}"), "name": format!("装置 {n}"), "kind": "device", "zone": format!("Z{}", n % 20),
                "products": [format!("P{}", n % PRODUCTS)], "device": device }),
        )?;
    }
    Ok(records)
}

fn sbom(dice: &mut Dice, number: u64, components: u64) -> Done<(Sbom, SbomSubject)> {
    let mut list = Vec::new();
    if dice.below(10) < 8 {
        list.push(component("everywhere", dice.skewed(12))?);
    }
    while (list.len() as u64) < components {
        list.push(component(&format!("package-{}", dice.skewed(PACKAGES)), dice.skewed(6))?);
    }
    let sbom = Sbom {
        id: format!("{number:064x}").parse()?,
        format: "CycloneDX 1.6".to_owned(),
        name: format!("product {number}"),
        version: Stated::Unknown,
        created: Stated::Unknown,
        components: list,
        dependencies: Vec::new(),
    };
    Ok((sbom, SbomSubject::Product(format!("P{}", number % PRODUCTS).parse()?)))
}

fn component(name: &str, version: u64) -> Done<Component> {
    let version = format!("{}.{}.0", version / 3, version % 3);
    let purl = format!("pkg:npm/{name}@{version}").parse()?;
    Ok(Component {
        name: name.to_owned(),
        version: Stated::Known(version),
        purl: Some(purl),
        ..Component::default()
    })
}

/// An OSV record; the last one names the package that most SBOMs have.
fn advisory(dice: &mut Dice, number: u64) -> (String, String) {
    let name = if number == ADVISORIES {
        "everywhere".to_owned()
    } else {
        format!("package-{}", dice.skewed(PACKAGES))
    };
    let document = serde_json::json!({
        "id": format!("BENCH-{number}"), "modified": "2026-01-01T00:00:00Z", "summary": "bench",
        "affected": [{ "package": { "ecosystem": "npm", "name": name },
            "ranges": [{ "type": "SEMVER", "events": [{ "introduced": "0" }, { "fixed": "1.1.0" }] }] }],
    });
    (format!("BENCH-{number}.json"), document.to_string())
}

fn origin() -> Origin {
    Origin { actor: "bench".to_owned(), at: jiff::Timestamp::UNIX_EPOCH, source: Source::Person }
}

fn quantiles(mut spent: Vec<Duration>) -> String {
    spent.sort();
    let at = |percent: usize| spent[(spent.len() - 1) * percent / 100];
    format!("p50 {:.2?}, p99 {:.2?}, max {:.2?}", at(50), at(99), at(100))
}

fn peak_memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.map_or_else(|| "not known on this system".to_owned(), |line| line.trim().to_owned())
}

fn say(line: &str) -> Done<()> {
    Ok(writeln!(io::stdout(), "{line}")?)
}
