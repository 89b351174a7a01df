//! Our own answer sheet: what a supplier is asked, out and in.
//!
//! Invariant: what was written and filled in is read back cell by cell, ids matched. A sheet of another request or
//! edition, a changed question, a row that was added or is missing, a comment and an unknown answer are named; the words
//! of each are kept.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;

use rust_xlsxwriter::{
    DataValidation, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook,
};
use sekisho_model::{AnswerState, Lang, Place, Problem, Text, text};

use crate::columns;
use crate::measure::points_of_row;
use crate::reading::Problems;
use crate::sheet::{self, Grid};
use crate::{Limits, Reading, WriteError};

/// Rows of the sheet, from 1.
const REQUEST_ROW: u32 = 3;
const EDITION_ROW: u32 = 4;
const HEADER_ROW: u32 = 8;
/// Columns: number, question, answer, words, evidence.
const COLUMNS: u32 = 5;
/// Their widths in digits.
const WIDTHS: [u32; 5] = [20, 52, 18, 44, 30];

/// What is asked in one row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AskedRow {
    /// Its id, such as `scs-3/4-4-4-2`.
    pub id: String,
    /// The question.
    pub question: String,
}

/// An answer sheet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AnswerSheet {
    /// Id of the request.
    pub request: String,
    /// What is asked for.
    pub name: String,
    /// The supplier's name.
    pub supplier: String,
    /// By when, in words; may be empty.
    pub due: String,
    /// The edition: it changes with the questions.
    pub edition: String,
    /// The questions.
    pub rows: Vec<AskedRow>,
}

/// What a supplier answers to one question.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GivenRow {
    /// Row of the sheet.
    pub row: u32,
    /// The question's id.
    pub id: String,
    /// The answer; None where the cell is empty or not one of those offered.
    pub state: Option<AnswerState>,
    /// The answer's cell, as written.
    pub written: String,
    /// Words.
    pub words: String,
    /// Evidence, in words.
    pub evidence: String,
}

/// A sheet that came back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GivenSheet {
    /// The answers, in the sheet's order.
    pub rows: Vec<GivenRow>,
    /// Rows that the supplier added: everything in them.
    pub added: Vec<(u32, String)>,
    /// Comments on cells, with the supplier's words.
    pub comments: Vec<(String, String)>,
}

fn states(lang: Lang) -> Vec<String> {
    columns::list("answer-state").all().iter().map(|word| word.written(lang).to_owned()).collect()
}

/// Writes a sheet for a supplier to fill in.
///
/// # Errors
/// [`WriteError`] where a text fits in no cell.
pub fn write_answer_sheet(asked: &AnswerSheet, lang: Lang) -> Result<Vec<u8>, WriteError> {
    let mut book = Workbook::new();
    let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
    book.set_properties(&DocProperties::new().set_title("Sekisho").set_creation_datetime(&created));
    let cell = || Format::new().set_border(FormatBorder::Thin).set_align(FormatAlign::Top).set_text_wrap();
    let header = cell().set_bold().set_background_color(rust_xlsxwriter::Color::RGB(0x00E8_ECF0));
    let (given, open) =
        (cell(), cell().set_num_format("@").set_background_color(rust_xlsxwriter::Color::RGB(0x00FF_FBE6)));
    let page = book.add_worksheet().set_name(lang.pick("回答", "Answers"))?;
    page.write_with_format(
        0,
        0,
        lang.pick("対策状況の回答票", "Answer sheet"),
        &Format::new().set_bold().set_font_size(14),
    )?;
    let lines = [
        (1, lang.pick("要請", "Request"), asked.name.as_str()),
        (REQUEST_ROW - 1, lang.pick("要請番号", "Request ID"), asked.request.as_str()),
        (EDITION_ROW - 1, lang.pick("版", "Edition"), asked.edition.as_str()),
        (4, lang.pick("回答者", "Supplier"), asked.supplier.as_str()),
        (5, lang.pick("回答期限", "Answer due"), asked.due.as_str()),
    ];
    for (row, label, value) in lines {
        page.write(row, 0, label)?.write(row, 1, value)?;
    }
    page.write(6, 0, lang.pick(
        "黄色の欄に記入してください。番号と質問は変えず、分からないことは「分からない」を選んでください。",
        "Fill in the yellow cells. Leave numbers and questions as they are; where you do not know, choose \"Don't know\".",
    ))?;
    let headers = [
        lang.pick("番号", "No."),
        lang.pick("質問", "Question"),
        lang.pick("回答", "Answer"),
        lang.pick("具体的な内容", "Details"),
        lang.pick("証跡（資料名）", "Evidence"),
    ];
    for ((column, title), width) in (0_u16..).zip(headers).zip(WIDTHS) {
        page.write_with_format(HEADER_ROW - 1, column, title, &header)?.set_column_width(column, width)?;
    }
    for (row, asked) in (HEADER_ROW..).zip(&asked.rows) {
        page.set_row_height(row, points_of_row([&asked.id, &asked.question].into_iter().zip(WIDTHS)))?;
        page.write_with_format(row, 0, &asked.id, &given)?.write_with_format(
            row,
            1,
            &asked.question,
            &given,
        )?;
        (2..5_u16).try_for_each(|column| page.write_blank(row, column, &open).map(|_| ()))?;
    }
    let last = HEADER_ROW + u32::try_from(asked.rows.len()).unwrap_or_default();
    if last > HEADER_ROW {
        page.add_data_validation(
            HEADER_ROW,
            2,
            last - 1,
            2,
            &DataValidation::new().allow_list_strings(&states(lang))?,
        )?;
    }
    page.set_freeze_panes(HEADER_ROW, 2)?.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    page.set_repeat_rows(HEADER_ROW - 1, HEADER_ROW - 1)?;
    Ok(book.save_to_buffer()?)
}

