//! OpenVEX, 0.0.1 and 0.2.0 in, 0.2.0 out.
//!
//! Lost in writing: sorts of action. The form has no ranges of versions: a statement of no harm that holds for a range is
//! not written, because without it it would hold for every version.

use std::collections::BTreeSet;

use jiff::Timestamp;
use sekisho_model::{PackageUrl, Text, VulnerabilityId, text};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::justification::unmarked;
use super::{
    Losses, VexDocument, VexForm, VexJustification, VexStatement, VexStatus, VexSubject, admit, names_some,
};
use crate::Limits;
use crate::advisory::parts::Parts;
use crate::advisory::trouble::Trouble;

const FORM: &str = "OpenVEX";

#[derive(Debug, Deserialize)]
struct Document {
    #[serde(default, rename = "@context")]
    context: Value,
    #[serde(default, rename = "@id", alias = "id")]
    id: String,
    #[serde(default)]
    author: String,
    #[serde(default)]
    timestamp: Option<String>,
    #[serde(default)]
    last_updated: Option<String>,
    #[serde(default)]
    version: Value,
    #[serde(default)]
    statements: Option<Value>,
}

#[derive(Debug, Deserialize)]
struct Statement {
    vulnerability: Value,
    #[serde(default)]
    products: Option<Value>,
    /// 0.0.1 has them beside the products.
    #[serde(default)]
    subcomponents: Option<Value>,
    status: String,
    #[serde(default)]
    justification: Option<String>,
    #[serde(default)]
    impact_statement: Option<String>,
    #[serde(default)]
    action_statement: Option<String>,
    #[serde(default)]
    status_notes: Option<String>,
    #[serde(default)]
    supplier: Option<String>,
    #[serde(default)]
    timestamp: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Identifiers {
    purl: Option<String>,
    cpe23: Option<String>,
    cpe22: Option<String>,
}

/// Reads one document.
pub(super) fn read(value: Value, limits: &Limits, trouble: &mut Trouble) -> Option<VexDocument> {
    let mut parts = Parts { form: FORM, trouble };
    let document = parts.one::<Document>("", value)?;
    if !document.context.is_null() && !document.context.to_string().contains("openvex") {
        parts.malformed("/@context", &document.context);
        return None;
    }
    let issued = parts.time("/timestamp", document.timestamp.as_deref());
    let updated = parts.time("/last_updated", document.last_updated.as_deref());
    let mut read = VexDocument {
        form: VexForm::OpenVex,
        id: document.id,
        author: document.author,
        version: match document.version {
            Value::String(text) => text,
            Value::Number(number) => number.to_string(),
            _ => String::new(),
        },
        issued,
        updated,
        statements: Vec::new(),
    };
    let statements: Vec<(String, Statement)> = parts.many("/statements", document.statements);
    for (path, statement) in statements {
        self::statement(&path, statement, &mut read, limits, trouble);
    }
    Some(read)
}

fn statement(
    path: &str,
    statement: Statement,
    document: &mut VexDocument,
    limits: &Limits,
    trouble: &mut Trouble,
) {
    let mut parts = Parts { form: FORM, trouble };
    let Some((vulnerability, aliases)) = named(path, &statement.vulnerability, &mut parts) else { return };
    let Some(status) = status(&statement.status) else {
        return parts.malformed(&format!("{path}/status"), &statement.status);
    };
    let (impact_statement, exact) = unmarked(&statement.impact_statement.unwrap_or_default());
    let stated = statement.justification.filter(|word| !word.is_empty());
    let stated = stated.and_then(|word| {
        let known = VexJustification::from_word(&word);
        if known.is_none() {
            parts.malformed(&format!("{path}/justification"), &word);
        }
        known
    });
    let at = parts.time(&format!("{path}/timestamp"), statement.timestamp.as_deref());
    let said = VexStatement {
        vulnerability,
        aliases,
        product: VexSubject::default(),
        component: None,
        versions: sekisho_model::Versions::All,
        status,
        justification: exact.or(stated),
        impact_statement,
        action: statement.action_statement.unwrap_or_default(),
        action_kind: None,
        notes: statement.status_notes.unwrap_or_default(),
        // A statement inherits the document's time; a later change of the document says nothing of it.
        at: at.or(document.issued).or(document.updated),
        author: statement.supplier.unwrap_or_else(|| document.author.clone()),
    };
    let products: Vec<(String, Value)> = parts.many(&format!("{path}/products"), statement.products);
    if products.is_empty() {
        parts.malformed(&format!("{path}/products"), &"no product");
    }
    let beside: Vec<(String, Value)> =
        parts.many(&format!("{path}/subcomponents"), statement.subcomponents.clone());
    for (path, product) in products {
        let inside = product.get("subcomponents");
        let is_narrower = names_some(inside) || names_some(statement.subcomponents.as_ref());
        let mut components: Vec<(String, Value)> =
            Parts { form: FORM, trouble }.many(&format!("{path}/subcomponents"), inside.cloned());
        components.extend(beside.iter().cloned());
        let Some(product) = subject(&path, &product, trouble) else { continue };
        let components: Vec<VexSubject> =
            components.iter().filter_map(|(path, component)| subject(path, component, trouble)).collect();
        // Of components that cannot be read nothing is said, rather than of the whole product.
        let whole = if is_narrower { Vec::new() } else { vec![None] };
        let each = if components.is_empty() { whole } else { components.into_iter().map(Some).collect() };
        for component in each {
            let versions = component.as_ref().unwrap_or(&product).versions();
            let one = VexStatement { product: product.clone(), component, versions, ..said.clone() };
            admit(&path, one, limits, &mut document.statements, trouble);
        }
    }
}

/// A name alone (0.0.1), or an object with a name and aliases.
fn named(path: &str, value: &Value, parts: &mut Parts<'_>) -> Option<(VulnerabilityId, BTreeSet<String>)> {
    let text = |key: &str| value.get(key).and_then(Value::as_str).filter(|text| !text.is_empty());
    // An IRI such as `https://example.com/CVE-2026-1` ends in the name.
    let of_iri = || text("@id").map(|iri| iri.rsplit(['/', '=', '#']).next().unwrap_or(iri));
    let name = value.as_str().or_else(|| text("name")).or_else(of_iri).unwrap_or_default();
    let id = parts.id(&format!("{path}/vulnerability"), name)?;
    let aliases = value.get("aliases").and_then(Value::as_array);
    Some((id, aliases.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()))
}

fn subject(path: &str, value: &Value, trouble: &mut Trouble) -> Option<VexSubject> {
    let mut subject = match value {
        Value::String(id) => VexSubject::of_id(id),
        _ => VexSubject::of_id(value.get("@id").and_then(Value::as_str).unwrap_or_default()),
    };
    if let Some(identifiers) = value.get("identifiers") {
        let mut parts = Parts { form: FORM, trouble };
        let known = parts.one::<Identifiers>(path, identifiers.clone()).unwrap_or_default();
        if subject.purl.is_empty() {
            subject.purl = known.purl.unwrap_or_default();
        }
        if subject.cpe.is_empty() {
            subject.cpe = known.cpe23.or(known.cpe22).unwrap_or_default();
        }
    }
    // A product may be known by its digest alone.
    let hashes = value.get("hashes").and_then(Value::as_object);
    if subject.is_empty()
        && let Some((algorithm, Value::String(digest))) = hashes.and_then(|hashes| hashes.iter().next())
    {
        subject.id = format!("{algorithm}:{digest}");
    }
    if !subject.purl.is_empty() && subject.parsed().is_none() {
        trouble.malformed(path, FORM, &subject.purl);
    }
    if subject.is_empty() {
        trouble.malformed(path, FORM, &"a product without a name");
        return None;
    }
    Some(subject)
}

fn status(word: &str) -> Option<VexStatus> {
    Some(match word {
        "not_affected" => VexStatus::NotAffected,
        "affected" => VexStatus::Affected,
        "fixed" => VexStatus::Fixed,
        "under_investigation" => VexStatus::UnderInvestigation,
        _ => return None,
    })
}

const fn status_word(status: VexStatus) -> &'static str {
    match status {
        VexStatus::NotAffected => "not_affected",
        VexStatus::Affected => "affected",
        VexStatus::Fixed => "fixed",
        VexStatus::UnderInvestigation => "under_investigation",
    }
}

