//! What the form about a questionnaire carries: its columns and the criteria that a person settled, so that nothing of it
//! hangs on the file being at hand.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use sekisho_exchange::{MappedQuestion, Mapping, SheetColumns};
use sekisho_model::text;

use crate::failure::Failure;

/// Sheets and questions of one form.
const SHEETS_MAX: usize = 200;
const QUESTIONS_MAX: usize = 5_000;

/// The fields of a form by name; of two of one name the later.
pub(super) struct Sent<'a> {
    fields: BTreeMap<&'a str, &'a str>,
}

impl<'a> Sent<'a> {
    pub(super) fn of(fields: &'a [(String, String)]) -> Self {
        Self { fields: fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect() }
    }

    pub(super) fn field(&self, name: &str) -> &'a str {
        self.fields.get(name).copied().unwrap_or_default()
    }

    /// What a person settled. A sheet without a column of questions is left out.
    pub(super) fn mapping(&self) -> Result<Mapping, Failure> {
        let sheets = (0..SHEETS_MAX).take_while(|n| self.fields.contains_key(format!("sheet{n}").as_str()));
        let sheets = sheets.filter(|n| !self.field(&format!("question{n}")).trim().is_empty());
        let sheets = sheets.map(|n| self.sheet(n)).collect::<Result<_, _>>()?;
        let asked = (0..QUESTIONS_MAX).take_while(|n| self.fields.contains_key(format!("text{n}").as_str()));
        Ok(Mapping::new(sheets, asked.map(|n| self.question(n)).collect()))
    }

    fn sheet(&self, n: usize) -> Result<SheetColumns, Failure> {
        let sheet = self.field(&format!("sheet{n}"));
        let column = |what: &str| {
            let letters = self.field(&format!("{what}{n}")).trim().to_ascii_uppercase();
            let fits = letters.len() <= 3 && letters.bytes().all(|c| c.is_ascii_uppercase());
            if fits { Ok(letters) } else { Err(no_column(sheet, &letters)) }
        };
        let other = |what: &str| column(what).map(|letters| Some(letters).filter(|it| !it.is_empty()));
        let header = self.field(&format!("header{n}")).trim();
        Ok(SheetColumns {
            sheet: sheet.to_owned(),
            header_row: header.parse().map_err(|_| no_row(sheet, header))?,
            question: column("question")?,
            number: other("number")?,
            answer: other("answer")?,
            words: other("words")?,
            evidence: other("evidence")?,
        })
    }

    /// What was typed goes before what was ticked.
    fn question(&self, n: usize) -> MappedQuestion {
        let [typed, ticked] = ["other", "criterion"].map(|name| self.field(&format!("{name}{n}")).trim());
        MappedQuestion {
            sheet: self.field(&format!("of{n}")).to_owned(),
            number: self.field(&format!("no{n}")).to_owned(),
            question: self.field(&format!("text{n}")).to_owned(),
            criterion: if typed.is_empty() { ticked } else { typed }.to_owned(),
            proposed: Vec::new(),
        }
    }
}

fn no_column(sheet: &str, letters: &str) -> Failure {
    Failure::of(
        StatusCode::UNPROCESSABLE_ENTITY,
        text!(ja: "シート「{sheet}」の「{letters}」は列の名前ではありません。", en: "\"{letters}\" of the sheet \"{sheet}\" is no column."),
        text!(ja: "A、B のような列名を入れてください。", en: "Give a column's letters, such as B."),
    )
}

fn no_row(sheet: &str, row: &str) -> Failure {
    Failure::of(
        StatusCode::UNPROCESSABLE_ENTITY,
        text!(ja: "シート「{sheet}」の見出しの行「{row}」を読めません。", en: "The header row \"{row}\" of the sheet \"{sheet}\" cannot be read."),
        text!(ja: "見出しの最後の行を 1 からの番号で、見出しがなければ 0 を入れてください。", en: "Enter the last row of the headers from 1, or 0 where there are none."),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mapping(fields: &[(&str, &str)]) -> Result<Mapping, Failure> {
        let owned: Vec<_> = fields.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
        Sent::of(&owned).mapping()
    }

    #[test]
    fn what_was_typed_goes_before_what_was_ticked_and_a_sheet_without_questions_is_left_out() {
        let read = mapping(&[
            ("sheet0", "調査票"),
            ("header0", "5"),
            ("question0", " b "),
            ("answer0", "d"),
            ("sheet1", "集計"),
            ("header1", "0"),
            ("question1", ""),
            ("text0", "方針はありますか"),
            ("criterion0", "scs-3/1-3-1-1"),
            ("text1", "更新しますか"),
            ("criterion1", "scs-3/1-3-1-1"),
            ("other1", "scs-3/4-4-4-2"),
            ("text3", "番号が飛んだもの"),
        ])
        .unwrap();
        let columns = &read.sheet[0];
        assert_eq!(
            (read.sheet.len(), columns.question.as_str(), columns.answer.as_deref()),
            (1, "B", Some("D"))
        );
        assert_eq!((columns.header_row, &columns.number), (5, &None));
        let criteria: Vec<_> = read.question.iter().map(|row| row.criterion.as_str()).collect();
        assert_eq!(criteria, ["scs-3/1-3-1-1", "scs-3/4-4-4-2"]);
    }

    #[test]
    fn what_is_no_column_or_row_is_refused() {
        for (column, row) in [("B1", "1"), ("ABCD", "1"), ("列", "1"), ("B", "-1"), ("B", "")] {
            assert!(
                mapping(&[("sheet0", "x"), ("header0", row), ("question0", column)]).is_err(),
                "{column} {row}"
            );
        }
    }
}
