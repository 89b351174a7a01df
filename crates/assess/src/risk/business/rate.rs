//! Rates trees: steps by what is in place there, routes by their best-protected step, trees by their worst route.
//!
//! Invariant: what is remembered between trees depends on nothing but the ground.

use std::collections::{BTreeMap, HashMap, HashSet};

use sekisho_catalog::RiskValue;
use sekisho_model::{Asset, AssetId, ThreatId};

use super::{RouteStep, StepKind, Tree};
use crate::facts::Facts;
use crate::impact::Named;
use crate::risk::ground::{Ground, sort};
use crate::risk::guard::Guard;
use crate::risk::threats::{Sort, Tried};
use crate::risk::vulnerability::{self, Protection};

/// Rates trees on one ground.
#[derive(Debug)]
pub(crate) struct Rater<'f, 'a> {
    facts: &'f Facts<'a>,
    ground: &'f Ground<'a>,
    /// Vulnerability levels by zone, conduit and main threat: many routes share their steps.
    seen: HashMap<(usize, Option<usize>, usize), u8>,
    /// Last steps by targets.
    goals: BTreeMap<Vec<Named<AssetId>>, Goal>,
}

/// The last step of a route, rated.
#[derive(Debug)]
struct Goal {
    threats: Vec<ThreatId>,
    /// The greatest threat level and vulnerability level.
    levels: (u8, u8),
}

impl<'f, 'a> Rater<'f, 'a> {
    pub(crate) fn new(facts: &'f Facts<'a>, ground: &'f Ground<'a>) -> Self {
        Self { facts, ground, seen: HashMap::new(), goals: BTreeMap::new() }
    }

    /// Rates the steps and routes of a tree anew.
    pub(crate) fn rate(&mut self, tree: &mut Tree) {
        let mut routes = std::mem::take(&mut tree.routes);
        for route in &mut routes {
            for step in &mut route.steps {
                (step.level, step.vulnerability) = self.step(tree, step);
            }
            let levels = route.steps.iter().map(|step| (step.level, step.vulnerability));
            (route.level, route.vulnerability) = of_route(tree, levels);
            route.value = self.value(tree, route.level, route.vulnerability);
        }
        tree.routes = routes;
        tree.value = tree.routes.iter().filter_map(|route| route.value).max();
    }

    /// The values that the routes of a tree come to, without writing them down.
    pub(crate) fn values(&mut self, tree: &Tree) -> Vec<Option<RiskValue>> {
        let mut values = Vec::with_capacity(tree.routes.len());
        for route in &tree.routes {
            let levels: Vec<_> = route.steps.iter().map(|step| self.step(tree, step)).collect();
            let (level, vulnerability) = of_route(tree, levels.into_iter());
            values.push(self.value(tree, level, vulnerability));
        }
        values
    }

    fn value(&self, tree: &Tree, level: u8, vulnerability: u8) -> Option<RiskValue> {
        tree.damage.and_then(|damage| self.ground.value(damage, level, vulnerability))
    }

    fn step(&mut self, tree: &Tree, step: &RouteStep) -> (u8, u8) {
        if step.kind == StepKind::Goal { self.goal(tree, step) } else { self.on_the_way(step) }
    }

    /// The greatest levels of a step before the goal.
    fn on_the_way(&mut self, step: &RouteStep) -> (u8, u8) {
        let Some(zone) = self.ground.graph.zone(&step.zone.id) else { return UNDEFENDED };
        let conduit = step.conduit.as_ref().and_then(|conduit| self.ground.graph.conduit(&conduit.id));
        let ground = self.ground;
        worst(ground, zone, step, |tried| {
            *self.seen.entry((zone, conduit, tried.main)).or_insert_with(|| {
                let own = conduit.and_then(|conduit| ground.guards.conduits[conduit].as_ref());
                let protection = Protection { zone: &ground.guards.within[zone], own };
                let strength = vulnerability::strength(protection, tried);
                vulnerability::level(strength, tried.uses_vulnerability, ground.vulnerable[zone]).0
            })
        })
    }

    /// The greatest levels of the goal, over all targets. The trees of a goal have their last step in common.
    fn goal(&mut self, tree: &Tree, step: &RouteStep) -> (u8, u8) {
        if let Some(goal) =
            self.goals.get(tree.targets.as_slice()).filter(|goal| goal.threats == step.threats)
        {
            return goal.levels;
        }
        let Some(zone) = self.ground.graph.zone(&step.zone.id) else { return UNDEFENDED };
        let targets = Targets::new(self.facts, self.ground, tree);
        let levels = worst(self.ground, zone, step, |tried| targets.level(self.ground, zone, tried.main));
        self.goals.insert(tree.targets.clone(), Goal { threats: step.threats.clone(), levels });
        levels
    }
}

/// The levels of a route: how likely it is tried, by its entry or as stated; how vulnerable, by its best step.
fn of_route(tree: &Tree, levels: impl Iterator<Item = (u8, u8)> + Clone) -> (u8, u8) {
    let entry = levels.clone().next().map_or(0, |first| first.0);
    (tree.level_stated.unwrap_or(entry), levels.map(|it| it.1).min().unwrap_or(0))
}

/// A step against which the catalog names no threat counts as undefended: it protects nobody.
const UNDEFENDED: (u8, u8) = (3, 3);

/// The greatest threat and vulnerability levels over the threats of a step.
fn worst(
    ground: &Ground<'_>,
    zone: usize,
    step: &RouteStep,
    mut level: impl FnMut(&Tried) -> u8,
) -> (u8, u8) {
    let mut worst = (0, 0);
    for id in &step.threats {
        let Some(tried) = ground.threats.main(id) else { continue };
        worst = (worst.0.max(ground.levels.of(zone)[tried.place].level), worst.1.max(level(tried)));
    }
    if worst == (0, 0) { UNDEFENDED } else { worst }
}

/// The targets of a tree, without those that differ in nothing.
struct Targets(Vec<(Sort, bool, Option<Guard>)>);

impl Targets {
    fn new(facts: &Facts<'_>, ground: &Ground<'_>, tree: &Tree) -> Self {
        let assets = tree.targets.iter().filter_map(|target| facts.register.assets.get(&target.id));
        let affected = |asset: &Asset| facts.exposures.get(&asset.id).is_some_and(|it| it.affected > 0);
        let mut plain = HashSet::new();
        let one = |asset: &Asset| {
            let (sort, affected, own) = (sort(asset), affected(asset), ground.guards.of_asset(facts, asset));
            (own.is_some() || plain.insert((sort, affected))).then_some((sort, affected, own))
        };
        Self(assets.filter_map(one).collect())
    }

    fn level(&self, ground: &Ground<'_>, zone: usize, main: usize) -> u8 {
        let of_one = |(sort, affected, own): &(Sort, bool, Option<Guard>)| {
            let tried = ground.tried_on(*sort).iter().find(|tried| tried.main == main)?;
            let protection = Protection { zone: &ground.guards.zones[zone], own: own.as_ref() };
            let strength = vulnerability::strength(protection, tried);
            Some(vulnerability::level(strength, tried.uses_vulnerability, *affected).0)
        };
        self.0.iter().filter_map(of_one).max().unwrap_or(UNDEFENDED.1)
    }
}
