//! What a figure opens to: the measures, vulnerabilities and reasons under it.
//!
//! Invariant: worked out when somebody asks, from the same facts as the figure, so that it never contradicts it.

use sekisho_model::ThreatId;

use super::asset::{AssetRow, Opened, warnings, weight};
use super::business::{RouteStep, Tree};
use super::ground::{Ground, sort_of};
use super::threats::Tried;
use super::words;
use super::works::Works;
use crate::coverage::Act;
use crate::facts::Facts;
use crate::impact::Named;

/// Everything needed to open figures: made once, asked often.
#[derive(Debug)]
pub struct Opener<'f, 'a> {
    facts: &'f Facts<'a>,
    ground: Ground<'a>,
    works: Works<'a>,
}

impl<'f, 'a> Opener<'f, 'a> {
    /// Looks over the facts.
    #[must_use]
    pub fn new(facts: &'f Facts<'a>) -> Self {
        let ground = Ground::new(facts, None);
        let works = Works::new(facts, &ground.threats);
        Self { facts, ground, works }
    }

    /// What a rating rests on; none where the row has no such rating, or was not made from these facts.
    #[must_use]
    pub fn rating(&self, row: &AssetRow, threat: &ThreatId) -> Option<Opened> {
        let (facts, ground) = (self.facts, &self.ground);
        let rating = row.ratings.iter().find(|rating| rating.threat == *threat)?;
        let zone = ground.graph.zone(&row.zone.id)?;
        let no = ground.threats.number(threat)?;
        let tried = ground.tried_on(sort_of(row.kind, row.role)).iter().find(|tried| tried.main == no)?;
        let asset = row.members.first().and_then(|first| facts.register.assets.get(&first.id))?;
        let at_work = self.works.on_asset(facts, &ground.graph, zone, asset);
        let measures: Vec<Act> = at_work
            .iter()
            .filter_map(|it| self.works.against(facts, &ground.threats, it, tried, None))
            .collect();
        let vulnerable = |member: &Named<_>| Some((member.clone(), *facts.exposures.get(&member.id)?));
        let mut reasons = words::reasons(weight(row.importance), rating);
        reasons.extend(warnings(row, tried.uses_vulnerability, &measures));
        Some(Opened {
            reasons,
            measures,
            vulnerabilities: row.members.iter().filter_map(vulnerable).collect(),
            techniques: tried.techniques.iter().map(|no| ground.threats.all[*no].id.clone()).collect(),
        })
    }

    /// Measures that somebody meets at a step of a route, with the threat that each counters, whatever their
    /// state.
    #[must_use]
    pub fn step(&self, tree: &Tree, step: &RouteStep) -> Vec<(ThreatId, Act)> {
        let (facts, ground) = (self.facts, &self.ground);
        let Some(zone) = ground.graph.zone(&step.zone.id) else { return Vec::new() };
        let conduit = step.conduit.as_ref().and_then(|conduit| ground.graph.conduit(&conduit.id));
        let mut at_work = self.works.on_the_way(facts, &ground.graph, conduit, zone);
        if step.kind == super::business::StepKind::Goal {
            let targets = tree.targets.iter().filter_map(|target| facts.register.assets.get(&target.id));
            at_work = targets.flat_map(|it| self.works.on_asset(facts, &ground.graph, zone, it)).collect();
            at_work.sort_by(|a, b| a.measure.id.cmp(&b.measure.id));
            at_work.dedup_by(|a, b| a.measure.id == b.measure.id);
        }
        let tried: Vec<&Tried> = step.threats.iter().filter_map(|id| self.main(id)).collect();
        let against = |tried: &&Tried| {
            let threat = ground.threats.all[tried.main].id.clone();
            let acts =
                at_work.iter().filter_map(|it| self.works.against(facts, &ground.threats, it, tried, None));
            acts.map(|act| (threat.clone(), act)).collect::<Vec<_>>()
        };
        tried.iter().flat_map(against).collect()
    }

    /// Techniques by which a main threat is tried, of whatever sort of asset.
    #[must_use]
    pub fn techniques(&self, main: &ThreatId) -> Vec<ThreatId> {
        let id = |no: &usize| self.ground.threats.all[*no].id.clone();
        self.main(main).map_or_else(Vec::new, |tried| tried.techniques.iter().map(id).collect())
    }

    fn main(&self, id: &ThreatId) -> Option<&Tried> {
        self.ground.threats.main(id)
    }
}
