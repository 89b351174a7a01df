//! A refused request with no confirmed one to the same supplier about the same subject.
//!
//! Why: Refused and with nothing instead, the weakness stays.
//!
//! False positives, and where the register itself may be wrong: A measure may already stand in its place:
//! note its id.

use sekisho_model::{RecordKind, RequestState, Text, text};

use super::row::says;
use super::{Report, Rule, Sureness, Weight};
use crate::facts::Facts;

pub(super) const RULE: Rule = Rule {
    id: "request-refused",
    step: "3(2)",
    title: ("断られた要請", "A request that was refused"),
    source: "METI guideline, step 3(2)",
    weight: Weight::Medium,
    sureness: Sureness::Likely,
    reads: &[RecordKind::SupplierRequest, RecordKind::Supplier],
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report) {
    let refused = facts.register.requests.values().filter(|r| r.state == RequestState::Refused);
    for request in refused {
        // The same matter may have been settled since by another request.
        let is_settled = facts
            .requests_to(&request.supplier)
            .iter()
            .any(|other| other.state == RequestState::Confirmed && other.subject == request.subject);
        if is_settled {
            continue;
        }
        let name = &request.name;
        let supplier = facts.register.suppliers.get(&request.supplier);
        let of = supplier.map_or(request.supplier.as_str(), |supplier| supplier.name.as_str());
        report.add(
            request,
            text!(
                ja: "取引先「{of}」は、要請「{name}」を断っています。",
                en: "Supplier \"{of}\" refused request \"{name}\"."
            ),
            text!(
                ja: "理由を確かめ、自社でできる代わりの対策を加えるか、条件を変えて要請し直してください。",
                en: "Find out why; add a measure of our own instead, or ask again on other terms."
            ),
            vec![says(request, Text::new("状態：拒否", "state: refused"))],
        );
    }
}
