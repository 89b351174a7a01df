//! A register made ready to be asked: the same records, found from the side a judgement comes from.
//!
//! Invariant: nothing here judges. Every list is in the order of ids. Ids that point at nothing are left out of
//! the lists; `Register::check` names them.

use std::collections::{BTreeMap, HashMap};

use jiff::civil::Date;
use sekisho_catalog::Catalog;
use sekisho_model::{
    Asset, AssetId, BusinessId, Conduit, ConduitId, DataFlow, Importance, Measure, MeasureState, Register,
    SupplierId, SupplierRequest, Zone, ZoneId, ZoneLevel, ZoneThreat,
};

/// What is known of the vulnerabilities of one asset.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Exposure {
    /// Advisories that affect it.
    pub affected: usize,
    /// Advisories of which nobody could decide whether they do.
    pub undecided: usize,
}

/// Known vulnerabilities by asset; an asset that is not in it has none that we know of.
pub type Exposures = BTreeMap<AssetId, Exposure>;

/// What every judgement of a plant is made from.
#[derive(Debug)]
pub struct Facts<'a> {
    /// The register.
    pub register: &'a Register,
    /// The catalog.
    pub catalog: &'a Catalog,
    /// Known vulnerabilities.
    pub exposures: &'a Exposures,
    /// The day on which it is judged.
    pub today: Date,
    assets_in: HashMap<&'a ZoneId, Vec<&'a Asset>>,
    zones_in: HashMap<&'a ZoneId, Vec<&'a Zone>>,
    zones_for: HashMap<&'a BusinessId, Vec<&'a Zone>>,
    conduits_at: HashMap<&'a ZoneId, Vec<&'a Conduit>>,
    flows_of: HashMap<&'a AssetId, Vec<&'a DataFlow>>,
    flows_over: HashMap<&'a ConduitId, Vec<&'a DataFlow>>,
    threats_to: HashMap<&'a ZoneId, Vec<&'a ZoneThreat>>,
    measures_on_zone: HashMap<&'a ZoneId, Vec<&'a Measure>>,
    measures_on_conduit: HashMap<&'a ConduitId, Vec<&'a Measure>>,
    measures_on_asset: HashMap<&'a AssetId, Vec<&'a Measure>>,
    requests_to: HashMap<&'a SupplierId, Vec<&'a SupplierRequest>>,
}

impl<'a> Facts<'a> {
    /// Looks over a register.
    #[must_use]
    pub fn new(register: &'a Register, catalog: &'a Catalog, exposures: &'a Exposures, today: Date) -> Self {
        let measures = || register.measures.values();
        Self {
            register,
            catalog,
            exposures,
            today,
            assets_in: grouped(register.assets.values(), |asset| asset.zone.known()),
            zones_in: grouped(register.zones.values(), |zone| zone.parent.known()),
            zones_for: grouped(register.zones.values(), |zone| &zone.businesses),
            conduits_at: grouped(register.conduits.values(), |conduit| ends(&conduit.from, &conduit.to)),
            flows_of: grouped(register.flows.values(), |flow| ends(&flow.from, &flow.to)),
            flows_over: grouped(register.flows.values(), |flow| flow.conduit.known()),
            threats_to: grouped(register.zone_threats.values(), |threat| [&threat.zone]),
            measures_on_zone: grouped(measures(), |measure| &measure.zones),
            measures_on_conduit: grouped(measures(), |measure| &measure.conduits),
            measures_on_asset: grouped(measures(), |measure| &measure.assets),
            requests_to: grouped(register.requests.values(), |request| [&request.supplier]),
        }
    }

    /// Assets that stand in a zone itself, without the zones in it.
    #[must_use]
    pub fn assets_in(&self, zone: &ZoneId) -> &[&'a Asset] {
        self.assets_in.get(zone).map_or(&[], Vec::as_slice)
    }

    /// Zones that lie directly in a zone.
    #[must_use]
    pub fn zones_in(&self, zone: &ZoneId) -> &[&'a Zone] {
        self.zones_in.get(zone).map_or(&[], Vec::as_slice)
    }

