//! Devices known by words: who made them, which model, which firmware; and what advisories say of them.

mod firmware;
mod vendor;

pub use firmware::{FirmwareRange, FirmwareVersion, Unreadable};

/// Order numbers that a product name carries.
pub(crate) fn order_numbers(_product: &str) -> Vec<String> {
    Vec::new()
}
