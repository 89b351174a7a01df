//! A zone rated below one of its businesses.
//!
//! Why: A zone is an area of equally important business. Rated below, it gets measures that are not enough
//! for the business.
//!
//! False positives, and where the register itself may be wrong: A zone that carries out only a harmless part
//! of a business may be lower: then write the business in finer parts.

use sekisho_model::{Business, Importance, RecordKind, Text, text};

use super::row::{listed, says, says_importance};
use super::{Report, Rule, Sureness, Weight};
use crate::facts::Facts;

pub(super) const RULE: Rule = Rule {
    id: "zone-importance-below-business",
    step: "1-6",
    title: ("業務より重要度の低いゾーン", "A zone rated below one of its businesses"),
    source: "METI guideline, step 1-6",
    weight: Weight::Medium,
    sureness: Sureness::Sure,
    reads: &[RecordKind::Zone, RecordKind::Business],
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report) {
    for zone in facts.register.zones.values() {
        let Some(importance) = zone.importance.known() else { continue };
        let above: Vec<(&Business, Importance)> = zone
            .businesses
            .iter()
            .filter_map(|id| facts.register.businesses.get(id))
            .filter_map(|business| Some((business, *business.importance.known()?)))
            .filter(|(_, of_business)| of_business > importance)
            .collect();
        if above.is_empty() {
            continue;
        }
        let name = &zone.name;
        let Text { ja, en } = listed(above.iter().map(|(business, _)| business.name.as_str()));
        let mut evidence = vec![says(zone, says_importance(*importance))];
        evidence.extend(above.iter().map(|(business, of)| says(*business, says_importance(*of))));
        report.add(
            zone,
            text!(
                ja: "ゾーン「{name}」の重要度が、そこで行う業務{ja}より低くなっています。",
                en: "Zone \"{name}\" is rated below its business {en}."
            ),
            text!(
                ja: "ゾーンの重要度を業務に合わせて上げるか、業務を別のゾーンに分けてください。",
                en: "Raise the zone to the business, or move the business to a zone of its own."
            ),
            evidence,
        );
    }
}
