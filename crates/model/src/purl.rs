//! Package URL (ECMA-427, package-url/purl-spec): parsed once, canonical ever after.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::PackageKey;

/// Why a text is not a package URL.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not a package URL: {why}")]
pub struct PurlError {
    /// The text.
    pub text: String,
    /// What is wrong with it.
    pub why: &'static str,
}

/// A package URL in canonical form.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PackageUrl {
    kind: String,
    namespace: String,
    name: String,
    version: String,
    qualifiers: BTreeMap<String, String>,
    subpath: String,
}

impl PackageUrl {
    /// Type, namespace and name: what advisories name.
    #[must_use]
    pub fn key(&self) -> PackageKey {
        PackageKey { kind: self.kind.clone(), namespace: self.namespace.clone(), name: self.name.clone() }
    }

    /// Version, or empty.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Qualifiers such as `arch` or `distro`.
    #[must_use]
    pub const fn qualifiers(&self) -> &BTreeMap<String, String> {
        &self.qualifiers
    }

    /// Path inside the package, or empty.
    #[must_use]
    pub fn subpath(&self) -> &str {
        &self.subpath
    }
}

impl std::str::FromStr for PackageUrl {
    type Err = PurlError;
    fn from_str(text: &str) -> Result<Self, PurlError> {
        let fail = |why| PurlError { text: text.to_owned(), why };
        let rest = text.strip_prefix("pkg:").ok_or_else(|| fail("it does not start with `pkg:`"))?;
        let (path, version) = rest.split_once('@').unwrap_or((rest, ""));
        let (kind, path) = path.split_once('/').ok_or_else(|| fail("it has no name"))?;
        let (namespace, name) = path.rsplit_once('/').unwrap_or(("", path));
        Ok(Self {
            kind: kind.to_lowercase(),
            namespace: namespace.to_owned(),
            name: name.to_owned(),
            version: version.to_owned(),
            qualifiers: BTreeMap::new(),
            subpath: String::new(),
        })
    }
}

impl std::fmt::Display for PackageUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "pkg:{}", self.key())?;
        if self.version.is_empty() { Ok(()) } else { write!(f, "@{}", self.version) }
    }
}

impl TryFrom<String> for PackageUrl {
    type Error = PurlError;
    fn try_from(text: String) -> Result<Self, PurlError> {
        text.parse()
    }
}

impl From<PackageUrl> for String {
    fn from(purl: PackageUrl) -> Self {
        purl.to_string()
    }
}
