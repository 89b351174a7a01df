//! The business-damage-based method: for each business that loses something, the routes by which somebody gets
//! from an entry to what carries it, as attack trees.
//!
//! Invariants: every business ends in exactly one state. Routes follow conduits in the directions they allow.
//! Generated scenarios have ids that are the same from one day to the next; a scenario of the register with the
//! same id stands in its place. What a limit leaves out is counted.

mod rate;
mod routes;
mod trees;

use std::collections::{BTreeMap, BTreeSet};

use sekisho_catalog::RiskValue;
use sekisho_model::{AssetId, BusinessId, ConduitId, Scenario, ScenarioId, Text, ThreatId, ZoneId};

pub(crate) use self::rate::Rater;
pub(crate) use self::trees::{Maker, finish};
use super::ground::Ground;
use crate::facts::Facts;
use crate::impact::Named;

/// What is analysed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BusinessOptions {
    /// The least damage level that is analysed, 1 to 3. IPA's guide advises 3, or 3 and 2, to save effort.
    pub damage_min: u8,
}

impl Default for BusinessOptions {
    fn default() -> Self {
        Self { damage_min: 2 }
    }
}

/// Where an attack comes in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Entry {
    /// From a zone that somebody else runs.
    Outside(Named<ZoneId>),
    /// Over a connection that the inside opens to the outside: mail, web, updates.
    Outgoing(Named<ConduitId>),
    /// Over a remote-maintenance conduit whose far end is no outside zone.
    RemoteMaintenance(Named<ConduitId>),
    /// By carried media.
    Media(Named<ConduitId>),
    /// Over the air.
    Wireless(Named<ConduitId>),
    /// By somebody who stands in the zone.
    Inside(Named<ZoneId>),
    /// A person wrote the scenario without saying where it comes in, nor where it ends.
    Unknown,
}

/// Sort of step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StepKind {
    /// Getting in.
    Entry,
    /// On to another zone.
    Spread,
    /// The damage.
    Goal,
}

/// A step of a route: all steps of a route must succeed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RouteStep {
    /// Sort of step.
    pub kind: StepKind,
    /// The conduit that is passed; none where a step needs none.
    pub conduit: Option<Named<ConduitId>>,
    /// The zone that is reached.
    pub zone: Named<ZoneId>,
    /// Threats by which it is tried, any of them: main threats of the catalog. What is in place against them:
    /// [`crate::risk::Opener::step`].
    pub threats: Vec<ThreatId>,
    /// The greatest threat level among them, 1 to 3.
    pub level: u8,
    /// The greatest vulnerability level among them, 1 to 3.
    pub vulnerability: u8,
}

impl RouteStep {
    /// Measure level, 1 to 3.
    #[must_use]
    pub const fn measure_level(&self) -> u8 {
        4_u8.saturating_sub(self.vulnerability)
    }
}

/// A route from an entry to a goal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// Its steps, entry first, goal last.
    pub steps: Vec<RouteStep>,
    /// Threat level: that of its entry, or what the scenario states.
    pub level: u8,
    /// Vulnerability level: the least of its steps, because the best-protected step counts.
    pub vulnerability: u8,
    /// Risk value; none where the table has no such cell.
    pub value: Option<RiskValue>,
}

impl Route {
    /// Measure level: the best of its steps.
    #[must_use]
    pub const fn measure_level(&self) -> u8 {
        4_u8.saturating_sub(self.vulnerability)
    }
}

/// Who made a scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TreeOrigin {
    /// Generated from the register.
    Generated,
    /// Generated, then edited by a person: a scenario of the register has its id.
    Edited,
    /// Written by a person.
    Written,
}

/// An attack scenario with its tree: any route reaches the goal (OR), all steps of a route are needed (AND).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tree {
    /// Id of the scenario.
    pub id: ScenarioId,
    /// What the attacker does and what is lost.
    pub name: Text,
    /// Who made it.
    pub origin: TreeOrigin,
    /// The business that is damaged.
    pub business: Named<BusinessId>,
    /// Damage level, 1 to 3; none where what is lost is not stated.
    pub damage: Option<u8>,
    /// Where the attack comes in.
    pub entry: Entry,
    /// The zone in which the damage is done; none where a person's scenario doesn't say.
    pub goal: Option<Named<ZoneId>>,
    /// Assets there that serve the business and are attacked in the end.
    pub targets: Vec<Named<AssetId>>,
    /// Routes, shortest first.
    pub routes: Vec<Route>,
    /// The greatest value among the routes.
    pub value: Option<RiskValue>,
    /// Threat level that a person stated for the scenario.
    pub level_stated: Option<u8>,
    /// What could not be worked out, and what to do.
    pub open: Vec<Text>,
}

