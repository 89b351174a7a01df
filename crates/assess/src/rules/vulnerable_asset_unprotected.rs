//! An asset in a zone of large importance that at least one advisory affects, with neither a measure in place
//! or planned on the asset nor one with the tag `patching` in place on its zone.
//!
//! Why: What was published is read by attackers too; on an important line it can be used to stop it.
//!
//! False positives, and where the register itself may be wrong: Undecided advisories are not counted: settle
//! them in the impact view.

use sekisho_model::{Importance, Measure, MeasureState, RecordKind, text};

use super::cover::Cover;
use super::row::{is_large, says, says_importance, zone_of};
use super::{Report, Rule, Sureness, Weight};
use crate::facts::Facts;

pub(super) const RULE: Rule = Rule {
    id: "vulnerable-asset-unprotected",
    step: "2-2(1)②",
    title: ("重要なゾーンにある、脆弱性が放置された機器", "A known weakness left open in a large zone"),
    source: "METI guideline, step 2-2(1)②; IEC 62443-3-2 ZCR 5.2",
    weight: Weight::High,
    sureness: Sureness::Sure,
    reads: &[RecordKind::Asset, RecordKind::Zone, RecordKind::Business, RecordKind::Measure],
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report) {
    let cover = Cover::in_place(facts, &["patching"]);
    for (id, exposure) in facts.exposures.iter().filter(|(_, exposure)| exposure.affected > 0) {
        let Some(asset) = facts.register.assets.get(id) else { continue };
        let Some(zone) = zone_of(facts, asset).filter(|zone| is_large(facts, zone)) else { continue };
        let is_live =
            |measure: &Measure| matches!(measure.state, MeasureState::InPlace | MeasureState::Planned);
        if cover.device(asset) || facts.measures_on_asset(id).iter().any(|measure| is_live(measure)) {
            continue;
        }
        let (name, place, affected) = (&asset.name, &zone.name, exposure.affected);
        report.add(
            asset,
            text!(
                ja: "重要度「大」のゾーン「{place}」の「{name}」に、公表された脆弱性が {affected} 件あり、対策の予定もありません。",
                en: "\"{name}\" in zone \"{place}\" of large importance has known vulnerabilities ({affected}), and nothing is planned."
            ),
            text!(
                ja: "修正版に上げる予定を立てるか、切り離しなどの代わりの対策を実施してください。",
                en: "Plan the update, or put something else in place, such as isolation."
            ),
            vec![
                says(asset, text!(ja: "影響のある脆弱性情報：{affected} 件", en: "advisories that affect it: {affected}")),
                says(zone, says_importance(Importance::Large)),
            ],
        );
    }
}
