//! Texts of attributes and elements, by the types of XML Schema (part 2).

use std::borrow::Cow;

use regex::Regex;
use sekisho_model::{Text, text};

use crate::form::Format;
use crate::form::format::date;
use crate::form::shown;
use crate::form::walk::range;

/// The number of a value type.
pub(super) type ValueId = usize;

/// What a text is held against.
#[derive(Debug)]
pub(super) enum Value {
    /// Anything at all, elements too.
    Anything,
    Text(Spaces, Narrowed),
    Uri(Narrowed),
    DateTime,
    Date,
    Truth,
    Number {
        whole: bool,
        least: Option<f64>,
        most: Option<f64>,
    },
    /// Sorted.
    Words(Vec<Box<str>>),
    Any(Vec<ValueId>),
    Same(ValueId),
}

/// What happens to blanks before a text is looked at.
#[derive(Clone, Copy, Debug)]
pub(super) enum Spaces {
    Kept,
    /// Each becomes a blank.
    Replaced,
    /// And runs of them one, none at the ends.
    Collapsed,
}

#[derive(Debug, Default)]
pub(super) struct Narrowed {
    pub(super) pattern: Option<Regex>,
    pub(super) least: Option<f64>,
    pub(super) most: Option<f64>,
}

/// Why a text is not of a type; nothing where it is.
pub(super) fn fault(values: &[Value], id: ValueId, value: &str) -> Option<Text> {
    match &values[id] {
        Value::Anything => None,
        Value::Same(other) => fault(values, *other, value),
        Value::Any(all) => {
            if all.iter().any(|one| fault(values, *one, value).is_none()) {
                return None;
            }
            all.first().and_then(|one| fault(values, *one, value))
        }
        Value::Text(spaces, narrowed) => narrowed_fault(narrowed, &spaced(*spaces, value)),
        Value::Uri(narrowed) => {
            let value = spaced(Spaces::Collapsed, value);
            if is_uri(&value) {
                narrowed_fault(narrowed, &value)
            } else {
                Some(not(&value, Format::IriReference.words()))
            }
        }
        Value::DateTime => kept(
            value,
            date_time,
            ("日時（例 2024-01-31T09:00:00Z）", "a date and time, such as 2024-01-31T09:00:00Z"),
        ),
        Value::Date => kept(value, zoned_date, ("日付（例 2024-01-31）", "a date, such as 2024-01-31")),
        Value::Truth => kept(
            value,
            |value| matches!(value, "true" | "false" | "1" | "0"),
            ("真偽値（true または false）", "true or false"),
        ),
        Value::Number { whole, least, most } => number(value, *whole, *least, *most),
        Value::Words(words) => {
            if words.binary_search_by(|word| (**word).cmp(value)).is_ok() {
                return None;
            }
            let (shown, many) = (shown(value), words.len());
            Some(if many <= 24 {
                let list = words.join(", ");
                text!(ja: "「{shown}」は使えません。使える値は {list} です。", en: "“{shown}” is not one of {list}.")
            } else {
                text!(ja: "「{shown}」は、定められた {many} 個の値にありません。", en: "“{shown}” is not one of the {many} values defined here.")
            })
        }
    }
}

fn not(value: &str, (ja, en): (&str, &str)) -> Text {
    let shown = shown(value);
    text!(ja: "「{shown}」は{ja}ではありません。", en: "“{shown}” is not {en}.")
}

fn kept(value: &str, is: impl Fn(&str) -> bool, words: (&str, &str)) -> Option<Text> {
    let value = value.trim_matches(is_blank);
    (!is(value)).then(|| not(value, words))
}

const fn is_blank(sign: char) -> bool {
    matches!(sign, ' ' | '\t' | '\n' | '\r')
}

fn spaced(spaces: Spaces, value: &str) -> Cow<'_, str> {
    match spaces {
        Spaces::Kept => Cow::Borrowed(value),
        Spaces::Replaced if value.contains(['\t', '\n', '\r']) => {
            Cow::Owned(value.replace(['\t', '\n', '\r'], " "))
        }
        Spaces::Replaced => Cow::Borrowed(value),
        Spaces::Collapsed => {
            let trimmed = value.trim_matches(is_blank);
            if trimmed.contains(['\t', '\n', '\r']) || trimmed.contains("  ") {
                let words: Vec<&str> = trimmed.split(is_blank).filter(|word| !word.is_empty()).collect();
                return Cow::Owned(words.join(" "));
            }
            Cow::Borrowed(trimmed)
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "compared with limits that are small numbers")]
fn narrowed_fault(narrowed: &Narrowed, value: &str) -> Option<Text> {
    if narrowed.least.is_some() || narrowed.most.is_some() {
        let length = value.chars().count() as f64;
        if narrowed.least.is_some_and(|least| length < least)
            || narrowed.most.is_some_and(|most| length > most)
        {
            let (ja, en) = range(narrowed.least, narrowed.most);
            return Some(
                text!(ja: "{length} 文字です。必要な文字数は {ja} です。", en: "It has {length} characters; {en} are asked for."),
            );
        }
    }
    let pattern = narrowed.pattern.as_ref().filter(|pattern| !pattern.is_match(value))?;
    let shown = shown(value);
    Some(
        text!(ja: "「{shown}」は形式 {pattern} に合いません。", en: "“{shown}” does not have the form {pattern}."),
    )
}

