//! Which threats of a zone are countered by which measures (step 2-2), as a matrix and as a radar.
//!
//! Invariants: a threat that nobody considered for a zone is unknown, whatever measures are there. A measure
//! counts by what its catalog measure does; one of which that is not known is shown and counts for nothing.
//! Zones that somebody else runs have no row: they are listed.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_catalog::Effect;
use sekisho_model::{
    Loss, Measure, MeasureArea, MeasureId, MeasureState, Stated, Text, ThreatId, ThreatLevel, ZoneId,
    ZoneThreat, ZoneThreatId,
};

use crate::facts::Facts;
use crate::impact::Named;
use crate::risk::threats::Tried;
use crate::risk::vulnerability::{self, Protection};
use crate::risk::{Effects, Ground, LevelBecause, Placed, Supposed, Works, guard, works};

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
    /// Zones that only group others: no asset stands in them itself, and nobody considered a threat to them.
    pub frames: Vec<Named<ZoneId>>,
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
    let ground = Ground::new(facts, None);
    on_ground(facts, &ground, &Works::new(facts, &ground.threats))
}

pub(crate) fn on_ground(facts: &Facts<'_>, ground: &Ground<'_>, works: &Works<'_>) -> Coverage {
    let mut coverage = Coverage { threats: columns(ground), ..Coverage::default() };
    for (no, zone) in facts.register.zones.values().enumerate() {
        if ground.graph.outside[no] {
            coverage.outside.push(Named { id: zone.id.clone(), name: zone.name.clone() });
        }
    }
    coverage.update(facts, ground, works, &(0..ground.graph.zones.len()).collect());
    coverage
}

impl Coverage {
    /// Fills the rows of some zones anew, and all lists.
    pub(crate) fn update(
        &mut self,
        facts: &Facts<'_>,
        ground: &Ground<'_>,
        works: &Works<'_>,
        zones: &BTreeSet<usize>,
    ) {
        for zone in zones.iter().copied().filter(|zone| !ground.graph.outside[*zone]) {
            let id = ground.graph.zones[zone];
            if is_frame(facts, id) {
                self.cells.remove(id);
            } else {
                self.cells.insert(id.clone(), cells(facts, ground, works, zone, None));
            }
        }
        self.list_zones(facts, ground);
        self.list_measures(facts);
        let rows = facts.register.zone_threats.values();
        let strays = rows.filter(|row| ground.threats.number(&row.threat).is_none());
        self.strays = strays.map(|row| Named { id: row.id.clone(), name: row.name.clone() }).collect();
    }

    fn list_zones(&mut self, facts: &Facts<'_>, ground: &Ground<'_>) {
        (self.zones, self.frames) = (Vec::new(), Vec::new());
        let own = facts.register.zones.values().enumerate().filter(|(no, _)| !ground.graph.outside[*no]);
        for (_, zone) in own {
            let list = if self.cells.contains_key(&zone.id) { &mut self.zones } else { &mut self.frames };
            list.push(Named { id: zone.id.clone(), name: zone.name.clone() });
        }
    }

    fn list_measures(&mut self, facts: &Facts<'_>) {
        (self.unplaced, self.effect_unknown) = (Vec::new(), Vec::new());
        for measure in facts.register.measures.values().filter(|it| it.state != MeasureState::Dropped) {
            let named = || Named { id: measure.id.clone(), name: measure.name.clone() };
            if !guard::names_a_place(measure) && !guard::is_plant_wide(facts, measure) {
                self.unplaced.push(named());
            }
            if !works::is_known(facts, measure) {
                self.effect_unknown.push(named());
            }
        }
    }
}

fn columns(ground: &Ground<'_>) -> Vec<(ThreatId, Text)> {
    let threat = |tried: &Tried| ground.threats.all[tried.main];
    ground.threats.mains.iter().map(|tried| (threat(tried).id.clone(), threat(tried).name.clone())).collect()
}

fn is_frame(facts: &Facts<'_>, zone: &ZoneId) -> bool {
    !facts.zones_in(zone).is_empty() && facts.assets_in(zone).is_empty() && facts.threats_to(zone).is_empty()
}

/// The cells of one zone, in the order of the main threats.
pub(crate) fn cells(
    facts: &Facts<'_>,
    ground: &Ground<'_>,
    works: &Works<'_>,
    zone: usize,
    supposed: Option<Supposed<'_>>,
) -> Vec<Cell> {
    let at_work = works.in_zone(facts, &ground.graph, zone);
    let rows = rows_by_place(facts, ground, zone);
    let cell = |tried: &Tried| {
        let (mut ids, mut loss) = (Vec::new(), Stated::Unknown);
        for row in &rows[tried.place] {
            ids.push(row.id.clone());
            loss = joined(loss, row.loss);
        }
        let acts: Vec<Act> = at_work
            .iter()
            .filter_map(|it| works.against(facts, &ground.threats, it, tried, supposed))
            .collect();
        let level = ground.levels.of(zone)[tried.place];
        Cell {
            threat: ground.threats.all[tried.main].id.clone(),
            state: state(ground, zone, tried, &ids, &acts),
            rows: ids,
            // A level is 1 to 3 from where it is made; the catalog's stands in should that ever fail.
            level: level.level.try_into().unwrap_or(ground.threats.all[tried.main].level),
            level_stated: level.because == LevelBecause::Stated,
            loss,
            acts,
        }
    };
    ground.threats.mains.iter().map(cell).collect()
}

