//! A data flow over a conduit that does not join the zones of its ends; a conduit between outer zones serves
//! the inner ones too. Two ends in one zone with a conduit are reported as well.
//!
//! Why: If the way is wrong, the measures on that conduit do not protect the flow.
//!
//! False positives, and where the register itself may be wrong: Which side may open a connection is not the
//! way of the data, so direction is not judged.

use sekisho_model::{Conduit, RecordKind, Text, ZoneId, text};

use super::row::{around, says, says_zone, zone_name};
use super::{Report, Rule, Sureness, Weight};
use crate::facts::Facts;

pub(super) const RULE: Rule = Rule {
    id: "flow-over-wrong-conduit",
    step: "1-6",
    title: (
        "データフローの両端を結んでいないコンジット",
        "A data flow over a conduit that does not join its ends",
    ),
    source: "METI guideline, smart-factory volume",
    weight: Weight::Medium,
    sureness: Sureness::Sure,
    reads: &[RecordKind::DataFlow, RecordKind::Conduit, RecordKind::Zone, RecordKind::Asset],
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report) {
    for flow in facts.register.flows.values() {
        let conduit = flow.conduit.known().and_then(|id| facts.register.conduits.get(id));
        let ends = [&flow.from, &flow.to].map(|id| facts.register.assets.get(id));
        let (Some(conduit), [Some(from), Some(to)]) = (conduit, ends) else { continue };
        let (Some(at), Some(beyond)) = (from.zone.known(), to.zone.known()) else { continue };
        if joins(facts, conduit, at, beyond) {
            continue;
        }
        let (name, way) = (&flow.name, &conduit.name);
        report.add(
            flow,
            text!(
                ja: "データフロー「{name}」が通るというコンジット「{way}」は、送信元と送信先のゾーンを結んでいません。",
                en: "Data flow \"{name}\" is said to take conduit \"{way}\", which does not join the zones of its ends."
            ),
            text!(
                ja: "コンジットを選び直すか、保護対象のゾーンを直してください。いくつも通る場合は、区間ごとに分けて書いてください。",
                en: "Choose another conduit or correct the zones; a flow over several conduits is written in parts."
            ),
            vec![
                says(from, says_zone(facts, at)),
                says(conduit, ends_of(facts, conduit)),
                says(to, says_zone(facts, beyond)),
            ],
        );
    }
}

fn ends_of(facts: &Facts<'_>, conduit: &Conduit) -> Text {
    let (from, to) = (zone_name(facts, &conduit.from), zone_name(facts, &conduit.to));
    text!(ja: "結ぶゾーン：「{from}」と「{to}」", en: "joins \"{from}\" and \"{to}\"")
}

/// A conduit that ends at a zone also serves the zones in it. Which side may open the connection says nothing
/// about where the data go.
fn joins(facts: &Facts<'_>, conduit: &Conduit, at: &ZoneId, beyond: &ZoneId) -> bool {
    let within = |inner: &ZoneId, outer: &ZoneId| around(facts, inner).any(|zone| zone == outer);
    let (from, to) = (&conduit.from, &conduit.to);
    // Inside one zone only a conduit within that zone will do, such as its own wireless network.
    (at != beyond || from == to)
        && (within(at, from) && within(beyond, to) || within(at, to) && within(beyond, from))
}
