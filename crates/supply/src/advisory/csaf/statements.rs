//! Vulnerabilities × products × statuses to statements (CSAF 2.0, 3.2.3; 2.1, 3.2.4).
//!
//! Statements that say the same of the same versions of the same target, with the same remedies, are one
//! statement with several vulnerabilities. Remedies are kept once per document and handed out by number, as
//! a maker's document repeats one mitigation for hundreds of products.

use std::collections::{BTreeMap, BTreeSet};

use jiff::tz::TimeZone;
use sekisho_model::{
    AdvisoryId, Cvss, Ground, Remedy, RemedyKind, SignalKind, Statement, Status, Target, Versions,
    VulnerabilityFacts, VulnerabilityId, text,
};
use serde::Deserialize;
use serde_json::Value;

use super::super::score;
use super::super::trouble::{Trouble, ask_the_publisher};
use super::products::{Product, Products};
use super::{FORM, metrics};
use crate::Limits;

/// What the vulnerabilities of a document come to.
#[derive(Debug, Default)]
pub(super) struct Stated {
    pub(super) statements: Vec<Statement>,
    pub(super) cvss: Option<Cvss>,
    pub(super) vulnerabilities: Vec<VulnerabilityFacts>,
    /// What is stated of a vulnerability and no product.
    pub(super) signals: Vec<(VulnerabilityId, SignalKind)>,
}

#[derive(Debug, Deserialize)]
struct Vulnerability {
    #[serde(default)]
    cve: Option<String>,
    #[serde(default)]
    ids: Vec<OtherId>,
    #[serde(default)]
    product_status: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    remediations: Vec<Value>,
    #[serde(default)]
    scores: Vec<Value>,
    #[serde(default)]
    metrics: Vec<Value>,
    #[serde(default)]
    flags: Vec<Value>,
    #[serde(default)]
    threats: Vec<Value>,
    #[serde(default)]
    first_known_exploitation_dates: Vec<Value>,
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    cwe: Option<Cwe>,
    #[serde(default)]
    cwes: Vec<Cwe>,
}

#[derive(Debug, Deserialize)]
struct Cwe {
    id: String,
}

/// Which products something is said of.
#[derive(Debug, Default, Deserialize)]
struct Meant {
    #[serde(default)]
    product_ids: Option<Vec<String>>,
    #[serde(default)]
    group_ids: Option<Vec<String>>,
}

#[derive(Debug, Deserialize)]
struct Flag {
    label: String,
}

#[derive(Debug, Deserialize)]
struct Threat {
    category: String,
    #[serde(default)]
    details: String,
}

#[derive(Debug, Deserialize)]
struct OtherId {
    text: String,
}

#[derive(Debug, Deserialize)]
struct Remediation {
    category: String,
    #[serde(default)]
    details: String,
    #[serde(default)]
    url: Option<String>,
}

/// Reads all vulnerabilities.
pub(super) fn read(
    path: &str,
    vulnerabilities: Vec<Value>,
    id: &AdvisoryId,
    products: &Products,
    limits: &Limits,
    trouble: &mut Trouble,
) -> Stated {
    let mut gathering = Gathering {
        id,
        products,
        limits,
        trouble,
        mentioned: BTreeSet::new(),
        remedies: Vec::new(),
        remedy_numbers: BTreeMap::new(),
        said: Vec::new(),
        said_before: BTreeMap::new(),
        vulnerabilities: Vec::new(),
        signals: Vec::new(),
    };
    let any = !vulnerabilities.is_empty();
    for (index, value) in vulnerabilities.into_iter().enumerate() {
        gathering.vulnerability(&format!("{path}/{index}"), value);
    }
    if any {
        gathering.keep_unmentioned(path);
    }
    gathering.finish()
}

/// One statement in the making; remedies by number.
struct Said {
    product: Product,
    status: Status,
    remedies: BTreeSet<usize>,
    ground: Ground,
    vulnerabilities: BTreeSet<VulnerabilityId>,
}

