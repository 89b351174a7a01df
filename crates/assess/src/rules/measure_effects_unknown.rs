//! A measure, not given up, with neither a catalog measure nor threats.
//!
//! Why: It counts as none, in risk and in the matrix.
//!
//! False positives, and where the register itself may be wrong: Where none fits, choosing threats is enough.

use sekisho_model::{MeasureState, RecordKind, text};

use super::row::{blank, says};
use super::{Report, Rule, Sureness, Weight};
use crate::facts::Facts;

pub(super) const RULE: Rule = Rule {
    id: "measure-effects-unknown",
    step: "2-2",
    title: ("何に効くか分からない対策", "A measure of unknown effect"),
    source: "METI guideline, step 2-2",
    weight: Weight::Low,
    sureness: Sureness::Sure,
    reads: &[RecordKind::Measure],
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report) {
    let live = facts.register.measures.values().filter(|m| m.state != MeasureState::Dropped);
    for measure in live.filter(|m| m.practice.known().is_none() && m.threats.is_empty()) {
        let name = &measure.name;
        report.add(
            measure,
            text!(
                ja: "対策「{name}」が、どの脅威に効くのか分かりません。",
                en: "Nobody has said against which threat measure \"{name}\" works."
            ),
            text!(
                ja: "近いカタログの対策を選んでください。なければ、想定脅威を直接選んでください。",
                en: "Choose the catalog measure it carries out; if none fits, choose the threats it is meant for."
            ),
            vec![says(measure, blank("カタログの対策・想定脅威", "catalog measure, threats"))],
        );
    }
}
