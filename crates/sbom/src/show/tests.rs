//! Counts add up, and the shape of the graph is told even where it has cycles.

use super::*;
use crate::sample;

#[test]
fn a_full_document_misses_nothing() {
    let summary = summary(&sample::document());
    assert_eq!((summary.components, summary.graph.edges, summary.graph.depth), (3, 2, 2));
    assert_eq!(summary.graph.roots, [0]);
    assert_eq!(
        summary.by_kind,
        BTreeMap::from([(ComponentKind::Library, 2), (ComponentKind::Application, 1)])
    );
    assert_eq!(summary.by_ecosystem, BTreeMap::from([("cargo".to_owned(), 2), ("generic".to_owned(), 1)]));
    assert_eq!(summary.missing(), []);
    assert_eq!(
        summary.answer().en,
        "CycloneDX 1.6, 3 components, 2 dependencies. Components that can be matched by name only: 0."
    );
}

#[test]
fn what_is_missing_comes_with_its_count_most_first() {
    let mut document = sample::overfull();
    document.sbom.components[1].purl = None;
    document.sbom.components[0].licence.clear();
    document.sbom.created = Stated::Unknown;
    document.head.authors.clear();
    let summary = summary(&document);
    let missing: Vec<String> = summary.missing().into_iter().map(|text| text.en).collect();
    assert_eq!(
        missing,
        [
            "2 components without package URL",
            "1 components without licence",
            "no time of making",
            "no author"
        ]
    );
    assert_eq!(summary.stated.no_identity, 1);
    assert_eq!(summary.by_ecosystem[""], 2);
    assert_eq!(summary.unread["components[].pedigree"], 2);
}

#[test]
fn a_cycle_ends_and_what_only_hangs_in_it_is_counted() {
    let mut document = sample::document();
    document.sbom.dependencies = vec![(1, 2), (2, 1)];
    let graph = summary(&document).graph;
    assert_eq!((graph.roots.as_slice(), graph.depth, graph.alone, graph.unreachable), (&[0][..], 0, 1, 2));
    document.sbom.dependencies = vec![(0, 0), (0, 1), (1, 2), (2, 0)];
    let graph = summary(&document).graph;
    assert_eq!((graph.roots.len(), graph.unreachable), (0, 3));
}

#[test]
fn an_empty_document_says_that_it_is_empty() {
    let mut document = sample::document();
    document.sbom.components.clear();
    document.sbom.dependencies.clear();
    document.details.clear();
    let summary = summary(&document);
    assert_eq!(summary.components, 0);
    assert_eq!(summary.missing()[0].ja, "部品が 1 件もありません");
}
