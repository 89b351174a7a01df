//! Does a file keep the standard it claims?
//!
//! Invariants: pure; a standard's tests are named by the standard's own numbers; a test that was not run says so
//! and why, and never counts as passed. What a document *means* is for the rooms `sbom` and `supply`.

pub mod csaf;
pub mod sbom;

mod form;
mod opening;
mod report;

pub use report::{Finding, Outcome, Report, Test};

// What the tests of the readers' crates share.
#[cfg(test)]
#[path = "../../intake/src/testing.rs"]
mod testing;
