//! How to tell whether a document has what an element asks: one function an id.
//!
//! Invariants: a check looks at every component or at the document, counts what it looked at, and never takes
//! "nothing was there" for "in order". It does not know which framework asks.

mod bsi;

use sekisho_model::{Component, Stated, Text, text};

use crate::draft::says_nothing;
use crate::write::{is_cpe, is_digest};
use crate::{Completeness, Details, Document, Licence, Party};

/// What a check found.
pub(super) enum Found {
    /// How many things were looked at, and those not in order, with words where the row's own do not do.
    Looked {
        /// How many.
        at: usize,
        /// Which, by place; none is the document.
        failing: Vec<(Option<u32>, Option<Text>)>,
    },
    /// There is nothing to which the element applies.
    NotApplicable(Text),
    /// The file does not show it.
    NotDecidable(Text),
}

/// A check.
pub(super) type Check = fn(&Document) -> Found;

/// All checks by id.
pub(super) const CHECKS: [(&str, Check); 34] = [
    ("supplier", |d| each(d, |c, m| !says_nothing(&c.supplier) || m.supplier.as_ref().is_some_and(is_named))),
    ("producer", |d| each(d, has_producer)),
    ("component-name", |d| each(d, |c, _| !says_nothing(&c.name))),
    ("component-version", |d| each(d, |c, _| matches!(&c.version, Stated::Known(v) if !says_nothing(v)))),
    ("unique-identifier", |d| each(d, has_identifier)),
    ("component-hash", |d| each(d, |c, _| c.hashes.iter().any(|(name, value)| is_digest(name, value)))),
    ("component-licence", |d| each(d, has_licence)),
    ("dependency-relationship", dependency_relationship),
    ("sbom-author", |d| whole(d.head.authors.iter().any(is_named))),
    ("timestamp", |d| whole(d.sbom.created.known().is_some())),
    ("tool-name", |d| whole(d.head.tools.iter().any(|tool| !says_nothing(tool)))),
    ("generation-context", |d| whole(d.head.lifecycles.iter().any(|stage| !says_nothing(stage)))),
    ("machine-readable", |d| whole(is_sbom_form(&d.sbom.format))),
    ("product-named", product_named),
    ("top-level-dependencies", top_level_dependencies),
    ("known-unknowns", known_unknowns),
    ("bsi-no-vulnerabilities", bsi::no_vulnerabilities),
    ("bsi-format", |d| whole(bsi::is_new_enough(&d.sbom.format))),
    ("bsi-sbom-creator", |d| whole(d.head.authors.iter().any(can_be_reached))),
    ("bsi-component-creator", |d| each(d, bsi::has_reachable_creator)),
    ("bsi-filename", |d| each(d, |_, m| bsi::file_name(m).is_some_and(bsi::is_bare))),
    ("bsi-dependencies", |d| each(d, |_, m| m.completeness != Completeness::Unsaid)),
    ("bsi-distribution-licences", |d| each(d, |_, m| bsi::has_licence(m, crate::LicenceRole::Concluded))),
    ("bsi-sha-512", |d| each(d, bsi::has_sha_512)),
    ("bsi-executable", |d| bsi::flag(d, &bsi::EXECUTABLE)),
    ("bsi-archive", |d| bsi::flag(d, &bsi::ARCHIVE)),
    ("bsi-structured", |d| bsi::flag(d, &bsi::STRUCTURED)),
    ("bsi-sbom-uri", |d| whole(bsi::is_uri(&d.head.serial))),
    ("bsi-source-uri", |d| each(d, |_, m| bsi::has_link(m, "source-distribution"))),
    ("bsi-deployable-uri", |d| each(d, |_, m| bsi::has_link(m, "distribution"))),
    ("bsi-original-licences", |d| each(d, |_, m| bsi::has_licence(m, crate::LicenceRole::Declared))),
    ("bsi-effective-licence", |d| each(d, |_, m| bsi::property(m, bsi::EFFECTIVE_LICENCE).is_some())),
    ("bsi-source-hash", |d| each(d, |_, m| bsi::has_source_hash(m))),
    ("bsi-security-txt", |d| each(d, |_, m| bsi::has_link(m, "rfc-9116"))),
];

/// The check with an id.
pub(super) fn check(id: &str) -> Option<Check> {
    CHECKS.iter().find(|(name, _)| *name == id).map(|(_, check)| *check)
}

/// A question to each component.
fn each(document: &Document, is_in_order: impl Fn(&Component, &Details) -> bool) -> Found {
    let parts = (0_u32..).zip(document.sbom.components.iter().zip(&document.details));
    let failing = parts.filter(|(_, (component, details))| !is_in_order(component, details));
    let failing: Vec<_> = failing.map(|(place, _)| (Some(place), None)).collect();
    of_components(document, failing)
}

