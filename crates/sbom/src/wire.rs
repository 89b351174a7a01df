//! The protobuf wire form as the JSON it would be: a table says what each field number is, and the same readers
//! that take JSON take what comes out.
//!
//! Invariants: nothing is read beyond the end of its message; unknown numbers are named, not guessed; nesting has
//! a limit. Deliberately no code generator: the tables are short, and a test holds them against the published
//! schema.

use std::borrow::Cow;
use std::cell::RefCell;
use std::rc::Rc;

use jiff::Timestamp;
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;

use super::json::Words;
use super::xml::{Fault, Word};

/// What a field is.
pub(crate) enum Kind {
    Text,
    Whole,
    /// Names by number.
    Names(&'static [&'static str]),
    Message(&'static Message),
    /// `google.protobuf.Timestamp`.
    Time,
    /// Known, not read.
    Skip,
}

/// A message.
pub(crate) struct Message(pub(crate) &'static [Field]);

/// A field of a message.
pub(crate) struct Field {
    pub(crate) number: u32,
    pub(crate) key: &'static str,
    pub(crate) kind: Kind,
    pub(crate) repeats: bool,
}

/// A value as it lies on the wire.
#[derive(Clone, Copy)]
enum Raw<'de> {
    Number(u64),
    Bytes(&'de [u8]),
}

/// Reads `bytes` one field after another.
struct Cursor<'de> {
    bytes: &'de [u8],
}

impl<'de> Cursor<'de> {
    fn varint(&mut self) -> Result<u64, Fault> {
        let mut value = 0_u64;
        for nth in 0..10 {
            let (first, rest) = self.bytes.split_first().ok_or_else(ended)?;
            self.bytes = rest;
            value |= u64::from(first & 0x7F).checked_shl(nth * 7).unwrap_or_default();
            if first & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err(Fault::Broken("a number is longer than ten bytes".to_owned()))
    }

    fn take(&mut self, length: u64) -> Result<&'de [u8], Fault> {
        let length = usize::try_from(length).map_err(|_| ended())?;
        let (taken, rest) = self.bytes.split_at_checked(length).ok_or_else(ended)?;
        self.bytes = rest;
        Ok(taken)
    }

    fn field(&mut self) -> Result<Option<(u32, Raw<'de>)>, Fault> {
        if self.bytes.is_empty() {
            return Ok(None);
        }
        let tag = self.varint()?;
        let number = u32::try_from(tag >> 3).ok().filter(|number| *number > 0);
        let number = number.ok_or_else(|| Fault::Broken("a field has no number".to_owned()))?;
        let raw = match tag & 7 {
            0 => Raw::Number(self.varint()?),
            1 => Raw::Bytes(self.take(8)?),
            2 => {
                let length = self.varint()?;
                Raw::Bytes(self.take(length)?)
            }
            5 => Raw::Bytes(self.take(4)?),
            other => return Err(Fault::Broken(format!("wire type {other} is not used"))),
        };
        Ok(Some((number, raw)))
    }
}

fn ended() -> Fault {
    Fault::Broken("it ends inside a field".to_owned())
}

/// Do the bytes keep the wire form from end to end, with only field numbers that the message has?
pub(crate) fn fits(bytes: &[u8], message: &Message) -> bool {
    let mut cursor = Cursor { bytes };
    loop {
        match cursor.field() {
            Ok(Some((number, _))) if message.0.iter().any(|field| field.number == number) => {}
            Ok(None) => return !bytes.is_empty(),
            Ok(Some(_)) | Err(_) => return false,
        }
    }
}

/// A message, as an object.
pub(crate) struct Whole<'de> {
    pub(crate) bytes: &'de [u8],
    pub(crate) message: &'static Message,
    /// Levels that may still open.
    pub(crate) depth_left: usize,
    /// Where a nested message tells its break; `None` for the outermost. A nested message's bytes are bounded, so what
    /// follows it is read, and the first break is told at the end of the outermost.
    pub(crate) nested: Option<Told>,
}

/// The first break.
pub(crate) type Told = Rc<RefCell<Option<Fault>>>;

impl<'de> Deserializer<'de> for Whole<'de> {
    type Error = Fault;
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let depth_left = self.depth_left.checked_sub(1).ok_or(Fault::Deep)?;
        let mut parts = Vec::new();
        let mut cursor = Cursor { bytes: self.bytes };
        // What stands before a broken place is read, and then the break is told.
        let fault = loop {
            match cursor.field() {
                Ok(Some((number, raw))) => parts.push(Some((number, raw))),
                Ok(None) => break None,
                Err(fault) => break Some(fault),
            }
        };
        let is_outermost = self.nested.is_none();
        let told = self.nested.unwrap_or_default();
        if let Some(fault) = fault {
            told.borrow_mut().get_or_insert(fault);
        }
        let (at, pending, message) = (0, None, self.message);
        visitor.visit_map(Parts { parts, at, pending, message, depth_left, told, is_outermost })
    }
    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit
        unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

