//! Products of a CVE record to statements.
//!
//! The format gives every version a status: of the first entry that holds it, with the changes inside it, else the
//! default (`placed`). Where two versions cannot be compared, or entries are in two orders, an entry becomes intervals by
//! status as it stands; what is left over cannot be cut out then: the default stands for every version, and the worse of
//! two statements counts. A part that cannot be read is told, and nothing is called unaffected by default beside it.

mod placed;

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::{
    Bound, Condition, DeviceTarget, Ground, PackageKey, PackageUrl, Statement, Status, Target, VersionRange,
    VersionScheme, Versions, VulnerabilityId,
};
use serde::Deserialize;
use serde_json::Value;

use super::super::parts::Parts;
use super::super::{configuration, osv};
use crate::advisory::trouble::Trouble;
use crate::{Limits, device, version};

/// What the format calls unknown, which is also the default of a product that names none.
const UNKNOWN: Status = Status::UnderInvestigation;

/// One product with its versions.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Entry {
    pub(crate) vendor: Option<String>,
    pub(crate) product: Option<String>,
    #[serde(rename = "collectionURL")]
    collection_url: Option<String>,
    package_name: Option<String>,
    #[serde(rename = "packageURL")]
    package_url: Option<String>,
    pub(crate) cpes: Vec<String>,
    platforms: Vec<String>,
    repo: Option<String>,
    pub(crate) default_status: Option<String>,
    versions: Option<Value>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Said {
    version: String,
    status: String,
    #[serde(default)]
    version_type: Option<String>,
    #[serde(default)]
    less_than: Option<String>,
    #[serde(default)]
    less_than_or_equal: Option<String>,
    #[serde(default)]
    changes: Vec<Change>,
}

#[derive(Debug, Deserialize)]
struct Change {
    at: String,
    status: String,
}

/// Reads a container's products.
pub(super) fn read(
    form: &'static str,
    path: &str,
    list: Option<Value>,
    names: &BTreeSet<VulnerabilityId>,
    limits: &Limits,
    trouble: &mut Trouble,
) -> Vec<Statement> {
    let mut read = Vec::new();
    let entries: Vec<(String, Entry)> =
        Parts { form, trouble }.many(path, list.map(configuration::without_remarks));
    for (path, entry) in entries {
        if read.len() >= limits.entries_max {
            trouble.too_many(&path, limits.entries_max);
            break;
        }
        let statements = statements(form, &path, entry, trouble);
        read.extend(statements.into_iter().map(|said| Statement { vulnerabilities: names.clone(), ..said }));
    }
    read
}

/// The statements of one product.
pub(crate) fn statements(
    form: &'static str,
    path: &str,
    entry: Entry,
    trouble: &mut Trouble,
) -> Vec<Statement> {
    let target = target(form, path, &entry, trouble);
    let mut default = entry.default_status.as_deref().map_or(Some(UNKNOWN), status);
    if default.is_none() {
        trouble.malformed(
            &format!("{path}/defaultStatus"),
            form,
            &entry.default_status.as_deref().unwrap_or_default(),
        );
    }
    let offered = entry.versions.as_ref().map_or(0, |list| list.as_array().map_or(1, Vec::len));
    let is_null = entry.versions.as_ref().is_some_and(Value::is_null);
    let said: Vec<(String, Said)> = Parts { form, trouble }.many(&format!("{path}/versions"), entry.versions);
    if said.len() < offered && !is_null && default == Some(Status::NotAffected) {
        default = None;
    }
    let mut said: Vec<(String, Entered)> =
        said.into_iter().map(|(path, said)| entered(form, path, said, trouble)).collect();
    let ground = ground(&entry.platforms);
    let mut statements = Vec::new();
    if let Some(repo) = entry.repo.as_deref() {
        let (commits, rest) = said.into_iter().partition(|(_, said)| said.kind.as_deref() == Some("git"));
        said = rest;
        statements.extend(of_commits(repo, commits));
    }
    let Some(target) = target else { return statements };
    let only_commits = said.is_empty() && !statements.is_empty();
    if !only_commits {
        let ranged = ranged(said, default.unwrap_or(UNKNOWN));
        statements.extend(ranged.into_iter().map(|(status, versions)| Statement {
            ground: ground.clone(),
            ..Statement::new(target.clone(), versions, status)
        }));
    }
    statements
}

fn of_commits(repo: &str, said: Vec<(String, Entered)>) -> Vec<Statement> {
    if said.is_empty() {
        return Vec::new();
    }
    let key = osv::of_repository(repo);
    let commits = ranged(said, UNKNOWN);
    let stated = commits.into_iter().filter(|(status, _)| *status != UNKNOWN);
    let target = Target::Package { key, release: String::new() };
    stated.map(|(status, versions)| Statement::new(target.clone(), versions, status)).collect()
}

/// "Only on these platforms" is a condition that nobody has checked.
fn ground(platforms: &[String]) -> Ground {
    if platforms.is_empty() {
        return Ground::NONE;
    }
    let words = format!("on {}", platforms.join(", "));
    Ground { conditions: vec![Condition { words, ..Condition::default() }], ..Ground::NONE }
}

