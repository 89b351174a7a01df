//! Many rows at once: pasted from a spreadsheet, or one field set on a selection. Both are proposals first, to
//! be looked at and then accepted.

use sekisho_exchange::table::Paste;
use sekisho_model::{Gravity, Lang, Problem, Record, RecordKind, Register, Source, Text};

use super::Draft;
use crate::guard::permit;
use crate::register::Proposal;
use crate::{Act, App, AppError, Caller};

/// What a piece of a spreadsheet, pasted as text, would change: with a header row or without, new rows and rows
/// that are there. Nothing is stored; [`crate::register::accept`] carries it out.
///
/// # Errors
/// [`AppError::Forbidden`], or trouble in the store. What cannot be read is in the proposal.
pub async fn paste(
    app: &App,
    caller: &Caller,
    kind: RecordKind,
    text: &str,
    lang: Lang,
) -> Result<Proposal, AppError> {
    paste_onto(app, caller, kind, &Paste::new(text, lang)).await
}

/// As [`paste`], from a chosen cell on: the pasted cells go into the fields from there, and onto the rows from
/// there.
///
/// # Errors
/// As [`paste`].
pub async fn paste_onto(
    app: &App,
    caller: &Caller,
    kind: RecordKind,
    paste: &Paste<'_>,
) -> Result<Proposal, AppError> {
    permit(caller, Act::Enter)?;
    let (state, base) = app.register().await?;
    let reading = sekisho_exchange::table::read_paste(&base, kind, paste);
    let mut problems = reading.problems;
    problems.extend(super::new_problems(&app.contradictions().await?, reading.facts.check()));
    let name = paste.lang.pick("貼り付け", "paste").to_owned();
    Ok(Proposal::new(name, base.diff(&reading.facts), problems, Source::Person, state))
}

/// What setting one field on many rows would change. Nothing is stored; [`crate::register::accept`] carries it
/// out.
///
/// # Errors
/// [`AppError::Forbidden`]; [`AppError::NotFound`] where one of the rows is not there; trouble in the store. What
/// cannot be read is in the proposal.
pub async fn bulk(
    app: &App,
    caller: &Caller,
    kind: RecordKind,
    ids: &[String],
    (field, text): (&str, &str),
    lang: Lang,
) -> Result<Proposal, AppError> {
    permit(caller, Act::Enter)?;
    let (state, base) = app.register().await?;
    let mut draft = Draft::on(&base);
    for id in ids {
        if !base.contains(kind, id) {
            return Err(AppError::NotFound { kind: kind.word(), id: id.clone() });
        }
        let (record, problems) = read_cells(&base, kind, &[("id", id), (field, text)]);
        draft.problems.extend(problems);
        draft.put(record);
    }
    let mut problems = once(std::mem::take(&mut draft.problems));
    problems.extend(super::new_problems(&app.contradictions().await?, draft.target.check()));
    let Text { ja, en } = kind.word();
    let name = match lang {
        Lang::Ja => format!("{ja} {} 件の一括変更", ids.len()),
        Lang::En => format!("{} × {en}", ids.len()),
    };
    Ok(Proposal::new(name, draft.changes(), problems, Source::Person, state))
}

/// The same text is as wrong in every row: one problem for all of them.
fn once(problems: Vec<Problem>) -> Vec<Problem> {
    let mut told: Vec<Problem> = Vec::new();
    for problem in problems {
        let same = |known: &Problem| known.what == problem.what && known.remedy == problem.remedy;
        if !told.iter().any(same) {
            told.push(problem);
        }
    }
    told.sort_by_key(|problem| std::cmp::Reverse(problem.gravity == Gravity::Error));
    told
}

/// One row from what was typed, over the record with the same id where there is one.
pub(super) fn read_cells(
    base: &Register,
    kind: RecordKind,
    cells: &[(&str, &str)],
) -> (Option<Record>, Vec<Problem>) {
    let cells: Vec<(String, String)> =
        cells.iter().map(|(field, text)| ((*field).to_owned(), (*text).to_owned())).collect();
    sekisho_exchange::table::read_cells(base, kind, &cells)
}
