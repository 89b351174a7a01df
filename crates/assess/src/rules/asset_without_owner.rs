//! An asset whose owner is not filled in.
//!
//! Why: What nobody owns is never updated, keeps its first password, and when it misbehaves nobody knows whom
//! to ask. It is typical of machines that were added later.
//!
//! False positives, and where the register itself may be wrong: The other party's equipment in an outside
//! zone is reported too: name the other party. State "not applicable" for what needs no owner.

use sekisho_model::{RecordKind, text};

use super::row::{blank, says};
use super::{Report, Rule, Sureness, Weight};
use crate::facts::Facts;

pub(super) const RULE: Rule = Rule {
    id: "asset-without-owner",
    step: "1-4",
    title: ("責任者のいない保護対象", "An asset that nobody owns"),
    source: "METI guideline, step 1-4",
    weight: Weight::Medium,
    sureness: Sureness::Sure,
    reads: &[RecordKind::Asset],
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report) {
    for asset in facts.register.assets.values().filter(|asset| asset.owner.is_unknown()) {
        let name = &asset.name;
        report.add(
            asset,
            text!(
                ja: "保護対象「{name}」の責任者が書かれていません。",
                en: "Nobody owns asset \"{name}\"."
            ),
            text!(
                ja: "設置場所と使っている部署から責任者を決めて書いてください。誰も使っていなければ、撤去を検討してください。",
                en: "Settle its owner from where it stands and who uses it; if nobody does, think of removing it."
            ),
            vec![says(asset, blank("責任者", "owner"))],
        );
    }
}
