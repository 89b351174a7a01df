//! npm's `package-lock.json` and `npm-shrinkwrap.json`, lock file versions 1 to 3.
//!
//! One component for each folder under `node_modules` (the same version in two folders is two components),
//! for the project itself and for workspace members. Links are other names of workspace members. Names
//! are the packages' own: an alias is resolved.

use std::collections::{BTreeMap, HashMap};

use sekisho_model::{Component, ComponentKind, PackageUrl, Stated, text};
use serde::de::MapAccess;

use super::draft::{Draft, says_nothing, stated};
use super::encodings::Reader;
use super::json::{Fields, Found, Got, Key, Names, Object, Shape, Words, object, skip, take};

/// The folder that installed packages lie in.
const FOLDER: &str = "node_modules/";

object! {
    /// A folder, in versions 2 and 3.
    Folder {
        name: "name" => Words<'de>,
        version: "version" => Words<'de>,
        resolved: "resolved" => Words<'de>,
        integrity: "integrity" => Words<'de>,
        licence: "license" => Words<'de>,
        link: "link" => bool,
        development: "dev" => bool,
        optional: "optional" => bool,
        // For development, and beside it where something else may have it.
        either: "devOptional" => bool,
        needs: "dependencies" => Names<'de>,
        needs_for_development: "devDependencies" => Names<'de>,
        may_need: "optionalDependencies" => Names<'de>,
        needs_beside: "peerDependencies" => Names<'de>,
    }
}

object! {
    /// A package of the tree, in version 1.
    Node {
        version: "version" => Words<'de>,
        resolved: "resolved" => Words<'de>,
        integrity: "integrity" => Words<'de>,
        development: "dev" => bool,
        optional: "optional" => bool,
        needs: "requires" => Names<'de>,
        inner: "dependencies" => Tree<'de>,
    }
}

/// Packages by name.
#[derive(Default)]
pub(crate) struct Tree<'de>(Vec<(Words<'de>, Node<'de>)>, Vec<Words<'de>>);

impl<'de> Fields<'de> for Tree<'de> {
    fn field<A: MapAccess<'de>>(&mut self, name: Words<'de>, map: &mut A) -> Result<(), A::Error> {
        match map.next_value::<Got<Node<'de>>>()? {
            Got::Value(node) => self.0.push((name, node)),
            Got::Nothing | Got::Wrong => self.1.push(name),
        }
        Ok(())
    }
}

impl<'de> Shape<'de> for Tree<'de> {
    fn object<A: MapAccess<'de>>(mut map: A) -> Result<Option<Self>, A::Error> {
        let mut tree = Self::default();
        while let Some(Key(key)) = map.next_key()? {
            tree.field(key, &mut map)?;
        }
        Ok(Some(tree))
    }
    fn is_faulty(&self) -> bool {
        !self.1.is_empty()
    }
}

/// Folders by path.
#[derive(Default)]
struct Folders<'de>(Vec<(Words<'de>, Folder<'de>)>, Vec<Words<'de>>);

impl<'de> Fields<'de> for Folders<'de> {
    fn field<A: MapAccess<'de>>(&mut self, path: Words<'de>, map: &mut A) -> Result<(), A::Error> {
        match map.next_value::<Got<Folder<'de>>>()? {
            Got::Value(folder) => self.0.push((path, folder)),
            Got::Nothing | Got::Wrong => self.1.push(path),
        }
        Ok(())
    }
}

/// The document.
pub(crate) struct Document<'de> {
    draft: Draft<'de>,
    name: Option<Words<'de>>,
    version: Option<Words<'de>>,
    lock_version: u64,
    folders: Folders<'de>,
    tree: Tree<'de>,
}

impl<'de> Reader<'de> for Document<'de> {
    fn open(draft: Draft<'de>) -> Self {
        let (folders, tree) = (Folders::default(), Tree::default());
        Self { draft, name: None, version: None, lock_version: 0, folders, tree }
    }

    fn close(self) -> Draft<'de> {
        let Self { mut draft, name, version, lock_version, folders, tree } = self;
        draft.format = format!("package-lock.json {lock_version}");
        if !(1..=3).contains(&lock_version) {
            draft.warn(
                "/lockfileVersion",
                text!(
                    ja: "lockfileVersion {lock_version} は 3 の読み方で読みました。",
                    en: "lockfileVersion {lock_version} was read the way 3 is."
                ),
                text!(ja: "パッケージの数を確かめてください。", en: "Check the number of packages."),
            );
        }
        draft.name = name.clone().map(Words::into_owned).unwrap_or_default();
        draft.version = stated(version.clone());
        let unread = folders.1.iter().chain(&tree.1).map(|name| (**name).to_owned()).collect::<Vec<_>>();
        draft.wrong_fields(|| "/packages".to_owned(), &unread.iter().map(String::as_str).collect::<Vec<_>>());
        if folders.0.is_empty() {
            from_tree(name, version, tree, &mut draft);
        } else {
            from_folders(folders.0, &mut draft);
        }
        draft
    }
}

