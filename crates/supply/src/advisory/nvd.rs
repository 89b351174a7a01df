//! NVD's answers in its JSON interface 2.0: pages of CVE records with configurations, scores and weaknesses.
//!
//! A record that is not analysed yet names no product; it is read and told, as its silence is no clean bill.
//!
//! Not read: reference tags, change history, vendor comments, texts of other languages than the first English.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::{
    Advisory, AdvisoryForm, AdvisoryId, Cvss, Signal, SignalKind, StatedScore, VulnerabilityFacts,
    VulnerabilityId, text,
};
use serde::Deserialize;
use serde_json::Value;

use super::parts::Parts;
use super::trouble::Trouble;
use super::{Feed, configuration, score};
use crate::Limits;

const FORM: &str = "NVD 2.0";

#[derive(Debug, Deserialize)]
struct Item {
    cve: Cve,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Cve {
    id: String,
    #[serde(default)]
    published: Option<String>,
    #[serde(default)]
    last_modified: Option<String>,
    #[serde(default)]
    vuln_status: Option<String>,
    #[serde(default)]
    cve_tags: Option<Value>,
    #[serde(default)]
    descriptions: Option<Value>,
    #[serde(default)]
    metrics: Option<BTreeMap<String, Value>>,
    #[serde(default)]
    weaknesses: Option<Value>,
    #[serde(default)]
    configurations: Option<Value>,
    #[serde(default)]
    references: Option<Value>,
    #[serde(default)]
    cisa_exploit_add: Option<String>,
    #[serde(default)]
    cisa_action_due: Option<String>,
    #[serde(default)]
    cisa_required_action: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Words {
    lang: String,
    value: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Metric {
    #[serde(default)]
    source: String,
    cvss_data: CvssData,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct CvssData {
    #[serde(default)]
    vector_string: String,
    #[serde(default)]
    base_score: Option<f64>,
}

#[derive(Debug, Deserialize)]
struct Weakness {
    #[serde(default)]
    description: Option<Value>,
}

#[derive(Debug, Deserialize)]
struct Reference {
    url: String,
}

#[derive(Debug, Deserialize)]
struct Tags {
    #[serde(default)]
    tags: Vec<String>,
}

/// Is this object a page, or one of its items?
pub(super) fn is_page(object: &Value) -> bool {
    let item = |value: &Value| value.get("cve").is_some_and(|cve| cve.get("id").is_some());
    object.get("format").and_then(Value::as_str) == Some("NVD_CVE")
        || item(object)
        || object.get("vulnerabilities").and_then(|list| list.get(0)).is_some_and(item)
}

/// Reads a page, or one item.
pub(super) fn read(path: &str, mut object: Value, limits: &Limits, trouble: &mut Trouble, feed: &mut Feed) {
    if object.get("cve").is_some() {
        one(path, object, limits, trouble, feed);
        return;
    }
    let path = format!("{path}/vulnerabilities");
    let list: Vec<(String, Value)> =
        Parts { form: FORM, trouble }.many(&path, object.get_mut("vulnerabilities").map(Value::take));
    let number = |name: &str| object.get(name).and_then(Value::as_u64);
    let has = u64::try_from(list.len()).unwrap_or(u64::MAX);
    let end = number("startIndex").unwrap_or(0).saturating_add(has);
    if let Some(total) = number("totalResults").filter(|total| *total > end) {
        trouble.partial_page(&path, end, total);
    }
    for (path, item) in list {
        if feed.advisories.len() >= limits.entries_max {
            trouble.too_many(&path, limits.entries_max);
            break;
        }
        one(&path, item, limits, trouble, feed);
    }
}

fn one(path: &str, item: Value, limits: &Limits, trouble: &mut Trouble, feed: &mut Feed) {
    let mut parts = Parts { form: FORM, trouble };
    let Some(Item { cve }) = parts.one::<Item>(path, item) else { return };
    let path = format!("{path}/cve");
    let Some(id) = parts.id::<AdvisoryId>(&format!("{path}/id"), &cve.id) else { return };
    let Some(name) = parts.id::<VulnerabilityId>(&format!("{path}/id"), &cve.id) else { return };
    feed.signals.extend(exploited(&path, &cve, &name, &mut parts));
    let advisory = advisory(&path, id, name, cve, limits, trouble);
    feed.advisories.push(advisory);
}

/// CISA's catalog, as NVD repeats it.
fn exploited(path: &str, cve: &Cve, name: &VulnerabilityId, parts: &mut Parts<'_>) -> Option<Signal> {
    let added = parts.date(&format!("{path}/cisaExploitAdd"), cve.cisa_exploit_add.as_deref()?)?;
    let due =
        cve.cisa_action_due.as_deref().and_then(|due| parts.date(&format!("{path}/cisaActionDue"), due));
    let action = cve.cisa_required_action.clone().unwrap_or_default();
    let kind = SignalKind::Exploited { added, due, ransomware: false, action };
    Some(Signal { vulnerability: name.clone(), source: "CISA KEV, by NVD".to_owned(), kind })
}

fn advisory(
    path: &str,
    id: AdvisoryId,
    name: VulnerabilityId,
    cve: Cve,
    limits: &Limits,
    trouble: &mut Trouble,
) -> Advisory {
    let mut parts = Parts { form: FORM, trouble };
    let mut advisory = Advisory::new(id, AdvisoryForm::Nvd);
    "NVD".clone_into(&mut advisory.publisher);
    advisory.title = english(&format!("{path}/descriptions"), cve.descriptions, &mut parts);
    advisory.published = parts.time(&format!("{path}/published"), cve.published.as_deref());
    advisory.modified = parts.time(&format!("{path}/lastModified"), cve.last_modified.as_deref());
    let references: Vec<(String, Reference)> = parts.many(&format!("{path}/references"), cve.references);
    advisory.references = references.into_iter().map(|(_, reference)| reference.url).collect();
    let facts = VulnerabilityFacts {
        weaknesses: weaknesses(&format!("{path}/weaknesses"), cve.weaknesses, &mut parts),
        scores: scores(&format!("{path}/metrics"), cve.metrics.unwrap_or_default(), &mut parts),
        ..VulnerabilityFacts::new(name.clone())
    };
    advisory.cvss =
        facts.scores.iter().fold(None, |best, stated| score::higher(best, Some(stated.cvss.clone())));
    advisory.vulnerabilities = vec![facts];
    let tags: Vec<(String, Tags)> = parts.many(&format!("{path}/cveTags"), cve.cve_tags);
    let disputed = tags.iter().flat_map(|(_, tags)| &tags.tags).any(|tag| tag == "disputed");
    let status = cve.vuln_status.unwrap_or_default();
    advisory.statements = configuration::read(
        FORM,
        &format!("{path}/configurations"),
        cve.configurations,
        &BTreeSet::from([name]),
        limits,
        trouble,
    );
    state(path, &mut advisory, &status, disputed, trouble);
    advisory
}

/// Rejected records affect nothing; others without products are told.
fn state(path: &str, advisory: &mut Advisory, status: &str, disputed: bool, trouble: &mut Trouble) {
    if matches!(status, "Rejected" | "Reject") {
        advisory.withdrawn = advisory.modified.or(advisory.published).or(Some(jiff::Timestamp::UNIX_EPOCH));
    } else if advisory.statements.is_empty() {
        let why = if status.is_empty() { "no configurations" } else { status };
        trouble.names_nothing(path, advisory.id.as_str(), why);
    }
    if !matches!(status, "Analyzed" | "Modified" | "") {
        status.clone_into(&mut advisory.edition.state);
    }
    if disputed {
        "disputed".clone_into(&mut advisory.edition.state);
    }
}

fn english(path: &str, list: Option<Value>, parts: &mut Parts<'_>) -> String {
    let words: Vec<(String, Words)> = parts.many(path, list);
    let english = words.iter().find(|(_, words)| words.lang.starts_with("en")).or(words.first());
    english
        .map(|(_, words)| words.value.trim().lines().next().unwrap_or_default().to_owned())
        .unwrap_or_default()
}

fn weaknesses(path: &str, list: Option<Value>, parts: &mut Parts<'_>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let weaknesses: Vec<(String, Weakness)> = parts.many(path, list);
    for (path, weakness) in weaknesses {
        let names: Vec<(String, Words)> = parts.many(&format!("{path}/description"), weakness.description);
        found.extend(names.into_iter().map(|(_, name)| name.value).filter(|name| name.starts_with("CWE-")));
    }
    found
}

fn scores(path: &str, metrics: BTreeMap<String, Value>, parts: &mut Parts<'_>) -> Vec<StatedScore> {
    let mut scores = Vec::new();
    for (name, list) in metrics {
        // SSVC and what may come are no CVSS.
        if !name.starts_with("cvssMetric") {
            parts.trouble.warning(
                &format!("{path}/{name}"),
                text!(ja: "評価値「{name}」は読んでいません。", en: "Metric \"{name}\" was not read."),
                text!(ja: "必要なら NVD のページで確かめてください。", en: "See NVD's page if it matters."),
            );
            continue;
        }
        let read: Vec<(String, Metric)> = parts.many(&format!("{path}/{name}"), Some(list));
        for (path, metric) in read {
            match scored(&metric.cvss_data) {
                Some(cvss) => scores.push(StatedScore { source: metric.source, cvss }),
                None => parts.malformed(&path, &"neither a CVSS vector nor a score"),
            }
        }
    }
    scores
}

fn scored(data: &CvssData) -> Option<Cvss> {
    score::of_vector_or(&data.vector_string, data.base_score)
}

#[cfg(test)]
mod tests;
