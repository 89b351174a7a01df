//! CSAF 2.0 documents (OASIS Standard, 18 November 2022).
//!
//! One statement per product and status, with the set of vulnerabilities for which it is made; statements
//! that differ only in the vulnerability are one. A vulnerability without CVE goes by its other ids, and
//! without any by the document's.
//!
//! Deliberately not here: the standard's tests as a validator (a document is read as far as it goes, and what
//! is contradictory is told), CSAF 2.1, prose notes, threats, acknowledgements, revision history. Scores are
//! kept as the highest of the document.

mod products;
mod statements;

use std::collections::BTreeSet;

use jiff::Timestamp;
use sekisho_model::{Advisory, AdvisoryForm, AdvisoryId, text};
use serde::Deserialize;
use serde_json::Value;

use super::trouble::{Trouble, ask_the_publisher};
use crate::Limits;
use products::Products;

#[derive(Debug, Deserialize)]
struct Whole {
    document: Document,
    #[serde(default)]
    product_tree: Option<Value>,
    #[serde(default)]
    vulnerabilities: Vec<Value>,
}

#[derive(Debug, Deserialize)]
struct Document {
    #[serde(default)]
    category: String,
    csaf_version: String,
    #[serde(default)]
    title: String,
    #[serde(default)]
    publisher: Publisher,
    tracking: Tracking,
    #[serde(default)]
    distribution: Option<Distribution>,
    #[serde(default)]
    references: Vec<Reference>,
}

#[derive(Debug, Default, Deserialize)]
struct Publisher {
    #[serde(default)]
    name: String,
    #[serde(default)]
    category: String,
}

#[derive(Debug, Deserialize)]
struct Tracking {
    id: String,
    #[serde(default)]
    status: String,
    #[serde(default)]
    initial_release_date: Option<String>,
    #[serde(default)]
    current_release_date: Option<String>,
    #[serde(default)]
    aliases: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Distribution {
    #[serde(default)]
    tlp: Option<Tlp>,
}

#[derive(Debug, Deserialize)]
struct Tlp {
    label: String,
}

#[derive(Debug, Deserialize)]
struct Reference {
    url: String,
}

/// Reads one document; `path` leads to it inside the file.
pub(super) fn read(path: &str, value: Value, limits: &Limits, trouble: &mut Trouble) -> Option<Advisory> {
    let whole: Whole = match serde_json::from_value(value) {
        Ok(whole) => whole,
        Err(error) => {
            trouble.malformed(path, "CSAF 2.0", &error);
            return None;
        }
    };
    let Whole { document, product_tree, vulnerabilities } = whole;
    if document.csaf_version != "2.0" {
        let version = &document.csaf_version;
        trouble.error(
            &format!("{path}/document/csaf_version"),
            text!(ja: "CSAF {version} にはまだ対応していません。", en: "CSAF {version} is not supported yet."),
            text!(ja: "CSAF 2.0 の版を発行元から取得してください。", en: "Fetch the CSAF 2.0 edition from the publisher."),
        );
        return None;
    }
    let id: AdvisoryId = match document.tracking.id.parse() {
        Ok(id) => id,
        Err(error) => {
            trouble.malformed(&format!("{path}/document/tracking/id"), "CSAF 2.0", &error);
            return None;
        }
    };
    flag_status(path, &document, trouble);
    flag_tlp(path, &document, trouble);
    // A vendor's own advisory need not repeat the vendor in its product tree.
    let vendor = if document.publisher.category == "vendor" { document.publisher.name.as_str() } else { "" };
    let products = Products::read(&format!("{path}/product_tree"), product_tree, vendor, limits, trouble);
    let stated = statements::read(
        &format!("{path}/vulnerabilities"),
        vulnerabilities,
        &id,
        &products,
        limits,
        trouble,
    );
    Some(advisory(path, id, document, stated, trouble))
}

fn advisory(
    path: &str,
    id: AdvisoryId,
    document: Document,
    stated: statements::Stated,
    trouble: &mut Trouble,
) -> Advisory {
    let informational = match document.category.as_str() {
        "csaf_informational_advisory" | "csaf_security_incident_response" => document.category.clone(),
        _ => String::new(),
    };
    let mut time = |field: &str, value: Option<&String>| {
        timestamp(&format!("{path}/document/tracking/{field}"), value.map(String::as_str), trouble)
    };
    Advisory {
        id,
        form: AdvisoryForm::Csaf20,
        publisher: document.publisher.name,
        title: document.title,
        aliases: document.tracking.aliases.into_iter().collect::<BTreeSet<_>>(),
        published: time("initial_release_date", document.tracking.initial_release_date.as_ref()),
        modified: time("current_release_date", document.tracking.current_release_date.as_ref()),
        withdrawn: None,
        informational,
        cvss: stated.cvss,
        statements: stated.statements,
        references: document.references.into_iter().map(|reference| reference.url).collect(),
        edition: sekisho_model::Edition::default(),
        vulnerabilities: Vec::new(),
    }
}

fn timestamp(path: &str, value: Option<&str>, trouble: &mut Trouble) -> Option<Timestamp> {
    value?.parse().map_err(|error: jiff::Error| trouble.malformed(path, "CSAF 2.0", &error)).ok()
}

/// `final` is silent; anything else may still change.
fn flag_status(path: &str, document: &Document, trouble: &mut Trouble) {
    let status = &document.tracking.status;
    if status != "final" {
        trouble.warning(
            &format!("{path}/document/tracking/status"),
            text!(ja: "文書の状態が「{status}」で、確定版ではありません。", en: "The document's status is \"{status}\", not final."),
            text!(ja: "確定版が出たら取り込み直してください。", en: "Read it again when the final revision is out."),
        );
    }
}

/// TLP 1 `WHITE` and TLP 2 `CLEAR` may go anywhere; everything else must be seen by who passes it on.
fn flag_tlp(path: &str, document: &Document, trouble: &mut Trouble) {
    let Some(tlp) = document.distribution.as_ref().and_then(|distribution| distribution.tlp.as_ref()) else {
        return;
    };
    let label = &tlp.label;
    if !matches!(label.as_str(), "WHITE" | "CLEAR") {
        trouble.warning(
            &format!("{path}/document/distribution/tlp/label"),
            text!(ja: "TLP:{label} の文書です。配布範囲に制限があります。", en: "The document is TLP:{label}: its distribution is restricted."),
            text!(ja: "範囲外に渡さないでください。", en: "Do not pass it on beyond that."),
        );
    }
}

/// A reference to a product or group that the document does not define.
fn undefined(path: &str, id: &str, trouble: &mut Trouble) {
    trouble.error(
        path,
        text!(ja: "製品「{id}」が product_tree に定義されていないため、この記述を読めませんでした。", en: "Product \"{id}\" is not defined in product_tree; what is said of it was not read."),
        ask_the_publisher(),
    );
}

#[cfg(test)]
mod tests;
