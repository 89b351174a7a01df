//! The register as tables that people edit row by row: read, save, remove, paste, change many, undo.
//!
//! Invariants: all of a save or nothing; each changed row is one ledger entry. A row that somebody else changed
//! in between is never overwritten unseen: [`AppError::Conflict`] shows both versions. A save that would make
//! the register contradict itself is refused; a contradiction that was there before is not held against it.

mod many;
mod undo;

use std::collections::BTreeMap;
use std::sync::Arc;

use sekisho_model::{Change, Gravity, Place, Problem, Record, RecordKind, Register, Source, Text, text};
use sekisho_store::StoreError;

pub use crate::conflict::Conflict;
use crate::guard::permit;
use crate::product_papers::support_shortened;
pub use crate::state::version;
use crate::{Act, App, AppError, Caller};
pub use many::{bulk, paste, paste_onto};
pub use sekisho_exchange::table::{Paste, next_id};
pub use undo::{Undone, undo, undo_save};

/// The register to be edited.
#[derive(Clone, Debug)]
pub struct Rows {
    /// The number of its state: entries in the ledger.
    pub state: u64,
    /// The register.
    pub register: Arc<Register>,
}

impl Rows {
    /// The version of a record, to be handed back with an edit of it.
    #[must_use]
    pub fn version(&self, kind: RecordKind, id: &str) -> Option<String> {
        self.register.record(kind, id).as_ref().map(version)
    }
}

/// What somebody typed into one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowEdit {
    /// Kind of record.
    pub kind: RecordKind,
    /// Id of the record; none for a new row.
    pub id: Option<String>,
    /// The version that was seen; none to save whatever the row is by now.
    pub seen: Option<String>,
    /// Fields that were typed, and what; fields that are not named stay as they are. A new row may name `id`;
    /// where it doesn't, the next free one is taken.
    pub cells: Vec<(String, String)>,
}

/// A row to be taken out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowRef {
    /// Kind of record.
    pub kind: RecordKind,
    /// Its id.
    pub id: String,
    /// The version that was seen; none to remove whatever the row is by now.
    pub seen: Option<String>,
}

/// What was saved.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Saved {
    /// One for each row asked for, in the same order.
    pub rows: Vec<SavedRow>,
    /// What was read but needs a look, and what is still contradictory about these rows.
    pub warnings: Vec<Problem>,
}

/// One row after a save.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedRow {
    /// Kind of record.
    pub kind: RecordKind,
    /// Id, also of a new row.
    pub id: String,
    /// Its version now; none where it was taken out.
    pub version: Option<String>,
    /// The ledger entry; none where nothing changed.
    pub seq: Option<u64>,
}

/// The register to be edited.
///
/// # Errors
/// [`AppError::Forbidden`], or trouble in the store.
pub async fn rows(app: &App, caller: &Caller) -> Result<Rows, AppError> {
    permit(caller, Act::Read)?;
    let (state, register) = app.register().await?;
    Ok(Rows { state, register })
}

/// Saves what was typed: all of it or nothing, one ledger entry for each row that changes.
///
/// # Errors
/// [`AppError::Forbidden`]; [`AppError::Conflict`] where a row is no longer as it was seen; [`AppError::Invalid`]
/// where a cell cannot be read (the place's `path` is the field, and `row` counts the edits from 1 where there are
/// several) or the register would contradict itself (the place's `sheet` is the kind's code and `path` the id);
/// trouble in the store.
pub async fn save(app: &App, caller: &Caller, edits: &[RowEdit]) -> Result<Saved, AppError> {
    permit(caller, Act::Enter)?;
    let (state, base) = app.register().await?;
    let mut draft = Draft::on(&base);
    let mut conflicts = Vec::new();
    for (index, edit) in edits.iter().enumerate() {
        let row = (edits.len() > 1).then_some(index as u64 + 1);
        let before = edit.id.as_deref().and_then(|id| base.record(edit.kind, id));
        let after = draft.read(edit, row);
        match &edit.id {
            Some(id) if has_moved_on(before.as_ref(), edit.seen.as_deref()) => {
                let about = (edit.kind, id.as_str());
                conflicts.push(Conflict::over(app, before.as_ref(), after.as_ref(), about).await?);
            }
            _ => draft.put(after),
        }
    }
    if !conflicts.is_empty() {
        return Err(AppError::Conflict(conflicts));
    }
    commit(app, caller, state, draft).await
}

