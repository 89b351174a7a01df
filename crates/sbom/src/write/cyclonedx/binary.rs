//! The plan set as protobuf, by the same tables by which it is read.
//!
//! Invariant: fields come in the order of their numbers, and what stands in a table is written: a value whose key has
//! no row would be lost in silence, so a test reads back what was written.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::Bom;
use crate::cyclonedx::proto::BOM;
use crate::wire::{Field, Kind, Message};

/// The document.
pub(super) fn set(bom: &Bom) -> Vec<u8> {
    // A plan is a tree of texts and numbers; turning it into JSON cannot fail.
    let mut value = serde_json::to_value(bom).unwrap_or_default();
    adapt(&mut value);
    match value {
        Value::Object(fields) => message(&BOM, &fields),
        _ => Vec::new(),
    }
}

/// Where the messages are built otherwise than the JSON: edges are messages themselves, and tools a list of them.
fn adapt(bom: &mut Value) {
    if let Some(dependencies) = bom.get_mut("dependencies").and_then(Value::as_array_mut) {
        for dependency in dependencies.iter_mut().filter_map(Value::as_object_mut) {
            let to = dependency.remove("dependsOn");
            let to = to.iter().filter_map(Value::as_array).flatten();
            let to: Vec<Value> = to.map(|reference| json!({ "ref": reference })).collect();
            dependency.insert("dependencies".to_owned(), to.into());
        }
    }
    if let Some(tools) = bom.pointer_mut("/metadata/tools").filter(|tools| tools.is_object()) {
        *tools = json!([tools.take()]);
    }
}

fn message(shape: &Message, fields: &Map<String, Value>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rows: Vec<&Field> = shape.0.iter().collect();
    rows.sort_by_key(|row| row.number);
    for row in rows {
        match fields.get(row.key) {
            None => {}
            Some(Value::Array(items)) if row.repeats => {
                items.iter().for_each(|item| field(row, item, &mut bytes))
            }
            Some(value) => field(row, value, &mut bytes),
        }
    }
    bytes
}

fn field(row: &Field, value: &Value, into: &mut Vec<u8>) {
    match (&row.kind, value) {
        (Kind::Message(shape), Value::Object(fields)) => bytes(row.number, &message(shape, fields), into),
        (Kind::Names(names), Value::String(word)) => {
            let number = names.iter().position(|name| name == word).unwrap_or_default();
            whole(row.number, u64::try_from(number).unwrap_or_default(), into);
        }
        (Kind::Whole, value) => whole(row.number, value.as_u64().unwrap_or_default(), into),
        (Kind::Time, Value::String(time)) => {
            let time = time.parse::<Timestamp>().map(time_message).unwrap_or_default();
            bytes(row.number, &time, into);
        }
        // What the reader does not want is a text too where the plan has one.
        (Kind::Text | Kind::Skip, Value::String(text)) => bytes(row.number, text.as_bytes(), into),
        _ => {}
    }
}

/// `google.protobuf.Timestamp`: seconds, then nanoseconds, which are never negative.
fn time_message(time: Timestamp) -> Vec<u8> {
    let nanoseconds = time.as_nanosecond();
    let (seconds, rest) = (nanoseconds.div_euclid(1_000_000_000), nanoseconds.rem_euclid(1_000_000_000));
    let mut message = Vec::new();
    let seconds = i64::try_from(seconds).unwrap_or_default();
    whole(1, u64::from_le_bytes(seconds.to_le_bytes()), &mut message);
    whole(2, u64::try_from(rest).unwrap_or_default(), &mut message);
    message
}

fn whole(number: u32, value: u64, into: &mut Vec<u8>) {
    varint(u64::from(number) << 3, into);
    varint(value, into);
}

fn bytes(number: u32, value: &[u8], into: &mut Vec<u8>) {
    varint(u64::from(number) << 3 | 2, into);
    varint(u64::try_from(value.len()).unwrap_or_default(), into);
    into.extend_from_slice(value);
}

fn varint(mut value: u64, into: &mut Vec<u8>) {
    loop {
        let [low, ..] = value.to_le_bytes();
        value >>= 7;
        if value == 0 {
            return into.push(low & 0x7F);
        }
        into.push(low | 0x80);
    }
}
