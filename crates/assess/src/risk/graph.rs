//! Zones and conduits by number, and the ways between them.
//!
//! Invariants: a way follows a conduit in a direction in which connections can be opened. Into a zone that no
//! conduit leads into, one comes from the zone around it: its border is not registered, so it is taken as open.
//! Conduits to zones that are not in the register lead nowhere.

use std::collections::{HashMap, VecDeque};

use sekisho_model::{Conduit, ConduitId, Direction, ZoneId};

use crate::facts::Facts;

/// Number of a zone: its place among the register's zones.
pub(crate) type ZoneNo = usize;
/// Number of a conduit: its place among the register's conduits.
pub(crate) type ConduitNo = usize;

/// A step from one zone to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Way {
    /// The other zone.
    pub(crate) zone: ZoneNo,
    /// The conduit; none from a zone into one inside it.
    pub(crate) conduit: Option<ConduitNo>,
}

/// Zones, conduits and ways.
#[derive(Debug)]
pub(crate) struct Graph<'a> {
    /// Zones by id.
    pub(crate) zones: Vec<&'a ZoneId>,
    /// Conduits by id.
    pub(crate) conduits: Vec<&'a Conduit>,
    /// Is a zone run by somebody outside?
    pub(crate) outside: Vec<bool>,
    zone_numbers: HashMap<&'a ZoneId, ZoneNo>,
    conduit_numbers: HashMap<&'a ConduitId, ConduitNo>,
    parents: Vec<Option<ZoneNo>>,
    touching: Vec<Vec<ConduitNo>>,
    onward: Vec<Vec<Way>>,
    back: Vec<Vec<Way>>,
}

impl<'a> Graph<'a> {
    pub(crate) fn new(facts: &Facts<'a>) -> Self {
        let register = facts.register;
        let zones: Vec<&ZoneId> = register.zones.keys().collect();
        let zone_numbers: HashMap<_, _> = zones.iter().enumerate().map(|(no, id)| (*id, no)).collect();
        let conduits: Vec<&Conduit> = register.conduits.values().collect();
        let parent = |zone: &ZoneId| {
            let parent = register.zones.get(zone)?.parent.known()?;
            zone_numbers.get(parent).copied()
        };
        let mut graph = Self {
            outside: zones.iter().map(|zone| facts.is_outside(zone)).collect(),
            parents: zones.iter().map(|zone| parent(zone)).collect(),
            touching: vec![Vec::new(); zones.len()],
            onward: vec![Vec::new(); zones.len()],
            back: vec![Vec::new(); zones.len()],
            conduit_numbers: conduits.iter().enumerate().map(|(no, conduit)| (&conduit.id, no)).collect(),
            zones,
            conduits,
            zone_numbers,
        };
        graph.lay_conduits();
        graph.open_inner_zones();
        graph
    }

    fn lay_conduits(&mut self) {
        for no in 0..self.conduits.len() {
            let conduit = self.conduits[no];
            let (Some(from), Some(to)) = (self.zone(&conduit.from), self.zone(&conduit.to)) else { continue };
            self.touching[from].push(no);
            if from == to {
                continue;
            }
            self.touching[to].push(no);
            self.way(from, to, Some(no));
            if conduit.direction == Direction::Both {
                self.way(to, from, Some(no));
            }
        }
    }

    fn open_inner_zones(&mut self) {
        for zone in 0..self.zones.len() {
            if let Some(parent) = self.parents[zone].filter(|_| !self.leads_in(zone)) {
                self.way(parent, zone, None);
            }
        }
    }

    fn way(&mut self, from: ZoneNo, to: ZoneNo, conduit: Option<ConduitNo>) {
        self.onward[from].push(Way { zone: to, conduit });
        self.back[to].push(Way { zone: from, conduit });
    }

    pub(crate) fn zone(&self, id: &ZoneId) -> Option<ZoneNo> {
        self.zone_numbers.get(id).copied()
    }

