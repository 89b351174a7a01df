//! CycloneDX 1.4 to 1.7 (ECMA-424), JSON, XML and protobuf.
//!
//! One plan is made of a document, in the shape of the JSON schema, and set in any of them. Invariant: what is
//! in the plan is allowed in its edition; what is not in it is in the losses. No signature, service or
//! vulnerability is written.

mod binary;
mod component;
mod head;
mod xml;

pub(crate) use component::is_link_kind;

use std::collections::BTreeMap;

use serde::Serialize as Derive;
use serde::ser::{Serialize, SerializeSeq, SerializeStruct, Serializer};

use sekisho_model::text;

use super::losses::Losses;
use super::{Edition, graph, names};
use crate::{Completeness, Document};

/// The property by which BSI TR-03183-2 states a component's file name in CycloneDX, which has no field for it.
pub(crate) const FILE_NAME: &str = "bsi:component:filename";

/// The document as JSON.
pub(super) fn json<'d>(document: &'d Document, edition: Edition, losses: &mut Losses<'d>) -> Vec<u8> {
    let bom = Plan::new(document, edition, losses).bom();
    // Writing to memory cannot fail, and every key is a text.
    let mut bytes = serde_json::to_vec_pretty(&bom).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

/// The document as protobuf.
pub(super) fn protobuf<'d>(document: &'d Document, edition: Edition, losses: &mut Losses<'d>) -> Vec<u8> {
    binary::set(&Plan::new(document, edition, losses).for_protobuf().bom())
}

/// The document as XML.
pub(super) fn xml<'d>(document: &'d Document, edition: Edition, losses: &mut Losses<'d>) -> Vec<u8> {
    let bom = Plan::new(document, edition, losses).for_xml().bom();
    xml::set(&bom, losses)
}

/// What making the plan needs.
struct Plan<'p, 'd> {
    document: &'d Document,
    edition: Edition,
    losses: &'p mut Losses<'d>,
    /// Reference of each component.
    names: Vec<String>,
    /// Components nested in each, in document order.
    nested: BTreeMap<u32, Vec<u32>>,
    /// XML has rules of its own for a few values.
    is_xml: bool,
    /// So has protobuf.
    is_protobuf: bool,
}

#[derive(Derive)]
#[serde(rename_all = "camelCase")]
struct Bom {
    #[serde(rename = "$schema")]
    schema: String,
    bom_format: &'static str,
    spec_version: &'static str,
    #[serde(skip_serializing_if = "String::is_empty")]
    serial_number: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<u64>,
    #[serde(skip_serializing_if = "Metadata::is_empty")]
    metadata: Metadata,
    components: Vec<Component>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    external_references: Vec<Reference>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    dependencies: Vec<Dependency>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    compositions: Vec<Composition>,
}

#[derive(Derive, Default, PartialEq, Eq)]
struct Metadata {
    #[serde(skip_serializing_if = "Option::is_none")]
    timestamp: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    lifecycles: Vec<Lifecycle>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tools: Option<Tools>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    authors: Vec<Contact>,
    #[serde(skip_serializing_if = "Option::is_none")]
    component: Option<Box<Component>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    manufacturer: Option<Organisation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    manufacture: Option<Organisation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    supplier: Option<Organisation>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    licenses: Vec<Choice>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    properties: Vec<Property>,
}

impl Metadata {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

#[derive(Derive, PartialEq, Eq)]
struct Lifecycle {
    #[serde(skip_serializing_if = "Option::is_none")]
    phase: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
}

/// A list until 1.4, an object since.
#[derive(PartialEq, Eq)]
enum Tools {
    List(Vec<Tool>),
    Components(Vec<Component>),
}

impl Serialize for Tools {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::List(tools) => {
                let mut seq = serializer.serialize_seq(Some(tools.len()))?;
                for tool in tools {
                    seq.serialize_element(tool)?;
                }
                seq.end()
            }
            Self::Components(components) => {
                let mut object = serializer.serialize_struct("Tools", 1)?;
                object.serialize_field("components", components)?;
                object.end()
            }
        }
    }
}

