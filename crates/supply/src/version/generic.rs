//! The order where no scheme is stated: numbers and words as people read them. VERS leaves it open and points
//! at what package repositories do; this does the same: runs of digits and letters, everything else
//! separates, missing numbers are zero, words for early states come before zero, words for later ones after.
//!
//! Regular is only what every reader would order the same: numbers between dots, a letter or a usual word
//! behind them.

use super::key::KeyWriter;
use super::{Fit, Irregular, Regular};

/// What stands at a place. Zeros are counted, because only before a number do they mean something.
const EARLY: u8 = 1;
const END: u8 = 2;
const LATE: u8 = 3;
const LETTER: u8 = 4;
const NUMBER: u8 = 5;
const EARLY_WORDS: [&str; 12] =
    ["alpha", "beta", "rc", "pre", "dev", "snapshot", "milestone", "preview", "a", "b", "m", "cr"];
const LATE_WORDS: [&str; 9] = ["patch", "post", "pl", "p", "errata", "sp", "fix", "hotfix", "update"];

pub(super) fn key(text: &str, key: &mut KeyWriter) -> Option<Fit> {
    let numbered =
        text.strip_prefix(['v', 'V']).filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    let text = numbered.unwrap_or(text);
    if !text.bytes().any(|b| b.is_ascii_alphanumeric()) || text.contains(char::is_control) {
        return None;
    }
    let mut zeros = 0;
    let mut after_number = false;
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let digits = first.is_ascii_digit();
        let goes_on = |c: char| if digits { c.is_ascii_digit() } else { c.is_ascii_alphabetic() };
        if !digits && !first.is_ascii_alphabetic() {
            after_number = false;
            rest = rest.get(first.len_utf8()..).unwrap_or_default();
            continue;
        }
        let (run, next) = rest.split_at(rest.find(|c| !goes_on(c)).unwrap_or(rest.len()));
        if run.bytes().all(|b| b == b'0') {
            zeros += 1;
        } else {
            let attached = after_number && !next.starts_with(|c: char| c.is_ascii_digit());
            field(run, digits, attached, std::mem::take(&mut zeros), key);
        }
        after_number = digits;
        rest = next;
    }
    key.tag(END);
    Some(if is_plain(text) { Regular } else { Irregular })
}

/// One run with the zeros before it. They count before a number, where fewer of them come later; before a word
/// they do not, since `1` and `1.0` are one: `1-rc1` and `1.0.0-rc1` are, too. A letter right behind a number
/// comes before any further number, `1.0.1a` before `1.0.1.1`, as package repositories have it.
fn field(run: &str, digits: bool, attached: bool, zeros: u64, key: &mut KeyWriter) {
    if digits {
        key.tag(NUMBER);
        key.natural_descending(zeros);
        key.digits(run);
        return;
    }
    let lower = run.to_ascii_lowercase();
    key.tag(if LATE_WORDS.contains(&lower.as_str()) {
        LATE
    } else if attached && !EARLY_WORDS.iter().any(|word| word.len() > 1 && *word == lower) {
        LETTER
    } else {
        EARLY
    });
    key.word(&lower);
}

/// Numbers between dots; then a letter, or a usual word with or without its number.
fn is_plain(text: &str) -> bool {
    let numbers = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (numbers, tail) = text.split_at(numbers);
    let numbers = if tail.is_empty() { numbers } else { numbers.strip_suffix('.').unwrap_or(numbers) };
    if numbers.split('.').any(str::is_empty) {
        return false;
    }
    let lower = tail.to_ascii_lowercase();
    let tail = lower.trim_start_matches([' ', '-', '_', '.']);
    let end = tail.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(tail.len());
    let (word, rest) = tail.split_at(end);
    let letter = word.len() == 1 && rest.is_empty() && lower.starts_with(word);
    let known = |words: &[&str]| words.contains(&word) && word.len() > 1;
    let number = rest.trim_start_matches([' ', '-', '_', '.']);
    (word.is_empty() && rest.is_empty() && lower.is_empty())
        || letter
        || (known(&EARLY_WORDS) || known(&LATE_WORDS)) && number.bytes().all(|b| b.is_ascii_digit())
}
