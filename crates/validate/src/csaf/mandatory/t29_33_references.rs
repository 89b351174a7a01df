//! 6.1.29, 6.1.32 and 6.1.33: remediations and flags say for which products they are, and flags don't overlap.

use std::collections::BTreeSet;

use sekisho_model::text;

use crate::csaf::doc::Doc;
use crate::csaf::test::Out;

/// 6.1.29: a remediation names products or groups.
pub(super) fn remediation(doc: &Doc<'_>, out: &mut Out<'_>) {
    nameless("remediations", doc, out);
}

/// 6.1.32: a flag names products or groups.
pub(super) fn flag(doc: &Doc<'_>, out: &mut Out<'_>) {
    nameless("flags", doc, out);
}

fn nameless(list: &'static str, doc: &Doc<'_>, out: &mut Out<'_>) {
    for item in doc.vulnerabilities.iter().flat_map(|vulnerability| vulnerability.each(list)) {
        if !item.has("product_ids") && !item.has("group_ids") {
            out.fault(
                &item,
                text!(
                    ja: "どの製品についてかがありません。product_ids か group_ids を加えてください。",
                    en: "It does not say for which products it is. Add product_ids or group_ids."
                ),
            );
        }
    }
}

/// Labels that are VEX justifications.
const JUSTIFICATIONS: &[&str] = &[
    "component_not_present",
    "inline_mitigations_already_exist",
    "vulnerable_code_cannot_be_controlled_by_adversary",
    "vulnerable_code_not_in_execute_path",
    "vulnerable_code_not_present",
];

/// 6.1.33: a product has one justification in a vulnerability, groups counted.
pub(super) fn flagged_twice(doc: &Doc<'_>, out: &mut Out<'_>) {
    for vulnerability in &doc.vulnerabilities {
        let mut seen = BTreeSet::new();
        for flag in vulnerability.each("flags") {
            if !flag.text_at("label").is_some_and(|label| JUSTIFICATIONS.contains(&label)) {
                continue;
            }
            let again: Vec<&str> =
                doc.products_of(&flag).into_iter().filter(|id| !seen.insert(*id)).collect();
            if !again.is_empty() {
                let ids = again.join(", ");
                out.fault(
                    &flag,
                    text!(
                        ja: "製品 {ids} には前の flags に別の理由があります。一つだけにしてください。",
                        en: "An earlier flag gives a justification for {ids} already. Keep one."
                    ),
                );
            }
        }
    }
}