/// Reads a sheet that came back, against what was asked.
#[must_use]
pub fn read_answer_sheet(file_name: &str, bytes: &[u8], asked: &AnswerSheet) -> Reading<GivenSheet> {
    let limits = Limits::default();
    let mut problems = Problems::new(&limits);
    let grids = sheet::grids(file_name, bytes, &limits, &mut problems);
    let mut facts = GivenSheet::default();
    let names = Lang::ALL.map(|lang| lang.pick("回答", "Answers"));
    let grid = grids.iter().find(|grid| names.contains(&grid.name.as_str())).or_else(|| grids.first());
    if let Some(grid) = grid {
        let page = Page { grid, asked };
        if page.is_ours(&mut problems) {
            page.rows(&mut facts, &mut problems);
        }
        for other in grids.iter().filter(|other| other.name != grid.name && !other.rows.is_empty()) {
            problems.push(Problem::warning(
                other.whole(),
                text!(ja: "回答票にないシートが加えられています。", en: "A sheet was added to the answer sheet."),
                text!(ja: "中身は読みませんでした。内容を確かめてください。", en: "It was not read. Look at what it says."),
            ));
        }
        facts.comments = comments(bytes);
        for (at, words) in &facts.comments {
            problems.push(Problem::warning(
                grid.whole(),
                text!(ja: "セル {at} にコメントがあります：{words}", en: "Cell {at} has a comment: {words}"),
                text!(ja: "回答の一部として読み、必要なら取引先に確かめてください。", en: "Read it as part of the answer; ask the supplier where needed."),
            ));
        }
    }
    Reading { facts, problems: problems.into_list(file_name) }
}

struct Page<'a> {
    grid: &'a Grid,
    asked: &'a AnswerSheet,
}

