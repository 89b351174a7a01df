//! A new advisory at scale, and what 10,000 SBOMs take: `cargo bench -p sekisho-app --bench notices`. Prints, never
//! judges.
//!
//! The SBOMs (`-- SBOMS COMPONENTS` for others than 10,000 of 300) are written as CycloneDX 1.6 JSON without blanks,
//! as generators write it: package URL, licence, SHA-512, a link and the edges between the parts. They overlap as
//! those of a maker do: 20 releases of each product, of which one part in 20 has a new version and one in 100 is
//! another from release to release, out of 60,000 packages with skewed popularity; one package is in all of them.
//! The text is read as a file is, and stored; figures are those of this machine (peak of memory: Linux only).

use std::error::Error;
use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::time::{Duration, Instant};

use sekisho_app::{App, Caller, Database, Folder, feeds, notices};
use sekisho_model::{Change, Origin, PackageUrl, Record, RecordKind, Sbom, SbomSubject, Source};
use sekisho_sbom::read;
use sekisho_store::Store;

const PACKAGES: u64 = 60_000;
const RELEASES: u64 = 20;
const ADVISORIES: u64 = 300;
const QUESTIONS: usize = 1_000;
const BATCH: usize = 50;

type Done<T> = Result<T, Box<dyn Error>>;

/// xorshift64*: the same figures every time.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    /// Small numbers far more often.
    fn skewed(&mut self, limit: u64) -> u64 {
        (self.below(limit) * self.below(limit) / limit) * self.below(limit) / limit
    }
}

/// A part of a product: its package, and which version.
type Part = (u64, u64);

fn main() -> Done<()> {
    let given: Vec<u64> = std::env::args().filter_map(|arg| arg.parse().ok()).collect();
    let (sboms, parts) = (given.first().copied().unwrap_or(10_000), given.get(1).copied().unwrap_or(300));
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(run(sboms, parts))
}

async fn run(sboms: u64, parts: u64) -> Done<()> {
    let home = tempfile::tempdir()?;
    let folder = Folder { path: home.path().join("data"), database: Database::Embedded };
    let mut dice = Dice(0x5eed);
    let store = Store::create(&folder.path, &folder.database).await?;
    store.apply_changes(&products(sboms.div_ceil(RELEASES))?, &origin()).await?;
    let raw = import(&store, &mut dice, sboms, parts).await?;
    reverse(&store, &mut dice).await?;
    store.close().await;
    stored(&folder, raw)?;
    let (app, caller) = (App::open(&folder, sekisho_app::Opening::Write).await?, Caller::local("bench"));
    news(&app, &caller, &mut dice).await?;
    say(&format!("peak memory: {}", peak_memory()))
}

/// Stores the SBOMs and gives the bytes of their texts.
async fn import(store: &Store, dice: &mut Dice, sboms: u64, parts: u64) -> Done<u64> {
    let (mut raw, mut reading, mut storing) = (0, Duration::ZERO, Duration::ZERO);
    let (mut product, mut batch): (Vec<Part>, Vec<(Sbom, SbomSubject)>) = (Vec::new(), Vec::new());
    for number in 0..sboms {
        next_release(dice, &mut product, number, parts);
        let text = document(number, &product)?;
        raw += text.len() as u64;
        let start = Instant::now();
        let sbom = read("bom.json", text.as_bytes(), &sekisho_intake::Limits::default()).facts;
        reading += start.elapsed();
        let subject = SbomSubject::Product(format!("P{}", number / RELEASES).parse()?);
        batch.push((sbom.ok_or("an SBOM was not read")?, subject));
        if batch.len() == BATCH || number + 1 == sboms {
            let start = Instant::now();
            store.add_sboms(&batch, &origin()).await?;
            storing += start.elapsed();
            batch.clear();
        }
    }
    say(&format!(
        "{sboms} SBOMs of {parts} parts, {} MB of JSON: read in {reading:.1?}, stored in {storing:.1?}, {BATCH} a transaction",
        raw / 1_000_000
    ))?;
    Ok(raw)
}

fn next_release(dice: &mut Dice, product: &mut Vec<Part>, number: u64, parts: u64) {
    if number.is_multiple_of(RELEASES) {
        *product = (0..parts).map(|_| (dice.skewed(PACKAGES), dice.skewed(6))).collect();
        return;
    }
    for part in product {
        match dice.below(100) {
            0 => *part = (dice.skewed(PACKAGES), dice.skewed(6)),
            1..=5 => part.1 += 1,
            _ => {}
        }
    }
}

