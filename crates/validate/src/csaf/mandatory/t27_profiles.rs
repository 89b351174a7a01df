//! 6.1.27.1 to 6.1.27.13 and 6.1.27.20: what a profile asks of its documents. Documents of other profiles pass.

use std::collections::BTreeSet;

use sekisho_model::text;

use crate::csaf::correspondence::Correspondence;
use crate::csaf::doc::{Doc, status_group};
use crate::csaf::node::Node;
use crate::csaf::test::Out;

const TELLING: &[&str] = &["csaf_informational_advisory", "csaf_security_incident_response"];
const VULNERABLE: &[&str] = &["csaf_security_advisory", "csaf_vex", "csaf_deprecated_security_advisory"];
const ADVISORIES: &[&str] = &["csaf_security_advisory", "csaf_deprecated_security_advisory"];

/// 6.1.27.1: a note describes what it is about.
pub(super) fn document_notes(doc: &Doc<'_>, out: &mut Out<'_>) {
    let telling = ["description", "details", "general", "summary"];
    let told = |note: Node<'_>| note.text_at("category").is_some_and(|category| telling.contains(&category));
    if TELLING.contains(&doc.profile()) && !doc.document.each("notes").any(told) {
        out.fault(
            &doc.document.get("notes").unwrap_or_else(|| doc.document.clone()),
            text!(
                ja: "description・details・general・summary のどれかの注記が一つ以上必要です。加えてください。",
                en: "At least one note of category description, details, general or summary is needed. Add one."
            ),
        );
    }
}

/// 6.1.27.2: a reference leads elsewhere.
pub(super) fn document_references(doc: &Doc<'_>, out: &mut Out<'_>) {
    // A reference without a category is external.
    let external = |reference: Node<'_>| reference.text_at("category").unwrap_or("external") == "external";
    if TELLING.contains(&doc.profile()) && !doc.document.each("references").any(external) {
        out.fault(
            &doc.document.get("references").unwrap_or_else(|| doc.document.clone()),
            text!(
                ja: "外部（external）への参照が一つ以上必要です。加えてください。",
                en: "At least one reference of category external is needed. Add one."
            ),
        );
    }
}

/// 6.1.27.3: no vulnerabilities.
pub(super) fn no_vulnerabilities(doc: &Doc<'_>, out: &mut Out<'_>) {
    let profiles = ["csaf_informational_advisory", "csaf_withdrawn", "csaf_superseded"];
    if let Some(list) = doc.root.get("vulnerabilities").filter(|_| profiles.contains(&doc.profile())) {
        let category = doc.profile();
        out.fault(
            &list,
            text!(
                ja: "{category} の文書に vulnerabilities は書けません。消すか、文書の種類を変えてください。",
                en: "A document of category {category} has no vulnerabilities. Remove them, or change the category."
            ),
        );
    }
}

/// 6.1.27.4: there is a product tree.
pub(super) fn product_tree(doc: &Doc<'_>, out: &mut Out<'_>) {
    missing(VULNERABLE, &doc.root, "product_tree", doc, out);
}

/// 6.1.27.5: each vulnerability has notes.
pub(super) fn vulnerability_notes(doc: &Doc<'_>, out: &mut Out<'_>) {
    doc.vulnerabilities
        .iter()
        .for_each(|vulnerability| missing(VULNERABLE, vulnerability, "notes", doc, out));
}

/// 6.1.27.6: each vulnerability has the state of products.
pub(super) fn product_status(doc: &Doc<'_>, out: &mut Out<'_>) {
    doc.vulnerabilities
        .iter()
        .for_each(|vulnerability| missing(ADVISORIES, vulnerability, "product_status", doc, out));
}

fn missing(profiles: &[&str], node: &Node<'_>, member: &'static str, doc: &Doc<'_>, out: &mut Out<'_>) {
    let category = doc.profile();
    if profiles.contains(&category) && !node.has(member) {
        out.fault(
            node,
            text!(
                ja: "{category} の文書なので、ここに「{member}」が必要です。加えてください。",
                en: "A document of category {category} needs \"{member}\" here. Add it."
            ),
        );
    }
}

/// 6.1.27.7: a VEX states one of the four states of VEX.
pub(super) fn vex_status(doc: &Doc<'_>, out: &mut Out<'_>) {
    let states = ["fixed", "known_affected", "known_not_affected", "under_investigation"];
    for vulnerability in doc.vulnerabilities.iter().filter(|_| doc.profile() == "csaf_vex") {
        let status = vulnerability.get("product_status");
        if !states.iter().any(|state| status.as_ref().is_some_and(|status| status.has(state))) {
            out.fault(
                &status.unwrap_or_else(|| vulnerability.clone()),
                text!(
                    ja: "VEX には fixed・known_affected・known_not_affected・under_investigation のどれかが必要です。",
                    en: "A VEX needs fixed, known_affected, known_not_affected or under_investigation here. Add one."
                ),
            );
        }
    }
}

/// 6.1.27.8: a VEX names each vulnerability by an id.
pub(super) fn vulnerability_id(doc: &Doc<'_>, out: &mut Out<'_>) {
    for vulnerability in doc.vulnerabilities.iter().filter(|_| doc.profile() == "csaf_vex") {
        if !vulnerability.has("cve") && !vulnerability.has("ids") {
            out.fault(
                vulnerability,
                text!(
                    ja: "VEX の脆弱性には cve か ids が必要です。加えてください。",
                    en: "A vulnerability of a VEX needs \"cve\" or \"ids\". Add one."
                ),
            );
        }
    }
}

