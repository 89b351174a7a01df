//! The order of versions: a text parsed once under a scheme, then compared.
//!
//! Invariants: versions of different schemes are not comparable, and say so. A text outside its scheme's
//! specification is either refused or marked irregular; an irregular version can be ordered for people
//! ([`compare`]), but no judgement rests on it. Schemes built in: Semantic Versioning (Cargo, Go, npm),
//! PEP 440, Debian policy. Maker's own version words (`< V4.33`) are read elsewhere.

mod debian;
mod number;
mod pypi;
mod semver;
mod set;
pub mod vers;

use std::cmp::Ordering;

use sekisho_model::{Text, VersionScheme, text};

use crate::Reason;
pub(crate) use set::{Holding, Probe, VersionSet};
pub use set::{contains, range_words};
pub use vers::Vers;

/// Why a text has no place in an order.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VersionError {
    /// The text is not a version of this scheme.
    #[error("{text:?} is not a version in {}", scheme_name(scheme))]
    Unreadable {
        /// The scheme.
        scheme: VersionScheme,
        /// The text.
        text: String,
    },
    /// The scheme has no order that is built in.
    #[error("the version order of {} is not built in", scheme_name(.0))]
    NoOrder(VersionScheme),
}

impl VersionError {
    /// The message for people.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            Self::Unreadable { scheme, text } => {
                let scheme = scheme_name(scheme);
                text!(ja: "「{text}」は {scheme} の版として読めません", en: "\"{text}\" is not a version in {scheme}")
            }
            Self::NoOrder(_) => Reason::from(self.clone()).text(),
        }
    }
}

impl From<VersionError> for Reason {
    fn from(error: VersionError) -> Self {
        match error {
            VersionError::Unreadable { text, .. } => Self::VersionUnreadable(text),
            VersionError::NoOrder(VersionScheme::Git) => Self::OnlyCommits,
            VersionError::NoOrder(scheme) => Self::OrderUnknown(scheme_name(&scheme).to_owned()),
        }
    }
}

/// A version, parsed once. Compare with [`PartialOrd`]: versions of different schemes have no order.
/// Equality is the scheme's: `1.0` equals `1.0.0` in PEP 440, and build metadata never counts.
#[derive(Clone, Debug)]
pub struct Version(Parsed);

#[derive(Clone, Debug)]
enum Parsed {
    SemVer(semver::SemVer),
    PyPi(pypi::PyPi),
    Debian(debian::Debian),
}

impl Version {
    /// Parses a text under a scheme. Spaces at the ends do not count.
    ///
    /// # Errors
    /// [`VersionError`] where the text is no version of the scheme, or the scheme's order is not built in.
    pub fn parse(scheme: &VersionScheme, text: &str) -> Result<Self, VersionError> {
        let trimmed = text.trim();
        let parsed = match scheme {
            VersionScheme::SemVer => semver::SemVer::parse(trimmed).map(Parsed::SemVer),
            VersionScheme::Npm => {
                semver::SemVer::parse(trimmed.trim_start_matches('=').trim_start()).map(Parsed::SemVer)
            }
            VersionScheme::PyPi => pypi::PyPi::parse(trimmed).map(Parsed::PyPi),
            VersionScheme::Debian => debian::Debian::parse(trimmed).map(Parsed::Debian),
            VersionScheme::Git | VersionScheme::Other(_) => {
                return Err(VersionError::NoOrder(scheme.clone()));
            }
        };
        parsed
            .map(Self)
            .ok_or_else(|| VersionError::Unreadable { scheme: scheme.clone(), text: text.to_owned() })
    }

    /// Does the scheme's specification define the place of this version? Irregular are versions from before
    /// PEP 440, and "semantic" versions of more than three numbers.
    #[must_use]
    pub const fn is_regular(&self) -> bool {
        match &self.0 {
            Parsed::SemVer(version) => version.is_regular(),
            Parsed::PyPi(version) => version.is_regular(),
            Parsed::Debian(_) => true,
        }
    }
}

impl PartialEq for Version {
    fn eq(&self, other: &Self) -> bool {
        self.partial_cmp(other) == Some(Ordering::Equal)
    }
}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        match (&self.0, &other.0) {
            (Parsed::SemVer(a), Parsed::SemVer(b)) => Some(a.cmp(b)),
            (Parsed::PyPi(a), Parsed::PyPi(b)) => Some(a.cmp(b)),
            (Parsed::Debian(a), Parsed::Debian(b)) => Some(a.cmp(b)),
            _ => None,
        }
    }
}

/// Orders two version texts under one scheme.
///
/// ```
/// use std::cmp::Ordering;
/// use sekisho_model::VersionScheme;
/// let order = sekisho_supply::version::compare(&VersionScheme::PyPi, "1.0rc1", "1.0")?;
/// assert_eq!(order, Ordering::Less);
/// # Ok::<(), sekisho_supply::version::VersionError>(())
/// ```
///
/// # Errors
/// [`VersionError`] for the first text that has no place in the order.
pub fn compare(scheme: &VersionScheme, a: &str, b: &str) -> Result<Ordering, VersionError> {
    let (a, b) = (Version::parse(scheme, a)?, Version::parse(scheme, b)?);
    a.partial_cmp(&b).ok_or_else(|| VersionError::NoOrder(scheme.clone()))
}

/// The scheme that a package type or a `vers:` type orders by.
#[must_use]
pub fn scheme_named(name: &str) -> VersionScheme {
    match name.to_lowercase().as_str() {
        "semver" | "cargo" | "golang" => VersionScheme::SemVer,
        "npm" => VersionScheme::Npm,
        "pypi" => VersionScheme::PyPi,
        "deb" | "debian" => VersionScheme::Debian,
        "git" => VersionScheme::Git,
        other => VersionScheme::Other(other.to_owned()),
    }
}

/// The name of a scheme, as [`scheme_named`] takes it.
#[must_use]
pub const fn scheme_name(scheme: &VersionScheme) -> &str {
    match scheme {
        VersionScheme::SemVer => "semver",
        VersionScheme::Npm => "npm",
        VersionScheme::PyPi => "pypi",
        VersionScheme::Debian => "deb",
        VersionScheme::Git => "git",
        VersionScheme::Other(name) => name.as_str(),
    }
}

#[cfg(test)]
mod tests;
