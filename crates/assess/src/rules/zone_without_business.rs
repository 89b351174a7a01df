//! A zone that is tied to no business; zones that hold others and outside zones are passed over.
//!
//! Why: Without the business nobody can say what is lost when the zone stops.
//!
//! False positives, and where the register itself may be wrong: A zone that only holds shared network
//! equipment is reported too: tie it to the businesses that use it.

use sekisho_model::{RecordKind, text};

use super::row::{blank, says};
use super::{Report, Rule, Sureness, Weight};
use crate::facts::Facts;

pub(super) const RULE: Rule = Rule {
    id: "zone-without-business",
    step: "1-6",
    title: ("業務のないゾーン", "A zone with no business"),
    source: "METI guideline, step 1-6",
    weight: Weight::Medium,
    sureness: Sureness::Sure,
    reads: &[RecordKind::Zone],
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report) {
    for zone in facts.register.zones.values() {
        let has_inner = !facts.zones_in(&zone.id).is_empty();
        if !zone.businesses.is_empty() || has_inner || facts.is_outside(&zone.id) {
            continue;
        }
        let name = &zone.name;
        report.add(
            zone,
            text!(
                ja: "ゾーン「{name}」に、業務が結び付いていません。",
                en: "Zone \"{name}\" is tied to no business."
            ),
            text!(
                ja: "そのゾーンで行う業務を選んでください。業務がなければ、ゾーンが要るかどうかを確かめてください。",
                en: "Choose the businesses carried out there; if there are none, ask whether the zone is needed."
            ),
            vec![says(zone, blank("業務", "businesses"))],
        );
    }
}
