//! RustSec advisories: Markdown opened by a fenced TOML head.
//!
//! RustSec names what is *not* affected (`patched`, `unaffected`, as Cargo requirements); the statement holds
//! what is left, by the rule that RustSec publishes for its OSV export (see `requirement`). Packages below
//! the database's folder `rust` are tools and libraries of the toolchain: their key has the type `rust`, so
//! that the crates named `std` or `cargo` are never meant.
//!
//! Not read: affected functions, architectures and systems (the statement then speaks of every build, which
//! errs to the careful side), keywords, categories, licence, prose.

mod requirement;

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use sekisho_model::{
    Advisory, AdvisoryForm, AdvisoryId, Edition, PackageKey, Remedy, RemedyKind, StatedScore, Statement,
    Status, Target, VersionScheme, Versions, VulnerabilityFacts, VulnerabilityId, text,
};
use serde::Deserialize;

use super::score;
use super::trouble::{Trouble, ask_the_publisher};

/// The collection of advisories on the toolchain.
const TOOLCHAIN: &str = "rust";

#[derive(Debug, Deserialize)]
struct Head {
    advisory: Metadata,
    #[serde(default)]
    versions: Option<VersionLists>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Metadata {
    id: String,
    package: String,
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    date: Option<String>,
    #[serde(default)]
    withdrawn: Option<String>,
    #[serde(default)]
    aliases: Vec<String>,
    #[serde(default)]
    related: Vec<String>,
    #[serde(default)]
    informational: Option<String>,
    #[serde(default)]
    cvss: Option<String>,
    #[serde(default)]
    collection: Option<String>,
    #[serde(default)]
    url: Option<String>,
    #[serde(default)]
    references: Vec<String>,
    /// Older heads had this flag for crates that were taken off the registry.
    #[serde(default)]
    yanked: bool,
}

#[derive(Debug, Default, Deserialize)]
struct VersionLists {
    #[serde(default)]
    patched: Vec<String>,
    #[serde(default)]
    unaffected: Vec<String>,
}

/// Reads one advisory.
pub(super) fn read(document: &str, trouble: &mut Trouble) -> Option<Advisory> {
    let Some((head, body)) = parts(document) else {
        trouble.malformed("", "RustSec", &"the TOML head is not closed");
        return None;
    };
    let head: Head = match toml::from_str(head) {
        Ok(head) => head,
        Err(error) => {
            trouble.malformed("", "RustSec", &error.message());
            return None;
        }
    };
    let id: AdvisoryId = match head.advisory.id.parse() {
        Ok(id) => id,
        Err(error) => {
            trouble.malformed("/advisory/id", "RustSec", &error);
            return None;
        }
    };
    Some(advisory(id, head, body, trouble))
}

/// Splits the fenced head from the Markdown below it.
fn parts(document: &str) -> Option<(&str, &str)> {
    let rest = document.strip_prefix("```toml")?;
    let end = rest.find("\n```")?;
    Some((&rest[..end], rest[end..].trim_start_matches("\n```")))
}

fn advisory(id: AdvisoryId, head: Head, body: &str, trouble: &mut Trouble) -> Advisory {
    let Head { advisory: metadata, versions } = head;
    let aliases: BTreeSet<String> = metadata.aliases.iter().cloned().collect();
    let lists = versions.unwrap_or_else(|| {
        trouble.warning(
            "/versions",
            text!(ja: "[versions] がないため、すべての版が影響を受けるものとして読みました。", en: "There is no [versions]; it was read as affecting every version."),
            ask_the_publisher(),
        );
        VersionLists::default()
    });
    let statement = statement(&id, &metadata, &lists, &aliases, trouble);
    let cvss = metadata.cvss.as_deref().and_then(|vector| scored(vector, trouble));
    let facts = cvss.iter().zip(&statement.vulnerabilities).map(|(cvss, name)| VulnerabilityFacts {
        scores: vec![StatedScore { source: String::new(), cvss: cvss.clone() }],
        ..VulnerabilityFacts::new(name.clone())
    });
    Advisory {
        vulnerabilities: facts.collect(),
        edition: Edition { related: metadata.related.iter().cloned().collect(), ..Edition::NONE },
        published: date("/advisory/date", metadata.date.as_deref(), trouble),
        modified: None,
        withdrawn: withdrawn(&metadata, trouble),
        form: AdvisoryForm::RustSec,
        publisher: "RustSec".to_owned(),
        title: metadata.title.clone().unwrap_or_else(|| title(body)),
        informational: metadata.informational.clone().unwrap_or_default(),
        cvss,
        statements: vec![statement],
        references: metadata.url.iter().chain(&metadata.references).cloned().collect(),
        aliases,
        id,
    }
}

/// The first Markdown heading.
fn title(body: &str) -> String {
    body.lines().find_map(|line| line.strip_prefix("# ")).unwrap_or_default().trim().to_owned()
}

fn scored(vector: &str, trouble: &mut Trouble) -> Option<sekisho_model::Cvss> {
    let cvss = score::of_vector(vector);
    if cvss.is_none() {
        trouble.warning(
            "/advisory/cvss",
            text!(ja: "CVSS の「{vector}」から点数を計算できません。", en: "No score can be computed from CVSS \"{vector}\"."),
            text!(ja: "深刻度は発行元のページで確かめてください。", en: "See the publisher's page for the severity."),
        );
    }
    cvss
}

fn date(path: &str, value: Option<&str>, trouble: &mut Trouble) -> Option<Timestamp> {
    let read = value?.parse::<Date>().and_then(|date| TimeZone::UTC.to_timestamp(date.at(0, 0, 0, 0)));
    read.map_err(|error| trouble.malformed(path, "RustSec", &error)).ok()
}

/// A withdrawal with a broken date is a withdrawal all the same.
fn withdrawn(metadata: &Metadata, trouble: &mut Trouble) -> Option<Timestamp> {
    let words = metadata.withdrawn.as_deref()?;
    Some(date("/advisory/withdrawn", Some(words), trouble).unwrap_or(Timestamp::UNIX_EPOCH))
}

fn statement(
    id: &AdvisoryId,
    metadata: &Metadata,
    lists: &VersionLists,
    aliases: &BTreeSet<String>,
    trouble: &mut Trouble,
) -> Statement {
    let kind = if is_toolchain(id, metadata, trouble.file()) { TOOLCHAIN } else { "cargo" };
    let names = std::iter::once(id.as_str()).chain(aliases.iter().map(String::as_str));
    let cves: BTreeSet<VulnerabilityId> =
        names.filter(|name| name.starts_with("CVE-")).filter_map(|name| name.parse().ok()).collect();
    Statement {
        target: Target::Package {
            key: PackageKey::canonical(kind, "", &metadata.package),
            release: String::new(),
        },
        versions: versions(lists, trouble),
        status: Status::Affected,
        vulnerabilities: if cves.is_empty() { id.as_str().parse().into_iter().collect() } else { cves },
        remedies: remedies(metadata, lists),
        ground: sekisho_model::Ground::default(),
    }
}

/// The collection is in the path of the database, not in the file; without either, ids that are not
/// RustSec's own are the toolchain's.
fn is_toolchain(id: &AdvisoryId, metadata: &Metadata, file: &str) -> bool {
    let by_path = || file.split(['/', '\\']).rev().nth(2).is_some_and(|folder| folder == TOOLCHAIN);
    match metadata.collection.as_deref() {
        Some(collection) => collection == TOOLCHAIN,
        None => by_path() || !id.as_str().starts_with("RUSTSEC-"),
    }
}

fn versions(lists: &VersionLists, trouble: &mut Trouble) -> Versions {
    match requirement::affected(lists.patched.iter().chain(&lists.unaffected).map(String::as_str)) {
        Ok(None) => Versions::All,
        Ok(Some(ranges)) => {
            Versions::Ranges { scheme: VersionScheme::SemVer, ranges, listed: BTreeSet::new() }
        }
        Err(why) => {
            trouble.malformed("/versions", "RustSec", &why);
            let words: Vec<String> = lists
                .patched
                .iter()
                .map(|words| format!("patched {words}"))
                .chain(lists.unaffected.iter().map(|words| format!("unaffected {words}")))
                .collect();
            Versions::Text(words.join("; "))
        }
    }
}

fn remedies(metadata: &Metadata, lists: &VersionLists) -> Vec<Remedy> {
    let (kind, words) = if lists.patched.is_empty() {
        (RemedyKind::NoneAvailable, if metadata.yanked { "yanked".to_owned() } else { String::new() })
    } else {
        (RemedyKind::VendorFix, lists.patched.join("; "))
    };
    vec![Remedy { kind, words, url: String::new() }]
}

#[cfg(test)]
mod tests;
