//! Lock files of Python tools: poetry, uv, PDM, Pipenv, and the common `pylock.toml` (PEP 751).
//!
//! Names are compared as PyPI compares them. A digest is kept where the file gives one only: several are of several
//! archives, and tell nothing of one.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{DEVELOPMENT, OPTIONAL, Package, grown, mark_development, missing, name_root, push, reached};
use crate::draft::{Draft, digest_name};
use crate::tree::{Node, from_json, from_toml};

/// Lower case, and one hyphen for any run of hyphens, points and low lines.
fn plain(name: &str) -> String {
    let parts = name.split(['-', '_', '.']).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("-").to_lowercase()
}

/// The places of packages by plain name, with their versions.
#[derive(Default)]
struct Places(HashMap<String, Vec<(String, u32)>>);

impl Places {
    fn add(&mut self, name: &str, version: &str, place: u32) {
        self.0.entry(plain(name)).or_default().push((version.to_owned(), place));
    }

    /// All of a name; of several, that of the version, if one is said.
    fn of(&self, name: &str, version: &str) -> Vec<u32> {
        let all = self.0.get(&plain(name)).map_or(&[][..], |all| all);
        let fits = |(other, _): &&(String, u32)| version.is_empty() || other == version;
        all.iter().filter(fits).map(|(_, place)| *place).collect()
    }
}

/// `sha256:…` where there is one only.
fn only_digest(digests: &[&str]) -> BTreeMap<String, String> {
    match digests {
        [only] => only
            .split_once(':')
            .map(|(algorithm, digest)| (digest_name(algorithm), digest.to_lowercase()))
            .into_iter()
            .collect(),
        _ => BTreeMap::new(),
    }
}

/// Digests of the archives of a list.
fn digests(files: &Node) -> Vec<&str> {
    files.items().iter().map(|file| file.get("hash").text()).filter(|hash| !hash.is_empty()).collect()
}

fn qualifier(key: &str, value: String) -> BTreeMap<String, String> {
    if value.is_empty() { BTreeMap::new() } else { BTreeMap::from([(key.to_owned(), value)]) }
}

fn git(url: &str, commit: &str) -> BTreeMap<String, String> {
    let url = url.strip_prefix("git+").unwrap_or(url);
    let at = if commit.is_empty() { "" } else { "@" };
    qualifier("vcs_url", format!("git+{url}{at}{commit}"))
}

fn add(package: Package<'_>, places: &mut Places, draft: &mut Draft<'_>) -> Option<u32> {
    let (name, version) = (package.name.to_owned(), package.version.to_owned());
    let place = push(Package { sort: "pypi", ..package }, draft)?;
    places.add(&name, &version, place);
    Some(place)
}

fn need(from: u32, of: &str, name: &str, version: &str, places: &Places, draft: &mut Draft<'_>) -> bool {
    let found = places.of(name, version);
    draft.edges_by_place.extend(found.iter().map(|to| (from, *to)));
    if found.is_empty() {
        missing(of, name, draft);
    }
    !found.is_empty()
}

/// `poetry.lock`
pub(crate) fn poetry<'de>(text: &str, mut draft: Draft<'de>) -> Draft<'de> {
    let root = grown(from_toml(text, "[[package]]"), &mut draft);
    draft.format = format!("poetry.lock {}", root.get("metadata").get("lock-version").text());
    let mut places = Places::default();
    let mut added = Vec::new();
    let old_files = root.get("metadata").get("files");
    for package in root.get("package").items() {
        let name = package.get("name").text();
        let groups = package.get("groups").items();
        let is_development = package.get("category").text() == "dev"
            || (!groups.is_empty() && groups.iter().all(|group| group.text() != "main"));
        let scope = match (is_development, package.get("optional").is_true()) {
            (true, _) => DEVELOPMENT,
            (_, true) => OPTIONAL,
            _ => "",
        };
        let source = package.get("source");
        let qualifiers = match source.get("type").text() {
            "git" => git(source.get("url").text(), source.get("resolved_reference").text()),
            "url" => qualifier("download_url", source.get("url").text().to_owned()),
            _ => BTreeMap::new(),
        };
        let files =
            if package.get("files").is_nothing() { old_files.get(name) } else { package.get("files") };
        let hashes = only_digest(&digests(files));
        let version = package.get("version").text();
        let package_read = Package { name, version, qualifiers, hashes, scope, ..Package::default() };
        added.extend(add(package_read, &mut places, &mut draft).map(|place| (place, package)));
    }
    for (from, package) in added {
        let name = package.get("name").text();
        for (needed, how) in package.get("dependencies").entries() {
            let all = if let Node::List(all) = how { &all[..] } else { std::slice::from_ref(how) };
            // Needs under a condition, and extras, need not be chosen.
            let may_lack =
                all.iter().any(|how| how.get("optional").is_true() || !how.get("markers").is_nothing());
            if !may_lack || !places.of(needed, "").is_empty() {
                need(from, name, needed, "", &places, &mut draft);
            }
        }
    }
    draft
}

