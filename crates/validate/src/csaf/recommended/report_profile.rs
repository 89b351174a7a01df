//! 6.2.39.7 to 6.2.39.13 and 6.3.23.x: what a vulnerability report, a profile of the later drafts of CSAF 2.1,
//! should hold.

use sekisho_model::text;

use crate::csaf::doc::Doc;
use crate::csaf::node::Node;
use crate::csaf::test::Out;

fn is_report(doc: &Doc<'_>) -> bool {
    doc.category() == "csaf_vulnerability_report"
}

fn needs(node: &Node<'_>, key: &str, out: &mut Out<'_>) {
    if !node.has(key) {
        out.fault(
            node,
            text!(ja: "脆弱性報告に {key} がありません。", en: "The vulnerability report has no {key} here."),
        );
    }
}

fn document_needs(doc: &Doc<'_>, key: &str, out: &mut Out<'_>) {
    if is_report(doc) {
        needs(&doc.document, key, out);
    }
}

fn vulnerabilities_need(doc: &Doc<'_>, key: &str, out: &mut Out<'_>) {
    if is_report(doc) {
        doc.vulnerabilities.iter().for_each(|vulnerability| needs(vulnerability, key, out));
    }
}

/// 6.2.39.7.
pub(super) fn acknowledgments(doc: &Doc<'_>, out: &mut Out<'_>) {
    document_needs(doc, "acknowledgments", out);
}

/// 6.2.39.8.
pub(super) fn severity(doc: &Doc<'_>, out: &mut Out<'_>) {
    document_needs(doc, "aggregate_severity", out);
}

/// 6.2.39.9: a report is `TLP:AMBER`.
pub(super) fn amber(doc: &Doc<'_>, out: &mut Out<'_>) {
    let Some(label) = doc.document.at(&["distribution", "tlp", "label"]) else { return };
    if is_report(doc) && label.text() != Some("AMBER") {
        out.fault(
            &label,
            text!(
                ja: "脆弱性報告の TLP ラベルは AMBER が勧められています。",
                en: "A vulnerability report should be labelled TLP:AMBER."
            ),
        );
    }
}

/// 6.2.39.10.
pub(super) fn metrics(doc: &Doc<'_>, out: &mut Out<'_>) {
    vulnerabilities_need(doc, "metrics", out);
}

/// 6.2.39.11.
pub(super) fn references(doc: &Doc<'_>, out: &mut Out<'_>) {
    vulnerabilities_need(doc, "references", out);
}

/// 6.2.39.12.
pub(super) fn threats(doc: &Doc<'_>, out: &mut Out<'_>) {
    vulnerabilities_need(doc, "threats", out);
}

/// 6.2.39.13.
pub(super) fn title(doc: &Doc<'_>, out: &mut Out<'_>) {
    vulnerabilities_need(doc, "title", out);
}

/// 6.3.23.1.
pub(crate) fn involvement(doc: &Doc<'_>, out: &mut Out<'_>) {
    document_needs(doc, "involvement", out);
}

/// 6.3.23.2.
pub(crate) fn disclosure_date(doc: &Doc<'_>, out: &mut Out<'_>) {
    vulnerabilities_need(doc, "disclosure_date", out);
}

/// 6.2.55 and 6.3.24: the key behind the publisher's address. Fetching and reading it is nobody's job here.
pub(crate) fn public_key(doc: &Doc<'_>, out: &mut Out<'_>) {
    if doc.document.at(&["publisher", "contact", "public_openpgp_key_url"]).is_some() {
        out.not_run(text!(
            ja: "公開鍵（public_openpgp_key_url）は取り寄せないため、中身を調べられません。",
            en: "The public key behind public_openpgp_key_url is not fetched, so it cannot be looked at."
        ));
    }
}
