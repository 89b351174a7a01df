//! The forms that standards publish, in a notation of our own, and the engine that holds documents against them.
//!
//! A form file (`forms/*.form`) describes every edition of one standard's document at once: blocks of a name, a kind
//! and indented lines; `@1.5-` at the end of a line says in which editions it stands. [`Form::of`] takes one edition
//! out of it, once; after that a document is walked without looking at an edition again.
//!
//! ```text
//! component object               closed: any other field is refused; `object open` lets them be
//!   type! component.type         `!`: the field has to be there
//!   licenses [license] @1.2      a list
//!   url (text ~iri-reference | bomLink)      `|` any of them, `^` exactly one, `&` all, `!x` not that one
//!   version text 1..1024 @1.6-   length; for `whole` and `number` the range; for lists the count, `unique`
//!   others text                  what any further field has to be
//!   one of: id name              exactly one of the fields; `+` joins fields that go together
//!   some of: attributedTo process            at least one
//!   not all of: version versionRange
//!   only if isExternal = true: versionRange
//!   if kind = "x": a b           then these have to be there
//! component.type words           one of these texts
//!   application library
//! ref is text 1..
//! item choice type               one of these objects: its field `type` says which; `else x`: an object of any other
//!   File Package                 kind is an x
//! ```
//!
//! Invariants: the engine knows no standard; a finding says where and what, never only that; nothing here recurses
//! deeper than the document, whose depth the intake has limited. Deliberately not here: rules behind a form, such as
//! references that have to lead somewhere.

mod compile;
mod editions;
mod expression;
mod format;
pub(crate) mod json;
pub(crate) mod notation;
pub(crate) mod proto;
mod walk;
pub(crate) mod xml;

pub(crate) use compile::Form;
pub(crate) use editions::Editions;
pub(crate) use format::Format;
pub(crate) use json::Json;
pub(crate) use walk::{Path, shown};
