//! Assets with a data flow over a wireless conduit in one zone with controllers that use none.
//!
//! Why: Radio reaches beyond the building; whoever gets in there should not reach the wired controllers.
//!
//! False positives, and where the register itself may be wrong: It may be the other end of the flow that is
//! on the air. This is inferred from the data flows: look.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::{Asset, AssetId, AssetRole, ConduitKind, RecordKind, Text, Zone, ZoneId, text};

use super::row::{listed, says};
use super::{Report, Rule, Sureness, Weight};
use crate::facts::Facts;

pub(super) const RULE: Rule = Rule {
    id: "wireless-shares-zone",
    step: "1-6",
    title: (
        "無線でつなぐ機器が、制御機器と同じゾーンにある",
        "Wireless devices share a zone with control devices",
    ),
    source: "IEC 62443-3-2 ZCR 3.5",
    weight: Weight::Low,
    sureness: Sureness::Likely,
    reads: &[RecordKind::Zone, RecordKind::Conduit, RecordKind::Asset, RecordKind::DataFlow],
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report) {
    let mut wireless: BTreeMap<&ZoneId, BTreeSet<&AssetId>> = BTreeMap::new();
    for conduit in facts.register.conduits.values().filter(|c| c.kind == ConduitKind::Wireless) {
        for flow in facts.flows_over(&conduit.id) {
            for asset in [&flow.from, &flow.to].into_iter().filter_map(|id| facts.register.assets.get(id)) {
                if let Some(zone) = asset.zone.known() {
                    wireless.entry(zone).or_default().insert(&asset.id);
                }
            }
        }
    }
    for (zone, over_air) in wireless {
        let Some(zone) = facts.register.zones.get(zone) else { continue };
        report_zone(facts, zone, &over_air, report);
    }
}

fn report_zone(facts: &Facts<'_>, zone: &Zone, over_air: &BTreeSet<&AssetId>, report: &mut Report) {
    let is_controller = |asset: &Asset| {
        matches!(asset.role.known(), Some(AssetRole::Controller | AssetRole::SafetyController))
    };
    let (air, wired): (Vec<&Asset>, Vec<&Asset>) =
        facts.assets_in(&zone.id).iter().partition(|asset| over_air.contains(&asset.id));
    let wired: Vec<&Asset> = wired.into_iter().filter(|asset| is_controller(asset)).collect();
    if air.is_empty() || wired.is_empty() {
        return;
    }
    let (name, wired) = (&zone.name, wired.len());
    let Text { ja, en } = listed(air.iter().map(|asset| asset.name.as_str()));
    report.add(
        zone,
        text!(
            ja: "ゾーン「{name}」で、無線で通信する{ja}が、有線の制御機器 {wired} 台と同じゾーンにあります。",
            en: "In zone \"{name}\" the wireless devices {en} share the zone with {wired} wired controllers."
        ),
        text!(
            ja: "無線の機器を別のゾーンに分け、制御機器への通信を絞ってください。",
            en: "Give wireless devices a zone of their own and narrow what reaches the controllers."
        ),
        air.iter()
            .map(|a| says(*a, Text::new("無線のコンジットを通る", "uses a wireless conduit")))
            .collect(),
    );
}
