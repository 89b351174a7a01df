//! A conduit to an outside zone over which no data flow is entered.
//!
//! Why: What is not known cannot be narrowed, nor removed when it is no longer needed.
//!
//! False positives, and where the register itself may be wrong: Mail and browsing are seldom entered as data
//! flows: enter one for all.

use sekisho_model::{RecordKind, Text, text};

use super::row::says;
use super::{Report, Rule, Sureness, Weight};
use crate::facts::Facts;

pub(super) const RULE: Rule = Rule {
    id: "outside-conduit-without-flow",
    step: "1-6",
    title: (
        "データフローの分からない外部とのコンジット",
        "A conduit to outside over which no known data flow goes",
    ),
    source: "METI guideline, smart-factory volume",
    weight: Weight::Low,
    sureness: Sureness::Likely,
    reads: &[RecordKind::Zone, RecordKind::Conduit, RecordKind::DataFlow],
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report) {
    for conduit in facts.register.conduits.values() {
        if !facts.leads_outside(conduit) || !facts.flows_over(&conduit.id).is_empty() {
            continue;
        }
        let name = &conduit.name;
        report.add(
            conduit,
            text!(
                ja: "外部とつながるコンジット「{name}」を通るデータフローが、一つも登録されていません。",
                en: "No data flow is entered over conduit \"{name}\", which leads outside."
            ),
            text!(
                ja: "何のデータが通るかを調べて登録してください。何も通らないなら、接続を外すことを検討してください。",
                en: "Find out what goes over it and enter that; if nothing does, think of removing it."
            ),
            vec![says(conduit, Text::new("データフロー：0 件", "data flows: 0"))],
        );
    }
}