/// `uv.lock`
pub(crate) fn uv<'de>(text: &str, mut draft: Draft<'de>) -> Draft<'de> {
    let root = grown(from_toml(text, "[[package]]"), &mut draft);
    draft.format = format!("uv.lock {}", root.get("version").text());
    let mut places = Places::default();
    let mut added = Vec::new();
    let mut roots = Vec::new();
    let mut by_extras = Vec::new();
    for package in root.get("package").items() {
        let source = package.get("source");
        let git_source = source.get("git").text();
        let qualifiers = if git_source.is_empty() {
            qualifier("download_url", source.get("url").text().to_owned())
        } else {
            let (url, commit) = git_source.split_once('#').unwrap_or((git_source, ""));
            git(url.split('?').next().unwrap_or_default(), commit)
        };
        let mut hashes = digests(package.get("wheels"));
        hashes.extend(Some(package.get("sdist").get("hash").text()).filter(|hash| !hash.is_empty()));
        let (name, version) = (package.get("name").text(), package.get("version").text());
        let read = Package { name, version, qualifiers, hashes: only_digest(&hashes), ..Package::default() };
        let Some(place) = add(read, &mut places, &mut draft) else { continue };
        added.push((place, package));
        let is_own = ["editable", "virtual"].iter().any(|key| !source.get(key).is_nothing());
        roots.extend(Some(place).filter(|_| is_own));
    }
    let asked = asked_extras(&added);
    for (from, package) in added.iter().copied() {
        let name = package.get("name").text();
        for one in package.get("dependencies").items() {
            need(from, name, one.get("name").text(), one.get("version").text(), &places, &mut draft);
        }
        for (extra, list) in package.get("optional-dependencies").entries() {
            let is_chosen = !roots.contains(&from) || asked.contains(&(name, extra));
            for one in list.items() {
                let (needed, version) = (one.get("name").text(), one.get("version").text());
                if is_chosen {
                    need(from, name, needed, version, &places, &mut draft);
                } else {
                    by_extras.push((from, name, needed, version));
                }
            }
        }
    }
    if let [only] = roots[..] {
        name_root(Some(only), &mut draft);
    }
    uv_scopes(&roots, &by_extras, &added, &places, &mut draft);
    draft
}

/// Extras that some package needs of another: name and extra.
fn asked_extras<'t>(added: &[(u32, &'t Node)]) -> HashSet<(&'t str, &'t str)> {
    let needs = added.iter().flat_map(|(_, package)| package.get("dependencies").items());
    let extras = |need: &'t Node| {
        need.get("extra").items().iter().map(move |extra| (need.get("name").text(), extra.text()))
    };
    needs.flat_map(extras).collect()
}

/// A need of a project by one of its own extras: who, its name, what and which version.
type ByExtra<'t> = (u32, &'t str, &'t str, &'t str);

