//! What the advisories that name one package say of one version of it.

use std::collections::BTreeSet;

use sekisho_model::{Advisory, Statement, Status, VulnerabilityId};

use super::release::{self, Release};
use crate::version::{Holding, Probe, VersionSet, range_words};
use crate::{Confidence, Match, Missing, OfVulnerability, Reason, Verdict};

/// One statement on the package, its versions parsed.
#[derive(Debug)]
pub(super) struct Said<'a> {
    advisory: &'a Advisory,
    statement: &'a Statement,
    versions: VersionSet<'a>,
    /// The release it is limited to, or empty.
    pub(super) release: Box<str>,
}

impl<'a> Said<'a> {
    pub(super) fn new(advisory: &'a Advisory, statement: &'a Statement, release: &str) -> Self {
        let versions = VersionSet::new(&statement.versions);
        Self { advisory, statement, versions, release: release::spelling(release).into() }
    }
}

/// A version of the package, in a release.
pub(super) struct Question<'q> {
    /// `None` where nobody knows the version.
    pub(super) version: Option<Probe<'q>>,
    pub(super) release: &'q Release,
}

/// Judges the version advisory by advisory; statements of one advisory stand side by side.
pub(super) fn judge<'a>(said: &[Said<'a>], question: &Question<'_>, matches: &mut Vec<Match<'a>>) {
    for of_one in said.chunk_by(|a, b| std::ptr::eq(a.advisory, b.advisory)) {
        matches.extend(of_advisory(of_one, question));
    }
}

/// How one statement ends by itself.
#[derive(Clone)]
struct Ended<'a> {
    statement: &'a Statement,
    verdict: Verdict,
    reason: Reason,
    breadth: Breadth,
}

impl<'a> Ended<'a> {
    fn of(self, vulnerability: Option<&'a VulnerabilityId>) -> OfVulnerability<'a> {
        let Self { statement, verdict, reason, .. } = self;
        OfVulnerability { vulnerability, statement, verdict, confidence: Confidence::Exact, reason }
    }
}

/// How closely a statement speaks of the version, from the broadest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Breadth {
    /// Every version, or it is not known how it speaks of this one.
    All,
    Range,
    Listed,
}

fn of_advisory<'a>(said: &[Said<'a>], question: &Question<'_>) -> Option<Match<'a>> {
    let here: Vec<&Said<'a>> = said.iter().filter(|said| question.release.may_be(&said.release)).collect();
    let advisory = here.first()?.advisory;
    if advisory.withdrawn.is_some() {
        let withdrawn = ended(here.first()?.statement, Verdict::NotAffected, Reason::Withdrawn);
        return Match::of(advisory, vec![withdrawn.of(None)]);
    }
    let first = &here.first()?.statement.vulnerabilities;
    let all_alike = here.iter().all(|said| said.statement.vulnerabilities == *first);
    let mut each = Vec::with_capacity(first.len().max(1));
    if all_alike {
        let ended = on_the_same(&here, question)?;
        each.extend(first.iter().map(|vulnerability| ended.clone().of(Some(vulnerability))));
        if first.is_empty() {
            each.push(ended.of(None));
        }
        return Match::of(advisory, each);
    }
    let vulnerabilities: BTreeSet<_> = here.iter().flat_map(|said| &said.statement.vulnerabilities).collect();
    for vulnerability in vulnerabilities {
        let speaking = here.iter().copied().filter(|said| speaks_of(said.statement, vulnerability));
        let ended = on_the_same(&speaking.collect::<Vec<_>>(), question);
        each.extend(ended.map(|ended| ended.of(Some(vulnerability))));
    }
    Match::of(advisory, each)
}

/// An empty set speaks of the advisory as a whole.
fn speaks_of(statement: &Statement, vulnerability: &VulnerabilityId) -> bool {
    statement.vulnerabilities.is_empty() || statement.vulnerabilities.contains(vulnerability)
}

/// How statements on the same vulnerabilities end together.
fn on_the_same<'a>(here: &[&Said<'a>], question: &Question<'_>) -> Option<Ended<'a>> {
    let mut worries = Vec::new();
    let mut comforts = Vec::new();
    for said in here {
        match said.statement.status {
            Status::Affected | Status::UnderInvestigation | Status::Unstated => {
                worries.extend(worry(said, question));
            }
            Status::Fixed | Status::NotAffected => comforts.extend(comfort(said, question)),
            Status::Recommended => {}
        }
    }
    for worry in &mut worries {
        clear(worry, &comforts);
    }
    if worries.is_empty() {
        worries = if comforts.is_empty() { speaks_of_others(here, question) } else { comforts };
    }
    if matches!(question.release, Release::Unknown) {
        differ_by_release(here, &mut worries);
    }
    let worst = worries.iter().map(|ended| ended.verdict).max()?;
    worries.into_iter().find(|ended| ended.verdict == worst)
}

