//! A planned record whose day has passed, and a done record whose next day has passed with no newer one of
//! the same kind about the same things.
//!
//! Why: What is done every year is forgotten once it was skipped.
//!
//! False positives, and where the register itself may be wrong: A record that names other things than last
//! time is not taken for the same work.

use sekisho_model::{RecordKind, text};

use super::row::{on, says};
use super::{Report, Rule, Sureness, Weight};
use crate::due::Dues;
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

fn check(facts: &Facts<'_>, report: &mut Report) {
    let dues = Dues::of(facts.register);
    for activity in facts.register.activities.values() {
        let Some(due) = dues.day(activity).filter(|due| *due < facts.today) else {
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
