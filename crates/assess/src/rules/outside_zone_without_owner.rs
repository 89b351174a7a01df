//! A zone on the outside level whose owner, the other party, is not filled in.
//!
//! Why: When something happens there is nobody to call.
//!
//! False positives, and where the register itself may be wrong: The internet has no single owner: state "not
//! applicable".

use sekisho_model::{RecordKind, text};

use super::row::{blank, says};
use super::{Report, Rule, Sureness, Weight};
use crate::facts::Facts;

pub(super) const RULE: Rule = Rule {
    id: "outside-zone-without-owner",
    step: "1-6",
    title: ("相手方の書かれていない外部のゾーン", "An outside zone without the other party"),
    source: "METI guideline, step 1-6; METI guideline, smart-factory volume",
    weight: Weight::Medium,
    sureness: Sureness::Sure,
    reads: &[RecordKind::Zone],
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report) {
    for zone in facts.register.zones.values() {
        if !zone.owner.is_unknown() || !facts.is_outside(&zone.id) {
            continue;
        }
        let name = &zone.name;
        report.add(
            zone,
            text!(
                ja: "外部のゾーン「{name}」を運用する相手方が書かれていません。",
                en: "Nobody has said who runs the outside zone \"{name}\"."
            ),
            text!(
                ja: "相手の会社名と窓口を、責任者の欄に書いてください。",
                en: "Write the other party and its desk as the owner."
            ),
            vec![says(zone, blank("責任者", "owner"))],
        );
    }
}