/// 6.1.27.9: a VEX says why a product is not affected.
pub(super) fn impact_statement(doc: &Doc<'_>, out: &mut Out<'_>) {
    for vulnerability in doc.vulnerabilities.iter().filter(|_| doc.profile() == "csaf_vex") {
        let impacts =
            vulnerability.each("threats").filter(|threat| threat.text_at("category") == Some("impact"));
        let told = told(doc, vulnerability.each("flags").chain(impacts));
        for (node, id) in listed(vulnerability, "known_not_affected").filter(|(_, id)| !told.contains(id)) {
            out.fault(
                &node,
                text!(
                    ja: "製品「{id}」が影響を受けない理由がありません。flags か threats（impact）に加えてください。",
                    en: "Nothing says why product \"{id}\" is not affected. Add a flag, or a threat of category impact."
                ),
            );
        }
    }
}

/// 6.1.27.10: a VEX says what to do about an affected product.
pub(super) fn action_statement(doc: &Doc<'_>, out: &mut Out<'_>) {
    for vulnerability in doc.vulnerabilities.iter().filter(|_| doc.profile() == "csaf_vex") {
        let told = told(doc, vulnerability.each("remediations"));
        for (node, id) in listed(vulnerability, "known_affected").filter(|(_, id)| !told.contains(id)) {
            out.fault(
                &node,
                text!(
                    ja: "影響を受ける製品「{id}」への対処がありません。remediations に加えてください。",
                    en: "Nothing says what to do about affected product \"{id}\". Add a remediation."
                ),
            );
        }
    }
}

fn told<'d>(doc: &Doc<'d>, items: impl Iterator<Item = Node<'d>>) -> BTreeSet<&'d str> {
    items.flat_map(|item| doc.products_of(&item)).collect()
}

fn listed<'d>(vulnerability: &Node<'d>, state: &'d str) -> impl Iterator<Item = (Node<'d>, &'d str)> {
    let list = vulnerability.at(&["product_status", state]);
    list.into_iter().flat_map(|list| list.items()).filter_map(|node| Some((node.clone(), node.text()?)))
}

/// 6.1.27.11: there are vulnerabilities.
pub(super) fn vulnerabilities(doc: &Doc<'_>, out: &mut Out<'_>) {
    missing(VULNERABLE, &doc.root, "vulnerabilities", doc, out);
}

/// 6.1.27.12: a security advisory names affected products.
pub(super) fn affected_products(doc: &Doc<'_>, out: &mut Out<'_>) {
    for vulnerability in doc.vulnerabilities.iter().filter(|_| doc.profile() == "csaf_security_advisory") {
        let status = vulnerability.get("product_status");
        if !status.as_ref().is_some_and(|status| status.has("known_affected")) {
            out.fault(
                &status.unwrap_or_else(|| vulnerability.clone()),
                text!(
                    ja: "影響を受ける製品（known_affected）がありません。加えるか、文書の種類を変えてください。",
                    en: "\"known_affected\" is missing. Add it, or change the document's category."
                ),
            );
        }
    }
}

/// 6.1.27.13: for a fixed product another version of it is affected.
pub(super) fn corresponding_products(doc: &Doc<'_>, out: &mut Out<'_>) {
    if doc.profile() != "csaf_security_advisory" {
        return;
    }
    let correspondence = Correspondence::of(doc);
    // A product that is not defined is 6.1.1's.
    let defined: BTreeSet<_> =
        doc.products.iter().filter_map(|product| product.text_at("product_id")).collect();
    for status in doc.vulnerabilities.iter().filter_map(|vulnerability| vulnerability.get("product_status")) {
        let in_group = |wanted: &'static str| {
            let lists = status.entries().filter(move |(key, _)| status_group(key) == Some(wanted));
            lists.flat_map(|(_, list)| list.items()).filter_map(|node| Some((node.clone(), node.text()?)))
        };
        let affected: BTreeSet<&str> = in_group("affected").map(|(_, id)| id).collect();
        let fixed: BTreeSet<&str> = in_group("fixed").map(|(_, id)| id).collect();
        let matched = correspondence.with_other_version(&fixed, &affected);
        for (node, id) in in_group("fixed").filter(|(_, id)| defined.contains(id) && !matched.contains(id)) {
            out.fault(
                &node,
                text!(
                    ja: "修正済みの製品「{id}」に対応する、影響を受ける版がこの脆弱性にありません。加えてください。",
                    en: "Product \"{id}\" is fixed, but no other version of it is affected here. Add the affected one."
                ),
            );
        }
    }
}

/// 6.1.27.20 (later drafts of CSAF 2.1): a vulnerability report in English sums up each vulnerability.
pub(super) fn report_notes(doc: &Doc<'_>, out: &mut Out<'_>) {
    if doc.profile() != "csaf_vulnerability_report" || !doc.is_english() {
        return;
    }
    let sums_up = |note: Node<'_>| {
        let named = (note.text_at("title"), note.text_at("category"));
        named == (Some("Vulnerability Summary"), Some("summary"))
            || named == (Some("CVE Description"), Some("description"))
    };
    for vulnerability in doc.vulnerabilities.iter().filter(|item| !item.each("notes").any(sums_up)) {
        out.fault(
            &vulnerability.get("notes").unwrap_or_else(|| vulnerability.clone()),
            text!(
                ja: "注記「Vulnerability Summary」（summary）か「CVE Description」（description）が必要です。加えてください。",
                en: "A note entitled \"Vulnerability Summary\" (summary) or \"CVE Description\" (description) is needed. Add one."
            ),
        );
    }
}
