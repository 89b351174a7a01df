//! OSV records (OSV schema 1.x), as JSON values or as YAML text.
//!
//! One statement for each `affected` entry and each order that its ranges use. Commits (`GIT` ranges) make a
//! statement of their own only where the entry has no other way to tell versions apart: beside ranges or a
//! list they say the same again in a form that no version can be placed in.
//!
//! Not read: prose, credits, `ecosystem_specific`, and of `database_specific` all but severity and weaknesses.

mod ecosystem;
mod events;

use std::collections::BTreeSet;

use jiff::Timestamp;
use sekisho_model::{
    Advisory, AdvisoryForm, AdvisoryId, Cvss, Edition, Ground, PackageUrl, StatedScore, Statement, Status,
    Target, VersionScheme, Versions, VulnerabilityFacts, VulnerabilityId, text,
};
use serde::Deserialize;
use serde_json::Value;

use super::score;
use super::trouble::{Trouble, ask_the_publisher};
use crate::Limits;
use events::Event;

/// The key of a source repository, for other forms that name one.
pub(super) fn of_repository(url: &str) -> sekisho_model::PackageKey {
    ecosystem::of_repository(url)
}

/// A record; `A` is how far its `affected` entries are read: whole from YAML, whose plain scalars must not
/// pass through numbers (`1.10` would lose its zero), one by one from JSON.
#[derive(Debug, Deserialize)]
#[serde(bound(deserialize = "A: Deserialize<'de>"))]
struct Record<A> {
    id: String,
    #[serde(default)]
    summary: Option<String>,
    #[serde(default)]
    details: Option<String>,
    #[serde(default)]
    aliases: Option<Vec<String>>,
    #[serde(default)]
    related: Option<Vec<String>>,
    #[serde(default)]
    upstream: Option<Vec<String>>,
    #[serde(default)]
    published: Option<String>,
    #[serde(default)]
    modified: Option<String>,
    #[serde(default)]
    withdrawn: Option<String>,
    #[serde(default)]
    severity: Option<Vec<Severity>>,
    #[serde(default = "Option::default")]
    affected: Option<Vec<A>>,
    #[serde(default)]
    references: Option<Vec<Reference>>,
    #[serde(default)]
    database_specific: Option<Value>,
}

#[derive(Debug, Deserialize)]
struct Affected {
    #[serde(default)]
    package: Option<Package>,
    #[serde(default)]
    ranges: Option<Vec<Range>>,
    #[serde(default)]
    versions: Option<Vec<String>>,
    #[serde(default)]
    severity: Option<Vec<Severity>>,
}

