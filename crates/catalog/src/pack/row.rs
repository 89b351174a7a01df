//! A row that was read, of whichever kind: what joining needs to know of it.

use crate::{
    Alone, Basis, Clause, Composition, Criterion, Framework, Practice, Ranked, RiskTable, Scale, Step, Tag,
    Threat, Tie,
};

/// A row of any kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Row {
    Step(Step),
    Threat(Threat),
    Tag(Tag),
    Practice(Practice),
    Clause(Clause),
    Ranked(Ranked),
    Scale(Scale),
    Risk(RiskTable),
    Framework(Framework),
    Criterion(Criterion),
    Tie(Tie),
    Composition(Composition),
    Alone(Alone),
}

impl Row {
    /// Its name in pack files.
    pub(crate) const fn kind(&self) -> &'static str {
        match self {
            Self::Step(_) => "step",
            Self::Threat(_) => "threat",
            Self::Tag(_) => "tag",
            Self::Practice(_) => "practice",
            Self::Clause(_) => "clause",
            Self::Ranked(_) => "ranked",
            Self::Scale(_) => "scale",
            Self::Risk(_) => "risk",
            Self::Framework(_) => "framework",
            Self::Criterion(_) => "criterion",
            Self::Tie(_) => "tie",
            Self::Composition(_) => "composition",
            Self::Alone(_) => "alone",
        }
    }

    /// Its id: the place in a ranking; empty for the risk table, of which there is one.
    pub(crate) fn id(&self) -> String {
        match self {
            Self::Step(row) => row.id.clone(),
            Self::Threat(row) => row.id.to_string(),
            Self::Tag(row) => row.id.clone(),
            Self::Practice(row) => row.id.to_string(),
            Self::Clause(row) => row.id.clone(),
            Self::Ranked(row) => row.rank.to_string(),
            Self::Scale(row) => row.id.clone(),
            Self::Risk(_) => String::new(),
            Self::Framework(row) => row.id.clone(),
            Self::Criterion(row) => row.id.to_string(),
            Self::Tie(row) => row.both_ends(),
            Self::Composition(row) => row.criterion.to_string(),
            Self::Alone(row) => row.criterion.to_string(),
        }
    }

    pub(crate) const fn basis(&self) -> &Basis {
        match self {
            Self::Step(row) => &row.basis,
            Self::Threat(row) => &row.basis,
            Self::Tag(row) => &row.basis,
            Self::Practice(row) => &row.basis,
            Self::Clause(row) => &row.basis,
            Self::Ranked(row) => &row.basis,
            Self::Scale(row) => &row.basis,
            Self::Risk(row) => &row.basis,
            Self::Framework(row) => &row.basis,
            Self::Criterion(row) => &row.basis,
            Self::Tie(row) => &row.basis,
            Self::Composition(row) => &row.basis,
            Self::Alone(row) => &row.basis,
        }
    }

    const fn basis_mut(&mut self) -> &mut Basis {
        match self {
            Self::Step(row) => &mut row.basis,
            Self::Threat(row) => &mut row.basis,
            Self::Tag(row) => &mut row.basis,
            Self::Practice(row) => &mut row.basis,
            Self::Clause(row) => &mut row.basis,
            Self::Ranked(row) => &mut row.basis,
            Self::Scale(row) => &mut row.basis,
            Self::Risk(row) => &mut row.basis,
            Self::Framework(row) => &mut row.basis,
            Self::Criterion(row) => &mut row.basis,
            Self::Tie(row) => &mut row.basis,
            Self::Composition(row) => &mut row.basis,
            Self::Alone(row) => &mut row.basis,
        }
    }

    /// Do two rows say the same, whatever their sources?
    pub(crate) fn says_the_same(mut self, other: &Self) -> bool {
        self.basis_mut().clone_from(other.basis());
        self.stand_where(other);
        self == *other
    }

    /// Where a row stands among others is not what it says.
    const fn stand_where(&mut self, other: &Self) {
        match (self, other) {
            (Self::Framework(row), Self::Framework(other)) => row.place = other.place,
            (Self::Criterion(row), Self::Criterion(other)) => row.place = other.place,
            (Self::Tie(row), Self::Tie(other)) => row.outdated = other.outdated,
            (Self::Composition(row), Self::Composition(other)) => row.outdated = other.outdated,
            _ => {}
        }
    }
}
