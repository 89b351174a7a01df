//! What publishers list: provider metadata (CSAF 2.0 and 2.1, 7.1), its directories (`changes.csv`, `index.txt`) and
//! ROLIE feeds (RFC 8322). A row that cannot be read is counted and named; the others are kept.

use serde_json::Value;
use url::Url;

use crate::checks::{LABEL_BYTES_MAX, Sum, Tlp};

/// A document that a list offers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Offer {
    pub(crate) url: Url,
    /// The list that names it.
    pub(crate) from: Url,
    /// When it was last changed, as the list writes it; empty where it does not say.
    pub(crate) stamp: String,
    /// Digests that the list names.
    pub(crate) sums: Vec<(Sum, Url)>,
    /// Digests may lie beside the document, by their ending.
    pub(crate) sums_beside: bool,
    /// The signature that the list names.
    pub(crate) signature: Option<Url>,
}

/// A key that a provider names (CSAF 3.2.5 of the metadata's schema, `public_openpgp_keys`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OfferedKey {
    pub(crate) url: Url,
    /// As the provider writes it; empty where it does not.
    pub(crate) fingerprint: String,
}

/// A place of a provider's documents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Distribution {
    pub(crate) url: Url,
    pub(crate) label: Tlp,
    pub(crate) is_feed: bool,
}

/// Documents of one list, and the rows that are none.
#[derive(Debug, Default)]
pub(crate) struct Listed {
    pub(crate) offers: Vec<Offer>,
    /// Rows that cannot be read, as written.
    pub(crate) unread: Vec<String>,
    /// The list goes on there.
    pub(crate) next: Option<Url>,
}

/// What an address turned out to be.
#[derive(Debug)]
pub(crate) enum Kind {
    Provider {
        places: Vec<Distribution>,
        keys: Vec<OfferedKey>,
        unread: Vec<String>,
    },
    Feed(Listed),
    /// A list of providers: one of them has to be chosen.
    Aggregator,
    /// Advisories or signals themselves.
    Document,
}

pub(crate) fn kind(bytes: &[u8], at: &Url) -> Kind {
    if bytes.len() > LABEL_BYTES_MAX || bytes.iter().find(|byte| !byte.is_ascii_whitespace()) != Some(&b'{') {
        return Kind::Document;
    }
    let Ok(value) = serde_json::from_slice::<Value>(bytes) else { return Kind::Document };
    if value.get("aggregator").is_some() && value.get("csaf_providers").is_some() {
        return Kind::Aggregator;
    }
    if value.get("canonical_url").is_some() && value.get("metadata_version").is_some() {
        return provider(&value, at);
    }
    match value.get("feed") {
        Some(feed) if feed.is_object() => Kind::Feed(rolie(feed, at)),
        _ => Kind::Document,
    }
}

fn list<'v>(value: &'v Value, key: &str) -> impl Iterator<Item = &'v Value> {
    value.get(key).and_then(Value::as_array).into_iter().flatten()
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn provider(value: &Value, at: &Url) -> Kind {
    let (mut places, mut unread) = (Vec::new(), Vec::new());
    let mut place = |written: &str, label: &str, is_feed: bool| {
        let written =
            if is_feed || written.ends_with('/') { written.to_owned() } else { format!("{written}/") };
        match at.join(&written) {
            Ok(url) => places.push(Distribution { url, label: Tlp::of_label(label), is_feed }),
            Err(_) => unread.push(written),
        }
    };
    for distribution in list(value, "distributions") {
        if let Some(url) = distribution.get("directory_url").and_then(Value::as_str) {
            place(url, "", false);
        }
        if let Some(directory) = distribution.get("directory") {
            place(text(directory, "url"), text(directory, "tlp_label"), false);
        }
        for feed in distribution.get("rolie").into_iter().flat_map(|rolie| list(rolie, "feeds")) {
            place(text(feed, "url"), text(feed, "tlp_label"), true);
        }
    }
    let mut keys = Vec::new();
    for key in list(value, "public_openpgp_keys") {
        match at.join(text(key, "url")) {
            Ok(url) if !text(key, "url").is_empty() => {
                keys.push(OfferedKey { url, fingerprint: text(key, "fingerprint").to_owned() });
            }
            _ => unread.push(text(key, "fingerprint").to_owned()),
        }
    }
    Kind::Provider { places, keys, unread }
}

fn rolie(feed: &Value, at: &Url) -> Listed {
    let mut listed = Listed::default();
    let next = list(feed, "link").find(|link| text(link, "rel") == "next");
    listed.next = next.and_then(|link| at.join(text(link, "href")).ok());
    for entry in list(feed, "entry") {
        match entry_of(entry, at) {
            Some(offer) => listed.offers.push(offer),
            None => listed.unread.push(text(entry, "id").to_owned()),
        }
    }
    listed
}

fn entry_of(entry: &Value, at: &Url) -> Option<Offer> {
    let links = || list(entry, "link").map(|link| (text(link, "rel"), text(link, "href")));
    let own = entry.get("content").map(|content| text(content, "src")).filter(|src| !src.is_empty());
    let own = own.or_else(|| links().find(|(rel, _)| *rel == "self").map(|(_, href)| href))?;
    let sums = links().filter(|(rel, _)| *rel == "hash").filter_map(|(_, href)| {
        let sum = Sum::ALL.into_iter().find(|sum| href.ends_with(sum.ending()))?;
        Some((sum, at.join(href).ok()?))
    });
    Some(Offer {
        url: at.join(own).ok()?,
        from: at.clone(),
        stamp: text(entry, "updated").to_owned(),
        sums: sums.collect(),
        sums_beside: false,
        signature: links().find(|(rel, _)| *rel == "signature").and_then(|(_, href)| at.join(href).ok()),
    })
}

/// `changes.csv`: path and time of each document.
pub(crate) fn changes(bytes: &[u8], at: &Url) -> Listed {
    let mut listed = Listed::default();
    let mut rows = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
    for row in rows.byte_records() {
        let Ok(row) = row else {
            listed.unread.push("changes.csv".to_owned());
            break;
        };
        let cell = |n: usize| String::from_utf8_lossy(row.get(n).unwrap_or_default()).trim().to_owned();
        beside(&cell(0), cell(1), at, &mut listed);
    }
    listed
}

/// `index.txt`: the path of each document.
pub(crate) fn index(bytes: &[u8], at: &Url) -> Listed {
    let mut listed = Listed::default();
    for line in String::from_utf8_lossy(bytes).lines().map(str::trim).filter(|line| !line.is_empty()) {
        beside(line, String::new(), at, &mut listed);
    }
    listed
}

/// A document in the folder of its list. A path that leads to another machine is none.
fn beside(path: &str, stamp: String, at: &Url, listed: &mut Listed) {
    match at.join(path) {
        Ok(url) if url.origin() == at.origin() && !path.is_empty() => listed.offers.push(Offer {
            url,
            from: at.clone(),
            stamp,
            sums: Vec::new(),
            sums_beside: true,
            signature: None,
        }),
        _ => listed.unread.push(path.to_owned()),
    }
}
