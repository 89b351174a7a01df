//! What a test is: a number of the standard, the editions that have it, and a function over the prepared document.

use sekisho_model::Text;

use super::World;
use super::doc::{Doc, Edition};
use super::node::Node;
use crate::{Finding, Outcome, Test};

/// Both editions have the test.
pub(crate) const BOTH: &[Edition] = &[Edition::V20, Edition::V21];
/// Only CSAF 2.0 has it.
pub(crate) const V20: &[Edition] = &[Edition::V20];
/// Only CSAF 2.1 has it.
pub(crate) const V21: &[Edition] = &[Edition::V21];

/// One test of the standard.
pub(crate) struct Entry {
    /// The standard's number.
    pub(crate) id: &'static str,
    /// The editions that have it.
    pub(crate) editions: &'static [Edition],
    /// Tells [`Out`] each place that breaks it.
    pub(crate) run: fn(&Doc<'_>, &mut Out<'_>),
}

impl Entry {
    pub(crate) const fn new(
        id: &'static str,
        editions: &'static [Edition],
        run: fn(&Doc<'_>, &mut Out<'_>),
    ) -> Self {
        Self { id, editions, run }
    }

    /// Holds one document against this test.
    pub(crate) fn held(&self, doc: &Doc<'_>, world: World<'_>) -> Test {
        let mut out = Out { world, findings: Vec::new(), undecided: None };
        (self.run)(doc, &mut out);
        let outcome = match out.undecided {
            _ if !out.findings.is_empty() => Outcome::Fail,
            Some(why) => Outcome::NotRun(why),
            None => Outcome::Pass,
        };
        Test { id: self.id, outcome, findings: out.findings }
    }
}

/// What a test says, and whom it may ask.
pub(crate) struct Out<'w> {
    /// The outside.
    pub(crate) world: World<'w>,
    findings: Vec<Finding>,
    undecided: Option<Text>,
}

impl Out<'_> {
    /// This place breaks the test.
    pub(crate) fn fault(&mut self, at: &Node<'_>, text: Text) {
        self.findings.push(Finding { path: at.pointer(), text });
    }

    /// These places break the test.
    pub(crate) fn findings(&mut self, findings: impl IntoIterator<Item = Finding>) {
        self.findings.extend(findings);
    }

    /// The test, or a part of it, could not be decided, for this reason. A fault found elsewhere counts more.
    pub(crate) fn not_run(&mut self, why: Text) {
        self.undecided.get_or_insert(why);
    }
}
