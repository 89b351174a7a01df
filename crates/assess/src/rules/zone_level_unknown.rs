//! A zone whose level is not filled in.
//!
//! Why: Many rules ask whether a conduit leads outside or jumps levels; they can say nothing about this zone.
//!
//! False positives, and where the register itself may be wrong: A zone that has no height: state "not
//! applicable"; rules about levels then pass it over.

use sekisho_model::{RecordKind, text};

use super::row::{blank, says};
use super::{Report, Rule, Sureness, Weight};
use crate::facts::Facts;

pub(super) const RULE: Rule = Rule {
    id: "zone-level-unknown",
    step: "1-6",
    title: ("階層が決まっていないゾーン", "A zone of unknown level"),
    source: "METI guideline, step 1-6",
    weight: Weight::Low,
    sureness: Sureness::Sure,
    reads: &[RecordKind::Zone],
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report) {
    for zone in facts.register.zones.values().filter(|zone| zone.level.is_unknown()) {
        let name = &zone.name;
        report.add(
            zone,
            text!(
                ja: "ゾーン「{name}」の階層が書かれていません。外部とつながるかどうかの判定ができません。",
                en: "The level of zone \"{name}\" is not filled in: whether its conduits lead outside cannot be decided."
            ),
            text!(
                ja: "社外・全社IT・境界・工場運用・監視・制御・プロセスのどれかを選んでください。",
                en: "Choose outside, enterprise, boundary, operations, supervision, control or process."
            ),
            vec![says(zone, blank("階層", "level"))],
        );
    }
}
