//! A zone with a business or asset in the widened scope and no row of a threat marked ★. A zone without any
//! row has its own rule.
//!
//! Why: Clouds and remote maintenance bring threats that were not there before.
//!
//! False positives, and where the register itself may be wrong: The scope may be filled in wrongly.

use sekisho_model::{RecordKind, Scope, Text, Zone, ZoneThreat, text};

use super::row::says;
use super::{Evidence, Report, Rule, Sureness, Weight};
use crate::facts::Facts;

pub(super) const RULE: Rule = Rule {
    id: "smart-threats-not-considered",
    step: "1-7",
    title: (
        "スマート化で増えた脅威を検討していない",
        "Threats that smartification brings were not considered",
    ),
    source: "METI guideline, smart-factory volume",
    weight: Weight::Medium,
    sureness: Sureness::Sure,
    reads: &[RecordKind::Zone, RecordKind::Asset, RecordKind::Business, RecordKind::ZoneThreat],
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report) {
    for zone in facts.register.zones.values().filter(|zone| !facts.is_outside(&zone.id)) {
        let rows = facts.threats_to(&zone.id);
        let is_smart = |row: &&ZoneThreat| facts.catalog.threats.get(&row.threat).is_some_and(|t| t.smart);
        if rows.is_empty() || rows.iter().any(is_smart) {
            continue;
        }
        let evidence = widened(facts, zone);
        if evidence.is_empty() {
            continue;
        }
        let name = &zone.name;
        report.add(
            zone,
            text!(
                ja: "ゾーン「{name}」にはスマート化で加わったものがあるのに、スマート化で考える脅威が一つも検討されていません。",
                en: "Zone \"{name}\" has been widened by smartification, but none of the threats that come with it was considered."
            ),
            text!(
                ja: "クラウド、汎用品、データ連携、取引先からの混入などの脅威（★）を検討し、行を加えてください。",
                en: "Consider those marked ★: cloud, general-purpose products, data links, tampered deliveries; and add rows."
            ),
            evidence,
        );
    }
}

fn widened(facts: &Facts<'_>, zone: &Zone) -> Vec<Evidence> {
    let scope = || Text::new("対象範囲：スマート化で拡大", "scope: widened");
    let assets = facts.assets_in(&zone.id).iter().copied();
    let assets = assets.filter(|asset| asset.scope.known() == Some(&Scope::Widened));
    let businesses = zone.businesses.iter().filter_map(|id| facts.register.businesses.get(id));
    let businesses = businesses.filter(|business| business.scope.known() == Some(&Scope::Widened));
    assets.map(|a| says(a, scope())).chain(businesses.map(|b| says(b, scope()))).collect()
}
