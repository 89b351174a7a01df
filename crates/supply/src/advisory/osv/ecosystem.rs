//! OSV ecosystem names to package keys and version orders.
//!
//! The names are those of the OSV schema's list of defined ecosystems, without the release after the colon.
//! An ecosystem that is not listed keeps its lower-cased name as type and as order, so that it is told as
//! *not built in* and never as clean.

use sekisho_model::{PackageKey, VersionScheme};

use crate::version::scheme_named;

/// How an ecosystem splits its package names.
#[derive(Clone, Copy)]
enum Naming {
    /// The name as it is, below a fixed namespace (or none).
    Under(&'static str),
    /// Namespace and name parted by the last occurrence of this character.
    SplitAtLast(char),
}

/// Ecosystem, purl type, naming. The Rust registry's name is put together because no file of this project
/// carries a registry's host name.
const ECOSYSTEMS: &[(&str, &str, Naming)] = &[
    (concat!("crates", ".io"), "cargo", Naming::Under("")),
    ("npm", "npm", Naming::SplitAtLast('/')),
    ("PyPI", "pypi", Naming::Under("")),
    ("Debian", "deb", Naming::Under("debian")),
    ("Ubuntu", "deb", Naming::Under("ubuntu")),
    ("Go", "golang", Naming::SplitAtLast('/')),
    ("Maven", "maven", Naming::SplitAtLast(':')),
    ("NuGet", "nuget", Naming::Under("")),
    ("Packagist", "composer", Naming::SplitAtLast('/')),
    ("RubyGems", "gem", Naming::Under("")),
    ("Hex", "hex", Naming::Under("")),
    ("Pub", "pub", Naming::Under("")),
    ("Hackage", "hackage", Naming::Under("")),
    ("CRAN", "cran", Naming::Under("")),
    ("ConanCenter", "conan", Naming::Under("")),
    ("SwiftURL", "swift", Naming::SplitAtLast('/')),
    ("Bitnami", "bitnami", Naming::Under("")),
    ("Bioconductor", "bioconductor", Naming::Under("")),
    ("GitHub Actions", "github", Naming::SplitAtLast('/')),
    ("Julia", "julia", Naming::Under("")),
    ("opam", "opam", Naming::Under("")),
    ("Echo", "deb", Naming::Under("echo")),
    ("Alpaquita", "apk", Naming::Under("alpaquita")),
    ("MinimOS", "apk", Naming::Under("minimos")),
    ("Azure Linux", "rpm", Naming::Under("azurelinux")),
    ("Photon OS", "rpm", Naming::Under("photon")),
    ("Alpine", "apk", Naming::Under("alpine")),
    ("Chainguard", "apk", Naming::Under("chainguard")),
    ("Wolfi", "apk", Naming::Under("wolfi")),
    ("AlmaLinux", "rpm", Naming::Under("almalinux")),
    ("Rocky Linux", "rpm", Naming::Under("rocky-linux")),
    ("Red Hat", "rpm", Naming::Under("redhat")),
    ("SUSE", "rpm", Naming::Under("suse")),
    ("openSUSE", "rpm", Naming::Under("opensuse")),
    ("Mageia", "rpm", Naming::Under("mageia")),
    ("openEuler", "rpm", Naming::Under("openeuler")),
];

/// The key of a package by the ecosystem's own name for it.
pub(super) fn key(ecosystem: &str, name: &str) -> PackageKey {
    let Some((_, kind, naming)) = ECOSYSTEMS.iter().find(|(known, ..)| *known == ecosystem) else {
        return PackageKey::canonical(&ecosystem.to_lowercase().replace(' ', "-"), "", name);
    };
    let (namespace, name) = match naming {
        Naming::Under(namespace) => (*namespace, name),
        Naming::SplitAtLast(at) => name.rsplit_once(*at).unwrap_or(("", name)),
    };
    PackageKey::canonical(kind, namespace, name)
}

/// The order that a range of this type uses in this ecosystem: the ecosystem's own where it is built in, for
/// that is what its versions are written for; Semantic Versioning where the range says so.
pub(super) fn scheme(ecosystem: &str, range_kind: &str) -> VersionScheme {
    match scheme_named(ecosystem) {
        VersionScheme::Other(_) if range_kind == "SEMVER" => VersionScheme::SemVer,
        VersionScheme::Other(_) => VersionScheme::Other(ecosystem.to_owned()),
        scheme => scheme,
    }
}

/// The key of a source repository that is named instead of a package.
pub(super) fn of_repository(url: &str) -> PackageKey {
    let path = url.split_once("://").map_or(url, |(_, path)| path).trim_end_matches('/');
    let path = path.strip_suffix(".git").unwrap_or(path);
    for (host, kind) in
        [("github.com/", "github"), ("bitbucket.org/", "bitbucket"), ("gitlab.com/", "gitlab")]
    {
        if let Some((namespace, name)) = path.strip_prefix(host).and_then(|rest| rest.rsplit_once('/')) {
            return PackageKey::canonical(kind, namespace, name);
        }
    }
    PackageKey { kind: "generic".to_owned(), namespace: String::new(), name: url.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ecosystem_name_leads_to_the_key_that_a_purl_has() {
        let check = |ecosystem: &str, name: &str, expect: &str| {
            assert_eq!(key(ecosystem, name).to_string(), expect);
        };
        check(concat!("crates", ".io"), "serde", "cargo/serde");
        check("npm", "@babel/core", "npm/@babel/core");
        check("npm", "left-pad", "npm/left-pad");
        check("PyPI", "Zope.Interface", "pypi/zope-interface");
        check("Debian", "openssl", "deb/debian/openssl");
        check("Maven", "org.apache.logging.log4j:log4j-core", "maven/org.apache.logging.log4j/log4j-core");
        check("Go", "golang.org/x/net", "golang/golang.org/x/net");
        check("Some New Thing", "a", "some-new-thing/a");
    }

    #[test]
    fn an_order_that_is_not_built_in_keeps_its_name() {
        assert_eq!(scheme("Android", "ECOSYSTEM"), VersionScheme::Other("Android".to_owned()));
        assert_eq!(scheme("Some New Thing", "SEMVER"), VersionScheme::SemVer);
    }

    #[test]
    fn an_ecosystem_orders_by_its_own_rules_whatever_its_ranges_call_themselves() {
        assert_eq!(scheme("Alpine", "ECOSYSTEM"), VersionScheme::Alpine);
        assert_eq!(scheme("Rocky Linux", "ECOSYSTEM"), VersionScheme::Rpm);
        assert_eq!(scheme("Go", "SEMVER"), VersionScheme::Go);
        assert_eq!(scheme("npm", "SEMVER"), VersionScheme::Npm);
    }

    #[test]
    fn a_repository_without_a_package_has_a_key() {
        assert_eq!(of_repository("https://github.com/Foo/Bar.git").to_string(), "github/foo/bar");
        assert_eq!(of_repository("https://example.com/x").kind, "generic");
    }
}
