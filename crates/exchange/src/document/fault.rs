//! Why an entry is not a record: which field, what stands there, what was expected.
//!
//! The reasons come from the column table and from trying each field alone in a smallest valid record, not
//! from the wording of a deserializer. It corrects nothing.

use sekisho_model::{Record, RecordKind, Text, text};
use serde_json::{Map, Value, json};

use super::parse::Entry;
use crate::columns::{self, CellForm, Column, Need, Sheet};

/// Longest quotation of a value in a message, in characters.
const QUOTE_CHARS_MAX: usize = 40;

/// One fault of an entry.
pub(super) struct Fault {
    /// The field, `a.b` for one inside another; empty for the whole entry.
    pub(super) field: String,
    pub(super) what: Text,
    pub(super) remedy: Text,
}

/// Every fault of an entry that is not a record; never empty.
pub(super) fn faults(entry: &Entry, error: &serde_json::Error) -> Vec<Fault> {
    let Value::Object(map) = &entry.value else { return vec![not_a_table(entry)] };
    let sheet = columns::sheet(entry.kind);
    let subject = Subject::of(entry.kind, map);
    let mut faults = Vec::new();
    missing(sheet, map, &subject, &mut faults);
    for (field, value) in map {
        match (inner_fields(sheet, field), value) {
            (inner, Value::Object(parts)) if !inner.is_empty() => {
                for (part, value) in parts {
                    check_field(sheet, &format!("{field}.{part}"), value, &subject, &mut faults);
                }
            }
            _ => check_field(sheet, field, value, &subject, &mut faults),
        }
    }
    if faults.is_empty() {
        let (ja, en) = (&subject.0.ja, &subject.0.en);
        faults.push(Fault {
            field: String::new(),
            what: text!(ja: "{ja}が読めません（{error}）。", en: "{en} cannot be read ({error})."),
            remedy: text!(ja: "書き方を直してください。", en: "Correct the entry."),
        });
    }
    faults
}

/// A fault for every text that is longer than the limit.
pub(super) fn too_long(entry: &Entry, chars_max: usize) -> Vec<Fault> {
    let mut faults = Vec::new();
    let Value::Object(map) = &entry.value else { return faults };
    for (field, value) in map {
        let Some(chars) = longest(value).filter(|chars| *chars > chars_max) else { continue };
        let Text { ja, en } = Subject::of(entry.kind, map).0;
        faults.push(Fault {
            field: field.clone(),
            what: text!(
                ja: "{ja}の項目「{field}」が {chars} 文字あり、上限の {chars_max} 文字を超えています。",
                en: "Field \"{field}\" of {en} has {chars} characters, more than the limit of {chars_max}."
            ),
            remedy: text!(ja: "短くしてください。", en: "Shorten it."),
        });
    }
    faults
}

fn longest(value: &Value) -> Option<usize> {
    match value {
        Value::String(text) => Some(text.chars().count()),
        Value::Array(items) => items.iter().filter_map(longest).max(),
        Value::Object(map) => map.values().filter_map(longest).max(),
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

/// The known name that is nearest to a misspelt one, if any is near.
pub(crate) fn closest<'a>(wrong: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let near = 2.max(wrong.chars().count() / 3);
    known.map(|name| (distance(wrong, name), name)).filter(|(d, _)| *d <= near).min().map(|(_, name)| name)
}

/// Levenshtein's distance, in characters.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().take(128).enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        for (y, above) in b.iter().zip(row.iter_mut().skip(1)) {
            let best = (diagonal + usize::from(x != *y)).min(*above + 1).min(left + 1);
            diagonal = *above;
            *above = best;
            left = best;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or(usize::MAX)
}

/// The record in words: 保護対象「A1」.
struct Subject(Text);

impl Subject {
    fn of(kind: RecordKind, map: &Map<String, Value>) -> Self {
        let Text { ja, en } = kind.word();
        let label = ["id", "name"].iter().find_map(|key| map.get(*key).and_then(Value::as_str));
        Self(match label.map(|label| quote(&Value::from(label))) {
            Some(label) => text!(ja: "{ja}「{label}」", en: "{en} \"{label}\""),
            None => text!(ja: "{ja}", en: "{en}"),
        })
    }
}

