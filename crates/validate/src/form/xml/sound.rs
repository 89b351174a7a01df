//! Is a text well-formed XML? The reader that walks on lets pass what the definition refuses, so a stricter one goes
//! first.
//!
//! Deliberately not here: what a document type definition declares. It is read past, and bounded by the library.

use roxmltree::{Document, Error, ParsingOptions};

/// The first place that breaks the rules, and why.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unsound {
    /// What stands before it is sound, and can be read: the tag or comment that it lies in is not.
    pub(super) at: usize,
    pub(super) why: String,
}

/// The first place that is not well-formed, or where there are more than so many elements, texts and comments.
pub(super) fn unsound(text: &str, nodes_max: u32) -> Option<Unsound> {
    let options = ParsingOptions { allow_dtd: true, nodes_limit: nodes_max, ..ParsingOptions::default() };
    let error = Document::parse_with_options(text, options).err()?;
    let at = match error {
        // The library tells no place for what is missing at the end, or too much.
        Error::UnexpectedEndOfStream
        | Error::NoRootNode
        | Error::UnclosedRootNode
        | Error::NodesLimitReached => text.len(),
        _ => before_its_mark(text, offset(text, error.pos())),
    };
    Some(Unsound { at, why: error.to_string() })
}

/// A place by its line and the characters before it there, both from one.
fn offset(text: &str, place: roxmltree::TextPos) -> usize {
    let (row, col) = (place.row as usize, place.col as usize);
    let start: usize = text.split_inclusive('\n').take(row.saturating_sub(1)).map(str::len).sum();
    let line = text.get(start..).unwrap_or_default();
    line.char_indices().nth(col.saturating_sub(1)).map_or(text.len(), |(at, _)| start + at)
}

/// The beginning of the tag or other mark that a place lies in.
fn before_its_mark(text: &str, at: usize) -> usize {
    let before = text.get(..at).unwrap_or(text);
    before.rfind('<').filter(|open| !before[*open..].contains('>')).unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_well_formed_is_let_pass() {
        for text in [
            "<a/>",
            "\n<!-- c --><?pi x?><a\n b = 'x\"' c=\"&lt;&#9;&#x1F600;>\" />\n<?end?><!---->",
            "<?xml version='1.0' encoding=\"UTF-8\" standalone='yes' ?><p:a xmlns:p='urn:p'>t &amp; <![CDATA[<&]]]]></p:a >",
            "<?xml version=\"1.1\"?><a>]] ></a>",
            "<!DOCTYPE a [<!ENTITY e '>]'><!-- ]> -->]><a>&e;</a>",
            "<?xml-stylesheet href='x'?><é.1-·><_/></é.1-·>",
        ] {
            assert_eq!(unsound(text, 100), None, "{text}");
        }
    }

    #[test]
    fn more_than_is_looked_at_is_told_and_what_was_read_before_it_is_kept() {
        let text = "<a><b/><b/><b/></a>";
        let why = unsound(text, 3).map(|unsound| (unsound.at, unsound.why));
        assert_eq!(why, Some((text.len(), Error::NodesLimitReached.to_string())));
        assert_eq!(unsound(text, 5), None);
    }

    #[test]
    fn the_first_place_that_is_not_well_formed_is_told() {
        for (text, at) in [
            (" <?xml version='1.0'?><a/>", 1),
            ("<?xml encoding='UTF-8'?><a/>", 0),
            ("<?xml version='1.0' standalone='no' encoding='UTF-8'?><a/>", 0),
            ("<?xml version='1.0'encoding='UTF-8'?><a/>", 0),
            ("<a><? x?></a>", 3),
            ("<a><!-- a -- b --></a>", 3),
            ("<a><!-- a ---></a>", 3),
            ("<a><!-- a </a>", 14),
            ("<a>]]></a>", 6),
            ("<a>a & b</a>", 5),
            ("<a>&#0;</a>", 3),
            ("<a>&#xFFFE;</a>", 3),
            ("<a>&#+65;</a>", 3),
            ("<a b='&'/>", 0),
            ("<a b='<'/>", 0),
            ("<a b='1'c='2'/>", 0),
            ("<a b=1/>", 0),
            ("<a b/>", 0),
            ("<a b='1/>", 9),
            ("<a\u{0}/>", 0),
            ("<a>\u{1}</a>", 3),
            ("<a>\u{FFFF}</a>", 3),
            ("<a>< b/></a>", 3),
            ("<a><1/></a>", 3),
            ("<a><b:c:d/></a>", 3),
            ("<a></ a>", 3),
            ("<a/></a>", 4),
            ("<a/><b/>", 4),
            ("<a/>x", 4),
            ("<a/><![CDATA[ ]]>", 4),
            ("<a/>&#9;", 4),
            ("<a/><!DOCTYPE a>", 4),
            ("<a><!DOCTYPE a></a>", 3),
            ("<!DOCTYPE a><!DOCTYPE a><a/>", 12),
            ("<!DOCTYPE a [", 13),
            ("<!doctype a><a/>", 0),
        ] {
            assert_eq!(unsound(text, 100).map(|unsound| unsound.at), Some(at), "{text}");
        }
    }
}
