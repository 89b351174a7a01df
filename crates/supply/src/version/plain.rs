//! Orders that look at a text as a whole: bytes, and points in time.

use super::key::KeyWriter;
use super::{Fit, Irregular, Regular};

/// Any text, byte by byte, without normalisation.
pub(super) fn lexicographic(text: &str, key: &mut KeyWriter) -> Fit {
    key.bytes(text.as_bytes());
    Regular
}

/// RFC 3339, section 5.6: two texts for one instant are equal.
pub(super) fn date_time(text: &str, key: &mut KeyWriter) -> Option<Fit> {
    let (seconds, fraction) = instant(text)?;
    // Days are counted from far enough back that no year of four digits is negative.
    key.natural(u64::try_from(seconds).ok()?);
    key.word(fraction.trim_end_matches('0'));
    let capital = !text.bytes().any(|b| b.is_ascii_lowercase());
    Some(if capital { Regular } else { Irregular })
}

/// Is it written as VERS wants it: with capital `T` and `Z`?
pub(super) fn is_canonical_date_time(text: &str) -> bool {
    instant(text).is_some() && !text.bytes().any(|b| b.is_ascii_lowercase() || b == b' ')
}

/// Seconds since a day before the year 0, and the digits of the fraction.
fn instant(text: &str) -> Option<(i64, &str)> {
    let date = text.get(..10)?;
    let year = field(date, 0, 4)?;
    let month = field(date, 5, 2)?;
    let day = field(date, 8, 2)?;
    let separators = date.as_bytes().get(4) == Some(&b'-') && date.as_bytes().get(7) == Some(&b'-');
    let date =
        jiff::civil::Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?);
    let time = text.get(10..)?.strip_prefix(['T', 't', ' '])?;
    let (hour, minute, second) = (field(time, 0, 2)?, field(time, 3, 2)?, field(time, 6, 2)?);
    let colons = time.as_bytes().get(2) == Some(&b':') && time.as_bytes().get(5) == Some(&b':');
    if !separators || !colons || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let rest = time.get(8..)?;
    let (fraction, zone) = match rest.strip_prefix('.') {
        Some(rest) => rest.split_at(rest.find(|c: char| !c.is_ascii_digit())?),
        None => ("", rest),
    };
    if fraction.is_empty() != (rest.len() == zone.len()) {
        return None;
    }
    let origin = jiff::civil::date(-1, 1, 1);
    let days = date.ok()?.duration_since(origin).as_hours() / 24;
    Some((days * 86_400 + hour * 3_600 + minute * 60 + second - offset(zone)?, fraction))
}

/// Seconds east of UTC.
fn offset(zone: &str) -> Option<i64> {
    if zone == "Z" || zone == "z" {
        return Some(0);
    }
    let sign = if zone.starts_with('+') { 1 } else { -1 };
    let rest = zone.strip_prefix(['+', '-'])?;
    let (hour, minute) = (field(rest, 0, 2)?, field(rest, 3, 2)?);
    let fits = rest.len() == 5 && rest.as_bytes().get(2) == Some(&b':') && hour <= 23 && minute <= 59;
    fits.then_some(sign * (hour * 3_600 + minute * 60))
}

fn field(text: &str, from: usize, len: usize) -> Option<i64> {
    let digits = text.get(from..from + len)?;
    digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse().ok())?
}
