//! Orders of lists of whole numbers: Haskell's, R's, VERS' `intdot`, and Perl's, which writes such a list as
//! a decimal fraction.

use super::key::KeyWriter;
use super::{Fit, Irregular, Regular};

const END: u8 = 0;
const NUMBER: u8 = 1;

/// Haskell's package versioning policy: a longer list comes after its beginning. Tags behind a dash do not
/// count, and no release has carried them since 2010.
pub(super) fn hackage(text: &str, key: &mut KeyWriter) -> Option<Fit> {
    let (numbers, tag) = text.split_once('-').map_or((text, None), |(numbers, tag)| (numbers, Some(tag)));
    if !tag.unwrap_or_default().bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
        return None;
    }
    list(numbers, &['.'], key)?;
    Some(if tag.is_none() { Regular } else { Irregular })
}

/// R's: dots and dashes alike separate.
pub(super) fn cran(text: &str, key: &mut KeyWriter) -> Option<Fit> {
    list(text, &['.', '-'], key)?;
    // R itself wants two numbers at least; OSV's `0` for the first of all is one.
    Some(Regular)
}

/// VERS' `intdot`: what follows the first character that is neither digit nor dot is not read.
pub(super) fn int_dot(text: &str, key: &mut KeyWriter) -> Option<Fit> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let read = text.get(..end).unwrap_or_default();
    let numbers = read.trim_end_matches('.');
    list(numbers, &['.'], key)?;
    Some(if read.len() == numbers.len() || end < text.len() { Regular } else { Irregular })
}

fn list(text: &str, separators: &[char], key: &mut KeyWriter) -> Option<()> {
    for digits in text.split(separators) {
        key.tag(NUMBER);
        key.number(digits).then_some(())?;
    }
    key.tag(END);
    Some(())
}

/// Perl's: `v1.2.3`, or a decimal fraction whose digits count three by three: `1.002003` is the same. Numbers
/// missing at the end are zero, and so is one before the dot that a text begins with. Developer releases carry
/// one `_` among the digits of the last part, which does not count.
pub(super) fn cpan(stated: &str, key: &mut KeyWriter) -> Option<Fit> {
    let plain = stated.replace('_', "");
    let (dotted, text) = match plain.strip_prefix('v') {
        Some(rest) => (true, rest),
        None => (plain.matches('.').count() > 1, plain.as_str()),
    };
    let decimal = (!dotted).then(|| text.strip_suffix('.')).flatten();
    let mut numbers: Vec<String> = decimal.unwrap_or(text).split('.').map(str::to_owned).collect();
    if let [first, _, ..] = &mut numbers[..]
        && first.is_empty()
        && !plain.starts_with('v')
    {
        first.push('0');
    }
    if numbers.iter().any(|digits| digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit())) {
        return None;
    }
    if !dotted && let Some(fraction) = numbers.get(1).cloned() {
        numbers.truncate(1);
        numbers.extend(
            fraction.as_bytes().chunks(3).map(|three| format!("{:0<3}", String::from_utf8_lossy(three))),
        );
    }
    while numbers.last().is_some_and(|last| last.bytes().all(|b| b == b'0')) {
        numbers.pop();
    }
    for digits in &numbers {
        key.tag(NUMBER);
        key.digits(digits);
    }
    key.tag(END);
    Some(if underscore_fits(stated) { Regular } else { Irregular })
}

/// Is there none, or one between digits behind the last dot?
fn underscore_fits(text: &str) -> bool {
    let numbers = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    match text.split_once('_') {
        None => true,
        Some((head, tail)) => {
            head.rsplit_once('.').is_some_and(|(_, digits)| numbers(digits)) && numbers(tail)
        }
    }
}
