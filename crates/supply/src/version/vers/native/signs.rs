//! Notations of a sign and a version: RubyGems, PyPI, Hex, Hackage, Debian, RPM, and every type that has no
//! other.

use sekisho_model::VersionScheme;

use super::super::{Equal, Greater, GreaterOrEqual, Less, LessOrEqual, NotEqual, VersError};
use super::Sink;

/// Longer signs first.
const SIGNS: [&str; 17] =
    ["===", "^>=", "~>", "~=", ">=", "<=", "==", "!=", ">>", "<<", "=>", "=<", ">", "<", "=", "^", "~"];

/// Alternatives between `||` or `or`, in them parts between `,`, `&&`, `and` or spaces.
pub(super) fn read(text: &str, sink: &mut Sink) -> Result<(), VersError> {
    let text = text.trim_matches(['(', ')', '[', ']']);
    if matches!(text, "" | "*" | "any" | "-any") {
        sink.star = true;
        return Ok(());
    }
    for alternative in text.split("||").flat_map(|part| part.split(" or ")) {
        let spaced = alternative.replace("&&", ",").replace(" and ", ",");
        for part in parts(&spaced) {
            one(&part, sink)?;
        }
    }
    Ok(())
}

/// Signs joined to the versions that follow them, however they are spaced.
pub(super) fn parts(text: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    let is_sign = |word: &str| word.bytes().all(|b| b"<>=!~^".contains(&b));
    for word in text.split([',', ' ', '\t', '\n']).filter(|word| !word.is_empty()) {
        match parts.last_mut() {
            Some(last) if is_sign(last) => last.push_str(word),
            _ => parts.push(word.to_owned()),
        }
    }
    parts
}

/// The sign that a part begins with, and the rest.
pub(super) fn signed(part: &str) -> (&str, &str) {
    let sign = SIGNS.iter().find(|sign| part.starts_with(**sign)).map_or(0, |sign| sign.len());
    let (sign, version) = part.split_at(sign);
    (sign, version.trim())
}

fn one(part: &str, sink: &mut Sink) -> Result<(), VersError> {
    let (sign, version) = signed(part);
    let python = sink.vers.scheme == VersionScheme::PyPi;
    if let Some(prefix) = version.strip_suffix(".*").or_else(|| version.strip_suffix(".x")) {
        return wildcard(sign, prefix, python, sink).ok_or_else(|| sink.fault(part))?;
    }
    match sign {
        ">=" | "=>" => sink.push(GreaterOrEqual, version),
        "<=" | "=<" => sink.push(LessOrEqual, version),
        ">" | ">>" => sink.push(Greater, version),
        "<" | "<<" => sink.push(Less, version),
        "!=" => sink.push(NotEqual, version),
        "" | "=" | "==" | "===" => sink.push(Equal, version),
        "~>" | "~=" | "^>=" => {
            let upper = match sign {
                "~=" => compatible(version),
                "^>=" => major(version),
                _ if sink.vers.scheme == VersionScheme::RubyGems => bumped(version),
                _ => pessimistic(version),
            };
            let upper = upper.ok_or_else(|| sink.fault(part))?;
            sink.push(GreaterOrEqual, version)?;
            sink.push(Less, &upper)
        }
        _ => Err(sink.fault(part)),
    }
}

/// `==1.2.*`: from the very first version that begins so. Python counts development releases in.
fn wildcard(sign: &str, prefix: &str, python: bool, sink: &mut Sink) -> Option<Result<(), VersError>> {
    let tail = if python { ".dev0" } else { "" };
    let (from, to) = (format!("{prefix}{tail}"), format!("{}{tail}", next(prefix)?));
    let (first, second) = match sign {
        "" | "=" | "==" => (GreaterOrEqual, Less),
        "!=" => (Less, GreaterOrEqual),
        _ => return None,
    };
    Some(sink.push(first, &from).and_then(|()| sink.push(second, &to)))
}

/// The same number of numbers, the last one more.
pub(super) fn next(numbers: &str) -> Option<String> {
    let (head, last) = match numbers.rsplit_once('.') {
        Some((head, last)) => (format!("{head}."), last),
        None => (String::new(), numbers),
    };
    let last: u64 = last.parse().ok()?;
    Some(format!("{head}{}", last.checked_add(1)?))
}

/// RubyGems: words and the last number fall, the one before it rises. `2.0` rises to `3.0`.
fn bumped(version: &str) -> Option<String> {
    let numbers: Vec<&str> =
        version.split(['.', '-']).take_while(|part| part.parse::<u64>().is_ok()).collect();
    match numbers[..] {
        [] => None,
        [only] => next(only),
        [major, _] => Some(format!("{}.0", next(major)?)),
        _ => next(&numbers.get(..numbers.len() - 1)?.join(".")),
    }
}

/// Hex: the same, and three numbers stay three.
fn pessimistic(version: &str) -> Option<String> {
    let numbers = version.split(['-', '+']).next()?;
    match numbers.split('.').collect::<Vec<_>>()[..] {
        [major, _] => Some(format!("{}.0.0", next(major)?)),
        [major, minor, _] => Some(format!("{}.0", next(&format!("{major}.{minor}"))?)),
        _ => None,
    }
}

/// PEP 440: `~=1.4.2` ends before every `1.5`.
fn compatible(version: &str) -> Option<String> {
    let numbers =
        version.find(|c: char| !c.is_ascii_digit() && c != '.' && c != '!').unwrap_or(version.len());
    let (head, _) = version.get(..numbers)?.trim_end_matches('.').rsplit_once('.')?;
    Some(format!("{}.dev0", next(head)?))
}

/// Haskell: the first two numbers are the major version.
fn major(version: &str) -> Option<String> {
    let mut numbers = version.split('.');
    let (first, second) = (numbers.next()?, numbers.next().unwrap_or("0"));
    next(&format!("{first}.{second}"))
}