/// The fields of a message. Those of one repeated number are one list, wherever they stand.
struct Parts<'de> {
    parts: Vec<Option<(u32, Raw<'de>)>>,
    at: usize,
    pending: Option<(Option<&'static Field>, u32, Raw<'de>)>,
    message: &'static Message,
    depth_left: usize,
    told: Told,
    is_outermost: bool,
}

impl<'de> Parts<'de> {
    /// Takes the further values of a number.
    fn others(&mut self, number: u32) -> Vec<Raw<'de>> {
        let rest = self.parts.get_mut(self.at..).unwrap_or_default();
        let of_number = |part: &mut Option<(u32, Raw<'de>)>| {
            part.take_if(|(other, _)| *other == number).map(|(_, raw)| raw)
        };
        rest.iter_mut().filter_map(of_number).collect()
    }
}

impl<'de> MapAccess<'de> for Parts<'de> {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Fault> {
        while let Some(part) = self.parts.get_mut(self.at) {
            self.at += 1;
            let Some((number, raw)) = part.take() else { continue };
            let field = self.message.0.iter().find(|field| field.number == number);
            self.pending = Some((field, number, raw));
            let key: Words<'de> =
                field.map_or_else(|| Cow::Owned(format!("field {number}")), |field| Cow::Borrowed(field.key));
            return seed.deserialize(Word(key)).map(Some);
        }
        let fault = if self.is_outermost { self.told.take() } else { None };
        fault.map_or(Ok(None), Err)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Fault> {
        let (field, number, raw) = self.pending.take().ok_or_else(ended)?;
        let kind = field.map_or(&Kind::Skip, |field| &field.kind);
        if field.is_some_and(|field| field.repeats) {
            let mut values = vec![raw];
            values.extend(self.others(number));
            return seed.deserialize(List {
                values,
                kind,
                depth_left: self.depth_left,
                told: Rc::clone(&self.told),
            });
        }
        seed.deserialize(One { raw, kind, depth_left: self.depth_left, told: Rc::clone(&self.told) })
    }
}

struct List<'de> {
    values: Vec<Raw<'de>>,
    kind: &'static Kind,
    depth_left: usize,
    told: Told,
}

impl<'de> Deserializer<'de> for List<'de> {
    type Error = Fault;
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_seq(Members {
            values: self.values.into_iter(),
            kind: self.kind,
            depth_left: self.depth_left,
            told: self.told,
        })
    }
    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_unit()
    }
    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit
        unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier
    }
}

struct Members<'de> {
    values: std::vec::IntoIter<Raw<'de>>,
    kind: &'static Kind,
    depth_left: usize,
    told: Told,
}

impl<'de> SeqAccess<'de> for Members<'de> {
    type Error = Fault;
    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Fault> {
        let Some(raw) = self.values.next() else { return Ok(None) };
        let told = Rc::clone(&self.told);
        seed.deserialize(One { raw, kind: self.kind, depth_left: self.depth_left, told }).map(Some)
    }
}

struct One<'de> {
    raw: Raw<'de>,
    kind: &'static Kind,
    depth_left: usize,
    told: Told,
}

impl<'de> Deserializer<'de> for One<'de> {
    type Error = Fault;
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let Self { raw, kind, depth_left, told } = self;
        match (kind, raw) {
            (Kind::Text, Raw::Bytes(bytes)) => match std::str::from_utf8(bytes) {
                Ok(text) => visitor.visit_borrowed_str(text),
                Err(_) => visitor.visit_string(String::from_utf8_lossy(bytes).into_owned()),
            },
            (Kind::Message(message), Raw::Bytes(bytes)) => {
                Whole { bytes, message, depth_left, nested: Some(told) }.deserialize_any(visitor)
            }
            (Kind::Time, Raw::Bytes(bytes)) => match time(bytes) {
                Some(time) => visitor.visit_string(time.to_string()),
                None => visitor.visit_unit(),
            },
            (Kind::Whole, Raw::Number(number)) => visitor.visit_i64(number.cast_signed()),
            (Kind::Names(names), Raw::Number(number)) => {
                match usize::try_from(number).ok().and_then(|nth| names.get(nth)) {
                    Some(name) if !name.is_empty() => visitor.visit_borrowed_str(name),
                    Some(_) => visitor.visit_unit(),
                    None => visitor.visit_string(format!("number {number}")),
                }
            }
            (Kind::Skip, _) => visitor.visit_unit(),
            // The wire type does not fit the field.
            (_, Raw::Number(number)) => visitor.visit_u64(number),
            (_, Raw::Bytes(_)) => visitor.visit_bool(false),
        }
    }
    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_unit()
    }
    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit
        unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier
    }
}

/// Seconds and nanoseconds since 1970.
fn time(bytes: &[u8]) -> Option<Timestamp> {
    let mut cursor = Cursor { bytes };
    let (mut seconds, mut nanoseconds) = (0_i64, 0_i32);
    while let Some((number, raw)) = cursor.field().ok()? {
        match (number, raw) {
            (1, Raw::Number(value)) => seconds = value.cast_signed(),
            (2, Raw::Number(value)) => nanoseconds = i32::try_from(value.cast_signed()).ok()?,
            _ => {}
        }
    }
    Timestamp::new(seconds, nanoseconds).ok()
}
