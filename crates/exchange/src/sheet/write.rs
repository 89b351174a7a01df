//! A register to a workbook: one sheet for each kind of record, and one that explains the columns.
//!
//! Equal registers give equal bytes. Nothing is written as a formula, so no text of a register is ever
//! calculated; the only formulas are the lists of the drop-downs.

use rust_xlsxwriter::{
    Color, DataValidation, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Formula,
    Workbook, Worksheet,
};
use sekisho_model::{Lang, Record, RecordKind, Register};

use super::answer::expected;
use super::flat::{self, Flat};
use super::proposed::{self, ProposedAsset};
use super::shown::{Shown, shown};
use crate::WriteError;
use crate::columns::{self, CellForm, Column, Need, Sheet};
use crate::measure::text_width;

/// Rows of a sheet without its header row.
const ROWS_MAX: usize = 1_048_575;
/// Characters that a cell holds, in UTF-16 units.
const CELL_CHARS_MAX: usize = 32_767;
/// Below the last record, so many rows have drop-downs too.
const ROWS_SPARE: u32 = 500;
/// Narrowest and widest column, in widths of a digit.
const WIDTHS: (u32, u32) = (8, 48);
/// Rows that are looked at to choose a width.
const ROWS_MEASURED: usize = 200;
/// Largest whole number that a spreadsheet holds exactly: 2^53.
const EXACT_MAX: u64 = 1 << 53;
/// First year of which a spreadsheet has every day right.
const FIRST_YEAR: i16 = 1901;
/// The first of the columns that only a sheet with proposals has.
const FIRST_OFFER: u16 = 2;
/// A4.
const PAPER: u8 = 9;
/// Longest input message and its longest title.
const MESSAGE_CHARS_MAX: usize = 255;
const TITLE_CHARS_MAX: usize = 32;

/// Writes a workbook.
///
/// # Errors
/// [`WriteError::LongText`] for a text that no cell holds; [`WriteError::Rows`] for too many records.
pub(crate) fn workbook(
    register: &Register,
    proposals: &[ProposedAsset],
    lang: Lang,
) -> Result<Vec<u8>, WriteError> {
    let formats = Formats::new();
    let mut book = Workbook::new();
    book.set_properties(&properties()?);
    let records: Vec<Record> = register.records().collect();
    for sheet in columns::sheets() {
        let of_kind: Vec<&Record> = records.iter().filter(|record| record.kind() == sheet.kind).collect();
        let proposals = if sheet.kind == RecordKind::Asset { proposals } else { &[] };
        let page = book.add_worksheet();
        SheetWriter { sheet, lang, formats: &formats, proposals, page }.write(&of_kind)?;
    }
    guide(book.add_worksheet(), lang, &formats)?;
    Ok(book.save_to_buffer()?)
}

/// A fixed time of creation, so that equal registers give equal bytes.
fn properties() -> Result<DocProperties, WriteError> {
    let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
    Ok(DocProperties::new().set_title("Sekisho").set_creation_datetime(&created))
}

struct Formats {
    header: Format,
    required: Format,
    text: Format,
    number: Format,
    date: Format,
    /// A proposal's mark.
    proposed: Format,
}

impl Formats {
    fn new() -> Self {
        let cell = || Format::new().set_border(FormatBorder::Hair).set_align(FormatAlign::Top);
        let header = || cell().set_bold().set_text_wrap().set_background_color(Color::RGB(0x00E8_ECF0));
        Self {
            header: header(),
            required: header().set_background_color(Color::RGB(0x00D5_DEE8)),
            text: cell().set_num_format("@").set_text_wrap(),
            number: cell().set_num_format("#,##0"),
            date: cell().set_num_format("yyyy-mm-dd"),
            proposed: cell().set_num_format("@").set_bold().set_background_color(Color::RGB(0x00FF_F2CC)),
        }
    }

    fn of(&self, cell: &CellForm) -> &Format {
        match cell {
            CellForm::Number(..) => &self.number,
            CellForm::Date => &self.date,
            _ => &self.text,
        }
    }
}

struct SheetWriter<'a> {
    sheet: &'static Sheet,
    lang: Lang,
    formats: &'a Formats,
    /// What is proposed below the records.
    proposals: &'a [ProposedAsset],
    page: &'a mut Worksheet,
}