/// Takes rows out of the register, all or none.
///
/// # Errors
/// [`AppError::Forbidden`]; [`AppError::Conflict`] where a row is no longer as it was seen; [`AppError::Invalid`]
/// where other rows refer to it; trouble in the store.
pub async fn remove(app: &App, caller: &Caller, rows: &[RowRef]) -> Result<Saved, AppError> {
    permit(caller, Act::Enter)?;
    let (state, base) = app.register().await?;
    let mut draft = Draft::on(&base);
    let mut conflicts = Vec::new();
    for RowRef { kind, id, seen } in rows {
        let before = base.record(*kind, id);
        if has_moved_on(before.as_ref(), seen.as_deref()) {
            conflicts.push(Conflict::over(app, before.as_ref(), None, (*kind, id)).await?);
        }
        draft.remove(*kind, id);
    }
    if !conflicts.is_empty() {
        return Err(AppError::Conflict(conflicts));
    }
    commit(app, caller, state, draft).await
}

/// Is a row gone, or no longer as it was seen?
fn has_moved_on(now: Option<&Record>, seen: Option<&str>) -> bool {
    match (now, seen) {
        (None, _) => true,
        (Some(now), Some(seen)) => version(now) != seen,
        (Some(_), None) => false,
    }
}

/// A register with rows edited, not yet saved.
struct Draft<'a> {
    base: &'a Register,
    target: Register,
    /// Rows touched, in order; a row touched twice counts where it was first.
    touched: Vec<(RecordKind, String)>,
    problems: Vec<Problem>,
}

impl<'a> Draft<'a> {
    fn on(base: &'a Register) -> Self {
        Self { base, target: base.clone(), touched: Vec::new(), problems: Vec::new() }
    }

    /// Reads a row against the draft as it is so far. None where it cannot be read; the problems say why.
    fn read(&mut self, edit: &RowEdit, row: Option<u64>) -> Option<Record> {
        let id = self.id_of(edit, row)?;
        // The plant has no id of its own to be typed.
        let named = (edit.kind != RecordKind::Plant).then_some(("id", id.as_str()));
        let mut cells: Vec<(&str, &str)> = named.into_iter().collect();
        let typed = edit.cells.iter().filter(|(field, _)| field != "id");
        cells.extend(typed.map(|(field, text)| (field.as_str(), text.as_str())));
        let (record, mut problems) = many::read_cells(&self.target, edit.kind, &cells);
        for problem in &mut problems {
            problem.place.row = row.or(problem.place.row);
        }
        self.problems.extend(problems);
        record
    }

    /// The id of an edited row: its own, the one typed into a new row, or the next free one.
    fn id_of(&mut self, edit: &RowEdit, row: Option<u64>) -> Option<String> {
        let typed = edit.cells.iter().find(|(field, _)| field == "id").map(|(_, text)| text.trim());
        let typed = typed.filter(|text| !text.is_empty());
        match (&edit.id, typed) {
            (Some(id), Some(typed)) if typed != id => {
                self.problems.push(renamed(edit.kind, id, typed, row));
                None
            }
            (Some(id), _) => Some(id.clone()),
            (None, Some(typed)) if self.target.contains(edit.kind, typed) => {
                self.problems.push(taken(edit.kind, typed, row));
                None
            }
            (None, Some(typed)) => Some(typed.to_owned()),
            (None, None) => Some(next_id(&self.target, edit.kind)),
        }
    }

    fn put(&mut self, record: Option<Record>) {
        let Some(record) = record else { return };
        self.touch(record.kind(), record.id());
        self.target.put(record);
    }

    fn remove(&mut self, kind: RecordKind, id: &str) {
        self.touch(kind, id);
        // An id that cannot be one is in no register.
        let _ = self.target.remove(kind, id);
    }

    fn touch(&mut self, kind: RecordKind, id: &str) {
        if !self.touched.iter().any(|(k, i)| *k == kind && i == id) {
            self.touched.push((kind, id.to_owned()));
        }
    }

    /// What changes: what is added and altered in the order of the rows, then what is taken out, last first.
    fn changes(&self) -> Vec<Change> {
        let sides = self.touched.iter().map(|(kind, id)| {
            let of = |register: &Register| register.record(*kind, id);
            (of(self.base), of(&self.target))
        });
        let (mut changes, mut gone) = (Vec::new(), Vec::new());
        for side in sides {
            match side {
                (None, Some(after)) => changes.push(Change::Added(after)),
                (Some(before), Some(after)) if before != after => {
                    changes.push(Change::Altered { before: before.into(), after: after.into() });
                }
                (Some(before), None) => gone.push(Change::Removed(before)),
                _ => {}
            }
        }
        changes.extend(gone.into_iter().rev());
        changes
    }

