//! A paper: one table with its title, its answer and its notes, before anybody knows whether it becomes a sheet
//! or a section in print.
//!
//! Invariant: a cell that nobody has filled is [`Cell::Unknown`], never an empty text, and a paper counts them
//! column by column. It is in one language already; it knows nothing of spreadsheets or HTML.

use jiff::civil::Date;
use sekisho_model::{Lang, counted};

/// What a cell says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Cell {
    /// Words.
    Text(String),
    /// A short mark or word, in the middle.
    Mark(String),
    /// A count or a plain number.
    Number(u64),
    /// Money.
    Yen(u64),
    /// A day.
    Date(Date),
    /// Nobody has said.
    Unknown,
    /// Somebody said that it does not apply.
    NotApplicable,
    /// There is nothing to say.
    Empty,
}

impl Cell {
    /// Words, or nothing.
    pub(crate) fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }

    /// A mark, or nothing.
    pub(crate) fn mark(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Empty } else { Self::Mark(text) }
    }

    /// A count.
    pub(crate) fn count(n: usize) -> Self {
        Self::Number(u64::try_from(n).unwrap_or(u64::MAX))
    }

    /// As it is printed.
    pub(crate) fn shown(&self, lang: Lang) -> String {
        match self {
            Self::Text(text) | Self::Mark(text) => text.clone(),
            Self::Number(n) => grouped(*n),
            Self::Yen(n) => grouped(*n),
            Self::Date(date) => date.to_string(),
            Self::Unknown => lang.pick("不明", "unknown").to_owned(),
            Self::NotApplicable => lang.pick("対象外", "n/a").to_owned(),
            Self::Empty => String::new(),
        }
    }
}

/// 1234567 → `1,234,567`.
pub(crate) fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Column {
    /// Its heading.
    pub(crate) header: String,
    /// Widest it may grow, in widths of a digit; it is as narrow as what stands in it.
    pub(crate) width_max: u32,
    /// Do its unknown cells count as gaps in the paper's first sentence?
    pub(crate) counts: bool,
    /// Is it narrow, with its heading written downwards?
    pub(crate) upright: bool,
}

impl Column {
    /// A column.
    pub(crate) fn new(header: impl Into<String>, width_max: u32) -> Self {
        Self { header: header.into(), width_max, counts: true, upright: false }
    }
}

impl Column {
    /// A narrow column of a matrix.
    pub(crate) fn upright(header: impl Into<String>, width_max: u32) -> Self {
        Self { upright: true, ..Self::new(header, width_max) }
    }
}

/// What a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RowKind {
    /// One thing.
    Plain,
    /// A thing that wants somebody's eye: tinted, with the reason in a cell.
    Alert,
    /// One thing that stands in the workbook only: the printed document says how many there are.
    Minor,
    /// A thing that was seen and that nobody has accepted: marked, and not counted among the things.
    Proposed,
    /// A sum of the rows above.
    Sum,
}

/// A row; it has as many cells as the paper has columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    /// What it is.
    pub(crate) kind: RowKind,
    /// Its cells.
    pub(crate) cells: Vec<Cell>,
}

impl Row {
    /// A plain row.
    pub(crate) const fn plain(cells: Vec<Cell>) -> Self {
        Self { kind: RowKind::Plain, cells }
    }
}

/// Where a paper stands in the printed document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Chapter {
    /// How far the plant has come, and what to look at.
    Overview,
    /// Step 1.
    One,
    /// Step 2.
    Two,
    /// Step 3.
    Three,
    /// Risk analysis.
    Risk,
    /// Findings and reviews.
    Review,
    /// Where it all comes from.
    Sources,
}

impl Chapter {
    pub(crate) const ALL: [Self; 7] =
        [Self::Overview, Self::One, Self::Two, Self::Three, Self::Risk, Self::Review, Self::Sources];

    /// Its name in links.
    pub(crate) const fn key(self) -> &'static str {
        match self {
            Self::Overview => "overview",
            Self::One => "1",
            Self::Two => "2",
            Self::Three => "3",
            Self::Risk => "risk",
            Self::Review => "review",
            Self::Sources => "sources",
        }
    }

    /// Its heading.
    pub(crate) const fn title(self, lang: Lang) -> &'static str {
        match self {
            Self::Overview => lang.pick("全体の状況", "Where the plant stands"),
            Self::One => lang.pick(
                "ステップ 1　内外要件・業務・保護対象の整理",
                "Step 1: Requirements, businesses and things to protect",
            ),
            Self::Two => lang.pick("ステップ 2　対策の立案", "Step 2: Measures"),
            Self::Three => lang.pick(
                "ステップ 3　運用・維持とサプライチェーン",
                "Step 3: Operation, upkeep and supply chain",
            ),
            Self::Risk => lang.pick("リスク分析", "Risk analysis"),
            Self::Review => lang.pick("指摘と見直し", "Findings and reviews"),
            Self::Sources => lang.pick("出典", "Sources"),
        }
    }
}

