//! The informative tests (6.3), in the standard's order. A file is named after the tests in it.

use super::test::Entry;

/// Every test of clause 6.3.
pub(crate) const TESTS: &[Entry] = &[];
