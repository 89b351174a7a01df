//! Components known by CPE names, held against statements that name CPEs (NVD's criteria, CVE records, MyJVN).
//!
//! Names are compared by NIST's relations (IR 7696), versions by the general order. Invariant: a name that is wider
//! than the criterion, or a version that cannot be placed, ends undecided; that no advisory at hand names the
//! product counts as clean only where some name its vendor.

use std::collections::{BTreeSet, HashMap};

use sekisho_model::{Advisory, Component, Stated, Statement, Status, Target, Versions, VulnerabilityId};

use super::{outcome_of, undecided};
use crate::cpe::{Attribute, Cpe, CpeRange, Relation, Value};
use crate::version::range_words;
use crate::{Confidence, Match, Missing, OfVulnerability, Outcome, Reason, Verdict};

/// Vendor and product, as CPE names spell them; empty where the name leaves it open.
type Product = (String, String);

/// Statements by the products that they name.
#[derive(Debug, Default)]
pub(super) struct Names<'a> {
    by_product: HashMap<Product, Vec<Named<'a>>>,
    /// Advisories that name a vendor.
    vendors: HashMap<String, BTreeSet<&'a str>>,
}

#[derive(Debug)]
struct Named<'a> {
    advisory: &'a Advisory,
    statement: &'a Statement,
    range: CpeRange,
}

impl<'a> Names<'a> {
    pub(super) fn new(advisories: &'a [Advisory]) -> Self {
        let mut names = Self::default();
        for advisory in advisories {
            for statement in &advisory.statements {
                let Target::Device(target) = &statement.target else { continue };
                for cpe in target.identifiers.iter().filter_map(|name| name.parse::<Cpe>().ok()) {
                    names.put(advisory, statement, cpe);
                }
            }
        }
        names
    }

    fn put(&mut self, advisory: &'a Advisory, statement: &'a Statement, cpe: Cpe) {
        let product = product_of(&cpe);
        // A version in the name says it all; a range stands beside a name that leaves it open.
        let versions = match cpe.value(Attribute::Version).literal() {
            Some(_) => Versions::All,
            None => statement.versions.clone(),
        };
        self.vendors.entry(product.0.clone()).or_default().insert(advisory.id.as_str());
        let range = CpeRange { cpe, versions };
        self.by_product.entry(product).or_default().push(Named { advisory, statement, range });
    }

    /// How a component ends by its CPE names; `None` where it has none that can be read.
    pub(super) fn judge(&self, component: &Component) -> Option<Outcome<'a>> {
        let names: Vec<Cpe> = component.cpes.iter().filter_map(|name| name.parse().ok()).collect();
        let first = names.first()?;
        let matches = names.iter().flat_map(|name| self.of_name(&with_version(name, &component.version)));
        Some(outcome_of(matches.collect()).unwrap_or_else(|| self.not_named(first)))
    }

    fn of_name(&self, name: &Cpe) -> Vec<Match<'a>> {
        let Some(named) = self.by_product.get(&product_of(name)) else { return Vec::new() };
        let speaking: Vec<&Named<'a>> =
            named.iter().filter(|named| named.range.product_relation(name) != Relation::Disjoint).collect();
        let of_each = speaking.chunk_by(|a, b| std::ptr::eq(a.advisory, b.advisory));
        of_each.filter_map(|of_one| of_advisory(of_one, name)).collect()
    }

    fn not_named(&self, name: &Cpe) -> Outcome<'a> {
        let (vendor, _) = product_of(name);
        match self.vendors.get(&vendor) {
            None => undecided(Reason::NotCovered(format!("CPE {vendor}"))),
            Some(advisories) => {
                let reason =
                    Reason::NotNamed { scope: format!("CPE {vendor}"), advisories: advisories.len() };
                Outcome { verdict: Verdict::NotAffected, reason, matches: Vec::new() }
            }
        }
    }
}

fn product_of(cpe: &Cpe) -> Product {
    let of = |attribute| cpe.value(attribute).literal().unwrap_or_default().to_owned();
    (of(Attribute::Vendor), of(Attribute::Product))
}

