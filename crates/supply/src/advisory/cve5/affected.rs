//! Products of a CVE record to statements.
//!
//! The format gives every version a status: of the first entry that holds it, with the changes inside it, else the
//! default. So an entry becomes intervals by status, and the default takes what is left over. Where the order is
//! not stated (`custom`) or two versions cannot be compared, what is left over cannot be cut out: the default then
//! stands for every version, and the worse of two statements counts.

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
    let default = entry.default_status.as_deref().map_or(Some(UNKNOWN), status);
    if default.is_none() {
        trouble.malformed(
            &format!("{path}/defaultStatus"),
            form,
            &entry.default_status.as_deref().unwrap_or_default(),
        );
    }
    let mut said: Vec<(String, Said)> =
        Parts { form, trouble }.many(&format!("{path}/versions"), entry.versions);
    let ground = ground(&entry.platforms);
    let mut statements = Vec::new();
    if let Some(repo) = entry.repo.as_deref() {
        let (commits, rest) =
            said.into_iter().partition(|(_, said)| said.version_type.as_deref() == Some("git"));
        said = rest;
        statements.extend(of_commits(form, repo, commits, trouble));
    }
    let Some(target) = target else { return statements };
    let only_commits = said.is_empty() && !statements.is_empty();
    if !only_commits {
        let ranged = ranged(form, said, default.unwrap_or(UNKNOWN), trouble);
        statements.extend(ranged.into_iter().map(|(status, versions)| Statement {
            ground: ground.clone(),
            ..Statement::new(target.clone(), versions, status)
        }));
    }
    statements
}

