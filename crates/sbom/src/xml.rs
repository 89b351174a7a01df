//! XML as the JSON it would be: a table says which element is an object, a list or a text, and the same readers
//! that take JSON take what comes out.
//!
//! Invariants: no entity is expanded but the five of XML itself and character numbers; a document type is passed
//! over; nesting has a limit; what comes from another namespace is counted, not taken for ours. Texts are given
//! without blanks around them, save those in CDATA sections.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use quick_xml::NsReader;
use quick_xml::events::attributes::Attributes;
use quick_xml::events::{BytesRef, Event};
use quick_xml::name::ResolveResult;
use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;

use super::json::Words;

/// What an element is in JSON.
pub(crate) enum Kind {
    /// Its text.
    Text,
    /// An object of its attributes, children and text.
    Record(&'static Record),
    /// A list of its children.
    List(&'static [Item]),
    /// One attribute of it.
    Attribute(&'static str),
    /// Nothing that is read.
    Skip,
}

/// An element that is an object.
pub(crate) struct Record {
    /// The key of its own text; empty if it has none.
    pub(crate) text: &'static str,
    /// Its children.
    pub(crate) fields: &'static [Field],
}

/// A child of an element that is an object.
pub(crate) struct Field {
    /// Name in XML.
    pub(crate) element: &'static str,
    /// Key in JSON.
    pub(crate) key: &'static str,
    pub(crate) kind: Kind,
    /// A list without an element around it.
    pub(crate) repeats: bool,
}

/// A member of a list.
pub(crate) struct Item {
    pub(crate) element: &'static str,
    pub(crate) kind: Kind,
    /// A key that JSON puts around the member; empty if none.
    pub(crate) wrap: &'static str,
}

/// Why reading broke off.
#[derive(Debug)]
pub(crate) enum Fault {
    /// Not XML, or not to its end.
    Broken(String),
    /// Deeper than allowed.
    Deep,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Broken(words) => f.write_str(words),
            Self::Deep => f.write_str("too deep"),
        }
    }
}

impl std::error::Error for Fault {}

impl de::Error for Fault {
    fn custom<T: fmt::Display>(words: T) -> Self {
        Self::Broken(words.to_string())
    }
}

/// The opening of an element.
#[derive(Clone, Copy)]
pub(crate) struct Start<'de> {
    /// Name with its prefix.
    name: &'de str,
    /// What follows the name, up to the closing bracket.
    attributes: &'de str,
    /// Is it of the root's namespace?
    is_own: bool,
}

impl<'de> Start<'de> {
    pub(crate) fn local(&self) -> &'de str {
        self.name.rsplit(':').next().unwrap_or_default()
    }

    /// Attributes that are no namespace declarations, with their values.
    fn attributes(self) -> impl Iterator<Item = (&'de str, Words<'de>)> {
        let mut all = Attributes::new(self.attributes, 0);
        let all = all.with_checks(false).clone();
        all.filter_map(Result::ok).filter_map(|attribute| {
            let name = attribute.key.into_inner();
            let is_ours = name != "xmlns" && !name.starts_with("xmlns:") && !name.starts_with("xsi:");
            is_ours.then(|| (name, value(attribute.value)))
        })
    }
}