/// Rows of step 1-7 for a zone, by the place of the main threat that they speak of, or of a technique of it.
fn rows_by_place<'a>(facts: &Facts<'a>, ground: &Ground<'_>, zone: usize) -> Vec<Vec<&'a ZoneThreat>> {
    let mut rows = vec![Vec::new(); ground.threats.mains.len()];
    for row in facts.threats_to(ground.graph.zones[zone]) {
        for place in
            ground.threats.number(&row.threat).map(|no| ground.threats.meant(no)).into_iter().flatten()
        {
            rows[place].push(*row);
        }
    }
    rows
}

fn joined(a: Stated<Loss>, b: Stated<Loss>) -> Stated<Loss> {
    match (a, b) {
        (Stated::Known(a), Stated::Known(b)) => Stated::Known(a.or(b)),
        (Stated::Known(loss), _) | (_, Stated::Known(loss)) => Stated::Known(loss),
        (Stated::NotApplicable, _) | (_, Stated::NotApplicable) => Stated::NotApplicable,
        (Stated::Unknown, Stated::Unknown) => Stated::Unknown,
    }
}

fn state(ground: &Ground<'_>, zone: usize, tried: &Tried, rows: &[ZoneThreatId], acts: &[Act]) -> CellState {
    let protection = Protection { zone: &ground.guards.zones[zone], own: None };
    let any = |state| acts.iter().any(|act| act.state == state && !act.effects.is_empty());
    if rows.is_empty() {
        CellState::Unknown
    } else if vulnerability::strength(protection, tried).prevented {
        CellState::Fully
    } else if any(MeasureState::InPlace) {
        CellState::Partly
    } else if any(MeasureState::Planned) {
        CellState::Planned
    } else {
        CellState::Open
    }
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
///
/// Four axes are the effects of IPA's sheets, four are areas of step 2-2. A cell counts on an axis where the
/// catalog knows a measure of that effect or area against its threat. It is covered where one is in place, be it
/// on a part of the zone; planned where one is planned.
#[must_use]
pub fn axes(facts: &Facts<'_>, coverage: &Coverage, zone: Option<&ZoneId>) -> Vec<Axis> {
    let cells: Vec<&Cell> = match zone {
        Some(zone) => coverage.cells.get(zone).into_iter().flatten().collect(),
        None => coverage.cells.values().flatten().collect(),
    };
    AXES.iter().map(|axis| counted(facts, axis, &cells)).collect()
}

/// Which measures belong on an axis.
enum Measures {
    With(Effect),
    In(&'static [MeasureArea]),
}

const PHYSICAL: &[MeasureArea] = &[
    MeasureArea::Building,
    MeasureArea::Power,
    MeasureArea::Environment,
    MeasureArea::Water,
    MeasureArea::Equipment,
    MeasureArea::PhysicalAccess,
];

static AXES: &[(&str, (&str, &str), Measures)] = &[
    (
        "prevent-spread",
        ("侵入・拡散の防止", "Prevent entry and spread"),
        Measures::With(Effect::PreventSpread),
    ),
    ("prevent-goal", ("被害の防止", "Prevent the damage"), Measures::With(Effect::PreventGoal)),
    ("detect", ("検知・被害把握", "Detect"), Measures::With(Effect::Detect)),
    ("continue", ("事業継続", "Keep running"), Measures::With(Effect::Continue)),
    ("network", ("ネットワーク", "Network"), Measures::In(&[MeasureArea::Network])),
    ("device", ("機器", "Devices"), Measures::In(&[MeasureArea::Device])),
    (
        "program",
        ("業務プログラム・利用サービス", "Programs and services"),
        Measures::In(&[MeasureArea::Program]),
    ),
    ("physical", ("物理面", "Physical"), Measures::In(PHYSICAL)),
];

fn counted(
    facts: &Facts<'_>,
    (id, (ja, en), measures): &(&'static str, (&str, &str), Measures),
    cells: &[&Cell],
) -> Axis {
    let known = counterable(facts, measures);
    let mut axis =
        Axis { id, title: Text::new(*ja, *en), covered: 0, planned: 0, open: 0, unknown: 0, total: 0 };
    for cell in cells.iter().filter(|cell| known.contains(&cell.threat)) {
        let any = |state| cell.acts.iter().any(|act| act.state == state && belongs(facts, act, measures));
        let count = if cell.state == CellState::Unknown {
            &mut axis.unknown
        } else if any(MeasureState::InPlace) {
            &mut axis.covered
        } else if any(MeasureState::Planned) {
            &mut axis.planned
        } else {
            &mut axis.open
        };
        *count += 1;
        axis.total += 1;
    }
    axis
}

fn belongs(facts: &Facts<'_>, act: &Act, measures: &Measures) -> bool {
    match measures {
        Measures::With(effect) => act.effects.has(*effect),
        Measures::In(areas) => {
            let measure = facts.register.measures.get(&act.measure);
            let area = measure.and_then(|measure| area_of(facts, measure));
            !act.effects.is_empty() && area.is_some_and(|area| areas.contains(&area))
        }
    }
}

/// Where a measure acts: as stated, or else as its catalog measure does.
fn area_of(facts: &Facts<'_>, measure: &Measure) -> Option<MeasureArea> {
    let practice = || measure.practice.known().and_then(|id| facts.catalog.practices.get(id));
    measure.area.known().copied().or_else(|| practice().map(|practice| practice.area))
}

/// Main threats against which the catalog knows such a measure.
fn counterable<'a>(facts: &Facts<'a>, measures: &Measures) -> BTreeSet<&'a ThreatId> {
    let mut known = BTreeSet::new();
    for practice in facts.catalog.practices.values() {
        for (threat, effects) in &practice.counters {
            let counts = match measures {
                Measures::With(effect) => effects.contains(effect),
                Measures::In(areas) => areas.contains(&practice.area),
            };
            if counts {
                known.insert(threat);
                known.extend(facts.catalog.threats.get(threat).iter().flat_map(|threat| &threat.serves));
            }
        }
    }
    known
}
