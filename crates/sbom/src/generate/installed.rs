//! Packages of languages as they lie installed: Python's metadata, npm's folders, Java's archives.
//!
//! Invariant: a package URL is made only from fields that the package itself carries; a file name is no identity.

use std::collections::BTreeMap;

use sekisho_model::{Component, ComponentKind, PackageUrl, Place, Problem, Stated, text};
use serde_json::Value;

use super::item::{Item, Need};
use super::system::deb822;
use crate::{Details, Licence, LicenceRole, Link, Party};

pub(super) mod java;

/// A package before it is an item.
#[derive(Default)]
struct Package<'p> {
    kind: &'p str,
    namespace: &'p str,
    name: &'p str,
    version: &'p str,
    licence: &'p str,
    author: &'p str,
    url: &'p str,
    description: &'p str,
}

fn item(package: &Package<'_>) -> Item {
    let Package { kind, namespace, name, version, licence, author, url, description } = *package;
    let purl = PackageUrl::build(kind, namespace, name, version, BTreeMap::new(), "");
    let is_apart = kind == "maven" || namespace.is_empty();
    let component = Component {
        group: if kind == "maven" { namespace.to_owned() } else { String::new() },
        name: if is_apart { name.to_owned() } else { format!("{namespace}/{name}") },
        version: if version.is_empty() { Stated::Unknown } else { Stated::Known(version.to_owned()) },
        kind: ComponentKind::Library,
        purl: purl.ok(),
        supplier: author.to_owned(),
        licence: licence.to_owned(),
        ..Component::default()
    };
    let licence = Licence { words: licence.to_owned(), role: LicenceRole::Declared, more: String::new() };
    let link = Link { kind: "website".to_owned(), url: url.to_owned(), ..Link::default() };
    let author = Party { name: author.to_owned(), ..Party::default() };
    let details = Details {
        description: description.to_owned(),
        licences: if licence.words.is_empty() { Vec::new() } else { vec![licence] },
        links: if link.url.is_empty() { Vec::new() } else { vec![link] },
        supplier: (!author.name.is_empty()).then_some(author),
        ..Details::default()
    };
    Item { component, details, ..Item::default() }
}

fn nameless(path: &str) -> Problem {
    Problem::error(
        Place::file(path),
        text!(ja: "パッケージの名前を読めません。", en: "The name of the package cannot be read."),
        text!(ja: "このパッケージは SBOM に入っていません。ファイルを確かめてください。", en: "This package is not in the SBOM. Check the file."),
    )
}

/// Python's core metadata: `METADATA` of a wheel, `PKG-INFO` of an egg.
pub(super) fn python(path: &str, bytes: &[u8]) -> (Option<Item>, Option<Problem>) {
    let text = String::from_utf8_lossy(bytes);
    // The description may follow after an empty line.
    let head = text.split("\n\n").next().unwrap_or_default();
    let head = head.split("\r\n\r\n").next().unwrap_or_default();
    let Some(stanza) = deb822::stanzas(head).into_iter().next() else { return (None, Some(nameless(path))) };
    let get = |name: &str| stanza.get(name).map(String::as_str).unwrap_or_default();
    if get("name").is_empty() {
        return (None, Some(nameless(path)));
    }
    let licence = match (get("license-expression"), get("license")) {
        ("", plain) if plain.lines().count() > 1 => "",
        ("", plain) => plain,
        (expression, _) => expression,
    };
    let mut found = item(&Package {
        kind: "pypi",
        name: get("name"),
        version: get("version"),
        licence,
        author: get("author").lines().next().unwrap_or_default(),
        url: get("home-page"),
        description: get("summary").lines().next().unwrap_or_default(),
        ..Package::default()
    });
    let site =
        path.rsplit_once('/').map_or("", |(folder, _)| folder).rsplit_once('/').map_or("", |(site, _)| site);
    let key = |name: &str| format!("pypi\u{1F}{site}\u{1F}{}", normal(name));
    found.keys = vec![key(get("name"))];
    found.needs = get("requires-dist")
        .lines()
        .filter(|line| !line.contains("extra =="))
        .map(|line| {
            let name = line
                .split(|c: char| !(c.is_ascii_alphanumeric() || "._-".contains(c)))
                .next()
                .unwrap_or_default();
            Need { shown: name.to_owned(), keys: vec![key(name)], is_sure: false }
        })
        .collect();
    (Some(found), None)
}

