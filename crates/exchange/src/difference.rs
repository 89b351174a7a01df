//! Changes of a register in words: field by field, under the words that the sheets use.
//!
//! It says what differs and judges nothing.

use std::collections::BTreeSet;

use sekisho_model::{Change, Lang, Record, RecordKind, Text};

use crate::columns::{self, Column, Need};
use crate::sheet::{Flat, Shown, flat, shown};

/// One field of a record before and after a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldChange {
    /// The field's name in documents; `a.b` for a field inside another.
    pub field: String,
    /// The header word of its column.
    pub name: Text,
    /// Its value before, as a sheet shows it; nothing where it was unknown or empty.
    pub before: Option<Text>,
    /// Its value after.
    pub after: Option<Text>,
    /// The word for no value: 不明 or なし.
    pub nothing: Text,
}

impl FieldChange {
    /// In words: `重要度：中 → 大`.
    #[must_use]
    pub fn in_lang(&self, lang: Lang) -> String {
        let value =
            |value: &Option<Text>| value.as_ref().unwrap_or(&self.nothing).in_lang(lang).replace('\n', " ");
        let separator = lang.pick("：", ": ");
        format!("{}{separator}{} → {}", self.name.in_lang(lang), value(&self.before), value(&self.after))
    }
}

/// The fields that a change changes, in the order of the record's columns. An added record has all its
/// fields with nothing before, a removed one with nothing after.
#[must_use]
pub fn fields_changed(change: &Change) -> Vec<FieldChange> {
    let (before, after) = match change {
        Change::Added(after) => (None, Some(after)),
        Change::Altered { before, after } => (Some(before.as_ref()), Some(after.as_ref())),
        Change::Removed(before) => (Some(before), None),
    };
    let (kind, _) = change.subject();
    let values = |record: Option<&Record>| record.and_then(|record| flat(record).ok()).unwrap_or_default();
    let (before, after) = (values(before), values(after));
    let mut seen = BTreeSet::new();
    let columns = columns::sheet(kind).columns.iter().filter(|column| seen.insert(column.field.as_str()));
    columns.filter_map(|column| field_changed(column, &before, &after)).collect()
}

fn field_changed(column: &Column, before: &Flat, after: &Flat) -> Option<FieldChange> {
    let (before, after) = (before.get(column.field.as_str()), after.get(column.field.as_str()));
    if before == after {
        return None;
    }
    let words = |value: &serde_json::Value| {
        let [ja, en] =
            Lang::ALL.map(|lang| shown(column, value, lang).map(Shown::into_text).unwrap_or_default());
        Text { ja, en }
    };
    Some(FieldChange {
        field: column.field.clone(),
        name: column.word(),
        before: before.map(words),
        after: after.map(words),
        nothing: nothing(column),
    })
}

fn nothing(column: &Column) -> Text {
    match column.need {
        Need::Stated => Text::new("不明", "unknown"),
        Need::Required | Need::Free => Text::new("なし", "none"),
    }
}

/// One line for each change; an altered record names each field with its value before and after.
#[must_use]
pub fn changes_in_words(changes: &[Change], lang: Lang) -> Vec<String> {
    changes.iter().map(|change| change_in_words(change, lang)).collect()
}

fn change_in_words(change: &Change, lang: Lang) -> String {
    match change {
        Change::Added(record) => format!("{}{}", lang.pick("追加　", "added    "), named(record, lang)),
        Change::Removed(record) => format!("{}{}", lang.pick("削除　", "removed  "), named(record, lang)),
        Change::Altered { after, .. } => {
            let fields: Vec<String> =
                fields_changed(change).iter().map(|field| field.in_lang(lang)).collect();
            let fields = fields.join(lang.pick("、", "; "));
            let separator = lang.pick("　", "  ");
            format!("{}{}{separator}{fields}", lang.pick("変更　", "altered  "), named(after, lang))
        }
    }
}

/// 保護対象「主PLC」（A1）
fn named(record: &Record, lang: Lang) -> String {
    let word = record.kind().word();
    let (word, id, name) = (word.in_lang(lang), record.id(), record.name().replace('\n', " "));
    match (record.kind(), lang) {
        (RecordKind::Plant, Lang::Ja) => format!("{word}「{name}」"),
        (RecordKind::Plant, Lang::En) => format!("{word} \"{name}\""),
        (_, Lang::Ja) => format!("{word}「{name}」（{id}）"),
        (_, Lang::En) => format!("{word} \"{name}\" ({id})"),
    }
}

#[cfg(test)]
mod tests {
    use sekisho_model::Register;
    use serde_json::{Value, json};

    use super::*;

    fn register(documents: &[(RecordKind, Value)]) -> Register {
        let mut register = Register::default();
        for (kind, document) in documents {
            register.put(Record::deserialize_as(*kind, document.clone()).unwrap());
        }
        register
    }

    #[test]
    fn an_altered_record_names_each_field_with_both_values() {
        let before = register(&[
            (RecordKind::Zone, json!({ "id": "Z1", "name": "組立" })),
            (
                RecordKind::Asset,
                json!({ "id": "A1", "name": "主PLC", "kind": "device", "zone": "Z1", "importance": "medium", "device": { "vendor": "三菱電機", "firmware": "1.0" }, "addresses": ["192.0.2.7"] }),
            ),
        ]);
        let after = register(&[
            (
                RecordKind::Asset,
                json!({ "id": "A1", "name": "主PLC", "kind": "device", "zone": "not-applicable", "importance": "large", "device": { "vendor": "三菱電機", "firmware": "1.1" }, "support_end": "2031-03-31" }),
            ),
            (RecordKind::Business, json!({ "id": "B1", "name": "組立ライン1" })),
        ]);
        let changes = before.diff(&after);
        let lines: Vec<String> =
            Lang::ALL.iter().flat_map(|lang| changes_in_words(&changes, *lang)).collect();
        insta::assert_snapshot!(lines.join("\n"), @r#"
追加　業務「組立ライン1」（B1）
変更　保護対象「主PLC」（A1）　ゾーン：Z1 → 対象外、重要度：中 → 大、ファームウェア：1.0 → 1.1、アドレス：192.0.2.7 → なし、サポート終了日：不明 → 2031-03-31
削除　ゾーン「組立」（Z1）
added    Business "組立ライン1" (B1)
altered  Asset "主PLC" (A1)  Zone: Z1 → Not applicable; Importance: Medium → Large; Firmware: 1.0 → 1.1; Addresses: 192.0.2.7 → none; Support ends: unknown → 2031-03-31
removed  Zone "組立" (Z1)
"#);
    }

    #[test]
    fn a_change_of_nothing_else_than_a_field_has_that_field_only() {
        for seed in 0..20 {
            let before = crate::testing::generated(seed, 3);
            let mut after = before.clone();
            let Some(Record::Zone(mut zone)) =
                before.records().find(|record| record.kind() == RecordKind::Zone)
            else {
                continue;
            };
            zone.note.push('！');
            after.put(Record::Zone(zone));
            let changes = before.diff(&after);
            let fields: Vec<String> =
                fields_changed(&changes[0]).into_iter().map(|field| field.field).collect();
            assert_eq!(fields, ["note"]);
        }
    }
}
