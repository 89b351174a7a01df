//! PEP 440; and, marked irregular, the order that setuptools gave to the versions from before it, all of
//! which come before every regular one.
//!
//! Our own, because every crate at hand stops at numbers of 64 bits and refuses the rest; the tests hold this
//! order against one of them.

use std::borrow::Cow;

use super::key::KeyWriter;
use super::{Fit, Irregular, Regular};

const LEGACY: u8 = 0;
const PEP_440: u8 = 1;
const END: u8 = 0;
const NUMBER: u8 = 1;
/// Pre-releases: only `.dev`, then by letter, then none.
const DEV_ONLY: u8 = 0;
const NO_PRE: u8 = 4;
const PRE: [(&str, u8); 8] =
    [("alpha", 1), ("a", 1), ("beta", 2), ("b", 2), ("preview", 3), ("pre", 3), ("rc", 3), ("c", 3)];
const POST: [&str; 3] = ["post", "rev", "r"];
/// Local parts: words before numbers.
const LOCAL_WORD: u8 = 1;
const LOCAL_NUMBER: u8 = 2;

pub(super) fn key(text: &str, key: &mut KeyWriter) -> Option<Fit> {
    let lower = if text.bytes().any(|b| b.is_ascii_uppercase()) {
        Cow::Owned(text.to_ascii_lowercase())
    } else {
        Cow::Borrowed(text)
    };
    match Pep440::read(&lower) {
        Some(version) => {
            version.write(key);
            Some(Regular)
        }
        None => legacy(text, key),
    }
}

struct Pep440<'a> {
    epoch: &'a str,
    release: &'a str,
    pre: Option<(u8, &'a str)>,
    post: Option<&'a str>,
    dev: Option<&'a str>,
    local: Option<&'a str>,
}

impl<'a> Pep440<'a> {
    fn read(text: &'a str) -> Option<Self> {
        let text = text.strip_prefix('v').unwrap_or(text);
        let (text, local) = text.split_once('+').map_or((text, None), |(text, local)| (text, Some(local)));
        let (epoch, text) = text.split_once('!').unwrap_or(("0", text));
        let end = release_end(text);
        let (release, rest) = text.split_at(end);
        let (pre, rest) = pre(rest);
        let (post, rest) = post(rest);
        let (dev, rest) =
            worded(rest, &["dev"]).map_or((None, rest), |(_, number, rest)| (Some(number), rest));
        let numbers = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        let local_fits = local.is_none_or(|local| {
            local
                .split(['-', '_', '.'])
                .all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric()))
        });
        let fits = numbers(epoch) && !release.is_empty() && rest.is_empty() && local_fits;
        fits.then_some(Self { epoch, release, pre, post, dev, local })
    }

    fn write(&self, key: &mut KeyWriter) {
        key.tag(PEP_440);
        key.digits(self.epoch);
        let mut zeros = 0_usize;
        for digits in self.release.split('.') {
            if digits.bytes().all(|b| b == b'0') {
                zeros += 1; // those at the end do not count
                continue;
            }
            (0..std::mem::take(&mut zeros)).for_each(|_| key.bytes(&[NUMBER, 0]));
            key.tag(NUMBER);
            key.digits(digits);
        }
        key.tag(END);
        match (self.pre, self.post, self.dev) {
            (Some((rank, number)), ..) => {
                key.tag(rank);
                key.digits(number);
            }
            (None, None, Some(_)) => key.tag(DEV_ONLY),
            _ => key.tag(NO_PRE),
        }
        optional(self.post, NUMBER, END, key);
        optional(self.dev, END, NUMBER, key);
        for part in self.local.into_iter().flat_map(|local| local.split(['-', '_', '.'])) {
            if part.bytes().all(|b| b.is_ascii_digit()) {
                key.tag(LOCAL_NUMBER);
                key.digits(part);
            } else {
                key.tag(LOCAL_WORD);
                key.word(part);
            }
        }
        key.tag(END);
    }
}

fn optional(number: Option<&str>, present: u8, absent: u8, key: &mut KeyWriter) {
    match number {
        Some(number) => {
            key.tag(present);
            key.digits(number);
        }
        None => key.tag(absent),
    }
}

