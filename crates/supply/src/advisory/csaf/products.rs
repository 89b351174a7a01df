//! The product tree (CSAF 2.0 and 2.1, 3.2.2): branches of any category, order and depth, full product names,
//! relationships, product paths and groups, to what a statement can speak of.
//!
//! A version, patch level or service pack branch is the version; the vendor branch is the vendor; all other
//! branches name the product. A product that is defined without a version is meant in every version.

mod versions;

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::{DeviceTarget, PackageUrl, Target, Versions, text};
use serde::Deserialize;
use serde_json::Value;

use super::super::trouble::{Trouble, ask_the_publisher};
use super::FORM;
use crate::{Limits, device};

/// What a product id stands for.
#[derive(Clone, Debug)]
pub(super) struct Product {
    pub(super) target: Target,
    pub(super) versions: Versions,
}

/// Products and groups of one document, by id.
#[derive(Debug, Default)]
pub(super) struct Products {
    products: BTreeMap<String, Product>,
    groups: BTreeMap<String, Vec<String>>,
    /// Products that relationships are made of.
    related: BTreeSet<String>,
}

#[derive(Debug, Default, Deserialize)]
struct Tree {
    #[serde(default)]
    branches: Vec<Value>,
    #[serde(default)]
    full_product_names: Vec<Value>,
    #[serde(default)]
    relationships: Vec<Value>,
    /// CSAF 2.1's form of relationships.
    #[serde(default)]
    product_paths: Vec<Value>,
    #[serde(default)]
    product_groups: Vec<Value>,
}

#[derive(Debug, Deserialize)]
struct Branch {
    category: String,
    name: String,
    #[serde(default)]
    product: Option<Value>,
    #[serde(default)]
    branches: Vec<Value>,
}

#[derive(Debug, Deserialize)]
struct FullName {
    name: String,
    product_id: String,
    #[serde(default)]
    product_identification_helper: Helper,
}

#[derive(Debug, Default, Deserialize)]
struct Helper {
    #[serde(default)]
    cpe: Option<String>,
    #[serde(default)]
    purl: Option<String>,
    /// CSAF 2.1: they differ in qualifiers only.
    #[serde(default)]
    purls: Vec<String>,
    #[serde(default)]
    x_generic_uris: Vec<GenericUri>,
    #[serde(default)]
    model_numbers: Vec<String>,
    #[serde(default)]
    skus: Vec<String>,
    #[serde(default)]
    serial_numbers: Vec<String>,
    #[serde(default)]
    hashes: Vec<Hashes>,
}

#[derive(Debug, Deserialize)]
struct GenericUri {
    uri: String,
}

#[derive(Debug, Deserialize)]
struct Hashes {
    #[serde(default)]
    file_hashes: Vec<FileHash>,
}

#[derive(Debug, Deserialize)]
struct FileHash {
    algorithm: String,
    value: String,
}

#[derive(Debug, Deserialize)]
struct Relationship {
    category: String,
    full_product_name: Value,
    product_reference: String,
    relates_to_product_reference: String,
}

#[derive(Debug, Deserialize)]
struct ProductPath {
    beginning_product_reference: String,
    full_product_name: Value,
    subpaths: Vec<Subpath>,
}

#[derive(Debug, Deserialize)]
struct Subpath {
    category: String,
    next_product_reference: String,
}

/// A product made of others: `start`, in its relation to each of the next.
struct Composed {
    full_product_name: Value,
    start: String,
    next: Vec<(String, String)>,
}

#[derive(Debug, Deserialize)]
struct Group {
    group_id: String,
    product_ids: Vec<String>,
}

impl Products {
    /// Reads the tree; `vendor` stands in where no branch names one.
    pub(super) fn read(
        path: &str,
        tree: Option<Value>,
        vendor: &str,
        limits: &Limits,
        trouble: &mut Trouble,
    ) -> Self {
        let mut reader = Reader { vendor, limits, trouble, read: Self::default() };
        let Some(tree) = tree.and_then(|tree| reader.part::<Tree>(path, tree)) else {
            return reader.read;
        };
        for (index, branch) in tree.branches.into_iter().enumerate() {
            reader.branch(&format!("{path}/branches/{index}"), branch, &mut Vec::new());
        }
        for (index, name) in tree.full_product_names.into_iter().enumerate() {
            reader.define(&format!("{path}/full_product_names/{index}"), name, &[]);
        }
        reader.compose(path, tree.relationships, tree.product_paths);
        for (index, group) in tree.product_groups.into_iter().enumerate() {
            reader.group(&format!("{path}/product_groups/{index}"), group);
        }
        reader.read
    }

