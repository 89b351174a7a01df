//! Packages that an operating system knows to be installed, out of its package database.
//!
//! Invariant: every package that the database calls installed is given, and whatever of it is not read is told. A
//! package URL is made only where it is known which system the package is for.

use std::collections::BTreeMap;

use sekisho_model::{Component, PackageUrl, Place, Problem, Stated, Text, text};

use super::item::{Item, Need};
use crate::{Details, Link, Party};

pub(super) mod apk;
pub(super) mod deb822;
pub(super) mod release;
pub(super) mod rpm;

use release::Release;

/// An installed package before it is known which system it is for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Package {
    pub(super) name: String,
    /// As the system orders it, without RPM's epoch.
    pub(super) version: String,
    /// RPM's epoch, or empty.
    pub(super) epoch: String,
    pub(super) arch: String,
    /// The package that it was built from, where that is another.
    pub(super) source: String,
    /// That package's version, where it differs.
    pub(super) source_version: String,
    pub(super) licence: String,
    pub(super) supplier: Party,
    pub(super) url: String,
    pub(super) description: String,
    pub(super) cpe: String,
    /// Other names under which it can be needed.
    pub(super) provides: Vec<String>,
    /// Alternatives, any one of which will do.
    pub(super) needs: Vec<Vec<String>>,
    /// Paths of its files.
    pub(super) files: Vec<String>,
}

/// A package database.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Database {
    /// Type of package URL.
    pub(super) kind: &'static str,
    /// Name for people.
    pub(super) form: &'static str,
    /// What stands before the paths of this system.
    pub(super) root: String,
    pub(super) packages: Vec<Package>,
}

impl Database {
    /// The packages as items, with the names by which they need each other.
    pub(super) fn items(self, release: Option<&Release>) -> Vec<Item> {
        let Self { kind, root, packages, .. } = self;
        packages.into_iter().map(|package| item(package, kind, &root, release)).collect()
    }
}

/// The key of a package's name, in one system and one sort of package.
pub(super) fn key(kind: &str, root: &str, name: &str) -> String {
    format!("{kind}\u{1F}{root}\u{1F}{name}")
}

fn item(package: Package, kind: &'static str, root: &str, release: Option<&Release>) -> Item {
    let key = |name: &str| key(kind, root, name);
    let purl = purl(&package, kind, release);
    let Package {
        name,
        version,
        epoch,
        arch,
        licence,
        supplier,
        url,
        description,
        cpe,
        provides,
        needs,
        files,
        ..
    } = package;
    let mut keys = vec![key(&name), key(&format!("{name}:{arch}"))];
    keys.extend(provides.iter().map(|name| key(name)));
    let needs = needs.into_iter().map(|any| Need {
        shown: any.first().cloned().unwrap_or_default(),
        keys: any.iter().map(|name| key(name)).collect(),
        is_sure: true,
    });
    let whole = if matches!(epoch.as_str(), "" | "0") { version } else { format!("{epoch}:{version}") };
    let component = Component {
        name,
        version: if whole.is_empty() { Stated::Unknown } else { Stated::Known(whole) },
        purl: purl.ok(),
        cpes: if cpe.is_empty() { Vec::new() } else { vec![cpe] },
        supplier: supplier.name.clone(),
        licence,
        ..Component::default()
    };
    let link = Link { kind: "website".to_owned(), url, ..Link::default() };
    let details = Details {
        description,
        supplier: (!supplier.name.is_empty()).then_some(supplier),
        links: if link.url.is_empty() { Vec::new() } else { vec![link] },
        ..Details::default()
    };
    let owns = files.iter().map(|path| owned(root, path)).collect();
    Item { component, details, keys, needs: needs.collect(), owns, ..Item::default() }
}

/// Where a package's file stands in the tree. Systems that have joined `/bin` and `/usr/bin` write either.
pub(super) fn owned(root: &str, path: &str) -> String {
    format!("{root}{}", path.trim_start_matches("./").trim_start_matches('/'))
}

/// The package URL; none where the type asks for a system and none is known.
fn purl(
    package: &Package,
    kind: &str,
    release: Option<&Release>,
) -> Result<PackageUrl, sekisho_model::PurlError> {
    let mut qualifiers = BTreeMap::new();
    let mut put = |key: &str, value: String| {
        if !value.is_empty() {
            qualifiers.insert(key.to_owned(), value);
        }
    };
    put("arch", package.arch.clone());
    put("distro", release.map(Release::distro).unwrap_or_default());
    if package.epoch != "0" {
        put("epoch", package.epoch.clone());
    }
    if !package.source.is_empty() && (package.source != package.name || !package.source_version.is_empty()) {
        let at = if package.source_version.is_empty() { "" } else { "@" };
        put("upstream", format!("{}{at}{}", package.source, package.source_version));
    }
    let namespace = release.map(Release::namespace).unwrap_or_default();
    PackageUrl::build(kind, &namespace, &package.name, &package.version, qualifiers, "")
}

/// `Name <mail>` as a party.
pub(super) fn party(written: &str) -> Party {
    let written = written.trim();
    match written.split_once('<') {
        Some((name, mail)) => Party {
            name: name.trim().trim_matches('"').to_owned(),
            mail: mail.trim_end_matches('>').trim().to_owned(),
            ..Party::default()
        },
        None => Party { name: written.to_owned(), ..Party::default() },
    }
}

/// A part of a database that was not read.
pub(super) fn broken(path: &str, why: Text) -> Problem {
    Problem::error(
        Place::file(path),
        why,
        text!(
            ja: "読めたところまでを SBOM に入れました。ファイルシステムを取り出し直してください。",
            en: "What could be read is in the SBOM. Unpack the file system again."
        ),
    )
}

/// What stands before a database's path: the root of the system that it is of.
fn interest_root(path: &str) -> String {
    const INNER: [&str; 6] = [
        "var/lib/",
        "lib/apk/db/",
        "usr/lib/opkg/",
        "usr/lib/sysimage/",
        "usr/lib/apk/db/",
        "usr/share/rpm/",
    ];
    let before = |inner: &&str| path.rfind(*inner).map(|at| &path[..at]);
    let roots = INNER.iter().filter_map(before).filter(|root| root.is_empty() || root.ends_with('/'));
    roots.min_by_key(|root| root.len()).unwrap_or_default().to_owned()
}
