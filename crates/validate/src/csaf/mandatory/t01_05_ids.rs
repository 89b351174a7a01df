//! 6.1.1 to 6.1.5: ids of products and groups are defined, once, and not by themselves.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::text;

use crate::csaf::doc::Doc;
use crate::csaf::node::Node;
use crate::csaf::test::Out;

/// 6.1.1: a product id that is used is defined.
pub(super) fn undefined_product(doc: &Doc<'_>, out: &mut Out<'_>) {
    let defined: BTreeSet<_> =
        doc.products.iter().filter_map(|product| product.text_at("product_id")).collect();
    for (used, id) in doc.product_uses.iter().filter_map(|used| Some((used, used.text()?))) {
        if !defined.contains(id) {
            out.fault(
                used,
                text!(
                    ja: "製品 ID「{id}」は product_tree に定義がありません。定義を加えるか、ID を直してください。",
                    en: "Product id \"{id}\" is not defined in the product tree. Define it, or correct the id."
                ),
            );
        }
    }
}

/// 6.1.2: a product id is defined once.
pub(super) fn product_twice(doc: &Doc<'_>, out: &mut Out<'_>) {
    twice(doc.products.iter().filter_map(|product| product.get("product_id")), out);
}

/// 6.1.3: no product is put together from itself.
///
/// Products whose parts all end elsewhere are taken away until none is left that can be; what remains leads into
/// a circle.
pub(super) fn circle(doc: &Doc<'_>, out: &mut Out<'_>) {
    let mut made: BTreeMap<&str, (Node<'_>, Vec<&str>)> = BTreeMap::new();
    for (path, parts) in &doc.paths {
        if let Some(id) = path.at(&["full_product_name", "product_id"]) {
            let parts = parts.iter().filter_map(Node::text);
            made.entry(id.text().unwrap_or_default()).or_insert((id, Vec::new())).1.extend(parts);
        }
    }
    let mut whole_of: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut open: BTreeMap<&str, usize> = BTreeMap::new();
    for (id, (_, parts)) in &made {
        let parts: BTreeSet<_> = parts.iter().filter(|part| made.contains_key(*part)).collect();
        open.insert(id, parts.len());
        parts.into_iter().for_each(|part| whole_of.entry(part).or_default().push(id));
    }
    let mut ended: Vec<&str> = open.iter().filter(|(_, parts)| **parts == 0).map(|(id, _)| *id).collect();
    while let Some(id) = ended.pop() {
        made.remove(id);
        for whole in whole_of.remove(id).into_iter().flatten() {
            let parts = open.entry(whole).or_default();
            *parts = parts.saturating_sub(1);
            ended.extend((*parts == 0).then_some(whole));
        }
    }
    for (id, (node, _)) in made {
        out.fault(
            &node,
            text!(
                ja: "製品 ID「{id}」の構成をたどると循環します。参照先を直してください。",
                en: "The parts of product id \"{id}\" lead in a circle. Correct what it refers to."
            ),
        );
    }
}

/// 6.1.4: a group id that is used is defined.
pub(super) fn undefined_group(doc: &Doc<'_>, out: &mut Out<'_>) {
    for (used, id) in doc.group_uses.iter().filter_map(|used| Some((used, used.text()?))) {
        if !doc.members.contains_key(id) {
            out.fault(
                used,
                text!(
                    ja: "グループ ID「{id}」は product_tree に定義がありません。定義を加えるか、ID を直してください。",
                    en: "Group id \"{id}\" is not defined in the product tree. Define it, or correct the id."
                ),
            );
        }
    }
}

/// 6.1.5: a group id is defined once.
pub(super) fn group_twice(doc: &Doc<'_>, out: &mut Out<'_>) {
    twice(doc.groups.iter().filter_map(|group| group.get("group_id")), out);
}

fn twice<'d>(ids: impl Iterator<Item = Node<'d>>, out: &mut Out<'_>) {
    let mut seen = BTreeSet::new();
    for (node, id) in ids.filter_map(|node| Some((node.clone(), node.text()?))) {
        if !seen.insert(id) {
            out.fault(
                &node,
                text!(
                    ja: "ID「{id}」は前にも定義されています。別の ID にするか、一方を消してください。",
                    en: "Id \"{id}\" is defined before. Give it another id, or remove one of them."
                ),
            );
        }
    }
}
