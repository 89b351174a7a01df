//! OSV events to intervals (OSV schema, *Evaluation*): sorted by the order of the range, walked once.
//!
//! Events may come in any order, and several ranges of one entry join to one union. Where an event cannot be
//! placed in its order, or the order is not built in and the events do not alternate as they stand, the
//! range keeps its words and is undecided, never empty. So is a range in which nothing is introduced, or of which an
//! event says nothing that is known here.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use sekisho_model::{Bound, Remedy, RemedyKind, VersionRange, VersionScheme, Versions};
use serde::Deserialize;

use crate::version;

/// One event: exactly one of the four is there.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Event {
    #[serde(default)]
    introduced: Option<String>,
    #[serde(default)]
    fixed: Option<String>,
    #[serde(default)]
    last_affected: Option<String>,
    #[serde(default)]
    limit: Option<String>,
}

/// What happens at a version, in the order that counts at one and the same version: what ends there ends
/// before what starts there, and the last affected version is itself still affected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Turn {
    Fixed,
    Introduced,
    LastAffected,
}

impl Event {
    fn turns(&self) -> impl Iterator<Item = (Turn, &str)> {
        let fixed = self.fixed.as_deref().map(|version| (Turn::Fixed, version));
        let introduced = self.introduced.as_deref().map(|version| (Turn::Introduced, version));
        let last = self.last_affected.as_deref().map(|version| (Turn::LastAffected, version));
        fixed.into_iter().chain(introduced).chain(last)
    }
}

/// The union of several event lists and a list of versions.
pub(super) fn versions(scheme: VersionScheme, lists: Vec<Vec<Event>>, listed: BTreeSet<String>) -> Versions {
    let mut ranges = Vec::new();
    for events in &lists {
        match intervals(&scheme, events) {
            Some(intervals) => ranges.extend(intervals),
            None => return Versions::Text(words(&lists, &listed)),
        }
    }
    Versions::Ranges { scheme, ranges, listed }
}

/// Can it be told since when versions are affected, and does each event say something? The schema asks for both.
pub(super) fn are_whole(events: &[Event]) -> bool {
    let says = |event: &Event| event.turns().next().is_some() || event.limit.is_some();
    events.iter().any(|event| event.introduced.is_some()) && events.iter().all(says)
}

fn intervals(scheme: &VersionScheme, events: &[Event]) -> Option<Vec<VersionRange>> {
    if !are_whole(events) {
        return None;
    }
    let mut turns: Vec<(Turn, &str)> = events.iter().flat_map(Event::turns).collect();
    if !sort(scheme, &mut turns) && !alternates(&turns) {
        return None;
    }
    let limits: Vec<&str> = events.iter().filter_map(|event| event.limit.as_deref()).collect();
    limited(scheme, walk(&turns), &limits)
}

/// Sorts by version; false, and untouched, where two versions cannot be compared.
fn sort(scheme: &VersionScheme, turns: &mut [(Turn, &str)]) -> bool {
    let comparable =
        turns.iter().all(|(_, version)| *version == "0" || order(scheme, version, version).is_some());
    if comparable {
        turns.sort_by(|a, b| order(scheme, a.1, b.1).unwrap_or(Ordering::Equal).then(a.0.cmp(&b.0)));
    }
    comparable
}

/// `0` stands before every version of every order.
fn order(scheme: &VersionScheme, a: &str, b: &str) -> Option<Ordering> {
    match (a, b) {
        ("0", "0") => Some(Ordering::Equal),
        ("0", _) => Some(Ordering::Less),
        (_, "0") => Some(Ordering::Greater),
        _ => version::place(scheme, a, b),
    }
}

/// Do introductions and ends alternate as they stand?
fn alternates(turns: &[(Turn, &str)]) -> bool {
    turns.iter().enumerate().all(|(index, (turn, _))| (*turn == Turn::Introduced) == (index % 2 == 0))
}