    pub(super) fn product(&self, id: &str) -> Option<&Product> {
        self.products.get(id)
    }

    pub(super) fn group(&self, id: &str) -> Option<&[String]> {
        self.groups.get(id).map(Vec::as_slice)
    }

    /// Is the product a side of a relationship? Then the combination is what statements speak of.
    pub(super) fn is_related(&self, id: &str) -> bool {
        self.related.contains(id)
    }

    pub(super) fn ids(&self) -> impl Iterator<Item = &str> {
        self.products.keys().map(String::as_str)
    }
}

struct Reader<'a> {
    vendor: &'a str,
    limits: &'a Limits,
    trouble: &'a mut Trouble,
    read: Products,
}

/// Category and name of the branches above a product.
type Path = Vec<(String, String)>;

impl Reader<'_> {
    fn part<T: serde::de::DeserializeOwned>(&mut self, path: &str, value: Value) -> Option<T> {
        serde_json::from_value(value).map_err(|error| self.trouble.malformed(path, FORM, &error)).ok()
    }

    fn branch(&mut self, path: &str, value: Value, above: &mut Path) {
        let Some(branch) = self.part::<Branch>(path, value) else { return };
        above.push((branch.category, branch.name));
        if let Some(product) = branch.product {
            self.define(&format!("{path}/product"), product, above);
        }
        for (index, child) in branch.branches.into_iter().enumerate() {
            self.branch(&format!("{path}/branches/{index}"), child, above);
        }
        above.pop();
    }

    fn define(&mut self, path: &str, value: Value, above: &[(String, String)]) {
        let Some(full) = self.part::<FullName>(path, value) else { return };
        let product = self.product(path, &full, above);
        self.insert(path, full.product_id, product);
    }

    fn insert(&mut self, path: &str, id: String, product: Product) {
        if self.read.products.len() >= self.limits.entries_max {
            self.trouble.too_many(path, self.limits.entries_max);
            return;
        }
        let Entry::Vacant(place) = self.read.products.entry(id) else {
            self.twice(path);
            return;
        };
        place.insert(product);
    }

    fn twice(&mut self, path: &str) {
        self.trouble.error(
            path,
            text!(ja: "同じ製品 ID が二度定義されています。最初の定義だけを使います。", en: "The same product id is defined twice; only the first definition is used."),
            ask_the_publisher(),
        );
    }

    fn product(&mut self, path: &str, full: &FullName, above: &[(String, String)]) -> Product {
        let helper = &full.product_identification_helper;
        let stated = helper.purl.iter().chain(&helper.purls).next();
        let purl = stated.and_then(|purl| self.purl(path, purl));
        let stated = versions::stated(above).map(|stated| stated.beside(&full.name));
        match purl {
            Some(purl) if is_package(&purl) => Product {
                versions: versions::of_package(&purl, stated),
                target: Target::Package { key: purl.key(), release: String::new() },
            },
            _ => Product {
                target: Target::Device(self.device(full, above)),
                versions: versions::of_device(stated),
            },
        }
    }

    fn purl(&mut self, path: &str, purl: &str) -> Option<PackageUrl> {
        PackageUrl::lenient(purl)
            .map_err(|error| {
                let path = format!("{path}/product_identification_helper/purl");
                self.trouble.warning(
                    &path,
                    text!(ja: "purl が正しくないため、製品名で照合します（{error}）。", en: "The purl is not valid; the product is matched by its name ({error})."),
                    ask_the_publisher(),
                );
            })
            .ok()
    }

    fn device(&self, full: &FullName, above: &[(String, String)]) -> DeviceTarget {
        let branches = named(above);
        let versions = versions::stated(above).map(|stated| stated.words).unwrap_or_default();
        let fuller = branches.as_deref().and_then(|product| behind(product, &full.name));
        let fuller = fuller.filter(|name| *name != versions);
        let product = fuller.or(branches).unwrap_or_else(|| full.name.trim().to_owned());
        let helper = &full.product_identification_helper;
        let listed = helper.model_numbers.iter().chain(&helper.skus).map(|number| number.trim().to_owned());
        DeviceTarget {
            vendor: vendor(above).unwrap_or(self.vendor).trim().to_owned(),
            models: listed
                .chain(device::order_numbers(&product))
                .filter(|number| !number.is_empty())
                .collect(),
            product,
            identifiers: identifiers(helper),
        }
    }

    /// Relationships and product paths may build on each other in any order.
    fn compose(&mut self, path: &str, relationships: Vec<Value>, paths: Vec<Value>) {
        let mut waiting: Vec<(String, Composed)> = Vec::new();
        for (index, value) in relationships.into_iter().enumerate() {
            let path = format!("{path}/relationships/{index}");
            let Some(read) = self.part::<Relationship>(&path, value) else { continue };
            let next = vec![(read.category, read.relates_to_product_reference)];
            let start = read.product_reference;
            waiting.push((path, Composed { full_product_name: read.full_product_name, start, next }));
        }
        for (index, value) in paths.into_iter().enumerate() {
            let path = format!("{path}/product_paths/{index}");
            let Some(read) = self.part::<ProductPath>(&path, value) else { continue };
            let next =
                read.subpaths.into_iter().map(|sub| (sub.category, sub.next_product_reference)).collect();
            let start = read.beginning_product_reference;
            waiting.push((path, Composed { full_product_name: read.full_product_name, start, next }));
        }
        loop {
            let before = waiting.len();
            waiting = waiting.into_iter().filter_map(|(path, next)| self.relate(path, next)).collect();
            if waiting.len() == before {
                break;
            }
        }
        for (path, composed) in waiting {
            for id in std::iter::once(&composed.start).chain(composed.next.iter().map(|(_, id)| id)) {
                if self.read.product(id).is_none() {
                    super::undefined(&path, id, self.trouble);
                }
            }
        }
    }

    /// Defines the composed product; gives it back while one of its sides is missing.
    fn relate(&mut self, path: String, composed: Composed) -> Option<(String, Composed)> {
        let Some(mut product) = self.read.product(&composed.start).cloned() else {
            return Some((path, composed));
        };
        for (category, id) in &composed.next {
            let Some(whole) = self.read.product(id).cloned() else { return Some((path, composed)) };
            product = combined(product, whole, category);
        }
        let full = self.part::<FullName>(&path, composed.full_product_name)?;
        let sides = composed.next.into_iter().map(|(_, id)| id).chain([composed.start]);
        self.read.related.extend(sides);
        self.insert(&path, full.product_id, product);
        None
    }

    fn group(&mut self, path: &str, value: Value) {
        let Some(group) = self.part::<Group>(path, value) else { return };
        let (known, unknown): (Vec<String>, Vec<String>) =
            group.product_ids.into_iter().partition(|id| self.read.products.contains_key(id));
        for id in unknown {
            super::undefined(path, &id, self.trouble);
        }
        if self.read.groups.insert(group.group_id.clone(), known).is_some() {
            let id = group.group_id;
            self.trouble.error(
                path,
                text!(ja: "製品グループ ID「{id}」が二度定義されています。最後の定義を使います。", en: "Product group id \"{id}\" is defined twice; the last definition is used."),
                ask_the_publisher(),
            );
        }
    }
}

