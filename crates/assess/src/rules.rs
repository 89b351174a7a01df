//! Register rules: what is missing or contradictory in a plant's own account of itself. One rule, one file; each
//! has its page under `docs/rules/<id>.md`, in Japanese and English.
//!
//! Invariants: a finding is data, `rule@subject`, and carries the records that cause it. Rules ask for
//! attributes, never for brands or names. A rule that cannot decide for want of a fact stays silent about that
//! record; the gap itself is counted in [`crate::progress`] or is another rule's finding.

mod zone_mixed_importance;

use sekisho_model::{Importance, Record, RecordKind, Text, text};

use crate::facts::Facts;
use crate::impact::importance_word;

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weight {
    /// To be tidied up.
    Low,
    /// To be planned.
    Medium,
    /// To be dealt with first.
    High,
}

/// How sure a rule is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sureness {
    /// It follows from what the register says.
    Sure,
    /// It looks like it; a person should look.
    Likely,
}

/// A record that causes a finding, and what it says.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Evidence {
    /// Kind of record.
    pub kind: RecordKind,
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it says that matters here, such as 重要度：大.
    pub says: Text,
}

/// One thing wrong with the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule that found it.
    pub rule: &'static Rule,
    /// The record it is about.
    pub subject: (RecordKind, String),
    /// Name of that record.
    pub name: String,
    /// What is wrong, and with which thing.
    pub what: Text,
    /// What to do.
    pub remedy: Text,
    /// The records that cause it.
    pub evidence: Vec<Evidence>,
}

impl Finding {
    /// `rule@subject`: the same from one day to the next as long as the cause is there.
    #[must_use]
    pub fn id(&self) -> String {
        format!("{}@{}", self.rule.id, self.subject.1)
    }
}

/// A rule.
#[derive(Debug)]
pub struct Rule {
    /// Id, kebab-case, permanent.
    pub id: &'static str,
    /// The step of the guideline at which it is shown.
    pub step: &'static str,
    /// Title in Japanese and English.
    pub title: (&'static str, &'static str),
    /// Where the thought comes from: a step, a clause by number, or `own`.
    pub source: &'static str,
    /// How much its findings matter.
    pub weight: Weight,
    /// How sure it is.
    pub sureness: Sureness,
    /// Kinds of record it reads: it need not run again when others change.
    pub reads: &'static [RecordKind],
    /// Reports what it finds, in the order of the records.
    pub(crate) check: fn(&Facts<'_>, &mut Report),
}

impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Rule {}

impl Rule {
    /// Title.
    #[must_use]
    pub fn title(&self) -> Text {
        Text::new(self.title.0, self.title.1)
    }
}

/// Every rule, in the order of the guideline's steps.
pub static RULES: &[Rule] = &[zone_mixed_importance::RULE];

/// Takes what a rule finds.
#[derive(Debug)]
pub(crate) struct Report {
    rule: &'static Rule,
    findings: Vec<Finding>,
}

impl Report {
    /// One finding about a record.
    pub(crate) fn add(&mut self, subject: &Record, what: Text, remedy: Text, evidence: Vec<Evidence>) {
        self.findings.push(Finding {
            rule: self.rule,
            subject: (subject.kind(), subject.id().to_owned()),
            name: subject.name().to_owned(),
            what,
            remedy,
            evidence,
        });
    }
}

/// What every rule finds: rules in their order, records in theirs.
#[must_use]
pub fn findings(facts: &Facts<'_>) -> Vec<Finding> {
    RULES.iter().flat_map(|rule| findings_of(rule, facts)).collect()
}

/// What one rule finds.
#[must_use]
pub fn findings_of(rule: &'static Rule, facts: &Facts<'_>) -> Vec<Finding> {
    let mut report = Report { rule, findings: Vec::new() };
    (rule.check)(facts, &mut report);
    report.findings
}

/// 重要度：大
fn says_importance(importance: Importance) -> Text {
    let Text { ja, en } = importance_word(importance);
    text!(ja: "重要度：{ja}", en: "importance: {en}")
}