/// The name with the component's own version, where it leaves it open.
fn with_version(name: &Cpe, version: &Stated<String>) -> Cpe {
    let Some(version) = version.known().filter(|_| name.value(Attribute::Version).literal().is_none()) else {
        return name.clone();
    };
    name.clone().with(Attribute::Version, Value::text(version))
}

fn of_advisory<'a>(of_one: &[&Named<'a>], name: &Cpe) -> Option<Match<'a>> {
    let advisory = of_one.first()?.advisory;
    if advisory.withdrawn.is_some() {
        let statement = of_one.first()?.statement;
        return Match::of(advisory, vec![ended(statement, None, Verdict::NotAffected, Reason::Withdrawn)]);
    }
    let mut vulnerabilities: BTreeSet<Option<&'a VulnerabilityId>> =
        of_one.iter().flat_map(|named| named.statement.vulnerabilities.iter().map(Some)).collect();
    if vulnerabilities.is_empty() {
        vulnerabilities.insert(None);
    }
    let each = vulnerabilities.into_iter().filter_map(|vulnerability| {
        let speaks = |named: &&&Named<'a>| {
            let of = &named.statement.vulnerabilities;
            of.is_empty() || vulnerability.is_none_or(|vulnerability| of.contains(vulnerability))
        };
        let answers = of_one.iter().filter(speaks).filter_map(|named| answer(named, vulnerability, name));
        worst(answers.collect())
    });
    Match::of(advisory, each.collect())
}

/// What is stated as mended or unaffected of this very version ends the worry; otherwise the worst counts.
fn worst(answers: Vec<OfVulnerability<'_>>) -> Option<OfVulnerability<'_>> {
    let cleared = answers
        .iter()
        .position(|answer| matches!(answer.reason, Reason::StatedFixed | Reason::StatedNotAffected));
    match cleared {
        Some(at) => answers.into_iter().nth(at),
        None => answers.into_iter().max_by_key(|answer| answer.verdict),
    }
}

fn answer<'a>(
    named: &Named<'a>,
    vulnerability: Option<&'a VulnerabilityId>,
    name: &Cpe,
) -> Option<OfVulnerability<'a>> {
    let words = || match named.range.versions {
        Versions::All => named.range.cpe.to_string(),
        _ => range_words(&named.range.versions),
    };
    let (verdict, reason) = match (named.statement.status, named.range.contains(name)) {
        (Status::Affected, Ok(true)) => (Verdict::Affected, Reason::VersionInRange(words())),
        (Status::Affected, Ok(false)) => (Verdict::NotAffected, Reason::VersionOutsideRange(words())),
        (Status::Affected | Status::UnderInvestigation, Err(reason)) => (Verdict::Undecided, reason),
        (Status::UnderInvestigation, Ok(true)) => (Verdict::Undecided, Reason::UnderInvestigation),
        (Status::Fixed, Ok(true)) => (Verdict::NotAffected, Reason::StatedFixed),
        (Status::NotAffected, Ok(true)) => (Verdict::NotAffected, Reason::StatedNotAffected),
        (Status::Unstated, Ok(true) | Err(_)) => (Verdict::Undecided, Reason::StatusUnstated),
        _ => return None,
    };
    Some(ended(named.statement, vulnerability, verdict, reason))
}

const fn ended<'a>(
    statement: &'a Statement,
    vulnerability: Option<&'a VulnerabilityId>,
    verdict: Verdict,
    reason: Reason,
) -> OfVulnerability<'a> {
    OfVulnerability { vulnerability, statement, verdict, confidence: Confidence::Exact, reason }
}

/// The answer by package URL and that by CPE names: what either names counts.
pub(super) fn joined<'a>(by_package: Outcome<'a>, by_name: Option<Outcome<'a>>) -> Outcome<'a> {
    match by_name {
        Some(by_name) if !by_name.matches.is_empty() => super::joined(by_package, by_name),
        Some(by_name) if by_package.reason == Reason::NoIdentity(Missing::Purl) => by_name,
        _ => by_package,
    }
}
