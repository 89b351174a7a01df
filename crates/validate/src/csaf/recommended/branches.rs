//! 6.2.18, 6.2.48, 6.2.49, 6.2.51 and 6.3.9 to 6.3.11: how branches are named, above all those of versions.

use sekisho_model::text;

use super::parts::{is, ways};
use super::range::{Comparator, Range, Text as RangeText};
use crate::csaf::doc::Doc;
use crate::csaf::node::Node;
use crate::csaf::test::Out;

/// The types of version ranges that are registered with VERS, as of November 2026.
const VERS_TYPES: &[&str] = &[
    "all",
    "alpine",
    "alpm",
    "apk",
    "cargo",
    "composer",
    "conan",
    "cpan",
    "cran",
    "datetime",
    "deb",
    "ebuild",
    "gem",
    "generic",
    "gentoo",
    "github",
    "golang",
    "hackage",
    "hex",
    "intdot",
    "lexicographic",
    "mattermost",
    "maven",
    "mozilla",
    "nginx",
    "none",
    "npm",
    "nuget",
    "openssl",
    "pub",
    "pypi",
    "rpm",
    "semver",
    "swift",
];

/// The names of the branches of a category, and where they stand.
fn names<'d>(doc: &Doc<'d>, category: &str) -> Vec<(Node<'d>, &'d str)> {
    let branches = doc.branches.iter().filter(|branch| is(branch, category));
    branches
        .filter_map(|branch| branch.get("name"))
        .filter_map(|place| place.text().map(|text| (place, text)))
        .collect()
}

/// 6.2.18: a version range is written as `vers:`.
pub(super) fn without_vers(doc: &Doc<'_>, out: &mut Out<'_>) {
    for (place, name) in names(doc, "product_version_range") {
        if !is_vers(name) {
            out.fault(
                &place,
                text!(
                    ja: "版の範囲「{name}」が vers の形（vers:種類/条件|条件…）ではありません。",
                    en: "Version range \"{name}\" is not written as vers (vers:TYPE/CONSTRAINT|…)."
                ),
            );
        }
    }
}

/// `vers:`, a type of letters, digits, `.`, `-` and `+` that starts with no digit, `/`, and something.
fn is_vers(name: &str) -> bool {
    let parts = name.strip_prefix("vers:").and_then(|rest| rest.split_once('/'));
    parts.is_some_and(|(kind, constraints)| {
        let fits = |byte: u8| {
            byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'+')
        };
        !constraints.is_empty()
            && kind.bytes().all(fits)
            && kind.bytes().next().is_some_and(|first| !first.is_ascii_digit())
    })
}

/// 6.2.48: no vendor is called *open source*.
pub(super) fn open_source(doc: &Doc<'_>, out: &mut Out<'_>) {
    for (place, name) in names(doc, "vendor") {
        let letters: String = name.chars().filter(|character| !is_removed(*character)).collect();
        if letters.to_lowercase() == "opensource" {
            out.fault(
                &place,
                text!(
                    ja: "ベンダー名が「{name}」です。製品を作っている人や団体の名前を書いてください。",
                    en: "The vendor is named \"{name}\". Name who makes the product."
                ),
            );
        }
    }
}

/// Dashes, underscores, white space and what can't be seen.
fn is_removed(character: char) -> bool {
    character.is_whitespace()
        || character.is_control()
        || matches!(character,
            '-' | '_' | '\u{ad}' | '\u{58a}' | '\u{1806}' | '\u{2010}'..='\u{2015}' | '\u{2043}' | '\u{207b}'
            | '\u{208b}' | '\u{2212}' | '\u{2e3a}' | '\u{2e3b}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}' | '\u{ff3f}'
            | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{e0000}'..='\u{e0fff}')
}

/// 6.2.49: a version range ends. `*`, which the standard itself asks for where all versions are meant, is let
/// pass.
pub(super) fn open_ended(doc: &Doc<'_>, out: &mut Out<'_>) {
    for (place, name) in names(doc, "product_version_range") {
        let range = Range::read(name);
        let mut constraints = range.constraints.iter().map(|constraint| constraint.comparator);
        let last = constraints.rfind(|comparator| *comparator != Comparator::NotEqual);
        if matches!(last, Some(Comparator::Greater | Comparator::GreaterOrEqual)) {
            out.fault(
                &place,
                text!(
                    ja: "版の範囲「{name}」に上限がありません。これから出る版まで含みます。上限を書いてください。",
                    en: "Version range \"{name}\" has no upper end, so it covers versions that are yet to come. Give one."
                ),
            );
        }
    }
}

/// 6.2.51: the type of a `vers:` range is registered. Those that are, are supported here.
pub(super) fn vers_type(doc: &Doc<'_>, out: &mut Out<'_>) {
    for (place, name) in names(doc, "product_version_range") {
        let RangeText::Vers(kind) = Range::read(name).text else { continue };
        if !VERS_TYPES.contains(&kind) {
            out.fault(
                &place,
                text!(
                    ja: "VERS の種類「{kind}」は登録されておらず、ここでも対応していません。範囲を機械で判定できません。",
                    en: "VERS type \"{kind}\" is not registered, and not supported here: the range cannot be evaluated."
                ),
            );
        }
    }
}

/// 6.3.9: above a product stand its vendor, its name and its version, in that order.
pub(crate) fn order(doc: &Doc<'_>, out: &mut Out<'_>) {
    for way in ways(doc) {
        let mut wanted = ["vendor", "product_name", "product_version"].iter().peekable();
        for branch in &way.branches {
            if wanted.peek().is_some_and(|category| is(branch, category)) {
                wanted.next();
            }
        }
        if let Some(missing) = wanted.next() {
            let id = way.product.text_at("product_id").unwrap_or_default();
            out.fault(
                &way.product,
                text!(
                    ja: "製品「{id}」の上に、vendor → product_name → product_version の順の枝がそろっていません（{missing} がありません）。",
                    en: "Above product \"{id}\" the branches vendor, product_name, product_version do not all stand in that order: {missing} is missing."
                ),
            );
        }
    }
}

/// 6.3.10: versions are listed one by one.
pub(crate) fn ranges(doc: &Doc<'_>, out: &mut Out<'_>) {
    for branch in doc.branches.iter().filter(|branch| is(branch, "product_version_range")) {
        if let Some(place) = branch.get("category") {
            out.fault(
                &place,
                text!(
                    ja: "版の範囲が使われています。できるだけ版を一つずつ挙げてください。",
                    en: "A version range is used. List versions one by one where possible."
                ),
            );
        }
    }
}

/// 6.3.11: a version doesn't start with `v`.
pub(crate) fn leading_v(doc: &Doc<'_>, out: &mut Out<'_>) {
    for (place, name) in names(doc, "product_version") {
        let rest = name.strip_prefix(['v', 'V']).unwrap_or_default();
        if rest.starts_with(|first: char| first.is_ascii_digit()) {
            out.fault(
                &place,
                text!(
                    ja: "版「{name}」が v で始まっています。製品がそう名乗っていなければ外してください。",
                    en: "Version \"{name}\" starts with \"v\". Remove it, unless the vendor writes it so."
                ),
            );
        }
    }
}
