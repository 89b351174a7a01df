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
/// The way to what a product begins with, and what is joined to it.
type Key<'k> = (&'k [(&'k str, &'k str)], &'k [(&'k str, &'k str)]);

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

    /// The products that another version of them, or what they are installed with, is among `others`.
    pub(crate) fn with_other_version<'a>(
        &self,
        ids: &BTreeSet<&'a str>,
        others: &BTreeSet<&str>,
    ) -> BTreeSet<&'a str> {
        let mut counts: BTreeMap<Key<'_>, usize> = BTreeMap::new();
        others.iter().for_each(|other| *counts.entry(self.key(other)).or_default() += 1);
        let updates = self.updates(others);
        let paths = others.iter().filter_map(|other| self.paths.get(other));
        let paths = paths.map(|(begin, joined)| (*begin, joined.as_slice())).collect();
        let has = |id: &&&str| {
            let of_key = counts.get(&self.key(id)).copied().unwrap_or(0);
            of_key > usize::from(others.contains(**id))
                || updates.contains(**id)
                || self.was_begun_by(id, others, &paths)
        };
        ids.iter().filter(has).copied().collect()
    }

    /// Equal for versions of one product.
    fn key<'k>(&'k self, id: &str) -> Key<'k> {
        match self.paths.get(id) {
            Some((begin, joined)) => (self.ways.get(begin).map_or(&[][..], Vec::as_slice), joined),
            None => (self.ways.get(id).map_or(&[][..], Vec::as_slice), &[]),
        }
    }

    /// What was installed with a product fixed it: the product as far as that was affected.
    fn was_begun_by(
        &self,
        id: &str,
        others: &BTreeSet<&str>,
        paths: &BTreeSet<(&str, &[(&str, &str)])>,
    ) -> bool {
        self.paths.get(id).is_some_and(|(begin, joined)| {
            let installed = (0..joined.len()).filter(|at| joined[*at].0 == "installed_with");
            installed.into_iter().any(|at| match at {
                0 => others.contains(begin),
                _ => paths.contains(&(*begin, &joined[..at])),
            })
        })
    }

    /// Updates, such as hotfixes, that some path installs with one of `others`.
    fn updates(&self, others: &BTreeSet<&str>) -> BTreeSet<&'d str> {
        let with_others = self.paths.values().filter(|(begin, _)| others.contains(begin));
        let installed =
            with_others.flat_map(|(_, joined)| joined).filter(|(how, _)| *how == "installed_with");
        installed.map(|(_, id)| *id).collect()
    }
}
