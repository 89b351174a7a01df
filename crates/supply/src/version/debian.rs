//! Debian policy 5.6.12: epoch, upstream version, revision; `~` sorts before everything, even the end.
//!
//! Our own, because the crate at hand parses with regular expressions and compares long digit runs through
//! big integers in quadratic time; the tests hold this order against that crate.

use std::cmp::Ordering;

use super::number::Number;

/// A version.
#[derive(Clone, Debug)]
pub(super) struct Debian {
    epoch: Number,
    upstream: Box<str>,
    /// Empty equals `0`.
    revision: Box<str>,
}

impl Debian {
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (epoch, rest) = match text.split_once(':') {
            Some((epoch, rest)) => (Number::parse(epoch)?, rest),
            None => (Number::ZERO, text),
        };
        let (upstream, revision) = rest.rsplit_once('-').unwrap_or((rest, ""));
        let fits = |part: &str, more: &[u8]| {
            part.bytes().all(|b| b.is_ascii_alphanumeric() || b"+.~".contains(&b) || more.contains(&b))
        };
        let well_formed = !upstream.is_empty() && fits(upstream, b"-:") && fits(revision, b"");
        well_formed.then(|| Self { epoch, upstream: upstream.into(), revision: revision.into() })
    }
}

impl Ord for Debian {
    fn cmp(&self, other: &Self) -> Ordering {
        self.epoch
            .cmp(&other.epoch)
            .then_with(|| cmp_part(self.upstream.as_bytes(), other.upstream.as_bytes()))
            .then_with(|| cmp_part(self.revision.as_bytes(), other.revision.as_bytes()))
    }
}

impl PartialOrd for Debian {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Debian {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Debian {}

/// Alternates between runs of non-digits, compared by weight, and runs of digits, compared as numbers.
fn cmp_part(mut a: &[u8], mut b: &[u8]) -> Ordering {
    while !a.is_empty() || !b.is_empty() {
        while starts_a_word(a) || starts_a_word(b) {
            let order = weight(a).cmp(&weight(b));
            if order != Ordering::Equal {
                return order;
            }
            // Equal weights here are equal characters, so both sides have one to drop.
            (a, b) = (a.get(1..).unwrap_or_default(), b.get(1..).unwrap_or_default());
        }
        let (digits_a, digits_b) = (digits(&mut a), digits(&mut b));
        let order = digits_a.len().cmp(&digits_b.len()).then_with(|| digits_a.cmp(digits_b));
        if order != Ordering::Equal {
            return order;
        }
    }
    Ordering::Equal
}

fn starts_a_word(text: &[u8]) -> bool {
    text.first().is_some_and(|b| !b.is_ascii_digit())
}

/// Tilde, then the end or a digit, then letters, then everything else.
fn weight(text: &[u8]) -> i16 {
    match text.first() {
        None => 0,
        Some(b) if b.is_ascii_digit() => 0,
        Some(b'~') => -1,
        Some(b) if b.is_ascii_alphabetic() => i16::from(*b),
        Some(b) => i16::from(*b) + 256,
    }
}

/// Takes the leading digits off, without their leading zeros.
fn digits<'a>(text: &mut &'a [u8]) -> &'a [u8] {
    let end = text.iter().position(|b| !b.is_ascii_digit()).unwrap_or(text.len());
    let (run, rest) = text.split_at(end);
    *text = rest;
    let zeros = run.iter().take_while(|b| **b == b'0').count();
    &run[zeros..]
}
