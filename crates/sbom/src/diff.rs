//! What changed between two documents.
//!
//! Components are paired in this order, each once: by package URL without version, qualifiers and subpath; then by
//! group, name and kind. Where several share such a key, those with the same version are paired first, the rest in
//! document order. Invariant: each component of either side is in exactly one pair, or added, or removed.

mod compare;
mod pair;

use sekisho_model::{Component, Text, text};

use crate::Document;

/// What changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diff {
    /// In the new document only, in its order.
    pub added: Vec<Side>,
    /// In the old document only, in its order.
    pub removed: Vec<Side>,
    /// In both, with differences, in the new document's order.
    pub changed: Vec<Changed>,
    /// How many are in both without a difference.
    pub same: usize,
    /// Edges that only the new document has.
    pub edges_added: Vec<Edge>,
    /// Edges that only the old document has.
    pub edges_removed: Vec<Edge>,
    /// What changed about the document itself.
    pub head: Vec<Change>,
}

/// A component of one side.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Side {
    /// Place in that side's `sbom.components`.
    pub place: u32,
    /// `group/name version`.
    pub label: String,
    /// Package URL, or empty.
    pub purl: String,
}

/// A component in both documents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// As it was.
    pub old: Side,
    /// As it is.
    pub new: Side,
    /// By what they were recognised as one.
    pub paired_by: PairedBy,
    /// Fields that differ.
    pub changes: Vec<Change>,
}

/// By what two components were recognised as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PairedBy {
    /// Package URL without version.
    PackageUrl,
    /// Group, name and kind.
    Name,
}

/// One field that differs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change {
    /// Which field.
    pub field: Field,
    /// Which of several, such as the digest algorithm; else empty.
    pub part: String,
    /// As it was; empty where it was not stated.
    pub old: String,
    /// As it is; empty where it is not stated.
    pub new: String,
}

/// Fields that are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// Form and version of the document.
    Format,
    /// Name of the document.
    Name,
    /// Time at which the document was made.
    Created,
    /// Serial number or namespace.
    Serial,
    /// Revision of the document.
    Revision,
    /// Authors of the document, or of a component.
    Authors,
    /// Tools.
    Tools,
    /// Stages of life.
    Lifecycles,
    /// Completeness.
    Completeness,
    /// Version.
    Version,
    /// Kind.
    Kind,
    /// Package URL, its version apart.
    Purl,
    /// CPE names.
    Cpe,
    /// Supplier.
    Supplier,
    /// Licence.
    Licence,
    /// Digest.
    Hash,
    /// Scope.
    Scope,
    /// Manufacturer.
    Manufacturer,
    /// Publisher.
    Publisher,
    /// Description.
    Description,
    /// Copyright.
    Copyright,
    /// File name.
    FileName,
    /// Links of one sort.
    Links,
    /// Values of one name.
    Properties,
    /// Other identifiers of one sort.
    Identifiers,
}

/// "`from` depends on `to`" (or contains, links …), by names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge {
    /// From which component.
    pub from: String,
    /// Sort, in SPDX 2.3's spelling; `DEPENDS_ON` for a plain dependency.
    pub kind: String,
    /// To which component.
    pub to: String,
}

impl Diff {
    /// Is there no difference at all?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.added.is_empty()
            && self.removed.is_empty()
            && self.changed.is_empty()
            && self.edges_added.is_empty()
            && self.edges_removed.is_empty()
            && self.head.is_empty()
    }

    /// The answer in one sentence.
    #[must_use]
    pub fn answer(&self) -> Text {
        if self.is_empty() {
            let same = self.same;
            return text!(ja: "違いはありません（部品 {same} 件）。", en: "There is no difference ({same} components).");
        }
        let (added, removed, changed) = (self.added.len(), self.removed.len(), self.changed.len());
        let edges = self.edges_added.len() + self.edges_removed.len();
        text!(
            ja: "部品の追加 {added} 件、削除 {removed} 件、変更 {changed} 件、依存の変更 {edges} 件。",
            en: "Components added {added}, removed {removed}, changed {changed}; dependencies changed {edges}."
        )
    }
}

impl Field {
    /// Name for people.
    #[must_use]
    pub fn name(self) -> Text {
        match self {
            Self::Format => text!(ja: "形式", en: "Form"),
            Self::Name => text!(ja: "対象の名前", en: "Name"),
            Self::Created => text!(ja: "作成日時", en: "Time of making"),
            Self::Serial => text!(ja: "文書の番号", en: "Serial"),
            Self::Revision => text!(ja: "改訂", en: "Revision"),
            Self::Authors => text!(ja: "作成者", en: "Authors"),
            Self::Tools => text!(ja: "作成ツール", en: "Tools"),
            Self::Lifecycles => text!(ja: "作成した段階", en: "Stage"),
            Self::Completeness => text!(ja: "網羅性", en: "Completeness"),
            Self::Version => text!(ja: "版", en: "Version"),
            Self::Kind => text!(ja: "種類", en: "Kind"),
            Self::Purl => text!(ja: "package URL", en: "Package URL"),
            Self::Cpe => text!(ja: "CPE", en: "CPE"),
            Self::Supplier => text!(ja: "供給者", en: "Supplier"),
            Self::Licence => text!(ja: "ライセンス", en: "Licence"),
            Self::Hash => text!(ja: "ハッシュ値", en: "Digest"),
            Self::Scope => text!(ja: "必要性", en: "Scope"),
            Self::Manufacturer => text!(ja: "製造者", en: "Manufacturer"),
            Self::Publisher => text!(ja: "発行者", en: "Publisher"),
            Self::Description => text!(ja: "説明", en: "Description"),
            Self::Copyright => text!(ja: "著作権表示", en: "Copyright"),
            Self::FileName => text!(ja: "ファイル名", en: "File name"),
            Self::Links => text!(ja: "リンク", en: "Links"),
            Self::Properties => text!(ja: "プロパティ", en: "Properties"),
            Self::Identifiers => text!(ja: "ほかの識別子", en: "Other identifiers"),
        }
    }
}

/// Compares two documents.
#[must_use]
pub fn diff(old: &Document, new: &Document) -> Diff {
    let pairs = pair::pairs(old, new);
    let mut diff = Diff { head: compare::heads(old, new, &pairs.both), ..Diff::default() };
    for pair in &pairs.both {
        let changes = compare::components(old, pair.old, new, pair.new);
        if changes.is_empty() {
            diff.same += 1;
            continue;
        }
        let (old, new) = (side(old, pair.old), side(new, pair.new));
        diff.changed.push(Changed { old, new, paired_by: pair.by, changes });
    }
    diff.added = pairs.only_new.iter().map(|place| side(new, *place)).collect();
    diff.removed = pairs.only_old.iter().map(|place| side(old, *place)).collect();
    (diff.edges_added, diff.edges_removed) = compare::edges(old, new, &pairs.both);
    diff
}

fn side(document: &Document, place: u32) -> Side {
    let component = document.sbom.components.get(place as usize);
    Side {
        place,
        label: component.map(Component::label).unwrap_or_default(),
        purl: component.and_then(|c| c.purl.as_ref()).map(ToString::to_string).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests;
