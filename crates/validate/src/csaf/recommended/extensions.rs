//! 6.2.39.5, 6.2.54.x and 6.3.21.x: extensions.
//!
//! The committee keeps the lists of official and registered extensions. As of November 2026 both are empty, so
//! each extension counts as experimental.

use sekisho_model::text;

use super::parts::is_clear;
use crate::csaf::doc::Doc;
use crate::csaf::node::Node;
use crate::csaf::test::Out;

/// URLs of the schemas of official extensions.
const OFFICIAL: &[&str] = &[];
/// URLs of the schemas of registered extensions.
const REGISTERED: &[&str] = &[];

/// The places that may hold a list of extensions, and do.
fn lists<'d>(doc: &Doc<'d>) -> Vec<Node<'d>> {
    let mut lists: Vec<_> = doc.document.get("x_extensions").into_iter().collect();
    lists.extend(doc.products.iter().filter_map(|product| product.get("x_extensions")));
    for vulnerability in &doc.vulnerabilities {
        lists.extend(
            vulnerability.each("metrics").filter_map(|metric| metric.at(&["content", "x_extensions"])),
        );
        lists.extend(vulnerability.get("x_extensions"));
    }
    lists.extend(doc.root.get("x_extensions"));
    lists
}

/// Every extension of the document.
pub(crate) fn every<'d>(doc: &Doc<'d>) -> Vec<Node<'d>> {
    lists(doc).iter().flat_map(Node::items).collect()
}

fn listed(extension: &Node<'_>, list: &[&str]) -> bool {
    extension.text_at("$schema").is_some_and(|schema| list.contains(&schema))
}

/// 6.2.39.5: what is withdrawn or superseded holds no extension.
pub(super) fn in_withdrawn(doc: &Doc<'_>, out: &mut Out<'_>) {
    if !matches!(doc.category(), "csaf_withdrawn" | "csaf_superseded") {
        return;
    }
    for list in [&doc.document, &doc.root].into_iter().filter_map(|node| node.get("x_extensions")) {
        out.fault(
            &list,
            text!(
                ja: "取り下げ・置き換えの文書に拡張（x_extensions）があります。消してください。",
                en: "A withdrawn or superseded document has an extension. Remove it."
            ),
        );
    }
}

/// 6.2.54.1: an extension that isn't official is registered.
pub(super) fn unregistered(doc: &Doc<'_>, out: &mut Out<'_>) {
    for extension in every(doc) {
        if !listed(&extension, OFFICIAL) && !listed(&extension, REGISTERED) {
            out.fault(
                &extension,
                text!(
                    ja: "公式の拡張でも、登録された拡張でもありません。",
                    en: "The extension is neither official nor registered."
                ),
            );
        }
    }
}

/// 6.2.54.2: an extension is official.
pub(super) fn unofficial(doc: &Doc<'_>, out: &mut Out<'_>) {
    for extension in every(doc).into_iter().filter(|extension| !listed(extension, OFFICIAL)) {
        out.fault(
            &extension,
            text!(ja: "公式の拡張ではありません。", en: "The extension is not an official one."),
        );
    }
}

/// 6.2.54.3: no extension breaks a mandatory test.
pub(super) fn critical(doc: &Doc<'_>, out: &mut Out<'_>) {
    for extension in every(doc) {
        let Some(flag) = extension.get("critical").filter(|flag| *flag.value() != false) else { continue };
        out.fault(
            &flag,
            text!(
                ja: "critical が false でない拡張です。この拡張を知らない読み手は、必須テストを正しく判定できません。",
                en: "The extension is critical: whoever does not know it cannot judge the mandatory tests."
            ),
        );
    }
}

fn experimental(doc: &Doc<'_>, out: &mut Out<'_>) {
    for extension in every(doc) {
        if !listed(&extension, OFFICIAL) && !listed(&extension, REGISTERED) {
            out.fault(
                &extension,
                text!(
                    ja: "実験的な拡張です。読み手が意味を知らないおそれがあります。",
                    en: "The extension is experimental; its readers may not know what it means."
                ),
            );
        }
    }
}

/// 6.2.54.4: no experimental extension in a `TLP:CLEAR` document.
pub(super) fn experimental_in_clear(doc: &Doc<'_>, out: &mut Out<'_>) {
    if is_clear(doc) {
        experimental(doc, out);
    }
}

/// 6.3.21.2: no experimental extension in any other document.
pub(crate) fn experimental_elsewhere(doc: &Doc<'_>, out: &mut Out<'_>) {
    if !is_clear(doc) {
        experimental(doc, out);
    }
}

/// 6.3.21.1: no extension without which the document isn't understood. The category was called `critical` in
/// drafts and is called `essential` by the schema.
pub(crate) fn essential(doc: &Doc<'_>, out: &mut Out<'_>) {
    for extension in every(doc) {
        let Some(category) = extension.get("category") else { continue };
        if let Some(word @ ("essential" | "critical")) = category.text() {
            out.fault(
                &category,
                text!(
                    ja: "拡張の区分が {word} です。この拡張を知らない読み手は、大事な内容を見落とします。",
                    en: "The category of the extension is {word}: whoever does not know it misses something essential."
                ),
            );
        }
    }
}

fn present(list: Option<Node<'_>>, out: &mut Out<'_>) {
    if let Some(list) = list {
        out.fault(
            &list,
            text!(ja: "ここに拡張（x_extensions）があります。", en: "There are extensions here."),
        );
    }
}

/// 6.3.21.3: at the document.
pub(crate) fn at_document(doc: &Doc<'_>, out: &mut Out<'_>) {
    present(doc.document.get("x_extensions"), out);
}

/// 6.3.21.4: at a product in the branches.
pub(crate) fn in_branches(doc: &Doc<'_>, out: &mut Out<'_>) {
    for branch in &doc.branches {
        present(branch.at(&["product", "x_extensions"]), out);
    }
}

fn in_tree(doc: &Doc<'_>, list: &'static str, keys: &[&'static str], out: &mut Out<'_>) {
    for item in doc.root.get("product_tree").into_iter().flat_map(|tree| tree.each(list)) {
        present(item.at(keys), out);
    }
}

/// 6.3.21.5: at a product of the plain list.
pub(crate) fn in_full_product_names(doc: &Doc<'_>, out: &mut Out<'_>) {
    in_tree(doc, "full_product_names", &["x_extensions"], out);
}

/// 6.3.21.6: at a product made by a product path.
pub(crate) fn in_product_paths(doc: &Doc<'_>, out: &mut Out<'_>) {
    in_tree(doc, "product_paths", &["full_product_name", "x_extensions"], out);
}

/// 6.3.21.7: at a metric.
pub(crate) fn in_metrics(doc: &Doc<'_>, out: &mut Out<'_>) {
    for metric in doc.vulnerabilities.iter().flat_map(|vulnerability| vulnerability.each("metrics")) {
        present(metric.at(&["content", "x_extensions"]), out);
    }
}

/// 6.3.21.8: at a vulnerability.
pub(crate) fn at_vulnerabilities(doc: &Doc<'_>, out: &mut Out<'_>) {
    for vulnerability in &doc.vulnerabilities {
        present(vulnerability.get("x_extensions"), out);
    }
}

/// 6.3.21.9: at the root.
pub(crate) fn at_root(doc: &Doc<'_>, out: &mut Out<'_>) {
    present(doc.root.get("x_extensions"), out);
}
