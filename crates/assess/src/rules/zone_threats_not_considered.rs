//! A zone of our own without a row of step 1-7; zones that only group others are passed over.
//!
//! Why: Without threats nobody can say whether its measures are enough.
//!
//! False positives, and where the register itself may be wrong: They may have been considered for the zone
//! around it: check whether the impact differs, and enter it for each inner zone.

use sekisho_model::{RecordKind, Text, text};

use super::row::{is_frame, says};
use super::{Report, Rule, Sureness, Weight};
use crate::facts::Facts;

pub(super) const RULE: Rule = Rule {
    id: "zone-threats-not-considered",
    step: "1-7",
    title: ("脅威を検討していないゾーン", "A zone for which no threat was considered"),
    source: "METI guideline, step 1-7; IEC 62443-3-2 ZCR 5.1",
    weight: Weight::Medium,
    sureness: Sureness::Sure,
    reads: &[RecordKind::Zone, RecordKind::Asset, RecordKind::ZoneThreat],
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report) {
    for zone in facts.register.zones.values() {
        let passed_over = facts.is_outside(&zone.id) || is_frame(facts, zone);
        if passed_over || !facts.threats_to(&zone.id).is_empty() {
            continue;
        }
        let name = &zone.name;
        report.add(
            zone,
            text!(
                ja: "ゾーン「{name}」について、脅威と影響がまだ検討されていません。",
                en: "No threat was considered for zone \"{name}\"."
            ),
            text!(
                ja: "起こりうる脅威を選び、BC/S/Q/D/C への影響を書いてください（ステップ 1-7）。",
                en: "Choose the threats that can happen there and write what each would do to BC/S/Q/D/C (step 1-7)."
            ),
            vec![says(zone, Text::new("ゾーンの脅威：0 件", "zone threats: 0"))],
        );
    }
}
