//! A self-assessment out as a workbook and back in, against a store.

use sekisho_assess::answers::Whose;
use sekisho_exchange::{AssessmentSheet, write_assessment};
use sekisho_model::{AnswerState, Gravity, Lang, RecordKind};

use super::{Bench, caller, edit, editor};
use crate::AppError;
use crate::answers::{ReadSheet, read_sheet, sheet, sheet_workbook, standings};
use crate::register;
use crate::scan::File;

const FRAMEWORK: &str = "scs-3";
/// Answered by nobody in the sample, and asked of a person.
const OPEN: &str = "scs-3/1-2-1-1";

async fn written(bench: &Bench, lang: Lang) -> AssessmentSheet {
    sheet(&bench.app, &editor(), Whose::Company, FRAMEWORK, lang).await.unwrap()
}

/// A sheet with some answers filled in.
fn filled(mut sheet: AssessmentSheet, answers: &[(&str, AnswerState, &str, &str)]) -> AssessmentSheet {
    for (id, state, words, by) in answers {
        let row = sheet.rows.iter_mut().find(|row| row.id == *id).unwrap();
        row.held.state = Some(*state);
        row.held.words = (*words).to_owned();
        row.held.by = (*by).to_owned();
    }
    sheet
}

async fn back(bench: &Bench, sheet: &AssessmentSheet, lang: Lang, by: &str) -> ReadSheet {
    let file = File { name: "a.xlsx".to_owned(), bytes: write_assessment(sheet, lang).unwrap() };
    read_sheet(&bench.app, &editor(), &file, by).await.unwrap()
}

fn refusals(read: &ReadSheet) -> Vec<&str> {
    let problems = read.proposal.problems.iter().filter(|problem| problem.gravity == Gravity::Error);
    problems.map(|problem| problem.what.en.as_str()).collect()
}

#[tokio::test]
async fn a_sheet_that_nobody_touched_changes_nothing_in_either_language() {
    let bench = Bench::sample().await;
    for lang in Lang::ALL {
        for framework in ["scs-3", "sme-25", "security-action-1", "security-action-2"] {
            let bytes = sheet_workbook(&bench.app, &editor(), Whose::Company, framework, lang).await.unwrap();
            let file = File { name: "a.xlsx".to_owned(), bytes };
            let read = read_sheet(&bench.app, &editor(), &file, "").await.unwrap();
            let rows =
                sheet(&bench.app, &editor(), Whose::Company, framework, lang).await.unwrap().rows.len();
            assert_eq!((read.proposal.changes.len(), read.untouched), (0, rows), "{framework}");
            assert_eq!(read.proposal.problems, Vec::new());
        }
    }
}

#[tokio::test]
async fn what_is_filled_in_is_taken_in_whole_and_stands_in_the_next_sheet() {
    let bench = Bench::sample().await;
    let words = "規程 3 条\n二行目";
    let sheet = filled(written(&bench, Lang::Ja).await, &[(OPEN, AnswerState::Partly, words, "榛名")]);
    let read = back(&bench, &sheet, Lang::Ja, "").await;
    assert_eq!((refusals(&read), read.proposal.changes.len()), (Vec::new(), 1));
    register::accept(&bench.app, &editor(), &read.proposal).await.unwrap();
    let next = written(&bench, Lang::Ja).await;
    let row = next.rows.iter().find(|row| row.id == OPEN).unwrap();
    assert_eq!((row.held.words.as_str(), row.held.by.as_str()), (words, "榛名"));
    assert_eq!((row.held.state, row.standing.as_str()), (Some(AnswerState::Partly), "一部満たす"));
    let again = back(&bench, &next, Lang::Ja, "").await;
    assert_eq!((again.proposal.changes.len(), again.untouched), (0, next.rows.len()));
    bench.sound().await;
}

