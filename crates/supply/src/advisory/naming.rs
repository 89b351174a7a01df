//! Names of products in the formal languages of feeds (CPE 2.3 formatted strings, CPE 2.2 URIs, JVN's own product
//! ids) to the words that a device target has. The name itself stays beside them, for whoever compares names.

use std::collections::BTreeSet;

use sekisho_model::{Bound, DeviceTarget, VersionRange, Versions};

use crate::version;

/// What such a name says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Named {
    pub(super) target: DeviceTarget,
    pub(super) versions: Versions,
}

/// Reads a name; `None` where it is in none of the three languages.
pub(super) fn read(name: &str) -> Option<Named> {
    let name = name.trim();
    let parts = if let Some(rest) = name.strip_prefix("cpe:2.3:") {
        let fields = fields(rest);
        // A name that breaks off before its product does not mean every product.
        if fields.len() < 3 {
            return None;
        }
        fields.into_iter().skip(1).map(|field| unescaped(&field)).collect()
    } else if let Some(rest) = name.strip_prefix("cpe:/") {
        rest.split(':').skip(1).map(percent_decoded).collect::<Vec<_>>()
    } else {
        // `jvnpid:1.0::vendor:product:version`; its second field is not in use.
        let rest = name.strip_prefix("jvnpid:")?;
        rest.split(':').skip(2).map(percent_decoded).collect()
    };
    let field = |index: usize| parts.get(index).map(|field| stated(field)).unwrap_or_default();
    let (vendor, product) = (words(field(0)), words(field(1)));
    if vendor.is_empty() && product.is_empty() {
        return None;
    }
    Some(Named {
        target: DeviceTarget { vendor, product, models: BTreeSet::new(), identifiers: vec![name.to_owned()] },
        versions: one(field(2), field(3)),
    })
}

/// Ends of a range, beside the version in the name itself.
#[derive(Clone, Debug, Default)]
pub(super) struct Ends<'a> {
    pub(super) start_including: Option<&'a str>,
    pub(super) start_excluding: Option<&'a str>,
    pub(super) end_including: Option<&'a str>,
    pub(super) end_excluding: Option<&'a str>,
}

impl Ends<'_> {
    /// The range, where one end is stated.
    pub(super) fn versions(&self) -> Option<Versions> {
        let from = bound(self.start_including, self.start_excluding);
        let to = bound(self.end_including, self.end_excluding);
        if from == Bound::Open && to == Bound::Open {
            return None;
        }
        Some(Versions::Ranges {
            scheme: version::scheme_named("generic"),
            ranges: vec![VersionRange { from, to }],
            listed: BTreeSet::new(),
        })
    }
}

fn bound(including: Option<&str>, excluding: Option<&str>) -> Bound {
    let stated = |end: Option<&str>| end.map(str::trim).filter(|end| !end.is_empty()).map(str::to_owned);
    match (stated(including), stated(excluding)) {
        (Some(version), _) => Bound::Including(version),
        (None, Some(version)) => Bound::Excluding(version),
        (None, None) => Bound::Open,
    }
}

/// Any version, or the one named; a version with wildcards is for a person to read.
fn one(version: &str, update: &str) -> Versions {
    if version.is_empty() {
        return Versions::All;
    }
    let whole = if update.is_empty() { version.to_owned() } else { format!("{version} {update}") };
    if whole.contains(['*', '?']) {
        return Versions::Text(whole);
    }
    Versions::Ranges {
        scheme: version::scheme_named("generic"),
        ranges: Vec::new(),
        listed: BTreeSet::from([whole]),
    }
}

/// ANY and NA are no text.
fn stated(field: &str) -> &str {
    if matches!(field, "*" | "-") { "" } else { field }
}

fn words(field: &str) -> String {
    field.replace('_', " ").trim().to_owned()
}

/// Fields are parted by colons that no backslash quotes (NISTIR 7695, 6.2).
fn fields(rest: &str) -> Vec<String> {
    let (mut fields, mut field, mut quoted) = (Vec::new(), String::new(), false);
    for c in rest.chars() {
        if c == ':' && !quoted {
            fields.push(std::mem::take(&mut field));
        } else {
            field.push(c);
        }
        quoted = c == '\\' && !quoted;
    }
    fields.push(field);
    fields
}

fn unescaped(field: &str) -> String {
    let mut text = String::with_capacity(field.len());
    let mut chars = field.chars();
    while let Some(c) = chars.next() {
        text.extend(if c == '\\' { chars.next() } else { Some(c) });
    }
    text
}

fn percent_decoded(field: &str) -> String {
    let bytes = field.as_bytes();
    let (mut decoded, mut at) = (Vec::with_capacity(bytes.len()), 0);
    while at < bytes.len() {
        let hex = (bytes[at] == b'%').then(|| field.get(at + 1..at + 3)).flatten();
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                decoded.push(byte);
                at += 3;
            }
            None => {
                decoded.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_language_gives_the_words_of_the_product() {
        let check = |name: &str, vendor: &str, product: &str| {
            let target = read(name).unwrap().target;
            assert_eq!((target.vendor.as_str(), target.product.as_str()), (vendor, product), "{name}");
            assert_eq!(target.identifiers, [name]);
        };
        check("cpe:2.3:a:acme:control_center\\:hmi:1.2:*:*:*:*:*:*:*", "acme", "control center:hmi");
        check("cpe:/o:acme:plc_%28small%29", "acme", "plc (small)");
        check("jvnpid:1.0::acme:plc:2.0", "acme", "plc");
        assert_eq!(read("cpe:2.3:a:*:*:*:*:*:*:*:*:*:*"), None);
        assert_eq!(read("pkg:npm/a"), None);
        assert_eq!(read("cpe:2.3:a:acme"), None);
    }

    #[test]
    fn the_version_of_a_name_is_that_one_version() {
        let versions = |name: &str| read(name).unwrap().versions;
        assert_eq!(versions("cpe:2.3:h:acme:plc:-:*:*:*:*:*:*:*"), Versions::All);
        assert!(
            matches!(versions("cpe:/a:acme:plc:1.2:sp1"), Versions::Ranges { listed, .. } if listed.contains("1.2 sp1"))
        );
        assert_eq!(versions("cpe:2.3:a:acme:plc:1.*:*:*:*:*:*:*:*"), Versions::Text("1.*".to_owned()));
    }
}
