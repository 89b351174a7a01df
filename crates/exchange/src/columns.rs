//! The table of sheets, columns and fixed answers: which field of which record has which header words, and
//! what a cell of it may hold.
//!
//! Invariant: every field of every record kind is here (a test walks full records). The words are data
//! (`headers.toml`, `words.toml`); documents, sheets, the diff and device lists all speak with them.
//! It reads no file.

mod fold;
mod words;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use sekisho_model::{Lang, RecordKind, Text};
use serde::Deserialize;

pub(crate) use fold::{folded_header, folded_word, header_readings};
pub(crate) use words::{
    is_guide, is_not_applicable, is_own, is_reserved, is_row_number, is_unknown, list, words,
};

/// A list of the catalog that a cell may name rows of. This crate does not know the catalog: such an id is read
/// as it is written, and whether the catalog has it is for others to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CatalogList {
    /// Threats (脅威).
    Threat,
    /// Measures of the catalog.
    Practice,
    /// Criteria of frameworks.
    Criterion,
}

impl CatalogList {
    /// The word for people.
    pub(crate) fn word(self) -> Text {
        match self {
            Self::Threat => Text::new("脅威", "threat"),
            Self::Practice => Text::new("対策", "measure"),
            Self::Criterion => Text::new("基準", "criterion"),
        }
    }
}

/// What a cell may hold.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CellForm {
    /// The record's own id.
    Id,
    /// Free text.
    Text,
    /// A set of free texts.
    Texts,
    /// A calendar day.
    Date,
    /// A moment: a day and a time of day.
    Moment,
    /// A whole number in a range, both ends in it.
    Number(u64, u64),
    /// One of the fixed answers of a list.
    Words(String),
    /// A set of the fixed answers of a list.
    Choices(String),
    /// One other record.
    One(RecordKind),
    /// A set of other records.
    Many(RecordKind),
    /// Ourselves or a supplier.
    Maker,
    /// One row of a list of the catalog, by its id.
    Catalog(CatalogList),
    /// A set of rows of a list of the catalog, by their ids.
    Catalogs(CatalogList),
    /// A package URL.
    Package,
    /// A set of vulnerabilities, by CVE or another id.
    Vulnerabilities,
}

impl CellForm {
    /// The kind of record that it names, if any.
    pub(crate) fn named_kind(&self) -> Option<RecordKind> {
        match self {
            Self::One(kind) | Self::Many(kind) => Some(*kind),
            Self::Maker => Some(RecordKind::Supplier),
            _ => None,
        }
    }
}

/// May the field be without a value?
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Need {
    /// It must have a value.
    Required,
    /// It may be unknown or not applicable.
    Stated,
    /// It may be empty.
    Free,
}

/// One field of a record, as a column.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Column {
    /// The field's name in documents; `a.b` for field `b` inside `a`.
    pub(crate) field: String,
    /// What it may hold.
    pub(crate) cell: CellForm,
    /// May it be without a value?
    pub(crate) need: Need,
    /// Japanese headers, the written one first.
    pub(crate) ja: Vec<String>,
    /// English headers, the written one first.
    pub(crate) en: Vec<String>,
}

impl Column {
    /// The header as it is written.
    pub(crate) fn header(&self, lang: Lang) -> &str {
        first(lang.pick_list(&self.ja, &self.en))
    }

    /// The header in both languages.
    pub(crate) fn word(&self) -> Text {
        Text::new(self.header(Lang::Ja), self.header(Lang::En))
    }

    /// The part of the field's name before the dot.
    pub(crate) fn outer(&self) -> &str {
        self.field.split_once('.').map_or(&self.field, |(outer, _)| outer)
    }

    /// The part after the dot, for a field inside another.
    pub(crate) fn inner(&self) -> Option<&str> {
        self.field.split_once('.').map(|(_, inner)| inner)
    }
}

/// One kind of record, as a sheet.
#[derive(Clone, Debug)]
pub(crate) struct Sheet {
    /// The kind of record.
    pub(crate) kind: RecordKind,
    /// Japanese sheet names, the written one first.
    pub(crate) ja: Vec<String>,
    /// English sheet names, the written one first.
    pub(crate) en: Vec<String>,
    /// The fields, in record order.
    pub(crate) columns: Vec<Column>,
    /// By folded header: which column it is, and how far down its list of words the header stands.
    headers: BTreeMap<String, (usize, usize)>,
}

impl Sheet {
    /// The sheet name as it is written.
    pub(crate) fn name(&self, lang: Lang) -> &str {
        first(lang.pick_list(&self.ja, &self.en))
    }

