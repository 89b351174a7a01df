//! Measures at work at a place, whatever their state: what a figure opens to.
//!
//! Invariant: a measure is listed once at a place, with the widest thing it is put on there. Measures given up are
//! left out.

use std::collections::{BTreeMap, HashMap};

use sekisho_model::{Asset, Measure, MeasureId, MeasureState};

use super::effects::{Effects, Placed};
use super::graph::{Graph, ZoneNo};
use super::guard::{self, Supposed};
use super::threats::{Hits, Threats, Tried};
use crate::coverage::Act;
use crate::facts::Facts;

/// What every measure of a register does, and those that act on the whole plant.
#[derive(Debug)]
pub(crate) struct Works<'a> {
    hits: HashMap<&'a MeasureId, Hits>,
    plant: Vec<&'a Measure>,
}

/// A measure at a place.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AtWork<'a> {
    pub(crate) measure: &'a Measure,
    placed: Placed,
    whole: bool,
}

impl<'a> Works<'a> {
    pub(crate) fn new(facts: &Facts<'a>, threats: &Threats<'a>) -> Self {
        let measures = || facts.register.measures.values();
        Self {
            hits: measures().map(|measure| (&measure.id, threats.hits(measure))).collect(),
            plant: measures().filter(|measure| guard::is_plant_wide(facts, measure)).collect(),
        }
    }

    /// What acts in a zone, in the order of ids.
    pub(crate) fn in_zone(&self, facts: &Facts<'a>, graph: &Graph<'a>, zone: ZoneNo) -> Vec<AtWork<'a>> {
        let mut list = List::default();
        list.add(&self.plant, Placed::Plant, |_| true);
        list.add(facts.measures_on_zone(graph.zones[zone]), Placed::Zone, |_| true);
        for outer in graph.around(zone) {
            list.add(facts.measures_on_zone(graph.zones[outer]), Placed::OuterZone, |_| true);
        }
        for at in std::iter::once(zone).chain(graph.around(zone)) {
            for conduit in graph.touching(at) {
                let on = facts.measures_on_conduit(&graph.conduits[*conduit].id);
                list.add(on, Placed::Conduit, |measure| on_every_way_in(graph, zone, measure));
            }
        }
        let assets = facts.assets_in(graph.zones[zone]);
        for asset in assets {
            let everywhere = |measure: &Measure| assets.iter().all(|it| measure.assets.contains(&it.id));
            list.add(facts.measures_on_asset(&asset.id), Placed::Asset, everywhere);
        }
        list.0.into_values().collect()
    }

    /// What acts on an asset, in the order of ids.
    pub(crate) fn on_asset(
        &self,
        facts: &Facts<'a>,
        graph: &Graph<'a>,
        zone: ZoneNo,
        asset: &Asset,
    ) -> Vec<AtWork<'a>> {
        let mut list = List::default();
        list.add(facts.measures_on_asset(&asset.id), Placed::Asset, |_| true);
        for at_work in self.in_zone(facts, graph, zone) {
            if at_work.placed != Placed::Asset {
                list.put(at_work);
            }
        }
        list.0.into_values().collect()
    }

    /// What somebody meets who comes into a zone through a conduit, in the order of ids.
    pub(crate) fn on_the_way(
        &self,
        facts: &Facts<'a>,
        graph: &Graph<'a>,
        conduit: Option<usize>,
        zone: ZoneNo,
    ) -> Vec<AtWork<'a>> {
        let mut list = List::default();
        if let Some(conduit) = conduit {
            list.add(facts.measures_on_conduit(&graph.conduits[conduit].id), Placed::Conduit, |_| true);
        }
        for at_work in self.in_zone(facts, graph, zone) {
            if at_work.placed != Placed::Conduit {
                list.put(at_work);
            }
        }
        list.0.into_values().collect()
    }

    /// A measure against a main threat; none where it does nothing to it.
    pub(crate) fn against(
        &self,
        facts: &Facts<'_>,
        threats: &Threats<'_>,
        at_work: &AtWork<'_>,
        tried: &Tried,
        supposed: Option<Supposed<'_>>,
    ) -> Option<Act> {
        let measure = at_work.measure;
        let state = guard::state(measure, supposed);
        let hits = self.hits.get(&measure.id).map_or(&[][..], Vec::as_slice);
        let (effects, whole_threat) = on(hits, tried);
        let counts =
            !effects.is_empty() || (!is_known(facts, measure) && is_meant_for(threats, measure, tried));
        (counts && state != MeasureState::Dropped).then(|| Act {
            measure: measure.id.clone(),
            name: measure.name.clone(),
            state,
            effects,
            whole: at_work.whole && whole_threat,
            placed: at_work.placed,
        })
    }
}

/// The effects on a main threat, and whether they meet the whole of it.
pub(crate) fn on(hits: &[(usize, Effects)], tried: &Tried) -> (Effects, bool) {
    let (mut direct, mut through, mut met) = (Effects::NONE, Effects::NONE, 0);
    for (threat, effects) in hits {
        if *threat == tried.main {
            direct = direct.or(*effects);
        } else if tried.techniques.binary_search(threat).is_ok() {
            through = through.or(*effects);
            met += 1;
        }
    }
    (direct.or(through), !direct.is_empty() || (met > 0 && met == tried.techniques.len()))
}

/// Is it known what a measure does?
pub(crate) fn is_known(facts: &Facts<'_>, measure: &Measure) -> bool {
    measure.practice.known().is_some_and(|id| facts.catalog.practices.contains_key(id))
}

fn is_meant_for(threats: &Threats<'_>, measure: &Measure, tried: &Tried) -> bool {
    let named = measure.threats.iter().filter_map(|id| threats.number(id));
    named.into_iter().any(|no| no == tried.main || tried.techniques.contains(&no))
}

fn on_every_way_in(graph: &Graph<'_>, zone: ZoneNo, measure: &Measure) -> bool {
    let doors = std::iter::once(zone).chain(graph.around(zone)).find(|at| graph.leads_in(*at));
    doors.is_some_and(|at| {
        let mut ways = graph.touching(at).iter().filter(|conduit| graph.leads_into(**conduit, at));
        ways.all(|conduit| measure.conduits.contains(&graph.conduits[*conduit].id))
    })
}

#[derive(Default)]
struct List<'a>(BTreeMap<&'a MeasureId, AtWork<'a>>);

impl<'a> List<'a> {
    fn add(&mut self, measures: &[&'a Measure], placed: Placed, whole: impl Fn(&Measure) -> bool) {
        for measure in measures {
            if measure.state != MeasureState::Dropped {
                self.put(AtWork { measure, placed, whole: whole(measure) });
            }
        }
    }

    fn put(&mut self, new: AtWork<'a>) {
        let old = self.0.entry(&new.measure.id).or_insert(new);
        if new.whole && !old.whole {
            *old = new;
        }
    }
}