/// Extras of another package are in the file only where they are needed; those of the projects themselves are
/// installed where asked for. What neither they nor the projects need is for development.
fn uv_scopes(
    roots: &[u32],
    by_extras: &[ByExtra<'_>],
    added: &[(u32, &Node)],
    places: &Places,
    draft: &mut Draft<'_>,
) {
    let always = reached(roots, draft);
    for (from, name, needed, version) in by_extras {
        need(*from, name, needed, version, places, draft);
    }
    if !roots.is_empty() {
        mark(OPTIONAL, &always, &reached(roots, draft), draft);
        mark_development(roots, draft);
    }
    for (from, package) in added {
        let name = package.get("name").text();
        let groups = package.get("dev-dependencies").entries();
        for one in groups.iter().flat_map(|(_, list)| list.items()) {
            need(*from, name, one.get("name").text(), one.get("version").text(), places, draft);
        }
    }
}

/// Marks what is in the second and not in the first.
fn mark(scope: &str, without: &[bool], with: &[bool], draft: &mut Draft<'_>) {
    for (place, _) in (0..).zip(with.iter().zip(without)).filter(|(_, (with, without))| **with && !**without)
    {
        if let Some(details) = draft.details(place) {
            scope.clone_into(&mut details.scope);
        }
    }
}

/// `pdm.lock`
pub(crate) fn pdm<'de>(text: &str, mut draft: Draft<'de>) -> Draft<'de> {
    let root = grown(from_toml(text, "[[package]]"), &mut draft);
    draft.format = format!("pdm.lock {}", root.get("metadata").get("lock_version").text());
    let mut places = Places::default();
    let mut added = Vec::new();
    for package in root.get("package").items() {
        let groups = package.get("groups").items();
        let is_default = groups.is_empty() || groups.iter().any(|group| group.text() == "default");
        let scope = if is_default { "" } else { DEVELOPMENT };
        let qualifiers = match (package.get("git").text(), package.get("url").text()) {
            ("", url) => qualifier("download_url", url.to_owned()),
            (repository, _) => git(repository, package.get("revision").text()),
        };
        let hashes = only_digest(&digests(package.get("files")));
        let (name, version) = (package.get("name").text(), package.get("version").text());
        let read = Package { name, version, qualifiers, hashes, scope, ..Package::default() };
        added.extend(add(read, &mut places, &mut draft).map(|place| (place, package)));
    }
    for (from, package) in added {
        for written in package.get("dependencies").items() {
            let written = written.text();
            let end = written.find(|c: char| !c.is_ascii_alphanumeric() && !"._-".contains(c));
            let name = written.get(..end.unwrap_or(written.len())).unwrap_or_default();
            // A need under a condition need not be chosen.
            if !written.contains(';') || !places.of(name, "").is_empty() {
                need(from, package.get("name").text(), name, "", &places, &mut draft);
            }
        }
    }
    draft
}

/// The digests of the archive of a package in `pylock.toml`, if there is one archive only.
fn archives(package: &Node) -> BTreeMap<String, String> {
    let alone = [package.get("archive"), package.get("sdist")].into_iter().filter(|it| !it.is_nothing());
    let all: Vec<_> = alone.chain(package.get("wheels").items()).collect();
    let [only] = all[..] else { return BTreeMap::new() };
    let digest =
        |(algorithm, digest): &(String, Node)| (digest_name(algorithm), digest.text().to_lowercase());
    only.get("hashes").entries().iter().map(digest).collect()
}

/// `pylock.toml`
pub(crate) fn pylock<'de>(text: &str, mut draft: Draft<'de>) -> Draft<'de> {
    let root = grown(from_toml(text, "[[packages]]"), &mut draft);
    draft.format = format!("pylock.toml {}", root.get("lock-version").text());
    let mut places = Places::default();
    let mut added = Vec::new();
    for package in root.get("packages").items() {
        let vcs = package.get("vcs");
        let qualifiers = if vcs.is_nothing() {
            qualifier("download_url", package.get("archive").get("url").text().to_owned())
        } else {
            git(vcs.get("url").text(), vcs.get("commit-id").text())
        };
        let hashes = archives(package);
        let (name, version) = (package.get("name").text(), package.get("version").text());
        let read = Package { name, version, qualifiers, hashes, ..Package::default() };
        added.extend(add(read, &mut places, &mut draft).map(|place| (place, package)));
    }
    for (from, package) in added {
        for one in package.get("dependencies").items() {
            let (name, version) = (one.get("name").text(), one.get("version").text());
            need(from, package.get("name").text(), name, version, &places, &mut draft);
        }
    }
    draft
}

/// The version that `==1.0` names; any other condition names none.
fn exact(written: &str) -> &str {
    let version = written.trim().strip_prefix("==").unwrap_or_default().trim_start_matches('=').trim();
    if version.contains(['*', ',']) { "" } else { version }
}

/// `Pipfile.lock`
pub(crate) fn pipfile<'de>(text: &str, mut draft: Draft<'de>) -> Draft<'de> {
    let root = grown(from_json(text, draft.limits.depth_max), &mut draft);
    draft.format = format!("Pipfile.lock {}", root.get("_meta").get("pipfile-spec").text());
    let mut places = Places::default();
    for (section, packages) in root.entries().iter().filter(|(section, _)| section != "_meta") {
        let scope = if section == "default" { "" } else { DEVELOPMENT };
        for (name, package) in packages.entries() {
            let version = exact(package.get("version").text());
            // What is needed for both stands in both.
            if !places.of(name, version).is_empty() {
                continue;
            }
            let qualifiers = match package.get("git").text() {
                "" => qualifier("download_url", package.get("file").text().to_owned()),
                repository => git(repository, package.get("ref").text()),
            };
            let hashes: Vec<_> = package.get("hashes").items().iter().map(Node::text).collect();
            let hashes = only_digest(&hashes);
            add(
                Package { name, version, qualifiers, hashes, scope, ..Package::default() },
                &mut places,
                &mut draft,
            );
        }
    }
    draft
}