impl Page<'_> {
    fn shown(&self, row: u32, column: u32) -> String {
        let found = self.grid.rows.iter().find(|line| line.number == row);
        found.and_then(|line| line.cells.get(&column)).map(sheet::Cell::shown).unwrap_or_default()
    }

    /// Is it the sheet of this request? Another request's answers must not be taken for this one's.
    fn is_ours(&self, problems: &mut Problems) -> bool {
        let (request, edition) = (self.shown(REQUEST_ROW, 2), self.shown(EDITION_ROW, 2));
        let ours = &self.asked.request;
        if request != *ours {
            problems.push(Problem::error(
                self.grid.place(REQUEST_ROW),
                text!(ja: "要請番号が「{request}」で、「{ours}」の回答票ではありません。", en: "Its request ID is \"{request}\"; it is not the answer sheet of \"{ours}\"."),
                text!(ja: "要請番号を確かめ、正しい回答票を読み込んでください。", en: "Check the request ID, and read the right sheet."),
            ));
            return false;
        }
        let wanted = &self.asked.edition;
        if edition != *wanted {
            problems.push(Problem::warning(
                self.grid.place(EDITION_ROW),
                text!(ja: "版が「{edition}」で、いまの版「{wanted}」と違います。", en: "Its edition is \"{edition}\", now it is \"{wanted}\"."),
                text!(ja: "質問が変わった行を確かめてください。必要なら新しい版を送ってください。", en: "Look at rows whose question differs; send the new edition where needed."),
            ));
        }
        true
    }

    fn rows(&self, facts: &mut GivenSheet, problems: &mut Problems) {
        let asked: BTreeMap<&str, &AskedRow> =
            self.asked.rows.iter().map(|row| (row.id.as_str(), row)).collect();
        let mut seen = BTreeSet::new();
        for row in self.grid.rows.iter().filter(|row| row.number > HEADER_ROW) {
            let id = self.shown(row.number, 1);
            let all: Vec<String> = row.cells.values().map(sheet::Cell::shown).collect();
            match asked.get(id.as_str()) {
                Some(question) if seen.insert(id.clone()) => {
                    facts.rows.push(self.row(row.number, question, problems));
                }
                _ => {
                    self.added(row.number, &all.join(" | "), problems);
                    facts.added.push((row.number, all.join("\n")));
                }
            }
            if let Some((column, cell)) = row.cells.range(COLUMNS + 1..).next() {
                let (letters, words) = (sheet::column_letters(*column), cell.shown());
                self.say(row.number, problems, text!(ja: "欄の外（{letters} 列）に「{words}」とあります。", en: "Outside the table, column {letters} says \"{words}\"."));
            }
        }
        for row in self.asked.rows.iter().filter(|row| !seen.contains(&row.id)) {
            let id = &row.id;
            self.say(
                0,
                problems,
                text!(ja: "質問「{id}」の行がありません。", en: "The row of question \"{id}\" is missing."),
            );
        }
    }

    fn row(&self, row: u32, asked: &AskedRow, problems: &mut Problems) -> GivenRow {
        let [question, written, words, evidence] = [2, 3, 4, 5].map(|column| self.shown(row, column));
        if question != asked.question.trim() {
            self.say(row, problems, text!(ja: "質問の文が変えられています：「{question}」", en: "The question was changed to \"{question}\"."));
        }
        let state = columns::list("answer-state")
            .find(&written)
            .and_then(|word| serde_json::from_value(serde_json::Value::String(word.code.clone())).ok());
        match (&state, written.is_empty()) {
            (None, false) => self.say(row, problems, text!(ja: "回答「{written}」は選択肢にありません。", en: "The answer \"{written}\" is not one of those offered.")),
            (None, true) => self.say(row, problems, text!(ja: "回答がありません。", en: "It is not answered.")),
            _ => {}
        }
        GivenRow { row, id: asked.id.clone(), state, written, words, evidence }
    }

    fn added(&self, row: u32, words: &str, problems: &mut Problems) {
        self.say(row, problems, text!(ja: "送った回答票にない行、または重なる行です：{words}", en: "A row that was not sent, or a second one: {words}"));
    }

    fn say(&self, row: u32, problems: &mut Problems, what: Text) {
        let place = if row == 0 { self.grid.whole() } else { self.grid.place(row) };
        let remedy = text!(ja: "取引先に確かめてください。", en: "Ask the supplier.");
        problems.push(Problem::warning(Place { ..place }, what, remedy));
    }
}

/// Comments on cells of the whole workbook. Only of a workbook whose size was held against the limits.
pub(super) fn comments(bytes: &[u8]) -> Vec<(String, String)> {
    let limits = Limits::default();
    let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(bytes)) else { return Vec::new() };
    let parts: Vec<String> = archive
        .file_names()
        .filter_map(|name| name.ok().map(|name| name.to_string()))
        .filter(|name| name.starts_with("xl/comments"))
        .collect();
    parts
        .iter()
        .filter_map(|part| super::layout::part(&mut archive, part, &limits).ok())
        .flat_map(|xml| super::layout::comments(&xml))
        .collect()
}
