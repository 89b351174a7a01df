//! A contact last tried more than a year ago, or never.
//!
//! Why: People move and numbers change.
//!
//! False positives, and where the register itself may be wrong: Numbers that must not be tried: state "not
//! applicable".

use sekisho_model::{RecordKind, Stated, text};

use super::row::{on_stated, says, year_before};
use super::{Report, Rule, Sureness, Weight};
use crate::facts::Facts;

pub(super) const RULE: Rule = Rule {
    id: "contact-not-checked",
    step: "3(1)①C",
    title: ("通じるか確かめていない連絡先", "A contact that nobody has tried for a year"),
    source: "METI guideline, step 3(1)①C",
    weight: Weight::Low,
    sureness: Sureness::Sure,
    reads: &[RecordKind::Contact],
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report) {
    let limit = year_before(facts.today);
    for contact in facts.register.contacts.values() {
        let is_fresh = contact.checked.known().is_some_and(|day| *day >= limit);
        if is_fresh || contact.checked == Stated::NotApplicable {
            continue;
        }
        let name = &contact.name;
        report.add(
            contact,
            text!(
                ja: "連絡先「{name}」に通じるかどうかを、1 年以上確かめていません。",
                en: "Nobody has tried contact \"{name}\" for a year."
            ),
            text!(
                ja: "実際に連絡して、確認日を書いてください。",
                en: "Try it and write the day."
            ),
            vec![says(contact, on_stated("確認日", "checked", &contact.checked))],
        );
    }
}
