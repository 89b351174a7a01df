//! How far a plant has come, step by step: what each step asks of each record, what is answered, and what is not.
//!
//! Invariants: `total = done + not_applicable + open.len()`, in every step and every smart-factory addition (★).
//! An unknown is a gap and is listed; a step without anything in it has not begun, whatever its figures say.
//! Nothing is judged here: that an answer is wrong is for [`crate::rules`], and only counted.

mod questions;
mod sheet;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use sekisho_catalog::Step;
use sekisho_model::{RecordKind, Text};

use self::sheet::Sheet;
use crate::facts::Facts;
use crate::rules::{self, Finding};

/// How far.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Nothing is there.
    NotBegun,
    /// Something is there, and something is open.
    Underway,
    /// Something is there, and nothing is open.
    Filled,
}

/// A question that nobody has answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// Kind of record.
    pub kind: RecordKind,
    /// Its id; empty where a whole record is wanting.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The field, as in documents.
    pub field: &'static str,
    /// The field's word, such as 重要度.
    pub word: Text,
    /// What is wanting, in a sentence.
    pub what: Text,
}

/// How far a smart-factory addition (★) of a step is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SmartProgress {
    /// Its title in the catalog.
    pub title: Text,
    /// How far.
    pub state: State,
    /// Questions answered.
    pub done: usize,
    /// Questions of which somebody said that they don't apply.
    pub not_applicable: usize,
    /// All questions.
    pub total: usize,
    /// Those that nobody has answered.
    pub open: Vec<Gap>,
}

/// How far a step is; the questions of its smart-factory additions are not counted in its own figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepProgress {
    /// The step's id.
    pub step: String,
    /// Its title.
    pub title: Text,
    /// How far.
    pub state: State,
    /// Records that it works on.
    pub records: usize,
    /// Questions answered.
    pub done: usize,
    /// Questions of which somebody said that they don't apply.
    pub not_applicable: usize,
    /// All questions.
    pub total: usize,
    /// Those that nobody has answered, in the order of the records.
    pub open: Vec<Gap>,
    /// What the register rules of this step find; every finding is counted at one step: [`step_of`].
    pub findings: usize,
    /// Smart-factory additions, in the catalog's order.
    pub smart: Vec<SmartProgress>,
    /// The answer in one sentence.
    pub says: Text,
}

/// How far every step of the catalog is, in its order. Runs the register rules; where their findings are at
/// hand, [`progress_with`] is cheaper.
#[must_use]
pub fn progress(facts: &Facts<'_>) -> Vec<StepProgress> {
    progress_with(facts, &rules::findings(facts))
}

/// How far every step is, with findings that are known already.
#[must_use]
pub fn progress_with(facts: &Facts<'_>, findings: &[Finding]) -> Vec<StepProgress> {
    let counts = counts(facts, findings);
    facts.catalog.steps.iter().map(|step| one(facts, step, &counts)).collect()
}

/// Must a step be asked again when records of a kind change?
pub(crate) fn looks_at(step: &Step, kind: RecordKind) -> bool {
    step.records.contains(&kind) || questions::looks_at(&step.id, kind)
}

/// Asks a step anew after only measures changed: its additions stay where they don't look at measures.
pub(crate) fn after_measures(
    facts: &Facts<'_>,
    step: &Step,
    counts: &Counts<'_>,
    progress: &mut StepProgress,
) {
    let mut asked = questions::Step::default();
    if questions::ask_measures(&step.id, facts, &mut asked) && !step.smart.is_empty() {
        let smart = std::mem::take(&mut progress.smart);
        *progress = StepProgress { smart, ..told(step, asked, counts) };
    } else {
        *progress = one(facts, step, counts);
    }
}

/// How far one step is.
pub(crate) fn one(facts: &Facts<'_>, step: &Step, counts: &Counts<'_>) -> StepProgress {
    let mut asked = questions::Step::default();
    asked.smart.resize_with(step.smart.len(), Sheet::default);
    if !questions::ask(&step.id, facts, &mut asked) {
        // A step of somebody's own catalog: what there is, is counted.
        for record in facts.register.records().filter(|record| step.records.contains(&record.kind())) {
            asked.main.record(record.kind(), record.id(), record.name());
        }
    }
    told(step, asked, counts)
}

fn told(step: &Step, asked: questions::Step, counts: &Counts<'_>) -> StepProgress {
    let (state, records, says) = (asked.main.state(), asked.main.count(), asked.main.says(&step.title));
    let (done, not_applicable, total, open) = asked.main.figures();
    StepProgress {
        step: step.id.clone(),
        title: step.title.clone(),
        state,
        records,
        done,
        not_applicable,
        total,
        open,
        findings: counts.get(step.id.as_str()).copied().unwrap_or_default(),
        smart: step.smart.iter().zip(asked.smart).map(|(title, sheet)| smart(title, sheet)).collect(),
        says,
    }
}

/// How many findings there are by step.
pub(crate) type Counts<'a> = BTreeMap<&'a str, usize>;

/// Counts findings, each at one step.
pub(crate) fn counts<'a>(facts: &Facts<'a>, findings: &[Finding]) -> Counts<'a> {
    let mut counts = Counts::new();
    for of_rule in findings.chunk_by(|a, b| a.rule == b.rule) {
        let exact = of_rule.first().and_then(|first| facts.catalog.step(first.rule.step));
        if let Some(step) = exact {
            *counts.entry(step.id.as_str()).or_default() += of_rule.len();
            continue;
        }
        for step in of_rule.iter().filter_map(|finding| step_of(facts, finding)) {
            *counts.entry(step.id.as_str()).or_default() += 1;
        }
    }
    counts
}

/// The step at which a finding is counted: that of its rule. Where a rule belongs to a group of steps, such as
/// 2-2, the part that asks the record it is about, or else the first part. None where the catalog has neither.
#[must_use]
pub fn step_of<'a>(facts: &Facts<'a>, finding: &Finding) -> Option<&'a Step> {
    let catalog = facts.catalog;
    let is_part =
        |step: &&'a Step| step.id.strip_prefix(finding.rule.step).is_some_and(|rest| rest.starts_with('('));
    let home = || questions::home(facts, finding.subject.0, &finding.subject.1);
    catalog
        .step(finding.rule.step)
        .or_else(|| catalog.step(home()?).filter(is_part))
        .or_else(|| catalog.steps.iter().find(is_part))
}

fn smart(title: &Text, sheet: Sheet) -> SmartProgress {
    let state = sheet.state();
    let (done, not_applicable, total, open) = sheet.figures();
    SmartProgress { title: title.clone(), state, done, not_applicable, total, open }
}
