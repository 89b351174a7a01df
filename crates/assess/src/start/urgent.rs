//! Which measures are most urgent: those that take most of the plant's risk away for the work they are.
//!
//! Each measure that is not in place is supposed to be, one at a time, and the risk is worked out anew by both of
//! IPA's methods: asset by asset, and along every route of an attack. In each it is the sum of the squared products
//! of the three levels: one great risk weighs more than many small ones. Both methods weigh the same. What is gained is divided by the catalog's effort. So a measure that is in place gains
//! nothing and is never proposed.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use sekisho_catalog::starter::{Action, When};
use sekisho_model::{AssetId, Importance, Register, Text, ZoneId, text};

use super::{Start, answered, draft};
use crate::facts::{Exposure, Exposures, Facts};
use crate::impact::Named;
use crate::risk::{self, BusinessOptions, Ground};

/// How many are proposed.
pub const URGENT_MAX: usize = 5;

/// How many of them may be for what the answers name.
const NAMED_MAX: usize = 2;

/// What the risk of one method is divided into.
const WHOLE: u64 = 1_000_000;

/// An answer that speaks for a measure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    /// The question.
    pub asks: Text,
    /// What was answered.
    pub label: Text,
    /// Was it "I don't know"?
    pub unknown: bool,
}

/// A measure that is proposed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Urgent {
    /// Id of the action.
    pub action: String,
    /// What to do.
    pub name: Text,
    /// Why, in plain words.
    pub why: Text,
    /// What it would change here, as worked out.
    pub effect: Text,
    /// What it costs in effort.
    pub effort: Text,
    /// The first step, to be done this week.
    pub first_step: Text,
    /// The answers that speak for it.
    pub because: Vec<Answered>,
    /// The share of the plant's risk that it takes away, in per cent, rounded down.
    pub percent: u64,
    /// Zones where it takes some away, the most first.
    pub zones: Vec<Named<ZoneId>>,
}

impl Urgent {
    /// Every text of it.
    pub(super) fn texts(&self) -> impl Iterator<Item = &Text> {
        let because = self.because.iter().flat_map(|it| [&it.asks, &it.label]);
        [&self.name, &self.why, &self.effect, &self.effort, &self.first_step].into_iter().chain(because)
    }
}

/// Risk by zone.
type Points = BTreeMap<ZoneId, u64>;

/// A measure with what it would gain.
struct Candidate<'a> {
    action: &'a Action,
    effort: u64,
    gain: u64,
    gains: Points,
}

/// The most urgent measures for a drafted register, the most urgent first.
///
/// At most two are for weak spots that the answers name, such as a door for maintenance from afar: what stands behind
/// an open door does not make it good, so these are weighed as if nothing else were done. The others are chosen one
/// by one, each as if those before it were in place.
#[must_use]
pub fn urgent(start: &Start<'_>, register: &Register) -> Vec<Urgent> {
    let open: Vec<&Action> = start.starter.actions.iter().filter(|action| is_open(start, action)).collect();
    let better: Vec<&Action> = open.iter().copied().filter(|action| !action.upkeep).collect();
    let mut supposed = Supposed { register: register.clone(), chosen: BTreeSet::new(), at_first: None };
    let before = supposed.points(start);
    let mut chosen = named_by_answers(start, &supposed, &better, &before);
    for candidate in &chosen {
        supposed = supposed.and(start, candidate.action);
    }
    let mut before = supposed.points(start);
    while chosen.len() < URGENT_MAX {
        let Some(best) = best(start, &supposed, &better, &before) else { break };
        supposed = supposed.and(start, best.action);
        before = supposed.points(start);
        chosen.push(best);
    }
    // Stable: among equals the order in which they were chosen.
    chosen.sort_by(more_urgent);
    let total: u64 = points_at_first(&supposed);
    let proposed = chosen.iter().map(|candidate| proposal(start, register, candidate, total));
    let upkeep = open.iter().filter(|action| action.upkeep).map(|action| kept_up(start, action));
    proposed.chain(upkeep).take(URGENT_MAX).collect()
}

