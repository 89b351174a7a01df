//! From one finding up to the businesses, and the order of the results.

use std::cmp::{Ordering, Reverse};
use std::collections::HashMap;
use std::sync::Arc;

use sekisho_model::{
    Asset, AssetId, BusinessId, Importance, Loss, Maker, Product, ProductId, Register, SbomSubject, Stated,
    ZoneId,
};

use super::{Chain, Finding, Named, Thing};

/// The ways up, each worked out once however many findings take it.
pub(super) struct Climber<'a> {
    register: &'a Register,
    assets_by_product: HashMap<&'a str, Vec<&'a Asset>>,
    above: HashMap<&'a str, Above>,
}

/// What lies above one asset.
#[derive(Clone)]
struct Above {
    zones: Arc<[Named<ZoneId>]>,
    businesses: Arc<[Named<BusinessId>]>,
    importance: Stated<Importance>,
    loss: Loss,
}

impl<'a> Climber<'a> {
    pub(super) fn new(register: &'a Register) -> Self {
        let mut assets_by_product: HashMap<&str, Vec<&Asset>> = HashMap::new();
        for asset in register.assets.values() {
            for product in &asset.products {
                assets_by_product.entry(product.as_str()).or_default().push(asset);
            }
        }
        Self { register, assets_by_product, above: HashMap::new() }
    }

    /// Every way up from a finding; one without product or asset where the register knows none.
    pub(super) fn chains(&mut self, finding: Finding) -> Vec<Chain> {
        let finding = Arc::new(finding);
        match finding.thing.clone() {
            Thing::Component { subject, .. } => match subject {
                SbomSubject::Product(product) => self.through_product(finding, &product),
                SbomSubject::Asset(asset) => vec![self.through_asset_called(finding, &asset)],
                SbomSubject::Unattached => vec![bare(finding)],
            },
            Thing::Asset(asset) => vec![self.through_asset_called(finding, &asset)],
            Thing::Product(product) => self.through_product(finding, &product),
        }
    }

    fn through_product(&mut self, finding: Arc<Finding>, id: &ProductId) -> Vec<Chain> {
        let Some(product) = self.register.products.get(id) else { return vec![bare(finding)] };
        let assets = self.assets_by_product.get(id.as_str()).cloned().unwrap_or_default();
        let mut chains: Vec<Chain> =
            assets.iter().map(|asset| self.through_asset(finding.clone(), Some(product), asset)).collect();
        if chains.is_empty() || product.maker == Maker::Own {
            chains.push(self.product_alone(finding, product));
        }
        chains
    }

    /// A product that no asset here runs, or that customers run: it reaches the businesses that make it.
    fn product_alone(&self, finding: Arc<Finding>, product: &Product) -> Chain {
        let above = reach(self.register, Vec::new(), product.businesses.iter(), Stated::Unknown);
        let product = Named { id: product.id.clone(), name: product.name.clone() };
        Chain { product: Some(product), ..chain(finding, above) }
    }

    fn through_asset_called(&mut self, finding: Arc<Finding>, id: &AssetId) -> Chain {
        match self.register.assets.get(id) {
            Some(asset) => self.through_asset(finding, None, asset),
            None => bare(finding),
        }
    }

    fn through_asset(&mut self, finding: Arc<Finding>, product: Option<&Product>, asset: &'a Asset) -> Chain {
        let register = self.register;
        let above = self.above.entry(asset.id.as_str()).or_insert_with(|| above(register, asset)).clone();
        Chain {
            product: product.map(|product| Named { id: product.id.clone(), name: product.name.clone() }),
            asset: Some(Named { id: asset.id.clone(), name: asset.name.clone() }),
            ..chain(finding, above)
        }
    }
}

fn above(register: &Register, asset: &Asset) -> Above {
    let zones = asset.zone.known().map(|zone| register.zone_chain(zone)).unwrap_or_default();
    let own = match asset.importance {
        Stated::Known(importance) => Stated::Known(importance),
        // An asset nobody has rated counts as its zone does.
        Stated::Unknown | Stated::NotApplicable => {
            zones.first().map_or(Stated::Unknown, |zone| zone.importance)
        }
    };
    let zones =
        zones.into_iter().map(|zone| Named { id: zone.id.clone(), name: zone.name.clone() }).collect();
    reach(register, zones, register.businesses_of(asset).into_iter(), own)
}

/// Sums up the businesses reached.
fn reach<'b>(
    register: &Register,
    zones: Vec<Named<ZoneId>>,
    businesses: impl Iterator<Item = &'b BusinessId>,
    own: Stated<Importance>,
) -> Above {
    let (mut named, mut importance, mut loss) = (Vec::new(), own, Loss::default());
    for business in businesses.filter_map(|id| register.businesses.get(id)) {
        named.push(Named { id: business.id.clone(), name: business.name.clone() });
        importance = greater(importance, business.importance);
        if let Stated::Known(known) = business.loss {
            loss = loss.or(known);
        }
    }
    Above { zones: zones.into(), businesses: named.into(), importance, loss }
}

fn chain(finding: Arc<Finding>, above: Above) -> Chain {
    let Above { zones, businesses, importance, loss } = above;
    Chain { finding, product: None, asset: None, zones, businesses, importance, loss }
}

/// A finding that leads nowhere the register knows.
fn bare(finding: Arc<Finding>) -> Chain {
    let nothing =
        Above { zones: [].into(), businesses: [].into(), importance: Stated::Unknown, loss: Loss::default() };
    chain(finding, nothing)
}

/// The greater of two importances; one that is known beats one that is not.
pub(crate) fn greater(a: Stated<Importance>, b: Stated<Importance>) -> Stated<Importance> {
    match (a, b) {
        (Stated::Known(a), Stated::Known(b)) => Stated::Known(a.max(b)),
        (Stated::Known(a), _) | (_, Stated::Known(a)) => Stated::Known(a),
        (Stated::NotApplicable, Stated::NotApplicable) => Stated::NotApplicable,
        (Stated::Unknown | Stated::NotApplicable, _) => Stated::Unknown,
    }
}

/// Unknown importance ranks right after large: what nobody has rated may be large.
pub(super) const fn rank(importance: Stated<Importance>) -> u8 {
    match importance {
        Stated::Known(Importance::Large) => 0,
        Stated::Unknown => 1,
        Stated::Known(Importance::Medium) => 2,
        Stated::Known(Importance::Small) => 3,
        Stated::NotApplicable => 4,
    }
}

/// Affected before undecided, then importance, loss, sureness; names last so that the order is total.
pub(super) fn worst_first(a: &Chain, b: &Chain) -> Ordering {
    let key = |chain: &Chain| {
        (
            Reverse(chain.finding.verdict),
            rank(chain.importance),
            Reverse(chain.loss.worst()),
            Reverse(chain.finding.confidence),
        )
    };
    key(a)
        .cmp(&key(b))
        .then_with(|| (&a.asset, &a.product, &a.finding).cmp(&(&b.asset, &b.product, &b.finding)))
}
