//! The guideline's whole document set: one workbook with a sheet for each product of a step, and one document to
//! print. Both are written from the same papers, so that they never disagree.
//!
//! Invariants: pure, and equal inputs give equal bytes. Every record of the register stands on a sheet; what
//! nobody has said is shown as 不明, tinted, and counted in the first sentence; a catalog row that is not
//! confirmed against its source says so wherever it appears. Every page carries the hash of the register's state.
//!
//! It judges nothing: findings, risks and coverage come in ready made.

mod answering;
mod front;
mod handling;
mod html;
mod layout;
mod measures;
mod operation;
mod overview;
mod paper;
mod pen;
mod plant;
mod risk;
mod sources;
mod titles;
mod watching;
pub(crate) mod xlsx;
mod zones;

#[cfg(test)]
mod tests;

use jiff::civil::Date;
use sekisho_assess::Facts;
use sekisho_assess::coverage::{Axis, Coverage};
use sekisho_assess::progress::StepProgress;
use sekisho_assess::risk::{AssetRisk, BusinessRisk};
use sekisho_assess::rules::Finding;
use sekisho_exchange::ProposedAsset;
use sekisho_model::{AssetKind, Lang, Review, Text};

use front::Front;
use paper::Paper;
pub(crate) use paper::grouped;
use pen::Pen;

/// Everything the documents are made from.
#[derive(Clone, Copy, Debug)]
pub struct Guideline<'a> {
    /// The register, the catalog and the day on which they are judged.
    pub facts: &'a Facts<'a>,
    /// What the register rules found.
    pub findings: &'a [Finding],
    /// How far each step is.
    pub progress: &'a [StepProgress],
    /// Which threats of which zones are countered.
    pub coverage: &'a Coverage,
    /// The radar of the whole plant.
    pub radar: &'a [Axis],
    /// Risk asset by asset.
    pub asset_based: &'a AssetRisk,
    /// Risk business by business.
    pub business_based: &'a BusinessRisk,
    /// Reviews with what has changed in the register since each, in words. A review of the register that is not
    /// in here is shown as one whose state nobody kept.
    pub since: &'a [(Review, Vec<Text>)],
    /// Devices that were seen and that nobody has accepted: rows of step 1-4, marked as proposals and counted
    /// apart. None where nobody asked for them.
    pub proposed: &'a [ProposedAsset],
    /// Hash of the register's state: it stands on every page.
    pub state_hash: &'a str,
    /// The day for which the documents are made.
    pub as_of: Date,
}

/// Why a workbook was not written.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct WorkbookError(#[from] rust_xlsxwriter::XlsxError);

/// The workbook.
///
/// # Errors
/// [`WorkbookError`] when a sheet has more rows than a spreadsheet holds. Texts too long for a cell are cut, and
/// say so.
pub fn workbook(guideline: &Guideline<'_>, lang: Lang) -> Result<Vec<u8>, WorkbookError> {
    let papers = papers(guideline, lang);
    let front = Front::new(guideline, &papers, lang);
    Ok(xlsx::workbook(&front, &papers, lang)?)
}

/// The document to print: one self-contained page with no script and nothing from outside.
#[must_use]
pub fn print_html(guideline: &Guideline<'_>, lang: Lang) -> String {
    let papers = papers(guideline, lang);
    let front = Front::new(guideline, &papers, lang);
    html::document(guideline, &front, &papers, lang)
}

/// Every paper, in the order of `titles::PAPERS`.
fn papers(guideline: &Guideline<'_>, lang: Lang) -> Vec<Paper> {
    let pen = Pen::new(guideline, lang);
    vec![
        pen.progress(),
        pen.gaps(),
        pen.requirements(),
        pen.businesses(),
        pen.assets(AssetKind::Network),
        pen.assets(AssetKind::Device),
        pen.assets(AssetKind::Data),
        pen.products(),
        pen.zones(),
        pen.conduits(),
        pen.flows(),
        pen.zone_threats(),
        pen.heat(),
        pen.policies(),
        pen.measures(),
        pen.measure_list(),
        pen.coverage(),
        pen.plan(),
        pen.response(),
        pen.contacts(),
        pen.report_forms(),
        pen.records(),
        pen.training(),
        pen.suppliers(),
        pen.requests(),
        pen.decisions(),
        pen.remediations(),
        pen.rulings(),
        pen.watches(),
        pen.expectations(),
        pen.cases(),
        pen.customers(),
        pen.answers(),
        pen.evidence(),
        pen.papers(),
        pen.asset_risk(),
        pen.asset_risk_detail(),
        pen.business_risk(),
        pen.business_risk_detail(),
        pen.scenarios(),
        pen.findings(),
        pen.reviews(),
        pen.changes(),
        pen.sources(),
        pen.unconfirmed(),
    ]
}