#[derive(Debug, Deserialize)]
struct Package {
    ecosystem: String,
    name: String,
    #[serde(default)]
    purl: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Range {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    repo: Option<String>,
    #[serde(default)]
    events: Vec<Event>,
}

#[derive(Debug, Deserialize)]
struct Severity {
    #[serde(rename = "type")]
    kind: String,
    score: String,
}

#[derive(Debug, Deserialize)]
struct Reference {
    url: String,
}

/// Reads one record out of a JSON document.
pub(super) fn read_json(
    path: &str,
    record: Value,
    limits: &Limits,
    trouble: &mut Trouble,
) -> Option<Advisory> {
    let record: Record<Value> = match serde_json::from_value(record) {
        Ok(record) => record,
        Err(error) => {
            trouble.malformed(path, "OSV", &error);
            return None;
        }
    };
    let (record, entries) = split(record);
    let mut affected = Vec::new();
    for (index, entry) in entries.into_iter().enumerate() {
        match serde_json::from_value(entry) {
            Ok(entry) => affected.push((index, entry)),
            Err(error) => trouble.malformed(&format!("{path}/affected/{index}"), "OSV", &error),
        }
    }
    advisory(path, record, affected, limits, trouble)
}

/// Reads one record of YAML.
pub(super) fn read_yaml(document: &str, limits: &Limits, trouble: &mut Trouble) -> Option<Advisory> {
    let options = serde_saphyr::options! {
        budget: serde_saphyr::budget! {
            max_depth: limits.depth_max,
            flow_nesting_limit: limits.depth_max,
            max_nodes: limits.entries_max,
            max_events: limits.entries_max.saturating_mul(2),
            max_documents: 1,
        },
    };
    let record: Record<Affected> = match serde_saphyr::from_str_with_options(document, options) {
        Ok(record) => record,
        Err(error) => {
            // The parser's own words go on with an excerpt over many lines.
            let whole = error.to_string();
            let error = whole.lines().next().unwrap_or_default().trim_start_matches("error: ");
            trouble.error(
                "",
                text!(ja: "アドバイザリとして読めません（JSON でも RustSec でもなく、YAML の OSV として：{error}）。", en: "It cannot be read as an advisory (neither JSON nor RustSec; as OSV in YAML: {error})."),
                text!(ja: "OSV、RustSec、CSAF、CVE 5、NVD、KEV、EPSS、MyJVN のいずれかのファイルを選んでください。", en: "Choose a file in OSV, RustSec, CSAF, CVE 5, NVD, KEV, EPSS or MyJVN."),
            );
            return None;
        }
    };
    let (record, entries) = split(record);
    advisory("", record, entries.into_iter().enumerate().collect(), limits, trouble)
}

fn split<A>(mut record: Record<A>) -> (Record<A>, Vec<A>) {
    let entries = record.affected.take().unwrap_or_default();
    (record, entries)
}

fn advisory<A>(
    path: &str,
    record: Record<A>,
    affected: Vec<(usize, Affected)>,
    limits: &Limits,
    trouble: &mut Trouble,
) -> Option<Advisory> {
    let id: AdvisoryId = match record.id.parse() {
        Ok(id) => id,
        Err(error) => {
            trouble.malformed(&format!("{path}/id"), "OSV", &error);
            return None;
        }
    };
    let aliases: BTreeSet<String> = record.aliases.unwrap_or_default().into_iter().collect();
    let upstream = record.upstream.unwrap_or_default();
    let vulnerabilities = vulnerabilities(&id, &aliases, &upstream);
    let mut statements = Vec::new();
    let mut scores = scores(&format!("{path}/severity"), record.severity.as_deref(), trouble);
    for (index, entry) in affected {
        let path = format!("{path}/affected/{index}");
        if statements.len() >= limits.entries_max {
            trouble.too_many(&path, limits.entries_max);
            break;
        }
        let own = self::scores(&format!("{path}/severity"), entry.severity.as_deref(), trouble);
        scores.extend(own);
        statements.extend(self::statements(&path, entry, &vulnerabilities, trouble));
    }
    if statements.is_empty() && record.withdrawn.is_none() {
        trouble.names_nothing(path, id.as_str(), "OSV");
    }
    let mut time = |field: &str, value: Option<String>| timestamp(&format!("{path}/{field}"), value, trouble);
    let cvss = scores.iter().fold(None, |best, cvss| score::higher(best, Some(cvss.clone())));
    let facts = facts(&id, &vulnerabilities, &aliases, scores, record.database_specific.as_ref());
    Some(Advisory {
        published: time("published", record.published),
        modified: time("modified", record.modified),
        withdrawn: time("withdrawn", record.withdrawn),
        id,
        form: AdvisoryForm::Osv,
        publisher: String::new(),
        title: title(record.summary, record.details),
        aliases,
        informational: String::new(),
        cvss,
        statements,
        references: record
            .references
            .unwrap_or_default()
            .into_iter()
            .map(|reference| reference.url)
            .collect(),
        edition: Edition {
            related: record.related.unwrap_or_default().into_iter().collect(),
            upstream: upstream.into_iter().collect(),
            ..Edition::NONE
        },
        vulnerabilities: facts,
    })
}

fn title(summary: Option<String>, details: Option<String>) -> String {
    let text = summary.filter(|summary| !summary.trim().is_empty()).or(details).unwrap_or_default();
    text.trim().lines().next().unwrap_or_default().to_owned()
}

/// The CVE ids that the record is, else the CVE ids it rests on, else its own id.
fn vulnerabilities(
    id: &AdvisoryId,
    aliases: &BTreeSet<String>,
    upstream: &[String],
) -> BTreeSet<VulnerabilityId> {
    let cves = |names: &mut dyn Iterator<Item = &str>| -> BTreeSet<VulnerabilityId> {
        names.filter(|name| name.starts_with("CVE-")).filter_map(|name| name.parse().ok()).collect()
    };
    let own = cves(&mut std::iter::once(id.as_str()).chain(aliases.iter().map(String::as_str)));
    let rests_on = cves(&mut upstream.iter().map(String::as_str));
    match (own.is_empty(), rests_on.is_empty()) {
        (false, _) => own,
        (true, false) => rests_on,
        (true, true) => id.as_str().parse().into_iter().collect(),
    }
}

fn timestamp(path: &str, value: Option<String>, trouble: &mut Trouble) -> Option<Timestamp> {
    let value = value?;
    match value.parse() {
        Ok(time) => Some(time),
        Err(error) => {
            trouble.malformed(path, "OSV", &error);
            // A withdrawal with a broken date is a withdrawal all the same.
            path.ends_with("/withdrawn").then_some(Timestamp::UNIX_EPOCH)
        }
    }
}

fn scores(path: &str, severities: Option<&[Severity]>, trouble: &mut Trouble) -> Vec<Cvss> {
    let mut scores = Vec::new();
    for (index, severity) in severities.unwrap_or_default().iter().enumerate() {
        if !severity.kind.starts_with("CVSS_") {
            continue;
        }
        match score::of_vector(&severity.score) {
            Some(cvss) => scores.push(cvss),
            None => {
                let vector = &severity.score;
                trouble.warning(
                    &format!("{path}/{index}/score"),
                    text!(ja: "CVSS の「{vector}」から点数を計算できません。", en: "No score can be computed from CVSS \"{vector}\"."),
                    text!(ja: "深刻度は発行元のページで確かめてください。", en: "See the publisher's page for the severity."),
                );
            }
        }
    }
    scores
}

/// What the record says of its one vulnerability. Of several nobody can say which is meant, so the record's own
/// id stands for them.
fn facts(
    id: &AdvisoryId,
    vulnerabilities: &BTreeSet<VulnerabilityId>,
    aliases: &BTreeSet<String>,
    scores: Vec<Cvss>,
    database: Option<&Value>,
) -> Vec<VulnerabilityFacts> {
    let word = |key: &str| database.and_then(|database| database.get(key));
    let weaknesses = word("cwe_ids").or_else(|| word("cwes")).and_then(Value::as_array);
    let weaknesses: BTreeSet<String> =
        weaknesses.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect();
    let severity = word("severity").and_then(Value::as_str).unwrap_or_default().to_owned();
    if scores.is_empty() && weaknesses.is_empty() && severity.is_empty() {
        return Vec::new();
    }
    let name = if vulnerabilities.len() == 1 { vulnerabilities.first().cloned() } else { None };
    let Some(name) = name.or_else(|| id.as_str().parse().ok()) else { return Vec::new() };
    vec![VulnerabilityFacts {
        aliases: aliases.iter().filter(|alias| alias.as_str() != name.as_str()).cloned().collect(),
        weaknesses,
        scores: scores.into_iter().map(|cvss| StatedScore { source: String::new(), cvss }).collect(),
        severity,
        ..VulnerabilityFacts::new(name)
    }]
}

fn statements(
    path: &str,
    entry: Affected,
    vulnerabilities: &BTreeSet<VulnerabilityId>,
    trouble: &mut Trouble,
) -> Vec<Statement> {
    let ranges = entry.ranges.unwrap_or_default();
    for (index, _) in ranges.iter().enumerate().filter(|(_, range)| !events::are_whole(&range.events)) {
        let why = "nothing is introduced, or an event is of no known kind";
        trouble.malformed(&format!("{path}/ranges/{index}/events"), "OSV", &why);
    }
    let (git, ordered): (Vec<Range>, Vec<Range>) = ranges.into_iter().partition(|range| range.kind == "GIT");
    let listed: BTreeSet<String> = entry.versions.unwrap_or_default().into_iter().collect();
    let Some((target, ecosystem)) = target(path, entry.package.as_ref(), &git, trouble) else {
        return Vec::new();
    };
    let statement = |versions, remedies| Statement {
        target: target.clone(),
        versions,
        status: Status::Affected,
        vulnerabilities: vulnerabilities.clone(),
        remedies,
        ground: Ground::NONE,
    };
    if ordered.is_empty() && listed.is_empty() {
        return vec![statement(commits(&git), Vec::new())];
    }
    by_scheme(&ecosystem, ordered, listed)
        .into_iter()
        .map(|(scheme, events, listed)| {
            let remedies = events::fixes(&events);
            statement(events::versions(scheme, events, listed), remedies)
        })
        .collect()
}

/// Nothing said about versions: every version. Otherwise commits, as they stand.
fn commits(git: &[Range]) -> Versions {
    if git.is_empty() {
        return Versions::All;
    }
    let ranges = git.iter().flat_map(|range| events::as_written(&range.events)).collect();
    Versions::Ranges { scheme: VersionScheme::Git, ranges, listed: BTreeSet::new() }
}

/// Ranges grouped by the order they are in; the list goes with the first.
fn by_scheme(
    ecosystem: &str,
    ranges: Vec<Range>,
    listed: BTreeSet<String>,
) -> Vec<(VersionScheme, Vec<Vec<Event>>, BTreeSet<String>)> {
    let mut groups: Vec<(VersionScheme, Vec<Vec<Event>>, BTreeSet<String>)> = Vec::new();
    for range in ranges {
        let scheme = ecosystem::scheme(ecosystem, &range.kind);
        match groups.iter_mut().find(|group| group.0 == scheme) {
            Some(group) => group.1.push(range.events),
            None => groups.push((scheme, vec![range.events], BTreeSet::new())),
        }
    }
    if groups.is_empty() {
        groups.push((ecosystem::scheme(ecosystem, "ECOSYSTEM"), Vec::new(), BTreeSet::new()));
    }
    if let Some(first) = groups.first_mut() {
        first.2 = listed;
    }
    groups
}

/// What the entry speaks of, and the ecosystem without its release.
fn target(
    path: &str,
    package: Option<&Package>,
    git: &[Range],
    trouble: &mut Trouble,
) -> Option<(Target, String)> {
    let Some(package) = package else {
        return match git.iter().find_map(|range| range.repo.as_deref()) {
            Some(repo) => Some((
                Target::Package { key: ecosystem::of_repository(repo), release: String::new() },
                String::new(),
            )),
            None => {
                trouble.malformed(path, "OSV", &"neither package nor repository");
                None
            }
        };
    };
    let (ecosystem, release) = package.ecosystem.split_once(':').unwrap_or((&package.ecosystem, ""));
    let from_purl = package.purl.as_deref().and_then(|purl| match PackageUrl::lenient(purl) {
        Ok(purl) => Some(purl.key()),
        Err(error) => {
            trouble.warning(
                &format!("{path}/package/purl"),
                text!(ja: "purl が正しくありません（{error}）。名前から組み立てました。", en: "The purl is not valid ({error}); it was put together from the name."),
                ask_the_publisher(),
            );
            None
        }
    });
    let key = from_purl.unwrap_or_else(|| ecosystem::key(ecosystem, &package.name));
    Some((Target::Package { key, release: release.to_owned() }, ecosystem.to_owned()))
}

#[cfg(test)]
mod tests;
