//! No drill done within the year is on record. A register without zones is passed over.
//!
//! Why: A procedure that was never tried may not work.
//!
//! False positives, and where the register itself may be wrong: If it was part of a fire drill, enter it as a
//! drill.

use sekisho_model::{ActivityKind, ActivityState, RecordKind, Text, text};

use super::row::{on, plant, says, year_before};
use super::{Report, Rule, Sureness, Weight};
use crate::facts::Facts;

pub(super) const RULE: Rule = Rule {
    id: "no-drill-in-a-year",
    step: "3(1)②b",
    title: ("1 年以上訓練をしていない", "No drill for a year"),
    source: "METI guideline, step 3(1)②b",
    weight: Weight::Medium,
    sureness: Sureness::Sure,
    reads: &[RecordKind::Plant, RecordKind::Zone, RecordKind::Activity],
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report) {
    let drills = facts.register.activities.values().filter(|a| a.kind == ActivityKind::Drill);
    let done = drills.filter(|a| a.state == ActivityState::Done);
    let last = done.filter_map(|a| Some((*a.date.known()?, a))).max_by_key(|(day, _)| *day);
    let limit = year_before(facts.today);
    if facts.register.zones.is_empty() || last.is_some_and(|(day, _)| day >= limit) {
        return;
    }
    let evidence = last.map_or_else(
        || says(plant(facts), Text::new("訓練の記録：なし", "drills on record: none")),
        |(day, drill)| says(drill, on("実施日", "done", day)),
    );
    report.add(
        plant(facts),
        text!(
            ja: "サイバー攻撃を想定した訓練を、1 年以上行っていません。",
            en: "No drill was held for a year."
        ),
        text!(
            ja: "対処手順をなぞる机上訓練から計画し、記録を残してください。",
            en: "Plan one, if only on paper along the response steps, and keep a record."
        ),
        vec![evidence],
    );
}
