//! Single random changes to the file that keeps the ledger, as somebody makes them who can write to the disk: bytes,
//! pages, truncation, rows through SQL, an older copy. Ordinarily a sample; `SEKISHO_TEST_TAMPERINGS` gives another
//! number.
//!
//! What counts as found: the store refuses the file, or its verification finds a problem, or an overseer who holds the
//! key and an earlier checkpoint finds one in what is exported. What is accepted must say exactly what it said before:
//! the same entries, the same checkpoint, the same entries about each thing. Such a change hit free pages, other
//! tables, or bytes that the database never reads; the indexes over the ledger are held against its rows. Facts in other tables are `facts_verify`'s matter, which holds them
//! against the ledger.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use sekisho_ledger::verify::{CHECKPOINT_FILE, ENTRIES_FILE, Given, Pinned, verify_export};
use sekisho_ledger::{Detail, Entry, Frontier, Salt, SignerKey};
use sekisho_model::Change;

use super::Bench;
use super::keeping::{fill, sql};
use super::stock::{origin, zone};
use crate::engine::own_sql;
use crate::folder::Folder;
use crate::writing::{insert_entries, sign};
use crate::{Access, Database, Store, StoreError};

const CHANGES: u64 = if cfg!(debug_assertions) { 800 } else { 20_000 };
const SEED: u64 = 0x5EED_1ED6_E200_0007;
/// SQLite's own size of a page where nobody says another.
const PAGE: usize = 4096;

/// SplitMix64: seeded, so that a miss can be found again.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.roll() % limit as u64).unwrap()
    }

    /// Anything but 0.
    fn bits(&mut self) -> u8 {
        u8::try_from(self.roll() % 255).unwrap() + 1
    }
}

/// What a ledger says: its entries and its checkpoint as exported, and which entries are about each thing.
#[derive(PartialEq, Eq)]
struct Content {
    entries: Vec<u8>,
    checkpoint: Vec<u8>,
    about: BTreeMap<String, Vec<u64>>,
}

/// The database that is tampered with, an older one of the same store, and where the ledger stands in it.
struct Stock {
    /// A data folder; its database is written anew for each change.
    folder: PathBuf,
    whole: Vec<u8>,
    older: Vec<u8>,
    /// Where bytes of the ledger lie in the file: `(from, length)`.
    marks: Vec<(usize, usize)>,
    content: Content,
    entries: Vec<Entry>,
    signer: SignerKey,
    given: Given,
}

/// How a changed file ended.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum End {
    /// The store does not open it, or the database does not read it.
    Refused,
    /// The store's own verification names it.
    Found,
    /// The overseer's verifier finds it in the export.
    FoundOutside,
    /// Nobody objects, and it says what it said.
    SaysTheSame,
    /// Nobody objects, and it says something else.
    Missed,
}

impl Stock {
    async fn new() -> (Self, Bench) {
        let bench = Bench::new(Database::Embedded).await;
        let store = &bench.store;
        fill(store).await;
        let copy = |name: &str| bench.place.path().join(name);
        store.backup(&copy("older")).await.unwrap();
        let records = (0..24).map(|n| Change::Added(zone(&format!("ZA{n}"), &format!("塗装 {n}"))));
        store.apply_changes(&records.collect::<Vec<_>>(), &origin()).await.unwrap();
        store.backup(&copy("whole")).await.unwrap();
        let entries = store.ledger_entries(0, u64::MAX).await.unwrap();
        let (note, _) = store.checkpoint().await.unwrap();
        let pinned = Pinned { name: "kept".into(), note: note.clone().into_bytes() };
        let given =
            Given { key: Some(store.verifier_key().clone()), pinned: vec![pinned], ..Given::default() };
        let database = |name: &str| fs::read(Folder::new(&copy(name)).database()).unwrap();
        let (whole, older) = (database("whole"), database("older"));
        let marks = marks(&whole, &entries, &note);
        let folder = copy("whole");
        let export = fresh(&folder);
        store.ledger_export(&export).await.unwrap();
        let content = content(store, &export, &entries).await.unwrap();
        let signer = Folder::new(&folder).read_signer().unwrap();
        (Self { folder, whole, older, marks, content, entries, signer, given }, bench)
    }

