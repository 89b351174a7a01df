//! What only BSI TR-03183-2 asks: forms, contacts, file names, digests of what is deployed, three flags.

use sekisho_model::{Component, text};

use super::{Found, can_be_reached, each, whole};
use crate::draft::says_nothing;
use crate::write::{FILE_NAME, LicenceWords, licence_words, plain_purpose};
use crate::{Details, Document, LicenceRole};

/// Property for the licence under which a component is used.
pub(super) const EFFECTIVE_LICENCE: &str = "bsi:component:effectiveLicence";

/// A yes-or-no property of a component: CycloneDX states its value, SPDX only a purpose that means yes.
pub(super) struct Flag {
    property: &'static str,
    values: [&'static str; 2],
    purposes: &'static [&'static str],
}

pub(super) const EXECUTABLE: Flag = Flag {
    property: "bsi:component:executable",
    values: ["executable", "non-executable"],
    purposes: &["executable"],
};

pub(super) const ARCHIVE: Flag =
    Flag { property: "bsi:component:archive", values: ["archive", "no archive"], purposes: &["archive"] };

pub(super) const STRUCTURED: Flag = Flag {
    property: "bsi:component:structured",
    values: ["structured", "unstructured"],
    purposes: &["container", "firmware"],
};

/// The value of a property.
pub(super) fn property<'d>(details: &'d Details, name: &str) -> Option<&'d str> {
    let pair = details.properties.iter().find(|(key, _)| key == name);
    pair.map(|(_, value)| value.as_str()).filter(|value| !value.trim().is_empty())
}

/// Each component has the flag. In SPDX a purpose that is not there may mean "no", which the file cannot show.
pub(super) fn flag(document: &Document, flag: &Flag) -> Found {
    let is_stated = |_: &Component, details: &Details| {
        let by_purpose =
            details.purposes.iter().any(|written| flag.purposes.contains(&plain_purpose(written).as_str()));
        property(details, flag.property).is_some_and(|value| flag.values.contains(&value))
            || (is_spdx(document) && by_purpose)
    };
    let found = each(document, is_stated);
    match found {
        Found::Looked { failing, .. } if is_spdx(document) && !failing.is_empty() => {
            let count = failing.len();
            let words = flag.purposes.join(", ");
            Found::NotDecidable(text!(
                ja: "SPDX では「はい」のときだけ目的（{words}）を書きます。書かれていない部品 {count} 件が「いいえ」なのか未記入なのか、ファイルからは分かりません。",
                en: "SPDX states a purpose ({words}) for \"yes\" only. Whether the {count} components without it are a \"no\" or were left out cannot be seen in the file."
            ))
        }
        found => found,
    }
}

fn is_spdx(document: &Document) -> bool {
    document.sbom.format.starts_with("SPDX")
}

/// CycloneDX from 1.6, SPDX from 3.0.1.
pub(super) fn is_new_enough(format: &str) -> bool {
    let numbers = |version: &str| -> Vec<u32> {
        let words = version.split_whitespace().next().unwrap_or_default();
        words.split('.').map_while(|part| part.parse().ok()).collect()
    };
    match (format.strip_prefix("CycloneDX "), format.strip_prefix("SPDX ")) {
        (Some(version), _) => numbers(version) >= vec![1, 6],
        (_, Some(version)) => numbers(version) >= vec![3, 0, 1],
        (None, None) => false,
    }
}

/// Nothing on vulnerabilities was met when the file was read.
pub(super) fn no_vulnerabilities(document: &Document) -> Found {
    let is_about = |path: &&String| {
        let lower = path.to_ascii_lowercase();
        lower.starts_with("vulnerabilities")
            || lower.contains("security_")
            || lower.contains("vulnassessment")
    };
    whole(!document.unread.keys().any(|path| is_about(&path)))
}

/// The maker or an author of the component, with mail or address.
pub(super) fn has_reachable_creator(_: &Component, details: &Details) -> bool {
    details.manufacturer.iter().chain(&details.authors).any(can_be_reached)
}

/// The file name, from its field or from BSI's property.
pub(super) fn file_name(details: &Details) -> Option<&str> {
    let own = Some(details.file_name.as_str()).filter(|name| !name.trim().is_empty());
    own.or_else(|| property(details, FILE_NAME))
}

/// A name and not a path.
pub(super) fn is_bare(name: &str) -> bool {
    !says_nothing(name) && !name.contains(['/', '\\'])
}

/// A scheme and more behind it.
pub(super) fn is_uri(text: &str) -> bool {
    text.split_once(':').is_some_and(|(scheme, rest)| {
        let is_of_scheme = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
        !rest.is_empty()
            && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(is_of_scheme)
    })
}

/// A licence in a role, as an SPDX id or expression.
pub(super) fn has_licence(details: &Details, role: LicenceRole) -> bool {
    let in_role = || details.licences.iter().filter(|licence| licence.role == role);
    let is_spdx = |words: &str| matches!(licence_words(words), LicenceWords::Id | LicenceWords::Expression);
    in_role().next().is_some() && in_role().all(|licence| is_spdx(&licence.words))
}

/// SHA-512, at the component or at a link to what is deployed, in full length.
pub(super) fn has_sha_512(component: &Component, details: &Details) -> bool {
    let is_right = |value: &String| value.len() == 128 && value.bytes().all(|b| b.is_ascii_hexdigit());
    let deployed = details.links.iter().filter(|link| link.kind.starts_with("distribution"));
    let mut of_links = deployed.filter_map(|link| link.hashes.get("SHA-512"));
    of_links.any(is_right) || component.hashes.get("SHA-512").is_some_and(is_right)
}

/// A link of a kind, with an address.
pub(super) fn has_link(details: &Details, kind: &str) -> bool {
    details.links.iter().any(|link| link.kind == kind && !link.url.is_empty())
}

/// A digest at the link to the source.
pub(super) fn has_source_hash(details: &Details) -> bool {
    details.links.iter().any(|link| link.kind == "source-distribution" && !link.hashes.is_empty())
}
