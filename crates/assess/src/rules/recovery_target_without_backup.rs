//! A business of large importance with a recovery target for which no measure with the tag `backup` is in
//! place in any of its zones, their assets included.
//!
//! Why: Without copies everything is set up anew, and the target cannot be met.
//!
//! False positives, and where the register itself may be wrong: Copies of part of it silence the rule;
//! whether they are fast enough is shown by a drill.

use sekisho_model::{Importance, RecordKind, Text, Zone, text};

use super::cover::Cover;
use super::row::says;
use super::{Report, Rule, Sureness, Weight};
use crate::facts::Facts;

pub(super) const RULE: Rule = Rule {
    id: "recovery-target-without-backup",
    step: "2-2(1)③",
    title: ("復旧の備えのない業務", "A recovery target with no backup behind it"),
    source: "METI guideline, step 2-2; IEC 62443-3-3 SR 7.3",
    weight: Weight::Medium,
    sureness: Sureness::Likely,
    reads: &[
        RecordKind::Business,
        RecordKind::Zone,
        RecordKind::Asset,
        RecordKind::Conduit,
        RecordKind::Measure,
    ],
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report) {
    let cover = Cover::in_place(facts, &["backup"]);
    for business in facts.register.businesses.values() {
        let Some(hours) = business.recovery_hours_max.known() else { continue };
        let zones: Vec<&&Zone> =
            facts.zones_for(&business.id).iter().filter(|zone| !facts.is_outside(&zone.id)).collect();
        let is_large = business.importance.known() == Some(&Importance::Large);
        if !is_large || zones.is_empty() || zones.iter().any(|zone| cover.touches(zone)) {
            continue;
        }
        let name = &business.name;
        let mut evidence =
            vec![says(business, text!(ja: "目標復旧時間：{hours} 時間", en: "recovery target: {hours} h"))];
        evidence
            .extend(zones.iter().map(|zone| says(**zone, Text::new("バックアップ：なし", "backup: none"))));
        report.add(
            business,
            text!(
                ja: "業務「{name}」は {hours} 時間以内の再開が目標ですが、行うゾーンのどこにもバックアップの対策が実施されていません。",
                en: "Business \"{name}\" must run again within {hours} hours, but no backup is in place in any of its zones."
            ),
            text!(
                ja: "制御プログラム・設定・データの写しを取り、戻せることを確かめて、対策として登録してください。",
                en: "Keep copies of programs, settings and data, try to restore them, and enter that as a measure."
            ),
            evidence,
        );
    }
}
