//! A step of the phases orient or decide that names no contact; observe and act are often done alone.
//!
//! Why: One seldom judges and decides alone; without a contact people look for numbers.
//!
//! False positives, and where the register itself may be wrong: Steps decided among those present may stay.

use sekisho_model::{OodaPhase, RecordKind, ResponseStep, text};

use super::row::{blank, says};
use super::{Report, Rule, Sureness, Weight};
use crate::facts::Facts;

pub(super) const RULE: Rule = Rule {
    id: "response-step-without-contact",
    step: "3(1)①A",
    title: ("連絡先のない対処手順", "A response step that calls nobody"),
    source: "METI guideline, step 3(1)①A",
    weight: Weight::Low,
    sureness: Sureness::Likely,
    reads: &[RecordKind::ResponseStep],
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report) {
    let talks = |step: &&ResponseStep| matches!(step.phase, OodaPhase::Orient | OodaPhase::Decide);
    let steps = facts.register.response_steps.values().filter(talks);
    for step in steps.filter(|step| step.contacts.is_empty()) {
        let name = &step.name;
        report.add(
            step,
            text!(
                ja: "対処手順「{name}」で、誰に連絡するかが書かれていません。",
                en: "Response step \"{name}\" names nobody to call."
            ),
            text!(
                ja: "状況を確かめる相手と、判断を仰ぐ相手を、連絡先から選んでください。",
                en: "Choose from the contacts whom to ask and who decides."
            ),
            vec![says(step, blank("連絡先", "contacts"))],
        );
    }
}
