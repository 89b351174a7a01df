//! Version numbers of documents: a whole number, or semantic versioning 2.0.0 (CSAF 3.1.11).
//!
//! Invariant: one order over both kinds, in which `2` stands where `2.0.0` does; whether both kinds may stand
//! together is for test 6.1.30. Build metadata never counts.

use std::cmp::Ordering;

use semver::{BuildMetadata, Prerelease, Version};

/// A document's or revision's version.
#[derive(Clone, Debug)]
pub(crate) struct Number {
    version: Version,
    /// Written as one whole number?
    pub(crate) whole: bool,
}

impl Number {
    /// Reads a version; nothing where it is neither kind, or beyond 64 bits.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        if text.bytes().all(|b| b.is_ascii_digit()) {
            let well_formed = text == "0" || !text.starts_with('0');
            let major = text.parse().ok().filter(|_| well_formed)?;
            return Some(Self { version: Version::new(major, 0, 0), whole: true });
        }
        Some(Self { version: Version::parse(text).ok()?, whole: false })
    }

    /// The whole number, or the first part.
    pub(crate) const fn major(&self) -> u64 {
        self.version.major
    }

    /// Is there a part after `-`?
    pub(crate) fn is_pre_release(&self) -> bool {
        !self.version.pre.is_empty()
    }

    /// The order of precedence.
    pub(crate) fn order(&self, other: &Self) -> Ordering {
        self.version.cmp_precedence(&other.version)
    }

    /// The same without build metadata, and without the pre-release part where that is asked.
    pub(crate) fn bare(&self, without_pre_release: bool) -> Self {
        let mut version = Version { build: BuildMetadata::EMPTY, ..self.version.clone() };
        if without_pre_release {
            version.pre = Prerelease::EMPTY;
        }
        Self { version, whole: self.whole }
    }
}
