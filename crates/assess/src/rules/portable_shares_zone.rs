//! Assets of the role portable media (USB sticks, maintenance PCs) in one zone with control devices.
//!
//! Why: What is connected for a while is used elsewhere too. Treated like a fixed device, it skips the check
//! at the door.
//!
//! False positives, and where the register itself may be wrong: A stick that never leaves its machine may
//! stay.

use sekisho_model::{Asset, AssetRole, RecordKind, Text, text};

use super::row::{listed, says};
use super::{Report, Rule, Sureness, Weight};
use crate::facts::Facts;

pub(super) const RULE: Rule = Rule {
    id: "portable-shares-zone",
    step: "1-6",
    title: (
        "持ち込み機器が、常設の機器と同じゾーンにある",
        "Carried-in devices share a zone with fixed ones",
    ),
    source: "IEC 62443-3-2 ZCR 3.4",
    weight: Weight::Low,
    sureness: Sureness::Sure,
    reads: &[RecordKind::Zone, RecordKind::Asset],
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report) {
    let is_portable = |asset: &&&Asset| asset.role.known() == Some(&AssetRole::PortableMedia);
    let is_control = |asset: &&&Asset| {
        matches!(
            asset.role.known(),
            Some(
                AssetRole::Controller
                    | AssetRole::SafetyController
                    | AssetRole::ControlServer
                    | AssetRole::Hmi
            )
        )
    };
    for zone in facts.register.zones.values() {
        let assets = facts.assets_in(&zone.id);
        let portable: Vec<&&Asset> = assets.iter().filter(is_portable).collect();
        if portable.is_empty() || !assets.iter().any(|asset| is_control(&asset)) {
            continue;
        }
        let name = &zone.name;
        let Text { ja, en } = listed(portable.iter().map(|asset| asset.name.as_str()));
        report.add(
            zone,
            text!(
                ja: "ゾーン「{name}」に、持ち込み機器{ja}が制御機器と一緒に登録されています。",
                en: "Zone \"{name}\" holds the carried-in devices {en} together with control devices."
            ),
            text!(
                ja: "持ち込み機器を別のゾーンに置き、つなぐときの経路を「可搬媒体」のコンジットとして書いてください。",
                en: "Give carried-in devices a zone of their own and enter the way they come in as a conduit of the kind media."
            ),
            portable.iter().map(|a| says(**a, Text::new("役割：可搬媒体・持込PC", "role: carried in"))).collect(),
        );
    }
}
