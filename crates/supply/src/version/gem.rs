//! RubyGems: runs of digits and runs of letters; a word comes before any number, even before a missing one.

use super::key::KeyWriter;
use super::{Fit, Irregular, Regular};

const WORD: u8 = 0;
const END: u8 = 1;
const NUMBER: u8 = 2;

pub(super) fn key(text: &str, key: &mut KeyWriter) -> Option<Fit> {
    if text.is_empty() || !text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.' || b == b'-') {
        return None;
    }
    let mut zeros = 0_u64;
    let mut worded = false;
    for part in Segments(text) {
        if !part.starts_with(|c: char| c.is_ascii_digit()) {
            // Zeros before the first word do not count, nor do those before the end; between two words more of
            // them come later.
            key.tag(WORD);
            key.natural(if worded { zeros } else { 0 });
            key.word(part);
            zeros = 0;
            worded = true;
        } else if part.bytes().all(|b| b == b'0') {
            zeros += 1;
        } else {
            (0..zeros).for_each(|_| zero(key));
            zeros = 0;
            key.tag(NUMBER);
            key.digits(part);
        }
    }
    key.tag(END);
    Some(if well_formed(text) { Regular } else { Irregular })
}

fn zero(key: &mut KeyWriter) {
    key.tag(NUMBER);
    key.natural(0);
}

/// Digits first, then parts between dots; a dash and what follows it at most once.
fn well_formed(text: &str) -> bool {
    let (version, pre) = text.split_once('-').unwrap_or((text, "a"));
    let fits = |text: &str| text.split('.').all(|part| !part.is_empty());
    version.starts_with(|c: char| c.is_ascii_digit())
        && version.split('.').next().is_some_and(|first| first.bytes().all(|b| b.is_ascii_digit()))
        && fits(version)
        && fits(pre)
}

/// Runs of digits and of letters; a dash stands for `.pre.`.
struct Segments<'a>(&'a str);

impl<'a> Iterator for Segments<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let rest = self.0.trim_start_matches('.');
        if let Some(rest) = rest.strip_prefix('-') {
            self.0 = rest;
            return Some("pre");
        }
        let digits = rest.starts_with(|c: char| c.is_ascii_digit());
        let end = rest
            .find(|c: char| if digits { !c.is_ascii_digit() } else { !c.is_ascii_alphabetic() })
            .unwrap_or(rest.len());
        let (part, rest) = rest.split_at(end);
        self.0 = rest;
        (!part.is_empty()).then_some(part)
    }
}
