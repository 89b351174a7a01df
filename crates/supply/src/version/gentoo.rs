//! Gentoo's package manager specification, chapter 3: numbers, a letter, suffixes, a revision. A number
//! after the first that begins with zero counts as a decimal fraction does: as a text without the zeros at
//! its end.

use super::key::KeyWriter;
use super::{Fit, Regular};

const END: u8 = 0;
const AFTER_ZERO: u8 = 1;
const NUMBER: u8 = 2;
const SUFFIXES: [(&str, u8); 5] = [("alpha", 1), ("beta", 2), ("pre", 3), ("rc", 4), ("p", 6)];
const NO_SUFFIX: u8 = 5;

pub(super) fn key(text: &str, key: &mut KeyWriter) -> Option<Fit> {
    let (text, revision) = match text.rsplit_once("-r") {
        Some((text, digits)) => (text, digits),
        None => (text, "0"),
    };
    let (version, suffixes) =
        text.split_once('_').map_or((text, None), |(version, rest)| (version, Some(rest)));
    let letter = version.bytes().next_back().filter(u8::is_ascii_lowercase);
    let numbers = if letter.is_some() { &version[..version.len() - 1] } else { version };
    for (nth, digits) in numbers.split('.').enumerate() {
        if nth > 0 && digits.starts_with('0') && digits.bytes().all(|b| b.is_ascii_digit()) {
            key.tag(AFTER_ZERO);
            key.word(digits.trim_end_matches('0'));
        } else {
            key.tag(NUMBER);
            key.number(digits).then_some(())?;
        }
    }
    key.tag(END);
    key.tag(letter.unwrap_or(0));
    for suffix in suffixes.into_iter().flat_map(|rest| rest.split('_')) {
        let at = suffix.find(|c: char| c.is_ascii_digit()).unwrap_or(suffix.len());
        let (name, digits) = suffix.split_at(at);
        let (_, rank) = SUFFIXES.iter().find(|(known, _)| *known == name)?;
        key.tag(*rank);
        key.number(if digits.is_empty() { "0" } else { digits }).then_some(())?;
    }
    key.tag(NO_SUFFIX);
    key.number(revision).then_some(Regular)
}