    /// Is it a name of this sheet?
    pub(crate) fn is_called(&self, folded: &str) -> bool {
        self.names().any(|name| folded_header(name) == folded)
    }

    /// The longest name of this sheet that stands inside another name, in characters; 0 when none does.
    pub(crate) fn is_called_within(&self, folded: &str) -> usize {
        let inside = self.names().map(folded_header).filter(|name| folded.contains(name.as_str()));
        inside.map(|name| name.chars().count()).max().unwrap_or_default()
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        self.ja.iter().chain(&self.en).map(String::as_str)
    }

    /// The column with a folded header, and how far down its list of words the header stands.
    pub(crate) fn by_header(&self, folded: &str) -> Option<(&Column, usize)> {
        let (index, rank) = self.headers.get(folded)?;
        Some((self.columns.get(*index)?, *rank))
    }

    /// The column of a field.
    pub(crate) fn column(&self, field: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.field == field)
    }
}

/// The words of a language, from a pair of lists.
pub(crate) trait PickList {
    fn pick_list<'a>(self, ja: &'a [String], en: &'a [String]) -> &'a [String];
}

impl PickList for Lang {
    fn pick_list<'a>(self, ja: &'a [String], en: &'a [String]) -> &'a [String] {
        match self {
            Self::Ja => ja,
            Self::En => en,
        }
    }
}

fn first(words: &[String]) -> &str {
    words.first().map_or("", String::as_str)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HeaderFile {
    sheet: Vec<SheetEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SheetEntry {
    kind: String,
    ja: Vec<String>,
    en: Vec<String>,
    column: Vec<Column>,
}

static SHEETS: LazyLock<Vec<Sheet>> = LazyLock::new(|| {
    #[expect(clippy::expect_used, reason = "the table is part of the program, and a test reads all of it")]
    let file: HeaderFile = toml::from_str(include_str!("columns/headers.toml")).expect("headers.toml");
    file.sheet
        .into_iter()
        .filter_map(|entry| {
            let SheetEntry { kind, ja, en, column } = entry;
            let headers = headers(&column);
            Some(Sheet { kind: RecordKind::from_code(&kind)?, ja, en, columns: column, headers })
        })
        .collect()
});

fn headers(columns: &[Column]) -> BTreeMap<String, (usize, usize)> {
    let mut headers = BTreeMap::new();
    for (index, column) in columns.iter().enumerate() {
        for (rank, header) in column.ja.iter().chain(&column.en).enumerate() {
            headers.entry(folded_header(header)).or_insert((index, rank));
        }
    }
    headers.remove("");
    headers
}

/// Every sheet, in the order of the guideline's steps.
pub(crate) fn sheets() -> &'static [Sheet] {
    &SHEETS
}

/// The sheet of a kind. Every kind has one; a test says so.
pub(crate) fn sheet(kind: RecordKind) -> &'static Sheet {
    static NONE: Sheet = Sheet {
        kind: RecordKind::Plant,
        ja: Vec::new(),
        en: Vec::new(),
        columns: Vec::new(),
        headers: BTreeMap::new(),
    };
    SHEETS.iter().find(|sheet| sheet.kind == kind).unwrap_or(&NONE)
}

static READING_ORDER: LazyLock<Vec<RecordKind>> = LazyLock::new(|| {
    let mut order: Vec<RecordKind> = Vec::new();
    let mut left: Vec<RecordKind> = RecordKind::ALL.to_vec();
    while !left.is_empty() {
        let is_named_later = |kind: &RecordKind| {
            let named = sheet(*kind).columns.iter().filter_map(|column| column.cell.named_kind());
            named.into_iter().any(|named| named != *kind && left.contains(&named))
        };
        // Were two kinds to name each other, one of them would have to come first.
        let next = left.iter().position(|kind| !is_named_later(kind)).unwrap_or_default();
        order.push(left.remove(next));
    }
    order
});