fn not_a_table(entry: &Entry) -> Fault {
    let Text { ja, en } = entry.kind.word();
    let code = entry.kind.code();
    let header = if entry.kind == RecordKind::Plant { format!("[{code}]") } else { format!("[[{code}]]") };
    Fault {
        field: String::new(),
        what: text!(ja: "{ja}の項目の表になっていません。", en: "This is not a table of the fields of {en}."),
        remedy: text!(ja: "TOML では {header} の下に、JSON では {{ … }} の中に項目を書いてください。", en: "Write the fields under {header} in TOML, or inside {{ … }} in JSON."),
    }
}

fn inner_fields<'a>(sheet: &'a Sheet, outer: &str) -> Vec<&'a str> {
    let inside = sheet.columns.iter().filter(|column| column.outer() == outer);
    inside.filter_map(Column::inner).collect()
}

fn missing(sheet: &Sheet, map: &Map<String, Value>, subject: &Subject, faults: &mut Vec<Fault>) {
    let required = sheet.columns.iter().filter(|column| column.need == Need::Required);
    for column in required.filter(|column| !map.contains_key(&column.field)) {
        let (Text { ja, en }, Text { ja: header_ja, en: header_en }) = (&subject.0, column.word());
        let field = &column.field;
        faults.push(Fault {
            field: field.clone(),
            what: text!(
                ja: "{ja}に項目「{field}」（{header_ja}）がありません。",
                en: "{en} has no field \"{field}\" ({header_en})."
            ),
            remedy: expected(column),
        });
    }
}

fn check_field(sheet: &Sheet, field: &str, value: &Value, subject: &Subject, faults: &mut Vec<Fault>) {
    let Some(column) = sheet.columns.iter().find(|column| column.field == field || column.outer() == field)
    else {
        faults.push(unknown_field(sheet, field, subject));
        return;
    };
    if fits(sheet, field, value) {
        return;
    }
    let Text { ja, en } = &subject.0;
    let value = quote(value);
    if column.field != field {
        faults.push(not_inner(sheet, field, &value, subject));
        return;
    }
    let Text { ja: header_ja, en: header_en } = column.word();
    faults.push(Fault {
        field: field.to_owned(),
        what: text!(
            ja: "{ja}の項目「{field}」（{header_ja}）の値 {value} は使えません。",
            en: "Field \"{field}\" ({header_en}) of {en} cannot be {value}."
        ),
        remedy: expected(column),
    });
}

/// A plain value where a table of inner fields was expected.
fn not_inner(sheet: &Sheet, field: &str, value: &str, subject: &Subject) -> Fault {
    let Text { ja, en } = &subject.0;
    let inner = inner_fields(sheet, field).join(" = …, ");
    Fault {
        field: field.to_owned(),
        what: text!(
            ja: "{ja}の項目「{field}」の値 {value} は使えません。",
            en: "Field \"{field}\" of {en} cannot be {value}."
        ),
        remedy: text!(
            ja: "{{ {inner} = … }} の形で書いてください。分からなければ \"unknown\"、当てはまらなければ \"not-applicable\" です。",
            en: "Write {{ {inner} = … }}; \"unknown\" where nobody knows, \"not-applicable\" where it does not apply."
        ),
    }
}

fn unknown_field(sheet: &Sheet, field: &str, subject: &Subject) -> Fault {
    let Text { ja, en } = &subject.0;
    let folded = columns::folded_header(field);
    let by_header = sheet.columns.iter().find(|column| {
        column.ja.iter().chain(&column.en).any(|header| columns::folded_header(header) == folded)
    });
    let known = sheet.columns.iter().map(|column| column.field.as_str());
    let meant = by_header.map(|column| column.field.as_str()).or_else(|| closest(field, known));
    let remedy = match meant.and_then(|meant| sheet.column(meant)) {
        Some(column) => {
            let (meant, Text { ja, en }) = (&column.field, column.word());
            text!(ja: "「{meant}」（{ja}）の間違いではありませんか。", en: "Did you mean \"{meant}\" ({en})?")
        }
        None => {
            let all: Vec<&str> = sheet.columns.iter().map(|column| column.field.as_str()).collect();
            let (ja, en) = (all.join("、"), all.join(", "));
            text!(ja: "使える項目は {ja} です。", en: "The fields in use are {en}.")
        }
    };
    Fault {
        field: field.to_owned(),
        what: text!(ja: "{ja}に項目「{field}」はありません。", en: "{en} has no field called \"{field}\"."),
        remedy,
    }
}

