//! Version words of makers: what a label or a manual calls a firmware version, and what an advisory says of
//! versions in prose (`< V4.33`, `All versions prior to 9.2c`, `V1.2 以前`).
//!
//! Invariants: [`FirmwareVersion`] is a total order. A range that is not fully understood is either refused
//! ([`Unreadable`]) or answers with a reason and not with *no*; serial numbers and production dates are
//! never taken for versions.
//!
//! Deliberately not here: orders of package ecosystems (`version`), and what a product's name says of its
//! version (`model`).

mod entered;
mod mended;
mod range;
mod serial;
mod version;
mod words;

pub(super) use entered::{behind_name, of_the_firmware, package_apart, without_remark};
pub(super) use mended::{Mended, mended_in, names_from, names_version, plainly_mended_in};
pub use range::FirmwareRange;
pub(super) use serial::SerialRange;
pub use version::FirmwareVersion;

/// Words on versions that cannot be evaluated: a person must read them.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the version words {0:?} cannot be evaluated")]
pub struct Unreadable(pub String);

/// Are two texts on versions the same words? A number must be among them.
pub(super) fn same_words(one: &str, other: &str) -> bool {
    let numbered = one.bytes().any(|byte| byte.is_ascii_digit());
    numbered && words::normalised(one) == words::normalised(other)
}

/// Do the words of a product's name say that its versions are serial numbers?
pub(super) fn counts_otherwise(product: &str) -> bool {
    words::names_serials(&words::normalised(product))
}

#[cfg(test)]
mod tests;
