//! A zone of our own whose owner is not filled in.
//!
//! Why: When something happens nobody can decide whether to stop or go on, and nobody follows its measures.
//!
//! False positives, and where the register itself may be wrong: Where the owner of the zone around it looks
//! after it too, write that name here as well.

use sekisho_model::{RecordKind, text};

use super::row::{blank, says};
use super::{Report, Rule, Sureness, Weight};
use crate::facts::Facts;

pub(super) const RULE: Rule = Rule {
    id: "zone-without-owner",
    step: "1-6",
    title: ("責任者のいないゾーン", "A zone that nobody answers for"),
    source: "METI guideline, step 1-6",
    weight: Weight::Medium,
    sureness: Sureness::Sure,
    reads: &[RecordKind::Zone],
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report) {
    for zone in facts.register.zones.values() {
        if !zone.owner.is_unknown() || facts.is_outside(&zone.id) {
            continue;
        }
        let name = &zone.name;
        report.add(
            zone,
            text!(
                ja: "ゾーン「{name}」の責任者が書かれていません。",
                en: "Nobody answers for zone \"{name}\"."
            ),
            text!(
                ja: "ゾーンの対策を決め、異常のときに判断する人を責任者の欄に書いてください。",
                en: "Name who decides on its measures, and who decides when something happens there."
            ),
            vec![says(zone, blank("責任者", "owner"))],
        );
    }
}
