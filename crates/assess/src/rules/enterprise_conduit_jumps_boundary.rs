//! A conduit that joins a zone of the enterprise level with one of the control or process level.
//!
//! Why: When an office PC is infected, the controllers are one step away: a usual way in which ransomware
//! stops a plant.
//!
//! False positives, and where the register itself may be wrong: The levels may have been written coarsely.

use sekisho_model::{ConduitKind, RecordKind, Text, ZoneLevel, text};

use super::row::says;
use super::{Report, Rule, Sureness, Weight};
use crate::facts::Facts;

pub(super) const RULE: Rule = Rule {
    id: "enterprise-conduit-jumps-boundary",
    step: "1-6",
    title: (
        "全社IT から制御・現場へ直接つながるコンジット",
        "A conduit from the enterprise straight to control",
    ),
    source: "METI guideline, step 1-6; IEC 62443-3-3 SR 5.2",
    weight: Weight::Medium,
    sureness: Sureness::Sure,
    reads: &[RecordKind::Zone, RecordKind::Conduit],
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report) {
    for conduit in facts.register.conduits.values().filter(|c| c.kind != ConduitKind::Media) {
        let ends = [&conduit.from, &conduit.to].map(|id| facts.register.zones.get(id));
        let [Some(from), Some(to)] = ends else { continue };
        let (upper, lower) = if from.level < to.level { (from, to) } else { (to, from) };
        let is_jump = upper.level.known() == Some(&ZoneLevel::Enterprise)
            && matches!(lower.level.known(), Some(ZoneLevel::Control | ZoneLevel::Process));
        if !is_jump {
            continue;
        }
        let (name, upper_name, lower_name) = (&conduit.name, &upper.name, &lower.name);
        report.add(
            conduit,
            text!(
                ja: "コンジット「{name}」が、全社IT「{upper_name}」と制御のゾーン「{lower_name}」を、境界を通らずに結んでいます。",
                en: "Conduit \"{name}\" joins enterprise zone \"{upper_name}\" with control zone \"{lower_name}\", past any boundary."
            ),
            text!(
                ja: "境界や工場運用のゾーンの中継を通すように変えてください。",
                en: "Lead it through a boundary or operations zone."
            ),
            vec![
                says(upper, Text::new("階層：全社IT", "level: enterprise")),
                says(lower, Text::new("階層：制御・プロセス", "level: control or process")),
            ],
        );
    }
}
