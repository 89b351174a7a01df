//! Whether a text is an existing moment in UTC, in the one form the ledger writes.
//!
//! RFC 3339 section 5.6, narrowed: capital `T` and `Z`, no offset, at most nine digits of a second. A
//! leap second (`:60`) is allowed at 23:59 only. Nothing is converted and no clock is read.

/// `YYYY-MM-DDThh:mm:ss[.1-9 digits]Z` and that day exists.
pub(super) fn is_utc(at: &str) -> bool {
    let Some(rest) = at.strip_suffix('Z').filter(|rest| rest.len() >= 19 && rest.is_ascii()) else {
        return false;
    };
    let (moment, fraction) = rest.split_at(19);
    has_shape(moment) && is_moment(moment) && is_fraction(fraction)
}

/// Whether one moment that [`is_utc`] is before another.
pub(crate) fn is_before(one: &str, other: &str) -> bool {
    in_order(one) < in_order(other)
}

/// Whole seconds since 1970-01-01 of a moment that [`is_utc`]; a leap second counts as the one after it.
pub(crate) fn unix_seconds(at: &str) -> i64 {
    let number =
        |from: usize, to: usize| at.get(from..to).and_then(|text| text.parse::<i64>().ok()).unwrap_or(0);
    let (year, month, day) = (number(0, 4), number(5, 7), number(8, 10));
    // Years are counted from March, so that a leap day ends one.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    let days = year * 365 + leap_days + (month * 153 + 2) / 5 + day - 1 - 719_468;
    days * 86_400 + number(11, 13) * 3600 + number(14, 16) * 60 + number(17, 19)
}

/// The moment so many seconds after 1970-01-01, as [`is_utc`] has it. What lies beyond the year 9999 has no such form.
pub(crate) fn of_unix_seconds(seconds: i64) -> Option<String> {
    let (days, rest) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let days = days.checked_add(719_468)?;
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let (month, carry) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    let year = year_of_era + era * 400 + carry;
    let (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60);
    let at = format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z");
    is_utc(&at).then_some(at)
}

/// Seconds, and the fraction without its point and closing zeros: texts that sort as the moments do.
fn in_order(at: &str) -> (&str, &str) {
    let (moment, rest) = at.split_at_checked(19).unwrap_or((at, ""));
    (moment, rest.trim_start_matches('.').trim_end_matches('Z').trim_end_matches('0'))
}

fn has_shape(moment: &str) -> bool {
    let fits = |(mark, byte): (u8, u8)| if mark == b'0' { byte.is_ascii_digit() } else { byte == mark };
    b"0000-00-00T00:00:00".iter().copied().zip(moment.bytes()).all(fits)
}

fn is_moment(moment: &str) -> bool {
    let number = |from: usize, to: usize| moment[from..to].parse::<u32>().unwrap_or(u32::MAX);
    let (hour, minute, second) = (number(11, 13), number(14, 16), number(17, 19));
    let leap = second == 60 && hour == 23 && minute == 59;
    (1..=days_in(number(0, 4), number(5, 7))).contains(&number(8, 10))
        && hour < 24
        && minute < 60
        && (second < 60 || leap)
}

fn is_fraction(fraction: &str) -> bool {
    fraction.is_empty()
        || fraction.strip_prefix('.').is_some_and(|digits| {
            (1..=9).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())
        })
}

/// Days in a month of the Gregorian calendar; 0 when there is no such month.
const fn days_in(year: u32, month: u32) -> u32 {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn existing_moments_in_utc_are_accepted() {
        for at in [
            "2026-11-23T05:05:00Z",
            "2026-11-23T05:05:00.1Z",
            "2026-11-23T05:05:00.123456789Z",
            "2024-02-29T23:59:59Z",
            "2000-02-29T00:00:00Z",
            "2016-12-31T23:59:60Z",
        ] {
            assert!(is_utc(at), "{at}");
        }
    }

    #[test]
    fn moments_are_compared_with_and_without_fractions() {
        let rising = ["09Z", "10Z", "10.000000001Z", "10.05Z", "10.5Z", "11Z"];
        let at = |seconds: &str| format!("2026-11-23T05:05:{seconds}");
        for pair in rising.windows(2) {
            assert!(is_before(&at(pair[0]), &at(pair[1])), "{pair:?}");
            assert!(!is_before(&at(pair[1]), &at(pair[0])), "{pair:?}");
        }
        assert!(!is_before(&at("10Z"), &at("10.0Z")) && !is_before(&at("10.50Z"), &at("10.5Z")));
    }

    #[test]
    fn seconds_and_moments_are_each_others_inverse() {
        for (at, seconds) in [
            ("1970-01-01T00:00:00Z", 0),
            ("2000-02-29T12:00:00Z", 951_825_600),
            ("2026-11-23T05:05:00Z", 1_795_410_300),
            ("1969-12-31T23:59:59Z", -1),
        ] {
            assert_eq!(unix_seconds(at), seconds, "{at}");
            assert_eq!(of_unix_seconds(seconds).as_deref(), Some(at));
        }
        for day in -200_000..400_000 {
            let at = of_unix_seconds(day * 86_400 + 86_399).unwrap();
            assert_eq!(unix_seconds(&at), day * 86_400 + 86_399, "{at}");
        }
        assert_eq!((of_unix_seconds(i64::MAX), of_unix_seconds(i64::MIN)), (None, None));
    }

    #[test]
    fn anything_else_is_not() {
        for at in [
            "",
            "Z",
            "2026-11-23T05:05:00",
            "2026-11-23T05:05:00z",
            "2026-11-23t05:05:00Z",
            "2026-11-23T05:05:00+09:00",
            "2026-11-23T05:05:00.Z",
            "2026-11-23T05:05:00.1234567890Z",
            "2026-11-23T05:05:00,1Z",
            "2026-02-29T05:05:00Z",
            "1900-02-29T05:05:00Z",
            "2026-13-01T05:05:00Z",
            "2026-00-01T05:05:00Z",
            "2026-04-31T05:05:00Z",
            "2026-11-00T05:05:00Z",
            "2026-11-23T24:00:00Z",
            "2026-11-23T05:60:00Z",
            "2026-11-23T05:05:60Z",
            "2026-11-23T05:05:+1Z",
            "２026-11-23T05:05:00Z",
            "2026-11-23T05:05:0０Z",
        ] {
            assert!(!is_utc(at), "{at}");
        }
    }
}
