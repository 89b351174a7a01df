//! Change one measure, and see what changes. Nothing is stored.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_assess::coverage::{CellState, Coverage};
use sekisho_assess::impact::Named;
use sekisho_assess::risk::{AssetRisk, BusinessRisk, Difference};
use sekisho_assess::rules::Finding;
use sekisho_catalog::RiskValue;
use sekisho_model::{
    AssetId, BusinessId, Measure, MeasureId, MeasureState, Record, RecordKind, Text, ThreatId, text,
};

use super::Judgements;
use crate::guard::permit;
use crate::{Act, App, AppError, Caller};

/// Counts before and after.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shift<T: Ord> {
    /// As it is.
    pub before: BTreeMap<T, usize>,
    /// As it would be.
    pub after: BTreeMap<T, usize>,
}

/// A value that would change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved<Id> {
    /// The asset or the business.
    pub of: Named<Id>,
    /// The threat; none where the value is that of the whole thing.
    pub threat: Option<ThreatId>,
    /// Value as it is.
    pub before: Option<RiskValue>,
    /// Value as it would be.
    pub after: Option<RiskValue>,
}

/// What one measure in another state would change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WhatIf {
    /// The measure.
    pub measure: Named<MeasureId>,
    /// Its state now.
    pub from: MeasureState,
    /// The state that is tried.
    pub to: MeasureState,
    /// The answer in one sentence.
    pub says: Text,
    /// Assets by their greatest value; those without a value are left out.
    pub assets: Shift<RiskValue>,
    /// Businesses by their value; those without one are left out.
    pub businesses: Shift<RiskValue>,
    /// Cells of the zone × threat matrix by how far they are countered.
    pub cells: Shift<CellState>,
    /// Threats to assets whose value changes, by asset.
    pub moved_assets: Vec<Moved<AssetId>>,
    /// Businesses whose value changes.
    pub moved_businesses: Vec<Moved<BusinessId>>,
    /// The same by row, by scenario and by cell, with the levels behind the values.
    pub difference: Difference,
    /// Findings that would be gone.
    pub findings_gone: Vec<Finding>,
    /// Findings that would be new.
    pub findings_new: Vec<Finding>,
}

/// What would change if a measure were in another state.
///
/// # Errors
/// [`AppError::Forbidden`]; [`AppError::NotFound`]; trouble in the store.
pub async fn what_if(
    app: &App,
    caller: &Caller,
    measure: &str,
    to: MeasureState,
) -> Result<WhatIf, AppError> {
    permit(caller, Act::Read)?;
    let now = app.judgements().await?;
    let known = measure.parse::<MeasureId>().ok();
    let known = known.and_then(|id| now.register().measures.get(&id));
    let Some(measure) = known else {
        return Err(AppError::NotFound { kind: RecordKind::Measure.word(), id: measure.to_owned() });
    };
    let mut register = now.register().as_ref().clone();
    register.put(Record::Measure(Measure { state: to, ..measure.clone() }));
    Ok(compare(&now, &now.with(register), measure, to))
}

fn compare(now: &Judgements, then: &Judgements, measure: &Measure, to: MeasureState) -> WhatIf {
    let assets = moved_assets(now.risk_assets(), then.risk_assets());
    let businesses = moved_businesses(now.risk_business(), then.risk_business());
    let (gone, new) = findings(now.findings(), then.findings());
    let difference = now.judged().what_if(&now.facts(), &measure.id, to);
    WhatIf {
        measure: Named { id: measure.id.clone(), name: measure.name.clone() },
        from: measure.state,
        to,
        says: says(&assets, &businesses, difference.cells.len()),
        assets: Shift { before: by_value(now.risk_assets()), after: by_value(then.risk_assets()) },
        businesses: Shift {
            before: businesses_by_value(now.risk_business()),
            after: businesses_by_value(then.risk_business()),
        },
        cells: Shift { before: Coverage::counts(now.coverage()), after: Coverage::counts(then.coverage()) },
        moved_assets: assets,
        moved_businesses: businesses,
        difference,
        findings_gone: gone,
        findings_new: new,
    }
}

fn by_value(risk: &AssetRisk) -> BTreeMap<RiskValue, usize> {
    let mut counts = BTreeMap::new();
    for row in risk.rows() {
        let Some(value) = row.value else { continue };
        *counts.entry(value).or_default() += row.members.len();
    }
    counts
}

