//! Several values in one cell, and values that look like 不明 but are not.
//!
//! Invariant: `split(join(items)) == items` and `unmasked(masked(text)) == text` for every text without white
//! space at its ends. An item in straight quotation marks is taken as it stands, quotes doubled inside.

use std::borrow::Cow;

use crate::columns;

fn is_separator(c: char) -> bool {
    matches!(c, '、' | '､' | ',' | '，' | ';' | '；' | '／' | '\n')
}

/// One item of a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Item<'a> {
    /// The item, without its quotation marks.
    pub(crate) text: Cow<'a, str>,
    /// Did it stand in quotation marks?
    pub(crate) quoted: bool,
}

/// The items of a cell, empty ones left out.
pub(crate) fn split(text: &str) -> Vec<Item<'_>> {
    let mut items = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let (item, after) = match quoted_start(rest) {
            Some((inside, after)) => (Item { text: inside.into(), quoted: true }, after),
            None => {
                let (item, after) = rest.split_at(rest.find(is_separator).unwrap_or(rest.len()));
                (Item { text: item.trim().into(), quoted: false }, after)
            }
        };
        if item.quoted || !item.text.is_empty() {
            items.push(item);
        }
        rest = after.trim_start_matches(|c: char| is_separator(c) || c.is_whitespace());
    }
    items
}

/// A cell that holds one item: without its quotation marks, if it is all in quotation marks.
pub(crate) fn single(text: &str) -> Item<'_> {
    match quoted_start(text) {
        Some((inside, "")) => Item { text: inside.into(), quoted: true },
        _ => Item { text: text.into(), quoted: false },
    }
}

/// A quoted item at the start, when a separator or nothing follows it.
fn quoted_start(text: &str) -> Option<(String, &str)> {
    let mut inside = String::new();
    let mut rest = text.strip_prefix('"')?;
    loop {
        let (part, after) = rest.split_once('"')?;
        inside.push_str(part);
        match after.strip_prefix('"') {
            Some(more) => {
                inside.push('"');
                rest = more;
            }
            None => {
                let after = after.trim_start_matches([' ', '　']);
                return (after.is_empty() || after.starts_with(is_separator)).then_some((inside, after));
            }
        }
    }
}

/// An item as it is written, in quotation marks where it would be misread without.
pub(crate) fn written(item: &str) -> Cow<'_, str> {
    let misread = item.contains(is_separator)
        || item.starts_with('"')
        || columns::is_reserved(item)
        || columns::is_own(item);
    if misread { Cow::Owned(format!("\"{}\"", item.replace('"', "\"\""))) } else { Cow::Borrowed(item) }
}

/// Several items as one cell.
pub(crate) fn join<'a>(items: impl Iterator<Item = &'a str>) -> String {
    let items: Vec<Cow<'_, str>> = items.map(written).collect();
    items.join("、")
}

/// Free text as it is written where 不明 and the like have a meaning: such a word itself, in any number of
/// quotation marks, gets one pair more.
pub(crate) fn masked(text: &str) -> Cow<'_, str> {
    if columns::is_reserved(bare(text)) { Cow::Owned(format!("\"{text}\"")) } else { Cow::Borrowed(text) }
}

/// The free text that was written; nothing where it is the word itself, without quotation marks.
pub(crate) fn unmasked(written: &str) -> Option<&str> {
    if !columns::is_reserved(bare(written)) {
        return Some(written);
    }
    written.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'))
}

fn bare(text: &str) -> &str {
    let mut bare = text;
    while let Some(inside) = bare.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        bare = inside;
    }
    bare
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn texts(cell: &str) -> Vec<String> {
        split(cell).into_iter().map(|item| item.text.into_owned()).collect()
    }

    #[test]
    fn the_usual_separators_part_items_and_a_slash_in_a_word_does_not() {
        assert_eq!(
            texts("Modbus/TCP、EtherNet/IP,OPC UA；FTP\n SSH ／"),
            ["Modbus/TCP", "EtherNet/IP", "OPC UA", "FTP", "SSH"]
        );
        assert_eq!(texts(" 、 ,"), [""; 0]);
        assert_eq!(texts("\"a、b\"、c\"d"), ["a、b", "c\"d"]);
        assert_eq!(texts("\"abc"), ["\"abc"]);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn joined_items_split_into_themselves(items in prop::collection::vec("[ab、,;／\"不明\n-]{0,6}", 0..5)) {
            let items: Vec<&str> = items.iter().map(|item| item.trim()).collect();
            prop_assert_eq!(texts(&join(items.iter().copied())), items);
        }

        #[test]
        fn masked_text_is_unmasked_into_itself(text in "\"{0,3}(不明|-|N/A|abc|)\"{0,3}") {
            let written = masked(&text);
            prop_assert_eq!(unmasked(&written), Some(text.as_str()));
        }
    }
}
