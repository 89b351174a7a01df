//! A self-assessment that came back: whose it is, and what stands in it.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::{AnswerState, Lang, Place, Problem, Text, text};

use super::{
    AssessmentFields, AssessmentSheet, Column, HEADER_ROW, about_name, framework_label, product_label,
    sheet_name,
};
use crate::columns;
use crate::questionnaire::layout::{Layout, layouts};
use crate::questionnaire::own;
use crate::reading::Problems;
use crate::sheet::{self, Grid, Row};
use crate::{Limits, Reading};

/// Whose sheet a file is, as it says itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssessmentHead {
    /// Id of the framework.
    pub framework: String,
    /// Id of the product; empty: the company.
    pub product: String,
    /// The language that it was written in.
    pub lang: Lang,
}

/// A row that came back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadAssessmentRow {
    /// File, sheet and row.
    pub place: Place,
    /// The criterion's id.
    pub id: String,
    /// What stands in the cells to fill in.
    pub fields: AssessmentFields,
    /// The mark of what the row was written from.
    pub mark: String,
    /// The row is hidden: a person who looks at the sheet does not see it.
    pub hidden: bool,
}

/// A self-assessment that came back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadAssessment {
    /// Its rows, in the file's order. A row that was refused is not among them.
    pub rows: Vec<ReadAssessmentRow>,
}

/// Reads whose sheet a file is. None where it does not say; the problems say why.
#[must_use]
pub fn assessment_head(file_name: &str, bytes: &[u8]) -> Reading<Option<AssessmentHead>> {
    let limits = Limits::default();
    let mut problems = Problems::new(&limits);
    let grids = sheet::grids(file_name, bytes, &limits, &mut problems);
    let head = Lang::ALL.into_iter().find_map(|lang| head(&grids, lang));
    if head.is_none() {
        problems.push(Problem::error(
            Place::file(file_name),
            text!(ja: "自己評価シートではありません（「この票について」のシートに枠組みの ID がありません）。", en: "It is no self-assessment sheet: no sheet \"About this sheet\" with a framework id."),
            text!(ja: "sekisho framework sheet で書き出したブックを、シートを消さずに読み込んでください。", en: "Read a workbook written by sekisho framework sheet, with all its sheets."),
        ));
    }
    Reading { facts: head, problems: problems.into_list(file_name) }
}

fn head(grids: &[Grid], lang: Lang) -> Option<AssessmentHead> {
    let about = grids.iter().find(|grid| grid.name == about_name(lang))?;
    let value = |label: &str| {
        let row = about.rows.iter().find(|row| shown(row, 1) == label)?;
        Some(shown(row, 2))
    };
    let framework = value(framework_label(lang)).filter(|id| !id.is_empty())?;
    Some(AssessmentHead { framework, product: value(product_label(lang)).unwrap_or_default(), lang })
}

fn shown(row: &Row, column: u32) -> String {
    row.cells.get(&column).map(sheet::Cell::shown).unwrap_or_default()
}

/// Reads a sheet that came back, against the sheet as it would be written now in the same language.
#[must_use]
pub fn read_assessment(
    file_name: &str,
    bytes: &[u8],
    now: &AssessmentSheet,
    lang: Lang,
) -> Reading<ReadAssessment> {
    let limits = Limits::default();
    let mut problems = Problems::new(&limits);
    let mut facts = ReadAssessment::default();
    let grids = sheet::grids(file_name, bytes, &limits, &mut problems);
    let layouts = layouts(bytes, &limits).unwrap_or_default();
    let grid = grids.iter().find(|grid| grid.name == sheet_name(lang));
    let layout = layouts.iter().find(|layout| layout.name == sheet_name(lang));
    match (grid, layout) {
        (Some(grid), Some(layout)) => {
            if let Some(columns) = seen(grid, layout, lang, &mut problems) {
                Page { grid, layout, now, columns }.rows(&mut facts, &mut problems);
            }
            others(&grids, lang, &mut problems);
            comments(grid, bytes, &mut problems);
        }
        _ => problems.push(no_sheet(file_name, lang)),
    }
    Reading { facts, problems: problems.into_list(file_name) }
}

fn no_sheet(file_name: &str, lang: Lang) -> Problem {
    let name = sheet_name(lang);
    Problem::error(
        Place::file(file_name),
        text!(ja: "シート「{name}」がないか、構造を読めません。", en: "Sheet \"{name}\" is missing, or its structure cannot be read."),
        text!(ja: "シートの名前を戻すか、Excel で開いて保存し直してください。", en: "Give the sheet its name again, or open and save it in Excel."),
    )
}