    /// Zones in which a business is carried out.
    #[must_use]
    pub fn zones_for(&self, business: &BusinessId) -> &[&'a Zone] {
        self.zones_for.get(business).map_or(&[], Vec::as_slice)
    }

    /// Conduits that begin or end at a zone itself.
    #[must_use]
    pub fn conduits_at(&self, zone: &ZoneId) -> &[&'a Conduit] {
        self.conduits_at.get(zone).map_or(&[], Vec::as_slice)
    }

    /// Data flows that an asset sends or receives.
    #[must_use]
    pub fn flows_of(&self, asset: &AssetId) -> &[&'a DataFlow] {
        self.flows_of.get(asset).map_or(&[], Vec::as_slice)
    }

    /// Data flows that take a conduit.
    #[must_use]
    pub fn flows_over(&self, conduit: &ConduitId) -> &[&'a DataFlow] {
        self.flows_over.get(conduit).map_or(&[], Vec::as_slice)
    }

    /// Rows of step 1-7 for a zone.
    #[must_use]
    pub fn threats_to(&self, zone: &ZoneId) -> &[&'a ZoneThreat] {
        self.threats_to.get(zone).map_or(&[], Vec::as_slice)
    }

    /// Measures put on a zone by name, whatever their state.
    #[must_use]
    pub fn measures_on_zone(&self, zone: &ZoneId) -> &[&'a Measure] {
        self.measures_on_zone.get(zone).map_or(&[], Vec::as_slice)
    }

    /// Measures put on a conduit by name, whatever their state.
    #[must_use]
    pub fn measures_on_conduit(&self, conduit: &ConduitId) -> &[&'a Measure] {
        self.measures_on_conduit.get(conduit).map_or(&[], Vec::as_slice)
    }

    /// Measures put on an asset by name, whatever their state.
    #[must_use]
    pub fn measures_on_asset(&self, asset: &AssetId) -> &[&'a Measure] {
        self.measures_on_asset.get(asset).map_or(&[], Vec::as_slice)
    }

    /// Requests made to a supplier.
    #[must_use]
    pub fn requests_to(&self, supplier: &SupplierId) -> &[&'a SupplierRequest] {
        self.requests_to.get(supplier).map_or(&[], Vec::as_slice)
    }

    /// Does somebody outside the company run this zone?
    #[must_use]
    pub fn is_outside(&self, zone: &ZoneId) -> bool {
        self.register.zones.get(zone).is_some_and(|zone| zone.level.known() == Some(&ZoneLevel::Outside))
    }

    /// Does a conduit join the plant with an outside zone?
    #[must_use]
    pub fn leads_outside(&self, conduit: &Conduit) -> bool {
        self.is_outside(&conduit.from) != self.is_outside(&conduit.to)
    }

    /// The greatest importance stated among the businesses of a zone.
    #[must_use]
    pub fn business_importance(&self, zone: &Zone) -> Option<Importance> {
        let of = |id| self.register.businesses.get(id)?.importance.known().copied();
        zone.businesses.iter().filter_map(of).max()
    }

    /// Is a measure in place, and does its catalog measure carry a tag?
    #[must_use]
    pub fn acts_as(&self, measure: &Measure, tag: &str) -> bool {
        let practice = measure.practice.known().and_then(|id| self.catalog.practices.get(id));
        measure.state == MeasureState::InPlace && practice.is_some_and(|practice| practice.tags.contains(tag))
    }
}

fn ends<'a, T: PartialEq>(from: &'a T, to: &'a T) -> impl Iterator<Item = &'a T> {
    std::iter::once(from).chain((from != to).then_some(to))
}

fn grouped<'a, T, K: Eq + std::hash::Hash + 'a, I: IntoIterator<Item = &'a K>>(
    records: impl Iterator<Item = &'a T>,
    keys: impl Fn(&'a T) -> I,
) -> HashMap<&'a K, Vec<&'a T>> {
    let mut groups: HashMap<&K, Vec<&T>> = HashMap::new();
    for record in records {
        for key in keys(record) {
            groups.entry(key).or_default().push(record);
        }
    }
    groups
}
