//! MyJVN 4.0 in JSON: CSAF 2.1 documents with an extension for versions, alone or inside a STIX bundle, and lists.
//!
//! Its product tree names products only; versions stand in `jvn_extension`, in the words of CVE records. They take
//! the place of the tree's "every version". Its `cpeApplicability` says the same again for programs, and is read
//! where `affected` says nothing.
//!
//! The interface is announced and its schemas are marked as unfinished: what has another form than its published
//! examples costs that part and is told.

use std::collections::BTreeSet;

use sekisho_model::{Advisory, DeviceTarget, StatedScore, Statement, Status, Target, Versions};
use serde::Deserialize;
use serde_json::Value;

use super::super::parts::Parts;
use super::{FORM, Feed, is_cwe, loose, names, not_stated};
use crate::advisory::trouble::Trouble;
use crate::advisory::{configuration, csaf, cve5, score};
use crate::{Limits, device};

/// Is this object an answer of MyJVN 4.0?
pub(in crate::advisory) fn is_envelope(object: &Value) -> bool {
    let category = object.pointer("/document/category").and_then(Value::as_str).unwrap_or_default();
    category.starts_with("myjvn_")
        || object.get("jvn_extension").is_some()
        || object.pointer("/status/feed").is_some()
        || object.pointer("/feed/entry").is_some()
        || objects(object).any(|object| object.get("type").and_then(Value::as_str) == Some("jvn-jp-sdo"))
}

fn objects(object: &Value) -> impl Iterator<Item = &Value> {
    object.get("objects").and_then(Value::as_array).into_iter().flatten()
}

/// Reads an answer.
pub(in crate::advisory) fn read_json(
    path: &str,
    mut object: Value,
    limits: &Limits,
    trouble: &mut Trouble,
    feed: &mut Feed,
) {
    status(object.get("status"), trouble);
    if object.get("document").is_some() {
        document(path, object, limits, trouble, feed);
    } else if let Some(entries) = object.pointer_mut("/feed/entry").map(Value::take) {
        list(&format!("{path}/feed/entry"), entries, limits, trouble, feed);
    } else if let Some(Value::Array(objects)) = object.get_mut("objects").map(Value::take) {
        for (index, object) in objects.into_iter().enumerate() {
            embedded(&format!("{path}/objects/{index}"), object, limits, trouble, feed);
        }
    } else {
        trouble.malformed(path, FORM, &"no vulnerability records");
    }
}

fn status(status: Option<&Value>, trouble: &mut Trouble) {
    let Some(status) = status else { return };
    let number = |name: &str| loose(status.get(name)).parse::<u64>().unwrap_or(0);
    super::told(&loose(status.get("retCd")), &loose(status.get("errMsg")), trouble);
    super::page(number("firstRes"), number("totalResRet"), number("totalRes"), trouble);
}

