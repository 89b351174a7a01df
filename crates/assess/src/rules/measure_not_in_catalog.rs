//! A measure that names a catalog measure or threat which is not in the catalog.
//!
//! Why: Its effect is unknown, so it counts as none.
//!
//! False positives, and where the register itself may be wrong: The pack may be loaded on another machine
//! only.

use sekisho_model::{RecordKind, Text, text};

use super::row::{listed, says};
use super::{Report, Rule, Sureness, Weight};
use crate::facts::Facts;

pub(super) const RULE: Rule = Rule {
    id: "measure-not-in-catalog",
    step: "2-2",
    title: ("カタログにない ID を指す対策", "A measure that names what is not in the catalog"),
    source: "own",
    weight: Weight::Low,
    sureness: Sureness::Sure,
    reads: &[RecordKind::Measure],
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report) {
    for measure in facts.register.measures.values() {
        let practice = measure.practice.known().filter(|id| !facts.catalog.practices.contains_key(*id));
        let threats = measure.threats.iter().filter(|id| !facts.catalog.threats.contains_key(*id));
        let unknown: Vec<&str> =
            practice.map(|id| id.as_str()).into_iter().chain(threats.map(|id| id.as_str())).collect();
        if unknown.is_empty() {
            continue;
        }
        let name = &measure.name;
        let Text { ja, en } = listed(unknown.iter().copied());
        report.add(
            measure,
            text!(
                ja: "対策「{name}」が指す{ja}は、カタログにありません。",
                en: "Measure \"{name}\" names {en}, which the catalog does not have."
            ),
            text!(
                ja: "カタログから選び直すか、それを含むカタログを読み込んでください。",
                en: "Choose from the catalog, or load the pack that has it."
            ),
            vec![says(measure, text!(ja: "カタログにない ID：{ja}", en: "not in the catalog: {en}"))],
        );
    }
}