fn walk(turns: &[(Turn, &str)]) -> Vec<VersionRange> {
    let mut ranges = Vec::new();
    let mut since: Option<Bound> = None;
    for (turn, version) in turns {
        match turn {
            Turn::Introduced => since = since.or_else(|| Some(start(version))),
            Turn::Fixed => ranges.extend(
                since.take().map(|from| VersionRange { from, to: Bound::Excluding((*version).to_owned()) }),
            ),
            Turn::LastAffected => ranges.extend(
                since.take().map(|from| VersionRange { from, to: Bound::Including((*version).to_owned()) }),
            ),
        }
    }
    ranges.extend(since.map(|from| VersionRange { from, to: Bound::Open }));
    ranges
}

fn start(version: &str) -> Bound {
    if version == "0" { Bound::Open } else { Bound::Including(version.to_owned()) }
}

/// Nothing at or beyond the highest limit counts; `*` is no limit.
fn limited(scheme: &VersionScheme, ranges: Vec<VersionRange>, limits: &[&str]) -> Option<Vec<VersionRange>> {
    if limits.is_empty() || limits.contains(&"*") {
        return Some(ranges);
    }
    let mut highest = limits[0];
    for limit in limits {
        if order(scheme, limit, highest)? == Ordering::Greater {
            highest = limit;
        }
    }
    let mut kept = Vec::new();
    for VersionRange { from, to } in ranges {
        let starts_beyond = match &from {
            Bound::Including(version) | Bound::Excluding(version) => order(scheme, version, highest)?.is_ge(),
            Bound::Open => false,
        };
        let ends_beyond = match &to {
            Bound::Open => true,
            Bound::Including(version) => order(scheme, version, highest)?.is_ge(),
            Bound::Excluding(version) => order(scheme, version, highest)?.is_gt(),
        };
        if !starts_beyond {
            kept.push(VersionRange {
                from,
                to: if ends_beyond { Bound::Excluding(highest.to_owned()) } else { to },
            });
        }
    }
    Some(kept)
}

/// Commit events in the order they are written: they have no other.
pub(super) fn as_written(events: &[Event]) -> Vec<VersionRange> {
    walk(&events.iter().flat_map(Event::turns).collect::<Vec<_>>())
}

/// The versions that mend the fault, as the publisher's remedy.
pub(super) fn fixes(lists: &[Vec<Event>]) -> Vec<Remedy> {
    let mut fixed: Vec<&str> = lists.iter().flatten().filter_map(|event| event.fixed.as_deref()).collect();
    fixed.dedup();
    if fixed.is_empty() {
        return Vec::new();
    }
    vec![Remedy { kind: RemedyKind::VendorFix, words: fixed.join(", "), url: String::new() }]
}

