//! Figures at scale: `cargo bench -p sekisho-store`. Prints, never judges.
//!
//! Builds a store of 10,000 SBOMs with 300 components each (`-- SBOMS COMPONENTS` for others) in a temporary
//! folder, with skewed popularity and one package that most SBOMs have, then asks where packages are, as the
//! impact of an advisory does. The peak of memory is that of the whole program (Linux only).

use std::error::Error;
use std::fs;
use std::io::{self, Write as _};
use std::time::{Duration, Instant};

use sekisho_model::{
    Advisory, AdvisoryForm, Component, Origin, PackageKey, PackageUrl, Sbom, SbomSubject, Source, Stated,
    Statement, Status, Target, Versions,
};
use sekisho_store::{Database, FeedFile, Store};

/// Distinct packages.
const PACKAGES: u64 = 60_000;
/// SBOMs stored in one transaction.
const BATCH: usize = 50;
/// Questions asked.
const QUESTIONS: usize = 1_000;

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

    /// A number below `limit`, small ones far more often: a third of all below a thirtieth of the limit.
    fn skewed(&mut self, limit: u64) -> u64 {
        let [a, b, c] = [0; 3].map(|_| self.below(limit));
        (a * b / limit) * c / limit
    }
}

fn main() -> Done<()> {
    let given: Vec<usize> = std::env::args().filter_map(|arg| arg.parse().ok()).collect();
    let (sboms, components) =
        (given.first().copied().unwrap_or(10_000), given.get(1).copied().unwrap_or(300));
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(run(sboms, components))
}

async fn run(sboms: usize, components: usize) -> Done<()> {
    let folder = tempfile::tempdir()?;
    let data = folder.path().join("data");
    let database =
        std::env::var("SEKISHO_TEST_POSTGRES").map_or(Database::Embedded, |url| Database::Postgres { url });
    let store = Store::create(&data, &database).await?;
    let mut dice = Dice(0x5eed);
    import(&store, &mut dice, sboms, components).await?;
    one_by_one(&store, &mut dice, components).await?;
    feeds(&store).await?;
    ask(&store, &mut dice).await?;
    read_back(&store).await?;
    let start = Instant::now();
    store.backup(&folder.path().join("backup")).await?;
    say(&format!("backup: {:.1?}", start.elapsed()))?;
    store.close().await;
    let mut bytes = 0;
    for file in fs::read_dir(&data)? {
        bytes += file?.metadata()?.len();
    }
    say(&format!("data folder: {} MB", bytes / 1_000_000))?;
    say(&format!("peak memory: {}", peak_memory()))
}

async fn import(store: &Store, dice: &mut Dice, sboms: usize, components: usize) -> Done<()> {
    let mut spent = Duration::ZERO;
    let mut number = 0;
    while number < sboms {
        let count = BATCH.min(sboms - number);
        let batch: Vec<(Sbom, SbomSubject)> =
            (0..count).map(|n| sbom(dice, number + n, components)).collect::<Done<_>>()?;
        let start = Instant::now();
        store.add_sboms(&batch, &origin()).await?;
        spent += start.elapsed();
        number += count;
    }
    let rows = sboms * components;
    say(&format!("{sboms} SBOMs, {rows} component rows, {BATCH} SBOMs a transaction: {}", rate(rows, spent)))
}

async fn one_by_one(store: &Store, dice: &mut Dice, components: usize) -> Done<()> {
    let mut spent = Duration::ZERO;
    for n in 0..100 {
        let (sbom, subject) = sbom(dice, 1_000_000 + n, components)?;
        let start = Instant::now();
        store.add_sbom(&sbom, &subject, &origin()).await?;
        spent += start.elapsed();
    }
    say(&format!("100 SBOMs more, one a transaction: {}", rate(100 * components, spent)))
}

async fn feeds(store: &Store) -> Done<()> {
    let mut spent = Duration::ZERO;
    for batch in 0..10 {
        let files: Vec<FeedFile> = (0..500).map(|n| feed_file(batch * 500 + n)).collect::<Done<_>>()?;
        let start = Instant::now();
        store.add_feed_files(&files, &origin()).await?;
        spent += start.elapsed();
    }
    say(&format!("5000 advisory files, 500 a transaction: {}", rate(5_000, spent)))?;
    let mut spent = Duration::ZERO;
    for n in 0..100 {
        let FeedFile { advisories, source, .. } = feed_file(10_000 + n)?;
        let start = Instant::now();
        store.add_advisories(&advisories, &[], &Origin { source, ..origin() }).await?;
        spent += start.elapsed();
    }
    say(&format!("100 advisory files more, one a transaction: {}", rate(100, spent)))
}

async fn ask(store: &Store, dice: &mut Dice) -> Done<()> {
    let mut spent = Vec::with_capacity(QUESTIONS);
    let mut places = 0;
    for _ in 0..QUESTIONS {
        let key = key(dice.skewed(PACKAGES))?;
        let start = Instant::now();
        places += places_of(store, &key).await?;
        spent.push(start.elapsed());
    }
    say(&format!(
        "where is a package ({QUESTIONS} questions, {} places each): {}",
        places / QUESTIONS,
        quantiles(spent)
    ))?;
    let everywhere: PackageKey = "pkg:npm/everywhere".parse::<PackageUrl>()?.key();
    let mut spent = Vec::new();
    for _ in 0..100 {
        let start = Instant::now();
        places = places_of(store, &everywhere).await?;
        spent.push(start.elapsed());
    }
    say(&format!("where is the package that most SBOMs have ({places} places): {}", quantiles(spent)))
}