/// Where each column is; None where something is hidden, merged, missing or double, so that it is not read at all.
fn seen(grid: &Grid, layout: &Layout, lang: Lang, problems: &mut Problems) -> Option<BTreeMap<Column, u32>> {
    let mut faults: Vec<(Text, Text)> = Vec::new();
    if !layout.hidden_columns.is_empty() {
        let letters: Vec<String> =
            layout.hidden_columns.iter().take(20).map(|column| sheet::column_letters(*column)).collect();
        let letters = letters.join(", ");
        faults.push((
            text!(ja: "表示されていない列があります（{letters}）。見えない内容を取り込まないよう、読みませんでした。", en: "Columns are hidden ({letters}). It was not read, so that nothing unseen is taken in."),
            text!(ja: "列を再表示し、中身を確かめてから読み込んでください。", en: "Show them, look at what they hold, and read the file again."),
        ));
    }
    for area in layout.merges.iter().take(20) {
        let [from, to] = [(area.top, area.left), (area.bottom, area.right)]
            .map(|(row, column)| format!("{}{row}", sheet::column_letters(column)));
        faults.push((
            text!(ja: "結合されたセルがあります（{from}:{to}）。どの基準の回答か決められないため、読みませんでした。", en: "Cells are merged ({from}:{to}). It was not read: whose answer it is cannot be told."),
            text!(ja: "結合を解除し、行ごとに記入してください。", en: "Undo the merge, and fill in each row."),
        ));
    }
    let header = grid.rows.iter().find(|row| row.number == HEADER_ROW);
    let mut columns = BTreeMap::new();
    for column in Column::ALL {
        let title = column.header(lang);
        let at: Vec<u32> = header
            .iter()
            .flat_map(|row| row.cells.iter())
            .filter(|(_, cell)| cell.shown() == title)
            .map(|(number, _)| *number)
            .collect();
        match at.as_slice() {
            [only] => {
                columns.insert(column, *only);
            }
            found => {
                let n = found.len();
                faults.push((
                    text!(ja: "{HEADER_ROW} 行目に見出し「{title}」の列が {n} 列あります（1 列のはずです）。", en: "Row {HEADER_ROW} has {n} columns headed \"{title}\"; it has to be one."),
                    text!(ja: "見出しを元に戻してください。", en: "Restore the header."),
                ));
            }
        }
    }
    let sound = faults.is_empty();
    for (what, remedy) in faults {
        problems.push(Problem::error(grid.whole(), what, remedy));
    }
    sound.then_some(columns)
}

struct Page<'a> {
    grid: &'a Grid,
    layout: &'a Layout,
    now: &'a AssessmentSheet,
    columns: BTreeMap<Column, u32>,
}

