//! Package URL (ECMA-427, package-url/purl-spec): parsed once, canonical ever after.
//!
//! Invariant: a [`PackageUrl`] obeys the general rules and those of its type, and printing and parsing it
//! again gives the same value. Where the published type definitions would cost an identity that advisories
//! use (`pkg:golang/stdlib`), the wider reading is taken; `purl/rules.rs` says where.
//! It does not look at repositories, and it does not check that a version is well-formed.

mod percent;
mod rules;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{PackageKey, Text, text};
use percent::{decoded, encode};

/// Why a text is not a package URL.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not a package URL: {why}")]
pub struct PurlError {
    /// The text, or the parts put together as far as they go.
    pub text: String,
    /// What is wrong with it.
    pub why: PurlFault,
}

impl PurlError {
    /// The message for people.
    #[must_use]
    pub fn text(&self) -> Text {
        let Self { text, why } = self;
        let Text { ja, en } = why.text();
        text!(ja: "「{text}」は正しい package URL ではありません：{ja}", en: "\"{text}\" is not a package URL: {en}")
    }
}

/// The single fault that made a package URL unusable (ECMA-427 clause 5, or its type's definition).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PurlFault {
    /// It does not start with `pkg:`.
    Scheme,
    /// The type is missing, or has other characters than ASCII letters, digits, `.` and `-`.
    Kind,
    /// The name is missing.
    NoName,
    /// A `%` is not followed by two hexadecimal digits, or the bytes are not UTF-8.
    Percent,
    /// A segment of the namespace holds an encoded slash.
    NamespaceSlash,
    /// A segment of the subpath holds an encoded slash.
    SubpathSlash,
    /// This type needs a namespace.
    NamespaceMissing,
    /// This type has no namespace.
    NamespaceProhibited,
    /// A qualifier key has characters it must not have, or stands twice.
    QualifierKey(String),
    /// This type needs this qualifier.
    QualifierMissing(&'static str),
    /// The name has characters that this type forbids.
    NameCharacters,
    /// The version has characters that this type forbids.
    VersionCharacters,
}

impl PurlFault {
    /// The words for people, to follow a colon.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            Self::Scheme => text!(ja: "「pkg:」で始まっていません", en: "it does not start with \"pkg:\""),
            Self::Kind => text!(
                ja: "種類（type）がないか、英数字・「.」・「-」以外の文字があります",
                en: "its type is missing or has characters other than letters, digits, \".\" and \"-\""
            ),
            Self::NoName => text!(ja: "名前がありません", en: "it has no name"),
            Self::Percent => text!(
                ja: "「%」の後が 16 進 2 桁でないか、UTF-8 になりません",
                en: "a \"%\" is not followed by two hexadecimal digits, or the result is not UTF-8"
            ),
            Self::NamespaceSlash => text!(
                ja: "名前空間の区切りの中に「/」があります",
                en: "a segment of its namespace holds a slash"
            ),
            Self::SubpathSlash => text!(
                ja: "サブパスの区切りの中に「/」があります",
                en: "a segment of its subpath holds a slash"
            ),
            Self::NamespaceMissing => {
                text!(ja: "この種類に必要な名前空間がありません", en: "its type needs a namespace")
            }
            Self::NamespaceProhibited => {
                text!(ja: "この種類に名前空間は付けられません", en: "its type has no namespace")
            }
            Self::QualifierKey(key) => text!(
                ja: "修飾子「{key}」の名前が正しくないか、重複しています",
                en: "qualifier \"{key}\" is misspelt or stands twice"
            ),
            Self::QualifierMissing(key) => {
                text!(ja: "この種類に必要な修飾子「{key}」がありません", en: "its type needs qualifier \"{key}\"")
            }
            Self::NameCharacters => {
                text!(ja: "名前にこの種類で使えない文字があります", en: "its type forbids characters in its name")
            }
            Self::VersionCharacters => text!(
                ja: "版にこの種類で使えない文字があります",
                en: "its type forbids characters in its version"
            ),
        }
    }
}

impl std::fmt::Display for PurlFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text().en)
    }
}

/// A package URL in canonical form.
///
/// ```
/// use sekisho_model::PackageUrl;
/// let purl: PackageUrl = "pkg:PyPI/Django_package@1.11.1".parse()?;
/// assert_eq!(purl.to_string(), "pkg:pypi/django-package@1.11.1");
/// # Ok::<(), sekisho_model::PurlError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PackageUrl {
    kind: String,
    namespace: String,
    name: String,
    version: String,
    qualifiers: BTreeMap<String, String>,
    subpath: String,
}

