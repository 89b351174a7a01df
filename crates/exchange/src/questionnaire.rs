//! Somebody else's questionnaire: where its questions and its answers are, and the answers written into a copy of it.
//!
//! Invariant: only the cells that are answered change. Every other part of the workbook is copied byte by byte, and in
//! a changed sheet every byte outside those cells stays: formats, formulas, drop-downs, hidden rows and columns. Which
//! column is which is proposed here and settled by a person; what a question means is not decided here.

mod assessment;
mod fill;
mod guess;
mod layout;
mod mapping;
mod own;
#[cfg(test)]
mod tests;

use sekisho_model::{Place, Problem, text};
use serde::{Deserialize, Serialize};

pub use self::assessment::{
    AssessmentFields, AssessmentHead, AssessmentRow, AssessmentSheet, ReadAssessment, ReadAssessmentRow,
    assessment_head, read_assessment, write_assessment,
};
pub use self::fill::{Fill, Filled, fill_questionnaire};
use self::layout::{Area, Layout, layouts};
pub use self::mapping::{MappedQuestion, Mapping, read_mapping};
pub use self::own::{AnswerSheet, AskedRow, GivenRow, GivenSheet, read_answer_sheet, write_answer_sheet};
use crate::reading::Problems;
use crate::sheet::{self, Cell, Grid};
use crate::{Limits, Reading};

/// Longest question that is looked at, in characters.
const QUESTION_CHARS_MAX: usize = 8_000;

/// Which columns of a sheet are meant, by letters.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SheetColumns {
    /// The sheet's name.
    pub sheet: String,
    /// Last row of the headers, from 1; 0 where there are none.
    pub header_row: u32,
    /// Column of the questions.
    pub question: String,
    /// Column of the numbers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Column of the answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<String>,
    /// Column of an answer's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
    /// Column of the evidence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<String>,
}

/// A question.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Question {
    /// The sheet's name.
    pub sheet: String,
    /// Its first row, from 1.
    pub row: u32,
    /// Its number, as written; may be empty.
    pub number: String,
    /// What is asked. Where it stands under headings of its own column, these are not in it.
    pub text: String,
    /// Its row, or its sheet, is hidden: a person who looks at the file does not see it.
    pub hidden: bool,
    /// What a drop-down offers as answer; empty where there is none.
    pub choices: Vec<String>,
    /// What is already in the answer's cell.
    pub answered: String,
    /// The answer's cell holds a formula, which is not overwritten.
    pub formula: bool,
}

/// A questionnaire.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Questionnaire {
    /// The columns: those that a person named, or a proposal.
    pub columns: Vec<SheetColumns>,
    /// Sheets in which no question was found.
    pub without: Vec<String>,
    /// The questions, in order.
    pub questions: Vec<Question>,
}

/// Reads a questionnaire. Without columns named, they are guessed for every sheet that has questions.
#[must_use]
pub fn read_questionnaire(file_name: &str, bytes: &[u8], named: &[SheetColumns]) -> Reading<Questionnaire> {
    let limits = Limits::default();
    let mut problems = Problems::new(&limits);
    let grids = sheet::grids(file_name, bytes, &limits, &mut problems);
    let mut facts = Questionnaire::default();
    if grids.is_empty() || !sheet::is_workbook(bytes) {
        if !grids.is_empty() {
            problems.push(no_workbook(file_name));
        }
        return Reading { facts, problems: problems.into_list(file_name) };
    }
    let layouts = match layouts(bytes, &limits) {
        Ok(layouts) => layouts,
        Err(why) => {
            problems.push(broken(file_name, &why));
            Vec::new()
        }
    };
    for layout in &layouts {
        let Some(grid) = grids.iter().find(|grid| grid.name == layout.name) else { continue };
        let page = Page { grid, layout, grids: &grids };
        page.name_the_unseen(&mut problems);
        let columns = named.iter().find(|columns| columns.sheet == layout.name).cloned();
        let guessed = || if named.is_empty() { guess::columns(&page) } else { None };
        match columns.or_else(guessed) {
            Some(columns) => {
                page.questions(&columns, &mut facts.questions, &mut problems);
                facts.columns.push(columns);
            }
            None => facts.without.push(layout.name.clone()),
        }
    }
    absent(file_name, named, &layouts, &mut problems);
    Reading { facts, problems: problems.into_list(file_name) }
}

