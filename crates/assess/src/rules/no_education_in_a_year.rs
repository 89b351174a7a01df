//! No education done within the year is on record. A register without zones is passed over.
//!
//! Why: Care with media and odd behaviour has to reach newcomers too.
//!
//! False positives, and where the register itself may be wrong: Company-wide education: copy it into the
//! plant's records.

use sekisho_model::{ActivityKind, ActivityState, RecordKind, Text, text};

use super::row::{on, plant, says, year_before};
use super::{Report, Rule, Sureness, Weight};
use crate::facts::Facts;

pub(super) const RULE: Rule = Rule {
    id: "no-education-in-a-year",
    step: "3(1)②b",
    title: ("1 年以上教育をしていない", "No education for a year"),
    source: "METI guideline, step 3(1)②b",
    weight: Weight::Low,
    sureness: Sureness::Sure,
    reads: &[RecordKind::Plant, RecordKind::Zone, RecordKind::Activity],
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report) {
    let given = facts.register.activities.values().filter(|a| a.kind == ActivityKind::Education);
    let done = given.filter(|a| a.state == ActivityState::Done);
    let last = done.filter_map(|a| Some((*a.date.known()?, a))).max_by_key(|(day, _)| *day);
    let limit = year_before(facts.today);
    if facts.register.zones.is_empty() || last.is_some_and(|(day, _)| day >= limit) {
        return;
    }
    let evidence = last.map_or_else(
        || says(plant(facts), Text::new("教育の記録：なし", "education on record: none")),
        |(day, course)| says(course, on("実施日", "done", day)),
    );
    report.add(
        plant(facts),
        text!(
            ja: "セキュリティの教育を、1 年以上行っていません。",
            en: "No security education was given for a year."
        ),
        text!(
            ja: "現場・保全・情報システムのそれぞれに、短くてもよいので教育を計画してください。",
            en: "Plan a session, if a short one, for operators, maintenance and IT."
        ),
        vec![evidence],
    );
}
