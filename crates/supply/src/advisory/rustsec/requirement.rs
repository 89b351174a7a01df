//! Cargo requirements of *unaffected* versions to the ranges of affected ones.
//!
//! RustSec's published rule: each requirement is one interval in the precedence order of Semantic Versioning
//! 2.0, clause 11, pre-releases included. That is not how Cargo itself resolves requirements, where a
//! pre-release only meets a comparator that names one. A caret or tilde interval ends before the first
//! pre-release of the next version. At most one lower and one upper bound stand in a requirement, a caret,
//! tilde or `=` stands alone, and intervals must not overlap: a list that breaks this says two things at
//! once and is refused.

use std::cmp::Ordering;

use sekisho_model::{Bound, VersionRange};
use semver::{BuildMetadata, Comparator, Op, Prerelease, Version, VersionReq};

/// One end of an interval of unaffected versions.
#[derive(Clone, Debug, PartialEq, Eq)]
enum End {
    Open,
    Including(Version),
    Excluding(Version),
}

impl End {
    const fn version(&self) -> Option<&Version> {
        match self {
            Self::Open => None,
            Self::Including(version) | Self::Excluding(version) => Some(version),
        }
    }

    /// The bound of what begins where this ends, or ends where this begins.
    fn flipped(&self) -> Bound {
        match self {
            Self::Open => Bound::Open,
            Self::Including(version) => Bound::Excluding(version.to_string()),
            Self::Excluding(version) => Bound::Including(version.to_string()),
        }
    }
}

#[derive(Clone, Debug)]
struct Interval {
    from: End,
    to: End,
}

/// The affected ranges that the requirements leave; `None` where they leave every version.
pub(super) fn affected<'a>(
    requirements: impl Iterator<Item = &'a str>,
) -> Result<Option<Vec<VersionRange>>, String> {
    let mut unaffected = requirements.map(interval).collect::<Result<Vec<_>, _>>()?;
    if unaffected.is_empty() {
        return Ok(None);
    }
    unaffected.sort_by(|a, b| by_start(&a.from, &b.from));
    if let Some(pair) = unaffected.windows(2).find(|pair| !apart(&pair[0].to, &pair[1].from)) {
        return Err(format!("overlapping requirements at {:?}", pair[1].from.version()));
    }
    Ok(Some(gaps(&unaffected)))
}

fn gaps(unaffected: &[Interval]) -> Vec<VersionRange> {
    let mut ranges = Vec::new();
    let mut from = Bound::Open;
    for interval in unaffected {
        // Nothing lies before an interval that is open below.
        if interval.from != End::Open {
            ranges.push(VersionRange { from, to: interval.from.flipped() });
        }
        from = interval.to.flipped();
        if interval.to == End::Open {
            return ranges;
        }
    }
    ranges.push(VersionRange { from, to: Bound::Open });
    ranges
}

fn by_start(a: &End, b: &End) -> Ordering {
    match (a.version(), b.version()) {
        (None, None) => Ordering::Equal,
        (None, _) => Ordering::Less,
        (_, None) => Ordering::Greater,
        (Some(a), Some(b)) => a.cmp_precedence(b),
    }
}

/// Does an interval that ends at `to` leave one that starts at `from` alone?
fn apart(to: &End, from: &End) -> bool {
    let (Some(end), Some(start)) = (to.version(), from.version()) else { return false };
    match end.cmp_precedence(start) {
        Ordering::Less => true,
        Ordering::Equal => !matches!((to, from), (End::Including(_), End::Including(_))),
        Ordering::Greater => false,
    }
}

fn interval(words: &str) -> Result<Interval, String> {
    let requirement: VersionReq = words.parse().map_err(|error| format!("{words:?}: {error}"))?;
    let mut interval = Interval { from: End::Open, to: End::Open };
    let alone = requirement.comparators.len() == 1;
    for comparator in &requirement.comparators {
        let version = lowest(comparator);
        match comparator.op {
            Op::Greater => set(&mut interval.from, End::Excluding(version), words)?,
            Op::GreaterEq => set(&mut interval.from, End::Including(version), words)?,
            Op::Less => set(&mut interval.to, End::Excluding(version), words)?,
            Op::LessEq => set(&mut interval.to, End::Including(version), words)?,
            Op::Exact if alone => {
                interval = Interval { from: End::Including(version.clone()), to: End::Including(version) };
            }
            Op::Caret if alone => interval = up_to(version, after_caret(comparator), words)?,
            Op::Tilde if alone => interval = up_to(version, after_tilde(comparator), words)?,
            _ => return Err(format!("{words:?} has an operator that RustSec does not allow there")),
        }
    }
    let empty = match (interval.from.version(), interval.to.version()) {
        (Some(from), Some(to)) => match from.cmp_precedence(to) {
            Ordering::Less => false,
            Ordering::Equal => {
                !matches!((&interval.from, &interval.to), (End::Including(_), End::Including(_)))
            }
            Ordering::Greater => true,
        },
        _ => false,
    };
    if empty { Err(format!("{words:?} holds no version")) } else { Ok(interval) }
}

