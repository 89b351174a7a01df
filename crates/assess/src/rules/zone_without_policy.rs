//! A zone of our own of known importance that no policy names and for whose importance there is no policy.
//!
//! Why: Without one, the order and extent of measures are decided case by case.
//!
//! False positives, and where the register itself may be wrong: Where a company rule holds the policy, copy
//! its gist.

use std::collections::HashSet;

use sekisho_model::{Importance, RecordKind, ZoneId, text};

use super::row::{importance_of, is_frame, says, says_importance};
use super::{Report, Rule, Sureness, Weight};
use crate::facts::Facts;

pub(super) const RULE: Rule = Rule {
    id: "zone-without-policy",
    step: "2-1",
    title: ("対策方針のないゾーン", "A zone with no policy of measures"),
    source: "METI guideline, step 2-1",
    weight: Weight::Medium,
    sureness: Sureness::Sure,
    reads: &[RecordKind::Zone, RecordKind::Business, RecordKind::Policy],
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report) {
    let policies = || facts.register.policies.values();
    let named: HashSet<&ZoneId> = policies().flat_map(|policy| &policy.zones).collect();
    let rated: Vec<Importance> =
        policies().filter(|p| p.zones.is_empty()).filter_map(|p| p.importance.known().copied()).collect();
    for zone in facts.register.zones.values() {
        let Some(importance) = importance_of(facts, zone) else { continue };
        let has_policy = named.contains(&zone.id) || rated.contains(&importance);
        if has_policy || facts.is_outside(&zone.id) || is_frame(facts, zone) {
            continue;
        }
        let name = &zone.name;
        report.add(
            zone,
            text!(
                ja: "ゾーン「{name}」に当てはまる対策方針がありません。",
                en: "No policy of measures applies to zone \"{name}\"."
            ),
            text!(
                ja: "この重要度のゾーンをどこまで守るか、方針を一つ作ってください。ゾーンを名指しする方針でも構いません。",
                en: "Write a policy of how far zones of this importance are protected, or one that names this zone."
            ),
            vec![says(zone, says_importance(importance))],
        );
    }
}
