//! Zones with the same businesses, importance, level, SL-T, enclosing zone and neighbours.
//!
//! Why: Zones of the same content double the work on threats and measures, and one of them is forgotten when
//! the other is corrected.
//!
//! False positives, and where the register itself may be wrong: The same line may be split on purpose so that
//! malware cannot spread: enter the conduit between the two, and the finding goes.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::{
    BusinessId, Conduit, ConduitKind, Importance, RecordKind, SecurityLevel, Stated, Text, Zone, ZoneId,
    ZoneLevel, text,
};

use super::row::{listed, says};
use super::{Report, Rule, Sureness, Weight};
use crate::facts::Facts;

pub(super) const RULE: Rule = Rule {
    id: "zones-differ-only-in-name",
    step: "1-6",
    title: ("名前だけが違うゾーン", "Zones that differ only in name"),
    source: "METI guideline, step 1-6; IEC 62443-3-2 ZCR 3.1",
    weight: Weight::Low,
    sureness: Sureness::Likely,
    reads: &[RecordKind::Zone, RecordKind::Conduit],
    check,
};

/// What makes a zone another zone than its neighbour.
type Nature<'a> = (
    &'a BTreeSet<BusinessId>,
    &'a Stated<Importance>,
    &'a Stated<ZoneLevel>,
    &'a Stated<SecurityLevel>,
    &'a Stated<ZoneId>,
    BTreeSet<(&'a ZoneId, ConduitKind)>,
);

fn check(facts: &Facts<'_>, report: &mut Report) {
    let mut alike: BTreeMap<Nature<'_>, Vec<&Zone>> = BTreeMap::new();
    for zone in facts.register.zones.values().filter(|zone| can_be_compared(facts, zone)) {
        alike.entry(nature(facts, zone)).or_default().push(zone);
    }
    let mut groups: Vec<Vec<&Zone>> = alike.into_values().filter(|zones| zones.len() > 1).collect();
    groups.sort_by_key(|zones| &zones[0].id);
    for zones in groups {
        let Text { ja, en } = listed(zones.iter().map(|zone| zone.name.as_str()));
        report.add(
            zones[0],
            text!(
                ja: "ゾーン{ja}は、業務・重要度・階層・つながる先がすべて同じで、名前だけが違います。",
                en: "Zones {en} have the same businesses, importance, level and neighbours: only their names differ."
            ),
            text!(
                ja: "一つにまとめるか、対策や影響が違うなら、業務や目標の違いを書いてください。",
                en: "Join them; or, if measures or consequences differ, write the difference down."
            ),
            zones.iter().map(|zone| says(*zone, Text::new("同じ内容", "same content"))).collect(),
        );
    }
}

/// Two zones of which nothing is known are not alike.
fn can_be_compared(facts: &Facts<'_>, zone: &Zone) -> bool {
    !zone.businesses.is_empty() && zone.importance.known().is_some() && facts.zones_in(&zone.id).is_empty()
}

fn nature<'a>(facts: &Facts<'a>, zone: &'a Zone) -> Nature<'a> {
    let neighbour = |conduit: &&'a Conduit| {
        let other = if conduit.from == zone.id { &conduit.to } else { &conduit.from };
        (other, conduit.kind)
    };
    (
        &zone.businesses,
        &zone.importance,
        &zone.level,
        &zone.security_level_target,
        &zone.parent,
        facts.conduits_at(&zone.id).iter().map(neighbour).collect(),
    )
}