/// Where digits between single dots end.
fn release_end(text: &str) -> usize {
    let mut end = 0;
    for part in text.split('.') {
        let digits = part.find(|c: char| !c.is_ascii_digit()).unwrap_or(part.len());
        if digits == 0 {
            break;
        }
        end += digits + usize::from(end > 0);
        if digits < part.len() {
            break;
        }
    }
    end
}

fn pre(text: &str) -> (Option<(u8, &str)>, &str) {
    let words: [&str; 8] = PRE.map(|(word, _)| word);
    match worded(text, &words) {
        Some((nth, number, rest)) => (PRE.get(nth).map(|(_, rank)| (*rank, number)), rest),
        None => (None, text),
    }
}

fn post(text: &str) -> (Option<&str>, &str) {
    if let Some((_, number, rest)) = worded(text, &POST) {
        return (Some(number), rest);
    }
    let implicit = text.strip_prefix('-').map(|rest| rest.split_at(digits_end(rest)));
    match implicit {
        Some((number, rest)) if !number.is_empty() => (Some(number), rest),
        _ => (None, text),
    }
}

/// One of some words, with or without a separator before it and before its number: which, number, rest.
fn worded<'a>(text: &'a str, words: &[&str]) -> Option<(usize, &'a str, &'a str)> {
    let separator = ['-', '_', '.'];
    let bare = text.strip_prefix(separator).unwrap_or(text);
    let (nth, rest) =
        words.iter().enumerate().find_map(|(nth, word)| Some((nth, bare.strip_prefix(word)?)))?;
    let after = rest.strip_prefix(separator).unwrap_or(rest);
    let (number, tail) = after.split_at(digits_end(after));
    Some((nth, number, tail))
}

fn digits_end(text: &str) -> usize {
    text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len())
}

/// What follows the last part, so that `1.0-alpha` comes before `1.0` and `1.0-x` after it.
const FINAL: &str = "*final";
/// A dash: what follows it is a patch.
const PATCH: &str = "*final-";

/// A version from before PEP 440: a list of parts that compare as texts.
fn legacy(text: &str, key: &mut KeyWriter) -> Option<Fit> {
    if text.is_empty() || text.contains(|c: char| c.is_control()) {
        return None;
    }
    let mut parts: Vec<String> = Vec::new();
    for token in tokens(&text.to_lowercase()) {
        let part = part(token);
        if part.starts_with('*') {
            while part.as_str() < FINAL && parts.last().is_some_and(|last| last == PATCH) {
                parts.pop();
            }
            while parts.last().is_some_and(|last| last.bytes().all(|b| b == b'0')) {
                parts.pop();
            }
        }
        parts.push(part);
    }
    key.tag(LEGACY);
    for part in parts.iter().map(String::as_str).chain([FINAL]) {
        key.tag(NUMBER);
        key.word(part);
    }
    key.tag(END);
    Some(Irregular)
}

/// Runs of digits, runs of letters and single dashes; dots only separate.
fn tokens(text: &str) -> Vec<&str> {
    let kind = |c: char| match c {
        '0'..='9' => 0,
        'a'..='z' => 1,
        '.' => 2,
        '-' => 3,
        _ => 4,
    };
    let mut tokens = Vec::new();
    let mut start = 0;
    let mut before = None;
    for (at, c) in text.char_indices() {
        if before.is_some_and(|before| before != kind(c) || before == 3) {
            tokens.push(&text[start..at]);
            start = at;
        }
        before = Some(kind(c));
    }
    tokens.push(&text[start..]);
    tokens.retain(|token| !token.is_empty() && !token.starts_with('.'));
    tokens
}

fn part(token: &str) -> String {
    match token {
        "pre" | "preview" | "rc" => "*c".to_owned(),
        "-" => PATCH.to_owned(),
        "dev" => "*@".to_owned(),
        digits if digits.starts_with(|c: char| c.is_ascii_digit()) => format!("{digits:0>20}"),
        word => format!("*{word}"),
    }
}
