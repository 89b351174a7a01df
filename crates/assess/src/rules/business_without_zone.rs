//! A business that stands among the businesses of no zone.
//!
//! Why: A business tied to no zone gets no threats and no measures, and its loss enters no calculation.
//!
//! False positives, and where the register itself may be wrong: A business carried out by somebody else
//! alone: make an outside zone for it. It is also reported when only assets name the business, since then the
//! zone's row is usually incomplete.

use sekisho_model::{Business, RecordKind, Text, text};

use super::row::says;
use super::{Report, Rule, Sureness, Weight};
use crate::facts::Facts;

pub(super) const RULE: Rule = Rule {
    id: "business-without-zone",
    step: "1-6",
    title: ("どのゾーンにもない業務", "A business in no zone"),
    source: "METI guideline, step 1-6",
    weight: Weight::Medium,
    sureness: Sureness::Sure,
    reads: &[RecordKind::Business, RecordKind::Zone],
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report) {
    let idle = |business: &&Business| facts.zones_for(&business.id).is_empty();
    for business in facts.register.businesses.values().filter(idle) {
        let name = &business.name;
        report.add(
            business,
            text!(
                ja: "業務「{name}」が、どのゾーンにも結び付いていません。",
                en: "Business \"{name}\" is carried out in no zone."
            ),
            text!(
                ja: "業務を行うゾーンを選び、そのゾーンの「業務」の欄に加えてください。",
                en: "Choose the zone in which it is carried out and add it to the businesses of that zone."
            ),
            vec![says(business, Text::new("ゾーン：なし", "zone: none"))],
        );
    }
}