fn absent(file_name: &str, named: &[SheetColumns], layouts: &[Layout], problems: &mut Problems) {
    for columns in named.iter().filter(|named| !layouts.iter().any(|layout| layout.name == named.sheet)) {
        let sheet = &columns.sheet;
        problems.push(Problem::error(
            Place::file(file_name),
            text!(ja: "対応付けにあるシート「{sheet}」が、ファイルにありません。", en: "The file has no sheet \"{sheet}\", which the mapping names."),
            text!(ja: "対応付けのシート名を直してください。", en: "Correct the sheet's name in the mapping."),
        ));
    }
}

fn no_workbook(file_name: &str) -> Problem {
    Problem::error(
        Place::file(file_name),
        text!(ja: "Excel のブック（.xlsx）ではありません。", en: "It is no Excel workbook (.xlsx)."),
        text!(ja: "Excel で .xlsx として保存し直してください。", en: "Save it as .xlsx in Excel."),
    )
}

fn broken(file_name: &str, why: &str) -> Problem {
    Problem::error(
        Place::file(file_name),
        text!(ja: "シートの構造を読めません（{why}）。", en: "The sheets' structure cannot be read ({why})."),
        text!(ja: "Excel で開いて保存し直してください。", en: "Open it in Excel and save it again."),
    )
}

/// A sheet's values and its structure.
struct Page<'a> {
    grid: &'a Grid,
    layout: &'a Layout,
    grids: &'a [Grid],
}