impl Page<'_> {
    fn rows(&self, facts: &mut ReadAssessment, problems: &mut Problems) {
        let known: BTreeMap<&str, &str> =
            self.now.rows.iter().map(|row| (row.id.as_str(), row.question.as_str())).collect();
        let mut met = BTreeSet::new();
        for row in self.grid.rows.iter().filter(|row| row.number > HEADER_ROW) {
            let id = self.value(row, Column::Id);
            match known.get(id.as_str()) {
                None => self.unknown(row, &id, problems),
                Some(_) if !met.insert(id.clone()) => self.refuse(
                    row,
                    text!(ja: "番号「{id}」の行が二つあります。", en: "Number \"{id}\" has a second row."),
                    text!(ja: "どちらの回答か決められません。一方を消してください。", en: "Which one is meant cannot be told. Remove one."),
                    problems,
                ),
                Some(question) => facts.rows.extend(self.row(row, id, question, problems)),
            }
            self.beyond(row, problems);
        }
        let missing: Vec<&str> = known.keys().copied().filter(|id| !met.contains(*id)).collect();
        if !missing.is_empty() {
            let (n, some) = (missing.len(), missing.iter().take(10).copied().collect::<Vec<_>>().join(", "));
            problems.push(Problem::warning(
                self.grid.whole(),
                text!(ja: "{n} 件の基準の行がありません（{some}）。これらの回答は変わりません。", en: "Rows of {n} criteria are missing ({some}). Their answers stay."),
                text!(ja: "消すつもりがなければ、新しく書き出したシートに記入してください。", en: "If that was not meant, fill in a sheet written anew."),
            ));
        }
    }

    fn value(&self, row: &Row, column: Column) -> String {
        self.columns.get(&column).map(|number| shown(row, *number)).unwrap_or_default()
    }

    /// A row of no criterion: all its words are named.
    fn unknown(&self, row: &Row, id: &str, problems: &mut Problems) {
        let all: Vec<String> = row.cells.values().map(sheet::Cell::shown).collect();
        let (id, all) = (sheet::quote(id), sheet::quote(&all.join(" | ")));
        self.refuse(
            row,
            text!(ja: "番号「{id}」は、この枠組みの基準ではありません：{all}", en: "Number \"{id}\" is no criterion of this framework: {all}"),
            text!(ja: "番号を直すか、その行を消してください。", en: "Correct the number, or remove the row."),
            problems,
        );
    }

    fn row(
        &self,
        row: &Row,
        id: String,
        question: &str,
        problems: &mut Problems,
    ) -> Option<ReadAssessmentRow> {
        let written = self.value(row, Column::Question);
        if written != question.trim() {
            let written = sheet::quote(&written);
            self.refuse(
                row,
                text!(ja: "基準 {id} の文が、いまのカタログと違います：「{written}」", en: "The words of criterion {id} differ from the catalog now: \"{written}\""),
                text!(ja: "版が変わったか、文が書き換えられています。新しく書き出したシートに記入してください。", en: "The edition changed, or somebody changed the words. Fill in a sheet written anew."),
                problems,
            );
            return None;
        }
        let state = self.state(row, &id, problems)?;
        let until = self.until(row, &id, problems)?;
        let evidence = self.value(row, Column::Evidence);
        let evidence = evidence.split(|c: char| c.is_whitespace() || matches!(c, ',' | '、' | ';'));
        let fields = AssessmentFields {
            state,
            words: self.value(row, Column::Words),
            by: self.value(row, Column::Who),
            until,
            evidence: evidence.filter(|id| !id.is_empty()).map(str::to_owned).collect(),
        };
        let mark = self.value(row, Column::Mark);
        let hidden = self.layout.hidden_rows.contains(&row.number);
        Some(ReadAssessmentRow { place: self.grid.place(row.number), id, fields, mark, hidden })
    }

    /// None where the word is not one of those offered; it is named.
    fn state(&self, row: &Row, id: &str, problems: &mut Problems) -> Option<Option<AnswerState>> {
        let written = self.value(row, Column::State);
        if written.is_empty() {
            return Some(None);
        }
        let offered = self.now.choices.iter().find(|(_, word)| *word == written).map(|(state, _)| *state);
        let usual = || {
            let word = columns::list("answer-state").find(&written)?;
            serde_json::from_value(serde_json::Value::String(word.code.clone())).ok()
        };
        let found = offered.or_else(usual);
        if found.is_none() {
            let choices: Vec<&str> = self.now.choices.iter().map(|(_, word)| word.as_str()).collect();
            let (written, choices) = (sheet::quote(&written), choices.join("、"));
            self.refuse(
                row,
                text!(ja: "基準 {id} の回答「{written}」は選択肢にありません。", en: "The answer \"{written}\" to criterion {id} is not one of those offered."),
                text!(ja: "次から選んでください：{choices}", en: "Choose one of: {choices}"),
                problems,
            );
        }
        found.map(Some)
    }

    /// None where it is no day; it is named.
    fn until(&self, row: &Row, id: &str, problems: &mut Problems) -> Option<Option<jiff::civil::Date>> {
        let written = self.value(row, Column::Until);
        if written.is_empty() {
            return Some(None);
        }
        let day = sheet::day_from_text(&written);
        if day.is_none() {
            let written = sheet::quote(&written);
            self.refuse(
                row,
                text!(ja: "基準 {id} の有効期限「{written}」を日付として読めません。", en: "\"{written}\", until which criterion {id} holds, is no date."),
                text!(ja: "2027-03-31 の形で入れてください。", en: "Enter it as 2027-03-31."),
                problems,
            );
        }
        day.map(Some)
    }

    fn beyond(&self, row: &Row, problems: &mut Problems) {
        let taken: BTreeSet<u32> = self.columns.values().copied().collect();
        for (column, cell) in row.cells.iter().filter(|(column, _)| !taken.contains(column)).take(3) {
            let (letters, words) = (sheet::column_letters(*column), sheet::quote(&cell.shown()));
            problems.push(Problem::warning(
                self.grid.place(row.number),
                text!(ja: "欄の外（{letters} 列）に「{words}」とあります。取り込みません。", en: "Outside the table, column {letters} says \"{words}\". It is not taken in."),
                text!(ja: "回答の一部なら「内容・理由」に移してください。", en: "If it belongs to the answer, move it into \"Details, reason\"."),
            ));
        }
    }

    fn refuse(&self, row: &Row, what: Text, remedy: Text, problems: &mut Problems) {
        problems.push(Problem::error(self.grid.place(row.number), what, remedy));
    }
}

fn others(grids: &[Grid], lang: Lang, problems: &mut Problems) {
    let ours = [sheet_name(lang), about_name(lang)];
    for other in grids.iter().filter(|grid| !ours.contains(&grid.name.as_str()) && !grid.rows.is_empty()) {
        problems.push(Problem::warning(
            other.whole(),
            text!(ja: "加えられたシートです。読みませんでした。", en: "This sheet was added. It was not read."),
            text!(ja: "回答があれば「自己評価」のシートに移してください。", en: "Move answers into the sheet \"Self-assessment\"."),
        ));
    }
}

fn comments(grid: &Grid, bytes: &[u8], problems: &mut Problems) {
    for (at, words) in own::comments(bytes) {
        let words = sheet::quote(&words);
        problems.push(Problem::warning(
            grid.whole(),
            text!(ja: "セル {at} にコメントがあります：{words}", en: "Cell {at} has a comment: {words}"),
            text!(ja: "取り込みません。回答の一部なら「内容・理由」に移してください。", en: "It is not taken in. If it belongs to the answer, move it into \"Details, reason\"."),
        ));
    }
}
