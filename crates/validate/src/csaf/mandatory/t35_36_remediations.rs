//! 6.1.35 and 6.1.36: remediations for one product don't contradict each other, nor the product's state.

use std::collections::BTreeMap;

use sekisho_model::text;

use crate::csaf::doc::{Doc, status_group};
use crate::csaf::test::Out;

/// Categories that one product cannot have both (CSAF 2.1, table of remediation combinations). Beside these,
/// `optional_patch` and `none_available` go with no other category.
const APART: &[(&str, &str)] =
    &[("vendor_fix", "fix_planned"), ("vendor_fix", "no_fix_planned"), ("fix_planned", "no_fix_planned")];
const ALONE: &[&str] = &["optional_patch", "none_available"];

fn contradict(a: &str, b: &str) -> bool {
    a != b && (ALONE.contains(&a) || ALONE.contains(&b) || APART.contains(&(a, b)) || APART.contains(&(b, a)))
}

/// 6.1.35: the categories for one product go together.
pub(super) fn contradicting(doc: &Doc<'_>, out: &mut Out<'_>) {
    for vulnerability in &doc.vulnerabilities {
        let mut seen: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for remediation in vulnerability.each("remediations") {
            let Some(category) = remediation.text_at("category") else { continue };
            let mut told = false;
            for id in doc.products_of(&remediation) {
                let before = seen.entry(id).or_default();
                let other = before.iter().find(|other| contradict(other, category)).copied();
                before.push(category);
                let Some(other) = other.filter(|_| !std::mem::replace(&mut told, true)) else { continue };
                out.fault(
                    &remediation,
                    text!(
                        ja: "製品「{id}」への対処 {category} は、前にある {other} と矛盾します。どちらかを消してください。",
                        en: "Remediation {category} for product \"{id}\" contradicts {other} before it. Remove one."
                    ),
                );
            }
        }
    }
}

/// 6.1.36: the categories for one product go with its state (CSAF 2.1, table of status and categories).
pub(super) fn contradicting_status(doc: &Doc<'_>, out: &mut Out<'_>) {
    for vulnerability in &doc.vulnerabilities {
        let mut states: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (key, list) in vulnerability.get("product_status").iter().flat_map(|status| status.entries()) {
            let Some(group) = status_group(key) else { continue };
            list.items().filter_map(|id| id.text()).for_each(|id| states.entry(id).or_default().push(group));
        }
        for remediation in vulnerability.each("remediations") {
            let Some(category) = remediation.text_at("category") else { continue };
            let wrong = doc.products_of(&remediation).into_iter().find_map(|id| {
                let state = states.get(id)?.iter().find(|state| is_prohibited(category, state))?;
                Some((id, *state))
            });
            if let Some((id, state)) = wrong {
                let state = state.replace('_', " ");
                out.fault(
                    &remediation,
                    text!(
                        ja: "対処 {category} は、製品「{id}」の状態（{state}）と矛盾します。どちらかを直してください。",
                        en: "Remediation {category} contradicts the state of product \"{id}\" ({state}). Correct one."
                    ),
                );
            }
        }
    }
}

fn is_prohibited(category: &str, state: &str) -> bool {
    match state {
        "affected" => category == "optional_patch",
        "not_affected" => matches!(category, "workaround" | "mitigation" | "vendor_fix" | "none_available"),
        "fixed" => category != "optional_patch",
        _ => false,
    }
}