fn set(end: &mut End, value: End, words: &str) -> Result<(), String> {
    if *end != End::Open {
        return Err(format!("{words:?} bounds the same side twice"));
    }
    *end = value;
    Ok(())
}

fn up_to(from: Version, next: Option<Version>, words: &str) -> Result<Interval, String> {
    let to = next.ok_or_else(|| format!("{words:?} is out of range"))?;
    Ok(Interval { from: End::Including(from), to: End::Excluding(to) })
}

fn lowest(comparator: &Comparator) -> Version {
    Version {
        major: comparator.major,
        minor: comparator.minor.unwrap_or(0),
        patch: comparator.patch.unwrap_or(0),
        pre: comparator.pre.clone(),
        build: BuildMetadata::EMPTY,
    }
}

/// The first version after `^…`: the leftmost number that is not zero goes up.
fn after_caret(comparator: &Comparator) -> Option<Version> {
    let next = match (comparator.major, comparator.minor, comparator.patch) {
        (0, Some(0), Some(patch)) => (0, 0, patch.checked_add(1)?),
        (0, Some(minor), _) => (0, minor.checked_add(1)?, 0),
        (major, _, _) => (major.checked_add(1)?, 0, 0),
    };
    first_of(next)
}

/// The first version after `~…`: the second number goes up, or the first where there is no second.
fn after_tilde(comparator: &Comparator) -> Option<Version> {
    first_of(match comparator.minor {
        Some(minor) => (comparator.major, minor.checked_add(1)?, 0),
        None => (comparator.major.checked_add(1)?, 0, 0),
    })
}

/// The lowest pre-release of a version: what lies before it belongs to the version before.
fn first_of((major, minor, patch): (u64, u64, u64)) -> Option<Version> {
    let pre = Prerelease::new("0").ok()?;
    Some(Version { major, minor, patch, pre, build: BuildMetadata::EMPTY })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(requirements: &[&str], expect: &str) {
        let shown = match affected(requirements.iter().copied()) {
            Ok(None) => "all".to_owned(),
            Ok(Some(ranges)) => ranges.iter().map(shown).collect::<Vec<_>>().join(" "),
            Err(_) => "refused".to_owned(),
        };
        assert_eq!(shown, expect, "{requirements:?}");
    }

    fn shown(range: &VersionRange) -> String {
        let from = match &range.from {
            Bound::Open => "(".to_owned(),
            Bound::Including(version) => format!("[{version}"),
            Bound::Excluding(version) => format!("({version}"),
        };
        match &range.to {
            Bound::Open => format!("{from},)"),
            Bound::Including(version) => format!("{from},{version}]"),
            Bound::Excluding(version) => format!("{from},{version})"),
        }
    }

    #[test]
    fn what_is_neither_patched_nor_unaffected_is_affected() {
        check(&[], "all");
        check(&[">= 1.2.3"], "(,1.2.3)");
        check(&["> 1.2.3"], "(,1.2.3]");
        check(&["< 0.4.0", ">= 1.2"], "[0.4.0,1.2.0)");
        check(&["<= 0.4.0", "> 1.2.0"], "(0.4.0,1.2.0]");
        check(&[">= 2.0.1", ">= 1.1.4, < 2.0.0"], "(,1.1.4) [2.0.0,2.0.1)");
        check(&["=1.0.2", ">= 1.1.0"], "(,1.0.2) (1.0.2,1.1.0)");
        check(&["< 1.0.0"], "[1.0.0,)");
        check(&["*"], "");
    }

    #[test]
    fn caret_and_tilde_end_before_the_first_pre_release_of_the_next_version() {
        check(&["^1.2.3"], "(,1.2.3) [2.0.0-0,)");
        check(&["^0.2.3", ">= 0.4.0"], "(,0.2.3) [0.3.0-0,0.4.0)");
        check(&["^0.0.3"], "(,0.0.3) [0.0.4-0,)");
        check(&["^0.0"], "(,0.0.0) [0.1.0-0,)");
        check(&["^0"], "(,0.0.0) [1.0.0-0,)");
        check(&["~1.2"], "(,1.2.0) [1.3.0-0,)");
        check(&["~1"], "(,1.0.0) [2.0.0-0,)");
        check(&["^1.2.3-rc.1"], "(,1.2.3-rc.1) [2.0.0-0,)");
    }

    #[test]
    fn a_list_that_says_two_things_at_once_is_refused() {
        check(&[">= 1.0.0", ">= 1.2.0"], "refused");
        check(&["< 1.2.0", ">= 1.1.0"], "refused");
        check(&["^1.2, < 1.4"], "refused");
        check(&["> 1.0, > 2.0"], "refused");
        check(&[">= 2.0, < 1.0"], "refused");
        check(&["1.*"], "refused");
        check(&["^18446744073709551615"], "refused");
        check(&["one"], "refused");
    }
}