/// The best measures for what the answers name, weighed alone.
fn named_by_answers<'a>(
    start: &Start<'_>,
    supposed: &Supposed,
    open: &[&'a Action],
    before: &Points,
) -> Vec<Candidate<'a>> {
    let named = open.iter().filter(|action| !action.needs.is_empty());
    let mut list: Vec<Candidate<'_>> = named.filter_map(|it| supposed.candidate(start, it, before)).collect();
    list.sort_by(more_urgent);
    let mut about: BTreeSet<&str> = BTreeSet::new();
    // One for each thing named.
    list.retain(|it| it.action.needs.iter().all(|when| about.insert(&when.question)));
    list.truncate(NAMED_MAX);
    list
}

fn best<'a>(
    start: &Start<'_>,
    supposed: &Supposed,
    open: &[&'a Action],
    before: &Points,
) -> Option<Candidate<'a>> {
    let left = open.iter().filter(|action| !supposed.chosen.contains(&action.id));
    // Among equals the first of the list.
    left.filter_map(|action| supposed.candidate(start, action, before)).min_by(more_urgent)
}

/// Gain for effort, the greater first.
fn more_urgent(a: &Candidate<'_>, b: &Candidate<'_>) -> Ordering {
    (b.gain * a.effort).cmp(&(a.gain * b.effort))
}

/// What both methods came to at first, in parts of a million each.
fn points_at_first(supposed: &Supposed) -> u64 {
    supposed.at_first.into_iter().flatten().map(|total| if total > 0 { WHOLE } else { 0 }).sum()
}

fn is_open(start: &Start<'_>, action: &Action) -> bool {
    draft::holds_all(start, &action.needs) && !draft::done(start, action)
}

/// A register in which some measures are supposed to be in place.
struct Supposed {
    register: Register,
    chosen: BTreeSet<String>,
    /// What the two methods came to before anything was supposed.
    at_first: Option<[u64; 2]>,
}

impl Supposed {
    /// With one more measure.
    fn and(&self, start: &Start<'_>, action: &Action) -> Self {
        let Self { register, chosen, at_first } = self;
        let mut more = Self { register: register.clone(), chosen: chosen.clone(), at_first: *at_first };
        draft::add_measure(start, &mut more.register, action);
        more.chosen.insert(action.id.clone());
        more
    }

    /// What one more measure would gain; none where it gains nothing.
    fn candidate<'a>(&self, start: &Start<'_>, action: &'a Action, before: &Points) -> Option<Candidate<'a>> {
        let after = self.and(start, action).points(start);
        let gained = |(zone, was): (&ZoneId, &u64)| {
            (zone.clone(), was.saturating_sub(after.get(zone).copied().unwrap_or_default()))
        };
        let gains: Points = before.iter().map(gained).filter(|(_, gain)| *gain > 0).collect();
        let gain: u64 = gains.values().sum();
        let effort =
            start.catalog.practices.get(&action.practice).map_or(1, |practice| practice.effort.into());
        (gain > 0).then_some(Candidate { action, effort, gain, gains })
    }

    fn points(&mut self, start: &Start<'_>) -> Points {
        points(start, &self.register, &weak(start, &self.register, &self.chosen), &mut self.at_first)
    }
}

/// Assets with known weaknesses, because something is not done, or nobody knows whether it is.
fn weak(start: &Start<'_>, register: &Register, chosen: &BTreeSet<String>) -> Exposures {
    let undone = start
        .starter
        .actions
        .iter()
        .filter(|action| action.weak_without && is_open(start, action) && !chosen.contains(&action.id));
    let ids: BTreeSet<AssetId> = undone
        .flat_map(|action| draft::assets(start, register, action).map(|asset| asset.id.clone()))
        .collect();
    ids.into_iter().map(|id| (id, Exposure { affected: 1, undecided: 0 })).collect()
}

/// Risk by zone of both methods, in parts of a million of what each came to at first.
fn points(
    start: &Start<'_>,
    register: &Register,
    exposures: &Exposures,
    at_first: &mut Option<[u64; 2]>,
) -> Points {
    let facts = Facts::new(register, start.catalog, exposures, start.today);
    let ground = Ground::new(&facts, None);
    let both = [asset_points(&facts, &ground), route_points(&facts, &ground)];
    let sum = |points: &Points| points.values().sum::<u64>();
    let totals = *at_first.get_or_insert_with(|| [sum(&both[0]), sum(&both[1])]);
    let mut points = Points::new();
    for (method, total) in both.into_iter().zip(totals) {
        for (zone, part) in method {
            *points.entry(zone).or_default() +=
                part.saturating_mul(WHOLE).checked_div(total).unwrap_or_default();
        }
    }
    points
}

