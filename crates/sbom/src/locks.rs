//! Lock files of package managers: what was chosen, with versions, and who asked for whom where the file says so.
//!
//! Invariants: every package that a file lists is a component with the package URL of its sort; one that is only for
//! development is of scope `excluded`, one that may be missing of scope `optional`; a need that no package of the
//! file meets is named. Nothing is looked up, and no other file is opened.

mod dotnet;
mod go;
mod java;
mod javascript;
mod others;
mod php;
mod python;
mod ruby;
mod yarn;

use std::collections::{BTreeMap, HashMap};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sekisho_model::{Component, ComponentKind, PackageUrl, Place, Problem, Stated, text};

use super::draft::{Draft, digest_name, says_nothing};
use super::tree::{Break, Grown};

pub(crate) use dotnet::packages_lock;
pub(crate) use go::{go_mod, go_sum};
pub(crate) use java::{gradle, maven_tree, pom};
pub(crate) use javascript::pnpm;
pub(crate) use others::conan;
pub(crate) use php::composer;
pub(crate) use python::{pdm, pipfile, poetry, pylock, uv};
pub(crate) use ruby::gemfile;
pub(crate) use yarn::{berry, classic};

/// A package before it is a component.
#[derive(Clone, Debug, Default)]
pub(crate) struct Package<'t> {
    /// Type of the package URL.
    pub(crate) sort: &'t str,
    pub(crate) namespace: &'t str,
    pub(crate) name: &'t str,
    pub(crate) version: &'t str,
    pub(crate) qualifiers: BTreeMap<String, String>,
    pub(crate) hashes: BTreeMap<String, String>,
    pub(crate) licence: String,
    pub(crate) scope: &'t str,
}

/// Why a package is there.
pub(crate) const DEVELOPMENT: &str = "excluded";
pub(crate) const OPTIONAL: &str = "optional";

/// Adds a package.
pub(crate) fn push(package: Package<'_>, draft: &mut Draft<'_>) -> Option<u32> {
    let Package { sort, namespace, name, version, qualifiers, hashes, licence, scope } = package;
    let shown = if namespace.is_empty() { name.to_owned() } else { format!("{namespace}/{name}") };
    let purl = PackageUrl::build(sort, namespace, name, version, qualifiers, "");
    if let Err(error) = &purl {
        draft.bad_purl(shown.as_str(), error);
    }
    let component = Component {
        // Where the address of a package has its maker in another field, so has the component.
        group: if sort == "maven" { namespace.to_owned() } else { String::new() },
        name: if sort == "maven" { name.to_owned() } else { shown },
        version: if says_nothing(version) { Stated::Unknown } else { Stated::Known(version.to_owned()) },
        purl: purl.ok(),
        hashes: hashes.into(),
        licence,
        ..Component::default()
    };
    let place = draft.push(component)?;
    if let Some(details) = draft.details(place) {
        scope.clone_into(&mut details.scope);
    }
    Some(place)
}

/// The project itself.
pub(crate) fn name_root(place: Option<u32>, draft: &mut Draft<'_>) {
    let Some(place) = place else { return };
    if let Some(whole) = &mut draft.whole {
        whole.head.subject = Some(place);
    }
    let Some(component) = draft.components.get_mut(place as usize) else { return };
    component.kind = ComponentKind::Application;
    draft.name.clone_from(&component.name);
    draft.version = component.version.clone();
}

/// A need that nothing in the file meets.
pub(crate) fn missing(of: &str, need: &str, draft: &mut Draft<'_>) {
    draft.warn(
        of,
        text!(ja: "依存先「{need}」がありません。", en: "Dependency \"{need}\" is not there."),
        text!(
            ja: "その依存関係は読めませんでした。ファイルを作り直してください。",
            en: "That dependency was not read. Make the file anew."
        ),
    );
}

