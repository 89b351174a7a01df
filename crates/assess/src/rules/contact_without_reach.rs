//! A contact without a way to reach it.
//!
//! Why: Whom one knows by mail only cannot be reached when mail is down.
//!
//! False positives, and where the register itself may be wrong: Where another list holds the number, write
//! where that list is.

use sekisho_model::{RecordKind, text};

use super::row::{blank, says};
use super::{Report, Rule, Sureness, Weight};
use crate::facts::Facts;

pub(super) const RULE: Rule = Rule {
    id: "contact-without-reach",
    step: "3(1)①C",
    title: ("連絡方法のない連絡先", "A contact that cannot be reached"),
    source: "METI guideline, step 3(1)①C",
    weight: Weight::Medium,
    sureness: Sureness::Sure,
    reads: &[RecordKind::Contact],
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report) {
    for contact in facts.register.contacts.values().filter(|contact| contact.reach.is_unknown()) {
        let name = &contact.name;
        report.add(
            contact,
            text!(
                ja: "連絡先「{name}」に、電話番号などの連絡方法が書かれていません。",
                en: "Contact \"{name}\" has no telephone number or address."
            ),
            text!(
                ja: "社内のネットワークが使えないときにも通じる方法（電話など）を書いてください。",
                en: "Write a way that works when our own network is down, such as a telephone."
            ),
            vec![says(contact, blank("電話・メール", "reach"))],
        );
    }
}
