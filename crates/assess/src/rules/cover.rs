//! Where measures act: which zones, conduits and assets have a measure of a certain sort.
//!
//! Invariant: one pass over the measures, then look-ups. It counts whether a measure is there, never how good it
//! is; that is weighed in [`crate::coverage`] and [`crate::risk`].

use std::collections::HashSet;

use sekisho_catalog::Protects;
use sekisho_model::{Asset, AssetId, AssetNature, AssetRole, Conduit, ConduitId, Measure, Zone, ZoneId};

use super::row::around;
use crate::facts::Facts;

/// What is covered by measures of one sort.
pub(super) struct Cover<'f, 'a> {
    facts: &'f Facts<'a>,
    /// A measure that its catalog measure puts on the whole plant, and that names no place.
    everywhere: bool,
    zones: HashSet<&'a ZoneId>,
    /// Zones on which a measure was put that its catalog measure puts on conduits: it acts at their borders.
    borders: HashSet<&'a ZoneId>,
    /// Zones in which equipment stands that one enters by and that has such a measure.
    gates: HashSet<&'a ZoneId>,
    conduits: HashSet<&'a ConduitId>,
    assets: HashSet<&'a AssetId>,
}

impl<'f, 'a> Cover<'f, 'a> {
    /// By the measures in place that carry one of the tags.
    pub(super) fn in_place(facts: &'f Facts<'a>, tags: &[&str]) -> Self {
        Self::by(facts, |measure| tags.iter().any(|tag| facts.acts_as(measure, tag)))
    }

    /// By the measures that pass.
    pub(super) fn by(facts: &'f Facts<'a>, passes: impl Fn(&Measure) -> bool) -> Self {
        let mut cover = Self {
            facts,
            everywhere: false,
            zones: HashSet::new(),
            borders: HashSet::new(),
            gates: HashSet::new(),
            conduits: HashSet::new(),
            assets: HashSet::new(),
        };
        facts.register.measures.values().filter(|measure| passes(measure)).for_each(|m| cover.take(m));
        cover
    }

    fn take(&mut self, measure: &'a Measure) {
        let protects = protects(self.facts, measure);
        self.everywhere |= names_no_place(measure) && protects == Some(Protects::Plant);
        self.zones.extend(&measure.zones);
        self.conduits.extend(&measure.conduits);
        self.assets.extend(&measure.assets);
        if protects == Some(Protects::Conduit) {
            self.borders.extend(&measure.zones);
        }
        let assets = measure.assets.iter().filter_map(|id| self.facts.register.assets.get(id));
        self.gates.extend(assets.filter(|asset| is_gate(asset)).filter_map(|asset| asset.zone.known()));
    }

    /// Is a zone covered: itself, with a zone around it, or with the whole plant?
    pub(super) fn zone(&self, zone: &ZoneId) -> bool {
        self.everywhere || self.within(zone)
    }

    /// Is a zone covered, or at least something in it or at its border?
    pub(super) fn touches(&self, zone: &Zone) -> bool {
        self.zone(&zone.id)
            || self.facts.assets_in(&zone.id).iter().any(|asset| self.names(asset))
            || self.facts.conduits_at(&zone.id).iter().any(|conduit| self.conduits.contains(&conduit.id))
    }

    /// Is a zone covered by name, itself or with a zone around it? What acts on the whole plant does not count.
    pub(super) fn within(&self, zone: &ZoneId) -> bool {
        self.around(&self.zones, zone)
    }

    /// Is an asset covered by its own name?
    pub(super) fn names(&self, asset: &Asset) -> bool {
        self.assets.contains(&asset.id)
    }

    /// Is an asset covered, by its own name or with its zone? What acts on the whole plant does not count: that
    /// weaknesses are collected everywhere does not mend this one.
    pub(super) fn device(&self, asset: &Asset) -> bool {
        self.names(asset) || asset.zone.known().is_some_and(|zone| self.within(zone))
    }

    /// Is a conduit covered: by name, at the border of one of its ends, or on the equipment that it enters by?
    /// What acts on the whole plant does not count: rules for passwords do not close this door.
    pub(super) fn conduit(&self, conduit: &Conduit) -> bool {
        self.conduits.contains(&conduit.id)
            || [&conduit.from, &conduit.to]
                .into_iter()
                .any(|end| self.around(&self.borders, end) || self.gates.contains(end))
    }

    fn around(&self, covered: &HashSet<&'a ZoneId>, zone: &ZoneId) -> bool {
        // Most questions are about nothing covered.
        !covered.is_empty() && around(self.facts, zone).any(|zone| covered.contains(zone))
    }
}

/// Does one enter a zone by it?
fn is_gate(asset: &Asset) -> bool {
    let role = matches!(
        asset.role.known(),
        Some(AssetRole::RemoteAccess | AssetRole::Firewall | AssetRole::Gateway)
    );
    role || asset.nature.known() == Some(&AssetNature::Cloud)
}

/// What the catalog measure that a measure carries out is put on.
pub(super) fn protects(facts: &Facts<'_>, measure: &Measure) -> Option<Protects> {
    let practice = measure.practice.known()?;
    facts.catalog.practices.get(practice).map(|practice| practice.protects)
}

/// Does a measure name no zone, no conduit and no asset?
pub(super) fn names_no_place(measure: &Measure) -> bool {
    measure.zones.is_empty() && measure.conduits.is_empty() && measure.assets.is_empty()
}
