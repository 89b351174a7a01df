//! Papers to a workbook: a cover, a table of contents and a sheet for each paper, with the settings for print.
//!
//! Invariants: equal papers give equal bytes; nothing is written as a formula, so that no text of a register is
//! ever calculated; every sheet carries the state hash, the day and its page number when printed.

mod cover;
mod formats;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, ObjectMovement, Workbook, Worksheet, XlsxError};
use sekisho_model::Lang;

use super::front::Front;
use super::layout::{Density, Layout};
use super::paper::{Cell, Paper, RowKind};
pub(crate) use formats::Formats;

/// Characters that a cell holds, in UTF-16 units, less some for the words that say that a text was cut.
const CELL_CHARS_MAX: usize = 32_000;
/// Largest whole number that a spreadsheet holds exactly: 2^53.
const EXACT_MAX: u64 = 1 << 53;
/// First year of which a spreadsheet has every day right.
const FIRST_YEAR: i16 = 1901;
pub(crate) const A4: u8 = 9;
const A3: u8 = 8;
/// Rows above the table: title, plant, numbers, answer, notes.
const HEADER_ROW: u32 = 5;
/// Most characters of a name in a page header; the whole header may have 255.
const HEADER_NAME_CHARS_MAX: usize = 60;

/// Writes the workbook.
pub(crate) fn workbook(front: &Front, papers: &[Paper], lang: Lang) -> Result<Vec<u8>, XlsxError> {
    let formats = Formats::new();
    let mut book = Workbook::new();
    // 10 point text in 8 pixel digits: the default column of 72 pixels has those.
    book.set_default_format(&formats.base, 18, 72)?;
    book.set_properties(&properties(front)?);
    cover::write(book.add_worksheet(), front, &formats, lang)?;
    cover::contents(book.add_worksheet(), front, papers, &formats, lang)?;
    for (number, paper) in (1_u32..).zip(papers) {
        let page = book.add_worksheet();
        let layout = Layout::of(paper, lang);
        Writer { front, number, paper, layout, formats: &formats, page, lang }.write()?;
    }
    book.save_to_buffer()
}

/// A fixed time of creation, so that equal papers give equal bytes.
fn properties(front: &Front) -> Result<DocProperties, XlsxError> {
    let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
    Ok(DocProperties::new()
        .set_title(front.title.as_str())
        .set_company(front.company.as_str())
        .set_comment(front.state_hash.as_str())
        .set_creation_datetime(&created))
}

struct Writer<'a> {
    front: &'a Front,
    number: u32,
    paper: &'a Paper,
    layout: Layout,
    formats: &'a Formats,
    page: &'a mut Worksheet,
    lang: Lang,
}

