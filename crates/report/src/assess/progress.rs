//! How far the plant is, step by step.

use std::fmt::Write as _;

use sekisho_assess::progress::{Gap, State, StepProgress};
use sekisho_model::{Lang, Text, text};
use serde::Serialize;

use super::{FORMAT, RecordForm};
use crate::Width;
use crate::table::table;

/// Gaps that a table names; the rest is counted.
const GAPS_SHOWN: usize = 5;

/// Progress as a document.
#[derive(Debug, Serialize)]
pub struct ProgressForm {
    /// [`FORMAT`].
    pub format: u32,
    /// In the guideline's order.
    pub steps: Vec<StepForm>,
}

/// One step.
#[derive(Debug, Serialize)]
pub struct StepForm {
    /// Number.
    pub step: String,
    /// Title.
    pub title: Text,
    /// `not-begun`, `underway` or `filled`.
    pub state: &'static str,
    /// Records.
    pub records: usize,
    /// Questions answered.
    pub done: usize,
    /// Questions said not to apply.
    pub not_applicable: usize,
    /// All questions: `done + not_applicable + open.len()`.
    pub total: usize,
    /// Questions that nobody has answered.
    pub open: Vec<GapForm>,
    /// Findings of this step's rules.
    pub findings: usize,
    /// The answer in one sentence.
    pub says: Text,
    /// Smart-factory additions.
    pub smart: Vec<SmartForm>,
}

/// One smart-factory addition.
#[derive(Debug, Serialize)]
pub struct SmartForm {
    /// Title.
    pub title: Text,
    /// `not-begun`, `underway` or `filled`.
    pub state: &'static str,
    /// Questions answered.
    pub done: usize,
    /// Questions said not to apply.
    pub not_applicable: usize,
    /// All questions.
    pub total: usize,
    /// Questions that nobody has answered.
    pub open: Vec<GapForm>,
}

/// One question that nobody has answered.
#[derive(Debug, Serialize)]
pub struct GapForm {
    /// Kind, id (empty where a whole record is wanting) and name.
    pub record: RecordForm,
    /// The field.
    pub field: &'static str,
    /// What is wanting.
    pub what: Text,
}

/// Progress as a document.
#[must_use]
pub fn progress_document(steps: &[StepProgress]) -> ProgressForm {
    let step = |step: &StepProgress| StepForm {
        step: step.step.clone(),
        title: step.title.clone(),
        state: state_code(step.state),
        records: step.records,
        done: step.done,
        not_applicable: step.not_applicable,
        total: step.total,
        open: step.open.iter().map(gap_form).collect(),
        findings: step.findings,
        says: step.says.clone(),
        smart: step
            .smart
            .iter()
            .map(|smart| SmartForm {
                title: smart.title.clone(),
                state: state_code(smart.state),
                done: smart.done,
                not_applicable: smart.not_applicable,
                total: smart.total,
                open: smart.open.iter().map(gap_form).collect(),
            })
            .collect(),
    };
    ProgressForm { format: FORMAT, steps: steps.iter().map(step).collect() }
}

const fn state_code(state: State) -> &'static str {
    match state {
        State::NotBegun => "not-begun",
        State::Underway => "underway",
        State::Filled => "filled",
    }
}

fn state_word(state: State) -> Text {
    match state {
        State::NotBegun => Text::new("未着手", "not begun"),
        State::Underway => Text::new("途中", "underway"),
        State::Filled => Text::new("記入済み", "filled"),
    }
}

fn gap_form(gap: &Gap) -> GapForm {
    let record = RecordForm { kind: gap.kind.code(), id: gap.id.clone(), name: gap.name.clone() };
    GapForm { record, field: gap.field, what: gap.what.clone() }
}

/// Progress for a terminal: the sentence, a row for each step, then the first gaps.
#[must_use]
pub fn progress_text(steps: &[StepProgress], lang: Lang, width: Width) -> String {
    let filled = steps.iter().filter(|step| step.state == State::Filled).count();
    let (n, open) = (steps.len(), steps.iter().map(|step| step.open.len()).sum::<usize>());
    let answer = text!(
        ja: "{n} ステップのうち {filled} ステップが記入済みで、未回答の項目は {open} 件です。",
        en: "{filled} of {n} steps are filled; questions that nobody has answered: {open}."
    );
    let header = [
        lang.pick("ステップ", "Step"),
        lang.pick("内容", "Title"),
        lang.pick("状態", "State"),
        lang.pick("件数", "Records"),
        lang.pick("回答", "Answered"),
        lang.pick("未回答", "Open"),
        lang.pick("指摘", "Findings"),
    ];
    let mut rows = table(width, &header);
    for step in steps {
        rows.add_row([
            step.step.clone(),
            step.title.in_lang(lang).to_owned(),
            state_word(step.state).in_lang(lang).to_owned(),
            step.records.to_string(),
            format!("{}/{}", step.done + step.not_applicable, step.total),
            step.open.len().to_string(),
            step.findings.to_string(),
        ]);
    }
    let mut out = format!("{}\n{rows}", answer.in_lang(lang));
    for gap in steps.iter().flat_map(|step| &step.open).take(GAPS_SHOWN) {
        let _ = write!(out, "\n- {}", gap.what.in_lang(lang));
    }
    if open > GAPS_SHOWN {
        let more = open - GAPS_SHOWN;
        let more = text!(ja: "ほかに {more} 件（--format json ですべて見られます）", en: "{more} more (see all with --format json)");
        let _ = write!(out, "\n- {}", more.in_lang(lang));
    }
    out
}
