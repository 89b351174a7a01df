//! A zone of large importance where no measure with the tag `monitoring` is in place on the zone, an asset in
//! it or a conduit at it.
//!
//! Why: The later it is noticed, the longer the stop.
//!
//! False positives, and where the register itself may be wrong: Watching part of it is enough to silence the
//! rule; see the measure matrix for the rest.

use sekisho_model::{Importance, Measure, MeasureArea, RecordKind, text};

use super::cover::Cover;
use super::row::{large_zones, says, says_importance};
use super::{Report, Rule, Sureness, Weight};
use crate::facts::Facts;

pub(super) const RULE: Rule = Rule {
    id: "large-zone-without-monitoring",
    step: "2-2(1)①",
    title: ("異常に気付く手立てのない重要なゾーン", "A large zone where nothing would be noticed"),
    source: "METI guideline, step 3(1)①A; IEC 62443-3-3 SR 6.2",
    weight: Weight::Medium,
    sureness: Sureness::Likely,
    reads: &[
        RecordKind::Zone,
        RecordKind::Asset,
        RecordKind::Conduit,
        RecordKind::Business,
        RecordKind::Measure,
    ],
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report) {
    // Watching temperature, water or the gate shows no attack over the network.
    let is_cyber = |measure: &Measure| {
        let practice = measure.practice.known().and_then(|id| facts.catalog.practices.get(id));
        practice.is_some_and(|practice| {
            matches!(
                practice.area,
                MeasureArea::Network | MeasureArea::Device | MeasureArea::Program | MeasureArea::Operation
            )
        })
    };
    let cover = Cover::by(facts, |measure| facts.acts_as(measure, "monitoring") && is_cyber(measure));
    for zone in large_zones(facts).filter(|zone| !cover.touches(zone)) {
        let name = &zone.name;
        report.add(
            zone,
            text!(
                ja: "重要度「大」のゾーン「{name}」に、異常に気付くための監視や記録の対策が実施されていません。",
                en: "No monitoring is in place in zone \"{name}\" of large importance."
            ),
            text!(
                ja: "通信の観測、機器の記録の確認など、早く気付くための対策を一つは実施してください。",
                en: "Put at least one in place: watching the traffic, reading the devices' logs."
            ),
            vec![says(zone, says_importance(Importance::Large))],
        );
    }
}
