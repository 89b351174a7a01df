//! Schemes by their names: the package types of package URLs, the types of VERS, and OSV's ecosystems.
//!
//! Invariant: one table. Names are compared in lower case and without what follows a colon, so that OSV's
//! `Alpine:v3.18` leads where `apk` leads. A name that is not in the table is a scheme whose order is not
//! built in.

use std::borrow::Cow;

use sekisho_model::VersionScheme::{self, *};

/// Scheme, its own name, and the other names that lead to it.
#[rustfmt::skip]
const NAMES: &[(VersionScheme, &str, &[&str])] = &[
    (SemVer, "semver", &[
        "cargo", concat!("crates", ".io"), "bitnami", "bioconductor", "github actions", "githubactions", "julia",
        "kubernetes", "linux", "vscode", "vscode-extension", "vscode extensions", "opentofu", "terraform",
    ]),
    (Npm, "npm", &["node-semver"]),
    (PyPi, "pypi", &["pep440", "python"]),
    (Debian, "deb", &["debian", "ubuntu", "dpkg", "echo"]),
    (Git, "git", &["commit", "oss-fuzz"]),
    (Maven, "maven", &["gradle"]),
    (Go, "golang", &["go"]),
    (RubyGems, "gem", &["rubygems", "ruby"]),
    (NuGet, "nuget", &[]),
    (Composer, "composer", &["packagist"]),
    (Hex, "hex", &["otp"]),
    (Pub, "pub", &["dart"]),
    (Swift, "swift", &["swifturl"]),
    (Cran, "cran", &[]),
    (Hackage, "hackage", &["ghc"]),
    (Cpan, "cpan", &[]),
    (Opam, "opam", &[]),
    (Conan, "conan", &["conancenter"]),
    (Rpm, "rpm", &[
        "almalinux", "azure linux", "fedora", "mageia", "openeuler", "opensuse", "oracle linux", "photon os",
        "red hat", "redhat", "rocky linux", "suse",
    ]),
    (Alpine, "apk", &[
        "alpine", "alpaquita", "bellsoft hardened containers", "chainguard", "minimos", "wolfi", "apkbuild",
    ]),
    (Alpm, "alpm", &["arch", "archlinux", "arch linux"]),
    (Gentoo, "ebuild", &["gentoo", "portage"]),
    (OpenSsl, "openssl", &[]),
    (Nginx, "nginx", &[]),
    (Mattermost, "mattermost", &[]),
    (IntDot, "intdot", &[]),
    (Lexicographic, "lexicographic", &[]),
    (DateTime, "datetime", &[]),
    (Generic, "generic", &[]),
];

/// The scheme that a package type, a `vers:` type or an OSV ecosystem orders by. [`VersionScheme::Other`] with
/// the name in lower case where the order is not built in.
#[must_use]
pub fn scheme_named(name: &str) -> VersionScheme {
    built_in(name).cloned().unwrap_or_else(|| VersionScheme::Other(name.to_lowercase()))
}

/// The name of a scheme, as [`scheme_named`] takes it: that of the package type where there is one.
#[must_use]
pub fn scheme_name(scheme: &VersionScheme) -> &str {
    if let VersionScheme::Other(name) = scheme {
        return name;
    }
    NAMES.iter().find(|(known, ..)| known == scheme).map_or("", |(_, name, _)| *name)
}

/// Every scheme that has a name here, and that name, in the order of the table.
pub fn schemes() -> impl Iterator<Item = (&'static VersionScheme, &'static str)> {
    NAMES.iter().map(|(scheme, name, _)| (scheme, *name))
}

/// The scheme that is meant: documents from before an order was built in name it in words.
pub(super) fn meant(scheme: &VersionScheme) -> Cow<'_, VersionScheme> {
    match scheme {
        VersionScheme::Other(name) => built_in(name).map_or(Cow::Borrowed(scheme), Cow::Borrowed),
        _ => Cow::Borrowed(scheme),
    }
}

fn built_in(name: &str) -> Option<&'static VersionScheme> {
    let name = name.trim();
    let name = name.split_once(':').map_or(name, |(name, _)| name);
    let is = |known: &&str| known.eq_ignore_ascii_case(name);
    NAMES.iter().find(|(_, own, others)| is(own) || others.iter().any(is)).map(|(scheme, ..)| scheme)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_leads_to_one_scheme_and_back() {
        let mut seen = std::collections::BTreeSet::new();
        for (scheme, name, others) in NAMES {
            assert_eq!(scheme_name(scheme), *name);
            for name in std::iter::once(name).chain(*others) {
                assert!(seen.insert(*name), "{name} is there twice");
                assert_eq!(&scheme_named(&name.to_uppercase()), scheme);
            }
        }
    }

    #[test]
    fn a_scheme_stored_in_words_is_the_one_that_was_built_in_since() {
        for (name, scheme) in
            [("maven", Maven), ("Alpine:v3.18", Alpine), ("Red Hat", Rpm), ("Packagist", Composer)]
        {
            assert_eq!(*meant(&VersionScheme::Other(name.to_owned())), scheme);
        }
        let unknown = VersionScheme::Other("android".to_owned());
        assert_eq!(*meant(&unknown), unknown);
        assert_eq!(scheme_named("Android"), unknown);
    }
}
