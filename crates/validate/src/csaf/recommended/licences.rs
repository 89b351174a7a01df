//! 6.2.43 to 6.2.45, 6.3.17: the licence of the document.
//!
//! The grammar of the expression is a mandatory test's; here its words are looked up in the lists of SPDX and of
//! ScanCode LicenseDB. Identifiers of other inventories are passed over, as the standard allows.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use sekisho_model::text;
use spdx::flags::IS_DEPRECATED;
use spdx::identifiers::{EXCEPTIONS, LICENSES, VERSION};

use crate::csaf::doc::Doc;
use crate::csaf::test::Out;

/// What stands before an identifier of ScanCode LicenseDB, of a licence and of an exception.
const SCANCODE: [&str; 2] = ["licenseref-scancode-", "additionref-scancode-"];
/// What stands before an identifier of any other inventory.
const OTHER: [&str; 2] = ["licenseref-", "additionref-"];

/// Identifier in lower case → is it current?
type List = BTreeMap<String, bool>;

struct Lists {
    licences: List,
    exceptions: List,
    scancode: List,
}

static LISTS: LazyLock<Lists> = LazyLock::new(|| Lists {
    licences: LICENSES
        .iter()
        // Not a licence, but the word for none being stated.
        .filter(|one| one.name != "NOASSERTION")
        .map(|one| (one.name.to_lowercase(), one.flags & IS_DEPRECATED == 0))
        .collect(),
    exceptions: EXCEPTIONS
        .iter()
        .map(|one| (one.name.to_lowercase(), one.flags & IS_DEPRECATED == 0))
        .collect(),
    scancode: scancode(),
});

fn scancode() -> List {
    let lines = include_str!("data/scancode.txt").lines().filter_map(|line| line.split_once(' '));
    let lines = lines.filter(|(kind, _)| kind.starts_with("scancode"));
    lines
        .flat_map(|(kind, words)| words.split(' ').map(move |word| (word.to_lowercase(), kind == "scancode")))
        .collect()
}

/// One identifier of an expression.
pub(crate) struct Word<'e> {
    /// As it is written.
    written: &'e str,
    /// Does it follow `WITH`?
    exception: bool,
}

/// What a list says of an identifier.
enum Entry {
    Listed {
        current: bool,
    },
    Missing,
    /// No list that is kept here could hold it.
    Elsewhere,
}

/// The identifiers of a licence expression.
pub(crate) fn words(expression: &str) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    let mut exception = false;
    for written in expression.split([' ', '\t', '\n', '\r', '(', ')']).filter(|word| !word.is_empty()) {
        match written.to_ascii_uppercase().as_str() {
            "AND" | "OR" => exception = false,
            "WITH" => exception = true,
            _ => {
                words.push(Word { written, exception });
                exception = false;
            }
        }
    }
    words
}

impl Word<'_> {
    fn entry(&self) -> Entry {
        let word = self.written.to_lowercase();
        // `DocumentRef-x:LicenseRef-y` names a licence of another document.
        let word = word.rsplit(':').next().unwrap_or(&word);
        if let Some(own) = SCANCODE.iter().find_map(|prefix| word.strip_prefix(prefix)) {
            return found(&LISTS.scancode, &[own]);
        }
        if OTHER.iter().any(|prefix| word.starts_with(prefix)) {
            let current = LISTS.scancode.get(word).copied();
            return current.map_or(Entry::Elsewhere, |current| Entry::Listed { current });
        }
        let list = if self.exception { &LISTS.exceptions } else { &LISTS.licences };
        found(list, &[word, word.trim_end_matches('+')])
    }

    /// Does it have the prefix of an inventory other than SPDX's?
    pub(crate) fn has_prefix(&self) -> bool {
        let word = self.written.to_lowercase();
        SCANCODE.iter().chain(&OTHER).any(|prefix| word.starts_with(prefix))
    }

    /// Is it in one of the lists?
    pub(crate) fn is_listed(&self) -> bool {
        matches!(self.entry(), Entry::Listed { .. })
    }
}