#[derive(Derive, PartialEq, Eq)]
struct Tool {
    name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    version: String,
}

#[derive(Derive, Default, PartialEq, Eq)]
struct Contact {
    #[serde(skip_serializing_if = "String::is_empty")]
    name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    email: String,
}

#[derive(Derive, Default, PartialEq, Eq)]
struct Organisation {
    #[serde(skip_serializing_if = "String::is_empty")]
    name: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    url: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    contact: Vec<Contact>,
}

#[derive(Derive, Default, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
struct Component {
    #[serde(rename = "type")]
    kind: String,
    #[serde(rename = "bom-ref", skip_serializing_if = "String::is_empty")]
    reference: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    supplier: Option<Organisation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    manufacturer: Option<Organisation>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    authors: Vec<Contact>,
    #[serde(skip_serializing_if = "String::is_empty")]
    author: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    publisher: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    group: String,
    name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    version: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    description: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    scope: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    hashes: Vec<Hash>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    licenses: Vec<Choice>,
    #[serde(skip_serializing_if = "String::is_empty")]
    copyright: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    cpe: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    purl: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    omnibor_id: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    swhid: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    swid: Option<Swid>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    external_references: Vec<Reference>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    properties: Vec<Property>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    components: Vec<Component>,
}

#[derive(Derive, PartialEq, Eq)]
struct Hash {
    alg: &'static str,
    content: String,
}

/// A licence, or an expression.
#[derive(Derive, Default, PartialEq, Eq)]
struct Choice {
    #[serde(skip_serializing_if = "Option::is_none")]
    license: Option<License>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expression: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    acknowledgement: Option<&'static str>,
}

#[derive(Derive, Default, PartialEq, Eq)]
struct License {
    #[serde(skip_serializing_if = "String::is_empty")]
    id: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    acknowledgement: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<Attached>,
    #[serde(skip_serializing_if = "String::is_empty")]
    url: String,
}

#[derive(Derive, PartialEq, Eq)]
struct Attached {
    content: String,
}

#[derive(Derive, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
struct Swid {
    tag_id: String,
    name: String,
}

#[derive(Derive, PartialEq, Eq)]
struct Reference {
    #[serde(rename = "type")]
    kind: String,
    url: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    comment: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    hashes: Vec<Hash>,
}

#[derive(Derive, PartialEq, Eq)]
struct Property {
    name: String,
    value: String,
}

#[derive(Derive)]
#[serde(rename_all = "camelCase")]
struct Dependency {
    #[serde(rename = "ref")]
    reference: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    depends_on: Vec<String>,
}

#[derive(Derive)]
struct Composition {
    aggregate: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    assemblies: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    dependencies: Vec<String>,
}

impl<'p, 'd> Plan<'p, 'd> {
    fn new(document: &'d Document, edition: Edition, losses: &'p mut Losses<'d>) -> Self {
        let names = names::references(document, losses, &[], ToOwned::to_owned);
        let nested = BTreeMap::new();
        let mut plan = Self { document, edition, losses, names, nested, is_xml: false, is_protobuf: false };
        plan.nest();
        plan
    }

    fn for_protobuf(mut self) -> Self {
        self.is_protobuf = true;
        self
    }

    fn for_xml(mut self) -> Self {
        self.is_xml = true;
        self
    }

    /// Which component stands in which. One that would stand in itself, and the document's subject, stand at the top.
    fn nest(&mut self) {
        for (details, place) in self.document.details.iter().zip(0_u32..) {
            let Some(parent) = details.parent else { continue };
            if self.document.head.subject == Some(place) || self.is_under(parent, place) {
                self.losses.no_place(Some(place), "parent", 1);
            } else {
                self.nested.entry(parent).or_default().push(place);
            }
        }
    }

