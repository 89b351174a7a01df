//! The JSON forms of what a plant file would change, and of what was undone.

use sekisho_app::register::Proposal;
use sekisho_app::snapshots::Since;
use sekisho_app::tables::Undone;
use sekisho_model::{Change, Problem};
use serde::Serialize;

/// Version of the form.
const FORMAT: u32 = 1;

/// What would change, and what is wrong.
#[derive(Debug, Serialize)]
pub(super) struct Document<'a> {
    format: u32,
    file: &'a str,
    changes: Vec<ChangeForm<'a>>,
    problems: &'a [Problem],
}

#[derive(Debug, Serialize)]
struct ChangeForm<'a> {
    change: &'static str,
    kind: &'static str,
    id: &'a str,
    name: &'a str,
}

pub(super) fn document(proposal: &Proposal) -> Document<'_> {
    let changes = proposal.changes.iter().map(change_form).collect();
    Document { format: FORMAT, file: &proposal.file, changes, problems: &proposal.problems }
}

/// What was undone.
#[derive(Debug, Serialize)]
pub(super) struct UndoneForm<'a> {
    format: u32,
    undone: u64,
    entries: &'a [u64],
    changes: Vec<ChangeForm<'a>>,
}

pub(super) fn undone(seq: u64, undone: &Undone) -> UndoneForm<'_> {
    let changes = undone.changes.iter().map(change_form).collect();
    UndoneForm { format: FORMAT, undone: seq, entries: &undone.entries, changes }
}

/// What changed since a review.
#[derive(Debug, Serialize)]
pub(super) struct SinceForm<'a> {
    format: u32,
    review: &'a str,
    same_state: Option<bool>,
    untold: usize,
    changes: Vec<ChangeForm<'a>>,
}

pub(super) fn since(since: &Since) -> SinceForm<'_> {
    SinceForm {
        format: FORMAT,
        review: since.review.id.as_str(),
        same_state: since.same_state.known().copied(),
        untold: since.then.untold.len(),
        changes: since.changes.iter().map(change_form).collect(),
    }
}

fn change_form(change: &Change) -> ChangeForm<'_> {
    let (word, record) = match change {
        Change::Added(record) => ("added", record),
        Change::Altered { after, .. } => ("altered", after.as_ref()),
        Change::Removed(record) => ("removed", record),
    };
    ChangeForm { change: word, kind: record.kind().code(), id: record.id(), name: record.name() }
}
