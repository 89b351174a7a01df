//! CycloneDX in its three encodings.

pub(super) mod json;
pub(super) mod proto;
pub(super) mod xml;
