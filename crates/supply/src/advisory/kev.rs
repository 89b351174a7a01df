//! CISA's catalog of known exploited vulnerabilities, JSON or CSV, to signals.
//!
//! Not read: vendor, product and description (what is affected is for advisories to say), notes and weaknesses.

use sekisho_model::{Signal, SignalKind, text};
use serde::Deserialize;
use serde_json::Value;

use super::Feed;
use super::parts::Parts;
use super::trouble::{Trouble, ask_the_publisher};
use crate::Limits;

const FORM: &str = "KEV";
const SOURCE: &str = "CISA KEV";

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    #[serde(rename = "cveID")]
    cve_id: String,
    date_added: String,
    #[serde(default)]
    due_date: Option<String>,
    #[serde(default)]
    required_action: Option<String>,
    #[serde(default)]
    known_ransomware_campaign_use: Option<String>,
}

/// Is this object a catalog?
pub(super) fn is_catalog(object: &Value) -> bool {
    let first = || object.get("vulnerabilities").and_then(|list| list.get(0));
    object.get("catalogVersion").is_some() || first().is_some_and(|entry| entry.get("cveID").is_some())
}

/// Reads a catalog in JSON.
pub(super) fn read(path: &str, mut object: Value, limits: &Limits, trouble: &mut Trouble, feed: &mut Feed) {
    let list = object.get_mut("vulnerabilities").map(Value::take);
    let entries: Vec<(String, Entry)> =
        Parts { form: FORM, trouble }.many(&format!("{path}/vulnerabilities"), list);
    let has = entries.len();
    if let Some(count) =
        object.get("count").and_then(Value::as_u64).filter(|count| usize::try_from(*count) != Ok(has))
    {
        trouble.warning(
            &format!("{path}/count"),
            text!(ja: "カタログの件数は {count} 件と書かれていますが、読めたのは {has} 件です。", en: "The catalog says that it has {count} entries; {has} could be read."),
            ask_the_publisher(),
        );
    }
    for (path, entry) in entries {
        if feed.signals.len() >= limits.entries_max {
            trouble.too_many(&path, limits.entries_max);
            break;
        }
        let signal = signal(&path, entry, trouble);
        feed.signals.extend(signal);
    }
}

/// Is this the header of the catalog in CSV?
pub(super) fn is_csv(document: &str) -> bool {
    let header = document.lines().next().unwrap_or_default();
    header.contains("cveID") && header.contains("dateAdded") && header.contains(',')
}

/// Reads a catalog in CSV.
pub(super) fn read_csv(document: &str, limits: &Limits, trouble: &mut Trouble, feed: &mut Feed) {
    super::rows::read(FORM, document, limits, trouble, |row, trouble| {
        let signal = row.entry(trouble).and_then(|entry| signal("", entry, trouble));
        feed.signals.extend(signal);
    });
}

fn signal(path: &str, entry: Entry, trouble: &mut Trouble) -> Option<Signal> {
    let mut parts = Parts { form: FORM, trouble };
    let vulnerability = parts.id(&format!("{path}/cveID"), &entry.cve_id)?;
    let added = parts.date(&format!("{path}/dateAdded"), &entry.date_added)?;
    let due = entry.due_date.as_deref().filter(|due| !due.trim().is_empty());
    let due = due.and_then(|due| parts.date(&format!("{path}/dueDate"), due));
    let ransomware =
        entry.known_ransomware_campaign_use.is_some_and(|used| used.trim().eq_ignore_ascii_case("known"));
    let action = entry.required_action.unwrap_or_default().trim().to_owned();
    let kind = SignalKind::Exploited { added, due, ransomware, action };
    Some(Signal { vulnerability, source: SOURCE.to_owned(), kind })
}

#[cfg(test)]
mod tests;
