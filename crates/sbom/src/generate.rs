//! An SBOM of a tree of files: a project with its lock files, an unpacked root file system, a folder of firmware.
//!
//! Invariants: the same files, subject and time give the same document; every file that was offered ends as read, as
//! part of a package, or counted as not identified; what is known to hold more and was not read is named, and then the
//! document says that it is incomplete. It never says that it is complete: a tree cannot show that.
//!
//! Deliberately not here: walking a folder (the caller hands files in), looking anything up, and guessing a version
//! from the texts of a program.

mod assembly;
mod bytes;
mod elf;
mod installed;
mod interest;
mod item;
mod system;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use sekisho_intake::{Limits, Reading};
use sekisho_model::{ComponentKind, Place, Problem, Stated, text};
use sha2::{Digest, Sha256};

use crate::Document;
use interest::Sort;
use item::Item;
use system::deb822::{self, Author};
use system::release::Release;
use system::rpm::{self, Store};
use system::{Database, apk};

pub use interest::{Want, enters, wants, wants_rest};

/// What the SBOM is of, in its maker's words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subject {
    /// Name.
    pub name: String,
    /// Version, or empty.
    pub version: String,
    /// Who supplies it, or empty.
    pub supplier: String,
    /// Who makes the SBOM, or empty.
    pub author: String,
    /// Sort of thing; without it, told from what is found.
    pub kind: Option<ComponentKind>,
}

/// A tree of files while it is being looked at.
///
/// Ask [`enters`] before a folder, [`wants`] before a file and [`wants_rest`] after its head; hand each file in, by
/// [`Survey::add`] or [`Survey::pass`], in any order; then [`Survey::finish`].
///
/// ```
/// use sekisho_intake::Limits;
/// use sekisho_sbom::generate::{Subject, Survey};
/// let mut survey = Survey::new(&Limits::default());
/// survey.add("etc/os-release", b"ID=alpine\nVERSION_ID=3.20.1\n");
/// survey.add("lib/apk/db/installed", b"P:musl\nV:1.2.5-r0\nA:x86_64\n");
/// survey.pass("etc/passwd", b"root:x:0:0");
/// let subject = Subject { name: "gateway".to_owned(), ..Subject::default() };
/// let reading = survey.finish(&subject, "2026-01-01T00:00:00Z".parse()?);
/// let purls: Vec<_> = reading.facts.sbom.components.iter().filter_map(|it| it.purl.as_ref()).collect();
/// assert_eq!(purls[0].to_string(), "pkg:apk/alpine/musl@1.2.5-r0?arch=x86_64&distro=alpine-3.20.1");
/// assert_eq!(reading.facts.counts().not_identified, 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Survey {
    limits: Limits,
    found: BTreeMap<String, Found>,
    digests: BTreeMap<String, [u8; 32]>,
    passed: BTreeSet<String>,
    /// Known and not read, by path.
    not_read: BTreeMap<String, &'static str>,
    /// Manifests, and the lock files that would say more.
    manifests: BTreeMap<String, &'static [&'static str]>,
    links: usize,
    problems: BTreeMap<String, Vec<Problem>>,
    misses_something: bool,
}

/// What one file gave.
#[derive(Debug)]
enum Found {
    Lock(Box<Document>),
    Release(Release),
    System(Database),
    /// Paths that a package of a database owns.
    Owned(Vec<String>),
    Items(Vec<Item>),
}

/// How the files of a tree ended. Together they are all that were handed in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Read: lock files, package databases, packages, ELF files.
    pub read: usize,
    /// Not read, and part of a package that is listed, or of the database that lists it.
    pub in_packages: usize,
    /// Known to hold more, and not read.
    pub not_read: usize,
    /// None of these.
    pub not_identified: usize,
    /// Links, which were not followed.
    pub links: usize,
}

impl Survey {
    /// Begins with nothing.
    #[must_use]
    pub fn new(limits: &Limits) -> Self {
        Self {
            limits: *limits,
            found: BTreeMap::new(),
            digests: BTreeMap::new(),
            passed: BTreeSet::new(),
            not_read: BTreeMap::new(),
            manifests: BTreeMap::new(),
            links: 0,
            problems: BTreeMap::new(),
            misses_something: false,
        }
    }

    /// A file that is wanted whole, by its path in the tree, parted by `/`.
    pub fn add(&mut self, path: &str, bytes: &[u8]) {
        if bytes.len() > self.limits.bytes_max {
            let (length, max) = (bytes.len(), self.limits.bytes_max);
            self.fail(Problem::error(
                Place::file(path),
                text!(ja: "ファイルが {length} バイトあり、上限の {max} バイトを超えています。", en: "The file has {length} bytes; the limit is {max}."),
                text!(ja: "この SBOM には入っていません。", en: "It is not in this SBOM."),
            ));
            return;
        }
        let found = match interest::sort(path) {
            Some(sort) => self.read(path, bytes, sort),
            None if wants_rest(bytes) => {
                let (items, problem) = elf::read(path, bytes);
                self.tell(path, problem);
                Some(Found::Items(items))
            }
            None => None,
        };
        match found {
            Some(found) => {
                self.digests.insert(path.to_owned(), Sha256::digest(bytes).into());
                self.found.insert(path.to_owned(), found);
            }
            None => self.pass(path, bytes),
        }
    }

