//! MyJVN, the interface of JVN iPedia: 3.2 in XML as it is served, and 4.0 in JSON as it is announced.
//!
//! A list says which products, a detail says which versions; both carry the JVNDB id, and the CVE ids are its
//! aliases. A product whose versions are not stated is for a person to look at: neither all versions nor none.
//!
//! Deliberately not here: lists of vendors, products, alerts and statistics (told, as they are no advisories).

mod csaf;
mod detail;
mod list;

use std::collections::BTreeSet;

use sekisho_model::{
    Advisory, AdvisoryForm, AdvisoryId, Tlp, Versions, VulnerabilityFacts, VulnerabilityId, text,
};
use serde_json::Value;

use super::trouble::Trouble;
use super::xml::{self, Element};
use super::{Feed, parts};
use crate::Limits;

pub(super) use csaf::{is_envelope, read_json};

const FORM: &str = "MyJVN";

/// Who publishes JVN iPedia.
const PUBLISHER: &str = "JVN iPedia";

/// Reads an XML answer.
pub(super) fn read_xml(document: &str, limits: &Limits, trouble: &mut Trouble, feed: &mut Feed) {
    let (root, error) = xml::read(document, limits);
    if let Some(error) = error {
        trouble.malformed("", FORM, &error);
    }
    let Some(root) = root else { return };
    match root.name.as_str() {
        "VULDEF-Document" => detail::read(&root, limits, trouble, feed),
        "RDF" => list::read(&root, limits, trouble, feed),
        "Result" | "feed" => other_answer(&root, trouble),
        name => trouble.error(
            "",
            text!(ja: "XML の要素「{name}」はアドバイザリの形式ではありません。", en: "XML element \"{name}\" is no form of advisory."),
            text!(ja: "MyJVN の getVulnOverviewList または getVulnDetailInfo の応答を指定してください。", en: "Give an answer of MyJVN's getVulnOverviewList or getVulnDetailInfo."),
        ),
    }
    status(&root, trouble);
}

/// Vendors, products, alerts, statistics, or an answer without entries.
fn other_answer(root: &Element, trouble: &mut Trouble) {
    let method = root.at(&["Status"]).map_or("", |status| status.attribute("method")).to_owned();
    let method = if method.is_empty() { root.name.clone() } else { method };
    trouble.error(
        "",
        text!(ja: "MyJVN の応答（{method}）ですが、脆弱性対策情報を含んでいません。", en: "It is an answer of MyJVN ({method}) without vulnerability records."),
        text!(ja: "getVulnOverviewList または getVulnDetailInfo の応答を指定してください。", en: "Give an answer of getVulnOverviewList or getVulnDetailInfo."),
    );
}

/// Errors that the service tells, and pages of a longer answer.
fn status(root: &Element, trouble: &mut Trouble) {
    let Some(status) = root.at(&["Status"]) else { return };
    let number = |name: &str| status.attribute(name).parse::<u64>().unwrap_or(0);
    told(status.attribute("retCd"), status.attribute("errMsg"), trouble);
    page(number("firstRes"), number("totalResRet"), number("totalRes"), trouble);
}

fn told(code: &str, message: &str, trouble: &mut Trouble) {
    if !matches!(code, "" | "0") {
        trouble.error(
            "/status",
            text!(ja: "MyJVN がエラーを返しています（{message}）。", en: "MyJVN returned an error ({message})."),
            text!(ja: "問い合わせのパラメータを確かめて取り直してください。", en: "Check the parameters of the request and fetch it again."),
        );
    }
}

fn page(first: u64, returned: u64, total: u64, trouble: &mut Trouble) {
    let end = first.saturating_sub(1).saturating_add(returned);
    if total > end {
        trouble.partial_page("/status", end, total);
    }
}

/// A record by its JVNDB id.
fn record(path: &str, id: &str, trouble: &mut Trouble) -> Option<Advisory> {
    let id = parts::Parts { form: FORM, trouble }.id::<AdvisoryId>(path, id)?;
    let mut advisory = Advisory::new(id, AdvisoryForm::MyJvn);
    PUBLISHER.clone_into(&mut advisory.publisher);
    Some(advisory)
}

/// The CVE ids of a record, else its own id.
fn names(advisory: &Advisory) -> BTreeSet<VulnerabilityId> {
    let cves: BTreeSet<VulnerabilityId> = parts::cves(advisory.aliases.iter().map(String::as_str));
    if cves.is_empty() { advisory.id.as_str().parse().into_iter().collect() } else { cves }
}

/// What the record says of its vulnerability. Of several it does not say of which, so its own id stands for them.
fn facts(
    advisory: &Advisory,
    weaknesses: BTreeSet<String>,
    scores: Vec<sekisho_model::StatedScore>,
) -> Vec<VulnerabilityFacts> {
    let names = names(advisory);
    let one = if names.len() == 1 { names.into_iter().next() } else { advisory.id.as_str().parse().ok() };
    let Some(name) = one else { return Vec::new() };
    let aliases = advisory.aliases.iter().filter(|alias| alias.as_str() != name.as_str()).cloned().collect();
    vec![VulnerabilityFacts { aliases, weaknesses, scores, ..VulnerabilityFacts::new(name) }]
}

/// `CWE-` and a number; JVN also has words such as `CWE-noinfo`.
fn is_cwe(name: &str) -> bool {
    name.strip_prefix("CWE-")
        .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Versions that are not stated: for a person to look up.
fn not_stated() -> Versions {
    Versions::Text("版の記載なし (versions not stated)".to_owned())
}

/// `color` of a TLP marking.
fn tlp(color: &str) -> Option<Tlp> {
    Some(match color.to_uppercase().as_str() {
        "" => return None,
        "WHITE" | "CLEAR" => Tlp::Clear,
        "GREEN" => Tlp::Green,
        "AMBER" => Tlp::Amber,
        "AMBER+STRICT" => Tlp::AmberStrict,
        _ => Tlp::Red,
    })
}

/// The marking below `handling`.
fn marking(element: &Element) -> Option<Tlp> {
    let structure = element.at(&["handling", "Marking", "Marking_Structure"])?;
    tlp(structure.attribute("color"))
}

/// Is this record only an entry of a list?
fn as_list_entry(advisory: &mut Advisory) {
    "overview".clone_into(&mut advisory.edition.state);
}

/// A JSON number or text as a text: 4.0 writes both.
fn loose(value: Option<&Value>) -> String {
    match value {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests;
