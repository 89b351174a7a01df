//! A zone of our own with no asset and no zone in it.
//!
//! Why: A device that is there and not in the register is missed when a vulnerability is published. An empty
//! zone is a sign that nobody looked.
//!
//! False positives, and where the register itself may be wrong: A zone that is yet to be built may stay
//! empty.

use sekisho_model::{RecordKind, Text, text};

use super::row::says;
use super::{Report, Rule, Sureness, Weight};
use crate::facts::Facts;

pub(super) const RULE: Rule = Rule {
    id: "zone-empty",
    step: "1-6",
    title: ("保護対象のないゾーン", "A zone with nothing in it"),
    source: "METI guideline, step 1-6",
    weight: Weight::Low,
    sureness: Sureness::Likely,
    reads: &[RecordKind::Zone, RecordKind::Asset],
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report) {
    for zone in facts.register.zones.values() {
        let is_empty = facts.assets_in(&zone.id).is_empty() && facts.zones_in(&zone.id).is_empty();
        if !is_empty || facts.is_outside(&zone.id) {
            continue;
        }
        let name = &zone.name;
        report.add(
            zone,
            text!(
                ja: "ゾーン「{name}」に、保護対象が一つも登録されていません。",
                en: "Zone \"{name}\" has no asset in it."
            ),
            text!(
                ja: "そこにあるネットワーク・装置・データを登録してください。何もなければ、ゾーンを消してください。",
                en: "Enter the networks, devices and data that are there; if there are none, remove the zone."
            ),
            vec![says(zone, Text::new("保護対象：0 件", "assets: 0"))],
        );
    }
}
