//! What criteria are made of: common questions, each asked once for all criteria that it follows from.
//!
//! Invariant: a criterion covers each of its parts, whoever wrote them down; and where the parts are the whole of it,
//! they all together cover the criterion. Nothing is said of a criterion that nobody has read, and nothing carries
//! where another wording has come over the one that the parts were made for.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::Text;

use crate::{Basis, Catalog, Criterion, CriterionId, Relation};

/// The parts of a criterion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Composition {
    /// The criterion.
    pub criterion: CriterionId,
    /// Common questions: whoever meets the criterion as written meets each of them.
    pub parts: Vec<CriterionId>,
    /// Is the criterion met by whoever meets all of them, whichever way it is read?
    pub whole: bool,
    /// Why, in our words.
    pub reason: Text,
    /// Was it made for another wording of the criterion than the one that stands now? Then nothing carries.
    pub outdated: bool,
    /// Whence.
    pub basis: Basis,
}

/// A criterion that shares common questions with another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shared<'a> {
    /// The other criterion.
    pub other: &'a CriterionId,
    /// What both ask.
    pub questions: Vec<&'a CriterionId>,
    /// What only the other asks, where its parts are known to be the whole of it.
    pub further: Vec<&'a CriterionId>,
    /// Are the other's parts the whole of it?
    pub whole: bool,
}

/// How many ties there are. A pair of criteria is one tie. A part is one tie too, from a criterion to a common
/// question, where the question is a part of at least two criteria: what one criterion alone asks ties nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TieCount {
    /// Pairs that carry an answer.
    pub pairs_carrying: usize,
    /// Pairs that only overlap.
    pub pairs_overlapping: usize,
    /// Parts that several criteria share; each carries from the criterion to the question.
    pub parts: usize,
}

impl TieCount {
    /// Ties that carry an answer.
    #[must_use]
    pub const fn carrying(self) -> usize {
        self.pairs_carrying + self.parts
    }

    /// All of them.
    #[must_use]
    pub const fn all(self) -> usize {
        self.carrying() + self.pairs_overlapping
    }
}

impl Catalog {
    /// What a criterion is made of, where somebody has said so.
    #[must_use]
    pub fn composition_of(&self, id: &CriterionId) -> Option<&Composition> {
        self.compositions.get(id)
    }

    /// Does a framework hold common questions rather than what somebody asks?
    #[must_use]
    pub fn is_common(&self, id: &CriterionId) -> bool {
        self.frameworks.get(id.framework()).is_some_and(|framework| framework.common)
    }

    /// The criteria that a common question is a part of, by their ids.
    #[must_use]
    pub fn asked_by(&self, question: &CriterionId) -> Vec<&Composition> {
        self.compositions.values().filter(|row| row.parts.contains(question)).collect()
    }

    /// The criteria that share common questions with one, by their ids.
    #[must_use]
    pub fn shares(&self, id: &CriterionId) -> Vec<Shared<'_>> {
        let Some(own) = self.compositions.get(id) else { return Vec::new() };
        let others = self.compositions.values().filter(|other| other.criterion != own.criterion);
        let shared = others.map(|other| {
            let (questions, further) = other.parts.iter().partition(|part| own.parts.contains(part));
            Shared { other: &other.criterion, questions, further, whole: other.whole }
        });
        shared.filter(|shared| !shared.questions.is_empty()).collect()
    }

    /// How many ties there are, and how many of them carry.
    #[must_use]
    pub fn tie_count(&self) -> TieCount {
        let mut asked: BTreeMap<&CriterionId, usize> = BTreeMap::new();
        for part in self.compositions.values().flat_map(|row| &row.parts) {
            *asked.entry(part).or_default() += 1;
        }
        let pairs_overlapping = self.ties.values().filter(|tie| tie.relation == Relation::Overlaps).count();
        TieCount {
            pairs_carrying: self.ties.len() - pairs_overlapping,
            pairs_overlapping,
            parts: asked.into_values().filter(|criteria| *criteria > 1).sum(),
        }
    }

    /// Marks what earlier packs say of criteria that `now` ask something else, unless a pack that has just been laid
    /// says it as well: `said` names what those packs say.
    pub(crate) fn outdate(&mut self, before: &Self, said: &BTreeSet<(&'static str, String)>) {
        let reworded = |id: &CriterionId| {
            let both = before.criteria.get(id).zip(self.criteria.get(id));
            both.is_some_and(|(before, now)| asks_otherwise(before, now))
        };
        let changed: BTreeSet<CriterionId> =
            self.criteria.keys().filter(|id| reworded(id)).cloned().collect();
        for tie in self.ties.values_mut() {
            let touched = changed.contains(&tie.from) || changed.contains(&tie.to);
            tie.outdated |= touched && !said.contains(&("tie", tie.both_ends()));
        }
        for row in self.compositions.values_mut() {
            let touched = std::iter::once(&row.criterion).chain(&row.parts).any(|id| changed.contains(id));
            row.outdated |= touched && !said.contains(&("composition", row.criterion.to_string()));
        }
    }
}

fn asks_otherwise(before: &Criterion, now: &Criterion) -> bool {
    (&before.title, &before.thresholds, before.cadence_months)
        != (&now.title, &now.thresholds, now.cadence_months)
}
