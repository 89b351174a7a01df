//! What a test is: a number of the standard, the editions that have it, and a function over the prepared document.

use sekisho_model::{Text, text};

use super::World;
use super::doc::{Doc, Edition};
use super::form::Faults;
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
        let mut out = Out { world, findings: Vec::new(), left_off: 0, undecided: None };
        (self.run)(doc, &mut out);
        let outcome = match out.undecided {
            _ if !out.findings.is_empty() => Outcome::Fail,
            Some(why) => Outcome::NotRun(why),
            None => Outcome::Pass,
        };
        Test { id: self.id, outcome, findings: told(out.findings, out.left_off) }
    }
}

/// Most findings of one test that are kept; the rest is counted.
pub(crate) const FINDINGS_MAX: usize = 1_000;

/// The findings, and how many more there were.
fn told(mut findings: Vec<Finding>, more: usize) -> Vec<Finding> {
    if more > 0 {
        let text = text!(ja: "ほかに {more} 件あります。", en: "There are {more} more.");
        findings.push(Finding { path: String::new(), text });
    }
    findings
}

/// What a test says, and whom it may ask.
pub(crate) struct Out<'w> {
    /// The outside.
    pub(crate) world: World<'w>,
    findings: Vec<Finding>,
    left_off: usize,
    undecided: Option<Text>,
}

impl Out<'_> {
    /// This place breaks the test.
    pub(crate) fn fault(&mut self, at: &Node<'_>, text: Text) {
        if self.findings.len() < FINDINGS_MAX {
            self.findings.push(Finding { path: at.pointer(), text });
        } else {
            self.left_off += 1;
        }
    }

    /// These places, and this many more, break the form of the document.
    pub(crate) fn form(&mut self, faults: &Faults) {
        self.findings.extend(faults.told.iter().cloned());
        self.left_off += faults.left_off;
    }

    /// A part of the document may break its form.
    pub(crate) fn form_below(&mut self, faults: &Faults, part: &Node<'_>) {
        let pointer = part.pointer();
        let is_below = |finding: &&Finding| {
            finding.path.strip_prefix(&pointer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let below: Vec<Finding> = faults.told.iter().filter(is_below).cloned().collect();
        if below.is_empty() && faults.left_off > 0 {
            self.not_run(text!(
                ja: "様式の誤りが多すぎるため、この部分は検査していません。先に様式（schema）を直してください。",
                en: "The document breaks its form in too many places to look at this part. Mend the schema test first."
            ));
        }
        let room = FINDINGS_MAX.saturating_sub(self.findings.len()).min(below.len());
        self.left_off += below.len() - room;
        self.findings.extend(below.into_iter().take(room));
    }

    /// The test, or a part of it, could not be decided, for this reason. A fault found elsewhere counts more.
    pub(crate) fn not_run(&mut self, why: Text) {
        self.undecided.get_or_insert(why);
    }
}
