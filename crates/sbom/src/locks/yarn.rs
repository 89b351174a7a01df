//! `yarn.lock`: the form of its own that version 1 writes, and the YAML of the later ones.

use std::collections::{BTreeMap, HashMap};

use super::{
    OPTIONAL, Package, elsewhere, grown, integrity, missing, name_root, odd_line, push, scoped, vcs_url,
};
use crate::draft::Draft;
use crate::tree::{Node, from_yaml};

/// A block of version 1.
#[derive(Default)]
struct Block<'t> {
    keys: Vec<&'t str>,
    version: &'t str,
    resolved: &'t str,
    integrity: &'t str,
    /// Name, range, and whether it may be missing.
    needs: Vec<(&'t str, &'t str, bool)>,
}

/// Version 1.
pub(crate) fn classic<'de>(text: &str, mut draft: Draft<'de>) -> Draft<'de> {
    "yarn.lock 1".clone_into(&mut draft.format);
    let blocks = blocks(text, &mut draft);
    let mut places: HashMap<&str, u32> = HashMap::new();
    for block in &blocks {
        if let Some(place) = add(block, &mut draft) {
            places.extend(block.keys.iter().map(|key| (*key, place)));
        }
    }
    for block in &blocks {
        let Some(from) = block.keys.first().and_then(|key| places.get(key)).copied() else { continue };
        for (name, range, is_optional) in &block.needs {
            match places.get(format!("{name}@{range}").as_str()) {
                Some(to) => draft.edges_by_place.push((from, *to)),
                None if *is_optional => {}
                None => missing(block.keys[0], &format!("{name}@{range}"), &mut draft),
            }
        }
    }
    draft
}

fn blocks<'t>(text: &'t str, draft: &mut Draft<'_>) -> Vec<Block<'t>> {
    let mut blocks: Vec<Block<'t>> = Vec::new();
    let mut list = "";
    for (number, line) in (1..).zip(text.lines()) {
        let words = line.trim();
        if words.is_empty() || words.starts_with('#') {
            continue;
        }
        let indent = line.len() - line.trim_start().len();
        match (indent, blocks.last_mut()) {
            (0, _) => {
                let keys = words.trim_end_matches(':').split(',').map(|key| unquoted(key.trim())).collect();
                blocks.push(Block { keys, ..Block::default() });
                list = "";
            }
            (1..=2, Some(block)) => {
                let (name, value) = words.split_once(' ').unwrap_or((words.trim_end_matches(':'), ""));
                match name {
                    "version" => block.version = unquoted(value.trim()),
                    "resolved" => block.resolved = unquoted(value.trim()),
                    "integrity" => block.integrity = unquoted(value.trim()),
                    name => list = name,
                }
            }
            (_, Some(block)) if matches!(list, "dependencies" | "optionalDependencies") => {
                let (name, range) = parted(words);
                block.needs.push((name, range, list != "dependencies"));
            }
            (_, Some(_)) => {}
            (_, None) => odd_line(number, words, draft),
        }
    }
    blocks
}

fn unquoted(words: &str) -> &str {
    words.strip_prefix('"').and_then(|words| words.strip_suffix('"')).unwrap_or(words)
}

/// `"@scope/name" "^1.0.0"` or `name "1 || 2"`.
fn parted(words: &str) -> (&str, &str) {
    match words.strip_prefix('"').and_then(|rest| rest.split_once('"')) {
        Some((name, range)) => (name, unquoted(range.trim())),
        None => words.split_once(' ').map_or((words, ""), |(name, range)| (name, unquoted(range.trim()))),
    }
}

/// The name before the `@` that is not the first sign.
fn name_of(key: &str) -> (&str, &str) {
    match key.get(1..).and_then(|rest| rest.find('@')) {
        Some(at) => (&key[..=at], &key[at + 2..]),
        None => (key, ""),
    }
}

