//! What a writer could not carry over, gathered while it writes, so that the report cannot drift from the writer.
//!
//! Invariant: one row for each component, field and way of faring; counts add up.

use std::collections::BTreeMap;

use sekisho_model::{Text, text};

use super::{Format, Loss, LossKind};
use crate::Document;

/// The losses so far.
pub(super) struct Losses<'d> {
    document: &'d Document,
    form: String,
    rows: BTreeMap<(Option<u32>, String, LossKind), (usize, Text)>,
}

impl<'d> Losses<'d> {
    pub(super) fn new(document: &'d Document, format: Format) -> Self {
        Self { document, form: format.name(), rows: BTreeMap::new() }
    }

    /// Name of the form that is written.
    pub(super) fn form(&self) -> &str {
        &self.form
    }

    /// A field that the form has no place for.
    pub(super) fn no_place(&mut self, component: Option<u32>, path: impl Into<String>, count: usize) {
        // Most calls find nothing lost, and words for nothing need not be made.
        if count == 0 {
            return;
        }
        let form = &self.form;
        let why = text!(ja: "{form} には書く場所がありません。", en: "{form} has no place for it.");
        self.note(LossKind::Dropped, component, path.into(), count, why);
    }

    /// A field that the form has a place for, but not for this value.
    pub(super) fn dropped(
        &mut self,
        component: Option<u32>,
        path: impl Into<String>,
        count: usize,
        why: Text,
    ) {
        self.note(LossKind::Dropped, component, path.into(), count, why);
    }

    /// A field that is there in a coarser way or in another place.
    pub(super) fn coarsened(
        &mut self,
        component: Option<u32>,
        path: impl Into<String>,
        count: usize,
        why: Text,
    ) {
        self.note(LossKind::Coarsened, component, path.into(), count, why);
    }

    /// Something that the form demands and the document does not state.
    pub(super) fn added(&mut self, path: impl Into<String>, why: Text) {
        self.note(LossKind::Added, None, path.into(), 1, why);
    }

    fn note(&mut self, kind: LossKind, component: Option<u32>, path: String, count: usize, why: Text) {
        if count > 0 {
            self.rows.entry((component, path, kind)).or_insert((0, why)).0 += count;
        }
    }

    /// All of them, the document's own first, then by component and field.
    pub(super) fn finish(self) -> Vec<Loss> {
        let document = self.document;
        let label = |place: Option<u32>| {
            place
                .and_then(|place| document.sbom.components.get(place as usize))
                .map(sekisho_model::Component::label)
        };
        let row = |((component, path, kind), (count, why))| Loss {
            component,
            label: label(component).unwrap_or_default(),
            path,
            kind,
            count,
            why,
        };
        self.rows.into_iter().map(row).collect()
    }
}