impl Writer<'_> {
    fn write(mut self) -> Result<(), XlsxError> {
        self.page.set_name(self.paper.sheet.as_str())?;
        for (number, width) in (0_u16..).zip(&self.layout.pixels) {
            self.page.set_column_width_pixels(number, *width)?;
        }
        self.head()?;
        stamps(self.page, self.layout.total_pixels(), &self.layout.pixels, self.lang)?;
        self.table()?;
        self.printing()
    }

    fn head(&mut self) -> Result<(), XlsxError> {
        let (front, paper) = (self.front, self.paper);
        let last = self.last_column();
        self.page.set_row_height(0, 24)?.set_row_height(1, 20)?.set_row_height(2, 20)?;
        self.page.write_string_with_format(0, 0, paper.title.as_str(), &self.formats.title)?;
        self.page.write_string_with_format(1, 0, front.owner_line(self.lang), &self.formats.small)?;
        let numbers = front.number_line(self.number, &paper.steps, self.lang);
        self.page.write_string_with_format(2, 0, numbers, &self.formats.small)?;
        let (answer, notes) = (paper.first_sentence(self.lang), paper.notes.join("\n"));
        for (row, text, format) in
            [(3, answer.as_str(), &self.formats.answer), (4, notes.as_str(), &self.formats.note)]
        {
            self.page.merge_range(row, 0, row, last, text, format)?;
            self.page.set_row_height(row, self.layout.height(text, row == 3))?;
        }
        Ok(())
    }

    fn table(&mut self) -> Result<(), XlsxError> {
        for (number, column) in (0_u16..).zip(&self.paper.columns) {
            let format = if column.upright { self.formats.upright(self.lang) } else { &self.formats.header };
            self.page.write_string_with_format(HEADER_ROW, number, column.header.as_str(), format)?;
        }
        self.page.set_row_height(HEADER_ROW, self.layout.header_height)?;
        if self.paper.rows.is_empty() {
            let (row, last) = (HEADER_ROW + 1, self.last_column());
            self.page.merge_range(row, 0, row, last, &self.paper.empty, &self.formats.empty)?;
            self.page.set_row_height(row, self.layout.height(&self.paper.empty, false))?;
        }
        for (row, line) in (HEADER_ROW + 1..).zip(&self.paper.rows) {
            self.page.set_row_height(row, self.layout.row_height(line, self.lang))?;
            for (number, cell) in (0_u16..).zip(&line.cells) {
                write_cell(self.page, row, number, cell, self.formats.of(line, cell), self.lang)?;
            }
        }
        Ok(())
    }

    fn printing(&mut self) -> Result<(), XlsxError> {
        let last = self.last_column();
        let things = row_number(self.paper.rows.iter().filter(|row| row.kind != RowKind::Sum).count());
        let rows = row_number(self.paper.rows.len()).max(1);
        let page = &mut *self.page;
        page.set_freeze_panes(HEADER_ROW + 1, 2)?;
        page.autofilter(HEADER_ROW, 0, HEADER_ROW + things.max(1), last)?;
        page.set_repeat_rows(HEADER_ROW, HEADER_ROW)?;
        page.set_print_area(0, 0, HEADER_ROW + rows, last)?;
        let paper_size = if self.layout.density == Density::A3 { A3 } else { A4 };
        print_settings(page, self.front, &self.paper.title, paper_size, self.lang);
        Ok(())
    }

    fn last_column(&self) -> u16 {
        u16::try_from(self.paper.columns.len().saturating_sub(1)).unwrap_or(u16::MAX)
    }
}

/// Landscape, one page wide, day and title above, hash and page number below.
fn print_settings(page: &mut Worksheet, front: &Front, title: &str, paper_size: u8, lang: Lang) {
    let name = |text: &str| escaped(&shortened(text, HEADER_NAME_CHARS_MAX));
    let (title, plant) = (name(title), name(&front.plant));
    let (day, hash) = (front.as_of, shortened(&front.state_hash, 80));
    let above = match lang {
        Lang::Ja => format!("&L&8{title}&R&8基準日 {day}"),
        Lang::En => format!("&L&8{title}&R&8As of {day}"),
    };
    let below = match lang {
        Lang::Ja => format!("&L&7状態 {}&C&9&P / &N&R&8{plant} ", escaped(&hash)),
        Lang::En => format!("&L&7State {}&C&9&P / &N&R&8{plant} ", escaped(&hash)),
    };
    page.set_header(above).set_footer(below);
    page.set_landscape().set_paper_size(paper_size).set_print_fit_to_pages(1, 0);
    page.set_margins(0.45, 0.45, 0.6, 0.6, 0.3, 0.3);
    page.set_header_footer_scale_with_doc(false);
    page.set_screen_gridlines(false);
}

/// In page headers `&` begins a command.
pub(crate) fn escaped(text: &str) -> String {
    text.replace('&', "&&").replace(['\n', '\r'], " ")
}

pub(crate) fn shortened(text: &str, chars_max: usize) -> String {
    if text.chars().count() <= chars_max {
        return text.to_owned();
    }
    text.chars().take(chars_max - 1).chain(['…']).collect()
}

fn row_number(rows: usize) -> u32 {
    u32::try_from(rows).unwrap_or(u32::MAX)
}

