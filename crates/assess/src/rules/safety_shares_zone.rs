//! Assets of the role safety controller in one zone with other devices whose role is known.
//!
//! Why: What protects people must go on working when the ordinary control devices are taken over; in one zone
//! it can be reached and altered from there.
//!
//! False positives, and where the register itself may be wrong: Safety and control in one device cannot be
//! parted. Devices of unknown role are not counted, so it may miss some.

use sekisho_model::{Asset, AssetKind, AssetRole, RecordKind, Text, text};

use super::row::{listed, says};
use super::{Evidence, Report, Rule, Sureness, Weight};
use crate::facts::Facts;

pub(super) const RULE: Rule = Rule {
    id: "safety-shares-zone",
    step: "1-6",
    title: ("安全機器がほかの機器と同じゾーンにある", "Safety controllers share a zone with other devices"),
    source: "IEC 62443-3-2 ZCR 3.3",
    weight: Weight::Medium,
    sureness: Sureness::Sure,
    reads: &[RecordKind::Zone, RecordKind::Asset],
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report) {
    let is_safety = |asset: &&&Asset| asset.role.known() == Some(&AssetRole::SafetyController);
    let is_other = |asset: &&&Asset| {
        asset.kind == AssetKind::Device
            && !matches!(asset.role.known(), None | Some(AssetRole::SafetyController))
    };
    for zone in facts.register.zones.values() {
        let assets = facts.assets_in(&zone.id);
        let safety: Vec<&&Asset> = assets.iter().filter(is_safety).collect();
        let others = assets.iter().filter(is_other).count();
        if safety.is_empty() || others == 0 {
            continue;
        }
        let name = &zone.name;
        let Text { ja, en } = listed(safety.iter().map(|asset| asset.name.as_str()));
        let mut evidence: Vec<Evidence> = safety
            .iter()
            .map(|asset| says(**asset, Text::new("役割：安全制御装置", "role: safety controller")))
            .collect();
        evidence.push(says(zone, text!(ja: "ほかの装置・機器：{others} 台", en: "other devices: {others}")));
        report.add(
            zone,
            text!(
                ja: "ゾーン「{name}」で、安全機器{ja}がほかの機器 {others} 台と同じゾーンにあります。",
                en: "In zone \"{name}\" the safety controllers {en} share the zone with {others} other devices."
            ),
            text!(
                ja: "安全機器を専用のゾーンに分け、必要な通信だけをコンジットとして書いてください。",
                en: "Put them into a zone of their own and let only what is needed through a conduit."
            ),
            evidence,
        );
    }
}