/// Would a smallest valid record with this one value be read?
pub(crate) fn fits(sheet: &Sheet, field: &str, value: &Value) -> bool {
    let mut map = smallest(sheet);
    match field.split_once('.') {
        None => map.insert(field.to_owned(), value.clone()),
        Some((outer, inner)) => map.insert(outer.to_owned(), json!({ inner: value })),
    };
    Record::deserialize_as(sheet.kind, Value::Object(map)).is_ok()
}

fn smallest(sheet: &Sheet) -> Map<String, Value> {
    let required = sheet.columns.iter().filter(|column| column.need == Need::Required);
    required.map(|column| (column.field.clone(), sample(&column.cell))).collect()
}

fn sample(cell: &CellForm) -> Value {
    match cell {
        CellForm::Words(list) => {
            columns::list(list).all().first().map_or("", |word| word.code.as_str()).into()
        }
        CellForm::Number(min, _) => (*min).into(),
        _ => "x".into(),
    }
}

fn expected(column: &Column) -> Text {
    let Text { ja, en } = expected_form(column);
    match column.need {
        Need::Stated => text!(
            ja: "{ja}を書いてください。分からなければ \"unknown\"、当てはまらなければ \"not-applicable\" です。",
            en: "Write {en}; \"unknown\" where nobody knows, \"not-applicable\" where it does not apply."
        ),
        Need::Required | Need::Free => text!(ja: "{ja}を書いてください。", en: "Write {en}."),
    }
}

fn expected_form(column: &Column) -> Text {
    match &column.cell {
        CellForm::Id => Text::new("ID（128 文字以内の文字列）", "an id (a text of at most 128 characters)"),
        CellForm::Text => Text::new("引用符で囲んだ文字列", "a text in quotation marks"),
        CellForm::Texts => Text::new("文字列の並び [\"…\", \"…\"] ", "a list of texts [\"…\", \"…\"]"),
        CellForm::Date => Text::new("2027-03-31 の形の日付", "a date such as 2027-03-31"),
        CellForm::Moment => Text::new(
            "\"2027-03-31T14:05:00+09:00\" の形の日時",
            "a moment such as \"2027-03-31T14:05:00+09:00\"",
        ),
        CellForm::Number(min, max) => {
            text!(ja: "{min} から {max} までの整数", en: "a whole number from {min} to {max}")
        }
        CellForm::Words(list) => {
            let codes: Vec<&str> = columns::list(list).all().iter().map(|word| word.code.as_str()).collect();
            let codes = codes.join(" | ");
            text!(ja: "{codes} のどれか", en: "one of {codes}")
        }
        CellForm::Choices(list) => {
            let codes: Vec<&str> = columns::list(list).all().iter().map(|word| word.code.as_str()).collect();
            let codes = codes.join("\", \"");
            text!(ja: "[\"{codes}\"] のいくつか", en: "some of [\"{codes}\"]")
        }
        CellForm::One(kind) => {
            let Text { ja, en } = kind.word();
            text!(ja: "{ja}の ID", en: "the id of a record of kind {en}")
        }
        CellForm::Many(kind) => {
            let Text { ja, en } = kind.word();
            text!(ja: "{ja}の ID の並び [\"…\"] ", en: "a list of ids of kind {en} [\"…\"]")
        }
        CellForm::Catalog(list) => {
            let Text { ja, en } = list.word();
            text!(ja: "カタログの{ja}の ID", en: "the id of a {en} of the catalog")
        }
        CellForm::Catalogs(list) => {
            let Text { ja, en } = list.word();
            text!(ja: "カタログの{ja}の ID の並び [\"…\", \"…\"] ", en: "a list of ids of {en}s of the catalog [\"…\", \"…\"]")
        }
        CellForm::Package => crate::sheet::package_words(),
        CellForm::Vulnerabilities => {
            Text::new("CVE などの番号の並び [\"…\"] ", "a list of CVE or other ids [\"…\"]")
        }
        CellForm::Maker => Text::new(
            "\"own\"、\"unknown\"、{ supplier = \"取引先の ID\" } のどれか",
            "\"own\", \"unknown\" or { supplier = \"the supplier's id\" }",
        ),
    }
}

/// A value in a message, cut where it is long.
fn quote(value: &Value) -> String {
    let shown = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let shown: String = shown.chars().map(|c| if c.is_control() { '␣' } else { c }).collect();
    if shown.chars().count() <= QUOTE_CHARS_MAX {
        return shown;
    }
    shown.chars().take(QUOTE_CHARS_MAX).chain(['…']).collect()
}