    fn database(&self) -> PathBuf {
        Folder::new(&self.folder).database()
    }

    /// Puts a database into the folder, with no log beside it.
    fn put(&self, bytes: &[u8]) {
        for end in ["-wal", "-shm", "-journal"] {
            let mut path = self.database().into_os_string();
            path.push(end);
            match fs::remove_file(&path) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => panic!("{error}"),
                _ => {}
            }
        }
        fs::write(self.database(), bytes).unwrap();
    }

    /// Opens what is in the folder and holds it against what was there.
    async fn end(&self) -> End {
        let Ok(store) = Store::open(&self.folder, &Database::Embedded, Access::Read).await else {
            return End::Refused;
        };
        let end = self.verified(&store).await;
        store.close().await;
        end
    }

    async fn verified(&self, store: &Store) -> End {
        match store.ledger_verify().await {
            Err(_) => return End::Refused,
            Ok(found) if !found.is_sound() => return End::Found,
            Ok(_) => {}
        }
        let export = fresh(&self.folder);
        if store.ledger_export(&export).await.is_err() {
            return End::Refused;
        }
        if !verify_export(&export, &self.given).is_ok_and(|found| found.is_sound()) {
            return End::FoundOutside;
        }
        match content(store, &export, &self.entries).await {
            Err(_) => End::Refused,
            Ok(content) if content == self.content => End::SaysTheSame,
            Ok(_) => End::Missed,
        }
    }
}

/// An empty folder beside the data folder, for an export.
fn fresh(folder: &Path) -> PathBuf {
    let export = folder.with_file_name("export");
    if export.exists() {
        fs::remove_dir_all(&export).unwrap();
    }
    export
}

async fn content(store: &Store, export: &Path, entries: &[Entry]) -> Result<Content, StoreError> {
    let read = |name: &str| fs::read(export.join(name)).unwrap();
    let mut about = BTreeMap::new();
    for entry in entries {
        let found = store.ledger_entries_about(entry.subject()).await?;
        about.insert(entry.subject().to_owned(), found.iter().map(Entry::seq).collect());
    }
    Ok(Content { entries: read(ENTRIES_FILE), checkpoint: read(CHECKPOINT_FILE), about })
}

/// Where texts and hashes of the ledger lie in the file: in the rows and in the indexes over them.
fn marks(file: &[u8], entries: &[Entry], checkpoint: &str) -> Vec<(usize, usize)> {
    let mut sought = vec![checkpoint.as_bytes().to_vec()];
    for entry in entries {
        sought.extend([entry.at(), entry.actor(), entry.subject()].map(|text| text.as_bytes().to_vec()));
        sought.push(entry.leaf_hash().as_bytes().to_vec());
        if let Detail::Kept { salt, text } = entry.detail() {
            sought.extend([salt.as_bytes().to_vec(), text.as_bytes().to_vec()]);
        }
    }
    sought.sort();
    sought.dedup();
    let places = |part: &Vec<u8>| {
        let found = file.windows(part.len()).enumerate().filter(|(_, bytes)| bytes == part);
        found.map(|(at, _)| (at, part.len())).collect::<Vec<_>>()
    };
    sought.iter().flat_map(places).collect()
}

