//! Sets of versions, as advisories state them, made ready for many questions.
//!
//! Semantics are OSV's: a version is in the set when it is listed by name, listed by an equal version, or
//! lies in one of the intervals. A lower end of `0` means "from the very first version", pre-releases
//! included. What cannot be placed is answered as such, never as "outside".

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::sync::OnceLock;

use sekisho_model::{Bound, VersionRange, VersionScheme, Versions};

use super::{Vers, Version, VersionError, conan, names};
use crate::Reason;

/// How many listed versions are spelt out in a reason.
const LISTED_SHOWN_MAX: usize = 5;

/// Does `versions` hold the version `text`?
///
/// # Errors
/// The [`Reason`] why it cannot be decided.
pub fn contains(versions: &Versions, text: &str) -> Result<bool, Reason> {
    match VersionSet::new(versions).holding(&Probe::new(text)) {
        Holding::All | Holding::Listed | Holding::InRange => Ok(true),
        Holding::Outside => Ok(false),
        Holding::Undecided(reason) => Err(reason),
    }
}

/// How a question ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Holding {
    /// The set is every version.
    All,
    /// Named in the list.
    Listed,
    /// Inside an interval.
    InRange,
    /// Outside all.
    Outside,
    /// Cannot be decided.
    Undecided(Reason),
}

/// A version text under question. Parsed once for the first scheme asked; a text is hardly ever asked under
/// a second one, and then parsed anew.
#[derive(Debug)]
pub(crate) struct Probe<'v> {
    text: &'v str,
    first: OnceCell<(VersionScheme, Result<Version, VersionError>)>,
}

impl<'v> Probe<'v> {
    pub(crate) const fn new(text: &'v str) -> Self {
        Self { text, first: OnceCell::new() }
    }

    /// The text.
    pub(crate) const fn text(&self) -> &'v str {
        self.text
    }

    /// The version, if its place in the order is beyond doubt.
    fn regular(&self, scheme: &VersionScheme) -> Result<Cow<'_, Version>, Reason> {
        let parse = || Version::judged(scheme, self.text);
        let (known, parsed) = self.first.get_or_init(|| (scheme.clone(), parse()));
        let parsed = if known == scheme { Cow::Borrowed(parsed) } else { Cow::Owned(parse()) };
        let unreadable = || Reason::VersionUnreadable(self.text.to_owned());
        match parsed {
            Cow::Borrowed(Ok(version)) if version.is_regular() => Ok(Cow::Borrowed(version)),
            Cow::Owned(Ok(version)) if version.is_regular() => Ok(Cow::Owned(version)),
            Cow::Borrowed(Ok(_)) | Cow::Owned(Ok(_)) => Err(unreadable()),
            Cow::Borrowed(Err(error)) => Err(error.clone().into()),
            Cow::Owned(Err(error)) => Err(error.into()),
        }
    }
}

/// A set of versions with its ends parsed. Borrows the statement it was made from.
#[derive(Debug)]
pub(crate) struct VersionSet<'a>(Kind<'a>);

#[derive(Debug)]
enum Kind<'a> {
    All,
    /// Words that no order can read.
    Unreadable(&'a str),
    Ordered(Ordered<'a>),
    /// Read out of words in `vers:` notation, so there is nothing to borrow from.
    Owned(Box<Versions>),
}

#[derive(Debug)]
struct Ordered<'a> {
    scheme: &'a VersionScheme,
    ranges: &'a [VersionRange],
    intervals: Vec<Interval>,
    listed: &'a BTreeSet<String>,
    /// The listed versions in their order; most statements are never asked for it.
    listed_parsed: OnceLock<Vec<Version>>,
    /// The first interval that has an end nobody can read.
    unreadable: Option<&'a VersionRange>,
}

/// `None` is no end on that side; the flag says whether the end itself belongs to the interval.
#[derive(Debug)]
struct Interval {
    from: Option<(Version, bool)>,
    to: Option<(Version, bool)>,
}

