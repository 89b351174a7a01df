//! 6.2.39.2 to 6.2.39.4, 6.2.39.6, 6.2.40, 6.2.46: notes and references that are found by their title, in the
//! language of the document.
//!
//! The committee records translations of the titles; as of November 2026 there is one, German. For another
//! language than that and English the test is not run, and says so.

use sekisho_model::text;

use super::licences;
use super::parts::language;
use crate::csaf::doc::Doc;
use crate::csaf::node::Node;
use crate::csaf::test::Out;

/// A title with a meaning of its own.
struct Term {
    en: &'static str,
    de: &'static str,
}

const WITHDRAWAL: Term = Term { en: "Reasoning for Withdrawal", de: "Begründung für die Zurückziehung" };
const SUPERSESSION: Term = Term { en: "Reasoning for Supersession", de: "Begründung für die Ersetzung" };
const SUPERSEDING: Term = Term { en: "Superseding Document", de: "Ersetzendes Dokument" };
const PRODUCT: Term = Term { en: "Product Description", de: "Produktbeschreibung" };
const LICENSE: Term = Term { en: "License", de: "Lizenz" };
const CVE: Term = Term { en: "CVE Description", de: "CVE Beschreibung" };
const SUMMARY: Term = Term { en: "Vulnerability Summary", de: "Schwachstellenzusammenfassung" };

/// In which words a title is looked for.
enum Words {
    /// The language isn't given, or is English.
    English,
    /// Those of the recorded translation.
    Translated(&'static str),
    /// No translation is recorded for this language.
    Unrecorded(String),
}

fn words(doc: &Doc<'_>, term: &Term) -> Words {
    match language(doc).as_deref() {
        None | Some("en") => Words::English,
        Some("de") => Words::Translated(term.de),
        Some(other) => Words::Unrecorded(other.to_owned()),
    }
}

/// The words of another language than English; says so where none are recorded.
fn foreign(doc: &Doc<'_>, term: &Term, out: &mut Out<'_>) -> Option<&'static str> {
    match words(doc, term) {
        Words::English => None,
        Words::Translated(title) => Some(title),
        Words::Unrecorded(language) => {
            unrecorded(&language, term, out);
            None
        }
    }
}

fn unrecorded(language: &str, term: &Term, out: &mut Out<'_>) {
    let en = term.en;
    out.not_run(text!(
        ja: "言語「{language}」での「{en}」の訳語が標準側に記録されていないため、調べられません。",
        en: "No translation of \"{en}\" into \"{language}\" is recorded by the committee, so it cannot be looked for."
    ));
}

/// Exactly one note of the document has this title, and the category.
fn one_note(doc: &Doc<'_>, title: &str, category: &str, out: &mut Out<'_>) {
    let notes: Vec<_> =
        doc.document.each("notes").filter(|note| note.text_at("title") == Some(title)).collect();
    for note in notes.iter().filter(|note| note.text_at("category") != Some(category)) {
        out.fault(
            note,
            text!(
                ja: "題が「{title}」の注記の区分は {category} でなければなりません。",
                en: "The note titled \"{title}\" must be of category {category}."
            ),
        );
    }
    if notes.len() != 1 {
        let count = notes.len();
        let place = doc.document.get("notes");
        out.fault(
            place.as_ref().unwrap_or(&doc.document),
            text!(
                ja: "題が「{title}」の注記がちょうど一つ必要ですが、{count} 個あります。",
                en: "Exactly one note titled \"{title}\" is needed; there are {count}."
            ),
        );
    }
}

/// 6.2.39.2.
pub(super) fn withdrawal(doc: &Doc<'_>, out: &mut Out<'_>) {
    if doc.category() == "csaf_withdrawn"
        && let Some(title) = foreign(doc, &WITHDRAWAL, out)
    {
        one_note(doc, title, "description", out);
    }
}

