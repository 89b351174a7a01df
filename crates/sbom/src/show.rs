//! A document in short: what it is, what is in it, what it leaves out.
//!
//! Invariant: each component is counted once in `by_kind` and once in `by_ecosystem`. Nothing is judged; that is
//! for `grade`.

use std::collections::BTreeMap;

use jiff::Timestamp;
use sekisho_model::{Component, ComponentKind, Stated, Text, text};

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
        let (format, count, edges) = (&self.format, self.components, self.graph.edges);
        let unmatched = self.stated.no_identity;
        text!(
            ja: "{format}、部品 {count} 件、依存 {edges} 件。名前でしか照合できない部品は {unmatched} 件です。",
            en: "{format}, {count} components, {edges} dependencies. Components that can be matched by name only: {unmatched}."
        )
    }

    /// What is missing, most components first; then what the document as a whole does not say.
    #[must_use]
    pub fn missing(&self) -> Vec<Text> {
        let lacking = |stated: usize| self.components - stated;
        let mut rows = vec![
            (lacking(self.stated.version), text!(ja: "版", en: "version")),
            (lacking(self.stated.purl), text!(ja: "package URL", en: "package URL")),
            (lacking(self.stated.hash), text!(ja: "ハッシュ値", en: "digest")),
            (lacking(self.stated.licence), text!(ja: "ライセンス", en: "licence")),
            (lacking(self.stated.supplier), text!(ja: "供給者", en: "supplier")),
        ];
        rows.retain(|(count, _)| *count > 0);
        rows.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
        let line = |(count, what): (usize, Text)| {
            let Text { ja, en } = what;
            text!(ja: "{ja}のない部品 {count} 件", en: "{count} components without {en}")
        };
        let mut missing: Vec<Text> = rows.into_iter().map(line).collect();
        if self.components == 0 {
            missing.push(text!(ja: "部品が 1 件もありません", en: "not a single component"));
        } else if self.graph.edges == 0 {
            missing.push(text!(ja: "依存関係の記述がありません", en: "no dependencies are stated"));
        }
        if self.created.is_unknown() {
            missing.push(text!(ja: "作成日時がありません", en: "no time of making"));
        }
        if self.authors.is_empty() {
            missing.push(text!(ja: "作成者がありません", en: "no author"));
        }
        missing
    }
}

/// Sums up a document.
#[must_use]
pub fn summary(document: &Document) -> Summary {
    let sbom = &document.sbom;
    let mut summary = Summary {
        name: sbom.name.clone(),
        version: sbom.version.clone(),
        format: sbom.format.clone(),
        created: sbom.created,
        authors: document.head.authors.iter().map(|party| party.name.clone()).collect(),
        tools: document.head.tools.clone(),
        completeness: document.head.completeness,
        components: sbom.components.len(),
        graph: graph(document),
        unread: document.unread.clone(),
        ..Summary::default()
    };
    for component in &sbom.components {
        *summary.by_kind.entry(component.kind).or_default() += 1;
        let ecosystem = component.purl.as_ref().map(|purl| purl.kind().to_owned()).unwrap_or_default();
        *summary.by_ecosystem.entry(ecosystem).or_default() += 1;
        summary.stated.count(component);
    }
    summary
}

impl Coverage {
    fn count(&mut self, component: &Component) {
        self.purl += usize::from(component.purl.is_some());
        self.cpe += usize::from(!component.cpes.is_empty());
        self.version += usize::from(component.version.known().is_some());
        self.hash += usize::from(!component.hashes.is_empty());
        self.licence += usize::from(!component.licence.is_empty());
        self.supplier += usize::from(!component.supplier.is_empty());
        let is_known = component.purl.is_some() || !component.cpes.is_empty() || component.device.is_some();
        self.no_identity += usize::from(!is_known);
    }
}

/// Roots, then breadth first from all of them at once.
fn graph(document: &Document) -> Graph {
    let count = document.sbom.components.len();
    let mut to: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    let mut has_parent = vec![false; count];
    let mut takes_part = vec![false; count];
    for (from, end) in &document.sbom.dependencies {
        to.entry(*from).or_default().push(*end);
        if from != end {
            has_parent[*end as usize] = true;
        }
        takes_part[*from as usize] = true;
        takes_part[*end as usize] = true;
    }
    let places = || (0_u32..).zip(&has_parent);
    let roots: Vec<u32> = places().filter(|(_, has_parent)| !**has_parent).map(|(place, _)| place).collect();
    let mut reached = vec![false; count];
    let mut level = roots.clone();
    level.iter().for_each(|place| reached[*place as usize] = true);
    let mut depth = 0;
    loop {
        let mut next = Vec::new();
        for end in level.iter().filter_map(|place| to.get(place)).flatten() {
            if !std::mem::replace(&mut reached[*end as usize], true) {
                next.push(*end);
            }
        }
        if next.is_empty() {
            break;
        }
        depth += 1;
        level = next;
    }
    Graph {
        edges: document.sbom.dependencies.len(),
        roots,
        depth,
        alone: takes_part.iter().filter(|takes_part| !**takes_part).count(),
        unreachable: reached.iter().filter(|reached| !**reached).count(),
    }
}

#[cfg(test)]
mod tests;
