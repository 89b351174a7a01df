//! A policy whose day of approval is not filled in.
//!
//! Why: Measures that cost money wait for an approved policy.
//!
//! False positives, and where the register itself may be wrong: A guide value that needs no approval: state
//! "not applicable".

use sekisho_model::{RecordKind, text};

use super::row::{blank, says};
use super::{Report, Rule, Sureness, Weight};
use crate::facts::Facts;

pub(super) const RULE: Rule = Rule {
    id: "policy-not-approved",
    step: "2-1",
    title: ("承認されていない対策方針", "A policy that nobody approved"),
    source: "METI guideline, step 2-1; IEC 62443-3-2 ZCR 7.1",
    weight: Weight::Low,
    sureness: Sureness::Sure,
    reads: &[RecordKind::Policy],
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report) {
    for policy in facts.register.policies.values().filter(|policy| policy.approved.is_unknown()) {
        let name = &policy.name;
        report.add(
            policy,
            text!(
                ja: "対策方針「{name}」に、経営層の承認日がありません。",
                en: "Policy \"{name}\" has no day of approval by management."
            ),
            text!(
                ja: "承認を得て、その日付を書いてください。",
                en: "Have it approved and write the day."
            ),
            vec![says(policy, blank("承認日", "approved"))],
        );
    }
}
