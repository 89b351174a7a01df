//! Which column of a sheet is probably which: by the words of its headers, one row or several, merged or not.
//!
//! Invariant: a guess is a proposal. Hidden columns are never proposed; a sheet without a column of questions has none.

use super::{Page, SheetColumns};
use crate::columns::folded_header;
use crate::sheet::column_letters;

/// Headers are looked for in so many rows, and so many columns.
const ROWS_MAX: u32 = 30;
const COLUMNS_MAX: u32 = 60;
/// So many rows may be one header together.
const DEPTH_MAX: u32 = 3;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Number,
    Question,
    Answer,
    Words,
    Evidence,
}

/// Words of headers, folded, the telling ones first. A header that begins or ends with one of them has that role.
const WORDS: [(Role, &[&str]); 5] = [
    (
        Role::Evidence,
        &["証跡", "エビデンス", "根拠資料", "添付資料", "evidence", "attachment", "supportingdocument"],
    ),
    (
        Role::Words,
        &["備考", "補足", "コメント", "具体的", "説明欄", "自由記述", "comment", "remark", "detail", "note"],
    ),
    (
        Role::Answer,
        &[
            "回答",
            "選択",
            "実施状況",
            "対応状況",
            "判定",
            "自己評価",
            "answer",
            "response",
            "status",
            "compliance",
        ],
    ),
    (
        Role::Question,
        &[
            "設問",
            "質問",
            "確認事項",
            "確認項目",
            "チェック項目",
            "要求事項",
            "確認内容",
            "評価項目",
            "内容",
            "question",
            "requirement",
            "control",
            "checkitem",
            "item",
            "項目",
        ],
    ),
    (Role::Number, &["番号", "項番", "no", "通番", "id", "number", "ref"]),
];

fn role(header: &str) -> Option<Role> {
    let folded = folded_header(header);
    let fits = |word: &str| {
        let telling = word.chars().count() > 2 || !word.is_ascii();
        folded == word || telling && (folded.starts_with(word) || folded.ends_with(word))
    };
    WORDS.iter().find(|(_, words)| words.iter().any(|word| fits(word))).map(|(role, _)| *role)
}

/// The columns of a sheet that holds questions.
pub(super) fn columns(page: &Page<'_>) -> Option<SheetColumns> {
    let tops = page.grid.rows.iter().map(|row| row.number).take_while(|row| *row <= ROWS_MAX);
    let found = tops.flat_map(|top| (0..DEPTH_MAX).map(move |depth| (top, top + depth)));
    let mut best: Option<(usize, SheetColumns)> = None;
    for (top, bottom) in found {
        let Some(columns) = between(page, top, bottom) else { continue };
        let asks = page.grid.rows.iter().any(|row| row.number > bottom);
        let roles = [&columns.number, &columns.answer, &columns.words, &columns.evidence];
        let score = 1 + roles.iter().filter(|role| role.is_some()).count();
        // The first of equal ones: the least rows that tell as much.
        if asks && score > 1 && best.as_ref().is_none_or(|(other, _)| score > *other) {
            best = Some((score, columns));
        }
    }
    best.map(|(_, columns)| columns)
}

/// The roles of the columns when the header reaches from one row to another.
fn between(page: &Page<'_>, top: u32, bottom: u32) -> Option<SheetColumns> {
    let mut columns =
        SheetColumns { sheet: page.grid.name.clone(), header_row: bottom, ..SheetColumns::default() };
    let seen = (1..=COLUMNS_MAX).filter(|column| !page.layout.hidden_columns.contains(column));
    for column in seen {
        // The lowest row that tells anything is the closest to the cells under it.
        let told = (top..=bottom).rev().find_map(|row| role(&over(page, row, column)));
        let letters = || Some(column_letters(column));
        match told {
            Some(Role::Question) if columns.question.is_empty() => columns.question = column_letters(column),
            Some(Role::Number) if columns.number.is_none() => columns.number = letters(),
            Some(Role::Answer) if columns.answer.is_none() => columns.answer = letters(),
            Some(Role::Words) if columns.words.is_none() => columns.words = letters(),
            Some(Role::Evidence) if columns.evidence.is_none() => columns.evidence = letters(),
            _ => {}
        }
    }
    (!columns.question.is_empty()).then_some(columns)
}

/// What stands over a column in a row: a merged cell stands over each of its columns.
fn over(page: &Page<'_>, row: u32, column: u32) -> String {
    let (row, column) = page.layout.anchor(row, column);
    page.shown(row, column)
}
