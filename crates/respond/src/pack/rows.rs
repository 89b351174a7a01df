//! What every pack of this crate has in common: its file is opened, its rows are read one by one, and what cannot be
//! read is named with its place.
//!
//! Invariant: a row that cannot be read costs that row. What rows mean is for those who asked for them.

use sekisho_model::{Place, Problem, Text, text};
use serde::de::DeserializeOwned;

use super::LIMITS;

/// A pack that is being read.
pub(super) struct Rows<'a> {
    file: &'a str,
    pub(super) problems: Vec<Problem>,
}

impl<'a> Rows<'a> {
    pub(super) const fn of(file: &'a str) -> Self {
        Self { file, problems: Vec::new() }
    }

    /// The file as a form of TOML; None where it is too long or no such form.
    pub(super) fn open<F: DeserializeOwned>(&mut self, source: &str) -> Option<F> {
        if source.len() > LIMITS.pack_bytes {
            let (bytes, most) = (source.len(), LIMITS.pack_bytes);
            self.refuse(
                "",
                text!(ja: "{bytes} バイトあります。一つのパックは {most} バイトまでです。", en: "It has {bytes} bytes; a pack may have {most}."),
            );
            return None;
        }
        toml::from_str(source)
            .map_err(|error: toml::de::Error| {
                let why = error.message().to_owned();
                self.refuse(
                    "",
                    text!(ja: "TOMLとして読めません（{why}）。", en: "It cannot be read as TOML ({why})."),
                );
            })
            .ok()
    }

    /// Does the pack say whence it is? It is refused where it does not.
    pub(super) fn is_sourced(&mut self, source: &str, edition: &str) -> bool {
        let sourced = !source.trim().is_empty() && !edition.trim().is_empty();
        if !sourced {
            self.refuse("pack", text!(ja: "source（出典）と edition（版）がありません。", en: "It names no `source` or no `edition`."));
        }
        sourced
    }

    /// The rows of a kind that can be read.
    pub(super) fn read<T: DeserializeOwned>(&mut self, kind: &str, values: Vec<toml::Value>) -> Vec<T> {
        let (count, most) = (values.len(), LIMITS.rows);
        if count > most {
            self.refuse(kind, text!(ja: "{count} 行あります。{most} 行までを読みました。", en: "It has {count} rows; the first {most} were read."));
        }
        let mut rows = Vec::new();
        for (at, value) in values.into_iter().take(most).enumerate() {
            match value.try_into::<T>() {
                Ok(row) => rows.push(row),
                Err(error) => {
                    let why = error.message().trim().to_owned();
                    self.refuse(
                        &format!("{kind} {}", at + 1),
                        text!(ja: "読めない行です（{why}）。", en: "The row cannot be read ({why})."),
                    );
                }
            }
        }
        rows
    }

    pub(super) fn refuse(&mut self, path: &str, what: Text) {
        let place = Place { path: path.to_owned(), ..Place::file(self.file) };
        let remedy = text!(ja: "直して読み込み直してください。この部分は使いません。", en: "Mend it and load it again. This part is not used.");
        self.problems.push(Problem::error(place, what, remedy));
    }
}
