//! Conan: like Semantic Versioning with any number of parts, in which words may stand; zeros at the end do
//! not count; a pre-release comes before the release, even the empty one (`1.0-`); build metadata counts last.
//!
//! Conan compares a number with a word as texts, which is no order (`10 < 1a < 2`). Here the digits that a
//! word begins with count as a number; where the two can differ, the version is irregular, save for one digit
//! with a word (`1.1.1k`), which only a number from ten on is placed otherwise beside: [`in_doubt`] tells of the two.
//! Irregular is also one
//! that begins with a word, such as a snapshot `cci.20200203`, which Conan puts after every number, one with
//! nothing between two dots, and one with other signs than Conan's names of packages have.

use super::key::KeyWriter;
use super::{Fit, Irregular, Regular};

const END: u8 = 0;
const ITEM: u8 = 1;
const PRE: u8 = 1;
const RELEASE: u8 = 2;

pub(super) fn key(text: &str, key: &mut KeyWriter) -> Option<Fit> {
    if text.is_empty() || !text.bytes().all(|b| b.is_ascii_graphic()) {
        return None;
    }
    let (version, build) =
        text.rsplit_once('+').map_or((text, None), |(version, build)| (version, Some(build)));
    let (numbers, pre) =
        version.split_once('-').map_or((version, None), |(numbers, pre)| (numbers, Some(pre)));
    let mut regular = items(numbers, key);
    match pre {
        Some(pre) => {
            key.tag(PRE);
            regular &= items(pre, key);
        }
        None => key.tag(RELEASE),
    }
    match build {
        Some(build) => {
            key.tag(ITEM);
            regular &= items(build, key);
        }
        None => key.tag(END),
    }
    let signs = text.bytes().all(|b| b.is_ascii_alphanumeric() || b"._+-".contains(&b));
    let regular = regular && signs && numbers.starts_with(|c: char| c.is_ascii_digit());
    Some(if regular { Regular } else { Irregular })
}

/// Would Conan put two versions in another order than their keys? A digit with a word and a number from ten on that
/// begins with no greater digit are compared as texts: `9e` comes after `10`.
pub(super) fn in_doubt(one: &str, other: &str) -> bool {
    let items = |text: &str| -> Vec<String> { text.split(['.', '-', '+']).map(str::to_owned).collect() };
    let (one, other) = (items(one), items(other));
    let same = |pair: &(&String, &String)| pair.0.trim_start_matches('0') == pair.1.trim_start_matches('0');
    let Some((one, other)) = one.iter().zip(&other).find(|pair| !same(pair)) else { return false };
    let differ = |worded: &str, number: &str| {
        let number = number.trim_start_matches('0').as_bytes();
        let digit = worded.as_bytes().first().filter(|digit| digit.is_ascii_digit());
        let is_worded = worded.len() > 1 && !worded.bytes().all(|byte| byte.is_ascii_digit());
        let is_great = number.len() > 1 && number.iter().all(u8::is_ascii_digit);
        is_worded && is_great && digit.is_some_and(|digit| number.first() <= Some(digit))
    };
    differ(one, other) || differ(other, one)
}

/// Writes the dot-separated items, and tells whether Conan would order each of them so.
fn items(text: &str, key: &mut KeyWriter) -> bool {
    let mut zeros = 0_usize;
    let mut regular = true;
    for item in text.split('.') {
        let end = item.find(|c: char| !c.is_ascii_digit()).unwrap_or(item.len());
        let (digits, word) = item.split_at(end);
        if word.is_empty() && !digits.is_empty() && digits.bytes().all(|b| b == b'0') {
            zeros += 1;
            continue;
        }
        (0..zeros).for_each(|_| number("0", "", key));
        zeros = 0;
        number(digits, word, key);
        // A pre-release or build may be empty as a whole.
        regular &= !item.is_empty() || text.is_empty();
        // Without a letter Python may take it for a number: `1_0` for ten, `-0` for zero.
        let worded = word.bytes().any(|b| b.is_ascii_alphabetic());
        regular &= word.is_empty() || digits.len() < 2 && worded;
    }
    key.tag(END);
    regular
}

/// Numbers, then numbers with a word behind them, then words.
fn number(digits: &str, word: &str, key: &mut KeyWriter) {
    key.tag(ITEM);
    if digits.is_empty() && !word.is_empty() {
        key.tag(u8::MAX);
    } else {
        key.digits(digits);
    }
    key.word(word);
}

#[cfg(test)]
mod tests {
    use super::in_doubt;

    #[test]
    fn a_digit_with_a_word_beside_a_number_from_ten_on_is_in_doubt() {
        for (one, other, expect) in [
            ("1.1.1k", "1.1.10", true),
            ("9e", "10", true),
            ("1.2b", "1.012.3", true),
            ("1.0-2b", "1.0-10", true),
            ("1.1.1k", "1.1.1", false),
            ("1.1.1k", "1.1.2", false),
            ("1.1.1k", "1.1.20", false),
            ("1.1.1k", "1.2.10", false),
            ("1.1.10", "1.1.9", false),
            ("1.x", "1.10", false),
        ] {
            assert_eq!((in_doubt(one, other), in_doubt(other, one)), (expect, expect), "{one} {other}");
        }
    }
}
