//! The words and signs for the model's scales, in both languages: the same thing has the same word and the
//! same sign on every page.

use sekisho_model::{
    AssetKind, ConduitKind, Direction, Importance, LossLevel, Maker, MeasureState, Role, Severity, Text,
    ZoneLevel,
};

use crate::map::Mark;

pub(crate) fn importance(importance: Importance) -> Text {
    match importance {
        Importance::Large => Text::new("大", "large"),
        Importance::Medium => Text::new("中", "medium"),
        Importance::Small => Text::new("小", "small"),
    }
}

pub(crate) const fn importance_sign(importance: Importance) -> &'static str {
    match importance {
        Importance::Large => "◆",
        Importance::Medium => "■",
        Importance::Small => "●",
    }
}

pub(crate) fn mark(mark: Mark) -> Text {
    match mark {
        Mark::Affected => Text::new("影響あり", "affected"),
        Mark::Undecided => Text::new("未判定", "undecided"),
        Mark::NotAffected => Text::new("影響なし", "not affected"),
    }
}

pub(crate) const fn mark_sign(mark: Mark) -> &'static str {
    match mark {
        Mark::Affected => "▲",
        Mark::Undecided => "？",
        Mark::NotAffected => "○",
    }
}

pub(crate) fn asset_kind(kind: AssetKind) -> Text {
    match kind {
        AssetKind::Network => Text::new("ネットワーク", "network"),
        AssetKind::Device => Text::new("装置・機器", "device"),
        AssetKind::Data => Text::new("データ", "data"),
    }
}

/// For counts in narrow places.
pub(crate) fn asset_kind_short(kind: AssetKind) -> Text {
    match kind {
        AssetKind::Network => Text::new("網", "net"),
        AssetKind::Device => Text::new("機器", "devices"),
        AssetKind::Data => Text::new("データ", "data"),
    }
}

pub(crate) fn conduit_kind(kind: ConduitKind) -> Text {
    match kind {
        ConduitKind::Network => Text::new("ネットワーク", "network"),
        ConduitKind::RemoteMaintenance => Text::new("遠隔保守", "remote maintenance"),
        ConduitKind::Cloud => Text::new("クラウド・外部サービス", "cloud or outside service"),
        ConduitKind::Media => Text::new("可搬媒体", "carried media"),
        ConduitKind::Wireless => Text::new("無線", "wireless"),
    }
}

pub(crate) fn direction(direction: Direction) -> Text {
    match direction {
        Direction::Forward => Text::new("一方向", "one way"),
        Direction::Both => Text::new("双方向", "both ways"),
    }
}

pub(crate) fn zone_level(level: ZoneLevel) -> Text {
    match level {
        ZoneLevel::Outside => Text::new("社外", "outside"),
        ZoneLevel::Enterprise => Text::new("情報系（L4・5）", "enterprise (L4, 5)"),
        ZoneLevel::Boundary => Text::new("境界（L3.5）", "boundary (L3.5)"),
        ZoneLevel::Operations => Text::new("運用（L3）", "operations (L3)"),
        ZoneLevel::Supervision => Text::new("監視（L2）", "supervision (L2)"),
        ZoneLevel::Control => Text::new("制御（L1）", "control (L1)"),
        ZoneLevel::Process => Text::new("現場（L0）", "process (L0)"),
    }
}

pub(crate) fn loss(level: LossLevel) -> Text {
    match level {
        LossLevel::None => Text::new("なし", "none"),
        LossLevel::Low => Text::new("小", "low"),
        LossLevel::Medium => Text::new("中", "medium"),
        LossLevel::High => Text::new("大", "high"),
    }
}

/// The five values of the guideline by their letter.
pub(crate) fn value(letter: &str) -> Text {
    match letter {
        "BC" => Text::new("事業継続", "business continuity"),
        "S" => Text::new("安全", "safety"),
        "Q" => Text::new("品質", "quality"),
        "D" => Text::new("納期", "delivery"),
        _ => Text::new("コスト", "cost"),
    }
}

pub(crate) fn severity(severity: Severity) -> Text {
    match severity {
        Severity::None => Text::new("なし", "none"),
        Severity::Low => Text::new("低", "low"),
        Severity::Medium => Text::new("中", "medium"),
        Severity::High => Text::new("高", "high"),
        Severity::Critical => Text::new("緊急", "critical"),
    }
}

pub(crate) fn role(role: Role) -> Text {
    match role {
        Role::Viewer => Text::new("閲覧者", "viewer"),
        Role::Editor => Text::new("編集者", "editor"),
        Role::Approver => Text::new("承認者", "approver"),
        Role::Overseer => Text::new("監督者", "overseer"),
        Role::Administrator => Text::new("管理者", "administrator"),
    }
}

pub(crate) fn measure_state(state: MeasureState) -> Text {
    match state {
        MeasureState::Proposed => Text::new("提案", "proposed"),
        MeasureState::Planned => Text::new("計画済み", "planned"),
        MeasureState::InPlace => Text::new("実施済み", "in place"),
        MeasureState::Dropped => Text::new("取りやめ", "dropped"),
    }
}

pub(crate) fn maker(maker: &Maker) -> Text {
    match maker {
        Maker::Own => Text::new("自社", "own"),
        Maker::Supplier(_) => Text::new("取引先", "supplier"),
        Maker::Unknown => Text::new("未確認", "unknown"),
    }
}
