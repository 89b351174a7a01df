//! A conduit to an outside zone whose responsible party is not filled in.
//!
//! Why: Such a connection must be cut fast when something happens; without somebody who may cut it, the
//! damage spreads meanwhile.
//!
//! False positives, and where the register itself may be wrong: A zone that is not marked as outside is not
//! seen.

use sekisho_model::{RecordKind, text};

use super::row::{blank, says};
use super::{Report, Rule, Sureness, Weight};
use crate::facts::Facts;

pub(super) const RULE: Rule = Rule {
    id: "outside-conduit-without-responsible",
    step: "1-6",
    title: ("外部とのコンジットに責任者がいない", "A conduit to outside that nobody answers for"),
    source: "METI guideline, smart-factory volume",
    weight: Weight::Medium,
    sureness: Sureness::Sure,
    reads: &[RecordKind::Zone, RecordKind::Conduit],
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report) {
    for conduit in facts.register.conduits.values() {
        if !conduit.responsible.is_unknown() || !facts.leads_outside(conduit) {
            continue;
        }
        let name = &conduit.name;
        report.add(
            conduit,
            text!(
                ja: "外部とつながるコンジット「{name}」の責任者が書かれていません。",
                en: "Nobody answers for conduit \"{name}\", which leads outside."
            ),
            text!(
                ja: "接続を許可し、異常のときに切る判断をする人を決めて書いてください。",
                en: "Settle who permits the connection and who decides to cut it."
            ),
            vec![says(conduit, blank("責任者", "responsible"))],
        );
    }
}
