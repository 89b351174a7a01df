//! A general-purpose product in a zone of large importance with neither `patching` nor `malware-protection`
//! in place on it or its zone, nor `allow-list` or `segmentation` in place on the device itself.
//!
//! Why: Tools to attack PCs and common systems are easy to come by; they are tried first.
//!
//! False positives, and where the register itself may be wrong: Where the maker forbids any change, isolate
//! it.

use sekisho_model::{Asset, AssetNature, Importance, RecordKind, Text, text};

use super::cover::Cover;
use super::row::{large_zones, says, says_importance};
use super::{Report, Rule, Sureness, Weight};
use crate::facts::Facts;

pub(super) const RULE: Rule = Rule {
    id: "general-purpose-unprotected",
    step: "2-2(1)②",
    title: ("重要なゾーンにある、守りのない汎用品", "A general-purpose product unprotected in a large zone"),
    source: "METI guideline, step 2-2(1)②; METI guideline, smart-factory volume",
    weight: Weight::Medium,
    sureness: Sureness::Sure,
    reads: &[RecordKind::Asset, RecordKind::Zone, RecordKind::Business, RecordKind::Measure],
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report) {
    let kept = Cover::in_place(facts, &["patching", "malware-protection"]);
    let narrowed = Cover::in_place(facts, &["allow-list", "segmentation"]);
    for zone in large_zones(facts) {
        let bare = |asset: &&&Asset| {
            asset.nature.known() == Some(&AssetNature::GeneralPurpose)
                && !kept.device(asset)
                && !narrowed.names(asset)
        };
        for asset in facts.assets_in(&zone.id).iter().filter(bare) {
            let (name, place) = (&asset.name, &zone.name);
            report.add(
                *asset,
                text!(
                    ja: "重要度「大」のゾーン「{place}」の汎用品「{name}」に、更新・実行制限・切り離しのどの対策も実施されていません。",
                    en: "General-purpose \"{name}\" in zone \"{place}\" of large importance is neither updated, nor limited in what it runs, nor isolated."
                ),
                text!(
                    ja: "更新を当てるか、決めたプログラムだけを動かすか、ネットワークから分けてください。",
                    en: "Update it, let it run only what is listed, or part it from the network."
                ),
                vec![
                    says(*asset, Text::new("専用・汎用・クラウド：汎用品", "nature: general-purpose")),
                    says(zone, says_importance(Importance::Large)),
                ],
            );
        }
    }
}