/// How closely a text is held to the rules.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reading {
    /// Qualifier keys that the type defines must already be in lower case; others are lower-cased. No segment of
    /// the subpath holds an encoded slash.
    Exact,
    /// All keys are lower-cased, and an encoded slash parts segments of the subpath like any other.
    Lenient,
}

impl PackageUrl {
    /// Puts a package URL together from decoded parts; empty texts stand for absent parts.
    ///
    /// # Errors
    /// [`PurlError`] where the parts break a general rule or one of the type's.
    pub fn build(
        kind: &str,
        namespace: &str,
        name: &str,
        version: &str,
        qualifiers: BTreeMap<String, String>,
        subpath: &str,
    ) -> Result<Self, PurlError> {
        let parts = Self {
            kind: kind.to_lowercase(),
            namespace: segments(namespace).collect::<Vec<_>>().join("/"),
            name: name.to_owned(),
            version: version.to_owned(),
            qualifiers,
            subpath: steps(subpath),
        };
        let text = format!("pkg:{kind}/{namespace}/{name}@{version}");
        parts.checked(Reading::Exact).map_err(|why| PurlError { text, why })
    }

    /// Parses as [`str::parse`] does, but takes qualifier keys in any case and encoded slashes in a subpath, as
    /// generators write them.
    ///
    /// # Errors
    /// [`PurlError`] where no canonical form exists.
    pub fn lenient(text: &str) -> Result<Self, PurlError> {
        Self::split(text, Reading::Lenient)
            .and_then(|parts| parts.checked(Reading::Lenient))
            .map_err(|why| PurlError { text: text.to_owned(), why })
    }

    /// Type, namespace and name: what advisories name. See [`PackageKey::canonical`].
    #[must_use]
    pub fn key(&self) -> PackageKey {
        let mut name = self.name.clone();
        rules::fold_for_comparison(&self.kind, &mut name);
        PackageKey { kind: self.kind.clone(), namespace: self.namespace.clone(), name }
    }

    /// Type, such as `cargo`, in lower case.
    #[must_use]
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// Namespace, decoded, segments joined by `/`; or empty.
    #[must_use]
    pub fn namespace(&self) -> &str {
        &self.namespace
    }

    /// Name, decoded.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
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

    /// Takes the text apart from right to left, as ECMA-427 says; nothing is checked but the encoding.
    fn split(text: &str, reading: Reading) -> Result<Self, PurlFault> {
        let (rest, subpath) = text.rsplit_once('#').unwrap_or((text, ""));
        let (rest, qualifiers) = rest.rsplit_once('?').unwrap_or((rest, ""));
        let (scheme, rest) = rest.split_once(':').ok_or(PurlFault::Scheme)?;
        if !scheme.eq_ignore_ascii_case("pkg") {
            return Err(PurlFault::Scheme);
        }
        let (kind, path) = rest.trim_start_matches('/').split_once('/').ok_or(PurlFault::NoName)?;
        let (path, version) = split_version(path);
        // The public suite wants a name before a version even where a slash ends what stands before it.
        let path = if version.is_some() { path } else { path.trim_end_matches('/') };
        let (namespace, name) = path.rsplit_once('/').unwrap_or(("", path));
        Ok(Self {
            kind: kind.to_lowercase(),
            namespace: split_namespace(namespace)?,
            name: decoded(name)?,
            version: decoded(version.unwrap_or_default())?,
            qualifiers: split_qualifiers(qualifiers)?,
            subpath: split_subpath(subpath, reading)?,
        })
    }

    /// Applies the general rules and those of the type.
    fn checked(mut self, reading: Reading) -> Result<Self, PurlFault> {
        let kind_is_well_formed = self.kind.starts_with(|c: char| c.is_ascii_lowercase())
            && self.kind.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'));
        if !kind_is_well_formed {
            return Err(PurlFault::Kind);
        }
        // Slashes around a name are no part of it, clause 5.6.4.
        let name = self.name.trim_matches('/');
        if name.is_empty() {
            return Err(PurlFault::NoName);
        }
        if name.len() < self.name.len() {
            self.name = name.to_owned();
        }
        self.qualifiers = self.checked_qualifiers(reading)?;
        rules::apply(&mut self)?;
        Ok(self)
    }

    fn checked_qualifiers(&self, reading: Reading) -> Result<BTreeMap<String, String>, PurlFault> {
        let mut checked = BTreeMap::new();
        for (key, value) in &self.qualifiers {
            let lower = key.to_lowercase();
            let well_formed = lower.starts_with(|c: char| c.is_ascii_lowercase())
                && lower.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'));
            let misspelt =
                reading == Reading::Exact && lower != *key && rules::defines_key(&self.kind, &lower);
            if !well_formed || misspelt {
                return Err(PurlFault::QualifierKey(key.clone()));
            }
            if !value.is_empty() && checked.insert(lower, value.clone()).is_some() {
                return Err(PurlFault::QualifierKey(key.clone()));
            }
        }
        Ok(checked)
    }
}