    pub(crate) fn conduit(&self, id: &ConduitId) -> Option<ConduitNo> {
        self.conduit_numbers.get(id).copied()
    }

    /// The zones around a zone, innermost first, without itself. Stops at a cycle.
    pub(crate) fn around(&self, zone: ZoneNo) -> impl Iterator<Item = ZoneNo> + '_ {
        let mut next = self.parents[zone];
        let mut seen = vec![zone];
        std::iter::from_fn(move || {
            let now = next.filter(|now| !seen.contains(now))?;
            seen.push(now);
            next = self.parents[now];
            Some(now)
        })
    }

    /// Conduits that begin or end at a zone.
    pub(crate) fn touching(&self, zone: ZoneNo) -> &[ConduitNo] {
        &self.touching[zone]
    }

    /// Ways on from a zone.
    pub(crate) fn onward(&self, zone: ZoneNo) -> &[Way] {
        &self.onward[zone]
    }

    /// Can a connection be opened through a conduit into a zone?
    pub(crate) fn leads_into(&self, conduit: ConduitNo, zone: ZoneNo) -> bool {
        let conduit = self.conduits[conduit];
        conduit.from != conduit.to && super::guard::opens_into(conduit, self.zones[zone])
    }

    /// Does any conduit lead into a zone?
    pub(crate) fn leads_in(&self, zone: ZoneNo) -> bool {
        self.touching[zone].iter().any(|conduit| self.leads_into(*conduit, zone))
    }

    /// Fewest steps from each zone to a goal. Nobody passes through an outside zone on the way: it is an entry of
    /// its own.
    pub(crate) fn steps_to(&self, goal: ZoneNo) -> Vec<Option<u32>> {
        self.spread(&[goal], &self.back)
    }

    /// Fewest conduits between the outside and each zone. A connection that only the inside can open counts as
    /// two.
    pub(crate) fn steps_from_outside(&self) -> Vec<Option<u32>> {
        let outside: Vec<ZoneNo> = (0..self.zones.len()).filter(|zone| self.outside[*zone]).collect();
        let mut steps = self.spread(&outside, &self.onward);
        let mut queue = VecDeque::new();
        for (zone, fetching) in steps.iter_mut().enumerate() {
            let fetches = self.onward[zone].iter().any(|way| self.outside[way.zone]);
            if fetches && !self.outside[zone] && fetching.is_none_or(|steps| steps > 2) {
                *fetching = Some(2);
                queue.push_back(zone);
            }
        }
        self.lower(&mut steps, queue, &self.onward);
        steps
    }

    fn spread(&self, starts: &[ZoneNo], ways: &[Vec<Way>]) -> Vec<Option<u32>> {
        let mut steps = vec![None; self.zones.len()];
        let mut queue = VecDeque::new();
        for start in starts {
            steps[*start] = Some(0);
            queue.push_back(*start);
        }
        while let Some(zone) = queue.pop_front() {
            let next = steps[zone].map(|steps: u32| steps + 1);
            // A start may be outside; what is reached from there goes no further through another outside zone.
            if self.outside[zone] && steps[zone] != Some(0) {
                continue;
            }
            for way in &ways[zone] {
                if steps[way.zone].is_none() {
                    steps[way.zone] = next;
                    queue.push_back(way.zone);
                }
            }
        }
        steps
    }

    /// Lowers step counts from zones whose own was lowered.
    fn lower(&self, steps: &mut [Option<u32>], mut queue: VecDeque<ZoneNo>, ways: &[Vec<Way>]) {
        while let Some(zone) = queue.pop_front() {
            let Some(next) = steps[zone].map(|steps| steps + 1) else { continue };
            for way in &ways[zone] {
                if !self.outside[way.zone] && steps[way.zone].is_none_or(|steps| steps > next) {
                    steps[way.zone] = Some(next);
                    queue.push_back(way.zone);
                }
            }
        }
    }
}