impl<'a> VersionSet<'a> {
    pub(crate) fn new(versions: &'a Versions) -> Self {
        Self(match versions {
            Versions::All => Kind::All,
            Versions::Text(words) => match words.parse::<Vers>() {
                Ok(vers) => Kind::Owned(Box::new(vers.versions())),
                Err(_) => Kind::Unreadable(words),
            },
            Versions::Ranges { scheme, ranges, listed } => {
                Kind::Ordered(Ordered::new(scheme, ranges, listed))
            }
        })
    }

    /// Does it hold every version, whatever the version is?
    pub(crate) fn is_everything(&self) -> bool {
        match &self.0 {
            Kind::All => true,
            Kind::Unreadable(_) => false,
            Kind::Ordered(ordered) => ordered.intervals.iter().any(Interval::is_everything),
            Kind::Owned(versions) => VersionSet::new(versions).is_everything(),
        }
    }

    pub(crate) fn holding(&self, probe: &Probe<'_>) -> Holding {
        match &self.0 {
            Kind::All => Holding::All,
            Kind::Unreadable(words) => Holding::Undecided(Reason::RangeUnreadable((*words).to_owned())),
            Kind::Ordered(ordered) => ordered.holding(probe),
            Kind::Owned(versions) => VersionSet::new(versions).holding(probe),
        }
    }
}

impl<'a> Ordered<'a> {
    fn new(scheme: &'a VersionScheme, ranges: &'a [VersionRange], listed: &'a BTreeSet<String>) -> Self {
        let mut intervals = Vec::with_capacity(ranges.len());
        let mut unreadable = None;
        for range in ranges {
            match Interval::new(scheme, range) {
                Some(interval) => intervals.push(interval),
                None => unreadable = unreadable.or(Some(range)),
            }
        }
        Self { scheme, ranges, intervals, listed, listed_parsed: OnceLock::new(), unreadable }
    }

    fn holding(&self, probe: &Probe<'_>) -> Holding {
        if !self.listed.is_empty() && self.listed.contains(probe.text) {
            return Holding::Listed;
        }
        if self.intervals.iter().any(Interval::is_everything) {
            return Holding::InRange;
        }
        if *self.scheme == VersionScheme::Git && self.starts_at(probe.text) {
            return Holding::InRange;
        }
        let version = match probe.regular(self.scheme) {
            Ok(version) => version,
            Err(reason) => return Holding::Undecided(reason),
        };
        let version = version.as_ref();
        if version.is_open() && self.intervals.iter().any(|interval| interval.cuts(version)) {
            return Holding::Undecided(Reason::VersionUnreadable(probe.text.to_owned()));
        }
        if let Some(range) = self.in_doubt(probe.text) {
            return Holding::Undecided(Reason::RangeUnreadable(interval_words(range)));
        }
        if self.intervals.iter().any(|interval| interval.holds(version)) {
            Holding::InRange
        } else if let Some(is_regular) = self.lists_an_equal_of(version) {
            // What has no place of its own can only seem equal, as npm's `1.2.3.4` seems to be `1.2.3`.
            let listed = || Holding::Undecided(Reason::RangeUnreadable(listed_words(self.listed)));
            if is_regular { Holding::Listed } else { listed() }
        } else if let Some(range) = self.unreadable {
            Holding::Undecided(Reason::RangeUnreadable(interval_words(range)))
        } else {
            Holding::Outside
        }
    }

    /// The first interval that has an end which the ecosystem's own tool may put on the version's other side.
    fn in_doubt(&self, text: &str) -> Option<&VersionRange> {
        let conan = *names::meant(self.scheme) == VersionScheme::Conan;
        let is_in_doubt = |bound: &Bound| match bound {
            Bound::Open => false,
            Bound::Including(end) | Bound::Excluding(end) => conan::in_doubt(end, text),
        };
        self.ranges.iter().find(|range| conan && (is_in_doubt(&range.from) || is_in_doubt(&range.to)))
    }

    /// Of commits nothing is known but that one is the same as another.
    fn starts_at(&self, commit: &str) -> bool {
        let is = |bound: &Bound| matches!(bound, Bound::Including(text) if text.eq_ignore_ascii_case(commit));
        self.ranges.iter().any(|range| is(&range.from) || is(&range.to))
    }