    /// What is still contradictory about the touched rows, among all that is.
    fn remaining(&self, before: &[Problem], after: &[Problem]) -> Vec<Problem> {
        let about = |problem: &&Problem| {
            self.touched
                .iter()
                .any(|(kind, id)| problem.place.sheet == kind.code() && problem.place.path == *id)
        };
        let there = after.iter().filter(about).filter(|problem| before.contains(problem));
        there.map(|problem| Problem { gravity: Gravity::Warning, ..problem.clone() }).collect()
    }
}

/// The problems that were not there before.
pub(crate) fn new_problems(before: &[Problem], after: Vec<Problem>) -> Vec<Problem> {
    let mut known: BTreeMap<&Problem, usize> = BTreeMap::new();
    for problem in before {
        *known.entry(problem).or_default() += 1;
    }
    let mut new = Vec::new();
    for problem in after {
        match known.get_mut(&problem) {
            Some(left) if *left > 0 => *left -= 1,
            _ => new.push(problem),
        }
    }
    new
}

/// Checks a draft of a state of the register, and carries it out.
async fn commit(app: &App, caller: &Caller, state: u64, draft: Draft<'_>) -> Result<Saved, AppError> {
    let changes = draft.changes();
    let (before, after) = (app.contradictions().await?, draft.target.check());
    let mut errors: Vec<Problem> =
        draft.problems.iter().filter(|problem| problem.gravity == Gravity::Error).cloned().collect();
    let caused = new_problems(&before, after.clone());
    if !caused.is_empty() && changes.iter().all(|change| matches!(change, Change::Removed(_))) {
        errors.extend(changes.first().map(still_referred_to));
    }
    errors.extend(caused);
    errors.extend(support_shortened(draft.base, &draft.target, app.today()));
    if !errors.is_empty() {
        return Err(AppError::Invalid(errors));
    }
    let origin = app.origin(caller, Source::Person);
    let entries = app.store().apply_changes(&changes, &origin).await.map_err(overtaken)?;
    let mut warnings = draft.remaining(&before, &after);
    let Draft { base: _, target, touched, problems } = draft;
    warnings.splice(0..0, problems);
    let row = |(kind, id): (RecordKind, String)| SavedRow {
        version: target.record(kind, &id).as_ref().map(version),
        seq: entry_of(&changes, &entries, kind, &id),
        kind,
        id,
    };
    let rows = touched.into_iter().map(row).collect();
    app.advance(state, &entries, target, Some(after));
    Ok(Saved { rows, warnings })
}

fn entry_of(changes: &[Change], entries: &[u64], kind: RecordKind, id: &str) -> Option<u64> {
    let at = changes.iter().position(|change| change.subject() == (kind, id))?;
    entries.get(at).copied()
}

/// A record that changed between reading and writing.
pub(crate) fn overtaken(error: StoreError) -> AppError {
    match error {
        StoreError::Conflict { .. } => AppError::Outdated,
        error => AppError::Store(error),
    }
}

fn place(kind: RecordKind, id: &str, row: Option<u64>) -> Place {
    Place { sheet: kind.code().to_owned(), path: id.to_owned(), row, ..Place::default() }
}

fn renamed(kind: RecordKind, id: &str, typed: &str, row: Option<u64>) -> Problem {
    Problem::error(
        place(kind, id, row),
        text!(
            ja: "ID は変えられません（{id} → {typed}）。ほかの項目がこの ID を指しているためです。",
            en: "An id cannot be changed ({id} → {typed}), because other records point at it."
        ),
        text!(
            ja: "表示を変えるには名称を直してください。",
            en: "Change the name instead, which is what people see."
        ),
    )
}

fn taken(kind: RecordKind, id: &str, row: Option<u64>) -> Problem {
    let Text { ja, en } = kind.word();
    Problem::error(
        place(kind, id, row),
        text!(ja: "{ja}「{id}」はすでにあります。", en: "There is already a {en} \"{id}\"."),
        text!(ja: "別の ID にするか、空欄にしてください。", en: "Give another id, or leave it empty."),
    )
}

fn still_referred_to(change: &Change) -> Problem {
    let (kind, id) = change.subject();
    let Text { ja, en } = kind.word();
    Problem::error(
        place(kind, id, None),
        text!(
            ja: "{ja}「{id}」は、ほかの項目から参照されているため削除できません。",
            en: "{en} \"{id}\" cannot be removed, because other records point at it."
        ),
        text!(
            ja: "参照している項目を先に直すか、まとめて削除してください。",
            en: "Correct the records that point at it first, or remove them together."
        ),
    )
}
