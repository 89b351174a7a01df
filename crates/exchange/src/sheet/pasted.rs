//! The text that a spreadsheet puts on the clipboard, to rows of cells.
//!
//! Cells are parted by tabs and rows by line ends. A spreadsheet quotes a cell only where it must (a tab, a line
//! end or, in some, a quotation mark inside); quotation marks that part nothing are the cell's own and stay.

use std::borrow::Cow;
use std::collections::BTreeMap;

use sekisho_model::{Problem, Text, text};

use super::grid::{Cell, Grid, Row};
use crate::Limits;
use crate::reading::Problems;

const ENDS: [char; 3] = ['\t', '\r', '\n'];

/// What was pasted.
#[derive(Debug, Default)]
pub(crate) struct Pasted {
    /// Every row, those without a filled cell too.
    pub(crate) grid: Grid,
    /// Cells of the longest row, empty ones among them.
    pub(crate) width: usize,
}

/// Takes pasted text apart.
pub(crate) fn pasted(name: &str, text: &str, limits: &Limits, problems: &mut Problems) -> Pasted {
    let mut pasted = Pasted { grid: Grid { file: name.to_owned(), ..Grid::default() }, width: 0 };
    if text.len() > limits.bytes_max {
        problems.push(too_long(&pasted.grid, text.len(), limits));
        return pasted;
    }
    let mut rest = text.strip_prefix('\u{feff}').unwrap_or(text);
    let (mut number, mut cells_left) = (0_u32, limits.cells_max);
    while !rest.is_empty() {
        let (cells, width, after) = row(rest);
        number = number.saturating_add(1);
        let beyond = u32::try_from(width).map_or(true, |width| width > limits.columns_max);
        if beyond || number > limits.rows_max || cells.len() > cells_left {
            problems.push(too_much(&pasted.grid, number, limits));
            break;
        }
        cells_left -= cells.len();
        pasted.width = pasted.width.max(width);
        pasted.grid.rows.push(Row { number, cells });
        rest = after;
    }
    pasted
}

fn too_long(grid: &Grid, bytes: usize, limits: &Limits) -> Problem {
    let max = limits.bytes_max;
    Problem::error(
        grid.whole(),
        text!(
            ja: "貼り付けた内容が {bytes} バイトあり、上限の {max} バイトを超えているため、読みませんでした。",
            en: "What was pasted has {bytes} bytes, more than the limit of {max} bytes, so it was not read."
        ),
        in_parts(),
    )
}

fn too_much(grid: &Grid, number: u32, limits: &Limits) -> Problem {
    let Limits { rows_max, columns_max, cells_max, .. } = limits;
    Problem::error(
        grid.place(number),
        text!(
            ja: "貼り付けた内容が上限の {rows_max} 行・{columns_max} 列・{cells_max} セルを超えているため、この行から先は読みませんでした。",
            en: "What was pasted goes beyond the limit of {rows_max} rows, {columns_max} columns and {cells_max} cells, so it was not read from this row on."
        ),
        in_parts(),
    )
}

fn in_parts() -> Text {
    text!(ja: "何回かに分けて貼り付けるか、ブックを取り込んでください。", en: "Paste it in parts, or import the workbook.")
}

/// The filled cells of the first row, how many cells it has, and what follows its line end.
fn row(text: &str) -> (BTreeMap<u32, Cell>, usize, &str) {
    let (mut cells, mut rest) = (BTreeMap::new(), text);
    for number in 1_u32.. {
        let (written, after) = cell(rest);
        if let Some(cell) = Cell::text(&written) {
            cells.insert(number, cell);
        }
        match after.strip_prefix('\t') {
            Some(next) => rest = next,
            None => {
                let width = usize::try_from(number).unwrap_or(usize::MAX);
                let after = after.strip_prefix('\r').map_or(after, |after| after);
                return (cells, width, after.strip_prefix('\n').unwrap_or(after));
            }
        }
    }
    (cells, usize::MAX, "")
}

/// The first cell, and what follows it from its tab or line end on.
fn cell(text: &str) -> (Cow<'_, str>, &str) {
    if let Some((inside, after)) = quoted(text) {
        return (inside.into(), after);
    }
    let (cell, after) = text.split_at(text.find(ENDS).unwrap_or(text.len()));
    (cell.into(), after)
}

/// A cell in quotation marks that it needs.
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut inside = String::new();
    let mut rest = text.strip_prefix('"')?;
    loop {
        let (part, after) = rest.split_once('"')?;
        inside.push_str(part);
        if let Some(more) = after.strip_prefix('"') {
            inside.push('"');
            rest = more;
            continue;
        }
        let ends = after.is_empty() || after.starts_with(ENDS);
        let needed = inside.contains(ENDS) || inside.contains('"');
        return (ends && needed).then_some((inside, after));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<Vec<String>> {
        let limits = Limits::default();
        let mut problems = Problems::new(&limits);
        let Pasted { grid, width } = pasted("p", text, &limits, &mut problems);
        assert_eq!(problems.into_list("p"), []);
        let width = u32::try_from(width).unwrap();
        let cell = |row: &Row, number: u32| row.cells.get(&number).map(Cell::shown).unwrap_or_default();
        grid.rows.iter().map(|row| (1..=width).map(|number| cell(row, number)).collect()).collect()
    }

    #[test]
    fn tabs_part_cells_and_any_line_end_parts_rows() {
        for text in ["a\tb\r\nc\td\r\n", "a\tb\nc\td", "a\tb\rc\td\r", "\u{feff}a\tb\nc\td\n"] {
            assert_eq!(shown(text), [["a", "b"], ["c", "d"]], "{text:?}");
        }
        assert_eq!(shown("a\t\t\n\nb"), [["a", "", ""], ["", "", ""], ["b", "", ""]]);
        assert_eq!(shown(""), [[""; 0]; 0]);
    }

    #[test]
    fn a_quoted_cell_may_hold_line_ends_tabs_and_doubled_quotes() {
        assert_eq!(shown("\"a\r\nb\"\t\"c\td\"\r\n\"5\"\" 管\"\te"), [["a\nb", "c\td"], ["5\" 管", "e"]]);
    }

    #[test]
    fn quotation_marks_that_part_nothing_are_the_cells_own() {
        for text in ["\"不明\"", "5\" 管", "\"a\" と \"b\"", "\"a", "\"", "\"\"", "a\"b"] {
            assert_eq!(shown(text), [[text]], "{text}");
        }
        assert_eq!(shown("\"a\tb\nc"), [["\"a", "b"], ["c", ""]]);
    }
}
