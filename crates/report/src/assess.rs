//! Findings, progress and risk as JSON documents and as tables for a terminal.
//!
//! Invariant: what nobody has said is counted beside what is known, in both forms.

mod assets;
mod business;
mod findings;
mod progress;
#[cfg(test)]
mod tests;

use sekisho_assess::coverage::CellState;
use sekisho_catalog::{Catalog, Confirmed, RiskValue};
use sekisho_model::{Lang, Text, text};
use serde::Serialize;

pub use assets::{
    AssetRiskForm, AssetRowForm, RatingForm, UndecidedForm, asset_risk_document, asset_risk_text,
};
pub use business::{
    BusinessForm, BusinessRiskForm, ScenarioForm, business_risk_document, business_risk_text,
};
pub use findings::{
    EvidenceForm, FindingForm, FindingsForm, finding_form, findings_document, findings_text, weight_code,
    weight_word,
};
pub use progress::{GapForm, ProgressForm, SmartForm, StepForm, progress_document, progress_text};

/// Version of the JSON forms; a reader must refuse a greater one.
pub const FORMAT: u32 = 1;

/// A record.
#[derive(Debug, Serialize)]
pub struct RecordForm {
    /// Kind, as in documents.
    pub kind: &'static str,
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
}

/// The risk table that was used.
#[derive(Debug, Serialize)]
pub struct TableForm {
    /// Title.
    pub title: Text,
    /// Pack it comes from.
    pub pack: String,
    /// `yes`, `partly`, `no` or `own`.
    pub confirmed: &'static str,
}

/// `A` to `E`.
#[must_use]
pub const fn risk_code(value: RiskValue) -> &'static str {
    match value {
        RiskValue::A => "A",
        RiskValue::B => "B",
        RiskValue::C => "C",
        RiskValue::D => "D",
        RiskValue::E => "E",
    }
}

/// `unknown`, `open`, `planned`, `partly`, `fully`.
#[must_use]
pub const fn cell_code(state: CellState) -> &'static str {
    match state {
        CellState::Unknown => "unknown",
        CellState::Open => "open",
        CellState::Planned => "planned",
        CellState::Partly => "partly",
        CellState::Fully => "fully",
    }
}

fn table_form(catalog: &Catalog) -> TableForm {
    let basis = &catalog.risk.basis;
    TableForm {
        title: catalog.risk.title.clone(),
        pack: basis.pack.clone(),
        confirmed: confirmed_code(basis.confirmed),
    }
}

/// `yes`, `partly`, `no`, `own`.
#[must_use]
pub const fn confirmed_code(confirmed: Confirmed) -> &'static str {
    match confirmed {
        Confirmed::Yes => "yes",
        Confirmed::Partly => "partly",
        Confirmed::No => "no",
        Confirmed::Own => "own",
    }
}

/// Which table was used, and whether it was confirmed against its source.
fn table_note(catalog: &Catalog, lang: Lang) -> String {
    let Text { ja, en } = &catalog.risk.title;
    let note = match catalog.risk.basis.confirmed {
        Confirmed::Yes => text!(ja: "リスク値の表：{ja}", en: "Risk table: {en}"),
        Confirmed::Own => text!(
            ja: "リスク値の表：{ja}（Sekisho の既定値。公式の表は sekisho catalog load で読み込めます）",
            en: "Risk table: {en} (our own default; load the official one with sekisho catalog load)"
        ),
        Confirmed::Partly | Confirmed::No => {
            text!(ja: "リスク値の表：{ja}（原典との照合は未了）", en: "Risk table: {en} (not confirmed against its source)")
        }
    };
    note.in_lang(lang).to_owned()
}

/// The first few of some names, and how many more there are.
fn some(names: &[&str], lang: Lang) -> String {
    const SHOWN: usize = 3;
    let first = names.iter().take(SHOWN).copied().collect::<Vec<_>>().join(lang.pick("、", ", "));
    match names.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        Some(more) => {
            text!(ja: "{first} ほか {more} 件", en: "{first} and {more} more").in_lang(lang).to_owned()
        }
        None => first,
    }
}
