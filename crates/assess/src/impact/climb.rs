//! From one finding up to the businesses, and the order of the results.

use std::cmp::{Ordering, Reverse};

use sekisho_model::{Asset, AssetId, Importance, Loss, Product, ProductId, Register, SbomSubject, Stated};

use super::{Chain, Finding, Named, Thing};

/// Every way up from a finding; one without product or asset where the register knows none.
pub(super) fn chains(register: &Register, finding: Finding) -> Vec<Chain> {
    match finding.thing.clone() {
        Thing::Component { subject, .. } => match subject {
            SbomSubject::Product(product) => through_product(register, finding, &product),
            SbomSubject::Asset(asset) => vec![through_asset(register, finding, None, &asset)],
            SbomSubject::Unattached => vec![bare(finding)],
        },
        Thing::Asset(asset) => vec![through_asset(register, finding, None, &asset)],
        Thing::Product(product) => through_product(register, finding, &product),
    }
}

fn through_product(register: &Register, finding: Finding, id: &ProductId) -> Vec<Chain> {
    let Some(product) = register.products.get(id) else { return vec![bare(finding)] };
    let mut chains: Vec<Chain> = register
        .assets_of(id)
        .map(|asset| through_asset(register, finding.clone(), Some(product), &asset.id))
        .collect();
    if chains.is_empty() || product.maker == sekisho_model::Maker::Own {
        chains.push(product_alone(register, finding, product));
    }
    chains
}

/// A product that no asset here runs, or that customers run: it reaches the businesses that make it.
fn product_alone(register: &Register, finding: Finding, product: &Product) -> Chain {
    let mut chain = bare(finding);
    chain.product = Some(Named { id: product.id.clone(), name: product.name.clone() });
    reach(register, &mut chain, product.businesses.iter(), Stated::Unknown);
    chain
}

fn through_asset(register: &Register, finding: Finding, product: Option<&Product>, id: &AssetId) -> Chain {
    let mut chain = bare(finding);
    chain.product = product.map(|product| Named { id: product.id.clone(), name: product.name.clone() });
    let Some(asset) = register.assets.get(id) else { return chain };
    chain.asset = Some(Named { id: asset.id.clone(), name: asset.name.clone() });
    chain.zones = zones(register, asset);
    let own = match asset.importance {
        Stated::Known(importance) => Stated::Known(importance),
        // An asset nobody has rated counts as its zone does.
        Stated::Unknown | Stated::NotApplicable => asset
            .zone
            .known()
            .and_then(|zone| register.zones.get(zone))
            .map_or(Stated::Unknown, |zone| zone.importance),
    };
    reach(register, &mut chain, register.businesses_of(asset).into_iter(), own);
    chain
}

fn zones(register: &Register, asset: &Asset) -> Vec<Named<sekisho_model::ZoneId>> {
    let chain = asset.zone.known().map(|zone| register.zone_chain(zone)).unwrap_or_default();
    chain.into_iter().map(|zone| Named { id: zone.id.clone(), name: zone.name.clone() }).collect()
}

const fn bare(finding: Finding) -> Chain {
    Chain {
        finding,
        product: None,
        asset: None,
        zones: Vec::new(),
        businesses: Vec::new(),
        importance: Stated::Unknown,
        loss: Loss {
            business_continuity: sekisho_model::LossLevel::None,
            safety: sekisho_model::LossLevel::None,
            quality: sekisho_model::LossLevel::None,
            delivery: sekisho_model::LossLevel::None,
            cost: sekisho_model::LossLevel::None,
        },
    }
}

/// Fills in businesses, importance and loss.
fn reach<'a>(
    register: &Register,
    chain: &mut Chain,
    businesses: impl Iterator<Item = &'a sekisho_model::BusinessId>,
    own: Stated<Importance>,
) {
    chain.importance = own;
    for business in businesses.filter_map(|id| register.businesses.get(id)) {
        chain.businesses.push(Named { id: business.id.clone(), name: business.name.clone() });
        chain.importance = greater(chain.importance, business.importance);
        if let Stated::Known(loss) = business.loss {
            chain.loss = chain.loss.or(loss);
        }
    }
}

/// The greater of two importances; one that is known beats one that is not.
pub(super) fn greater(a: Stated<Importance>, b: Stated<Importance>) -> Stated<Importance> {
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
