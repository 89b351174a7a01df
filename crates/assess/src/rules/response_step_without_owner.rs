//! A response step whose owner is not filled in.
//!
//! Why: If the day begins with looking for somebody, the first hour is lost.
//!
//! False positives, and where the register itself may be wrong: With shifts, write the post on duty.

use sekisho_model::{RecordKind, text};

use super::row::{blank, says};
use super::{Report, Rule, Sureness, Weight};
use crate::facts::Facts;

pub(super) const RULE: Rule = Rule {
    id: "response-step-without-owner",
    step: "3(1)①A",
    title: ("責任者のいない対処手順", "A response step that nobody does"),
    source: "METI guideline, step 3(1)①A",
    weight: Weight::Medium,
    sureness: Sureness::Sure,
    reads: &[RecordKind::ResponseStep],
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report) {
    for step in facts.register.response_steps.values().filter(|step| step.owner.is_unknown()) {
        let name = &step.name;
        report.add(
            step,
            text!(
                ja: "対処手順「{name}」の責任者が書かれていません。",
                en: "Nobody is named for response step \"{name}\"."
            ),
            text!(
                ja: "夜間・休日も含めて、誰が行うかを決めて書いてください。",
                en: "Settle who does it, nights and holidays included."
            ),
            vec![says(step, blank("責任者", "owner"))],
        );
    }
}
