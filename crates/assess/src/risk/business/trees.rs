//! Attack trees from the register: goals, entries, routes, and their rating.
//!
//! Invariants: the same register gives the same trees with the same ids. Within a step the attacker takes the
//! weakest threat (OR), along a route every step must succeed (AND), so that the best-protected step counts.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_catalog::Stage;
use sekisho_model::{
    Asset, AssetRole, BusinessId, Conduit, ConduitId, ConduitKind, Direction, Importance, Loss, LossLevel,
    Scenario, ScenarioId, ScenarioState, Stated, Text, ThreatId, Zone, ZoneId, text,
};

use super::rate::Rater;
use super::routes::{self, Found};
use super::{
    BusinessOptions, BusinessState, BusinessVerdict, Entry, Route, RouteStep, StepKind, Tree, TreeOrigin,
};
use crate::facts::Facts;
use crate::impact::Named;
use crate::risk::graph::{Way, ZoneNo};
use crate::risk::ground::{Ground, sort};
use crate::risk::threats::Tried;

/// Most zones of one business that are goals, most important first.
const GOALS_MAX: usize = 6;
/// Most entries of one goal, nearest first.
const ENTRIES_MAX: usize = 6;
/// Longest id that is not replaced by a digest, in characters: as long as an id may be.
const ID_CHARS_MAX: usize = 128;

/// Makes trees.
pub(crate) struct Maker<'f, 'a> {
    facts: &'f Facts<'a>,
    ground: &'f Ground<'a>,
    options: BusinessOptions,
    /// Assets that serve each business, by zone.
    served: BTreeMap<&'a BusinessId, BTreeMap<ZoneNo, Vec<&'a Asset>>>,
    steps: BTreeMap<ZoneNo, Vec<Option<u32>>>,
    doors: Vec<Door<'a>>,
    rater: Rater<'f, 'a>,
}

/// A way in that does not hang on a goal.
struct Door<'a> {
    entry: Entry,
    /// The zone in which one stands afterwards; for an outside zone, that zone.
    lands: ZoneNo,
    conduit: Option<&'a Conduit>,
}

/// A zone with the assets that serve a business there.
struct Goal<'a> {
    zone: ZoneNo,
    targets: Vec<&'a Asset>,
}

impl<'f, 'a> Maker<'f, 'a> {
    pub(crate) fn new(facts: &'f Facts<'a>, ground: &'f Ground<'a>, options: BusinessOptions) -> Self {
        let served = served(facts, ground);
        let doors = doors(facts, ground);
        let rater = Rater::new(facts, ground);
        Self { facts, ground, options, served, steps: BTreeMap::new(), doors, rater }
    }

    /// Everything about one business.
    pub(crate) fn verdict(&mut self, id: &BusinessId) -> BusinessVerdict {
        let register = self.facts.register;
        let name = register.businesses.get(id).map_or_else(String::new, |business| business.name.clone());
        let loss = register.businesses.get(id).map_or(Stated::Unknown, |business| business.loss);
        let mut verdict = BusinessVerdict {
            business: Named { id: id.clone(), name },
            state: BusinessState::NoRoute,
            damage: loss.known().and_then(damage),
            value: None,
            trees: Vec::new(),
            rejected: Vec::new(),
            left_out: 0,
        };
        let goals = self.goals(id, &mut verdict.left_out);
        verdict.state = match (loss, verdict.damage) {
            (Stated::Unknown, _) => BusinessState::LossUnknown,
            (_, None) => BusinessState::NothingLost,
            (_, Some(damage)) if damage < self.options.damage_min => BusinessState::PassedOver,
            _ if goals.is_empty() => BusinessState::NoTarget,
            _ => BusinessState::NoRoute,
        };
        if verdict.state == BusinessState::NoRoute {
            self.generate(&goals, &mut verdict);
        }
        self.edit(&goals, &mut verdict);
        finish(&mut verdict);
        verdict
    }

