//! A zone of large importance without an account record done within the year. A record that names no zone and
//! no asset counts for the whole plant.
//!
//! Why: Ids of people and suppliers who left stay until somebody looks.
//!
//! False positives, and where the register itself may be wrong: A zone whose devices have no ids is reported
//! too: record that.

use std::collections::HashSet;

use sekisho_model::{Activity, ActivityKind, ActivityState, Importance, RecordKind, ZoneId, text};

use super::row::{around, large_zones, says, says_importance, year_before};
use super::{Report, Rule, Sureness, Weight};
use crate::facts::Facts;

pub(super) const RULE: Rule = Rule {
    id: "accounts-not-reviewed",
    step: "3(1)①B",
    title: ("ID・パスワードを見直していない重要なゾーン", "Accounts not looked at in a large zone"),
    source: "METI guideline, step 3(1)①B; IEC 62443-3-3 SR 1.3",
    weight: Weight::Medium,
    sureness: Sureness::Likely,
    reads: &[RecordKind::Zone, RecordKind::Business, RecordKind::Asset, RecordKind::Activity],
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report) {
    let limit = year_before(facts.today);
    let recent: Vec<&Activity> = facts
        .register
        .activities
        .values()
        .filter(|a| a.kind == ActivityKind::Account && a.state == ActivityState::Done)
        .filter(|a| a.date.known().is_some_and(|day| *day >= limit))
        .collect();
    if recent.iter().any(|activity| is_for_all(activity)) {
        return;
    }
    let assets = recent.iter().flat_map(|a| &a.assets).filter_map(|id| facts.register.assets.get(id));
    let zones = recent.iter().flat_map(|activity| &activity.zones);
    let reviewed: HashSet<&ZoneId> = zones.chain(assets.filter_map(|asset| asset.zone.known())).collect();
    for zone in large_zones(facts) {
        if around(facts, &zone.id).any(|zone| reviewed.contains(zone)) {
            continue;
        }
        let name = &zone.name;
        report.add(
            zone,
            text!(
                ja: "重要度「大」のゾーン「{name}」で、ID・パスワードの見直しの記録が 1 年以上ありません。",
                en: "No review of accounts and passwords is on record for a year in zone \"{name}\" of large importance."
            ),
            text!(
                ja: "退職・異動した人の ID、共用のパスワード、初期値のままの機器を確かめ、運用記録に残してください。",
                en: "Look for ids of people who left, shared passwords and first passwords, and record it."
            ),
            vec![says(zone, says_importance(Importance::Large))],
        );
    }
}

fn is_for_all(activity: &Activity) -> bool {
    activity.zones.is_empty() && activity.assets.is_empty() && activity.measures.is_empty()
}
