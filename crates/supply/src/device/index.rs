//! The judgement of devices: an index over statements by maker and by the words of their names.
//!
//! One match per advisory that names the device, surely or possibly. Per vulnerability the worse statement
//! counts, save that what the publisher states as fixed or unaffected of a *closer* name or version set
//! (this model before its family, a listed version before a range, a range before *every version*) beats the
//! broader statement. Where an advisory names the device or its family outright, its statements on products
//! that only share words are left aside.
//!
//! An unsure identity never ends as *affected*; a merely possible one never ends as *not affected* either.

mod decide;
mod shelf;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sekisho_model::{Advisory, DeviceIdentity, DeviceTarget, Stated, Statement, Target};

use super::model::{Agreement, Asked, Grade, Named, agreement};
use super::vendor::Makers;
use crate::{Match, Missing, Outcome, Reason, Verdict};
use decide::{Candidate, Reading};
use shelf::Shelf;

/// An index over the device statements of advisories.
#[derive(Debug, Default)]
pub struct DeviceIndex<'a> {
    shelves: BTreeMap<String, Shelf>,
    /// Statements whose vendor is nobody in particular.
    anybody: Shelf,
    groups: Vec<Group<'a>>,
}

/// Statements on one name of one vendor.
#[derive(Debug)]
struct Group<'a> {
    named: Named,
    entries: Vec<Entry<'a>>,
}

#[derive(Debug)]
struct Entry<'a> {
    /// Number of the advisory, in the order given.
    number: usize,
    advisory: &'a Advisory,
    statement: &'a Statement,
    versions: Reading,
}

impl<'a> DeviceIndex<'a> {
    /// Indexes statements; those on packages are passed over.
    pub fn new(statements: impl Iterator<Item = (&'a Advisory, &'a Statement)>) -> Self {
        let mut index = Self::default();
        let mut numbers: HashMap<usize, usize> = HashMap::new();
        let mut known: HashMap<&DeviceTarget, usize> = HashMap::new();
        for (advisory, statement) in statements {
            let Target::Device(target) = &statement.target else { continue };
            let next = numbers.len();
            let number = *numbers.entry(std::ptr::from_ref(advisory).addr()).or_insert(next);
            let versions = Reading::of(&statement.versions);
            let group = *known.entry(target).or_insert_with(|| index.groups.len());
            let makers = Makers::of(&target.vendor);
            if group == index.groups.len() {
                index.groups.push(Group { named: Named::of(target, makers.keys()), entries: Vec::new() });
            }
            index.shelve(&makers, group, number);
            index.groups[group].entries.push(Entry { number, advisory, statement, versions });
        }
        index
    }

    fn shelve(&mut self, makers: &Makers, group: usize, number: usize) {
        let named = &self.groups[group].named;
        if makers.is_anybody() {
            self.anybody.put(named, group, None);
        }
        for maker in makers.keys() {
            let advisory = makers.names(maker).then_some(number);
            self.shelves.entry(maker.to_owned()).or_default().put(named, group, advisory);
        }
    }

    /// Judges a device against everything indexed.
    #[must_use]
    pub fn judge(&self, device: &DeviceIdentity) -> Outcome<'a> {
        let undecided = |reason| Outcome { verdict: Verdict::Undecided, reason, matches: Vec::new() };
        let Some(vendor) = stated(&device.vendor) else {
            return undecided(Reason::NoIdentity(Missing::Vendor));
        };
        let makers = Makers::of(vendor);
        if makers.is_anybody() {
            return undecided(Reason::NoIdentity(Missing::Vendor));
        }
        let shelves: Vec<&Shelf> = makers.keys().filter_map(|maker| self.shelves.get(maker)).collect();
        // What only goes with the maker is searched, but does not speak for it.
        let own =
            makers.keys().filter(|maker| makers.names(maker)).filter_map(|maker| self.shelves.get(maker));
        let advisories: BTreeSet<usize> = own.flat_map(Shelf::advisories).collect();
        let asked = asked(device, &makers);
        if asked.is_empty() && !advisories.is_empty() {
            return undecided(Reason::NoIdentity(Missing::Model));
        }
        let matches = self.matches(&asked, &shelves);
        match matches.first() {
            Some(worst) => Outcome { verdict: worst.verdict(), reason: worst.reason().clone(), matches },
            None if advisories.is_empty() => undecided(Reason::NotCovered(vendor.to_owned())),
            // A brand over many products is no model.
            None if asked.is_only_umbrellas() || asked.is_only_an_order_number() => {
                undecided(Reason::NoIdentity(Missing::Model))
            }
            None => {
                let reason = Reason::NotNamed { scope: vendor.to_owned(), advisories: advisories.len() };
                Outcome { verdict: Verdict::NotAffected, reason, matches }
            }
        }
    }

    /// One match per advisory, worst first, then by advisory id.
    fn matches(&self, asked: &Asked, shelves: &[&Shelf]) -> Vec<Match<'a>> {
        let mut candidates: BTreeMap<usize, Vec<Candidate<'_, 'a>>> = BTreeMap::new();
        let own: BTreeSet<usize> = shelves.iter().flat_map(|shelf| shelf.find(asked)).collect();
        for group in &own {
            self.candidates(*group, asked, None, &mut candidates);
        }
        for group in self.anybody.find(asked) {
            self.candidates(group, asked, Some(Grade::Possible), &mut candidates);
        }
        let mut matches: Vec<Match<'a>> = candidates.into_values().filter_map(decide::decide).collect();
        matches.sort_by(|a, b| b.verdict().cmp(&a.verdict()).then_with(|| a.advisory.id.cmp(&b.advisory.id)));
        matches
    }

    fn candidates<'i>(
        &'i self,
        group: usize,
        asked: &Asked,
        at_most: Option<Grade>,
        into: &mut BTreeMap<usize, Vec<Candidate<'i, 'a>>>,
    ) {
        let group = &self.groups[group];
        let Some(agreement) = agreement(&group.named, asked) else { return };
        let grade = at_most.map_or(agreement.grade, |most| agreement.grade.min(most));
        let agreement = Agreement { grade, ..agreement };
        for entry in &group.entries {
            let candidate = Candidate::judged(entry, &group.named, agreement.clone(), asked);
            into.entry(entry.number).or_default().push(candidate);
        }
    }
}

/// Could a statement on this target speak of this device? Quicker than an index where there is one statement
/// to hold against many devices; never `false` where [`DeviceIndex::judge`] would find a match.
#[must_use]
pub fn may_name(target: &DeviceTarget, device: &DeviceIdentity) -> bool {
    let Some(vendor) = stated(&device.vendor) else { return false };
    let (makers, named_makers) = (Makers::of(vendor), Makers::of(&target.vendor));
    if makers.is_anybody() || !(named_makers.is_anybody() || named_makers.share(&makers)) {
        return false;
    }
    agreement(&Named::of(target, named_makers.keys()), &asked(device, &makers)).is_some()
}

fn asked(device: &DeviceIdentity, makers: &Makers) -> Asked {
    Asked::of(makers.keys(), stated(&device.family), stated(&device.model), stated(&device.firmware))
}

/// What is known and not blank.
fn stated(value: &Stated<String>) -> Option<&str> {
    value.known().map(|text| text.trim()).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests;
