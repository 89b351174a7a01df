//! What differs between two components, two heads and two graphs.
//!
//! Invariant: differences come in the order of [`Field`](super::Field); what is the same on both sides is left out.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::{Component, Stated};

use super::pair::Pair;
use super::{Change, Edge, Field};
use crate::{Completeness, Details, Document, Head, Link, Party};

/// Differences of the documents themselves. A name that both have from the component that they describe is told there.
pub(super) fn heads(old: &Document, new: &Document, pairs: &[Pair]) -> Vec<Change> {
    let mut changes = Changes::default();
    changes.compare(Field::Format, "", &old.sbom.format, &new.sbom.format);
    let is_told_there = is_named_by_subject(old)
        && is_named_by_subject(new)
        && pairs.iter().any(|pair| Some(pair.old) == old.head.subject && Some(pair.new) == new.head.subject);
    if !is_told_there {
        changes.compare(Field::Name, "", &titled(old), &titled(new));
    }
    changes.compare(Field::Created, "", &shown(&old.sbom.created), &shown(&new.sbom.created));
    let (old, new): (&Head, &Head) = (&old.head, &new.head);
    changes.compare(Field::Serial, "", &old.serial, &new.serial);
    changes.compare(Field::Revision, "", &old.revision, &new.revision);
    changes.compare(Field::Authors, "", &names(&old.authors), &names(&new.authors));
    changes.compare(Field::Tools, "", &joined(old.tools.clone()), &joined(new.tools.clone()));
    changes.compare(Field::Lifecycles, "", &joined(old.lifecycles.clone()), &joined(new.lifecycles.clone()));
    changes.compare(Field::Completeness, "", said(old.completeness), said(new.completeness));
    changes.compare(Field::Supplier, "", &names(&old.supplier), &names(&new.supplier));
    changes.compare(Field::Licence, "", &old.data_licence, &new.data_licence);
    changes.compare(Field::Manufacturer, "", &names(&old.manufacturer), &names(&new.manufacturer));
    changes.by_part(Field::Links, links(&old.links), links(&new.links));
    changes.by_part(Field::Properties, by_name(&old.properties), by_name(&new.properties));
    changes.0
}

/// Differences of two components.
pub(super) fn components(old: &Document, at: u32, new: &Document, to: u32) -> Vec<Change> {
    let mut changes = Changes::default();
    let (Some(a), Some(b)) = (old.sbom.components.get(at as usize), new.sbom.components.get(to as usize))
    else {
        return Vec::new();
    };
    let none = Details::default();
    let before = old.details.get(at as usize).unwrap_or(&none);
    let after = new.details.get(to as usize).unwrap_or(&none);
    changes.compare(Field::Authors, "", &names(&before.authors), &names(&after.authors));
    changes.compare(Field::Completeness, "", said(before.completeness), said(after.completeness));
    changes.compare(Field::Version, "", &shown(&a.version), &shown(&b.version));
    changes.compare(Field::Kind, "", &format!("{:?}", a.kind), &format!("{:?}", b.kind));
    changes.compare(Field::Purl, "", &package(a), &package(b));
    changes.compare(Field::Cpe, "", &joined(a.cpes.clone()), &joined(b.cpes.clone()));
    changes.compare(Field::Supplier, "", &supplier(a, before), &supplier(b, after));
    changes.compare(Field::Licence, "", &a.licence, &b.licence);
    let algorithms: BTreeSet<&String> = a.hashes.keys().chain(b.hashes.keys()).collect();
    for algorithm in algorithms {
        let value = |c: &Component| c.hashes.get(algorithm).cloned().unwrap_or_default();
        changes.compare(Field::Hash, algorithm, &value(a), &value(b));
    }
    changes.compare(Field::Scope, "", &before.scope, &after.scope);
    changes.compare(Field::Manufacturer, "", &names(&before.manufacturer), &names(&after.manufacturer));
    changes.compare(Field::Publisher, "", &before.publisher, &after.publisher);
    changes.compare(Field::Description, "", &before.description, &after.description);
    changes.compare(Field::Copyright, "", &before.copyright, &after.copyright);
    changes.compare(Field::FileName, "", &before.file_name, &after.file_name);
    changes.by_part(Field::Links, links(&before.links), links(&after.links));
    changes.by_part(Field::Properties, by_name(&before.properties), by_name(&after.properties));
    changes.by_part(Field::Identifiers, by_name(&before.identifiers), by_name(&after.identifiers));
    changes.0
}

/// One end of an edge: a place of the old document where it has the component, else of the new.
type End = (bool, u32);

