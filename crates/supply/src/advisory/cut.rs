//! A list of records whose text breaks off: the records before the break.
//!
//! Invariant: only whole records of a list at the top, or directly below it, are kept. A single record that
//! breaks off is not read: half a statement could pass for a whole one.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

/// What came before the break: an array, or an object with the lists in it as far as they go.
pub(super) fn before_the_break(document: &str) -> Value {
    let mut kept = Value::Null;
    let mut deserializer = serde_json::Deserializer::from_str(document);
    // The error is told by whoever asks.
    let _ = Top(&mut kept).deserialize(&mut deserializer);
    kept
}

struct Top<'k>(&'k mut Value);

impl<'de> DeserializeSeed<'de> for Top<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Top<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<(), A::Error> {
        elements(self.0, seq)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        *self.0 = Value::Object(Map::new());
        while let Some(key) = map.next_key::<String>()? {
            let mut slot = Value::Null;
            let read = map.next_value_seed(Below(&mut slot));
            if let (Value::Object(kept), false) = (&mut *self.0, read.is_err() && !slot.is_array()) {
                kept.insert(key, slot);
            }
            read?;
        }
        Ok(())
    }
}

fn elements<'de, A: SeqAccess<'de>>(kept: &mut Value, mut seq: A) -> Result<(), A::Error> {
    let mut list = Vec::new();
    let end = loop {
        match seq.next_element::<Value>() {
            Ok(Some(element)) => list.push(element),
            Ok(None) => break Ok(()),
            Err(error) => break Err(error),
        }
    };
    *kept = Value::Array(list);
    end
}

/// A list element by element; anything else whole or not at all.
struct Below<'k>(&'k mut Value);

impl<'de> DeserializeSeed<'de> for Below<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Below<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<(), A::Error> {
        elements(self.0, seq)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut object = Map::new();
        while let Some((key, value)) = map.next_entry::<String, Value>()? {
            object.insert(key, value);
        }
        *self.0 = Value::Object(object);
        Ok(())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        *self.0 = Value::from(text);
        Ok(())
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
        *self.0 = Value::from(value);
        Ok(())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<(), E> {
        *self.0 = Value::from(value);
        Ok(())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<(), E> {
        *self.0 = Value::from(value);
        Ok(())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<(), E> {
        *self.0 = Value::from(value);
        Ok(())
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_records_before_the_break_are_kept_and_half_ones_are_not() {
        let kept = |text: &str| before_the_break(text).to_string();
        assert_eq!(kept(r#"[{"a": 1}, {"a": 2}, {"a": "#), r#"[{"a":1},{"a":2}]"#);
        assert_eq!(kept(r#"{"n": 3, "list": [1, 2, [3"#), r#"{"list":[1,2],"n":3}"#);
        assert_eq!(kept(r#"{"n": 3, "o": {"a": 1, "b": [1, 2"#), r#"{"n":3}"#);
        assert_eq!(kept("{"), "{}");
        assert_eq!(kept("3"), "null");
    }
}
