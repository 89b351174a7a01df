//! A measure that is proposed or planned and whose day has passed.
//!
//! Why: It is a hole that people believe to be closed.
//!
//! False positives, and where the register itself may be wrong: Often it is done and only the state is old.

use sekisho_model::{Measure, MeasureState, RecordKind, text};

use super::row::{on, says};
use super::{Report, Rule, Sureness, Weight};
use crate::facts::Facts;

pub(super) const RULE: Rule = Rule {
    id: "measure-overdue",
    step: "2-2",
    title: ("期限を過ぎた対策", "A measure past its day"),
    source: "METI guideline, step 2-2",
    weight: Weight::Medium,
    sureness: Sureness::Sure,
    reads: &[RecordKind::Measure],
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report) {
    let open = |measure: &&Measure| matches!(measure.state, MeasureState::Planned | MeasureState::Proposed);
    for measure in facts.register.measures.values().filter(open) {
        let Some(due) = measure.due.known().filter(|due| **due < facts.today) else { continue };
        let name = &measure.name;
        report.add(
            measure,
            text!(
                ja: "対策「{name}」は、期限 {due} を過ぎても実施済みになっていません。",
                en: "Measure \"{name}\" was due on {due} and is not in place."
            ),
            text!(
                ja: "実施したなら状態を「実施済み」に変え、まだなら新しい期限を決めてください。",
                en: "If it is done, say so; if not, settle a new day."
            ),
            vec![says(measure, on("期限", "due", *due))],
        );
    }
}