/// A line that was not understood.
pub(crate) fn odd_line(line: u64, words: &str, draft: &mut Draft<'_>) {
    let words: String = words.chars().take(60).collect();
    draft.add(Problem::error(
        Place::file(draft.file).at_row(line),
        text!(ja: "「{words}」を読めません。", en: "\"{words}\" cannot be read."),
        text!(ja: "この行は読みませんでした。ファイルを作り直してください。", en: "This line was not read. Make the file anew."),
    ));
}

/// Names a broken place and gives the tree that was read before it.
pub(crate) fn grown((node, broken): Grown, draft: &mut Draft<'_>) -> super::tree::Node {
    if let Some(Break { line, why }) = broken {
        draft.cut_short(Problem::error(
            Place::file(draft.file).at_row(line),
            text!(ja: "ファイルが壊れています（{why}）。", en: "The file is broken ({why})."),
            text!(
                ja: "読めるパッケージだけを読みました。ファイルを取り直してください。",
                en: "Only the packages that are whole were read. Get the file again."
            ),
        ));
    }
    node
}

/// A digest in base64 as hexadecimal.
pub(crate) fn hexadecimal(base64: &str) -> Option<String> {
    STANDARD.decode(base64.trim()).ok().map(hex::encode)
}

/// Subresource integrity: `sha512-BASE64`, several parted by spaces.
pub(crate) fn integrity(written: &str) -> BTreeMap<String, String> {
    let one = |part: &str| {
        let (algorithm, digest) = part.split_once('-')?;
        Some((digest_name(algorithm), hexadecimal(digest.split('?').next().unwrap_or_default())?))
    };
    written.split_whitespace().filter_map(one).collect()
}

/// `@scope/name` as scope and name.
pub(crate) fn scoped(name: &str) -> (&str, &str) {
    match name.split_once('/') {
        Some((scope, bare)) if scope.starts_with('@') => (scope, bare),
        _ => ("", name),
    }
}

/// The address of an archive that is not a registry's, though it stands where a registry's would: npm's registries
/// part the package from its archive by `/-/`. Such a package is not the published one of that name, whatever its
/// version, and must not look like it.
pub(crate) fn elsewhere(address: &str) -> Option<&str> {
    let address = address.split('#').next().unwrap_or_default();
    let is_far = ["http://", "https://"].iter().any(|start| address.starts_with(start));
    let is_archive = [".tgz", ".tar.gz", ".tar"].iter().any(|end| address.ends_with(end));
    let is_elsewhere =
        if is_far { !address.contains("/-/") } else { address.starts_with("file:") && is_archive };
    is_elsewhere.then_some(address)
}

/// Git's address and commit as a package URL has them: `git+https://…@commit`.
pub(crate) fn vcs_url(address: &str) -> String {
    let plus =
        if ["http", "ssh:", "file:"].iter().any(|start| address.starts_with(start)) { "git+" } else { "" };
    format!("{plus}{}", address.replacen('#', "@", 1))
}

/// What is needed by these places, and they themselves. Only a whole document asks for it.
pub(crate) fn reached(needed: &[u32], draft: &Draft<'_>) -> Vec<bool> {
    if draft.whole.is_none() {
        return Vec::new();
    }
    let mut towards: HashMap<u32, Vec<u32>> = HashMap::new();
    for (from, to) in &draft.edges_by_place {
        towards.entry(*from).or_default().push(*to);
    }
    let mut reached = vec![false; draft.components.len()];
    let mut open = needed.to_vec();
    while let Some(place) = open.pop() {
        if let Some(mark) = reached.get_mut(place as usize).filter(|mark| !**mark) {
            *mark = true;
            open.extend(towards.get(&place).into_iter().flatten());
        }
    }
    reached
}

/// Marks what only development needs: all that is not reached from what is needed otherwise.
pub(crate) fn mark_development(needed: &[u32], draft: &mut Draft<'_>) {
    let reached = reached(needed, draft);
    let Some(whole) = &mut draft.whole else { return };
    for (details, _) in whole.details.iter_mut().zip(reached).filter(|(_, is_reached)| !is_reached) {
        if details.scope.is_empty() {
            DEVELOPMENT.clone_into(&mut details.scope);
        }
    }
}
