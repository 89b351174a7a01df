//! A register to its document form. Fields in record order; equal registers give equal bytes.

use std::fmt::Write as _;

use sekisho_model::{Record, RecordKind, Register};
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use serde_json::{Map, Value};

use super::FORMAT;
use crate::WriteError;
use crate::columns::{self, CellForm};

/// Writes a register in TOML.
///
/// # Errors
/// [`WriteError::Number`] for a number that TOML cannot hold (above 2^63 - 1).
pub fn to_toml(register: &Register) -> Result<String, WriteError> {
    let mut out = format!("format = {FORMAT}\n");
    for record in register.records() {
        let code = record.kind().code();
        // Writing to a String cannot fail.
        let _ = match record.kind() {
            RecordKind::Plant => write!(out, "\n[{code}]\n"),
            _ => write!(out, "\n[[{code}]]\n"),
        };
        for (field, value) in fields(&record)? {
            let written = toml_value(&record, &field, value)?;
            let _ = writeln!(out, "{field} = {written}");
        }
    }
    Ok(out)
}

/// The fields of a record in record order.
fn fields(record: &Record) -> Result<Vec<(String, Value)>, WriteError> {
    let mut map = bare(record)?;
    let mut fields = Vec::new();
    for column in &columns::sheet(record.kind()).columns {
        if let Some(value) = map.remove(column.outer()) {
            fields.push((column.outer().to_owned(), value));
        }
    }
    fields.extend(map);
    Ok(fields)
}

/// A record as a plain object.
pub(crate) fn bare(record: &Record) -> Result<Map<String, Value>, WriteError> {
    match record.serialize_bare(serde_json::value::Serializer)? {
        Value::Object(map) => Ok(map),
        _ => Ok(Map::new()),
    }
}

fn toml_value(record: &Record, field: &str, value: Value) -> Result<String, WriteError> {
    let column = columns::sheet(record.kind()).column(field);
    if let Value::String(text) = &value
        && column.is_some_and(|column| column.cell == CellForm::Date)
        && text.parse::<jiff::civil::Date>().is_ok()
    {
        return Ok(text.clone());
    }
    let Value::Object(mut parts) = value else { return Ok(inline(record, field, value)?.to_string()) };
    let columns = &columns::sheet(record.kind()).columns;
    let order = columns.iter().filter(|column| column.outer() == field).filter_map(|column| column.inner());
    let mut ordered: Vec<(String, Value)> = order.filter_map(|part| parts.remove_entry(part)).collect();
    ordered.extend(parts);
    let mut written = Vec::new();
    for (part, value) in ordered {
        written.push(format!("{part} = {}", inline(record, field, value)?));
    }
    Ok(format!("{{ {} }}", written.join(", ")))
}

fn inline(record: &Record, field: &str, value: Value) -> Result<toml::Value, WriteError> {
    Ok(match value {
        Value::String(text) => toml::Value::String(text),
        Value::Bool(yes) => toml::Value::Boolean(yes),
        Value::Number(number) => toml::Value::Integer(number.as_i64().ok_or_else(|| WriteError::Number {
            kind: record.kind(),
            id: record.id().to_owned(),
            field: field.to_owned(),
        })?),
        Value::Array(items) => {
            let items: Result<Vec<_>, _> =
                items.into_iter().map(|item| inline(record, field, item)).collect();
            toml::Value::Array(items?)
        }
        Value::Object(map) => {
            let parts = map.into_iter().map(|(key, value)| Ok((key, inline(record, field, value)?)));
            toml::Value::Table(parts.collect::<Result<toml::Table, WriteError>>()?)
        }
        // No record has a field that is written as null.
        Value::Null => toml::Value::String(String::new()),
    })
}

/// Writes a register in JSON.
///
/// # Errors
/// None that a register can cause; a failure of the serializer is passed on.
pub fn to_json(register: &Register) -> Result<String, WriteError> {
    let mut out = serde_json::to_string_pretty(&Document(register))?;
    out.push('\n');
    Ok(out)
}

struct Document<'a>(&'a Register);

impl Serialize for Document<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("format", &FORMAT)?;
        let records: Vec<Record> = self.0.records().collect();
        for kind in RecordKind::ALL.iter().copied() {
            let of_kind: Vec<Bare<'_>> =
                records.iter().filter(|record| record.kind() == kind).map(Bare).collect();
            match (kind, of_kind.first()) {
                (_, None) => {}
                (RecordKind::Plant, Some(plant)) => map.serialize_entry(kind.code(), plant)?,
                _ => map.serialize_entry(kind.code(), &of_kind)?,
            }
        }
        map.end()
    }
}

struct Bare<'a>(&'a Record);

impl Serialize for Bare<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize_bare(serializer)
    }
}
