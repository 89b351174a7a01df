//! A measure in place for more than a year (or since an unknown day) without an effect check within the year.
//! Measures of the area operation are passed over: their records are the proof.
//!
//! Why: Firewall rules grow, malware definitions age: what was put in once may no longer work.
//!
//! False positives, and where the register itself may be wrong: It may be checked on another sheet: copy the
//! result.

use std::collections::HashMap;

use jiff::civil::Date;
use sekisho_model::{
    Activity, ActivityKind, ActivityState, Measure, MeasureArea, MeasureId, MeasureState, RecordKind, Stated,
    text,
};

use super::row::{on_stated, says, year_before};
use super::{Report, Rule, Sureness, Weight};
use crate::facts::Facts;

pub(super) const RULE: Rule = Rule {
    id: "measure-never-checked",
    step: "3(1)②a",
    title: ("効果を確かめていない対策", "A measure whose effect nobody checked"),
    source: "METI guideline, step 3(1)②a",
    weight: Weight::Low,
    sureness: Sureness::Sure,
    reads: &[RecordKind::Measure, RecordKind::Activity],
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report) {
    let limit = year_before(facts.today);
    let mut last: HashMap<&MeasureId, &Activity> = HashMap::new();
    let checks = facts.register.activities.values().filter(|a| a.kind == ActivityKind::EffectCheck);
    for activity in checks.filter(|a| a.state == ActivityState::Done && a.date.known().is_some()) {
        for measure in &activity.measures {
            let kept = last.entry(measure).or_insert(activity);
            if activity.date > kept.date {
                *kept = activity;
            }
        }
    }
    let is_fresh = |day: &Stated<Date>| day.known().is_some_and(|day| *day >= limit);
    for measure in facts.register.measures.values().filter(|m| wants_check(m)) {
        let check = last.get(&measure.id);
        // What was put in place within the year has its first check ahead.
        if is_fresh(&measure.since) || check.is_some_and(|check| is_fresh(&check.date)) {
            continue;
        }
        let mut evidence = vec![says(measure, on_stated("実施日", "in place since", &measure.since))];
        evidence.extend(check.map(|check| says(*check, on_stated("確認日", "checked", &check.date))));
        let name = &measure.name;
        report.add(
            measure,
            text!(
                ja: "実施済みの対策「{name}」の効果を、1 年以上確かめていません。",
                en: "Nobody has checked for a year whether measure \"{name}\" works."
            ),
            text!(
                ja: "実際に働いているかを確かめ、「効果の確認」の運用記録に残してください。",
                en: "Check that it does its work and record an effect check."
            ),
            evidence,
        );
    }
}

fn wants_check(measure: &Measure) -> bool {
    measure.state == MeasureState::InPlace && measure.area.known() != Some(&MeasureArea::Operation)
}
