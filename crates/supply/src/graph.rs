//! What all advisories together say: joined by the vulnerabilities they speak of, newest revisions first.
//!
//! Invariants: two CVE ids are never one vulnerability, whatever names they share; a name that is given to both
//! leads to both. Related records stay apart. An older revision, a withdrawn or replaced document is kept and says
//! so. Sources that contradict each other are values, and none of them is dropped.
//!
//! Deliberately not here: who is right, and what is affected (`matching`).

mod contradiction;
mod names;

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::{Advisory, AdvisoryForm, Statement};

use names::Names;

pub use contradiction::Contradiction;

/// How a document stands among the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing<'a> {
    /// It counts.
    Current,
    /// The same publisher has a newer revision of it.
    Superseded {
        /// That revision.
        by: &'a Advisory,
    },
    /// Its publisher says that others take its place.
    Replaced,
    /// Its publisher took it back.
    Withdrawn,
}

/// One document on one vulnerability.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Voice<'a> {
    /// The document.
    pub advisory: &'a Advisory,
    /// How it stands.
    pub standing: Standing<'a>,
    /// What it says of this vulnerability.
    pub statements: Vec<&'a Statement>,
}

/// Everything said of one vulnerability.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Account<'a> {
    /// All its names; a CVE id is at most one of them.
    pub names: BTreeSet<String>,
    /// Names of records that are close to it and not the same, and that it rests on.
    pub related: BTreeSet<String>,
    /// Who says what: documents that count first.
    pub voices: Vec<Voice<'a>>,
    /// Where documents that count say opposite things of the same versions of the same thing.
    pub contradictions: Vec<Contradiction<'a>>,
}

/// Advisories joined by what they speak of.
#[derive(Debug)]
pub struct Graph<'a> {
    names: Names,
    standings: Vec<(&'a Advisory, Standing<'a>)>,
    /// Advisories by number of the group.
    members: BTreeMap<usize, Vec<usize>>,
}

impl<'a> Graph<'a> {
    /// Joins advisories.
    #[must_use]
    pub fn new(advisories: &'a [Advisory]) -> Self {
        let mut names = Names::default();
        for advisory in advisories {
            spoken_of(advisory).into_iter().for_each(|same| names.join(&same));
        }
        let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (number, advisory) in advisories.iter().enumerate() {
            let groups: BTreeSet<usize> =
                spoken_of(advisory).iter().flatten().flat_map(|name| names.groups(name)).collect();
            for group in groups {
                members.entry(group).or_default().push(number);
            }
        }
        Self { names, standings: standings(advisories), members }
    }

    /// Every document with its standing, in the order given.
    #[must_use]
    pub fn standings(&self) -> &[(&'a Advisory, Standing<'a>)] {
        &self.standings
    }

    /// What is said of a vulnerability, by any of its names. A name that two vulnerabilities share gives both.
    #[must_use]
    pub fn vulnerability(&self, name: &str) -> Vec<Account<'a>> {
        self.names.groups(name).into_iter().map(|group| self.account(group)).collect()
    }

    /// Every vulnerability, in the order of its names.
    pub fn vulnerabilities(&self) -> impl Iterator<Item = Account<'a>> + '_ {
        self.members.keys().map(|group| self.account(*group))
    }

    fn account(&self, group: usize) -> Account<'a> {
        let names = self.names.of_group(group);
        let mut related = BTreeSet::new();
        let mut voices = Vec::new();
        for number in self.members.get(&group).into_iter().flatten() {
            let (advisory, standing) = self.standings[*number];
            related.extend(advisory.edition.related.iter().chain(&advisory.edition.upstream).cloned());
            let statements = advisory.statements.iter().filter(|statement| {
                statement.vulnerabilities.is_empty()
                    || statement
                        .vulnerabilities
                        .iter()
                        .any(|name| self.names.groups(name.as_str()).contains(&group))
            });
            voices.push(Voice { advisory, standing, statements: statements.collect() });
        }
        voices.sort_by_key(|voice| voice.standing != Standing::Current);
        related.retain(|name| !names.contains(name));
        let contradictions = contradiction::all(&voices);
        Account { names, related, voices, contradictions }
    }
}

/// The vulnerabilities that a document speaks of, each with all its names.
fn spoken_of(advisory: &Advisory) -> Vec<BTreeSet<String>> {
    let mut spoken: Vec<BTreeSet<String>> = Vec::new();
    let is_record = !matches!(advisory.form, AdvisoryForm::Csaf20 | AdvisoryForm::Csaf21);
    let own: BTreeSet<String> = if is_record {
        // A record of such a form is about one vulnerability, or is one name for several.
        std::iter::once(advisory.id.to_string()).chain(advisory.aliases.iter().cloned()).collect()
    } else {
        BTreeSet::new()
    };
    spoken.extend((!own.is_empty()).then_some(own));
    for facts in &advisory.vulnerabilities {
        let aliases = facts.aliases.iter().cloned();
        spoken.push(std::iter::once(facts.id.to_string()).chain(aliases).collect());
    }
    let stated = advisory.statements.iter().flat_map(|statement| &statement.vulnerabilities);
    let stated: BTreeSet<String> = stated.map(ToString::to_string).collect();
    for name in stated {
        if !spoken.iter().any(|same| same.contains(&name)) {
            spoken.push(BTreeSet::from([name]));
        }
    }
    spoken
}

/// Which revision of each document is the newest, and which are taken back.
fn standings(advisories: &[Advisory]) -> Vec<(&Advisory, Standing<'_>)> {
    let mut newest: BTreeMap<(String, String), &Advisory> = BTreeMap::new();
    for advisory in advisories {
        let place = newest.entry(identity(advisory)).or_insert(advisory);
        if !std::ptr::eq(*place, advisory) && revision_order(advisory, place) != Ordering::Less {
            *place = advisory;
        }
    }
    let stand = |advisory| match newest.get(&identity(advisory)) {
        Some(by) if !std::ptr::eq(*by, advisory) => Standing::Superseded { by },
        _ if advisory.withdrawn.is_some() && advisory.edition.replaced_by.is_empty() => Standing::Withdrawn,
        _ if !advisory.edition.replaced_by.is_empty() => Standing::Replaced,
        _ => Standing::Current,
    };
    advisories.iter().map(|advisory| (advisory, stand(advisory))).collect()
}

/// The same publisher's document of the same id; forms without publisher stand apart by their form.
fn identity(advisory: &Advisory) -> (String, String) {
    let who = match advisory.publisher.trim() {
        "" => format!("{:?}", advisory.form),
        publisher => publisher.to_lowercase(),
    };
    (who, advisory.id.as_str().to_uppercase())
}

/// Which of two revisions is the newer: an entry of a list is older than any detail; then the revision number, then
/// the date.
fn revision_order(a: &Advisory, b: &Advisory) -> Ordering {
    let is_detail = |advisory: &Advisory| advisory.edition.state != "overview";
    let number = |advisory: &Advisory| -> Option<Vec<u64>> {
        let numbers: Result<Vec<u64>, _> = advisory.edition.version.split('.').map(str::parse).collect();
        numbers.ok()
    };
    let by_number = match (number(a), number(b)) {
        (Some(a), Some(b)) => a.cmp(&b),
        _ => Ordering::Equal,
    };
    is_detail(a).cmp(&is_detail(b)).then(by_number).then(a.modified.cmp(&b.modified))
}

#[cfg(test)]
mod tests;
