//! The JSON form of what a plant file would change.

use sekisho_app::register::Proposal;
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

fn change_form(change: &Change) -> ChangeForm<'_> {
    let (word, record) = match change {
        Change::Added(record) => ("added", record),
        Change::Altered { after, .. } => ("altered", after.as_ref()),
        Change::Removed(record) => ("removed", record),
    };
    ChangeForm { change: word, kind: record.kind().code(), id: record.id(), name: record.name() }
}