    /// A file of which the head was enough.
    pub fn pass(&mut self, path: &str, head: &[u8]) {
        match interest::sort(path) {
            Some(Sort::NotRead(what)) if !head.is_empty() => {
                self.not_read.insert(path.to_owned(), what);
            }
            Some(Sort::Manifest(locks)) => {
                self.manifests.insert(path.to_owned(), locks);
            }
            _ => {
                if let Some(what) = interest::unopened(head) {
                    self.not_read.insert(path.to_owned(), what);
                }
            }
        }
        self.passed.insert(path.to_owned());
    }

    /// A link, which is not followed.
    pub fn link(&mut self) {
        self.links += 1;
    }

    /// A part of the tree that could not be looked at.
    pub fn fail(&mut self, problem: Problem) {
        self.misses_something = true;
        self.problems.entry(problem.place.file.clone()).or_default().push(problem);
    }

    fn tell(&mut self, path: &str, problems: impl IntoIterator<Item = Problem>) {
        for problem in problems {
            self.misses_something |= problem.gravity == sekisho_model::Gravity::Error;
            self.problems.entry(path.to_owned()).or_default().push(problem);
        }
    }

    fn read(&mut self, path: &str, bytes: &[u8], sort: Sort) -> Option<Found> {
        let text = || String::from_utf8_lossy(bytes);
        match sort {
            Sort::Lock => self.lock(path, bytes),
            Sort::OsRelease => Release::read(&text()).map(Found::Release),
            Sort::Release(id) => Release::from_number(id, &text()).map(Found::Release),
            Sort::Dpkg | Sort::DpkgPart => Some(self.database(path, deb822::read(path, bytes, Author::Dpkg))),
            Sort::Opkg | Sort::OpkgControl => {
                Some(self.database(path, deb822::read(path, bytes, Author::Opkg)))
            }
            Sort::Apk => Some(self.database(path, apk::read(path, bytes))),
            Sort::RpmSqlite => Some(self.rpm(path, bytes, Store::Sqlite)),
            Sort::RpmNdb => Some(self.rpm(path, bytes, Store::Ndb)),
            Sort::RpmHash => Some(self.rpm(path, bytes, Store::Hash)),
            Sort::DpkgFiles | Sort::OpkgFiles => Some(Found::Owned(deb822::paths(bytes))),
            Sort::Python => self.one(path, installed::python(path, bytes)),
            Sort::Node => self.one(path, installed::node(path, bytes)),
            Sort::Java => {
                let Reading { facts, problems } = installed::java::read(path, bytes, &self.limits);
                self.tell(path, problems);
                Some(Found::Items(facts))
            }
            Sort::NotRead(_) | Sort::Manifest(_) => None,
        }
    }

    fn lock(&mut self, path: &str, bytes: &[u8]) -> Option<Found> {
        let Reading { facts, problems } = crate::read_document(path, bytes, &self.limits);
        if facts.is_none() {
            self.misses_something = true;
        }
        self.tell(path, problems);
        facts.map(|document| Found::Lock(Box::new(document)))
    }

    fn database(&mut self, path: &str, reading: Reading<Database>) -> Found {
        self.tell(path, reading.problems);
        Found::System(reading.facts)
    }

    fn rpm(&mut self, path: &str, bytes: &[u8], store: Store) -> Found {
        let reading = rpm::read(path, bytes, store, self.limits.entries_max);
        self.database(path, reading)
    }

    fn one(&mut self, path: &str, (item, problem): (Option<Item>, Option<Problem>)) -> Option<Found> {
        self.tell(path, problem);
        item.map(|item| Found::Items(vec![item]))
    }

    /// The document, and everything that is wrong or missing. `now` is when it is said to be made.
    #[must_use]
    pub fn finish(self, subject: &Subject, now: Timestamp) -> Reading<Document> {
        assembly::assemble(self, subject, now)
    }
}

/// Names under which a generated document carries its counts.
const COUNTS: [&str; 5] = [
    "sekisho:files:read",
    "sekisho:files:in-packages",
    "sekisho:files:not-read",
    "sekisho:files:not-identified",
    "sekisho:files:links",
];

impl Counts {
    fn properties(self) -> Vec<(String, String)> {
        let Self { read, in_packages, not_read, not_identified, links } = self;
        let values = [read, in_packages, not_read, not_identified, links];
        COUNTS.iter().zip(values).map(|(name, value)| ((*name).to_owned(), value.to_string())).collect()
    }
}

impl Document {
    /// How the files of the tree ended that the document was made from; all zero for a document that was not made so.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let get = |name: &str| {
            let found = self.head.properties.iter().find(|(own, _)| own == name);
            found.and_then(|(_, value)| value.parse().ok()).unwrap_or(0)
        };
        let [read, in_packages, not_read, not_identified, links] = COUNTS.map(get);
        Counts { read, in_packages, not_read, not_identified, links }
    }
}

/// A stated text, unless it is empty.
fn stated(text: &str) -> Stated<String> {
    if text.is_empty() { Stated::Unknown } else { Stated::Known(text.to_owned()) }
}

#[cfg(test)]
mod tests;
