//! Which operating system a tree is: `os-release`, or the older files that say only a number.
//!
//! Invariant: nothing is guessed. A system without such a file has no name here.

use std::collections::BTreeMap;

/// An operating system's own words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::generate) struct Release {
    /// `ID`, such as `debian`.
    pub(in crate::generate) id: String,
    /// `VERSION_ID`, or the code name where there is no number.
    pub(in crate::generate) version: String,
    /// `NAME`.
    pub(in crate::generate) name: String,
    /// `CPE_NAME`.
    pub(in crate::generate) cpe: String,
    /// `HOME_URL`.
    pub(in crate::generate) url: String,
}

/// Names that package URLs and advisories use in place of `ID`.
const NAMESPACES: [(&str, &str); 14] = [
    ("amzn", "amazon"),
    ("azurelinux", "azurelinux"),
    ("ol", "oracle"),
    ("opensuse-leap", "opensuse"),
    ("opensuse-microos", "opensuse"),
    ("opensuse-tumbleweed", "opensuse"),
    ("raspbian", "raspbian"),
    ("rhel", "redhat"),
    ("rocky", "rocky-linux"),
    ("sle-micro", "suse"),
    ("sled", "suse"),
    ("sles", "suse"),
    ("sles_sap", "suse"),
    ("suse", "suse"),
];

impl Release {
    /// Reads `os-release`; `None` where it has no `ID`.
    pub(in crate::generate) fn read(text: &str) -> Option<Self> {
        let fields: BTreeMap<&str, String> = text.lines().filter_map(field).collect();
        let get = |key: &str| fields.get(key).cloned().unwrap_or_default();
        let id = get("ID").to_lowercase();
        let version = match get("VERSION_ID") {
            version if version.is_empty() => get("VERSION_CODENAME"),
            version => version,
        };
        let url = get("HOME_URL");
        (!id.is_empty()).then(|| Self { id, version, name: get("NAME"), cpe: get("CPE_NAME"), url })
    }

    /// Reads a file that holds a number alone; `bookworm/sid` is `sid`.
    pub(in crate::generate) fn from_number(id: &str, text: &str) -> Option<Self> {
        let first = text.lines().next()?.trim();
        let version = first.rsplit('/').next().unwrap_or(first);
        let is_plain = !version.is_empty() && !version.contains(char::is_whitespace);
        is_plain.then(|| Self { id: id.to_owned(), version: version.to_owned(), ..Self::default() })
    }

    /// The namespace of its packages' addresses.
    pub(in crate::generate) fn namespace(&self) -> String {
        let known = NAMESPACES.iter().find(|(id, _)| *id == self.id);
        known.map_or_else(|| self.id.clone(), |(_, namespace)| (*namespace).to_owned())
    }

    /// The qualifier `distro`.
    pub(in crate::generate) fn distro(&self) -> String {
        if self.version.is_empty() { self.id.clone() } else { format!("{}-{}", self.id, self.version) }
    }
}

/// `KEY=value`, quoted as a shell would.
fn field(line: &str) -> Option<(&str, String)> {
    let line = line.trim();
    if line.starts_with('#') {
        return None;
    }
    let (key, value) = line.split_once('=')?;
    let value = value.trim();
    let quoted = |quote: char| value.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote));
    let value = match (quoted('"'), quoted('\'')) {
        (Some(inner), _) => inner.replace("\\\"", "\"").replace("\\$", "$").replace("\\\\", "\\"),
        (None, Some(inner)) => inner.to_owned(),
        (None, None) => value.to_owned(),
    };
    Some((key.trim(), value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_release_is_read_with_its_quotes() {
        let release =
            Release::read("# words\nNAME=\"Debian GNU/Linux\"\nID=debian\nVERSION_ID=\"12\"\n").unwrap();
        assert_eq!((release.distro().as_str(), release.namespace().as_str()), ("debian-12", "debian"));
        assert_eq!(release.name, "Debian GNU/Linux");
        assert_eq!(Release::read("NAME=x\n"), None);
    }

    #[test]
    fn a_system_without_a_number_has_its_code_name() {
        let sid = Release::read("ID=debian\nVERSION_CODENAME=trixie\n").unwrap();
        assert_eq!(sid.distro(), "debian-trixie");
        assert_eq!(Release::from_number("debian", "bookworm/sid\n").unwrap().distro(), "debian-sid");
        assert_eq!(Release::from_number("debian", "\n"), None);
    }

    #[test]
    fn names_that_advisories_use_stand_for_the_systems_own() {
        let of = |id: &str| Release { id: id.to_owned(), ..Release::default() }.namespace();
        assert_eq!(of("rhel"), "redhat");
        assert_eq!(of("rocky"), "rocky-linux");
        assert_eq!(of("opensuse-leap"), "opensuse");
        assert_eq!(of("fedora"), "fedora");
    }
}
