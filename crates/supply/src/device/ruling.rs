//! What a person decided: this device is, or is not, what an advisory's product words mean.
//!
//! Invariant: a ruling reaches exactly as far as its words. It speaks of devices of the same maker with the same
//! family and model (firmware plays no part) and of the same product words of the same maker, in whichever
//! advisory they stand. Spelling does not count; anything more would be a guess.
//!
//! Deliberately not here: who decided, when and why. That is a fact of the register.

use std::collections::BTreeMap;

use sekisho_model::{DeviceIdentity, DeviceTarget, Stated};

use super::vendor::{Makers, folded};

/// A person's confirmation or rejection, which teaches later matches of the same device.
///
/// Of two rulings on the same words the later one holds. A ruling on a device without family and model teaches
/// nothing, because it would speak of everything that the maker makes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ruling {
    /// Vendor, family and model of the device; its firmware is not looked at.
    pub device: DeviceIdentity,
    /// Vendor in the advisory, as written.
    pub vendor: String,
    /// Product words of the advisory, as written.
    pub product: String,
    /// Is the device what these words mean?
    pub same: bool,
}

impl Ruling {
    /// The ruling that a person makes on a device and what an advisory names.
    #[must_use]
    pub fn new(device: &DeviceIdentity, target: &DeviceTarget, same: bool) -> Self {
        let device = DeviceIdentity { firmware: Stated::Unknown, ..device.clone() };
        Self { device, vendor: target.vendor.clone(), product: target.product.clone(), same }
    }

    /// What it says of this device and this target; `None` where it speaks of others.
    #[must_use]
    pub fn on(&self, device: &DeviceIdentity, target: &DeviceTarget) -> Option<bool> {
        let mine = DeviceKey::of(&self.device)?;
        let of_product =
            ProductKey::of(&self.vendor, &self.product) == ProductKey::of(&target.vendor, &target.product);
        (of_product && DeviceKey::of(device) == Some(mine)).then_some(self.same)
    }
}

/// A device's own words, spelling aside.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct DeviceKey {
    maker: Makers,
    family: String,
    model: String,
}

impl DeviceKey {
    /// `None` where maker, or family and model both, are not known.
    pub(super) fn of(device: &DeviceIdentity) -> Option<Self> {
        let plain = |words: &Stated<String>| words.known().map(|words| folded(words)).unwrap_or_default();
        let maker = Makers::of(device.vendor.known()?);
        let (family, model) = (plain(&device.family), plain(&device.model));
        (!maker.is_anybody() && (!family.is_empty() || !model.is_empty())).then_some(Self {
            maker,
            family,
            model,
        })
    }
}

/// A product's words, spelling aside.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct ProductKey {
    maker: Makers,
    words: String,
}

impl ProductKey {
    pub(super) fn of(vendor: &str, product: &str) -> Self {
        Self { maker: Makers::of(vendor), words: folded(product) }
    }
}

/// All rulings, ready to be asked.
#[derive(Clone, Debug, Default)]
pub(super) struct Rulings(BTreeMap<DeviceKey, BTreeMap<ProductKey, bool>>);

impl Rulings {
    /// Rulings, each with its device as the index asks for it.
    pub(super) fn of<'r>(rulings: impl Iterator<Item = (DeviceIdentity, &'r Ruling)>) -> Self {
        let mut all = Self::default();
        for (device, ruling) in rulings {
            let Some(device) = DeviceKey::of(&device) else { continue };
            let product = ProductKey::of(&ruling.vendor, &ruling.product);
            all.0.entry(device).or_default().insert(product, ruling.same);
        }
        all
    }

    /// What was decided of this device, by product.
    pub(super) fn on(&self, device: &DeviceIdentity) -> Option<&BTreeMap<ProductKey, bool>> {
        if self.0.is_empty() {
            return None;
        }
        self.0.get(&DeviceKey::of(device)?)
    }
}