fn found(list: &BTreeMap<String, bool>, names: &[&str]) -> Entry {
    let current = names.iter().find_map(|name| list.get(*name)).copied();
    current.map_or(Entry::Missing, |current| Entry::Listed { current })
}

/// 6.2.43: there is a licence.
pub(super) fn missing(doc: &Doc<'_>, out: &mut Out<'_>) {
    match doc.document.get("license_expression") {
        None => out.fault(
            &doc.document,
            text!(
                ja: "文書のライセンス（license_expression）がありません。",
                en: "The key license_expression is missing: the document says nothing of its licence."
            ),
        ),
        Some(place) if place.text().is_none_or(|text| text.trim().is_empty()) => out.fault(
            &place,
            text!(
                ja: "license_expression はありますが、値が空です。",
                en: "The key license_expression is there, but has no value or an empty one."
            ),
        ),
        Some(_) => {}
    }
}

/// Tells of each identifier of which `wrong` holds.
fn tell(doc: &Doc<'_>, out: &mut Out<'_>, wrong: fn(&Entry) -> bool, say: fn(&str) -> sekisho_model::Text) {
    let Some(place) = doc.document.get("license_expression") else { return };
    for word in words(place.text().unwrap_or_default()) {
        if wrong(&word.entry()) {
            out.fault(&place, say(word.written));
        }
    }
}

/// 6.2.44: it isn't one that the lists have retired.
pub(super) fn deprecated(doc: &Doc<'_>, out: &mut Out<'_>) {
    tell(
        doc,
        out,
        |entry| matches!(entry, Entry::Listed { current: false }),
        |word| {
            text!(
                ja: "ライセンス識別子「{word}」は廃止されています。新しい識別子を使ってください。",
                en: "Licence identifier \"{word}\" is deprecated. Use the one that replaces it."
            )
        },
    );
}

/// 6.2.45: it exists.
pub(super) fn unknown(doc: &Doc<'_>, out: &mut Out<'_>) {
    tell(
        doc,
        out,
        |entry| matches!(entry, Entry::Missing),
        |word| {
            text!(
                ja: "ライセンス識別子「{word}」は、SPDX の一覧（{VERSION} 版）にも ScanCode LicenseDB にもありません。綴りを確かめてください。",
                en: "Licence identifier \"{word}\" is in neither the SPDX licence list ({VERSION}) nor ScanCode LicenseDB. Check its spelling."
            )
        },
    );
}

/// 6.3.17: it is in one of the two lists.
pub(crate) fn unregistered(doc: &Doc<'_>, out: &mut Out<'_>) {
    tell(
        doc,
        out,
        |entry| !matches!(entry, Entry::Listed { .. }),
        |word| {
            text!(
                ja: "ライセンス識別子「{word}」は、SPDX の一覧にも ScanCode LicenseDB にも登録されていません。",
                en: "Licence identifier \"{word}\" is registered in neither the SPDX licence list nor ScanCode LicenseDB."
            )
        },
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_looked_up_in_the_list_that_could_hold_them() {
        let state = |expression: &str| -> Vec<&str> {
            let word = |word: &Word<'_>| match word.entry() {
                Entry::Listed { current: true } => "listed",
                Entry::Listed { current: false } => "old",
                Entry::Missing => "missing",
                Entry::Elsewhere => "elsewhere",
            };
            words(expression).iter().map(word).collect()
        };
        assert_eq!(state("MIT OR any-OSI"), ["listed", "listed"]);
        assert_eq!(state("(mit AND GPL-2.0+)"), ["listed", "old"]);
        assert_eq!(state("GPL-2.0-only WITH Classpath-exception-2.0"), ["listed", "listed"]);
        assert_eq!(state("GPL-2.0-only WITH MIT"), ["listed", "missing"]);
        assert_eq!(state("LicenseRef-scancode-public-domain"), ["listed"]);
        assert_eq!(state("LicenseRef-scancode-nobody-has-this"), ["missing"]);
        assert_eq!(state("LicenseRef-www.example.org-own-1.0"), ["elsewhere"]);
    }
}