/// How a business ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BusinessState {
    /// Analysed, and at least one route reaches it.
    Rated,
    /// Analysed, and no route reaches it.
    NoRoute,
    /// A person rejected every scenario.
    AllRejected,
    /// Routes reach it, and the risk table has no cell for them.
    NoValue,
    /// Nobody has said what is lost.
    LossUnknown,
    /// No asset with a zone serves it, so that there is nothing to attack.
    NoTarget,
    /// It loses less than what is analysed.
    PassedOver,
    /// It loses nothing, or somebody said that the question doesn't apply.
    NothingLost,
}

/// One business.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BusinessVerdict {
    /// Which.
    pub business: Named<BusinessId>,
    /// How it ended.
    pub state: BusinessState,
    /// Damage level, where known.
    pub damage: Option<u8>,
    /// The greatest value of its trees.
    pub value: Option<RiskValue>,
    /// Trees, worst first.
    pub trees: Vec<Tree>,
    /// Scenarios that a person rejected.
    pub rejected: Vec<Tree>,
    /// Goals, entries and routes that the limits left out.
    pub left_out: usize,
}

/// The business-damage-based method's result.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BusinessRisk {
    /// Every business, by id.
    pub businesses: BTreeMap<BusinessId, BusinessVerdict>,
    /// Scenarios of the register that could not be placed: what they name is not in the register.
    pub unplaced: Vec<Named<ScenarioId>>,
}

impl BusinessRisk {
    /// Every tree that is analysed.
    pub fn trees(&self) -> impl Iterator<Item = &Tree> {
        self.businesses.values().flat_map(|verdict| &verdict.trees)
    }
}

/// A conduit that many of the worst routes share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChokePoint {
    /// The conduit.
    pub conduit: Named<ConduitId>,
    /// Routes among the worst that pass it.
    pub routes: usize,
    /// All of the worst routes.
    pub of: usize,
    /// Businesses that are reached through it.
    pub businesses: BTreeSet<BusinessId>,
}

impl BusinessRisk {
    /// The conduits that most of the worst routes share, most first. The worst routes are those with value A or
    /// B; where there is none, those with the greatest value.
    #[must_use]
    pub fn choke_points(&self) -> Vec<ChokePoint> {
        let greatest = self.trees().filter_map(|tree| tree.value).max();
        let least = greatest.map(|value| value.min(RiskValue::B));
        let routes = || self.trees().flat_map(|tree| tree.routes.iter().map(move |route| (tree, route)));
        let worst: Vec<_> =
            routes().filter(|(_, route)| route.value.is_some() && route.value >= least).collect();
        let mut points: BTreeMap<&ConduitId, ChokePoint> = BTreeMap::new();
        for (tree, route) in &worst {
            for conduit in route.steps.iter().filter_map(|step| step.conduit.as_ref()) {
                let point = points.entry(&conduit.id).or_insert_with(|| ChokePoint {
                    conduit: conduit.clone(),
                    routes: 0,
                    of: worst.len(),
                    businesses: BTreeSet::new(),
                });
                point.routes += 1;
                point.businesses.insert(tree.business.id.clone());
            }
        }
        let mut points: Vec<ChokePoint> = points.into_values().collect();
        points.sort_by(|a, b| b.routes.cmp(&a.routes).then_with(|| a.conduit.id.cmp(&b.conduit.id)));
        points
    }
}

/// Rates every business whose damage level is 2 or 3.
#[must_use]
pub fn business_based(facts: &Facts<'_>) -> BusinessRisk {
    business_based_with(facts, BusinessOptions::default())
}

/// Rates businesses.
#[must_use]
pub fn business_based_with(facts: &Facts<'_>, options: BusinessOptions) -> BusinessRisk {
    on_ground(facts, &Ground::new(facts, None), options)
}

pub(crate) fn on_ground(facts: &Facts<'_>, ground: &Ground<'_>, options: BusinessOptions) -> BusinessRisk {
    let mut maker = Maker::new(facts, ground, options);
    let ids = facts.register.businesses.keys();
    let businesses = ids.map(|id| (id.clone(), maker.verdict(id))).collect();
    BusinessRisk { businesses, unplaced: unplaced(facts) }
}

/// Scenarios that name a business that is not in the register.
pub(crate) fn unplaced(facts: &Facts<'_>) -> Vec<Named<ScenarioId>> {
    let register = facts.register;
    let lost = |scenario: &&Scenario| !register.businesses.contains_key(&scenario.business);
    let named = |scenario: &Scenario| Named { id: scenario.id.clone(), name: scenario.name.clone() };
    register.scenarios.values().filter(lost).map(named).collect()
}