    /// The zones in which a business can be hit: those with assets that control it or are of large importance;
    /// where there are none, those with any asset that serves it.
    fn goals(&self, id: &BusinessId, left_out: &mut usize) -> Vec<Goal<'a>> {
        let Some(zones) = self.served.get(id) else { return Vec::new() };
        let picked = |pick: fn(&Asset) -> bool| -> Vec<Goal<'a>> {
            let goal = |(zone, assets): (&ZoneNo, &Vec<&'a Asset>)| {
                let targets: Vec<_> = assets.iter().copied().filter(|asset| pick(asset)).collect();
                (!targets.is_empty()).then_some(Goal { zone: *zone, targets })
            };
            zones.iter().filter_map(goal).collect()
        };
        let mut goals = picked(carries);
        if goals.is_empty() {
            goals = picked(|_| true);
        }
        let greatest =
            |goal: &Goal<'_>| goal.targets.iter().filter_map(|asset| asset.importance.known()).max().copied();
        goals.sort_by_key(|goal| (std::cmp::Reverse(greatest(goal)), goal.zone));
        *left_out += goals.len().saturating_sub(GOALS_MAX);
        goals.truncate(GOALS_MAX);
        goals
    }

    fn generate(&mut self, goals: &[Goal<'a>], verdict: &mut BusinessVerdict) {
        for goal in goals {
            let steps = self.steps_to(goal.zone);
            for (entry, start, first) in self.entries(goal, &steps, &mut verdict.left_out) {
                let found = routes::shortest(&self.ground.graph, start, goal.zone, &steps, |_| true);
                verdict.left_out += usize::from(found.cut);
                let Some(id) = scenario_id(&verdict.business.id, self.ground.graph.zones[goal.zone], &entry)
                else {
                    verdict.left_out += 1;
                    continue;
                };
                let mut tree = self.tree(verdict, goal, entry, id);
                self.put_routes(&mut tree, first, &found);
                verdict.trees.push(tree);
            }
        }
    }

    fn steps_to(&mut self, goal: ZoneNo) -> Vec<Option<u32>> {
        let graph = &self.ground.graph;
        self.steps.entry(goal).or_insert_with(|| graph.steps_to(goal)).clone()
    }

    /// The entries from which a goal is reached, nearest first: entry, where the way starts, and the first step
    /// where that is no step of the way.
    fn entries(
        &self,
        goal: &Goal<'a>,
        steps: &[Option<u32>],
        left_out: &mut usize,
    ) -> Vec<(Entry, ZoneNo, Option<FirstStep>)> {
        let inside = self.named_zone(goal.zone);
        let mut entries = Vec::new();
        if !self.ground.graph.outside[goal.zone] {
            let first = FirstStep { conduit: None, zone: goal.zone };
            entries.push((0, Entry::Inside(inside), goal.zone, Some(first)));
        }
        for door in &self.doors {
            let Some(rest) = steps[door.lands] else { continue };
            let first = match &door.entry {
                Entry::Outside(_) if door.lands != goal.zone => None,
                _ => Some(FirstStep { conduit: door.conduit.map(named_conduit), zone: door.lands }),
            };
            entries.push((rest + u32::from(first.is_some()), door.entry.clone(), door.lands, first));
        }
        entries.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
        *left_out += entries.len().saturating_sub(ENTRIES_MAX);
        entries.truncate(ENTRIES_MAX);
        entries.into_iter().map(|(_, entry, start, first)| (entry, start, first)).collect()
    }

    fn tree(&self, verdict: &BusinessVerdict, goal: &Goal<'a>, entry: Entry, id: ScenarioId) -> Tree {
        let goal_zone = self.named_zone(goal.zone);
        Tree {
            id,
            name: title(&entry, &goal_zone, &verdict.business),
            origin: TreeOrigin::Generated,
            business: verdict.business.clone(),
            damage: verdict.damage,
            entry,
            goal: Some(goal_zone),
            targets: goal.targets.iter().map(|asset| named_asset(asset)).collect(),
            routes: Vec::new(),
            value: None,
            level_stated: None,
            open: Vec::new(),
        }
    }

    /// Turns ways into routes with threats, and rates them.
    fn put_routes(&mut self, tree: &mut Tree, first: Option<FirstStep>, found: &Found) {
        let spread_threats = self.ids(&self.ground.threats.of_stage(Stage::Spread));
        let goal_threats = self.goal_threats(tree);
        let step = |kind, threats: Vec<ThreatId>, conduit, zone| RouteStep {
            kind,
            conduit,
            zone,
            threats,
            level: 0,
            vulnerability: 0,
        };
        let route = |way: &Vec<Way>| {
            let mut steps = Vec::new();
            if let Some(first) = &first {
                let way = first.conduit.as_ref().and_then(|it| self.kind(&it.id));
                let zone = self.named_zone(first.zone);
                steps.push(step(StepKind::Entry, self.entry_threats(way), first.conduit.clone(), zone));
            }
            for Way { zone, conduit } in way {
                let conduit = conduit.map(|no| self.ground.graph.conduits[no]);
                let (kind, threats) = if steps.is_empty() {
                    (StepKind::Entry, self.entry_threats(conduit.map(|it| it.kind)))
                } else {
                    (StepKind::Spread, spread_threats.clone())
                };
                steps.push(step(kind, threats, conduit.map(named_conduit), self.named_zone(*zone)));
            }
            if let Some(goal) = &tree.goal {
                steps.push(step(StepKind::Goal, goal_threats.clone(), None, goal.clone()));
            }
            Route { steps, level: 0, vulnerability: 0, value: None }
        };
        tree.routes = found.ways.iter().map(route).collect();
        self.rater.rate(tree);
    }

    fn entry_threats(&self, way: Option<ConduitKind>) -> Vec<ThreatId> {
        self.ids(&self.ground.threats.of_entry(way))
    }

    fn kind(&self, conduit: &ConduitId) -> Option<ConduitKind> {
        self.facts.register.conduits.get(conduit).map(|conduit| conduit.kind)
    }

    fn ids(&self, tried: &[&Tried]) -> Vec<ThreatId> {
        tried.iter().map(|tried| self.ground.threats.all[tried.main].id.clone()).collect()
    }

    /// Main threats that do damage and are tried on one of the targets.
    fn goal_threats(&self, tree: &Tree) -> Vec<ThreatId> {
        let goals = self.ground.threats.of_stage(Stage::Goal);
        let mut mains = BTreeSet::new();
        for target in &tree.targets {
            let Some(asset) = self.facts.register.assets.get(&target.id) else { continue };
            let tried = self.ground.tried_on(sort(asset)).iter().map(|tried| tried.main);
            mains.extend(tried.filter(|main| goals.iter().any(|goal| goal.main == *main)));
        }
        mains.into_iter().map(|main| self.ground.threats.all[main].id.clone()).collect()
    }

    fn named_zone(&self, zone: ZoneNo) -> Named<ZoneId> {
        let id = self.ground.graph.zones[zone];
        let name = self.facts.register.zones.get(id).map_or_else(String::new, |zone| zone.name.clone());
        Named { id: id.clone(), name }
    }

    /// Puts a person's scenarios in the place of generated ones, or beside them.
    fn edit(&mut self, goals: &[Goal<'a>], verdict: &mut BusinessVerdict) {
        let register = self.facts.register;
        let mine = |scenario: &&Scenario| scenario.business == verdict.business.id;
        let scenarios: Vec<&Scenario> = register.scenarios.values().filter(mine).collect();
        for scenario in scenarios {
            let generated = verdict.trees.iter().position(|tree| tree.id == scenario.id);
            let generated = generated.map(|at| verdict.trees.remove(at));
            let tree = self.written(scenario, generated, goals, verdict);
            if scenario.state == ScenarioState::Rejected {
                verdict.rejected.push(tree);
            } else {
                verdict.trees.push(tree);
            }
        }
    }

    /// The tree of a scenario that a person wrote or edited.
    fn written(
        &mut self,
        scenario: &Scenario,
        generated: Option<Tree>,
        goals: &[Goal<'a>],
        verdict: &BusinessVerdict,
    ) -> Tree {
        let origin = if generated.is_some() { TreeOrigin::Edited } else { TreeOrigin::Written };
        let mut open = Vec::new();
        let goal = self.goal_of(scenario, generated.as_ref(), goals);
        if goal.is_none() {
            open.push(text!(
                ja: "攻撃の最終目標となる保護対象（ゾーンが分かるもの）を決めてください。",
                en: "State the asset that is attacked in the end; its zone must be known."
            ));
        }
        let damage = scenario.loss.known().map_or(verdict.damage, damage);
        if damage.is_none() {
            open.push(text!(
                ja: "損失が未定、または「なし」のため、被害レベルが決まりません。",
                en: "The damage level cannot be worked out: the loss is not stated, or nothing is lost."
            ));
        }
        let goal_zone = goal.as_ref().map(|goal| goal.zone);
        let (entry, start, first) = self.entry_of(scenario, generated.as_ref(), goal_zone, &mut open);
        let mut tree = Tree {
            id: scenario.id.clone(),
            name: Text::new(&scenario.name, &scenario.name),
            origin,
            business: verdict.business.clone(),
            damage,
            entry,
            goal: goal_zone.map(|zone| self.named_zone(zone)),
            targets: goal.iter().flat_map(|goal| &goal.targets).map(|asset| named_asset(asset)).collect(),
            routes: Vec::new(),
            value: None,
            level_stated: scenario.level.known().map(|level| level.get()),
            open,
        };
        if let (Some(goal), Some(start)) = (goal_zone, start) {
            self.lay(scenario, &mut tree, goal, start, first);
        }
        tree
    }

    /// Lays the routes of a written scenario along the conduits that it names.
    fn lay(
        &mut self,
        scenario: &Scenario,
        tree: &mut Tree,
        goal: ZoneNo,
        start: ZoneNo,
        first: Option<FirstStep>,
    ) {
        let steps = self.steps_to(goal);
        let graph = &self.ground.graph;
        let named = |conduit: usize| {
            scenario.conduits.is_empty() || scenario.conduits.contains(&graph.conduits[conduit].id)
        };
        let found = routes::shortest(graph, start, goal, &steps, named);
        if found.ways.is_empty() {
            tree.open.push(text!(
                ja: "書かれた侵入口とコンジットでは、最終目標のゾーンまでつながりません。",
                en: "The entry and the conduits that are named don't lead to the goal's zone."
            ));
        }
        self.put_routes(tree, first, &found);
        if scenario.threats.is_empty() {
            return;
        }
        for step in tree.routes.iter_mut().flat_map(|route| &mut route.steps) {
            let meant: Vec<ThreatId> =
                step.threats.iter().filter(|threat| self.is_meant(scenario, threat)).cloned().collect();
            if !meant.is_empty() {
                step.threats = meant;
            }
        }
        self.rater.rate(tree);
    }

    /// Does a scenario name a main threat, or a technique of it?
    fn is_meant(&self, scenario: &Scenario, main: &ThreatId) -> bool {
        let serves =
            |id: &ThreatId| self.facts.catalog.threats.get(id).is_some_and(|it| it.serves.contains(main));
        scenario.threats.iter().any(|id| id == main || serves(id))
    }

    fn goal_of(&self, scenario: &Scenario, generated: Option<&Tree>, goals: &[Goal<'a>]) -> Option<Goal<'a>> {
        let graph = &self.ground.graph;
        let copied = |goal: &Goal<'a>| Goal { zone: goal.zone, targets: goal.targets.clone() };
        if let Some(target) = scenario.target.known() {
            let asset = self.facts.register.assets.get(target)?;
            let zone = graph.zone(asset.zone.known()?)?;
            return Some(Goal { zone, targets: vec![asset] });
        }
        let zone = generated.and_then(|tree| graph.zone(&tree.goal.as_ref()?.id));
        match zone {
            Some(zone) => goals.iter().find(|goal| goal.zone == zone).map(copied),
            None => goals.first().map(copied),
        }
    }

    /// Where a written scenario comes in: the zone that it names, or the generated entry.
    fn entry_of(
        &self,
        scenario: &Scenario,
        generated: Option<&Tree>,
        goal: Option<ZoneNo>,
        open: &mut Vec<Text>,
    ) -> (Entry, Option<ZoneNo>, Option<FirstStep>) {
        if let Some(zone) = scenario.entry.known().and_then(|id| self.ground.graph.zone(id)) {
            let outside = self.ground.graph.outside[zone];
            let name = self.named_zone(zone);
            let entry = if outside { Entry::Outside(name) } else { Entry::Inside(name) };
            let first = (!outside || goal == Some(zone)).then_some(FirstStep { conduit: None, zone });
            return (entry, Some(zone), first);
        }
        let door = generated.and_then(|tree| self.doors.iter().find(|door| door.entry == tree.entry));
        if let Some(door) = door {
            let outside = matches!(door.entry, Entry::Outside(_)) && goal != Some(door.lands);
            let step = FirstStep { conduit: door.conduit.map(named_conduit), zone: door.lands };
            return (door.entry.clone(), Some(door.lands), (!outside).then_some(step));
        }
        if generated.is_none() {
            open.push(text!(
                ja: "侵入口のゾーンが未定なので、最終目標のゾーンの内部から始めています。侵入口を決めてください。",
                en: "The entry zone is not stated, so it starts inside the goal's zone. State the entry."
            ));
        }
        match goal {
            Some(zone) => {
                let first = FirstStep { conduit: None, zone };
                (Entry::Inside(self.named_zone(zone)), Some(zone), Some(first))
            }
            None => (Entry::Unknown, None, None),
        }
    }
}

/// A step that comes before the way through the graph.
#[derive(Clone, Debug)]
struct FirstStep {
    conduit: Option<Named<ConduitId>>,
    zone: ZoneNo,
}

/// Orders trees and sums them up.
pub(crate) fn finish(verdict: &mut BusinessVerdict) {
    verdict.trees.sort_by(|a, b| b.value.cmp(&a.value).then_with(|| a.id.cmp(&b.id)));
    sum_up(verdict);
}

/// The greatest value of a business's trees, and whether any route reaches it.
fn sum_up(verdict: &mut BusinessVerdict) {
    verdict.value = verdict.trees.iter().filter_map(|tree| tree.value).max();
    let routes = verdict.trees.iter().any(|tree| !tree.routes.is_empty());
    verdict.state = match verdict.state {
        _ if verdict.value.is_some() => BusinessState::Rated,
        BusinessState::NoRoute if routes => BusinessState::NoValue,
        BusinessState::NoRoute if verdict.trees.is_empty() && !verdict.rejected.is_empty() => {
            BusinessState::AllRejected
        }
        state => state,
    };
}

/// Damage level from what is lost: high 3, medium 2, low 1; nothing lost, none.
fn damage(loss: &Loss) -> Option<u8> {
    match loss.worst() {
        LossLevel::None => None,
        LossLevel::Low => Some(1),
        LossLevel::Medium => Some(2),
        LossLevel::High => Some(3),
    }
}

/// Does an asset carry a business: is it of large importance, or does it control, supervise or plan production?
fn carries(asset: &Asset) -> bool {
    let controls = asset.role.known().is_some_and(|role| {
        matches!(
            role,
            AssetRole::Controller
                | AssetRole::SafetyController
                | AssetRole::Hmi
                | AssetRole::EngineeringStation
                | AssetRole::ControlServer
                | AssetRole::ApplicationServer
        )
    });
    controls || asset.importance.known() == Some(&Importance::Large)
}

fn served<'a>(
    facts: &Facts<'a>,
    ground: &Ground<'a>,
) -> BTreeMap<&'a BusinessId, BTreeMap<ZoneNo, Vec<&'a Asset>>> {
    let mut served: BTreeMap<_, BTreeMap<ZoneNo, Vec<&Asset>>> = BTreeMap::new();
    let zones = &facts.register.zones;
    for no in 0..ground.graph.zones.len() {
        let around = std::iter::once(no).chain(ground.graph.around(no));
        let mut chain = around.filter_map(|no| zones.get(ground.graph.zones[no]));
        let of_zone = chain.find(|zone: &&Zone| !zone.businesses.is_empty()).map(|zone| &zone.businesses);
        for asset in facts.assets_in(ground.graph.zones[no]) {
            let own = Some(&asset.businesses).filter(|own| !own.is_empty()).or(of_zone);
            for business in own.into_iter().flatten() {
                served.entry(business).or_default().entry(no).or_default().push(asset);
            }
        }
    }
    served
}

fn doors<'a>(facts: &Facts<'a>, ground: &Ground<'a>) -> Vec<Door<'a>> {
    let graph = &ground.graph;
    let mut doors: Vec<Door<'a>> = Vec::new();
    for (no, zone) in facts.register.zones.values().enumerate().filter(|(no, _)| graph.outside[*no]) {
        let named = Named { id: zone.id.clone(), name: zone.name.clone() };
        doors.push(Door { entry: Entry::Outside(named), lands: no, conduit: None });
    }
    for conduit in &graph.conduits {
        let (Some(from), Some(to)) = (graph.zone(&conduit.from), graph.zone(&conduit.to)) else { continue };
        let inside = !graph.outside[from] && !graph.outside[to];
        let mut add = |entry: Entry, lands| doors.push(Door { entry, lands, conduit: Some(conduit) });
        match conduit.kind {
            ConduitKind::Network | ConduitKind::Cloud | ConduitKind::RemoteMaintenance
                if !graph.outside[from] && graph.outside[to] && conduit.direction == Direction::Forward =>
            {
                add(Entry::Outgoing(named_conduit(conduit)), from);
            }
            ConduitKind::RemoteMaintenance if inside => {
                add(Entry::RemoteMaintenance(named_conduit(conduit)), to)
            }
            ConduitKind::Media if inside => add(Entry::Media(named_conduit(conduit)), to),
            ConduitKind::Wireless if inside => add(Entry::Wireless(named_conduit(conduit)), to),
            _ => {}
        }
    }
    doors
}

/// `AS:business:goal:entry`; where that would be too long or could be read in two ways, with a digest.
fn scenario_id(business: &BusinessId, goal: &ZoneId, entry: &Entry) -> Option<ScenarioId> {
    let (sort, id) = match entry {
        Entry::Outside(zone) => ("out", zone.id.as_str()),
        Entry::Outgoing(conduit) => ("web", conduit.id.as_str()),
        Entry::RemoteMaintenance(conduit) => ("rem", conduit.id.as_str()),
        Entry::Media(conduit) => ("usb", conduit.id.as_str()),
        Entry::Wireless(conduit) => ("air", conduit.id.as_str()),
        Entry::Inside(zone) => ("in", zone.id.as_str()),
        Entry::Unknown => ("unknown", ""),
    };
    let parts = [business.as_str(), goal.as_str(), sort, id];
    let plain = format!("AS:{}", parts.join(":"));
    let clear = parts.iter().all(|part| !part.contains(':')) && plain.chars().count() <= ID_CHARS_MAX;
    let text = if clear { plain } else { format!("AS:#{:016x}", digest(&parts)) };
    text.parse().ok()
}

/// FNV-1a over length-prefixed parts.
fn digest(parts: &[&str]) -> u64 {
    let bytes = parts.iter().flat_map(|part| part.len().to_le_bytes().into_iter().chain(part.bytes()));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

fn named_conduit(conduit: &Conduit) -> Named<ConduitId> {
    Named { id: conduit.id.clone(), name: conduit.name.clone() }
}

fn named_asset(asset: &Asset) -> Named<sekisho_model::AssetId> {
    Named { id: asset.id.clone(), name: asset.name.clone() }
}

/// What the attacker does and what is lost, in a sentence.
fn title(entry: &Entry, goal: &Named<ZoneId>, business: &Named<BusinessId>) -> Text {
    let (goal_name, business) = (&goal.name, &business.name);
    let Text { ja, en } = comes_in(entry);
    match entry {
        Entry::Outside(zone) | Entry::Inside(zone) if zone == goal => text!(
            ja: "{ja}そのまま業務「{business}」に損害を与える",
            en: "{en} and damages business \"{business}\" there"
        ),
        _ => text!(
            ja: "{ja}「{goal_name}」に達し、業務「{business}」に損害を与える",
            en: "{en}, reaches \"{goal_name}\" and damages business \"{business}\""
        ),
    }
}

fn comes_in(entry: &Entry) -> Text {
    match entry {
        Entry::Outside(Named { name, .. }) => {
            text!(ja: "社外の「{name}」から入り、", en: "Comes in from \"{name}\" outside")
        }
        Entry::Outgoing(Named { name, .. }) => text!(
            ja: "社内から社外への通信「{name}」で招き入れられ、",
            en: "Is let in over the outgoing connection \"{name}\""
        ),
        Entry::RemoteMaintenance(Named { name, .. }) => {
            text!(ja: "遠隔保守「{name}」から入り、", en: "Comes in over remote maintenance \"{name}\"")
        }
        Entry::Media(Named { name, .. }) => {
            text!(ja: "持ち込み媒体「{name}」から入り、", en: "Is carried in over \"{name}\"")
        }
        Entry::Wireless(Named { name, .. }) => {
            text!(ja: "無線「{name}」から入り、", en: "Comes in by radio over \"{name}\"")
        }
        Entry::Inside(Named { name, .. }) => {
            text!(ja: "「{name}」の内部から始め、", en: "Starts inside \"{name}\"")
        }
        Entry::Unknown => text!(ja: "侵入口は未定で、", en: "Comes in nobody has said where"),
    }
}
