//! CycloneDX and SPDX documents held against their published forms and the rules behind them.
//!
//! CycloneDX 1.0 to 1.7 in XML, 1.2 to 1.7 in JSON, 1.3 to 1.7 in protobuf (text and binary); SPDX 2.2 and 2.3 in JSON,
//! YAML and tag-value, SPDX 3.0 in JSON-LD. `schema` is the published form, every `rule:…` something that the standard
//! says in words or that a form cannot say; [`TESTS`] lists them.
//!
//! Invariants: a form is compiled once for each edition; a document is walked once for its form and once for its
//! rules; what isn't recognised has no standard, no test, and a problem that names what is.

mod cyclonedx;
mod described;
mod recognise;
mod refs;
mod refused;
mod spdx;

#[cfg(test)]
mod conformance;
#[cfg(test)]
mod oracle;
#[cfg(test)]
mod promises;

use sekisho_intake::Limits;

use crate::Report;
pub use described::{Described, TESTS};

/// Holds one document against the edition that it names.
///
/// `file_name` only helps to tell encodings apart and is named in problems. A file that is none of the documents
/// above gives a report without standard and tests, whose problem says what is accepted.
#[must_use]
pub fn validate(file_name: &str, bytes: &[u8], limits: &Limits) -> Report {
    match recognise::held(file_name, bytes, limits) {
        Ok(report) => report,
        Err(problem) => Report { standard: String::new(), tests: Vec::new(), problems: vec![*problem] },
    }
}
