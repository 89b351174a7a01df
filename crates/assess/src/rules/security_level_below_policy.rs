//! A zone whose SL-T is lower than that of the policy that applies; one that names the zone comes first.
//!
//! Why: If policy and zone differ nobody knows for which one to choose measures.
//!
//! False positives, and where the register itself may be wrong: Zones without an SL-T are passed over.

use std::collections::BTreeMap;

use sekisho_model::{Importance, Policy, RecordKind, SecurityLevel, ZoneId, text};

use super::row::{importance_of, says, says_level};
use super::{Report, Rule, Sureness, Weight};
use crate::facts::Facts;

pub(super) const RULE: Rule = Rule {
    id: "security-level-below-policy",
    step: "2-1",
    title: ("方針より低い SL-T のゾーン", "A zone aims below its policy"),
    source: "IEC 62443-3-2 ZCR 5.6",
    weight: Weight::Medium,
    sureness: Sureness::Sure,
    reads: &[RecordKind::Zone, RecordKind::Business, RecordKind::Policy],
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report) {
    let named = by_zone(facts);
    let rated = by_importance(facts);
    for zone in facts.register.zones.values() {
        let Some(target) = zone.security_level_target.known() else { continue };
        let of_importance =
            || importance_of(facts, zone).and_then(|importance| rated.get(&importance).copied());
        // A policy that names the zone stands in place of the general one.
        let Some((policy, asked)) = named.get(&zone.id).copied().or_else(of_importance) else { continue };
        if *target >= asked {
            continue;
        }
        let (name, rule) = (&zone.name, &policy.name);
        report.add(
            zone,
            text!(
                ja: "ゾーン「{name}」の SL-T が、対策方針「{rule}」より低くなっています。",
                en: "Zone \"{name}\" aims at a lower security level than policy \"{rule}\"."
            ),
            text!(
                ja: "ゾーンの SL-T を方針に合わせるか、このゾーンを名指しする方針で例外を決めてください。",
                en: "Raise its SL-T to the policy, or write a policy that names this zone as an exception."
            ),
            vec![says(zone, says_level(*target)), says(policy, says_level(asked))],
        );
    }
}

type Asked<'a> = (&'a Policy, SecurityLevel);

fn asks<'a>(policies: impl Iterator<Item = &'a Policy>) -> impl Iterator<Item = Asked<'a>> {
    policies.filter_map(|policy| Some((policy, *policy.security_level_target.known()?)))
}

fn by_zone<'a>(facts: &Facts<'a>) -> BTreeMap<&'a ZoneId, Asked<'a>> {
    let mut greatest: BTreeMap<&ZoneId, Asked<'a>> = BTreeMap::new();
    for asked in asks(facts.register.policies.values()) {
        for zone in &asked.0.zones {
            let kept = greatest.entry(zone).or_insert(asked);
            if asked.1 > kept.1 {
                *kept = asked;
            }
        }
    }
    greatest
}

fn by_importance<'a>(facts: &Facts<'a>) -> BTreeMap<Importance, Asked<'a>> {
    let mut greatest: BTreeMap<Importance, Asked<'a>> = BTreeMap::new();
    for asked in asks(facts.register.policies.values().filter(|policy| policy.zones.is_empty())) {
        let Some(importance) = asked.0.importance.known() else { continue };
        let kept = greatest.entry(*importance).or_insert(asked);
        if asked.1 > kept.1 {
            *kept = asked;
        }
    }
    greatest
}
