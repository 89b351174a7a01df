//! A request agreed, answered or confirmed with nothing written about the cost.
//!
//! Why: Asking for measures without reason or cost talk may be held unfair; a record explains it afterwards.
//!
//! False positives, and where the register itself may be wrong: Where the main contract settles it, name that
//! contract. The rule judges no law.

use sekisho_model::{RecordKind, RequestState, SupplierRequest, text};

use super::row::{blank, says};
use super::{Report, Rule, Sureness, Weight};
use crate::facts::Facts;

pub(super) const RULE: Rule = Rule {
    id: "request-cost-not-recorded",
    step: "3(2)",
    title: ("費用の合意が記録されていない要請", "A request with no record of the cost talk"),
    source: "own",
    weight: Weight::Low,
    sureness: Sureness::Sure,
    reads: &[RecordKind::SupplierRequest],
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report) {
    let agreed = |request: &&SupplierRequest| {
        matches!(request.state, RequestState::Agreed | RequestState::Answered | RequestState::Confirmed)
    };
    let requests = facts.register.requests.values().filter(agreed);
    for request in requests.filter(|request| request.cost_agreement.trim().is_empty()) {
        let name = &request.name;
        report.add(
            request,
            text!(
                ja: "要請「{name}」について、費用をどう決めたかの記録がありません。",
                en: "Nobody has recorded what was agreed about the cost of request \"{name}\"."
            ),
            text!(
                ja: "話し合った日と、費用の分担を書いてください。費用がかからないなら、その旨を書いてください。",
                en: "Write the day and who bears what; if it costs nothing, write that."
            ),
            vec![says(request, blank("費用の合意", "cost agreement"))],
        );
    }
}
