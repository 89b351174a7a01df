//! 6.1.15 and 6.1.28: translations say what they were translated from.

use sekisho_model::text;

use crate::csaf::doc::Doc;
use crate::csaf::test::Out;

/// 6.1.15: a translator's document has a source language.
pub(super) fn translator(doc: &Doc<'_>, out: &mut Out<'_>) {
    let is_translator =
        doc.document.get("publisher").is_some_and(|p| p.text_at("category") == Some("translator"));
    if is_translator && !doc.document.has("source_lang") {
        out.fault(
            &doc.document,
            text!(
                ja: "発行者が翻訳者（translator）なので、翻訳元の言語 source_lang が必要です。",
                en: "The publisher is a translator, so \"source_lang\" is needed. Add it."
            ),
        );
    }
}

/// 6.1.28: source and target language differ.
pub(super) fn translation(doc: &Doc<'_>, out: &mut Out<'_>) {
    let (Some(lang), Some(source)) = (doc.document.get("lang"), doc.document.text_at("source_lang")) else {
        return;
    };
    if lang.text().is_some_and(|lang| lang.eq_ignore_ascii_case(source)) {
        out.fault(
            &lang,
            text!(
                ja: "文書の言語と翻訳元の言語がどちらも「{source}」です。どちらかを直してください。",
                en: "The language of the document and of its source are both \"{source}\". Correct one."
            ),
        );
    }
}
