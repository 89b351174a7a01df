//! Forms of Protocol Buffers messages (proto3), read from their text or their bytes.
//!
//! ```text
//! Bom message
//!   1 spec_version string        field number, name, type: `string`, `bytes`, `bool`, `int32`, `int64`, `float`,
//!   3 name! string               `double`, a message or values; `!`: has to be there and not be empty; `*`: repeated
//!   4 components* Component
//!   one of: id name              exactly one of them is set
//! Classification values
//!   1 CLASSIFICATION_APPLICATION
//! ```
//!
//! Invariant: both encodings give one tree; what the form does not name is told, not skipped.

pub(crate) mod binary;
mod compile;
pub(crate) mod text;
mod walk;

use std::borrow::Cow;

pub(crate) use compile::ProtoForm;

/// A value, as far as its encoding tells.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Proto<'p> {
    Text(Cow<'p, [u8]>),
    /// A bare word: the name of a value, `true`, `inf`.
    Word(&'p str),
    Whole(i128),
    Decimal(f64),
    Message(Vec<Field<'p>>),
}

/// One field; a repeated one stands once for each entry.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Field<'p> {
    pub(crate) name: Cow<'p, str>,
    pub(crate) value: Proto<'p>,
}

impl<'p> Proto<'p> {
    /// The entries of a field, in order.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Proto<'p>> {
        self.fields().iter().filter(move |field| field.name == name).map(|field| &field.value)
    }

    /// The fields, none where it is no message.
    pub(crate) fn fields(&self) -> &[Field<'p>] {
        match self {
            Self::Message(fields) => fields,
            _ => &[],
        }
    }

    /// The text, where it is one.
    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(bytes) => std::str::from_utf8(bytes).ok(),
            _ => None,
        }
    }
}