/// Every kind after the kinds that its records name.
pub(crate) fn reading_order() -> &'static [RecordKind] {
    &READING_ORDER
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use sekisho_model::Register;
    use serde_json::Value;

    use super::*;
    use crate::{document, testing};

    fn fields_of(register: &Register, kind: RecordKind) -> BTreeSet<String> {
        let record = register.records().find(|record| record.kind() == kind).unwrap();
        let mut fields = BTreeSet::new();
        for (field, value) in document::bare(&record).unwrap() {
            match value {
                Value::Object(parts) if field != "maker" => {
                    fields.extend(parts.keys().map(|part| format!("{field}.{part}")));
                }
                _ => {
                    fields.insert(field);
                }
            }
        }
        fields
    }

    #[test]
    fn every_field_of_every_record_has_a_column_and_every_column_a_field() {
        let full = testing::full();
        for kind in RecordKind::ALL.iter().copied() {
            let columns: BTreeSet<String> =
                sheet(kind).columns.iter().map(|column| column.field.clone()).collect();
            assert_eq!(columns, fields_of(&full, kind), "{}", kind.code());
        }
    }

    #[test]
    fn every_column_and_sheet_has_words_in_both_languages() {
        for sheet in sheets() {
            for words in [&sheet.ja, &sheet.en] {
                assert!(
                    words.iter().all(|word| !word.is_empty()) && !words.is_empty(),
                    "{}",
                    sheet.kind.code()
                );
            }
            for column in &sheet.columns {
                assert!(!column.header(Lang::Ja).is_empty(), "{}", column.field);
                assert!(!column.header(Lang::En).is_empty(), "{}", column.field);
            }
        }
    }

    #[test]
    fn sheets_stand_in_the_order_of_the_guidelines_steps() {
        let order: Vec<RecordKind> = sheets().iter().map(|sheet| sheet.kind).collect();
        assert_eq!(order, RecordKind::ALL);
    }

    #[test]
    fn a_kind_is_read_after_the_kinds_that_it_names() {
        let order = reading_order();
        assert_eq!(order.len(), RecordKind::ALL.len());
        let place = |kind: RecordKind| order.iter().position(|other| *other == kind).unwrap();
        for sheet in sheets() {
            for named in sheet.columns.iter().filter_map(|column| column.cell.named_kind()) {
                assert!(named == sheet.kind || place(named) < place(sheet.kind), "{}", sheet.kind.code());
            }
        }
    }

    #[test]
    fn no_header_of_a_sheet_means_two_columns() {
        for sheet in sheets() {
            let mut seen = std::collections::BTreeMap::new();
            for column in &sheet.columns {
                let folded: BTreeSet<String> =
                    column.ja.iter().chain(&column.en).map(|header| folded_header(header)).collect();
                for header in folded {
                    assert!(!header.is_empty(), "{}", column.field);
                    let other = seen.insert(header.clone(), &column.field);
                    assert_eq!(other, None, "{header} in {}", sheet.kind.code());
                }
            }
        }
    }

    #[test]
    fn every_spelling_of_a_header_and_of_a_sheet_leads_back_to_it() {
        for sheet in sheets() {
            for column in &sheet.columns {
                for header in column.ja.iter().chain(&column.en) {
                    let found = header_readings(header).first().and_then(|folded| sheet.by_header(folded));
                    assert_eq!(found.map(|(found, _)| &found.field), Some(&column.field), "{header}");
                }
            }
            for name in sheet.ja.iter().chain(&sheet.en) {
                let called: Vec<RecordKind> = sheets()
                    .iter()
                    .filter(|other| other.is_called(&folded_header(name)))
                    .map(|other| other.kind)
                    .collect();
                assert_eq!(called, [sheet.kind], "{name}");
            }
        }
    }

    #[test]
    fn every_fixed_answer_is_a_value_of_its_field() {
        for sheet in sheets() {
            for column in &sheet.columns {
                let (name, many) = match &column.cell {
                    CellForm::Words(name) => (name, false),
                    CellForm::Choices(name) => (name, true),
                    _ => continue,
                };
                assert!(!list(name).all().is_empty(), "{name}");
                for word in list(name).all() {
                    let code = Value::from(word.code.as_str());
                    let value = if many { Value::from(vec![code]) } else { code };
                    assert!(document::fits(sheet, &column.field, &value), "{}", word.code);
                }
            }
        }
    }

    #[test]
    fn no_fixed_answer_means_two_things() {
        for name in sheets().iter().flat_map(|sheet| &sheet.columns).filter_map(|column| match &column.cell {
            CellForm::Words(name) | CellForm::Choices(name) => Some(name),
            _ => None,
        }) {
            for word in list(name).all() {
                for lang in Lang::ALL {
                    assert_eq!(
                        list(name).find(word.written(lang)).map(|w| &w.code),
                        Some(&word.code),
                        "{name}"
                    );
                }
            }
            for (spelling, codes) in list(name).meanings() {
                assert_eq!(codes.len(), 1, "{spelling} in {name}");
            }
        }
    }
}
