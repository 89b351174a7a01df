//! The impacts of all advisories, kept from one state to the next: a new advisory or SBOM is judged by itself, and a
//! change that no impact shows judges nothing anew.
//!
//! Invariant: what is kept equals what would be worked out afresh; where that is not certain, it is.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use sekisho_assess::Impact;
use sekisho_model::{Advisory, PackageKey, RecordKind, SbomId};

use super::{in_question, of_advisories, speaks_here};
use crate::{App, AppError};

/// Most entries that are followed; beyond, everything is judged anew.
const ENTRIES_MAX: u64 = 256;

/// A state of the facts, and the day on which decisions were held against it.
pub(crate) type At = (u64, Date);

/// What changed since a state, as far as impacts can tell.
#[derive(Debug, Default)]
struct Changed {
    advisories: bool,
    signals: bool,
    sboms: BTreeSet<SbomId>,
    /// Something that may show in any impact.
    anything: bool,
}

/// The impacts now, from those of an earlier state where that can be done.
pub(crate) async fn now(
    app: &App,
    before: Option<(At, Vec<Impact>)>,
    at: At,
) -> Result<Vec<Impact>, AppError> {
    let Some((was, impacts)) = before else { return in_question(app).await };
    let Some(count) = at.0.checked_sub(was.0).filter(|count| *count <= ENTRIES_MAX && was.1 == at.1) else {
        return in_question(app).await;
    };
    let changed = changed(app, was.0, count).await?;
    if changed.anything || changed.signals {
        return in_question(app).await;
    }
    let touched = touched(app, was.0, &changed).await?;
    Ok(merged(impacts, of_advisories(app, &touched).await?))
}

async fn changed(app: &App, from: u64, count: u64) -> Result<Changed, AppError> {
    let mut changed = Changed::default();
    for entry in app.store().ledger_entries(from, count).await? {
        match (entry.action(), crate::ledger::record_of(&entry)) {
            ("advisories-import", _) => changed.advisories = true,
            ("signals-import", _) => changed.signals = true,
            ("sbom-add", _) => match entry.subject().strip_prefix("sbom:").and_then(|id| id.parse().ok()) {
                Some(id) => {
                    changed.sboms.insert(id);
                }
                None => changed.anything = true,
            },
            (_, Some((kind, _))) => changed.anything |= shows_in_impacts(kind),
            (action, None) => changed.anything |= action.starts_with("sbom-"),
        }
    }
    Ok(changed)
}

/// Do impacts say anything of such records, or depend on them?
const fn shows_in_impacts(kind: RecordKind) -> bool {
    use RecordKind as R;
    match kind {
        R::Plant
        | R::Customer
        | R::Business
        | R::Zone
        | R::Supplier
        | R::Product
        | R::Asset
        | R::Decision
        | R::Ruling => true,
        R::Requirement
        | R::Conduit
        | R::DataFlow
        | R::ZoneThreat
        | R::Policy
        | R::Measure
        | R::Contact
        | R::ResponseStep
        | R::ReportForm
        | R::Activity
        | R::SupplierRequest
        | R::Scenario
        | R::Review
        | R::Remediation
        | R::Watch
        | R::Expectation
        | R::Case
        | R::EvidenceItem
        | R::Answer
        | R::Paper => false,
    }
}

/// The advisories that the change may make end otherwise.
async fn touched(app: &App, from: u64, changed: &Changed) -> Result<Vec<Advisory>, AppError> {
    let mut advisories = Vec::new();
    if changed.advisories {
        let came = app.store().advisories_changed_from(from).await?;
        advisories.extend(came.into_iter().map(|(now, _)| now));
    }
    let mut keys: BTreeSet<PackageKey> = BTreeSet::new();
    // Devices and CPE names are words: which advisories speak of them, only judging tells.
    let mut has_words = false;
    for id in &changed.sboms {
        let components = app.store().sbom(id).await?.map(|sbom| sbom.components).unwrap_or_default();
        has_words |=
            components.iter().any(|component| component.device.is_some() || !component.cpes.is_empty());
        keys.extend(components.iter().filter_map(|component| Some(component.purl.as_ref()?.key())));
    }
    let keys: Vec<PackageKey> = keys.into_iter().collect();
    advisories.extend(app.store().advisories_naming(&keys).await?);
    if has_words {
        advisories.extend(app.advisories().await?.iter().filter(|it| super::names_devices(it)).cloned());
    }
    Ok(advisories)
}

/// The old ones with the new ones in their place, worst first.
fn merged(old: Vec<Impact>, new: Vec<Impact>) -> Vec<Impact> {
    // Two forms of one advisory have one id, and different publishers or titles.
    let key = |impact: &Impact| {
        let head = &impact.advisory;
        (head.id.clone(), head.form, head.publisher.clone())
    };
    let mut all: BTreeMap<_, Impact> = old.into_iter().map(|impact| (key(&impact), impact)).collect();
    for impact in new {
        if speaks_here(&impact) {
            all.insert(key(&impact), impact);
        } else {
            all.remove(&key(&impact));
        }
    }
    let mut all: Vec<Impact> = all.into_values().collect();
    all.sort_by(sekisho_assess::impact::worst_impact_first);
    all
}
