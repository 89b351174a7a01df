//! External references of SPDX 2 (7.21): which types a category has, and how each writes its locator (annex F).
//!
//! Deliberately not here: types of the category OTHER, which are everybody's own.

use sekisho_model::{PackageUrl, Text, text};

use super::{each, told};
use crate::Finding;
use crate::csaf::is_cpe;
use crate::form::{Format, Json, shown};

/// Before the name of a type in documents that write it out.
const LISTED: &str = "http://spdx.org/rdf/references/";

/// A type, its category, the first edition that has it, and the form of its locator.
type Type = (&'static str, &'static str, &'static str, fn(&str) -> bool);

const TYPES: &[Type] = &[
    ("cpe22Type", "SECURITY", "2.2", |text| !text.starts_with("cpe:2.3:") && is_cpe(text)),
    ("cpe23Type", "SECURITY", "2.2", |text| text.starts_with("cpe:2.3:") && is_cpe(text)),
    ("advisory", "SECURITY", "2.3", is_url),
    ("fix", "SECURITY", "2.3", is_url),
    ("url", "SECURITY", "2.3", is_url),
    ("swid", "SECURITY", "2.3", |text| {
        Format::Uri.is_kept_by(text) && (text.starts_with("swid:") || text.starts_with("swidpath:"))
    }),
    ("maven-central", "PACKAGE-MANAGER", "2.2", |text| {
        (2..=3).contains(&text.split(':').count()) && text.split(':').all(|part| !part.is_empty())
    }),
    ("npm", "PACKAGE-MANAGER", "2.2", |text| is_pair(text, '@')),
    ("nuget", "PACKAGE-MANAGER", "2.2", |text| is_pair(text, '/')),
    ("bower", "PACKAGE-MANAGER", "2.2", |text| is_pair(text, '#')),
    ("purl", "PACKAGE-MANAGER", "2.2", |text| PackageUrl::lenient(text).is_ok()),
    ("swh", "PERSISTENT-ID", "2.2", is_swh),
    ("gitoid", "PERSISTENT-ID", "2.3", is_gitoid),
];

/// References of types that their category has not, and locators of another form.
pub(super) fn findings(document: &Json<'_>, edition: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (at, package) in each(document, "packages") {
        for (inner, reference) in each(package, "externalRefs") {
            let field = |name: &str| reference.get(name).and_then(Json::text);
            let (Some(category), Some(sort), Some(locator)) =
                (field("referenceCategory"), field("referenceType"), field("referenceLocator"))
            else {
                continue; // the form tells
            };
            if let Some((field, text)) = wrong(category, sort, locator, edition) {
                findings.push(told(format!("{at}{inner}/{field}"), text));
            }
        }
    }
    findings
}

/// What is wrong with a reference, and in which field.
fn wrong(category: &str, sort: &str, locator: &str, edition: &str) -> Option<(&'static str, Text)> {
    let shown_locator = shown(locator);
    if category == "OTHER" {
        let blank = locator.is_empty() || locator.contains(char::is_whitespace);
        return blank.then(|| {
            ("referenceLocator", text!(ja: "「{shown_locator}」は空か、空白を含んでいます。", en: "“{shown_locator}” is empty or has a blank in it."))
        });
    }
    let category = category.replace('_', "-");
    let name = sort.strip_prefix(LISTED).unwrap_or(sort);
    let known =
        TYPES.iter().find(|(known, of, since, _)| *known == name && *of == category && *since <= edition);
    let Some((.., is_locator)) = known else {
        let sort = shown(sort);
        return Some((
            "referenceType",
            text!(ja: "SPDX {edition} の区分 {category} に種類「{sort}」はありません。", en: "Category {category} of SPDX {edition} has no type “{sort}”."),
        ));
    };
    (!is_locator(locator)).then(|| {
        ("referenceLocator", text!(ja: "「{shown_locator}」は種類 {name} の書き方ではありません。", en: "“{shown_locator}” is not written as type {name} has it."))
    })
}