/// What is said of products of one vulnerability, by product.
#[derive(Default)]
struct Besides {
    remedies: BTreeMap<String, BTreeSet<usize>>,
    grounds: BTreeMap<String, Ground>,
}

struct Gathering<'a> {
    id: &'a AdvisoryId,
    products: &'a Products,
    limits: &'a Limits,
    trouble: &'a mut Trouble,
    mentioned: BTreeSet<String>,
    remedies: Vec<Remedy>,
    remedy_numbers: BTreeMap<Remedy, usize>,
    said: Vec<Said>,
    /// Target, status, remedies and ground, to the statements with these; they differ in their versions.
    said_before: BTreeMap<(Target, Status, BTreeSet<usize>, Ground), Vec<usize>>,
    vulnerabilities: Vec<VulnerabilityFacts>,
    signals: Vec<(VulnerabilityId, SignalKind)>,
}

impl Gathering<'_> {
    fn part<T: serde::de::DeserializeOwned>(&mut self, path: &str, value: Value) -> Option<T> {
        serde_json::from_value(value).map_err(|error| self.trouble.malformed(path, FORM, &error)).ok()
    }

    fn vulnerability(&mut self, path: &str, value: Value) {
        let Some(vulnerability) = self.part::<Vulnerability>(path, value) else { return };
        let names = self.names(path, &vulnerability);
        self.facts(path, &names, &vulnerability);
        self.exploited(path, &names, &vulnerability.first_known_exploitation_dates);
        let listed: BTreeSet<String> = vulnerability.product_status.values().flatten().cloned().collect();
        let mut besides = Besides::default();
        for (index, value) in vulnerability.remediations.into_iter().enumerate() {
            self.remediation(&format!("{path}/remediations/{index}"), value, &listed, &mut besides);
        }
        for (index, value) in vulnerability.flags.into_iter().enumerate() {
            self.flag(&format!("{path}/flags/{index}"), value, &listed, &mut besides);
        }
        for (index, value) in vulnerability.threats.into_iter().enumerate() {
            self.threat(&format!("{path}/threats/{index}"), value, &listed, &mut besides);
        }
        self.flag_contradictions(path, &vulnerability.product_status);
        self.mended_without_status(path, &listed, &besides, &names);
        for (word, ids) in vulnerability.product_status {
            let path = format!("{path}/product_status/{word}");
            for id in &ids {
                self.state(&path, &word, id, &besides, &names);
            }
        }
    }

    /// Scores, weaknesses and signals; they hold for the vulnerability, whatever the product.
    fn facts(&mut self, path: &str, names: &BTreeSet<VulnerabilityId>, vulnerability: &Vulnerability) {
        let mut measured = metrics::Measured::default();
        for (index, value) in vulnerability.scores.iter().enumerate() {
            metrics::score(
                &format!("{path}/scores/{index}"),
                value,
                self.products,
                self.trouble,
                &mut measured,
            );
        }
        for (index, value) in vulnerability.metrics.iter().enumerate() {
            metrics::metric(
                &format!("{path}/metrics/{index}"),
                value,
                self.products,
                self.trouble,
                &mut measured,
            );
        }
        let others = vulnerability.ids.iter().map(|id| id.text.clone());
        for name in names {
            self.signals.extend(measured.signals.iter().map(|kind| (name.clone(), kind.clone())));
            let aliases = others.clone().filter(|alias| alias != name.as_str());
            self.vulnerabilities.push(VulnerabilityFacts {
                aliases: aliases.collect(),
                title: vulnerability.title.clone().unwrap_or_default(),
                weaknesses: vulnerability
                    .cwe
                    .iter()
                    .chain(&vulnerability.cwes)
                    .map(|cwe| cwe.id.clone())
                    .collect(),
                severity: measured.severity.clone(),
                scores: measured.scores.clone(),
                ..VulnerabilityFacts::new(name.clone())
            });
        }
    }

    /// CSAF 2.1, 3.2.4.7: when it was first exploited, in any of the products.
    fn exploited(&mut self, path: &str, names: &BTreeSet<VulnerabilityId>, dates: &[Value]) {
        for (index, value) in dates.iter().enumerate() {
            let path = format!("{path}/first_known_exploitation_dates/{index}/exploitation_date");
            let text = value.get("exploitation_date").and_then(Value::as_str).unwrap_or_default();
            match super::super::parts::time(text) {
                Ok(at) => {
                    let added = TimeZone::UTC.to_datetime(at).date();
                    let kind =
                        SignalKind::Exploited { added, due: None, ransomware: false, action: String::new() };
                    self.signals.extend(names.iter().map(|name| (name.clone(), kind.clone())));
                }
                Err(error) => self.trouble.malformed(&path, FORM, &error),
            }
        }
    }

    /// The CVE; else the other ids; else the document's id.
    fn names(&mut self, path: &str, vulnerability: &Vulnerability) -> BTreeSet<VulnerabilityId> {
        let others = vulnerability.ids.iter().map(|id| id.text.as_str());
        let cve = vulnerability.cve.as_deref().filter(|cve| !cve.trim().is_empty());
        let stated: Vec<&str> = match cve {
            Some(cve) => vec![cve],
            None => others.collect(),
        };
        let mut names = BTreeSet::new();
        for name in stated {
            match name.trim().parse() {
                Ok(name) => {
                    names.insert(name);
                }
                Err(error) => self.trouble.malformed(path, FORM, &error),
            }
        }
        if names.is_empty() {
            names.extend(self.id.as_str().parse::<VulnerabilityId>());
        }
        names
    }

    fn remediation(&mut self, path: &str, value: Value, listed: &BTreeSet<String>, besides: &mut Besides) {
        let Some(meant) = self.part::<Meant>(path, value.clone()) else { return };
        let Some(remediation) = self.part::<Remediation>(path, value) else { return };
        let Some(kind) = remedy_kind(&remediation.category) else {
            let category = &remediation.category;
            self.trouble.malformed(path, FORM, &format!("remediation category {category:?}"));
            return;
        };
        let whole = meant.product_ids.is_none() && meant.group_ids.is_none();
        if whole {
            self.trouble.warning(
                path,
                text!(ja: "対策の対象製品が書かれていません。この脆弱性のすべての製品に当てはめました。", en: "The remediation names no product; it was taken for every product of this vulnerability."),
                ask_the_publisher(),
            );
        }
        let meant = self.meant(path, &meant, listed);
        let remedy = Remedy { kind, words: remediation.details, url: remediation.url.unwrap_or_default() };
        let number = self.number(remedy);
        for id in meant {
            besides.remedies.entry(id).or_default().insert(number);
        }
    }

    fn flag(&mut self, path: &str, value: Value, listed: &BTreeSet<String>, besides: &mut Besides) {
        let Some(meant) = self.part::<Meant>(path, value.clone()) else { return };
        let Some(flag) = self.part::<Flag>(path, value) else { return };
        for id in self.meant(path, &meant, listed) {
            besides.grounds.entry(id).or_default().justification.clone_from(&flag.label);
        }
    }

    /// Only `impact` speaks of a product; the state of exploitation and who is aimed at are prose.
    fn threat(&mut self, path: &str, value: Value, listed: &BTreeSet<String>, besides: &mut Besides) {
        let Some(meant) = self.part::<Meant>(path, value.clone()) else { return };
        let Some(threat) = self.part::<Threat>(path, value) else { return };
        if threat.category != "impact" {
            return;
        }
        for id in self.meant(path, &meant, listed) {
            let impact = &mut besides.grounds.entry(id).or_default().impact;
            if !impact.is_empty() {
                impact.push('\n');
            }
            impact.push_str(&threat.details);
        }
    }

    /// The products that are named; every product listed, where none is.
    fn meant(&mut self, path: &str, meant: &Meant, listed: &BTreeSet<String>) -> BTreeSet<String> {
        if meant.product_ids.is_none() && meant.group_ids.is_none() {
            return listed.clone();
        }
        let mut named = BTreeSet::new();
        for id in meant.product_ids.iter().flatten() {
            if self.products.product(id).is_some() {
                named.insert(id.clone());
            } else {
                super::undefined(path, id, self.trouble);
            }
        }
        for id in meant.group_ids.iter().flatten() {
            match self.products.group(id) {
                Some(group) => named.extend(group.iter().cloned()),
                None => super::undefined(path, id, self.trouble),
            }
        }
        named
    }

    fn number(&mut self, remedy: Remedy) -> usize {
        let next = self.remedies.len();
        let number = *self.remedy_numbers.entry(remedy.clone()).or_insert(next);
        if number == next {
            self.remedies.push(remedy);
        }
        number
    }

    fn state(
        &mut self,
        path: &str,
        word: &str,
        id: &str,
        besides: &Besides,
        names: &BTreeSet<VulnerabilityId>,
    ) {
        let Some(status) = status(word) else {
            self.trouble.malformed(path, FORM, &format!("product status {word:?}"));
            return;
        };
        let Some(product) = self.products.product(id) else {
            super::undefined(path, id, self.trouble);
            return;
        };
        self.mentioned.insert(id.to_owned());
        let product = Product { target: product.target.clone(), versions: bounded(word, &product.versions) };
        let remedies = besides.remedies.get(id).cloned().unwrap_or_default();
        let ground = besides.grounds.get(id).cloned().unwrap_or_default();
        self.add(path, Said { product, status, remedies, ground, vulnerabilities: names.clone() });
    }

    fn add(&mut self, path: &str, said: Said) {
        let key = (said.product.target.clone(), said.status, said.remedies.clone(), said.ground.clone());
        let before = self.said_before.entry(key).or_default();
        let same =
            before.iter().copied().find(|index| self.said[*index].product.versions == said.product.versions);
        if let Some(index) = same {
            self.said[index].vulnerabilities.extend(said.vulnerabilities);
        } else if self.said.len() >= self.limits.entries_max {
            self.trouble.too_many(path, self.limits.entries_max);
        } else {
            before.push(self.said.len());
            self.said.push(said);
        }
    }

    /// A product may not have two of these at once for one vulnerability (CSAF 2.0, 6.1.6).
    fn flag_contradictions(&mut self, path: &str, statuses: &BTreeMap<String, Vec<String>>) {
        let mut seen: BTreeMap<&str, Status> = BTreeMap::new();
        for (word, ids) in statuses {
            let Some(status) = status(word).filter(|status| *status != Status::Recommended) else { continue };
            for id in ids {
                if *seen.entry(id).or_insert(status) != status {
                    self.trouble.warning(
                        &format!("{path}/product_status/{word}"),
                        text!(ja: "製品「{id}」に矛盾する状態が付いています。悪いほうの状態で判定します。", en: "Product \"{id}\" has contradictory statuses; the worse one counts."),
                        ask_the_publisher(),
                    );
                }
            }
        }
    }

    /// Products that are defined and of which nothing is said: kept, so that they do not pass as not named.
    /// Products that a vendor's fix names and no status does: what the fix says of them is kept.
    fn mended_without_status(
        &mut self,
        path: &str,
        listed: &BTreeSet<String>,
        besides: &Besides,
        names: &BTreeSet<VulnerabilityId>,
    ) {
        let is_fix = |number: &usize| {
            self.remedies.get(*number).is_some_and(|remedy| remedy.kind == RemedyKind::VendorFix)
        };
        let mended = besides.remedies.iter().filter(|(id, remedies)| {
            !listed.contains(*id) && !self.products.is_related(id) && remedies.iter().any(is_fix)
        });
        let mended: Vec<(String, BTreeSet<usize>)> =
            mended.map(|(id, remedies)| (id.clone(), remedies.clone())).collect();
        for (id, remedies) in mended {
            let Some(product) = self.products.product(&id).cloned() else { continue };
            self.mentioned.insert(id);
            let ground = Ground::NONE;
            let status = Status::Unstated;
            self.add(path, Said { product, status, remedies, ground, vulnerabilities: names.clone() });
        }
    }

    fn keep_unmentioned(&mut self, path: &str) {
        let products = self.products;
        let unmentioned: Vec<&str> =
            products.ids().filter(|id| !self.mentioned.contains(*id) && !products.is_related(id)).collect();
        if unmentioned.is_empty() {
            return;
        }
        let (count, first) = (unmentioned.len(), unmentioned[..unmentioned.len().min(5)].join(", "));
        self.trouble.warning(
            path,
            text!(ja: "製品 {count} 件（{first} など）に状態の記述がありません。", en: "Nothing is said of {count} of the products (such as {first})."),
            text!(ja: "「判定できない」としました。必要なら発行元に問い合わせてください。", en: "They count as undecided; ask the publisher if that matters."),
        );
        for product in unmentioned.into_iter().filter_map(|id| products.product(id)) {
            let said = Said {
                product: product.clone(),
                status: Status::Unstated,
                remedies: BTreeSet::new(),
                ground: Ground::NONE,
                vulnerabilities: BTreeSet::new(),
            };
            self.add(path, said);
        }
    }

    fn finish(self) -> Stated {
        let remedies = self.remedies;
        let statements = self
            .said
            .into_iter()
            .map(|said| Statement {
                target: said.product.target,
                versions: said.product.versions,
                status: said.status,
                vulnerabilities: said.vulnerabilities,
                remedies: said.remedies.iter().filter_map(|number| remedies.get(*number)).cloned().collect(),
                ground: said.ground,
            })
            .collect();
        let scores = self.vulnerabilities.iter().flat_map(|facts| &facts.scores);
        let cvss = scores.fold(None, |best, stated| score::higher(best, Some(stated.cvss.clone())));
        Stated { statements, cvss, vulnerabilities: self.vulnerabilities, signals: self.signals }
    }
}

