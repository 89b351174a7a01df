//! Questions asked of frameworks: what belongs to one, what is tied to a criterion, and how far an answer carries.
//!
//! An answer carries along `equal` and `covers`, from a criterion to its parts, and from all parts to the criterion that
//! they are the whole of; and on from there, because whoever meets the first meets all that follows from it. It never
//! carries along `covered-by` or `overlaps`, nor along what was made for another wording.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::Text;

use crate::{Alone, Basis, Catalog, Criterion, CriterionId, Framework, Relation, Subject, Tie};

/// Something that a tie may point at: a criterion, a step of a guideline, or a clause of a standard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Item<'a> {
    /// Its title.
    pub title: &'a Text,
    /// Whence.
    pub basis: &'a Basis,
}

/// A tie as seen from one of its ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tied<'a> {
    /// The other end.
    pub other: &'a CriterionId,
    /// What this end is to the other.
    pub relation: Relation,
    /// Why.
    pub reason: &'a Text,
    /// Was it made for another wording of an end than the one that stands now?
    pub outdated: bool,
    /// Whence.
    pub basis: &'a Basis,
}

/// The two ends of a tie in the order of their ids: a pair has one tie, whichever way it was written.
pub(crate) type Pair = (CriterionId, CriterionId);

impl Tie {
    pub(crate) fn pair(&self) -> Pair {
        let (from, to) = (self.from.clone(), self.to.clone());
        if from <= to { (from, to) } else { (to, from) }
    }

    /// Both ends in words, the lower id first.
    pub(crate) fn both_ends(&self) -> String {
        let (one, other) = self.pair();
        format!("{one} {other}")
    }

    fn seen_from(&self, id: &CriterionId) -> Option<Tied<'_>> {
        let (other, relation) = if *id == self.from {
            (&self.to, self.relation)
        } else if *id == self.to {
            (&self.from, self.relation.turned())
        } else {
            return None;
        };
        Some(Tied { other, relation, reason: &self.reason, outdated: self.outdated, basis: &self.basis })
    }
}

impl Catalog {
    /// The frameworks, in reading order.
    #[must_use]
    pub fn frameworks(&self) -> Vec<&Framework> {
        let mut frameworks: Vec<&Framework> = self.frameworks.values().collect();
        frameworks.sort_by_key(|framework| framework.place);
        frameworks
    }

    /// The framework with an id.
    #[must_use]
    pub fn framework(&self, id: &str) -> Option<&Framework> {
        self.frameworks.get(id)
    }

    /// Of what an answer to a criterion speaks; None where its framework is not here.
    #[must_use]
    pub fn subject_of(&self, id: &CriterionId) -> Option<Subject> {
        self.frameworks.get(id.framework()).map(|framework| framework.subject)
    }

    /// The framework's own rows in its order, headings too; without those of a level that it includes.
    #[must_use]
    pub fn criteria_of(&self, framework: &str) -> Vec<&Criterion> {
        let own = |row: &&Criterion| row.id.framework() == framework;
        let mut rows: Vec<&Criterion> = self.criteria.values().filter(own).collect();
        rows.sort_by_key(|row| row.place);
        rows
    }

    /// The framework's rows with those of the frameworks that it includes, these first.
    #[must_use]
    pub fn criteria_with_included(&self, framework: &str) -> Vec<&Criterion> {
        let included = self.frameworks.get(framework).map_or(&[][..], |framework| &framework.includes);
        let mut rows: Vec<&Criterion> = included.iter().flat_map(|id| self.criteria_of(id)).collect();
        rows.extend(self.criteria_of(framework));
        rows
    }

    /// The criterion with an id.
    #[must_use]
    pub fn criterion(&self, id: &CriterionId) -> Option<&Criterion> {
        self.criteria.get(id)
    }

