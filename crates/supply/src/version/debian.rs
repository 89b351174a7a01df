//! Debian policy 5.6.12: epoch, upstream version, revision; `~` sorts before everything, even the end. And
//! opam, which compares the same way what stands before and behind the last dash, and knows no epoch.
//!
//! Our own, because the crate at hand parses with regular expressions and compares long digit runs through
//! big integers in quadratic time; the tests hold this order against that crate.

use super::key::KeyWriter;
use super::{Fit, Irregular, Regular};

const TILDE: u8 = 1;
/// The end of a run of non-digits, whether a number follows or nothing.
const END: u8 = 2;

pub(super) fn key(text: &str, key: &mut KeyWriter) -> Option<Fit> {
    let rest = match text.split_once(':') {
        Some((epoch, rest)) => key.number(epoch).then_some(rest)?,
        None => {
            key.natural(0);
            text
        }
    };
    let (upstream, revision) = match rest.rsplit_once('-') {
        Some((_, "")) => return None, // a dash promises a revision
        Some(parts) => parts,
        None => (rest, ""),
    };
    let fits = |part: &str, more: &[u8]| {
        part.bytes().all(|b| b.is_ascii_alphanumeric() || b"+.~".contains(&b) || more.contains(&b))
    };
    if upstream.is_empty() || !fits(upstream, b"-:") || !fits(revision, b"") {
        return None;
    }
    part(upstream, key);
    part(revision, key);
    Some(Regular)
}

/// opam's: two parts around the last dash, so that `1.0-1` comes before `1.0+1`. No dash is an empty second one.
pub(super) fn opam(text: &str, key: &mut KeyWriter) -> Option<Fit> {
    if text.is_empty() || !text.bytes().all(|b| b.is_ascii_graphic()) {
        return None;
    }
    let (first, second) = text.rsplit_once('-').unwrap_or((text, ""));
    part(first, key);
    part(second, key);
    let fits = text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_+.~".contains(&b));
    Some(if fits { Regular } else { Irregular })
}

/// Runs of non-digits and runs of digits in turn; a missing number is zero.
fn part(mut text: &str, key: &mut KeyWriter) {
    if text.is_empty() {
        key.bytes(&[END, 0]); // nothing at all equals `0`
    }
    while !text.is_empty() {
        let word = text.find(|c: char| c.is_ascii_digit()).unwrap_or(text.len());
        let (word, rest) = text.split_at(word);
        word.bytes().for_each(|byte| weight(byte, key));
        key.tag(END);
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let (digits, rest) = rest.split_at(digits);
        key.digits(digits);
        text = rest;
    }
    key.tag(END);
}

/// Tilde, then the end or a digit, then letters, then everything else.
fn weight(byte: u8, key: &mut KeyWriter) {
    match byte {
        b'~' => key.tag(TILDE),
        _ if byte.is_ascii_alphabetic() => key.tag(byte),
        _ => key.tag(byte | 0x80),
    }
}
