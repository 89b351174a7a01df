//! The format's own way to a version's status, for all versions at once: the first entry that holds it gives the status,
//! the last change at or before it changes that, and what no entry holds has the default.
//!
//! The versions named are points on a line. Each point and each gap between two is asked once; neighbours that end alike
//! become one interval.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::{Bound, Status, VersionRange, VersionScheme, Versions};

use super::Entered;
use crate::version;

/// Most entries and changes of one product that are brought into one line: each gap asks each of them.
const ENTRIES_MAX: usize = 2_000;

/// Versions by whether an entry or the default speaks, and by status. `None` where two versions cannot be compared, or
/// there are too many.
pub(super) fn placed(
    scheme: &VersionScheme,
    entries: &[Entered],
    default: Status,
) -> Option<Vec<(Status, Versions)>> {
    if entries.iter().map(|entry| 1 + entry.changes.len()).sum::<usize>() > ENTRIES_MAX {
        return None;
    }
    let points = points(scheme, entries)?;
    let held: Vec<Held> = entries.iter().map(|entry| Held::new(entry, &points)).collect::<Option<_>>()?;
    let mut runs: Vec<((bool, Status), usize, usize)> = Vec::new();
    for place in 0..=points.last_gap() {
        let stated = held.iter().find_map(|held| held.status(place));
        let said = stated.map_or((true, default), |status| (false, status));
        match runs.last_mut() {
            Some((same, _, to)) if *same == said => *to = place,
            _ => runs.push((said, place, place)),
        }
    }
    let mut by_status: BTreeMap<(bool, Status), (Vec<VersionRange>, BTreeSet<String>)> = BTreeMap::new();
    for (said, from, to) in runs {
        let (ranges, listed) = by_status.entry(said).or_default();
        match points.at(from) {
            Some(version) if from == to => {
                listed.insert(version.to_owned());
            }
            _ => ranges.push(points.range(from, to)),
        }
    }
    let versions = |(ranges, listed): (Vec<VersionRange>, BTreeSet<String>)| {
        let is_everything = ranges.iter().any(|range| range.from == Bound::Open && range.to == Bound::Open);
        if is_everything {
            Versions::All
        } else {
            Versions::Ranges { scheme: scheme.clone(), ranges, listed }
        }
    };
    Some(by_status.into_iter().map(|((_, status), held)| (status, versions(held))).collect())
}

/// Versions in their order. The place of the n-th is `2n + 1`; before, between and behind them are the gaps.
struct Points<'s> {
    scheme: &'s VersionScheme,
    versions: Vec<String>,
}

fn points<'s>(scheme: &'s VersionScheme, entries: &[Entered]) -> Option<Points<'s>> {
    let named = |bound: &Bound| match bound {
        Bound::Open => None,
        Bound::Including(version) | Bound::Excluding(version) => Some(version.clone()),
    };
    let mut versions: Vec<String> = Vec::new();
    for entry in entries {
        versions.extend(named(&entry.from).into_iter().chain(named(&entry.to)));
        versions.extend(entry.changes.iter().map(|(at, _)| at.clone()));
    }
    let first = versions.first().cloned().unwrap_or_default();
    if versions.iter().any(|version| version::compare(scheme, version, &first).is_err()) {
        return None;
    }
    let order = |a: &String, b: &String| version::compare(scheme, a, b).unwrap_or(Ordering::Equal);
    versions.sort_by(order);
    versions.dedup_by(|a, b| order(a, b).is_eq());
    Some(Points { scheme, versions })
}

impl Points<'_> {
    const fn last_gap(&self) -> usize {
        self.versions.len() * 2
    }

    fn place(&self, version: &str) -> Option<usize> {
        let order = |known: &String| version::compare(self.scheme, known, version).unwrap_or(Ordering::Less);
        self.versions.binary_search_by(order).ok().map(|number| number * 2 + 1)
    }

    /// The version at a place; `None` in a gap.
    fn at(&self, place: usize) -> Option<&str> {
        (place % 2 == 1).then(|| self.versions.get(place / 2)).flatten().map(String::as_str)
    }

    fn range(&self, from: usize, to: usize) -> VersionRange {
        let at = |place: Option<usize>| place.and_then(|place| self.at(place)).map(str::to_owned);
        let start = match at(Some(from)) {
            Some(version) => Bound::Including(version),
            None => at(from.checked_sub(1)).map_or(Bound::Open, Bound::Excluding),
        };
        let end = match at(Some(to)) {
            Some(version) => Bound::Including(version),
            None => at(to.checked_add(1)).map_or(Bound::Open, Bound::Excluding),
        };
        VersionRange { from: start, to: end }
    }
}

/// An entry on the line.
struct Held {
    from: usize,
    /// Its last place, or the one before its first where it holds nothing.
    to: Option<usize>,
    status: Status,
    changes: Vec<(usize, Status)>,
}

impl Held {
    fn new(entry: &Entered, points: &Points<'_>) -> Option<Self> {
        let from = match &entry.from {
            Bound::Open => 0,
            Bound::Including(version) => points.place(version)?,
            Bound::Excluding(version) => points.place(version)? + 1,
        };
        let to = match &entry.to {
            Bound::Open => Some(points.last_gap()),
            Bound::Including(version) => Some(points.place(version)?),
            Bound::Excluding(version) => points.place(version)?.checked_sub(1),
        };
        let place = |(at, status): &(String, Status)| Some((points.place(at)?, *status));
        let mut changes: Vec<(usize, Status)> = entry.changes.iter().map(place).collect::<Option<_>>()?;
        changes.sort_by_key(|(at, _)| *at);
        Some(Self { from, to, status: entry.status, changes })
    }

    fn status(&self, place: usize) -> Option<Status> {
        if place < self.from || self.to.is_none_or(|to| place > to) {
            return None;
        }
        let changed = self.changes.iter().rev().find(|(at, _)| *at <= place);
        Some(changed.map_or(self.status, |(_, status)| *status))
    }
}
