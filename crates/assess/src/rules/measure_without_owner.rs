//! A measure planned or in place whose owner is not filled in.
//!
//! Why: A planned one does not begin, one in place decays.
//!
//! False positives, and where the register itself may be wrong: Where a supplier does it, name who checks it
//! here.

use sekisho_model::{Measure, MeasureState, RecordKind, text};

use super::row::{blank, says};
use super::{Report, Rule, Sureness, Weight};
use crate::facts::Facts;

pub(super) const RULE: Rule = Rule {
    id: "measure-without-owner",
    step: "2-2",
    title: ("責任者のいない対策", "A measure that nobody carries out"),
    source: "METI guideline, step 2-2",
    weight: Weight::Low,
    sureness: Sureness::Sure,
    reads: &[RecordKind::Measure],
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report) {
    let live = |measure: &&Measure| matches!(measure.state, MeasureState::Planned | MeasureState::InPlace);
    for measure in facts.register.measures.values().filter(live).filter(|m| m.owner.is_unknown()) {
        let name = &measure.name;
        report.add(
            measure,
            text!(
                ja: "対策「{name}」の責任者が書かれていません。",
                en: "Nobody is named for measure \"{name}\"."
            ),
            text!(
                ja: "実施し、続けていく人を決めて書いてください。",
                en: "Name who carries it out and keeps it up."
            ),
            vec![says(measure, blank("責任者", "owner"))],
        );
    }
}
