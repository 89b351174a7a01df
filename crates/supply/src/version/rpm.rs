//! RPM's order of epoch, version and release, segment by segment: `~` sorts before the end, `^` right after
//! it, words before numbers, everything else only separates. And pacman's, which is the older form of it.

use super::key::KeyWriter;
use super::{Fit, Irregular, Open, Regular, Wild};

const TILDE: u8 = 1;
const END: u8 = 2;
const CARET: u8 = 3;
const WORD: u8 = 4;
const NUMBER: u8 = 5;
/// No release, a release.
const NO_RELEASE: u8 = 0;
const RELEASE: u8 = 1;

/// `epoch:version-release`. Without a release it comes before the same version with one.
pub(super) fn key(text: &str, key: &mut KeyWriter) -> Option<Fit> {
    let (epoch, version, release) = split(text)?;
    segments(epoch, key);
    segments(version, key);
    match release {
        Some(release) => {
            key.tag(RELEASE);
            segments(release, key);
        }
        None => key.tag(NO_RELEASE),
    }
    let fits = |part: &str| {
        part.bytes().all(|b| b.is_ascii_alphanumeric() || b"._+~^".contains(&b))
            && part.bytes().any(|b| b.is_ascii_alphanumeric())
    };
    let regular = fits(version) && release.is_none_or(fits);
    Some(if regular { Regular } else { Irregular })
}

/// The same parts; a version without a release stands for every release of it.
pub(super) fn alpm(text: &str, key: &mut KeyWriter) -> Option<Fit> {
    let (epoch, version, release) = split(text)?;
    segments(epoch, key);
    alpm_segments(version, key);
    let Some(release) = release else {
        let fit = if fits_alpm(version) { Open } else { Wild };
        return version.bytes().any(|b| b.is_ascii_alphanumeric()).then_some(fit);
    };
    key.tag(RELEASE);
    alpm_segments(release, key);
    Some(if fits_alpm(version) && fits_alpm(release) { Regular } else { Irregular })
}

/// pacman puts a separator at the end in a circle: `1.1 < 1..a < 1. < 1.1`.
fn fits_alpm(part: &str) -> bool {
    part.bytes().next_back().is_some_and(|b| b.is_ascii_alphanumeric())
        && part.bytes().all(|b| b.is_ascii_graphic() && b != b':')
}

fn split(text: &str) -> Option<(&str, &str, Option<&str>)> {
    if text.is_empty() || text.contains(char::is_control) {
        return None;
    }
    // Only digits before a colon are an epoch; nothing before it is zero.
    let (epoch, rest) = match text.split_once(':') {
        Some(("", rest)) => ("0", rest),
        Some((epoch, rest)) if is_number(epoch) => (epoch, rest),
        _ => ("0", text),
    };
    Some(match rest.rsplit_once('-') {
        Some((version, release)) => (epoch, version, Some(release)),
        None => (epoch, rest, None),
    })
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

fn segments(mut text: &str, key: &mut KeyWriter) {
    while let Some(first) = text.bytes().next() {
        let taken = match first {
            b'~' => {
                key.tag(TILDE);
                1
            }
            b'^' => {
                key.tag(CARET);
                1
            }
            _ if first.is_ascii_alphanumeric() => segment(text, key, WORD, NUMBER),
            _ => text.chars().next().map_or(1, char::len_utf8),
        };
        text = text.get(taken..).unwrap_or_default();
    }
    key.tag(END);
}

/// Writes one run of letters or of digits, and tells how long it is.
fn segment(text: &str, key: &mut KeyWriter, word: u8, number: u8) -> usize {
    let digits = text.starts_with(|c: char| c.is_ascii_digit());
    let goes_on = |c: char| if digits { c.is_ascii_digit() } else { c.is_ascii_alphabetic() };
    let run = text.get(..text.find(|c| !goes_on(c)).unwrap_or(text.len())).unwrap_or_default();
    if digits {
        key.tag(number);
        key.digits(run);
    } else {
        key.tag(word);
        key.word(run);
    }
    run.len()
}

/// pacman's segments. A word right at a number comes before the end (`1.5b < 1.5`), a word after a separator
/// comes after it (`1.5.b > 1.5`), a number after either; and more separators come after fewer. Separators that
/// nothing follows come between such a word and a number, however many they are.
fn alpm_segments(mut text: &str, key: &mut KeyWriter) {
    const ATTACHED: u8 = 1;
    const END: u8 = 2;
    const APART: u8 = 3;
    const WORD: u8 = 1;
    const NOTHING: u8 = 2;
    const NUMBER: u8 = 3;
    let mut first = true;
    loop {
        let separators = text.find(|c: char| c.is_ascii_alphanumeric()).unwrap_or(text.len());
        let (between, rest) = text.split_at(separators);
        if rest.is_empty() {
            if !first && !between.is_empty() {
                key.tag(APART);
                key.natural(1);
                key.tag(NOTHING);
            }
            break;
        }
        let word = rest.starts_with(|c: char| c.is_ascii_alphabetic());
        if !first && between.is_empty() && word {
            key.tag(ATTACHED);
        } else {
            key.tag(APART);
            key.natural(between.chars().count() as u64);
        }
        first = false;
        let taken = segment(rest, key, WORD, NUMBER);
        text = rest.get(taken..).unwrap_or_default();
    }
    key.tag(END);
}
