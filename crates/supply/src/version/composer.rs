//! Composer and Packagist: PHP's own comparison of versions. Numbers count as numbers; of words only the
//! rank counts, by how they begin: any other word, `dev`, `alpha`, `beta`, `rc`, the end or a number, `pl`.

use super::key::KeyWriter;
use super::{Fit, Irregular, Regular, Wild};

const OTHER: u8 = 0;
const END: u8 = 5;
const NUMBER: u8 = 6;
/// Beginnings of words, in the order in which PHP looks for them, with their ranks.
const RANKS: [(&str, u8); 7] =
    [("dev", 1), ("alpha", 2), ("a", 2), ("beta", 3), ("b", 3), ("rc", 4), ("p", 7)];

pub(super) fn key(text: &str, key: &mut KeyWriter) -> Option<Fit> {
    let text = text.strip_prefix(['v', 'V']).unwrap_or(text);
    if text.is_empty() || text.contains(char::is_control) {
        return None;
    }
    let mut rest = text;
    let mut open = false;
    while let Some(first) = rest.chars().next() {
        let end = if first.is_ascii_digit() {
            let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
            key.tag(NUMBER);
            key.digits(rest.get(..end).unwrap_or_default());
            end
        } else if first.is_ascii_alphabetic() {
            let end = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
            key.tag(rank(rest.get(..end).unwrap_or_default()));
            end
        } else {
            first.len_utf8()
        };
        // `#` stands for any number, and at the end for anything.
        open = first == '#';
        rest = rest.get(end..).unwrap_or_default();
    }
    if open {
        return Some(Wild);
    }
    key.tag(END);
    Some(if well_formed(text) { Regular } else { Irregular })
}

fn rank(word: &str) -> u8 {
    let begins = |start: &str| word.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start));
    RANKS.iter().find(|(start, _)| begins(start)).map_or(OTHER, |(_, rank)| *rank)
}

/// Numbers between dots and what Composer lets follow: one stability with its number, and `-dev`.
fn well_formed(text: &str) -> bool {
    let text = text.split_once('+').map_or(text, |(text, _)| text);
    let numbers = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (numbers, rest) = text.split_at(numbers);
    let numbers = numbers.strip_suffix('.').filter(|_| !rest.is_empty()).unwrap_or(numbers);
    if numbers.split('.').any(str::is_empty) {
        return false;
    }
    let lower = rest.to_ascii_lowercase();
    let rest = lower.trim_start_matches(['-', '_', '.']);
    let rest = rest.strip_suffix("dev").map_or(rest, |rest| rest.trim_end_matches(['-', '.', '_']));
    let word = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
    let (word, tail) = rest.split_at(word);
    matches!(word, "" | "alpha" | "a" | "beta" | "b" | "rc" | "patch" | "pl" | "p" | "stable")
        && (tail.is_empty() || !word.is_empty())
        && tail.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b'-')
        // To Composer `stable` says nothing, to PHP it is a word like any other.
        && word != "stable"
}
