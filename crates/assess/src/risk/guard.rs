//! What guards each zone, conduit and asset: the measures in place, by what they do to which threat.
//!
//! Invariants: a guard only ever grows when a measure is put in place. What acts on a part of a place only is
//! kept apart from what acts on the whole of it. A measure of which nobody has said what it is put on guards
//! nothing.

use std::collections::{BTreeSet, HashMap};

use sekisho_catalog::Protects;
use sekisho_model::{Asset, Conduit, Direction, Measure, MeasureArea, MeasureId, MeasureState, Register};

use super::effects::Effects;
use super::graph::{Graph, ZoneNo};
use super::threats::{Hits, ThreatNo, Threats};
use crate::facts::Facts;

/// The effects on every threat at a place, by threat number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Guard(Box<[Effects]>);

impl Guard {
    pub(crate) fn none(threats: usize) -> Self {
        Self(vec![Effects::NONE; threats].into())
    }

    pub(crate) fn on(&self, threat: ThreatNo) -> Effects {
        self.0[threat]
    }

    pub(crate) fn add(&mut self, hits: &Hits) {
        for (threat, effects) in hits {
            self.0[*threat] = self.0[*threat].or(*effects);
        }
    }

    pub(crate) fn join(&mut self, other: &Self) {
        for (mine, theirs) in self.0.iter_mut().zip(&other.0) {
            *mine = mine.or(*theirs);
        }
    }

    fn meet(&mut self, other: &Self) {
        for (mine, theirs) in self.0.iter_mut().zip(&other.0) {
            *mine = mine.and(*theirs);
        }
    }
}

/// What guards one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Guarded {
    /// On the whole of it.
    pub(crate) whole: Guard,
    /// On a part of it, or on some of the ways into it.
    pub(crate) part: Guard,
}

impl Guarded {
    fn none(threats: usize) -> Self {
        Self { whole: Guard::none(threats), part: Guard::none(threats) }
    }
}

/// A supposed state of one measure, in place of what the register says.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Supposed<'s> {
    pub(crate) measure: &'s MeasureId,
    pub(crate) state: MeasureState,
}

/// What guards what.
#[derive(Debug)]
pub(crate) struct Guards {
    /// Each zone, for an asset in it: what is put on it, on zones around it, on the plant and on its conduits.
    pub(crate) zones: Vec<Guarded>,
    /// Each zone without its conduits, for somebody who comes through one of them; assets in it are a part.
    pub(crate) within: Vec<Guarded>,
    /// Each conduit, by its place in the graph; none where nothing is put on it.
    pub(crate) conduits: Vec<Option<Guard>>,
    /// Measures in place on assets of each zone.
    on_assets: Vec<BTreeSet<MeasureId>>,
    /// What each measure in place on an asset does.
    assets: HashMap<MeasureId, Hits>,
    threats: usize,
}

/// What a measure is put on, where it names nothing.
pub(crate) fn is_plant_wide(facts: &Facts<'_>, measure: &Measure) -> bool {
    let practice = measure.practice.known().and_then(|id| facts.catalog.practices.get(id));
    !names_a_place(measure)
        && (practice.is_some_and(|practice| practice.protects == Protects::Plant)
            || measure.area.known() == Some(&MeasureArea::Operation))
}

/// Does a measure name a zone, a conduit or an asset?
pub(crate) fn names_a_place(measure: &Measure) -> bool {
    !(measure.zones.is_empty() && measure.conduits.is_empty() && measure.assets.is_empty())
}

impl Guards {
    pub(crate) fn new(
        facts: &Facts<'_>,
        threats: &Threats<'_>,
        graph: &Graph<'_>,
        supposed: Option<Supposed<'_>>,
    ) -> Self {
        let n = threats.all.len();
        let mut guards = Self {
            zones: Vec::new(),
            within: vec![Guarded::none(n); graph.zones.len()],
            conduits: vec![None; graph.conduits.len()],
            on_assets: vec![BTreeSet::new(); graph.zones.len()],
            assets: HashMap::new(),
            threats: n,
        };
        let mut plant = Guard::none(n);
        for measure in facts.register.measures.values().filter(|measure| is_in_place(measure, supposed)) {
            let hits = threats.hits(measure);
            if is_plant_wide(facts, measure) {
                plant.add(&hits);
            }
            guards.put(facts.register, graph, measure, hits);
        }
        guards.inherit(graph, &plant);
        guards.all_have_it(facts, graph);
        guards.zones = (0..graph.zones.len()).map(|zone| guards.with_conduits(graph, zone)).collect();
        guards
    }

