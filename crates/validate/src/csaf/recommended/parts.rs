//! Parts of a document that several tests of 6.2 and 6.3 ask for: metrics, product statuses, branch paths, dates.
//!
//! Both editions are seen through one shape: the `scores` of 2.0 are metrics whose content is the item itself.

use std::collections::BTreeSet;

use crate::csaf::doc::{Doc, Edition};
use crate::csaf::moment::Moment;
use crate::csaf::node::Node;

/// One item of `scores` (2.0) or `metrics` (2.1).
pub(crate) struct Metric<'d> {
    /// The item.
    pub(crate) item: Node<'d>,
    /// Where its scores stand: the item itself in 2.0, its `content` in 2.1.
    pub(crate) content: Node<'d>,
}

impl<'d> Metric<'d> {
    /// The ids of the products that it covers.
    pub(crate) fn products(&self) -> BTreeSet<&'d str> {
        self.item.each("products").filter_map(|id| id.text()).collect()
    }

    /// Does it hold a CVSS object of any version?
    pub(crate) fn has_cvss(&self) -> bool {
        ["cvss_v2", "cvss_v3", "cvss_v4"].iter().any(|key| self.content.has(key))
    }
}

/// The metrics of a vulnerability, in either edition's shape.
pub(crate) fn metrics<'d>(doc: &Doc<'d>, vulnerability: &Node<'d>) -> Vec<Metric<'d>> {
    match doc.edition {
        Edition::V20 => {
            vulnerability.each("scores").map(|item| Metric { content: item.clone(), item }).collect()
        }
        Edition::V21 => vulnerability
            .each("metrics")
            .filter_map(|item| Some(Metric { content: item.get("content")?, item }))
            .collect(),
    }
}

/// A group of product statuses; the groups contradict each other, but for the recommended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Group {
    Affected,
    NotAffected,
    Fixed,
    UnderInvestigation,
    Unknown,
    Recommended,
}

impl Group {
    /// Every group.
    pub(crate) const ALL: [Self; 6] = [
        Self::Affected,
        Self::NotAffected,
        Self::Fixed,
        Self::UnderInvestigation,
        Self::Unknown,
        Self::Recommended,
    ];

    /// The statuses of the group, as the document names them.
    pub(crate) const fn keys(self) -> &'static [&'static str] {
        match self {
            Self::Affected => &["first_affected", "known_affected", "last_affected"],
            Self::NotAffected => &["known_not_affected"],
            Self::Fixed => &["first_fixed", "fixed"],
            Self::UnderInvestigation => &["under_investigation"],
            Self::Unknown => &["unknown"],
            Self::Recommended => &["recommended"],
        }
    }

    /// The places of a vulnerability that give a product a status of this group.
    pub(crate) fn places<'d>(self, vulnerability: &Node<'d>) -> Vec<Node<'d>> {
        let status = vulnerability.get("product_status");
        let lists = status.iter().flat_map(|status| self.keys().iter().flat_map(|key| status.each(key)));
        lists.collect()
    }

    /// The products of a vulnerability that have a status of this group.
    pub(crate) fn products<'d>(self, vulnerability: &Node<'d>) -> BTreeSet<&'d str> {
        self.places(vulnerability).iter().filter_map(Node::text).collect()
    }
}

/// The branches from the root down to a product, and the product.
pub(crate) struct Way<'d> {
    /// Outermost first.
    pub(crate) branches: Vec<Node<'d>>,
    /// The full product name at their end.
    pub(crate) product: Node<'d>,
}

impl<'d> Way<'d> {
    /// The name of the innermost branch of a category.
    pub(crate) fn named(&self, category: &str) -> Option<&'d str> {
        self.branches.iter().rev().find(|branch| is(branch, category))?.text_at("name")
    }
}

/// Has a branch this category?
pub(crate) fn is(branch: &Node<'_>, category: &str) -> bool {
    branch.text_at("category") == Some(category)
}

/// Every way through the branches that ends at a product.
pub(crate) fn ways<'d>(doc: &Doc<'d>) -> Vec<Way<'d>> {
    let mut found = Vec::new();
    if let Some(tree) = doc.root.get("product_tree") {
        walk(&tree, &mut Vec::new(), &mut found);
    }
    found
}

fn walk<'d>(node: &Node<'d>, above: &mut Vec<Node<'d>>, found: &mut Vec<Way<'d>>) {
    for branch in node.each("branches") {
        above.push(branch.clone());
        if let Some(product) = branch.get("product") {
            found.push(Way { branches: above.clone(), product });
        }
        walk(&branch, above, found);
        above.pop();
    }
}

/// A member that holds a date with a time.
pub(crate) struct Dated<'d> {
    pub(crate) when: Moment,
    /// As it is written.
    pub(crate) text: &'d str,
    pub(crate) place: Node<'d>,
}

/// The date that a member holds.
pub(crate) fn dated<'d>(node: &Node<'d>, key: &'static str) -> Option<Dated<'d>> {
    let place = node.get(key)?;
    let text = place.text()?;
    Some(Dated { when: Moment::parse(text)?, text, place })
}

/// The dates of the revision history, in the order of the document.
fn revisions<'d>(doc: &Doc<'d>) -> impl Iterator<Item = Dated<'d>> {
    doc.tracking.each("revision_history").filter_map(|item| dated(&item, "date"))
}

/// The oldest date of the revision history.
pub(crate) fn oldest_revision<'d>(doc: &Doc<'d>) -> Option<Dated<'d>> {
    revisions(doc).min_by(|one, two| one.when.cmp(&two.when))
}

/// The newest date of the revision history.
pub(crate) fn newest_revision<'d>(doc: &Doc<'d>) -> Option<Dated<'d>> {
    revisions(doc).max_by(|one, two| one.when.cmp(&two.when))
}

/// Is the document labelled `TLP:CLEAR`?
pub(crate) fn is_clear(doc: &Doc<'_>) -> bool {
    doc.document.at(&["distribution", "tlp"]).and_then(|tlp| tlp.text_at("label")) == Some("CLEAR")
}

/// The helpers that identify a product, of every product that has them.
pub(crate) fn helpers<'d>(doc: &Doc<'d>) -> impl Iterator<Item = Node<'d>> {
    doc.products.iter().filter_map(|product| product.get("product_identification_helper"))
}

/// The document's language: its primary subtag in lower case.
pub(crate) fn language(doc: &Doc<'_>) -> Option<String> {
    let tag = doc.document.text_at("lang")?;
    Some(tag.split('-').next().unwrap_or(tag).to_ascii_lowercase())
}
