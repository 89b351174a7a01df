//! SPDX 3.0.1 in JSON-LD: one graph of elements, each with an IRI of its own.
//!
//! Packages are the components; properties go into SPDX's own extension for CycloneDX properties; nesting becomes
//! `contains`. Invariant: elements come in a fixed order, agents and licences once each, and every element that
//! is referred to is there. No file, snippet, build or vulnerability is written.

mod package;
mod relations;
mod tables;

use std::collections::{BTreeMap, HashSet};

use jiff::Timestamp;
use sekisho_model::text;
use serde_json::{Map, Value, json};

use super::losses::Losses;
use super::words::{LicenceWords, licence_words};
use super::{graph, names, spdx2};
use crate::{Completeness, Document, Party};

/// The one description of who made the elements and when, named inside the file only.
const CREATION: &str = "_:creation";

/// The document as JSON-LD.
pub(super) fn json_ld<'d>(document: &'d Document, now: Timestamp, losses: &mut Losses<'d>) -> Vec<u8> {
    let file = Plan::new(document, losses).file(now);
    // Writing to memory cannot fail, and every key is a text.
    let mut bytes = serde_json::to_vec_pretty(&file).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

/// What making the graph needs.
struct Plan<'p, 'd> {
    document: &'d Document,
    losses: &'p mut Losses<'d>,
    namespace: String,
    /// IRI of each component.
    names: Vec<String>,
    /// The same, to look them up.
    taken: HashSet<String>,
    /// Agents by what makes them one, with their IRI.
    agents: BTreeMap<Party, String>,
    /// Licence expressions and texts by their words, with their IRI.
    licences: BTreeMap<(String, String), String>,
    /// Everything but packages and relationships.
    others: Vec<Value>,
    relationships: Vec<Value>,
}

impl<'p, 'd> Plan<'p, 'd> {
    fn new(document: &'d Document, losses: &'p mut Losses<'d>) -> Self {
        let namespace = spdx2::namespace(document, losses);
        let names = names::references(document, losses, &[&namespace], |own| iri(&namespace, own));
        Self {
            document,
            losses,
            namespace,
            taken: names.iter().cloned().collect(),
            names,
            agents: BTreeMap::new(),
            licences: BTreeMap::new(),
            others: Vec::new(),
            relationships: Vec::new(),
        }
    }

    fn file(mut self, now: Timestamp) -> Value {
        self.head();
        let created = spdx2::created(self.document, now, self.losses);
        let creation = self.creation(&created);
        let places = (0_u32..).zip(&self.document.sbom.components).map(|(place, _)| place);
        let packages: Vec<Value> = places.filter_map(|place| self.package(place)).collect();
        self.relate();
        let sbom = self.sbom();
        let document = self.spdx_document(&sbom);
        let mut graph = vec![creation, document, sbom];
        graph.append(&mut self.others);
        graph.extend(packages);
        graph.append(&mut self.relationships);
        json!({ "@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": graph })
    }

    /// What SPDX 3 cannot say of a document.
    fn head(&mut self) {
        let head = &self.document.head;
        let losses = &mut *self.losses;
        losses.no_place(None, "head.supplier", usize::from(head.supplier.is_some()));
        losses.no_place(None, "head.manufacturer", usize::from(head.manufacturer.is_some()));
        losses.no_place(None, "head.links", head.links.len());
        losses.no_place(None, "head.properties", head.properties.len());
        losses.no_place(None, "head.revision", usize::from(!head.revision.is_empty()));
        losses.no_place(None, "head.completeness", usize::from(head.completeness != Completeness::Unsaid));
    }

    fn creation(&mut self, created: &str) -> Value {
        let document = self.document;
        let mut by: Vec<String> =
            document.head.authors.iter().map(|party| self.agent("head.authors", None, party)).collect();
        if by.is_empty() {
            let why = text!(
                ja: "SPDX は作成者を求めますが、元の文書にありません。変換した道具の名を書きました。",
                en: "SPDX demands a creator and the document names none; the converting tool stands there."
            );
            self.losses.added("head.authors", why);
            let id = self.fragment("agent-sekisho");
            self.others.push(element("SoftwareAgent", &id, json!({ "name": "sekisho" })));
            by.push(id);
        }
        let mut using = Vec::new();
        for (nth, tool) in document.head.tools.iter().enumerate() {
            let id = self.fragment(&format!("tool-{}", nth + 1));
            self.others.push(element("Tool", &id, json!({ "name": tool })));
            using.push(id);
        }
        let mut creation = Map::new();
        creation.insert("@id".into(), CREATION.into());
        creation.insert("type".into(), "CreationInfo".into());
        creation.insert("specVersion".into(), "3.0.1".into());
        creation.insert("created".into(), created.into());
        creation.insert("createdBy".into(), by.into());
        if !using.is_empty() {
            creation.insert("createdUsing".into(), using.into());
        }
        Value::Object(creation)
    }

