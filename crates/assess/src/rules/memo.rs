//! Findings kept from one change of the register to the next.
//!
//! Invariant: after [`Findings::update`], what is kept is what [`super::findings`] would say, as long as the
//! caller names every kind of record that changed. A new catalog, or other known vulnerabilities, asks for
//! [`Findings::new`]: no kind of record stands for them.

use std::collections::BTreeSet;

use jiff::civil::Date;
use sekisho_model::RecordKind;

use super::{Finding, RULES, findings_of};
use crate::facts::Facts;

/// What every rule found, rule by rule.
#[derive(Debug)]
pub struct Findings {
    today: Date,
    by_rule: Vec<Vec<Finding>>,
}

impl Findings {
    /// Runs every rule.
    #[must_use]
    pub fn new(facts: &Facts<'_>) -> Self {
        let by_rule = RULES.iter().map(|rule| findings_of(rule, facts)).collect();
        Self { today: facts.today, by_rule }
    }

    /// Runs again the rules that read a kind of record that changed; all of them when the day has changed.
    /// Returns how many rules ran.
    pub fn update(&mut self, facts: &Facts<'_>, changed: &BTreeSet<RecordKind>) -> usize {
        let new_day = self.today != facts.today;
        self.today = facts.today;
        let mut ran = 0;
        for (rule, kept) in RULES.iter().zip(&mut self.by_rule) {
            if new_day || rule.reads.iter().any(|kind| changed.contains(kind)) {
                *kept = findings_of(rule, facts);
                ran += 1;
            }
        }
        ran
    }

    /// Every finding: rules in their order, records in theirs.
    pub fn iter(&self) -> impl Iterator<Item = &Finding> {
        self.by_rule.iter().flatten()
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.by_rule.iter().map(Vec::len).sum()
    }
}
