//! The product tree as VEX needs it: products, and components in products, by id.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use crate::advisory::parts::Parts;
use crate::vex::VexSubject;

/// A product, and the component in it that is meant.
#[derive(Clone, Debug, Default)]
pub(super) struct Named {
    pub(super) product: VexSubject,
    pub(super) component: Option<VexSubject>,
}

#[derive(Debug, Default)]
pub(super) struct Products {
    named: BTreeMap<String, Named>,
    groups: BTreeMap<String, Vec<String>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Tree {
    branches: Option<Value>,
    full_product_names: Option<Value>,
    relationships: Option<Value>,
    product_paths: Option<Value>,
    product_groups: Option<Value>,
}

#[derive(Debug, Deserialize)]
struct Branch {
    category: String,
    name: String,
    #[serde(default)]
    product: Option<Value>,
    #[serde(default)]
    branches: Option<Value>,
}

#[derive(Debug, Deserialize)]
struct FullName {
    name: String,
    product_id: String,
    #[serde(default)]
    product_identification_helper: Helper,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Helper {
    purl: Option<String>,
    purls: Vec<String>,
    cpe: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Relationship {
    full_product_name: FullName,
    product_reference: String,
    relates_to_product_reference: String,
}

#[derive(Debug, Deserialize)]
struct ProductPath {
    full_product_name: FullName,
    beginning_product_reference: String,
    subpaths: Vec<Subpath>,
}

#[derive(Debug, Deserialize)]
struct Subpath {
    next_product_reference: String,
}

#[derive(Debug, Deserialize)]
struct Group {
    group_id: String,
    product_ids: Vec<String>,
}

impl Products {
    pub(super) fn read(path: &str, tree: Option<Value>, parts: &mut Parts<'_>) -> Self {
        let mut read = Self::default();
        let Some(tree) = tree.and_then(|tree| parts.one::<Tree>(path, tree)) else { return read };
        read.branches(&format!("{path}/branches"), tree.branches, &mut Vec::new(), parts);
        let names: Vec<(String, FullName)> =
            parts.many(&format!("{path}/full_product_names"), tree.full_product_names);
        for (_, full) in names {
            read.define(full, &[]);
        }
        let relationships: Vec<(String, Relationship)> =
            parts.many(&format!("{path}/relationships"), tree.relationships);
        let joined = relationships.into_iter().map(|(path, read)| {
            (
                path,
                read.full_product_name.product_id,
                read.product_reference,
                read.relates_to_product_reference,
            )
        });
        let paths: Vec<(String, ProductPath)> =
            parts.many(&format!("{path}/product_paths"), tree.product_paths);
        // The first is the component, the last the product that it is in.
        let along = paths.into_iter().filter_map(|(path, read)| {
            let last = read.subpaths.into_iter().next_back()?.next_product_reference;
            Some((path, read.full_product_name.product_id, read.beginning_product_reference, last))
        });
        read.join(joined.chain(along).collect(), parts);
        let groups: Vec<(String, Group)> = parts.many(&format!("{path}/product_groups"), tree.product_groups);
        read.groups = groups.into_iter().map(|(_, group)| (group.group_id, group.product_ids)).collect();
        read
    }

    pub(super) fn get(&self, id: &str) -> Option<&Named> {
        self.named.get(id)
    }

    pub(super) fn group(&self, id: &str) -> &[String] {
        self.groups.get(id).map(Vec::as_slice).unwrap_or_default()
    }

    fn branches(
        &mut self,
        path: &str,
        list: Option<Value>,
        above: &mut Vec<(String, String)>,
        parts: &mut Parts<'_>,
    ) {
        let branches: Vec<(String, Branch)> = parts.many(path, list);
        for (path, branch) in branches {
            above.push((branch.category, branch.name));
            let product = branch.product.and_then(|product| parts.one(&format!("{path}/product"), product));
            if let Some(full) = product {
                self.define(full, above);
            }
            self.branches(&format!("{path}/branches"), branch.branches, above, parts);
            above.pop();
        }
    }

    fn define(&mut self, full: FullName, above: &[(String, String)]) {
        let is_version = |category: &str| {
            matches!(category, "product_version" | "product_version_range" | "patch_level" | "service_pack")
        };
        let versions: Vec<&str> =
            above.iter().filter(|(category, _)| is_version(category)).map(|(_, name)| name.trim()).collect();
        let named = above.iter().rev().find(|(category, _)| !is_version(category) && category != "vendor");
        let helper = full.product_identification_helper;
        let product = VexSubject {
            name: named.map_or(full.name, |(_, name)| name.clone()),
            version: versions.join(" "),
            purl: helper.purl.or_else(|| helper.purls.into_iter().next()).unwrap_or_default(),
            cpe: helper.cpe.unwrap_or_default(),
            id: full.product_id.clone(),
        };
        self.named.insert(full.product_id, Named { product, component: None });
    }

    /// Relationships may build on each other in any order.
    fn join(&mut self, mut waiting: Vec<(String, String, String, String)>, parts: &mut Parts<'_>) {
        loop {
            let before = waiting.len();
            waiting.retain(|(_, id, component, product)| {
                let (Some(component), Some(product)) = (self.named.get(component), self.named.get(product))
                else {
                    return true;
                };
                let inner = component.component.as_ref().unwrap_or(&component.product).clone();
                let named = Named { product: product.product.clone(), component: Some(inner) };
                self.named.insert(id.clone(), named);
                false
            });
            if waiting.len() == before {
                break;
            }
        }
        for (path, _, component, product) in waiting {
            parts.malformed(&path, &format!("product {component:?} or {product:?} is not defined"));
        }
    }
}
