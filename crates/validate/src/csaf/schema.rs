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

use serde_json::Value;

use super::doc::{Doc, Edition};
use super::form::{self, Faults, Form};
use super::test::Out;

/// The document has the form of its edition.
pub(super) fn holds(doc: &Doc<'_>, out: &mut Out<'_>) {
    out.form(&doc.form);
}

/// The places that break the form of an edition.
pub(super) fn faults(edition: Edition, document: &Value) -> Faults {
    form::faults(of(edition), document)
}

/// Members that the form of an edition does not name, also where it allows others.
pub(super) fn unknown(doc: &Doc<'_>) -> Faults {
    form::unknown(of(doc.edition), doc.root.value())
}

/// A name of CPE, of either edition.
pub(super) fn is_cpe(text: &str) -> bool {
    (words::CPE.is)(text)
}

fn of(edition: Edition) -> &'static Form {
    match edition {
        Edition::V20 => &v20::DOCUMENT,
        Edition::V21 => &v21::DOCUMENT,
    }
}
