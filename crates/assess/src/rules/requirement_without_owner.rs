//! A requirement of step 1-1 whose owner is not filled in.
//!
//! Why: What nobody answers for, nobody checks.
//!
//! False positives, and where the register itself may be wrong: The owner may be settled in another paper;
//! then it only has to be copied.

use sekisho_model::{RecordKind, text};

use super::row::{blank, says};
use super::{Report, Rule, Sureness, Weight};
use crate::facts::Facts;

pub(super) const RULE: Rule = Rule {
    id: "requirement-without-owner",
    step: "1-1",
    title: ("責任者のいない要件", "A requirement that nobody answers for"),
    source: "METI guideline, step 1-1",
    weight: Weight::Low,
    sureness: Sureness::Sure,
    reads: &[RecordKind::Requirement],
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report) {
    for requirement in facts.register.requirements.values().filter(|r| r.owner.is_unknown()) {
        let name = &requirement.name;
        report.add(
            requirement,
            text!(
                ja: "要件「{name}」の責任者が書かれていません。",
                en: "Nobody answers for requirement \"{name}\"."
            ),
            text!(
                ja: "要件を守っているかを確かめる人を決め、責任者の欄に書いてください。",
                en: "Decide who checks that it is met, and name them as the owner."
            ),
            vec![says(requirement, blank("責任者", "owner"))],
        );
    }
}
