//! Which products are versions of one another.
//!
//! Two products correspond where the way to them through the product tree is the same but for versions. A product
//! outside the branches says nothing of its way: it may correspond to any other such product. Invariant: products
//! put together of the same parts correspond by what they begin with; an update that is installed with a product
//! corresponds to that product.

use std::collections::{BTreeMap, BTreeSet};

use super::doc::Doc;
use super::node::Node;

/// Branches that tell versions apart.
const VERSIONS: &[&str] = &["patch_level", "product_version", "product_version_range", "service_pack"];

/// The way to a product without versions.
type Way<'d> = Vec<(&'d str, &'d str)>;
/// What is joined to a product: how, and the id of the joined one.
type Joined<'d> = Vec<(&'d str, &'d str)>;

/// What corresponds to what.
pub(crate) struct Correspondence<'d> {
    /// Products under branches.
    ways: BTreeMap<&'d str, Way<'d>>,
    /// Products put together: what they begin with, and what is joined to it and how.
    paths: BTreeMap<&'d str, (&'d str, Joined<'d>)>,
}

impl<'d> Correspondence<'d> {
    /// Reads the product tree.
    pub(crate) fn of(doc: &Doc<'d>) -> Self {
        let mut found = Self { ways: BTreeMap::new(), paths: BTreeMap::new() };
        let branches = doc.root.get("product_tree").into_iter().flat_map(|tree| tree.each("branches"));
        branches.for_each(|branch| found.branch(&branch, &mut Vec::new()));
        for (path, _) in &doc.paths {
            let id = path.at(&["full_product_name", "product_id"]).and_then(|id| id.text());
            if let (Some(id), Some(begin)) = (id, path.text_at("beginning_product_reference")) {
                let joined = path.each("subpaths").filter_map(|sub| {
                    Some((sub.text_at("category")?, sub.text_at("next_product_reference")?))
                });
                found.paths.insert(id, (begin, joined.collect()));
            }
        }
        found
    }

    fn branch(&mut self, branch: &Node<'d>, way: &mut Way<'d>) {
        let (category, name) = (branch.text_at("category"), branch.text_at("name"));
        let step = category.filter(|category| !VERSIONS.contains(category)).zip(name);
        way.extend(step);
        if let Some(id) = branch.get("product").and_then(|product| product.text_at("product_id")) {
            self.ways.insert(id, way.clone());
        }
        branch.each("branches").for_each(|inner| self.branch(&inner, way));
        way.truncate(way.len() - usize::from(step.is_some()));
    }

    /// Is one of `others` another version of `id`, or what `id` is installed with?
    pub(crate) fn has_other_version(&self, id: &str, others: &BTreeSet<&str>) -> bool {
        others.iter().any(|other| *other != id && self.are_versions(id, other)) || self.updates(id, others)
    }

    fn are_versions(&self, a: &str, b: &str) -> bool {
        match (self.paths.get(a), self.paths.get(b)) {
            (Some((begin, joined)), Some((other_begin, other_joined))) => {
                joined == other_joined
                    && (begin == other_begin || self.are_versions_of_branches(begin, other_begin))
            }
            (None, None) => self.are_versions_of_branches(a, b),
            // What was installed with a product fixed it: the product without it was affected.
            (Some((begin, joined)), None) => {
                *begin == b && joined.iter().all(|(how, _)| *how == "installed_with")
            }
            (None, Some(_)) => false,
        }
    }

    fn are_versions_of_branches(&self, a: &str, b: &str) -> bool {
        match (self.ways.get(a), self.ways.get(b)) {
            (Some(way), Some(other)) => way == other,
            (None, None) => true,
            _ => false,
        }
    }

    /// An update, such as a hotfix, that some path installs with one of `others`.
    fn updates(&self, id: &str, others: &BTreeSet<&str>) -> bool {
        self.paths
            .values()
            .any(|(begin, joined)| others.contains(begin) && joined.contains(&("installed_with", id)))
    }
}
