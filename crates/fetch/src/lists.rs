//! What publishers list: provider metadata (CSAF 2.0 and 2.1, 7.1), its directories (`changes.csv`, `index.txt`) and
//! ROLIE feeds (RFC 8322). A row that cannot be read is counted and named; the others are kept.

use serde_json::Value;
use url::{Host, Url};

use crate::checks::{Sum, Tlp};

/// Largest list, in bytes.
pub(crate) const LIST_BYTES_MAX: usize = 64 * 1024 * 1024;

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
    /// A digest that the list names and that cannot be checked, where it names no other.
    pub(crate) odd_sum: Option<String>,
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
    /// A list of feeds (RFC 8322, 5.1): one of them has to be chosen.
    Service,
    /// Advisories or signals themselves.
    Document,
}

pub(crate) fn kind(bytes: &[u8], at: &Url) -> Kind {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if bytes.len() > LIST_BYTES_MAX || bytes.iter().find(|byte| !byte.is_ascii_whitespace()) != Some(&b'{') {
        return Kind::Document;
    }
    let Ok(value) = serde_json::from_slice::<Value>(bytes) else { return Kind::Document };
    if value.get("aggregator").is_some() && value.get("csaf_providers").is_some() {
        return Kind::Aggregator;
    }
    let names_places = value.get("canonical_url").or_else(|| value.get("distributions")).is_some();
    if names_places && value.get("metadata_version").is_some() {
        return provider(&value, at);
    }
    if value.get("service").is_some_and(|service| service.get("workspace").is_some()) {
        return Kind::Service;
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
    for distribution in list(value, "distributions") {
        let before = places.len() + unread.len();
        for (written, label, is_feed) in named_places(distribution) {
            match place(written, label, is_feed, at) {
                Some(place) => places.push(place),
                None => unread.push(written.to_owned()),
            }
        }
        if places.len() + unread.len() == before {
            unread.push(excerpt(distribution));
        }
    }
    let mut keys = Vec::new();
    for key in list(value, "public_openpgp_keys") {
        match at.join(text(key, "url")) {
            Ok(url) if !text(key, "url").is_empty() => {
                keys.push(OfferedKey { url, fingerprint: text(key, "fingerprint").to_owned() });
            }
            _ => unread.push(excerpt(key)),
        }
    }
    Kind::Provider { places, keys, unread }
}

/// Each place of a distribution: its address as written, its label, and whether it is a feed.
fn named_places(distribution: &Value) -> Vec<(&str, &str, bool)> {
    let plain = distribution.get("directory_url").map(|_| (text(distribution, "directory_url"), "", false));
    let directory = distribution.get("directory");
    let directory = directory.map(|directory| (text(directory, "url"), text(directory, "tlp_label"), false));
    let feeds = distribution.get("rolie").into_iter().flat_map(|rolie| list(rolie, "feeds"));
    let feeds = feeds.map(|feed| (text(feed, "url"), text(feed, "tlp_label"), true));
    plain.into_iter().chain(directory).chain(feeds).collect()
}

fn place(written: &str, label: &str, is_feed: bool, at: &Url) -> Option<Distribution> {
    if written.is_empty() {
        return None;
    }
    let written = if is_feed || written.ends_with('/') { written.to_owned() } else { format!("{written}/") };
    Some(Distribution { url: at.join(&written).ok()?, label: Tlp::of_label(label), is_feed })
}

/// The beginning of a part of a list, to name it.
fn excerpt(value: &Value) -> String {
    let whole = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    whole.chars().take(100).collect()
}

fn rolie(feed: &Value, at: &Url) -> Listed {
    let mut listed = Listed::default();
    let next = list(feed, "link").find(|link| text(link, "rel") == "next");
    listed.next = next.and_then(|link| at.join(text(link, "href")).ok());
    if feed.get("entry").is_some_and(|entries| !entries.is_array()) {
        listed.unread.push("entry".to_owned());
    }
    for entry in list(feed, "entry") {
        match entry_of(entry, at) {
            Some(offer) => listed.offers.push(offer),
            None => listed.unread.push(excerpt(entry.get("id").unwrap_or(entry))),
        }
    }
    listed
}

/// `None` where it names no document, or a digest or signature at an address that is none: leaving that out would check
/// less than its publisher offers.
fn entry_of(entry: &Value, at: &Url) -> Option<Offer> {
    if entry.get("link").is_some_and(|links| !links.is_array()) {
        return None;
    }
    let links = |wanted: &'static str| {
        list(entry, "link").filter(move |link| text(link, "rel") == wanted).map(|link| text(link, "href"))
    };
    let own = entry.get("content").map(|content| text(content, "src")).filter(|src| !src.is_empty());
    let own = own.or_else(|| links("self").next())?;
    let hashes = links("hash").map(|href| at.join(href).ok()).collect::<Option<Vec<Url>>>()?;
    let sums: Vec<(Sum, Url)> =
        hashes.iter().filter_map(|url| Some((Sum::of_url(url)?, url.clone()))).collect();
    let signature = links("signature").next().map(|href| at.join(href).ok());
    Some(Offer {
        url: at.join(own).ok()?,
        from: at.clone(),
        stamp: text(entry, "updated").to_owned(),
        odd_sum: hashes.first().filter(|_| sums.is_empty()).map(ToString::to_string),
        sums,
        sums_beside: false,
        signature: match signature {
            None => None,
            Some(url) => Some(url?),
        },
    })
}

/// The metadata that a `security.txt` (RFC 9116) names: the field's name is in any case, and it may stand there twice.
pub(crate) fn security_txt(bytes: &[u8]) -> Vec<Url> {
    let text = String::from_utf8_lossy(bytes);
    let fields = text.lines().filter_map(|line| line.split_once(':'));
    let named = fields.filter(|(name, _)| name.trim().eq_ignore_ascii_case("csaf"));
    named.filter_map(|(_, value)| Url::parse(value.trim()).ok()).collect()
}

/// The host whose root is a provider's metadata (CSAF 7.1.10): the one given, if it is such a one, or that of its domain.
pub(crate) fn own_host(url: &Url) -> Option<Url> {
    const OWN: &str = "csaf.data.security.";
    let Some(Host::Domain(name)) = url.host() else { return None };
    if name.starts_with(OWN) {
        return Some(url.clone());
    }
    if url.scheme() != "https" || !name.contains('.') || url.port().is_some() {
        return None;
    }
    Url::parse(&format!("https://{OWN}{name}/")).ok()
}

/// Is it a page for people, as some servers answer where nothing is?
pub(crate) fn is_page(bytes: &[u8]) -> bool {
    bytes.trim_ascii_start().starts_with(b"<")
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
        // A quotation mark that is not closed takes the rows below into its cell.
        if let Some(cell) = row.iter().find(|cell| cell.iter().any(|byte| matches!(byte, b'\n' | b'\r'))) {
            listed.unread.push(String::from_utf8_lossy(cell).chars().take(100).collect());
            continue;
        }
        let cell = |n: usize| String::from_utf8_lossy(row.get(n).unwrap_or_default()).trim().to_owned();
        beside(&cell(0), cell(1), at, &mut listed);
    }
    listed
}

/// `index.txt`: the path of each document.
pub(crate) fn index(bytes: &[u8], at: &Url) -> Listed {
    let mut listed = Listed::default();
    let text = String::from_utf8_lossy(bytes);
    for line in text.trim_start_matches('\u{feff}').lines().map(str::trim).filter(|line| !line.is_empty()) {
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
            odd_sum: None,
            sums_beside: true,
            signature: None,
        }),
        _ => listed.unread.push(path.to_owned()),
    }
}