/// `pkg:generic` names no ecosystem: such a product is matched by its words.
fn is_package(purl: &PackageUrl) -> bool {
    purl.kind() != "generic"
}

fn vendor(above: &[(String, String)]) -> Option<&str> {
    above.iter().rev().find(|(category, _)| category == "vendor").map(|(_, name)| name.as_str())
}

/// The branches that name the product, from the outermost; a family that its product repeats is left out, and so is one that
/// only says of what sort it is.
fn named(above: &[(String, String)]) -> Option<String> {
    const SORTS: [&str; 5] = ["software", "hardware", "firmware", "products", "devices"];
    let is_a_sort = |category: &str, name: &str| {
        category == "product_family" && SORTS.contains(&name.trim().to_lowercase().as_str())
    };
    let names: Vec<&str> = above
        .iter()
        .filter(|(category, _)| category != "vendor" && !versions::is_version(category))
        .filter(|(category, name)| !is_a_sort(category, name))
        .map(|(_, name)| name.trim())
        .collect();
    let kept: Vec<&str> = names
        .iter()
        .enumerate()
        .filter(|(index, name)| {
            let repeated = |later: &&str| later.to_lowercase().contains(&name.to_lowercase());
            !name.is_empty() && !names[index + 1..].iter().any(repeated)
        })
        .map(|(_, name)| *name)
        .collect();
    if kept.is_empty() { None } else { Some(kept.join(" ")) }
}

