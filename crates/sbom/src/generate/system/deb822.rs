//! dpkg's and opkg's lists of packages: stanzas of fields (deb822), and Python's metadata, which is written alike.
//!
//! Invariant: a stanza without a name is told; a package that is only remembered (`config-files`, `not-installed`) is
//! no installed package.

use std::collections::BTreeMap;

use sekisho_model::{Problem, text};

use super::{Database, Package, broken, interest_root, party};
use sekisho_intake::Reading;

/// The fields of a stanza, names in lower case.
pub(in crate::generate) type Stanza = BTreeMap<String, String>;

/// Stanzas one after the other, parted by empty lines. A field that stands twice keeps all its lines.
pub(in crate::generate) fn stanzas(text: &str) -> Vec<Stanza> {
    let mut all = Vec::new();
    let mut stanza = Stanza::new();
    let mut last = String::new();
    for line in text.lines() {
        if line.trim().is_empty() {
            if !stanza.is_empty() {
                all.push(std::mem::take(&mut stanza));
            }
            last.clear();
        } else if line.starts_with([' ', '\t']) {
            if let Some(value) = stanza.get_mut(&last) {
                value.push('\n');
                value.push_str(line.trim());
            }
        } else if let Some((name, value)) = line.split_once(':') {
            last = name.trim().to_lowercase();
            let field = stanza.entry(last.clone()).or_default();
            if !field.is_empty() {
                field.push('\n');
            }
            field.push_str(value.trim());
        }
    }
    if !stanza.is_empty() {
        all.push(stanza);
    }
    all
}

/// Who wrote the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::generate) enum Author {
    Dpkg,
    Opkg,
}

/// Reads a list of packages. A part of a list (`status.d`, `.control`) has no states: what is there is installed.
pub(in crate::generate) fn read(path: &str, bytes: &[u8], author: Author) -> Reading<Database> {
    let text = String::from_utf8_lossy(bytes);
    let (kind, form) = match author {
        Author::Dpkg => ("deb", "dpkg"),
        Author::Opkg => ("opkg", "opkg"),
    };
    let mut database = Database { kind, form, root: interest_root(path), packages: Vec::new() };
    let mut problems: Vec<Problem> = Vec::new();
    for (nth, stanza) in (1_usize..).zip(stanzas(&text)) {
        match package(&stanza) {
            Some(package) if package.version.is_empty() && is_installed(&stanza) => {
                let name = &package.name;
                problems.push(broken(
                    path,
                    text!(
                        ja: "パッケージ「{name}」の版がありません。",
                        en: "Package \"{name}\" has no version."
                    ),
                ));
                database.packages.push(package);
            }
            Some(package) if is_installed(&stanza) => database.packages.push(package),
            Some(_) => {}
            None => problems.push(broken(
                path,
                text!(
                    ja: "{nth} 番目の項目に名前がありません。",
                    en: "Entry {nth} has no name."
                ),
            )),
        }
    }
    Reading { facts: database, problems }
}

/// The last word of `Status`. A package that is being installed has its files there already.
fn is_installed(stanza: &Stanza) -> bool {
    let state = stanza.get("status").and_then(|status| status.split_whitespace().last());
    !matches!(state, Some("config-files" | "not-installed" | "half-installed"))
}

fn package(stanza: &Stanza) -> Option<Package> {
    let get = |name: &str| stanza.get(name).map(|value| value.trim().to_owned()).unwrap_or_default();
    let name = get("package");
    if name.is_empty() {
        return None;
    }
    let (source, source_version) = source(&get("source"), &get("sourcename"));
    Some(Package {
        name,
        version: get("version"),
        arch: get("architecture"),
        source,
        source_version,
        licence: get("license"),
        supplier: party(&get("maintainer")),
        url: get("homepage"),
        description: get("description").lines().next().unwrap_or_default().to_owned(),
        cpe: get("cpe-id"),
        provides: get("provides")
            .split(',')
            .map(|written| bare(written).to_owned())
            .filter(|it| !it.is_empty())
            .collect(),
        needs: needs(&get("pre-depends")).chain(needs(&get("depends"))).collect(),
        ..Package::default()
    })
}

/// `openssl (3.0.1)`: the source package, and its version where it differs. OpenWrt writes a path there, and the
/// name in another field.
fn source(written: &str, other: &str) -> (String, String) {
    if !other.is_empty() || written.contains('/') {
        return (other.to_owned(), String::new());
    }
    match written.split_once('(') {
        Some((name, version)) => (name.trim().to_owned(), version.trim().trim_end_matches(')').to_owned()),
        None => (written.to_owned(), String::new()),
    }
}

/// `a (>= 1) | b:any, c`
fn needs(written: &str) -> impl Iterator<Item = Vec<String>> {
    let groups = written.split(',').map(|group| {
        group.split('|').map(|one| bare(one).to_owned()).filter(|one| !one.is_empty()).collect::<Vec<_>>()
    });
    groups.filter(|any| !any.is_empty())
}

/// A name without its range and architecture.
fn bare(written: &str) -> &str {
    let name = written.trim().split([' ', '(', '\n']).next().unwrap_or_default();
    name.split_once(':').map_or(name, |(name, _)| name)
}

/// Paths, one a line; folders are among them.
pub(in crate::generate) fn paths(bytes: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(bytes);
    // opkg writes more after a tab.
    text.lines()
        .map(|line| line.split('\t').next().unwrap_or_default().to_owned())
        .filter(|path| path.len() > 2)
        .collect()
}
