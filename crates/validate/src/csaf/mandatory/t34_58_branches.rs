//! 6.1.34, 6.1.57 and 6.1.58: the way to a product through the branches is short, and names each kind of thing
//! once.

use std::collections::BTreeSet;

use sekisho_model::text;

use crate::csaf::doc::Doc;
use crate::csaf::node::Node;
use crate::csaf::test::Out;

/// Most branches on the way to a product (CSAF 2.1, 3.1.2).
const DEPTH_MAX: usize = 30;

/// 6.1.34: not more than 30 branches deep.
pub(super) fn depth(doc: &Doc<'_>, out: &mut Out<'_>) {
    ways(doc, &mut |way, product| {
        if way.len() > DEPTH_MAX {
            let depth = way.len();
            out.fault(
                product,
                text!(
                    ja: "製品までの branches が {depth} 段あります。{DEPTH_MAX} 段までにしてください。",
                    en: "It stands {depth} branches deep; at most {DEPTH_MAX} are allowed. Flatten the tree."
                ),
            );
        }
    });
}

/// 6.1.57: each category but product_family once on the way.
pub(super) fn stacked(doc: &Doc<'_>, out: &mut Out<'_>) {
    let mut told = BTreeSet::new();
    ways(doc, &mut |way, _| {
        for (at, node) in way.iter().enumerate() {
            let Some(category) = node.text_at("category").filter(|category| *category != "product_family")
            else {
                continue;
            };
            let stands_before = way[..at].iter().any(|before| before.text_at("category") == Some(category));
            let here = node.get("category").unwrap_or_else(|| node.clone());
            // Many products may share the way on which it stands.
            if stands_before && told.insert(here.pointer()) {
                out.fault(
                    &here,
                    text!(
                        ja: "製品までの間に「{category}」の枝が二つ以上あります。一つにまとめてください。",
                        en: "Category \"{category}\" stands more than once on the way to a product. Make it one branch."
                    ),
                );
            }
        }
    });
}

/// 6.1.58: a version or a range on the way, not both.
pub(super) fn version_and_range(doc: &Doc<'_>, out: &mut Out<'_>) {
    ways(doc, &mut |way, _| {
        let last = |category: &str| way.iter().rposition(|node| node.text_at("category") == Some(category));
        let (Some(version), Some(range)) = (last("product_version"), last("product_version_range")) else {
            return;
        };
        let node = &way[version.max(range)];
        out.fault(
            &node.get("category").unwrap_or_else(|| node.clone()),
            text!(
                ja: "製品までの間に product_version と product_version_range の両方があります。どちらか一方にしてください。",
                en: "Both product_version and product_version_range stand on the way to a product. Keep one."
            ),
        );
    });
}

/// Calls `see` with the branches on the way to each product, and the product.
fn ways<'d>(doc: &Doc<'d>, see: &mut impl FnMut(&[Node<'d>], &Node<'d>)) {
    let branches = doc.root.get("product_tree").into_iter().flat_map(|tree| tree.each("branches"));
    branches.for_each(|branch| way(branch, &mut Vec::new(), see));
}

fn way<'d>(branch: Node<'d>, above: &mut Vec<Node<'d>>, see: &mut impl FnMut(&[Node<'d>], &Node<'d>)) {
    let inner = branch.each("branches");
    let product = branch.get("product");
    above.push(branch);
    if let Some(product) = product {
        see(above, &product);
    }
    inner.for_each(|branch| way(branch, above, see));
    above.pop();
}
