//! A requirement of step 1-1 whose source (law, contract, rule) is not filled in.
//!
//! Why: Without its source a requirement cannot be looked at again when the law or the customer changes, and
//! it carries no weight when management asks what a measure is paid for.
//!
//! False positives, and where the register itself may be wrong: A requirement that never had a source: state
//! "not applicable" and the finding goes. The paper may have been found and only not copied into the
//! register.

use sekisho_model::{RecordKind, text};

use super::row::{blank, says};
use super::{Report, Rule, Sureness, Weight};
use crate::facts::Facts;

pub(super) const RULE: Rule = Rule {
    id: "requirement-without-source",
    step: "1-1",
    title: ("出典のない要件", "A requirement without a source"),
    source: "METI guideline, step 1-1",
    weight: Weight::Low,
    sureness: Sureness::Sure,
    reads: &[RecordKind::Requirement],
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report) {
    for requirement in facts.register.requirements.values().filter(|r| r.source.is_unknown()) {
        let name = &requirement.name;
        report.add(
            requirement,
            text!(
                ja: "要件「{name}」の出典が書かれていません。",
                en: "Requirement \"{name}\" has no source."
            ),
            text!(
                ja: "根拠になった法令・契約・社内規程の名前と条項を書いてください。見つからなければ、要件を残すかどうかを決めてください。",
                en: "Write down the law, contract or rule it comes from, with its clause; if there is none, decide whether to keep it."
            ),
            vec![says(requirement, blank("出典", "source"))],
        );
    }
}
