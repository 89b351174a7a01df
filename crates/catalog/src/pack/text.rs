//! What must hold of every text in a pack, whatever row it stands in; and the line of a byte.
//!
//! It knows no row: any table with `ja` and `en` is a text in both languages.

use sekisho_model::{Place, Problem, text};
use toml::Spanned;
use toml::de::DeValue;

use crate::limits::{LIST_ENTRIES_MAX, TEXT_CHARS_MAX};

/// Where the lines of a text begin.
pub(super) struct Lines(Vec<usize>);

impl Lines {
    pub(super) fn of(source: &str) -> Self {
        Self(source.match_indices('\n').map(|(at, _)| at).collect())
    }

    /// The line of a byte, from 1.
    pub(super) fn line(&self, byte: usize) -> u64 {
        u64::try_from(self.0.partition_point(|end| *end < byte)).unwrap_or(u64::MAX - 1) + 1
    }
}

/// What is wrong with the texts of one row.
pub(super) fn faults(row: &Spanned<DeValue<'_>>, lines: &Lines, place: &Place) -> Vec<Problem> {
    let mut faults = Vec::new();
    look(row, "", &mut |value, field, fault| {
        let place = Place { row: Some(lines.line(value.span().start)), ..place.clone() };
        faults.push(fault.problem(place, field));
    });
    faults
}

enum Fault {
    Empty,
    TooLong(usize),
    Unprintable,
    TooMany(usize),
}

fn look(
    value: &Spanned<DeValue<'_>>,
    field: &str,
    found: &mut dyn FnMut(&Spanned<DeValue<'_>>, &str, Fault),
) {
    match value.get_ref() {
        DeValue::String(text) => {
            if let Some(fault) = fault_of(text, field) {
                found(value, field, fault);
            }
        }
        DeValue::Array(items) => {
            if items.len() > LIST_ENTRIES_MAX {
                found(value, field, Fault::TooMany(items.len()));
            }
            items.iter().for_each(|item| look(item, field, found));
        }
        DeValue::Table(table) => {
            for (key, value) in table {
                look(value, &joined(field, key.get_ref()), found);
            }
        }
        DeValue::Integer(_) | DeValue::Float(_) | DeValue::Boolean(_) | DeValue::Datetime(_) => {}
    }
}

fn joined(field: &str, key: &str) -> String {
    if field.is_empty() { key.to_owned() } else { format!("{field}.{key}") }
}

fn fault_of(text: &str, field: &str) -> Option<Fault> {
    let chars = text.chars().count();
    let language = matches!(field.rsplit('.').next(), Some("ja" | "en"));
    if chars > TEXT_CHARS_MAX {
        Some(Fault::TooLong(chars))
    } else if text.chars().any(|c| c.is_control() && c != '\n') {
        Some(Fault::Unprintable)
    } else if language && text.trim().is_empty() {
        Some(Fault::Empty)
    } else {
        None
    }
}

impl Fault {
    fn problem(self, place: Place, field: &str) -> Problem {
        let field = super::wording::short(field);
        let what = match self {
            Self::Empty => text!(ja: "項目「{field}」が空です。", en: "Field \"{field}\" is empty."),
            Self::TooLong(chars) => text!(
                ja: "項目「{field}」が {chars} 文字あります（{TEXT_CHARS_MAX} 文字まで）。",
                en: "Field \"{field}\" has {chars} characters, of at most {TEXT_CHARS_MAX}."
            ),
            Self::Unprintable => text!(
                ja: "項目「{field}」に、表示できない制御文字があります。",
                en: "Field \"{field}\" has a control character that cannot be shown."
            ),
            Self::TooMany(entries) => text!(
                ja: "項目「{field}」に {entries} 件あります（{LIST_ENTRIES_MAX} 件まで）。",
                en: "Field \"{field}\" has {entries} entries, of at most {LIST_ENTRIES_MAX}."
            ),
        };
        Problem::error(
            place,
            what,
            text!(ja: "直してください。この行は読みませんでした。", en: "Correct it. The row was not read."),
        )
    }
}