fn businesses_by_value(risk: &BusinessRisk) -> BTreeMap<RiskValue, usize> {
    let mut counts = BTreeMap::new();
    for value in risk.businesses.values().filter_map(|verdict| verdict.value) {
        *counts.entry(value).or_default() += 1;
    }
    counts
}

type Values<'a> = BTreeMap<(&'a AssetId, &'a ThreatId), (&'a Named<AssetId>, Option<RiskValue>)>;

fn values(risk: &AssetRisk) -> Values<'_> {
    let mut values = Values::new();
    for row in risk.rows() {
        for rating in &row.ratings {
            let of = row.members.iter().map(|asset| ((&asset.id, &rating.threat), (asset, rating.value)));
            values.extend(of);
        }
    }
    values
}

fn moved_assets(now: &AssetRisk, then: &AssetRisk) -> Vec<Moved<AssetId>> {
    let (now, then) = (values(now), values(then));
    let moved = now.iter().filter_map(|(key, (asset, before))| {
        let after = then.get(key).and_then(|(_, value)| *value);
        (after != *before).then(|| Moved {
            of: (*asset).clone(),
            threat: Some(key.1.clone()),
            before: *before,
            after,
        })
    });
    moved.collect()
}

fn moved_businesses(now: &BusinessRisk, then: &BusinessRisk) -> Vec<Moved<BusinessId>> {
    let moved = now.businesses.iter().filter_map(|(id, verdict)| {
        let after = then.businesses.get(id).and_then(|verdict| verdict.value);
        (after != verdict.value).then(|| Moved {
            of: verdict.business.clone(),
            threat: None,
            before: verdict.value,
            after,
        })
    });
    moved.collect()
}

/// Findings of one list that are not in the other, both ways.
fn findings(now: &[Finding], then: &[Finding]) -> (Vec<Finding>, Vec<Finding>) {
    let without = |of: &[Finding], others: &[Finding]| {
        let others: BTreeSet<String> = others.iter().map(Finding::id).collect();
        of.iter().filter(|finding| !others.contains(&finding.id())).cloned().collect()
    };
    (without(now, then), without(then, now))
}

fn says(assets: &[Moved<AssetId>], businesses: &[Moved<BusinessId>], cells: usize) -> Text {
    let count = |direction: fn(&Moved<AssetId>) -> bool| {
        let ids = assets.iter().filter(|moved| direction(moved)).map(|moved| &moved.of.id);
        ids.collect::<BTreeSet<_>>().len()
    };
    let (lower, higher) =
        (count(|moved| moved.after < moved.before), count(|moved| moved.after > moved.before));
    let businesses = businesses.len();
    if lower + higher + businesses == 0 {
        return match cells {
            0 => text!(
                ja: "この対策の状態を変えても、リスク値も脅威への対応状況も変わりません。",
                en: "Neither a risk value nor how a threat is countered would change with this measure."
            ),
            cells => text!(
                ja: "リスク値は変わりませんが、ゾーンの脅威 {cells} 件への対応状況が変わります。",
                en: "No risk value would change. Zone threats that are countered differently: {cells}."
            ),
        };
    }
    let Text { ja, en } = of_assets(lower, higher);
    text!(
        ja: "{ja}リスク値が変わる業務は {businesses} 件です。",
        en: "{en} Businesses whose value changes: {businesses}."
    )
}

fn of_assets(lower: usize, higher: usize) -> Text {
    match (lower, higher) {
        (0, 0) => text!(ja: "保護対象のリスク値は変わりません。", en: "No asset's risk value changes."),
        (lower, 0) => text!(
            ja: "保護対象 {lower} 件で、脅威のリスク値が下がります。",
            en: "Assets with a threat whose risk falls: {lower}."
        ),
        (0, higher) => text!(
            ja: "保護対象 {higher} 件で、脅威のリスク値が上がります。",
            en: "Assets with a threat whose risk rises: {higher}."
        ),
        (lower, higher) => text!(
            ja: "脅威のリスク値が、保護対象 {lower} 件で下がり、{higher} 件で上がります。",
            en: "Assets with a threat whose risk falls: {lower}, rises: {higher}."
        ),
    }
}
