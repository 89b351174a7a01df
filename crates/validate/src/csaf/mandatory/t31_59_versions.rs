//! 6.1.31, 6.1.50 and 6.1.59: versions are versions, and ranges are ranges.

use sekisho_model::{Text, text};

use crate::csaf::doc::Doc;
use crate::csaf::node::Node;
use crate::csaf::test::Out;
use crate::csaf::version_range::{self, Wrong};

/// Words that make a name a range.
const WORDS: &[&str] = &["after", "all", "before", "earlier", "later", "prior", "versions"];

/// 6.1.31: the name of a version is no range.
pub(super) fn range_as_version(doc: &Doc<'_>, out: &mut Out<'_>) {
    for (node, name) in names(doc, "product_version") {
        let lower = name.to_lowercase();
        if lower.contains(['<', '>']) || lower.split_whitespace().any(|word| WORDS.contains(&word)) {
            out.fault(
                &node,
                text!(
                    ja: "「{name}」は版の範囲です。product_version には一つの版を書くか、product_version_range にしてください。",
                    en: "\"{name}\" is a range. Name one version, or use category product_version_range."
                ),
            );
        }
    }
}

/// 6.1.50: the name of a range is a VERS in canonical form, or its constraints alone.
pub(super) fn range(doc: &Doc<'_>, out: &mut Out<'_>) {
    for (node, name) in names(doc, "product_version_range") {
        match version_range::read(name) {
            Err(wrong) => out.fault(&node, told(name, &wrong)),
            Ok(constraints)
                if !name.starts_with("vers:") && constraints.len() == 1 && constraints[0].0 == "=" =>
            {
                out.fault(&node, single(name));
            }
            Ok(_) => {}
        }
    }
}

/// 6.1.59: a range lets more than one version through.
pub(super) fn version_as_range(doc: &Doc<'_>, out: &mut Out<'_>) {
    for (node, name) in names(doc, "product_version_range").filter(|(_, name)| version_range::is_single(name))
    {
        out.fault(&node, single(name));
    }
}

fn single(name: &str) -> Text {
    text!(
        ja: "「{name}」は一つの版だけです。product_version にして版を書いてください。",
        en: "\"{name}\" is a single version. Use category product_version and name it there."
    )
}

fn told(name: &str, wrong: &Wrong) -> Text {
    let Text { ja, en } = match wrong {
        Wrong::Space => text!(ja: "空白があります", en: "it has white space"),
        Wrong::Type => {
            text!(ja: "「vers:」の後の種類が正しくありません", en: "the type after \"vers:\" is not right")
        }
        Wrong::Constraint(part) => {
            text!(ja: "条件「{part}」が正しくありません", en: "constraint \"{part}\" is not right")
        }
        Wrong::Star => {
            text!(ja: "「*」は「vers:all/*」でだけ使えます", en: "\"*\" stands in \"vers:all/*\" only")
        }
        Wrong::Twice(version) => {
            text!(ja: "版「{version}」が二度あります", en: "version \"{version}\" stands twice")
        }
        Wrong::Bounds(bound) => text!(
            ja: "「{bound}」の前に同じ向きの境界があり、一方は不要です",
            en: "a bound of the same side stands before \"{bound}\", and one says nothing"
        ),
        Wrong::Order(version) => {
            text!(ja: "「{version}」がより大きい版の後にあります", en: "\"{version}\" stands after a higher version")
        }
    };
    text!(
        ja: "版の範囲「{name}」は VERS の正規形でも、その条件だけの形でもありません：{ja}。",
        en: "Range \"{name}\" is neither a canonical VERS nor its constraints alone: {en}."
    )
}

/// The names of the branches of a category.
fn names<'d>(doc: &Doc<'d>, category: &'static str) -> impl Iterator<Item = (Node<'d>, &'d str)> {
    let branches = doc.branches.iter().filter(move |branch| branch.text_at("category") == Some(category));
    branches.filter_map(|branch| branch.get("name")).filter_map(|name| Some((name.clone(), name.text()?)))
}
