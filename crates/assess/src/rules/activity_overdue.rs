//! A planned record whose day has passed, and a done record whose next day has passed with no newer one of
//! the same kind about the same things.
//!
//! Why: What is done every year is forgotten once it was skipped.
//!
//! False positives, and where the register itself may be wrong: A record that names other things than last
//! time is not taken for the same work.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use sekisho_model::{Activity, ActivityKind, ActivityState, AssetId, MeasureId, RecordKind, ZoneId, text};

use super::row::{on, says};
use super::{Report, Rule, Sureness, Weight};
use crate::facts::Facts;

pub(super) const RULE: Rule = Rule {
    id: "activity-overdue",
    step: "3(1)②a",
    title: ("予定日を過ぎた運用", "Operation that is late"),
    source: "METI guideline, step 3(1)②a",
    weight: Weight::Medium,
    sureness: Sureness::Sure,
    reads: &[RecordKind::Activity],
    check,
};

/// What a record is about: a later one about the same stands for the next time.
type Matter<'a> = (ActivityKind, &'a BTreeSet<ZoneId>, &'a BTreeSet<AssetId>, &'a BTreeSet<MeasureId>);

fn check(facts: &Facts<'_>, report: &mut Report) {
    let mut last: BTreeMap<Matter<'_>, Date> = BTreeMap::new();
    for activity in facts.register.activities.values().filter(|a| a.state == ActivityState::Done) {
        if let Some(day) = activity.date.known() {
            let kept = last.entry(matter(activity)).or_insert(*day);
            *kept = (*kept).max(*day);
        }
    }
    for activity in facts.register.activities.values() {
        let Some(due) = due(activity, last.get(&matter(activity))).filter(|due| *due < facts.today) else {
            continue;
        };
        let name = &activity.name;
        report.add(
            activity,
            text!(
                ja: "運用「{name}」が、予定日 {due} を過ぎています。",
                en: "\"{name}\" was due on {due}."
            ),
            text!(
                ja: "行ったなら「実施済み」の記録を加え、まだなら新しい予定日を決めてください。",
                en: "If it was done, add a record that says so; if not, settle a new day."
            ),
            vec![says(activity, on("予定日", "due", due))],
        );
    }
}

fn matter(activity: &Activity) -> Matter<'_> {
    (activity.kind, &activity.zones, &activity.assets, &activity.measures)
}

/// The day by which it should be done, or done again, unless that has happened.
fn due(activity: &Activity, last: Option<&Date>) -> Option<Date> {
    match activity.state {
        ActivityState::Planned => activity.date.known().copied(),
        ActivityState::Done => {
            let done_again = last > activity.date.known();
            activity.next.known().copied().filter(|_| !done_again)
        }
        ActivityState::Dropped => None,
    }
}
