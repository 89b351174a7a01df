//! 6.1.26: a category of one's own is not spelt like a profile of the standard.

use sekisho_model::text;

use crate::csaf::doc::{Doc, profiles};
use crate::csaf::test::Out;

/// 6.1.26: the category is no variant of a profile's name or value, and does not start with `csaf_`.
pub(super) fn name_of_a_profile(doc: &Doc<'_>, out: &mut Out<'_>) {
    let Some(node) = doc.document.get("category") else { return };
    let mut profiles = profiles(doc.edition);
    let category = node.text().unwrap_or_default();
    if category == "csaf_base" || profiles.clone().any(|profile| profile == category) {
        return;
    }
    let bare = bare(category);
    let spelt = profiles.find(|profile| {
        let value = self::bare(profile);
        bare == value || value.strip_prefix("csaf") == Some(bare.as_str())
    });
    if let Some(profile) = spelt {
        out.fault(
            &node,
            text!(
                ja: "「{category}」はプロファイル {profile} と紛らわしいので使えません。そのプロファイルなら「{profile}」と書いてください。",
                en: "\"{category}\" is too close to profile {profile}. If it is meant, write \"{profile}\"."
            ),
        );
    } else if category.to_lowercase().starts_with("csaf_") {
        out.fault(
            &node,
            text!(
                ja: "「csaf_」で始まる名前は標準のプロファイルだけのものです。「{category}」を別の名前にしてください。",
                en: "Names that start with \"csaf_\" are reserved for the standard's profiles. Rename \"{category}\"."
            ),
        );
    }
}

/// Lower case, without white space, dashes and underscores of any script.
fn bare(text: &str) -> String {
    let is_left_out = |c: char| {
        c.is_whitespace()
            || matches!(c, '-' | '_' | '\u{00ad}' | '\u{058a}' | '\u{05be}' | '\u{1400}' | '\u{1806}')
            || matches!(
                c,
                '\u{2010}'..='\u{2015}' | '\u{203f}' | '\u{2040}' | '\u{2043}' | '\u{2054}' | '\u{207b}'
            )
            || matches!(
                c,
                '\u{208b}' | '\u{2212}' | '\u{2e17}' | '\u{2e1a}' | '\u{2e3a}' | '\u{2e3b}' | '\u{2e40}'
            )
            || matches!(c, '\u{301c}' | '\u{3030}' | '\u{30a0}' | '\u{fe31}'..='\u{fe34}' | '\u{fe4d}'..='\u{fe4f}')
            || matches!(
                c,
                '\u{fe58}' | '\u{fe63}' | '\u{ff0d}' | '\u{ff3f}' | '\u{0332}' | '\u{200b}' | '\u{feff}'
            )
    };
    text.chars().filter(|c| !is_left_out(*c)).flat_map(char::to_lowercase).collect()
}
