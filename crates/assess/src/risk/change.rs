//! What a change would do: which risk values, routes and cells are other than before.
//!
//! Invariant: what is not listed is the same before and after.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_catalog::RiskValue;
use sekisho_model::{AssetId, BusinessId, MeasureId, MeasureState, ScenarioId, Text, ThreatId, ZoneId};

use super::asset::{self, AssetRisk, AssetRow, Graded, Rating};
use super::business::{BusinessRisk, Rater, Tree};
use super::ground::Ground;
use super::guard::Supposed;
use super::works::Works;
use crate::coverage::{self, CellState, Coverage};
use crate::facts::Facts;
use crate::impact::Named;
use crate::judgements::Judgements;

/// One value, before and after; none where there was or is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step<T> {
    /// As it was.
    pub before: Option<T>,
    /// As it would be.
    pub after: Option<T>,
}

/// A threat to some assets whose risk value changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssetChange {
    /// The assets; several where they share a row.
    pub assets: Vec<Named<AssetId>>,
    /// The main threat.
    pub threat: ThreatId,
    /// Risk value.
    pub value: Step<RiskValue>,
    /// Vulnerability level.
    pub vulnerability: Step<u8>,
}

/// A scenario whose risk value changes, or one of whose routes does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreeChange {
    /// The scenario.
    pub id: ScenarioId,
    /// What it says.
    pub name: Text,
    /// The business.
    pub business: Named<BusinessId>,
    /// Risk value of the scenario.
    pub value: Step<RiskValue>,
    /// Risk values of its routes, in their order, where these differ.
    pub routes: Vec<Step<RiskValue>>,
}

/// A cell of zone × threat whose state changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellChange {
    /// The zone.
    pub zone: ZoneId,
    /// The threat.
    pub threat: ThreatId,
    /// Its state.
    pub state: Step<CellState>,
}

/// Everything that a change would change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// Risk values of assets.
    pub assets: Vec<AssetChange>,
    /// Scenarios.
    pub trees: Vec<TreeChange>,
    /// Cells.
    pub cells: Vec<CellChange>,
}

impl Difference {
    /// Does nothing change?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.assets.is_empty() && self.trees.is_empty() && self.cells.is_empty()
    }
}

/// What differs between two states of a register.
#[must_use]
pub fn change(before: &Facts<'_>, after: &Facts<'_>) -> Difference {
    let judged = |facts: &Facts<'_>| {
        let ground = Ground::new(facts, None);
        let works = Works::new(facts, &ground.threats);
        (
            asset::on_ground(facts, &ground),
            super::business::on_ground(facts, &ground, super::BusinessOptions::default()),
            coverage::on_ground(facts, &ground, &works),
        )
    };
    let (old, new) = (judged(before), judged(after));
    Difference { assets: assets(&old.0, &new.0), trees: trees(&old.1, &new.1), cells: cells(&old.2, &new.2) }
}

/// What would change if a measure had another state. Works everything out first; where judgements are at hand,
/// [`Judgements::what_if`] is far cheaper.
#[must_use]
pub fn what_if(facts: &Facts<'_>, measure: &MeasureId, state: MeasureState) -> Difference {
    Judgements::new(facts).what_if(facts, measure, state)
}

/// Values of each asset by threat, with its name.
type Values<'r> = BTreeMap<&'r AssetId, (&'r Named<AssetId>, &'r AssetRow)>;

fn by_asset(risk: &AssetRisk) -> Values<'_> {
    risk.rows().flat_map(|row| row.members.iter().map(move |member| (&member.id, (member, row)))).collect()
}

fn assets(before: &AssetRisk, after: &AssetRisk) -> Vec<AssetChange> {
    let (before, after) = (by_asset(before), by_asset(after));
    let ids: BTreeSet<&AssetId> = before.keys().chain(after.keys()).copied().collect();
    let mut changes = Vec::new();
    for id in ids {
        let (old, new) = (before.get(id), after.get(id));
        let Some((member, _)) = new.or(old) else { continue };
        rows_differ(&[(*member).clone()], old.map(|it| it.1), new.map(|it| it.1), &mut changes);
    }
    changes
}

