//! The version of a component, and releases of distributions: `12`, `debian-12`, `bookworm` and `22.04:LTS` brought to one spelling.

use std::borrow::Cow;

use sekisho_model::{PackageUrl, Stated};

/// Code names by release. Only those that package URLs use in place of the number.
const CODE_NAMES: [(&str, &str); 17] = [
    ("jessie", "8"),
    ("stretch", "9"),
    ("buster", "10"),
    ("bullseye", "11"),
    ("bookworm", "12"),
    ("trixie", "13"),
    ("forky", "14"),
    ("trusty", "14.04"),
    ("xenial", "16.04"),
    ("bionic", "18.04"),
    ("focal", "20.04"),
    ("jammy", "22.04"),
    ("mantic", "23.10"),
    ("noble", "24.04"),
    ("oracular", "24.10"),
    ("plucky", "25.04"),
    ("questing", "25.10"),
];

/// The release that a component belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Release {
    Known(String),
    Unknown,
}

impl Release {
    /// From the qualifier `distro` (`debian-12`, `bookworm`) or `release`.
    pub(super) fn of_purl(purl: &PackageUrl) -> Self {
        let qualifiers = purl.qualifiers();
        let Some(written) = qualifiers.get("distro").or_else(|| qualifiers.get("release")) else {
            return Self::Unknown;
        };
        let last = written.rsplit('-').next().unwrap_or_default();
        match spelling(last) {
            // A distribution without a release, such as `debian`, says nothing.
            name if name.is_empty() || name == purl.namespace() => Self::Unknown,
            name => Self::Known(name),
        }
    }

    /// Can a statement limited to `release` speak of this one? `12` speaks of `12.5`.
    pub(super) fn may_be(&self, release: &str) -> bool {
        let Self::Known(name) = self else { return true };
        let within = |inner: &str, outer: &str| {
            inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        release.is_empty() || within(name, release) || within(release, name)
    }
}

/// The version that a component states: that of its package URL before its own. RPM's epoch stands beside the
/// version, in a qualifier, and is put before it.
pub(super) fn version_of<'v>(purl: &'v PackageUrl, own: &'v Stated<String>) -> Option<Cow<'v, str>> {
    let version = match purl.version() {
        "" => own.known().map(String::as_str)?,
        version => version,
    };
    match purl.qualifiers().get("epoch") {
        Some(epoch) if purl.kind() == "rpm" && !version.contains(':') => {
            Some(Cow::Owned(format!("{epoch}:{version}")))
        }
        _ => Some(Cow::Borrowed(version)),
    }
}

/// The number of a release as advisories or package URLs write it: `v3.18` is `3.18`, `22.04:LTS` is
/// `22.04`, `Pro:18.04:LTS` is `18.04`, `bookworm` is `12`. Without a number, the words in lower case.
pub(super) fn spelling(written: &str) -> String {
    let lower = written.trim().to_lowercase();
    let number = |part: &str| {
        let part = part.strip_prefix('v').unwrap_or(part);
        part.starts_with(|c: char| c.is_ascii_digit()).then(|| part.to_owned())
    };
    lower
        .split(':')
        .find_map(number)
        .or_else(|| {
            CODE_NAMES.iter().find(|(name, _)| *name == lower).map(|(_, number)| (*number).to_owned())
        })
        .unwrap_or(lower)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_release_meet() {
        for (written, expected) in [
            ("12", "12"),
            ("Bookworm", "12"),
            ("v3.18", "3.18"),
            ("22.04:LTS", "22.04"),
            ("Pro:18.04:LTS", "18.04"),
            ("sid", "sid"),
            ("", ""),
        ] {
            assert_eq!(spelling(written), expected);
        }
    }

    #[test]
    fn the_release_of_a_component_is_in_its_package_url() {
        for (purl, expected) in [
            ("pkg:deb/debian/curl@1?distro=debian-12", Some("12")),
            ("pkg:deb/debian/curl@1?distro=debian-12.5", Some("12.5")),
            ("pkg:deb/debian/curl@1?distro=bookworm", Some("12")),
            ("pkg:deb/debian/curl@1?distro=debian", None),
            ("pkg:deb/debian/curl@1", None),
            ("pkg:apk/alpine/musl@1?distro=alpine-3.18.4", Some("3.18.4")),
            ("pkg:deb/ubuntu/curl@1?release=jammy", Some("22.04")),
        ] {
            let release = Release::of_purl(&purl.parse().unwrap());
            assert_eq!(release, expected.map_or(Release::Unknown, |name| Release::Known(name.to_owned())));
        }
    }

    #[test]
    fn a_statement_for_a_release_speaks_of_its_point_releases_only() {
        let release = Release::Known("12.5".to_owned());
        assert!(release.may_be("12") && release.may_be("") && release.may_be("12.5"));
        assert!(!release.may_be("1") && !release.may_be("11") && !release.may_be("12.50"));
        assert!(Release::Unknown.may_be("11"));
    }
}
