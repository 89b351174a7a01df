//! 6.1.27.14 to 6.1.27.19: documents that were withdrawn or superseded say so, and why.

use sekisho_model::text;

use crate::csaf::doc::Doc;
use crate::csaf::test::Out;

const ENDED: &[&str] = &["csaf_withdrawn", "csaf_superseded"];

/// 6.1.27.14: a note of category description.
pub(super) fn document_notes(doc: &Doc<'_>, out: &mut Out<'_>) {
    let is_there = doc.document.each("notes").any(|note| note.text_at("category") == Some("description"));
    if ENDED.contains(&doc.category()) && !is_there {
        out.fault(
            &doc.document.get("notes").unwrap_or_else(|| doc.document.clone()),
            text!(
                ja: "description の注記が一つ以上必要です。加えてください。",
                en: "At least one note of category description is needed. Add one."
            ),
        );
    }
}

/// 6.1.27.15: no product tree.
pub(super) fn no_product_tree(doc: &Doc<'_>, out: &mut Out<'_>) {
    if let Some(tree) = doc.root.get("product_tree").filter(|_| ENDED.contains(&doc.category())) {
        out.fault(
            &tree,
            text!(
                ja: "取り下げ・差し替え済みの文書に product_tree は書けません。消してください。",
                en: "A withdrawn or superseded document has no product tree. Remove it."
            ),
        );
    }
}

/// 6.1.27.16: two revisions or more.
pub(super) fn two_revisions(doc: &Doc<'_>, out: &mut Out<'_>) {
    let Some(list) = doc.tracking.get("revision_history") else { return };
    if ENDED.contains(&doc.category()) && list.items().count() < 2 {
        out.fault(
            &list,
            text!(
                ja: "取り下げ・差し替え済みの文書の改訂履歴には二つ以上の版が必要です。",
                en: "The revision history of a withdrawn or superseded document has two entries or more. Add what is missing."
            ),
        );
    }
}

/// 6.1.27.17: exactly one note says why it was withdrawn.
pub(super) fn reason_of_withdrawal(doc: &Doc<'_>, out: &mut Out<'_>) {
    if doc.category() == "csaf_withdrawn" {
        one_note(doc, "Reasoning for Withdrawal", "description", out);
    }
}

/// 6.1.27.18: exactly one note says why it was superseded.
pub(super) fn reason_of_supersession(doc: &Doc<'_>, out: &mut Out<'_>) {
    if doc.category() == "csaf_superseded" {
        one_note(doc, "Reasoning for Supersession", "description", out);
    }
}

/// In English documents, and those that name no language: one note has this title, and it has this category.
pub(super) fn one_note(doc: &Doc<'_>, title: &str, category: &str, out: &mut Out<'_>) {
    if !doc.is_english() {
        return;
    }
    let notes: Vec<_> =
        doc.document.each("notes").filter(|note| note.text_at("title") == Some(title)).collect();
    match notes.as_slice() {
        [note] if note.text_at("category") == Some(category) => {}
        [note] => out.fault(
            note,
            text!(
                ja: "題名が「{title}」の注記の種類は {category} にしてください。",
                en: "The note entitled \"{title}\" must have category {category}."
            ),
        ),
        _ => {
            let count = notes.len();
            out.fault(
                &doc.document.get("notes").unwrap_or_else(|| doc.document.clone()),
                text!(
                    ja: "題名が「{title}」の注記（{category}）がちょうど一つ必要ですが、{count} 件あります。",
                    en: "Exactly one note ({category}) entitled \"{title}\" is needed; there are {count}."
                ),
            );
        }
    }
}

/// 6.1.27.19: an external reference leads to the document that supersedes this one.
pub(super) fn superseding_document(doc: &Doc<'_>, out: &mut Out<'_>) {
    if doc.category() != "csaf_superseded" || !doc.is_english() {
        return;
    }
    let leads_on = doc.document.each("references").any(|reference| {
        reference.text_at("category").unwrap_or("external") == "external"
            && reference.text_at("summary").is_some_and(|summary| summary.starts_with("Superseding Document"))
    });
    if !leads_on {
        out.fault(
            &doc.document.get("references").unwrap_or_else(|| doc.document.clone()),
            text!(
                ja: "要約が「Superseding Document」で始まる外部（external）参照が必要です。差し替え後の文書を加えてください。",
                en: "An external reference whose summary starts with \"Superseding Document\" is needed. Add it."
            ),
        );
    }
}