    /// Whatever a tie may point at.
    #[must_use]
    pub fn item(&self, id: &CriterionId) -> Option<Item<'_>> {
        let of_pack = |basis: &Basis| basis.pack == id.framework();
        let criterion = self.criteria.get(id).map(|row| Item { title: &row.title, basis: &row.basis });
        let step = || {
            let row = self.step(id.id()).filter(|row| of_pack(&row.basis))?;
            Some(Item { title: &row.title, basis: &row.basis })
        };
        let clause = || {
            let row = self.clauses.get(id.id()).filter(|row| of_pack(&row.basis))?;
            Some(Item { title: &row.name, basis: &row.basis })
        };
        criterion.or_else(step).or_else(clause)
    }

    /// What is tied to a criterion, by the other end's id.
    #[must_use]
    pub fn ties_of<'a>(&'a self, id: &CriterionId) -> Vec<Tied<'a>> {
        let mut tied: Vec<Tied<'_>> = self.ties.values().filter_map(|tie| tie.seen_from(id)).collect();
        tied.sort_by_key(|tied| tied.other);
        tied
    }

    /// Why a criterion stands alone, where it is said to.
    #[must_use]
    pub fn alone(&self, id: &CriterionId) -> Option<&Alone> {
        self.alone.get(id)
    }

    /// All that an answer to a criterion answers by itself, each with the way from the criterion to it, both ends
    /// in it. The shortest way is given; over the whole of a criterion's parts it goes by the first of them.
    #[must_use]
    pub fn carried(&self, id: &CriterionId) -> BTreeMap<CriterionId, Vec<CriterionId>> {
        self.crosswalk().carried(id)
    }

    /// The ties and the parts, ready for many questions.
    #[must_use]
    pub fn crosswalk(&self) -> Crosswalk {
        let mut carries: BTreeMap<CriterionId, BTreeSet<CriterionId>> = BTreeMap::new();
        let mut add = |from: &CriterionId, to: &CriterionId| {
            carries.entry(from.clone()).or_default().insert(to.clone());
        };
        for tie in self.ties.values().filter(|tie| !tie.outdated) {
            if tie.relation.carries() {
                add(&tie.from, &tie.to);
            }
            if tie.relation.turned().carries() {
                add(&tie.to, &tie.from);
            }
        }
        let standing = || self.compositions.values().filter(|row| !row.outdated);
        for row in standing() {
            row.parts.iter().for_each(|part| add(&row.criterion, part));
        }
        let wholes = standing().filter(|row| row.whole);
        let wholes = wholes.map(|row| (row.criterion.clone(), row.parts.clone())).collect();
        Crosswalk { carries, wholes }
    }
}

/// Which answer carries to which criterion.
#[derive(Clone, Debug)]
pub struct Crosswalk {
    carries: BTreeMap<CriterionId, BTreeSet<CriterionId>>,
    wholes: BTreeMap<CriterionId, Vec<CriterionId>>,
}

/// From what it follows that a criterion is met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Follows {
    /// From another that covers it.
    From(CriterionId),
    /// From all its parts together.
    FromParts(Vec<CriterionId>),
}

impl Crosswalk {
    /// All that follows from criteria that are met, without these, by the fewest steps. `may` says where an answer may
    /// be carried to, and so what it may go on from.
    #[must_use]
    pub fn follows(
        &self,
        met: &BTreeSet<CriterionId>,
        may: impl Fn(&CriterionId) -> bool,
    ) -> BTreeMap<CriterionId, Follows> {
        self.spread(met, met.clone(), may)
    }

    /// What follows once one more is met beside those that are, without any of them. What follows from `met` itself must
    /// be in it.
    #[must_use]
    pub fn adds(
        &self,
        met: &BTreeSet<CriterionId>,
        more: &CriterionId,
        may: impl Fn(&CriterionId) -> bool,
    ) -> BTreeMap<CriterionId, Follows> {
        self.spread(met, BTreeSet::from([more.clone()]), may)
    }

    fn spread(
        &self,
        met: &BTreeSet<CriterionId>,
        mut last: BTreeSet<CriterionId>,
        may: impl Fn(&CriterionId) -> bool,
    ) -> BTreeMap<CriterionId, Follows> {
        let mut all: BTreeMap<CriterionId, Follows> = BTreeMap::new();
        let start = last.clone();
        while !last.is_empty() {
            let known = |id: &CriterionId| met.contains(id) || start.contains(id) || all.contains_key(id);
            let mut found: BTreeMap<CriterionId, Follows> = BTreeMap::new();
            for from in &last {
                for to in self.carries.get(from).into_iter().flatten().filter(|to| !known(to) && may(to)) {
                    found.entry(to.clone()).or_insert_with(|| Follows::From(from.clone()));
                }
            }
            for (to, parts) in self.wholes.iter().filter(|(to, _)| !known(to) && may(to)) {
                if parts.iter().all(known) {
                    found.entry(to.clone()).or_insert_with(|| Follows::FromParts(parts.clone()));
                }
            }
            last = found.keys().cloned().collect();
            all.extend(found);
        }
        all
    }

    /// As [`Catalog::carried`].
    #[must_use]
    pub fn carried(&self, id: &CriterionId) -> BTreeMap<CriterionId, Vec<CriterionId>> {
        let found = self.follows(&BTreeSet::from([id.clone()]), |_| true);
        found.keys().map(|to| (to.clone(), way(&found, to))).collect()
    }
}

/// The way to a criterion that follows, from one that was met itself.
#[must_use]
pub fn way(found: &BTreeMap<CriterionId, Follows>, to: &CriterionId) -> Vec<CriterionId> {
    let mut way = vec![to.clone()];
    let mut at = to;
    while let Some(before) = found.get(at) {
        at = match before {
            Follows::From(from) => from,
            // No form lets parts be empty.
            Follows::FromParts(parts) => match parts.first() {
                Some(part) => part,
                None => break,
            },
        };
        way.push(at.clone());
    }
    way.reverse();
    way
}
