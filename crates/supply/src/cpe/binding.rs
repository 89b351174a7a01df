//! The two ways to write a name (IR 7695, clause 6): as a formatted string with backslashes, and as a URI with
//! percent-encoding, in which the last five attributes share the place of the edition.

use super::{Attribute, Cpe, CpeError, Pattern, Value, Wild};

/// What one written character is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sign {
    /// `*`.
    Many,
    /// `?`.
    One,
    Literal(char),
}

/// After `cpe:2.3:`.
pub(super) fn read_formatted(text: &str) -> Result<Cpe, CpeError> {
    let parts = split_unescaped(text);
    let mut cpe = Cpe::default();
    if parts.len() != cpe.values.len() {
        return Err(CpeError::Parts(parts.len()));
    }
    for (place, part) in cpe.values.iter_mut().zip(parts) {
        *place = match part {
            "*" => Value::Any,
            "-" => Value::Na,
            _ => pattern(part, &unescaped(part)?)?,
        };
    }
    checked(cpe)
}

/// After `cpe:/`.
pub(super) fn read_uri(text: &str) -> Result<Cpe, CpeError> {
    let parts: Vec<&str> = text.split(':').collect();
    if parts.len() > 7 {
        return Err(CpeError::Parts(parts.len()));
    }
    let mut cpe = Cpe::default();
    for (nth, part) in parts.iter().enumerate() {
        match part.strip_prefix('~').filter(|_| nth == Attribute::Edition as usize) {
            Some(packed) => unpack(packed, &mut cpe)?,
            None => cpe.values[nth] = uri_value(part)?,
        }
    }
    checked(cpe)
}

/// Edition, and the four attributes that the URI has no places for.
const PACKED: [Attribute; 5] =
    [Attribute::Edition, Attribute::SwEdition, Attribute::TargetSw, Attribute::TargetHw, Attribute::Other];

fn unpack(packed: &str, cpe: &mut Cpe) -> Result<(), CpeError> {
    let parts: Vec<&str> = packed.split('~').collect();
    if parts.len() != PACKED.len() {
        return Err(CpeError::Character(format!("~{packed}")));
    }
    for (attribute, part) in PACKED.into_iter().zip(parts) {
        cpe.values[attribute as usize] = uri_value(part)?;
    }
    Ok(())
}

fn uri_value(part: &str) -> Result<Value, CpeError> {
    match part {
        "" => Ok(Value::Any),
        "-" => Ok(Value::Na),
        _ => pattern(part, &percent_decoded(part)?),
    }
}

fn checked(cpe: Cpe) -> Result<Cpe, CpeError> {
    match cpe.value(Attribute::Part) {
        Value::Text(pattern) if !matches!(pattern.literal.as_str(), "a" | "o" | "h") || pattern.is_wild() => {
            Err(CpeError::Part(formatted(cpe.value(Attribute::Part))))
        }
        _ => Ok(cpe),
    }
}

fn split_unescaped(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b':' => {
                parts.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

fn unescaped(part: &str) -> Result<Vec<Sign>, CpeError> {
    let mut signs = Vec::with_capacity(part.len());
    let mut chars = part.chars();
    while let Some(c) = chars.next() {
        signs.push(match c {
            '*' => Sign::Many,
            '?' => Sign::One,
            '\\' => Sign::Literal(chars.next().ok_or_else(|| CpeError::Wildcard(part.to_owned()))?),
            _ => Sign::Literal(c),
        });
    }
    Ok(signs)
}

fn percent_decoded(part: &str) -> Result<Vec<Sign>, CpeError> {
    let fault = || CpeError::Wildcard(part.to_owned());
    let mut signs = Vec::with_capacity(part.len());
    let mut rest = part;
    while let Some(c) = rest.chars().next() {
        if c != '%' {
            signs.push(Sign::Literal(c));
            rest = &rest[c.len_utf8()..];
            continue;
        }
        let digits = rest.get(1..3).filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()));
        signs.push(match u8::from_str_radix(digits.ok_or_else(fault)?, 16).map_err(|_| fault())? {
            1 => Sign::One,
            2 => Sign::Many,
            byte if byte.is_ascii_punctuation() => Sign::Literal(char::from(byte)),
            _ => return Err(fault()),
        });
        rest = &rest[3..];
    }
    Ok(signs)
}

