//! A record as one value for each column, and back.
//!
//! Invariant: `record(kind, flat(record)) == record`, except that a device of which nothing is known is the
//! same as an unknown device: a sheet shows both as four empty cells.

use std::collections::BTreeMap;

use sekisho_model::{Record, RecordKind, Stated};
use serde_json::{Map, Value};

use crate::WriteError;
use crate::columns::{self, Sheet};
use crate::document::bare;

/// Values by field, `a.b` for fields inside; an unknown or empty field is left out.
pub(crate) type Flat = BTreeMap<&'static str, Value>;

/// Is it the word that documents have for "does not apply"?
pub(crate) fn is_not_applicable(value: &Value) -> bool {
    value.as_str() == Some(Stated::<()>::NOT_APPLICABLE)
}

/// The word that documents have for "does not apply", as a value.
pub(crate) fn not_applicable() -> Value {
    Value::from(Stated::<()>::NOT_APPLICABLE)
}

/// A record as one value for each column.
pub(crate) fn flat(record: &Record) -> Result<Flat, WriteError> {
    let map = bare(record)?;
    let mut flat = Flat::new();
    for column in &columns::sheet(record.kind()).columns {
        let value = match (map.get(column.outer()), column.inner()) {
            (Some(Value::Object(parts)), Some(inner)) => parts.get(inner).cloned(),
            (value, _) => value.cloned(),
        };
        if let Some(value) = value.filter(|value| value.as_str() != Some(Stated::<()>::UNKNOWN)) {
            flat.insert(&column.field, value);
        }
    }
    Ok(flat)
}

/// A record from one value for each column.
///
/// # Errors
/// What the record's own reader says: a missing field, or a value out of range.
pub(crate) fn record(kind: RecordKind, flat: Flat) -> Result<Record, serde_json::Error> {
    let sheet = columns::sheet(kind);
    let mut map = Map::new();
    for (field, value) in flat {
        match field.split_once('.') {
            None => {
                map.insert(field.to_owned(), value);
            }
            Some((outer, inner)) => {
                let parts = map.entry(outer).or_insert_with(|| Value::Object(Map::new()));
                if let Value::Object(parts) = parts {
                    parts.insert(inner.to_owned(), value);
                }
            }
        }
    }
    for (outer, value) in &mut map {
        if let Value::Object(parts) = value
            && outer != "maker"
            && parts.len() == inner_count(sheet, outer)
            && parts.values().all(is_not_applicable)
        {
            *value = not_applicable();
        }
    }
    Record::deserialize_as(kind, Value::Object(map))
}

fn inner_count(sheet: &Sheet, outer: &str) -> usize {
    sheet.columns.iter().filter(|column| column.outer() == outer && column.inner().is_some()).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    #[test]
    fn a_flattened_record_is_the_same_record() {
        for seed in 0..40 {
            for before in testing::generated(seed, 4).records() {
                assert_eq!(record(before.kind(), flat(&before).unwrap()).unwrap(), before);
            }
        }
    }
}
