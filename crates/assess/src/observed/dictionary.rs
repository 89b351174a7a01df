//! The field dictionary: every field that an observation can hold, what it means, why it is kept, what turns it off and
//! how long it stays. An overseer reads this and not the code; a checkpoint signs its bytes.
//!
//! Invariant: its rows are exactly the leaves of `Observation::SHAPE`; a test walks it, so that a field without a
//! meaning is refused.

use std::sync::LazyLock;

use sekisho_model::{Observation, Recorded, Shape, Text};
use serde::Deserialize;

const PACK: &str = include_str!("../../../../catalog/observation/2026-11/fields.toml");

/// What turns a field off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum KeptBy {
    /// Nothing: without it there is no observation.
    Always,
    /// Kept unless `--headers-only`.
    Commands,
    /// Kept for each kind of identity that is switched on, and never with `--headers-only`.
    Identities,
}

impl KeptBy {
    /// In words.
    #[must_use]
    pub fn word(self) -> Text {
        let (ja, en) = match self {
            Self::Always => ("常に残す", "always kept"),
            Self::Commands => ("ヘッダのみの観測では残さない", "not kept with headers only"),
            Self::Identities => (
                "識別情報の種類ごとに切替え。ヘッダのみの観測では残さない",
                "by a switch for each kind of identity; not kept with headers only",
            ),
        };
        Text::new(ja, en)
    }
}

/// How long a field stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stays {
    /// As long as its record: until it was not seen again for the watch's days of retention.
    WithItsRecord,
    /// As long as the watch.
    WithTheWatch,
}

impl Stays {
    /// In words.
    #[must_use]
    pub fn word(self) -> Text {
        let (ja, en) = match self {
            Self::WithItsRecord => (
                "見張りに定めた日数の間に再び観測されなければ、記録ごと削除",
                "deleted with its record, once not seen again for the watch's days of retention",
            ),
            Self::WithTheWatch => ("見張りとともに削除", "deleted with the watch"),
        };
        Text::new(ja, en)
    }
}

/// A field, for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldMeaning {
    /// Its path in an observation, such as `conversations.key.client`.
    pub path: String,
    /// What it can hold.
    pub shape: Shape,
    /// Name.
    pub name: Text,
    /// Meaning, with unit.
    pub meaning: Text,
    /// Why it is kept.
    pub why: Text,
    /// What turns it off.
    pub kept: KeptBy,
    /// How long it stays.
    pub stays: Stays,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Pack {
    #[expect(dead_code, reason = "read so that it must be there")]
    pack: super::PackHead,
    field: Vec<Row>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    path: String,
    name: Text,
    meaning: Text,
    why: Text,
    kept: KeptBy,
    stays: Stays,
}

// That the pack fits the shape is a test, not a user's trouble.
static FIELDS: LazyLock<Vec<FieldMeaning>> = LazyLock::new(|| {
    let rows = toml::from_str::<Pack>(PACK).map(|pack| pack.field).unwrap_or_default();
    let meaning = |(path, shape): (String, Shape)| {
        let row = rows.iter().find(|row| row.path == path)?;
        let (name, meaning, why) = (row.name.clone(), row.meaning.clone(), row.why.clone());
        Some(FieldMeaning { path, shape, name, meaning, why, kept: row.kept, stays: row.stays })
    };
    leaves().into_iter().filter_map(meaning).collect()
});

/// Every field that an observation can hold, in the order of its records.
#[must_use]
pub fn dictionary() -> &'static [FieldMeaning] {
    &FIELDS
}

/// The dictionary as the text that is signed.
#[must_use]
pub const fn dictionary_source() -> &'static str {
    PACK
}

fn leaves() -> Vec<(String, Shape)> {
    let mut found = Vec::new();
    walk(String::new(), Observation::SHAPE, &mut found);
    found
}

fn walk(path: String, shape: Shape, found: &mut Vec<(String, Shape)>) {
    match shape {
        Shape::Record(_, fields) => {
            for field in fields {
                let path =
                    if path.is_empty() { field.name.to_owned() } else { format!("{path}.{}", field.name) };
                walk(path, field.shape, found);
            }
        }
        Shape::List(of) => walk(path, *of, found),
        Shape::Table(key, value) => {
            walk(format!("{path}.key"), *key, found);
            walk(format!("{path}.value"), *value, found);
        }
        Shape::Maybe(of) if matches!(of, Shape::Record(..)) => walk(path, *of, found),
        leaf => found.push((path, leaf)),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_dictionary_has_every_field_of_an_observation_and_no_other() {
        let rows = toml::from_str::<Pack>(PACK).unwrap().field;
        let written: BTreeSet<&str> = rows.iter().map(|row| row.path.as_str()).collect();
        let leaves = leaves();
        let held: BTreeSet<&str> = leaves.iter().map(|(path, _)| path.as_str()).collect();
        assert_eq!(written, held);
        assert_eq!(rows.len(), written.len(), "a field is there twice");
        assert_eq!(dictionary().len(), leaves.len());
    }

    #[test]
    fn every_field_has_its_words_in_both_languages() {
        for field in dictionary() {
            for words in [&field.name, &field.meaning, &field.why] {
                assert!(!words.ja.trim().is_empty() && !words.en.trim().is_empty(), "{}", field.path);
                assert!(!words.ja.is_ascii(), "{}: {}", field.path, words.ja);
            }
        }
    }

    #[test]
    fn free_words_are_switched_by_identities_alone() {
        for field in dictionary() {
            let holds_text = matches!(field.shape, Shape::ShortText(_));
            assert_eq!(holds_text, field.path == "identities.value");
            assert!(!holds_text || field.kept == KeptBy::Identities);
        }
    }
}
