//! How a file was held against its standard, test by test.

use sekisho_model::{Problem, Text};

/// How one test ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The file keeps it.
    Pass,
    /// The file breaks it; the findings say where.
    Fail,
    /// It was not run, for this reason.
    NotRun(Text),
}

/// One place that breaks a test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// JSON pointer (RFC 6901), or a path of that shape for documents that are not JSON; empty for the whole.
    pub path: String,
    /// What is wrong there, and what the standard asks for.
    pub text: Text,
}

/// One test of the standard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Test {
    /// The standard's own number or name, such as `6.1.1` or `schema`.
    pub id: &'static str,
    /// How it ended.
    pub outcome: Outcome,
    /// Where it failed, in document order. Empty unless it failed.
    pub findings: Vec<Finding>,
}

/// A file held against the standard that it claims.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The standard and its edition, such as `CSAF 2.0` or `CycloneDX 1.6 XML`; empty where none was recognised.
    pub standard: String,
    /// Every test of that edition, in the standard's order.
    pub tests: Vec<Test>,
    /// Why the file could not be looked at, or not as a whole.
    pub problems: Vec<Problem>,
}

impl Report {
    /// Was the file recognised, read as a whole, and did no test fail? Tests that were not run are not asked.
    #[must_use]
    pub fn is_kept(&self) -> bool {
        !self.standard.is_empty()
            && self.problems.is_empty()
            && self.tests.iter().all(|test| test.outcome != Outcome::Fail)
    }
}
