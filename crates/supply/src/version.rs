//! The order of versions: a text parsed once under a scheme, then compared.
//!
//! Invariants: versions of different schemes are not comparable, and say so. A text outside its scheme's
//! specification is either refused or marked irregular; an irregular version can be ordered for people
//! ([`compare`]), but no judgement rests on it. Git commits have no order of their own: [`Commits`] takes one.
//! Maker's own version words (`< V4.33`) are read elsewhere.
//!
//! Each scheme's module writes a sort key (`key`); nothing but [`Version`] compares.

mod alpine;
mod commits;
mod composer;
mod conan;
mod debian;
mod gem;
mod generic;
mod gentoo;
mod key;
mod maven;
mod names;
mod nuget;
mod numbers;
mod openssl;
mod plain;
mod pypi;
mod rpm;
mod semver;
mod set;
pub mod vers;

use std::borrow::Cow;
use std::cmp::Ordering;
use std::mem::{Discriminant, discriminant};

use sekisho_model::{Text, VersionScheme, text};

use crate::Reason;
pub use commits::Commits;
use key::{Key, KeyWriter};
pub use names::{scheme_name, scheme_named, schemes};
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
/// Equality is the scheme's: `1.0` equals `1.0.0` in PEP 440, and build metadata seldom counts.
#[derive(Clone, Debug)]
pub struct Version {
    scheme: Discriminant<VersionScheme>,
    fit: Fit,
    key: Key,
}

/// How a text fits its scheme's specification.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fit {
    /// Its place is beyond doubt.
    Regular,
    /// It can be placed for people only.
    Irregular,
    /// Regular, and equal to everything that its key is a beginning of.
    Open,
    /// The same for people only.
    Wild,
}

use Fit::{Irregular, Open, Regular, Wild};

impl Version {
    /// Parses a text under a scheme. Spaces at the ends do not count, but in the order of bytes.
    ///
    /// # Errors
    /// [`VersionError`] where the text is no version of the scheme, or the scheme's order is not built in.
    pub fn parse(scheme: &VersionScheme, text: &str) -> Result<Self, VersionError> {
        let meant = names::meant(scheme);
        let mut key = KeyWriter::default();
        let bytes_count = *meant == VersionScheme::Lexicographic;
        match write(&meant, if bytes_count { text } else { text.trim() }, &mut key) {
            Written::Key(fit) => Ok(Self { scheme: discriminant(&meant), fit, key: key.finished() }),
            Written::NoOrder => Err(VersionError::NoOrder(meant.into_owned())),
            Written::Unreadable => {
                Err(VersionError::Unreadable { scheme: meant.into_owned(), text: text.to_owned() })
            }
        }
    }

    /// Parses a text for a judgement. Composer compares what it has filled up to four numbers, so that in a range
    /// `1.0` and `1.0.0` are one version; PHP's comparison by itself, which [`compare`] gives, tells them apart.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    pub(crate) fn judged(scheme: &VersionScheme, text: &str) -> Result<Self, VersionError> {
        match *names::meant(scheme) {
            VersionScheme::Composer => Self::parse(scheme, &composer::written(text.trim())),
            _ => Self::parse(scheme, text),
        }
    }

    /// The same for the end of a range.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    pub(crate) fn bound(scheme: &VersionScheme, text: &str) -> Result<Self, VersionError> {
        match *names::meant(scheme) {
            VersionScheme::Composer => Self::parse(scheme, &composer::bound(text.trim())),
            _ => Self::judged(scheme, text),
        }
    }

    /// Does the scheme's specification define the place of this version? Irregular are, among others,
    /// versions from before PEP 440, "semantic" versions of more than three numbers, and whatever an
    /// ecosystem's own tool orders although its specification does not know it.
    #[must_use]
    pub const fn is_regular(&self) -> bool {
        matches!(self.fit, Regular | Open)
    }

    /// Does it stand for several versions, such as every release of pacman's `1.5`?
    const fn is_open(&self) -> bool {
        matches!(self.fit, Open | Wild)
    }

    /// A total order for sorting, in which a version that stands for several comes before them. Versions of
    /// different schemes are sorted as their bytes fall.
    pub(crate) fn place(&self, other: &Self) -> Ordering {
        self.key.cmp(&other.key)
    }
}

enum Written {
    Key(Fit),
    Unreadable,
    NoOrder,
}

fn write(scheme: &VersionScheme, text: &str, key: &mut KeyWriter) -> Written {
    let fit = match scheme {
        VersionScheme::SemVer
        | VersionScheme::Swift
        | VersionScheme::Hex
        | VersionScheme::Nginx
        | VersionScheme::Mattermost => semver::key(text, key),
        VersionScheme::Npm => semver::npm(text, key),
        VersionScheme::Go => semver::go(text, key),
        VersionScheme::Pub => semver::public(text, key),
        VersionScheme::PyPi => pypi::key(text, key),
        VersionScheme::Debian => debian::key(text, key),
        VersionScheme::Opam => debian::opam(text, key),
        VersionScheme::Maven => maven::key(text, key),
        VersionScheme::RubyGems => gem::key(text, key),
        VersionScheme::NuGet => nuget::key(text, key),
        VersionScheme::Composer => composer::key(text, key),
        VersionScheme::Cran => numbers::cran(text, key),
        VersionScheme::Hackage => numbers::hackage(text, key),
        VersionScheme::Cpan => numbers::cpan(text, key),
        VersionScheme::IntDot => numbers::int_dot(text, key),
        VersionScheme::Conan => conan::key(text, key),
        VersionScheme::Rpm => rpm::key(text, key),
        VersionScheme::Alpm => rpm::alpm(text, key),
        VersionScheme::Alpine => alpine::key(text, key),
        VersionScheme::Gentoo => gentoo::key(text, key),
        VersionScheme::OpenSsl => openssl::key(text, key),
        VersionScheme::Lexicographic => Some(plain::lexicographic(text, key)),
        VersionScheme::DateTime => plain::date_time(text, key),
        VersionScheme::Generic => generic::key(text, key),
        VersionScheme::Git | VersionScheme::Other(_) => return Written::NoOrder,
    };
    fit.map_or(Written::Unreadable, Written::Key)
}

impl PartialEq for Version {
    fn eq(&self, other: &Self) -> bool {
        self.partial_cmp(other) == Some(Ordering::Equal)
    }
}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        if self.scheme != other.scheme {
            return None;
        }
        if self.is_open() == other.is_open() {
            return Some(self.key.cmp(&other.key));
        }
        // The one that stands for several is compared as far as it goes.
        let (mine, its) = (self.key.bytes(), other.key.bytes());
        let upto = if self.is_open() { mine.len() } else { its.len() };
        Some(mine.get(..upto).unwrap_or(mine).cmp(its.get(..upto).unwrap_or(its)))
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

/// The same for sorting: an order that is total even where a version stands for several.
pub(crate) fn place(scheme: &VersionScheme, a: &str, b: &str) -> Option<Ordering> {
    let (a, b) = (Version::parse(scheme, a).ok()?, Version::parse(scheme, b).ok()?);
    Some(a.place(&b))
}

/// The text as its scheme writes it, where the scheme's own tools change what they are given: NuGet puts
/// pre-releases in lower case, Composer fills up to four numbers.
#[must_use]
pub fn written<'t>(scheme: &VersionScheme, text: &'t str) -> Cow<'t, str> {
    match *names::meant(scheme) {
        VersionScheme::NuGet => Cow::Owned(nuget::written(text)),
        VersionScheme::Composer => composer::written(text),
        _ => Cow::Borrowed(text),
    }
}

#[cfg(test)]
mod tests;
