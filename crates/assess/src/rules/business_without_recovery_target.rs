//! A business whose recovery target is not filled in.
//!
//! Why: Without the hours it may stand still, nobody can decide how much backups, spares and recovery plans
//! may cost.
//!
//! False positives, and where the register itself may be wrong: A business without a time target: state "not
//! applicable" and the finding goes.

use sekisho_model::{RecordKind, text};

use super::row::{blank, says};
use super::{Report, Rule, Sureness, Weight};
use crate::facts::Facts;

pub(super) const RULE: Rule = Rule {
    id: "business-without-recovery-target",
    step: "1-3",
    title: ("目標復旧時間のない業務", "A business with no recovery target"),
    source: "METI guideline, step 1-3",
    weight: Weight::Medium,
    sureness: Sureness::Sure,
    reads: &[RecordKind::Business],
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report) {
    for business in facts.register.businesses.values().filter(|b| b.recovery_hours_max.is_unknown()) {
        let name = &business.name;
        report.add(
            business,
            text!(
                ja: "業務「{name}」を何時間以内に再開するかが決まっていません。",
                en: "Nobody has said how soon business \"{name}\" must run again."
            ),
            text!(
                ja: "業務の責任者と、止まってもよい時間の上限を決め、目標復旧時間の欄に書いてください。",
                en: "Settle with its owner how many hours it may stand still, and write that as its recovery target."
            ),
            vec![says(business, blank("目標復旧時間", "recovery target"))],
        );
    }
}
