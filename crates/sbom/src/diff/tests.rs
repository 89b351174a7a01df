//! Components are paired once, by package and then by name, and every difference is told in a fixed order.

use proptest::prelude::*;
use sekisho_model::{ComponentKind, Stated};

use super::*;
use crate::testing::seeded;
use crate::{Relation, sample};

fn version(text: &str) -> Stated<String> {
    Stated::Known(text.to_owned())
}

/// Changes as short lines.
fn lines(changes: &[Change]) -> Vec<String> {
    changes.iter().map(|c| format!("{:?} {}: {} -> {}", c.field, c.part, c.old, c.new)).collect()
}

#[test]
fn a_document_does_not_differ_from_itself() {
    for document in [sample::document(), sample::overfull()] {
        let diff = diff(&document, &document);
        assert!(diff.is_empty(), "{diff:#?}");
        assert_eq!(diff.same, document.sbom.components.len());
        assert!(diff.answer().ja.contains("違いはありません"));
    }
}

#[test]
fn an_update_is_one_change_and_moves_no_edge() {
    let (old, mut new) = (sample::document(), sample::document());
    new.sbom.components[1].version = version("1.5.0");
    new.sbom.components[1].purl = Some("pkg:cargo/stack@1.5.0".parse().unwrap());
    new.sbom.components[1].licence = "Apache-2.0".to_owned();
    new.sbom.components[1].supplier = "Others".to_owned();
    new.sbom.components[1].hashes.remove("SHA-256");
    new.details[1].scope = "optional".to_owned();
    let diff = diff(&old, &new);
    assert_eq!((diff.added.len(), diff.removed.len(), diff.changed.len(), diff.same), (0, 0, 1, 2));
    assert_eq!((diff.edges_added.len(), diff.edges_removed.len()), (0, 0));
    let changed = &diff.changed[0];
    assert_eq!(changed.paired_by, PairedBy::PackageUrl);
    let hash = format!("Hash SHA-256: {} -> ", "cd".repeat(32));
    assert_eq!(
        lines(&changed.changes),
        [
            "Version : 1.4.2 -> 1.5.0",
            "Supplier : Kasumi Industries https://kasumi.example -> Others https://kasumi.example",
            "Licence : MIT -> Apache-2.0",
            hash.as_str(),
            "Scope :  -> optional",
        ]
    );
}

#[test]
fn a_component_that_got_a_package_url_is_still_the_same_one() {
    let (mut old, new) = (sample::document(), sample::document());
    old.sbom.components[2].purl = None;
    let diff = diff(&old, &new);
    assert_eq!((diff.added.len(), diff.removed.len()), (0, 0));
    assert_eq!(diff.changed[0].paired_by, PairedBy::Name);
    assert_eq!(lines(&diff.changed[0].changes), ["Purl :  -> pkg:cargo/crc"]);
}

#[test]
fn another_kind_or_group_under_the_same_name_is_another_component() {
    let (mut old, mut new) = (sample::document(), sample::document());
    old.sbom.components[2].purl = None;
    new.sbom.components[2].purl = None;
    new.sbom.components[2].kind = ComponentKind::Firmware;
    let diff = diff(&old, &new);
    assert_eq!(diff.added[0].label, "crc 0.9.0");
    assert_eq!(diff.removed[0].label, "crc 0.9.0");
}

#[test]
fn of_several_versions_of_one_package_the_same_versions_are_paired_first() {
    let (mut old, mut new) = (sample::document(), sample::document());
    for (document, versions) in [(&mut old, ["1.0.0", "2.0.0"]), (&mut new, ["2.0.0", "1.1.0"])] {
        for (place, version) in [1, 2].into_iter().zip(versions) {
            let component = &mut document.sbom.components[place];
            component.name = "crc".to_owned();
            component.version = Stated::Known(version.to_owned());
            component.purl = Some(format!("pkg:cargo/crc@{version}").parse().unwrap());
            document.details[place] = crate::Details::default();
        }
    }
    let diff = diff(&old, &new);
    assert_eq!(diff.changed.len(), 1);
    assert_eq!(lines(&diff.changed[0].changes), ["Version : 1.0.0 -> 1.1.0"]);
    assert_eq!((diff.added.len(), diff.removed.len()), (0, 0));
}

