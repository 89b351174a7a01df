//! How far a change reaches: which zones and conduits are guarded or threatened otherwise than before.
//!
//! Invariant: holds as long as zones and conduits are the same: they are compared by number.

use std::collections::{BTreeSet, HashSet};
use std::hash::Hash;

use sekisho_model::{ConduitId, Measure, ZoneId};

use crate::facts::Facts;
use crate::risk::Ground;
use crate::risk::Tree;
use crate::risk::guard::{Guards, is_plant_wide};
use crate::risk::level::Levels;

/// What guarded and threatened each place when it was last judged.
#[derive(Debug)]
pub(crate) struct Memo {
    guards: Guards,
    levels: Levels,
    vulnerable: Vec<bool>,
}

/// Places that are guarded or threatened otherwise than before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Reach {
    pub(crate) zones: BTreeSet<usize>,
    conduits: BTreeSet<usize>,
}

impl Memo {
    pub(crate) fn new(ground: Ground<'_>) -> Self {
        Self { guards: ground.guards, levels: ground.levels, vulnerable: ground.vulnerable }
    }

    /// Where a new ground differs.
    pub(crate) fn differing(&self, ground: &Ground<'_>) -> Reach {
        let zone = |zone: &usize| {
            self.guards.zones.get(*zone) != ground.guards.zones.get(*zone)
                || self.guards.within.get(*zone) != ground.guards.within.get(*zone)
                || self.guards.on_assets(*zone) != ground.guards.on_assets(*zone)
                || self.levels.of(*zone) != ground.levels.of(*zone)
                || self.vulnerable.get(*zone) != ground.vulnerable.get(*zone)
        };
        let conduit =
            |conduit: &usize| self.guards.conduits.get(*conduit) != ground.guards.conduits.get(*conduit);
        Reach {
            zones: (0..ground.graph.zones.len()).filter(zone).collect(),
            conduits: (0..ground.graph.conduits.len()).filter(conduit).collect(),
        }
    }
}

impl Reach {
    /// These places by id.
    pub(crate) fn places<'a>(&self, ground: &Ground<'a>) -> Places<'a> {
        Places {
            zones: Ids::new(self.zones.iter().map(|zone| ground.graph.zones[*zone])),
            conduits: Ids::new(self.conduits.iter().map(|conduit| &ground.graph.conduits[*conduit].id)),
        }
    }

    /// These zones and those in which a measure is listed.
    pub(crate) fn with_measure(
        &self,
        facts: &Facts<'_>,
        ground: &Ground<'_>,
        measure: &Measure,
    ) -> BTreeSet<usize> {
        let mut zones = of_measure(facts, ground, measure);
        zones.extend(&self.zones);
        zones
    }
}

/// Places by id.
#[derive(Debug)]
pub(crate) struct Places<'a> {
    zones: Ids<'a, ZoneId>,
    conduits: Ids<'a, ConduitId>,
}

impl Places<'_> {
    /// Does a tree pass through one of them?
    pub(crate) fn touch(&self, tree: &Tree) -> bool {
        let mut steps = tree.routes.iter().flat_map(|route| &route.steps);
        steps.any(|step| {
            self.zones.has(&step.zone.id)
                || step.conduit.as_ref().is_some_and(|conduit| self.conduits.has(&conduit.id))
        })
    }
}

/// A few ids are found faster one by one, many by their hash.
#[derive(Debug)]
enum Ids<'a, Id> {
    Few(Vec<&'a Id>),
    Many(HashSet<&'a Id>),
}

impl<'a, Id: Eq + Hash> Ids<'a, Id> {
    fn new(ids: impl ExactSizeIterator<Item = &'a Id>) -> Self {
        if ids.len() < 16 { Self::Few(ids.collect()) } else { Self::Many(ids.collect()) }
    }

    fn has(&self, id: &Id) -> bool {
        match self {
            Self::Few(ids) => ids.contains(&id),
            Self::Many(ids) => ids.contains(id),
        }
    }
}

/// The zones in whose cells a measure is listed.
pub(crate) fn of_measure(facts: &Facts<'_>, ground: &Ground<'_>, measure: &Measure) -> BTreeSet<usize> {
    let graph = &ground.graph;
    let all = 0..graph.zones.len();
    if is_plant_wide(facts, measure) {
        return all.collect();
    }
    let mut named: BTreeSet<usize> = measure.zones.iter().filter_map(|id| graph.zone(id)).collect();
    for conduit in measure.conduits.iter().filter_map(|id| graph.conduit(id)) {
        let conduit = graph.conduits[conduit];
        named.extend([&conduit.from, &conduit.to].into_iter().filter_map(|id| graph.zone(id)));
    }
    let inside =
        all.filter(|zone| named.contains(zone) || graph.around(*zone).any(|outer| named.contains(&outer)));
    let mut zones: BTreeSet<usize> = inside.collect();
    let assets = measure.assets.iter().filter_map(|id| facts.register.assets.get(id));
    zones.extend(assets.filter_map(|asset| graph.zone(asset.zone.known()?)));
    zones
}