async fn places_of(store: &Store, key: &PackageKey) -> Done<usize> {
    let rows = store.components_of(std::slice::from_ref(key)).await?;
    let numbers: Vec<i64> = rows.iter().map(|row| row.no).collect();
    Ok(store.places_of(&numbers).await?.iter().map(|(_, sboms)| sboms.len()).sum())
}

async fn read_back(store: &Store) -> Done<()> {
    let start = Instant::now();
    let heads = store.sbom_heads().await?;
    say(&format!("{} SBOM heads: {:.1?}", heads.len(), start.elapsed()))?;
    let mut spent = Vec::new();
    for head in heads.iter().step_by(heads.len() / 50) {
        let start = Instant::now();
        store.sbom(&head.id).await?;
        spent.push(start.elapsed());
    }
    say(&format!("one SBOM with its components: {}", quantiles(spent)))?;
    let start = Instant::now();
    let asked = store.advisories_in_question().await?;
    say(&format!("{} advisories in question: {:.1?}", asked.len(), start.elapsed()))?;
    let start = Instant::now();
    let found = store.ledger_verify().await?;
    say(&format!(
        "ledger verified (sound: {}, {} entries): {:.1?}",
        found.is_sound(),
        found.entries(),
        start.elapsed()
    ))?;
    let start = Instant::now();
    let facts = store.facts_verify().await?;
    say(&format!("facts held against the ledger (sound: {}): {:.1?}", facts.is_sound(), start.elapsed()))?;
    let start = Instant::now();
    store.prove_inclusion(3).await?;
    say(&format!("one inclusion proof: {:.1?}", start.elapsed()))
}

fn sbom(dice: &mut Dice, number: usize, components: usize) -> Done<(Sbom, SbomSubject)> {
    let mut list = Vec::with_capacity(components);
    if dice.below(10) < 8 {
        list.push(component("everywhere", dice.skewed(12))?);
    }
    while list.len() < components {
        let package = dice.skewed(PACKAGES);
        list.push(component(&name(package), dice.skewed(6))?);
    }
    let sbom = Sbom {
        id: format!("{number:064x}").parse()?,
        format: "CycloneDX 1.6".to_owned(),
        name: format!("product {number}"),
        version: Stated::Known("1.0".to_owned()),
        created: Stated::Unknown,
        dependencies: (1..u32::try_from(components)?).map(|to| (0, to)).collect(),
        components: list,
    };
    Ok((sbom, SbomSubject::Product(format!("P{number}").parse()?)))
}

fn component(name: &str, version: u64) -> Done<Component> {
    let purl: PackageUrl = format!("pkg:npm/{name}@{}.{}.0", version / 3, version % 3).parse()?;
    Ok(Component {
        name: name.to_owned(),
        version: Stated::Known(purl.version().to_owned()),
        purl: Some(purl),
        licence: "MIT".to_owned(),
        ..Component::default()
    })
}

fn name(package: u64) -> String {
    format!("package-{package}")
}

fn key(package: u64) -> Done<PackageKey> {
    Ok(format!("pkg:npm/{}", name(package)).parse::<PackageUrl>()?.key())
}

fn feed_file(number: u64) -> Done<FeedFile> {
    let statement = Statement {
        target: Target::Package { key: key(number * 7 % PACKAGES)?, release: String::new() },
        versions: Versions::All,
        status: Status::Affected,
        vulnerabilities: [format!("CVE-2026-{number}").parse()?].into(),
        remedies: Vec::new(),
        ground: sekisho_model::Ground::default(),
    };
    let advisory = Advisory {
        id: format!("GHSA-{number}").parse()?,
        form: AdvisoryForm::Osv,
        publisher: String::new(),
        title: "A title of the usual length, which says what is wrong".to_owned(),
        aliases: [format!("CVE-2026-{number}")].into(),
        published: None,
        modified: Some(origin().at),
        withdrawn: None,
        informational: String::new(),
        cvss: None,
        statements: vec![statement],
        references: vec![format!("https://example.com/{number}")],
        edition: sekisho_model::Edition::default(),
        vulnerabilities: Vec::new(),
    };
    let source = Source::File {
        name: format!("GHSA-{number}.json"),
        sha256: format!("{number:064x}"),
        importer: "bench".to_owned(),
    };
    Ok(FeedFile { advisories: vec![advisory], signals: Vec::new(), source })
}

fn origin() -> Origin {
    Origin { actor: "bench".to_owned(), at: jiff::Timestamp::UNIX_EPOCH, source: Source::Person }
}

fn rate(rows: usize, spent: Duration) -> String {
    let millis = usize::try_from(spent.as_millis()).unwrap_or(usize::MAX).max(1);
    format!("{:.1?}, {} a second", spent, rows.saturating_mul(1_000) / millis)
}

fn quantiles(mut spent: Vec<Duration>) -> String {
    spent.sort();
    let at = |percent: usize| spent[(spent.len() - 1) * percent / 100];
    format!("p50 {:.2?}, p99 {:.2?}, max {:.2?}", at(50), at(99), at(100))
}

fn peak_memory() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.map_or_else(|| "not known on this system".to_owned(), |line| line.trim().to_owned())
}

fn say(line: &str) -> Done<()> {
    Ok(writeln!(io::stdout(), "{line}")?)
}