#[test]
fn added_removed_edges_and_the_head_are_told() {
    let (mut old, mut new) = (sample::document(), sample::document());
    old.sbom.components.pop();
    old.details.pop();
    old.sbom.dependencies = vec![(0, 1)];
    new.head.serial = "urn:uuid:0".to_owned();
    new.head.authors.clear();
    new.relations.push(Relation { from: 0, kind: "STATIC_LINK".to_owned(), to: 2 });
    let diff = diff(&old, &new);
    assert_eq!(
        diff.added,
        [Side { place: 2, label: "crc 0.9.0".to_owned(), purl: "pkg:cargo/crc@0.9.0".to_owned() }]
    );
    let edges: Vec<String> =
        diff.edges_added.iter().map(|e| format!("{} {} {}", e.from, e.kind, e.to)).collect();
    assert_eq!(edges, ["cargo/stack DEPENDS_ON cargo/crc", "generic/gateway STATIC_LINK cargo/crc"]);
    assert_eq!(
        lines(&diff.head),
        [
            "Serial : urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79 -> urn:uuid:0",
            "Authors : Sato sato@kasumi.example -> "
        ]
    );
    assert_eq!(diff.answer().en, "Components added 1, removed 0, changed 0; dependencies changed 2.");
}

#[test]
fn each_thing_that_changes_of_a_component_is_one_difference() {
    type Change = fn(&mut crate::Details);
    let changes: [(&str, Change); 9] = [
        ("Authors", |it| it.authors.push(crate::Party { name: "x".to_owned(), ..crate::Party::default() })),
        ("Manufacturer", |it| {
            it.manufacturer = Some(crate::Party { url: "x".to_owned(), ..crate::Party::default() })
        }),
        ("Publisher", |it| it.publisher = "x".to_owned()),
        ("Description", |it| it.description = "x".to_owned()),
        ("Copyright", |it| it.copyright = "x".to_owned()),
        ("FileName", |it| it.file_name = "x".to_owned()),
        ("Links vcs", |it| {
            it.links.push(crate::Link {
                kind: "vcs".to_owned(),
                url: "x".to_owned(),
                ..crate::Link::default()
            })
        }),
        ("Properties k", |it| it.properties.push(("k".to_owned(), "x".to_owned()))),
        ("Identifiers swid", |it| it.identifiers.push(("swid".to_owned(), "x".to_owned()))),
    ];
    for (field, change) in changes {
        let (old, mut new) = (sample::document(), sample::document());
        change(&mut new.details[1]);
        let diff = diff(&old, &new);
        let told: Vec<String> = diff.changed.iter().flat_map(|it| lines(&it.changes)).collect();
        assert_eq!((told.len(), diff.same), (1, 2), "{field}: {told:?}");
        assert!(told[0].starts_with(field), "{told:?}");
    }
}

#[test]
fn another_name_of_an_end_moves_no_edge_and_a_second_version_has_edges_of_its_own() {
    let (mut old, new) = (sample::document(), sample::document());
    old.sbom.components[2].purl = None;
    let found = diff(&old, &new);
    assert_eq!((found.edges_added.len(), found.edges_removed.len()), (0, 0));
    let (mut old, mut new) = (
        made(&[(0, 0, true), (1, 1, true), (1, 2, true)]),
        made(&[(0, 0, true), (1, 1, true), (1, 2, true)]),
    );
    old.sbom.dependencies = vec![(0, 1), (0, 2)];
    new.sbom.dependencies = vec![(0, 2)];
    assert_eq!(diff(&old, &new).edges_removed.len(), 1);
}

proptest! {
    #![proptest_config(seeded(200))]

    /// Whatever is on either side, each component is told exactly once.
    #[test]
    fn counts_in_are_counts_out(
        old in prop::collection::vec((0_usize..4, 0_u8..3, any::<bool>()), 0..12),
        new in prop::collection::vec((0_usize..4, 0_u8..3, any::<bool>()), 0..12),
    ) {
        let (old, new) = (made(&old), made(&new));
        let there = diff(&old, &new);
        let back = diff(&new, &old);
        prop_assert_eq!(there.removed.len() + there.changed.len() + there.same, old.sbom.components.len());
        prop_assert_eq!(there.added.len() + there.changed.len() + there.same, new.sbom.components.len());
        prop_assert_eq!(back.added.len(), there.removed.len());
        prop_assert_eq!(back.same, there.same);
        prop_assert_eq!(diff(&old, &new), there);
    }
}

fn made(parts: &[(usize, u8, bool)]) -> Document {
    let mut document = sample::document();
    document.sbom.components.clear();
    document.sbom.dependencies.clear();
    document.details.clear();
    for (name, version, has_purl) in parts {
        let (name, version) = (["a", "b", "c", "d"][*name], version.to_string());
        document.sbom.components.push(sekisho_model::Component {
            name: name.to_owned(),
            purl: has_purl.then(|| format!("pkg:npm/{name}@{version}").parse().unwrap()),
            version: Stated::Known(version),
            ..sekisho_model::Component::default()
        });
        document.details.push(crate::Details::default());
    }
    document
}
