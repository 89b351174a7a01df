//! CVE records, format 5.x (CVE Program): the container of the CNA and those that others add (ADP).
//!
//! Each container's products become statements; scores keep who gave them; SSVC and KEV in CISA's container become
//! signals. A rejected record is withdrawn.
//!
//! Not read: credits, timelines, impacts, exploits in prose, modules, files and routines of a product (the
//! statement then speaks of the whole product, which errs to the careful side).

mod affected;

use std::collections::BTreeSet;

use sekisho_model::{
    Advisory, AdvisoryForm, AdvisoryId, Exploitation, Remedy, RemedyKind, Signal, SignalKind, StatedScore,
    TechnicalImpact, VulnerabilityFacts, VulnerabilityId, text,
};
use serde::Deserialize;
use serde_json::Value;

use super::parts::Parts;
use super::trouble::{Trouble, ask_the_publisher};
use super::{Feed, configuration, score};
use crate::Limits;

pub(super) use affected::{Entry, statements};

const FORM: &str = "CVE 5";

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Record {
    #[serde(default)]
    data_version: Option<String>,
    cve_metadata: Metadata,
    #[serde(default)]
    containers: Containers,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Metadata {
    cve_id: String,
    state: String,
    #[serde(default)]
    assigner_short_name: Option<String>,
    #[serde(default)]
    date_published: Option<String>,
    #[serde(default)]
    date_updated: Option<String>,
    #[serde(default)]
    date_rejected: Option<String>,
    #[serde(default)]
    serial: Option<u64>,
}

#[derive(Debug, Default, Deserialize)]
struct Containers {
    #[serde(default)]
    cna: Option<Value>,
    #[serde(default)]
    adp: Option<Value>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Container {
    #[serde(default)]
    provider_metadata: Provider,
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    descriptions: Option<Value>,
    #[serde(default)]
    affected: Option<Value>,
    #[serde(default)]
    cpe_applicability: Option<Value>,
    #[serde(default)]
    problem_types: Option<Value>,
    #[serde(default)]
    references: Option<Value>,
    #[serde(default)]
    metrics: Option<Value>,
    #[serde(default)]
    solutions: Option<Value>,
    #[serde(default)]
    workarounds: Option<Value>,
    #[serde(default)]
    replaced_by: Vec<String>,
    #[serde(default)]
    tags: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Provider {
    #[serde(default)]
    short_name: Option<String>,
    #[serde(default)]
    org_id: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Words {
    #[serde(default)]
    lang: String,
    value: String,
}

#[derive(Debug, Deserialize)]
struct ProblemType {
    #[serde(default)]
    descriptions: Option<Value>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Problem {
    #[serde(default)]
    cwe_id: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Reference {
    url: String,
}

#[derive(Debug, Deserialize)]
struct Metric {
    #[serde(default, rename = "cvssV4_0")]
    v4_0: Option<CvssData>,
    #[serde(default, rename = "cvssV3_1")]
    v3_1: Option<CvssData>,
    #[serde(default, rename = "cvssV3_0")]
    v3_0: Option<CvssData>,
    #[serde(default, rename = "cvssV2_0")]
    v2_0: Option<CvssData>,
    #[serde(default)]
    other: Option<Other>,
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
struct Other {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    content: Value,
}

/// Is this object such a record?
pub(super) fn is_record(object: &Value) -> bool {
    object.get("cveMetadata").is_some()
        || object.get("dataType").and_then(Value::as_str) == Some("CVE_RECORD")
}

/// Reads one record.
pub(super) fn read(path: &str, record: Value, limits: &Limits, trouble: &mut Trouble, feed: &mut Feed) {
    let mut parts = Parts { form: FORM, trouble };
    let Some(record) = parts.one::<Record>(path, record) else { return };
    if let Some(version) = record.data_version.as_deref().filter(|version| !version.starts_with("5.")) {
        parts.trouble.warning(
            &format!("{path}/dataVersion"),
            text!(ja: "CVE レコードの形式 {version} は確認していません。5.x として読みました。", en: "Format {version} of CVE records is not known; it was read as 5.x."),
            ask_the_publisher(),
        );
    }
    let metadata = record.cve_metadata;
    let id_path = format!("{path}/cveMetadata/cveId");
    let Some(id) = parts.id::<AdvisoryId>(&id_path, &metadata.cve_id) else { return };
    let Some(name) = parts.id::<VulnerabilityId>(&id_path, &metadata.cve_id) else { return };
    let advisory = heading(path, id, &metadata, &mut parts);
    let mut reading = Reading { name, limits, advisory, remedies: Vec::new(), disputed: false };
    reading.advisory.vulnerabilities = vec![VulnerabilityFacts::new(reading.name.clone())];
    let cna = record.containers.cna.into_iter().map(|cna| (format!("{path}/containers/cna"), cna));
    let adp: Vec<(String, Value)> = parts.many(&format!("{path}/containers/adp"), record.containers.adp);
    for (path, container) in cna.chain(adp) {
        reading.container(&path, container, trouble, feed);
    }
    feed.advisories.push(reading.finish(path, trouble));
}

fn heading(path: &str, id: AdvisoryId, metadata: &Metadata, parts: &mut Parts<'_>) -> Advisory {
    let mut time = |field: &str, text: &Option<String>| {
        parts.time(&format!("{path}/cveMetadata/{field}"), text.as_deref())
    };
    let mut advisory = Advisory::new(id, AdvisoryForm::Cve5);
    advisory.published = time("datePublished", &metadata.date_published);
    advisory.modified = time("dateUpdated", &metadata.date_updated);
    let rejected = time("dateRejected", &metadata.date_rejected);
    advisory.publisher = metadata.assigner_short_name.clone().unwrap_or_default();
    advisory.edition.version = metadata.serial.map(|serial| serial.to_string()).unwrap_or_default();
    if metadata.state != "PUBLISHED" {
        advisory.edition.state.clone_from(&metadata.state);
    }
    if metadata.state == "REJECTED" {
        let at = rejected.or(advisory.modified).or(advisory.published);
        advisory.withdrawn = at.or(Some(jiff::Timestamp::UNIX_EPOCH));
    }
    advisory
}

struct Reading<'l> {
    name: VulnerabilityId,
    limits: &'l Limits,
    advisory: Advisory,
    remedies: Vec<Remedy>,
    disputed: bool,
}

impl Reading<'_> {
    fn container(&mut self, path: &str, container: Value, trouble: &mut Trouble, feed: &mut Feed) {
        let mut parts = Parts { form: FORM, trouble };
        let Some(container) = parts.one::<Container>(path, container) else { return };
        let provider = container.provider_metadata;
        let source = provider.short_name.or(provider.org_id).unwrap_or_default();
        if self.advisory.title.is_empty() {
            let words: Vec<(String, Words)> =
                parts.many(&format!("{path}/descriptions"), container.descriptions);
            self.advisory.title = title(container.title, &words);
        }
        self.disputed |= container.tags.iter().any(|tag| tag == "disputed");
        self.advisory.edition.replaced_by.extend(container.replaced_by);
        let references: Vec<(String, Reference)> =
            parts.many(&format!("{path}/references"), container.references);
        self.advisory.references.extend(references.into_iter().map(|(_, reference)| reference.url));
        self.weaknesses(&format!("{path}/problemTypes"), container.problem_types, &mut parts);
        self.metrics(&format!("{path}/metrics"), container.metrics, &source, &mut parts, feed);
        self.remedy(RemedyKind::VendorFix, &format!("{path}/solutions"), container.solutions, &mut parts);
        self.remedy(
            RemedyKind::Workaround,
            &format!("{path}/workarounds"),
            container.workarounds,
            &mut parts,
        );
        let names = BTreeSet::from([self.name.clone()]);
        let affected = format!("{path}/affected");
        let said = affected::read(FORM, &affected, container.affected, &names, self.limits, trouble);
        self.advisory.statements.extend(said);
        let path = format!("{path}/cpeApplicability");
        let said =
            configuration::read(FORM, &path, container.cpe_applicability, &names, self.limits, trouble);
        self.advisory.statements.extend(said);
    }

    fn facts(&mut self) -> Option<&mut VulnerabilityFacts> {
        self.advisory.vulnerabilities.first_mut()
    }

    fn weaknesses(&mut self, path: &str, list: Option<Value>, parts: &mut Parts<'_>) {
        let types: Vec<(String, ProblemType)> = parts.many(path, list);
        for (path, kind) in types {
            let named: Vec<(String, Problem)> =
                parts.many(&format!("{path}/descriptions"), kind.descriptions);
            if let Some(facts) = self.facts() {
                facts.weaknesses.extend(named.into_iter().filter_map(|(_, problem)| problem.cwe_id));
            }
        }
    }

    fn remedy(&mut self, kind: RemedyKind, path: &str, list: Option<Value>, parts: &mut Parts<'_>) {
        let words: Vec<(String, Words)> = parts.many(path, list);
        let english = words.iter().filter(|(_, words)| words.lang.starts_with("en") || words.lang.is_empty());
        let chosen: Vec<_> = english.collect();
        let chosen = if chosen.is_empty() { words.iter().collect() } else { chosen };
        self.remedies.extend(chosen.into_iter().map(|(_, words)| Remedy {
            kind,
            words: words.value.clone(),
            url: String::new(),
        }));
    }

    fn metrics(
        &mut self,
        path: &str,
        list: Option<Value>,
        source: &str,
        parts: &mut Parts<'_>,
        feed: &mut Feed,
    ) {
        let metrics: Vec<(String, Metric)> = parts.many(path, list);
        for (path, metric) in metrics {
            for data in [metric.v4_0, metric.v3_1, metric.v3_0, metric.v2_0].into_iter().flatten() {
                let Some(cvss) = score::of_vector_or(&data.vector_string, data.base_score) else {
                    parts.malformed(&path, &"neither a CVSS vector nor a score");
                    continue;
                };
                self.advisory.cvss = score::higher(self.advisory.cvss.take(), Some(cvss.clone()));
                if let Some(facts) = self.facts() {
                    facts.scores.push(StatedScore { source: source.to_owned(), cvss });
                }
            }
            if let Some(other) = metric.other {
                let kind = signal(&format!("{path}/other"), &other, parts);
                feed.signals.extend(kind.map(|kind| Signal {
                    vulnerability: self.name.clone(),
                    source: source.to_owned(),
                    kind,
                }));
            }
        }
    }

    /// Remedies are said for all products at once.
    fn finish(mut self, path: &str, trouble: &mut Trouble) -> Advisory {
        let affected = |status| matches!(status, sekisho_model::Status::Affected);
        for statement in self.advisory.statements.iter_mut().filter(|statement| affected(statement.status)) {
            statement.remedies.clone_from(&self.remedies);
        }
        if self.disputed && self.advisory.edition.state.is_empty() {
            "disputed".clone_into(&mut self.advisory.edition.state);
        }
        if self.advisory.statements.is_empty() && self.advisory.withdrawn.is_none() {
            trouble.names_nothing(path, self.advisory.id.as_str(), "affected");
        }
        self.advisory
    }
}

fn title(title: Option<String>, words: &[(String, Words)]) -> String {
    let described = || {
        let english = words.iter().find(|(_, words)| words.lang.starts_with("en")).or(words.first());
        english.map(|(_, words)| words.value.clone()).unwrap_or_default()
    };
    let text = title.filter(|title| !title.trim().is_empty()).unwrap_or_else(described);
    text.trim().lines().next().unwrap_or_default().to_owned()
}

/// SSVC and KEV, as CISA's container states them; other sorts are told.
fn signal(path: &str, other: &Other, parts: &mut Parts<'_>) -> Option<SignalKind> {
    match other.kind.to_lowercase().as_str() {
        "ssvc" => Some(ssvc(path, &other.content, parts)),
        "kev" => {
            let added = other.content.get("dateAdded").and_then(Value::as_str).unwrap_or_default();
            let added = parts.date(&format!("{path}/content/dateAdded"), added)?;
            Some(SignalKind::Exploited { added, due: None, ransomware: false, action: String::new() })
        }
        _ => {
            let kind = &other.kind;
            parts.trouble.warning(
                path,
                text!(ja: "評価値「{kind}」は読んでいません。", en: "Metric \"{kind}\" was not read."),
                text!(ja: "必要なら元のレコードで確かめてください。", en: "See the record itself if it matters."),
            );
            None
        }
    }
}

/// `options` holds one object for each decision point.
fn ssvc(path: &str, content: &Value, parts: &mut Parts<'_>) -> SignalKind {
    let option = |name: &str| {
        let options = content.get("options").and_then(Value::as_array)?;
        options.iter().find_map(|option| option.get(name)).and_then(Value::as_str)
    };
    let at = content.get("timestamp").and_then(Value::as_str);
    let mut unknown = |name: &str, value: &str| parts.malformed(path, &format!("{name} {value:?}"));
    let exploitation = option("Exploitation").and_then(|value| {
        let read = exploitation(value);
        if read.is_none() {
            unknown("Exploitation", value);
        }
        read
    });
    let automatable = option("Automatable").and_then(|value| match value.to_lowercase().as_str() {
        "yes" => Some(true),
        "no" => Some(false),
        _ => {
            unknown("Automatable", value);
            None
        }
    });
    let technical_impact = option("Technical Impact").and_then(|value| {
        let read = technical_impact(value);
        if read.is_none() {
            unknown("Technical Impact", value);
        }
        read
    });
    let at = parts.time(&format!("{path}/content/timestamp"), at);
    SignalKind::Stakeholder { exploitation, automatable, technical_impact, at }
}

/// The words of SSVC's decision point, of version 1 and 2.
pub(super) fn exploitation(word: &str) -> Option<Exploitation> {
    Some(match word.to_lowercase().as_str() {
        "none" => Exploitation::None,
        "poc" | "public poc" => Exploitation::PublicProof,
        "active" => Exploitation::Active,
        _ => return None,
    })
}

/// The words of SSVC's decision point.
pub(super) fn technical_impact(word: &str) -> Option<TechnicalImpact> {
    Some(match word.to_lowercase().as_str() {
        "partial" => TechnicalImpact::Partial,
        "total" => TechnicalImpact::Total,
        _ => return None,
    })
}

#[cfg(test)]
mod tests;
