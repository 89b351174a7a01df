//! A row of step 1-7 for whose zone — the zones around it, its assets and its conduits included — no measure
//! counters the threat. Measures given up do not count. Zones for which a policy by name accepts or transfers
//! the risk are passed over.
//!
//! Why: A threat that was named and has no measure shows that the work stopped half-way.
//!
//! False positives, and where the register itself may be wrong: A measure for which neither catalog measure
//! nor threats are chosen counts as none. Whether it is good enough is seen in the risk view.

use std::collections::{BTreeSet, HashMap, HashSet};

use sekisho_catalog::Protects;
use sekisho_model::{
    Measure, MeasureState, Policy, PracticeId, RecordKind, Text, ThreatId, Treatment, Zone, ZoneId, text,
};

use super::cover::{names_no_place, protects};
use super::row::{around, says};
use super::{Report, Rule, Sureness, Weight};
use crate::facts::Facts;

pub(super) const RULE: Rule = Rule {
    id: "zone-threat-without-measure",
    step: "2-2",
    title: ("対策のない脅威", "A threat with no measure against it"),
    source: "METI guideline, step 2-2",
    weight: Weight::Medium,
    sureness: Sureness::Sure,
    reads: &[
        RecordKind::ZoneThreat,
        RecordKind::Zone,
        RecordKind::Asset,
        RecordKind::Conduit,
        RecordKind::Measure,
        RecordKind::Policy,
    ],
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report) {
    let borne = borne(facts);
    let against = Against::new(facts);
    let nearby = Near::new(facts);
    let mut near: HashMap<&ZoneId, Vec<&Measure>> = HashMap::new();
    for row in facts.register.zone_threats.values() {
        let Some(zone) = facts.register.zones.get(&row.zone) else { continue };
        let is_known = facts.catalog.threats.contains_key(&row.threat);
        if !is_known || facts.is_outside(&zone.id) || borne.contains(&zone.id) {
            continue;
        }
        let near = near.entry(&zone.id).or_insert_with(|| nearby.measures(zone));
        if against.any(&row.threat, near) {
            continue;
        }
        let (name, place) = (&row.name, &zone.name);
        report.add(
            row,
            text!(
                ja: "ゾーン「{place}」の脅威「{name}」に、対策が一つもありません。予定も案もありません。",
                en: "Nothing is done, planned or proposed against threat \"{name}\" of zone \"{place}\"."
            ),
            text!(
                ja: "対策を加えるか、受け入れると決めたなら、このゾーンの対策方針のリスク対応を「受容」にしてください。",
                en: "Add a measure; or, if it is borne knowingly, write a policy for this zone that accepts it."
            ),
            vec![says(row, Text::new("対策：0 件", "measures: 0")), says(zone, Text::new("対策の対象外", "not covered"))],
        );
    }
}

/// Zones of which a policy says by name that somebody bears the risk.
fn borne<'a>(facts: &Facts<'a>) -> HashSet<&'a ZoneId> {
    let bears =
        |policy: &&Policy| matches!(policy.treatment.known(), Some(Treatment::Accept | Treatment::Transfer));
    facts.register.policies.values().filter(bears).flat_map(|policy| &policy.zones).collect()
}

/// Measures put on a zone, the zones around it, its assets or its conduits. Found from the measures: most assets and
/// conduits have none.
struct Near<'f, 'a> {
    facts: &'f Facts<'a>,
    inside: HashMap<&'a ZoneId, Vec<&'a Measure>>,
}

impl<'f, 'a> Near<'f, 'a> {
    fn new(facts: &'f Facts<'a>) -> Self {
        let mut inside: HashMap<&ZoneId, Vec<&Measure>> = HashMap::new();
        let register = facts.register;
        for measure in register.measures.values() {
            let assets = measure.assets.iter().filter_map(|id| register.assets.get(id)?.zone.known());
            let conduits = measure.conduits.iter().filter_map(|id| register.conduits.get(id));
            for zone in assets.chain(conduits.flat_map(|conduit| [&conduit.from, &conduit.to])) {
                inside.entry(zone).or_default().push(measure);
            }
        }
        Self { facts, inside }
    }

    fn measures(&self, zone: &Zone) -> Vec<&'a Measure> {
        let on_zones = around(self.facts, &zone.id).flat_map(|zone| self.facts.measures_on_zone(zone));
        on_zones.chain(self.inside.get(&zone.id).into_iter().flatten()).copied().collect()
    }
}

/// What measures counter: worked out once for each measure of the catalog, because hundreds of measures carry out a
/// few dozen of these.
struct Against<'a> {
    facts: &'a Facts<'a>,
    practices: HashMap<&'a PracticeId, BTreeSet<&'a ThreatId>>,
    /// Threats countered by what acts on the whole plant.
    everywhere: BTreeSet<&'a ThreatId>,
}

impl<'a> Against<'a> {
    fn new(facts: &'a Facts<'a>) -> Self {
        let practices = facts.catalog.practices.values();
        let practices =
            practices.map(|practice| (&practice.id, with_served(facts, practice.counters.keys())));
        let mut against = Self { facts, practices: practices.collect(), everywhere: BTreeSet::new() };
        for measure in facts.register.measures.values().filter(|measure| is_kept(measure)) {
            if names_no_place(measure) && protects(facts, measure) == Some(Protects::Plant) {
                let countered: Vec<&ThreatId> = against.countered(measure).into_iter().collect();
                against.everywhere.extend(countered);
            }
        }
        against
    }

    /// The threats that a measure names, or else those of its catalog measure.
    fn countered(&self, measure: &'a Measure) -> BTreeSet<&'a ThreatId> {
        if !measure.threats.is_empty() {
            return with_served(self.facts, measure.threats.iter());
        }
        measure.practice.known().and_then(|id| self.practices.get(id)).cloned().unwrap_or_default()
    }

    fn is_countered(&self, threat: &ThreatId, measure: &Measure) -> bool {
        if !measure.threats.is_empty() {
            return measure.threats.iter().any(|named| named == threat || self.serves(named, threat));
        }
        let practice = measure.practice.known().and_then(|id| self.practices.get(id));
        practice.is_some_and(|countered| countered.contains(threat))
    }

    fn serves(&self, technique: &ThreatId, threat: &ThreatId) -> bool {
        self.facts.catalog.threats.get(technique).is_some_and(|technique| technique.serves.contains(threat))
    }

    fn any(&self, threat: &ThreatId, near: &[&Measure]) -> bool {
        self.everywhere.contains(threat)
            || near.iter().any(|measure| is_kept(measure) && self.is_countered(threat, measure))
    }
}

fn is_kept(measure: &Measure) -> bool {
    measure.state != MeasureState::Dropped
}

/// A measure against a technique counts against the threats that the technique serves.
fn with_served<'a>(facts: &Facts<'a>, threats: impl Iterator<Item = &'a ThreatId>) -> BTreeSet<&'a ThreatId> {
    let served =
        |threat| facts.catalog.threats.get(threat).into_iter().flat_map(|technique| &technique.serves);
    threats.flat_map(|threat| served(threat).chain([threat])).collect()
}
