//! The words and marks for verdicts, importance and confidence: the same everywhere.

use sekisho_catalog::Threshold;
use sekisho_model::{AssetKind, ConduitKind, Importance, Lang, LossLevel, Severity, Stated, Text};
use sekisho_supply::{Confidence, Verdict};

use crate::guideline::grouped;

/// Words and a remark behind them, in the brackets of the language: `対象（一致）`, `within (exact)`.
#[must_use]
pub fn remarked(words: &str, remark: &str, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!("{words}（{remark}）"),
        Lang::En => format!("{words} ({remark})"),
    }
}

/// 影響あり, 判定できない, 影響なし.
#[must_use]
pub fn verdict(verdict: Verdict) -> Text {
    match verdict {
        Verdict::Affected => Text::new("影響あり", "affected"),
        Verdict::Undecided => Text::new("判定できない", "undecided"),
        Verdict::NotAffected => Text::new("影響なし", "not affected"),
    }
}

/// The code used in documents.
#[must_use]
pub const fn verdict_code(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Affected => "affected",
        Verdict::Undecided => "undecided",
        Verdict::NotAffected => "not-affected",
    }
}

/// ▲ ？ ○: never colour alone.
#[must_use]
pub const fn verdict_mark(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Affected => "▲",
        Verdict::Undecided => "？",
        Verdict::NotAffected => "○",
    }
}

/// ◆ ■ ● with nothing for what nobody has rated.
#[must_use]
pub const fn importance_mark(importance: Stated<Importance>) -> &'static str {
    match importance {
        Stated::Known(Importance::Large) => "◆",
        Stated::Known(Importance::Medium) => "■",
        Stated::Known(Importance::Small) => "●",
        Stated::Unknown | Stated::NotApplicable => "",
    }
}

/// 大, 中, 小, 不明, 対象外.
#[must_use]
pub fn importance(importance: Stated<Importance>) -> Text {
    match importance {
        Stated::Known(importance) => sekisho_assess::impact::importance_word(importance),
        Stated::Unknown => Text::new("不明", "unknown"),
        Stated::NotApplicable => Text::new("対象外", "not applicable"),
    }
}

/// The code used in documents.
#[must_use]
pub const fn importance_code(importance: Stated<Importance>) -> &'static str {
    match importance {
        Stated::Known(Importance::Large) => "large",
        Stated::Known(Importance::Medium) => "medium",
        Stated::Known(Importance::Small) => "small",
        Stated::Unknown => "unknown",
        Stated::NotApplicable => "not-applicable",
    }
}

/// How sure the identity is.
#[must_use]
pub fn confidence(confidence: Confidence) -> Text {
    match confidence {
        Confidence::Exact => Text::new("一致", "exact"),
        Confidence::Family => Text::new("シリーズ一致", "family"),
        Confidence::Possible => Text::new("可能性あり", "possible"),
    }
}

/// The code used in documents.
#[must_use]
pub const fn confidence_code(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::Exact => "exact",
        Confidence::Family => "family",
        Confidence::Possible => "possible",
    }
}

/// The band of a score.
#[must_use]
pub fn severity(severity: Severity) -> Text {
    match severity {
        Severity::None => Text::new("なし", "none"),
        Severity::Low => Text::new("低", "low"),
        Severity::Medium => Text::new("中", "medium"),
        Severity::High => Text::new("高", "high"),
        Severity::Critical => Text::new("緊急", "critical"),
    }
}

/// How much is lost.
#[must_use]
pub fn loss(level: LossLevel) -> Text {
    match level {
        LossLevel::None => Text::new("なし", "none"),
        LossLevel::Low => Text::new("低", "low"),
        LossLevel::Medium => Text::new("中", "medium"),
        LossLevel::High => Text::new("高", "high"),
    }
}

/// The code used in documents.
#[must_use]
pub const fn loss_code(level: LossLevel) -> &'static str {
    match level {
        LossLevel::None => "none",
        LossLevel::Low => "low",
        LossLevel::Medium => "medium",
        LossLevel::High => "high",
    }
}

/// A score as people write it: `9.8`.
#[must_use]
pub fn score(tenths: u8) -> String {
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// ネットワーク, 装置・機器, データ.
#[must_use]
pub fn asset_kind(kind: AssetKind) -> Text {
    match kind {
        AssetKind::Network => Text::new("ネットワーク", "network"),
        AssetKind::Device => Text::new("装置・機器", "device"),
        AssetKind::Data => Text::new("データ", "data"),
    }
}

/// For counts in narrow places.
#[must_use]
pub fn asset_kind_short(kind: AssetKind) -> Text {
    match kind {
        AssetKind::Network => Text::new("網", "net"),
        AssetKind::Device => Text::new("機器", "devices"),
        AssetKind::Data => Text::new("データ", "data"),
    }
}

/// What sort of way.
#[must_use]
pub fn conduit_kind(kind: ConduitKind) -> Text {
    match kind {
        ConduitKind::Network => Text::new("ネットワーク", "network"),
        ConduitKind::RemoteMaintenance => Text::new("遠隔保守", "remote maintenance"),
        ConduitKind::Cloud => Text::new("クラウド・外部サービス", "cloud or outside service"),
        ConduitKind::Media => Text::new("可搬媒体", "carried media"),
        ConduitKind::Wireless => Text::new("無線", "wireless"),
    }
}

/// A sum in yen with its separators.
#[must_use]
pub fn yen(sum: u64, lang: Lang) -> String {
    let sum = grouped(sum);
    match lang {
        Lang::Ja => format!("{sum} 円"),
        Lang::En => format!("¥{sum}"),
    }
}

/// What a limit of a criterion allows: a sum of money with its unit and separators, anything else as written.
#[must_use]
pub fn limit(limit: &Threshold, lang: Lang) -> String {
    let sum = limit.value.parse().ok().filter(|_| limit.is_price_cap());
    sum.map_or_else(|| limit.value.clone(), |sum| yen(sum, lang))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_price_cap_has_its_unit_once_and_other_limits_stand_as_written() {
        let catalog = sekisho_catalog::Catalog::built_in();
        let caps = catalog.price_caps();
        assert!(!caps.is_empty());
        for (row, cap) in caps {
            assert!(limit(cap, Lang::Ja).ends_with(" 円") && limit(cap, Lang::En).starts_with('¥'));
            let unsaid = !cap.name.ja.contains('円') && !cap.name.en.contains("yen");
            assert!(unsaid, "{}: the unit is said with the sum", row.id);
        }
        let others =
            catalog.criteria.values().flat_map(|row| &row.thresholds).filter(|row| !row.is_price_cap());
        let mut seen = 0;
        for other in others {
            assert_eq!(limit(other, Lang::Ja), other.value);
            seen += 1;
        }
        assert!(seen > 0);
    }

    #[test]
    fn yen_has_separators() {
        assert_eq!(yen(0, Lang::Ja), "0 円");
        assert_eq!(yen(999, Lang::En), "¥999");
        assert_eq!(yen(12_345_678, Lang::Ja), "12,345,678 円");
    }
}
