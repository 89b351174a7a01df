//! Devices known by words: who made them, which model, which firmware; and what advisories say of them.
//!
//! An advisory on plant equipment has no package URL and seldom a CPE name. What it has is a vendor in one
//! spelling of many, a product name and version words. Each is made comparable by itself: makers in `vendor`,
//! names and numbers in `model`, version words in `firmware`; `index` puts the three together to a verdict.
//!
//! Invariant: nothing ends as clean because it was not understood.

mod firmware;
mod index;
mod model;
mod ruling;
mod vendor;

pub use firmware::{FirmwareRange, FirmwareVersion, Unreadable};
pub use index::DeviceIndex;
pub(crate) use model::{order_numbers, tells};
pub use ruling::Ruling;
