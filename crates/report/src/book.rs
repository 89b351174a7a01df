//! A table in a workbook, as every workbook of ours looks: one font, thin lines, rows as high as their texts, and
//! printed on A4 across, one page wide, with its header row and page numbers on each page.
//!
//! Invariants: equal tables give equal bytes; nothing is written as a formula; a text that no cell holds is cut and
//! says so.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, Worksheet, XlsxError};
use sekisho_exchange::measure::points_of_row;
use sekisho_model::Lang;

use crate::guideline::xlsx::{A4, Formats, escaped, shortened, whole_cell};

/// Most characters of a title in a page header; the whole header may have 255.
const HEADER_CHARS_MAX: usize = 120;

/// One sheet: a title, lines below it, and a table.
pub(crate) struct Sheet<'a> {
    /// Name of the sheet.
    pub(crate) name: Option<&'a str>,
    /// In the first row, and on each printed page.
    pub(crate) title: &'a str,
    /// Below the title.
    pub(crate) lines: &'a [String],
    /// Header and width in digits of each column.
    pub(crate) columns: &'a [(&'a str, u32)],
    /// Texts, one for each column.
    pub(crate) rows: &'a [Vec<String>],
    /// Columns that stay when one scrolls sideways.
    pub(crate) frozen: u16,
}

/// An empty workbook with a fixed time of creation.
///
/// # Errors
/// What the writer says.
pub(crate) fn workbook(title: &str) -> Result<Workbook, XlsxError> {
    let mut book = Workbook::new();
    let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
    book.set_properties(&DocProperties::new().set_title(title).set_creation_datetime(&created));
    // 10 point text in 8 pixel digits: the default column of 72 pixels has those.
    book.set_default_format(&Formats::new().base, 18, 72)?;
    Ok(book)
}

/// Adds a sheet.
///
/// # Errors
/// What the writer says, as of a name that no sheet can have.
pub(crate) fn add(book: &mut Workbook, sheet: &Sheet<'_>, lang: Lang) -> Result<(), XlsxError> {
    let formats = Formats::new();
    let page = book.add_worksheet();
    if let Some(name) = sheet.name {
        page.set_name(name)?;
    }
    page.set_row_height(0, 24)?.write_string_with_format(0, 0, sheet.title, &formats.title)?;
    for (row, line) in (1_u32..).zip(sheet.lines) {
        page.write_string_with_format(row, 0, line, &formats.small)?;
    }
    let header = u32::try_from(sheet.lines.len()).unwrap_or(u32::MAX - 2) + 1;
    for (column, (words, width)) in (0_u16..).zip(sheet.columns) {
        page.set_column_width(column, *width)?;
        page.write_string_with_format(header, column, *words, &formats.header)?;
    }
    for (row, texts) in (header + 1..).zip(sheet.rows) {
        write_row(page, row, sheet.columns, texts, &formats, lang)?;
    }
    printing(page, sheet.title, header, sheet.frozen)
}

fn write_row(
    page: &mut Worksheet,
    row: u32,
    columns: &[(&str, u32)],
    texts: &[String],
    formats: &Formats,
    lang: Lang,
) -> Result<(), XlsxError> {
    let measured = texts.iter().zip(columns).map(|(text, (_, width))| (text.as_str(), *width));
    page.set_row_height(row, points_of_row(measured))?;
    for (column, text) in (0_u16..).zip(texts) {
        page.write_string_with_format(row, column, whole_cell(text, lang), formats.text())?;
    }
    Ok(())
}

fn printing(page: &mut Worksheet, title: &str, header: u32, frozen: u16) -> Result<(), XlsxError> {
    page.set_freeze_panes(header + 1, frozen)?.set_repeat_rows(header, header)?;
    page.set_landscape().set_paper_size(A4).set_print_fit_to_pages(1, 0);
    page.set_margins(0.45, 0.45, 0.6, 0.6, 0.3, 0.3);
    page.set_header(format!("&L&8{}", escaped(&shortened(title, HEADER_CHARS_MAX))))
        .set_footer("&C&9&P / &N");
    page.set_header_footer_scale_with_doc(false);
    page.set_screen_gridlines(false);
    Ok(())
}
