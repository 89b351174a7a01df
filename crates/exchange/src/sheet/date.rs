//! A day as people write it in a Japanese sheet.
//!
//! Year first, or a Japanese era. A day without its year, its day or with the month first is not guessed.

use jiff::civil::Date;
use unicode_normalization::UnicodeNormalization;

/// The eras, with the year before their first and their letter.
const ERAS: [(&str, char, i16); 4] =
    [("令和", 'r', 2018), ("平成", 'h', 1988), ("昭和", 's', 1925), ("大正", 't', 1911)];
/// Day 0 of the serial numbers of a spreadsheet, for days after February 1900.
const SERIAL_ZERO: Date = jiff::civil::date(1899, 12, 30);
/// Serial numbers that are taken for days: 1927-05-18 to 2173-10-13.
const SERIALS: std::ops::RangeInclusive<i32> = 10_000..=99_999;

/// Reads a day from text: `2027-03-31`, `2027/3/31 0:00`, `2027年3月31日`, `20270331`, `令和9年3月31日`, `R9.3.31`.
pub(crate) fn from_text(text: &str) -> Option<Date> {
    let plain: String = text.nfkc().flat_map(char::to_lowercase).collect();
    let plain = plain.trim();
    if plain.len() == 8 && plain.bytes().all(|byte| byte.is_ascii_digit()) {
        let number: i32 = plain.parse().ok()?;
        return day(i16::try_from(number / 10_000).ok()?, number / 100 % 100, number % 100);
    }
    let (before_era, rest) = era(plain);
    let mut parts = numbers(day_part(rest))?.into_iter();
    let (year, month, date) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || (before_era == 0 && year < 1000) {
        return None;
    }
    day(i16::try_from(year).ok()?.checked_add(before_era)?, month, date)
}

/// Reads a day from a number: a serial number, or `20270331`.
pub(crate) fn from_number(number: f64) -> Option<Date> {
    let whole = number.floor();
    if !(0.0..100_000_000.0).contains(&whole) {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "whole and below 100,000,000")]
    let whole = whole as i32;
    if SERIALS.contains(&whole) {
        return SERIAL_ZERO.checked_add(jiff::Span::new().days(whole)).ok();
    }
    day(i16::try_from(whole / 10_000).ok().filter(|year| *year >= 1000)?, whole / 100 % 100, whole % 100)
}

fn day(year: i16, month: i32, day: i32) -> Option<Date> {
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

fn era(text: &str) -> (i16, &str) {
    for (name, letter, before) in ERAS {
        if let Some(rest) = text.strip_prefix(name).or_else(|| text.strip_prefix(letter)) {
            return (before, rest.trim_start());
        }
    }
    (0, text)
}

/// Without a time of day and without the day of the week in parentheses.
fn day_part(text: &str) -> &str {
    let end = text.find(['(', 't']).unwrap_or(text.len());
    let text = text.get(..end).unwrap_or(text).trim_end();
    match text.split_once(char::is_whitespace) {
        Some((day, time)) if time.contains(':') => day,
        _ => text,
    }
}

/// The numbers between `年月日`, `/`, `-` and `.`; nothing when anything else stands there.
fn numbers(text: &str) -> Option<Vec<i32>> {
    let text = text.replace("元年", "1年");
    let parts = text.split(['年', '月', '日', '/', '-', '.']).map(str::trim);
    let mut parts: Vec<&str> = parts.collect();
    if parts.last() == Some(&"") {
        parts.pop();
    }
    parts.into_iter().map(|part| part.parse().ok().filter(|number| (0..=9999).contains(number))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_day_in_every_usual_notation() {
        let expected = Some(jiff::civil::date(2027, 3, 31));
        for text in [
            "2027-03-31",
            "2027/3/31",
            "2027.3.31",
            "２０２７／３／３１",
            "2027年3月31日",
            "2027年 3月 31日",
            "20270331",
            "令和9年3月31日",
            "令和９年３月３１日（水）",
            "R9.3.31",
            "r9/3/31",
            "2027/3/31 0:00",
            "2027-03-31T00:00:00",
            "2027/03/31(水)",
        ] {
            assert_eq!(from_text(text), expected, "{text}");
        }
        assert_eq!(from_text("令和元年5月1日"), Some(jiff::civil::date(2019, 5, 1)));
        assert_eq!(from_text("H31.4.30"), Some(jiff::civil::date(2019, 4, 30)));
        assert_eq!(from_number(46_477.0), expected);
        assert_eq!(from_number(46_477.75), expected);
        assert_eq!(from_number(20_270_331.0), expected);
    }

    #[test]
    fn a_day_that_is_not_whole_is_not_guessed() {
        for text in [
            "2027年3月",
            "3/31",
            "3/31/2027",
            "来年",
            "2027",
            "",
            "令和",
            "2027-02-30",
            "27/3/31",
            "2027/3/31 頃",
            "-1",
        ] {
            assert_eq!(from_text(text), None, "{text}");
        }
        for number in [2027.0, -5.0, f64::NAN, f64::INFINITY, 20_271_331.0] {
            assert_eq!(from_number(number), None, "{number}");
        }
    }
}
