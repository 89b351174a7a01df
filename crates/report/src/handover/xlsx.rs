//! The hand-over file as a workbook: a front sheet, and a sheet for each part.

use rust_xlsxwriter::{Worksheet, XlsxError};
use sekisho_model::Lang;

use super::{Handover, Section, title};
use crate::book;
use crate::guideline::xlsx::{A4, Formats, escaped, shortened, whole_cell};
use sekisho_exchange::measure::{points_of_row, text_width};

/// Longest company name in a page footer.
const COMPANY_CHARS_MAX: usize = 60;
/// Widest and narrowest column, in widths of a digit.
const WIDTHS: std::ops::RangeInclusive<u32> = 10..=34;

/// The workbook.
///
/// # Errors
/// [`XlsxError`] where a text fits in no cell.
pub fn workbook(handover: &Handover, lang: Lang) -> Result<Vec<u8>, XlsxError> {
    let formats = Formats::new();
    let mut book = book::workbook(title(lang))?;
    front(book.add_worksheet().set_name(lang.pick("はじめに", "Read first"))?, handover, &formats, lang)?;
    for section in &handover.sections {
        let name = section.part.title();
        part(book.add_worksheet().set_name(name.in_lang(lang))?, section, handover, &formats, lang)?;
    }
    book.save_to_buffer()
}

fn front(page: &mut Worksheet, handover: &Handover, formats: &Formats, lang: Lang) -> Result<(), XlsxError> {
    page.write_string_with_format(0, 0, title(lang), &formats.title)?;
    page.set_column_width(0, 26)?.set_column_width(1, 80)?;
    let mut row = 2;
    for (label, words) in handover.front(lang) {
        // Each line has a row of its own, so that a long list is not cut by the highest row that there is.
        for (place, line) in words.lines().enumerate() {
            let label = if place == 0 { label } else { "" };
            page.write_string_with_format(row, 0, label, &formats.label)?;
            page.write_string_with_format(row, 1, whole_cell(line, lang), formats.text())?;
            page.set_row_height(row, height(&[&line.to_owned()], &[80]))?;
            row += 1;
        }
    }
    printing(page, handover, lang)
}

fn part(
    page: &mut Worksheet,
    section: &Section,
    handover: &Handover,
    formats: &Formats,
    lang: Lang,
) -> Result<(), XlsxError> {
    page.write_string_with_format(0, 0, section.part.title().in_lang(lang), &formats.title)?;
    let widths = widths(section);
    for (number, width) in (0_u16..).zip(&widths) {
        page.set_column_width(number, *width)?;
    }
    let mut row = 1;
    for what in &section.unknown {
        let words = format!("{}{what}", lang.pick("不明：", "Unknown: "));
        page.write_string_with_format(row, 0, words, &formats.small)?;
        row += 1;
    }
    for table in &section.tables {
        row += 1;
        page.write_string_with_format(row, 0, table.title.as_str(), &formats.label)?;
        row += 1;
        let heads: Vec<&String> = table.heads.iter().collect();
        page.set_row_height(row, height(&heads, &widths))?;
        for (column, head) in (0_u16..).zip(&table.heads) {
            page.write_string_with_format(row, column, head.as_str(), &formats.header)?;
        }
        row += 1;
        if table.rows.is_empty() {
            page.write_string(row, 0, lang.pick("台帳に記録がありません。", "The register has no record."))?;
            row += 1;
        }
        for line in &table.rows {
            let cells: Vec<&String> = line.iter().collect();
            page.set_row_height(row, height(&cells, &widths))?;
            for (column, cell) in (0_u16..).zip(line) {
                page.write_string_with_format(row, column, whole_cell(cell, lang), formats.text())?;
            }
            row += 1;
        }
    }
    printing(page, handover, lang)
}

/// Each column as wide as what stands in it in any table of the part.
fn widths(section: &Section) -> Vec<u32> {
    let mut widths: Vec<u32> = Vec::new();
    for table in &section.tables {
        for line in table.rows.iter().chain([&table.heads]) {
            widths.resize(widths.len().max(line.len()), *WIDTHS.start());
            for (width, cell) in widths.iter_mut().zip(line) {
                let widest = cell.lines().map(text_width).max().unwrap_or_default() + 2;
                *width = (*width).max(widest).min(*WIDTHS.end());
            }
        }
    }
    widths
}

fn height(cells: &[&String], widths: &[u32]) -> f64 {
    points_of_row(cells.iter().map(|cell| cell.as_str()).zip(widths.iter().copied()))
}

fn printing(page: &mut Worksheet, handover: &Handover, lang: Lang) -> Result<(), XlsxError> {
    let company = escaped(&shortened(&handover.company, COMPANY_CHARS_MAX));
    page.set_landscape()
        .set_paper_size(A4)
        .set_print_fit_to_pages(1, 0)
        .set_margins(0.5, 0.5, 0.6, 0.7, 0.3, 0.3);
    page.set_footer(format!("&L{company}&C&P / &N&R{} {}", lang.pick("作成日", "Made on"), handover.day));
    Ok(())
}