#[tokio::test]
async fn a_row_that_says_nobody_is_refused_unless_somebody_answers_for_it() {
    let bench = Bench::sample().await;
    let sheet = filled(written(&bench, Lang::En).await, &[(OPEN, AnswerState::Met, "x", "")]);
    let read = back(&bench, &sheet, Lang::En, "").await;
    assert!(refusals(&read)[0].contains("does not say who answers"), "{:?}", read.proposal.problems);
    let refused = register::accept(&bench.app, &editor(), &read.proposal).await;
    assert!(matches!(refused, Err(AppError::Invalid(_))), "{refused:?}");
    let read = back(&bench, &sheet, Lang::En, "Haruna").await;
    assert_eq!(register::accept(&bench.app, &editor(), &read.proposal).await.unwrap(), 1);
}

#[tokio::test]
async fn what_the_register_answers_is_not_answered_over_it_and_a_reason_is_wanted() {
    let bench = Bench::sample().await;
    let now = written(&bench, Lang::En).await;
    let settled = now.rows.iter().find(|row| row.settled).unwrap().id.clone();
    for (state, words, refusal) in [
        (AnswerState::Met, "x", "a person's answer does not replace them"),
        (AnswerState::NotApplicable, "", "without a reason"),
    ] {
        let sheet = filled(now.clone(), &[(settled.as_str(), state, words, "x")]);
        let read = back(&bench, &sheet, Lang::En, "").await;
        let said = refusals(&read);
        assert!(said.len() == 1 && said[0].contains(refusal), "{said:?}");
        assert!(read.proposal.is_empty());
    }
}

#[tokio::test]
async fn an_answer_over_rows_that_have_changed_since_is_refused_and_untouched_rows_are_left_alone() {
    let bench = Bench::sample().await;
    let number = "scs-3/6-1-1-3";
    let old = written(&bench, Lang::En).await;
    let kind = RecordKind::ResponseStep;
    let seen = bench.version(kind, "OD-01").await;
    let change = edit(kind, "OD-01", seen, &[("owner", "別の班長")]);
    crate::tables::save(&bench.app, &editor(), &[change]).await.unwrap();
    let untouched = back(&bench, &old, Lang::En, "").await;
    assert!(untouched.proposal.is_empty() && refusals(&untouched).is_empty());
    let read = back(&bench, &filled(old, &[(number, AnswerState::Met, "x", "x")]), Lang::En, "").await;
    assert!(refusals(&read)[0].contains("have changed since the sheet was written"), "{:?}", refusals(&read));
}

#[tokio::test]
async fn cleared_cells_take_no_answer_away_and_half_filled_ones_are_refused() {
    let bench = Bench::sample().await;
    let first = filled(written(&bench, Lang::En).await, &[(OPEN, AnswerState::Met, "x", "x")]);
    let read = back(&bench, &first, Lang::En, "").await;
    register::accept(&bench.app, &editor(), &read.proposal).await.unwrap();
    let mut sheet = written(&bench, Lang::En).await;
    let at = sheet.rows.iter().position(|row| row.id == OPEN).unwrap();
    sheet.rows[at].held.state = None;
    let half = back(&bench, &sheet, Lang::En, "").await;
    assert!(refusals(&half)[0].contains("no answer chosen"), "{:?}", refusals(&half));
    sheet.rows[at].held = sekisho_exchange::AssessmentFields::default();
    let cleared = back(&bench, &sheet, Lang::En, "").await;
    assert!(cleared.proposal.is_empty() && refusals(&cleared).is_empty());
    assert!(cleared.proposal.problems[0].what.en.contains("Its earlier answer stays"));
    let now = standings(&bench.app, &editor(), Whose::Company).await.unwrap();
    now.look(|_, answers| assert_eq!(answers.get(&OPEN.parse().unwrap()).unwrap().standing.code(), "met"));
}

#[tokio::test]
async fn a_viewer_reads_a_sheet_and_takes_nothing_in() {
    let bench = Bench::sample().await;
    let viewer = caller("v", sekisho_model::Role::Viewer);
    let sheet = filled(written(&bench, Lang::Ja).await, &[(OPEN, AnswerState::Met, "x", "x")]);
    let file = File { name: "a.xlsx".to_owned(), bytes: write_assessment(&sheet, Lang::Ja).unwrap() };
    let read = read_sheet(&bench.app, &viewer, &file, "").await.unwrap();
    let refused = register::accept(&bench.app, &viewer, &read.proposal).await;
    assert!(matches!(refused, Err(AppError::Forbidden { .. })), "{refused:?}");
}