/// A paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Paper {
    /// Its name in links; the same in every language and edition.
    pub(crate) key: &'static str,
    /// Steps of the guideline whose product it is.
    pub(crate) steps: Vec<&'static str>,
    /// Where it is printed.
    pub(crate) chapter: Chapter,
    /// Name of the sheet, at most 31 characters.
    pub(crate) sheet: String,
    /// Title.
    pub(crate) title: String,
    /// First sentence: what it means.
    pub(crate) answer: String,
    /// Smaller words below it.
    pub(crate) notes: Vec<String>,
    /// Columns.
    pub(crate) columns: Vec<Column>,
    /// Rows; sums last.
    pub(crate) rows: Vec<Row>,
    /// What stands in place of rows when there are none: what belongs here.
    pub(crate) empty: String,
    /// Is it in the printed document too? Long lists of detail are in the workbook only.
    pub(crate) printed: bool,
    /// Are its unknown cells counted in its first sentence? So in papers of records.
    pub(crate) counted: bool,
}

impl Paper {
    /// Rows that are things, without sums and proposals.
    pub(crate) fn things(&self) -> usize {
        self.rows.iter().filter(|row| !matches!(row.kind, RowKind::Sum | RowKind::Proposed)).count()
    }

    /// How many cells of each counted column nobody has filled, in the order of the columns.
    pub(crate) fn gaps(&self) -> Vec<(&str, usize)> {
        let of = |number: usize| {
            let things = self.rows.iter().filter(|row| row.kind != RowKind::Proposed);
            things.filter(|row| row.cells.get(number) == Some(&Cell::Unknown)).count()
        };
        let counted = self.columns.iter().enumerate().filter(|(_, column)| column.counts);
        counted
            .map(|(number, column)| (column.header.as_str(), of(number)))
            .filter(|(_, gaps)| *gaps > 0)
            .collect()
    }

    /// Cells that nobody has filled.
    pub(crate) fn unknown(&self) -> usize {
        self.gaps().iter().map(|(_, gaps)| gaps).sum()
    }

    /// The answer, and what is unknown: the three greatest gaps by name, the rest as a number. Papers that are
    /// worked out say in their answer what could not be.
    pub(crate) fn first_sentence(&self, lang: Lang) -> String {
        match self.gap_sentence(lang) {
            Some(gaps) if self.counted => {
                let space = if lang == Lang::En { " " } else { "" };
                format!("{}{space}{gaps}", self.answer)
            }
            _ => self.answer.clone(),
        }
    }

    fn gap_sentence(&self, lang: Lang) -> Option<String> {
        let things = self.things();
        if things == 0 {
            return None;
        }
        let gaps = self.gaps();
        let total: usize = gaps.iter().map(|(_, gaps)| gaps).sum();
        if total == 0 {
            return Some(lang.pick("不明な欄はありません。", "No cell is unknown.").to_owned());
        }
        let mut by_size = gaps;
        by_size.sort_by_key(|(_, gaps)| std::cmp::Reverse(*gaps));
        let named: Vec<String> =
            by_size.iter().take(3).map(|(header, gaps)| format!("{} {gaps}", one_line(header))).collect();
        let more = by_size.len() > 3;
        Some(match lang {
            Lang::Ja => {
                let (named, more) = (named.join("、"), if more { " など" } else { "" });
                format!("不明な欄が {total} あります（{named}{more}）。")
            }
            Lang::En => {
                let (named, more) = (named.join(", "), if more { ", …" } else { "" });
                format!("{} ({named}{more}).", counted(total, "cell is unknown", "cells are unknown"))
            }
        })
    }
}

fn one_line(header: &str) -> String {
    header.replace('\n', "")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paper(cells: &[Cell]) -> Paper {
        Paper {
            key: "assets",
            steps: Vec::new(),
            chapter: Chapter::One,
            sheet: String::new(),
            title: String::new(),
            answer: "3 件です。".to_owned(),
            notes: Vec::new(),
            columns: vec![Column::new("重要度", 8)],
            rows: cells.iter().map(|cell| Row::plain(vec![cell.clone()])).collect(),
            empty: String::new(),
            printed: true,
            counted: true,
        }
    }

    #[test]
    fn the_first_sentence_counts_what_nobody_has_said() {
        let gaps = paper(&[Cell::Unknown, Cell::Empty, Cell::Unknown]).first_sentence(Lang::Ja);
        assert_eq!(gaps, "3 件です。不明な欄が 2 あります（重要度 2）。");
        let none = paper(&[Cell::NotApplicable]).first_sentence(Lang::En);
        assert_eq!(none, "3 件です。 No cell is unknown.");
    }

    #[test]
    fn money_is_grouped_by_threes() {
        let shown: Vec<String> = [0, 999, 1_000, 12_345_678].map(grouped).into();
        assert_eq!(shown, ["0", "999", "1,000", "12,345,678"]);
    }
}
