//! Why a level is what it is, in sentences.

use sekisho_model::{Text, text};

use super::asset::{LevelBecause, Rating, UndecidedBecause, VulnerabilityBecause};

impl LevelBecause {
    /// The reason, in a sentence.
    #[must_use]
    pub fn text(self) -> Text {
        match self {
            Self::Stated => text!(
                ja: "ステップ 1-7 で自社が定めた値です。",
                en: "The plant stated it in step 1-7."
            ),
            Self::Catalog => text!(ja: "カタログの値です。", en: "It is the catalog's value."),
            Self::NextToOutside => text!(
                ja: "社外と直接つながるゾーンなので、カタログの値を 1 上げました（上限 3）。",
                en: "The zone is joined directly with the outside, so the catalog's value is raised by 1 (at most 3)."
            ),
            Self::FarFromOutside => text!(
                ja: "社外との間にコンジットが 3 本以上あるので、カタログの値を 1 下げました（下限 1）。",
                en: "Three conduits or more lie between the zone and the outside, so the catalog's value is lowered by 1 (at least 1)."
            ),
            Self::NoWayFromOutside => text!(
                ja: "登録されたコンジットでは社外から届かないので、1 としました。",
                en: "No registered conduit leads there from the outside, so it is 1."
            ),
            Self::OutsideUnknown => text!(
                ja: "社外のゾーンが登録されていないので、カタログの値のままです。社外のゾーンを登録してください。",
                en: "No outside zone is registered, so it is the catalog's value. Register the outside zones."
            ),
        }
    }
}

impl VulnerabilityBecause {
    /// The reason, in a sentence.
    #[must_use]
    pub fn text(self) -> Text {
        match self {
            Self::Nothing => text!(
                ja: "この脅威に効く実施済みの対策がありません。",
                en: "No measure in place counters this threat."
            ),
            Self::NotPrevented => text!(
                ja: "検知または事業継続の対策はありますが、防ぐ対策がありません。",
                en: "It would be noticed or survived, but nothing prevents it."
            ),
            Self::PreventedPartly => text!(
                ja: "防ぐ対策が、範囲または手口の一部にしか効きません。",
                en: "What prevents it acts on a part of the place or of the techniques only."
            ),
            Self::PreventedOnly => text!(
                ja: "防ぐ対策がありますが、破られたときの備え（別の種類の対策）がありません。",
                en: "It is prevented, but no second kind of measure is there if that fails."
            ),
            Self::PreventedInDepth => text!(
                ja: "防ぐ対策に加えて、別の種類の対策があります。",
                en: "It is prevented, and a second kind of measure is there, too."
            ),
            Self::KnownVulnerability => text!(
                ja: "未対処の既知の脆弱性があり、その悪用を防ぎきる対策がありません。",
                en: "A known vulnerability is open, and nothing wholly prevents its use."
            ),
            Self::KnownVulnerabilityPrevented => text!(
                ja: "未対処の既知の脆弱性がありますが、その悪用を防ぐ対策があります。",
                en: "A known vulnerability is open; a measure prevents its use."
            ),
        }
    }
}

impl UndecidedBecause {
    /// The reason and what to do, in a sentence.
    #[must_use]
    pub fn text(self) -> Text {
        match self {
            Self::ImportanceUnknown => text!(
                ja: "重要度が未定です。ステップ 1-5 で大・中・小を決めてください。",
                en: "Its importance is not rated. Rate it in step 1-5."
            ),
            Self::ZoneUnknown => text!(
                ja: "ゾーンが未定です。ステップ 1-6 でゾーンを決めてください。",
                en: "Its zone is not stated. State it in step 1-6."
            ),
            Self::ZoneMissing => text!(
                ja: "書かれているゾーンが登録されていません。ゾーンを登録するか、ID を直してください。",
                en: "Its zone is not in the register. Register the zone, or correct the id."
            ),
            Self::NoThreats => text!(
                ja: "カタログに主要な脅威がありません。カタログを確かめてください。",
                en: "The catalog has no main threat. Check the catalog."
            ),
        }
    }
}

/// Why each level of a rating is what it is: importance, threat, vulnerability.
pub(super) fn reasons(importance: u8, rating: &Rating) -> Vec<Text> {
    let (level, level_text) = (rating.level, rating.level_because.text());
    let (vulnerability, vulnerability_text) = (rating.vulnerability, rating.vulnerability_because.text());
    let (Text { ja, en }, Text { ja: vja, en: ven }) = (level_text, vulnerability_text);
    vec![
        text!(ja: "重要度 {importance}：ステップ 1-5 の評価です。", en: "Importance {importance}: as rated in step 1-5."),
        text!(ja: "脅威レベル {level}：{ja}", en: "Threat level {level}: {en}"),
        text!(ja: "脆弱性レベル {vulnerability}：{vja}", en: "Vulnerability level {vulnerability}: {ven}"),
    ]
}
