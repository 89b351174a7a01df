//! How wide columns are, how high the head's rows are, and on which paper a table is printed: the same for the
//! workbook and the printed document.
//!
//! A column is as wide as what stands in it, up to its own limit; a sheet that would leave half the page empty
//! has its widest columns stretched.

use sekisho_exchange::measure::{LINE_POINTS, ROW_POINTS_MAX, lines, points_of_row, text_width};
use sekisho_model::Lang;

use super::paper::{Cell, Column, Paper, Row};

/// Pixels of a digit and of the padding of a column, for the default format of the workbook.
const DIGIT_PIXELS: u32 = 8;
const PADDING_PIXELS: u32 = 5;
/// Widths in digits that fill a landscape page without shrinking.
const A4_DIGITS: u32 = 128;
/// Up to so many digits, A4 stays readable when shrunk; a table wider than it would like to be is pressed into them.
const A4_DIGITS_MAX: u32 = 166;
/// The same for A3.
const A3_DIGITS_MAX: u32 = 236;
/// A table that would like to be wider than this goes on A3.
const A4_WISH_MAX: u32 = 270;
/// No column is pressed below this.
const PRESSED_MIN: u32 = 8;
/// Width of a day.
const DAY: u32 = 13;
/// Texts up to this width stand on one line.
const SHORT: u32 = 9;
/// Narrowest upright column, and the points of its heading's characters.
const UPRIGHT_MIN: u32 = 4;
const UPRIGHT_POINTS: u32 = 11;
/// Narrowest column: three characters and the filter's arrow.
const WIDTH_MIN: u32 = 6;
/// A column from this width on takes part in stretching.
const STRETCHED_FROM: u32 = 14;
/// Rows that are looked at to choose a width.
const ROWS_MEASURED: usize = 400;

/// The measures of one sheet.
pub(crate) struct Layout {
    /// Columns, in pixels.
    pub(crate) pixels: Vec<u32>,
    /// Height of the header row in points.
    pub(crate) header_height: f64,
    /// How it is printed.
    pub(crate) density: Density,
    digits: u32,
}

/// How a table is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Density {
    /// On A4 as it is.
    A4,
    /// On A4, smaller.
    A4Dense,
    /// On A3.
    A3,
}

impl Density {
    const fn of(digits: u32) -> Self {
        if digits > A4_DIGITS_MAX {
            Self::A3
        } else if digits > A4_DIGITS * 11 / 10 {
            Self::A4Dense
        } else {
            Self::A4
        }
    }
}

impl Layout {
    pub(crate) fn of(paper: &Paper, lang: Lang) -> Self {
        let mut widths: Vec<u32> =
            paper.columns.iter().enumerate().map(|(n, column)| natural(paper, n, column, lang)).collect();
        stretch(&mut widths);
        press(&mut widths, &mins(paper));
        let digits = widths.iter().sum();
        let heads =
            paper.columns.iter().zip(&widths).map(|(column, width)| head_points(column, *width, lang));
        Self {
            header_height: (f64::from(heads.max().unwrap_or(LINE_POINTS)) + 6.0).min(ROW_POINTS_MAX),
            pixels: widths.iter().map(|width| width * DIGIT_PIXELS + PADDING_PIXELS).collect(),
            density: Density::of(digits),
            digits,
        }
    }

    pub(crate) fn total_pixels(&self) -> u32 {
        self.pixels.iter().sum()
    }

    /// Height in points of a row of the table.
    pub(crate) fn row_height(&self, row: &Row, lang: Lang) -> f64 {
        let shown = row.cells.iter().zip(&self.pixels).map(|(cell, pixels)| {
            let text = match cell {
                Cell::Text(_) | Cell::Mark(_) => cell.shown(lang),
                _ => String::new(),
            };
            (text, pixels / DIGIT_PIXELS)
        });
        points_of_row(shown)
    }

    /// Height in points of a row that is merged over the whole table.
    pub(crate) fn height(&self, text: &str, large: bool) -> f64 {
        if text.is_empty() {
            return 5.0;
        }
        let width = if large { self.digits * 9 / 10 } else { self.digits };
        points(lines(text, width), if large { 16 } else { 13 }) + 5.0
    }
}

