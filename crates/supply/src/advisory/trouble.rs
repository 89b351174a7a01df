//! Collects what is wrong with one advisory file, each time with its place.

use sekisho_model::{Place, Problem, Text, text};

use sekisho_intake::encoding::NoText;

/// The problems of one file, in input order.
#[derive(Debug)]
pub(crate) struct Trouble {
    file: String,
    row: Option<u64>,
    problems: Vec<Problem>,
    /// Problems beyond the most that are kept.
    more: usize,
}

/// Most problems that are kept of one document; the others are counted.
const PROBLEMS_MAX: usize = 2_000;

impl Trouble {
    pub(crate) fn new(file: &str) -> Self {
        Self { file: file.to_owned(), row: None, problems: Vec::new(), more: 0 }
    }

    pub(crate) fn file(&self) -> &str {
        &self.file
    }

    /// The line that the next problems belong to, counted from 0 here.
    pub(crate) fn set_row(&mut self, index: usize) {
        self.row = u64::try_from(index).ok().map(|index| index + 1);
    }

    /// The next problems belong to no line.
    pub(crate) const fn clear_row(&mut self) {
        self.row = None;
    }

    /// A page of a longer answer.
    pub(crate) fn partial_page(&mut self, path: &str, end: u64, total: u64) {
        self.warning(
            path,
            text!(ja: "全 {total} 件のうち {end} 件目までのページです。", en: "This page ends at entry {end} of {total}."),
            text!(ja: "残りのページも取り込んでください。", en: "Read the other pages too."),
        );
    }

    /// The record names no product at all.
    pub(crate) fn names_nothing(&mut self, path: &str, id: &str, why: &str) {
        self.warning(
            path,
            text!(ja: "{id} は対象の製品を一つも示していません（{why}）。影響がないという意味ではありません。", en: "{id} names no product ({why}). That does not mean that nothing is affected."),
            text!(ja: "後の版、または別の情報源を取り込んでください。", en: "Read a later revision, or another source."),
        );
    }

    pub(crate) fn into_problems(mut self) -> Vec<Problem> {
        let more = self.more;
        if more > 0 {
            self.row = None;
            let place = self.place("");
            self.problems.push(Problem::error(
                place,
                text!(ja: "ほかに同様の問題が {more} 件あります。", en: "There are {more} more problems of this sort."),
                ask_the_publisher(),
            ));
        }
        self.problems
    }

    fn push(&mut self, problem: Problem) {
        if self.problems.len() < PROBLEMS_MAX {
            self.problems.push(problem);
        } else {
            self.more += 1;
        }
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.problems.is_empty()
    }

    /// The bytes are no text.
    pub(crate) fn no_text(&mut self, refused: NoText) {
        let NoText { what, remedy, line } = refused;
        self.row = line;
        self.error("", what, remedy);
        self.row = None;
    }

    fn place(&self, path: &str) -> Place {
        let place = Place::file(self.file.as_str()).at_path(path);
        match self.row {
            Some(row) => place.at_row(row),
            None => place,
        }
    }

    /// The part at `path` was not read.
    pub(crate) fn error(&mut self, path: &str, what: Text, remedy: Text) {
        let place = self.place(path);
        self.push(Problem::error(place, what, remedy));
    }

    /// The part at `path` was read, but needs a look.
    pub(crate) fn warning(&mut self, path: &str, what: Text, remedy: Text) {
        let place = self.place(path);
        self.push(Problem::warning(place, what, remedy));
    }

    pub(crate) fn unreadable_json(&mut self, path: &str, error: &serde_json::Error) {
        self.error(
            path,
            text!(ja: "JSON として読めません（{error}）。", en: "It cannot be read as JSON ({error})."),
            ask_the_publisher(),
        );
    }

    /// A part has not the form that the specification gives it.
    pub(crate) fn malformed(&mut self, path: &str, form: &str, error: &dyn std::fmt::Display) {
        self.error(
            path,
            text!(ja: "{form} の形式に合わないため、この部分を読めませんでした（{error}）。", en: "This part does not have the form of {form} and was not read ({error})."),
            ask_the_publisher(),
        );
    }

    pub(crate) fn too_many(&mut self, path: &str, max: usize) {
        self.error(
            path,
            text!(ja: "件数が上限の {max} 件を超えたため、ここから先を読んでいません。", en: "There are more entries than the limit of {max}; from here on nothing was read."),
            text!(ja: "ファイルを分割してください。", en: "Split the file."),
        );
    }
}

/// What to do where only the publisher can mend the document.
pub(crate) fn ask_the_publisher() -> Text {
    text!(
        ja: "発行元の最新版を取り直すか、発行元に問い合わせてください。",
        en: "Fetch the publisher's latest revision, or ask the publisher."
    )
}
