//! A data flow whose ends stand in different zones and which names no conduit, "not applicable" included.
//!
//! Why: Either there is a way that is not on the drawing, or the row is incomplete. Both ways, nobody thinks
//! of protecting it.
//!
//! False positives, and where the register itself may be wrong: One of the assets may be entered in the wrong
//! zone.

use sekisho_model::{RecordKind, text};

use super::row::{says, says_zone};
use super::{Report, Rule, Sureness, Weight};
use crate::facts::Facts;

pub(super) const RULE: Rule = Rule {
    id: "flow-without-conduit",
    step: "1-6",
    title: ("コンジットのないデータフロー", "A data flow between zones with no conduit"),
    source: "METI guideline, smart-factory volume",
    weight: Weight::Medium,
    sureness: Sureness::Sure,
    reads: &[RecordKind::DataFlow, RecordKind::Asset, RecordKind::Zone],
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report) {
    for flow in facts.register.flows.values().filter(|flow| flow.conduit.known().is_none()) {
        let ends = [&flow.from, &flow.to].map(|id| facts.register.assets.get(id));
        let [Some(from), Some(to)] = ends else { continue };
        let (Some(zone_from), Some(zone_to)) = (from.zone.known(), to.zone.known()) else { continue };
        if zone_from == zone_to {
            continue;
        }
        let (name, sender, receiver) = (&flow.name, &from.name, &to.name);
        report.add(
            flow,
            text!(
                ja: "データフロー「{name}」（{sender} → {receiver}）はゾーンをまたぐのに、通るコンジットが書かれていません。",
                en: "Data flow \"{name}\" ({sender} → {receiver}) crosses zones, but no conduit is given."
            ),
            text!(
                ja: "通っているコンジットを選んでください。図面にない経路なら、コンジットとして登録してください。",
                en: "Choose the conduit it takes; if the drawing has none, enter the way as a conduit."
            ),
            vec![
                says(from, says_zone(facts, zone_from)),
                says(to, says_zone(facts, zone_to)),
            ],
        );
    }
}
