//! An effect check or drill with the result bad and no later check, drill or renewal about the same measures
//! or zones.
//!
//! Why: A bad result is of use only when it is mended and tried again.
//!
//! False positives, and where the register itself may be wrong: It may have been mended with no record but
//! the measure's state.

use std::collections::HashMap;

use jiff::civil::Date;
use sekisho_model::{Activity, ActivityKind, ActivityState, MeasureId, Outcome, RecordKind, ZoneId, text};

use super::row::{on, says};
use super::{Report, Rule, Sureness, Weight};
use crate::facts::Facts;

pub(super) const RULE: Rule = Rule {
    id: "bad-check-not-followed",
    step: "3(1)②a",
    title: ("悪い結果のまま放置された確認・訓練", "A bad result that nothing followed"),
    source: "METI guideline, step 3(1)②a",
    weight: Weight::Medium,
    sureness: Sureness::Likely,
    reads: &[RecordKind::Activity],
    check,
};

/// What a record is about; with nothing named, whatever was done later answers it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Matter<'a> {
    Measure(&'a MeasureId),
    Zone(&'a ZoneId),
    Anything,
}

/// The last day on which something of a kind was done about a matter.
type Last<'a> = HashMap<(ActivityKind, Matter<'a>), Date>;

fn check(facts: &Facts<'_>, report: &mut Report) {
    let last = last(facts);
    let done = facts.register.activities.values().filter(|a| a.state == ActivityState::Done);
    for activity in done.filter(|a| is_bad(a)) {
        let Some(day) = activity.date.known().filter(|day| !is_answered(activity, **day, &last)) else {
            continue;
        };
        let name = &activity.name;
        report.add(
            activity,
            text!(
                ja: "「{name}」の結果が「不十分」でしたが、その後の確認や更新の記録がありません。",
                en: "\"{name}\" turned out bad, and nothing is on record since."
            ),
            text!(
                ja: "原因を直し、もう一度確かめて記録してください。",
                en: "Mend the cause, try again and record it."
            ),
            vec![says(activity, on("実施日", "done", *day))],
        );
    }
}

fn is_bad(activity: &Activity) -> bool {
    matches!(activity.kind, ActivityKind::EffectCheck | ActivityKind::Drill)
        && activity.result.known() == Some(&Outcome::Bad)
}

fn last<'a>(facts: &Facts<'a>) -> Last<'a> {
    let mut last: Last<'a> = HashMap::new();
    for activity in facts.register.activities.values().filter(|a| a.state == ActivityState::Done) {
        let Some(day) = activity.date.known() else { continue };
        for matter in matters(activity).chain([Matter::Anything]) {
            let kept = last.entry((activity.kind, matter)).or_insert(*day);
            *kept = (*kept).max(*day);
        }
    }
    last
}

fn matters<'a>(activity: &'a Activity) -> impl Iterator<Item = Matter<'a>> {
    activity.measures.iter().map(Matter::Measure).chain(activity.zones.iter().map(Matter::Zone))
}

/// Was the same kind of thing, or a renewal, done on a later day about one of the same measures or zones?
fn is_answered(bad: &Activity, day: Date, last: &Last<'_>) -> bool {
    let is_later = |matter: Matter<'_>| {
        [bad.kind, ActivityKind::Renewal].into_iter().any(|kind| last.get(&(kind, matter)) > Some(&day))
    };
    if bad.measures.is_empty() && bad.zones.is_empty() {
        is_later(Matter::Anything)
    } else {
        matters(bad).any(is_later)
    }
}
