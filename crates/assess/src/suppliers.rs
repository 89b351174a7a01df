//! Suppliers: which star to ask of whom and why, how far each request is on the course that fair dealing expects, and
//! what a supplier's state means for the businesses that depend on it.
//!
//! Invariant: a person's statement goes before what the register shows, and both are told. What nobody has entered
//! leaves the star undecided; it is never taken for a no. It gives no legal advice: it says what is not on record.

mod course;
mod matching;
mod star;
mod state;
#[cfg(test)]
mod tests;
mod waiting;

use std::collections::BTreeSet;

use sekisho_model::{Asset, AssetNature, BusinessId, Maker, Register, Supplier, Zone};

pub use self::course::{Course, Mark, Stage, course, courses};
pub use self::matching::{Likely, Matching};
pub use self::star::{StarAnswer, StarAsked, StarQuestion, StarRow, Told, star, star_basis};
pub use self::state::{BusinessOnSuppliers, Held, Open, State, by_business, states};
pub use self::waiting::{Waiting, Waits, waiting};
use crate::facts::Facts;

/// Zones outside that a supplier runs: its assets stand there, or their owner has its name.
fn zones_of<'a>(facts: &Facts<'a>, supplier: &Supplier) -> Vec<&'a Zone> {
    let stands = |zone: &Zone| {
        facts.assets_in(&zone.id).iter().any(|asset| asset.supplier.known() == Some(&supplier.id))
    };
    let owns = |zone: &Zone| zone.owner.known().is_some_and(|owner| owner.contains(supplier.name.as_str()));
    let zones = facts.register.zones.values();
    zones.filter(|zone| facts.is_outside(&zone.id) && (stands(zone) || owns(zone))).collect()
}

/// Systems that a supplier runs for us: what stands in its zones, and its cloud services.
fn systems_of<'a>(facts: &Facts<'a>, supplier: &Supplier) -> Vec<&'a Asset> {
    let zones: BTreeSet<_> = zones_of(facts, supplier).into_iter().map(|zone| &zone.id).collect();
    let assets = facts.register.assets.values();
    assets
        .filter(|asset| {
            asset.zone.known().is_some_and(|zone| zones.contains(zone))
                || (asset.supplier.known() == Some(&supplier.id)
                    && asset.nature.known() == Some(&AssetNature::Cloud))
        })
        .collect()
}

/// Businesses that an asset serves: its own, or those of its zone.
fn served<'a>(register: &'a Register, asset: &'a Asset) -> &'a BTreeSet<BusinessId> {
    let zone = || asset.zone.known().and_then(|zone| register.zones.get(zone));
    if asset.businesses.is_empty() {
        zone().map_or(&asset.businesses, |zone| &zone.businesses)
    } else {
        &asset.businesses
    }
}

/// Businesses that stop when the supplier stops: stated ones, and those that its systems and zones serve.
fn stopped_with(facts: &Facts<'_>, supplier: &Supplier) -> BTreeSet<BusinessId> {
    let mut businesses = supplier.businesses.clone();
    for asset in systems_of(facts, supplier) {
        businesses.extend(served(facts.register, asset).iter().cloned());
    }
    for zone in zones_of(facts, supplier) {
        businesses.extend(zone.businesses.iter().cloned());
    }
    businesses
}

/// Businesses that have to do with the supplier in any way, the assets and products it supplied among them.
fn dependent(facts: &Facts<'_>, supplier: &Supplier) -> BTreeSet<BusinessId> {
    let mut businesses = stopped_with(facts, supplier);
    let register = facts.register;
    for asset in register.assets.values() {
        let made = asset.products.iter().filter_map(|id| register.products.get(id));
        let by_it = made.into_iter().any(|product| product.maker == Maker::Supplier(supplier.id.clone()));
        if by_it || asset.supplier.known() == Some(&supplier.id) {
            businesses.extend(served(register, asset).iter().cloned());
        }
    }
    businesses
}
