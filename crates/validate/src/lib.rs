//! Does a file keep the standard it claims?
//!
//! Invariants: pure; a standard's tests are named by the standard's own numbers; a test that was not run says so
//! and why, and never counts as passed. What a document *means* is for the rooms `sbom` and `supply`.

pub mod csaf;
pub mod sbom;

mod report;

pub use report::{Finding, Outcome, Report, Test};