/// Writes 0.2.0, and lists what it could not say.
#[must_use]
pub fn write(document: &VexDocument) -> (String, Vec<Text>) {
    let mut losses = Losses::default();
    let (may, wider): (Vec<_>, Vec<_>) =
        losses.reasoned(document).into_iter().partition(|statement| keeps_its_range(statement));
    wider.into_iter().for_each(|statement| losses.wider(statement));
    let statements: Vec<Value> =
        may.into_iter().map(|statement| written(statement, document, &mut losses)).collect();
    let version: u64 = document.version.parse().unwrap_or(1);
    if version.to_string() != document.version && !document.version.is_empty() {
        losses.field("改訂番号", "revision", &document.version);
    }
    let mut whole = Map::new();
    whole.insert("@context".to_owned(), json!("https://openvex.dev/ns/v0.2.0"));
    whole.insert("@id".to_owned(), json!(document.id));
    whole.insert("author".to_owned(), json!(document.author));
    put_time(&mut whole, "timestamp", document.issued.or(document.updated));
    put_time(
        &mut whole,
        "last_updated",
        document.updated.filter(|updated| Some(*updated) != document.issued),
    );
    whole.insert("version".to_owned(), json!(version));
    whole.insert("statements".to_owned(), Value::Array(statements));
    (format!("{:#}\n", Value::Object(whole)), losses.0)
}

