//! Questions asked of frameworks: what belongs to one, what is tied to a criterion, and how far an answer carries.
//!
//! An answer carries along `equal` and `covers`, and on from there, because whoever meets the first meets all that
//! follows from it. It never carries along `covered-by` or `overlaps`.

use std::collections::{BTreeMap, VecDeque};

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

    fn seen_from(&self, id: &CriterionId) -> Option<Tied<'_>> {
        let (other, relation) = if *id == self.from {
            (&self.to, self.relation)
        } else if *id == self.to {
            (&self.from, self.relation.turned())
        } else {
            return None;
        };
        Some(Tied { other, relation, reason: &self.reason, basis: &self.basis })
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
    /// in it. The shortest way is given.
    #[must_use]
    pub fn carried(&self, id: &CriterionId) -> BTreeMap<CriterionId, Vec<CriterionId>> {
        self.crosswalk().carried(id)
    }

    /// The ties, ready for many questions.
    #[must_use]
    pub fn crosswalk(&self) -> Crosswalk {
        let mut carries: BTreeMap<CriterionId, Vec<CriterionId>> = BTreeMap::new();
        for tie in self.ties.values() {
            if tie.relation.carries() {
                carries.entry(tie.from.clone()).or_default().push(tie.to.clone());
            }
            if tie.relation.turned().carries() {
                carries.entry(tie.to.clone()).or_default().push(tie.from.clone());
            }
        }
        Crosswalk { carries }
    }
}

/// Which answer carries to which criterion.
#[derive(Clone, Debug)]
pub struct Crosswalk {
    carries: BTreeMap<CriterionId, Vec<CriterionId>>,
}

impl Crosswalk {
    /// As [`Catalog::carried`].
    #[must_use]
    pub fn carried(&self, id: &CriterionId) -> BTreeMap<CriterionId, Vec<CriterionId>> {
        let mut ways = BTreeMap::from([(id.clone(), vec![id.clone()])]);
        let mut waiting = VecDeque::from([id.clone()]);
        while let Some(at) = waiting.pop_front() {
            let way = ways[&at].clone();
            for next in self.carries.get(&at).into_iter().flatten() {
                if !ways.contains_key(next) {
                    let way = way.iter().chain([next]).cloned().collect();
                    ways.insert(next.clone(), way);
                    waiting.push_back(next.clone());
                }
            }
        }
        ways.remove(id);
        ways
    }
}
