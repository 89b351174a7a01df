//! Server-rendered pages and the JSON API.
//!
//! A handler parses, calls one function of `app`, and renders. Wire types are this crate's own. Nothing
//! here decides who may do what, or touches a store.

mod href;
pub mod map;
mod words;
