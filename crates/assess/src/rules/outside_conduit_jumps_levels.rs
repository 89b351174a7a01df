//! A conduit that joins an outside zone with one of the control or process level; carried media have their
//! own rule.
//!
//! Why: There is nothing in between: when the other party is taken over, the attacker handles the
//! controllers.
//!
//! False positives, and where the register itself may be wrong: A zone may be drawn so coarsely that there is
//! a firewall in between after all: enter it as a zone.

use sekisho_model::{Conduit, ConduitKind, RecordKind, Text, Zone, ZoneLevel, text};

use super::row::says;
use super::{Report, Rule, Sureness, Weight};
use crate::facts::Facts;

pub(super) const RULE: Rule = Rule {
    id: "outside-conduit-jumps-levels",
    step: "1-6",
    title: ("外部から制御のゾーンへ直接つながるコンジット", "A conduit from outside straight to control"),
    source: "METI guideline, step 1-6; IEC 62443-3-3 SR 5.2",
    weight: Weight::High,
    sureness: Sureness::Sure,
    reads: &[RecordKind::Zone, RecordKind::Conduit],
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report) {
    for conduit in facts.register.conduits.values().filter(|c| c.kind != ConduitKind::Media) {
        let Some(inner) = inner_end(facts, conduit) else { continue };
        let (name, zone) = (&conduit.name, &inner.name);
        report.add(
            conduit,
            text!(
                ja: "コンジット「{name}」が、外部から制御のゾーン「{zone}」へ、境界を通らずに直接つながっています。",
                en: "Conduit \"{name}\" joins the outside straight to control zone \"{zone}\", past any boundary."
            ),
            text!(
                ja: "境界（DMZ）の中継を通すか、要らない接続なら外してください。",
                en: "Lead it through a relay in a boundary zone, or remove it if it is not needed."
            ),
            vec![
                says(conduit, Text::new("外部と直結", "straight from outside")),
                says(inner, Text::new("階層：制御・プロセス", "level: control or process")),
            ],
        );
    }
}

fn inner_end<'a>(facts: &Facts<'a>, conduit: &Conduit) -> Option<&'a Zone> {
    if !facts.leads_outside(conduit) {
        return None;
    }
    let inner = if facts.is_outside(&conduit.from) { &conduit.to } else { &conduit.from };
    let zone = facts.register.zones.get(inner)?;
    matches!(zone.level.known(), Some(ZoneLevel::Control | ZoneLevel::Process)).then_some(zone)
}