/// The value of an attribute, with the references that XML knows of put in.
fn value(raw: Words<'_>) -> Words<'_> {
    if !raw.contains('&') {
        return raw;
    }
    match quick_xml::escape::unescape(&raw) {
        Ok(text) => Cow::Owned(text.into_owned()),
        Err(_) => Cow::Owned(raw.into_owned()),
    }
}

enum Step<'de> {
    Open(Start<'de>),
    Text(Words<'de>),
    /// A CDATA section.
    Verbatim(Words<'de>),
    Close,
    End,
}

/// A document while it is being read.
pub(crate) struct Source<'de> {
    text: &'de str,
    reader: NsReader<&'de [u8]>,
    peeked: Option<Step<'de>>,
    depth: usize,
    depth_max: usize,
    namespace: Option<String>,
    /// Elements of other namespaces where a list has no place for them, by name.
    pub(crate) foreign: BTreeMap<String, usize>,
    /// References to entities that are not expanded.
    pub(crate) entities: usize,
}

impl<'de> Source<'de> {
    pub(crate) fn new(text: &'de str, depth_max: usize) -> Self {
        let mut reader = NsReader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        Self {
            text,
            reader,
            peeked: None,
            depth: 0,
            depth_max,
            namespace: None,
            foreign: BTreeMap::new(),
            entities: 0,
        }
    }

    /// Byte at which reading stands.
    pub(crate) fn position(&self) -> usize {
        usize::try_from(self.reader.buffer_position()).map_or(self.text.len(), |at| at.min(self.text.len()))
    }

    /// The root, with its namespace.
    pub(crate) fn root(&mut self) -> Result<(Start<'de>, String), Fault> {
        loop {
            match self.step()? {
                Step::Open(start) => {
                    let namespace = self.resolved(start.name).unwrap_or_default();
                    self.namespace = Some(namespace.clone());
                    return Ok((Start { is_own: true, ..start }, namespace));
                }
                Step::End => return Err(Fault::Broken("there is no element".to_owned())),
                Step::Text(_) | Step::Verbatim(_) | Step::Close => {}
            }
        }
    }

    /// Nothing but blanks may follow the root.
    pub(crate) fn end(&mut self) -> Result<(), Fault> {
        match self.step()? {
            Step::End => Ok(()),
            Step::Text(text) if text.trim().is_empty() => self.end(),
            _ => Err(Fault::Broken("something follows the root".to_owned())),
        }
    }

    fn resolved(&self, name: &str) -> Option<String> {
        match self.reader.resolver().resolve_element(quick_xml::name::QName(name)).0 {
            ResolveResult::Bound(namespace) => Some(namespace.into_inner().to_owned()),
            ResolveResult::Unbound => Some(String::new()),
            ResolveResult::Unknown(_) => None,
        }
    }

    fn is_own(&self, name: &str) -> bool {
        let Some(own) = self.namespace.as_deref() else { return true };
        match self.reader.resolver().resolve_element(quick_xml::name::QName(name)).0 {
            ResolveResult::Bound(namespace) => namespace.into_inner() == own,
            ResolveResult::Unbound => own.is_empty(),
            ResolveResult::Unknown(_) => false,
        }
    }

    fn step(&mut self) -> Result<Step<'de>, Fault> {
        if let Some(step) = self.peeked.take() {
            return Ok(step);
        }
        loop {
            let from = self.position();
            match self.reader.read_event().map_err(|error| Fault::Broken(error.to_string()))? {
                Event::Start(start) => {
                    return self.open(from, start.name().into_inner().len()).map(Step::Open);
                }
                Event::End(_) => {
                    self.depth = self.depth.saturating_sub(1);
                    return Ok(Step::Close);
                }
                Event::Text(text) => return Ok(Step::Text(text.xml10_content())),
                Event::CData(text) => return Ok(Step::Verbatim(text.xml10_content())),
                Event::GeneralRef(reference) => return Ok(Step::Text(self.referred(&reference))),
                Event::Eof if self.depth > 0 => {
                    return Err(Fault::Broken("it ends inside an element".to_owned()));
                }
                Event::Eof => return Ok(Step::End),
                Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
            }
        }
    }

    fn open(&mut self, from: usize, name_length: usize) -> Result<Start<'de>, Fault> {
        self.depth += 1;
        if self.depth > self.depth_max {
            return Err(Fault::Deep);
        }
        let tag = self.text.get(from + 1..self.position()).unwrap_or_default();
        let tag = tag.strip_suffix('>').unwrap_or(tag);
        let tag = tag.strip_suffix('/').unwrap_or(tag);
        let (name, attributes) = tag.split_at(name_length.min(tag.len()));
        Ok(Start { name, attributes, is_own: self.is_own(name) })
    }

    /// A character by number or one of the five names; any other entity is left out and counted.
    fn referred(&mut self, reference: &BytesRef<'_>) -> Words<'de> {
        if let Ok(Some(character)) = reference.resolve_char_ref() {
            return Cow::Owned(character.to_string());
        }
        match quick_xml::escape::resolve_xml_entity(reference) {
            Some(text) => Cow::Borrowed(text),
            None => {
                self.entities += 1;
                Cow::Borrowed("")
            }
        }
    }

    /// Passes over the rest of the element that was opened last.
    fn skip(&mut self) -> Result<(), Fault> {
        let mut open = 1_usize;
        while open > 0 {
            match self.step()? {
                Step::Open(_) => open += 1,
                Step::Close => open -= 1,
                Step::Text(_) | Step::Verbatim(_) => {}
                Step::End => return Err(Fault::Broken("it ends inside an element".to_owned())),
            }
        }
        Ok(())
    }

    /// The text of the element that was opened last.
    fn words(&mut self) -> Result<Words<'de>, Fault> {
        let mut words = Said::default();
        loop {
            match self.step()? {
                Step::Text(more) => words.add(more, false),
                Step::Verbatim(more) => words.add(more, true),
                Step::Open(_) => self.skip()?,
                Step::Close => return Ok(words.close()),
                Step::End => return Err(Fault::Broken("it ends inside an element".to_owned())),
            }
        }
    }
}

