//! What a device does, by how it speaks.
//!
//! Each sign gives a role some points and its reason; the role with the most points is the answer, and how far it is
//! ahead of the next says how far to trust it. A device without a sign has no role: undecided.
//!
//! Known to be wrong: a controller that is only spoken to by one other controller looks like a field device; a PC that
//! polls and is never seen to write looks like a historian; without classes of command (`--headers-only`) panels,
//! servers and engineering stations look alike, and trust is low.

mod signs;

use sekisho_model::{AssetRole, Text};

use super::inventory::Device;
use super::paths::Paths;
use super::{Evidence, Trust};

/// The role of a device, as far as it can be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleFound {
    /// The role; `None` where nothing says one.
    pub role: Option<AssetRole>,
    /// How far to trust it.
    pub trust: Trust,
    /// Why.
    pub reasons: Vec<Text>,
    /// Records that show it, at most five.
    pub evidence: Vec<Evidence>,
    /// Other roles that something speaks for, with their points, most first.
    pub others: Vec<(AssetRole, u8)>,
}

impl Default for RoleFound {
    fn default() -> Self {
        let none = Text::new("役割を示す通信がありません。", "Nothing that was seen says what it does.");
        Self { role: None, trust: Trust::Low, reasons: vec![none], evidence: Vec::new(), others: Vec::new() }
    }
}

/// Rows of evidence that are kept.
const EVIDENCE_MAX: usize = 5;

/// A sign of a role.
struct Sign {
    role: AssetRole,
    points: u8,
    reason: Text,
    evidence: Vec<Evidence>,
}

pub(super) fn find(devices: &mut [Device], paths: &Paths, headers_only: bool) {
    let signs: Vec<Vec<Sign>> = signs::signs(devices, paths, headers_only);
    for (device, signs) in devices.iter_mut().zip(signs) {
        device.role = weigh(signs);
    }
}

fn weigh(signs: Vec<Sign>) -> RoleFound {
    let mut points: Vec<(AssetRole, u8)> = Vec::new();
    for sign in &signs {
        match points.iter_mut().find(|(role, _)| *role == sign.role) {
            Some((_, sum)) => *sum += sign.points,
            None => points.push((sign.role, sign.points)),
        }
    }
    points.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    let Some((role, most)) = points.first().copied() else { return RoleFound::default() };
    let next = points.get(1).map_or(0, |(_, points)| *points);
    let trust = match (most, most - next) {
        (5.., 2..) => Trust::High,
        (3.., 1..) => Trust::Medium,
        _ => Trust::Low,
    };
    let of_role = || signs.iter().filter(|sign| sign.role == role);
    RoleFound {
        role: Some(role),
        trust,
        reasons: of_role().map(|sign| sign.reason.clone()).collect(),
        evidence: of_role().flat_map(|sign| sign.evidence.iter().cloned()).take(EVIDENCE_MAX).collect(),
        others: points.split_off(1),
    }
}

/// The word for a role.
#[must_use]
pub fn role_word(role: AssetRole) -> Text {
    let (ja, en) = match role {
        AssetRole::Controller => ("制御装置", "controller"),
        AssetRole::SafetyController => ("安全制御装置", "safety controller"),
        AssetRole::FieldDevice => ("現場機器・I/O", "field device or I/O"),
        AssetRole::Hmi => ("操作表示器（HMI）", "HMI"),
        AssetRole::EngineeringStation => ("エンジニアリング端末", "engineering station"),
        AssetRole::ControlServer => ("監視制御サーバ", "control server"),
        AssetRole::ApplicationServer => ("業務サーバ", "application server"),
        AssetRole::Historian => ("データ収集サーバ", "historian"),
        AssetRole::Gateway => ("ゲートウェイ", "gateway"),
        AssetRole::NetworkDevice => ("ネットワーク機器", "network device"),
        AssetRole::Firewall => ("ファイアウォール", "firewall"),
        AssetRole::RemoteAccess => ("遠隔接続装置", "remote access device"),
        AssetRole::Workstation => ("PC", "workstation"),
        AssetRole::Camera => ("カメラ", "camera"),
        AssetRole::PortableMedia => ("持込み機器", "portable device"),
        AssetRole::Other => ("その他", "other"),
    };
    Text::new(ja, en)
}

#[cfg(test)]
mod tests;
