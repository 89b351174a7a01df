//! The same chains, summed by business, supplier and own product.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use sekisho_model::{Maker, Register, SupplierId};
use sekisho_supply::Verdict;

use super::climb::rank;
use super::{BusinessAtStake, Chain, Counts, Named, OwnProduct, Question, SupplierToAsk, Thing, group};

pub(super) fn counts(question: &Question) -> Counts {
    let of = |verdict| question.findings.iter().filter(|finding| finding.verdict == verdict).count();
    Counts {
        affected: of(Verdict::Affected),
        undecided: of(Verdict::Undecided) + question.unidentified.len(),
        not_affected: of(Verdict::NotAffected),
        not_named: question.not_named,
    }
}

fn worst(chains: &[&Chain]) -> Verdict {
    chains.iter().map(|chain| chain.finding.verdict).max().unwrap_or(Verdict::NotAffected)
}

pub(super) fn businesses(register: &Register, chains: &[Chain]) -> Vec<BusinessAtStake> {
    let reached =
        chains.iter().flat_map(|chain| chain.businesses.iter().map(move |business| (&business.id, chain)));
    let mut all: Vec<BusinessAtStake> = group(reached)
        .into_iter()
        .filter_map(|(id, chains)| {
            let business = register.businesses.get(id)?;
            Some(BusinessAtStake {
                business: Named { id: id.clone(), name: business.name.clone() },
                verdict: worst(&chains),
                importance: business.importance,
                loss: business.loss,
                recovery_hours_max: business.recovery_hours_max,
                assets: chains
                    .iter()
                    .filter_map(|chain| chain.asset.as_ref())
                    .map(|asset| asset.id.clone())
                    .collect(),
            })
        })
        .collect();
    all.sort_by_key(|business| {
        let loss = business.loss.known().map(sekisho_model::Loss::worst).unwrap_or_default();
        (Reverse(business.verdict), rank(business.importance), Reverse(loss), business.business.clone())
    });
    all
}

pub(super) fn suppliers(register: &Register, chains: &[Chain]) -> Vec<SupplierToAsk> {
    let asked =
        chains.iter().flat_map(|chain| suppliers_of(register, chain).into_iter().map(move |id| (id, chain)));
    let mut all: Vec<SupplierToAsk> = group(asked)
        .into_iter()
        .filter_map(|(id, chains)| {
            let supplier = register.suppliers.get(&id)?;
            Some(SupplierToAsk {
                supplier: Named { id, name: supplier.name.clone() },
                contact: supplier.contact.clone(),
                verdict: worst(&chains),
                about: chains.iter().map(|chain| subject_name(chain)).collect(),
            })
        })
        .collect();
    all.sort_by_key(|supplier| (Reverse(supplier.verdict), supplier.supplier.clone()));
    all
}

/// Who supplied the asset, and who makes the product.
fn suppliers_of(register: &Register, chain: &Chain) -> BTreeSet<SupplierId> {
    let asset = chain.asset.as_ref().and_then(|asset| register.assets.get(&asset.id));
    let product = chain.product.as_ref().and_then(|product| register.products.get(&product.id));
    let of_asset = asset.and_then(|asset| asset.supplier.known()).cloned();
    let of_product = product.and_then(|product| match &product.maker {
        Maker::Supplier(supplier) => Some(supplier.clone()),
        Maker::Own | Maker::Unknown => None,
    });
    of_asset.into_iter().chain(of_product).collect()
}

fn subject_name(chain: &Chain) -> String {
    match (&chain.product, &chain.asset, &chain.finding.thing) {
        (Some(product), _, _) => product.name.clone(),
        (None, Some(asset), _) => asset.name.clone(),
        (None, None, Thing::Component { label, .. }) => label.clone(),
        (None, None, Thing::Asset(id)) => id.to_string(),
        (None, None, Thing::Product(id)) => id.to_string(),
    }
}

pub(super) fn own_products(register: &Register, chains: &[Chain]) -> Vec<OwnProduct> {
    let own = chains.iter().filter_map(|chain| {
        let product = register.products.get(&chain.product.as_ref()?.id)?;
        (product.maker == Maker::Own).then_some((&product.id, chain))
    });
    let mut all: Vec<OwnProduct> = group(own)
        .into_iter()
        .filter_map(|(id, chains)| {
            let product = register.products.get(id)?;
            Some(OwnProduct {
                product: Named { id: id.clone(), name: product.name.clone() },
                version: product.version.clone(),
                verdict: worst(&chains),
                components: chains.iter().filter_map(|chain| component(chain)).collect(),
            })
        })
        .collect();
    all.sort_by_key(|product| (Reverse(product.verdict), product.product.clone()));
    all
}

fn component(chain: &Chain) -> Option<String> {
    match &chain.finding.thing {
        Thing::Component { label, .. } => Some(label.clone()),
        Thing::Asset(_) | Thing::Product(_) => None,
    }
}