/// The text of an element, gathered piece by piece.
#[derive(Default)]
struct Said<'de> {
    words: Words<'de>,
    is_verbatim: bool,
}

impl<'de> Said<'de> {
    fn add(&mut self, more: Words<'de>, is_verbatim: bool) {
        self.is_verbatim |= is_verbatim;
        if self.words.trim().is_empty() {
            self.words = more;
        } else if !more.is_empty() {
            self.words.to_mut().push_str(&more);
        }
    }

    fn close(self) -> Words<'de> {
        if self.is_verbatim { self.words } else { trimmed(self.words) }
    }
}

fn trimmed(words: Words<'_>) -> Words<'_> {
    match words {
        Cow::Borrowed(words) => Cow::Borrowed(words.trim()),
        Cow::Owned(words) if words.trim().len() == words.len() => Cow::Owned(words),
        Cow::Owned(words) => Cow::Owned(words.trim().to_owned()),
    }
}

/// A text that is already there.
pub(crate) struct Word<'de>(pub(crate) Words<'de>);

impl<'de> Deserializer<'de> for Word<'de> {
    type Error = Fault;
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.0 {
            Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
            Cow::Owned(text) => visitor.visit_string(text),
        }
    }
    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit
        unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

/// An element that was opened.
pub(crate) struct Element<'s, 'de> {
    pub(crate) source: &'s mut Source<'de>,
    pub(crate) start: Start<'de>,
    pub(crate) kind: &'static Kind,
    /// A field that the document has in another way.
    pub(crate) extra: Option<(&'static str, Words<'de>)>,
}

impl<'de> Deserializer<'de> for Element<'_, 'de> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let Self { source, start, kind, extra } = self;
        match kind {
            Kind::Text => Word(source.words()?).deserialize_any(visitor),
            Kind::Record(record) => visitor.visit_map(Children::new(source, start, record, extra)),
            Kind::List(items) => visitor.visit_seq(Members { source, items }),
            Kind::Attribute(name) => {
                source.skip()?;
                let value = start.attributes().find(|(key, _)| key == name).map(|(_, value)| value);
                Word(value.unwrap_or_default()).deserialize_any(visitor)
            }
            Kind::Skip => {
                source.skip()?;
                visitor.visit_unit()
            }
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.source.skip()?;
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit
        unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier
    }
}

/// What the last key stands for.
enum Pending<'de> {
    Nothing,
    Value(Words<'de>),
    Child(Start<'de>, Option<&'static Field>),
}

/// The fields of an element: attributes, children, text.
struct Children<'s, 'de> {
    source: &'s mut Source<'de>,
    record: &'static Record,
    attributes: std::vec::IntoIter<(&'de str, Words<'de>)>,
    extra: Option<(&'static str, Words<'de>)>,
    words: Said<'de>,
    is_closed: bool,
    pending: Pending<'de>,
}

impl<'s, 'de> Children<'s, 'de> {
    fn new(
        source: &'s mut Source<'de>,
        start: Start<'de>,
        record: &'static Record,
        extra: Option<(&'static str, Words<'de>)>,
    ) -> Self {
        let attributes = if start.attributes.is_empty() { Vec::new() } else { start.attributes().collect() };
        Self {
            source,
            record,
            attributes: attributes.into_iter(),
            extra,
            words: Said::default(),
            is_closed: false,
            pending: Pending::Nothing,
        }
    }

    fn next_name(&mut self) -> Result<Option<Words<'de>>, Fault> {
        if let Some((key, value)) = self.extra.take() {
            self.pending = Pending::Value(value);
            return Ok(Some(Cow::Borrowed(key)));
        }
        if let Some((key, value)) = self.attributes.next() {
            self.pending = Pending::Value(value);
            return Ok(Some(Cow::Borrowed(key)));
        }
        while !self.is_closed {
            match self.source.step()? {
                Step::Open(start) => return Ok(Some(self.child(start))),
                Step::Text(text) => self.words.add(text, false),
                Step::Verbatim(text) => self.words.add(text, true),
                Step::Close => {
                    self.is_closed = true;
                    if !self.record.text.is_empty() {
                        self.pending = Pending::Value(std::mem::take(&mut self.words).close());
                        return Ok(Some(Cow::Borrowed(self.record.text)));
                    }
                }
                Step::End => return Err(Fault::Broken("it ends inside an element".to_owned())),
            }
        }
        Ok(None)
    }

    fn child(&mut self, start: Start<'de>) -> Words<'de> {
        let local = start.local();
        let field = self.record.fields.iter().find(|field| start.is_own && field.element == local);
        self.pending = Pending::Child(start, field);
        Cow::Borrowed(match field {
            Some(field) => field.key,
            None if start.is_own => local,
            None => start.name,
        })
    }
}

