//! The guideline's document set for a day.
//!
//! Invariants: the same register, catalog, known vulnerabilities and day give the same bytes. The register is
//! the one of that day's end, as the ledger tells it; where the ledger begins later, it is the register as it is,
//! and the notes say so.

use std::sync::Arc;

use jiff::civil::Date;
use sekisho_exchange::ProposedAsset;
use sekisho_model::{Lang, Place, Problem, RecordKind, Register, Review, Text, text};
use sekisho_report::guideline::{Guideline, print_html, workbook};

use super::Judgements;
use crate::guard::permit;
use crate::observe::{self, Purpose};
use crate::snapshots::{At, past, told_changes};
use crate::{Act, App, AppError, Caller};

/// Which documents are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The day; today where none is given.
    pub as_of: Option<Date>,
    /// The language.
    pub lang: Lang,
}

/// The documents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GuidelineFiles {
    /// The workbook.
    pub xlsx: Vec<u8>,
    /// The document to print.
    pub html: String,
    /// Hash of the register's state; its first sixteen digits stand on every page.
    pub state_hash: String,
    /// The day they are for.
    pub as_of: Date,
    /// What the reader should know about them.
    pub notes: Vec<Text>,
}

impl GuidelineFiles {
    /// The beginning of a file's name, without its ending: `guideline-2026-11-24-ja`.
    #[must_use]
    pub fn stem(&self, lang: Lang) -> String {
        format!("guideline-{}-{}", self.as_of, lang.code())
    }
}

/// Makes the documents.
///
/// # Errors
/// [`AppError::Forbidden`]; [`AppError::Invalid`] where the workbook cannot be written; trouble in the store.
pub async fn document(app: &App, caller: &Caller, wanted: Wanted) -> Result<GuidelineFiles, AppError> {
    permit(caller, Act::Read)?;
    made(app, wanted, &[]).await
}

/// Makes the documents with the devices that were seen and that nobody has accepted: rows of step 1-4, marked as
/// proposals. The look is noted with its purpose first. What was seen is that of now, whatever the day.
///
/// # Errors
/// As [`document`].
pub async fn document_with_proposals(
    app: &App,
    caller: &Caller,
    wanted: Wanted,
    purpose: &Purpose,
) -> Result<GuidelineFiles, AppError> {
    let judged = observe::judged(app, caller, None, "proposals", purpose).await?;
    made(app, wanted, &observe::proposed(&judged.observed)).await
}

async fn made(app: &App, wanted: Wanted, proposed: &[ProposedAsset]) -> Result<GuidelineFiles, AppError> {
    let now = app.judgements().await?;
    let as_of = wanted.as_of.unwrap_or_else(|| now.today());
    let (judgements, notes) = judged_for(app, &now, as_of).await?;
    let since = since_reviews(app, judgements.register()).await?;
    let facts = judgements.facts();
    let guideline = Guideline {
        facts: &facts,
        findings: judgements.findings(),
        progress: judgements.progress(),
        coverage: judgements.coverage(),
        radar: judgements.radar(),
        asset_based: judgements.risk_assets(),
        business_based: judgements.risk_business(),
        since: &since,
        proposed,
        state_hash: judgements.state_hash(),
        as_of,
    };
    let xlsx = workbook(&guideline, wanted.lang).map_err(|error| unwritable(&error.to_string()))?;
    let html = print_html(&guideline, wanted.lang);
    Ok(GuidelineFiles { xlsx, html, state_hash: judgements.state_hash().to_owned(), as_of, notes })
}

/// The judgements of the register as it was on a day, made on that day.
async fn judged_for(
    app: &App,
    now: &Arc<Judgements>,
    as_of: Date,
) -> Result<(Arc<Judgements>, Vec<Text>), AppError> {
    if as_of >= now.today() {
        return Ok((Arc::new(now.on(as_of)), Vec::new()));
    }
    let then = past(app, At::EndOf(as_of)).await?;
    let mut notes = Vec::new();
    if then.register == Register::default() && then.untold.is_empty() {
        notes.push(text!(
            ja: "この台帳の記録は {as_of} より後に始まっているため、現在の内容で作成しました。",
            en: "This register's ledger begins after {as_of}, so the documents show the register as it is now."
        ));
        return Ok((Arc::new(now.on(as_of)), notes));
    }
    if !then.untold.is_empty() {
        let n = then.untold.len();
        notes.push(text!(
            ja: "{as_of} の台帳の項目のうち {n} 件は、記録から内容を読み取れないため文書にありません。",
            en: "Records of {as_of} that the ledger no longer tells, and that the documents leave out: {n}."
        ));
    }
    if then.register != **now.register() {
        notes.push(text!(
            ja: "{as_of} 終了時点の台帳で作成しました。既知の脆弱性とカタログは現在のものです。",
            en: "Made from the register as it was at the end of {as_of}, with the vulnerabilities and the catalog known today."
        ));
    }
    Ok((Arc::new(now.with(then.register).on(as_of)), notes))
}

/// For each review in a register, what has changed in it since.
async fn since_reviews(app: &App, register: &Register) -> Result<Vec<(Review, Vec<Text>)>, AppError> {
    let mut since = Vec::new();
    for review in register.reviews.values() {
        let Some(size) = review.ledger_size.known() else { continue };
        let then = past(app, At::Entries(*size)).await?;
        let mut changes = told_changes(&then, register);
        changes.retain(|change| change.subject() != (RecordKind::Review, review.id.as_str()));
        let [ja, en] = Lang::ALL.map(|lang| sekisho_exchange::changes_in_words(&changes, lang));
        since.push((review.clone(), ja.into_iter().zip(en).map(|(ja, en)| Text { ja, en }).collect()));
    }
    Ok(since)
}

fn unwritable(why: &str) -> AppError {
    AppError::Invalid(vec![Problem::error(
        Place::default(),
        text!(ja: "ブックを作れません（{why}）。", en: "The workbook cannot be made ({why})."),
        text!(
            ja: "行の多い種類を減らすか、印刷用の文書を使ってください。",
            en: "Have fewer rows of one kind, or use the document to print."
        ),
    )])
}
