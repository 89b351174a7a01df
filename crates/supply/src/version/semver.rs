//! Semantic Versioning 2.0, as found in the wild: a leading `v`, fewer than three numbers, numbers of any
//! length, zeros before a number, and build metadata of any signs: none of them leaves the order in doubt.
//! Cargo, npm, Swift, Hex, Go modules, nginx and Mattermost order by it. Build metadata takes no part in the
//! order, but for Dart's Pub, where it comes last.

use super::key::KeyWriter;
use super::{Fit, Irregular, Regular};

/// What follows the numbers: a pre-release comes before none.
const PRE: u8 = 1;
const RELEASE: u8 = 2;
/// What stands at a place among dot-separated identifiers: the end, a number, a word.
pub(super) const END: u8 = 0;
pub(super) const NUMBER: u8 = 1;
pub(super) const WORD: u8 = 2;

/// Semantic Versioning.
pub(super) fn key(text: &str, key: &mut KeyWriter) -> Option<Fit> {
    let text = text.strip_prefix(['v', 'V']).unwrap_or(text);
    let (text, build) = text.split_once('+').unwrap_or((text, ""));
    if !build.bytes().all(|b| b.is_ascii_graphic()) {
        return None;
    }
    version(text, key)
}

/// npm's: signs of equality, blanks and `v` before it do not count, and a pre-release that begins with a letter may
/// stand right behind the third number.
pub(super) fn npm(text: &str, into: &mut KeyWriter) -> Option<Fit> {
    let text = text.trim_start_matches(|c: char| matches!(c, '=' | 'v' | 'V') || c.is_whitespace());
    let numbers = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (numbers, rest) = text.split_at(numbers);
    let is_glued = rest.starts_with(|c: char| c.is_ascii_alphabetic())
        && numbers.ends_with(|c: char| c.is_ascii_digit())
        && numbers.matches('.').count() == 2;
    if is_glued { key(&format!("{numbers}-{rest}"), into) } else { key(text, into) }
}

/// Go's: modules, whose pseudo-versions are pre-releases and whose `+incompatible` does not count, and
/// releases of the toolchain, such as `go1.21rc2`, whatever a maker put behind a dash or a blank.
pub(super) fn go(text: &str, into: &mut KeyWriter) -> Option<Fit> {
    let Some(release) = text.strip_prefix("go").filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
    else {
        return key(text, into);
    };
    let release = release.split([' ', '\t', '-']).next().unwrap_or_default();
    match release.find(|c: char| c.is_ascii_alphabetic()) {
        None if names_a_language(release) => version(&format!("{release}-0"), into),
        None => key(release, into),
        Some(at) => {
            let (numbers, word) = release.split_at(at);
            let digits = word.find(|c: char| c.is_ascii_digit()).unwrap_or(word.len());
            let (word, number) = word.split_at(digits);
            version(&format!("{numbers}-{word}.{number}"), into)
        }
    }
}

/// Since Go 1.21 two numbers name the language, which comes before every release candidate of its first
/// release; until then they named that release.
fn names_a_language(release: &str) -> bool {
    let Some(("1", minor)) = release.split_once('.') else { return false };
    minor.parse().is_ok_and(|minor: u32| minor >= 21)
}

/// Dart's Pub: where all else is equal, build metadata counts as a pre-release does, and none comes first.
pub(super) fn public(text: &str, into: &mut KeyWriter) -> Option<Fit> {
    let text = text.strip_prefix(['v', 'V']).unwrap_or(text);
    let (text, build) = match text.split_once('+') {
        Some((text, build)) => (text, Some(build)),
        None => (text, None),
    };
    let fit = version(text, into)?;
    if let Some(build) = build {
        into.tag(PRE);
        identifiers(build, into)?;
    } else {
        into.tag(END);
    }
    Some(fit)
}

fn version(text: &str, key: &mut KeyWriter) -> Option<Fit> {
    let (numbers, pre) = match text.split_once('-') {
        Some((numbers, pre)) => (numbers, Some(pre)),
        None => (text, None),
    };
    let mut count = 0;
    for digits in numbers.split('.') {
        count += 1;
        // Numbers after the third have no place in the specification, nor in the order.
        if count <= 3 && !key.number(digits) || digits.bytes().any(|b| !b.is_ascii_digit()) {
            return None;
        }
    }
    (count..3).for_each(|_| key.natural(0));
    match pre {
        Some(pre) => {
            key.tag(PRE);
            identifiers(pre, key)?;
        }
        None => key.tag(RELEASE),
    }
    Some(if count > 3 { Irregular } else { Regular })
}

/// Dot-separated identifiers: numbers before words, fewer before more.
pub(super) fn identifiers(text: &str, key: &mut KeyWriter) -> Option<()> {
    for part in text.split('.') {
        if part.is_empty() || !part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
            return None;
        }
        if part.bytes().all(|b| b.is_ascii_digit()) {
            key.tag(NUMBER);
            key.digits(part);
        } else {
            key.tag(WORD);
            key.word(part);
        }
    }
    key.tag(END);
    Some(())
}
