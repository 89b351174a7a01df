//! A numbered list, as an official table or a customer's sheet has it, to numbers with their texts.
//!
//! Invariant: every row below a header either is in the list or is named in a problem, and what a workbook hides or
//! merges is named too, because a person who checks the list by eye does not see it. Which list it is, and whether a
//! number is known, is not decided here.

use std::collections::BTreeMap;

use sekisho_model::{Place, Problem, text};

use crate::columns;
use crate::reading::Problems;
use crate::sheet::{self, Grid, Row};
use crate::{Limits, Reading};

/// The header row is looked for in so many rows.
const HEADER_ROWS_MAX: usize = 20;
/// Headers of numbers, folded.
const NUMBERS: [&str; 14] = [
    "番号",
    "項番",
    "no",
    "id",
    "number",
    "基準番号",
    "評価基準番号",
    "要求事項番号",
    "項目番号",
    "通番",
    "criterionid",
    "criterion",
    "適合基準番号",
    "ref",
];
/// Headers of texts, folded; the first that a row has is taken.
const TEXTS: [&str; 14] = [
    "評価基準",
    "適合基準",
    "達成基準",
    "基準",
    "要求事項",
    "要件",
    "内容",
    "項目",
    "title",
    "criteria",
    "requirement",
    "text",
    "題名",
    "設問",
];

/// Which columns are meant, where the usual headers do not say: a header, or a column's letters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListColumns {
    /// Column of the numbers.
    pub number: Option<String>,
    /// Column of the texts.
    pub text: Option<String>,
}

/// A row of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListedRow {
    /// File, sheet and row.
    pub place: Place,
    /// Its number, as written.
    pub number: String,
    /// Its text. A number that is merged over several rows has their texts, one a line.
    pub text: String,
}

/// Reads the numbered rows of a workbook or a CSV file: every sheet that has a column of numbers and one of texts.
#[must_use]
pub fn read_list(file_name: &str, bytes: &[u8], wanted: &ListColumns) -> Reading<Vec<ListedRow>> {
    let limits = Limits::default();
    let mut problems = Problems::new(&limits);
    let grids = sheet::grids(file_name, bytes, &limits, &mut problems);
    let any = !grids.is_empty();
    let mut facts = Vec::new();
    for grid in &grids {
        name_the_unseen(grid, &mut problems);
        match header(grid, wanted) {
            Some(header) => rows(grid, header, &mut facts, &mut problems),
            None if grid.rows.is_empty() => {}
            None => problems.push(no_list(grid)),
        }
    }
    if any && facts.is_empty() {
        problems.push(Problem::error(
            Place::file(file_name),
            text!(ja: "番号と文の列が見つかりません。", en: "No columns of numbers and texts were found."),
            text!(
                ja: "「番号」「基準」などの見出しを 1 行に並べるか、列の見出し（または A、B などの列名）を指定してください。",
                en: "Put headers such as \"No\" and \"Criteria\" in one row, or name the columns by header or letter."
            ),
        ));
    }
    Reading { facts, problems: problems.into_list(file_name) }
}

#[derive(Clone, Copy)]
struct Header {
    row: u32,
    number: u32,
    text: u32,
}

fn header(grid: &Grid, wanted: &ListColumns) -> Option<Header> {
    grid.rows.iter().take(HEADER_ROWS_MAX).find_map(|row| {
        let number = column(row, wanted.number.as_deref(), &NUMBERS, None)?;
        let text = column(row, wanted.text.as_deref(), &TEXTS, Some(number))?;
        Some(Header { row: row.number, number, text })
    })
}

/// The column that a person named, or the first of the usual ones.
fn column(row: &Row, named: Option<&str>, usual: &[&str], other: Option<u32>) -> Option<u32> {
    let folded: BTreeMap<u32, Vec<String>> =
        row.cells.iter().map(|(number, cell)| (*number, columns::header_readings(&cell.shown()))).collect();
    let called = |name: &str| {
        let at = folded
            .iter()
            .find(|(number, readings)| Some(**number) != other && readings.iter().any(|at| at == name));
        at.map(|(number, _)| *number)
    };
    match named {
        Some(name) => called(&columns::folded_header(name)).or_else(|| letters(name)),
        None => usual.iter().find_map(|name| called(name)),
    }
}

/// The number of a column from its letters, up to three.
fn letters(name: &str) -> Option<u32> {
    let fits = (1..=3).contains(&name.len()) && name.chars().all(|c| c.is_ascii_alphabetic());
    let value = |letter: u8| u32::from(letter.to_ascii_uppercase() - b'A') + 1;
    fits.then(|| name.bytes().fold(0, |sum, letter| sum * 26 + value(letter)))
}

fn rows(grid: &Grid, header: Header, facts: &mut Vec<ListedRow>, problems: &mut Problems) {
    let begin = facts.len();
    for row in grid.rows.iter().filter(|row| row.number > header.row && !row.is_remark()) {
        let shown = |column| row.cells.get(&column).map(sheet::Cell::shown).unwrap_or_default();
        let (number, text) = (shown(header.number), shown(header.text));
        match (number.is_empty(), text.is_empty()) {
            (true, true) => {}
            (false, false) => {
                let again = facts
                    .get_mut(begin..)
                    .and_then(|rows| rows.last_mut())
                    .filter(|last| last.number == number);
                match again {
                    Some(last) if last.text == text => {}
                    Some(last) => last.text = format!("{}\n{text}", last.text),
                    None => facts.push(ListedRow { place: grid.place(row.number), number, text }),
                }
            }
            (empty_number, _) => problems.push(half(grid.place(row.number), empty_number, &number, &text)),
        }
    }
}

