//! A small document as a tree, from JSON, YAML or TOML: for lock files, and for SPDX in YAML.
//!
//! Invariants: what was read before a broken place stays in the tree; nothing is deeper than the limit; every plain
//! value of YAML is a text, so that `1.10` stays what it is; an alias of YAML is not expanded.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::{de, forward_to_deserialize_any};
use serde_saphyr::granit_parser::{Event, Parser, ScalarStyle};

use super::json::Key;
use super::xml::Fault;

/// A value.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum Node {
    #[default]
    Nothing,
    Truth(bool),
    Text(String),
    List(Vec<Node>),
    Map(Vec<(String, Node)>),
}

static NOTHING: Node = Node::Nothing;

impl Node {
    /// The value of a key; nothing where there is none.
    pub(crate) fn get(&self, key: &str) -> &Self {
        self.entries().iter().find(|(name, _)| name == key).map_or(&NOTHING, |(_, value)| value)
    }

    pub(crate) fn entries(&self) -> &[(String, Self)] {
        if let Self::Map(entries) = self { entries } else { &[] }
    }

    pub(crate) fn items(&self) -> &[Self] {
        if let Self::List(items) = self { items } else { &[] }
    }

    /// The text; empty where it is none.
    pub(crate) fn text(&self) -> &str {
        if let Self::Text(text) = self { text } else { "" }
    }

    pub(crate) fn is_true(&self) -> bool {
        matches!(self, Self::Truth(true)) || self.text() == "true"
    }

    pub(crate) fn is_nothing(&self) -> bool {
        *self == Self::Nothing
    }
}

/// Where and why a text ends early.
#[derive(Debug)]
pub(crate) struct Break {
    pub(crate) line: u64,
    pub(crate) why: String,
}

/// A tree, and where it breaks off.
pub(crate) type Grown = (Node, Option<Break>);

/// JSON.
pub(crate) fn from_json(text: &str, depth_max: usize) -> Grown {
    let cut = sekisho_intake::nesting::beyond(text, depth_max);
    let mut root = Node::Nothing;
    let mut deserializer =
        serde_json::Deserializer::from_str(text.get(..cut.unwrap_or(text.len())).unwrap_or_default());
    let outcome = Into(&mut root).deserialize(&mut deserializer).and_then(|()| deserializer.end());
    let broken = match (cut, outcome) {
        (Some(at), _) => Some(Break {
            line: sekisho_intake::encoding::line_at(text, at),
            why: format!("deeper than {depth_max}"),
        }),
        (None, Err(error)) => {
            Some(Break { line: u64::try_from(error.line()).unwrap_or_default(), why: error.to_string() })
        }
        (None, Ok(())) => None,
    };
    (root, broken)
}

/// Reads into a place, so that what was read stays.
struct Into<'n>(&'n mut Node);

impl<'de> DeserializeSeed<'de> for Into<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Into<'_> {
    type Value = ();
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }
    fn visit_unit<E: de::Error>(self) -> Result<(), E> {
        Ok(())
    }
    fn visit_bool<E: de::Error>(self, value: bool) -> Result<(), E> {
        *self.0 = Node::Truth(value);
        Ok(())
    }
    fn visit_i64<E: de::Error>(self, value: i64) -> Result<(), E> {
        *self.0 = Node::Text(value.to_string());
        Ok(())
    }
    fn visit_u64<E: de::Error>(self, value: u64) -> Result<(), E> {
        *self.0 = Node::Text(value.to_string());
        Ok(())
    }
    fn visit_f64<E: de::Error>(self, value: f64) -> Result<(), E> {
        *self.0 = Node::Text(value.to_string());
        Ok(())
    }
    fn visit_str<E: de::Error>(self, value: &str) -> Result<(), E> {
        *self.0 = Node::Text(value.to_owned());
        Ok(())
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        *self.0 = Node::List(Vec::new());
        loop {
            let mut item = Node::Nothing;
            let outcome = seq.next_element_seed(Into(&mut item));
            let Node::List(items) = &mut *self.0 else { return Ok(()) };
            match outcome {
                Ok(None) => return Ok(()),
                Ok(Some(())) => items.push(item),
                Err(error) => {
                    items.extend(Some(item).filter(|item| !item.is_nothing()));
                    return Err(error);
                }
            }
        }
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        *self.0 = Node::Map(Vec::new());
        while let Some(Key(key)) = map.next_key()? {
            let mut value = Node::Nothing;
            let outcome = map.next_value_seed(Into(&mut value));
            let Node::Map(entries) = &mut *self.0 else { return Ok(()) };
            if outcome.is_ok() || !value.is_nothing() {
                entries.push((key.into_owned(), value));
            }
            outcome?;
        }
        Ok(())
    }
}

/// YAML: the one document of the stream. Where another follows, the tree breaks off there.
pub(crate) fn from_yaml(text: &str, depth_max: usize) -> Grown {
    let (documents, broken) = documents_from_yaml(text, depth_max);
    let mut documents = documents.into_iter();
    let first = documents.next().map(|(_, document)| document).unwrap_or_default();
    let another = documents.next().map(|(line, _)| at(line, "another document begins".to_owned()));
    (first, another.or(broken))
}

