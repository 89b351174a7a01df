//! An asset of large importance whose zone is rated medium or small.
//!
//! Why: The level of measures follows the zone. An important device in a lesser zone stays protected too
//! little.
//!
//! False positives, and where the register itself may be wrong: The asset may be rated too high, such as a
//! copy of data; or the zone's rating is old.

use sekisho_model::{Asset, Importance, RecordKind, text};

use super::row::{says, says_importance};
use super::{Report, Rule, Sureness, Weight};
use crate::facts::Facts;

pub(super) const RULE: Rule = Rule {
    id: "large-asset-in-smaller-zone",
    step: "1-6",
    title: (
        "重要度の高い保護対象が、重要度の低いゾーンにある",
        "An asset of large importance stands in a zone of less",
    ),
    source: "METI guideline, step 1-6",
    weight: Weight::Medium,
    sureness: Sureness::Sure,
    reads: &[RecordKind::Asset, RecordKind::Zone],
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report) {
    for zone in facts.register.zones.values() {
        let Some(importance) = zone.importance.known().filter(|i| **i < Importance::Large) else { continue };
        let large = |asset: &&&Asset| asset.importance.known() == Some(&Importance::Large);
        for asset in facts.assets_in(&zone.id).iter().filter(large) {
            let (name, place) = (&asset.name, &zone.name);
            report.add(
                *asset,
                text!(
                    ja: "重要度「大」の保護対象「{name}」が、重要度の低いゾーン「{place}」にあります。",
                    en: "Asset \"{name}\" of large importance stands in zone \"{place}\", which is rated lower."
                ),
                text!(
                    ja: "重要度「大」のゾーンへ移すか、このゾーンの重要度を上げるか、保護対象の重要度を見直してください。",
                    en: "Move it to a zone of large importance, raise the zone, or look at the rating of the asset again."
                ),
                vec![
                    says(*asset, says_importance(Importance::Large)),
                    says(zone, says_importance(*importance)),
                ],
            );
        }
    }
}