fn put_time(object: &mut Map<String, Value>, key: &str, at: Option<Timestamp>) {
    if let Some(at) = at {
        object.insert(key.to_owned(), json!(at.to_string()));
    }
}

fn put(object: &mut Map<String, Value>, key: &str, text: &str) {
    if !text.is_empty() {
        object.insert(key.to_owned(), json!(text));
    }
}

fn written(statement: &VexStatement, document: &VexDocument, losses: &mut Losses) -> Value {
    let mut vulnerability = Map::new();
    vulnerability.insert("name".to_owned(), json!(statement.vulnerability.as_str()));
    if !statement.aliases.is_empty() {
        vulnerability.insert("aliases".to_owned(), json!(statement.aliases));
    }
    let mut product = named_as(&statement.product, losses);
    if let (Some(component), Some(product)) = (&statement.component, product.as_object_mut()) {
        product.insert("subcomponents".to_owned(), json!([named_as(component, losses)]));
    }
    let mut written = Map::new();
    written.insert("vulnerability".to_owned(), Value::Object(vulnerability));
    put_time(&mut written, "timestamp", statement.at);
    written.insert("products".to_owned(), json!([product]));
    written.insert("status".to_owned(), json!(status_word(statement.status)));
    let mut impact = statement.impact_statement.clone();
    if let Some(exact) = statement.justification {
        let nearest = exact.nearest_of_five();
        put(&mut written, "justification", nearest.word());
        if nearest != exact {
            losses.nearest(exact, nearest);
            impact = exact.marked(&impact);
        }
    }
    put(&mut written, "impact_statement", &impact);
    put(&mut written, "action_statement", &action(statement, losses));
    put(&mut written, "status_notes", &statement.notes);
    if statement.author != document.author {
        put(&mut written, "supplier", &statement.author);
    }
    Value::Object(written)
}

/// *Affected* must say what to do.
fn action(statement: &VexStatement, losses: &mut Losses) -> String {
    if let Some(kind) = statement.action_kind {
        losses.field("対処の種類", "kind of action", &format!("{kind:?}"));
    }
    if statement.status == VexStatus::Affected && statement.action.is_empty() {
        losses.tell(text!(
            ja: "「影響あり」には対処が必要ですが、元にないため「未記載」と書きました。",
            en: "\"Affected\" needs an action; as none is stated, that was written."
        ));
        return "No action is stated.".to_owned();
    }
    statement.action.clone()
}

/// Does a statement hold for no more versions than it should, once it is written? One that warns may.
fn keeps_its_range(statement: &VexStatement) -> bool {
    let is_comfort = matches!(statement.status, VexStatus::NotAffected | VexStatus::Fixed);
    let subjects = std::iter::once(&statement.product).chain(&statement.component);
    !is_comfort
        || subjects.into_iter().all(|subject| subject.holds_every_version() || purl_of(subject).is_some())
}

/// The package URL with the one version that is meant, where both are known.
fn purl_of(subject: &VexSubject) -> Option<String> {
    let purl = subject.parsed()?;
    let version = subject.version.trim();
    if purl.version() == version {
        return Some(subject.purl.clone());
    }
    let is_one = purl.version().is_empty()
        && !version.contains(|sign: char| "<>=,|*:".contains(sign) || sign.is_whitespace());
    if !is_one {
        return None;
    }
    let (qualifiers, subpath) = (purl.qualifiers().clone(), purl.subpath());
    let whole = PackageUrl::build(purl.kind(), purl.namespace(), purl.name(), version, qualifiers, subpath);
    whole.ok().map(|purl| purl.to_string())
}

fn named_as(subject: &VexSubject, losses: &mut Losses) -> Value {
    let holds_every_version = subject.holds_every_version();
    let purl = purl_of(subject).filter(|_| !holds_every_version);
    let is_held = holds_every_version || purl.is_some();
    let subject = &VexSubject { purl: purl.unwrap_or_else(|| subject.purl.clone()), ..subject.clone() };
    let id = [&subject.purl, &subject.cpe, &subject.id, &subject.name].into_iter().find(|id| !id.is_empty());
    let id = id.cloned().unwrap_or_default();
    let mut object = Map::new();
    let mut identifiers = Map::new();
    put(&mut identifiers, "purl", &subject.purl);
    let cpe = if subject.cpe.starts_with("cpe:2.3:") { "cpe23" } else { "cpe22" };
    put(&mut identifiers, cpe, &subject.cpe);
    if !identifiers.is_empty() {
        object.insert("identifiers".to_owned(), Value::Object(identifiers));
    }
    if id != subject.name && !subject.name.is_empty() {
        losses.field("製品名", "name of a product", &subject.name);
    }
    if !is_held {
        losses.field("版", "version of a product", &subject.version);
    }
    object.insert("@id".to_owned(), json!(id));
    Value::Object(object)
}
