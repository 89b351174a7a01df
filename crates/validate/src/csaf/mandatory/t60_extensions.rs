//! 6.1.60: extensions have the form that CSAF gives them, their own, and stand where they may.
//!
//! Not here: the extensions' own schemas and metadata. They are published by whoever makes an extension, and are
//! not at hand; a document that has extensions leaves 6.1.60.2 and 6.1.60.3 undecided.

use sekisho_model::text;

use crate::csaf::doc::Doc;
use crate::csaf::recommended::extensions::every;
use crate::csaf::test::Out;

/// 6.1.60.1: the form that every extension has.
pub(super) fn form(doc: &Doc<'_>, out: &mut Out<'_>) {
    for extension in every(doc) {
        out.form_below(&doc.form, &extension);
    }
}

/// 6.1.60.2: the form that its own schema gives it.
pub(super) fn own_form(doc: &Doc<'_>, out: &mut Out<'_>) {
    for extension in every(doc) {
        let name = extension.text_at("$schema").unwrap_or_default();
        out.not_run(text!(
            ja: "拡張「{name}」のスキーマが手元にないため、検査していません。",
            en: "The schema of extension \"{name}\" is not at hand."
        ));
    }
}

/// 6.1.60.3: where and how often it may stand.
pub(super) fn metadata(doc: &Doc<'_>, out: &mut Out<'_>) {
    for extension in every(doc) {
        let name = extension.text_at("$schema").unwrap_or_default();
        out.not_run(text!(
            ja: "拡張「{name}」のメタデータが手元にないため、検査していません。",
            en: "The metadata of extension \"{name}\" is not at hand."
        ));
    }
}
