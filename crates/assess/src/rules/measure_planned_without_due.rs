//! A planned measure whose day is not filled in.
//!
//! Why: Without a day nobody notices that it is late.
//!
//! False positives, and where the register itself may be wrong: What is only an idea is "proposed".

use sekisho_model::{MeasureState, RecordKind, text};

use super::row::{blank, says};
use super::{Report, Rule, Sureness, Weight};
use crate::facts::Facts;

pub(super) const RULE: Rule = Rule {
    id: "measure-planned-without-due",
    step: "2-2",
    title: ("期限のない計画", "A planned measure without a day"),
    source: "METI guideline, step 2-2",
    weight: Weight::Low,
    sureness: Sureness::Sure,
    reads: &[RecordKind::Measure],
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report) {
    let planned = facts.register.measures.values().filter(|m| m.state == MeasureState::Planned);
    for measure in planned.filter(|measure| measure.due.is_unknown()) {
        let name = &measure.name;
        report.add(
            measure,
            text!(
                ja: "計画中の対策「{name}」に期限がありません。",
                en: "Planned measure \"{name}\" has no day."
            ),
            text!(
                ja: "設備の停止や予算に合わせて、期限を決めてください。",
                en: "Settle a day that fits shutdowns and budget."
            ),
            vec![says(measure, blank("期限", "due"))],
        );
    }
}