fn of_components(document: &Document, failing: Vec<(Option<u32>, Option<Text>)>) -> Found {
    if document.sbom.components.is_empty() {
        return Found::NotApplicable(
            text!(ja: "部品が 1 件もないので判定できません。", en: "There is not a single component to judge."),
        );
    }
    Found::Looked { at: document.sbom.components.len(), failing }
}

/// A question to the document.
fn whole(is_in_order: bool) -> Found {
    let failing = if is_in_order { Vec::new() } else { vec![(None, None)] };
    Found::Looked { at: 1, failing }
}

fn is_named(party: &Party) -> bool {
    !says_nothing(&party.name)
}

fn can_be_reached(party: &Party) -> bool {
    party.mail.contains('@') || crate::write::is_web(&party.url)
}

fn has_producer(component: &Component, details: &Details) -> bool {
    !says_nothing(&component.supplier)
        || [&details.manufacturer, &details.supplier].into_iter().flatten().any(is_named)
        || details.authors.iter().any(is_named)
}

fn has_identifier(component: &Component, details: &Details) -> bool {
    component.purl.is_some()
        || component.cpes.iter().any(|cpe| is_cpe(cpe))
        || details.identifiers.iter().any(|(_, value)| !says_nothing(value))
}

/// A licence, or the statement that there is none (`NONE`); that nobody looked (`NOASSERTION`) is none.
fn has_licence(component: &Component, details: &Details) -> bool {
    let is_said = |words: &str| !matches!(words.trim(), "" | "NOASSERTION");
    is_said(&component.licence) || details.licences.iter().any(|Licence { words, .. }| is_said(words))
}

fn is_sbom_form(format: &str) -> bool {
    format.starts_with("CycloneDX") || format.starts_with("SPDX")
}

/// Each component stands in a relation, or says whether it has any.
fn dependency_relationship(document: &Document) -> Found {
    let mut is_related = vec![false; document.sbom.components.len()];
    let dependencies = document.sbom.dependencies.iter().flat_map(|(from, to)| [*from, *to]);
    let relations = document.relations.iter().flat_map(|relation| [relation.from, relation.to]);
    for place in dependencies.chain(relations) {
        if let Some(is_related) = is_related.get_mut(place as usize) {
            *is_related = true;
        }
    }
    let parts = (0_u32..).zip(is_related.iter().zip(&document.details));
    let failing = parts.filter(|(_, (is_related, details))| {
        !**is_related && details.parent.is_none() && details.completeness == Completeness::Unsaid
    });
    let failing = failing.map(|(place, _)| (Some(place), None)).collect();
    of_components(document, failing)
}

fn product_named(document: &Document) -> Found {
    let subject = document.head.subject.and_then(|place| document.sbom.components.get(place as usize));
    let (name, version) = match subject {
        Some(subject) => (&subject.name, &subject.version),
        None => (&document.sbom.name, &document.sbom.version),
    };
    whole(!name.trim().is_empty() && version.known().is_some_and(|version| !version.trim().is_empty()))
}

/// What the document describes depends on something, or is said to depend on nothing.
fn top_level_dependencies(document: &Document) -> Found {
    let Some(subject) = document.head.subject else {
        let what = text!(
            ja: "何の SBOM かが示されていないので、直接の依存が分かりません。対象の部品を示してください。",
            en: "The SBOM does not say what it describes, so its direct dependencies cannot be told. Name that component."
        );
        return Found::Looked { at: 1, failing: vec![(None, Some(what))] };
    };
    let has_edge = document.sbom.dependencies.iter().any(|(from, to)| *from == subject && from != to);
    let details = document.details.get(subject as usize);
    let says_none = details.is_some_and(|details| details.completeness == Completeness::Complete);
    let failing = if has_edge || says_none { Vec::new() } else { vec![(Some(subject), None)] };
    Found::Looked { at: 1, failing }
}

/// Something is said of completeness. Where nothing is, the reader has to take the list for incomplete.
fn known_unknowns(document: &Document) -> Found {
    if document.sbom.components.is_empty() {
        return of_components(document, Vec::new());
    }
    let is_said_of_all = document.head.completeness != Completeness::Unsaid
        || document.details.iter().all(|details| details.completeness != Completeness::Unsaid);
    if is_said_of_all {
        return whole(true);
    }
    Found::NotDecidable(text!(
        ja: "網羅性が書かれていない部品があります。すべてなのか欠けているのか分かりません。",
        en: "Of some components nothing is said on completeness: whether all is listed cannot be told."
    ))
}
