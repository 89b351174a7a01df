//! EPSS scores (FIRST), as the daily CSV file or as the answer of its interface, to signals.
//!
//! Invariant: a score without a day is not read, as nobody could tell the newer of two.

use jiff::civil::Date;
use sekisho_model::{Signal, SignalKind, text};
use serde::Deserialize;
use serde_json::Value;

use super::Feed;
use super::parts::Parts;
use super::trouble::{Trouble, ask_the_publisher};
use crate::Limits;

const FORM: &str = "EPSS";
const SOURCE: &str = "FIRST EPSS";

#[derive(Debug, Deserialize)]
struct Entry {
    cve: String,
    epss: String,
    percentile: String,
    #[serde(default)]
    date: Option<String>,
    #[serde(default, rename = "time-series")]
    series: Vec<Earlier>,
}

#[derive(Debug, Deserialize)]
struct Earlier {
    epss: String,
    percentile: String,
    date: String,
}

/// Is this object an answer of the interface?
pub(super) fn is_answer(object: &Value) -> bool {
    object.get("data").and_then(|list| list.get(0)).is_some_and(|entry| entry.get("epss").is_some())
}

/// Reads an answer of the interface.
pub(super) fn read(path: &str, mut object: Value, limits: &Limits, trouble: &mut Trouble, feed: &mut Feed) {
    let mut list = object.get_mut("data").map(Value::take);
    list.iter_mut().filter_map(Value::as_array_mut).flatten().for_each(shares_as_text);
    let entries: Vec<(String, Entry)> = Parts { form: FORM, trouble }.many(&format!("{path}/data"), list);
    let number = |name: &str| object.get(name).and_then(Value::as_u64);
    let end = number("offset").unwrap_or(0).saturating_add(u64::try_from(entries.len()).unwrap_or(u64::MAX));
    if let Some(total) = number("total").filter(|total| *total > end) {
        trouble.partial_page(path, end, total);
    }
    for (path, mut entry) in entries {
        if feed.signals.len() >= limits.entries_max {
            trouble.too_many(&path, limits.entries_max);
            break;
        }
        let series = std::mem::take(&mut entry.series);
        let cve = entry.cve.clone();
        feed.signals.extend(signal(&path, &entry, None, trouble));
        for Earlier { epss, percentile, date } in series {
            let earlier = Entry { cve: cve.clone(), epss, percentile, date: Some(date), series: Vec::new() };
            feed.signals.extend(signal(&path, &earlier, None, trouble));
        }
    }
}

/// The interface writes shares as texts; numbers are read too.
fn shares_as_text(entry: &mut Value) {
    for key in ["epss", "percentile"] {
        if let Some(share) = entry.get_mut(key).filter(|share| share.is_number()) {
            *share = Value::from(share.to_string());
        }
    }
    let series = entry.get_mut("time-series").and_then(Value::as_array_mut);
    series.into_iter().flatten().for_each(shares_as_text);
}

/// Is this the file, with or without the comment before its header?
pub(super) fn is_csv(document: &str) -> bool {
    let mut lines = document.lines().filter(|line| !line.trim_start().starts_with('#'));
    lines.next().is_some_and(|header| header.starts_with("cve,epss"))
}

/// Reads the daily file.
pub(super) fn read_csv(document: &str, limits: &Limits, trouble: &mut Trouble, feed: &mut Feed) {
    let as_of = head_date(document);
    if as_of.is_none() && !document.lines().any(|line| line.starts_with("cve,epss") && line.contains(",date"))
    {
        trouble.error(
            "",
            text!(ja: "先頭の注釈行に score_date がなく、いつの値か分かりません。", en: "There is no score_date in the comment at its head; the day of the scores cannot be told."),
            ask_the_publisher(),
        );
        return;
    }
    super::rows::read(FORM, document, limits, trouble, |row, trouble| {
        let signal = row.entry(trouble).and_then(|entry: Entry| signal("", &entry, as_of, trouble));
        feed.signals.extend(signal);
    });
}

/// `#model_version:…,score_date:2026-01-02T00:00:00+0000`
fn head_date(document: &str) -> Option<Date> {
    let head = document.lines().next()?.strip_prefix('#')?;
    let date = head.split(',').find_map(|field| field.trim().strip_prefix("score_date:"))?;
    date.get(..10)?.parse().ok()
}

fn signal(path: &str, entry: &Entry, as_of: Option<Date>, trouble: &mut Trouble) -> Option<Signal> {
    let mut parts = Parts { form: FORM, trouble };
    let vulnerability = parts.id(path, &entry.cve)?;
    let own = entry.date.as_deref().and_then(|date| parts.date(path, date.get(..10).unwrap_or(date)));
    let Some(as_of) = own.or(as_of) else {
        parts.malformed(path, &"no date");
        return None;
    };
    let mut share = |text: &str| {
        let share = millionths(text);
        if share.is_none() {
            parts.malformed(path, &format!("{text:?} is not between 0 and 1"));
        }
        share
    };
    let kind = SignalKind::Likelihood {
        probability_millionths: share(&entry.epss)?,
        percentile_millionths: share(&entry.percentile)?,
        as_of,
    };
    Some(Signal { vulnerability, source: SOURCE.to_owned(), kind })
}

/// A share from 0 to 1, rounded to millionths.
pub(super) fn millionths(text: &str) -> Option<u32> {
    let share: f64 = text.trim().parse().ok()?;
    if !(0.0..=1.0).contains(&share) {
        return None;
    }
    // Printed and read again: exact, and no lossy cast.
    format!("{:.0}", share * 1e6).parse().ok()
}

#[cfg(test)]
mod tests;
