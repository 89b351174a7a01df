//! The second and later rows of one zone and one threat.
//!
//! Why: If their impacts differ nobody knows which one holds.
//!
//! False positives, and where the register itself may be wrong: They may be written way by way: choose a
//! technique for each.

use std::collections::BTreeMap;

use sekisho_model::{RecordKind, ThreatId, ZoneId, ZoneThreat, text};

use super::row::says;
use super::{Report, Rule, Sureness, Weight};
use crate::facts::Facts;

pub(super) const RULE: Rule = Rule {
    id: "zone-threat-twice",
    step: "1-7",
    title: ("同じゾーンに同じ脅威の行が二つある", "One threat entered twice for one zone"),
    source: "METI guideline, step 1-7",
    weight: Weight::Low,
    sureness: Sureness::Sure,
    reads: &[RecordKind::ZoneThreat, RecordKind::Zone],
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report) {
    let mut first: BTreeMap<(&ZoneId, &ThreatId), &ZoneThreat> = BTreeMap::new();
    for row in facts.register.zone_threats.values() {
        let Some(earlier) = first.get(&(&row.zone, &row.threat)) else {
            first.insert((&row.zone, &row.threat), row);
            continue;
        };
        let zone = facts.register.zones.get(&row.zone).map_or(row.zone.as_str(), |zone| zone.name.as_str());
        let (name, other) = (&row.name, &earlier.name);
        let threat = &row.threat;
        let same = || text!(ja: "脅威：{threat}", en: "threat: {threat}");
        report.add(
            row,
            text!(
                ja: "ゾーン「{zone}」に、同じ脅威の行「{other}」と「{name}」があります。",
                en: "Zone \"{zone}\" has two rows of one threat: \"{other}\" and \"{name}\"."
            ),
            text!(
                ja: "一つにまとめ、影響は大きい方に合わせてください。",
                en: "Join them and keep the greater impact."
            ),
            vec![says(*earlier, same()), says(row, same())],
        );
    }
}