fn add(block: &Block<'_>, draft: &mut Draft<'_>) -> Option<u32> {
    let (mut name, range) = name_of(block.keys.first()?);
    // An alias: `other@npm:real@^1.0.0`, or without a range, which a registry's address tells from a mere range.
    let is_name = |real: &&str| {
        real.get(1..).is_some_and(|it| it.contains('@')) || block.resolved.contains(&format!("/{real}/-/"))
    };
    if let Some(real) = range.strip_prefix("npm:").filter(is_name) {
        name = name_of(real).0;
    }
    let (namespace, bare) = scoped(name);
    let mut qualifiers = BTreeMap::new();
    let is_git = ["git+", "git:", "git@", "ssh:"].iter().any(|start| block.resolved.starts_with(start))
        || block.resolved.contains(".git#");
    // A need by address is that archive, even where its name is another in the registry.
    let by_address = range.starts_with("http").then_some(block.resolved).filter(|it| !it.is_empty());
    if is_git {
        qualifiers.insert("vcs_url".to_owned(), vcs_url(block.resolved));
    } else if let Some(archive) =
        by_address.or_else(|| elsewhere(block.resolved)).or_else(|| elsewhere(range))
    {
        let archive = archive.split('#').next().unwrap_or_default();
        qualifiers.insert("download_url".to_owned(), archive.to_owned());
    }
    let mut hashes = integrity(block.integrity);
    if let Some((_, digest)) = block.resolved.split_once('#').filter(|(_, it)| !is_git && it.len() == 40)
        && hashes.is_empty()
    {
        hashes.insert("SHA-1".to_owned(), digest.to_lowercase());
    }
    push(
        Package {
            sort: "npm",
            namespace,
            name: bare,
            version: block.version,
            qualifiers,
            hashes,
            ..Package::default()
        },
        draft,
    )
}

/// Version 2 and later, which is YAML.
pub(crate) fn berry<'de>(text: &str, mut draft: Draft<'de>) -> Draft<'de> {
    let root = grown(from_yaml(text, draft.limits.depth_max), &mut draft);
    draft.format = format!("yarn.lock {}", root.get("__metadata").get("version").text());
    let mut places: HashMap<String, u32> = HashMap::new();
    let mut added = Vec::new();
    for (keys, package) in root.entries().iter().filter(|(key, _)| key != "__metadata") {
        if let Some(place) = add_berry(package, &mut draft) {
            places.extend(keys.split(", ").map(|key| (key.trim().to_owned(), place)));
            added.push((keys, package, place));
        }
    }
    let only = only_of_name(&places);
    for (keys, package, from) in added {
        for (name, range) in package.get("dependencies").entries() {
            let range = range.text();
            let to = [format!("{name}@{range}"), format!("{name}@npm:{range}")];
            let to = to
                .iter()
                .find_map(|key| places.get(key))
                .or_else(|| only.get(name.as_str()).and_then(Option::as_ref));
            let is_optional = package.get("dependenciesMeta").get(name).get("optional").is_true();
            match to {
                Some(to) => {
                    draft.edges_by_place.push((from, *to));
                    if let Some(details) = draft.details(*to).filter(|_| is_optional) {
                        OPTIONAL.clone_into(&mut details.scope);
                    }
                }
                None if is_optional => {}
                None => missing(keys, &format!("{name}@{range}"), &mut draft),
            }
        }
    }
    draft
}

/// A patched package, or one bound by a resolution, stands under another range; the only one of its name is meant.
fn only_of_name(places: &HashMap<String, u32>) -> HashMap<&str, Option<u32>> {
    let mut only: HashMap<&str, Option<u32>> = HashMap::new();
    for (key, place) in places {
        only.entry(name_of(key).0)
            .and_modify(|it| *it = it.filter(|other| other == place))
            .or_insert(Some(*place));
    }
    only
}

fn add_berry(package: &Node, draft: &mut Draft<'_>) -> Option<u32> {
    let resolution = package.get("resolution").text();
    let (name, locator) = name_of(resolution);
    let (namespace, bare) = scoped(name);
    let version = package.get("version").text();
    let mut qualifiers = BTreeMap::new();
    // What is behind the address tells how it was bound, not where it lies.
    let address = locator.split("::").next().unwrap_or_default();
    if address.contains(".git#") || address.starts_with("git") {
        let address = address.split('&').next().unwrap_or_default().replacen("#commit=", "#", 1);
        qualifiers.insert("vcs_url".to_owned(), vcs_url(&address));
    } else if address.starts_with("http") {
        qualifiers.insert("download_url".to_owned(), address.to_owned());
    } else if let Some(archive) = elsewhere(address) {
        qualifiers.insert("download_url".to_owned(), archive.to_owned());
    }
    // What stands for a folder of the project, be it a workspace or a link.
    let version = if version == "0.0.0-use.local" { "" } else { version };
    let place = push(
        Package { sort: "npm", namespace, name: bare, version, qualifiers, ..Package::default() },
        draft,
    );
    if locator == "workspace:." {
        name_root(place, draft);
    }
    place
}