/// Wildcards at the ends, and what lies between.
fn pattern(written: &str, signs: &[Sign]) -> Result<Value, CpeError> {
    let (before, rest) = wild(signs.iter().copied());
    let inner = signs.get(rest..).unwrap_or_default();
    let (after, rest) = wild(inner.iter().rev().copied());
    let inner = inner.get(..inner.len() - rest).unwrap_or_default();
    let mut literal = String::with_capacity(inner.len());
    for sign in inner {
        match sign {
            Sign::Literal(c) if c.is_ascii_graphic() => literal.push(c.to_ascii_lowercase()),
            Sign::Literal(_) => return Err(CpeError::Character(written.to_owned())),
            Sign::One | Sign::Many => return Err(CpeError::Wildcard(written.to_owned())),
        }
    }
    let pattern = Pattern { before, literal, after };
    if pattern.is_wild() {
        // A star beside nothing else is any value however it is written.
        let only_stars = pattern.literal.is_empty() && (before == Wild::Any || after == Wild::Any);
        return Ok(if only_stars { Value::Any } else { Value::Text(pattern) });
    }
    match pattern.literal.as_str() {
        // A dash alone, in quotes, would be read as "not applicable" when written again.
        "" | "-" => Err(CpeError::Character(written.to_owned())),
        _ => Ok(Value::Text(pattern)),
    }
}

/// The wildcards at an end, and how many signs they take.
fn wild(signs: impl Iterator<Item = Sign>) -> (Wild, usize) {
    let mut signs = signs.peekable();
    if signs.peek() == Some(&Sign::Many) {
        return (Wild::Any, 1);
    }
    let count = signs.take_while(|sign| *sign == Sign::One).count();
    (Wild::UpTo(count), count)
}

/// A value in a formatted string.
pub(super) fn formatted(value: &Value) -> String {
    written(
        value,
        "*",
        |wild| wild,
        |c| match c {
            '_' | '.' | '-' => c.to_string(),
            _ if c.is_ascii_alphanumeric() => c.to_string(),
            _ => format!("\\{c}"),
        },
    )
}

pub(super) fn uri(cpe: &Cpe) -> String {
    let mut text = "cpe:/".to_owned();
    let packed = PACKED.iter().skip(1).any(|attribute| *cpe.value(*attribute) != Value::Any);
    for (nth, value) in cpe.values.iter().take(7).enumerate() {
        if nth > 0 {
            text.push(':');
        }
        if packed && nth == Attribute::Edition as usize {
            for attribute in PACKED {
                text.push('~');
                text.push_str(&uri_written(cpe.value(attribute)));
            }
        } else {
            text.push_str(&uri_written(value));
        }
    }
    let end = text.trim_end_matches(':').len();
    text.truncate(end.max("cpe:/".len()));
    text
}

fn uri_written(value: &Value) -> String {
    let wild = |wild| if wild == "*" { "%02" } else { "%01" };
    written(value, "", wild, |c| match c {
        '_' | '.' | '-' => c.to_string(),
        _ if c.is_ascii_alphanumeric() => c.to_string(),
        _ => format!("%{:02x}", u32::from(c)),
    })
}

fn written(
    value: &Value,
    any: &str,
    wild: impl Fn(&'static str) -> &'static str,
    literal: impl Fn(char) -> String,
) -> String {
    let end = |end: Wild| match end {
        Wild::Any => wild("*").to_owned(),
        Wild::UpTo(count) => wild("?").repeat(count),
    };
    match value {
        Value::Any => any.to_owned(),
        Value::Na => "-".to_owned(),
        Value::Text(pattern) => {
            let middle: String = pattern.literal.chars().map(literal).collect();
            format!("{}{middle}{}", end(pattern.before), end(pattern.after))
        }
    }
}
