//! A sheet as filled cells by row: what a workbook and a CSV file have in common.
//!
//! Rows and columns are numbered from 1, as people see them. Nothing is interpreted here.

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime};
use sekisho_model::Place;

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Cell {
    /// Text, trimmed; never empty.
    Text(String),
    /// A number.
    Number(f64),
    /// A day.
    Date(Date),
    /// A day with a time of day. Where a day is asked for, the time is cut off.
    Moment(DateTime),
    /// TRUE or FALSE.
    Bool(bool),
    /// A formula's error, such as `#REF!`.
    Fault(String),
}

impl Cell {
    /// Text without white space at its ends and with plain line ends; nothing when nothing is left.
    pub(crate) fn text(text: &str) -> Option<Self> {
        let trimmed = text.trim();
        if trimmed.is_empty() {
            return None;
        }
        let plain = if trimmed.contains('\r') {
            trimmed.replace("\r\n", "\n").replace('\r', "\n")
        } else {
            trimmed.to_owned()
        };
        Some(Self::Text(plain))
    }

    /// As a person reads it.
    pub(crate) fn shown(&self) -> String {
        match self {
            Self::Text(text) | Self::Fault(text) => text.clone(),
            Self::Number(number) => shown_number(*number),
            Self::Date(date) => date.to_string(),
            Self::Moment(at) => at.date().to_string(),
            Self::Bool(yes) => if *yes { "TRUE" } else { "FALSE" }.to_owned(),
        }
    }
}

/// `100`, not `100.0`: Excel stores every number as a fraction.
fn shown_number(number: f64) -> String {
    number.to_string()
}

/// The filled cells of one row.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Row {
    /// Its number, from 1.
    pub(crate) number: u32,
    /// Cells by column number, from 1.
    pub(crate) cells: BTreeMap<u32, Cell>,
}

impl Row {
    /// Is it one cell that begins like a footnote?
    pub(crate) fn is_remark(&self) -> bool {
        let mut cells = self.cells.values();
        match (cells.next(), cells.next()) {
            (Some(Cell::Text(text)), None) => {
                text.starts_with(['※', '*', '＊', '注']) || text.to_lowercase().starts_with("note:")
            }
            _ => false,
        }
    }
}

/// A sheet.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Grid {
    /// The file's name.
    pub(crate) file: String,
    /// The sheet's name; empty for a CSV file.
    pub(crate) name: String,
    /// Rows in order: of a file, those with at least one filled cell.
    pub(crate) rows: Vec<Row>,
    /// Columns that are not shown, by number, from 1.
    pub(crate) hidden: Vec<u32>,
    /// How many cells are merged.
    pub(crate) merged: usize,
}

impl Grid {
    /// A grid of one row.
    pub(crate) fn of_row(cells: BTreeMap<u32, Cell>) -> Self {
        Self { rows: vec![Row { number: 1, cells }], ..Self::default() }
    }

    /// The place of a row.
    pub(crate) fn place(&self, row: u32) -> Place {
        self.whole().at_row(u64::from(row))
    }

    /// The place of the whole sheet.
    pub(crate) fn whole(&self) -> Place {
        Place { sheet: self.name.clone(), ..Place::file(self.file.clone()) }
    }
}

/// The letters of a column, from its number: 1 is A.
pub(crate) fn column_letters(mut number: u32) -> String {
    let mut letters = Vec::new();
    while number > 0 {
        number -= 1;
        letters.push(char::from(b'A' + u8::try_from(number % 26).unwrap_or_default()));
        number /= 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_shown_as_people_wrote_them() {
        assert_eq!(Cell::Number(100.0).shown(), "100");
        assert_eq!(Cell::Number(2.9).shown(), "2.9");
        assert_eq!(Cell::Number(4_569_951_000_012.0).shown(), "4569951000012");
    }

    #[test]
    fn columns_have_the_letters_of_a_spreadsheet() {
        let letters = [1, 26, 27, 702, 703, 16_384].map(column_letters);
        assert_eq!(letters, ["A", "Z", "AA", "ZZ", "AAA", "XFD"]);
    }
}
