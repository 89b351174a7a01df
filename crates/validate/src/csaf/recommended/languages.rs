//! 6.2.14, 6.2.15: language tags that say nothing to a stranger.

use sekisho_model::text;

use crate::csaf::doc::Doc;
use crate::csaf::node::Node;
use crate::csaf::test::Out;

fn tags<'d>(doc: &Doc<'d>) -> impl Iterator<Item = (Node<'d>, &'d str)> {
    ["lang", "source_lang"]
        .into_iter()
        .filter_map(|key| doc.document.get(key))
        .filter_map(|node| node.text().map(|tag| (node, tag)))
}

/// 6.2.14: no subtag that is reserved for private use.
pub(super) fn private(doc: &Doc<'_>, out: &mut Out<'_>) {
    for (place, tag) in tags(doc) {
        if let Some(subtag) = private_subtag(tag) {
            out.fault(
                &place,
                text!(
                    ja: "言語「{tag}」の「{subtag}」は私用領域で、ほかの人には意味が分かりません。",
                    en: "\"{subtag}\" in the language \"{tag}\" is for private use; others do not know what it means."
                ),
            );
        }
    }
}

/// 6.2.15: not `i-default`.
pub(super) fn default(doc: &Doc<'_>, out: &mut Out<'_>) {
    for (place, _) in tags(doc).filter(|(_, tag)| tag.eq_ignore_ascii_case("i-default")) {
        out.fault(
            &place,
            text!(
                ja: "言語「i-default」は実際の言語を表しません。書き直すか、外してください。",
                en: "Language \"i-default\" names no real language. Give one, or remove it."
            ),
        );
    }
}

/// The first subtag that BCP 47 or its registry sets aside for private use: the languages `qaa`-`qtz`, the scripts
/// `Qaaa`-`Qabx`, the regions `AA`, `QM`-`QZ`, `XA`-`XZ`, `ZZ`, and all that follows an `x`.
fn private_subtag(tag: &str) -> Option<&str> {
    for (at, subtag) in tag.split('-').enumerate() {
        let lower = subtag.to_ascii_lowercase();
        let private = match lower.len() {
            1 if lower == "x" => true,
            // Another extension: its subtags are words of its own, until an `x`.
            1 => return tag.to_ascii_lowercase().find("-x-").map(|_| "x"),
            3 if at == 0 => ("qaa"..="qtz").contains(&lower.as_str()),
            4 if at > 0 => ("qaaa"..="qabx").contains(&lower.as_str()),
            2 if at > 0 => {
                let lower = lower.as_str();
                matches!(lower, "aa" | "zz")
                    || ("qm"..="qz").contains(&lower)
                    || ("xa"..="xz").contains(&lower)
            }
            _ => false,
        };
        if private && lower.bytes().all(|byte| byte.is_ascii_alphabetic()) {
            return Some(subtag);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::private_subtag;

    #[test]
    fn subtags_for_private_use_are_found_where_they_mean_that() {
        for (tag, found) in [
            ("qtx", Some("qtx")),
            ("qua", None),
            ("en-Qaaa", Some("Qaaa")),
            ("en-Qabz", None),
            ("en-XK", Some("XK")),
            ("en-Latn-QM", Some("QM")),
            ("ja-JP", None),
            ("x-own", Some("x")),
            ("de-x-amtlich", Some("x")),
            ("aa-ET", None),
            ("en-u-ca-xa", None),
            ("en-u-ca-x-mine", Some("x")),
            ("i-default", None),
        ] {
            assert_eq!(private_subtag(tag), found, "{tag}");
        }
    }
}
