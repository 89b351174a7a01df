//! Which edges are written as plain dependencies, and which are told by nesting or by a relation of another sort.
//!
//! A document's dependencies hold every edge that matching follows, also those that come from nesting and from
//! relations such as `CONTAINS`. Invariant: no edge is written twice, and none is left out.

use std::collections::{BTreeMap, BTreeSet};

use crate::Document;

/// Sorts of relation that say "from needs or contains to".
const FORWARD: [&str; 5] = ["DEPENDS_ON", "CONTAINS", "DYNAMIC_LINK", "STATIC_LINK", "HAS_PREREQUISITE"];

/// Sorts of relation that say "to needs or contains from".
const BACKWARD: [&str; 10] = [
    "DEPENDENCY_OF",
    "CONTAINED_BY",
    "PREREQUISITE_FOR",
    "BUILD_DEPENDENCY_OF",
    "DEV_DEPENDENCY_OF",
    "OPTIONAL_DEPENDENCY_OF",
    "PROVIDED_DEPENDENCY_OF",
    "RUNTIME_DEPENDENCY_OF",
    "TEST_DEPENDENCY_OF",
    "OPTIONAL_COMPONENT_OF",
];

/// Does this sort of relation say that one needs or contains the other?
pub(super) fn is_dependency(kind: &str) -> bool {
    FORWARD.contains(&kind) || BACKWARD.contains(&kind)
}

/// Edges by component, both in order of place.
pub(super) type Edges = BTreeMap<u32, BTreeSet<u32>>;

/// Edges that nesting says.
pub(super) fn nested(document: &Document) -> BTreeSet<(u32, u32)> {
    let parents = document.details.iter().zip(0_u32..);
    parents.filter_map(|(details, place)| Some((details.parent?, place))).collect()
}

/// Edges that relations of another sort than "depends on" say.
pub(super) fn related(document: &Document) -> BTreeSet<(u32, u32)> {
    let edge = |relation: &crate::Relation| {
        if FORWARD.contains(&relation.kind.as_str()) {
            Some((relation.from, relation.to))
        } else if BACKWARD.contains(&relation.kind.as_str()) {
            Some((relation.to, relation.from))
        } else {
            None
        }
    };
    document.relations.iter().filter_map(edge).collect()
}

/// The document's dependencies but for those told otherwise.
pub(super) fn dependencies(document: &Document, told: &BTreeSet<(u32, u32)>) -> Edges {
    let mut edges = Edges::new();
    for edge in document.sbom.dependencies.iter().filter(|edge| !told.contains(edge)) {
        edges.entry(edge.0).or_default().insert(edge.1);
    }
    edges
}

/// Components that nothing depends on, or all of them where there are only cycles.
pub(super) fn roots(document: &Document) -> Vec<u32> {
    let needed: BTreeSet<u32> = document.sbom.dependencies.iter().map(|edge| edge.1).collect();
    let places = || (0_u32..).zip(&document.sbom.components).map(|(place, _)| place);
    let roots: Vec<u32> = places().filter(|place| !needed.contains(place)).collect();
    if roots.is_empty() { places().collect() } else { roots }
}
