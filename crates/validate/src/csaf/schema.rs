//! The test *schema*: the form of CSAF 2.0 and 2.1 documents, described in our own notation.
//!
//! Invariant: what the published JSON schemas refuse is refused here and what they allow is allowed (the tests hold
//! both against the same documents, and against documents broken on purpose). Formats (dates, URIs) are asserted
//! in both editions, as validators of CSAF do.

mod v20;
mod v21;
mod words;

#[cfg(test)]
mod against_published;

use super::doc::{Doc, Edition};
use super::form::{self, Form};
use super::test::Out;
pub(crate) use v21::{EXTENSION, SSVC};

/// The document has the form of its edition.
pub(super) fn holds(doc: &Doc<'_>, out: &mut Out<'_>) {
    out.findings(form::faults(of(doc.edition), doc.root.value(), String::new()));
}

fn of(edition: Edition) -> &'static Form {
    match edition {
        Edition::V20 => &v20::DOCUMENT,
        Edition::V21 => &v21::DOCUMENT,
    }
}