    /// Is `place` met on the way up from `from`?
    fn is_under(&self, from: u32, place: u32) -> bool {
        let mut at = Some(from);
        for _ in 0..=self.document.details.len() {
            let Some(here) = at else { return false };
            if here == place {
                return true;
            }
            at = self.document.details.get(here as usize).and_then(|details| details.parent);
        }
        true
    }

    fn bom(mut self) -> Bom {
        let at_top = self.at_top();
        let metadata = self.metadata();
        let components = at_top.into_iter().filter_map(|place| self.component(place)).collect();
        let edition = self.edition.number();
        let head = &self.document.head;
        let external_references = self.references(None, "head.links", &head.links);
        Bom {
            schema: format!("http://cyclonedx.org/schema/bom-{edition}.schema.json"),
            bom_format: "CycloneDX",
            spec_version: edition,
            serial_number: self.serial(),
            version: self.revision(),
            metadata,
            components,
            external_references,
            dependencies: self.dependencies(),
            compositions: self.compositions(),
        }
    }

    /// Places that are nested in none, but for the subject.
    fn at_top(&self) -> Vec<u32> {
        let inner: std::collections::BTreeSet<u32> = self.nested.values().flatten().copied().collect();
        let places = (0_u32..).zip(&self.document.sbom.components).map(|(place, _)| place);
        places.filter(|place| self.document.head.subject != Some(*place) && !inner.contains(place)).collect()
    }

    fn name(&self, place: u32) -> String {
        self.names.get(place as usize).cloned().unwrap_or_default()
    }

    /// A component with dependencies, or known to have none, has an entry: an empty one says that there are none.
    fn dependencies(&mut self) -> Vec<Dependency> {
        let told = self.nested.iter().flat_map(|(parent, inner)| inner.iter().map(|place| (*parent, *place)));
        let mut edges = graph::dependencies(self.document, &told.collect());
        self.relations();
        for (details, place) in self.document.details.iter().zip(0_u32..) {
            if details.completeness == Completeness::Complete {
                edges.entry(place).or_default();
            }
        }
        let named = |(from, to): (u32, std::collections::BTreeSet<u32>)| Dependency {
            reference: self.name(from),
            depends_on: to.into_iter().map(|place| self.name(place)).collect(),
        };
        edges.into_iter().map(named).collect()
    }

    /// CycloneDX has one sort of relation. The others stay as dependencies where they say as much, or go.
    fn relations(&mut self) {
        for relation in &self.document.relations {
            let (from, path) = (Some(relation.from), format!("relations/{}", relation.kind));
            if graph::is_dependency(&relation.kind) {
                self.losses.coarsened(
                    from,
                    path,
                    1,
                    text!(ja: "CycloneDX には関係の種類がなく、ただの依存になりました。", en: "CycloneDX has one sort of relation; it became a plain dependency."),
                );
            } else {
                self.losses.no_place(from, path, 1);
            }
        }
    }

    /// One composition a degree of completeness, and one for the list of components as a whole.
    fn compositions(&self) -> Vec<Composition> {
        let mut compositions = Vec::new();
        if let Some(aggregate) = aggregate(self.document.head.completeness) {
            let assemblies = self.document.head.subject.map(|place| self.name(place)).into_iter().collect();
            compositions.push(Composition { aggregate, assemblies, dependencies: Vec::new() });
        }
        for completeness in [Completeness::Complete, Completeness::Incomplete, Completeness::Unknown] {
            let Some(aggregate) = aggregate(completeness) else { continue };
            let of = self.document.details.iter().zip(0_u32..);
            let dependencies: Vec<String> = of
                .filter(|(details, _)| details.completeness == completeness)
                .map(|(_, place)| self.name(place))
                .collect();
            if !dependencies.is_empty() {
                compositions.push(Composition { aggregate, assemblies: Vec::new(), dependencies });
            }
        }
        compositions
    }
}

const fn aggregate(completeness: Completeness) -> Option<&'static str> {
    match completeness {
        Completeness::Unsaid => None,
        Completeness::Complete => Some("complete"),
        Completeness::Incomplete => Some("incomplete"),
        Completeness::Unknown => Some("unknown"),
    }
}
