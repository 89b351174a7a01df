//! Known vulnerabilities by asset, from what every advisory means for the plant.
//!
//! Invariant: an advisory counts once for an asset: as affecting it where any of its ways does, otherwise as
//! undecided where any is. They are worked out again when an advisory, an SBOM, or what a thing is known by has
//! changed; a change of anything else cannot touch them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use sekisho_assess::{Exposures, Impact, Verdict};
use sekisho_model::{Advisory, Asset, AssetId, Change, Product, RecordKind, Register};

use crate::{App, AppError};

/// Most entries looked at to see whether only the register has changed.
const ENTRIES_MAX: u64 = 256;

/// Exposures, and the state they belong to.
#[derive(Debug)]
pub(crate) struct Exposed {
    pub(crate) by_asset: Exposures,
    register: Arc<Register>,
    state: u64,
}

impl Exposed {
    /// The exposures now; those from before where nothing changed that could touch them.
    pub(crate) async fn of(app: &App, before: Option<Arc<Self>>) -> Result<Arc<Self>, AppError> {
        let (state, register) = app.register().await?;
        if let Some(before) = before {
            if before.state == state {
                return Ok(before);
            }
            if only_the_register_changed(app, before.state, state).await?
                && same_identities(&before.register, &register)
            {
                let by_asset = before.by_asset.clone();
                return Ok(Arc::new(Self { by_asset, register, state }));
            }
        }
        let mut by_asset = exposures(&app.impacts().await?);
        let of_devices = app.advisories().await?.iter().filter(|advisory| is_of_devices(advisory)).count();
        leave_open(&mut by_asset, &register, of_devices);
        Ok(Arc::new(Self { by_asset, register, state }))
    }
}

async fn only_the_register_changed(app: &App, from: u64, to: u64) -> Result<bool, AppError> {
    let Some(count) = to.checked_sub(from).filter(|count| *count <= ENTRIES_MAX) else { return Ok(false) };
    let entries = app.store().ledger_entries(from, count).await?;
    Ok(entries.iter().all(|entry| !["sbom-", "advisories-"].iter().any(|of| entry.action().starts_with(of))))
}

/// What changed in the register since a state, where it is little enough to follow: none otherwise.
pub(crate) async fn changes_since(
    app: &App,
    from: u64,
    before: &Register,
    now: &Register,
) -> Result<Option<Vec<Change>>, AppError> {
    let entries = app.store().ledger_entries(from, ENTRIES_MAX + 1).await?;
    if entries.len() as u64 > ENTRIES_MAX {
        return Ok(None);
    }
    let subjects: BTreeSet<(RecordKind, &str)> =
        entries.iter().filter_map(crate::ledger::record_of).collect();
    let changes =
        subjects.into_iter().filter_map(|(kind, id)| match (before.record(kind, id), now.record(kind, id)) {
            (None, Some(after)) => Some(Change::Added(after)),
            (Some(before), None) => Some(Change::Removed(before)),
            (Some(before), Some(after)) if before != after => {
                Some(Change::Altered { before: before.into(), after: after.into() })
            }
            _ => None,
        });
    Ok(Some(changes.collect()))
}

/// Are the things of two registers known by the same words, made of the same products, and is the same decided of
/// them? A product's version counts too: decisions hold for versions.
fn same_identities(before: &Register, after: &Register) -> bool {
    let asset = |asset: &Asset| (asset.id.clone(), asset.kind, asset.device.clone(), asset.products.clone());
    let product = |product: &Product| (product.id.clone(), product.device.clone(), product.version.clone());
    before.assets.values().map(asset).eq(after.assets.values().map(asset))
        && before.products.values().map(product).eq(after.products.values().map(product))
        && before.rulings == after.rulings
        && before.decisions == after.decisions
        && before.remediations == after.remediations
}

fn is_of_devices(advisory: &Advisory) -> bool {
    advisory.withdrawn.is_none() && crate::impact::names_devices(advisory)
}

/// A device of which nobody has said what it is may be the one that any advisory about devices speaks of.
fn leave_open(exposures: &mut Exposures, register: &Register, advisories: usize) {
    for asset in crate::impact::unidentified(register).into_iter().filter(|_| advisories > 0) {
        exposures.entry(asset).or_default().undecided += advisories;
    }
}

/// Counts advisories by asset.
pub(crate) fn exposures(impacts: &[Impact]) -> Exposures {
    let mut exposures = Exposures::new();
    for impact in impacts {
        for (asset, verdict) in verdicts(impact) {
            let exposure = exposures.entry(asset).or_default();
            match verdict {
                Verdict::Affected => exposure.affected += 1,
                Verdict::Undecided => exposure.undecided += 1,
                Verdict::NotAffected => {}
            }
        }
    }
    exposures.retain(|_, exposure| exposure.affected + exposure.undecided > 0);
    exposures
}

/// What one advisory means for each asset it reaches. Assets without identity are not among them: those are
/// counted once for all advisories.
fn verdicts(impact: &Impact) -> BTreeMap<AssetId, Verdict> {
    let mut affected = BTreeSet::new();
    let mut undecided = BTreeSet::new();
    for chain in &impact.chains {
        let Some(asset) = &chain.asset else { continue };
        match chain.finding.verdict {
            Verdict::Affected => affected.insert(asset.id.clone()),
            Verdict::Undecided => undecided.insert(asset.id.clone()),
            Verdict::NotAffected => false,
        };
    }
    let undecided = undecided.into_iter().map(|id| (id, Verdict::Undecided));
    undecided.chain(affected.into_iter().map(|id| (id, Verdict::Affected))).collect()
}
