//! Alpine's apk: numbers, a letter, suffixes, a commit, a revision. A number after the first that begins
//! with zero is compared as a text. Texts beyond that form are ordered after what of them can be read, as
//! apk's own test cases have it, and are irregular.

use super::key::KeyWriter;
use super::{Fit, Irregular, Regular};

/// Among numbers after the first: the end, nothing between two dots, digits after a zero, a number.
const END: u8 = 0;
const EMPTY: u8 = 1;
const AFTER_ZERO: u8 = 2;
const NUMBER: u8 = 3;
/// Suffixes; the end lies between those of pre-releases and those of later states.
const SUFFIXES: [(&str, u8); 9] = [
    ("alpha", 1),
    ("beta", 2),
    ("pre", 3),
    ("rc", 4),
    ("cvs", 6),
    ("svn", 7),
    ("git", 8),
    ("hg", 9),
    ("p", 10),
];
const NO_SUFFIX: u8 = 5;
const ABSENT: u8 = 0;
const PRESENT: u8 = 1;
const SUFFIXED: u8 = 2;

pub(super) fn key(text: &str, key: &mut KeyWriter) -> Option<Fit> {
    if text.is_empty() || !text.bytes().all(|b| b.is_ascii_graphic()) {
        return None;
    }
    let (rest, numbered) = numbers(text, key);
    let rest = letter(rest, key);
    let rest = suffixes(rest, key);
    let rest = commit(rest, key);
    let rest = revision(rest, key);
    if rest.is_empty() {
        key.tag(PRESENT);
        // A revision without its number counts as zero, and only apk before 3 takes it.
        return Some(if numbered && !text.ends_with("-r") { Regular } else { Irregular });
    }
    // A text that goes on comes before one that ends.
    key.tag(ABSENT);
    key.word(if rest.starts_with('-') { "" } else { rest });
    Some(Irregular)
}

/// The numbers between dots, and whether each dot had one on both sides.
fn numbers<'a>(text: &'a str, key: &mut KeyWriter) -> (&'a str, bool) {
    let mut rest = text;
    let mut whole = true;
    let mut first = true;
    loop {
        let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let (digits, after) = rest.split_at(end);
        whole &= number(digits, first, key);
        first = false;
        match after.strip_prefix('.') {
            Some(next) if next.starts_with(|c: char| c.is_ascii_digit() || c == '.') => rest = next,
            _ => {
                key.tag(END);
                return (after, whole);
            }
        }
    }
}

fn number(digits: &str, first: bool, key: &mut KeyWriter) -> bool {
    if digits.is_empty() {
        key.tag(EMPTY);
    } else if !first && digits.starts_with('0') {
        key.tag(AFTER_ZERO);
        key.word(digits);
    } else {
        key.tag(NUMBER);
        key.digits(digits);
    }
    !digits.is_empty()
}

fn letter<'a>(text: &'a str, key: &mut KeyWriter) -> &'a str {
    match text.bytes().next() {
        Some(letter) if letter.is_ascii_lowercase() => {
            key.tag(letter);
            text.get(1..).unwrap_or_default()
        }
        _ => {
            key.tag(ABSENT);
            text
        }
    }
}

fn suffixes<'a>(text: &'a str, key: &mut KeyWriter) -> &'a str {
    let mut rest = text;
    while let Some(name) = rest.strip_prefix('_') {
        let end = name.find(|c: char| !c.is_ascii_lowercase()).unwrap_or(name.len());
        let (name, after) = name.split_at(end);
        let Some((_, rank)) = SUFFIXES.iter().find(|(known, _)| *known == name) else { break };
        key.tag(*rank);
        if later_suffix(after) {
            // One for a later state right behind another comes even after every number.
            key.tag(SUFFIXED);
            rest = after;
        } else {
            rest = optional_number(after, key);
        }
    }
    key.tag(NO_SUFFIX);
    rest
}

fn later_suffix(text: &str) -> bool {
    let Some(name) = text.strip_prefix('_') else { return false };
    let name = name.get(..name.find(|c: char| !c.is_ascii_lowercase()).unwrap_or(name.len()));
    SUFFIXES.iter().any(|(known, rank)| *rank > NO_SUFFIX && Some(*known) == name)
}

/// Digits may follow; none come before any.
fn optional_number<'a>(text: &'a str, key: &mut KeyWriter) -> &'a str {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    if digits.is_empty() {
        key.tag(ABSENT);
    } else {
        key.tag(PRESENT);
        key.digits(digits);
    }
    rest
}

fn commit<'a>(text: &'a str, key: &mut KeyWriter) -> &'a str {
    let hex = text.strip_prefix('~').filter(|rest| rest.starts_with(|c: char| c.is_ascii_hexdigit()));
    let Some(hex) = hex else {
        key.tag(ABSENT);
        return text;
    };
    let end = hex.find(|c: char| !c.is_ascii_hexdigit()).unwrap_or(hex.len());
    let (hex, rest) = hex.split_at(end);
    key.tag(PRESENT);
    key.word(hex);
    rest
}

fn revision<'a>(text: &'a str, key: &mut KeyWriter) -> &'a str {
    let starts = |rest: &&str| rest.is_empty() || rest.starts_with(|c: char| c.is_ascii_digit() || c == '-');
    let Some(rest) = text.strip_prefix("-r").filter(starts) else {
        key.tag(ABSENT);
        return text;
    };
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let (digits, rest) = rest.split_at(end);
    key.tag(PRESENT);
    key.digits(digits);
    rest
}
