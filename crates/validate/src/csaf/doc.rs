//! A document prepared for its tests: what more than one of them asks is found once.
//!
//! Invariant: borrows from the parsed value, copies none of it. Parts of the wrong type are passed over here and
//! told by the schema test.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::form::Faults;
use super::node::Node;
use super::schema;

/// The edition that a document claims.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Edition {
    /// CSAF 2.0, OASIS Standard of 18 November 2022, with its errata.
    V20,
    /// CSAF 2.1.
    V21,
}

impl Edition {
    /// `/document/csaf_version`, or, where that is missing, the edition in `/$schema`.
    pub(crate) fn claimed(value: &Value) -> Option<Self> {
        let document = value.get("document")?;
        match document.get("csaf_version").map(Value::as_str) {
            Some(Some("2.0")) => Some(Self::V20),
            Some(Some("2.1")) => Some(Self::V21),
            Some(_) => None,
            None => value.get("$schema")?.as_str()?.contains("/csaf/v2.1/").then_some(Self::V21),
        }
    }

    /// `2.0` or `2.1`.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::V20 => "2.0",
            Self::V21 => "2.1",
        }
    }
}

/// The profiles of an edition other than CSAF Base, as a document's category names them.
pub(crate) fn profiles(edition: Edition) -> impl Iterator<Item = &'static str> + Clone {
    let of_2_0 = [
        "csaf_informational_advisory",
        "csaf_security_advisory",
        "csaf_security_incident_response",
        "csaf_vex",
    ];
    let of_2_1 = [
        "csaf_deprecated_security_advisory",
        "csaf_superseded",
        "csaf_vulnerability_report",
        "csaf_withdrawn",
    ];
    let later = (edition == Edition::V21).then_some(of_2_1);
    of_2_0.into_iter().chain(later.into_iter().flatten())
}

/// A document and what its tests ask of it again and again.
pub(crate) struct Doc<'d> {
    /// The text as it was read: the order of keys is only seen here.
    pub(crate) text: &'d str,
    /// The edition that it claims.
    pub(crate) edition: Edition,
    /// The whole.
    pub(crate) root: Node<'d>,
    /// `/document`.
    pub(crate) document: Node<'d>,
    /// `/document/tracking`.
    pub(crate) tracking: Node<'d>,
    /// Every branch of the product tree, the outer before the inner.
    pub(crate) branches: Vec<Node<'d>>,
    /// Every object that defines a product (full product name), wherever in the product tree.
    pub(crate) products: Vec<Node<'d>>,
    /// Every product that is put together, and the places that name its parts.
    pub(crate) paths: Vec<(Node<'d>, Vec<Node<'d>>)>,
    /// Every place that names a product by its id.
    pub(crate) product_uses: Vec<Node<'d>>,
    /// Every definition of a product group.
    pub(crate) groups: Vec<Node<'d>>,
    /// Every place that names a product group by its id.
    pub(crate) group_uses: Vec<Node<'d>>,
    /// Group id → ids of its products.
    pub(crate) members: BTreeMap<&'d str, BTreeSet<&'d str>>,
    /// Every item of `/vulnerabilities`.
    pub(crate) vulnerabilities: Vec<Node<'d>>,
    /// Where the document breaks the form of its edition.
    pub(crate) form: Faults,
}

/// What stands where nothing is.
static NOTHING: Value = Value::Null;

impl<'d> Doc<'d> {
    /// Finds the parts of a document.
    pub(crate) fn new(text: &'d str, value: &'d Value, edition: Edition) -> Self {
        let root = Node::root(value);
        let document = root.get("document").unwrap_or(Node::root(&NOTHING));
        let tracking = document.get("tracking").unwrap_or(Node::root(&NOTHING));
        let tree = root.get("product_tree").unwrap_or(Node::root(&NOTHING));
        let groups: Vec<_> = tree.each("product_groups").collect();
        let mut doc = Self {
            members: members(&groups),
            vulnerabilities: root.each("vulnerabilities").collect(),
            branches: Vec::new(),
            products: Vec::new(),
            paths: Vec::new(),
            product_uses: Vec::new(),
            group_uses: Vec::new(),
            form: schema::faults(edition, value),
            text,
            edition,
            root,
            document,
            tracking,
            groups,
        };
        doc.see_tree(&tree);
        doc.see_uses();
        doc
    }

