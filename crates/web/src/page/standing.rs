//! How each asset, product and supplier stands over all impacts: counted by advisory, so that one advisory
//! that names a thing twice counts once.

use std::collections::BTreeMap;

use sekisho_assess::{Impact, Verdict};
use sekisho_model::{AssetId, ProductId, SupplierId};

/// Advisories that affect something, and advisories that leave it undecided.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) affected: usize,
    pub(super) undecided: usize,
}

impl Tally {
    fn add(&mut self, verdict: Verdict) {
        match verdict {
            Verdict::Affected => self.affected += 1,
            Verdict::Undecided => self.undecided += 1,
            Verdict::NotAffected => {}
        }
    }

    /// The worst of it, where there is anything.
    pub(super) const fn worst(self) -> Option<Verdict> {
        if self.affected > 0 {
            Some(Verdict::Affected)
        } else if self.undecided > 0 {
            Some(Verdict::Undecided)
        } else {
            None
        }
    }
}

/// The tallies.
#[derive(Clone, Debug, Default)]
pub(super) struct Standing {
    pub(super) assets: BTreeMap<AssetId, Tally>,
    pub(super) products: BTreeMap<ProductId, Tally>,
    pub(super) suppliers: BTreeMap<SupplierId, Tally>,
}

impl Standing {
    pub(super) fn of(impacts: &[Impact]) -> Self {
        let mut standing = Self::default();
        for impact in impacts {
            standing.add(impact);
        }
        standing
    }

    fn add(&mut self, impact: &Impact) {
        let mut assets: BTreeMap<&AssetId, Verdict> = BTreeMap::new();
        let mut products: BTreeMap<&ProductId, Verdict> = BTreeMap::new();
        for chain in &impact.chains {
            let verdict = chain.finding.verdict;
            if let Some(asset) = &chain.asset {
                worst(&mut assets, &asset.id, verdict);
            }
            if let Some(product) = &chain.product {
                worst(&mut products, &product.id, verdict);
            }
        }
        for asset in &impact.unidentified {
            worst(&mut assets, &asset.id, Verdict::Undecided);
        }
        for (id, verdict) in assets {
            self.assets.entry(id.clone()).or_default().add(verdict);
        }
        for (id, verdict) in products {
            self.products.entry(id.clone()).or_default().add(verdict);
        }
        for supplier in &impact.suppliers {
            self.suppliers.entry(supplier.supplier.id.clone()).or_default().add(supplier.verdict);
        }
    }

    /// Marks for the map.
    pub(super) fn marks(&self) -> BTreeMap<AssetId, Verdict> {
        self.assets.iter().filter_map(|(id, tally)| Some((id.clone(), tally.worst()?))).collect()
    }
}

fn worst<'a, Id: Ord>(all: &mut BTreeMap<&'a Id, Verdict>, id: &'a Id, verdict: Verdict) {
    let known = all.entry(id).or_insert(verdict);
    *known = (*known).max(verdict);
}