/// A change of the file itself; its name.
fn raw(stock: &Stock, file: &mut Vec<u8>, dice: &mut Dice) -> &'static str {
    let pages = file.len() / PAGE;
    let (at, page) = (dice.below(file.len()), dice.below(pages) * PAGE);
    match dice.below(12) {
        0..=1 => {
            file[at] ^= dice.bits();
            "a byte anywhere"
        }
        2..=4 => {
            let (from, length) = stock.marks[dice.below(stock.marks.len())];
            file[from + dice.below(length)] ^= dice.bits();
            "a byte of the ledger"
        }
        5 => {
            // The head of the page and its list of cells: lengths, places, row numbers.
            let (from, _) = stock.marks[dice.below(stock.marks.len())];
            file[from / PAGE * PAGE + dice.below(128)] ^= dice.bits();
            "a byte of the head of a page of the ledger"
        }
        6 => {
            // Just before a text lie the lengths and the number of its row.
            let (from, _) = stock.marks[dice.below(stock.marks.len())];
            file[from - 1 - dice.below(24)] ^= dice.bits();
            "a byte before a value of the ledger"
        }
        7 => {
            file.truncate(at);
            "the file cut off"
        }
        8 => {
            file.truncate(page);
            "the file cut off between two pages"
        }
        9 => {
            let other = (page + (1 + dice.below(pages - 1)) * PAGE) % (pages * PAGE);
            let (low, high) = (page.min(other), page.max(other));
            let (left, right) = file.split_at_mut(high);
            left[low..low + PAGE].swap_with_slice(&mut right[..PAGE]);
            "two pages changed places"
        }
        10 => {
            let older = stock.older.get(page..page + PAGE).filter(|_| dice.below(2) == 0);
            let Some(older) = older else {
                file[page..page + PAGE].fill(0);
                return "a page emptied";
            };
            file[page..page + PAGE].copy_from_slice(older);
            "a page of an older copy"
        }
        _ => {
            file.insert(at, u8::try_from(dice.below(256)).unwrap());
            "a byte more in the file"
        }
    }
}

/// Statements that change a row of the ledger; the name of the change.
fn statement(stock: &Stock, dice: &mut Dice) -> (String, &'static str) {
    let count = stock.entries.len();
    let at = dice.below(count);
    let other = (at + 1 + dice.below(count - 1)) % count;
    let column = ["at", "actor", "action", "subject", "detail"][dice.below(5)];
    let bytes = ["salt", "leaf"][dice.below(2)];
    match dice.below(10) {
        0 => (format!("delete from ledger_entry where seq = {at}"), "a row less"),
        1 => (format!("delete from ledger_entry where seq >= {at}"), "the last rows less"),
        2 => {
            let changed = format!(
                "update ledger_entry set seq = -1 where seq = {at};
                 update ledger_entry set seq = {at} where seq = {other};
                 update ledger_entry set seq = {other} where seq = -1"
            );
            (changed, "two rows changed places")
        }
        3 => {
            let roll = dice.roll();
            let text = format!("update ledger_entry set {column} = {column} || 'x{roll}' where seq = {at}");
            (text, "a text of a row")
        }
        4 => {
            let of = format!("(select {bytes} from ledger_entry where seq = {other})");
            (format!("update ledger_entry set {bytes} = {of} where seq = {at}"), "a hash of another row")
        }
        5 => {
            let seq = [i64::MAX, -1, 1 << 40, i64::try_from(count).unwrap()][dice.below(4)];
            (format!("update ledger_entry set seq = {seq} where seq = {at}"), "a row's number")
        }
        6 => {
            let seq = [i64::MAX, -1, 1 << 40, i64::try_from(count).unwrap()][dice.below(4)];
            let rest = "at, actor, action, subject, salt, detail, commitment, leaf";
            let text = format!(
                "insert into ledger_entry (seq, {rest}) select {seq}, {rest} from ledger_entry where seq = {at}"
            );
            (text, "a row twice")
        }
        7 => {
            let text = format!("update ledger_entry set salt = null, detail = null where seq = {at}");
            (text, "a detail taken out with nothing in its place")
        }
        8 => (format!("update ledger_state set size = size - {}", at + 1), "the size"),
        _ => {
            let part = dice.below(64);
            let text = format!(
                "update ledger_state set checkpoint = substr(checkpoint, 1, {part}) || '~'
                 || substr(checkpoint, {} + 2)",
                part
            );
            (text, "a letter of the checkpoint")
        }
    }
}

