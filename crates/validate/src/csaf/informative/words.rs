//! 6.3.8, 6.3.16: spelling and grammar.
//!
//! Dictionaries are the caller's ([`crate::csaf::World::spelling`]); which texts are read, and what counts as a
//! word, is decided here. Words with digits, links and paths are no words of a language and are passed over.

use sekisho_model::text;

use crate::csaf::doc::Doc;
use crate::csaf::node::Node;
use crate::csaf::test::Out;

/// 6.3.8: without a language there is nothing to hold the words against.
pub(super) fn spelling(doc: &Doc<'_>, out: &mut Out<'_>) {
    let Some(language) = doc.document.text_at("lang") else { return };
    let Some(known) = out.world.spelling else {
        out.not_run(text!(
            ja: "言語「{language}」の辞書がないため、綴りを調べられません。",
            en: "There is no dictionary for language \"{language}\", so the spelling cannot be checked."
        ));
        return;
    };
    for place in texts(doc) {
        let wrong: Vec<_> =
            words(place.text().unwrap_or_default()).filter(|word| !known(word, language)).collect();
        if !wrong.is_empty() {
            let wrong = wrong.join(", ");
            out.fault(
                &place,
                text!(
                    ja: "辞書にない語があります：{wrong}。綴りを確かめてください。",
                    en: "Words that the dictionary does not know: {wrong}. Check their spelling."
                ),
            );
        }
    }
}

/// 6.3.16: the texts that are sentences, or may be.
pub(super) fn grammar(doc: &Doc<'_>, out: &mut Out<'_>) {
    let Some(language) = doc.document.text_at("lang") else { return };
    let Some(right) = out.world.grammar else {
        out.not_run(text!(
            ja: "文法を調べる道具がないため、言語「{language}」の文法は調べていません。",
            en: "The grammar of language \"{language}\" was not checked: there is no checker."
        ));
        return;
    };
    for place in texts(doc).into_iter().filter(|place| !is_a_name(place)) {
        if !place.text().is_none_or(|text| right(text, language)) {
            out.fault(&place, text!(ja: "文法の誤りがあります。", en: "There are mistakes in the grammar."));
        }
    }
}

/// Names and categories have no grammar: those of people, organisations, products and programs.
fn is_a_name(place: &Node<'_>) -> bool {
    !matches!(place.key(), Some("audience" | "details" | "issuing_authority" | "summary" | "text" | "title"))
        && !place.pointer().contains("/entitlements/")
}

/// The words of a text.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let pieces = text.split_whitespace().filter(|piece| !piece.contains("://") && !piece.contains('@'));
    let apart =
        |character: char| !(character.is_alphanumeric() || matches!(character, '\'' | '’' | '-' | '_'));
    pieces
        .flat_map(move |piece| piece.split(apart))
        .map(|word| word.trim_matches(|character: char| !character.is_alphanumeric()))
        .filter(|word| word.chars().count() > 1 && word.chars().any(char::is_alphabetic))
        .filter(|word| !word.contains('_') && !is_a_code(word))
}

/// Digits among capitals, such as a model number; a digit inside a word of small letters is a slip.
fn is_a_code(word: &str) -> bool {
    word.chars().any(|character| character.is_ascii_digit())
        && !word.chars().skip(1).any(|character| character.is_lowercase())
}

/// Every text that people read.
fn texts<'d>(doc: &Doc<'d>) -> Vec<Node<'d>> {
    let mut texts = Vec::new();
    let document = &doc.document;
    let ways = [
        &["aggregate_severity", "text"][..],
        &["distribution", "text"],
        &["publisher", "issuing_authority"],
        &["publisher", "name"],
        &["title"],
        &["tracking", "generator", "engine", "name"],
    ];
    texts.extend(ways.iter().filter_map(|way| document.at(way)));
    // The names of profiles are no words of a language.
    texts.extend(document.get("category").filter(|_| !doc.category().starts_with("csaf_")));
    texts.extend(doc.tracking.each("aliases"));
    members(doc.tracking.each("revision_history"), &["summary"], &mut texts);
    if let Some(involvement) = document.get("involvement") {
        members(involvement.each("actions"), &["summary"], &mut texts);
        members(involvement.each("entities"), &["name"], &mut texts);
        members(involvement.each("entity_groups"), &["name", "summary"], &mut texts);
    }
    common(document, &mut texts);
    tree(doc, &mut texts);
    doc.vulnerabilities.iter().for_each(|vulnerability| of_vulnerability(vulnerability, &mut texts));
    texts
}

/// What a document and a vulnerability have alike.
fn common<'d>(node: &Node<'d>, texts: &mut Vec<Node<'d>>) {
    for item in node.each("acknowledgments") {
        texts.extend(item.each("names"));
        texts.extend(["organization", "summary"].iter().filter_map(|key| item.get(key)));
    }
    members(node.each("notes"), &["audience", "text", "title"], texts);
    members(node.each("references"), &["summary"], texts);
}

fn tree<'d>(doc: &Doc<'d>, texts: &mut Vec<Node<'d>>) {
    members(doc.branches.iter().cloned(), &["name"], texts);
    members(doc.products.iter().cloned(), &["name"], texts);
    members(doc.groups.iter().cloned(), &["summary"], texts);
}

fn of_vulnerability<'d>(vulnerability: &Node<'d>, texts: &mut Vec<Node<'d>>) {
    common(vulnerability, texts);
    members(vulnerability.each("involvements"), &["summary"], texts);
    for item in vulnerability.each("remediations") {
        texts.extend(item.get("details"));
        texts.extend(item.each("entitlements"));
        texts.extend(item.at(&["restart_required", "details"]));
    }
    members(vulnerability.each("threats"), &["details"], texts);
    texts.extend(vulnerability.get("title"));
}

fn members<'d>(items: impl Iterator<Item = Node<'d>>, keys: &[&'static str], texts: &mut Vec<Node<'d>>) {
    for item in items {
        texts.extend(keys.iter().filter_map(|key| item.get(key)));
    }
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn words_are_what_a_dictionary_could_know() {
        let found: Vec<_> = words(
            "Secruity researchers' report (CVE-2024-1234, S7-1500, csaf_base) at https://example.com/x: don't x-cute; Vu1nerability.",
        )
        .collect();
        assert_eq!(found, ["Secruity", "researchers", "report", "at", "don't", "x-cute", "Vu1nerability"]);
    }
}