fn status(word: &str) -> Option<Status> {
    Some(match word {
        "known_affected" | "first_affected" | "last_affected" => Status::Affected,
        "fixed" | "first_fixed" => Status::Fixed,
        "known_not_affected" => Status::NotAffected,
        "under_investigation" => Status::UnderInvestigation,
        "recommended" => Status::Recommended,
        "unknown" => Status::Unstated,
        _ => return None,
    })
}

/// `first_affected` and `last_affected` name one end of a range that the document does not close. The other
/// versions must not pass as unaffected, so the words say what they are and stay undecided.
fn bounded(word: &str, versions: &Versions) -> Versions {
    let end = match word {
        "first_affected" => "first affected",
        "last_affected" => "last affected",
        _ => return versions.clone(),
    };
    match versions {
        Versions::All => Versions::All,
        Versions::Text(words) => Versions::Text(format!("{end}: {words}")),
        Versions::Ranges { listed, ranges, .. } => {
            let mut words: Vec<String> = listed.iter().cloned().collect();
            words.extend((!ranges.is_empty()).then(|| format!("{ranges:?}")));
            Versions::Text(format!("{end}: {}", words.join(", ")))
        }
    }
}

pub(in crate::advisory) fn remedy_kind(category: &str) -> Option<RemedyKind> {
    Some(match category {
        "vendor_fix" => RemedyKind::VendorFix,
        "mitigation" => RemedyKind::Mitigation,
        "workaround" => RemedyKind::Workaround,
        "none_available" => RemedyKind::NoneAvailable,
        "no_fix_planned" => RemedyKind::NoFixPlanned,
        "fix_planned" => RemedyKind::FixPlanned,
        "optional_patch" => RemedyKind::OptionalPatch,
        _ => return None,
    })
}
