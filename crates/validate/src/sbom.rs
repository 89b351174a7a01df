//! CycloneDX and SPDX documents held against their published forms and the rules behind them.

use sekisho_intake::Limits;

use crate::Report;

/// Holds one document against the edition that it names.
#[must_use]
pub fn validate(file_name: &str, bytes: &[u8], limits: &Limits) -> Report {
    let _ = (file_name, bytes, limits);
    Report { standard: String::new(), tests: Vec::new(), problems: Vec::new() }
}
