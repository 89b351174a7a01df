//! Opposite statements of two documents on the same versions of the same thing.

use std::cmp::Ordering;

use sekisho_model::{Advisory, Bound, Statement, Status, Target, VersionRange, VersionScheme, Versions};

use super::{Standing, Voice};
use crate::version;

/// One document says affected, another says that it is not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contradiction<'a> {
    /// Who says affected, and where.
    pub affected: (&'a Advisory, &'a Statement),
    /// Who says fixed or not affected, and where.
    pub unaffected: (&'a Advisory, &'a Statement),
    /// Do the versions of the two certainly meet? Words and unknown orders leave that open.
    pub certain: bool,
}

/// All of them among the documents that count.
pub(super) fn all<'a>(voices: &[Voice<'a>]) -> Vec<Contradiction<'a>> {
    let current = || voices.iter().filter(|voice| voice.standing == Standing::Current);
    let mut found = Vec::new();
    for yes in current() {
        for no in current().filter(|no| !std::ptr::eq(no.advisory, yes.advisory)) {
            found.extend(between(yes, no));
        }
    }
    found
}

fn between<'a>(yes: &Voice<'a>, no: &Voice<'a>) -> Vec<Contradiction<'a>> {
    let mut found = Vec::new();
    for affected in yes.statements.iter().filter(|statement| statement.status == Status::Affected) {
        for unaffected in no.statements.iter() {
            let opposite = matches!(unaffected.status, Status::Fixed | Status::NotAffected);
            if !opposite || !same_target(&affected.target, &unaffected.target) {
                continue;
            }
            let meet = meet(&affected.versions, &unaffected.versions);
            if meet != Some(false) {
                found.push(Contradiction {
                    affected: (yes.advisory, affected),
                    unaffected: (no.advisory, unaffected),
                    certain: meet == Some(true),
                });
            }
        }
    }
    found
}

/// The same package and release, or the same words or name of a device.
fn same_target(a: &Target, b: &Target) -> bool {
    let folded = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    match (a, b) {
        (Target::Device(a), Target::Device(b)) => {
            (folded(&a.vendor) == folded(&b.vendor) && folded(&a.product) == folded(&b.product))
                || a.identifiers.iter().any(|name| b.identifiers.contains(name))
        }
        _ => a == b,
    }
}

/// Is there a version in both? `None` where that cannot be told.
fn meet(a: &Versions, b: &Versions) -> Option<bool> {
    match (a, b) {
        (Versions::All, _) | (_, Versions::All) => Some(true),
        (Versions::Text(a), Versions::Text(b)) if a == b => Some(true),
        (Versions::Text(_), _) | (_, Versions::Text(_)) => None,
        (
            Versions::Ranges { scheme, ranges, listed },
            Versions::Ranges { scheme: other, ranges: their_ranges, listed: theirs },
        ) => {
            if listed.intersection(theirs).next().is_some() {
                return Some(true);
            }
            if scheme != other {
                return None;
            }
            let point = |version: &String| VersionRange {
                from: Bound::Including(version.clone()),
                to: Bound::Including(version.clone()),
            };
            let ours: Vec<VersionRange> = ranges.iter().cloned().chain(listed.iter().map(point)).collect();
            let theirs: Vec<VersionRange> =
                their_ranges.iter().cloned().chain(theirs.iter().map(point)).collect();
            let pairs = ours.iter().flat_map(|a| theirs.iter().map(move |b| intervals_meet(scheme, a, b)));
            let mut open = false;
            for pair in pairs {
                match pair {
                    Some(true) => return Some(true),
                    Some(false) => {}
                    None => open = true,
                }
            }
            if open { None } else { Some(false) }
        }
    }
}

fn intervals_meet(scheme: &VersionScheme, a: &VersionRange, b: &VersionRange) -> Option<bool> {
    Some(starts_before_end(scheme, &a.from, &b.to)? && starts_before_end(scheme, &b.from, &a.to)?)
}

fn starts_before_end(scheme: &VersionScheme, from: &Bound, to: &Bound) -> Option<bool> {
    let (start, end, both) = match (from, to) {
        (Bound::Open, _) | (_, Bound::Open) => return Some(true),
        (Bound::Including(start), Bound::Including(end)) => (start, end, true),
        (
            Bound::Including(start) | Bound::Excluding(start),
            Bound::Including(end) | Bound::Excluding(end),
        ) => (start, end, false),
    };
    Some(match version::compare(scheme, start, end).ok()? {
        Ordering::Less => true,
        Ordering::Equal => both,
        Ordering::Greater => false,
    })
}
