//! The part of a draft that only a whole [`Document`](crate::Document) needs. An import makes none, and pays for none.
//!
//! Invariant: `details` has as many entries as the draft has components.

use std::collections::HashMap;

use super::document::{Completeness, Details, Head, Relation};
use super::json::{Unread, Words, unread_in};

/// What is kept beside the components.
#[derive(Default)]
pub(crate) struct Whole<'de> {
    pub(crate) head: Head,
    pub(crate) details: Vec<Details>,
    /// From, kind, to, by reference.
    pub(crate) relations: Vec<(Words<'de>, Words<'de>, Words<'de>)>,
    /// What is said of the completeness of a component's dependencies, by reference.
    pub(crate) completeness: Vec<(Words<'de>, Completeness)>,
    pub(crate) unread: Unread,
}

impl<'de> Whole<'de> {
    /// Counts what a value holds that has no place, under `path`.
    pub(crate) fn unread_of(&mut self, value: &impl super::json::Shape<'de>, path: &str) {
        value.unread(&mut path.to_owned(), &mut self.unread);
    }

    /// The same for a field that may be absent.
    pub(crate) fn unread_in(&mut self, value: Option<&impl super::json::Shape<'de>>, path: &str) {
        unread_in(value, path, &mut String::new(), &mut self.unread);
    }

    /// Turns references into places. A relation with an end that is no component is counted as unread.
    pub(crate) fn resolve(&mut self, by_reference: &HashMap<Words<'de>, u32>) -> Vec<Relation> {
        let mut found = Vec::new();
        for (from, kind, to) in std::mem::take(&mut self.relations) {
            match (by_reference.get(&from), by_reference.get(&to)) {
                (Some(from), Some(to)) => {
                    found.push(Relation { from: *from, kind: kind.into_owned(), to: *to });
                }
                _ => self.unread.add(&format!("relationships[] {kind}"), 1),
            }
        }
        for (reference, completeness) in std::mem::take(&mut self.completeness) {
            match by_reference.get(&reference).and_then(|place| self.details.get_mut(*place as usize)) {
                Some(details) => details.completeness = completeness,
                None => self.unread.add("compositions[]", 1),
            }
        }
        found.sort();
        found.dedup();
        found
    }
}
