//! pnpm's `pnpm-lock.yaml`, versions 5 to 9.
//!
//! One component for a name and version, whatever its peers: the same package installed beside different peers is
//! the same package. Links to workspace folders are no packages.

use std::collections::{BTreeMap, HashMap};

use super::{DEVELOPMENT, OPTIONAL, Package, grown, integrity, mark_development, missing, push, scoped};
use crate::draft::Draft;
use crate::tree::{Node, documents_from_yaml};

/// How keys are written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    /// `/name/1.0.0_peer`
    Slash,
    /// `/name@1.0.0(peer)`
    SlashAt,
    /// `name@1.0.0(peer)`
    At,
}

pub(crate) fn pnpm<'de>(text: &str, mut draft: Draft<'de>) -> Draft<'de> {
    let (documents, broken) = documents_from_yaml(text, draft.limits.depth_max);
    let root = grown((joined(documents), broken), &mut draft);
    let version = root.get("lockfileVersion").text();
    draft.format = format!("pnpm-lock.yaml {version}");
    let style = match version.split('.').next().and_then(|major| major.parse::<u32>().ok()) {
        Some(0..=5) | None => Style::Slash,
        Some(6..=8) => Style::SlashAt,
        Some(_) => Style::At,
    };
    let mut places = HashMap::new();
    for (key, package) in root.get("packages").entries() {
        if let Some(place) = add(key, package, style, &mut places, &mut draft) {
            places.insert((key.clone(), String::new()), place);
        }
    }
    // Version 9 keeps the needs apart.
    let needs = if style == Style::At { root.get("snapshots") } else { root.get("packages") };
    // Installed beside several peers, a package may be missing only where all its settings say so.
    let mut may_be_missing: BTreeMap<u32, bool> = BTreeMap::new();
    for (key, package) in needs.entries() {
        let place = place_of(key, style, &places);
        for list in ["dependencies", "optionalDependencies"] {
            for (name, reference) in package.get(list).entries() {
                let to = found(name, reference.text(), style, &places);
                match (place, to) {
                    (Some(from), Some(to)) => draft.edges_by_place.push((from, to)),
                    (Some(_), None) if list == "dependencies" && !is_link(reference.text()) => {
                        missing(key, name, &mut draft)
                    }
                    _ => {}
                }
            }
        }
        if let Some(place) = place {
            *may_be_missing.entry(place).or_insert(true) &= package.get("optional").is_true();
        }
    }
    for (place, _) in may_be_missing.into_iter().filter(|(_, may)| *may && style == Style::At) {
        if let Some(details) = draft.details(place) {
            OPTIONAL.clone_into(&mut details.scope);
        }
    }
    let direct = direct(&root, style, &places, &mut draft);
    if style == Style::At {
        mark_development(&direct, &mut draft);
    }
    draft
}

/// Since version 11, pnpm sets what it configures itself by before the project, as a document of its own: the same
/// packages, projects and settings, in two places.
fn joined(documents: Vec<(usize, Node)>) -> Node {
    let mut all: Vec<(String, Node)> = Vec::new();
    for (key, value) in documents.into_iter().flat_map(|(_, document)| match document {
        Node::Map(entries) => entries,
        _ => Vec::new(),
    }) {
        match (all.iter_mut().find(|(known, _)| *known == key), value) {
            (Some((_, Node::Map(known))), Node::Map(more)) => known.extend(more),
            (Some(_), _) => {}
            (None, value) => all.push((key, value)),
        }
    }
    Node::Map(all)
}

type Places = HashMap<(String, String), u32>;

/// Direct needs of all projects that are not for development.
fn direct(root: &Node, style: Style, places: &Places, draft: &mut Draft<'_>) -> Vec<u32> {
    let mut needed = Vec::new();
    let projects = root.get("importers").entries().iter().map(|(_, project)| project);
    for project in projects.chain([root]) {
        for list in ["dependencies", "optionalDependencies"] {
            for (name, reference) in project.get(list).entries() {
                let reference = match reference {
                    Node::Map(_) => reference.get("version").text(),
                    _ => reference.text(),
                };
                match found(name, reference, style, places) {
                    Some(place) => needed.push(place),
                    None if is_link(reference) || list != "dependencies" => {}
                    None => missing("importers", name, draft),
                }
            }
        }
    }
    needed
}

fn is_link(reference: &str) -> bool {
    ["link:", "workspace:", "file:"].iter().any(|start| reference.starts_with(start))
}