fn stated(text: Option<&str>) -> &str {
    let text = text.unwrap_or_default().trim();
    if matches!(text.to_lowercase().as_str(), "n/a" | "unspecified" | "unknown" | "-") { "" } else { text }
}

/// A package where one is named, else words; `None` where nothing is.
fn target(form: &'static str, path: &str, entry: &Entry, trouble: &mut Trouble) -> Option<Target> {
    if let Some(purl) = entry.package_url.as_deref() {
        match PackageUrl::lenient(purl) {
            Ok(purl) => return Some(Target::Package { key: purl.key(), release: String::new() }),
            Err(error) => trouble.malformed(&format!("{path}/packageURL"), form, &error),
        }
    }
    if let (Some(collection), Some(name)) = (entry.collection_url.as_deref(), entry.package_name.as_deref())
        && let Some(key) = of_collection(collection, name)
    {
        return Some(Target::Package { key, release: String::new() });
    }
    let vendor = stated(entry.vendor.as_deref());
    let mut product = stated(entry.product.as_deref());
    if product.is_empty() {
        product = stated(entry.package_name.as_deref());
    }
    if vendor.is_empty() && product.is_empty() && entry.cpes.is_empty() {
        return None;
    }
    Some(Target::Device(DeviceTarget {
        vendor: vendor.to_owned(),
        product: product.to_owned(),
        models: device::order_numbers(product).into_iter().collect(),
        identifiers: entry.cpes.clone(),
    }))
}

/// Package collections by a word of their host. A collection that is not known leaves the words.
const COLLECTIONS: &[(&str, &str, Option<char>)] = &[
    ("npmjs", "npm", Some('/')),
    ("pypi", "pypi", None),
    ("maven", "maven", Some(':')),
    ("rubygems", "gem", None),
    ("nuget", "nuget", None),
    ("crates", "cargo", None),
    ("packagist", "composer", Some('/')),
    ("hex.pm", "hex", None),
    ("pub.dev", "pub", None),
    ("pkg.go.dev", "golang", Some('/')),
    ("golang", "golang", Some('/')),
    ("hackage", "hackage", None),
    ("cran.", "cran", None),
    ("metacpan", "cpan", None),
];

fn of_collection(collection: &str, name: &str) -> Option<PackageKey> {
    let host = collection.split_once("://").map_or(collection, |(_, rest)| rest);
    let host = host.split('/').next().unwrap_or(host).to_lowercase();
    let (_, kind, split) = COLLECTIONS.iter().find(|(word, ..)| host.contains(word))?;
    let (namespace, name) = split.and_then(|at| name.rsplit_once(at)).unwrap_or(("", name));
    Some(PackageKey::canonical(kind, namespace, name))
}

fn status(word: &str) -> Option<Status> {
    Some(match word {
        "affected" => Status::Affected,
        "unaffected" => Status::NotAffected,
        "unknown" => Status::UnderInvestigation,
        _ => return None,
    })
}

/// Names of version types to names of orders; `custom` and what is not known are no stated order.
fn scheme(kind: Option<&str>) -> VersionScheme {
    version::scheme_named(match kind.unwrap_or_default().to_lowercase().as_str() {
        "python" | "pypi" | "pep440" => "pypi",
        "dpkg" | "debian" | "deb" => "deb",
        // Linux gives release numbers under a name of its own.
        "" | "custom" | "date" | "original_commit_for_fix" => "generic",
        other => return version::scheme_named(other),
    })
}

/// Versions by status, in one order each.
#[derive(Default)]
struct ByStatus {
    ranges: Vec<VersionRange>,
    listed: BTreeSet<String>,
    words: Vec<String>,
    all: bool,
}

/// An entry with its ends: one version stands at both.
struct Entered {
    kind: Option<String>,
    from: Bound,
    to: Bound,
    /// Words that are no version, instead of ends.
    words: Option<String>,
    status: Status,
    changes: Vec<(String, Status)>,
}

/// A status that is not known is told, and counts as unknown: nothing may turn clean by it.
fn entered(form: &'static str, path: String, said: Said, trouble: &mut Trouble) -> (String, Entered) {
    let mut known = |word: &str| {
        status(word).unwrap_or_else(|| {
            trouble.malformed(&path, form, &format!("status {word:?}"));
            UNKNOWN
        })
    };
    let status = known(&said.status);
    let changes: Vec<(String, Status)> =
        said.changes.iter().map(|change| (change.at.clone(), known(&change.status))).collect();
    let every = matches!(
        said.version.trim().to_lowercase().as_str(),
        "*" | "all" | "all versions" | "n/a" | "unspecified" | ""
    );
    let is_one = said.less_than.is_none() && said.less_than_or_equal.is_none();
    // Words instead of a version (`< 1.2`, `1.0 and prior`) are for the reader of words.
    let is_words = is_one && !every && said.version.contains(['<', '>', '=', ' ', ',']);
    let from = if every || !is_one && said.version.trim() == "0" {
        Bound::Open
    } else {
        Bound::Including(said.version.clone())
    };
    let to = match (said.less_than, said.less_than_or_equal) {
        (Some(end), _) => bounded(end, Bound::Excluding),
        (None, Some(end)) => bounded(end, Bound::Including),
        (None, None) => from.clone(),
    };
    let words = is_words.then_some(said.version);
    let changes = if is_one { Vec::new() } else { changes };
    (path, Entered { kind: said.version_type, from, to, words, status, changes })
}