/// YAML: all documents of the stream that say something, each with the line where it begins.
pub(crate) fn documents_from_yaml(text: &str, depth_max: usize) -> (Vec<(usize, Node)>, Option<Break>) {
    let mut documents = Vec::new();
    let mut growing = Growing { open: Vec::new(), root: Node::Nothing };
    let mut begins = 0;
    let mut parser = Parser::new_from_str(text);
    let broken = loop {
        match parser.next_event() {
            None | Some(Ok((Event::StreamEnd, _))) => break None,
            Some(Err(error)) => break Some(at(error.marker().line(), error.to_string())),
            Some(Ok((Event::DocumentEnd, _))) => {
                let whole = Growing { open: Vec::new(), root: Node::Nothing };
                documents.push((begins, std::mem::replace(&mut growing, whole).close()));
            }
            Some(Ok((event, span))) => {
                if matches!(event, Event::DocumentStart(..)) {
                    begins = span.start.line();
                }
                let is_too_deep = growing.open.len() >= depth_max;
                if let Err(why) = growing.take(event, is_too_deep) {
                    break Some(at(span.start.line(), why.to_owned()));
                }
            }
        }
    };
    documents.push((begins, growing.close()));
    documents.retain(|(_, document)| !document.is_nothing());
    (documents, broken)
}

fn at(line: usize, why: String) -> Break {
    Break { line: u64::try_from(line).unwrap_or_default(), why }
}

/// A tree of which some lists and maps are still open; a map with the key that waits for its value.
struct Growing {
    open: Vec<(Node, Option<String>)>,
    root: Node,
}

impl Growing {
    fn take(&mut self, event: Event<'_>, is_too_deep: bool) -> Result<(), &'static str> {
        match event {
            Event::Scalar(words, style, ..) => self.put(scalar(&words, style)),
            Event::SequenceStart(..) | Event::MappingStart(..) if is_too_deep => {
                return Err("it is too deep");
            }
            Event::SequenceStart(..) => self.open.push((Node::List(Vec::new()), None)),
            Event::MappingStart(..) => self.open.push((Node::Map(Vec::new()), None)),
            Event::SequenceEnd | Event::MappingEnd => self.shut(),
            Event::Alias(..) => return Err("aliases are not expanded"),
            _ => {}
        }
        Ok(())
    }

    fn shut(&mut self) {
        if let Some((node, _)) = self.open.pop() {
            self.put(node);
        }
    }

    fn put(&mut self, node: Node) {
        match self.open.last_mut() {
            None => self.root = node,
            Some((Node::Map(entries), key)) => match key.take() {
                Some(key) => entries.push((key, node)),
                None => *key = Some(node.text().to_owned()),
            },
            Some((Node::List(items), _)) => items.push(node),
            Some(_) => {}
        }
    }

    /// What is still open is closed where it stands.
    fn close(mut self) -> Node {
        while !self.open.is_empty() {
            self.shut();
        }
        self.root
    }
}

fn scalar(words: &str, style: ScalarStyle) -> Node {
    let is_plain = matches!(style, ScalarStyle::Plain);
    match words {
        "" | "~" | "null" if is_plain => Node::Nothing,
        _ => Node::Text(words.to_owned()),
    }
}

/// TOML. A broken file is read table by table, where each opens with `opening`.
pub(crate) fn from_toml(text: &str, opening: &str) -> Grown {
    let error = match text.parse::<toml::Table>() {
        Ok(table) => return (node(toml::Value::Table(table)), None),
        Err(error) => error,
    };
    let start = error.span().map_or(0, |span| span.start.min(text.len()));
    let broken = at(0, error.message().to_owned());
    let broken = Break { line: sekisho_intake::encoding::line_at(text, start), ..broken };
    let mut root = toml::Table::new();
    let mut from = 0;
    let openings = text.match_indices(opening).map(|(at, _)| at).filter(|at| *at > 0);
    for to in openings.chain([text.len()]) {
        let piece = text.get(from..to).unwrap_or_default();
        if let Ok(table) = piece.parse::<toml::Table>() {
            for (key, value) in table {
                add(&mut root, key, value);
            }
        }
        from = to;
    }
    (node(toml::Value::Table(root)), Some(broken))
}

fn add(root: &mut toml::Table, key: String, value: toml::Value) {
    match (root.get_mut(&key), value) {
        (Some(toml::Value::Array(before)), toml::Value::Array(more)) => before.extend(more),
        (Some(toml::Value::Table(before)), toml::Value::Table(more)) => before.extend(more),
        (_, value) => {
            root.insert(key, value);
        }
    }
}

fn node(value: toml::Value) -> Node {
    match value {
        toml::Value::String(text) => Node::Text(text),
        toml::Value::Boolean(value) => Node::Truth(value),
        toml::Value::Array(items) => Node::List(items.into_iter().map(node).collect()),
        toml::Value::Table(table) => {
            Node::Map(table.into_iter().map(|(key, value)| (key, node(value))).collect())
        }
        other => Node::Text(other.to_string()),
    }
}

impl<'de> Deserializer<'de> for Node {
    type Error = Fault;
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self {
            Self::Nothing => visitor.visit_unit(),
            Self::Truth(value) => visitor.visit_bool(value),
            Self::Text(text) => visitor.visit_string(text),
            Self::List(items) => visitor.visit_seq(de::value::SeqDeserializer::new(items.into_iter())),
            Self::Map(entries) => visitor.visit_map(de::value::MapDeserializer::new(entries.into_iter())),
        }
    }
    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit
        unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

impl<'de> de::IntoDeserializer<'de, Fault> for Node {
    type Deserializer = Self;
    fn into_deserializer(self) -> Self {
        self
    }
}
