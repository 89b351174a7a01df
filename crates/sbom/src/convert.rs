//! A document in another form, and what got lost on the way.
//!
//! Invariant: every field that the source states is in the new file or in the losses: those that the reader had no
//! place for, and those that the writer has none for.

use jiff::Timestamp;
use sekisho_model::Text;

use crate::Document;
use crate::write::{Format, Loss};

/// A converted document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Converted {
    /// The form it is in.
    pub format: Format,
    /// The file.
    pub bytes: Vec<u8>,
    /// What is not carried over as it was; empty means: nothing was lost.
    pub losses: Vec<Loss>,
}

impl Converted {
    /// The answer in one sentence.
    #[must_use]
    pub fn answer(&self) -> Text {
        Text::default()
    }
}

/// Converts. `now` is used only where the form demands a time and the document has none.
#[must_use]
pub fn convert(document: &Document, to: Format, now: Timestamp) -> Converted {
    let written = crate::write::write(document, to, now);
    Converted { format: to, bytes: written.bytes, losses: written.losses }
}
