//! JSON of any form: one value, or one a line; records alone, in arrays, or in the envelopes of feeds.

use sekisho_intake::duplicates;
use sekisho_model::text;
use serde_json::Value;

use super::trouble::{self, Trouble};
use super::{Feed, csaf, cut, cve5, epss, kev, myjvn, nvd, osv};
use crate::Limits;

/// Reads a document.
pub(super) fn read(document: &str, limits: &Limits, trouble: &mut Trouble, feed: &mut Feed) {
    let before = (feed.advisories.len(), feed.signals.len());
    match serde_json::from_str::<Value>(document) {
        Ok(value) => {
            if let Some(key) = duplicates::first(document) {
                trouble.error(
                    "",
                    text!(ja: "同じ部分に項目「{key}」が 2 回あり、どちらが正しいか分かりません。", en: "Key \"{key}\" stands twice in one object; which of them holds cannot be told."),
                    trouble::ask_the_publisher(),
                );
            }
            many("", value, limits, trouble, feed);
        }
        // A first line that is whole by itself makes it JSON lines; else the first error is the one to tell.
        Err(error) => match document.lines().next().map(serde_json::from_str::<Value>) {
            Some(Ok(_)) => lines(document, limits, trouble, feed),
            _ => broken(document, &error, limits, trouble, feed),
        },
    }
    if before == (feed.advisories.len(), feed.signals.len()) && trouble.is_empty() {
        trouble.error(
            "",
            text!(ja: "アドバイザリが 1 件もありません。", en: "There is no advisory in it."),
            text!(ja: "アドバイザリのファイルを選んでください。", en: "Choose an advisory file."),
        );
    }
}

fn lines(document: &str, limits: &Limits, trouble: &mut Trouble, feed: &mut Feed) {
    for (index, line) in document.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        trouble.set_row(index);
        match serde_json::from_str::<Value>(line) {
            Ok(value) => many("", value, limits, trouble, feed),
            Err(error) => trouble.unreadable_json("", &error),
        }
    }
    trouble.clear_row();
}

/// A list that breaks off: what came before is read, and the break is told.
fn broken(
    document: &str,
    error: &serde_json::Error,
    limits: &Limits,
    trouble: &mut Trouble,
    feed: &mut Feed,
) {
    trouble.unreadable_json("", error);
    let kept = cut::before_the_break(document);
    let single = ["document", "id", "cveMetadata", "bomFormat"];
    match &kept {
        Value::Array(list) if !list.is_empty() => many("", kept, limits, trouble, feed),
        Value::Object(object)
            if object.values().any(Value::is_array)
                && !single.iter().any(|key| object.contains_key(*key)) =>
        {
            many("", kept, limits, trouble, feed);
        }
        _ => {}
    }
}

/// An array, an envelope, or one record.
fn many(path: &str, value: Value, limits: &Limits, trouble: &mut Trouble, feed: &mut Feed) {
    match value {
        Value::Array(records) => {
            for (index, record) in records.into_iter().enumerate() {
                many_or_one(&format!("{path}/{index}"), record, limits, trouble, feed);
            }
        }
        value => many_or_one(path, value, limits, trouble, feed),
    }
}

fn many_or_one(path: &str, value: Value, limits: &Limits, trouble: &mut Trouble, feed: &mut Feed) {
    if kev::is_catalog(&value) {
        kev::read(path, value, limits, trouble, feed);
    } else if nvd::is_page(&value) {
        nvd::read(path, value, limits, trouble, feed);
    } else if epss::is_answer(&value) {
        epss::read(path, value, limits, trouble, feed);
    } else if myjvn::is_envelope(&value) {
        myjvn::read_json(path, value, limits, trouble, feed);
    } else if let Some((key, list)) = osv_list(&value) {
        let (path, list) = (format!("{path}/{key}"), list.clone());
        match list {
            Value::Array(records) => {
                for (index, record) in records.into_iter().enumerate() {
                    many_or_one(&format!("{path}/{index}"), record, limits, trouble, feed);
                }
            }
            _ => trouble.malformed(&path, "OSV", &"not a list"),
        }
    } else {
        one(path, value, limits, trouble, feed);
    }
}

/// Answers of OSV's interface: of one query, and of many at once.
fn osv_list(value: &Value) -> Option<(&'static str, &Value)> {
    ["vulns", "results"].iter().find_map(|key| value.get(*key).map(|list| (*key, list)))
}

fn one(path: &str, record: Value, limits: &Limits, trouble: &mut Trouble, feed: &mut Feed) {
    if feed.advisories.len() >= limits.entries_max {
        trouble.too_many(path, limits.entries_max);
    } else if let Some(what) = other_document(&record) {
        trouble.error(
            path,
            text!(ja: "アドバイザリではありません（{what}）。", en: "This is no advisory ({what})."),
            text!(ja: "アドバイザリのファイルを選んでください。", en: "Choose an advisory file."),
        );
    } else if cve5::is_record(&record) {
        cve5::read(path, record, limits, trouble, feed);
    } else if record.get("document").is_some() {
        csaf::read(path, record, limits, trouble, feed);
    } else {
        feed.advisories.extend(osv::read_json(path, record, limits, trouble));
    }
}

/// Documents that lie beside advisories and are none, by a mark that only they have.
fn other_document(record: &Value) -> Option<&'static str> {
    const OTHERS: [(&str, &str); 9] = [
        ("bomFormat", "CycloneDX"),
        ("spdxVersion", "SPDX"),
        ("CVE_Items", "NVD JSON 1.1, which is no longer published: fetch NVD 2.0"),
        ("CVE_data_meta", "CVE JSON 4, which is no longer published: fetch the CVE 5 record"),
        ("aggregator", "CSAF aggregator.json"),
        ("public_openpgp_keys", "CSAF provider-metadata.json"),
        ("ghsa_id", "GitHub's own JSON: fetch the record in OSV"),
        ("objects", "STIX"),
        ("feed", "ROLIE or another feed of links"),
    ];
    let is_openvex = || {
        let context = record.get("@context").and_then(Value::as_str);
        context.is_some_and(|context| context.contains("openvex")).then_some("OpenVEX")
    };
    OTHERS.iter().find(|(key, _)| record.get(key).is_some()).map(|(_, what)| *what).or_else(is_openvex)
}
