//! Which weakness had which name in which edition of CWE.
//!
//! Invariant: only what `facts/cwe.txt` lists; an edition that it does not have is [`Known::NoEdition`], not a
//! wrong name. Categories and views are not in it: they are no weaknesses.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The newest edition listed; of every edition before it that there is, the list knows.
pub(crate) const NEWEST: &str = "4.17";

/// What an edition says of a number.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Known {
    /// The weakness has this name there.
    Name(&'static str),
    /// It has no such weakness.
    No,
    /// There is no such edition: it would be older than the newest listed.
    NoEdition,
    /// The edition would be newer than those listed.
    Later,
}

struct Facts {
    editions: Vec<&'static str>,
    /// Number → first and last edition, and the name in them.
    names: BTreeMap<u32, Vec<(usize, usize, &'static str)>>,
}

static FACTS: LazyLock<Facts> = LazyLock::new(|| read(include_str!("facts/cwe.txt")));

fn read(text: &'static str) -> Facts {
    let mut facts = Facts { editions: Vec::new(), names: BTreeMap::new() };
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        if let Some(editions) = line.strip_prefix("editions ") {
            facts.editions = editions.split(' ').collect();
            continue;
        }
        let mut parts = line.split('\t');
        let (Some(number), Some(runs), Some(name)) = (parts.next(), parts.next(), parts.next()) else {
            continue;
        };
        let Ok(number) = number.parse() else { continue };
        for run in runs.split(' ') {
            let (first, last) = run.split_once('-').unwrap_or((run, run));
            if let (Ok(first), Ok(last)) = (first.parse(), last.parse()) {
                facts.names.entry(number).or_default().push((first, last, name));
            }
        }
    }
    facts
}

fn runs(id: &str) -> &'static [(usize, usize, &'static str)] {
    let number = id.strip_prefix("CWE-").and_then(|number| number.parse::<u32>().ok());
    number.and_then(|number| FACTS.names.get(&number)).map_or(&[], Vec::as_slice)
}

/// The numbers of an edition such as `4.13`; one that is none, or too great, counts as the greatest.
fn parts(edition: &str) -> Vec<u64> {
    edition.split('.').map(|part| part.parse().unwrap_or(u64::MAX)).collect()
}

/// The name of a weakness such as `CWE-79` in an edition such as `4.13`.
pub(crate) fn in_edition(id: &str, edition: &str) -> Known {
    let Some(at) = FACTS.editions.iter().position(|known| *known == edition) else {
        return if parts(edition) > parts(NEWEST) { Known::Later } else { Known::NoEdition };
    };
    let run = runs(id).iter().find(|(first, last, _)| (*first..=*last).contains(&at));
    run.map_or(Known::No, |(_, _, name)| Known::Name(name))
}

/// Every name that a weakness ever had; none where there is no such weakness.
pub(crate) fn names(id: &str) -> impl Iterator<Item = &'static str> {
    runs(id).iter().map(|(_, _, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_the_edition() {
        assert_eq!(FACTS.editions.last(), Some(&NEWEST));
        assert_eq!(in_edition("CWE-416", "4.12"), Known::Name("Use After Free"));
        assert_eq!(in_edition("CWE-1419", "4.12"), Known::No);
        assert_eq!(in_edition("CWE-79", "9.9"), Known::Later);
        assert_eq!(in_edition("CWE-79", "4.17.1"), Known::Later);
        assert_eq!(in_edition("CWE-79", "4.13.1"), Known::NoEdition);
        assert_eq!(in_edition("CWE-79", "2.13"), Known::NoEdition);
        assert_eq!(names("CWE-7").collect::<Vec<_>>().len(), 2);
    }
}