/// Name and version of a key, without peers.
fn parts(key: &str, style: Style) -> (&str, &str) {
    let bare = key.strip_prefix('/').unwrap_or(key);
    let bare = bare.split('(').next().unwrap_or_default();
    let parted = match style {
        Style::Slash => bare.rfind('/').map(|at| (&bare[..at], &bare[at + 1..])),
        // A scope starts with the same sign that parts name and version.
        Style::SlashAt | Style::At => {
            bare.get(1..).and_then(|rest| rest.find('@')).map(|at| (&bare[..=at], &bare[at + 2..]))
        }
    };
    let (name, version) = parted.unwrap_or((bare, ""));
    match style {
        Style::Slash => {
            // Before 5.3 the peers were a part of their own: `name/1.0.0/peer@1`.
            let is_peer = !version.starts_with(|c: char| c.is_ascii_digit()) && version.contains('@');
            if is_peer && let Some((name, version)) = name.rsplit_once('/') {
                return (name, version);
            }
            (name, version.split('_').next().unwrap_or_default())
        }
        Style::SlashAt | Style::At => (name, version),
    }
}

fn add(key: &str, package: &Node, style: Style, places: &mut Places, draft: &mut Draft<'_>) -> Option<u32> {
    let (name, version) = parts(key, style);
    let stated = |field: &str| Some(package.get(field).text()).filter(|text| !text.is_empty());
    let is_address =
        version.contains(':') || version.contains('/') || (stated("name").is_some() && !key.starts_with('/'));
    let name = stated("name").unwrap_or(name);
    let version = stated("version").unwrap_or(if is_address { "" } else { version });
    let scope = match (package.get("dev").is_true(), package.get("optional").is_true()) {
        (true, _) => DEVELOPMENT,
        (_, true) => OPTIONAL,
        _ => "",
    };
    let identity = (name.to_owned(), version.to_owned());
    if let Some(place) = places.get(&identity).copied() {
        widen(place, scope, draft);
        return Some(place);
    }
    let (namespace, bare) = scoped(name);
    let resolution = package.get("resolution");
    let mut qualifiers = BTreeMap::new();
    match (resolution.get("repo").text(), resolution.get("commit").text(), resolution.get("tarball").text()) {
        ("", _, "") => {}
        ("", _, tarball) if is_address => {
            _ = qualifiers.insert("download_url".to_owned(), tarball.to_owned())
        }
        ("", ..) => {}
        (repo, commit, _) => {
            let repo = repo.strip_prefix("git+").unwrap_or(repo);
            qualifiers.insert("vcs_url".to_owned(), format!("git+{repo}@{commit}"));
        }
    }
    let hashes = integrity(resolution.get("integrity").text());
    let place = push(
        Package {
            sort: "npm",
            namespace,
            name: bare,
            version,
            qualifiers,
            hashes,
            scope,
            ..Package::default()
        },
        draft,
    )?;
    places.insert(identity, place);
    Some(place)
}

/// What one place needs to run is needed, though another needs it only for development.
fn widen(place: u32, scope: &str, draft: &mut Draft<'_>) {
    let rank = |scope: &str| [DEVELOPMENT, OPTIONAL].iter().position(|it| *it == scope).unwrap_or(2);
    if let Some(details) = draft.details(place).filter(|details| rank(scope) > rank(&details.scope)) {
        scope.clone_into(&mut details.scope);
    }
}

fn place_of(key: &str, style: Style, places: &Places) -> Option<u32> {
    let (name, version) = parts(key, style);
    let by_key = |key: &str| places.get(&(key.to_owned(), String::new())).copied();
    let without_peers = key.split('(').next().unwrap_or_default();
    by_key(key)
        .or_else(|| by_key(without_peers))
        .or_else(|| places.get(&(name.to_owned(), version.to_owned())).copied())
}

/// The package that a need means: a version, or the key of another name.
fn found(name: &str, reference: &str, style: Style, places: &Places) -> Option<u32> {
    // A folder or an archive beside the project is a package where the file lists it.
    if is_link(reference) && !reference.starts_with("file:") {
        return None;
    }
    let key = match style {
        Style::Slash => format!("/{name}/{reference}"),
        Style::SlashAt => format!("/{name}@{reference}"),
        Style::At => format!("{name}@{reference}"),
    };
    place_of(&key, style, places).or_else(|| place_of(reference, style, places))
}
