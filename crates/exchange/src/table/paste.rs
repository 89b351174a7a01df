//! Rows pasted from a spreadsheet, into a table or over rows of it.

use sekisho_model::{Lang, Place, Problem, RecordKind, Register, Text, text};

use super::typed;
use crate::columns::{self, Column};
use crate::reading::Problems;
use crate::sheet::{self, Against, Grid, NoId, Pasted, Table};
use crate::{Limits, Reading, plant};

/// What was pasted, and where.
#[derive(Clone, Copy, Debug)]
pub struct Paste<'a> {
    /// The text of the clipboard: tabs between cells, line ends between rows.
    pub text: &'a str,
    /// The language of the word for what was pasted, in places of problems.
    pub lang: Lang,
    /// The fields of the pasted columns where no header row says them, such as those from the chosen cell on;
    /// where empty, the columns of the table from the first.
    pub fields: &'a [String],
    /// Ids of the records onto which the rows are laid, the first row first, where no pasted column has ids. An
    /// empty cell then empties the field. Rows beyond these are as without.
    pub onto: &'a [String],
    /// What is not gone beyond.
    pub limits: Limits,
}

impl<'a> Paste<'a> {
    /// Rows pasted into a table.
    #[must_use]
    pub fn new(text: &'a str, lang: Lang) -> Self {
        Self { text, lang, fields: &[], onto: &[], limits: Limits::default() }
    }
}

/// Reads rows pasted from a spreadsheet and gives the register as it would be with them in it; see
/// [`read_paste`].
#[must_use]
pub fn read_rows(base: &Register, kind: RecordKind, text: &str, lang: Lang) -> Reading<Register> {
    read_paste(base, kind, &Paste::new(text, lang))
}

/// Reads rows pasted from a spreadsheet and gives the register as it would be with them in it.
///
/// A header row is recognised, with its columns in any order and in either language. Rows are read as those of a
/// sheet: one with a registered id alters that record in the fields that were pasted, others are added; a cell that
/// cannot be read costs that cell, and a required one costs its row. A row without an id is the registered record
/// with its name or a new one with the next free id, and a warning says which.
///
/// A problem's place has the row of what was pasted, from 1, and in `path` the header.
#[must_use]
pub fn read_paste(base: &Register, kind: RecordKind, paste: &Paste<'_>) -> Reading<Register> {
    let name = paste.lang.pick("貼り付け", "paste");
    let limits = &paste.limits;
    let mut problems = Problems::new(limits);
    let Pasted { grid, width } = sheet::pasted(name, paste.text, limits, &mut problems);
    let table = match sheet::headed(grid, kind, paste.fields.is_empty(), &mut problems) {
        Ok(table) => table,
        Err(grid) => by_place(grid, kind, paste, width, &mut problems),
    };
    let against = Against { base, removing: false, no_id: NoId::Numbered, limits };
    let records = sheet::records(&[table.onto(paste.onto)], against, &mut problems);
    let mut problems = problems.into_list(name);
    if records.list.is_empty() && problems.is_empty() {
        problems.push(nothing(name));
    }
    let facts = plant::merged(name, base, records, false, &mut problems);
    Reading { facts, problems }
}

/// Rows whose columns are told by their place.
fn by_place(grid: Grid, kind: RecordKind, paste: &Paste<'_>, width: usize, problems: &mut Problems) -> Table {
    let mut columns: Vec<Option<&'static Column>> = if paste.fields.is_empty() {
        columns::sheet(kind).columns.iter().map(Some).collect()
    } else {
        let column =
            |field: &String| typed::column(kind, field).map_err(|problem| problems.push(*problem)).ok();
        paste.fields.iter().map(column).collect()
    };
    if width > columns.len() {
        problems.push(too_wide(&grid, columns.len(), width));
    }
    columns.truncate(width);
    Table::of_columns(kind, grid, &columns, |column| column.header(paste.lang).to_owned())
}

fn too_wide(grid: &Grid, columns: usize, width: usize) -> Problem {
    let more = width - columns;
    Problem::warning(
        grid.whole(),
        text!(
            ja: "貼り付けた列が {width} 列あり、表の {columns} 列より多いため、右の {more} 列を読みませんでした。",
            en: "What was pasted has {width} columns, the table has {columns} from there on; the last {more} were not read."
        ),
        text!(
            ja: "見出しの行も一緒にコピーすると、列の順が違っていても読めます。",
            en: "Copy the header row too: then the columns may stand in any order."
        ),
    )
}

fn nothing(name: &str) -> Problem {
    let Text { ja, en } = Text::new("貼り付けた内容に行がありません。", "What was pasted has no rows.");
    Problem::warning(
        Place::file(name),
        Text { ja, en },
        text!(ja: "表のセルをコピーしてから貼り付けてください。", en: "Copy cells of a table, and paste again."),
    )
}
