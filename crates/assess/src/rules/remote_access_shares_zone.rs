//! Assets of the role remote access (VPN, jump host, maintenance router) in one zone with control devices.
//!
//! Why: Equipment that is entered from outside reaches everything in its own zone without passing anything.
//!
//! False positives, and where the register itself may be wrong: The role may be wrong: a relay that is used
//! on site only is a network device.

use sekisho_model::{Asset, AssetRole, RecordKind, Text, text};

use super::row::{listed, says};
use super::{Report, Rule, Sureness, Weight};
use crate::facts::Facts;

pub(super) const RULE: Rule = Rule {
    id: "remote-access-shares-zone",
    step: "1-6",
    title: (
        "遠隔接続の機器が、制御機器と同じゾーンにある",
        "Remote access equipment shares a zone with control devices",
    ),
    source: "IEC 62443-3-2 ZCR 3.6",
    weight: Weight::Medium,
    sureness: Sureness::Sure,
    reads: &[RecordKind::Zone, RecordKind::Asset],
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report) {
    let is_remote = |asset: &&&Asset| asset.role.known() == Some(&AssetRole::RemoteAccess);
    let is_control = |asset: &&Asset| {
        matches!(
            asset.role.known(),
            Some(
                AssetRole::Controller
                    | AssetRole::SafetyController
                    | AssetRole::ControlServer
                    | AssetRole::FieldDevice
            )
        )
    };
    for zone in facts.register.zones.values() {
        let assets = facts.assets_in(&zone.id);
        let remote: Vec<&&Asset> = assets.iter().filter(is_remote).collect();
        let control = assets.iter().filter(|asset| is_control(asset)).count();
        if remote.is_empty() || control == 0 || facts.is_outside(&zone.id) {
            continue;
        }
        let name = &zone.name;
        let Text { ja, en } = listed(remote.iter().map(|asset| asset.name.as_str()));
        report.add(
            zone,
            text!(
                ja: "ゾーン「{name}」で、外部とつながる遠隔接続装置{ja}が、制御機器 {control} 台と同じゾーンにあります。",
                en: "In zone \"{name}\" the remote access equipment {en} shares the zone with {control} control devices."
            ),
            text!(
                ja: "遠隔接続装置を境界のゾーンに移し、そこから先の通信を必要なものだけにしてください。",
                en: "Move it to a boundary zone and let only what is needed go on from there."
            ),
            remote.iter().map(|a| says(**a, Text::new("役割：遠隔接続装置", "role: remote access"))).collect(),
        );
    }
}
