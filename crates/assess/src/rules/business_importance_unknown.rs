//! A business whose importance is not filled in.
//!
//! Why: The importance of zones and the order of measures follow from it; without it, every judgement on this
//! business waits.
//!
//! False positives, and where the register itself may be wrong: It may be decided and only not copied into
//! the register.

use sekisho_model::{RecordKind, text};

use super::row::{blank, says};
use super::{Report, Rule, Sureness, Weight};
use crate::facts::Facts;

pub(super) const RULE: Rule = Rule {
    id: "business-importance-unknown",
    step: "1-3",
    title: ("重要度が決まっていない業務", "A business of unknown importance"),
    source: "METI guideline, step 1-3",
    weight: Weight::Medium,
    sureness: Sureness::Sure,
    reads: &[RecordKind::Business],
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report) {
    for business in facts.register.businesses.values().filter(|b| b.importance.is_unknown()) {
        let name = &business.name;
        report.add(
            business,
            text!(
                ja: "業務「{name}」の重要度が決まっていません。",
                en: "The importance of business \"{name}\" is not decided."
            ),
            text!(
                ja: "止まったときの損失（BC/S/Q/D/C）を話し合い、大・中・小のどれかに決めてください。",
                en: "Talk over what is lost when it stops (BC/S/Q/D/C) and rate it large, medium or small."
            ),
            vec![says(business, blank("重要度", "importance"))],
        );
    }
}
