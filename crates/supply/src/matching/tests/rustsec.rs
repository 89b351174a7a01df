//! Real lock files against the RustSec database, held against an evaluation that shares no code with the
//! readers and the matcher: the published rule, comparator by comparator, with the `semver` crate.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use semver::{Comparator, Op, Prerelease, Version, VersionReq};

use super::*;
use crate::Limits;
use crate::testing::shared;

/// What the head of an advisory file says, taken by the `toml` crate alone.
struct Rule {
    package: String,
    unaffected: Vec<VersionReq>,
    is_withdrawn: bool,
}

fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path()) {
        if entry.is_dir() {
            found.extend(files(&entry, ending));
        } else if entry.to_string_lossy().ends_with(ending) {
            found.push(entry);
        }
    }
    found.sort();
    found
}

fn rule(text: &str) -> (String, Rule) {
    let head = text.split("```").nth(1).unwrap().strip_prefix("toml").unwrap();
    let head: toml::Table = head.parse().unwrap();
    let word = |key: &str| head["advisory"].get(key).and_then(toml::Value::as_str).map(str::to_owned);
    let list = |key: &str| -> Vec<VersionReq> {
        let list = head["versions"].get(key).and_then(toml::Value::as_array).cloned().unwrap_or_default();
        list.iter().map(|words| words.as_str().unwrap().parse().unwrap()).collect()
    };
    let rule = Rule {
        package: word("package").unwrap(),
        unaffected: list("patched").into_iter().chain(list("unaffected")).collect(),
        is_withdrawn: word("withdrawn").is_some(),
    };
    (word("id").unwrap(), rule)
}

/// Does the version meet the comparator in the order of SemVer clause 11, pre-releases like any other?
fn meets(version: &Version, comparator: &Comparator) -> bool {
    let Comparator { op, major, minor, patch, pre } = comparator;
    let mut low = Version::new(*major, minor.unwrap_or(0), patch.unwrap_or(0));
    low.pre = pre.clone();
    let order = version.cmp_precedence(&low);
    let below_next = |major: u64, minor: u64, patch: u64| {
        let mut next = Version::new(major, minor, patch);
        next.pre = Prerelease::new("0").unwrap();
        version.cmp_precedence(&next).is_lt()
    };
    match op {
        Op::Exact => order.is_eq(),
        Op::Greater => order.is_gt(),
        Op::GreaterEq => order.is_ge(),
        Op::Less => order.is_lt(),
        Op::LessEq => order.is_le(),
        Op::Tilde => {
            let next = minor.map_or((major + 1, 0), |minor| (*major, minor + 1));
            order.is_ge() && below_next(next.0, next.1, 0)
        }
        Op::Caret => {
            let next = match (*major, *minor, *patch) {
                (0, Some(0), Some(patch)) => (0, 0, patch + 1),
                (0, Some(minor), _) => (0, minor + 1, 0),
                (major, _, _) => (major + 1, 0, 0),
            };
            order.is_ge() && below_next(next.0, next.1, next.2)
        }
        other => panic!("{other:?}"),
    }
}

impl Rule {
    fn affects(&self, version: &Version) -> bool {
        let meets_all =
            |req: &VersionReq| req.comparators.iter().all(|comparator| meets(version, comparator));
        !self.is_withdrawn && !self.unaffected.iter().any(meets_all)
    }
}

/// Names and versions out of a lock file, by its lines.
fn packages(text: &str) -> Vec<(String, String)> {
    let value = |line: &str, key: &str| line.strip_prefix(key).map(|rest| rest.trim_matches('"').to_owned());
    let mut names = Vec::new();
    let mut found = Vec::new();
    for line in text.lines() {
        names.extend(value(line, "name = "));
        if let (Some(version), Some(name)) = (value(line, "version = "), names.last()) {
            found.push((name.clone(), version));
        }
    }
    assert_eq!(names.len(), found.len());
    found
}

fn lock_files() -> Vec<PathBuf> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cargo")));
    let mut found = home.map(|home| files(&home.join("registry/src"), "Cargo.lock")).unwrap_or_default();
    found.push(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../Cargo.lock"));
    found
}

#[test]
fn real_lock_files_end_as_the_published_rule_of_rustsec_says() {
    let Some(folder) = shared("rustsec-advisory-db/crates") else { return };
    let mut advisories = Vec::new();
    let mut rules = BTreeMap::new();
    for path in files(&folder, ".md") {
        let text = std::fs::read_to_string(&path).unwrap();
        rules.extend([rule(&text)]);
        let reading = crate::advisory::read(&path.to_string_lossy(), text.as_bytes(), &Limits::default());
        advisories.extend(reading.facts.advisories);
    }
    assert_eq!(advisories.len(), rules.len());
    let matcher = Matcher::new(&advisories);
    let mut pairs = BTreeSet::new();
    for path in lock_files() {
        let text = std::fs::read_to_string(&path).unwrap();
        pairs.extend(packages(&text));
    }
    let (mut expected, mut found) = (BTreeSet::new(), BTreeSet::new());
    for (name, version) in &pairs {
        let outcome = matcher.component(&component(&format!("pkg:cargo/{name}@{version}")));
        let affecting = outcome.matches.iter().filter(|found| found.verdict() == Verdict::Affected);
        found.extend(affecting.map(|found| (name, version, found.advisory.id.to_string())));
        let version_read: Version = version.parse().unwrap();
        let by_rule = rules.iter().filter(|(_, rule)| rule.package == *name && rule.affects(&version_read));
        expected.extend(by_rule.map(|(id, _)| (name, version, id.clone())));
        assert_ne!(outcome.verdict, Verdict::Undecided, "{name} {version}: {:?}", outcome.reason);
    }
    assert_eq!(found, expected);
    println!("{} crates and versions, {} rows", pairs.len(), found.len());
}
