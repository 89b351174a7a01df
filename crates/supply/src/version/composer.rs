//! Composer and Packagist: PHP's own comparison of versions. Numbers count as numbers; of words only the
//! rank counts, by how they begin: any other word, `dev`, `alpha`, `beta`, `rc`, the end or a number, `pl`.
//! Composer compares so what it has brought into its own form; judgements follow it, by way of [`written`]. A branch
//! of numbers (`1.x-dev`) stands for every version that its numbers begin: Composer puts it after all of them, but it
//! is whatever the branch was on its day.

use std::borrow::Cow;

use super::key::KeyWriter;
use super::{Fit, Irregular, Open, Regular, Wild};

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
    if let Some(numbers) = branch(text) {
        for digits in numbers {
            key.tag(NUMBER);
            key.digits(digits);
        }
        return Some(Open);
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
    // To Composer `stable` says nothing, to PHP it is a word like any other.
    let regular = Form::read(text).is_some_and(|form| !form.stability.eq_ignore_ascii_case("stable"));
    Some(if regular { Regular } else { Irregular })
}

fn rank(word: &str) -> u8 {
    let begins = |start: &str| word.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start));
    RANKS.iter().find(|(start, _)| begins(start)).map_or(OTHER, |(_, rank)| *rank)
}

/// As Composer stores it before it compares: four numbers, and neither `v` nor build metadata, so that `1.0` and
/// `1.0.0` are one version, which to PHP they are not. A name for it (`… as 2.0`) does not count, nor does a mark such
/// as `@beta`. What is not in Composer's form stays as it is: of a branch with a name, such as `dev-main`, no place is
/// known.
pub(super) fn written(text: &str) -> Cow<'_, str> {
    let plain = without_names(text);
    let form = || Form::read(plain).map(|form| form.written());
    form().or_else(|| day(plain)).map_or(Cow::Borrowed(plain), Cow::Owned)
}

/// The same for the end of a range, where Composer's own place of a branch is meant: after all that its numbers begin.
pub(super) fn bound(text: &str) -> Cow<'_, str> {
    let Some(mut numbers) = branch(without_names(text)) else { return written(text) };
    numbers.resize(4, "9999999");
    Cow::Owned(numbers.join(".") + "-dev")
}

/// Without ` as …` and the mark of a stability.
fn without_names(text: &str) -> &str {
    let mut words = text.split_whitespace();
    let text = match (words.next(), words.next(), words.next(), words.next()) {
        (Some(version), Some("as"), Some(_), None) => version,
        _ => text,
    };
    let marks = ["stable", "rc", "beta", "alpha", "dev"];
    match text.rsplit_once('@') {
        Some((version, mark)) if marks.iter().any(|known| known.eq_ignore_ascii_case(mark)) => version,
        _ => text,
    }
}

/// The numbers before the one that a branch leaves open: `1.x-dev`, `v2.0.*-dev`.
fn branch(text: &str) -> Option<Vec<&str>> {
    let end = text.len().checked_sub(3).filter(|end| text.is_char_boundary(*end))?;
    let (numbers, dev) = text.split_at(end);
    let numbers = numbers.strip_suffix(['.', '-']).unwrap_or(numbers);
    let parts: Vec<&str> = numbers.strip_prefix(['v', 'V']).unwrap_or(numbers).split('.').collect();
    let is_number = |part: &&str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let is_open = |part: &&str| matches!(*part, "x" | "X" | "*");
    let known = parts.iter().take_while(|part| is_number(part)).count();
    let fits = dev.eq_ignore_ascii_case("dev")
        && (1..parts.len()).contains(&known)
        && parts.len() <= 4
        && parts.iter().all(|part| is_number(part) || is_open(part));
    fits.then(|| parts.into_iter().take(known).collect())
}

