//! SPDX 2 in YAML, as the JSON form would have it.
//!
//! Invariants: an unquoted value stays the text that it is, so that `1.10` is not 1.1; only `true`, `false`, nothing,
//! and the three fields that are numbers are more than texts. Aliases are refused: SPDX has no use for them.

use std::borrow::Cow;

use sekisho_intake::Limits;
use serde_saphyr::granit_parser::{Event, Parser, ScalarStyle};

use crate::form::Json;

/// Is this text SPDX 2 in YAML?
pub(super) fn is_document(text: &str) -> bool {
    text.lines().any(|line| line.starts_with("spdxVersion:") || line.starts_with("\"spdxVersion\":"))
}

/// Reads the first document; the error has the line and what was wrong there.
pub(super) fn read(text: &str, limits: &Limits) -> Result<Json<'static>, (u64, String)> {
    let mut open: Vec<Open> = Vec::new();
    let mut root = None;
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| (line(error.marker().line()), error.to_string()))?;
        let told = |why: String| (line(span.start.line()), why);
        let done = match event {
            Event::Scalar(words, style, ..) => {
                Some(Closed::Scalar(words.into_owned(), matches!(style, ScalarStyle::Plain)))
            }
            Event::SequenceStart(..) | Event::MappingStart(..) if open.len() >= limits.depth_max => {
                return Err(told(format!("deeper than {} levels", limits.depth_max)));
            }
            Event::SequenceStart(..) => {
                open.push(Open::List(Vec::new()));
                None
            }
            Event::MappingStart(..) => {
                open.push(Open::Object(Vec::new(), None));
                None
            }
            Event::SequenceEnd | Event::MappingEnd => open.pop().map(Closed::Whole),
            Event::Alias(..) => return Err(told("an alias".to_owned())),
            Event::DocumentEnd | Event::StreamEnd => break,
            _ => None,
        };
        if let Some(done) = done {
            put(done, &mut open, &mut root).map_err(told)?;
            if open.last().is_some_and(|inner| inner.len() > limits.entries_max) {
                return Err(told(format!("more than {} entries in one list", limits.entries_max)));
            }
        }
    }
    root.ok_or_else(|| (1, "no document".to_owned()))
}

fn line(line: usize) -> u64 {
    u64::try_from(line).unwrap_or(u64::MAX)
}

/// A list or an object that is not closed yet; the object with the key that waits for its value.
enum Open {
    List(Vec<Json<'static>>),
    Object(Vec<(Cow<'static, str>, Json<'static>)>, Option<String>),
}

impl Open {
    const fn len(&self) -> usize {
        match self {
            Self::List(items) => items.len(),
            Self::Object(fields, _) => fields.len(),
        }
    }
}

enum Closed {
    /// The words, and whether they stand without quotation marks.
    Scalar(String, bool),
    Whole(Open),
}

/// Puts a value where it belongs: into the list, as a key, or after its key.
fn put(done: Closed, open: &mut [Open], root: &mut Option<Json<'static>>) -> Result<(), String> {
    match open.last_mut() {
        None => *root = Some(value(done, "")),
        Some(Open::List(items)) => items.push(value(done, "")),
        Some(Open::Object(fields, key)) => match (key.take(), done) {
            (None, Closed::Scalar(words, _)) => *key = Some(words),
            (None, Closed::Whole(_)) => return Err("a key that is no text".to_owned()),
            (Some(name), done) => {
                let value = value(done, &name);
                fields.push((Cow::Owned(name), value));
            }
        },
    }
    Ok(())
}

fn value(done: Closed, key: &str) -> Json<'static> {
    match done {
        Closed::Whole(Open::List(items)) => Json::List(items),
        Closed::Whole(Open::Object(fields, _)) => Json::Object(fields),
        Closed::Scalar(words, plain) => match &*words {
            "true" if plain => Json::Truth(true),
            "false" if plain => Json::Truth(false),
            "" | "null" | "~" if plain => Json::Null,
            _ => match words.parse() {
                Ok(number) if plain && matches!(key, "offset" | "lineNumber" | "order") => {
                    Json::Whole(number)
                }
                _ => Json::Text(Cow::Owned(words)),
            },
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yaml_becomes_what_json_has() {
        let text = "spdxVersion: SPDX-2.3\npackages:\n- name: 1.10\n  filesAnalyzed: false\n  comment: \"true\"\nsnippets: [{ranges: [{startPointer: {offset: 3}}]}]\n";
        let document = read(text, &Limits::default()).unwrap();
        let package = &document.get("packages").unwrap().items()[0];
        assert_eq!(package.get("name").unwrap().text(), Some("1.10"));
        assert_eq!(package.get("filesAnalyzed"), Some(&Json::Truth(false)));
        assert_eq!(package.get("comment").unwrap().text(), Some("true"));
        let range = &document.get("snippets").unwrap().items()[0].get("ranges").unwrap().items()[0];
        assert_eq!(range.get("startPointer").unwrap().get("offset"), Some(&Json::Whole(3)));
    }

    #[test]
    fn what_cannot_be_read_has_its_line() {
        let limits = Limits { depth_max: 3, entries_max: 2, ..Limits::default() };
        for (text, at) in [("a: [1, 2, 3]", 1), ("a:\n  b: [", 2), ("a: &x 1\nb: *x", 2), ("a: [[[[1]]]]", 1)]
        {
            let error = read(text, &limits).unwrap_err();
            assert!(error.0 >= at, "{text}: {error:?}");
        }
    }
}
