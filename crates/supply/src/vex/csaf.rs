//! The VEX profile of CSAF, 2.0 and 2.1 in, 2.0 out. Any other CSAF document is read the same way.
//!
//! A relationship or product path is a component in a product; a product alone has none.
//!
//! Lost in writing: authors of single statements, notes, and the times of statements whose status has no dated
//! part.

mod products;
mod written;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use sekisho_model::{RemedyKind, VulnerabilityId};
use serde::Deserialize;
use serde_json::Value;

use super::justification::unmarked;
use super::{VexDocument, VexForm, VexJustification, VexStatement, VexStatus, admit};
use crate::Limits;
use crate::advisory::parts::Parts;
use crate::advisory::trouble::Trouble;
use products::Products;

pub use written::write;

const FORM: &str = "CSAF";

#[derive(Debug, Deserialize)]
struct Whole {
    document: Head,
    #[serde(default)]
    product_tree: Option<Value>,
    #[serde(default)]
    vulnerabilities: Option<Value>,
}

#[derive(Debug, Deserialize)]
struct Head {
    csaf_version: String,
    #[serde(default)]
    publisher: Publisher,
    tracking: Tracking,
}

#[derive(Debug, Default, Deserialize)]
struct Publisher {
    #[serde(default)]
    name: String,
}

