//! 6.1.54 and 6.1.55: the document's licence is an SPDX expression, and a licence of one's own has its text.

use sekisho_model::text;

use super::t27_withdrawn::one_note;
use crate::csaf::doc::Doc;
use crate::csaf::licence;
use crate::csaf::recommended::licences;
use crate::csaf::test::Out;

/// 6.1.54: the expression follows the grammar of SPDX.
pub(super) fn expression(doc: &Doc<'_>, out: &mut Out<'_>) {
    let Some(node) = doc.document.get("license_expression") else { return };
    let Some(text) = node.text().filter(|text| !licence::is_expression(text)) else { return };
    let text = crate::csaf::form::shown(text);
    out.fault(
        &node,
        text!(
            ja: "「{text}」は SPDX のライセンス式ではありません。「CC-BY-4.0」のような式だけを書き、DocumentRef は使わないでください。",
            en: "\"{text}\" is no SPDX licence expression. Write one such as \"CC-BY-4.0\", without DocumentRef."
        ),
    );
}

/// 6.1.55: a licence that no list has stands as a note.
pub(super) fn text_of_licence(doc: &Doc<'_>, out: &mut Out<'_>) {
    let expression = doc.document.text_at("license_expression").unwrap_or_default();
    let is_expression = licence::is_expression(expression);
    // An identifier without a prefix is SPDX's; a list newer than ours may have it.
    let is_own = |word: &licences::Word<'_>| word.has_prefix() && !word.is_listed();
    if is_expression && licences::words(expression).iter().any(is_own) {
        one_note(doc, "License", "legal_disclaimer", out);
    }
}
