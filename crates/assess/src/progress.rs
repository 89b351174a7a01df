//! How far a plant has come, step by step: what each step asks of each record, what is answered, and what is not.
//!
//! Invariants: `total = done + not_applicable + open.len()`, in every step and every smart-factory addition (★).
//! An unknown is a gap and is listed; a step without anything in it has not begun, whatever its figures say.
//! Nothing is judged here: that an answer is wrong is for [`crate::rules`], and only counted.

use sekisho_model::{RecordKind, Text};

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
    /// What the register rules of this step find.
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
    let _ = (facts, findings);
    Vec::new()
}