impl<'de> Fields<'de> for Document<'de> {
    fn field<A: MapAccess<'de>>(&mut self, key: Words<'de>, map: &mut A) -> Result<(), A::Error> {
        let mut wrong = Vec::new();
        let found = match &*key {
            "name" => {
                self.name = take(map.next_value()?, "name", &mut wrong);
                Found::Right
            }
            "version" => {
                self.version = take(map.next_value()?, "version", &mut wrong);
                Found::Right
            }
            "lockfileVersion" => {
                let version: serde_json::Value = map.next_value()?;
                self.lock_version = version.as_u64().unwrap_or_default();
                Found::Right
            }
            "packages" => map.next_value_seed(Object(&mut self.folders))?,
            "dependencies" => map.next_value_seed(Object(&mut self.tree))?,
            _ => {
                skip(map)?;
                Found::Right
            }
        };
        if found == Found::Wrong {
            self.draft.wrong_fields(String::new, &[&key]);
        }
        self.draft.wrong_fields(String::new, &wrong);
        Ok(())
    }
}

fn from_folders<'de>(folders: Vec<(Words<'de>, Folder<'de>)>, draft: &mut Draft<'de>) {
    let mut place_by_path: HashMap<&str, u32> = HashMap::new();
    let mut real = Vec::new();
    for (path, folder) in &folders {
        if folder.link == Some(true) {
            continue;
        }
        draft.wrong_fields(|| format!("/packages/{path}"), &folder.wrong);
        let name = folder.name.as_deref().unwrap_or_else(|| folder_name(path));
        let name =
            if path.is_empty() && folder.name.is_none() { draft.name.clone() } else { name.to_owned() };
        let source = Source { version: folder.version.as_deref(), resolved: folder.resolved.as_deref() };
        let mut component = component(&name, source, folder.integrity.as_deref(), draft);
        component.licence = folder.licence.as_deref().unwrap_or_default().to_owned();
        if path.is_empty() {
            component.kind = ComponentKind::Application;
        }
        if let Some(place) = draft.push(component) {
            scope(place, folder.development, folder.optional.or(folder.either), draft);
            if let Some(whole) = draft.whole.as_mut().filter(|_| path.is_empty()) {
                whole.head.subject = Some(place);
            }
            place_by_path.insert(path, place);
            real.push((path, folder, place));
        }
    }
    for (path, folder) in folders.iter().filter(|(_, folder)| folder.link == Some(true)) {
        let target = folder.resolved.as_deref().and_then(|target| place_by_path.get(target)).copied();
        match target {
            Some(place) => {
                place_by_path.insert(path, place);
            }
            None => missing(path, folder.resolved.as_deref().unwrap_or_default(), draft),
        }
    }
    for (path, folder, place) in real {
        let must = [(&folder.needs, true), (&folder.needs_for_development, true)];
        let may = [(&folder.may_need, false), (&folder.needs_beside, false)];
        let optional: Vec<&str> =
            [&folder.may_need].into_iter().flatten().flat_map(|names| &names.0).map(|name| &**name).collect();
        for (names, is_needed) in must.into_iter().chain(may) {
            for name in names.iter().flat_map(|names| &names.0) {
                match installed(path, name, &place_by_path) {
                    Some(to) => draft.edges_by_place.push((place, to)),
                    // Development needs of installed packages are not installed; nor are optional ones
                    // for other systems.
                    None if is_needed && !optional.contains(&&**name) => missing(path, name, draft),
                    None => {}
                }
            }
        }
    }
}

/// What is only for development is excluded from running.
fn scope(place: u32, development: Option<bool>, optional: Option<bool>, draft: &mut Draft<'_>) {
    let scope = match (development, optional) {
        (Some(true), _) => super::locks::DEVELOPMENT,
        (_, Some(true)) => super::locks::OPTIONAL,
        _ => return,
    };
    if let Some(details) = draft.details(place) {
        scope.clone_into(&mut details.scope);
    }
}

fn missing(path: &str, name: &str, draft: &mut Draft<'_>) {
    draft.warn(
        format!("/packages/{path}"),
        text!(ja: "依存先「{name}」がありません。", en: "Dependency \"{name}\" is not there."),
        text!(
            ja: "その依存関係は読めませんでした。ファイルを作り直してください。",
            en: "That dependency was not read. Make the file anew."
        ),
    );
}

/// The name that a path ends in: what follows the last `node_modules/`, or the last folder.
fn folder_name(path: &str) -> &str {
    match path.rfind(FOLDER) {
        Some(at) => &path[at + FOLDER.len()..],
        None => path.rsplit('/').next().unwrap_or_default(),
    }
}