fn ranged(said: Vec<(String, Entered)>, default: Status) -> Vec<(Status, Versions)> {
    if said.is_empty() {
        return vec![(default, Versions::All)];
    }
    let entries: Vec<Entered> = said.into_iter().map(|(_, entry)| entry).collect();
    let schemes: BTreeSet<VersionScheme> =
        entries.iter().map(|entry| scheme(entry.kind.as_deref())).collect();
    let are_versions = entries.iter().all(|entry| entry.words.is_none());
    if let (1, Some(scheme), true) = (schemes.len(), schemes.first(), are_versions)
        && *scheme != VersionScheme::Git
        && let Some(placed) = placed::placed(scheme, &entries, default)
    {
        return placed;
    }
    as_it_stands(entries, default)
}

/// Entries whose versions cannot be brought into one order.
fn as_it_stands(entries: Vec<Entered>, default: Status) -> Vec<(Status, Versions)> {
    let mut groups: BTreeMap<(VersionScheme, Status), ByStatus> = BTreeMap::new();
    for entry in entries {
        let scheme = scheme(entry.kind.as_deref());
        for (status, part) in segments(&scheme, entry) {
            add(groups.entry((scheme.clone(), status)).or_default(), part);
        }
    }
    let covered = groups.iter().any(|(_, by)| by.all);
    let mut read: Vec<(Status, Versions)> = groups
        .into_iter()
        .flat_map(|((scheme, status), by)| {
            by.versions(scheme).into_iter().map(move |versions| (status, versions))
        })
        .collect();
    // "Everything else is not affected" is only said where everything else can be told.
    if !covered && default != Status::NotAffected {
        read.push((default, Versions::All));
    }
    read
}

impl ByStatus {
    fn versions(self, scheme: VersionScheme) -> Vec<Versions> {
        if self.all {
            return vec![Versions::All];
        }
        let mut read: Vec<Versions> = self.words.into_iter().map(Versions::Text).collect();
        if !self.ranges.is_empty() || !self.listed.is_empty() {
            read.push(Versions::Ranges { scheme, ranges: self.ranges, listed: self.listed });
        }
        read
    }
}

/// One stretch of versions of one status.
enum Stretch {
    All,
    One(String),
    Range(VersionRange),
    /// Words that are no version.
    Words(String),
}

fn add(by: &mut ByStatus, part: Stretch) {
    match part {
        Stretch::All => by.all = true,
        Stretch::One(version) => {
            by.listed.insert(version);
        }
        Stretch::Range(range) => by.ranges.push(range),
        Stretch::Words(words) => by.words.push(words),
    }
}

/// An entry cut at its changes, as far as they lie between its ends.
fn segments(scheme: &VersionScheme, entry: Entered) -> Vec<(Status, Stretch)> {
    if let Some(words) = entry.words {
        return vec![(entry.status, Stretch::Words(words))];
    }
    let order = |a: &str, b: &str| version::compare(scheme, a, b).ok();
    let mut changes = entry.changes;
    changes.sort_by(|(a, _), (b, _)| order(a, b).unwrap_or(Ordering::Equal));
    let (mut segments, mut since, mut status) = (Vec::new(), entry.from, entry.status);
    for (at, changed) in changes {
        let is_beyond = match &entry.to {
            Bound::Open => false,
            Bound::Including(end) => order(&at, end) == Some(Ordering::Greater),
            Bound::Excluding(end) => order(&at, end).is_some_and(Ordering::is_ge),
        };
        if is_beyond {
            continue;
        }
        let is_before =
            matches!(&since, Bound::Including(start) if order(&at, start).is_some_and(Ordering::is_le));
        if !is_before {
            let range = VersionRange { from: since, to: Bound::Excluding(at.clone()) };
            segments.push((status, Stretch::Range(range)));
            since = Bound::Including(at);
        }
        status = changed;
    }
    let last = match (since, entry.to) {
        (Bound::Open, Bound::Open) => Stretch::All,
        (Bound::Including(one), Bound::Including(same)) if one == same => Stretch::One(one),
        (from, to) => Stretch::Range(VersionRange { from, to }),
    };
    segments.push((status, last));
    segments
}

/// `*` is no end, and `5.15.*` ends before `5.16`.
fn bounded(end: String, bound: fn(String) -> Bound) -> Bound {
    if end.trim() == "*" {
        return Bound::Open;
    }
    let next = end.trim().strip_suffix(".*").and_then(|series| {
        let (before, last) = series.rsplit_once('.').map_or(("", series), |(before, last)| (before, last));
        let next = last.parse::<u64>().ok()?.checked_add(1)?;
        Some(if before.is_empty() { next.to_string() } else { format!("{before}.{next}") })
    });
    next.map_or_else(|| bound(end), Bound::Excluding)
}