impl PackageKey {
    /// The key under which the spellings of one package meet: the rules of the package type, and the
    /// ecosystem's own rule where a package URL keeps more than the ecosystem tells apart (PEP 503 for
    /// `pypi`, letter case for `nuget`).
    ///
    /// ```
    /// use sekisho_model::PackageKey;
    /// assert_eq!(PackageKey::canonical("pypi", "", "Zope.Interface").name, "zope-interface");
    /// ```
    #[must_use]
    pub fn canonical(kind: &str, namespace: &str, name: &str) -> Self {
        let mut parts = PackageUrl {
            kind: kind.to_lowercase(),
            namespace: namespace.trim_matches('/').to_owned(),
            name: name.to_owned(),
            ..PackageUrl::default()
        };
        rules::normalise(&mut parts);
        parts.key()
    }
}

fn segments(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter(|segment| !segment.is_empty())
}

/// Splits at the last `@`, save one that opens a segment before a further slash: npm scopes are often
/// written without their encoding, and a version never starts there.
fn split_version(path: &str) -> (&str, Option<&str>) {
    let Some(at) = path.rfind('@') else { return (path, None) };
    let opens_segment = at == 0 || path.as_bytes()[at - 1] == b'/';
    if opens_segment && path[at..].contains('/') {
        return (path, None);
    }
    (&path[..at], Some(&path[at + 1..]))
}

fn split_namespace(text: &str) -> Result<String, PurlFault> {
    let mut namespace = String::new();
    for segment in segments(text) {
        let segment = decoded(segment)?;
        if segment.contains('/') {
            return Err(PurlFault::NamespaceSlash);
        }
        if !namespace.is_empty() {
            namespace.push('/');
        }
        namespace.push_str(&segment);
    }
    Ok(namespace)
}

fn split_qualifiers(text: &str) -> Result<BTreeMap<String, String>, PurlFault> {
    let mut qualifiers = BTreeMap::new();
    for pair in text.split('&').filter(|pair| !pair.is_empty()) {
        let (key, value) = pair.split_once('=').ok_or_else(|| PurlFault::QualifierKey(pair.to_owned()))?;
        if qualifiers.insert(key.to_owned(), decoded(value)?).is_some() {
            return Err(PurlFault::QualifierKey(key.to_owned()));
        }
    }
    Ok(qualifiers)
}

/// No segment may hold a slash once it is decoded. Where one is let through all the same, the segments are looked
/// at afterwards: a way up could hide behind it, as in `a%2F..%2Fb`.
fn split_subpath(text: &str, reading: Reading) -> Result<String, PurlFault> {
    let decoded: Vec<_> = segments(text).map(decoded).collect::<Result<_, _>>()?;
    if reading == Reading::Exact && decoded.iter().any(|segment| segment.contains('/')) {
        return Err(PurlFault::SubpathSlash);
    }
    Ok(steps(&decoded.join("/")))
}

/// A path without empty segments and without `.` and `..`.
fn steps(path: &str) -> String {
    segments(path).filter(|segment| !matches!(*segment, "." | "..")).collect::<Vec<_>>().join("/")
}

impl std::str::FromStr for PackageUrl {
    type Err = PurlError;
    fn from_str(text: &str) -> Result<Self, PurlError> {
        Self::split(text, Reading::Exact)
            .and_then(|parts| parts.checked(Reading::Exact))
            .map_err(|why| PurlError { text: text.to_owned(), why })
    }
}

/// The canonical form.
impl std::fmt::Display for PackageUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "pkg:{}/", self.kind)?;
        for segment in segments(&self.namespace) {
            encode(f, segment)?;
            f.write_str("/")?;
        }
        self.print_name(f)?;
        if !self.version.is_empty() {
            f.write_str("@")?;
            encode(f, &self.version)?;
        }
        for (nth, (key, value)) in self.qualifiers.iter().enumerate() {
            write!(f, "{}{key}=", if nth == 0 { '?' } else { '&' })?;
            encode(f, value)?;
        }
        for (nth, segment) in segments(&self.subpath).enumerate() {
            f.write_str(if nth == 0 { "#" } else { "/" })?;
            encode(f, segment)?;
        }
        Ok(())
    }
}

impl PackageUrl {
    /// A name is one segment, save for `git`, where it is the path on the host.
    fn print_name(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.kind != rules::GIT {
            return encode(f, &self.name);
        }
        for (nth, segment) in segments(&self.name).enumerate() {
            if nth > 0 {
                f.write_str("/")?;
            }
            encode(f, segment)?;
        }
        Ok(())
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

#[cfg(test)]
mod tests;
