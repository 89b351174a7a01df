//! For a zone of large importance: threats of the catalog's level 3 that can be tried on its assets and have
//! no row; those that come in from outside only where a conduit leads there. A zone without any row has its
//! own rule.
//!
//! Why: If one only enters what comes to mind, what happens most is left out.
//!
//! False positives, and where the register itself may be wrong: The level is the catalog's (our own where it
//! says so). Where the roles of assets are unknown it may miss some.

use std::collections::BTreeSet;

use sekisho_catalog::{Stage, Threat};
use sekisho_model::{Asset, RecordKind, ThreatId, Zone, text};

use super::row::{large_zones, listed, says};
use super::{Report, Rule, Sureness, Weight};
use crate::facts::Facts;

pub(super) const RULE: Rule = Rule {
    id: "main-threats-missing",
    step: "1-7",
    title: ("起こりやすい脅威が検討から漏れている", "Likely threats left out for a large zone"),
    source: "METI guideline, step 1-7",
    weight: Weight::Low,
    sureness: Sureness::Likely,
    reads: &[
        RecordKind::Zone,
        RecordKind::Asset,
        RecordKind::Conduit,
        RecordKind::ZoneThreat,
        RecordKind::Business,
    ],
    check,
};

/// The catalog's threat level of what is tried most often.
const LIKELY: u8 = 3;

fn check(facts: &Facts<'_>, report: &mut Report) {
    for zone in large_zones(facts) {
        let rows = facts.threats_to(&zone.id);
        let considered: BTreeSet<&ThreatId> = rows.iter().map(|row| &row.threat).collect();
        let missing: Vec<&Threat> = facts
            .catalog
            .threats
            .values()
            .filter(|threat| threat.main && threat.level.get() == LIKELY && !considered.contains(&threat.id))
            .filter(|threat| has_door(facts, threat, zone))
            .filter(|threat| facts.assets_in(&zone.id).iter().any(|asset| is_tried_on(threat, asset)))
            .collect();
        if rows.is_empty() || missing.is_empty() {
            continue;
        }
        let (name, rows) = (&zone.name, rows.len());
        let ja = listed(missing.iter().map(|threat| threat.name.ja.as_str())).ja;
        let en = listed(missing.iter().map(|threat| threat.name.en.as_str())).en;
        report.add(
            zone,
            text!(
                ja: "重要度「大」のゾーン「{name}」で、起こりやすい脅威{ja}が検討されていません。",
                en: "For zone \"{name}\" of large importance the likely threats {en} were not considered."
            ),
            text!(
                ja: "起こりうるなら行を加えてください。起こらないなら、脅威レベル 1 の行に理由を書いてください。",
                en: "Add a row for each that can happen; for one that cannot, add a row of threat level 1 with the reason."
            ),
            vec![says(zone, text!(ja: "検討済みの脅威：{rows} 件", en: "threats considered: {rows}"))],
        );
    }
}

/// What gets in from outside needs a conduit from there.
fn has_door(facts: &Facts<'_>, threat: &Threat, zone: &Zone) -> bool {
    let needs_one = threat.from_outside && threat.stage == Stage::Entry;
    !needs_one || facts.conduits_at(&zone.id).iter().any(|conduit| facts.leads_outside(conduit))
}

/// By what is known of the asset: one of unknown role counts for threats to every role only.
fn is_tried_on(threat: &Threat, asset: &Asset) -> bool {
    let kind = threat.kinds.is_empty() || threat.kinds.contains(&asset.kind);
    let role = threat.roles.is_empty() || asset.role.known().is_some_and(|role| threat.roles.contains(role));
    kind && role
}
