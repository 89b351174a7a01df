//! Undo through the ledger: what an entry did to the register is reversed by a new entry that names it. Nothing
//! is ever taken out of the ledger.
//!
//! Invariant: only what is still as the entry left it is reversed; anything else is a conflict that shows both.

use sekisho_ledger::Entry;
use sekisho_model::{Change, Gravity, Place, Problem, Record, RecordKind, Register, Source, Text, text};
use serde_json::Value;

use super::{new_problems, overtaken};
use crate::conflict::Conflict;
use crate::guard::permit;
use crate::ledger::record_of;
use crate::product_papers::support_shortened;
use crate::{Act, App, AppError, Caller};

/// Entries read at a time when looking for the others of one save.
const PAGE: u64 = 512;
/// Most entries of one save that are undone together.
const ENTRIES_MAX: usize = 200_000;

/// What an undo did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undone {
    /// What changed in the register, in the order in which it was carried out.
    pub changes: Vec<Change>,
    /// The new ledger entries, one for each change.
    pub entries: Vec<u64>,
}

/// Reverses what one ledger entry did to the register.
///
/// # Errors
/// [`AppError::Forbidden`]; [`AppError::NotFound`]; [`AppError::Invalid`] where the entry changed no record, was
/// undone already, no longer tells what was before, or the register would contradict itself;
/// [`AppError::Conflict`] where the record has changed since; trouble in the store.
pub async fn undo(app: &App, caller: &Caller, seq: u64) -> Result<Undone, AppError> {
    permit(caller, Act::Enter)?;
    let entry = entry(app, seq).await?;
    if about_record(&entry).is_none() {
        return Err(invalid(no_record(&entry)));
    }
    reverse(app, caller, vec![entry]).await
}

/// Reverses what one save did to the register: the entry, and all others that were written with it, such as the
/// rows of one import.
///
/// # Errors
/// As [`undo`].
pub async fn undo_save(app: &App, caller: &Caller, seq: u64) -> Result<Undone, AppError> {
    permit(caller, Act::Enter)?;
    let first = entry(app, seq).await?;
    let mut entries = written_with(app, &first).await?;
    entries.retain(|entry| about_record(entry).is_some());
    if entries.is_empty() {
        return Err(invalid(no_record(&first)));
    }
    reverse(app, caller, entries).await
}

async fn entry(app: &App, seq: u64) -> Result<Entry, AppError> {
    let found = app.store().ledger_entries(seq, 1).await?.into_iter().next();
    found
        .filter(|entry| entry.seq() == seq)
        .ok_or_else(|| AppError::NotFound { kind: Text::new("記録", "ledger entry"), id: seq.to_string() })
}

/// The entries of the same save, in order: neighbours by the same person at the same moment.
async fn written_with(app: &App, entry: &Entry) -> Result<Vec<Entry>, AppError> {
    let same = |other: &Entry| other.at() == entry.at() && other.actor() == entry.actor();
    let mut first = entry.seq();
    'back: while first > 0 {
        let from = first.saturating_sub(PAGE);
        let page = app.store().ledger_entries(from, first - from).await?;
        for other in page.iter().rev() {
            if !same(other) {
                break 'back;
            }
            first = other.seq();
        }
    }
    let mut entries: Vec<Entry> = Vec::new();
    while entries.len() < ENTRIES_MAX {
        let page = app.store().ledger_entries(first + entries.len() as u64, PAGE).await?;
        let before = entries.len();
        entries.extend(page.into_iter().take_while(same));
        if ((entries.len() - before) as u64) < PAGE {
            return Ok(entries);
        }
    }
    Ok(entries)
}

/// Reverses entries, last one first.
async fn reverse(app: &App, caller: &Caller, entries: Vec<Entry>) -> Result<Undone, AppError> {
    let (state, base) = app.register().await?;
    let mut target = base.as_ref().clone();
    let (mut changes, mut conflicts) = (Vec::new(), Vec::new());
    for entry in entries.iter().rev() {
        match reversal(app, entry, &target).await? {
            Reversal::Change(change) => {
                target.apply(change.as_ref().clone());
                changes.push((entry.seq(), *change));
            }
            Reversal::Conflict(conflict) => conflicts.push(*conflict),
        }
    }
    if !conflicts.is_empty() {
        return Err(AppError::Conflict(conflicts));
    }
    let after = target.check();
    let mut caused = new_problems(&app.contradictions().await?, after.clone());
    caused.extend(support_shortened(&base, &target, app.today()));
    if !caused.is_empty() {
        return Err(AppError::Invalid(caused));
    }
    let origin = app.origin(caller, Source::Person);
    let entries = app.store().undo_changes(&changes, &origin).await.map_err(overtaken)?;
    app.advance(state, &entries, target, Some(after));
    Ok(Undone { changes: changes.into_iter().map(|(_, change)| change).collect(), entries })
}