/// Adds the ratings in which two rows differ.
pub(super) fn rows_differ(
    members: &[Named<AssetId>],
    before: Option<&AssetRow>,
    after: Option<&AssetRow>,
    changes: &mut Vec<AssetChange>,
) {
    let ratings = |row: Option<&AssetRow>| -> BTreeMap<ThreatId, (Option<RiskValue>, u8)> {
        let rows = row.into_iter().flat_map(|row| &row.ratings);
        rows.map(|rating| (rating.threat.clone(), (rating.value, rating.vulnerability))).collect()
    };
    if same(before, after) {
        return;
    }
    let (before, after) = (ratings(before), ratings(after));
    let threats: BTreeSet<&ThreatId> = before.keys().chain(after.keys()).collect();
    for threat in threats {
        let (old, new) = (before.get(threat), after.get(threat));
        if old != new {
            changes.push(AssetChange {
                assets: members.to_vec(),
                threat: threat.clone(),
                value: Step { before: old.and_then(|it| it.0), after: new.and_then(|it| it.0) },
                vulnerability: Step { before: old.map(|it| it.1), after: new.map(|it| it.1) },
            });
        }
    }
}

/// Are the values and levels of two rows the same, threat by threat?
fn same(before: Option<&AssetRow>, after: Option<&AssetRow>) -> bool {
    let (Some(before), Some(after)) = (before, after) else { return false };
    let (old, new) = (&before.ratings, &after.ratings);
    let pair = |(a, b): (&Rating, &Rating)| {
        (a.value, a.vulnerability) == (b.value, b.vulnerability) && a.threat == b.threat
    };
    old.len() == new.len() && old.iter().zip(new).all(pair)
}

/// The ratings of a row that come to something else.
fn regraded<'r>(row: &'r AssetRow, graded: &'r [Graded]) -> impl Iterator<Item = AssetChange> + 'r {
    let pairs = row.ratings.iter().zip(graded);
    let other = pairs.filter(|(old, new)| (old.value, old.vulnerability) != (new.value, new.vulnerability.0));
    other.map(|(old, new)| AssetChange {
        assets: row.members.clone(),
        threat: old.threat.clone(),
        value: Step { before: old.value, after: new.value },
        vulnerability: Step { before: Some(old.vulnerability), after: Some(new.vulnerability.0) },
    })
}

/// How a tree changes whose routes come to other values; none where they don't.
fn revalued(tree: &Tree, values: &[Option<RiskValue>]) -> Option<TreeChange> {
    let pairs = tree.routes.iter().zip(values);
    let steps = pairs.map(|(route, value)| Step { before: route.value, after: *value });
    let routes: Vec<_> = steps.filter(|step| step.before != step.after).collect();
    (!routes.is_empty()).then(|| TreeChange {
        id: tree.id.clone(),
        name: tree.name.clone(),
        business: tree.business.clone(),
        value: Step { before: tree.value, after: values.iter().copied().flatten().max() },
        routes,
    })
}

fn trees(before: &BusinessRisk, after: &BusinessRisk) -> Vec<TreeChange> {
    let by_id = |risk: &'_ BusinessRisk| -> BTreeMap<ScenarioId, Tree> {
        risk.trees().map(|tree| (tree.id.clone(), tree.clone())).collect()
    };
    let (before, after) = (by_id(before), by_id(after));
    let ids: BTreeSet<&ScenarioId> = before.keys().chain(after.keys()).collect();
    ids.into_iter().filter_map(|id| trees_differ(before.get(id), after.get(id))).collect()
}

