//! A moment as people write it in a Japanese sheet: a day and a time of day, in Japanese time where no other offset is
//! written.
//!
//! Invariant: what [`written`] writes, [`from_text`] reads back to the same nanosecond. A day without a time of day
//! is not guessed.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;
use unicode_normalization::UnicodeNormalization;

use super::date;

/// Japanese time.
const JST: Offset = Offset::constant(9);

/// Reads a moment: `2027-03-31 14:05`, `2027/3/31 14:05:30`, `2027年3月31日 14時5分`, `2027-03-31T05:05:00Z`.
pub(crate) fn from_text(text: &str) -> Option<Timestamp> {
    let plain: String = text.nfkc().collect();
    let plain = plain.trim();
    if let Ok(at) = plain.parse() {
        return Some(at);
    }
    let plain = plain.trim_end_matches("JST").trim_end();
    let (day, time) = plain.split_once([' ', 'T'])?;
    let day = date::from_text(day)?;
    let time = time.trim().replace(['時', '分'], ":").replace('秒', "");
    in_japan(day.to_datetime(time_of_day(time.trim_end_matches(':'))?))
}

/// A moment of a clock in Japan.
pub(crate) fn in_japan(at: DateTime) -> Option<Timestamp> {
    JST.to_timestamp(at).ok()
}

/// As it is written: `2027-03-31 14:05:30+09:00`.
pub(crate) fn written(at: Timestamp) -> String {
    at.display_with_offset(JST).to_string().replacen('T', " ", 1)
}

/// `14:05`, `9:5:30`.
fn time_of_day(text: &str) -> Option<jiff::civil::Time> {
    let parts: Vec<i8> = text.split(':').map(str::parse).collect::<Result<_, _>>().ok()?;
    let (hour, minute, second) = match parts[..] {
        [hour, minute] => (hour, minute, 0),
        [hour, minute, second] => (hour, minute, second),
        _ => return None,
    };
    jiff::civil::Time::new(hour, minute, second, 0).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_moment_in_every_usual_notation() {
        let expected: Timestamp = "2027-03-31T05:05:00Z".parse().unwrap();
        for text in [
            "2027-03-31 14:05",
            "2027/3/31 14:05:00",
            "２０２７／３／３１　１４：０５",
            "2027年3月31日 14時5分",
            "令和9年3月31日 14:05",
            "2027-03-31T05:05:00Z",
            "2027-03-31 14:05:00+09:00",
            "2027-03-31 14:05 JST",
        ] {
            assert_eq!(from_text(text), Some(expected), "{text}");
        }
        assert_eq!(written(expected), "2027-03-31 14:05:00+09:00");
        let fine = Timestamp::from_nanosecond(1_800_000_000_123_456_789).unwrap();
        assert_eq!(from_text(&written(fine)), Some(fine));
    }

    #[test]
    fn a_moment_that_is_not_whole_is_not_guessed() {
        for text in ["2027-03-31", "14:05", "2027-03-31 25:00", "2027-03-31 14", "きのう 14:05", ""] {
            assert_eq!(from_text(text), None, "{text}");
        }
    }
}
