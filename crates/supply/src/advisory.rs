//! Advisories in: OSV (JSON and YAML), RustSec and CSAF 2.0, all to the one shape of `model::Advisory`.
//!
//! Invariants: the form is told by the content, never by the file name; a broken part costs that part and
//! leaves a problem; a statement whose versions cannot be read stays, with its words, so that nothing turns
//! clean by being unreadable.
//!
//! Deliberately not here: whether anything *is* affected (`matching`, `device`), where the bytes come from,
//! and which of two revisions wins.

mod csaf;
mod osv;
mod rustsec;
mod score;
mod trouble;

use sekisho_model::{Advisory, Signal, text};
use serde_json::Value;

use sekisho_intake::{duplicates, encoding, nesting};

use crate::{Limits, Reading};
use trouble::Trouble;

/// Reads every advisory of one file.
///
/// Understood: an OSV record as JSON or YAML; a JSON array, `{"vulns": […]}` or JSON lines of OSV records;
/// a RustSec advisory (Markdown with a TOML head); a CSAF 2.0 document, also as an element of an array or
/// a line. `file_name` only names the place of problems, save that a RustSec advisory below a folder `rust`
/// speaks of the toolchain and not of a crate.
#[must_use]
pub fn read(file_name: &str, bytes: &[u8], limits: &Limits) -> Reading<Feed> {
    let mut trouble = Trouble::new(file_name);
    let advisories = match admit(bytes, limits, &mut trouble) {
        Some(document) => by_content(document, limits, &mut trouble),
        None => Vec::new(),
    };
    Reading { facts: Feed { advisories, signals: Vec::new() }, problems: trouble.into_problems() }
}

/// What one file holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Feed {
    /// Advisories, in file order.
    pub advisories: Vec<Advisory>,
    /// Facts about vulnerabilities that help to say which comes first, in file order.
    pub signals: Vec<Signal>,
}

impl Feed {
    /// Is there nothing in it?
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.advisories.is_empty() && self.signals.is_empty()
    }
}

/// Size, encoding and depth, before anything is parsed.
fn admit<'a>(bytes: &'a [u8], limits: &Limits, trouble: &mut Trouble) -> Option<&'a str> {
    if bytes.len() > limits.bytes_max {
        let (has, max) = (bytes.len(), limits.bytes_max);
        trouble.error(
            "",
            text!(ja: "ファイルが {has} バイトあり、上限の {max} バイトを超えています。", en: "The file has {has} bytes, over the limit of {max}."),
            text!(ja: "分割してから読み込んでください。", en: "Split it and read the parts."),
        );
        return None;
    }
    let document = match encoding::text(bytes) {
        Ok(document) => document,
        Err(no) => {
            trouble.no_text(*no);
            return None;
        }
    };
    if is_bracketed(document) && nesting::beyond(document, limits.depth_max).is_some() {
        let max = limits.depth_max;
        trouble.error(
            "",
            text!(ja: "入れ子が上限の {max} 段を超えています。", en: "It is nested deeper than the limit of {max} levels."),
            text!(ja: "配布元に確かめてください。", en: "Ask its publisher."),
        );
        return None;
    }
    Some(document.trim_start_matches('\u{feff}'))
}

fn by_content(document: &str, limits: &Limits, trouble: &mut Trouble) -> Vec<Advisory> {
    let start = document.trim_start();
    if start.is_empty() {
        trouble.error(
            "",
            text!(ja: "ファイルが空です。", en: "The file is empty."),
            text!(ja: "アドバイザリのファイルを選んでください。", en: "Choose an advisory file."),
        );
        Vec::new()
    } else if start.starts_with(['{', '[']) {
        json(start, limits, trouble)
    } else if start.starts_with("```toml") {
        rustsec::read(start, trouble).into_iter().collect()
    } else {
        osv::read_yaml(document, limits, trouble).into_iter().collect()
    }
}

/// One JSON value, or one per line.
fn json(document: &str, limits: &Limits, trouble: &mut Trouble) -> Vec<Advisory> {
    let mut advisories = Vec::new();
    match serde_json::from_str::<Value>(document) {
        Ok(value) => {
            if let Some(key) = duplicates::first(document) {
                trouble.error(
                    "",
                    text!(ja: "同じ部分に項目「{key}」が 2 回あり、どちらが正しいか分かりません。", en: "Key \"{key}\" stands twice in one object; which of them holds cannot be told."),
                    trouble::ask_the_publisher(),
                );
            }
            many("", value, limits, trouble, &mut advisories);
        }
        // A first line that is whole by itself makes it JSON lines; else the first error is the one to tell.
        Err(error) => match document.lines().next().map(serde_json::from_str::<Value>) {
            Some(Ok(_)) => lines(document, limits, trouble, &mut advisories),
            _ => trouble.unreadable_json("", &error),
        },
    }
    if advisories.is_empty() && trouble.is_empty() {
        trouble.error(
            "",
            text!(ja: "アドバイザリが 1 件もありません。", en: "There is no advisory in it."),
            text!(ja: "アドバイザリのファイルを選んでください。", en: "Choose an advisory file."),
        );
    }
    advisories
}

fn lines(document: &str, limits: &Limits, trouble: &mut Trouble, advisories: &mut Vec<Advisory>) {
    for (index, line) in document.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        trouble.set_row(index);
        match serde_json::from_str::<Value>(line) {
            Ok(value) => many("", value, limits, trouble, advisories),
            Err(error) => trouble.unreadable_json("", &error),
        }
    }
}

fn many(path: &str, value: Value, limits: &Limits, trouble: &mut Trouble, advisories: &mut Vec<Advisory>) {
    match value {
        Value::Array(records) => {
            for (index, record) in records.into_iter().enumerate() {
                one(&format!("{path}/{index}"), record, limits, trouble, advisories);
            }
        }
        Value::Object(mut object) if object.contains_key("vulns") => {
            let records = object.remove("vulns").unwrap_or_default();
            many(&format!("{path}/vulns"), records, limits, trouble, advisories);
        }
        record => one(path, record, limits, trouble, advisories),
    }
}

fn one(path: &str, record: Value, limits: &Limits, trouble: &mut Trouble, advisories: &mut Vec<Advisory>) {
    if advisories.len() >= limits.entries_max {
        trouble.too_many(path, limits.entries_max);
        return;
    }
    let read = if record.get("document").is_some() {
        csaf::read(path, record, limits, trouble)
    } else {
        osv::read_json(path, record, limits, trouble)
    };
    advisories.extend(read);
}

#[cfg(test)]
pub(crate) mod tests;

/// JSON, or YAML in flow style.
fn is_bracketed(document: &str) -> bool {
    document.trim_start_matches('\u{feff}').trim_start().starts_with(['{', '['])
}