const fn ended(statement: &Statement, verdict: Verdict, reason: Reason) -> Ended<'_> {
    Ended { statement, verdict, reason, breadth: Breadth::All }
}

/// How a statement that worries ends; `None` where it does not speak of the version at all.
fn worry<'a>(said: &Said<'a>, question: &Question<'_>) -> Option<Ended<'a>> {
    let words = || range_words(&said.statement.versions);
    let is_affected = said.statement.status == Status::Affected;
    let (verdict, reason, breadth) = match holding(said, question) {
        Holding::Undecided(reason) => (Verdict::Undecided, reason, Breadth::All),
        Holding::Outside if is_affected => {
            (Verdict::NotAffected, Reason::VersionOutsideRange(words()), Breadth::Range)
        }
        Holding::Outside => return None,
        held => {
            let (reason, breadth) = match held {
                Holding::Listed => (Reason::VersionInRange(listed(question)), Breadth::Listed),
                Holding::InRange => (Reason::VersionInRange(words()), Breadth::Range),
                _ => (Reason::EveryVersion, Breadth::All),
            };
            if is_affected {
                (Verdict::Affected, reason, breadth)
            } else if said.statement.status == Status::Unstated {
                (Verdict::Undecided, Reason::StatusUnstated, breadth)
            } else {
                (Verdict::Undecided, Reason::UnderInvestigation, breadth)
            }
        }
    };
    Some(Ended { statement: said.statement, verdict, reason, breadth })
}

/// How a statement of no harm ends; `None` where it does not surely speak of the version.
fn comfort<'a>(said: &Said<'a>, question: &Question<'_>) -> Option<Ended<'a>> {
    let breadth = match holding(said, question) {
        Holding::All => Breadth::All,
        Holding::InRange => Breadth::Range,
        Holding::Listed => Breadth::Listed,
        Holding::Outside | Holding::Undecided(_) => return None,
    };
    let reason = match said.statement.status {
        Status::Fixed => Reason::StatedFixed,
        _ => Reason::StatedNotAffected,
    };
    Some(Ended { statement: said.statement, verdict: Verdict::NotAffected, reason, breadth })
}

fn holding(said: &Said<'_>, question: &Question<'_>) -> Holding {
    match &question.version {
        Some(version) => said.versions.holding(version),
        None if said.versions.is_everything() => Holding::All,
        None => Holding::Undecided(Reason::VersionUnknown(range_words(&said.statement.versions))),
    }
}

fn listed(question: &Question<'_>) -> String {
    question.version.as_ref().map(|version| format!("= {}", version.text())).unwrap_or_default()
}

/// A statement of no harm that is narrower ends the worry.
fn clear<'a>(worry: &mut Ended<'a>, comforts: &[Ended<'a>]) {
    if worry.verdict == Verdict::NotAffected {
        return;
    }
    let is_open = worry.verdict == Verdict::Undecided && worry.reason != Reason::UnderInvestigation;
    let clears = |comfort: &&Ended<'a>| {
        if is_open { comfort.breadth == Breadth::Listed } else { comfort.breadth > worry.breadth }
    };
    if let Some(comfort) = comforts.iter().find(clears) {
        worry.statement = comfort.statement;
        worry.verdict = comfort.verdict;
        worry.reason = comfort.reason.clone();
    }
}

/// Something is said of other versions only: nothing follows for this one.
fn speaks_of_others<'a>(here: &[&Said<'a>], question: &Question<'_>) -> Vec<Ended<'a>> {
    let one = |said: &&Said<'a>| {
        let words = range_words(&said.statement.versions);
        let words = match said.statement.status {
            Status::Fixed => format!("fixed: {words}"),
            Status::NotAffected => format!("not affected: {words}"),
            Status::UnderInvestigation => format!("under investigation: {words}"),
            Status::Recommended => format!("recommended: {words}"),
            Status::Unstated => {
                return Some(ended(said.statement, Verdict::Undecided, Reason::StatusUnstated));
            }
            Status::Affected => return None,
        };
        let reason = match question.version {
            Some(_) => Reason::RangeUnreadable(words),
            None => Reason::VersionUnknown(words),
        };
        Some(ended(said.statement, Verdict::Undecided, reason))
    };
    here.iter().filter_map(one).collect()
}

/// Releases of a distribution mend the same fault in different versions. Where the component's release is
/// not known and the releases' statements disagree, nobody can say.
fn differ_by_release<'a>(here: &[&Said<'a>], worries: &mut [Ended<'a>]) {
    let are_limited = here.iter().any(|said| !said.release.is_empty());
    let agree = worries.windows(2).all(|pair| pair[0].verdict == pair[1].verdict);
    if !are_limited || agree {
        return;
    }
    for worry in worries.iter_mut().filter(|worry| worry.verdict == Verdict::Affected) {
        worry.verdict = Verdict::Undecided;
        worry.reason = Reason::NoIdentity(Missing::Distro);
    }
}