fn write_cell(
    page: &mut Worksheet,
    row: u32,
    number: u16,
    cell: &Cell,
    format: &Format,
    lang: Lang,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Empty => page.write_blank(row, number, format)?,
        Cell::Number(value) | Cell::Yen(value) if *value <= EXACT_MAX =>
        {
            #[expect(clippy::cast_precision_loss, reason = "exact up to 2^53")]
            page.write_number_with_format(row, number, *value as f64, format)?
        }
        Cell::Date(date) if date.year() >= FIRST_YEAR => {
            let part = |part: i8| u8::try_from(part).unwrap_or_default();
            let year = u16::try_from(date.year()).unwrap_or_default();
            let day = ExcelDateTime::from_ymd(year, part(date.month()), part(date.day()))?;
            page.write_datetime_with_format(row, number, &day, format)?
        }
        other => page.write_string_with_format(row, number, whole_cell(&other.shown(lang), lang), format)?,
    };
    Ok(())
}

/// A text as long as a cell holds; what is longer is cut and says so.
pub(crate) fn whole_cell(text: &str, lang: Lang) -> String {
    if text.encode_utf16().count() <= CELL_CHARS_MAX {
        return text.to_owned();
    }
    let mut left = CELL_CHARS_MAX;
    let fits = |c: &char| {
        let fits = c.len_utf16() <= left;
        left = left.saturating_sub(c.len_utf16());
        fits
    };
    let cut: String = text.chars().take_while(fits).collect();
    cut + lang.pick("…（セルに入らないため以下省略）", "… (cut: too long for a cell)")
}

/// The three boxes 承認・確認・作成 at the right end of the head.
fn stamps(page: &mut Worksheet, total: u32, columns: &[u32], lang: Lang) -> Result<(), XlsxError> {
    // Some pixels short of the end, so that no box ends in the column behind the table.
    let boxes = formats::STAMP_WIDTH * 3 + 6;
    let mut left = end_of_wide_column(columns, boxes).unwrap_or(total).saturating_sub(boxes);
    for label in match lang {
        Lang::Ja => ["承認", "確認", "作成"],
        Lang::En => ["Approved", "Checked", "Prepared"],
    } {
        let (column, offset) = column_at(columns, left);
        let stamp = formats::stamp(label).set_object_movement(ObjectMovement::DontMoveOrSizeWithCells);
        page.insert_shape_with_offset(0, column, &stamp, offset, 1)?;
        left += formats::STAMP_WIDTH;
    }
    Ok(())
}

/// The end of the last column of the right half that holds all boxes: programs that measure columns in another way
/// then still draw them alike.
fn end_of_wide_column(columns: &[u32], boxes: u32) -> Option<u32> {
    let total: u32 = columns.iter().sum();
    let ends = columns.iter().scan(0, |end, width| {
        *end += width;
        Some((*end, *width))
    });
    ends.filter(|(end, width)| *width >= boxes && *end > total / 2).map(|(end, _)| end).last()
}

/// The column in which a pixel lies, and how far into it.
fn column_at(columns: &[u32], pixel: u32) -> (u16, u32) {
    let mut left = pixel;
    for (number, width) in (0_u16..).zip(columns) {
        if left < *width {
            return (number, left);
        }
        left -= width;
    }
    (u16::try_from(columns.len()).unwrap_or(u16::MAX), left)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_command_the_page_header() {
        assert_eq!(escaped("A&B &P\n"), "A&&B &&P ");
    }

    #[test]
    fn a_text_longer_than_a_cell_says_that_it_was_cut() {
        let cut = whole_cell(&"漢".repeat(40_000), Lang::Ja);
        assert!(cut.ends_with("以下省略）") && cut.encode_utf16().count() < 32_767);
        assert_eq!(whole_cell("短い", Lang::Ja), "短い");
    }

    #[test]
    fn stamps_find_their_column() {
        assert_eq!(column_at(&[100, 50, 200], 120), (1, 20));
        assert_eq!(column_at(&[100, 50, 200], 150), (2, 0));
        assert_eq!(end_of_wide_column(&[300, 250, 50], 200), Some(550));
        assert_eq!(end_of_wide_column(&[300, 100, 100, 100], 200), None);
    }
}