/// Everything that was said, for a person to read.
fn words(lists: &[Vec<Event>], listed: &BTreeSet<String>) -> String {
    let mut parts = Vec::new();
    for event in lists.iter().flatten() {
        let named = [
            ("introduced", &event.introduced),
            ("fixed", &event.fixed),
            ("last_affected", &event.last_affected),
            ("limit", &event.limit),
        ];
        for (name, version) in named {
            parts.extend(version.as_ref().map(|version| format!("{name} {version}")));
        }
    }
    parts.extend(listed.iter().cloned());
    if parts.is_empty() { "events: ?".to_owned() } else { parts.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(word: &str, version: &str) -> Event {
        let version = Some(version.to_owned());
        match word {
            "introduced" => Event { introduced: version, ..Event::default() },
            "fixed" => Event { fixed: version, ..Event::default() },
            "last" => Event { last_affected: version, ..Event::default() },
            _ => Event { limit: version, ..Event::default() },
        }
    }

    fn shown(scheme: VersionScheme, events: &[(&str, &str)]) -> String {
        let events = events.iter().map(|(word, version)| event(word, version)).collect();
        match versions(scheme, vec![events], BTreeSet::new()) {
            Versions::Ranges { ranges, .. } => ranges
                .iter()
                .map(|range| {
                    let from = match &range.from {
                        Bound::Open => "(".to_owned(),
                        Bound::Including(v) => format!("[{v}"),
                        Bound::Excluding(v) => format!("({v}"),
                    };
                    let to = match &range.to {
                        Bound::Open => ")".to_owned(),
                        Bound::Including(v) => format!("{v}]"),
                        Bound::Excluding(v) => format!("{v})"),
                    };
                    format!("{from},{to}")
                })
                .collect::<Vec<_>>()
                .join(" "),
            Versions::Text(words) => format!("words: {words}"),
            Versions::All => "all".to_owned(),
        }
    }

    #[test]
    fn unsorted_events_and_several_pairs_become_the_intervals_that_they_mean() {
        let semver = || VersionScheme::SemVer;
        assert_eq!(shown(semver(), &[("introduced", "0"), ("fixed", "1.2.3")]), "(,1.2.3)");
        assert_eq!(
            shown(
                semver(),
                &[("fixed", "2.10.0"), ("introduced", "2.9.0"), ("fixed", "1.0.1"), ("introduced", "1.0.0")]
            ),
            "[1.0.0,1.0.1) [2.9.0,2.10.0)"
        );
        assert_eq!(shown(semver(), &[("introduced", "1.0.0"), ("last", "1.0.0")]), "[1.0.0,1.0.0]");
        assert_eq!(shown(semver(), &[("introduced", "1.0.0")]), "[1.0.0,)");
        assert_eq!(shown(VersionScheme::PyPi, &[("introduced", "1.0rc1"), ("fixed", "1.0")]), "[1.0rc1,1.0)");
    }

    #[test]
    fn a_second_introduction_does_not_shorten_what_is_open() {
        assert_eq!(
            shown(
                VersionScheme::SemVer,
                &[("introduced", "1.0.0"), ("introduced", "1.5.0"), ("fixed", "2.0.0")]
            ),
            "[1.0.0,2.0.0)"
        );
    }

    #[test]
    fn a_range_in_which_nothing_is_introduced_is_undecided_and_never_empty() {
        let semver = || VersionScheme::SemVer;
        assert_eq!(shown(semver(), &[("fixed", "1.5.0")]), "words: fixed 1.5.0");
        assert_eq!(shown(semver(), &[("limit", "1.5.0")]), "words: limit 1.5.0");
        assert_eq!(shown(semver(), &[]), "words: events: ?");
        let odd = vec![Event::default(), event("introduced", "0"), event("fixed", "1.5.0")];
        let odd = versions(semver(), vec![odd], BTreeSet::new());
        assert_eq!(odd, Versions::Text("introduced 0, fixed 1.5.0".to_owned()));
    }

    #[test]
    fn a_limit_cuts_what_lies_beyond_it() {
        assert_eq!(shown(VersionScheme::SemVer, &[("introduced", "0"), ("limit", "2.0.0")]), "(,2.0.0)");
        assert_eq!(shown(VersionScheme::SemVer, &[("introduced", "0"), ("limit", "*")]), "(,)");
        assert_eq!(
            shown(VersionScheme::SemVer, &[("introduced", "3.0.0"), ("fixed", "3.1.0"), ("limit", "2.0.0")]),
            ""
        );
    }

    #[test]
    fn an_order_that_is_not_built_in_takes_alternating_events_and_keeps_other_words() {
        let other = || VersionScheme::Other("Android".to_owned());
        assert_eq!(shown(other(), &[("introduced", "0"), ("fixed", "1.2-r3")]), "(,1.2-r3)");
        assert_eq!(
            shown(other(), &[("fixed", "1.2-r3"), ("introduced", "0")]),
            "words: fixed 1.2-r3, introduced 0"
        );
    }
}
