//! VULDEF 3.2: details of vulnerability records (getVulnDetailInfo).

use std::collections::BTreeSet;

use sekisho_model::{
    Advisory, DeviceTarget, Ground, Remedy, RemedyKind, StatedScore, Statement, Status, Target, Tlp,
    Versions, VulnerabilityId,
};

use super::super::parts::Parts;
use super::{FORM, Feed, is_cwe, marking, names, not_stated};
use crate::advisory::score;
use crate::advisory::trouble::Trouble;
use crate::advisory::xml::Element;
use crate::{Limits, device};

/// Reads every record.
pub(super) fn read(root: &Element, limits: &Limits, trouble: &mut Trouble, feed: &mut Feed) {
    let tlp = marking(root);
    for (index, element) in root.all("Vulinfo").enumerate() {
        let path = format!("/Vulinfo/{index}");
        if feed.advisories.len() >= limits.entries_max {
            trouble.too_many(&path, limits.entries_max);
            break;
        }
        feed.advisories.extend(one(&path, element, tlp, trouble));
    }
}

fn one(path: &str, element: &Element, tlp: Option<Tlp>, trouble: &mut Trouble) -> Option<Advisory> {
    let id = element.text_at(&["VulinfoID"]);
    let mut advisory = super::record(&format!("{path}/VulinfoID"), id, trouble)?;
    let Some(data) = element.at(&["VulinfoData"]) else {
        trouble.malformed(path, FORM, &"no VulinfoData");
        return None;
    };
    data.text_at(&["Title"]).clone_into(&mut advisory.title);
    let mut parts = Parts { form: FORM, trouble };
    advisory.published = parts.time(path, Some(data.text_at(&["DateFirstPublished"])));
    advisory.modified = parts.time(path, Some(data.text_at(&["DateLastUpdated"])));
    advisory.edition.tlp = tlp.or_else(|| marking(data));
    let numbers = data.at(&["History"]).into_iter().flat_map(|history| history.all("HistoryItem"));
    if let Some(last) = numbers.last() {
        last.text_at(&["HistoryNo"]).clone_into(&mut advisory.edition.version);
    }
    let weaknesses = related(data, &mut advisory);
    let scores = scores(path, data, trouble);
    advisory.cvss = scores.iter().fold(None, |best, stated| score::higher(best, Some(stated.cvss.clone())));
    advisory.vulnerabilities = super::facts(&advisory, weaknesses, scores);
    advisory.statements = statements(path, data, &names(&advisory), trouble);
    if advisory.statements.is_empty() {
        trouble.names_nothing(path, advisory.id.as_str(), "Affected");
    }
    Some(advisory)
}

/// Other names and links into the advisory; weaknesses back.
fn related(data: &Element, advisory: &mut Advisory) -> BTreeSet<String> {
    let mut weaknesses = BTreeSet::new();
    for item in data.at(&["Related"]).into_iter().flat_map(|related| related.all("RelatedItem")) {
        let (name, url) = (item.text_at(&["VulinfoID"]), item.text_at(&["URL"]));
        if item.attribute("type") == "cwe" {
            weaknesses.extend(is_cwe(name).then(|| name.to_owned()));
            continue;
        }
        if item.attribute("type") == "advisory" && is_record_id(name) {
            advisory.aliases.insert(name.to_owned());
        }
        if !url.is_empty() {
            advisory.references.push(url.to_owned());
        }
    }
    weaknesses
}

/// CVE and JVN's own numbers name the same record; other sources' numbers only speak of it.
fn is_record_id(name: &str) -> bool {
    super::parts::is_cve(name) || name.starts_with("JVN#") || name.starts_with("JVNVU#")
}

fn scores(path: &str, data: &Element, trouble: &mut Trouble) -> Vec<StatedScore> {
    let mut scores = Vec::new();
    for cvss in data.at(&["Impact"]).into_iter().flat_map(|impact| impact.all("Cvss")) {
        let stated = cvss.text_at(&["Base"]).parse().ok();
        match score::of_vector_or(cvss.text_at(&["Vector"]), stated) {
            Some(cvss) => scores.push(StatedScore { source: String::new(), cvss }),
            None => trouble.malformed(path, FORM, &"neither a CVSS vector nor a score"),
        }
    }
    scores
}

fn texts<'e>(data: &'e Element, list: &'e str, item: &'e str) -> impl Iterator<Item = &'e str> {
    let items = data.at(&[list]).into_iter().flat_map(move |list| list.all(item));
    items.map(|item| item.text_at(&["Description"])).filter(|text| !text.is_empty())
}

fn statements(
    path: &str,
    data: &Element,
    names: &BTreeSet<VulnerabilityId>,
    trouble: &mut Trouble,
) -> Vec<Statement> {
    let remedies: Vec<Remedy> = texts(data, "Solution", "SolutionItem")
        .map(|words| Remedy { kind: RemedyKind::VendorFix, words: words.to_owned(), url: String::new() })
        .collect();
    let impact = texts(data, "Impact", "ImpactItem").collect::<Vec<_>>().join("\n");
    let mut statements = Vec::new();
    for item in data.at(&["Affected"]).into_iter().flat_map(|affected| affected.all("AffectedItem")) {
        let product = item.text_at(&["ProductName"]);
        let target = Target::Device(DeviceTarget {
            vendor: item.text_at(&["Name"]).to_owned(),
            product: product.to_owned(),
            models: device::order_numbers(product).into_iter().collect(),
            identifiers: item.all("Cpe").map(|cpe| cpe.text.trim().to_owned()).collect(),
        });
        // It is kept all the same; nobody can say what it speaks of.
        if product.is_empty() && item.all("Cpe").all(|cpe| cpe.text.trim().is_empty()) {
            trouble.malformed(
                &format!("{path}/VulinfoData/Affected"),
                FORM,
                &"AffectedItem without a product",
            );
        }
        let stated: Vec<&str> = item
            .all("VersionNumber")
            .map(|number| number.text.trim())
            .filter(|text| !text.is_empty())
            .collect();
        let versions: Vec<Versions> = if stated.is_empty() {
            vec![not_stated()]
        } else {
            stated.into_iter().map(|words| Versions::Text(words.to_owned())).collect()
        };
        statements.extend(versions.into_iter().map(|versions| Statement {
            vulnerabilities: names.clone(),
            remedies: remedies.clone(),
            ground: Ground { impact: impact.clone(), ..Ground::NONE },
            ..Statement::new(target.clone(), versions, Status::Affected)
        }));
    }
    statements
}
