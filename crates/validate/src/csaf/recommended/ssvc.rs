//! 6.2.34 to 6.2.37, 6.3.13 to 6.3.15: namespaces and editions of SSVC decision points.
//!
//! A namespace is a base, then extensions after `/`. The list of registered ones is SSVC's own of October 2026:
//! one registered later is taken for unknown. `example` and `test` are reserved, yet registered; `invalid` is
//! reserved for never being valid.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use sekisho_model::text;

use super::parts::{is_clear, metrics};
use crate::csaf::doc::Doc;
use crate::csaf::node::Node;
use crate::csaf::test::Out;

const REGISTERED: [&str; 7] = ["basic", "cisa", "cvss", "example", "nist", "ssvc", "test"];

/// (namespace, key) → newest edition.
static NEWEST: LazyLock<BTreeMap<(&str, &str), &str>> = LazyLock::new(|| {
    let lines = include_str!("data/ssvc.txt").lines().filter(|line| !line.starts_with('#'));
    let points = lines.filter_map(|line| {
        let mut words = line.split(' ');
        Some((words.next()?, words.next()?, words))
    });
    points.flat_map(|(namespace, edition, keys)| keys.map(move |key| ((namespace, key), edition))).collect()
});

/// The SSVC objects of the document.
fn objects<'d>(doc: &Doc<'d>) -> Vec<Node<'d>> {
    let all = doc.vulnerabilities.iter().flat_map(|vulnerability| metrics(doc, vulnerability));
    all.filter_map(|metric| metric.content.get("ssvc_v2")).collect()
}

/// Each selection's namespace, and where it stands.
fn namespaces<'d>(doc: &Doc<'d>) -> Vec<(Node<'d>, &'d str)> {
    let selections = objects(doc).into_iter().flat_map(|object| object.each("selections"));
    let places = selections.filter_map(|selection| selection.get("namespace"));
    places.filter_map(|place| place.text().map(|text| (place, text))).collect()
}

fn base(namespace: &str) -> &str {
    namespace.split('/').next().unwrap_or(namespace)
}

/// Is the base of a namespace registered? A fragment after `#` tells one collection of the base from another.
fn is_registered(namespace: &str) -> bool {
    let base = base(namespace);
    REGISTERED.contains(&base.split('#').next().unwrap_or(base))
}

/// Is a namespace registered as a whole, without extension?
fn is_registered_as_it_is(namespace: &str) -> bool {
    REGISTERED.contains(&namespace) || NEWEST.keys().any(|(known, _)| *known == namespace)
}

fn unregistered(doc: &Doc<'_>, out: &mut Out<'_>) {
    for (place, namespace) in namespaces(doc) {
        if !is_registered(namespace) {
            let base = base(namespace);
            out.fault(
                &place,
                text!(
                    ja: "SSVC の名前空間「{base}」は登録されていません。読み手がその判断項目を知らないおそれがあります。",
                    en: "SSVC namespace \"{base}\" is not registered; its readers may not know its decision points."
                ),
            );
        }
    }
}

fn extended(doc: &Doc<'_>, out: &mut Out<'_>) {
    for (place, namespace) in namespaces(doc) {
        if let Some((base, extension)) = namespace.split_once('/') {
            out.fault(
                &place,
                text!(
                    ja: "SSVC の名前空間「{base}」に拡張「{extension}」が付いています。知らない読み手は、元の名前空間として読みます。",
                    en: "SSVC namespace \"{base}\" is extended by \"{extension}\"; who does not know the extension reads the base."
                ),
            );
        }
    }
}

/// 6.2.34: the base of the namespace is known.
pub(super) fn unknown(doc: &Doc<'_>, out: &mut Out<'_>) {
    unregistered(doc, out);
}

/// 6.2.35: in a `TLP:CLEAR` document, it is registered.
pub(super) fn unregistered_in_clear(doc: &Doc<'_>, out: &mut Out<'_>) {
    if is_clear(doc) {
        unregistered(doc, out);
    }
}

/// 6.3.14: and in any other.
pub(crate) fn unregistered_elsewhere(doc: &Doc<'_>, out: &mut Out<'_>) {
    if !is_clear(doc) {
        unregistered(doc, out);
    }
}

/// 6.2.36: in a `TLP:CLEAR` document, the namespace isn't extended.
pub(super) fn extended_in_clear(doc: &Doc<'_>, out: &mut Out<'_>) {
    if is_clear(doc) {
        extended(doc, out);
    }
}

/// 6.3.15: nor in any other.
pub(crate) fn extended_elsewhere(doc: &Doc<'_>, out: &mut Out<'_>) {
    if !is_clear(doc) {
        extended(doc, out);
    }
}

/// 6.2.37: for a namespace that isn't registered as it stands, a resource tells what it means.
pub(super) fn without_resource(doc: &Doc<'_>, out: &mut Out<'_>) {
    for object in objects(doc) {
        let summaries: Vec<_> =
            object.each("decision_point_resources").filter_map(|item| item.text_at("summary")).collect();
        for place in object.each("selections").filter_map(|selection| selection.get("namespace")) {
            let Some(namespace) = place.text().filter(|text| !is_registered_as_it_is(text)) else { continue };
            if !summaries.iter().any(|summary| names(summary, namespace)) {
                out.fault(
                    &place,
                    text!(
                        ja: "SSVC の名前空間「{namespace}」は登録されておらず、これを説明する decision_point_resources もありません。summary に名前空間を書いた項目を加えてください。",
                        en: "SSVC namespace \"{namespace}\" is not registered, and no decision point resource explains it. Add one that names the namespace in its summary."
                    ),
                );
            }
        }
    }
}

/// Does a summary name this very namespace, and not only a longer one that starts alike?
fn names(summary: &str, namespace: &str) -> bool {
    summary.match_indices(namespace).any(|(at, _)| {
        let next = summary[at + namespace.len()..].chars().next();
        next.is_none_or(|next| !(next.is_alphanumeric() || matches!(next, '/' | '#' | '-')))
    })
}

/// 6.3.13: the decision point of a registered namespace is the newest edition.
pub(crate) fn edition(doc: &Doc<'_>, out: &mut Out<'_>) {
    for selection in objects(doc).into_iter().flat_map(|object| object.each("selections")) {
        let (Some(namespace), Some(key)) = (selection.text_at("namespace"), selection.text_at("key")) else {
            continue;
        };
        let Some(version) = selection.text_at("version") else { continue };
        let Some(newest) = NEWEST.get(&(base(namespace), key)) else { continue };
        if number(version) < number(newest) {
            out.fault(
                &selection,
                text!(
                    ja: "SSVC の判断項目 {key} の {version} 版ですが、{newest} 版が出ています。",
                    en: "SSVC decision point {key} is given in edition {version}; {newest} is out."
                ),
            );
        }
    }
}

fn number(version: &str) -> Vec<u64> {
    version.split('.').map(|part| part.parse().unwrap_or_default()).collect()
}