fn asset_points(facts: &Facts<'_>, ground: &Ground<'_>) -> Points {
    let mut points = Points::new();
    for row in risk::asset_on_ground(facts, ground).rows() {
        let importance = match row.importance {
            Importance::Small => 1,
            Importance::Medium => 2,
            Importance::Large => 3,
        };
        let squares = row.ratings.iter().map(|it| squared([importance, it.level, it.vulnerability]));
        let members = u64::try_from(row.members.len()).unwrap_or(u64::MAX);
        *points.entry(row.zone.id.clone()).or_default() += squares.sum::<u64>().saturating_mul(members);
    }
    points
}

/// The routes of every attack tree, in the zones where they end.
fn route_points(facts: &Facts<'_>, ground: &Ground<'_>) -> Points {
    let mut points = Points::new();
    let rated = risk::business_on_ground(facts, ground, BusinessOptions::default());
    for tree in rated.businesses.values().flat_map(|verdict| &verdict.trees) {
        let (Some(goal), Some(damage)) = (&tree.goal, tree.damage) else { continue };
        let squares = tree.routes.iter().map(|route| squared([damage, route.level, route.vulnerability]));
        *points.entry(goal.id.clone()).or_default() += squares.sum::<u64>();
    }
    points
}

fn squared(factors: [u8; 3]) -> u64 {
    factors.into_iter().map(u64::from).product::<u64>().pow(2)
}

fn proposal(start: &Start<'_>, register: &Register, candidate: &Candidate<'_>, total: u64) -> Urgent {
    let Candidate { action, gain, gains, .. } = candidate;
    let mut zones: Vec<(&ZoneId, u64)> = gains.iter().map(|(zone, gain)| (zone, *gain)).collect();
    zones.sort_by_key(|(_, gain)| std::cmp::Reverse(*gain));
    let named = |(id, _): (&ZoneId, u64)| {
        let name = register.zones.get(id).map_or_else(String::new, |zone| zone.name.clone());
        Named { id: id.clone(), name }
    };
    let zones: Vec<Named<ZoneId>> = zones.into_iter().map(named).collect();
    let percent = (gain * 100).checked_div(total).unwrap_or_default();
    let mut urgent = plain(start, action);
    urgent.effect = effect(percent, &zones);
    Urgent { percent, zones, ..urgent }
}

fn effect(percent: u64, zones: &[Named<ZoneId>]) -> Text {
    let names = |between: &str| zones.iter().map(|zone| zone.name.as_str()).collect::<Vec<_>>().join(between);
    let (ja, en) = (names("、"), names(", "));
    if percent == 0 {
        return text!(
            ja: "工場全体の危なさを少し減らします（1 % 未満）。効く場所：{ja}。",
            en: "It takes away a little of the plant's risk (less than 1 %). Where it helps: {en}."
        );
    }
    text!(
        ja: "工場全体の危なさを約 {percent} % 減らします。効く場所：{ja}。",
        en: "It takes away about {percent} % of the plant's risk. Where it helps: {en}."
    )
}

fn kept_up(start: &Start<'_>, action: &Action) -> Urgent {
    let mut urgent = plain(start, action);
    urgent.effect = text!(
        ja: "いまある備えが、いざというときに働くようにします。",
        en: "It makes sure that what is there works when it is needed."
    );
    urgent
}

fn plain(start: &Start<'_>, action: &Action) -> Urgent {
    let Action { id, name, why, effort, first_step, needs, done, .. } = action;
    Urgent {
        action: id.clone(),
        name: name.clone(),
        why: why.clone(),
        effect: Text::default(),
        effort: effort.clone(),
        first_step: first_step.clone(),
        because: needs.iter().chain(done).filter_map(|when| because(start, when)).collect(),
        percent: 0,
        zones: Vec::new(),
    }
}

fn because(start: &Start<'_>, when: &When) -> Option<Answered> {
    let question = start.starter.question(&when.question)?;
    let id = answered(start.answers, question);
    let label = question.choice(id)?.label.clone();
    Some(Answered {
        asks: question.asks.clone(),
        label,
        unknown: id == sekisho_catalog::starter::Question::UNKNOWN,
    })
}
