//! What a reader returns, and what it refuses to go beyond.

use sekisho_model::{Place, Problem, text};

/// Facts, and what was wrong with the input.
///
/// An input that could not be read at all gives empty facts and at least one problem of gravity error.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading<T> {
    /// What was read.
    pub facts: T,
    /// What was wrong, in input order.
    pub problems: Vec<Problem>,
}

/// What a reader refuses to go beyond. Each refusal names the limit and the number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Longest file, in bytes.
    pub bytes_max: usize,
    /// Most bytes a workbook may unpack to.
    pub unpacked_bytes_max: u64,
    /// Most sheets of a workbook.
    pub sheets_max: usize,
    /// Most rows of a sheet, empty ones among them.
    pub rows_max: u32,
    /// Most columns of a sheet, empty ones among them.
    pub columns_max: u32,
    /// Most filled cells of a workbook.
    pub cells_max: usize,
    /// Longest text of a cell or a field, in characters.
    pub text_chars_max: usize,
    /// Most entries of one kind in a document.
    pub entries_max: usize,
    /// Most problems that are listed one by one; the rest is counted.
    pub problems_max: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes_max: 64 << 20,
            unpacked_bytes_max: 256 << 20,
            sheets_max: 256,
            rows_max: 200_000,
            columns_max: 1_024,
            cells_max: 5_000_000,
            text_chars_max: 32_767,
            entries_max: 200_000,
            problems_max: 1_000,
        }
    }
}

impl Limits {
    /// The problem of a file that is too long, if it is.
    pub(crate) fn refuse_long(&self, file_name: &str, bytes: &[u8]) -> Option<Problem> {
        let (size, max) = (bytes.len(), self.bytes_max);
        (size > max).then(|| {
            Problem::error(
                Place::file(file_name),
                text!(
                    ja: "ファイルが {size} バイトあり、上限の {max} バイトを超えています。",
                    en: "The file has {size} bytes, more than the limit of {max} bytes."
                ),
                text!(ja: "ファイルを分けてください。", en: "Split the file."),
            )
        })
    }
}

/// Problems in input order, with a bound on how many are kept; the rest is counted, not forgotten.
#[derive(Debug)]
pub(crate) struct Problems {
    list: Vec<Problem>,
    max: usize,
    unlisted: usize,
    errors_unlisted: usize,
}

impl Problems {
    pub(crate) fn new(limits: &Limits) -> Self {
        Self { list: Vec::new(), max: limits.problems_max, unlisted: 0, errors_unlisted: 0 }
    }

    pub(crate) fn push(&mut self, problem: Problem) {
        if self.list.len() < self.max {
            self.list.push(problem);
            return;
        }
        self.unlisted += 1;
        if problem.gravity == sekisho_model::Gravity::Error {
            self.errors_unlisted += 1;
        }
    }

    /// The list, closed by one problem that counts what was not listed.
    pub(crate) fn into_list(mut self, file_name: &str) -> Vec<Problem> {
        if self.unlisted > 0 {
            let (more, errors, shown) = (self.unlisted, self.errors_unlisted, self.max);
            let what = text!(
                ja: "問題が多いため、はじめの {shown} 件だけを示しました。ほかに {more} 件あります（うち読めなかったもの {errors} 件）。",
                en: "Only the first {shown} problems are listed. There are {more} more, of which {errors} were not read."
            );
            let remedy = text!(
                ja: "示した問題を直してから、もう一度読み込んでください。",
                en: "Correct those listed and read the file again."
            );
            let place = Place::file(file_name);
            self.list.push(if errors > 0 {
                Problem::error(place, what, remedy)
            } else {
                Problem::warning(place, what, remedy)
            });
        }
        self.list
    }
}
