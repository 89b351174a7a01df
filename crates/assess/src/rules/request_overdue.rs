//! A request asked, in cost talk or agreed whose day has passed.
//!
//! Why: Unanswered it is as good as not done.
//!
//! False positives, and where the register itself may be wrong: The answer may have come without being
//! recorded.

use sekisho_model::{RecordKind, RequestState, SupplierRequest, text};

use super::row::{on, says};
use super::{Report, Rule, Sureness, Weight};
use crate::facts::Facts;

pub(super) const RULE: Rule = Rule {
    id: "request-overdue",
    step: "3(2)",
    title: ("回答期限を過ぎた要請", "A request past its day"),
    source: "METI guideline, step 3(2)",
    weight: Weight::Medium,
    sureness: Sureness::Sure,
    reads: &[RecordKind::SupplierRequest, RecordKind::Supplier],
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report) {
    let waits = |request: &&SupplierRequest| {
        matches!(request.state, RequestState::Asked | RequestState::CostTalk | RequestState::Agreed)
    };
    for request in facts.register.requests.values().filter(waits) {
        let Some(due) = request.due.known().filter(|due| **due < facts.today) else { continue };
        let name = &request.name;
        let supplier = facts.register.suppliers.get(&request.supplier);
        let of = supplier.map_or(request.supplier.as_str(), |supplier| supplier.name.as_str());
        report.add(
            request,
            text!(
                ja: "取引先「{of}」への要請「{name}」は、回答期限 {due} を過ぎています。",
                en: "Request \"{name}\" to supplier \"{of}\" was to be answered by {due}."
            ),
            text!(
                ja: "困っていることや費用を聞き、期限を決め直すか、回答を受け取って記録してください。",
                en: "Ask what stands in the way, cost included; settle a new day, or record the answer."
            ),
            vec![says(request, on("回答期限", "due", *due))],
        );
    }
}
