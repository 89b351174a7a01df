//! The register as sheets: XLSX in and out, CSV in.
//!
//! One sheet for each kind of record, headers in Japanese or English, columns in any order, other records
//! named by id or by name. What [`workbook()`] writes, [`read`] reads back as the same records with no problem, in
//! both languages.
//!
//! Every byte is somebody else's: memory and time are bounded by [`Limits`], and a formula is
//! never calculated; its last value is read.

mod answer;
mod date;
mod flat;
mod grid;
mod hidden;
mod items;
mod moment;
mod names;
mod number;
mod pasted;
mod proposed;
mod rows;
mod separated;
mod shown;
mod table;
mod workbook;
mod write;

use sekisho_model::{Place, Problem, text};

use crate::reading::Problems;
use crate::{Limits, Reading, Records};
pub(crate) use answer::{Asked, expected, package_words, quote};
pub(crate) use date::from_text as day_from_text;
pub(crate) use flat::{Flat, flat, is_not_applicable};
pub(crate) use grid::{Cell, Grid, Row, column_letters};
pub(crate) use items::{unmasked, written};
pub(crate) use moment::written as moment_written;
pub(crate) use names::{Misfit, Names};
pub(crate) use pasted::{Pasted, pasted};
pub use proposed::ProposedAsset;
pub(crate) use rows::{Against, NoId, records};
pub(crate) use shown::{Shown, shown};
pub(crate) use table::{Mapped, Table, headed, table_of};
pub(crate) use workbook::is_workbook;
pub(crate) use write::workbook;

/// Reads a workbook or a CSV file against the register that its rows are added to.
pub(crate) fn read(file_name: &str, bytes: &[u8], against: Against<'_>) -> Reading<Records> {
    let limits = against.limits;
    let mut problems = Problems::new(limits);
    let grids = grids(file_name, bytes, limits, &mut problems);
    let stem = stem(file_name);
    let tables: Vec<table::Table> = grids
        .into_iter()
        .filter_map(|grid| {
            let called = if grid.name.is_empty() { stem.to_owned() } else { grid.name.clone() };
            table::table(grid, &called, &mut problems)
        })
        .collect();
    let facts = rows::records(&tables, against, &mut problems);
    Reading { facts, problems: problems.into_list(file_name) }
}

/// Every sheet of a workbook, or the one of a CSV file.
pub(crate) fn grids(file_name: &str, bytes: &[u8], limits: &Limits, problems: &mut Problems) -> Vec<Grid> {
    if let Some(problem) = limits.refuse_long(file_name, bytes) {
        problems.push(problem);
        return Vec::new();
    }
    if bytes.is_empty() {
        problems.push(Problem::error(
            Place::file(file_name),
            text!(ja: "ファイルが空です。", en: "The file is empty."),
            text!(ja: "元のファイルをもう一度受け取ってください。", en: "Get the file again."),
        ));
        return Vec::new();
    }
    if is_workbook(bytes) {
        workbook::grids(file_name, bytes, limits, problems)
    } else {
        separated::grid(file_name, bytes, limits, problems).into_iter().collect()
    }
}

/// A file's name without folder and extension.
pub(crate) fn stem(file_name: &str) -> &str {
    let name = file_name.rsplit(['/', '\\']).next().unwrap_or(file_name);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}
