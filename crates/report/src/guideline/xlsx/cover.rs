//! The cover and the table of contents.

use rust_xlsxwriter::{Url, Worksheet, XlsxError};
use sekisho_exchange::measure::text_width;
use sekisho_model::Lang;

use super::super::front::{Front, steps_shown};
use super::super::paper::{Cell, Paper, Row};
use super::formats::Formats;
use super::{A4, print_settings, write_cell};

/// Columns of the cover: label, value, and the three stamp boxes.
const COVER_PIXELS: [u32; 7] = [40, 180, 470, 20, 110, 110, 110];

/// Title, plant, stamp boxes, and the answers in a few sentences.
pub(crate) fn write(
    page: &mut Worksheet,
    front: &Front,
    formats: &Formats,
    lang: Lang,
) -> Result<(), XlsxError> {
    page.set_name(lang.pick("表紙", "Cover"))?;
    for (number, width) in (0_u16..).zip(COVER_PIXELS) {
        page.set_column_width_pixels(number, width)?;
    }
    page.set_row_height(0, 30)?;
    for (row, text, format, height) in [
        (1, front.title.as_str(), &formats.cover_title, 44),
        (2, front.company.as_str(), &formats.cover_line, 26),
        (3, front.plant.as_str(), &formats.cover_line, 26),
    ] {
        page.merge_range(row, 1, row, 6, text, format)?;
        page.set_row_height(row, height)?;
    }
    let row = facts(page, front, formats, lang)?;
    cover_stamps(page, formats, lang)?;
    let last = summary(page, front, row + 1, formats, lang)?;
    page.set_print_area(0, 0, last, 6)?;
    page.set_print_center_horizontally(true);
    print_settings(page, front, &front.title, A4, lang);
    Ok(())
}

/// Document number, day, state.
fn facts(page: &mut Worksheet, front: &Front, formats: &Formats, lang: Lang) -> Result<u32, XlsxError> {
    let day = front.as_of.to_string();
    let lines = [
        (lang.pick("文書番号", "Document"), front.document_number(0), 22),
        (lang.pick("発行日", "Issued"), day.clone(), 22),
        (lang.pick("基準日", "As of"), day, 22),
        (lang.pick("台帳の状態", "State of the register"), front.state_hash.clone(), 36),
    ];
    for (row, (label, value, height)) in (5_u32..).zip(lines) {
        page.set_row_height(row, height)?;
        page.write_string_with_format(row, 1, label, &formats.label)?;
        page.write_string_with_format(row, 2, value, &formats.value)?;
    }
    Ok(9)
}

fn cover_stamps(page: &mut Worksheet, formats: &Formats, lang: Lang) -> Result<(), XlsxError> {
    let labels = match lang {
        Lang::Ja => ["承認", "確認", "作成"],
        Lang::En => ["Approved", "Checked", "Prepared"],
    };
    for (column, label) in (4_u16..).zip(labels) {
        page.write_string_with_format(5, column, label, &formats.stamp_label)?;
        page.merge_range(6, column, 8, column, "", &formats.value)?;
    }
    Ok(())
}

fn summary(
    page: &mut Worksheet,
    front: &Front,
    row: u32,
    formats: &Formats,
    lang: Lang,
) -> Result<u32, XlsxError> {
    let mut row = row;
    let heading = lang.pick("要点", "In short");
    page.merge_range(row, 1, row, 6, heading, &formats.label)?;
    page.set_row_height(row, 20)?;
    let note = (!front.note.is_empty()).then(|| front.note.clone());
    for line in front.summary.iter().chain(&note) {
        row += 1;
        page.merge_range(row, 1, row, 6, line, &formats.value)?;
        let lines = text_width(line).div_ceil(112).max(1);
        page.set_row_height(row, f64::from(lines) * 15.0 + 6.0)?;
    }
    Ok(row)
}

/// Every sheet with its number, what it is, its rows and what is unknown in it.
pub(crate) fn contents(
    page: &mut Worksheet,
    front: &Front,
    papers: &[Paper],
    formats: &Formats,
    lang: Lang,
) -> Result<(), XlsxError> {
    let title = lang.pick("目次", "Contents");
    page.set_name(title)?;
    let headers: [(&str, u32); 7] = match lang {
        Lang::Ja => [
            ("文書番号", 130),
            ("シート", 250),
            ("内容", 270),
            ("ステップ", 90),
            ("件数", 55),
            ("不明の欄", 65),
            ("要点", 470),
        ],
        Lang::En => [
            ("Document", 130),
            ("Sheet", 250),
            ("Title", 270),
            ("Step", 90),
            ("Rows", 55),
            ("Unknown cells", 75),
            ("In short", 470),
        ],
    };
    page.set_row_height(0, 24)?;
    page.write_string_with_format(0, 0, title, &formats.title)?;
    page.write_string_with_format(1, 0, front.owner_line(lang), &formats.small)?;
    for (number, (header, width)) in (0_u16..).zip(headers) {
        page.set_column_width_pixels(number, width)?;
        page.write_string_with_format(2, number, header, &formats.header)?;
    }
    page.set_row_height(2, if lang == Lang::En { 30 } else { 20 })?;
    for ((row, number), paper) in (3_u32..).zip(1_u32..).zip(papers) {
        entry(page, row, &front.document_number(number), paper, formats, lang)?;
    }
    let last = 2 + u32::try_from(papers.len()).unwrap_or(u32::MAX);
    page.set_freeze_panes(3, 0)?;
    page.autofilter(2, 0, last.max(3), 6)?;
    page.set_repeat_rows(2, 2)?.set_print_area(0, 0, last, 6)?;
    print_settings(page, front, title, A4, lang);
    Ok(())
}

fn entry(
    page: &mut Worksheet,
    row: u32,
    document: &str,
    paper: &Paper,
    formats: &Formats,
    lang: Lang,
) -> Result<(), XlsxError> {
    let cells = [
        Cell::text(document),
        Cell::Empty,
        Cell::text(paper.title.as_str()),
        Cell::mark(steps_shown(&paper.steps).join("\n")),
        Cell::count(paper.things()),
        Cell::count(paper.unknown()),
        Cell::text(paper.first_sentence(lang)),
    ];
    let line = Row::plain(cells.to_vec());
    let lines = text_width(&paper.first_sentence(lang))
        .div_ceil(56)
        .max(u32::try_from(steps_shown(&paper.steps).len()).unwrap_or(1));
    page.set_row_height(row, f64::from(lines) * 13.0 + 4.0)?;
    for (number, cell) in (0_u16..).zip(&cells) {
        write_cell(page, row, number, cell, formats.of(&line, cell), lang)?;
    }
    let link = Url::new(format!("internal:'{}'!A1", paper.sheet)).set_text(paper.sheet.as_str());
    page.write_url_with_format(row, 1, link, &formats.link)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::formats;
    use super::*;

    #[test]
    fn stamp_boxes_of_the_cover_are_large_enough_for_a_seal() {
        assert!(COVER_PIXELS.iter().skip(4).all(|width| *width >= formats::STAMP_WIDTH));
    }
}
