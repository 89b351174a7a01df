//! The factory guideline's questions: how far are we, what is wrong, what is covered, how great are the risks,
//! what would one measure change, and the documents.
//!
//! Invariant: every answer is worked out from the register, the catalog, the known vulnerabilities and the day,
//! and kept only as long as none of these has changed.

mod documents;
mod exposures;
mod judgements;
mod what_if;

use std::sync::Arc;

use sekisho_assess::Facts;
use sekisho_assess::coverage::Coverage;
use sekisho_assess::progress::{self, StepProgress};
use sekisho_assess::risk::{AssetRisk, BusinessRisk};
use sekisho_assess::rules::Finding;
use sekisho_model::RecordKind;

use crate::guard::permit;
use crate::{Act, App, AppError, Caller};
pub use documents::{GuidelineFiles, Wanted, document, document_with_proposals};
pub(crate) use exposures::{Exposed, changes_since};
pub(crate) use judgements::Basis;
pub use judgements::Judgements;
pub use what_if::{Moved, Shift, WhatIf, what_if};

/// Which findings are wanted; what is not said is not asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// The step at which they are counted, such as `1-6` or `1-1(2)`; a group such as `1-1` is all its parts.
    pub step: Option<String>,
    /// The rule's id.
    pub rule: Option<String>,
    /// The record they are about, or that causes them.
    pub record: Option<(RecordKind, String)>,
}

impl Filter {
    /// Is this finding wanted?
    #[must_use]
    pub fn takes(&self, facts: &Facts<'_>, finding: &Finding) -> bool {
        let Self { step, rule, record } = self;
        step.as_deref().is_none_or(|step| is_at(facts, finding, step))
            && rule.as_deref().is_none_or(|rule| finding.rule.id == rule)
            && record.as_ref().is_none_or(|record| is_about(finding, record))
    }
}

/// Is a finding counted at a step, or at a part of it? Progress counts in the same way.
fn is_at(facts: &Facts<'_>, finding: &Finding, step: &str) -> bool {
    let counted = progress::step_of(facts, finding).map_or(finding.rule.step, |at| at.id.as_str());
    counted == step || counted.strip_prefix(step).is_some_and(|rest| rest.starts_with('('))
}

fn is_about(finding: &Finding, (kind, id): &(RecordKind, String)) -> bool {
    let causes = finding.evidence.iter().any(|evidence| evidence.kind == *kind && evidence.id == *id);
    causes || (finding.subject.0 == *kind && finding.subject.1 == *id)
}

/// All judgements of the register as it is; each is worked out when it is first asked for.
///
/// # Errors
/// [`AppError::Forbidden`], or trouble in the store.
pub async fn judgements(app: &App, caller: &Caller) -> Result<Arc<Judgements>, AppError> {
    permit(caller, Act::Read)?;
    app.judgements().await
}

/// How far the plant is, step by step.
///
/// # Errors
/// [`AppError::Forbidden`], or trouble in the store.
pub async fn progress(app: &App, caller: &Caller) -> Result<Vec<StepProgress>, AppError> {
    permit(caller, Act::Read)?;
    Ok(app.judgements().await?.progress().to_vec())
}

/// What the register rules find.
///
/// # Errors
/// [`AppError::Forbidden`], or trouble in the store.
pub async fn findings(app: &App, caller: &Caller, filter: &Filter) -> Result<Vec<Finding>, AppError> {
    permit(caller, Act::Read)?;
    let judgements = app.judgements().await?;
    let facts = judgements.facts();
    Ok(judgements.findings().iter().filter(|finding| filter.takes(&facts, finding)).cloned().collect())
}

/// Which threats of which zone are countered by which measures.
///
/// # Errors
/// [`AppError::Forbidden`], or trouble in the store.
pub async fn coverage(app: &App, caller: &Caller) -> Result<Coverage, AppError> {
    permit(caller, Act::Read)?;
    Ok(app.judgements().await?.coverage().clone())
}

/// Risk by the asset-based method.
///
/// # Errors
/// [`AppError::Forbidden`], or trouble in the store.
pub async fn risk_assets(app: &App, caller: &Caller) -> Result<AssetRisk, AppError> {
    permit(caller, Act::Read)?;
    Ok(app.judgements().await?.risk_assets().clone())
}

/// Risk by the business-damage-based method.
///
/// # Errors
/// [`AppError::Forbidden`], or trouble in the store.
pub async fn risk_business(app: &App, caller: &Caller) -> Result<BusinessRisk, AppError> {
    permit(caller, Act::Read)?;
    Ok(app.judgements().await?.risk_business().clone())
}
