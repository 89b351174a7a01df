//! An asset whose importance is not filled in.
//!
//! Why: Risk is worked out from it; an asset without one stays undecided in the list of risks.
//!
//! False positives, and where the register itself may be wrong: Where the same sort of device is rated on
//! another row, follow that.

use sekisho_model::{RecordKind, text};

use super::row::{blank, says};
use super::{Report, Rule, Sureness, Weight};
use crate::facts::Facts;

pub(super) const RULE: Rule = Rule {
    id: "asset-importance-unknown",
    step: "1-5",
    title: ("重要度が決まっていない保護対象", "An asset of unknown importance"),
    source: "METI guideline, step 1-5",
    weight: Weight::Low,
    sureness: Sureness::Sure,
    reads: &[RecordKind::Asset],
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report) {
    for asset in facts.register.assets.values().filter(|asset| asset.importance.is_unknown()) {
        let name = &asset.name;
        report.add(
            asset,
            text!(
                ja: "保護対象「{name}」の重要度が決まっていません。",
                en: "The importance of asset \"{name}\" is not decided."
            ),
            text!(
                ja: "止まったり書き換えられたりしたときに、どの業務がどれだけ困るかで、大・中・小を決めてください。",
                en: "Rate it by which business suffers, and how much, when it stops or is tampered with."
            ),
            vec![says(asset, blank("重要度", "importance"))],
        );
    }
}