impl SheetWriter<'_> {
    fn write(&mut self, records: &[&Record]) -> Result<(), WriteError> {
        let seen: Vec<Record> =
            self.proposals.iter().map(|proposed| Record::Asset(proposed.asset.clone())).collect();
        let all: Vec<&Record> = records.iter().copied().chain(&seen).collect();
        let rows = all.len();
        if rows > ROWS_MAX {
            return Err(WriteError::Rows { kind: self.sheet.kind, rows, rows_max: ROWS_MAX });
        }
        self.page.set_name(self.sheet.name(self.lang))?;
        let flats: Vec<Flat> = all.iter().map(|record| flat::flat(record)).collect::<Result<_, _>>()?;
        for (place, column) in (0_u16..).zip(&self.sheet.columns) {
            let number = self.place(place);
            self.header(number, column)?;
            // A proposal has no id: it is given one when it is taken in.
            let written = if column.field == "id" { records.len() } else { rows };
            for (row, (record, flat)) in (1_u32..).zip(all.iter().zip(&flats).take(written)) {
                self.cell(row, number, column, record, flat)?;
            }
            self.page.set_column_width(number, f64::from(width(column, self.lang, &flats)))?;
            self.page.set_column_format(number, self.formats.of(&column.cell))?;
            self.drop_down(number, column, row_number(rows) + ROWS_SPARE)?;
        }
        self.offered(records.len())?;
        self.printing(rows)
    }

    /// The columns that tell proposals from records stand behind id and name, where nobody overlooks them.
    fn place(&self, column: u16) -> u16 {
        if self.proposals.is_empty() || column < FIRST_OFFER { column } else { column + proposed::COLUMNS }
    }

    /// The three columns of proposals, where there are any.
    fn offered(&mut self, records: usize) -> Result<(), WriteError> {
        if self.proposals.is_empty() {
            return Ok(());
        }
        let (lang, text) = (self.lang, &self.formats.text);
        for (number, (header, width)) in
            (FIRST_OFFER..).zip(proposed::headers(lang).into_iter().zip([20.0, 8.0, 48.0]))
        {
            self.page.write_string_with_format(0, number, header, &self.formats.required)?;
            self.page.set_column_width(number, width)?;
            self.page.set_column_format(number, text)?;
        }
        for row in 1..=row_number(records) {
            self.page.write_string_with_format(row, FIRST_OFFER, proposed::standing(false, lang), text)?;
        }
        let first = row_number(records) + 1;
        for (row, offer) in (first..).zip(self.proposals) {
            let marked = &self.formats.proposed;
            self.page.write_string_with_format(row, FIRST_OFFER, proposed::standing(true, lang), marked)?;
            self.page.write_blank(row, FIRST_OFFER + 1, marked)?;
            let evidence = cut(offer.evidence.in_lang(lang), CELL_CHARS_MAX / 2);
            self.page.write_string_with_format(row, FIRST_OFFER + 2, evidence, text)?;
        }
        let last = row_number(records + self.proposals.len());
        let rule =
            DataValidation::new().allow_list_strings(&proposed::answers(lang))?.show_error_message(false);
        self.page.add_data_validation(first, FIRST_OFFER + 1, last, FIRST_OFFER + 1, &rule)?;
        Ok(())
    }

    fn header(&mut self, number: u16, column: &Column) -> Result<(), WriteError> {
        let format =
            if column.need == Need::Required { &self.formats.required } else { &self.formats.header };
        self.page.write_string_with_format(0, number, header(column, self.lang), format)?;
        Ok(())
    }

    fn cell(
        &mut self,
        row: u32,
        number: u16,
        column: &Column,
        record: &Record,
        flat: &Flat,
    ) -> Result<(), WriteError> {
        let Some(shown) = flat.get(column.field.as_str()).and_then(|value| shown(column, value, self.lang))
        else {
            self.page.write_blank(row, number, self.formats.of(&column.cell))?;
            return Ok(());
        };
        let text = match shown {
            Shown::Number(value) if value <= EXACT_MAX => {
                #[expect(clippy::cast_precision_loss, reason = "exact up to 2^53")]
                self.page.write_number_with_format(row, number, value as f64, &self.formats.number)?;
                return Ok(());
            }
            Shown::Date(date) if date.year() >= FIRST_YEAR => {
                let day = |part: i8| u8::try_from(part).unwrap_or_default();
                let year = u16::try_from(date.year()).unwrap_or_default();
                let date = ExcelDateTime::from_ymd(year, day(date.month()), day(date.day()))?;
                self.page.write_datetime_with_format(row, number, &date, &self.formats.date)?;
                return Ok(());
            }
            Shown::Number(value) => value.to_string(),
            Shown::Date(date) => date.to_string(),
            Shown::Text(text) => text,
        };
        let chars = text.encode_utf16().count();
        if chars > CELL_CHARS_MAX {
            return Err(WriteError::LongText {
                kind: record.kind(),
                id: record.id().to_owned(),
                field: column.field.clone(),
                chars,
                chars_max: CELL_CHARS_MAX,
            });
        }
        self.page.write_string_with_format(row, number, text, &self.formats.text)?;
        Ok(())
    }

    /// A list to choose from and a word on what is expected. Neither stops anybody from writing 不明.
    fn drop_down(&mut self, number: u16, column: &Column, last_row: u32) -> Result<(), WriteError> {
        let rule = match &column.cell {
            CellForm::Words(list) => {
                let mut words: Vec<&str> =
                    columns::list(list).all().iter().map(|word| word.written(self.lang)).collect();
                if column.need == Need::Stated {
                    words.push(columns::words().unknown.written(self.lang));
                    words.push(columns::words().not_applicable.written(self.lang));
                }
                DataValidation::new().allow_list_strings(&words)?
            }
            CellForm::One(kind) => {
                let target = columns::sheet(*kind).name(self.lang);
                let ids = Formula::new(format!("='{target}'!$A$2:$A${}", last_row + 1));
                DataValidation::new().allow_list_formula(ids).show_error_message(false)
            }
            CellForm::Id | CellForm::Text => return Ok(()),
            _ => DataValidation::new().allow_any_value(),
        };
        let expected = cut(expected(column).in_lang(self.lang), MESSAGE_CHARS_MAX);
        let title = cut(column.header(self.lang), TITLE_CHARS_MAX);
        let rule = rule.set_input_title(title)?.set_input_message(expected)?;
        self.page.add_data_validation(1, number, last_row, number, &rule)?;
        Ok(())
    }

    fn printing(&mut self, rows: usize) -> Result<(), WriteError> {
        let last_column = u16::try_from(self.sheet.columns.len().saturating_sub(1)).unwrap_or_default();
        let last_column = self.place(last_column);
        let page = &mut *self.page;
        let beside = if self.sheet.kind == RecordKind::Plant { 0 } else { 2 };
        page.set_freeze_panes(1, beside)?;
        page.autofilter(0, 0, row_number(rows), last_column)?;
        page.set_landscape().set_paper_size(PAPER).set_print_fit_to_pages(1, 0);
        page.set_repeat_rows(0, 0)?;
        page.set_header("&L&A").set_footer("&R&P / &N");
        Ok(())
    }
}

