//! A whole number as people write it in a Japanese sheet, with its unit where the field has one.
//!
//! A fraction is never rounded and a unit never guessed: the unit comes from the cell or from the header.

use unicode_normalization::UnicodeNormalization;

/// What one of a unit is worth, as a fraction of whole numbers: a minute is 1 of 60 hours.
pub(crate) type Worth = (u32, u32);

/// What a number counts, and what the units that people use are worth of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    /// Nothing in particular: a level.
    Plain,
    /// Yen.
    Yen,
    /// Hours.
    Hours,
    /// Stars.
    Stars,
    /// Yen of every year.
    YenYearly,
    /// Minutes.
    Minutes,
    /// Days.
    Days,
    /// People.
    People,
    /// A place in an order.
    Place,
}

/// Largest whole number up to which a spreadsheet's number is exact: 2^53.
const EXACT_MAX: f64 = 9_007_199_254_740_992.0;

impl Unit {
    /// The unit of a field.
    pub(crate) fn of(field: &str) -> Self {
        match field {
            "cost_yen" => Self::Yen,
            "recovery_hours_max" => Self::Hours,
            "scs_level" => Self::Stars,
            "yearly_cost_yen" => Self::YenYearly,
            "minutes_max" => Self::Minutes,
            "retention_days" => Self::Days,
            "attendees" => Self::People,
            "priority" => Self::Place,
            _ => Self::Plain,
        }
    }

    /// Units in words, longer ones first, each as a fraction of the field's unit.
    fn words(self) -> &'static [(&'static str, u32, u32)] {
        match self {
            Self::Plain => &[],
            Self::Yen => &[
                ("百万円", 1_000_000, 1),
                ("千万円", 10_000_000, 1),
                ("億円", 100_000_000, 1),
                ("万円", 10_000, 1),
                ("千円", 1_000, 1),
                ("円", 1, 1),
                ("million yen", 1_000_000, 1),
                ("thousand yen", 1_000, 1),
                ("yen", 1, 1),
                ("億", 100_000_000, 1),
                ("万", 10_000, 1),
            ],
            Self::Hours => &[
                ("時間以内", 1, 1),
                ("日以内", 24, 1),
                ("時間", 1, 1),
                ("日間", 24, 1),
                ("日", 24, 1),
                ("分", 1, 60),
                ("hours", 1, 1),
                ("hour", 1, 1),
                ("h", 1, 1),
                ("days", 24, 1),
                ("day", 24, 1),
                ("minutes", 1, 60),
                ("min", 1, 60),
            ],
            Self::Stars => &[("★", 1, 1), ("stars", 1, 1), ("star", 1, 1), ("つ星", 1, 1)],
            Self::YenYearly => &[
                ("百万円/年", 1_000_000, 1),
                ("万円/年", 10_000, 1),
                ("千円/年", 1_000, 1),
                ("円/年", 1, 1),
                ("百万円", 1_000_000, 1),
                ("万円", 10_000, 1),
                ("千円", 1_000, 1),
                ("円", 1, 1),
                ("million yen", 1_000_000, 1),
                ("thousand yen", 1_000, 1),
                ("yen", 1, 1),
                ("万", 10_000, 1),
            ],
            Self::Minutes => &[
                ("時間以内", 60, 1),
                ("分以内", 1, 1),
                ("時間", 60, 1),
                ("分間", 1, 1),
                ("分", 1, 1),
                ("hours", 60, 1),
                ("hour", 60, 1),
                ("h", 60, 1),
                ("minutes", 1, 1),
                ("minute", 1, 1),
                ("min", 1, 1),
            ],
            Self::Days => &[("日間", 1, 1), ("年", 365, 1), ("日", 1, 1), ("days", 1, 1), ("day", 1, 1)],
            Self::People => &[("名", 1, 1), ("人", 1, 1), ("people", 1, 1), ("persons", 1, 1)],
            Self::Place => &[("番目", 1, 1), ("番", 1, 1), ("位", 1, 1)],
        }
    }

    /// The unit that a header names in parentheses or after 単位, as a fraction; none when it names none.
    pub(crate) fn of_header(self, header: &str) -> Option<Worth> {
        let header: String = header.nfkc().flat_map(char::to_lowercase).collect();
        let named =
            header.split(['(', '[', '、', ':']).skip(1).map(|part| part.trim_end_matches([')', ']', ' ']));
        let named: Vec<&str> = named.collect();
        let found = self.words().iter().find(|(word, ..)| {
            named.iter().any(|part| part.trim() == *word || part.trim_start_matches("単位").trim() == *word)
        });
        found.map(|(_, times, of)| (*times, *of))
    }
}

