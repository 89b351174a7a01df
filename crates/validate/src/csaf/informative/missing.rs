//! 6.3.3, 6.3.4, 6.3.22: what a reader would miss, and paths made of paths.

use std::collections::BTreeSet;

use sekisho_model::text;

use crate::csaf::doc::{Doc, Edition};
use crate::csaf::test::Out;

/// 6.3.3: a vulnerability has its CVE number.
pub(super) fn cve(doc: &Doc<'_>, out: &mut Out<'_>) {
    for vulnerability in doc.vulnerabilities.iter().filter(|vulnerability| !vulnerability.has("cve")) {
        out.fault(
            vulnerability,
            text!(
                ja: "CVE 番号がありません。割り当てを受けて書いてください。",
                en: "The CVE number is missing. Have one assigned, and give it."
            ),
        );
    }
}

/// 6.3.4: a vulnerability has a weakness.
pub(super) fn weakness(doc: &Doc<'_>, out: &mut Out<'_>) {
    for vulnerability in &doc.vulnerabilities {
        let named = match doc.edition {
            Edition::V20 => vulnerability.has("cwe"),
            Edition::V21 => vulnerability.each("cwes").next().is_some(),
        };
        if !named {
            out.fault(
                vulnerability,
                text!(ja: "弱点の種類（CWE）がありません。", en: "No weakness (CWE) is named."),
            );
        }
    }
}

/// 6.3.22: no product path leads through a product that is itself made by a path.
pub(super) fn nested_path(doc: &Doc<'_>, out: &mut Out<'_>) {
    let Some(tree) = doc.root.get("product_tree") else { return };
    let made: BTreeSet<_> = tree
        .each("product_paths")
        .filter_map(|path| path.get("full_product_name")?.text_at("product_id"))
        .collect();
    for path in tree.each("product_paths") {
        let next = path.each("subpaths").filter_map(|sub| sub.get("next_product_reference"));
        for place in path.get("beginning_product_reference").into_iter().chain(next) {
            let Some(id) = place.text().filter(|id| made.contains(id)) else { continue };
            out.fault(
                &place,
                text!(
                    ja: "経路が、別の経路で作られた製品「{id}」を通っています。元の製品を並べるほうが照合しやすくなります。",
                    en: "The path leads through product \"{id}\", which another path makes. It is easier to match if the original products are listed."
                ),
            );
        }
    }
}