impl Page<'_> {
    /// What stands in a cell itself: a cell that is covered by a merged one has nothing.
    fn shown(&self, row: u32, column: u32) -> String {
        if self.layout.merge_at(row, column).is_some_and(|area| (area.top, area.left) != (row, column)) {
            return String::new();
        }
        self.value(row, column)
    }

    fn value(&self, row: u32, column: u32) -> String {
        let rows = &self.grid.rows;
        let found = rows.binary_search_by_key(&row, |row| row.number).ok();
        let cell = found.and_then(|at| rows.get(at)).and_then(|row| row.cells.get(&column));
        cell.map(Cell::shown).unwrap_or_default()
    }

    fn name_the_unseen(&self, problems: &mut Problems) {
        let Layout { hidden, hidden_rows, hidden_columns, merges, protected, .. } = self.layout;
        let mut say = |what, remedy| problems.push(Problem::warning(self.grid.whole(), what, remedy));
        if *hidden {
            say(
                text!(ja: "シートが非表示です。", en: "The sheet is hidden."),
                text!(ja: "中の質問は一覧に出しますが、答えは書き込みません。顧客に確かめてください。", en: "Its questions are listed and not answered. Ask the customer."),
            );
        }
        if !hidden_rows.is_empty() {
            let n = hidden_rows.len();
            say(
                text!(ja: "非表示の行が {n} 行あります。", en: "{n} rows are hidden."),
                text!(ja: "その行の質問は一覧に出しますが、答えは書き込みません。", en: "Questions in them are listed and not answered."),
            );
        }
        if !hidden_columns.is_empty() {
            let letters: Vec<String> =
                hidden_columns.iter().take(20).map(|column| sheet::column_letters(*column)).collect();
            let letters = letters.join(", ");
            say(
                text!(ja: "非表示の列があります（{letters}）。", en: "Columns are hidden ({letters})."),
                text!(ja: "対応付けの候補から外しました。内容はそのまま残します。", en: "They are no candidates for the mapping, and stay as they are."),
            );
        }
        if !merges.is_empty() {
            let n = merges.len();
            say(
                text!(ja: "結合されたセルが {n} か所あります。", en: "{n} areas are merged."),
                text!(ja: "結合の左上のセルを読み、そこに書き込みます。", en: "The upper left cell of each is read and written."),
            );
        }
        if *protected {
            say(
                text!(ja: "シートが保護されています。", en: "The sheet is protected."),
                text!(ja: "保護はそのまま残し、回答欄だけに書き込みます。", en: "The protection stays; only answers are written."),
            );
        }
    }

    fn questions(&self, columns: &SheetColumns, into: &mut Vec<Question>, problems: &mut Problems) {
        let Some(question) = number_of(&columns.question) else {
            let letters = &columns.question;
            problems.push(Problem::error(
                self.grid.whole(),
                text!(ja: "「{letters}」は列の名前ではありません。", en: "\"{letters}\" is no column."),
                text!(ja: "A、B のような列名を入れてください。", en: "Give a column's letters, such as B."),
            ));
            return;
        };
        let column = |letters: &Option<String>| letters.as_deref().and_then(number_of);
        let (number, answer) = (column(&columns.number), column(&columns.answer));
        for row in self.grid.rows.iter().filter(|row| row.number > columns.header_row) {
            let text = self.shown(row.number, question);
            if text.is_empty() {
                self.stray(row.number, number, problems);
                continue;
            }
            // A heading reaches over the answer's column.
            let over = self.layout.merge_at(row.number, question);
            let heading = answer
                .is_some_and(|answer| over.is_some_and(|area| (area.left..=area.right).contains(&answer)));
            if heading || row.is_remark() {
                continue;
            }
            let text: String = text.chars().take(QUESTION_CHARS_MAX).collect();
            into.push(self.question(row.number, text, (number, answer)));
        }
    }

    /// A row with a number and no question is named, because nothing of it will be answered.
    fn stray(&self, row: u32, number: Option<u32>, problems: &mut Problems) {
        let Some(number) = number.map(|column| self.shown(row, column)).filter(|n| !n.is_empty()) else {
            return;
        };
        problems.push(Problem::warning(
            self.grid.place(row),
            text!(ja: "番号「{number}」の行に質問がありません。", en: "The row numbered \"{number}\" has no question."),
            text!(ja: "見出しでなければ、質問の列を確かめてください。", en: "Unless it is a heading, check the question's column."),
        ));
    }

    fn question(&self, row: u32, text: String, (number, answer): (Option<u32>, Option<u32>)) -> Question {
        let at = answer.map(|answer| self.layout.anchor(row, answer));
        Question {
            sheet: self.grid.name.clone(),
            row,
            number: number.map(|column| self.value(row, column)).unwrap_or_default(),
            text,
            hidden: self.layout.hidden || self.layout.hidden_rows.contains(&row),
            choices: at.map(|(row, column)| self.choices(row, column)).unwrap_or_default(),
            answered: at.map(|(row, column)| self.shown(row, column)).unwrap_or_default(),
            formula: at.is_some_and(|at| self.layout.cells.get(&at).is_some_and(|cell| cell.formula)),
        }
    }

    /// What a drop-down offers: a list in quotation marks, or the cells that it points at.
    fn choices(&self, row: u32, column: u32) -> Vec<String> {
        let Some(list) = self.layout.list_at(row, column) else { return Vec::new() };
        if let Some(quoted) = list.strip_prefix('"').and_then(|list| list.strip_suffix('"')) {
            return quoted.split(',').map(|choice| choice.trim().to_owned()).collect();
        }
        let (sheet, range) = match list.rsplit_once('!') {
            Some((sheet, range)) => (sheet.trim_matches('\'').replace("''", "'"), range),
            None => (self.grid.name.clone(), list),
        };
        let Some(area) = Area::parse(&range.replace('$', "")) else { return Vec::new() };
        let Some(grid) = self.grids.iter().find(|grid| grid.name == sheet) else { return Vec::new() };
        let rows = grid.rows.iter().filter(|row| (area.top..=area.bottom).contains(&row.number));
        rows.flat_map(|row| row.cells.range(area.left..=area.right).map(|(_, cell)| cell.shown())).collect()
    }
}

/// The number of a column from its letters, 1 is A.
pub(crate) fn number_of(letters: &str) -> Option<u32> {
    let fits = (1..=3).contains(&letters.len()) && letters.chars().all(|c| c.is_ascii_alphabetic());
    let value = |letter: u8| u32::from(letter.to_ascii_uppercase() - b'A') + 1;
    fits.then(|| letters.bytes().fold(0, |sum, letter| sum * 26 + value(letter)))
}
