//! A zone whose businesses are of different importance.
//!
//! Why: the guideline calls a zone an area whose business is of equal importance and which needs an equal level
//! of measures (METI guideline, step 1-6). One that mixes them gets measures that are too much for one business
//! or too little for the other.
//!
//! False positives: an outer zone that only groups others. So a zone with zones in it is passed over: its inner
//! zones are looked at. Where the register is wrong: the businesses may be rated by different people.

use sekisho_model::{Importance, RecordKind, Zone, text};

use super::row::{says, says_importance};
use super::{Evidence, Report, Rule, Sureness, Weight};
use crate::facts::Facts;

pub(super) const RULE: Rule = Rule {
    id: "zone-mixed-importance",
    step: "1-6",
    title: ("重要度の異なる業務が一つのゾーンにある", "A zone mixes businesses of different importance"),
    source: "METI guideline, step 1-6",
    weight: Weight::Medium,
    sureness: Sureness::Sure,
    reads: &[RecordKind::Zone, RecordKind::Business],
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report) {
    for zone in facts.register.zones.values() {
        let rated = rated(facts, zone);
        let least = rated.iter().map(|(_, importance)| *importance).min();
        let greatest = rated.iter().map(|(_, importance)| *importance).max();
        if least == greatest || !facts.zones_in(&zone.id).is_empty() {
            continue;
        }
        let name = &zone.name;
        report.add(
            zone,
            text!(
                ja: "ゾーン「{name}」に、重要度の異なる業務があります。",
                en: "Zone \"{name}\" holds businesses of different importance."
            ),
            text!(
                ja: "業務ごとにゾーンを分けるか、最も高い重要度にそろえて対策してください。",
                en: "Split the zone by business, or protect all of it for the greatest importance."
            ),
            rated.into_iter().map(|(evidence, _)| evidence).collect(),
        );
    }
}

fn rated(facts: &Facts<'_>, zone: &Zone) -> Vec<(Evidence, Importance)> {
    let of = |id| {
        let business = facts.register.businesses.get(id)?;
        let importance = *business.importance.known()?;
        Some((says(business, says_importance(importance)), importance))
    };
    zone.businesses.iter().filter_map(of).collect()
}
