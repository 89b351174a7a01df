//! Labels of the Traffic Light Protocol inside documents, wherever a reader could find a document: of a list each
//! element counts, of a key that stands twice both values, and of a document that breaks off what stands before. The
//! strictest counts, because what is asked is whether the whole file may be taken.
//!
//! Deliberately not here: what else a document says, and whether it is one.

use std::cell::Cell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use super::Tlp;

/// The strictest label in the JSON of some bytes.
pub(super) fn strictest(bytes: &[u8]) -> Tlp {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let found = Cell::new(Tlp::Clear);
    if !each(bytes, &found) {
        // A broken record costs the records on other lines nothing.
        for line in bytes.split(|byte| *byte == b'\n') {
            each(line, &found);
        }
    }
    found.get()
}

/// Looks into one value after the other; false where one cannot be read.
fn each(bytes: &[u8], found: &Cell<Tlp>) -> bool {
    let mut json = serde_json::Deserializer::from_slice(bytes);
    loop {
        if json.end().is_ok() {
            return true;
        }
        if (Part { at: At::Elsewhere, found }).deserialize(&mut json).is_err() {
            return false;
        }
    }
}

/// Where a value stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum At {
    Elsewhere,
    Distribution,
    Tlp,
    Label,
}

impl At {
    fn below(self, key: &str) -> Self {
        match (self, key) {
            (_, "distribution") => Self::Distribution,
            (Self::Distribution, "tlp") => Self::Tlp,
            (Self::Tlp, "label") => Self::Label,
            _ => Self::Elsewhere,
        }
    }
}

struct Part<'f> {
    at: At,
    found: &'f Cell<Tlp>,
}

impl Part<'_> {
    fn label(&self, written: &str) {
        if self.at == At::Label {
            self.found.set(self.found.get().max(Tlp::of_label(written)));
        }
    }
}

impl<'de> DeserializeSeed<'de> for Part<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Part<'_> {
    type Value = ();

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("a value")
    }

    fn visit_str<E>(self, value: &str) -> Result<(), E> {
        self.label(value);
        Ok(())
    }

    // What is no word is no label that anybody knows.
    fn visit_bool<E>(self, value: bool) -> Result<(), E> {
        self.label(&value.to_string());
        Ok(())
    }

    fn visit_i64<E>(self, value: i64) -> Result<(), E> {
        self.label(&value.to_string());
        Ok(())
    }

    fn visit_u64<E>(self, value: u64) -> Result<(), E> {
        self.label(&value.to_string());
        Ok(())
    }

    fn visit_f64<E>(self, value: f64) -> Result<(), E> {
        self.label(&value.to_string());
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut values: A) -> Result<(), A::Error> {
        while values.next_element_seed(Part { at: self.at, found: self.found })?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        while let Some(key) = entries.next_key::<String>()? {
            entries.next_value_seed(Part { at: self.at.below(&key), found: self.found })?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_strictest_label_counts_wherever_a_document_stands() {
        let document =
            |label: &str| format!(r#"{{"document":{{"distribution":{{"tlp":{{"label":{label}}}}}}}}}"#);
        let (white, amber, red) = (document("\"WHITE\""), document("\"AMBER\""), document("\"RED\""));
        for (text, label) in [
            (white.clone(), Tlp::Clear),
            (red.clone(), Tlp::Red),
            (format!("\u{feff}{red}"), Tlp::Red),
            (format!("[{white},{amber}]"), Tlp::Amber),
            (format!("{white}\n{red}\n"), Tlp::Red),
            (format!("{{\"broken\n{red}\n"), Tlp::Red),
            (format!(r#"{{"feed":{{"csaf":{red}}}}}"#), Tlp::Red),
            (r#"{"document":{"distribution":{"tlp":{"label":"RED","label":"WHITE"}}}}"#.to_owned(), Tlp::Red),
            (red[..red.len() - 3].to_owned(), Tlp::Red),
            (document("5"), Tlp::Red),
            (document("null"), Tlp::Clear),
            (r#"{"title":"RED","label":"RED"}"#.to_owned(), Tlp::Clear),
            ("words".to_owned(), Tlp::Clear),
        ] {
            assert_eq!(strictest(text.as_bytes()), label, "{text}");
        }
    }
}
