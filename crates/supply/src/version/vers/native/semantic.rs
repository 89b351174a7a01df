//! Notations with caret, tilde and wildcards: npm, Cargo, Pub, Composer, Conan.

use super::super::{Comparator, Equal, Greater, GreaterOrEqual, Less, LessOrEqual, NotEqual, VersError};
use super::{Sink, signs};

/// A version with numbers left out or replaced by a wildcard.
struct Partial<'t> {
    numbers: Vec<u64>,
    wild: bool,
    /// With its dash; empty where there is none.
    pre: &'t str,
}

impl<'t> Partial<'t> {
    fn read(text: &'t str) -> Option<Self> {
        let text = text.trim_start_matches(['v', 'V', '=']).trim_start();
        let text = text.split('+').next().unwrap_or_default();
        let (numbers, pre) = text.split_at(text.find('-').unwrap_or(text.len()));
        let mut partial = Self { numbers: Vec::new(), wild: false, pre };
        for part in numbers.split('.') {
            match part {
                "x" | "X" | "*" => partial.wild = true,
                digits if !partial.wild && digits.bytes().all(|b| b.is_ascii_digit()) => {
                    partial.numbers.push(digits.parse().ok()?);
                }
                _ => return None,
            }
        }
        (partial.wild || !partial.numbers.is_empty()).then_some(partial)
    }

    /// Three numbers at least, missing ones zero.
    fn full(&self) -> String {
        let count = self.numbers.len().max(3);
        format!("{}{}", self.padded(&self.numbers, count), self.pre)
    }

    fn padded(&self, numbers: &[u64], count: usize) -> String {
        let digits = numbers.iter().copied().chain(std::iter::repeat(0)).take(count);
        digits.map(|number| number.to_string()).collect::<Vec<_>>().join(".")
    }

    /// The number at a place one more, zeros behind it.
    fn next(&self, place: usize) -> String {
        let mut numbers = self.numbers.get(..=place).unwrap_or(&self.numbers).to_vec();
        if let Some(last) = numbers.last_mut() {
            *last = last.saturating_add(1);
        }
        let count = self.numbers.len().max(3);
        self.padded(&numbers, count)
    }

    /// Where `^` ends: the first number that is not zero rises, or the last one there is.
    fn caret(&self) -> String {
        let last = self.numbers.len().saturating_sub(1);
        self.next(self.numbers.iter().position(|number| *number != 0).unwrap_or(last))
    }

    /// Where `~` ends: the second number rises, or the only one.
    fn tilde(&self) -> String {
        self.next(usize::from(self.numbers.len() > 1))
    }

    /// Where a wildcard, or a version with numbers left out, ends.
    fn beyond(&self) -> String {
        self.next(self.numbers.len().saturating_sub(1))
    }
}

/// How a notation reads a version with numbers left out behind a sign.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Left {
    /// As zeros: the published definition of npm's type does, where npm itself reads a range.
    Zeros,
    /// As every version that begins so.
    Every,
}

/// npm: alternatives between `||`, parts between spaces, `1.2.3 - 2.3.4`.
pub(super) fn npm(text: &str, sink: &mut Sink) -> Result<(), VersError> {
    for alternative in text.split("||").map(str::trim) {
        match alternative.split_once(" - ") {
            Some((from, to)) => hyphen(from, to, sink)?,
            None => together(alternative, Left::Zeros, "", sink)?,
        }
    }
    Ok(())
}

/// Cargo: parts between commas; without a sign `^` is meant.
pub(super) fn cargo(text: &str, sink: &mut Sink) -> Result<(), VersError> {
    together(text, Left::Every, "^", sink)
}

/// Dart's Pub: as npm, and `any`.
pub(super) fn public(text: &str, sink: &mut Sink) -> Result<(), VersError> {
    let text = if text == "any" { "*" } else { text };
    together(text, Left::Every, "", sink)
}

/// Composer: alternatives between `||` or `|`; a stability behind `@` says which releases to choose, not which
/// versions are in the range.
pub(super) fn composer(text: &str, sink: &mut Sink) -> Result<(), VersError> {
    for alternative in text.split('|').map(str::trim).filter(|part| !part.is_empty()) {
        let alternative = alternative.split('@').next().unwrap_or_default().trim();
        match alternative.split_once(" - ") {
            Some((from, to)) => hyphen(from, to, sink)?,
            None => signs::parts(alternative).iter().try_for_each(|part| composer_part(part, sink))?,
        }
    }
    Ok(())
}

fn composer_part(part: &str, sink: &mut Sink) -> Result<(), VersError> {
    let (sign, version) = signs::signed(part);
    let partial = Partial::read(version);
    match (sign, partial) {
        ("^", Some(partial)) => {
            sink.push(GreaterOrEqual, version)?;
            sink.push(Less, &partial.caret())
        }
        ("~", Some(partial)) => {
            let place = partial.numbers.len().saturating_sub(2);
            sink.push(GreaterOrEqual, version)?;
            sink.push(Less, &partial.next(place))
        }
        (_, Some(partial)) if partial.wild => wild(sign, &partial, sink),
        ("", None) => sink.push(Equal, version),
        (_, _) => plain(sign, version, sink),
    }
}

