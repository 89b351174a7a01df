//! Controllers, safety controllers, field devices and control servers in a zone of the enterprise level.
//!
//! Why: On one network with PCs that read mail, an infection of the office goes straight to control.
//!
//! False positives, and where the register itself may be wrong: The level of the zone or the role of the
//! device may be wrong.

use sekisho_model::{Asset, AssetRole, RecordKind, Text, ZoneLevel, text};

use super::row::{listed, says};
use super::{Report, Rule, Sureness, Weight};
use crate::facts::Facts;

pub(super) const RULE: Rule = Rule {
    id: "controller-in-enterprise-zone",
    step: "1-6",
    title: ("制御機器が、全社IT のゾーンにある", "Control devices stand in an enterprise zone"),
    source: "IEC 62443-3-2 ZCR 3.2",
    weight: Weight::Medium,
    sureness: Sureness::Sure,
    reads: &[RecordKind::Zone, RecordKind::Asset],
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report) {
    let is_control = |asset: &&&Asset| {
        matches!(
            asset.role.known(),
            Some(
                AssetRole::Controller
                    | AssetRole::SafetyController
                    | AssetRole::FieldDevice
                    | AssetRole::ControlServer
            )
        )
    };
    for zone in facts.register.zones.values().filter(|z| z.level.known() == Some(&ZoneLevel::Enterprise)) {
        let control: Vec<&&Asset> = facts.assets_in(&zone.id).iter().filter(is_control).collect();
        if control.is_empty() {
            continue;
        }
        let name = &zone.name;
        let Text { ja, en } = listed(control.iter().map(|asset| asset.name.as_str()));
        report.add(
            zone,
            text!(
                ja: "全社IT のゾーン「{name}」に、制御機器{ja}があります。",
                en: "The enterprise zone \"{name}\" holds the control devices {en}."
            ),
            text!(
                ja: "制御機器を工場側のゾーンに移し、全社IT との間に境界を設けてください。",
                en: "Move them to a zone of the plant, with a boundary between it and the enterprise."
            ),
            control
                .iter()
                .map(|a| says(**a, Text::new("全社IT のゾーンにある制御機器", "control device in IT")))
                .collect(),
        );
    }
}
