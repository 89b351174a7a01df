//! 6.1.11 to 6.1.13: names from outside lists: weaknesses, languages, packages.

use sekisho_model::{PackageUrl, text};

use crate::csaf::cwe::{self, Known};
use crate::csaf::doc::{Doc, Edition};
use crate::csaf::language as tags;
use crate::csaf::node::Node;
use crate::csaf::test::Out;

/// 6.1.11: a weakness exists and has its name (in the edition given, since CSAF 2.1).
pub(super) fn weakness(doc: &Doc<'_>, out: &mut Out<'_>) {
    for vulnerability in &doc.vulnerabilities {
        match doc.edition {
            Edition::V20 => vulnerability.get("cwe").iter().for_each(|cwe| in_any_edition(cwe, out)),
            Edition::V21 => vulnerability.each("cwes").for_each(|cwe| in_edition(&cwe, out)),
        }
    }
}

fn in_any_edition(cwe: &Node<'_>, out: &mut Out<'_>) {
    let (Some(id), Some(name)) = (cwe.get("id"), cwe.get("name")) else { return };
    let (Some(number), Some(written)) = (id.text(), name.text()) else { return };
    let known: Vec<&str> = cwe::names(number).collect();
    match known.last() {
        None => no_such(&id, number, "", out),
        // MITRE's own pages end this or that name in a space.
        Some(_) if known.contains(&written.trim_end()) => {}
        Some(newest) => other_name(&name, number, written, newest, out),
    }
}

fn in_edition(cwe: &Node<'_>, out: &mut Out<'_>) {
    let (Some(id), Some(name), Some(edition)) = (cwe.get("id"), cwe.get("name"), cwe.text_at("version"))
    else {
        return;
    };
    let (Some(number), Some(written)) = (id.text(), name.text()) else { return };
    match cwe::in_edition(number, edition) {
        Known::Name(known) if known == written => {}
        Known::Name(known) => other_name(&name, number, written, known, out),
        Known::No => no_such(&id, number, edition, out),
        Known::NoEdition => no_such_edition(cwe, edition, out),
        Known::Later => {
            let newest = cwe::NEWEST;
            out.not_run(text!(
                ja: "CWE {edition} 版の一覧がありません（手元にあるのは {newest} 版まで）。",
                en: "The list of CWE {edition} is not at hand; the newest here is {newest}."
            ));
        }
    }
}

fn no_such_edition(cwe: &Node<'_>, edition: &str, out: &mut Out<'_>) {
    out.fault(
        &cwe.get("version").unwrap_or_else(|| cwe.clone()),
        text!(
            ja: "CWE に {edition} という版はありません。版を直してください。",
            en: "There is no edition {edition} of CWE. Correct it."
        ),
    );
}

fn no_such(id: &Node<'_>, number: &str, edition: &str, out: &mut Out<'_>) {
    out.fault(
        id,
        text!(
            ja: "{number} という弱点は CWE {edition} にありません（カテゴリやビューは使えません）。番号を直してください。",
            en: "CWE {edition} has no weakness {number}; categories and views don't count. Correct the number."
        ),
    );
}

fn other_name(name: &Node<'_>, number: &str, written: &str, known: &str, out: &mut Out<'_>) {
    out.fault(
        name,
        text!(
            ja: "{number} の名前は「{written}」ではなく「{known}」です。",
            en: "{number} is not called \"{written}\" but \"{known}\"."
        ),
    );
}

/// 6.1.12: a language tag is registered.
pub(super) fn language(doc: &Doc<'_>, out: &mut Out<'_>) {
    for node in ["lang", "source_lang"].iter().filter_map(|key| doc.document.get(key)) {
        let Some((tag, wrong)) = node.text().and_then(|tag| Some((tag, tags::fault(tag)?))) else { continue };
        out.fault(
            &node,
            text!(
                ja: "言語タグ「{tag}」の「{wrong}」は登録されていないか、その位置では使えません。",
                en: "\"{wrong}\" in language tag \"{tag}\" is not registered, or has no place there. Correct it."
            ),
        );
    }
}

/// 6.1.13: a package URL follows its specification.
pub(super) fn package_url(doc: &Doc<'_>, out: &mut Out<'_>) {
    for helper in doc.helpers() {
        for node in helper.get("purl").into_iter().chain(helper.each("purls")) {
            let Some(Err(error)) = node.text().map(str::parse::<PackageUrl>) else { continue };
            out.fault(&node, error.text());
        }
    }
}