/// Edges that only the new document has, and those that only the old one has. Their ends are those that were
/// recognised as one, so that an update or another name alone moves none.
pub(super) fn edges(old: &Document, new: &Document, pairs: &[Pair]) -> (Vec<Edge>, Vec<Edge>) {
    let paired: BTreeMap<u32, u32> = pairs.iter().map(|pair| (pair.new, pair.old)).collect();
    let before = stated(old, |place| (true, place));
    let after = stated(new, |place| paired.get(&place).map_or((false, place), |old| (true, *old)));
    let name = |(is_old, place): &End| {
        let document = if *is_old { old } else { new };
        document.sbom.components.get(*place as usize).map(named).unwrap_or_default()
    };
    let told =
        |(from, kind, to): &(End, String, End)| Edge { from: name(from), kind: kind.clone(), to: name(to) };
    let sorted = |edges: BTreeSet<Edge>| edges.into_iter().collect();
    (
        sorted(after.difference(&before).map(told).collect()),
        sorted(before.difference(&after).map(told).collect()),
    )
}

/// Every edge of a document.
fn stated(document: &Document, end: impl Fn(u32) -> End) -> BTreeSet<(End, String, End)> {
    let plain = document.sbom.dependencies.iter();
    let plain = plain.map(|(from, to)| (end(*from), "DEPENDS_ON".to_owned(), end(*to)));
    let others = document.relations.iter();
    let others = others.map(|relation| (end(relation.from), relation.kind.clone(), end(relation.to)));
    plain.chain(others).collect()
}

/// Has the document its name and version from the component that it describes?
fn is_named_by_subject(document: &Document) -> bool {
    let subject = document.head.subject.and_then(|place| document.sbom.components.get(place as usize));
    subject.is_some_and(|one| one.name == document.sbom.name && one.version == document.sbom.version)
}

/// People and organisations with what is said of them, in any order.
fn names<'p>(parties: impl IntoIterator<Item = &'p Party>) -> String {
    let words = |party: &Party| {
        let parts = [&party.name, &party.mail, &party.url];
        parts.into_iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(" ")
    };
    joined(parties.into_iter().map(words).collect::<BTreeSet<_>>())
}

/// The supplier's name, and what else is said of it.
fn supplier(component: &Component, details: &Details) -> String {
    let mut party = details.supplier.clone().unwrap_or_default();
    if !component.supplier.is_empty() {
        party.name.clone_from(&component.supplier);
    }
    names([&party])
}

/// Values by their names, in any order.
type ByPart = BTreeMap<String, BTreeSet<String>>;

fn by_name(pairs: &[(String, String)]) -> ByPart {
    let mut found = ByPart::new();
    for (name, value) in pairs {
        found.entry(name.clone()).or_default().insert(value.clone());
    }
    found
}

fn links(links: &[Link]) -> ByPart {
    let mut found = ByPart::new();
    for link in links {
        let digests = link.hashes.iter().map(|(algorithm, value)| format!("{algorithm}:{value}"));
        let parts = [link.url.clone(), link.comment.clone()].into_iter().chain(digests);
        let words = parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
        found.entry(link.kind.clone()).or_default().insert(words);
    }
    found
}

#[derive(Default)]
struct Changes(Vec<Change>);

impl Changes {
    fn compare(&mut self, field: Field, part: &str, old: &str, new: &str) {
        if old != new {
            self.0.push(Change { field, part: part.to_owned(), old: old.to_owned(), new: new.to_owned() });
        }
    }
}

impl Changes {
    /// One difference for each name whose values differ.
    fn by_part(&mut self, field: Field, old: ByPart, new: ByPart) {
        let parts: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
        let values = |of: &ByPart, part: &String| joined(of.get(part).cloned().unwrap_or_default());
        for part in parts {
            self.compare(field, part, &values(&old, part), &values(&new, part));
        }
    }
}

fn titled(document: &Document) -> String {
    joined([document.sbom.name.clone(), shown(&document.sbom.version)]).replace(", ", " ")
}

fn shown<T: ToString>(stated: &Stated<T>) -> String {
    match stated {
        Stated::Known(value) => value.to_string(),
        Stated::Unknown => String::new(),
        Stated::NotApplicable => Stated::<T>::NOT_APPLICABLE.to_owned(),
    }
}

/// The package URL but for its version, which is compared by itself.
fn package(component: &Component) -> String {
    let Some(purl) = &component.purl else { return String::new() };
    let qualifiers = purl.qualifiers().clone();
    sekisho_model::PackageUrl::build(
        purl.kind(),
        purl.namespace(),
        purl.name(),
        "",
        qualifiers,
        purl.subpath(),
    )
    .map_or_else(|_| purl.to_string(), |purl| purl.to_string())
}

fn named(component: &Component) -> String {
    match &component.purl {
        Some(purl) => purl.key().to_string(),
        None if component.group.is_empty() => component.name.clone(),
        None => format!("{}/{}", component.group, component.name),
    }
}

fn joined(parts: impl IntoIterator<Item = String>) -> String {
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

const fn said(completeness: Completeness) -> &'static str {
    match completeness {
        Completeness::Unsaid => "",
        Completeness::Complete => "complete",
        Completeness::Incomplete => "incomplete",
        Completeness::Unknown => "unknown",
    }
}
