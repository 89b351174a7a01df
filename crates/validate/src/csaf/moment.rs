//! Dates with a time as CSAF writes them: RFC 3339, section 5.6.
//!
//! Invariant: two moments compare as they follow each other in the world, whatever their zones and however many
//! digits their seconds have. No clock here.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// A point in time, exact to as many digits as were written.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Moment {
    /// Seconds since 1970-01-01T00:00:00Z. A leap second is the second before it.
    seconds: i64,
    /// Does a leap second stand here? Before the fraction, as it follows all of the second that it is counted as.
    pub(crate) leap: bool,
    /// The digits after the point, without trailing zeros, so that their order is that of the texts.
    fraction: String,
}

impl Moment {
    /// Reads a date and time with a zone. Letters in either case; leap seconds only where UTC has a midnight.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (date, rest) = text.split_at_checked(10)?;
        let rest = rest.strip_prefix(['T', 't'])?;
        let (time, rest) = rest.split_at_checked(8)?;
        let (fraction, zone) = match rest.strip_prefix('.') {
            Some(rest) => rest.split_at(rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len())),
            None => ("", rest),
        };
        if rest.starts_with('.') && fraction.is_empty() {
            return None;
        }
        let [hour, minute, second] = numbers(time, b':')?;
        if hour > 23 || minute > 59 || second > 60 {
            return None;
        }
        let leap = second == 60;
        let of_day = hour * 3600 + minute * 60 + second.min(59) - offset(zone)?;
        if leap && of_day.rem_euclid(86_400) != 86_399 {
            return None;
        }
        let seconds = days(date)? * 86_400 + of_day;
        Some(Self { seconds, fraction: fraction.trim_end_matches('0').to_owned(), leap })
    }

    /// That many days of 24 hours before.
    pub(crate) fn days_before(&self, days: i64) -> Self {
        Self { seconds: self.seconds - days * 86_400, ..self.clone() }
    }

    /// Its day in UTC; nothing outside of the years that the calendar library knows.
    pub(crate) fn day(&self) -> Option<Date> {
        let second = Timestamp::from_second(self.seconds).ok()?;
        Some(TimeZone::UTC.to_datetime(second).date())
    }

    /// The same moment, from the caller's clock.
    pub(crate) fn at(now: Timestamp) -> Self {
        let nanoseconds = format!("{:09}", now.subsec_nanosecond().max(0));
        let fraction = nanoseconds.trim_end_matches('0').to_owned();
        Self { seconds: now.as_second(), fraction, leap: false }
    }
}

/// The days from 1970-01-01 to a date `2026-01-31` that the calendar has.
fn days(date: &str) -> Option<i64> {
    let (year, month_day) = date.split_at_checked(4)?;
    let year: i64 = digits(year)?;
    let [month, day] = numbers(month_day.strip_prefix('-')?, b'-')?;
    let leap_year = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let lengths = [31, if leap_year { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let before = usize::try_from(month).ok()?.checked_sub(1)?;
    if day < 1 || day > *lengths.get(before)? {
        return None;
    }
    // Days of whole years since year 0 of the Gregorian calendar; 1970 began 719,528 days after it.
    let leap_days = (year + 3) / 4 - (year + 99) / 100 + (year + 399) / 400;
    Some(year * 365 + leap_days + lengths[..before].iter().sum::<i64>() + day - 1 - 719_528)
}

/// Seconds that a zone `Z` or `+09:00` is ahead of UTC.
fn offset(zone: &str) -> Option<i64> {
    if matches!(zone, "Z" | "z") {
        return Some(0);
    }
    let sign = if zone.starts_with('-') { -1 } else { 1 };
    let [hours, minutes] = numbers(zone.strip_prefix(['+', '-'])?, b':')?;
    (hours <= 23 && minutes <= 59).then_some(sign * (hours * 3600 + minutes * 60))
}

/// Numbers of two digits each, with a sign between them.
fn numbers<const N: usize>(text: &str, between: u8) -> Option<[i64; N]> {
    let bytes = text.as_bytes();
    if bytes.len() != N * 3 - 1 || !text.is_ascii() {
        return None;
    }
    let mut found = [0; N];
    for (at, number) in found.iter_mut().enumerate() {
        if at > 0 && bytes[at * 3 - 1] != between {
            return None;
        }
        *number = digits(&text[at * 3..at * 3 + 2])?;
    }
    Some(found)
}

fn digits(text: &str) -> Option<i64> {
    if text.bytes().all(|b| b.is_ascii_digit()) { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_is_that_of_the_world() {
        let at = |text: &str| Moment::parse(text).unwrap();
        assert_eq!(at("1970-01-01T00:00:00Z").seconds, 0);
        assert_eq!(at("2024-02-29T12:00:00+09:00"), at("2024-02-29T03:00:00.000Z"));
        assert!(at("2024-01-23T10:00:00+12:00") < at("2024-01-22T10:00:00-12:45"));
        assert!(at("2024-01-01T00:00:00.00000000001Z") > at("2024-01-01T00:00:00Z"));
        assert!(at("2016-12-31T23:59:60.1Z") > at("2016-12-31T23:59:59.9Z"));
        assert!(at("2016-12-31T23:59:60.9Z") < at("2017-01-01T00:00:00Z"));
        let now: Timestamp = "2026-11-25T01:02:03.5Z".parse().unwrap();
        assert_eq!(Moment::at(now), at("2026-11-25T01:02:03.50Z"));
    }

    #[test]
    fn what_the_calendar_does_not_have_is_no_date() {
        for wrong in [
            "2023-02-29T00:00:00Z",
            "1900-02-29T00:00:00Z",
            "2023-04-31T00:00:00Z",
            "2023-04-30T24:00:00Z",
            "2023-04-30 00:00:00Z",
            "2023-04-30T00:00:00",
            "2023-04-30T00:00:00.Z",
            "2023-04-30T00:00:00+1:00",
            "2023-04-30T12:00:60Z",
            "2023-13-01T00:00:00Z",
            "２０２３-04-30T00:00:00Z",
        ] {
            assert_eq!(Moment::parse(wrong), None, "{wrong}");
        }
        assert!(Moment::parse("2015-06-30T23:59:60Z").unwrap().leap);
    }
}
