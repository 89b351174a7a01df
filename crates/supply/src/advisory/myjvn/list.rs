//! JVNRSS: the list of vulnerability records (getVulnOverviewList), RSS 1.0 with JVN's security module.

use std::collections::BTreeSet;

use sekisho_model::{Advisory, DeviceTarget, StatedScore, Statement, Status, Target, Tlp};

use super::super::parts::Parts;
use super::{FORM, Feed, is_cwe, marking, names, not_stated};
use crate::advisory::trouble::Trouble;
use crate::advisory::xml::Element;
use crate::advisory::{naming, score};
use crate::{Limits, device};

/// Reads every entry.
pub(super) fn read(root: &Element, limits: &Limits, trouble: &mut Trouble, feed: &mut Feed) {
    let tlp = root.at(&["channel"]).and_then(marking);
    for (index, item) in root.all("item").enumerate() {
        let path = format!("/item/{index}");
        if feed.advisories.len() >= limits.entries_max {
            trouble.too_many(&path, limits.entries_max);
            break;
        }
        feed.advisories.extend(one(&path, item, tlp, trouble));
    }
}

fn one(path: &str, item: &Element, tlp: Option<Tlp>, trouble: &mut Trouble) -> Option<Advisory> {
    let id = item.text_at(&["identifier"]);
    let mut advisory = super::record(&format!("{path}/identifier"), id, trouble)?;
    item.text_at(&["title"]).clone_into(&mut advisory.title);
    let mut parts = Parts { form: FORM, trouble };
    advisory.published = parts.time(path, Some(item.text_at(&["issued"])));
    advisory.modified = parts.time(path, Some(item.text_at(&["modified"])));
    advisory.edition.tlp = tlp;
    super::as_list_entry(&mut advisory);
    let link = item.text_at(&["link"]);
    advisory.references.extend((!link.is_empty()).then(|| link.to_owned()));
    let mut weaknesses = BTreeSet::new();
    for reference in item.all("references") {
        let (name, url) = (reference.attribute("id"), reference.text.trim());
        if is_cwe(name) {
            weaknesses.insert(name.to_owned());
        } else if super::parts::is_cve(name) || name.starts_with("JVN#") || name.starts_with("JVNVU#") {
            advisory.aliases.insert(name.to_owned());
        }
        advisory.references.extend((!is_cwe(name) && !url.is_empty()).then(|| url.to_owned()));
    }
    let scores = scores(path, item, trouble);
    advisory.cvss = scores.iter().fold(None, |best, stated| score::higher(best, Some(stated.cvss.clone())));
    advisory.vulnerabilities = super::facts(&advisory, weaknesses, scores);
    let names = names(&advisory);
    advisory.statements =
        item.all("cpe").map(|cpe| Statement { vulnerabilities: names.clone(), ..statement(cpe) }).collect();
    if advisory.statements.is_empty() {
        trouble.names_nothing(path, advisory.id.as_str(), "sec:cpe");
    }
    Some(advisory)
}

fn scores(path: &str, item: &Element, trouble: &mut Trouble) -> Vec<StatedScore> {
    let mut scores = Vec::new();
    for cvss in item.all("cvss") {
        match score::of_vector_or(cvss.attribute("vector"), cvss.attribute("score").parse().ok()) {
            Some(cvss) => scores.push(StatedScore { source: String::new(), cvss }),
            None => trouble.malformed(path, FORM, &"neither a CVSS vector nor a score"),
        }
    }
    scores
}

/// The words beside the name, else those of the name itself.
fn statement(cpe: &Element) -> Statement {
    let name = cpe.text.trim();
    let named = naming::read(name);
    let product = cpe.attribute("product");
    let target = DeviceTarget {
        vendor: cpe.attribute("vendor").to_owned(),
        product: product.to_owned(),
        models: device::order_numbers(product).into_iter().collect(),
        identifiers: vec![name.to_owned()],
    };
    let target = match named {
        Some(named) if product.is_empty() => named.target,
        _ => target,
    };
    Statement::new(Target::Device(target), not_stated(), Status::Affected)
}
