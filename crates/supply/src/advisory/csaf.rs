//! CSAF documents, 2.0 (OASIS Standard, 18 November 2022) and 2.1.
//!
//! One statement per product and status, with the set of vulnerabilities for which it is made; statements
//! that differ only in the vulnerability are one. A vulnerability without CVE goes by its other ids, and
//! without any by the document's.
//!
//! A document that its publisher withdrew or put another in place of (categories of 2.1) affects nothing.
//!
//! Deliberately not here: the standard's tests (`validate`; here a document is read as far as it goes, and what is
//! contradictory is told), notes, acknowledgements, involvements, the texts of the revision history.

mod metrics;
mod products;
mod statements;

use std::collections::BTreeSet;

use jiff::Timestamp;
use sekisho_model::{Advisory, AdvisoryForm, AdvisoryId, Edition, Signal, Tlp, text};
use serde::Deserialize;
use serde_json::Value;

use super::trouble::{Trouble, ask_the_publisher};
use super::{Feed, parts};
use crate::Limits;
use products::Products;

pub(super) use statements::remedy_kind;

/// The form's name in problems.
const FORM: &str = "CSAF";

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
    version: String,
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
    tlp: Option<Label>,
}

#[derive(Debug, Deserialize)]
struct Label {
    label: String,
}

#[derive(Debug, Deserialize)]
struct Reference {
    url: String,
    #[serde(default)]
    category: String,
    #[serde(default)]
    summary: String,
}

/// Reads one document; `path` leads to it inside the file.
pub(super) fn read(path: &str, value: Value, limits: &Limits, trouble: &mut Trouble, feed: &mut Feed) {
    let whole: Whole = match serde_json::from_value(value) {
        Ok(whole) => whole,
        Err(error) => return trouble.malformed(path, FORM, &error),
    };
    let Whole { document, product_tree, vulnerabilities } = whole;
    let Some(form) = form(path, &document, trouble) else { return };
    let id: AdvisoryId = match document.tracking.id.parse() {
        Ok(id) => id,
        Err(error) => return trouble.malformed(&format!("{path}/document/tracking/id"), FORM, &error),
    };
    flag_status(path, &document, trouble);
    // A vendor's own advisory need not repeat the vendor in its product tree.
    let vendor = if document.publisher.category == "vendor" { document.publisher.name.as_str() } else { "" };
    let products = Products::read(&format!("{path}/product_tree"), product_tree, vendor, limits, trouble);
    let path_to = format!("{path}/vulnerabilities");
    let mut stated = statements::read(&path_to, vulnerabilities, &id, &products, limits, trouble);
    let source = &document.publisher.name;
    feed.signals.extend(
        std::mem::take(&mut stated.signals).into_iter().map(|(vulnerability, kind)| Signal {
            vulnerability,
            source: source.clone(),
            kind,
        }),
    );
    feed.advisories.push(advisory(path, (id, form), document, stated, trouble));
}

/// The edition of the standard; JVN's documents are 2.1 with extensions of their own.
fn form(path: &str, document: &Document, trouble: &mut Trouble) -> Option<AdvisoryForm> {
    match document.csaf_version.as_str() {
        "2.0" => Some(AdvisoryForm::Csaf20),
        "2.1" if document.category.starts_with("myjvn_") => Some(AdvisoryForm::MyJvn),
        "2.1" => Some(AdvisoryForm::Csaf21),
        version => {
            trouble.error(
                &format!("{path}/document/csaf_version"),
                text!(ja: "CSAF {version} にはまだ対応していません。", en: "CSAF {version} is not supported yet."),
                text!(ja: "CSAF 2.0 または 2.1 の版を発行元から取得してください。", en: "Fetch the CSAF 2.0 or 2.1 edition from the publisher."),
            );
            None
        }
    }
}

fn advisory(
    path: &str,
    (id, form): (AdvisoryId, AdvisoryForm),
    document: Document,
    stated: statements::Stated,
    trouble: &mut Trouble,
) -> Advisory {
    let informational = match document.category.as_str() {
        "csaf_informational_advisory" | "csaf_security_incident_response" => document.category.clone(),
        _ => String::new(),
    };
    let edition = edition(path, &document, trouble);
    let mut time = |field: &str, value: Option<&String>| {
        timestamp(&format!("{path}/document/tracking/{field}"), value.map(String::as_str), trouble)
    };
    let modified = time("current_release_date", document.tracking.current_release_date.as_ref());
    let taken_back = matches!(document.category.as_str(), "csaf_withdrawn" | "csaf_superseded");
    let mut aliases: BTreeSet<String> = document.tracking.aliases.into_iter().collect();
    // JVN gives the CVE ids of a record beside its own.
    if form == AdvisoryForm::MyJvn {
        let named = document.references.iter().map(|reference| reference.summary.trim());
        aliases.extend(parts::cves::<String>(named));
    }
    Advisory {
        id,
        form,
        publisher: document.publisher.name,
        title: document.title,
        aliases,
        published: time("initial_release_date", document.tracking.initial_release_date.as_ref()),
        modified,
        withdrawn: taken_back.then(|| modified.unwrap_or(Timestamp::UNIX_EPOCH)),
        informational,
        cvss: stated.cvss,
        statements: stated.statements,
        references: document.references.into_iter().map(|reference| reference.url).collect(),
        edition,
        vulnerabilities: stated.vulnerabilities,
    }
}

fn edition(path: &str, document: &Document, trouble: &mut Trouble) -> Edition {
    let state = match document.tracking.status.as_str() {
        "final" => String::new(),
        other => other.to_owned(),
    };
    let replaced_by = if document.category == "csaf_superseded" {
        let external = document.references.iter().filter(|reference| reference.category != "self");
        external.map(|reference| reference.url.clone()).collect()
    } else {
        BTreeSet::new()
    };
    Edition {
        version: document.tracking.version.clone(),
        state,
        tlp: tlp(path, document, trouble),
        replaced_by,
        ..Edition::NONE
    }
}

fn timestamp(path: &str, value: Option<&str>, trouble: &mut Trouble) -> Option<Timestamp> {
    value?.parse().map_err(|error: jiff::Error| trouble.malformed(path, FORM, &error)).ok()
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

/// TLP 1 `WHITE` and TLP 2 `CLEAR` may go anywhere; everything else must be seen by who passes it on. A label
/// that is not known counts as the strictest.
fn tlp(path: &str, document: &Document, trouble: &mut Trouble) -> Option<Tlp> {
    let label = &document.distribution.as_ref()?.tlp.as_ref()?.label;
    let tlp = match label.as_str() {
        "WHITE" | "CLEAR" => return Some(Tlp::Clear),
        "GREEN" => Tlp::Green,
        "AMBER" => Tlp::Amber,
        "AMBER+STRICT" => Tlp::AmberStrict,
        _ => Tlp::Red,
    };
    trouble.warning(
        &format!("{path}/document/distribution/tlp/label"),
        text!(ja: "TLP:{label} の文書です。配布範囲に制限があります。", en: "The document is TLP:{label}: its distribution is restricted."),
        text!(ja: "範囲外に渡さないでください。", en: "Do not pass it on beyond that."),
    );
    Some(tlp)
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