/// A day with dashes or colons (`2024-01-31`), which is written with dots and not filled up.
fn day(text: &str) -> Option<String> {
    let text = text.strip_prefix(['v', 'V']).unwrap_or(text);
    let is_of_day = |c: char| c.is_ascii_digit() || matches!(c, '.' | ':' | '-');
    let end = text.find(|c| !is_of_day(c)).unwrap_or(text.len());
    let (day, rest) = text.split_at(end);
    let numbers = day.trim_end_matches(['.', ':', '-']);
    let parts: Vec<&str> = numbers.split(['.', ':', '-']).collect();
    let fits = (2..=9).contains(&parts.len())
        && parts.iter().enumerate().all(|(nth, part)| match nth {
            0 => part.len() == 4,
            1 => part.len() == 2,
            _ => (1..=3).contains(&part.len()),
        });
    // What follows the day is read as it would be behind a number.
    let behind = format!("1{}{rest}", day.get(numbers.len()..).unwrap_or_default());
    let form = Form::read(&behind).filter(|_| fits)?;
    let tail = form.written();
    Some(parts.join(".") + tail.strip_prefix("1.0.0.0").unwrap_or(&tail))
}

/// What Composer takes for a version: up to four numbers, one stability with its numbers, `dev`.
struct Form<'t> {
    numbers: &'t str,
    stability: &'t str,
    /// Digits, with a dot or a dash before any of them.
    tail: &'t str,
    dev: bool,
}

/// A first number of more digits is a date, which is not filled up to four numbers.
const FIRST_DIGITS_MAX: usize = 5;
const STABILITIES: [&str; 9] = ["stable", "alpha", "a", "beta", "b", "rc", "patch", "pl", "p"];

impl<'t> Form<'t> {
    fn read(text: &'t str) -> Option<Self> {
        let text = text.strip_prefix(['v', 'V']).unwrap_or(text);
        let text = match text.split_once('+') {
            Some((_, "")) => return None,
            Some((text, build)) if build.bytes().all(|b| b.is_ascii_graphic()) => text,
            Some(_) => return None,
            None => text,
        };
        let end = numbers_end(text);
        let (numbers, rest) = text.split_at(end);
        if numbers.is_empty() || numbers.starts_with('.') || numbers.split('.').count() > 4 {
            return None;
        }
        let (rest, dev) = match rest.get(rest.len().saturating_sub(3)..) {
            Some(last) if last.eq_ignore_ascii_case("dev") => {
                let before = rest.get(..rest.len() - 3).unwrap_or_default();
                (before.strip_suffix(['.', '-']).unwrap_or(before), true)
            }
            _ => (rest, false),
        };
        let rest = rest.strip_prefix(['.', '_', '-']).unwrap_or(rest);
        let (stability, tail) =
            rest.split_at(rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len()));
        let known = STABILITIES.iter().any(|known| known.eq_ignore_ascii_case(stability));
        let fits = if stability.is_empty() { tail.is_empty() } else { known && is_numbered(tail) };
        fits.then_some(Self { numbers, stability, tail, dev })
    }

    fn written(&self) -> String {
        let first = self.numbers.split('.').next().unwrap_or_default();
        let missing = if first.len() > FIRST_DIGITS_MAX { 0 } else { 4 - self.numbers.split('.').count() };
        let mut written = self.numbers.to_owned() + &".0".repeat(missing);
        if self.stability.eq_ignore_ascii_case("stable") {
            return written;
        }
        if !self.stability.is_empty() {
            written.push('-');
            written.push_str(&self.stability.to_ascii_lowercase());
            written.push_str(self.tail.trim_start_matches(['.', '-']));
        }
        written + if self.dev { "-dev" } else { "" }
    }
}

/// Where digits between single dots end.
fn numbers_end(text: &str) -> usize {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let numbers = text.get(..end).unwrap_or_default();
    let end = numbers.find("..").unwrap_or(numbers.len());
    numbers.get(..end).unwrap_or_default().trim_end_matches('.').len()
}

/// Nothing, or runs of digits with at most one dot or dash before each.
fn is_numbered(tail: &str) -> bool {
    let mut digits = tail.strip_prefix(['.', '-']).unwrap_or(tail).split(['.', '-']);
    tail.is_empty() || digits.all(|run| !run.is_empty() && run.bytes().all(|b| b.is_ascii_digit()))
}