/// A name as PEP 503 compares it.
fn normal(name: &str) -> String {
    let mut normal = String::new();
    for c in name.chars() {
        if !matches!(c, '-' | '_' | '.') {
            normal.extend(c.to_lowercase());
        } else if !normal.ends_with('-') {
            normal.push('-');
        }
    }
    normal
}

/// `node_modules/…/package.json`
pub(super) fn node(path: &str, bytes: &[u8]) -> (Option<Item>, Option<Problem>) {
    let Ok(package) = serde_json::from_slice::<Value>(bytes) else { return (None, Some(nameless(path))) };
    let get = |key: &str| package.get(key).and_then(Value::as_str).unwrap_or_default();
    let (namespace, name) = crate::locks::scoped(get("name"));
    if name.is_empty() {
        return (None, Some(nameless(path)));
    }
    let author = package.get("author");
    let author = author
        .and_then(|author| author.as_str().or_else(|| author.get("name")?.as_str()))
        .unwrap_or_default();
    let mut found = item(&Package {
        kind: "npm",
        namespace,
        name,
        version: get("version"),
        licence: get("license"),
        author: author.split(['<', '(']).next().unwrap_or_default().trim(),
        url: get("homepage"),
        description: get("description"),
    });
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    found.keys = vec![format!("npm\u{1F}{folder}")];
    for (list, is_sure) in [("dependencies", true), ("optionalDependencies", false)] {
        let names = package.get(list).and_then(Value::as_object).into_iter().flatten();
        found.needs.extend(names.map(|(name, _)| Need {
            shown: name.clone(),
            keys: upward(folder, name),
            is_sure,
        }));
    }
    (Some(found), None)
}

/// Where Node looks for a package from a folder: in each `node_modules` on the way up.
fn upward(folder: &str, name: &str) -> Vec<String> {
    let mut keys = vec![format!("npm\u{1F}{folder}/node_modules/{name}")];
    let mut rest = folder;
    while let Some(at) = rest.rfind("node_modules/") {
        let outer = &rest[..at];
        keys.push(format!("npm\u{1F}{outer}node_modules/{name}"));
        rest = outer;
    }
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wheel_is_known_by_its_metadata_and_needs_what_it_names_without_extras() {
        let text = b"Metadata-Version: 2.1\nName: Zope.Interface\nVersion: 6.1\nLicense: ZPL-2.1\nRequires-Dist: setuptools\n\
            Requires-Dist: Sphinx ; extra == 'docs'\n\nName: nothing\n";
        let (item, problem) = python("lib/site-packages/zope.interface-6.1.dist-info/METADATA", text);
        let item = item.unwrap();
        assert!(problem.is_none());
        assert_eq!(item.component.purl.unwrap().to_string(), "pkg:pypi/zope.interface@6.1");
        assert_eq!(item.keys, ["pypi\u{1F}lib/site-packages\u{1F}zope-interface"]);
        assert_eq!(item.needs.len(), 1);
        assert_eq!(item.needs[0].keys, ["pypi\u{1F}lib/site-packages\u{1F}setuptools"]);
    }

    #[test]
    fn an_npm_package_looks_for_its_needs_on_the_way_up() {
        let text = br#"{"name":"@s/a","version":"1.0.0","license":"MIT","author":{"name":"Jo"},"dependencies":{"b":"^1"}}"#;
        let (item, _) = node("app/node_modules/x/node_modules/@s/a/package.json", text);
        let item = item.unwrap();
        assert_eq!(item.component.purl.unwrap().to_string(), "pkg:npm/%40s/a@1.0.0");
        assert_eq!(
            item.needs[0].keys,
            [
                "npm\u{1F}app/node_modules/x/node_modules/@s/a/node_modules/b",
                "npm\u{1F}app/node_modules/x/node_modules/b",
                "npm\u{1F}app/node_modules/b",
            ]
        );
    }

    #[test]
    fn a_package_without_a_name_is_told() {
        assert!(python("a.dist-info/METADATA", b"Version: 1\n").1.is_some());
        assert!(node("node_modules/a/package.json", b"{").1.is_some());
        assert!(node("node_modules/a/package.json", b"[]").1.is_some());
    }
}