/// Changes rows as one who knows how they hang together: an entry with the leaf that fits it, with or without the tree
/// and the checkpoint written anew with the store's own key.
async fn forged(stock: &Stock, dice: &mut Dice) -> &'static str {
    let store = Store::open(&stock.folder, &Database::Embedded, Access::Write).await.unwrap();
    let at = dice.below(stock.entries.len());
    let mut entries = stock.entries.clone();
    entries[at] = other_entry(&entries[at], dice);
    let mut tx = store.pools.writing(&crate::engine::Fault::default()).await.unwrap();
    tx.run(own_sql("delete from ledger_entry".to_owned()), &[]).await.unwrap();
    insert_entries(&mut tx, &entries).await.unwrap();
    let resigned = dice.below(2) == 0;
    if resigned {
        let mut frontier = Frontier::new();
        entries.iter().for_each(|entry| frontier.append(entry.leaf_hash()));
        sign(&mut tx, &stock.signer, &frontier).await.unwrap();
    }
    tx.commit().await.unwrap();
    store.close().await;
    if resigned { "the whole record written and signed anew" } else { "an entry with the leaf that fits it" }
}

fn other_entry(old: &Entry, dice: &mut Dice) -> Entry {
    let mut fields = [old.at(), old.actor(), old.action(), old.subject()].map(str::to_owned);
    let mut detail = old.detail().clone();
    match dice.below(5) {
        0 => fields[0] = format!("2026-11-25T05:05:{:02}Z", dice.below(60)),
        1 => fields[1] = format!("user:{}", dice.roll()),
        2 => "zone-alter".clone_into(&mut fields[2]),
        3 => fields[3] = format!("zone:{}", dice.roll()),
        _ => detail = Detail::kept(Salt::from_bytes([dice.bits(); 32]), "別の内容"),
    }
    let [at, actor, action, subject] = fields;
    Entry::new(old.seq(), at, actor, action, subject, detail).unwrap()
}

/// One change of any kind, done to the file in the folder. Its name, and whether it changes what the ledger says
/// whatever the dice gave; none where the file came out as it was.
async fn change(stock: &Stock, dice: &mut Dice) -> Option<(&'static str, bool)> {
    match dice.below(20) {
        0 => {
            stock.put(&stock.older);
            Some(("an older copy", true))
        }
        1..=2 => {
            stock.put(&stock.whole);
            Some((forged(stock, dice).await, true))
        }
        3..=7 => {
            stock.put(&stock.whole);
            let (text, name) = statement(stock, dice);
            let store = Store::open(&stock.folder, &Database::Embedded, Access::Write).await.unwrap();
            for text in text.split(';') {
                sql(&store, text.to_owned()).await;
            }
            store.close().await;
            Some((name, true))
        }
        _ => {
            let mut file = stock.whole.clone();
            let name = raw(stock, &mut file, dice);
            stock.put(&file);
            (file != stock.whole).then_some((name, false))
        }
    }
}

fn changes() -> u64 {
    std::env::var("SEKISHO_TEST_TAMPERINGS").map_or(CHANGES, |count| count.parse().unwrap())
}

#[test]
fn conformance_a_changed_database_file_is_refused_or_found_out_or_says_what_it_said() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let (stock, _bench) = Stock::new().await;
        stock.put(&stock.whole);
        assert_eq!(stock.end().await, End::SaysTheSame, "the unchanged file");
        let (mut dice, mut tried) = (Dice(SEED), 0);
        let mut ends = BTreeMap::<(&str, End), u64>::new();
        while tried < changes() {
            let Some((name, certain)) = change(&stock, &mut dice).await else { continue };
            tried += 1;
            let end = stock.end().await;
            let missed = end == End::Missed || certain && end == End::SaysTheSame;
            if missed {
                println!("miss | stored ledger tampering | change {tried} | {name}: {end:?}");
            }
            *ends.entry((name, if missed { End::Missed } else { end })).or_default() += 1;
        }
        for ((name, end), count) in &ends {
            println!("{name} | {end:?} | {count}");
        }
        let missed: u64 =
            ends.iter().filter(|((_, end), _)| *end == End::Missed).map(|(_, count)| count).sum();
        println!("conformance | stored ledger tampering | {} | {tried}", tried - missed);
        let kinds: std::collections::BTreeSet<_> = ends.keys().map(|(name, _)| name).collect();
        assert_eq!((missed, kinds.len()), (0, 23), "{ends:?}");
    });
}
