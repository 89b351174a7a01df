//! Rulings of the register, as the matcher learns from them.

use sekisho_model::{Register, Sameness};
use sekisho_supply::device;

/// What persons found out about devices, earliest first: the matcher lets the later of two hold. Without a device,
/// a ruling teaches nothing.
#[must_use]
pub fn rulings(register: &Register) -> Vec<device::Ruling> {
    let mut records: Vec<_> = register.rulings.values().collect();
    records.sort_by_key(|ruling| (ruling.decided.known().copied(), &ruling.id));
    let taught = records.into_iter().filter_map(|ruling| {
        Some(device::Ruling {
            device: ruling.device.known()?.clone(),
            vendor: ruling.advisory_vendor.clone(),
            product: ruling.advisory_product.clone(),
            same: ruling.same == Sameness::Same,
        })
    });
    taught.collect()
}