fn is_url(text: &str) -> bool {
    Format::Iri.is_kept_by(text) && text.contains("://")
}

/// Two texts with one sign between them, and none in them.
fn is_pair(text: &str, sign: char) -> bool {
    text.split_once(sign).is_some_and(|(one, two)| !one.is_empty() && !two.is_empty() && !two.contains(sign))
}

fn is_hex(text: &str, digits: usize) -> bool {
    text.len() == digits && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

fn is_swh(text: &str) -> bool {
    text.strip_prefix("swh:1:")
        .and_then(|rest| rest.split_once(':'))
        .is_some_and(|(sort, id)| matches!(sort, "cnt" | "dir" | "rev" | "rel" | "snp") && is_hex(id, 40))
}

fn is_gitoid(text: &str) -> bool {
    let mut parts = text.splitn(4, ':');
    let (scheme, object, algorithm, value) = (parts.next(), parts.next(), parts.next(), parts.next());
    let digits = match algorithm {
        Some("sha1") => 40,
        Some("sha256") => 64,
        _ => return false,
    };
    scheme == Some("gitoid")
        && matches!(object, Some("blob" | "tree" | "commit" | "tag"))
        && value.is_some_and(|value| is_hex(value, digits))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(category: &str, sort: &str, locator: &str, edition: &str, expect: Option<&str>) {
        let found = wrong(category, sort, locator, edition).map(|(field, _)| field);
        assert_eq!(found, expect, "{category} {sort} {locator}");
    }

    #[test]
    fn each_type_has_its_category_its_edition_and_its_locator() {
        let id = "0123456789".repeat(4);
        for (category, sort, locator) in [
            ("SECURITY", "cpe22Type", "cpe:/o:maker:product:1.0:-:lts"),
            ("SECURITY", "cpe23Type", "cpe:2.3:o:maker:product:1.0:*:*:*:*:*:*:*"),
            ("SECURITY", "http://spdx.org/rdf/references/cpe23Type", "cpe:2.3:a:m:p:1:*:*:*:*:*:*:*"),
            ("SECURITY", "advisory", "https://example.com/a"),
            ("SECURITY", "swid", "swid:2df9de35-0aff-4a86-ace6-f7dddd1ade4c"),
            ("PACKAGE_MANAGER", "purl", "pkg:npm/a@1"),
            ("PACKAGE-MANAGER", "maven-central", "g:a:1"),
            ("PACKAGE-MANAGER", "npm", "a@1"),
            ("PERSISTENT-ID", "swh", &format!("swh:1:cnt:{id}")),
            ("PERSISTENT_ID", "gitoid", &format!("gitoid:blob:sha1:{id}")),
            ("OTHER", "LocationRef-x", "anything:at/all"),
        ] {
            check(category, sort, locator, "2.3", None);
        }
        for (category, sort, locator) in [
            ("SECURITY", "cpe22Type", "cpe:/a:m:p:1:*:*:*:*:*"),
            ("SECURITY", "cpe22Type", "cpe:2.3:a:m:p:1:*:*:*:*:*:*:*"),
            ("SECURITY", "cpe23Type", "cpe:2.3:a:m:p:1"),
            ("SECURITY", "advisory", "CVE-2024-1"),
            ("SECURITY", "fix", "cve:CVE-2024-1"),
            ("PACKAGE-MANAGER", "purl", "npm/a@1"),
            ("PACKAGE-MANAGER", "maven-central", "a"),
            ("PACKAGE-MANAGER", "npm", "@scope/a@1"),
            ("PERSISTENT-ID", "swh", "swh:1:cnt:0"),
            ("PERSISTENT-ID", "gitoid", "gitoid:blob:md5:0"),
            ("OTHER", "x", "a b"),
        ] {
            check(category, sort, locator, "2.3", Some("referenceLocator"));
        }
        check("SECURITY", "purl", "pkg:npm/a@1", "2.3", Some("referenceType"));
        check("SECURITY", "advisory", "https://example.com/a", "2.2", Some("referenceType"));
    }
}
