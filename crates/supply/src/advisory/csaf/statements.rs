//! Vulnerabilities × products × statuses to statements (CSAF 2.0, 3.2.3).
//!
//! Statements that say the same of the same versions of the same target, with the same remedies, are one
//! statement with several vulnerabilities. Remedies are kept once per document and handed out by number, as
//! a maker's document repeats one mitigation for hundreds of products.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::{
    AdvisoryId, Cvss, Remedy, RemedyKind, Statement, Status, Target, Versions, VulnerabilityId, text,
};
use serde::Deserialize;
use serde_json::Value;

use super::super::score;
use super::super::trouble::{Trouble, ask_the_publisher};
use super::products::{Product, Products};
use crate::Limits;

/// What the vulnerabilities of a document come to.
#[derive(Debug, Default)]
pub(super) struct Stated {
    pub(super) statements: Vec<Statement>,
    pub(super) cvss: Option<Cvss>,
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
    #[serde(default)]
    product_ids: Option<Vec<String>>,
    #[serde(default)]
    group_ids: Option<Vec<String>>,
}

#[derive(Debug, Deserialize)]
struct Score {
    #[serde(default)]
    products: Vec<String>,
    #[serde(default)]
    cvss_v2: Option<CvssBlock>,
    #[serde(default)]
    cvss_v3: Option<CvssBlock>,
}

#[derive(Debug, Deserialize)]
struct CvssBlock {
    #[serde(default, rename = "vectorString")]
    vector: String,
    #[serde(default, rename = "baseScore")]
    score: Option<f64>,
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
        cvss: None,
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
    vulnerabilities: BTreeSet<VulnerabilityId>,
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
    /// Target, status and remedies, to the statements with these; they differ in their versions.
    said_before: BTreeMap<(Target, Status, BTreeSet<usize>), Vec<usize>>,
    cvss: Option<Cvss>,
}

