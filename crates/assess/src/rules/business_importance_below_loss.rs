//! A business whose safety loss is high and which is not rated large, or whose other losses are high and
//! which is rated small.
//!
//! Why: Importance and loss are written at different times and drift apart. Rated too low, a business gets
//! zones with measures that are too weak.
//!
//! False positives, and where the register itself may be wrong: Where people are kept safe by other means, a
//! lower rating may be right. The grades of loss are our own.

use sekisho_model::{Importance, LossLevel, RecordKind, text};

use super::row::{says, says_importance};
use super::{Report, Rule, Sureness, Weight};
use crate::facts::Facts;

pub(super) const RULE: Rule = Rule {
    id: "business-importance-below-loss",
    step: "1-3",
    title: ("損失に比べて重要度が低い業務", "A business rated below what is lost with it"),
    source: "METI guideline, step 1-3",
    weight: Weight::Medium,
    sureness: Sureness::Likely,
    reads: &[RecordKind::Business],
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report) {
    for business in facts.register.businesses.values() {
        let (Some(importance), Some(loss)) = (business.importance.known(), business.loss.known()) else {
            continue;
        };
        let least = match (loss.safety, loss.worst()) {
            (LossLevel::High, _) => Importance::Large,
            (_, LossLevel::High) => Importance::Medium,
            _ => Importance::Small,
        };
        if *importance >= least {
            continue;
        }
        let high: Vec<&str> =
            loss.each().into_iter().filter(|(_, level)| *level == LossLevel::High).map(|(l, _)| l).collect();
        let (name, high) = (&business.name, high.join("・"));
        report.add(
            business,
            text!(
                ja: "業務「{name}」は、損失が「大」のもの（{high}）があるのに、重要度が低く付けられています。",
                en: "Business \"{name}\" is rated low although its loss is high ({high})."
            ),
            text!(
                ja: "重要度を上げるか、損失を見直してください。そのままにするなら、理由を書いてください。",
                en: "Raise the importance or look at the loss again; to keep it so, write the reason."
            ),
            vec![
                says(business, says_importance(*importance)),
                says(business, text!(ja: "損失「大」：{high}", en: "high loss: {high}")),
            ],
        );
    }
}
