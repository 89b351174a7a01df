//! The optional tests of CSAF 2.0, called recommended in 2.1 (6.2), in the standard's order. A file is named after the tests in it.

use super::test::Entry;

/// Every test of clause 6.2.
pub(crate) const TESTS: &[Entry] = &[];