/// How two trees differ; none where they don't.
pub(super) fn trees_differ(before: Option<&Tree>, after: Option<&Tree>) -> Option<TreeChange> {
    let tree = after.or(before)?;
    let routes = |tree: Option<&Tree>| -> Vec<Option<RiskValue>> {
        tree.into_iter().flat_map(|tree| &tree.routes).map(|route| route.value).collect()
    };
    let value = Step { before: before.and_then(|tree| tree.value), after: after.and_then(|tree| tree.value) };
    let (old, new) = (routes(before), routes(after));
    if value.before == value.after && old == new {
        return None;
    }
    let of = |values: &[Option<RiskValue>], at: usize| values.get(at).copied().flatten();
    let steps = (0..old.len().max(new.len())).map(|at| Step { before: of(&old, at), after: of(&new, at) });
    Some(TreeChange {
        id: tree.id.clone(),
        name: tree.name.clone(),
        business: tree.business.clone(),
        value,
        routes: steps.filter(|step| step.before != step.after).collect(),
    })
}

fn cells(before: &Coverage, after: &Coverage) -> Vec<CellChange> {
    let zones: BTreeSet<&ZoneId> = before.cells.keys().chain(after.cells.keys()).collect();
    let mut changes = Vec::new();
    for zone in zones {
        let of = |coverage: &Coverage| -> BTreeMap<ThreatId, CellState> {
            let cells = coverage.cells.get(zone).into_iter().flatten();
            cells.map(|cell| (cell.threat.clone(), cell.state)).collect()
        };
        cells_differ(zone, &of(before), &of(after), &mut changes);
    }
    changes
}

/// Adds the cells of a zone that differ.
pub(super) fn cells_differ(
    zone: &ZoneId,
    before: &BTreeMap<ThreatId, CellState>,
    after: &BTreeMap<ThreatId, CellState>,
    changes: &mut Vec<CellChange>,
) {
    let threats: BTreeSet<&ThreatId> = before.keys().chain(after.keys()).collect();
    for threat in threats {
        let state = Step { before: before.get(threat).copied(), after: after.get(threat).copied() };
        if state.before != state.after {
            changes.push(CellChange { zone: zone.clone(), threat: threat.clone(), state });
        }
    }
}

impl Judgements {
    /// What would change if a measure had another state. Looks only at what the measure reaches.
    #[must_use]
    pub fn what_if(&self, facts: &Facts<'_>, measure: &MeasureId, state: MeasureState) -> Difference {
        let mut difference = Difference::default();
        let Some(record) = facts.register.measures.get(measure) else { return difference };
        let supposed = Supposed { measure, state };
        let ground = Ground::new(facts, Some(supposed));
        let reach = self.memo.differing(&ground);
        for zone in &reach.zones {
            for row in self.assets.zones.get(ground.graph.zones[*zone]).into_iter().flatten() {
                let first = row.members.first().and_then(|first| facts.register.assets.get(&first.id));
                let graded = asset::grades(facts, &ground, *zone, first, row);
                difference.assets.extend(regraded(row, &graded));
            }
        }
        let (mut rater, places) = (Rater::new(facts, &ground), reach.places(&ground));
        for tree in self.business.trees().filter(|tree| places.touch(tree)) {
            let values = rater.values(tree);
            difference.trees.extend(revalued(tree, &values));
        }
        let works = Works::new(facts, &ground.threats);
        for zone in reach.with_measure(facts, &ground, record) {
            let id = ground.graph.zones[zone];
            let Some(old) = self.coverage.cells.get(id) else { continue };
            let new = coverage::cells(facts, &ground, &works, zone, Some(supposed));
            let states = |cells: &[coverage::Cell]| -> BTreeMap<ThreatId, CellState> {
                cells.iter().map(|cell| (cell.threat.clone(), cell.state)).collect()
            };
            cells_differ(id, &states(old), &states(&new), &mut difference.cells);
        }
        difference
    }
}