/// The product of a full name that goes on behind the branches' product: `NX7-series Controller` of `NJ/NX-series
/// Controllers - NX7-series Controller: Versions 1.28 and prior`. Whole sentences there are no name.
fn behind(product: &str, full: &str) -> Option<String> {
    const WORDS_MAX: usize = 12;
    const SENTENCE: [&str; 16] = [
        "is",
        "are",
        "has",
        "have",
        "may",
        "this",
        "that",
        "note",
        "note:",
        "impacts",
        "affects",
        "affect",
        "reports",
        "affected",
        "vulnerability",
        "vulnerable",
    ];
    const VERSIONS: [&str; 4] = ["version", "versions", "firmware", "prior"];
    let rest = full.trim().strip_prefix(product)?.strip_prefix(" - ")?;
    let name = rest.split(": ").next()?.trim().trim_end_matches([',', ':']);
    let words = || name.split_whitespace().map(str::to_lowercase);
    let is_sentence = words().any(|word| SENTENCE.contains(&word.as_str())) || words().count() > WORDS_MAX;
    let is_versions = words().any(|word| VERSIONS.contains(&word.as_str()));
    let is_name = device::tells(name) && !is_sentence && !is_versions;
    is_name.then(|| name.to_owned())
}

fn identifiers(helper: &Helper) -> Vec<String> {
    let hashes = helper
        .hashes
        .iter()
        .flat_map(|hashes| &hashes.file_hashes)
        .map(|hash| format!("{}:{}", hash.algorithm, hash.value));
    let serials = helper.serial_numbers.iter().map(|serial| format!("serial:{serial}"));
    let uris = helper.x_generic_uris.iter().map(|generic| generic.uri.clone());
    let names = helper.cpe.iter().chain(&helper.purl).chain(&helper.purls).cloned();
    names.chain(hashes).chain(serials).chain(uris).collect()
}

/// Firmware has the version that the device shows.
fn is_firmware(product: &str) -> bool {
    let lower = product.to_lowercase();
    ["firmware", "ファームウェア", "ファームウエア"].iter().any(|word| lower.contains(word))
}

/// `part` in its relation to `whole`. A package stays the package that it is; a device or software known by
/// words takes the numbers of both sides, and the words of both where both name versions, because a version
/// range of two things at once is for a person to read.
fn combined(part: Product, whole: Product, category: &str) -> Product {
    let relation = category.replace('_', " ");
    let (target, outer) = match (part.target, whole.target) {
        (Target::Device(part), Target::Device(whole)) => (part, whole),
        (target, _) => return Product { target, versions: part.versions },
    };
    let versions = match (part.versions, whole.versions) {
        // The version of software that is named apart is not the device's own.
        (Versions::Text(inner), Versions::All) if !is_firmware(&target.product) => {
            Versions::Text(format!("if {} {inner} is {relation} it", target.product))
        }
        (Versions::All, versions) | (versions, Versions::All) => versions,
        (Versions::Text(inner), Versions::Text(outer)) => {
            Versions::Text(format!("if {} {inner} is {relation} {outer}", target.product))
        }
        (versions, _) => versions,
    };
    let vendor = if outer.vendor.is_empty() { target.vendor } else { outer.vendor };
    Product {
        target: Target::Device(DeviceTarget {
            vendor,
            product: format!("{} ({} {})", outer.product, target.product, relation),
            models: outer.models.into_iter().chain(target.models).collect(),
            identifiers: outer.identifiers.into_iter().chain(target.identifiers).collect(),
        }),
        versions,
    }
}