/// A STIX object of JVN's own type holds one document, or a list of them.
fn embedded(path: &str, mut object: Value, limits: &Limits, trouble: &mut Trouble, feed: &mut Feed) {
    if object.get("document").is_some() {
        document(path, object, limits, trouble, feed);
    } else if let Some(documents) = object.get_mut("VULDEF-Document").map(Value::take) {
        let documents = if documents.is_array() { documents } else { Value::Array(vec![documents]) };
        let documents: Vec<(String, Value)> =
            Parts { form: FORM, trouble }.many(&format!("{path}/VULDEF-Document"), Some(documents));
        for (path, value) in documents {
            document(&path, value, limits, trouble, feed);
        }
    } else if object.get("type").and_then(Value::as_str) == Some("jvn-jp-sdo") {
        trouble.malformed(path, FORM, &"no document in it");
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Extension {
    affected: Option<Value>,
    #[serde(rename = "cpeApplicability")]
    applicability: Option<Value>,
}

fn document(path: &str, mut value: Value, limits: &Limits, trouble: &mut Trouble, feed: &mut Feed) {
    if feed.advisories.len() >= limits.entries_max {
        return trouble.too_many(path, limits.entries_max);
    }
    let extension = value.get_mut("jvn_extension").map(Value::take);
    let before = feed.advisories.len();
    csaf::read(path, value, limits, trouble, feed);
    let Some(advisory) = feed.advisories.get_mut(before) else { return };
    advisory.form = sekisho_model::AdvisoryForm::MyJvn;
    super::PUBLISHER.clone_into(&mut advisory.publisher);
    name(advisory);
    let path = format!("{path}/jvn_extension");
    let extension = extension
        .and_then(|extension| Parts { form: FORM, trouble }.one::<Extension>(&path, extension))
        .unwrap_or_default();
    versions(&path, extension, advisory, limits, trouble);
}

/// A document that gives no CVE beside its vulnerability may still name one as its reference.
fn name(advisory: &mut Advisory) {
    for facts in &mut advisory.vulnerabilities {
        facts.weaknesses.retain(|weakness| is_cwe(weakness));
        if super::parts::is_cve(facts.id.as_str()) {
            advisory.aliases.insert(facts.id.to_string());
        }
    }
}

/// Versions as the extension states them, in the place of "every version".
fn versions(
    path: &str,
    extension: Extension,
    advisory: &mut Advisory,
    limits: &Limits,
    trouble: &mut Trouble,
) {
    let list = extension.affected.map(configuration::without_remarks);
    let entries: Vec<(String, cve5::Entry)> =
        Parts { form: FORM, trouble }.many(&format!("{path}/affected"), list);
    let applicable = entries.is_empty().then(|| {
        let path = format!("{path}/cpeApplicability");
        configuration::read(FORM, &path, extension.applicability, &names(advisory), limits, trouble)
    });
    let mut said: Vec<Statement> = applicable.unwrap_or_default();
    for (path, mut entry) in entries {
        // What is left over is not said to be anything.
        entry.default_status = Some("unaffected".to_owned());
        let own = cve5::statements(FORM, &path, entry, trouble).into_iter();
        said.extend(own.filter(|statement| statement.status != Status::NotAffected));
    }
    for statement in said {
        place(advisory, statement);
    }
    for statement in &mut advisory.statements {
        if statement.versions == Versions::All && matches!(statement.target, Target::Device(_)) {
            statement.versions = not_stated();
        }
    }
}

/// Puts a statement with versions beside what the tree says of the same product, and takes over the rest of it.
fn place(advisory: &mut Advisory, mut statement: Statement) {
    let same = advisory
        .statements
        .iter()
        .position(|other| is_same(&other.target, &statement.target) && other.status == Status::Affected);
    let Some(index) = same else {
        statement.vulnerabilities = names(advisory);
        advisory.statements.push(statement);
        return;
    };
    let other = &mut advisory.statements[index];
    if other.versions == Versions::All {
        other.versions = statement.versions;
    } else {
        let more = Statement { versions: statement.versions, ..other.clone() };
        advisory.statements.insert(index + 1, more);
    }
}

/// The same product by its words, or by a name.
fn is_same(a: &Target, b: &Target) -> bool {
    match (a, b) {
        (Target::Device(a), Target::Device(b)) => {
            (a.vendor.trim() == b.vendor.trim() && a.product.trim() == b.product.trim())
                || a.identifiers.iter().any(|name| b.identifiers.contains(name))
        }
        _ => a == b,
    }
}

#[derive(Debug, Deserialize)]
struct Entry {
    id: String,
    #[serde(default)]
    title: String,
    #[serde(default)]
    link: Option<String>,
    #[serde(default)]
    modified: Option<String>,
    #[serde(default)]
    created: Option<String>,
    #[serde(default)]
    references: Option<Value>,
    #[serde(default)]
    products: Option<Value>,
    #[serde(default)]
    metrics: Option<Value>,
    #[serde(default)]
    cwes: Option<Value>,
}

#[derive(Debug, Deserialize)]
struct Reference {
    #[serde(default)]
    summary: String,
    url: String,
}

#[derive(Debug, Deserialize)]
struct Product {
    #[serde(default)]
    vname: String,
    #[serde(default)]
    pname: String,
    #[serde(default)]
    product_id: Option<String>,
    #[serde(default)]
    version: Option<String>,
    #[serde(default)]
    product_ids: ProductIds,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct ProductIds {
    cpe: Option<String>,
    id_refs: Vec<IdRef>,
}

#[derive(Debug, Deserialize)]
struct IdRef {
    value: String,
}

#[derive(Debug, Deserialize)]
struct Metric {
    content: std::collections::BTreeMap<String, Value>,
}

#[derive(Debug, Deserialize)]
struct Cwe {
    id: String,
}

fn list(path: &str, entries: Value, limits: &Limits, trouble: &mut Trouble, feed: &mut Feed) {
    let entries: Vec<(String, Entry)> = Parts { form: FORM, trouble }.many(path, Some(entries));
    for (path, entry) in entries {
        if feed.advisories.len() >= limits.entries_max {
            trouble.too_many(&path, limits.entries_max);
            break;
        }
        feed.advisories.extend(listed(&path, entry, trouble));
    }
}

fn listed(path: &str, entry: Entry, trouble: &mut Trouble) -> Option<Advisory> {
    let mut advisory = super::record(&format!("{path}/id"), &entry.id, trouble)?;
    let mut parts = Parts { form: FORM, trouble };
    advisory.title = entry.title;
    advisory.published = parts.time(path, entry.created.as_deref());
    advisory.modified = parts.time(path, entry.modified.as_deref());
    super::as_list_entry(&mut advisory);
    advisory.references.extend(entry.link.filter(|link| !link.is_empty()));
    let references: Vec<(String, Reference)> = parts.many(&format!("{path}/references"), entry.references);
    for (_, reference) in references {
        let name = reference.summary.trim();
        if super::parts::is_cve(name) || name.starts_with("JVN#") || name.starts_with("JVNVU#") {
            advisory.aliases.insert(name.to_owned());
        }
        advisory.references.push(reference.url);
    }
    let cwes: Vec<(String, Cwe)> = parts.many(&format!("{path}/cwes"), entry.cwes);
    let weaknesses: BTreeSet<String> =
        cwes.into_iter().map(|(_, cwe)| cwe.id).filter(|id| is_cwe(id)).collect();
    let metrics: Vec<(String, Metric)> = parts.many(&format!("{path}/metrics"), entry.metrics);
    let products: Vec<(String, Product)> = parts.many(&format!("{path}/products"), entry.products);
    let scores: Vec<StatedScore> = metrics.iter().flat_map(|(_, metric)| scores(metric)).collect();
    advisory.cvss = scores.iter().fold(None, |best, stated| score::higher(best, Some(stated.cvss.clone())));
    advisory.vulnerabilities = super::facts(&advisory, weaknesses, scores);
    let names = names(&advisory);
    let said = products
        .into_iter()
        .map(|(_, product)| Statement { vulnerabilities: names.clone(), ..statement(product) });
    advisory.statements = said.collect();
    if advisory.statements.is_empty() {
        trouble.names_nothing(path, advisory.id.as_str(), "products");
    }
    Some(advisory)
}

/// CVSS of each generation; other scoring systems have no scale that we know.
fn scores(metric: &Metric) -> impl Iterator<Item = StatedScore> + '_ {
    let blocks = metric.content.iter().filter(|(name, _)| name.starts_with("cvss_"));
    blocks.filter_map(|(_, block)| {
        let vector = loose(block.get("vectorString"));
        let cvss = score::of_vector_or(&vector, loose(block.get("baseScore")).parse().ok())?;
        Some(StatedScore { source: loose(metric.content.get("source")), cvss })
    })
}

fn statement(product: Product) -> Statement {
    let ids = product.product_ids;
    let names =
        ids.cpe.into_iter().chain(product.product_id).chain(ids.id_refs.into_iter().map(|id| id.value));
    let target = DeviceTarget {
        models: device::order_numbers(&product.pname).into_iter().collect(),
        vendor: product.vname,
        product: product.pname,
        identifiers: names.collect(),
    };
    let versions =
        product.version.filter(|version| !version.is_empty()).map_or_else(not_stated, Versions::Text);
    Statement::new(Target::Device(target), versions, Status::Affected)
}
