//! What differs between two components, two heads and two graphs.
//!
//! Invariant: differences come in the order of [`Field`](super::Field); what is the same on both sides is left out.

use std::collections::BTreeSet;

use sekisho_model::{Component, Stated};

use super::{Change, Edge, Field};
use crate::{Completeness, Document, Head};

/// Differences of the documents themselves.
pub(super) fn heads(old: &Document, new: &Document) -> Vec<Change> {
    let mut changes = Changes::default();
    changes.compare(Field::Format, "", &old.sbom.format, &new.sbom.format);
    changes.compare(Field::Name, "", &titled(old), &titled(new));
    changes.compare(Field::Created, "", &shown(&old.sbom.created), &shown(&new.sbom.created));
    let (old, new): (&Head, &Head) = (&old.head, &new.head);
    changes.compare(Field::Serial, "", &old.serial, &new.serial);
    changes.compare(Field::Revision, "", &old.revision, &new.revision);
    let authors = |head: &Head| joined(head.authors.iter().map(|party| party.name.clone()));
    changes.compare(Field::Authors, "", &authors(old), &authors(new));
    changes.compare(Field::Tools, "", &joined(old.tools.clone()), &joined(new.tools.clone()));
    changes.compare(Field::Lifecycles, "", &joined(old.lifecycles.clone()), &joined(new.lifecycles.clone()));
    changes.compare(Field::Completeness, "", said(old.completeness), said(new.completeness));
    changes.0
}

/// Differences of two components.
pub(super) fn components(old: &Document, at: u32, new: &Document, to: u32) -> Vec<Change> {
    let mut changes = Changes::default();
    let (Some(a), Some(b)) = (old.sbom.components.get(at as usize), new.sbom.components.get(to as usize))
    else {
        return Vec::new();
    };
    let (before, after) = (old.details.get(at as usize), new.details.get(to as usize));
    let completeness =
        |details: Option<&crate::Details>| said(details.map(|d| d.completeness).unwrap_or_default());
    changes.compare(Field::Completeness, "", completeness(before), completeness(after));
    changes.compare(Field::Version, "", &shown(&a.version), &shown(&b.version));
    changes.compare(Field::Kind, "", &format!("{:?}", a.kind), &format!("{:?}", b.kind));
    changes.compare(Field::Purl, "", &package(a), &package(b));
    changes.compare(Field::Cpe, "", &joined(a.cpes.clone()), &joined(b.cpes.clone()));
    changes.compare(Field::Supplier, "", &a.supplier, &b.supplier);
    changes.compare(Field::Licence, "", &a.licence, &b.licence);
    let algorithms: BTreeSet<&String> = a.hashes.keys().chain(b.hashes.keys()).collect();
    for algorithm in algorithms {
        let value = |c: &Component| c.hashes.get(algorithm).cloned().unwrap_or_default();
        changes.compare(Field::Hash, algorithm, &value(a), &value(b));
    }
    let scope = |details: Option<&crate::Details>| details.map(|d| d.scope.clone()).unwrap_or_default();
    changes.compare(Field::Scope, "", &scope(before), &scope(after));
    changes.0
}

/// Edges by the names of their ends without versions, so that an update alone moves none.
pub(super) fn edges(document: &Document) -> BTreeSet<Edge> {
    let end = |place: u32| document.sbom.components.get(place as usize).map(named).unwrap_or_default();
    let plain = document.sbom.dependencies.iter();
    let plain =
        plain.map(|(from, to)| Edge { from: end(*from), kind: "DEPENDS_ON".to_owned(), to: end(*to) });
    let others = document.relations.iter();
    let others = others.map(|relation| Edge {
        from: end(relation.from),
        kind: relation.kind.clone(),
        to: end(relation.to),
    });
    plain.chain(others).collect()
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
