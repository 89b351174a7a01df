//! What is wrong with an input, where, and how to mend it. A reader returns `(facts, problems)`.

use serde::{Deserialize, Serialize};

use crate::{Lang, Text};

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Gravity {
    /// Read, but somebody should look.
    Warning,
    /// The named part was not read.
    Error,
}

/// The place of a problem inside an input. Empty parts are left out when shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Place {
    /// File name as the user gave it.
    pub file: String,
    /// Sheet of a workbook.
    pub sheet: String,
    /// Row of a sheet or line of a text, from 1.
    pub row: Option<u64>,
    /// Column header, or the path inside a document such as `/components/3/version`.
    pub path: String,
}

impl Place {
    /// A whole file.
    pub fn file(name: impl Into<String>) -> Self {
        Self { file: name.into(), ..Self::default() }
    }

    /// A path inside a document.
    #[must_use]
    pub fn at_path(mut self, path: impl Into<String>) -> Self {
        self.path = path.into();
        self
    }

    /// A row or line, from 1.
    #[must_use]
    pub const fn at_row(mut self, row: u64) -> Self {
        self.row = Some(row);
        self
    }

    /// In words: `list.xlsx, sheet 保護対象, row 14, column ゾーン`.
    #[must_use]
    pub fn in_lang(&self, lang: Lang) -> String {
        let mut parts = Vec::new();
        if !self.file.is_empty() {
            parts.push(self.file.clone());
        }
        if !self.sheet.is_empty() {
            parts.push(lang.pick("シート「", "sheet \"").to_owned() + &self.sheet + lang.pick("」", "\""));
        }
        if let Some(row) = self.row {
            parts.push(match lang {
                Lang::Ja => format!("{row} 行目"),
                Lang::En => format!("row {row}"),
            });
        }
        if !self.path.is_empty() {
            parts.push(self.path.clone());
        }
        parts.join(lang.pick(" ", ", "))
    }
}

/// One thing wrong with an input.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Problem {
    /// How bad.
    pub gravity: Gravity,
    /// Where.
    pub place: Place,
    /// What is wrong, and with which thing.
    pub what: Text,
    /// What to do about it.
    pub remedy: Text,
}

impl Problem {
    /// A part that was not read.
    #[must_use]
    pub const fn error(place: Place, what: Text, remedy: Text) -> Self {
        Self { gravity: Gravity::Error, place, what, remedy }
    }

    /// A part that was read but needs a look.
    #[must_use]
    pub const fn warning(place: Place, what: Text, remedy: Text) -> Self {
        Self { gravity: Gravity::Warning, place, what, remedy }
    }

    /// One line: place, what, remedy.
    #[must_use]
    pub fn in_lang(&self, lang: Lang) -> String {
        let place = self.place.in_lang(lang);
        let separator = if place.is_empty() { "" } else { lang.pick("：", ": ") };
        let space = lang.pick("", " ");
        format!("{place}{separator}{}{space}{}", self.what.in_lang(lang), self.remedy.in_lang(lang))
    }
}
