//! CycloneDX `vulnerabilities` with their analysis, 1.4 and later in (JSON and XML), 1.6 out (JSON).
//!
//! What is affected is the component that a `ref` leads to; the product is the outermost component around it, or
//! what the BOM describes. A vulnerability without analysis says no status and is told.
//!
//! Kept in properties of ours when written: exact justifications, notes. Lost: authors of single statements.

pub(super) mod xml;

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::{RemedyKind, Text, VulnerabilityId, text};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{Losses, VexDocument, VexForm, VexJustification, VexStatement, VexStatus, VexSubject, admit};
use crate::Limits;
use crate::advisory::parts::Parts;
use crate::advisory::trouble::{Trouble, ask_the_publisher};

const FORM: &str = "CycloneDX";
const EXACT: &str = "sekisho:vex:justification";
const NOTES: &str = "sekisho:vex:notes";

#[derive(Debug, Deserialize)]
struct Bom {
    #[serde(default, rename = "serialNumber")]
    serial: Option<String>,
    #[serde(default)]
    version: Option<u64>,
    #[serde(default)]
    metadata: Metadata,
    #[serde(default)]
    components: Option<Value>,
    #[serde(default)]
    services: Option<Value>,
    #[serde(default)]
    vulnerabilities: Option<Value>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Metadata {
    timestamp: Option<String>,
    authors: Vec<Named>,
    supplier: Option<Named>,
    component: Option<Value>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Named {
    name: String,
}

#[derive(Debug, Deserialize)]
struct Component {
    #[serde(default, rename = "bom-ref")]
    reference: String,
    #[serde(default)]
    group: String,
    name: String,
    #[serde(default)]
    version: String,
    #[serde(default)]
    purl: String,
    #[serde(default)]
    cpe: String,
    #[serde(default)]
    components: Option<Value>,
}

#[derive(Debug, Deserialize)]
struct Vulnerability {
    #[serde(default)]
    id: String,
    #[serde(default)]
    references: Option<Value>,
    #[serde(default)]
    recommendation: String,
    #[serde(default)]
    workaround: String,
    #[serde(default)]
    analysis: Option<Analysis>,
    #[serde(default)]
    affects: Option<Value>,
    #[serde(default)]
    properties: Vec<Property>,
}

#[derive(Debug, Deserialize)]
struct Reference {
    id: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Analysis {
    state: Option<String>,
    justification: Option<String>,
    response: Vec<String>,
    detail: Option<String>,
    first_issued: Option<String>,
    last_updated: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Property {
    name: String,
    value: String,
}

#[derive(Debug, Deserialize)]
struct Affects {
    #[serde(rename = "ref")]
    reference: String,
    #[serde(default)]
    versions: Option<Value>,
}

#[derive(Debug, Deserialize)]
struct AffectedVersion {
    #[serde(default)]
    version: Option<String>,
    #[serde(default)]
    range: Option<String>,
    #[serde(default)]
    status: Option<String>,
}

/// Components by reference, with the outermost component around each.
#[derive(Default)]
struct Known {
    by_reference: BTreeMap<String, (VexSubject, Option<VexSubject>)>,
    described: Option<VexSubject>,
    /// The serial number without its `urn:uuid:`.
    serial: String,
}

/// Reads one BOM.
pub(super) fn read(value: Value, limits: &Limits, trouble: &mut Trouble) -> Option<VexDocument> {
    let mut parts = Parts { form: FORM, trouble };
    let bom = parts.one::<Bom>("", value)?;
    let serial = bom.serial.as_deref().unwrap_or_default();
    let serial = serial.strip_prefix("urn:uuid:").unwrap_or(serial).to_owned();
    let mut known = Known { serial, ..Known::default() };
    if let Some(described) = bom.metadata.component {
        let described = parts.one::<Component>("/metadata/component", described);
        known.described = described.as_ref().map(subject);
        if let Some(component) = described {
            let outer = Some(subject(&component));
            known.by_reference.insert(component.reference, (outer.clone().unwrap_or_default(), None));
            known.add("/metadata/component/components", component.components, outer.as_ref(), &mut parts);
        }
    }
    known.add("/components", bom.components, None, &mut parts);
    known.add("/services", bom.services, None, &mut parts);
    let supplier = bom.metadata.supplier.unwrap_or_default().name;
    let at = parts.time("/metadata/timestamp", bom.metadata.timestamp.as_deref());
    let mut document = VexDocument {
        form: VexForm::CycloneDx,
        id: bom.serial.unwrap_or_default(),
        author: bom
            .metadata
            .authors
            .into_iter()
            .map(|author| author.name)
            .find(|name| !name.is_empty())
            .unwrap_or(supplier),
        version: bom.version.map(|version| version.to_string()).unwrap_or_default(),
        issued: at,
        updated: at,
        statements: Vec::new(),
    };
    let vulnerabilities: Vec<(String, Vulnerability)> = parts.many("/vulnerabilities", bom.vulnerabilities);
    for (path, vulnerability) in vulnerabilities {
        self::vulnerability(&path, vulnerability, &known, &mut document, limits, trouble);
    }
    Some(document)
}

fn subject(component: &Component) -> VexSubject {
    let group = &component.group;
    VexSubject {
        name: if group.is_empty() { component.name.clone() } else { format!("{group}/{}", component.name) },
        version: component.version.clone(),
        purl: component.purl.clone(),
        cpe: component.cpe.clone(),
        id: component.reference.clone(),
    }
}

impl Known {
    fn add(
        &mut self,
        path: &str,
        list: Option<Value>,
        outermost: Option<&VexSubject>,
        parts: &mut Parts<'_>,
    ) {
        let components: Vec<(String, Component)> = parts.many(path, list);
        for (path, component) in components {
            let own = subject(&component);
            let outer = outermost.cloned().unwrap_or_else(|| own.clone());
            self.add(&format!("{path}/components"), component.components, Some(&outer), parts);
            self.by_reference.insert(component.reference, (own, outermost.cloned()));
        }
    }

    /// Product and component of a reference; a BOM-Link to this BOM ends in the reference.
    fn found(&self, reference: &str) -> (VexSubject, Option<VexSubject>) {
        let by_link = || {
            let (bom, last) = reference.strip_prefix("urn:cdx:")?.split_once('#')?;
            let is_own = bom.split('/').next() == Some(self.serial.as_str());
            self.by_reference.get(last).filter(|_| is_own)
        };
        let Some((own, outer)) = self.by_reference.get(reference).or_else(by_link) else {
            return (VexSubject::of_id(reference), None);
        };
        match outer.as_ref().or(self.described.as_ref()) {
            Some(product) if product != own => (product.clone(), Some(own.clone())),
            _ => (own.clone(), None),
        }
    }
}

fn vulnerability(
    path: &str,
    vulnerability: Vulnerability,
    known: &Known,
    document: &mut VexDocument,
    limits: &Limits,
    trouble: &mut Trouble,
) {
    let mut parts = Parts { form: FORM, trouble };
    let Some(id) = parts.id::<VulnerabilityId>(&format!("{path}/id"), &vulnerability.id) else { return };
    let analysis = vulnerability.analysis.unwrap_or_default();
    let state = analysis.state.as_deref().unwrap_or_default();
    let status = status(state);
    if status.is_none() && !state.is_empty() {
        return parts.malformed(&format!("{path}/analysis/state"), &state);
    }
    let references: Vec<(String, Reference)> =
        parts.many(&format!("{path}/references"), vulnerability.references);
    let property = |name: &str| vulnerability.properties.iter().find(|property| property.name == name);
    let exact = property(EXACT).and_then(|kept| VexJustification::from_word(&kept.value));
    let stated = analysis.justification.as_deref().and_then(|word| {
        let known = VexJustification::from_word(word);
        if known.is_none() {
            parts.malformed(&format!("{path}/analysis/justification"), &word);
        }
        known
    });
    let time = analysis.last_updated.as_deref().or(analysis.first_issued.as_deref());
    let at = parts.time(&format!("{path}/analysis"), time).or(document.updated);
    let mut impact_statement = analysis.detail.unwrap_or_default();
    if state == "false_positive" && impact_statement.is_empty() {
        "false positive".clone_into(&mut impact_statement);
    }
    let said = VexStatement {
        aliases: references
            .into_iter()
            .map(|(_, reference)| reference.id)
            .filter(|alias| alias != id.as_str())
            .collect(),
        vulnerability: id,
        product: VexSubject::default(),
        component: None,
        versions: sekisho_model::Versions::All,
        status: status.unwrap_or(VexStatus::UnderInvestigation),
        justification: exact.or(stated),
        impact_statement,
        action: action(&vulnerability.recommendation, &vulnerability.workaround, &analysis.response),
        action_kind: analysis.response.iter().find_map(|word| kind(word)),
        notes: property(NOTES).map(|kept| kept.value.clone()).unwrap_or_default(),
        at,
        author: document.author.clone(),
    };
    affects(path, vulnerability.affects, (status.is_some(), said), known, document, limits, trouble);
}

fn action(recommendation: &str, workaround: &str, response: &[String]) -> String {
    let words = [recommendation, workaround].into_iter().find(|words| !words.is_empty());
    words.map_or_else(|| response.join(", "), str::to_owned)
}

fn affects(
    path: &str,
    list: Option<Value>,
    (analysed, said): (bool, VexStatement),
    known: &Known,
    document: &mut VexDocument,
    limits: &Limits,
    trouble: &mut Trouble,
) {
    let mut parts = Parts { form: FORM, trouble };
    let names_some = super::names_some(list.as_ref());
    let mut list: Vec<(String, Affects)> = parts.many(&format!("{path}/affects"), list);
    // Of what cannot be read nothing is said, rather than of the whole product.
    if list.is_empty() && names_some {
        return;
    }
    if list.is_empty() {
        match &known.described {
            Some(described) => {
                list.push((path.to_owned(), Affects { reference: described.id.clone(), versions: None }))
            }
            None => return parts.malformed(&format!("{path}/affects"), &"no product"),
        }
    }
    for (path, affects) in list {
        let (product, component) = known.found(&affects.reference);
        let has_versions = super::names_some(affects.versions.as_ref());
        let versions: Vec<(String, AffectedVersion)> =
            Parts { form: FORM, trouble }.many(&format!("{path}/versions"), affects.versions);
        let whole = VexStatement { product, component, ..said.clone() };
        if !has_versions {
            if analysed {
                let versions = whole.innermost().versions();
                admit(&path, VexStatement { versions, ..whole }, limits, &mut document.statements, trouble);
            } else {
                no_status(&path, &whole, trouble);
            }
            continue;
        }
        for (path, version) in versions {
            of_version(&path, version, analysed, &whole, document, limits, trouble);
        }
    }
}

fn no_status(path: &str, statement: &VexStatement, trouble: &mut Trouble) {
    let (id, product) = (&statement.vulnerability, statement.innermost().label());
    trouble.warning(
        path,
        text!(ja: "{product} の {id} には分析（analysis）がなく、状態が分かりません。", en: "{id} of {product} has no analysis; its status cannot be told."),
        ask_the_publisher(),
    );
}

fn of_version(
    path: &str,
    version: AffectedVersion,
    analysed: bool,
    whole: &VexStatement,
    document: &mut VexDocument,
    limits: &Limits,
    trouble: &mut Trouble,
) {
    let mut one = whole.clone();
    let stated = version.range.or(version.version).filter(|stated| !stated.trim().is_empty());
    let Some(stated) = stated else {
        return trouble.malformed(path, FORM, &"neither a version nor a range");
    };
    let subject = one.component.as_mut().unwrap_or(&mut one.product);
    subject.version = stated;
    let mut bare = subject.clone();
    // A stated range is not the purl's one version.
    bare.purl = bare.parsed().map(|purl| purl.to_string()).unwrap_or_default();
    one.versions = bare.versions();
    one.status = match (version.status.as_deref(), analysed) {
        (None, true) => one.status,
        (None, false) => return no_status(path, &one, trouble),
        (Some("unaffected"), true) if one.status == VexStatus::Fixed => VexStatus::Fixed,
        (Some("unaffected"), _) => VexStatus::NotAffected,
        (Some("unknown"), _) => VexStatus::UnderInvestigation,
        (Some("affected"), true) if one.status == VexStatus::UnderInvestigation => {
            VexStatus::UnderInvestigation
        }
        (Some("affected"), _) => VexStatus::Affected,
        (Some(other), _) => return trouble.malformed(&format!("{path}/status"), FORM, &other),
    };
    if one.status == VexStatus::Affected && whole.status == VexStatus::NotAffected {
        let (id, product) = (&one.vulnerability, one.innermost().label());
        trouble.warning(
            path,
            text!(ja: "{product} の {id} は、分析では「影響なし」、版では「影響あり」です。「影響あり」としました。", en: "{id} of {product} is not affected by the analysis and affected by the version; it counts as affected."),
            ask_the_publisher(),
        );
        one.justification = None;
    }
    admit(path, one, limits, &mut document.statements, trouble);
}

fn status(state: &str) -> Option<VexStatus> {
    Some(match state {
        "resolved" | "resolved_with_pedigree" => VexStatus::Fixed,
        "exploitable" => VexStatus::Affected,
        "in_triage" => VexStatus::UnderInvestigation,
        "false_positive" | "not_affected" => VexStatus::NotAffected,
        _ => return None,
    })
}

/// State of the analysis, and status of a version.
const fn words(status: VexStatus) -> (&'static str, &'static str) {
    match status {
        VexStatus::NotAffected => ("not_affected", "unaffected"),
        VexStatus::Affected => ("exploitable", "affected"),
        VexStatus::Fixed => ("resolved", "unaffected"),
        VexStatus::UnderInvestigation => ("in_triage", "unknown"),
    }
}

fn kind(response: &str) -> Option<RemedyKind> {
    Some(match response {
        "update" => RemedyKind::VendorFix,
        "rollback" | "workaround_available" => RemedyKind::Workaround,
        "can_not_fix" => RemedyKind::NoneAvailable,
        "will_not_fix" => RemedyKind::NoFixPlanned,
        _ => return None,
    })
}

const fn response(kind: RemedyKind) -> Option<&'static str> {
    match kind {
        RemedyKind::VendorFix => Some("update"),
        RemedyKind::Workaround => Some("workaround_available"),
        RemedyKind::NoneAvailable => Some("can_not_fix"),
        RemedyKind::NoFixPlanned => Some("will_not_fix"),
        RemedyKind::Mitigation | RemedyKind::FixPlanned | RemedyKind::OptionalPatch => None,
    }
}

/// Writes CycloneDX 1.6, and lists what it could not say.
#[must_use]
pub fn write(document: &VexDocument) -> (String, Vec<Text>) {
    let mut losses = Losses::default();
    let statements = losses.reasoned(document);
    let mut tree = Tree::default();
    let vulnerabilities: Vec<Value> = statements
        .into_iter()
        .map(|statement| written(statement, document, &mut tree, &mut losses))
        .collect();
    let mut metadata = Map::new();
    if let Some(at) = document.updated.or(document.issued) {
        metadata.insert("timestamp".to_owned(), json!(at.to_string()));
    }
    if let (Some(issued), Some(updated)) = (document.issued, document.updated)
        && issued != updated
    {
        losses.field("最初の発行日", "date of first issue", &issued.to_string());
    }
    if !document.author.is_empty() {
        metadata.insert("authors".to_owned(), json!([{"name": document.author}]));
    }
    let mut bom = Map::new();
    bom.insert("bomFormat".to_owned(), json!("CycloneDX"));
    bom.insert("specVersion".to_owned(), json!("1.6"));
    if document.id.starts_with("urn:uuid:") {
        bom.insert("serialNumber".to_owned(), json!(document.id));
    } else if !document.id.is_empty() {
        losses.field("文書の ID", "document's id", &document.id);
    }
    let version: u64 = document.version.parse().unwrap_or(1);
    if version.to_string() != document.version && !document.version.is_empty() {
        losses.field("改訂番号", "revision", &document.version);
    }
    bom.insert("version".to_owned(), json!(version));
    bom.insert("metadata".to_owned(), Value::Object(metadata));
    bom.insert("components".to_owned(), tree.written());
    bom.insert("vulnerabilities".to_owned(), Value::Array(vulnerabilities));
    (format!("{:#}\n", Value::Object(bom)), losses.0)
}

/// Products, their components, and the reference of each.
#[derive(Default)]
struct Tree {
    products: Vec<(VexSubject, Vec<VexSubject>)>,
    taken: BTreeSet<String>,
    references: BTreeMap<(usize, Option<usize>), String>,
}

impl Tree {
    fn reference(&mut self, statement: &VexStatement) -> String {
        let at = self.products.iter().position(|(product, _)| *product == statement.product);
        let at = at.unwrap_or_else(|| {
            self.products.push((statement.product.clone(), Vec::new()));
            self.products.len() - 1
        });
        let place = (at, None);
        let own = self.named(place, &statement.product);
        let Some(component) = &statement.component else { return own };
        let components = &mut self.products[at].1;
        let inner = components.iter().position(|known| known == component).unwrap_or_else(|| {
            components.push(component.clone());
            components.len() - 1
        });
        self.named((at, Some(inner)), component)
    }

    /// The subject's own id where nobody else has it.
    fn named(&mut self, place: (usize, Option<usize>), subject: &VexSubject) -> String {
        if let Some(known) = self.references.get(&place) {
            return known.clone();
        }
        let number = match place {
            (product, None) => format!("product-{}", product + 1),
            (product, Some(component)) => format!("product-{}-component-{}", product + 1, component + 1),
        };
        let own = &subject.id;
        let name = if own.is_empty() || self.taken.contains(own) { number } else { own.clone() };
        self.taken.insert(name.clone());
        self.references.insert(place, name.clone());
        name
    }

    fn written(&self) -> Value {
        let reference = |place| self.references.get(&place).cloned().unwrap_or_default();
        let products = self.products.iter().enumerate().map(|(at, (product, components))| {
            let mut whole = component("application", product, &reference((at, None)));
            let inner: Vec<Value> = components
                .iter()
                .enumerate()
                .map(|(inner, part)| Value::Object(component("library", part, &reference((at, Some(inner))))))
                .collect();
            if !inner.is_empty() {
                whole.insert("components".to_owned(), Value::Array(inner));
            }
            Value::Object(whole)
        });
        Value::Array(products.collect())
    }
}

fn component(kind: &str, subject: &VexSubject, reference: &str) -> Map<String, Value> {
    let mut written = Map::new();
    written.insert("type".to_owned(), json!(kind));
    written.insert("bom-ref".to_owned(), json!(reference));
    let of_purl = || subject.parsed().map(|purl| purl.key().name);
    let name = if subject.name.is_empty() {
        of_purl().unwrap_or_else(|| subject.label())
    } else {
        subject.name.clone()
    };
    written.insert("name".to_owned(), json!(name));
    for (key, text) in [("version", &subject.version), ("purl", &subject.purl), ("cpe", &subject.cpe)] {
        if !text.is_empty() {
            written.insert(key.to_owned(), json!(text));
        }
    }
    written
}

fn written(statement: &VexStatement, document: &VexDocument, tree: &mut Tree, losses: &mut Losses) -> Value {
    losses.author(document, statement);
    let (state, version_status) = words(statement.status);
    let mut analysis = Map::new();
    analysis.insert("state".to_owned(), json!(state));
    let mut properties = Vec::new();
    if let Some(exact) = statement.justification {
        let nearest = exact.nearest_of_cyclonedx();
        analysis.insert("justification".to_owned(), json!(nearest.cyclonedx_word()));
        if nearest != exact {
            losses.nearest(exact, nearest);
            properties.push(json!({"name": EXACT, "value": exact.word()}));
        }
    }
    if let Some(kind) = statement.action_kind {
        match response(kind) {
            Some(word) => {
                analysis.insert("response".to_owned(), json!([word]));
            }
            None => losses.field("対処の種類", "kind of action", &format!("{kind:?}")),
        }
    }
    if !statement.impact_statement.is_empty() {
        analysis.insert("detail".to_owned(), json!(statement.impact_statement));
    }
    if let Some(at) = statement.at {
        analysis.insert("lastUpdated".to_owned(), json!(at.to_string()));
    }
    if !statement.notes.is_empty() {
        properties.push(json!({"name": NOTES, "value": statement.notes}));
    }
    let mut affects = Map::new();
    affects.insert("ref".to_owned(), json!(tree.reference(statement)));
    let version = &statement.innermost().version;
    if !version.is_empty() {
        let key = if version.starts_with("vers:") { "range" } else { "version" };
        affects.insert("versions".to_owned(), json!([{key: version, "status": version_status}]));
    }
    let mut written = Map::new();
    written.insert("id".to_owned(), json!(statement.vulnerability.as_str()));
    let references: Vec<Value> = statement.aliases.iter().map(|id| json!({"id": id, "source": {}})).collect();
    if !references.is_empty() {
        written.insert("references".to_owned(), Value::Array(references));
    }
    if !statement.action.is_empty() {
        written.insert("recommendation".to_owned(), json!(statement.action));
    }
    written.insert("analysis".to_owned(), Value::Object(analysis));
    written.insert("affects".to_owned(), json!([affects]));
    if !properties.is_empty() {
        written.insert("properties".to_owned(), Value::Array(properties));
    }
    Value::Object(written)
}
