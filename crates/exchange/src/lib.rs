//! The register as files people edit: XLSX, TOML, JSON, CSV.

mod columns;
pub mod document;
mod error;
mod reading;
mod records;

#[cfg(test)]
mod testing;

pub use error::WriteError;
pub use reading::{Limits, Reading};
pub use records::Records;
