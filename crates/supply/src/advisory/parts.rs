//! Parts of a JSON document, each read by itself: a part that has not its form costs that part, with its place.

use std::collections::BTreeSet;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use sekisho_model::IdError;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::trouble::Trouble;

/// Reads parts of one form; the form's name is in each problem.
pub(crate) struct Parts<'t> {
    pub(crate) form: &'static str,
    pub(crate) trouble: &'t mut Trouble,
}

impl Parts<'_> {
    /// One part.
    pub(crate) fn one<T: DeserializeOwned>(&mut self, path: &str, value: Value) -> Option<T> {
        serde_json::from_value(value).map_err(|error| self.malformed(path, &error)).ok()
    }

    /// The elements of a list that have their form, with their paths. Nothing or `null` is an empty list.
    pub(crate) fn many<T: DeserializeOwned>(&mut self, path: &str, list: Option<Value>) -> Vec<(String, T)> {
        let elements = match list {
            None | Some(Value::Null) => Vec::new(),
            Some(Value::Array(elements)) => elements,
            Some(_) => {
                self.malformed(path, &"not a list");
                Vec::new()
            }
        };
        let mut read = Vec::with_capacity(elements.len());
        for (index, element) in elements.into_iter().enumerate() {
            let path = format!("{path}/{index}");
            if let Some(part) = self.one(&path, element) {
                read.push((path, part));
            }
        }
        read
    }

    /// An id.
    pub(crate) fn id<T: FromStr<Err = IdError>>(&mut self, path: &str, text: &str) -> Option<T> {
        text.trim().parse().map_err(|error| self.malformed(path, &error)).ok()
    }

    /// A point in time; without an offset it is UTC, and a day is its start.
    pub(crate) fn time(&mut self, path: &str, text: Option<&str>) -> Option<Timestamp> {
        let text = text.map(str::trim).filter(|text| !text.is_empty())?;
        time(text).map_err(|error| self.malformed(path, &error)).ok()
    }

    /// A day.
    pub(crate) fn date(&mut self, path: &str, text: &str) -> Option<Date> {
        text.trim().parse().map_err(|error: jiff::Error| self.malformed(path, &error)).ok()
    }

    pub(crate) fn malformed(&mut self, path: &str, error: &dyn std::fmt::Display) {
        self.trouble.malformed(path, self.form, error);
    }
}

/// RFC 3339, or the same without offset, or a day.
pub(crate) fn time(text: &str) -> Result<Timestamp, jiff::Error> {
    let Err(error) = text.parse::<Timestamp>() else { return text.parse() };
    let local = text.parse::<DateTime>().or_else(|_| text.parse::<Date>().map(|day| day.at(0, 0, 0, 0)));
    local.map_or(Err(error), |local| TimeZone::UTC.to_timestamp(local))
}

/// The CVE ids among names.
pub(crate) fn cves<'a, T: FromStr + Ord>(names: impl Iterator<Item = &'a str>) -> BTreeSet<T> {
    names.map(str::trim).filter(|name| is_cve(name)).filter_map(|name| name.parse().ok()).collect()
}

/// `CVE-`, a year and a number.
pub(crate) fn is_cve(name: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    name.strip_prefix("CVE-")
        .and_then(|rest| rest.split_once('-'))
        .is_some_and(|(year, number)| year.len() == 4 && digits(year) && digits(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_without_an_offset_is_in_utc() {
        let shown = |text: &str| time(text).map(|time| time.to_string()).unwrap_or_default();
        assert_eq!(shown("2026-01-02T03:04:05.600"), "2026-01-02T03:04:05.6Z");
        assert_eq!(shown("2026-01-02T09:00:00+09:00"), "2026-01-02T00:00:00Z");
        assert_eq!(shown("2026-01-02"), "2026-01-02T00:00:00Z");
        assert_eq!(shown("yesterday"), "");
    }

    #[test]
    fn only_a_whole_cve_id_is_one() {
        assert!(is_cve("CVE-2026-12345"));
        assert!(!is_cve("CVE-2026-") && !is_cve("CVE-26-1") && !is_cve("cve-2026-1"));
    }
}