fn half(place: Place, empty_number: bool, number: &str, text: &str) -> Problem {
    let (what, said) = if empty_number {
        (text!(ja: "番号がありません", en: "The row has no number"), sheet::quote(text))
    } else {
        (text!(ja: "文がありません", en: "The row has no text"), sheet::quote(number))
    };
    let (ja, en) = (what.ja, what.en);
    Problem::warning(
        place,
        text!(ja: "{ja}（{said}）。この行は読みませんでした。", en: "{en} ({said}). It was not read."),
        text!(ja: "一覧の一部なら、番号と文の両方を入れてください。", en: "If it belongs to the list, give it both a number and a text."),
    )
}

fn no_list(grid: &Grid) -> Problem {
    Problem::warning(
        grid.whole(),
        text!(ja: "番号と文の列がないので、読みませんでした。", en: "It has no columns of numbers and texts, so it was not read."),
        text!(ja: "一覧なら、見出しを付けるか、列を指定してください。", en: "If it is the list, give it headers, or name the columns."),
    )
}

/// Names what a person who looks at the sheet does not see as it is.
fn name_the_unseen(grid: &Grid, problems: &mut Problems) {
    if !grid.hidden.is_empty() {
        let letters: Vec<String> =
            grid.hidden.iter().take(20).map(|column| sheet::column_letters(*column)).collect();
        let (letters, count) = (letters.join(", "), grid.hidden.len());
        problems.push(Problem::warning(
            grid.whole(),
            text!(ja: "表示されていない列が {count} 列あります（{letters}）。番号か文の列なら、そこも読みました。", en: "It has {count} hidden columns ({letters}). Where one holds numbers or texts, it was read."),
            text!(ja: "Excel で列を再表示し、中身を確かめてください。", en: "Show the columns in Excel, and look at what they hold."),
        ));
    }
    if grid.merged > 0 {
        let count = grid.merged;
        problems.push(Problem::warning(
            grid.whole(),
            text!(ja: "結合されたセルが {count} か所あります。縦の結合は各行に同じ値があるものとして、横の結合は左端の値だけを読みました。", en: "It has {count} merged cells. A cell merged downwards was read for each of its rows, one merged across for its first column only."),
            text!(ja: "行と文の対応が合っているか、差分の表示で確かめてください。", en: "Check in the differences that rows and texts belong together."),
        ));
    }
}

#[cfg(test)]
mod tests {
    use rust_xlsxwriter::{Format, Workbook};

    use super::*;

    /// An official table as such tables are: a title merged across, a number merged over two rows, a hidden column.
    fn table() -> Vec<u8> {
        let mut book = Workbook::new();
        let page = book.add_worksheet();
        page.set_name("要求事項").unwrap();
        page.merge_range(0, 0, 0, 2, "要求事項・評価基準", &Format::new()).unwrap();
        page.write_row(2, 0, ["番号", "備考", "評価基準"]).unwrap();
        page.write_row(3, 0, ["1-2-1-1", "x", "役割を決める"]).unwrap();
        page.merge_range(4, 0, 5, 0, "1-2-1-2", &Format::new()).unwrap();
        page.write_row(4, 1, ["", "一覧がある"]).unwrap();
        page.write_row(5, 1, ["", "最新である"]).unwrap();
        page.write_row(6, 1, ["", "番号のない文"]).unwrap();
        page.write_row(7, 0, ["9-9-9-9"]).unwrap();
        page.set_column_hidden(1).unwrap();
        book.add_worksheet().set_name("表紙").unwrap().write(0, 0, "表紙です").unwrap();
        book.save_to_buffer().unwrap()
    }

    fn said(problems: &[Problem]) -> Vec<&str> {
        problems.iter().map(|problem| problem.what.ja.as_str()).collect()
    }

    #[test]
    fn merged_numbers_keep_both_texts_and_what_is_hidden_or_merged_is_named() {
        let Reading { facts, problems } = read_list("table.xlsx", &table(), &ListColumns::default());
        let rows: Vec<(&str, &str)> =
            facts.iter().map(|row| (row.number.as_str(), row.text.as_str())).collect();
        assert_eq!(rows, [("1-2-1-1", "役割を決める"), ("1-2-1-2", "一覧がある\n最新である")]);
        assert_eq!(facts[0].place.row, Some(4));
        let said = said(&problems);
        assert!(said[0].starts_with("表示されていない列が 1 列あります（B）"), "{said:?}");
        assert!(said[1].starts_with("結合されたセルが 2 か所"), "{said:?}");
        assert!(said[2].contains("番号がありません") && said[2].contains("番号のない文"), "{said:?}");
        assert!(said[3].contains("文がありません") && said[3].contains("9-9-9-9"), "{said:?}");
        assert!(said[4].contains("読みませんでした"), "{said:?}");
        assert_eq!(said.len(), 5);
    }

    #[test]
    fn columns_are_named_by_header_or_letter() {
        let csv = "区分,コード,説明\nA,1,甲\nB,2,乙\n".as_bytes();
        assert!(read_list("x.csv", csv, &ListColumns::default()).facts.is_empty());
        for (number, text) in [("コード", "説明"), ("B", "C"), ("b", "説明")] {
            let wanted = ListColumns { number: Some(number.to_owned()), text: Some(text.to_owned()) };
            let Reading { facts, problems } = read_list("x.csv", csv, &wanted);
            assert_eq!((facts.len(), facts[1].text.as_str()), (2, "乙"));
            assert_eq!(problems, Vec::new());
        }
    }

    #[test]
    fn a_file_without_a_list_says_so() {
        let Reading { facts, problems } = read_list("x.csv", b"a,b\n1,2\n", &ListColumns::default());
        assert!(facts.is_empty());
        assert!(said(&problems).last().unwrap().contains("番号と文の列が見つかりません"));
    }
}
