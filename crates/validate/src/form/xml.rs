//! Forms of XML documents: the same notation, with elements in their order.
//!
//! ```text
//! component element
//!   @type! classification        an attribute; `!`: it has to be there
//!   @* any                       further attributes: of any namespace, or only of an`other`
//!   name normal                  exactly one; `?` at most one, `*` any number, `+` at least one
//!   hashes?                      an element of its own type, which is what is indented under it
//!     hash* hashType
//!   (choice)                     one of the lines under it; `(sequence)` all of them in order
//!   (other)*                     elements of other namespaces, which nobody looks into
//!   = text                       instead of elements: the type of the content
//!   mixed                        text may stand between the elements
//! scope words                    and `is`, as in JSON, over the types of XML Schema: `text`, `normal`, `token`,
//!                                `uri`, `date-time`, `date`, `truth`, `decimal`, `whole`; `default` after a type
//!                                lets an element be empty
//! ```
//!
//! Invariant: which line an element belongs to is decided by what came before it, never by what follows (XML
//! Schema's own rule); so a document is walked once, as it is read.

mod compile;
mod machine;
mod sound;
mod value;
mod walk;

pub(crate) use compile::XmlForm;
pub(crate) use walk::Seen;
