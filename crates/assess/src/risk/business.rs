//! The business-damage-based method: for each business that loses something, the routes by which somebody gets
//! from an entry to what carries it, as attack trees.
//!
//! Invariants: every business ends in exactly one state. Routes follow conduits in the directions they allow.
//! Generated scenarios have ids that are the same from one day to the next; a scenario of the register with the
//! same id stands in its place. What a limit leaves out is counted.

use std::collections::BTreeMap;

use sekisho_catalog::RiskValue;
use sekisho_model::{AssetId, BusinessId, ConduitId, MeasureId, ScenarioId, Text, ThreatId, ZoneId};

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
    /// Threats by which it is tried, any of them: main threats of the catalog.
    pub threats: Vec<ThreatId>,
    /// The greatest threat level among them, 1 to 3.
    pub level: u8,
    /// The greatest vulnerability level among them, 1 to 3.
    pub vulnerability: u8,
    /// Measures in place that count against one of them.
    pub measures: Vec<MeasureId>,
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
    /// Damage level, 1 to 3.
    pub damage: u8,
    /// Where the attack comes in.
    pub entry: Entry,
    /// The zone in which the damage is done.
    pub goal: Named<ZoneId>,
    /// Assets there that serve the business and are attacked in the end.
    pub targets: Vec<Named<AssetId>>,
    /// Routes, shortest first.
    pub routes: Vec<Route>,
    /// The greatest value among the routes.
    pub value: Option<RiskValue>,
}

/// How a business ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BusinessState {
    /// Analysed, and at least one route reaches it.
    Rated,
    /// Analysed, and no route reaches it.
    NoRoute,
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

/// Rates every business whose damage level is 2 or 3.
#[must_use]
pub fn business_based(facts: &Facts<'_>) -> BusinessRisk {
    business_based_with(facts, BusinessOptions::default())
}

/// Rates businesses.
#[must_use]
pub fn business_based_with(facts: &Facts<'_>, options: BusinessOptions) -> BusinessRisk {
    let _ = (facts, options);
    BusinessRisk::default()
}
