//! 6.1.46 to 6.1.48: SSVC selections have the published form, speak of this vulnerability, and choose what there
//! is to choose.

use sekisho_model::text;

use crate::csaf::doc::Doc;
use crate::csaf::node::Node;
use crate::csaf::ssvc::{self, Wrong};
use crate::csaf::test::Out;

/// 6.1.46: the object has the form that CERT/CC published.
pub(super) fn form(doc: &Doc<'_>, out: &mut Out<'_>) {
    for object in doc.contents().filter_map(|content| content.get("ssvc_v2")) {
        out.form_below(&doc.form, &object);
    }
}

/// 6.1.47: a target is this vulnerability, or the whole document where that tells of one only.
pub(super) fn targets(doc: &Doc<'_>, out: &mut Out<'_>) {
    let document = doc.tracking.text_at("id");
    for vulnerability in &doc.vulnerabilities {
        let ids = vulnerability.each("ids").filter_map(|id| id.text_at("text"));
        let own: Vec<&str> = vulnerability.text_at("cve").into_iter().chain(ids).collect();
        let contents = doc.metrics(vulnerability).filter_map(|metric| doc.content(&metric));
        for node in
            contents.filter_map(|content| content.get("ssvc_v2")).flat_map(|ssvc| ssvc.each("target_ids"))
        {
            let Some(target) = node.text() else { continue };
            // The document's own id stands for its only vulnerability.
            let is_document = Some(target) == document;
            let is_right = if is_document { doc.vulnerabilities.len() == 1 } else { own.contains(&target) };
            if !is_right {
                out.fault(
                    &node,
                    text!(
                        ja: "対象「{target}」は、この脆弱性の cve でも ids でもないか、複数の脆弱性を含む文書の ID です。",
                        en: "Target \"{target}\" is neither the CVE nor an id of this vulnerability, or it is the id of a document on several. Correct it."
                    ),
                );
            }
        }
    }
}

/// 6.1.48: a registered decision point exists, and so do the values, in their order.
pub(super) fn decision_points(doc: &Doc<'_>, out: &mut Out<'_>) {
    let objects = doc.contents().filter_map(|content| content.get("ssvc_v2"));
    objects
        .flat_map(|object| object.each("selections"))
        .for_each(|selection| decision_point(&selection, out));
}

fn decision_point(selection: &Node<'_>, out: &mut Out<'_>) {
    let member = |key| selection.text_at(key).unwrap_or_default();
    let (namespace, key, edition) = (member("namespace"), member("key"), member("version"));
    let values: Vec<Node<'_>> = selection.each("values").collect();
    let keys: Vec<&str> = values.iter().map(|value| value.text_at("key").unwrap_or_default()).collect();
    let value = |at: usize| (values[at].get("key").unwrap_or_else(|| values[at].clone()), keys[at]);
    match ssvc::wrong(namespace, key, edition, &keys) {
        None => {}
        Some(Wrong::Point) => out.fault(
            selection,
            text!(
                ja: "SSVC の {namespace} に判断点 {key} の {edition} 版はありません。",
                en: "SSVC namespace {namespace} has no decision point {key} in version {edition}. Correct it."
            ),
        ),
        Some(Wrong::Value(at)) => {
            let (node, value) = value(at);
            out.fault(
                &node,
                text!(
                    ja: "判断点 {key}（{edition} 版）に値「{value}」はありません。",
                    en: "Decision point {key} {edition} has no value \"{value}\". Correct it."
                ),
            );
        }
        Some(Wrong::Order(at)) => {
            let (node, value) = value(at);
            out.fault(
                &node,
                text!(
                    ja: "値「{value}」の順序が判断点 {key} の定義と違います。定義の順に並べてください。",
                    en: "Value \"{value}\" is out of the order that decision point {key} defines. Sort the values."
                ),
            );
        }
    }
}