/// `xs:anyURI`: what becomes a reference once the signs that may not stand in one are escaped.
fn is_uri(value: &str) -> bool {
    let wrong = |sign: char| sign.is_whitespace() || sign.is_control() || "\"<>\\^`{|}".contains(sign);
    if value.contains(wrong) {
        return Format::IriReference.is_kept_by(&value.replace(wrong, "_"));
    }
    Format::IriReference.is_kept_by(value)
}

fn number(value: &str, whole: bool, least: Option<f64>, most: Option<f64>) -> Option<Text> {
    let value = value.trim_matches(is_blank);
    let digits = value.strip_prefix(['+', '-']).unwrap_or(value);
    let (before, after) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let is = all_digits(before) && all_digits(after) && !(before.is_empty() && after.is_empty());
    if !is || whole && digits.contains('.') {
        return Some(not(
            value,
            if whole { ("整数", "a whole number") } else { ("十進数", "a decimal number") },
        ));
    }
    let number: f64 = value.parse().ok()?;
    (least.is_some_and(|least| number < least) || most.is_some_and(|most| number > most)).then(|| {
        let (ja, en) = range(least, most);
        text!(ja: "{value} は範囲（{ja}）の外です。", en: "{value} is out of range; {en} is asked for.")
    })
}

/// `Z`, `+09:00`, or nothing.
fn zone(text: &str) -> bool {
    match text.as_bytes() {
        [] | b"Z" => true,
        [b'+' | b'-', a, b, b':', c, d] if [a, b, c, d].iter().all(|digit| digit.is_ascii_digit()) => {
            text.get(1..3).is_some_and(|hours| hours <= "14")
                && text.get(4..6).is_some_and(|minutes| minutes < "60")
        }
        _ => false,
    }
}

/// `xs:date`: the zone may be left off.
fn zoned_date(value: &str) -> bool {
    let value = value.strip_prefix('-').unwrap_or(value);
    let Some(year) = value.find('-') else { return false };
    // A year may have more than four digits; whether the day exists hangs on the last four.
    let Some(rest) = year.checked_sub(4).and_then(|start| value.get(start..)) else { return false };
    let Some((day, after)) = rest.split_at_checked(10) else { return false };
    let year = value.get(..year).unwrap_or_default();
    let long_enough = year.len() == 4 || !year.starts_with('0');
    year.bytes().all(|byte| byte.is_ascii_digit())
        && year != "0000"
        && long_enough
        && date(day.as_bytes())
        && zone(after)
}

/// `xs:dateTime`: the zone may be left off, 24:00:00 is the end of a day.
fn date_time(value: &str) -> bool {
    let Some((day, time)) = value.split_once('T') else { return false };
    if !zoned_date(day)
        || day.ends_with('Z')
        || !day.ends_with(|sign: char| sign.is_ascii_digit())
        || day.contains(['+', ':'])
    {
        return false;
    }
    let Some((clock, rest)) = time.split_at_checked(8) else { return false };
    let [a, b, b':', c, d, b':', e, f] = clock.as_bytes() else { return false };
    if ![a, b, c, d, e, f].iter().all(|digit| digit.is_ascii_digit()) {
        return false;
    }
    let (fraction, after) = match rest.strip_prefix('.') {
        Some(digits) => {
            digits.split_at(digits.find(|sign: char| !sign.is_ascii_digit()).unwrap_or(digits.len()))
        }
        None => ("0", rest),
    };
    let midnight = clock == "24:00:00" && fraction.bytes().all(|byte| byte == b'0');
    let within = clock.get(..2) < Some("24") && clock.get(3..5) < Some("60") && clock.get(6..) < Some("60");
    !fraction.is_empty() && (midnight || within) && zone(after)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_times_are_those_of_xml_schema() {
        for kept in [
            "2020-04-13T20:20:39",
            "2020-04-13T24:00:00Z",
            "-0044-03-15T00:00:00.5+14:00",
            "12020-04-13T20:20:39-09:00",
        ] {
            assert!(date_time(kept), "{kept}");
        }
        for broken in [
            "2020-04-13",
            "2020-04-31T00:00:00",
            "2020-04-13T24:00:01",
            "0000-01-01T00:00:00",
            "2020-04-13T20:20:39.Z",
            "2020-04-13ZT20:20:39",
            "20-04-13T00:00:00",
        ] {
            assert!(!date_time(broken), "{broken}");
        }
        assert!(zoned_date("2024-02-29Z") && !zoned_date("2023-02-29"));
    }

    #[test]
    fn numbers_have_no_exponent() {
        assert!(number("+1.", false, None, None).is_none());
        assert!(number("1e3", false, None, None).is_some());
        assert!(number("1.0", true, None, None).is_some());
        assert!(number("0", true, Some(1.0), None).is_some());
        assert!(number(".", false, None, None).is_some());
    }

    #[test]
    fn a_uri_may_have_signs_that_a_reader_escapes() {
        assert!(is_uri("https://example.com/a b") && is_uri("") && is_uri("例"));
        assert!(!is_uri("http://[x") && !is_uri("%zz"));
    }
}