fn document(number: u64, product: &[Part]) -> Done<String> {
    let (name, release) = (number / RELEASES, number % RELEASES);
    let mut text = format!(
        r#"{{"bomFormat":"CycloneDX","specVersion":"1.6","serialNumber":"urn:uuid:00000000-0000-4000-8000-{number:012x}","version":1,"metadata":{{"timestamp":"2026-01-01T00:00:00Z","component":{{"type":"firmware","bom-ref":"root","name":"product {name}","version":"{release}.0"}}}},"components":["#
    );
    text.push_str(&part("everywhere", (name % 12, name % 12))?);
    for (package, version) in product {
        text.push(',');
        text.push_str(&part(&format!("package-{package}"), (*package, *version))?);
    }
    let list: Vec<String> =
        product.iter().map(|(package, version)| purl(&format!("package-{package}"), *version)).collect();
    write!(
        text,
        r#"],"dependencies":[{{"ref":"root","dependsOn":{}}}"#,
        serde_json::to_string(&list[..list.len() / 8])?
    )?;
    for (n, from) in list.iter().enumerate() {
        let to = [1, 2].map(|step| &list[(n * 7 + step) % list.len()]);
        write!(text, r#",{{"ref":"{from}","dependsOn":{}}}"#, serde_json::to_string(&to)?)?;
    }
    text.push_str("]}");
    Ok(text)
}

fn part(name: &str, (package, version): Part) -> Done<String> {
    let (mut dice, mut digest) = (Dice(package * 1_000 + version + 1), String::new());
    for _ in 0..8 {
        write!(digest, "{:016x}", dice.next())?;
    }
    let purl = purl(name, version);
    Ok(format!(
        r#"{{"type":"library","bom-ref":"{purl}","name":"{name}","version":"{}","hashes":[{{"alg":"SHA-512","content":"{digest}"}}],"licenses":[{{"license":{{"id":"MIT"}}}}],"purl":"{purl}","externalReferences":[{{"type":"vcs","url":"https://example.com/{name}.git"}}]}}"#,
        release(version)
    ))
}

fn release(version: u64) -> String {
    format!("{}.{}.0", version / 3, version % 3)
}

fn purl(name: &str, version: u64) -> String {
    format!("pkg:npm/{name}@{}", release(version))
}

/// Which SBOMs have a package: the question behind the impact of an advisory.
async fn reverse(store: &Store, dice: &mut Dice) -> Done<()> {
    let (mut spent, mut places) = (Vec::with_capacity(QUESTIONS), 0);
    for _ in 0..QUESTIONS {
        let key = format!("pkg:npm/package-{}", dice.skewed(PACKAGES)).parse::<PackageUrl>()?.key();
        let start = Instant::now();
        let rows = store.components_of(std::slice::from_ref(&key)).await?;
        let numbers: Vec<i64> = rows.iter().map(|row| row.no).collect();
        places += store.places_of(&numbers).await?.iter().map(|(_, sboms)| sboms.len()).sum::<usize>();
        spent.push(start.elapsed());
    }
    say(&format!("which SBOMs have a package, {} each: {}", places / QUESTIONS, quantiles(spent)))
}

fn stored(folder: &Folder, raw: u64) -> Done<()> {
    let mut bytes = 0;
    for file in std::fs::read_dir(&folder.path)? {
        bytes += file?.metadata()?.len();
    }
    let per_mille = bytes * 1_000 / raw.max(1);
    say(&format!(
        "data folder: {} MB, {}.{} % of the JSON",
        bytes / 1_000_000,
        per_mille / 10,
        per_mille % 10
    ))
}

/// From the bytes of a new advisory to the notices that follow.
async fn news(app: &App, caller: &Caller, dice: &mut Dice) -> Done<()> {
    let start = Instant::now();
    arrives(app, caller, 0, "everywhere").await?;
    say(&format!("first advisory after opening, on the package in every SBOM: {:.1?}", start.elapsed()))?;
    let (mut spent, mut told) = (Vec::new(), 0);
    for number in 1..=ADVISORIES {
        let name = format!("package-{}", dice.skewed(PACKAGES));
        let start = Instant::now();
        told += arrives(app, caller, number, &name).await?;
        spent.push(start.elapsed());
    }
    say(&format!("a new advisory to its notices ({told} from {ADVISORIES}): {}", quantiles(spent)))?;
    let mut spent = Vec::new();
    for number in 0..20 {
        let start = Instant::now();
        arrives(app, caller, 1_000 + number, "everywhere").await?;
        spent.push(start.elapsed());
    }
    say(&format!("the same on the package in every SBOM: {}", quantiles(spent)))
}

/// Imports one advisory and gives the number of notices.
async fn arrives(app: &App, caller: &Caller, number: u64, package: &str) -> Done<usize> {
    let document = serde_json::json!({
        "id": format!("BENCH-{number}"), "modified": "2026-01-01T00:00:00Z", "summary": "bench",
        "affected": [{ "package": { "ecosystem": "npm", "name": package },
            "ranges": [{ "type": "SEMVER", "events": [{ "introduced": "0" }, { "fixed": "9.0.0" }] }] }],
    });
    let next = notices::next_entry(app, caller).await?;
    feeds::import(app, caller, &format!("BENCH-{number}.json"), document.to_string().as_bytes()).await?;
    Ok(notices::since(app, caller, next).await?.len())
}

fn products(count: u64) -> Done<Vec<Change>> {
    let product = |n| -> Done<Change> {
        let document = serde_json::json!({ "id": format!("P{n}"), "name": format!("製品 {n}") });
        Ok(Change::Added(Record::deserialize_as(RecordKind::Product, document)?))
    };
    (0..count).map(product).collect()
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