impl<'de> MapAccess<'de> for Children<'_, 'de> {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Fault> {
        self.next_name()?.map(|name| seed.deserialize(Word(name))).transpose()
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Fault> {
        match std::mem::replace(&mut self.pending, Pending::Nothing) {
            Pending::Nothing => Err(Fault::Broken("a value was asked for before its key".to_owned())),
            Pending::Value(value) => seed.deserialize(Word(value)),
            Pending::Child(start, Some(field)) if field.repeats => {
                seed.deserialize(Run { source: self.source, start, kind: &field.kind })
            }
            Pending::Child(start, field) => {
                let kind = field.map_or(&Kind::Skip, |field| &field.kind);
                seed.deserialize(Element { source: self.source, start, kind, extra: None })
            }
        }
    }
}

/// The children of an element that is a list.
struct Members<'s, 'de> {
    source: &'s mut Source<'de>,
    items: &'static [Item],
}

impl<'de> SeqAccess<'de> for Members<'_, 'de> {
    type Error = Fault;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Fault> {
        loop {
            let start = match self.source.step()? {
                Step::Open(start) => start,
                Step::Text(_) | Step::Verbatim(_) => continue,
                Step::Close => return Ok(None),
                Step::End => return Err(Fault::Broken("it ends inside an element".to_owned())),
            };
            let local = start.local();
            let item = self.items.iter().find(|item| start.is_own && item.element == local);
            let Some(item) = item else {
                *self.source.foreign.entry(start.name.to_owned()).or_default() += 1;
                self.source.skip()?;
                continue;
            };
            let element = Element { source: self.source, start, kind: &item.kind, extra: None };
            return if item.wrap.is_empty() {
                seed.deserialize(element).map(Some)
            } else {
                seed.deserialize(Wrapped { key: item.wrap, element }).map(Some)
            };
        }
    }
}

/// A member that JSON wraps in an object of one field.
struct Wrapped<'s, 'de> {
    key: &'static str,
    element: Element<'s, 'de>,
}

impl<'de> Deserializer<'de> for Wrapped<'_, 'de> {
    type Error = Fault;
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_map(OneField { key: Some(self.key), element: Some(self.element) })
    }
    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.element.deserialize_ignored_any(visitor)
    }
    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit
        unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier
    }
}

struct OneField<'s, 'de> {
    key: Option<&'static str>,
    element: Option<Element<'s, 'de>>,
}

impl<'de> MapAccess<'de> for OneField<'_, 'de> {
    type Error = Fault;
    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Fault> {
        self.key.take().map(|key| seed.deserialize(Word(Cow::Borrowed(key)))).transpose()
    }
    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Fault> {
        match self.element.take() {
            Some(element) => seed.deserialize(element),
            None => Err(Fault::Broken("a value was asked for twice".to_owned())),
        }
    }
}

/// Elements of one name that follow each other: a list without an element around it.
struct Run<'s, 'de> {
    source: &'s mut Source<'de>,
    start: Start<'de>,
    kind: &'static Kind,
}

impl<'de> Deserializer<'de> for Run<'_, 'de> {
    type Error = Fault;
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let Self { source, start, kind } = self;
        visitor.visit_seq(RunMembers { source, name: start.name, first: Some(start), kind })
    }
    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.source.skip()?;
        visitor.visit_unit()
    }
    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit
        unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier
    }
}

struct RunMembers<'s, 'de> {
    source: &'s mut Source<'de>,
    name: &'de str,
    first: Option<Start<'de>>,
    kind: &'static Kind,
}

impl<'de> RunMembers<'_, 'de> {
    fn next(&mut self) -> Result<Option<Start<'de>>, Fault> {
        if let Some(first) = self.first.take() {
            return Ok(Some(first));
        }
        loop {
            match self.source.step()? {
                Step::Open(start) if start.name == self.name && start.is_own => return Ok(Some(start)),
                Step::Text(text) if text.trim().is_empty() => {}
                other => {
                    self.source.peeked = Some(other);
                    return Ok(None);
                }
            }
        }
    }
}

impl<'de> SeqAccess<'de> for RunMembers<'_, 'de> {
    type Error = Fault;
    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Fault> {
        let Some(start) = self.next()? else { return Ok(None) };
        seed.deserialize(Element { source: self.source, start, kind: self.kind, extra: None }).map(Some)
    }
}
