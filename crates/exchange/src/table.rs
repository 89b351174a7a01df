//! The register as tables that people edit in place: columns, cells, choices, and what was typed or pasted.
//!
//! Contents: [`columns`] and [`cells`] for a row, [`choices`] and [`word`] for fixed answers,
//! [`read_cells`] for what was typed, [`read_rows`] and [`read_paste`] for what was pasted, [`next_id`].
//!
//! Invariants: cells are written and read as those of a sheet, by the same code, so whatever a workbook takes a
//! cell takes too; what [`cells`] writes, [`read_cells`] reads back as the same record. A cell that cannot be read
//! costs that cell, and is named by its field.
//!
//! It saves nothing, and does not ask whether the register is sound or whether the catalog has an id.

mod paste;
mod typed;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use sekisho_model::{Lang, Record, RecordKind, Register, Text};

use crate::columns;
pub use crate::columns::{CatalogList, CellForm as Form, Need};
pub use crate::ids::next_id;
use crate::sheet::{self, expected, written};
pub use paste::{Paste, read_paste, read_rows};
pub use typed::read_cells;

/// Ranges of numbers up to this long are offered one by one.
const NUMBERS_OFFERED_MAX: u64 = 10;

/// A column of a table.
#[derive(Clone, Debug)]
pub struct Column {
    /// The field's name in documents; `a.b` for field `b` inside `a`.
    pub field: String,
    /// Its header, as sheets write it.
    pub header: Text,
    /// What a cell may hold.
    pub form: Form,
    /// May a cell be empty?
    pub need: Need,
    source: &'static columns::Column,
}

impl Column {
    /// What is to be entered, in words.
    #[must_use]
    pub fn expected(&self) -> Text {
        expected(self.source)
    }
}

static TABLES: LazyLock<BTreeMap<RecordKind, Vec<Column>>> = LazyLock::new(|| {
    let column = |source: &'static columns::Column| Column {
        field: source.field.clone(),
        header: source.word(),
        form: source.cell.clone(),
        need: source.need,
        source,
    };
    columns::sheets().iter().map(|sheet| (sheet.kind, sheet.columns.iter().map(column).collect())).collect()
});

/// The columns of a kind, in the order of sheets.
#[must_use]
pub fn columns(kind: RecordKind) -> &'static [Column] {
    TABLES.get(&kind).map_or(&[], Vec::as_slice)
}

/// A record as one text for each column, as a sheet shows it; records that it points at stand there by id, an
/// unknown value as nothing.
///
/// It looks at nothing but the record, so a page of a table costs what its rows cost.
#[must_use]
pub fn cells(record: &Record, lang: Lang) -> Vec<String> {
    let columns = &columns::sheet(record.kind()).columns;
    // A record that is in memory has a document; were there none, the row would be empty, not wrong.
    let flat = sheet::flat(record).unwrap_or_default();
    let cell = |column: &columns::Column| {
        Some(sheet::shown(column, flat.get(column.field.as_str())?, lang)?.into_text())
    };
    columns.iter().map(|column| cell(column).unwrap_or_default()).collect()
}

/// What may be chosen for a cell: the text that [`read_cells`] takes, and how it is shown. Fixed answers, small
/// numbers and records of the register are offered, with 不明 and 対象外 where a field may be so; of the catalog and of
/// free texts, nothing.
#[must_use]
pub fn choices(register: &Register, column: &Column, lang: Lang) -> Vec<(String, String)> {
    let records = |kind: RecordKind| {
        let named = register.named(kind).into_iter();
        named.map(|(id, name)| (written(id).into_owned(), name.replace('\n', " ")))
    };
    let mut choices: Vec<(String, String)> = match &column.form {
        Form::Words(list) => columns::list(list)
            .all()
            .iter()
            .map(|word| (word.code.clone(), word.written(lang).to_owned()))
            .collect(),
        Form::One(kind) | Form::Many(kind) => records(*kind).collect(),
        Form::Maker => {
            let own = ("own".to_owned(), columns::words().own.written(lang).to_owned());
            std::iter::once(own).chain(records(RecordKind::Supplier)).collect()
        }
        Form::Number(min, max) if max - min <= NUMBERS_OFFERED_MAX => {
            (*min..=*max).map(|number| (number.to_string(), number.to_string())).collect()
        }
        _ => Vec::new(),
    };
    let may_be_unknown = column.need == Need::Stated || column.form == Form::Maker;
    if may_be_unknown && !choices.is_empty() {
        choices.push(("unknown".to_owned(), word("", "unknown").in_lang(lang).to_owned()));
    }
    if column.need == Need::Stated && !choices.is_empty() {
        choices.push(("not-applicable".to_owned(), word("", "not-applicable").in_lang(lang).to_owned()));
    }
    choices
}

/// The word for one fixed answer of a list (the list of [`Form::Words`]), also for `unknown` and
/// `not-applicable`; the code itself where the list has none.
#[must_use]
pub fn word(list: &str, code: &str) -> Text {
    let words = columns::words();
    let [ja, en] = Lang::ALL.map(|lang| match (columns::list(list).with_code(code), code) {
        (Some(word), _) => word.written(lang),
        (None, "unknown") => words.unknown.written(lang),
        (None, "not-applicable") => words.not_applicable.written(lang),
        (None, code) => code,
    });
    Text::new(ja, en)
}

/// A moment of a document as cells write it, in Japanese time; the text itself where it is none.
#[must_use]
pub fn moment(document: &str) -> String {
    document.parse().map_or_else(|_| document.to_owned(), sheet::moment_written)
}

#[cfg(test)]
mod tests;