/// Node's search: `node_modules` of the folder itself, then of each folder around it.
fn installed(path: &str, name: &str, place_by_path: &HashMap<&str, u32>) -> Option<u32> {
    let mut folder = path;
    loop {
        let slash = if folder.is_empty() { "" } else { "/" };
        if let Some(place) = place_by_path.get(format!("{folder}{slash}{FOLDER}{name}").as_str()) {
            return Some(*place);
        }
        if folder.is_empty() {
            return None;
        }
        folder = folder.rfind('/').map_or("", |at| &folder[..at]);
        folder = folder.strip_suffix("node_modules").map_or(folder, |outer| outer.trim_end_matches('/'));
    }
}

fn from_tree<'de>(
    name: Option<Words<'de>>,
    version: Option<Words<'de>>,
    tree: Tree<'de>,
    draft: &mut Draft<'de>,
) {
    let name = name.map(Words::into_owned).unwrap_or_default();
    if !name.is_empty() {
        let source = Source { version: version.as_deref(), resolved: None };
        let mut root = component(&name, source, None, draft);
        root.kind = ComponentKind::Application;
        draft.push(root);
    }
    level(&tree, &[], draft);
}

/// Names in scope at one level of the tree.
type Scope<'t> = HashMap<&'t str, u32>;

/// Adds one level with everything inside it; a name means the nearest package around. The depth of the
/// tree is bounded by that of the JSON.
fn level<'t>(tree: &'t Tree<'_>, around: &[&Scope<'t>], draft: &mut Draft<'_>) -> Scope<'t> {
    let mut scope = Scope::new();
    for (name, node) in &tree.0 {
        draft.wrong_fields(|| format!("/dependencies/{name}"), &node.wrong);
        let source = Source { version: node.version.as_deref(), resolved: node.resolved.as_deref() };
        let component = component(name, source, node.integrity.as_deref(), draft);
        let place = draft.push(component);
        if let Some(place) = place {
            self::scope(place, node.development, node.optional, draft);
        }
        scope.extend(place.map(|place| (&**name, place)));
    }
    let scopes: Vec<&Scope<'t>> = [&scope].into_iter().chain(around.iter().copied()).collect();
    for (name, node) in &tree.0 {
        let inside = node.inner.as_ref().map(|inner| level(inner, &scopes, draft)).unwrap_or_default();
        let Some(from) = scope.get(&**name) else { continue };
        for needed in node.needs.iter().flat_map(|names| &names.0) {
            let to = inside.get(&**needed).or_else(|| scopes.iter().find_map(|scope| scope.get(&**needed)));
            match to {
                Some(to) => draft.edges_by_place.push((*from, *to)),
                None => missing(name, needed, draft),
            }
        }
    }
    scope
}

/// Where a package came from, as written.
#[derive(Clone, Copy)]
struct Source<'t> {
    version: Option<&'t str>,
    resolved: Option<&'t str>,
}

fn component(folder: &str, source: Source<'_>, integrity: Option<&str>, draft: &mut Draft<'_>) -> Component {
    let Identity { name, version, qualifiers } = identity(folder, source);
    let (scope, bare) = match name.split_once('/') {
        Some((scope, bare)) if scope.starts_with('@') => (scope, bare),
        _ => ("", name),
    };
    let purl = PackageUrl::build("npm", scope, bare, version, qualifiers, "");
    if let Err(error) = &purl {
        draft.bad_purl(folder, error);
    }
    Component {
        name: name.to_owned(),
        version: if says_nothing(version) { Stated::Unknown } else { Stated::Known(version.to_owned()) },
        purl: purl.ok(),
        hashes: super::locks::integrity(integrity.unwrap_or_default()).into(),
        ..Component::default()
    }
}

struct Identity<'t> {
    name: &'t str,
    version: &'t str,
    qualifiers: BTreeMap<String, String>,
}

/// Version 1 writes aliases (`npm:real@1.2.3`) and addresses where the version stands.
fn identity<'t>(folder: &'t str, source: Source<'t>) -> Identity<'t> {
    let written = source.version.unwrap_or_default();
    let (name, version) = match written.strip_prefix("npm:") {
        Some(alias) => match alias.rfind('@').filter(|at| *at > 0) {
            Some(at) => (&alias[..at], &alias[at + 1..]),
            None => (alias, ""),
        },
        None => (folder, written),
    };
    let is_address = version.contains(':') || version.contains('/');
    let address = if is_address { version } else { source.resolved.unwrap_or_default() };
    let mut qualifiers = BTreeMap::new();
    let is_git = ["git+", "git:", "git@", "github:", "gitlab:", "bitbucket:"]
        .iter()
        .any(|prefix| address.starts_with(prefix));
    let archive = Some(address).filter(|address| is_address && address.starts_with("http"));
    if is_git {
        qualifiers.insert("vcs_url".to_owned(), address.replace('#', "@"));
    } else if let Some(archive) = archive.or_else(|| super::locks::elsewhere(address)) {
        qualifiers.insert("download_url".to_owned(), archive.to_owned());
    }
    Identity { name, version: if is_address { "" } else { version }, qualifiers }
}