fn row_number(rows: usize) -> u32 {
    u32::try_from(rows).unwrap_or(u32::MAX)
}

/// The header with the mark that the guide explains.
fn header(column: &Column, lang: Lang) -> String {
    let mark = if column.need == Need::Required { lang.pick("※", " *") } else { "" };
    format!("{}{mark}", column.header(lang))
}

fn cut(text: &str, chars_max: usize) -> String {
    text.chars().take(chars_max).collect()
}

/// A width in which the header and most values stand on one line.
fn width(column: &Column, lang: Lang, flats: &[Flat]) -> u32 {
    let cells = flats
        .iter()
        .take(ROWS_MEASURED)
        .filter_map(|flat| shown(column, flat.get(column.field.as_str())?, lang));
    let widest = cells.map(|cell| match cell {
        Shown::Text(text) => text.lines().map(text_width).max().unwrap_or_default(),
        Shown::Number(number) => text_width(&number.to_string()) * 4 / 3,
        Shown::Date(_) => 10,
    });
    let widest = widest.max().unwrap_or_default().max(text_width(&header(column, lang)));
    (widest + 2).clamp(WIDTHS.0, WIDTHS.1)
}

/// The sheet that explains the others.
fn guide(page: &mut Worksheet, lang: Lang, formats: &Formats) -> Result<(), WriteError> {
    page.set_name(columns::words().guide.written(lang))?;
    let titles = match lang {
        Lang::Ja => ["シート", "項目", "必須（※）", "入れるもの"],
        Lang::En => ["Sheet", "Column", "Required (*)", "What to enter"],
    };
    for (number, (title, width)) in (0_u16..).zip(titles.into_iter().zip([16.0, 30.0, 12.0, 80.0])) {
        page.write_string_with_format(0, number, title, &formats.header)?;
        page.set_column_width(number, width)?;
    }
    let fields =
        columns::sheets().iter().flat_map(|sheet| sheet.columns.iter().map(move |column| (sheet, column)));
    for (row, (sheet, column)) in (1_u32..).zip(fields) {
        let mark = if column.need == Need::Required { lang.pick("※", "*") } else { "" };
        let expected = expected(column);
        for (number, text) in
            (0_u16..).zip([sheet.name(lang), column.header(lang), mark, expected.in_lang(lang)])
        {
            page.write_string_with_format(row, number, text, &formats.text)?;
        }
    }
    page.set_freeze_panes(1, 0)?;
    page.set_landscape().set_paper_size(PAPER).set_print_fit_to_pages(1, 0);
    page.set_repeat_rows(0, 0)?;
    page.set_header("&L&A").set_footer("&R&P / &N");
    Ok(())
}
