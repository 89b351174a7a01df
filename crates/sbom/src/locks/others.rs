//! Conan's `conan.lock`, of version 1 (a graph) and 2 (lists).

use std::collections::{BTreeMap, HashMap};

use super::{DEVELOPMENT, Package, grown, missing, name_root, push};
use crate::draft::Draft;
use crate::tree::{Node, from_json};

/// `conan.lock`
pub(crate) fn conan<'de>(text: &str, mut draft: Draft<'de>) -> Draft<'de> {
    let root = grown(from_json(text, draft.limits.depth_max), &mut draft);
    draft.format = format!("conan.lock {}", root.get("version").text());
    let nodes = root.get("graph_lock").get("nodes");
    if nodes.is_nothing() {
        let lists = [
            ("requires", ""),
            ("build_requires", DEVELOPMENT),
            ("python_requires", DEVELOPMENT),
            // What Conan itself is set up from.
            ("config_requires", DEVELOPMENT),
        ];
        for (list, scope) in lists {
            for reference in root.get(list).items() {
                // With the option of full names, a reference is a list whose first is it.
                let reference = reference.items().first().unwrap_or(reference);
                recipe(reference.text(), scope, &mut draft);
            }
        }
        return draft;
    }
    graph(nodes, &mut draft);
    draft
}

fn graph(nodes: &Node, draft: &mut Draft<'_>) {
    let mut places: HashMap<&str, u32> = HashMap::new();
    let built: Vec<&str> = nodes
        .entries()
        .iter()
        .flat_map(|(_, node)| node.get("build_requires").items())
        .map(Node::text)
        .collect();
    for (id, node) in nodes.entries() {
        let scope = if built.contains(&id.as_str()) { DEVELOPMENT } else { "" };
        let reference = node.get("ref").text();
        // The project itself may have no name.
        if reference.is_empty() {
            continue;
        }
        let place = recipe(reference, scope, draft);
        if id == "0" {
            name_root(place, draft);
        }
        places.extend(place.map(|place| (id.as_str(), place)));
    }
    for (id, node) in nodes.entries() {
        let Some(from) = places.get(id.as_str()).copied() else { continue };
        for need in node.get("requires").items().iter().chain(node.get("build_requires").items()) {
            match places.get(need.text()) {
                Some(to) => draft.edges_by_place.push((from, *to)),
                None => missing(id, need.text(), draft),
            }
        }
    }
}

/// `name/version@user/channel#revision%time:package#revision`
fn recipe(reference: &str, scope: &str, draft: &mut Draft<'_>) -> Option<u32> {
    let recipe = reference.split(':').next().unwrap_or_default();
    let (recipe, revision) = recipe.split_once('#').unwrap_or((recipe, ""));
    let (package, owner) = recipe.split_once('@').unwrap_or((recipe, ""));
    let (name, version) = package.split_once('/').unwrap_or((package, ""));
    let (user, channel) = owner.split_once('/').unwrap_or((owner, ""));
    let revision = revision.split('%').next().unwrap_or_default();
    let stated = [("user", user), ("channel", channel), ("rrev", revision)];
    let stated = stated.into_iter().filter(|(_, value)| !value.is_empty() && *value != "_");
    let qualifiers: BTreeMap<_, _> = stated.map(|(key, value)| (key.to_owned(), value.to_owned())).collect();
    push(Package { sort: "conan", name, version, qualifiers, scope, ..Package::default() }, draft)
}