fn of_commits(
    form: &'static str,
    repo: &str,
    said: Vec<(String, Said)>,
    trouble: &mut Trouble,
) -> Vec<Statement> {
    if said.is_empty() {
        return Vec::new();
    }
    let key = osv::of_repository(repo);
    let commits = ranged(form, said, UNKNOWN, trouble);
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

fn ranged(
    form: &'static str,
    said: Vec<(String, Said)>,
    default: Status,
    trouble: &mut Trouble,
) -> Vec<(Status, Versions)> {
    if said.is_empty() {
        return vec![(default, Versions::All)];
    }
    let mut groups: BTreeMap<(VersionScheme, Status), ByStatus> = BTreeMap::new();
    let mut scheme_of_rest = None;
    for (path, said) in said {
        let scheme = scheme(said.version_type.as_deref());
        let first = scheme_of_rest.get_or_insert_with(|| Some(scheme.clone()));
        if first.as_ref() != Some(&scheme) {
            // Two orders at once: nothing can be cut out of one.
            *first = None;
        }
        for (word, part) in segments(&scheme, said) {
            match status(&word) {
                Some(status) => add(groups.entry((scheme.clone(), status)).or_default(), part),
                None => trouble.malformed(&path, form, &format!("status {word:?}")),
            }
        }
    }
    let rest = rest(scheme_of_rest.flatten().as_ref(), &groups);
    let covered = groups.iter().any(|(_, by)| by.all);
    let mut read: Vec<(Status, Versions)> = groups
        .into_iter()
        .flat_map(|((scheme, status), by)| {
            by.versions(scheme).into_iter().map(move |versions| (status, versions))
        })
        .collect();
    if !covered {
        // "Everything else is not affected" is only said where everything else can be told.
        let rest = rest.filter(|rest| default != Status::NotAffected || *rest != Versions::All);
        read.extend(rest.map(|versions| (default, versions)));
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

/// An entry cut at its changes.
fn segments(scheme: &VersionScheme, said: Said) -> Vec<(String, Stretch)> {
    let every = matches!(
        said.version.trim().to_lowercase().as_str(),
        "*" | "all" | "all versions" | "n/a" | "unspecified" | ""
    );
    let end = match (said.less_than, said.less_than_or_equal) {
        (Some(end), _) => Some(bounded(end, Bound::Excluding)),
        (None, Some(end)) => Some(bounded(end, Bound::Including)),
        (None, None) => None,
    };
    let Some(end) = end else {
        return vec![(said.status, alone(said.version, every))];
    };
    let from = if every || matches!(said.version.trim(), "0") {
        Bound::Open
    } else {
        Bound::Including(said.version)
    };
    let mut changes = said.changes;
    changes.sort_by(|a, b| version::compare(scheme, &a.at, &b.at).unwrap_or(Ordering::Equal));
    let (mut segments, mut since, mut status) = (Vec::new(), from, said.status);
    for change in changes {
        let range = VersionRange { from: since, to: Bound::Excluding(change.at.clone()) };
        segments.push((status, Stretch::Range(range)));
        (since, status) = (Bound::Including(change.at), change.status);
    }
    let last = VersionRange { from: since, to: end };
    let everything = last.from == Bound::Open && last.to == Bound::Open;
    segments.push((status, if everything { Stretch::All } else { Stretch::Range(last) }));
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

/// Words instead of a version (`< 1.2`, `1.0 and prior`) are for the reader of words.
fn alone(version: String, every: bool) -> Stretch {
    if every {
        Stretch::All
    } else if version.contains(['<', '>', '=', ' ', ',']) {
        Stretch::Words(version)
    } else {
        Stretch::One(version)
    }
}

/// What no entry holds; every version, where that cannot be told.
fn rest(
    scheme: Option<&VersionScheme>,
    groups: &BTreeMap<(VersionScheme, Status), ByStatus>,
) -> Option<Versions> {
    let scheme = scheme.filter(|scheme| **scheme != VersionScheme::Git);
    let whole = groups.values().all(|by| by.words.is_empty());
    let (Some(scheme), true) = (scheme, whole) else { return Some(Versions::All) };
    let mut held: Vec<VersionRange> = groups.values().flat_map(|by| by.ranges.iter().cloned()).collect();
    held.extend(groups.values().flat_map(|by| &by.listed).map(|version| VersionRange {
        from: Bound::Including(version.clone()),
        to: Bound::Including(version.clone()),
    }));
    match gaps(scheme, held) {
        Some(gaps) if gaps.is_empty() => None,
        Some(ranges) => Some(Versions::Ranges { scheme: scheme.clone(), ranges, listed: BTreeSet::new() }),
        None => Some(Versions::All),
    }
}

/// The gaps between intervals; `None` where two of their ends cannot be compared.
fn gaps(scheme: &VersionScheme, mut held: Vec<VersionRange>) -> Option<Vec<VersionRange>> {
    let named = |bound: &Bound| match bound {
        Bound::Open => None,
        Bound::Including(version) | Bound::Excluding(version) => Some(version.clone()),
    };
    let ends: Vec<String> =
        held.iter().flat_map(|range| [named(&range.from), named(&range.to)]).flatten().collect();
    let pivot = ends.first().cloned().unwrap_or_default();
    if ends.iter().any(|end| version::compare(scheme, end, &pivot).is_err()) {
        return None;
    }
    let order = |a: &str, b: &str| version::compare(scheme, a, b).unwrap_or(Ordering::Equal);
    held.sort_by(|a, b| match (named(&a.from), named(&b.from)) {
        (Some(a), Some(b)) => order(&a, &b),
        (a, b) => a.is_some().cmp(&b.is_some()),
    });
    let (mut gaps, mut since) = (Vec::new(), Some(Bound::Open));
    for VersionRange { from, to } in held {
        let Some(start) = since.clone() else { break };
        let apart = match (named(&start), named(&from)) {
            (_, None) => false,
            (None, Some(_)) => true,
            (Some(a), Some(b)) => match order(&a, &b) {
                Ordering::Less => true,
                Ordering::Equal => {
                    matches!((&start, &from), (Bound::Including(_), Bound::Excluding(_)))
                }
                Ordering::Greater => false,
            },
        };
        if apart {
            gaps.push(VersionRange { from: start.clone(), to: flipped(from) });
        }
        since = match (&to, named(&start), named(&to)) {
            (Bound::Open, ..) => None,
            (_, Some(a), Some(b)) if order(&b, &a) == Ordering::Less => Some(start),
            _ => Some(flipped(to)),
        };
    }
    gaps.extend(since.map(|from| VersionRange { from, to: Bound::Open }));
    Some(gaps)
}

/// The same place, seen from the other side.
fn flipped(bound: Bound) -> Bound {
    match bound {
        Bound::Including(version) => Bound::Excluding(version),
        Bound::Excluding(version) => Bound::Including(version),
        Bound::Open => Bound::Open,
    }
}
