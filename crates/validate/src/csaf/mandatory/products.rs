//! 6.1.1 to 6.1.5: ids of products and groups.

use std::collections::BTreeSet;

use sekisho_model::text;

use crate::csaf::doc::Doc;
use crate::csaf::test::Out;

/// 6.1.1: a product id that is used is defined.
pub(super) fn undefined(doc: &Doc<'_>, out: &mut Out<'_>) {
    let defined: BTreeSet<_> =
        doc.products.iter().filter_map(|product| product.text_at("product_id")).collect();
    for used in &doc.product_uses {
        let Some(id) = used.text() else { continue };
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
