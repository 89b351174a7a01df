//! The rows of all tables to records: first every row's id and name, so that rows may name each other in any
//! order; then the fields, kind by kind, so that nothing names a row that turns out unreadable.
//!
//! A cell that cannot be read costs that cell (the register keeps its value); a required one costs its row.
//! A column that a sheet doesn't have leaves the field as it is in the register.

mod identity;

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::{Place, Problem, Record, RecordKind, Register, Text, text};
use serde_json::Value;

use super::answer::{Answer, Asked};
use super::flat::{self, Flat};
use super::names::{Misfit, Names};
use super::table::{Mapped, Table};
use crate::columns::{self, Column, Need};
use crate::reading::Problems;
use crate::{Limits, Records};
use identity::Draft;

/// What an asset is when its sheet has no such column but has columns for maker, model or firmware.
const DEVICE: &str = "device";
/// So many rows are named in a message about many rows.
const ROWS_NAMED_MAX: usize = 5;

/// What the rows are read against.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Against<'a> {
    /// The register that they are added to.
    pub(crate) base: &'a Register,
    /// Will records of the kinds in the file that it doesn't list be removed?
    pub(crate) removing: bool,
    /// What is a row without an id?
    pub(crate) no_id: NoId,
    /// What is not gone beyond.
    pub(crate) limits: &'a Limits,
}

/// What a row without an id is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoId {
    /// The registered record with its name; otherwise a record whose id is its name.
    Named,
    /// The registered record with its name; otherwise a new record with the next free id.
    Numbered,
}

/// Reads the rows of all tables.
pub(crate) fn records(tables: &[Table], against: Against<'_>, problems: &mut Problems) -> Records {
    let mut notes = Notes::default();
    let mut records =
        Records { kinds: tables.iter().map(|table| table.kind).collect(), ..Records::default() };
    let drafts = identity::drafts(tables, against, &mut notes, &mut records);
    let mut names = known_names(tables, &drafts, against);
    for kind in columns::reading_order().iter().copied() {
        for draft in drafts.iter().filter(|draft| draft.table.kind == kind) {
            let read = Fields { draft, against, names: &names, notes: &mut notes }.record();
            match read {
                Some(record) => records.list.push(record),
                None => {
                    records.kinds_with_unread.insert(kind);
                    names.unread(kind, &draft.id, draft.place());
                }
            }
        }
    }
    records.list.sort_by_key(Record::kind);
    notes.into_problems(tables, problems);
    records
}

/// Of the kinds that a column may name: records of the register that stay, and all rows.
fn known_names(tables: &[Table], drafts: &[Draft<'_>], against: Against<'_>) -> Names {
    let mut names = Names::default();
    let columns = tables.iter().flat_map(|table| &table.mapped);
    let wanted: BTreeSet<RecordKind> = columns.filter_map(|mapped| mapped.column.cell.named_kind()).collect();
    let listed: BTreeSet<RecordKind> = tables.iter().map(|table| table.kind).collect();
    for kind in wanted {
        let of_kind = drafts.iter().filter(|draft| draft.table.kind == kind);
        let rows: BTreeSet<&str> = of_kind.clone().map(|draft| draft.id.as_str()).collect();
        let removed = against.removing && listed.contains(&kind);
        for (id, name) in against.base.named(kind).into_iter().filter(|_| !removed) {
            if !rows.contains(id) {
                names.add(kind, id, name);
            }
        }
        for draft in of_kind {
            names.add(kind, &draft.id, &draft.name);
        }
    }
    names
}

/// Problems by table and row, and those that many rows of a table share.
#[derive(Debug, Default)]
struct Notes {
    /// With table and row, for their order; row 0 is the whole table.
    list: Vec<(usize, u32, Problem)>,
    shared: BTreeMap<(usize, Shared), Vec<u32>>,
    /// Ids given to rows without one, by table.
    new_ids: BTreeMap<usize, Vec<String>>,
}

/// What many rows of a table may have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Shared {
    /// There is no column for an id.
    NoIdColumn,
    /// The id's cell is empty.
    EmptyId,
    /// Without an id, and with the name of a registered record.
    FoundByName,
    /// A remark below the table.
    Remark,
    /// A proposal that nobody took.
    NotAdopted,
    /// Read as a device, because there is no column for the sort.
    TakenForDevice,
    /// There is no column for a required field, by its place in the sheet's columns.
    NoColumn(usize),
}

impl Notes {
    fn add(&mut self, table: usize, row: u32, problem: Problem) {
        self.list.push((table, row, problem));
    }

    fn share(&mut self, table: usize, shared: Shared, row: u32) {
        self.shared.entry((table, shared)).or_default().push(row);
    }

    fn into_problems(mut self, tables: &[Table], problems: &mut Problems) {
        for (index, ids) in std::mem::take(&mut self.new_ids) {
            if let Some(table) = tables.get(index) {
                self.add(index, 0, numbered(table, &ids));
            }
        }
        for ((index, shared), rows) in std::mem::take(&mut self.shared) {
            if let Some(table) = tables.get(index) {
                self.add(index, 0, shared.problem(table, &rows));
            }
        }
        self.list.sort_by_key(|(table, row, _)| (*table, *row));
        for (_, _, problem) in self.list {
            problems.push(problem);
        }
    }
}