    /// The category of the document: its profile, as it is written.
    pub(crate) fn category(&self) -> &'d str {
        self.document.text_at("category").unwrap_or_default()
    }

    /// The profile that the document keeps to: that of its category where the edition has such a profile. Every other
    /// category is CSAF Base's (CSAF 4.1).
    pub(crate) fn profile(&self) -> &'d str {
        let category = self.category();
        let has_it = profiles(self.edition).any(|profile| profile == category);
        if has_it { category } else { "csaf_base" }
    }

    /// Is the document in a state that readers get to see: final or interim?
    pub(crate) fn is_released(&self) -> bool {
        self.tracking.text_at("status").is_some_and(|status| matches!(status, "final" | "interim"))
    }

    /// Is the document in English, or does it not say?
    pub(crate) fn is_english(&self) -> bool {
        let lang = self.document.text_at("lang").unwrap_or("en");
        lang.split('-').next().is_some_and(|language| language.eq_ignore_ascii_case("en"))
    }

    /// The items of `scores` (CSAF 2.0) or `metrics` (2.1) of a vulnerability.
    pub(crate) fn metrics(&self, vulnerability: &Node<'d>) -> impl Iterator<Item = Node<'d>> + use<'d> {
        vulnerability.each(match self.edition {
            Edition::V20 => "scores",
            Edition::V21 => "metrics",
        })
    }

    /// What such an item holds: itself in CSAF 2.0, its `content` in 2.1.
    pub(crate) fn content(&self, metric: &Node<'d>) -> Option<Node<'d>> {
        match self.edition {
            Edition::V20 => Some(metric.clone()),
            Edition::V21 => metric.get("content"),
        }
    }

    /// What all such items of the document hold.
    pub(crate) fn contents(&self) -> impl Iterator<Item = Node<'d>> {
        let metrics = self.vulnerabilities.iter().flat_map(|vulnerability| self.metrics(vulnerability));
        metrics.filter_map(|metric| self.content(&metric))
    }

    /// What identifies products: every `product_identification_helper`.
    pub(crate) fn helpers(&self) -> impl Iterator<Item = Node<'d>> {
        self.products.iter().filter_map(|product| product.get("product_identification_helper"))
    }

    /// The ids of the products that an object speaks of: its `product_ids`, and those of its `group_ids`.
    pub(crate) fn products_of(&self, node: &Node<'d>) -> BTreeSet<&'d str> {
        let mut ids: BTreeSet<_> = node.each("product_ids").filter_map(|id| id.text()).collect();
        for group in node.each("group_ids").filter_map(|id| id.text()) {
            ids.extend(self.members.get(group).into_iter().flatten());
        }
        ids
    }

    fn see_tree(&mut self, tree: &Node<'d>) {
        tree.each("branches").for_each(|branch| self.see_branch(branch));
        self.products.extend(tree.each("full_product_names"));
        for path in tree.each("relationships").chain(tree.each("product_paths")) {
            self.products.extend(path.get("full_product_name"));
            let ends = ["product_reference", "relates_to_product_reference", "beginning_product_reference"];
            let mut parts: Vec<_> = ends.iter().filter_map(|end| path.get(end)).collect();
            parts.extend(path.each("subpaths").filter_map(|sub| sub.get("next_product_reference")));
            self.product_uses.extend(parts.iter().cloned());
            self.paths.push((path, parts));
        }
        self.product_uses.extend(self.groups.iter().flat_map(|group| group.each("product_ids")));
    }

    fn see_branch(&mut self, branch: Node<'d>) {
        self.products.extend(branch.get("product"));
        self.branches.push(branch.clone());
        branch.each("branches").for_each(|inner| self.see_branch(inner));
    }

    fn see_uses(&mut self) {
        let document = self.document.clone();
        self.see_uses_in(&document, &["notes"]);
        for vulnerability in self.vulnerabilities.clone() {
            let lists = [
                "first_known_exploitation_dates",
                "flags",
                "ids",
                "involvements",
                "notes",
                "remediations",
                "threats",
            ];
            self.see_uses_in(&vulnerability, &lists);
            for metric in vulnerability.each("scores").chain(vulnerability.each("metrics")) {
                self.product_uses.extend(metric.each("products"));
            }
            for (_, status) in vulnerability.get("product_status").iter().flat_map(Node::entries) {
                self.product_uses.extend(status.items());
            }
        }
    }

    fn see_uses_in(&mut self, node: &Node<'d>, lists: &[&'static str]) {
        for item in lists.iter().flat_map(|list| node.each(list)) {
            self.product_uses.extend(item.each("product_ids"));
            self.group_uses.extend(item.each("group_ids"));
        }
    }
}

fn members<'d>(groups: &[Node<'d>]) -> BTreeMap<&'d str, BTreeSet<&'d str>> {
    let mut members: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for group in groups {
        let Some(id) = group.text_at("group_id") else { continue };
        members.entry(id).or_default().extend(group.each("product_ids").filter_map(|id| id.text()));
    }
    members
}

/// The group of states (CSAF 6.1.6) that a list under `product_status` belongs to. `recommended` belongs to none: it
/// may go with any.
pub(crate) fn status_group(list: &str) -> Option<&'static str> {
    match list {
        "first_affected" | "known_affected" | "last_affected" => Some("affected"),
        "known_not_affected" => Some("not_affected"),
        "first_fixed" | "fixed" => Some("fixed"),
        "under_investigation" => Some("under_investigation"),
        "unknown" => Some("unknown"),
        _ => None,
    }
}
