//! What a device says of itself, as the identity that advisories speak of.
//!
//! Invariant: what a device did not say stays unknown. The maker of its network part stands in for the maker of the
//! device only where that maker sells devices of its own.

use std::collections::BTreeMap;

use sekisho_model::{DeviceIdentity, IdentityKind, Stated};

use super::super::makers::Trade;
use super::Device;

pub(super) fn fold(devices: &mut [Device]) {
    for device in devices {
        let model = said(device, IdentityKind::Model);
        let product = said(device, IdentityKind::Product);
        let vendor = said(device, IdentityKind::Vendor).or_else(|| maker(device));
        let (family, model) = match (product, model) {
            (product, Some(model)) => (product.filter(|product| *product != model), Some(model)),
            (product, None) => (None, product),
        };
        device.identity = DeviceIdentity {
            vendor: Stated::from(vendor),
            family: Stated::from(family),
            model: Stated::from(model),
            firmware: Stated::from(said(device, IdentityKind::Firmware)),
        };
    }
}

/// What most protocols say; of equals, what the first in order says.
fn said(device: &Device, kind: IdentityKind) -> Option<String> {
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    for identity in device.identities.iter().filter(|identity| identity.kind == kind) {
        *times.entry(identity.value.as_str()).or_default() += 1;
    }
    let most = times.values().copied().max()?;
    times.into_iter().find(|(_, n)| *n == most).map(|(value, _)| value.to_owned())
}

fn maker(device: &Device) -> Option<String> {
    let maker = device.maker.as_ref()?;
    let sells = matches!(
        maker.trade,
        Some(Trade::Automation | Trade::Panels | Trade::Network | Trade::Cameras | Trade::Office)
    );
    sells.then(|| maker.ja.clone().unwrap_or_else(|| maker.name.clone()))
}
