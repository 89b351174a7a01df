//! A business that is rated, with the reason left empty.
//!
//! Why: A rating without a reason cannot be explained by the next person and cannot be compared at next
//! year's review.
//!
//! False positives, and where the register itself may be wrong: The reason may stand in the note: move it to
//! its own field.

use sekisho_model::{RecordKind, text};

use super::row::{says, says_importance};
use super::{Report, Rule, Sureness, Weight};
use crate::facts::Facts;

pub(super) const RULE: Rule = Rule {
    id: "business-without-importance-reason",
    step: "1-3",
    title: ("重要度の理由がない業務", "A business rated without a reason"),
    source: "METI guideline, step 1-3",
    weight: Weight::Low,
    sureness: Sureness::Sure,
    reads: &[RecordKind::Business],
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report) {
    for business in facts.register.businesses.values() {
        let Some(importance) = business.importance.known() else { continue };
        if !business.importance_reason.trim().is_empty() {
            continue;
        }
        let name = &business.name;
        report.add(
            business,
            text!(
                ja: "業務「{name}」の重要度に、理由が書かれていません。",
                en: "Business \"{name}\" is rated without a reason."
            ),
            text!(
                ja: "なぜその重要度なのかを一文で書いてください。例：1 日止まると出荷が止まる。",
                en: "Write in one sentence why, such as: shipping stops when it is down for a day."
            ),
            vec![says(business, says_importance(*importance))],
        );
    }
}
