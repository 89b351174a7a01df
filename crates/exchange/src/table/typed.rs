//! What was typed into the cells of one row, to the record that it makes.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::{Place, Problem, Record, RecordKind, Register, Text, text};

use crate::Limits;
use crate::columns::{self, Column, Need};
use crate::reading::Problems;
use crate::sheet::{self, Against, Cell, Grid, NoId, Table};

/// Reads one row from `(field, text)` pairs, each text as a cell of a sheet: dates, fixed answers and numbers in
/// any usual spelling, other records by id or name.
///
/// Fields that are not given stay as they are in the record of `base` with the same id. Without an id, the row is
/// the registered record with its name or a new one with the next free id, which a warning says. There is no
/// record where one of its required fields has no value.
///
/// A problem's place has the field in `path`, and nothing else.
#[must_use]
pub fn read_cells(
    base: &Register,
    kind: RecordKind,
    cells: &[(String, String)],
) -> (Option<Record>, Vec<Problem>) {
    let limits = Limits::default();
    let mut problems = Problems::new(&limits);
    let mut row = Typed::default();
    for (field, text) in cells {
        if let Err(problem) = row.add(kind, field, text) {
            problems.push(*problem);
        }
    }
    if !row.is_registered(base, kind) {
        row.add_required(kind);
    }
    let columns: Vec<Option<&'static Column>> = row.columns.into_iter().map(Some).collect();
    let table = Table::of_columns(kind, Grid::of_row(row.cells), &columns, |column| column.field.clone())
        .with_every_row();
    let against = Against { base, removing: false, no_id: NoId::Numbered, limits: &limits };
    let record = sheet::records(&[table], against, &mut problems).list.pop();
    let mut problems = problems.into_list("");
    for problem in &mut problems {
        problem.place = Place { path: std::mem::take(&mut problem.place.path), ..Place::default() };
    }
    (record, problems)
}

/// A row as it is put together, column by column.
#[derive(Default)]
struct Typed {
    columns: Vec<&'static Column>,
    fields: BTreeSet<&'static str>,
    cells: BTreeMap<u32, Cell>,
}

impl Typed {
    fn add(&mut self, kind: RecordKind, field: &str, text: &str) -> Result<(), Box<Problem>> {
        let column = column(kind, field)?;
        if !self.fields.insert(&column.field) {
            return Err(Box::new(twice(column)));
        }
        self.columns.push(column);
        if let (Ok(number), Some(cell)) = (u32::try_from(self.columns.len()), Cell::text(text)) {
            self.cells.insert(number, cell);
        }
        Ok(())
    }

    fn is_registered(&self, base: &Register, kind: RecordKind) -> bool {
        if kind == RecordKind::Plant {
            return base.plant.is_some();
        }
        let typed = |field: &str| {
            let at = self.columns.iter().position(|column| column.field == field)?;
            self.cells.get(&u32::try_from(at + 1).ok()?).map(Cell::shown)
        };
        match (typed("id"), typed("name")) {
            (Some(id), _) => base.contains(kind, sheet::unmasked(&id).unwrap_or_default()),
            (None, Some(name)) => base.named(kind).iter().filter(|(_, known)| *known == name).count() == 1,
            (None, None) => false,
        }
    }

    /// A new record misses what it must have, by the name of the field.
    fn add_required(&mut self, kind: RecordKind) {
        for column in columns::sheet(kind).columns.iter().filter(|column| column.need == Need::Required) {
            if column.field != "id" && self.fields.insert(&column.field) {
                self.columns.push(column);
            }
        }
    }
}

/// The column of a field.
pub(super) fn column(kind: RecordKind, field: &str) -> Result<&'static Column, Box<Problem>> {
    columns::sheet(kind).column(field).ok_or_else(|| {
        let Text { ja, en } = kind.word();
        let shown = sheet::quote(field);
        Box::new(Problem::error(
            Place::default().at_path(shown.clone()),
            text!(ja: "{ja}に「{shown}」という項目はありません。", en: "A record of kind {en} has no field \"{shown}\"."),
            text!(ja: "画面を読み込み直してください。", en: "Load the page again."),
        ))
    })
}

fn twice(column: &Column) -> Problem {
    let Text { ja, en } = column.word();
    Problem::error(
        Place::default().at_path(column.field.clone()),
        text!(ja: "「{ja}」が 2 回送られてきたため、はじめの値だけを読みました。", en: "\"{en}\" came twice; only its first value was read."),
        text!(ja: "画面を読み込み直してください。", en: "Load the page again."),
    )
}
