//! A document in short: what it is, what is in it, what it leaves out.
//!
//! Invariant: each component is counted once in `by_kind` and once in `by_ecosystem`. Nothing is judged; that is
//! for `grade`.

use std::collections::BTreeMap;

use jiff::Timestamp;
use sekisho_model::{ComponentKind, Stated, Text};

use crate::{Completeness, Document};

/// A document in short.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Name of what it describes.
    pub name: String,
    /// Version of what it describes.
    pub version: Stated<String>,
    /// Form and version of the file.
    pub format: String,
    /// When it says that it was made.
    pub created: Stated<Timestamp>,
    /// Who made it.
    pub authors: Vec<String>,
    /// By which programs.
    pub tools: Vec<String>,
    /// What it says of its own completeness.
    pub completeness: Completeness,
    /// Number of components.
    pub components: usize,
    /// Components by kind.
    pub by_kind: BTreeMap<ComponentKind, usize>,
    /// Components by type of package URL; the empty text counts those without one.
    pub by_ecosystem: BTreeMap<String, usize>,
    /// How many state what.
    pub stated: Coverage,
    /// Shape of the dependency graph.
    pub graph: Graph,
    /// Fields of the file for which there is no place here, with their count.
    pub unread: BTreeMap<String, usize>,
}

/// Of how many components something is stated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Package URL.
    pub purl: usize,
    /// CPE name.
    pub cpe: usize,
    /// Version.
    pub version: usize,
    /// At least one digest.
    pub hash: usize,
    /// Licence.
    pub licence: usize,
    /// Supplier.
    pub supplier: usize,
    /// None of package URL, CPE name and device identity: they can only be matched by name.
    pub no_identity: usize,
}

/// Shape of the dependency graph.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Graph {
    /// Number of edges.
    pub edges: usize,
    /// Components that nothing depends on.
    pub roots: Vec<u32>,
    /// Steps on the longest of the shortest ways from a root; cycles count once.
    pub depth: usize,
    /// Components that take part in no edge.
    pub alone: usize,
    /// Components that no root reaches: they only hang together in a cycle.
    pub unreachable: usize,
}

impl Summary {
    /// The answer in one sentence.
    #[must_use]
    pub fn answer(&self) -> Text {
        Text::default()
    }

    /// What is missing, most components first.
    #[must_use]
    pub fn missing(&self) -> Vec<Text> {
        Vec::new()
    }
}

/// Sums up a document.
#[must_use]
pub fn summary(document: &Document) -> Summary {
    let _ = document;
    Summary::default()
}