    /// Puts a measure in place on what it names.
    fn put(&mut self, register: &Register, graph: &Graph<'_>, measure: &Measure, hits: Hits) {
        for zone in measure.zones.iter().filter_map(|id| graph.zone(id)) {
            self.within[zone].whole.add(&hits);
        }
        for conduit in measure.conduits.iter().filter_map(|id| graph.conduit(id)) {
            self.conduits[conduit].get_or_insert_with(|| Guard::none(self.threats)).add(&hits);
        }
        let assets = measure.assets.iter().filter_map(|id| register.assets.get(id));
        for zone in assets.filter_map(|asset| asset.zone.known()).filter_map(|id| graph.zone(id)) {
            self.within[zone].part.add(&hits);
            self.on_assets[zone].insert(measure.id.clone());
        }
        if !measure.assets.is_empty() {
            self.assets.insert(measure.id.clone(), hits);
        }
    }

    /// What is put on a zone acts in the zones in it, too; what is put on the plant, everywhere.
    fn inherit(&mut self, graph: &Graph<'_>, plant: &Guard) {
        let own: Vec<Guard> = self.within.iter().map(|zone| zone.whole.clone()).collect();
        for (zone, guarded) in self.within.iter_mut().enumerate() {
            guarded.whole.join(plant);
            for outer in graph.around(zone) {
                guarded.whole.join(&own[outer]);
            }
        }
    }

    /// What every asset of a zone has, the zone has.
    fn all_have_it(&mut self, facts: &Facts<'_>, graph: &Graph<'_>) {
        for zone in 0..graph.zones.len() {
            let mut assets = facts.assets_in(graph.zones[zone]).iter();
            let Some(mut common) = assets.next().and_then(|first| self.of_asset(facts, first)) else {
                continue;
            };
            let shared = assets.all(|asset| match self.of_asset(facts, asset) {
                Some(guard) => {
                    common.meet(&guard);
                    true
                }
                None => false,
            });
            if shared {
                self.within[zone].whole.join(&common);
            }
        }
    }

    /// Measures in place on assets of a zone.
    pub(crate) fn on_assets(&self, zone: ZoneNo) -> Option<&BTreeSet<MeasureId>> {
        self.on_assets.get(zone)
    }

    /// What is put on an asset itself; none where nothing is.
    pub(crate) fn of_asset(&self, facts: &Facts<'_>, asset: &Asset) -> Option<Guard> {
        let mut guard = None;
        for hits in facts.measures_on_asset(&asset.id).iter().filter_map(|it| self.assets.get(&it.id)) {
            guard.get_or_insert_with(|| Guard::none(self.threats)).add(hits);
        }
        guard
    }

    /// A zone with the conduits that lead into it. What all of them have acts on the whole zone.
    fn with_conduits(&self, graph: &Graph<'_>, zone: ZoneNo) -> Guarded {
        let mut guarded = Guarded { whole: self.within[zone].whole.clone(), part: Guard::none(self.threats) };
        // Where no conduit leads into the zone itself, one comes in by the zone around it.
        let doors = std::iter::once(zone).chain(graph.around(zone)).find(|at| graph.leads_in(*at));
        if let Some(all) = doors.and_then(|at| self.common_to_ways_in(graph, at)) {
            guarded.whole.join(&all);
        }
        for at in std::iter::once(zone).chain(graph.around(zone)) {
            for guard in graph.touching(at).iter().filter_map(|conduit| self.conduits[*conduit].as_ref()) {
                guarded.part.join(guard);
            }
        }
        guarded
    }

    fn common_to_ways_in(&self, graph: &Graph<'_>, zone: ZoneNo) -> Option<Guard> {
        let mut common: Option<Guard> = None;
        for conduit in graph.touching(zone).iter().filter(|conduit| graph.leads_into(**conduit, zone)) {
            let guard = self.conduits[*conduit].as_ref()?;
            match &mut common {
                None => common = Some(guard.clone()),
                Some(common) => common.meet(guard),
            }
        }
        common
    }
}

/// Is a measure in place, by the register or by what is supposed?
pub(crate) fn is_in_place(measure: &Measure, supposed: Option<Supposed<'_>>) -> bool {
    state(measure, supposed) == MeasureState::InPlace
}

/// How far a measure is, by the register or by what is supposed.
pub(crate) fn state(measure: &Measure, supposed: Option<Supposed<'_>>) -> MeasureState {
    supposed.filter(|it| *it.measure == measure.id).map_or(measure.state, |it| it.state)
}

/// Can a connection be opened through a conduit into a zone?
pub(crate) fn opens_into(conduit: &Conduit, zone: &sekisho_model::ZoneId) -> bool {
    conduit.to == *zone || (conduit.direction == Direction::Both && conduit.from == *zone)
}
