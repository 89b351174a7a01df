//! Risk by the asset-based method.

use sekisho_assess::risk::{AssetRisk, AssetRow, UndecidedBecause};
use sekisho_catalog::{Catalog, RiskValue};
use sekisho_model::{Importance, Lang, Stated, text};
use serde::Serialize;

use super::{FORMAT, RecordForm, TableForm, risk_code, some, table_form, table_note};
use crate::table::table;
use crate::{Width, words};

/// Asset-based risk as a document.
#[derive(Debug, Serialize)]
pub struct AssetRiskForm {
    /// [`FORMAT`].
    pub format: u32,
    /// `assets`.
    pub method: &'static str,
    /// Title of the risk table that was used, and whether it was confirmed against its source.
    pub table: TableForm,
    /// Rows, worst first.
    pub rows: Vec<AssetRowForm>,
    /// Assets without a value.
    pub undecided: Vec<UndecidedForm>,
    /// Assets to which no threat applies.
    pub not_applicable: Vec<String>,
}

/// Assets that share a rating.
#[derive(Debug, Serialize)]
pub struct AssetRowForm {
    /// Zone.
    pub zone: RecordForm,
    /// Importance.
    pub importance: &'static str,
    /// The assets.
    pub assets: Vec<RecordForm>,
    /// The greatest value, or null where the table has none.
    pub value: Option<&'static str>,
    /// The same if what is undecided goes wrong.
    pub at_worst: Option<&'static str>,
    /// Do advisories affect them?
    pub affected: bool,
    /// Are there advisories of which nobody could decide?
    pub vulnerability_undecided: bool,
    /// Threat by threat.
    pub ratings: Vec<RatingForm>,
}

/// One threat to a row.
#[derive(Debug, Serialize)]
pub struct RatingForm {
    /// Threat.
    pub threat: String,
    /// 1 to 3.
    pub threat_level: u8,
    /// 1 to 3.
    pub vulnerability_level: u8,
    /// Value.
    pub value: Option<&'static str>,
    /// The same if what is undecided goes wrong.
    pub at_worst: Option<&'static str>,
}

/// An asset without a value.
#[derive(Debug, Serialize)]
pub struct UndecidedForm {
    /// Id.
    pub asset: String,
    /// Name.
    pub name: String,
    /// `importance-unknown`, `zone-unknown`, `zone-missing` or `no-threats`.
    pub because: &'static str,
}

/// Asset-based risk as a document.
#[must_use]
pub fn asset_risk_document(risk: &AssetRisk, catalog: &Catalog) -> AssetRiskForm {
    AssetRiskForm {
        format: FORMAT,
        method: "assets",
        table: table_form(catalog),
        rows: worst_first(risk).into_iter().map(row_form).collect(),
        undecided: risk
            .undecided
            .iter()
            .map(|undecided| UndecidedForm {
                asset: undecided.asset.id.to_string(),
                name: undecided.asset.name.clone(),
                because: undecided_code(undecided.because),
            })
            .collect(),
        not_applicable: risk.not_applicable.iter().map(|asset| asset.id.to_string()).collect(),
    }
}

const fn undecided_code(because: UndecidedBecause) -> &'static str {
    match because {
        UndecidedBecause::ImportanceUnknown => "importance-unknown",
        UndecidedBecause::ZoneUnknown => "zone-unknown",
        UndecidedBecause::ZoneMissing => "zone-missing",
        UndecidedBecause::NoThreats => "no-threats",
    }
}

/// Rows by value, then by what it would be at worst; rows of one value in the order of their zones.
fn worst_first(risk: &AssetRisk) -> Vec<&AssetRow> {
    let mut rows: Vec<&AssetRow> = risk.rows().collect();
    rows.sort_by_key(|row| std::cmp::Reverse((row.value, row.at_worst)));
    rows
}

fn row_form(row: &AssetRow) -> AssetRowForm {
    AssetRowForm {
        zone: RecordForm { kind: "zone", id: row.zone.id.to_string(), name: row.zone.name.clone() },
        importance: words::importance_code(Stated::Known(row.importance)),
        assets: row
            .members
            .iter()
            .map(|asset| RecordForm { kind: "asset", id: asset.id.to_string(), name: asset.name.clone() })
            .collect(),
        value: row.value.map(risk_code),
        at_worst: row.at_worst.map(risk_code),
        affected: row.affected,
        vulnerability_undecided: row.vulnerability_undecided,
        ratings: row
            .ratings
            .iter()
            .map(|rating| RatingForm {
                threat: rating.threat.to_string(),
                threat_level: rating.level,
                vulnerability_level: rating.vulnerability,
                value: rating.value.map(risk_code),
                at_worst: rating.at_worst.map(risk_code),
            })
            .collect(),
    }
}

/// Asset-based risk for a terminal.
#[must_use]
pub fn asset_risk_text(risk: &AssetRisk, catalog: &Catalog, lang: Lang, width: Width) -> String {
    let of = |value| {
        risk.rows().filter(|row| row.value == Some(value)).map(|row| row.members.len()).sum::<usize>()
    };
    let (rated, undecided, a, b) = (risk.rated(), risk.undecided.len(), of(RiskValue::A), of(RiskValue::B));
    let answer = text!(
        ja: "保護対象 {rated} 件を評価しました（A {a} 件、B {b} 件）。評価できないものは {undecided} 件です。",
        en: "Assets rated: {rated} (A {a}, B {b}). Undecided: {undecided}."
    );
    let header = [
        lang.pick("リスク値", "Risk"),
        lang.pick("最悪の場合", "At worst"),
        lang.pick("重要度", "Importance"),
        lang.pick("ゾーン", "Zone"),
        lang.pick("保護対象", "Assets"),
        lang.pick("主な脅威", "Threats"),
    ];
    let mut rows = table(width, &header);
    for row in worst_first(risk) {
        rows.add_row([
            value_text(row.value, lang),
            value_text(row.at_worst, lang),
            importance_text(row.importance, lang),
            row.zone.name.clone(),
            members_text(row, lang),
            threats_text(row, catalog, lang),
        ]);
    }
    format!("{}\n{rows}\n{}", answer.in_lang(lang), table_note(catalog, lang))
}

fn value_text(value: Option<RiskValue>, lang: Lang) -> String {
    value
        .map_or_else(|| lang.pick("表になし", "not in table").to_owned(), |value| risk_code(value).to_owned())
}

fn importance_text(importance: Importance, lang: Lang) -> String {
    let importance = Stated::Known(importance);
    format!("{}{}", words::importance_mark(importance), words::importance(importance).in_lang(lang))
}

fn members_text(row: &AssetRow, lang: Lang) -> String {
    some(&row.members.iter().map(|asset| asset.name.as_str()).collect::<Vec<_>>(), lang)
}

/// The threats that have the row's greatest value.
fn threats_text(row: &AssetRow, catalog: &Catalog, lang: Lang) -> String {
    let worst = row.ratings.iter().filter(|rating| rating.value == row.value);
    let names = worst.filter_map(|rating| Some(catalog.threats.get(&rating.threat)?.name.in_lang(lang)));
    some(&names.collect::<Vec<_>>(), lang)
}
