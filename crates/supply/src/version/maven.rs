//! Maven's order, as its POM reference specifies it: tokens between dots, dashes and changes from digits to
//! letters, each with the sign before it; tokens that say nothing are cut before each dash and at the end.
//!
//! The reference leaves a circle: `2-1 < 2.0.alpha < 2 < 2-1`. Here, as in Maven since 3.9, zeros before a word
//! for an early state never count, be it after a dot or a dash; so the order is one of tokens alone.

use std::borrow::Cow;

use super::key::KeyWriter;
use super::{Fit, Irregular, Regular};

/// What stands at a place. `alpha` to `snapshot` come before the end, all other words after it.
const ALPHA: u8 = 1;
const BETA: u8 = 2;
const MILESTONE: u8 = 3;
const RC: u8 = 4;
const SNAPSHOT: u8 = 5;
const END: u8 = 6;
const SP: u8 = 7;
const WORD: u8 = 8;
const AFTER_DASH: u8 = 9;
const AFTER_DOT: u8 = 10;

pub(super) fn key(text: &str, key: &mut KeyWriter) -> Option<Fit> {
    if text.is_empty() || text.contains(char::is_control) {
        return None;
    }
    let lower = if text.bytes().any(|b| !b.is_ascii() || b.is_ascii_uppercase()) {
        Cow::Owned(text.to_lowercase())
    } else {
        Cow::Borrowed(text)
    };
    let mut pending = Pending::default();
    let tokens = Tokens { rest: &lower, dash: false, before_digits: false };
    let mut regular = true;
    let mut first = true;
    for token in tokens {
        regular &= !first || token.is_number;
        first = false;
        pending.write(&token, key);
    }
    key.tag(END);
    let fits = regular && text.bytes().all(|b| b.is_ascii_graphic() && !b"[](),".contains(&b));
    Some(if fits { Regular } else { Irregular })
}

struct Token<'a> {
    text: &'a str,
    /// A dash, or a change from digits to letters or back.
    dash: bool,
    is_number: bool,
    /// Digits follow at once, so that `a`, `b` and `m` are short for words.
    before_digits: bool,
}

/// Tokens without meaning that may yet be followed by one that has some.
#[derive(Default)]
struct Pending(Vec<Nothing>);

#[derive(Clone, Copy)]
enum Nothing {
    Zero { dash: bool },
    Word,
}

impl Pending {
    fn write(&mut self, token: &Token<'_>, key: &mut KeyWriter) {
        let rank = if token.is_number { None } else { Some(rank(token)) };
        if token.dash || rank.is_some_and(|rank| rank < END) {
            self.0.clear();
        }
        match rank {
            None if token.text.bytes().all(|b| b == b'0') => self.0.push(Nothing::Zero { dash: token.dash }),
            None => {
                self.0.drain(..).for_each(|nothing| nothing.write(key));
                key.tag(if token.dash { AFTER_DASH } else { AFTER_DOT });
                key.digits(token.text);
            }
            Some(END) => self.0.push(Nothing::Word),
            Some(rank) => {
                self.0.drain(..).for_each(|nothing| nothing.write(key));
                key.tag(rank);
                if rank == WORD {
                    key.word(token.text);
                }
            }
        }
    }
}

impl Nothing {
    fn write(self, key: &mut KeyWriter) {
        match self {
            Self::Zero { dash } => {
                key.tag(if dash { AFTER_DASH } else { AFTER_DOT });
                key.natural(0);
            }
            Self::Word => key.tag(END),
        }
    }
}

fn rank(token: &Token<'_>) -> u8 {
    match token.text {
        "alpha" => ALPHA,
        "a" if token.before_digits => ALPHA,
        "beta" => BETA,
        "b" if token.before_digits => BETA,
        "milestone" => MILESTONE,
        "m" if token.before_digits => MILESTONE,
        "rc" | "cr" => RC,
        "snapshot" => SNAPSHOT,
        "" | "ga" | "final" | "release" => END,
        "sp" => SP,
        _ => WORD,
    }
}

struct Tokens<'a> {
    rest: &'a str,
    /// The sign before the next token.
    dash: bool,
    /// Set once a sign was read after which a token must come, be it empty.
    before_digits: bool,
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        if self.rest.is_empty() && !std::mem::take(&mut self.before_digits) {
            return None;
        }
        let is_digit = |c: char| c.is_ascii_digit();
        let digits = self.rest.starts_with(is_digit);
        let end = self
            .rest
            .find(|c: char| c == '.' || c == '-' || is_digit(c) != digits)
            .unwrap_or(self.rest.len());
        let (text, rest) = self.rest.split_at(end);
        let dash = std::mem::replace(&mut self.dash, !rest.starts_with('.'));
        let sign = rest.starts_with(['.', '-']);
        self.rest = if sign { rest.get(1..).unwrap_or_default() } else { rest };
        self.before_digits = sign;
        // An empty token is zero.
        let (text, is_number) = if text.is_empty() { ("0", true) } else { (text, digits) };
        Some(Token { text, dash, is_number, before_digits: !is_number && rest.starts_with(is_digit) })
    }
}