impl Shared {
    fn problem(self, table: &Table, rows: &[u32]) -> Problem {
        let n = rows.len();
        let place = table.grid.whole();
        let Text { ja, en } = rows_named(rows);
        match self {
            Self::NoIdColumn => Problem::warning(
                place,
                text!(ja: "ID の列がないため、{n} 行で名称を ID として使いました。", en: "There is no id column. Rows whose name was used as the id: {n}."),
                text!(
                    ja: "名称を変えると別の記録になります。続けて使う表には ID の列を加えてください。",
                    en: "A changed name will make another record. Add an id column to a sheet that will be read again."
                ),
            ),
            Self::EmptyId => Problem::warning(
                place,
                text!(ja: "ID が空のため、{n} 行（{ja}）で名称を ID として使いました。", en: "Rows whose name was used as the id, because the id is empty: {n} ({en})."),
                text!(ja: "ID を入れてください。", en: "Enter ids."),
            ),
            Self::FoundByName => Problem::warning(
                place,
                text!(ja: "ID のない {n} 行（{ja}）を、名称が同じ登録済みの記録として読みました。", en: "Rows without an id that were read as the registered record of the same name: {n} ({en})."),
                text!(ja: "別の記録なら、ID を入れてください。", en: "Enter ids if they are other records."),
            ),
            Self::Remark => Problem::warning(
                place,
                text!(ja: "注記と思われる {n} 行（{ja}）は、記録として読みませんでした。", en: "Rows that look like remarks and were not read as records: {n} ({en})."),
                text!(ja: "記録なら、行頭の記号を取り、名称の列に値を入れてください。", en: "If they are records, take the sign at their start away and fill the column for the name."),
            ),
            Self::TakenForDevice => {
                let kind = columns::list("asset-kind").with_code(DEVICE);
                let word = |lang| kind.map_or(DEVICE, |word| word.written(lang));
                let (ja, en) = (word(sekisho_model::Lang::Ja), word(sekisho_model::Lang::En));
                Problem::warning(
                    place,
                    text!(ja: "種別の列がないため、{n} 行を「{ja}」として読みました。", en: "There is no column for the kind. Rows read as \"{en}\": {n}."),
                    text!(ja: "ネットワークやデータの行があれば、種別の列を加えてください。", en: "Add a column \"Kind\" if some of them are networks or data."),
                )
            }
            Self::NotAdopted => super::proposed::left(place, n, &Text { ja, en }),
            Self::NoColumn(index) => no_column(table, index, place, n, &Text { ja, en }),
        }
    }
}

/// Rows without an id got one.
fn numbered(table: &Table, ids: &[String]) -> Problem {
    let n = ids.len();
    let (first, last) = (ids.first().map_or("", String::as_str), ids.last().map_or("", String::as_str));
    let what = if n == 1 {
        text!(ja: "ID がないため、{first} を付けました。", en: "There is no id, so it was given the id {first}.")
    } else {
        text!(ja: "ID のない {n} 行に、{first} から {last} までの ID を付けました。", en: "{n} rows without an id were given the ids {first} to {last}.")
    };
    let remedy = text!(ja: "自社の番号があれば、書き換えてください。", en: "Change them if you have numbers of your own.");
    Problem::warning(table.grid.whole(), what, remedy)
}

fn no_column(table: &Table, index: usize, place: Place, n: usize, rows: &Text) -> Problem {
    let column = columns::sheet(table.kind).columns.get(index);
    let Text { ja, en } = column.map(Column::word).unwrap_or_default();
    let (rows_ja, rows_en) = (&rows.ja, &rows.en);
    Problem::error(
        place,
        text!(
            ja: "「{ja}」の列がないため、{n} 行（{rows_ja}）を読めませんでした。",
            en: "There is no column \"{en}\". Rows that were not read: {n} ({rows_en})."
        ),
        text!(ja: "「{ja}」の列を加えてください。", en: "Add a column \"{en}\"."),
    )
}

fn rows_named(rows: &[u32]) -> Text {
    let list = |separator: &str| {
        let named: Vec<String> = rows.iter().take(ROWS_NAMED_MAX).map(u32::to_string).collect();
        named.join(separator)
    };
    let (ja, en) = (list("、"), list(", "));
    match rows.len() {
        1 => text!(ja: "{ja} 行目", en: "row {en}"),
        n if n > ROWS_NAMED_MAX => text!(ja: "{ja} 行目 ほか", en: "rows {en} and others"),
        _ => text!(ja: "{ja} 行目", en: "rows {en}"),
    }
}

/// Reads the fields of one row.
struct Fields<'a, 'b> {
    draft: &'a Draft<'a>,
    against: Against<'a>,
    names: &'a Names,
    notes: &'b mut Notes,
}