/// Points that a heading takes.
fn head_points(column: &Column, width: u32, lang: Lang) -> u32 {
    match (column.upright, lang) {
        (false, _) => lines(&column.header, width.saturating_sub(3)) * LINE_POINTS,
        // Stacked in Japanese, turned in English.
        (true, Lang::Ja) => u32::try_from(column.header.chars().count()).unwrap_or(1) * UPRIGHT_POINTS,
        (true, Lang::En) => text_width(&column.header) * UPRIGHT_POINTS * 6 / 11,
    }
}

fn points(lines: u32, line: u32) -> f64 {
    f64::from(lines * line)
}

fn natural(paper: &Paper, number: usize, column: &Column, lang: Lang) -> u32 {
    let cells = paper.rows.iter().take(ROWS_MEASURED).filter_map(|row| row.cells.get(number));
    let widest = cells.map(|cell| cell_width(cell, lang)).max().unwrap_or_default();
    if column.upright {
        return (widest + 1).clamp(UPRIGHT_MIN, column.width_max.max(UPRIGHT_MIN));
    }
    let header = header_width(&column.header).max(if dated(paper, number) { DAY } else { 0 });
    (widest + if widest <= SHORT { 3 } else { 2 })
        .max(header)
        .clamp(WIDTH_MIN, column.width_max.max(header).max(WIDTH_MIN))
}

fn cell_width(cell: &Cell, lang: Lang) -> u32 {
    match cell {
        Cell::Date(_) => 11,
        other => other.shown(lang).lines().map(text_width).max().unwrap_or_default(),
    }
}

/// A header may take three lines, but no word of it is broken.
fn header_width(header: &str) -> u32 {
    let word = header.split([' ', '\n']).map(|word| if word.is_ascii() { text_width(word) } else { 0 });
    let lines = if text_width(header) <= SHORT { 1 } else { 3 };
    text_width(header).div_ceil(lines).max(word.max().unwrap_or_default()) + 3
}

/// What no column is pressed below: a day stands on one line.
fn mins(paper: &Paper) -> Vec<u32> {
    let min = |number| if dated(paper, number) { DAY } else { PRESSED_MIN };
    (0..paper.columns.len()).map(min).collect()
}

fn dated(paper: &Paper, number: usize) -> bool {
    let mut rows = paper.rows.iter().take(ROWS_MEASURED);
    rows.any(|row| matches!(row.cells.get(number), Some(Cell::Date(_))))
}

/// Takes from the widest columns first until the table fits its page.
fn press(widths: &mut [u32], mins: &[u32]) {
    let total: u32 = widths.iter().sum();
    let room = if total > A4_WISH_MAX { A3_DIGITS_MAX } else { A4_DIGITS_MAX };
    let mut over = total.saturating_sub(room);
    while over > 0 {
        let pressable = widths.iter_mut().zip(mins).filter(|(width, min)| **width > **min);
        let Some((widest, _)) = pressable.max_by_key(|(width, _)| **width) else { return };
        *widest -= 1;
        over -= 1;
    }
}

fn stretch(widths: &mut [u32]) {
    let total: u32 = widths.iter().sum();
    let Some(missing) = A4_DIGITS.checked_sub(total).filter(|missing| *missing > 0) else { return };
    let mut wide: Vec<&mut u32> = widths.iter_mut().filter(|width| **width >= STRETCHED_FROM).collect();
    if wide.is_empty() {
        wide = widths.iter_mut().collect();
    }
    let sum: u32 = wide.iter().map(|width| **width).sum();
    for width in wide {
        *width += missing * *width / sum.max(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_narrow_table_fills_the_page() {
        let mut widths = [8, 20, 40];
        stretch(&mut widths);
        assert!(widths.iter().sum::<u32>() >= A4_DIGITS - 2);
        assert_eq!(widths.first(), Some(&8));
    }

    #[test]
    fn a_wide_table_is_pressed_into_its_page_from_the_widest_column_on() {
        let mut widths = [10, 90, 100];
        press(&mut widths, &[8, 8, 8]);
        assert_eq!(widths.iter().sum::<u32>(), A4_DIGITS_MAX);
        assert!(widths[0] == 10 && widths[1].abs_diff(widths[2]) <= 1);
    }

    #[test]
    fn no_english_word_of_a_header_is_broken() {
        assert!(header_width("Responsibility split") >= 14);
    }
}