/// Reads a whole number from text; `unit` is what the header says.
pub(crate) fn from_text(text: &str, field: Unit, header: Option<Worth>) -> Option<u64> {
    let plain: String =
        text.nfkc().flat_map(char::to_lowercase).filter(|c| !matches!(c, ',' | ' ' | '_')).collect();
    if field == Unit::Stars && plain.starts_with('★') && plain.chars().all(|c| matches!(c, '★' | '☆')) {
        return u64::try_from(plain.matches('★').count()).ok();
    }
    let plain =
        plain.trim_start_matches(['¥', '\\', '★']).trim_start_matches("sl-t").trim_start_matches("sl");
    let suffix = field.words().iter().find_map(|(word, times, of)| {
        plain.strip_suffix(&word.replace(' ', "")).map(|digits| (digits, Some((*times, *of))))
    });
    let (digits, unit) = suffix.unwrap_or((plain, header));
    let (times, of) = unit.unwrap_or((1, 1));
    if let Ok(whole) = digits.parse::<u64>() {
        let value = whole.checked_mul(u64::from(times))?;
        return value.is_multiple_of(u64::from(of)).then_some(value / u64::from(of));
    }
    if unit.is_none() || !digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
        return None;
    }
    from_number(digits.parse().ok()?, unit)
}

/// Reads a whole number from a spreadsheet's number.
pub(crate) fn from_number(number: f64, unit: Option<Worth>) -> Option<u64> {
    let (times, of) = unit.unwrap_or((1, 1));
    let value = number * f64::from(times) / f64::from(of);
    let whole = value.round();
    if !(0.0..=EXACT_MAX).contains(&whole) || (value - whole).abs() > 1e-6 {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole, from 0 to 2^53")]
    Some(whole as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yen_are_read_with_their_unit() {
        for (text, yen) in [
            ("1500000", 1_500_000),
            ("1,500,000", 1_500_000),
            ("￥１，５００，０００", 1_500_000),
            ("150万円", 1_500_000),
            ("1.5 百万円", 1_500_000),
            ("1,500千円", 1_500_000),
            ("0.2億円", 20_000_000),
        ] {
            assert_eq!(from_text(text, Unit::Yen, None), Some(yen), "{text}");
        }
        let thousand = Unit::Yen.of_header("費用（千円）");
        assert_eq!(from_text("1500", Unit::Yen, thousand), Some(1_500_000));
        assert_eq!(from_text("1500円", Unit::Yen, thousand), Some(1_500));
        assert_eq!(from_number(1500.0, Unit::Yen.of_header("費用（単位：百万円）")), Some(1_500_000_000));
        assert_eq!(Unit::Yen.of_header("費用"), None);
    }

    #[test]
    fn hours_are_read_with_their_unit_and_never_rounded() {
        assert_eq!(from_text("3日", Unit::Hours, None), Some(72));
        assert_eq!(from_text("24時間以内", Unit::Hours, None), Some(24));
        assert_eq!(from_text("90分", Unit::Hours, None), None);
        assert_eq!(from_text("120分", Unit::Hours, None), Some(2));
        assert_eq!(from_number(2.0, Unit::Hours.of_header("目標復旧時間（日）")), Some(48));
        assert_eq!(from_number(2.5, None), None);
    }

    #[test]
    fn stars_may_be_counted() {
        for text in ["4", "★4", "４", "★★★★", "★★★★☆", "4つ星"] {
            assert_eq!(from_text(text, Unit::Stars, None), Some(4), "{text}");
        }
        assert_eq!(from_text("SL2", Unit::Plain, None), Some(2));
    }

    #[test]
    fn what_is_no_whole_number_is_refused() {
        for text in ["", "-1", "1e3", "abc", "1.5", "¥", "18446744073709551616"] {
            assert_eq!(from_text(text, Unit::Yen, None), None, "{text}");
        }
        assert_eq!(from_text("18446744073709551615", Unit::Plain, None), Some(u64::MAX));
        assert_eq!(from_number(f64::NAN, None), None);
        assert_eq!(from_number(1e300, Some((100, 1))), None);
    }
}
