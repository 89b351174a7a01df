//! No review is on record, the last one is more than a year old, or its next day has passed. A register
//! without zones is passed over.
//!
//! Why: Machines and threats change every year; a register that is not reviewed drifts from the plant.
//!
//! False positives, and where the register itself may be wrong: It is reported after a year even where the
//! company settled on two.

use sekisho_model::{RecordKind, Text, text};

use super::row::{on, plant, says, year_before};
use super::{Report, Rule, Sureness, Weight};
use crate::facts::Facts;

pub(super) const RULE: Rule = Rule {
    id: "review-overdue",
    step: "3(1)②a",
    title: ("1 年以上見直しをしていない", "No review for a year"),
    source: "METI guideline, step 3(1)②a",
    weight: Weight::Medium,
    sureness: Sureness::Sure,
    reads: &[RecordKind::Plant, RecordKind::Zone, RecordKind::Review],
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report) {
    let limit = year_before(facts.today);
    let held = facts.register.reviews.values().filter_map(|review| Some((*review.date.known()?, review)));
    // A review whose day lies ahead is a plan.
    let last = held.filter(|(day, _)| *day <= facts.today).max_by_key(|(day, _)| *day);
    let next_passed = last.and_then(|(_, review)| review.next.known()).filter(|next| **next < facts.today);
    let is_fresh = last.is_some_and(|(day, _)| day >= limit) && next_passed.is_none();
    if facts.register.zones.is_empty() || is_fresh {
        return;
    }
    let evidence = match (last, next_passed) {
        (Some((_, review)), Some(next)) => says(review, on("次回予定日", "next", *next)),
        (Some((day, review)), None) => says(review, on("実施日", "held", day)),
        (None, _) => says(plant(facts), Text::new("見直しの記録：なし", "reviews on record: none")),
    };
    report.add(
        plant(facts),
        text!(
            ja: "台帳と対策の見直しが、予定の時期を過ぎています。",
            en: "The review of register and measures is late."
        ),
        text!(
            ja: "見直しを行い、参加者・決めたこと・次回の予定日を記録してください。",
            en: "Hold it and record who took part, what was decided, and the next day."
        ),
        vec![evidence],
    );
}