impl Gathering<'_> {
    fn part<T: serde::de::DeserializeOwned>(&mut self, path: &str, value: Value) -> Option<T> {
        serde_json::from_value(value).map_err(|error| self.trouble.malformed(path, "CSAF 2.0", &error)).ok()
    }

    fn vulnerability(&mut self, path: &str, value: Value) {
        let Some(vulnerability) = self.part::<Vulnerability>(path, value) else { return };
        let names = self.names(path, &vulnerability);
        for (index, value) in vulnerability.scores.into_iter().enumerate() {
            self.score(&format!("{path}/scores/{index}"), value);
        }
        let listed: BTreeSet<String> = vulnerability.product_status.values().flatten().cloned().collect();
        let mut remedies = BTreeMap::new();
        for (index, value) in vulnerability.remediations.into_iter().enumerate() {
            self.remediation(&format!("{path}/remediations/{index}"), value, &listed, &mut remedies);
        }
        self.flag_contradictions(path, &vulnerability.product_status);
        for (word, ids) in vulnerability.product_status {
            let path = format!("{path}/product_status/{word}");
            for id in &ids {
                self.state(&path, &word, id, &remedies, &names);
            }
        }
    }

    /// The CVE; else the other ids; else the document's id.
    fn names(&mut self, path: &str, vulnerability: &Vulnerability) -> BTreeSet<VulnerabilityId> {
        let others = vulnerability.ids.iter().map(|id| id.text.as_str());
        let stated: Vec<&str> = match vulnerability.cve.as_deref() {
            Some(cve) => vec![cve],
            None => others.collect(),
        };
        let mut names = BTreeSet::new();
        for name in stated {
            match name.trim().parse() {
                Ok(name) => {
                    names.insert(name);
                }
                Err(error) => self.trouble.malformed(path, "CSAF 2.0", &error),
            }
        }
        if names.is_empty() {
            names.extend(self.id.as_str().parse::<VulnerabilityId>());
        }
        names
    }

    fn score(&mut self, path: &str, value: Value) {
        let Some(score) = self.part::<Score>(path, value) else { return };
        for id in score.products.iter().filter(|id| self.products.product(id).is_none()) {
            super::undefined(path, id, self.trouble);
        }
        for block in [score.cvss_v2, score.cvss_v3].into_iter().flatten() {
            let stated = || {
                let score_tenths = block.score.and_then(score::tenths)?;
                Some(Cvss { vector: block.vector.clone(), score_tenths })
            };
            let cvss = score::of_vector(&block.vector).or_else(stated);
            if cvss.is_none() {
                self.trouble.malformed(path, "CSAF 2.0", &"neither a CVSS vector nor a score");
            }
            self.cvss = score::higher(self.cvss.take(), cvss);
        }
    }

    fn remediation(
        &mut self,
        path: &str,
        value: Value,
        listed: &BTreeSet<String>,
        remedies: &mut BTreeMap<String, BTreeSet<usize>>,
    ) {
        let Some(remediation) = self.part::<Remediation>(path, value) else { return };
        let Some(kind) = remedy_kind(&remediation.category) else {
            let category = &remediation.category;
            self.trouble.malformed(path, "CSAF 2.0", &format!("remediation category {category:?}"));
            return;
        };
        let meant = self.meant(path, &remediation, listed);
        let remedy = Remedy { kind, words: remediation.details, url: remediation.url.unwrap_or_default() };
        let number = self.number(remedy);
        for id in meant {
            remedies.entry(id).or_default().insert(number);
        }
    }

    /// The products of a remediation; one that names none at all is meant for every product listed.
    fn meant(
        &mut self,
        path: &str,
        remediation: &Remediation,
        listed: &BTreeSet<String>,
    ) -> BTreeSet<String> {
        if remediation.product_ids.is_none() && remediation.group_ids.is_none() {
            self.trouble.warning(
                path,
                text!(ja: "対策の対象製品が書かれていません。この脆弱性のすべての製品に当てはめました。", en: "The remediation names no product; it was taken for every product of this vulnerability."),
                ask_the_publisher(),
            );
            return listed.clone();
        }
        let mut meant = BTreeSet::new();
        for id in remediation.product_ids.iter().flatten() {
            if self.products.product(id).is_some() {
                meant.insert(id.clone());
            } else {
                super::undefined(path, id, self.trouble);
            }
        }
        for id in remediation.group_ids.iter().flatten() {
            match self.products.group(id) {
                Some(group) => meant.extend(group.iter().cloned()),
                None => super::undefined(path, id, self.trouble),
            }
        }
        meant
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
        remedies: &BTreeMap<String, BTreeSet<usize>>,
        names: &BTreeSet<VulnerabilityId>,
    ) {
        let Some(status) = status(word) else {
            self.trouble.malformed(path, "CSAF 2.0", &format!("product status {word:?}"));
            return;
        };
        let Some(product) = self.products.product(id) else {
            super::undefined(path, id, self.trouble);
            return;
        };
        self.mentioned.insert(id.to_owned());
        let product = Product { target: product.target.clone(), versions: bounded(word, &product.versions) };
        self.add(path, product, status, remedies.get(id).cloned().unwrap_or_default(), names);
    }

    fn add(
        &mut self,
        path: &str,
        product: Product,
        status: Status,
        remedies: BTreeSet<usize>,
        names: &BTreeSet<VulnerabilityId>,
    ) {
        let key = (product.target.clone(), status, remedies.clone());
        let before = self.said_before.entry(key).or_default();
        let same =
            before.iter().copied().find(|index| self.said[*index].product.versions == product.versions);
        if let Some(index) = same {
            self.said[index].vulnerabilities.extend(names.iter().cloned());
        } else if self.said.len() >= self.limits.entries_max {
            self.trouble.too_many(path, self.limits.entries_max);
        } else {
            before.push(self.said.len());
            self.said.push(Said { product, status, remedies, vulnerabilities: names.clone() });
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
            self.add(path, product.clone(), Status::Unstated, BTreeSet::new(), &BTreeSet::new());
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
                ground: sekisho_model::Ground::default(),
            })
            .collect();
        Stated { statements, cvss: self.cvss }
    }
}

fn status(word: &str) -> Option<Status> {
    Some(match word {
        "known_affected" | "first_affected" | "last_affected" => Status::Affected,
        "fixed" | "first_fixed" => Status::Fixed,
        "known_not_affected" => Status::NotAffected,
        "under_investigation" => Status::UnderInvestigation,
        "recommended" => Status::Recommended,
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

fn remedy_kind(category: &str) -> Option<RemedyKind> {
    Some(match category {
        "vendor_fix" => RemedyKind::VendorFix,
        "mitigation" => RemedyKind::Mitigation,
        "workaround" => RemedyKind::Workaround,
        "none_available" => RemedyKind::NoneAvailable,
        "no_fix_planned" => RemedyKind::NoFixPlanned,
        _ => return None,
    })
}