    /// The document element. It lists what is in the file, as the specification asks.
    fn spdx_document(&mut self, sbom: &Value) -> Value {
        let document = self.document;
        let mut fields = Map::new();
        if document.sbom.name.is_empty() {
            let why = text!(ja: "SPDX は文書の名前を求めます。", en: "SPDX asks for a name of the document.");
            self.losses.added("sbom.name", why);
        }
        let name = if document.sbom.name.is_empty() { "SBOM" } else { &document.sbom.name };
        fields.insert("name".into(), name.into());
        if !document.head.data_licence.is_empty() {
            if licence_words(&document.head.data_licence) == LicenceWords::Name {
                let why = text!(
                    ja: "SPDX のライセンスではない名前なので、この文書だけの参照（LicenseRef-）にしました。",
                    en: "It is no licence of SPDX's list; a reference of this document (LicenseRef-) stands for it."
                );
                self.losses.coarsened(None, "head.data_licence", 1, why);
            }
            let id = self.licence(&document.head.data_licence, "");
            fields.insert("dataLicense".into(), id.into());
        }
        fields.insert("profileConformance".into(), json!(["core", "software", "simpleLicensing"]));
        let id = sbom.get("spdxId").cloned().unwrap_or_default();
        fields.insert("rootElement".into(), json!([id]));
        let others =
            self.others.iter().chain(&self.relationships).filter_map(|value| value.get("spdxId").cloned());
        let all: Vec<Value> =
            std::iter::once(id).chain(self.names.iter().cloned().map(Value::from)).chain(others).collect();
        fields.insert("element".into(), all.into());
        element("SpdxDocument", &self.namespace, Value::Object(fields))
    }

    /// The SBOM element: at which stage it was made, and what it describes.
    fn sbom(&mut self) -> Value {
        let document = self.document;
        let mut fields = Map::new();
        let kinds: Vec<Value> =
            document.head.lifecycles.iter().filter_map(|word| self.sbom_type(word)).collect();
        if !kinds.is_empty() {
            fields.insert("software_sbomType".into(), kinds.into());
        }
        let described = match document.head.subject {
            Some(subject) => vec![subject],
            None if document.sbom.components.is_empty() => Vec::new(),
            None => {
                let why = text!(
                    ja: "何を記述する文書か示されていないので、どこからも依存されない部品を対象としました。",
                    en: "The document does not say what it describes; the components that nothing depends on stand there."
                );
                self.losses.added("head.subject", why);
                graph::roots(document)
            }
        };
        if !described.is_empty() {
            let roots: Vec<String> = described.into_iter().map(|place| self.name(place)).collect();
            fields.insert("rootElement".into(), roots.into());
            fields.insert("element".into(), self.names.clone().into());
        }
        let id = self.fragment("sbom");
        element("software_Sbom", &id, Value::Object(fields))
    }

    fn sbom_type(&mut self, word: &str) -> Option<Value> {
        let (kind, is_exact) = match word {
            "design" | "source" | "build" | "analyzed" | "deployed" | "runtime" => (word, true),
            "pre-build" => ("source", false),
            "post-build" => ("analyzed", false),
            "operations" => ("deployed", false),
            "discovery" => ("runtime", false),
            _ => {
                self.losses.no_place(None, format!("head.lifecycles/{word}"), 1);
                return None;
            }
        };
        let why = text!(ja: "SPDX 3 の言葉では「{kind}」です。", en: "SPDX 3's word for it is \"{kind}\".");
        self.losses.coarsened(None, format!("head.lifecycles/{word}"), usize::from(!is_exact), why);
        Some(kind.into())
    }

    /// The IRI of a person or organisation, written once.
    fn agent(&mut self, path: &str, place: Option<u32>, party: &Party) -> String {
        if let Some(id) = self.agents.get(party) {
            return id.clone();
        }
        let id = self.fragment(&format!("agent-{}", self.agents.len() + 1));
        let mut fields = Map::new();
        if party.name.is_empty() {
            self.losses.coarsened(
                place,
                path,
                1,
                text!(ja: "名前のない関係者です。連絡先だけを書きました。", en: "The party has no name; only its contact is written."),
            );
        } else {
            fields.insert("name".into(), party.name.as_str().into());
        }
        if !party.mail.is_empty() {
            fields.insert("externalIdentifier".into(), json!([package::identifier("email", &party.mail)]));
        }
        if !party.url.is_empty() {
            let page =
                json!({ "type": "ExternalRef", "externalRefType": "altWebPage", "locator": [party.url] });
            fields.insert("externalRef".into(), json!([page]));
        }
        let kind = if party.is_person { "Person" } else { "Organization" };
        self.others.push(element(kind, &id, Value::Object(fields)));
        self.agents.insert(party.clone(), id.clone());
        id
    }

    fn name(&self, place: u32) -> String {
        self.names.get(place as usize).cloned().unwrap_or_default()
    }

    /// An IRI under the document's namespace that no component has.
    fn fragment(&self, own: &str) -> String {
        let mut id = iri(&self.namespace, own);
        while self.taken.contains(&id) {
            id.push('_');
        }
        id
    }
}

/// An element with its type, IRI and creation, and further fields.
fn element(kind: &str, id: &str, fields: Value) -> Value {
    let mut all = match fields {
        Value::Object(fields) => fields,
        _ => Map::new(),
    };
    all.insert("type".into(), kind.into());
    all.insert("spdxId".into(), id.into());
    all.insert("creationInfo".into(), CREATION.into());
    Value::Object(all)
}

/// An IRI as it is, anything else as a fragment of the namespace.
fn iri(namespace: &str, own: &str) -> String {
    let is_iri = ["https://", "http://", "urn:"].iter().any(|scheme| own.starts_with(scheme));
    if is_iri && !own.contains(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"'))
    {
        return own.to_owned();
    }
    let allowed = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_') { c } else { '-' };
    let own: String = own.chars().map(allowed).collect();
    let gap = if namespace.ends_with(['#', '/']) { "" } else { "#" };
    format!("{namespace}{gap}{own}")
}
