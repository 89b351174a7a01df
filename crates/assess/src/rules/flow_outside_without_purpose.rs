//! A data flow over a conduit to the outside whose purpose is not filled in.
//!
//! Why: Known the purpose, less can be sent. Unknown, neither contract nor damage can be settled.
//!
//! False positives, and where the register itself may be wrong: It is reported even where the name makes the
//! purpose plain.

use sekisho_model::{RecordKind, text};

use super::row::{blank, says};
use super::{Report, Rule, Sureness, Weight};
use crate::facts::Facts;

pub(super) const RULE: Rule = Rule {
    id: "flow-outside-without-purpose",
    step: "2-2(1)③",
    title: ("外部へ出るデータの用途が書かれていない", "Data that leave the plant without a purpose"),
    source: "METI guideline, smart-factory volume",
    weight: Weight::Low,
    sureness: Sureness::Sure,
    reads: &[RecordKind::DataFlow, RecordKind::Conduit, RecordKind::Zone],
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report) {
    for flow in facts.register.flows.values().filter(|flow| flow.purpose.is_unknown()) {
        let conduit = flow.conduit.known().and_then(|id| facts.register.conduits.get(id));
        let Some(conduit) = conduit.filter(|c| facts.leads_outside(c)) else { continue };
        let (name, way) = (&flow.name, &conduit.name);
        report.add(
            flow,
            text!(
                ja: "外部とやり取りするデータ「{name}」の用途が書かれていません。",
                en: "Data \"{name}\" are exchanged with the outside, and nobody has said what for."
            ),
            text!(
                ja: "何に使うデータか、相手がほかの目的に使ってよいかを確かめ、「データの用途」の欄に書いてください。",
                en: "Find out what they are used for, and whether the other party may use them otherwise; write it down."
            ),
            vec![
                says(flow, blank("データの用途", "purpose")),
                says(conduit, text!(ja: "外部とのコンジット：{way}", en: "conduit to outside: {way}")),
            ],
        );
    }
}