impl Fields<'_, '_> {
    fn record(&mut self) -> Option<Record> {
        let draft = self.draft;
        let kind = draft.table.kind;
        let mut flat = draft.base.as_ref().and_then(|base| flat::flat(base).ok()).unwrap_or_default();
        let mut whole = true;
        for (index, column) in columns::sheet(kind).columns.iter().enumerate() {
            if column.field == "id" {
                flat.insert("id", Value::from(draft.id.as_str()));
                continue;
            }
            self.field(column, &mut flat);
            if column.need == Need::Required && !flat.contains_key(column.field.as_str()) {
                whole = false;
                if draft.table.of_field(&column.field).next().is_none() {
                    self.notes.share(draft.index, Shared::NoColumn(index), draft.row.number);
                }
            }
        }
        self.complete_loss(&mut flat);
        if !whole {
            return None;
        }
        match flat::record(kind, flat) {
            Ok(record) => Some(record),
            Err(error) => {
                self.misread(&error);
                None
            }
        }
    }

    fn misread(&mut self, error: &serde_json::Error) {
        let problem = Problem::error(
            self.draft.place(),
            text!(ja: "行を読めませんでした（{error}）。", en: "The row could not be read ({error})."),
            text!(ja: "行の値を見直してください。", en: "Check the values of the row."),
        );
        self.notes.add(self.draft.index, self.draft.row.number, problem);
    }

    fn field(&mut self, column: &'static Column, flat: &mut Flat) {
        let table = self.draft.table;
        let mut values: Vec<Option<Value>> = Vec::new();
        for mapped in table.of_field(&column.field) {
            match self.answer(mapped) {
                Ok(Answer { value, doubt }) => {
                    if let Some(Misfit { what, remedy }) = doubt {
                        self.note(Problem::warning(self.draft.cell_place(mapped), what, remedy));
                    }
                    values.push(value);
                }
                Err(Misfit { what, remedy }) => {
                    self.note(Problem::error(self.draft.cell_place(mapped), what, remedy));
                    return;
                }
            }
        }
        if values.is_empty() {
            self.default_kind(column, flat);
            return;
        }
        match joined(values) {
            Some(value) => flat.insert(&column.field, value),
            None => flat.remove(column.field.as_str()),
        };
    }

    fn answer(&self, mapped: &Mapped) -> Result<Answer, Misfit> {
        let asked = Asked {
            column: mapped.column,
            unit: mapped.unit,
            names: self.names,
            text_chars_max: self.against.limits.text_chars_max,
        };
        asked.answer(self.draft.row.cells.get(&mapped.number))
    }

    fn note(&mut self, problem: Problem) {
        self.notes.add(self.draft.index, self.draft.row.number, problem);
    }

    /// A list with makers and models but no column for the sort of asset is a list of devices.
    fn default_kind(&mut self, column: &'static Column, flat: &mut Flat) {
        let table = self.draft.table;
        let lists_devices = || table.mapped.iter().any(|mapped| mapped.column.outer() == DEVICE);
        if table.kind == RecordKind::Asset
            && column.field == "kind"
            && !flat.contains_key("kind")
            && lists_devices()
        {
            flat.insert("kind", Value::from(DEVICE));
            self.notes.share(self.draft.index, Shared::TakenForDevice, self.draft.row.number);
        }
    }

    /// A loss is stated in all five values or in none. Where some are stated, an empty one means no loss,
    /// which is said aloud because it is a claim.
    fn complete_loss(&mut self, flat: &mut Flat) {
        let columns: Vec<&'static Column> = columns::sheet(self.draft.table.kind)
            .columns
            .iter()
            .filter(|column| column.outer() == "loss")
            .collect();
        let stated = |column: &&&Column| {
            flat.get(column.field.as_str()).is_some_and(|value| !flat::is_not_applicable(value))
        };
        let open: Vec<&'static Column> = columns.iter().filter(|column| !stated(column)).copied().collect();
        if open.is_empty() {
            return;
        }
        if open.len() == columns.len() {
            let any = columns.iter().any(|column| flat.contains_key(column.field.as_str()));
            for column in columns.iter().filter(|_| any) {
                flat.insert(&column.field, flat::not_applicable());
            }
            return;
        }
        let names = |lang| -> Vec<&str> { open.iter().map(|column| column.header(lang)).collect() };
        let (ja, en) = (names(sekisho_model::Lang::Ja).join("・"), names(sekisho_model::Lang::En).join(", "));
        for column in &open {
            flat.insert(&column.field, Value::from("none"));
        }
        self.note(Problem::warning(
            self.draft.place(),
            text!(
                ja: "損失のうち {ja} が書かれていないため、「なし」として読みました。",
                en: "Of the losses, {en} is not stated, so it was read as \"None\"."
            ),
            text!(ja: "損失があれば書き加えてください。", en: "Enter it if there is a loss."),
        ));
    }
}

/// The values of all columns of one field: sets are joined, of others there is only one.
fn joined(values: Vec<Option<Value>>) -> Option<Value> {
    let mut values = values.into_iter().flatten();
    let first = values.next()?;
    Some(values.fold(first, |joined, value| match (joined, value) {
        (Value::Array(mut joined), Value::Array(value)) => {
            joined.extend(value);
            Value::Array(joined)
        }
        (joined, _) => joined,
    }))
}