    /// Is an equal version listed, and is one of those regular?
    fn lists_an_equal_of(&self, version: &Version) -> Option<bool> {
        if self.listed.is_empty() {
            return None;
        }
        let parsed = self.listed_parsed.get_or_init(|| {
            let mut parsed: Vec<_> =
                self.listed.iter().filter_map(|text| Version::judged(self.scheme, text).ok()).collect();
            // Of equal ones the regular come first.
            parsed.sort_by(|a, b| a.place(b).then(b.is_regular().cmp(&a.is_regular())));
            parsed
        });
        let first = parsed.get(parsed.partition_point(|listed| listed.place(version).is_lt()));
        let same_place = first.filter(|listed| listed.place(version).is_eq());
        let beside = || {
            let open = version.is_open() || parsed.iter().any(Version::is_open);
            let mut equal = parsed.iter().filter(|listed| open && *listed == version);
            equal.next().map(|first| first.is_regular() || equal.any(Version::is_regular))
        };
        same_place.map(Version::is_regular).or_else(beside)
    }
}

impl Interval {
    /// `None` where an end cannot be read.
    fn new(scheme: &VersionScheme, range: &VersionRange) -> Option<Self> {
        let from = match &range.from {
            Bound::Including(text) if text == "0" => None,
            bound => end(scheme, bound)?,
        };
        Some(Self { from, to: end(scheme, &range.to)? })
    }

    const fn is_everything(&self) -> bool {
        self.from.is_none() && self.to.is_none()
    }

    /// Does an end lie among the versions that this one stands for?
    fn cuts(&self, version: &Version) -> bool {
        [&self.from, &self.to].into_iter().flatten().any(|(end, _)| !end.is_open() && end == version)
    }

    fn holds(&self, version: &Version) -> bool {
        let above =
            self.from.as_ref().is_none_or(|(end, including)| end < version || (*including && end == version));
        above
            && self.to.as_ref().is_none_or(|(end, including)| version < end || (*including && end == version))
    }
}

/// `Some(None)` is an open end, `None` an unreadable one.
fn end(scheme: &VersionScheme, bound: &Bound) -> Option<Option<(Version, bool)>> {
    let (text, including) = match bound {
        Bound::Open => return Some(None),
        Bound::Including(text) => (text, true),
        Bound::Excluding(text) => (text, false),
    };
    let version = Version::bound(scheme, text).ok().filter(Version::is_regular)?;
    Some(Some((version, including)))
}

/// The set in short, such as `>= 1.0, < 1.4.2 || >= 2.0`; empty for every version.
#[must_use]
pub fn range_words(versions: &Versions) -> String {
    match versions {
        Versions::All => String::new(),
        Versions::Text(words) => words.clone(),
        Versions::Ranges { ranges, listed, .. } if ranges.is_empty() => listed_words(listed),
        Versions::Ranges { ranges, .. } => ranges.iter().map(interval_words).collect::<Vec<_>>().join(" || "),
    }
}

fn listed_words(listed: &BTreeSet<String>) -> String {
    let mut words = listed.iter().take(LISTED_SHOWN_MAX).cloned().collect::<Vec<_>>().join(", ");
    if listed.len() > LISTED_SHOWN_MAX {
        words.push_str(&format!(", … ({})", listed.len()));
    }
    if words.is_empty() { "–".to_owned() } else { words }
}

fn interval_words(range: &VersionRange) -> String {
    let from = match &range.from {
        Bound::Open => String::new(),
        Bound::Including(text) if text == "0" => String::new(),
        Bound::Including(text) => format!(">= {text}"),
        Bound::Excluding(text) => format!("> {text}"),
    };
    let to = match &range.to {
        Bound::Open => String::new(),
        Bound::Including(text) => format!("<= {text}"),
        Bound::Excluding(text) => format!("< {text}"),
    };
    match (from.is_empty(), to.is_empty()) {
        (true, true) => "*".to_owned(),
        (false, false) => format!("{from}, {to}"),
        _ => from + &to,
    }
}
