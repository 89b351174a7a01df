//! The fixed answers (大・中・小, 不明, 対象外 …) and their spellings.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use sekisho_model::Lang;
use serde::Deserialize;

use super::{PickList, folded_header, folded_word};

/// Longer texts than this are no spelling of a fixed answer.
const SPELLING_BYTES_MAX: usize = 64;

/// One fixed answer.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Word {
    /// The word in documents.
    pub(crate) code: String,
    ja: Vec<String>,
    en: Vec<String>,
}

impl Word {
    /// As it is written in sheets.
    pub(crate) fn written(&self, lang: Lang) -> &str {
        super::first(lang.pick_list(&self.ja, &self.en))
    }

    fn spellings(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.code.as_str()).chain(self.ja.iter().chain(&self.en).map(String::as_str))
    }
}

/// The fixed answers of one question, in the order they are offered.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WordList {
    name: String,
    word: Vec<Word>,
    /// By folded spelling, the place in `word`.
    #[serde(skip)]
    spellings: BTreeMap<String, usize>,
}

impl WordList {
    /// The answers.
    pub(crate) fn all(&self) -> &[Word] {
        &self.word
    }

    /// The answer with a code.
    pub(crate) fn with_code(&self, code: &str) -> Option<&Word> {
        self.word.iter().find(|word| word.code == code)
    }

    /// The answer somebody wrote.
    pub(crate) fn find(&self, written: &str) -> Option<&Word> {
        self.spellings.get(&folded_word(written)).and_then(|index| self.word.get(*index))
    }

    /// Every folded spelling with the codes that it could mean.
    #[cfg(test)]
    pub(crate) fn meanings(&self) -> std::collections::BTreeMap<String, std::collections::BTreeSet<&str>> {
        let mut meanings: std::collections::BTreeMap<_, std::collections::BTreeSet<_>> = Default::default();
        for word in &self.word {
            for spelling in word.spellings() {
                meanings.entry(folded_word(spelling)).or_default().insert(word.code.as_str());
            }
        }
        meanings
    }

    /// All answers as written: `大、中、小`, `Large, Medium, Small`.
    pub(crate) fn offer(&self, lang: Lang) -> String {
        let words: Vec<&str> = self.word.iter().map(|word| word.written(lang)).collect();
        words.join(lang.pick("、", ", "))
    }
}

/// One answer of its own with its spellings.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spellings {
    ja: Vec<String>,
    en: Vec<String>,
    #[serde(skip)]
    folded: BTreeSet<String>,
}

impl Spellings {
    /// As it is written in sheets.
    pub(crate) fn written(&self, lang: Lang) -> &str {
        super::first(lang.pick_list(&self.ja, &self.en))
    }

    fn has(&self, written: &str) -> bool {
        // A long text is none of the short words; folding it would cost more than it can tell.
        written.len() <= SPELLING_BYTES_MAX && self.folded.contains(&folded_word(written))
    }

    fn fold(&mut self) {
        self.folded = self.ja.iter().chain(&self.en).map(|spelling| folded_word(spelling)).collect();
    }
}

/// All fixed answers.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Words {
    /// Nobody has said.
    pub(crate) unknown: Spellings,
    /// The question does not apply.
    pub(crate) not_applicable: Spellings,
    /// Made by ourselves.
    pub(crate) own: Spellings,
    row_number: Vec<String>,
    /// The sheet of a written workbook that explains the others.
    pub(crate) guide: Spellings,
    list: Vec<WordList>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    #[expect(clippy::expect_used, reason = "the table is part of the program, and a test reads all of it")]
    let mut words: Words = toml::from_str(include_str!("words.toml")).expect("words.toml");
    for spellings in [&mut words.unknown, &mut words.not_applicable, &mut words.own, &mut words.guide] {
        spellings.fold();
    }
    for list in &mut words.list {
        for (index, word) in list.word.iter().enumerate() {
            for spelling in word.spellings() {
                list.spellings.entry(folded_word(spelling)).or_insert(index);
            }
        }
    }
    words
});

/// All fixed answers.
pub(crate) fn words() -> &'static Words {
    &WORDS
}

/// The list with a name. Every list that a column names is there; a test says so.
pub(crate) fn list(name: &str) -> &'static WordList {
    static NONE: WordList = WordList { name: String::new(), word: Vec::new(), spellings: BTreeMap::new() };
    WORDS.list.iter().find(|list| list.name == name).unwrap_or(&NONE)
}

/// Does it say that nobody knows? An empty cell does.
pub(crate) fn is_unknown(written: &str) -> bool {
    written.trim().is_empty() || WORDS.unknown.has(written)
}

/// Does it say that the question does not apply?
pub(crate) fn is_not_applicable(written: &str) -> bool {
    WORDS.not_applicable.has(written)
}

/// Does it say that we make it ourselves?
pub(crate) fn is_own(written: &str) -> bool {
    WORDS.own.has(written)
}

/// Is it the sheet that explains the others?
pub(crate) fn is_guide(sheet_name: &str) -> bool {
    WORDS.guide.has(sheet_name)
}

/// Would a text be taken for one of the words above?
pub(crate) fn is_reserved(written: &str) -> bool {
    is_unknown(written) || is_not_applicable(written)
}

/// Is it the header of a column that only numbers the rows?
pub(crate) fn is_row_number(header: &str) -> bool {
    let trimmed = header.trim();
    let folded = folded_header(trimmed);
    WORDS
        .row_number
        .iter()
        .any(|word| word == trimmed || (!folded.is_empty() && folded_header(word) == folded))
}
