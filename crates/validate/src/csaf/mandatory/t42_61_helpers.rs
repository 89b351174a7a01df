//! 6.1.42 to 6.1.44 and 6.1.61: what identifies a product identifies one.

use sekisho_model::{PackageUrl, text};

use crate::csaf::doc::Doc;
use crate::csaf::test::Out;

/// 6.1.42: the package URLs of a product differ in their qualifiers only.
pub(super) fn package_urls(doc: &Doc<'_>, out: &mut Out<'_>) {
    for helper in doc.helpers() {
        let mut first: Option<PackageUrl> = None;
        for node in helper.each("purls") {
            let Some(Ok(purl)) = node.text().map(str::parse::<PackageUrl>) else { continue };
            let Some(first) = &first else {
                first = Some(purl);
                continue;
            };
            let parts = |purl: &PackageUrl| {
                (
                    purl.kind().to_owned(),
                    purl.namespace().to_owned(),
                    purl.name().to_owned(),
                    purl.version().to_owned(),
                )
            };
            if parts(first) != parts(&purl) || first.subpath() != purl.subpath() {
                out.fault(
                    &node,
                    text!(
                        ja: "「{first}」と修飾子（? の後）以外も違います。別の製品なら項目を分けてください。",
                        en: "It differs from \"{first}\" in more than qualifiers. Give another product its own entry."
                    ),
                );
            }
        }
    }
}

/// 6.1.43: one `*` in a model number.
pub(super) fn model_numbers(doc: &Doc<'_>, out: &mut Out<'_>) {
    stars(doc, "model_numbers", out);
}

/// 6.1.44: one `*` in a serial number.
pub(super) fn serial_numbers(doc: &Doc<'_>, out: &mut Out<'_>) {
    stars(doc, "serial_numbers", out);
}

/// 6.1.61: one `*` in a stock keeping unit.
pub(super) fn stock_keeping_units(doc: &Doc<'_>, out: &mut Out<'_>) {
    stars(doc, "skus", out);
}

fn stars(doc: &Doc<'_>, list: &'static str, out: &mut Out<'_>) {
    for node in doc.helpers().flat_map(|helper| helper.each(list)) {
        let Some(text) = node.text().filter(|text| stars_in(text) > 1) else { continue };
        out.fault(
            &node,
            text!(
                ja: "「{text}」に「*」が二つ以上あります。一つにするか、文字としての「*」は「\\*」と書いてください。",
                en: "\"{text}\" has more than one \"*\". Keep one, or write \"\\*\" where the star itself is meant."
            ),
        );
    }
}

/// Stars without a backslash before them.
fn stars_in(text: &str) -> usize {
    let mut characters = text.chars();
    let mut count = 0;
    while let Some(c) = characters.next() {
        match c {
            '\\' => drop(characters.next()),
            '*' => count += 1,
            _ => {}
        }
    }
    count
}