/// 6.2.39.3.
pub(super) fn supersession(doc: &Doc<'_>, out: &mut Out<'_>) {
    if doc.category() == "csaf_superseded"
        && let Some(title) = foreign(doc, &SUPERSESSION, out)
    {
        one_note(doc, title, "description", out);
    }
}

/// 6.2.39.4.
pub(super) fn superseding(doc: &Doc<'_>, out: &mut Out<'_>) {
    if doc.category() != "csaf_superseded" {
        return;
    }
    let Some(title) = foreign(doc, &SUPERSEDING, out) else { return };
    let fitting: Vec<_> = doc
        .document
        .each("references")
        .filter(|item| item.text_at("summary").is_some_and(|summary| summary.starts_with(title)))
        .collect();
    for item in &fitting {
        // Without a category, a reference is external.
        if item.text_at("category").unwrap_or("external") != "external" {
            out.fault(
                item,
                text!(
                    ja: "「{title}」で始まる参照の区分は external でなければなりません。",
                    en: "The reference that starts with \"{title}\" must be of category external."
                ),
            );
        }
    }
    if fitting.is_empty() {
        let place = doc.document.get("references");
        out.fault(
            place.as_ref().unwrap_or(&doc.document),
            text!(
                ja: "概要が「{title}」で始まる参照がありません。置き換え先の文書を加えてください。",
                en: "No reference starts with \"{title}\". Add the document that supersedes this one."
            ),
        );
    }
}

/// 6.2.39.6: in a vulnerability report, each vulnerability is described by its CVE text or a summary.
pub(super) fn vulnerability_notes(doc: &Doc<'_>, out: &mut Out<'_>) {
    if doc.category() != "csaf_vulnerability_report" || doc.vulnerabilities.is_empty() {
        return;
    }
    let Some(summary) = foreign(doc, &SUMMARY, out) else { return };
    for vulnerability in &doc.vulnerabilities {
        let fits = |note: Node<'_>| {
            let wanted = [(CVE.de, "description"), (summary, "summary")];
            wanted.iter().any(|(title, category)| {
                note.text_at("title") == Some(title) && note.text_at("category") == Some(category)
            })
        };
        if !vulnerability.each("notes").any(fits) {
            let cve = CVE.de;
            out.fault(
                vulnerability,
                text!(
                    ja: "題が「{cve}」（区分 description）か「{summary}」（区分 summary）の注記がありません。",
                    en: "There is no note titled \"{cve}\" (category description) or \"{summary}\" (category summary)."
                ),
            );
        }
    }
}

/// 6.2.40: a description of a product says of which.
pub(super) fn product_description(doc: &Doc<'_>, out: &mut Out<'_>) {
    let notes = doc.document.each("notes").filter(|note| note.text_at("category") == Some("description"));
    for note in notes {
        let Some(title) = note.text_at("title") else { continue };
        let sought = match words(doc, &PRODUCT) {
            Words::English => PRODUCT.en,
            Words::Translated(words) => words,
            Words::Unrecorded(language) => return unrecorded(&language, &PRODUCT, out),
        };
        let describes = title.to_lowercase().starts_with(&sought.to_lowercase());
        if describes && !note.has("group_ids") && !note.has("product_ids") {
            out.fault(
                &note,
                text!(
                    ja: "製品の説明ですが、どの製品のものか書かれていません。product_ids か group_ids を加えてください。",
                    en: "The note describes a product and does not say which. Add product_ids or group_ids."
                ),
            );
        }
    }
}

/// 6.2.46: a licence that no list knows is given in full, in the document's language.
pub(super) fn license_text(doc: &Doc<'_>, out: &mut Out<'_>) {
    let expression = doc.document.text_at("license_expression").unwrap_or_default();
    if licences::words(expression).iter().all(licences::Word::is_listed) {
        return;
    }
    if let Some(title) = foreign(doc, &LICENSE, out) {
        one_note(doc, title, "legal_disclaimer", out);
    }
}
