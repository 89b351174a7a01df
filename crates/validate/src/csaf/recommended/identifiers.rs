//! 6.2.17, 6.2.53, 6.3.20: ids of vulnerabilities beside the CVE number.
//!
//! The committee keeps a registry of the systems of such ids, RVISC; what stands here is its state of August 2026.

use sekisho_model::text;

use crate::csaf::doc::Doc;
use crate::csaf::node::Node;
use crate::csaf::test::Out;

/// Is a text an id of a system?
type Form = fn(&str) -> bool;

/// The registered systems.
const SYSTEMS: [(&str, Form); 3] = [
    ("https://github.com/oasis-tcs/csaf", is_issue),
    ("https://euvd.enisa.europa.eu", is_euvd),
    ("https://gcve.eu", is_gcve),
];

fn ids<'d>(doc: &Doc<'d>) -> impl Iterator<Item = Node<'d>> {
    doc.vulnerabilities.iter().flat_map(|vulnerability| vulnerability.each("ids"))
}

fn digits(text: &str, least: usize) -> bool {
    text.len() >= least && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// `#`, then a number.
fn is_issue(text: &str) -> bool {
    text.strip_prefix('#').is_some_and(|number| digits(number, 1) && !number.starts_with('0'))
}

fn is_euvd(text: &str) -> bool {
    let parts = text.strip_prefix("EUVD-").and_then(|rest| rest.split_once('-'));
    parts.is_some_and(|(year, number)| {
        year.len() == 4 && digits(year, 4) && !year.starts_with('0') && digits(number, 4)
    })
}

/// 8 to 255 characters: the number of who gave it, then visible ASCII from `"` on.
fn is_gcve(text: &str) -> bool {
    let parts = text.strip_prefix("GCVE-").and_then(|rest| rest.split_once('-'));
    (8..=255).contains(&text.len())
        && parts.is_some_and(|(giver, id)| {
            digits(giver, 1) && !id.is_empty() && id.bytes().all(|byte| (0x22..=0x7e).contains(&byte))
        })
}

fn is_cve(text: &str) -> bool {
    let parts = text.strip_prefix("CVE-").and_then(|rest| rest.split_once('-'));
    parts.is_some_and(|(year, number)| year.len() == 4 && digits(year, 4) && digits(number, 4))
}

/// 6.2.17: a CVE number stands in `cve`.
pub(super) fn cve(doc: &Doc<'_>, out: &mut Out<'_>) {
    for id in ids(doc) {
        let Some(text) = id.text_at("text").filter(|text| is_cve(text)) else { continue };
        out.fault(
            &id,
            text!(
                ja: "{text} が ids にあります。CVE 番号は cve に書いてください。",
                en: "{text} stands among the ids. A CVE number belongs in \"cve\"."
            ),
        );
    }
}

/// 6.2.53: an id of a registered system is written as that system writes it.
pub(super) fn pattern(doc: &Doc<'_>, out: &mut Out<'_>) {
    for id in ids(doc) {
        let (Some(system), Some(place)) = (id.text_at("system_name"), id.get("text")) else { continue };
        let Some((_, fits)) = SYSTEMS.iter().find(|(name, _)| *name == system) else { continue };
        let text = place.text().unwrap_or_default();
        if !fits(text) {
            out.fault(
                &place,
                text!(
                    ja: "「{text}」は {system} の番号の形をしていません。",
                    en: "\"{text}\" is not written as {system} writes its ids."
                ),
            );
        }
    }
}

/// 6.3.20: the system is registered.
pub(crate) fn system(doc: &Doc<'_>, out: &mut Out<'_>) {
    for id in ids(doc) {
        let Some(place) = id.get("system_name") else { continue };
        let Some(name) = place.text().filter(|name| SYSTEMS.iter().all(|(known, _)| known != name)) else {
            continue;
        };
        out.fault(
            &place,
            text!(
                ja: "脆弱性番号の体系「{name}」は RVISC に登録されていません。",
                en: "Vulnerability id system \"{name}\" is not registered in RVISC."
            ),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_told_by_their_form() {
        assert!(is_issue("#1217") && !is_issue("#0") && !is_issue("Issue 1217") && !is_issue("#"));
        assert!(is_euvd("EUVD-2026-4660") && !is_euvd("EUVD-2026-466") && !is_euvd("EUVD-0026-4660"));
        assert!(is_gcve("GCVE-0-2024-13987") && !is_gcve("GCVE-1-") && !is_gcve("GCVE-x-2024"));
        assert!(is_cve("CVE-2021-44228") && !is_cve("CVE-2021-442") && !is_cve("cve-2021-44228"));
    }
}
