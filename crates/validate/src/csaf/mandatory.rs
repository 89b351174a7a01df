//! The mandatory tests (CSAF 6.1) and the schema, in the standard's order. A file is named after the tests in it.
//!
//! Not here: what the tests share, which [`super::doc`] finds once.

mod products;

use super::test::{BOTH, Entry};

/// Every mandatory test.
pub(crate) const TESTS: &[Entry] = &[Entry::new("6.1.1", BOTH, products::undefined)];
