//! 6.2.1 to 6.2.3, 6.2.16, 6.2.31, 6.2.32: products that are used, cared for and told apart.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::text;
use serde_json::Value;

use super::parts::{Group, helpers, metrics};
use crate::csaf::doc::Doc;
use crate::csaf::node::Node;
use crate::csaf::test::Out;

/// 6.2.1: a product that is defined is used somewhere. Informational advisories are excused.
pub(super) fn unused(doc: &Doc<'_>, out: &mut Out<'_>) {
    if doc.category() == "csaf_informational_advisory" {
        return;
    }
    let mut used: BTreeSet<&str> = doc.product_uses.iter().filter_map(Node::text).collect();
    // An extension may speak of products in words of its own.
    for extension in super::extensions::every(doc) {
        extension.walk(&mut |node| used.extend(node.text()));
    }
    for product in &doc.products {
        let Some(id) = product.get("product_id") else { continue };
        let Some(text) = id.text().filter(|text| !used.contains(text)) else { continue };
        out.fault(
            &id,
            text!(
                ja: "製品 ID「{text}」は定義されていますが、どこからも使われていません。定義を消すか、使ってください。",
                en: "Product id \"{text}\" is defined and never used. Remove the definition, or use it."
            ),
        );
    }
}

/// 6.2.2: who is affected or under investigation has a remediation, be it that there is none.
pub(super) fn without_remediation(doc: &Doc<'_>, out: &mut Out<'_>) {
    for vulnerability in &doc.vulnerabilities {
        let cared: BTreeSet<_> =
            vulnerability.each("remediations").flat_map(|item| doc.products_of(&item)).collect();
        let groups = [Group::Affected, Group::UnderInvestigation];
        for place in groups.iter().flat_map(|group| group.places(vulnerability)) {
            let Some(id) = place.text().filter(|id| !cared.contains(id)) else { continue };
            out.fault(
                &place,
                text!(
                    ja: "製品「{id}」は影響を受けるか調査中ですが、対処（remediations）がありません。対処を書くか、none_available などで「ない」と書いてください。",
                    en: "Product \"{id}\" is affected or under investigation and has no remediation. Add one, or say with none_available or no_fix_planned that there is none."
                ),
            );
        }
    }
}

/// 6.2.3: who is affected has a score (2.0) or a metric (2.1).
pub(super) fn without_metric(doc: &Doc<'_>, out: &mut Out<'_>) {
    for vulnerability in &doc.vulnerabilities {
        let scored: BTreeSet<_> =
            metrics(doc, vulnerability).iter().flat_map(super::parts::Metric::products).collect();
        for place in Group::Affected.places(vulnerability) {
            let Some(id) = place.text().filter(|id| !scored.contains(id)) else { continue };
            out.fault(
                &place,
                text!(
                    ja: "製品「{id}」は影響を受けますが、評価値（CVSS など）がありません。評価値を加えてください。",
                    en: "Product \"{id}\" is affected and has no score. Add one."
                ),
            );
        }
    }
}

/// 6.2.16: a product has a helper by which it can be identified.
pub(super) fn without_helper(doc: &Doc<'_>, out: &mut Out<'_>) {
    for product in doc.products.iter().filter(|product| !product.has("product_identification_helper")) {
        let id = product.text_at("product_id").unwrap_or_default();
        out.fault(
            product,
            text!(
                ja: "製品「{id}」を識別する手がかり（product_identification_helper）がありません。型番、CPE、purl などを加えてください。",
                en: "Product \"{id}\" has no product_identification_helper. Add a model number, CPE, purl or the like."
            ),
        );
    }
}

/// 6.2.31: hardware, known by serial or model numbers, is bound to its software by a product path.
pub(super) fn hardware(doc: &Doc<'_>, out: &mut Out<'_>) {
    let paths = doc.root.get("product_tree").into_iter().flat_map(|tree| tree.each("product_paths"));
    let mut bound = BTreeSet::new();
    for path in paths {
        bound.extend(path.text_at("beginning_product_reference"));
        bound.extend(path.each("subpaths").filter_map(|sub| sub.text_at("next_product_reference")));
    }
    for product in &doc.products {
        let Some(helper) = product.get("product_identification_helper") else { continue };
        let id = product.text_at("product_id").unwrap_or_default();
        if (helper.has("serial_numbers") || helper.has("model_numbers")) && !bound.contains(id) {
            out.fault(
                product,
                text!(
                    ja: "製品「{id}」には製造番号か型番があり、ハードウェアと見られますが、ソフトウェアと結び付ける product_paths がありません。ハードウェアだけの文書でなければ、分けて結び付けてください。",
                    en: "Product \"{id}\" has serial or model numbers, as hardware does, and no product path binds it to its software. Unless the document is about hardware alone, separate the two and bind them."
                ),
            );
        }
    }
}

/// 6.2.32: two products don't share a value of the same kind of helper.
pub(super) fn shared_helper(doc: &Doc<'_>, out: &mut Out<'_>) {
    let mut owners: BTreeMap<(&str, String), usize> = BTreeMap::new();
    for (number, helper) in helpers(doc).enumerate() {
        for (kind, list) in helper.entries() {
            let values = if list.value().is_array() { list.items().collect() } else { vec![list] };
            for value in values {
                let owner = *owners.entry((kind, comparable(value.value()))).or_insert(number);
                if owner != number {
                    out.fault(
                        &value,
                        text!(
                            ja: "{kind} の同じ値が別の製品にも使われています。どちらの製品か決められません。改名前後の製品でなければ、直してください。",
                            en: "Another product has the same value of {kind}, so the two cannot be told apart. Correct it, unless one is the other's new name."
                        ),
                    );
                }
            }
        }
    }
}

/// A value as text in which the order of keys and of list items plays no part.
fn comparable(value: &Value) -> String {
    match value {
        Value::Array(items) => {
            let mut items: Vec<_> = items.iter().map(comparable).collect();
            items.sort_unstable();
            format!("[{}]", items.join(","))
        }
        Value::Object(members) => {
            let mut members: Vec<_> =
                members.iter().map(|(key, value)| format!("{key:?}:{}", comparable(value))).collect();
            members.sort_unstable();
            format!("{{{}}}", members.join(","))
        }
        plain => plain.to_string(),
    }
}
