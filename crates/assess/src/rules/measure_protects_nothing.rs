//! A measure that names no zone, conduit or asset; those whose catalog measure is for the whole plant, and
//! those of the area operation, are passed over.
//!
//! Why: It lowers no zone's risk.
//!
//! False positives, and where the register itself may be wrong: What acts on the whole plant is told by its
//! catalog measure.

use sekisho_catalog::Protects;
use sekisho_model::{MeasureArea, MeasureState, RecordKind, text};

use super::cover::{names_no_place, protects};
use super::row::{blank, says};
use super::{Report, Rule, Sureness, Weight};
use crate::facts::Facts;

pub(super) const RULE: Rule = Rule {
    id: "measure-protects-nothing",
    step: "2-2",
    title: ("対象のない対策", "A measure put on nothing"),
    source: "METI guideline, step 2-2",
    weight: Weight::Low,
    sureness: Sureness::Sure,
    reads: &[RecordKind::Measure],
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report) {
    let live = facts.register.measures.values().filter(|m| m.state != MeasureState::Dropped);
    for measure in live.filter(|measure| names_no_place(measure)) {
        // What acts on the whole plant, people and rules included, has no place to name.
        let everywhere = protects(facts, measure) == Some(Protects::Plant)
            || measure.area.known() == Some(&MeasureArea::Operation);
        if everywhere {
            continue;
        }
        let name = &measure.name;
        report.add(
            measure,
            text!(
                ja: "対策「{name}」が、どのゾーン・コンジット・保護対象を守るのか書かれていません。",
                en: "Measure \"{name}\" is put on no zone, conduit or asset."
            ),
            text!(
                ja: "守る対象を選んでください。工場全体に効くなら、カタログから工場全体の対策を選んでください。",
                en: "Choose what it protects; if that is the whole plant, choose a catalog measure for the plant."
            ),
            vec![says(measure, blank("対象", "zones, conduits, assets"))],
        );
    }
}