/// Conan: alternatives between `||`, parts between spaces. Its ranges end before the first pre-release of
/// their end, and begin with that of their beginning, which it writes as a dash behind the version.
pub(super) fn conan(text: &str, sink: &mut Sink) -> Result<(), VersError> {
    let text = text.trim_matches(['[', ']']);
    // Options follow a comma.
    let text = text.split(',').next().unwrap_or_default();
    for alternative in text.split("||").map(str::trim) {
        if matches!(alternative, "" | "*") {
            sink.star = true;
        }
        for part in signs::parts(alternative).iter().filter(|part| *part != "*") {
            conan_part(part, sink)?;
        }
    }
    Ok(())
}

fn conan_part(part: &str, sink: &mut Sink) -> Result<(), VersError> {
    let (sign, version) = signs::signed(part);
    let first = if version.contains('-') { version.to_owned() } else { format!("{version}-") };
    let numbers: Option<Vec<u64>> = version
        .split(['-', '+'])
        .next()
        .unwrap_or_default()
        .split('.')
        .map(|digits| digits.parse().ok())
        .collect();
    let upper = |place: usize| {
        let partial = Partial { numbers: numbers.clone()?, wild: false, pre: "" };
        let mut head = partial.numbers.get(..=place)?.to_vec();
        *head.last_mut()? = head.last()?.saturating_add(1);
        Some(format!("{}-", partial.padded(&head, partial.numbers.len())))
    };
    let count = numbers.as_ref().map_or(0, Vec::len);
    let end = match sign {
        "~" => upper(usize::from(count > 1)),
        "^" => {
            upper(numbers.iter().flatten().position(|number| *number != 0).unwrap_or(count.saturating_sub(1)))
        }
        _ => None,
    };
    match (sign, end) {
        ("~" | "^", Some(end)) => {
            sink.push(GreaterOrEqual, &first)?;
            sink.push(Less, &end)
        }
        ("~" | "^", None) => Err(sink.fault(part)),
        (">=", _) => sink.push(GreaterOrEqual, &first),
        ("<", _) => sink.push(Less, &first),
        _ => plain(sign, version, sink),
    }
}

fn together(text: &str, left: Left, unsigned: &str, sink: &mut Sink) -> Result<(), VersError> {
    if matches!(text, "" | "*" | "x" | "X") {
        sink.star = true;
        return Ok(());
    }
    for part in signs::parts(text) {
        let (sign, version) = signs::signed(&part);
        let partial = Partial::read(version).ok_or_else(|| sink.fault(&part))?;
        let sign = if sign.is_empty() && !partial.wild { unsigned } else { sign };
        one(sign, &partial, left, sink).map_err(|fault| match fault {
            VersError::Native { .. } => sink.fault(&part),
            other => other,
        })?;
    }
    Ok(())
}

fn one(sign: &str, partial: &Partial<'_>, left: Left, sink: &mut Sink) -> Result<(), VersError> {
    let end = match sign {
        "^" => Some(partial.caret()),
        "~" | "~>" => Some(partial.tilde()),
        _ => None,
    };
    if let Some(end) = end.filter(|_| !partial.numbers.is_empty()) {
        sink.push(GreaterOrEqual, &partial.full())?;
        return sink.push(Less, &end);
    }
    if partial.wild || left == Left::Every && partial.numbers.len() < 3 {
        return wild(sign, partial, sink);
    }
    plain(sign, &partial.full(), sink)
}

/// `1.2.x`, with or without a sign.
fn wild(sign: &str, partial: &Partial<'_>, sink: &mut Sink) -> Result<(), VersError> {
    if partial.numbers.is_empty() {
        sink.star = true;
        return Ok(());
    }
    let (from, to) = (partial.full(), partial.beyond());
    match sign {
        // The published definition of npm's type reads `>=2.2.x` as it reads `2.2.x`.
        ">=" if partial.wild => {
            sink.push(GreaterOrEqual, &from)?;
            sink.push(Less, &to)
        }
        "" | "=" | "==" => {
            sink.push(GreaterOrEqual, &from)?;
            sink.push(Less, &to)
        }
        ">=" => sink.push(GreaterOrEqual, &from),
        ">" => sink.push(GreaterOrEqual, &to),
        "<" => sink.push(Less, &from),
        "<=" => sink.push(Less, &to),
        "!=" => {
            sink.push(Less, &from)?;
            sink.push(GreaterOrEqual, &to)
        }
        _ => Err(sink.fault(sign)),
    }
}

fn plain(sign: &str, version: &str, sink: &mut Sink) -> Result<(), VersError> {
    let comparator: Comparator = match sign {
        ">=" => GreaterOrEqual,
        "<=" => LessOrEqual,
        ">" => Greater,
        "<" => Less,
        "" | "=" | "==" => Equal,
        "!=" | "<>" => NotEqual,
        _ => return Err(sink.fault(sign)),
    };
    sink.push(comparator, version)
}

/// `1.2.3 - 2.3`: numbers left out at the end stand for every version that begins so.
fn hyphen(from: &str, to: &str, sink: &mut Sink) -> Result<(), VersError> {
    let lower = Partial::read(from.trim()).ok_or_else(|| sink.fault(from))?;
    let upper = Partial::read(to.trim()).ok_or_else(|| sink.fault(to))?;
    sink.push(GreaterOrEqual, &lower.full())?;
    if upper.wild || upper.numbers.len() < 3 {
        sink.push(Less, &upper.beyond())
    } else {
        sink.push(LessOrEqual, &upper.full())
    }
}
