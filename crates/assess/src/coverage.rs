//! Which threats of a zone are countered by which measures (step 2-2), as a matrix and as a radar.
//!
//! Invariants: a threat that nobody considered for a zone is unknown, whatever measures are there. A measure
//! counts by what its catalog measure does; one of which that is not known is shown and counts for nothing.
//! Zones that somebody else runs have no row: they are listed.

use std::collections::BTreeMap;

use sekisho_model::{Loss, MeasureId, MeasureState, Stated, Text, ThreatId, ThreatLevel, ZoneId, ZoneThreatId};

use crate::facts::Facts;
use crate::impact::Named;
use crate::risk::{Effects, Placed};

/// How far a threat to a zone is countered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CellState {
    /// Nobody has considered it: there is no row of step 1-7.
    Unknown,
    /// Considered, and nothing is in place or planned.
    Open,
    /// Nothing is in place, something is planned with a date.
    Planned,
    /// Something is in place: on a part of the zone, against a part of its techniques, or without preventing it.
    Partly,
    /// It is prevented by what is in place, for the whole zone.
    Fully,
}

/// A measure at work in a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    /// The measure.
    pub measure: MeasureId,
    /// Its name.
    pub name: String,
    /// How far it is.
    pub state: MeasureState,
    /// What it does to the threat; empty where nobody has said which measure of the catalog it carries out.
    pub effects: Effects,
    /// Does it act on the whole zone and on the whole threat?
    pub whole: bool,
    /// What it is put on.
    pub placed: Placed,
}

/// A threat to a zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The threat.
    pub threat: ThreatId,
    /// Rows of step 1-7; empty where nobody considered it.
    pub rows: Vec<ZoneThreatId>,
    /// Threat level: stated there, or the catalog's.
    pub level: ThreatLevel,
    /// Is the level stated by the plant?
    pub level_stated: bool,
    /// What would be lost.
    pub loss: Stated<Loss>,
    /// How far it is countered.
    pub state: CellState,
    /// What counters it, in the order of ids; measures given up are left out.
    pub acts: Vec<Act>,
}

/// The matrix.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Columns: the main threats of the catalog, by id and name.
    pub threats: Vec<(ThreatId, Text)>,
    /// Rows: zones that the company runs, by id.
    pub zones: Vec<Named<ZoneId>>,
    /// The cells of each zone, in the order of `threats`.
    pub cells: BTreeMap<ZoneId, Vec<Cell>>,
    /// Zones that somebody else runs.
    pub outside: Vec<Named<ZoneId>>,
    /// Measures of which nobody has said what they are put on.
    pub unplaced: Vec<Named<MeasureId>>,
    /// Measures of which nobody has said what they do: no measure of the catalog is named.
    pub effect_unknown: Vec<Named<MeasureId>>,
    /// Rows of step 1-7 whose threat is not in the catalog.
    pub strays: Vec<Named<ZoneThreatId>>,
}

impl Coverage {
    /// The cell of a zone and a threat.
    #[must_use]
    pub fn cell(&self, zone: &ZoneId, threat: &ThreatId) -> Option<&Cell> {
        let column = self.threats.iter().position(|(id, _)| id == threat)?;
        self.cells.get(zone)?.get(column)
    }

    /// How many cells are how far.
    #[must_use]
    pub fn counts(&self) -> BTreeMap<CellState, usize> {
        let mut counts = BTreeMap::new();
        for cell in self.cells.values().flatten() {
            *counts.entry(cell.state).or_default() += 1;
        }
        counts
    }
}

/// An axis of the radar. The four counts add up to `total`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Axis {
    /// Id: `prevent-spread`, `prevent-goal`, `detect`, `continue`, `network`, `device`, `program`, `physical`.
    pub id: &'static str,
    /// Title.
    pub title: Text,
    /// Cells with such a measure in place.
    pub covered: usize,
    /// Cells with none in place and one planned.
    pub planned: usize,
    /// Cells with neither.
    pub open: usize,
    /// Cells that nobody considered.
    pub unknown: usize,
    /// Cells of which the catalog knows such a measure.
    pub total: usize,
}

impl Axis {
    /// Share covered, 0 to 1; none where there is nothing to cover.
    #[must_use]
    pub fn covered_share(&self) -> Option<f64> {
        share(self.covered, self.total)
    }

    /// Share planned, to be drawn on top of what is covered.
    #[must_use]
    pub fn planned_share(&self) -> Option<f64> {
        share(self.planned, self.total)
    }

    /// Share that nobody considered.
    #[must_use]
    pub fn unknown_share(&self) -> Option<f64> {
        share(self.unknown, self.total)
    }
}

fn share(part: usize, of: usize) -> Option<f64> {
    let number = |n: usize| u32::try_from(n).map_or(f64::from(u32::MAX), f64::from);
    (of > 0).then(|| number(part) / number(of))
}

/// Which threats of which zone are countered by which measures.
#[must_use]
pub fn matrix(facts: &Facts<'_>) -> Coverage {
    let _ = facts;
    Coverage::default()
}

/// The radar of the whole plant.
#[must_use]
pub fn radar(facts: &Facts<'_>) -> Vec<Axis> {
    axes(facts, &matrix(facts), None)
}

/// The radar of one zone.
#[must_use]
pub fn radar_of(facts: &Facts<'_>, zone: &ZoneId) -> Vec<Axis> {
    axes(facts, &matrix(facts), Some(zone))
}

/// The radar of the plant or of a zone, from a matrix at hand.
#[must_use]
pub fn axes(facts: &Facts<'_>, coverage: &Coverage, zone: Option<&ZoneId>) -> Vec<Axis> {
    let _ = (facts, coverage, zone);
    Vec::new()
}