#[derive(Debug, Deserialize)]
struct Tracking {
    id: String,
    #[serde(default)]
    version: String,
    #[serde(default)]
    initial_release_date: Option<String>,
    #[serde(default)]
    current_release_date: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Vulnerability {
    #[serde(default)]
    cve: Option<String>,
    #[serde(default)]
    ids: Vec<OtherId>,
    #[serde(default)]
    product_status: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    flags: Option<Value>,
    #[serde(default)]
    threats: Option<Value>,
    #[serde(default)]
    remediations: Option<Value>,
}

#[derive(Debug, Deserialize)]
struct OtherId {
    text: String,
}

/// A flag, threat or remediation.
#[derive(Debug, Deserialize)]
struct Said {
    #[serde(default)]
    label: String,
    #[serde(default)]
    category: String,
    #[serde(default)]
    details: String,
    #[serde(default)]
    date: Option<String>,
    #[serde(default)]
    product_ids: Option<Vec<String>>,
    #[serde(default)]
    group_ids: Option<Vec<String>>,
}

/// Reads one document.
pub(super) fn read(value: Value, limits: &Limits, trouble: &mut Trouble) -> Option<VexDocument> {
    let mut parts = Parts { form: FORM, trouble };
    let Whole { document: head, product_tree, vulnerabilities } = parts.one::<Whole>("", value)?;
    if !matches!(head.csaf_version.as_str(), "2.0" | "2.1") {
        parts.malformed("/document/csaf_version", &head.csaf_version);
        return None;
    }
    let tracking = head.tracking;
    let issued =
        parts.time("/document/tracking/initial_release_date", tracking.initial_release_date.as_deref());
    let updated =
        parts.time("/document/tracking/current_release_date", tracking.current_release_date.as_deref());
    let products = Products::read("/product_tree", product_tree, &mut parts);
    let mut document = VexDocument {
        form: VexForm::Csaf,
        id: tracking.id,
        author: head.publisher.name,
        version: tracking.version,
        issued,
        updated,
        statements: Vec::new(),
    };
    let vulnerabilities: Vec<(String, Vulnerability)> = parts.many("/vulnerabilities", vulnerabilities);
    for (path, vulnerability) in vulnerabilities {
        self::vulnerability(&path, vulnerability, &products, &mut document, limits, trouble);
    }
    Some(document)
}

/// What is said of one product beside its status.
#[derive(Clone, Default)]
struct Besides {
    justification: Option<VexJustification>,
    impact: String,
    action: String,
    action_kind: Option<RemedyKind>,
    at: Option<Timestamp>,
}

fn vulnerability(
    path: &str,
    vulnerability: Vulnerability,
    products: &Products,
    document: &mut VexDocument,
    limits: &Limits,
    trouble: &mut Trouble,
) {
    let mut parts = Parts { form: FORM, trouble };
    let names = vulnerability.cve.iter().chain(vulnerability.ids.iter().map(|id| &id.text));
    let names: Vec<&String> = names.filter(|name| !name.trim().is_empty()).collect();
    let first = names.first().map_or(document.id.as_str(), |name| name.as_str());
    let Some(id) = parts.id::<VulnerabilityId>(path, first) else { return };
    let aliases: BTreeSet<String> = names.into_iter().skip(1).cloned().collect();
    let listed: BTreeSet<String> = vulnerability.product_status.values().flatten().cloned().collect();
    let mut besides: BTreeMap<String, Besides> = BTreeMap::new();
    let kinds = [
        ("flags", vulnerability.flags),
        ("threats", vulnerability.threats),
        ("remediations", vulnerability.remediations),
    ];
    for (kind, list) in kinds {
        let said: Vec<(String, Said)> = parts.many(&format!("{path}/{kind}"), list);
        for (path, said) in said {
            beside(kind, &path, &said, (&listed, products), &mut besides, &mut parts);
        }
    }
    for (word, ids) in vulnerability.product_status {
        let path = format!("{path}/product_status/{word}");
        if word == "recommended" {
            continue;
        }
        let Some(status) = status(&word) else {
            trouble.malformed(&path, FORM, &word);
            continue;
        };
        for product in ids {
            let Some(named) = products.get(&product) else {
                trouble.malformed(&path, FORM, &format!("product {product:?} is not defined"));
                continue;
            };
            let besides = besides.get(&product).cloned().unwrap_or_default();
            let (impact_statement, exact) = unmarked(&besides.impact);
            let statement = VexStatement {
                vulnerability: id.clone(),
                aliases: aliases.clone(),
                product: named.product.clone(),
                component: named.component.clone(),
                versions: named.component.as_ref().unwrap_or(&named.product).versions(),
                status,
                justification: exact.or(besides.justification),
                impact_statement,
                action: besides.action,
                action_kind: besides.action_kind,
                notes: String::new(),
                at: besides.at.or(document.updated).or(document.issued),
                author: document.author.clone(),
            };
            admit(&path, statement, limits, &mut document.statements, trouble);
        }
    }
}

/// Puts a flag, an impact or a remediation to the products that it names, or to all where it names none.
fn beside(
    kind: &str,
    path: &str,
    said: &Said,
    (listed, products): (&BTreeSet<String>, &Products),
    besides: &mut BTreeMap<String, Besides>,
    parts: &mut Parts<'_>,
) {
    let named = said.product_ids.iter().flatten().cloned();
    let groups = said.group_ids.iter().flatten().flat_map(|group| products.group(group)).cloned();
    let mut meant: BTreeSet<String> = named.chain(groups).collect();
    if said.product_ids.is_none() && said.group_ids.is_none() {
        meant.clone_from(listed);
    }
    let at = parts.time(&format!("{path}/date"), said.date.as_deref());
    let justification = VexJustification::from_word(&said.label);
    if kind == "flags" && justification.is_none() {
        return parts.malformed(&format!("{path}/label"), &said.label);
    }
    for id in meant {
        let besides = besides.entry(id).or_default();
        // When a remedy is to be had, or a threat was seen, is not when the status was said.
        if kind == "flags" || (kind == "threats" && said.category == "impact") {
            besides.at = besides.at.max(at);
        }
        match (kind, said.category.as_str()) {
            ("flags", _) => besides.justification = justification,
            ("threats", "impact") => join(&mut besides.impact, &said.details),
            ("threats", _) => {}
            (_, category) => {
                join(&mut besides.action, &said.details);
                besides.action_kind = besides.action_kind.or_else(|| remedy_kind(category));
            }
        }
    }
}

fn join(text: &mut String, more: &str) {
    if !text.is_empty() && !more.is_empty() {
        text.push('\n');
    }
    text.push_str(more);
}

fn status(word: &str) -> Option<VexStatus> {
    Some(match word {
        "known_affected" | "first_affected" | "last_affected" => VexStatus::Affected,
        "fixed" | "first_fixed" => VexStatus::Fixed,
        "known_not_affected" => VexStatus::NotAffected,
        "under_investigation" | "unknown" => VexStatus::UnderInvestigation,
        _ => return None,
    })
}

fn remedy_kind(category: &str) -> Option<RemedyKind> {
    crate::advisory::remedy_kind(category)
}