enum Reversal {
    Change(Box<Change>),
    Conflict(Box<Conflict>),
}

/// What reverses an entry in a register, if the record is as the entry left it.
async fn reversal(app: &App, entry: &Entry, register: &Register) -> Result<Reversal, AppError> {
    let Some((kind, id, verb)) = about_record(entry) else { return Err(invalid(no_record(entry))) };
    let history = app.store().ledger_entries_about(entry.subject()).await?;
    if history.first().is_some_and(|newest| undoes(newest) == Some(entry.seq())) {
        return Err(invalid(undone_already(entry, history.first().map(Entry::seq))));
    }
    let now = register.record(kind, id);
    let before = match verb {
        Verb::Add => None,
        Verb::Change | Verb::Remove => Some(before(entry, &history, kind)?),
    };
    let untouched = history.first().map(Entry::seq) == Some(entry.seq());
    if !untouched && !is_as_left(entry, kind, verb, now.as_ref()) {
        let conflict = Conflict::over(app, now.as_ref(), before.as_ref(), (kind, id)).await?;
        return Ok(Reversal::Conflict(Box::new(conflict)));
    }
    let change = match (now, before) {
        (Some(now), Some(before)) => Change::Altered { before: now.into(), after: before.into() },
        (Some(now), None) => Change::Removed(now),
        (None, Some(before)) => Change::Added(before),
        (None, None) => return Err(invalid(untold(entry))),
    };
    Ok(Reversal::Change(Box::new(change)))
}

/// What an entry did with its record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verb {
    Add,
    Change,
    Remove,
}

/// Kind, id and verb of an entry that changed a record.
fn about_record(entry: &Entry) -> Option<(RecordKind, &str, Verb)> {
    let (kind, id) = record_of(entry)?;
    let verb = match entry.action().rsplit_once('-')?.1 {
        "add" => Verb::Add,
        "change" => Verb::Change,
        _ => Verb::Remove,
    };
    Some((kind, id, verb))
}

fn is_as_left(entry: &Entry, kind: RecordKind, verb: Verb, now: Option<&Record>) -> bool {
    match verb {
        Verb::Remove => now.is_none(),
        Verb::Add | Verb::Change => side(entry, "after", kind).as_ref() == now,
    }
}

/// The record before an entry: as it tells, or as the entry before it left the record.
fn before(entry: &Entry, history: &[Entry], kind: RecordKind) -> Result<Record, AppError> {
    side(entry, "before", kind)
        .or_else(|| {
            let earlier = history.iter().find(|earlier| earlier.seq() < entry.seq())?;
            side(earlier, "after", kind)
        })
        .ok_or_else(|| invalid(untold(entry)))
}

/// One side of an entry, where it is told.
fn side(entry: &Entry, side: &str, kind: RecordKind) -> Option<Record> {
    let mut detail: Value = serde_json::from_str(entry.detail().text()?).ok()?;
    Record::deserialize_as(kind, detail.get_mut(side)?.take()).ok()
}

fn undoes(entry: &Entry) -> Option<u64> {
    let detail: Value = serde_json::from_str(entry.detail().text()?).ok()?;
    detail.get("undoes")?.as_u64()
}

fn invalid((what, remedy): (Text, Text)) -> AppError {
    AppError::Invalid(vec![Problem { gravity: Gravity::Error, place: Place::default(), what, remedy }])
}

fn no_record(entry: &Entry) -> (Text, Text) {
    let (seq, action) = (entry.seq(), entry.action());
    (
        text!(
            ja: "記録 {seq}（{action}）は台帳の項目を変えていないので、元に戻せません。",
            en: "Entry {seq} ({action}) changed no record of the register, so it cannot be undone."
        ),
        text!(
            ja: "元に戻せるのは、工場の項目の追加・変更・削除です。",
            en: "What can be undone is that a record of the plant was added, changed or removed."
        ),
    )
}

fn undone_already(entry: &Entry, by: Option<u64>) -> (Text, Text) {
    let (seq, by) = (entry.seq(), by.unwrap_or_default());
    (
        text!(
            ja: "記録 {seq} は、記録 {by} ですでに元に戻されています。",
            en: "Entry {seq} has been undone already, by entry {by}."
        ),
        text!(
            ja: "もう一度適用するには、記録 {by} を元に戻してください。",
            en: "Undo entry {by} to have it back."
        ),
    )
}

fn untold(entry: &Entry) -> (Text, Text) {
    let seq = entry.seq();
    (
        text!(
            ja: "記録 {seq} から以前の内容を読み取れないので、元に戻せません（詳細が消去されているか、長すぎて残っていません）。",
            en: "Entry {seq} no longer tells what was before, so it cannot be undone: its particulars were erased, or were too long to be kept."
        ),
        text!(
            ja: "以前の内容を書き出したファイルがあれば、それを取り込んでください。",
            en: "Import a file with the earlier content, if there is one."
        ),
    )
}
