//! Ranges taken as sets: simplified, inverted, joined.
//!
//! The versions that a range names cut the line of all versions into points and the gaps between them. A set
//! is one flag for each; from the flags around a version follows the only constraint that it can need, so
//! what comes out is always canonical.

use sekisho_model::{Bound, VersionRange};

use super::{
    Comparator, Constraint, Equal, Greater, GreaterOrEqual, Less, LessOrEqual, NotEqual, Reason, Vers,
    Version,
};

/// Named versions in order, each once, with a spelling; and for each cell whether it is in the set: the gap
/// before the first, the first, the gap after it, and so on.
struct Line {
    versions: Vec<(Version, String)>,
    cells: Vec<bool>,
}

impl Vers {
    /// The same set in its shortest canonical form.
    ///
    /// # Errors
    /// The [`Reason`] why it cannot be found: a version without a place, or an order that is not built in.
    pub fn simplified(&self) -> Result<Self, Reason> {
        Ok(self.with(&Line::of(&[self])?))
    }

    /// Every version that this range does not hold.
    ///
    /// # Errors
    /// As for [`simplified`](Self::simplified).
    pub fn inverted(&self) -> Result<Self, Reason> {
        let mut line = Line::of(&[self])?;
        line.cells.iter_mut().for_each(|cell| *cell = !*cell);
        Ok(self.with(&line))
    }

    /// Every version that one of these ranges holds; `None` for no range at all, or for ranges of several types.
    ///
    /// # Errors
    /// As for [`simplified`](Self::simplified).
    pub fn merged(ranges: &[Self]) -> Result<Option<Self>, Reason> {
        let general = |vers: &&Self| !matches!(vers.kind.as_str(), "all" | "none");
        let Some(first) = ranges.iter().find(general).or(ranges.first()) else { return Ok(None) };
        if ranges.iter().filter(general).any(|vers| vers.kind != first.kind) {
            return Ok(None);
        }
        Ok(Some(first.with(&Line::of(&ranges.iter().collect::<Vec<_>>())?)))
    }

    /// The intervals that are left when listed and excluded versions are taken out.
    pub(super) fn intervals_without(&self) -> Result<Vec<VersionRange>, Reason> {
        let mut line = Line::of(&[self])?;
        for Constraint { version, .. } in self.constraints.iter().filter(|c| c.comparator == Equal) {
            let point = line.cell(&Version::judged(&self.scheme, version)?);
            let beside = [point - 1, point + 1].map(|gap| line.cells.get(gap).copied().unwrap_or(false));
            if let (Some(cell), [false, false]) = (line.cells.get_mut(point), beside) {
                *cell = false;
            }
        }
        Ok(line.intervals())
    }

    fn with(&self, line: &Line) -> Self {
        let constraints = line.constraints();
        let general = matches!(self.kind.as_str(), "all" | "none");
        let kind = match (constraints.is_empty(), line.cells.first()) {
            (true, Some(true)) if general => "all".to_owned(),
            (true, Some(false)) => "none".to_owned(),
            _ => self.kind.clone(),
        };
        let mut vers = Self { scheme: super::scheme_named(&kind), kind, constraints };
        vers.sort();
        vers
    }
}

impl Line {
    /// The union of some ranges.
    fn of(ranges: &[&Vers]) -> Result<Self, Reason> {
        let mut versions = Vec::new();
        for Constraint { version, .. } in ranges.iter().flat_map(|vers| &vers.constraints) {
            let scheme = ranges.iter().find(|vers| !vers.constraints.is_empty()).map(|vers| &vers.scheme);
            let Some(scheme) = scheme else { continue };
            versions.push((Version::judged(scheme, version)?, version.clone()));
        }
        versions.sort_by(|(a, _), (b, _)| a.place(b));
        versions.dedup_by(|(a, _), (b, _)| a.place(b).is_eq());
        let mut line = Self { cells: vec![false; 2 * versions.len() + 1], versions };
        for vers in ranges {
            let own = line.cells_of(vers)?;
            line.cells.iter_mut().zip(own).for_each(|(cell, own)| *cell |= own);
        }
        Ok(line)
    }

    /// The cells of one range.
    fn cells_of(&self, vers: &Vers) -> Result<Vec<bool>, Reason> {
        let only_exclusions = vers.constraints.iter().all(|c| c.comparator == NotEqual);
        let mut cells = vec![only_exclusions && vers.kind != "none"; self.cells.len()];
        let mut places = Vec::with_capacity(vers.constraints.len());
        for Constraint { comparator, version, .. } in &vers.constraints {
            places.push((*comparator, self.cell(&Version::judged(&vers.scheme, version)?)));
        }
        let ends = places.iter().filter(|(comparator, _)| !matches!(comparator, Equal | NotEqual));
        let mut from = None;
        let mut last = 0;
        for (comparator, cell) in ends {
            match comparator {
                Greater => from = from.or(Some(cell + 1)),
                GreaterOrEqual => from = from.or(Some(*cell)),
                Less | LessOrEqual => {
                    let to = cell + usize::from(*comparator == LessOrEqual);
                    fill(&mut cells, from.take().unwrap_or(last), to);
                    last = to;
                }
                Equal | NotEqual => {}
            }
        }
        if let Some(from) = from {
            fill(&mut cells, from, self.cells.len());
        }
        for (comparator, cell) in &places {
            if let (Equal | NotEqual, Some(point)) = (comparator, cells.get_mut(*cell)) {
                *point = *comparator == Equal;
            }
        }
        Ok(cells)
    }

    /// The cell of a named version.
    fn cell(&self, version: &Version) -> usize {
        2 * self.versions.partition_point(|(named, _)| named.place(version).is_lt()) + 1
    }

    fn intervals(&self) -> Vec<VersionRange> {
        let mut ranges = Vec::new();
        let mut from = self.cells.first().filter(|cell| **cell).map(|_| Bound::Open);
        for (cells, (_, text)) in self.cells.windows(3).step_by(2).zip(&self.versions) {
            let [_, point, right] = cells[..] else { continue };
            let including = || Bound::Including(text.clone());
            let excluding = || Bound::Excluding(text.clone());
            if !point || !right {
                let alone = point.then(including);
                if let Some(from) = from.take().or(alone) {
                    ranges.push(VersionRange { from, to: if point { including() } else { excluding() } });
                }
            }
            if right {
                from = from.or_else(|| Some(if point { including() } else { excluding() }));
            }
        }
        ranges.extend(from.map(|from| VersionRange { from, to: Bound::Open }));
        ranges
    }

    fn constraints(&self) -> Vec<Constraint> {
        let around = self.cells.windows(3).step_by(2);
        let named = self.versions.iter().map(|(_, text)| text);
        around
            .zip(named)
            .filter_map(|(cells, version)| {
                let comparator: Comparator = match cells {
                    [false, true, false] => Equal,
                    [true, false, true] => NotEqual,
                    [false, false, true] => Greater,
                    [false, true, true] => GreaterOrEqual,
                    [true, false, false] => Less,
                    [true, true, false] => LessOrEqual,
                    _ => return None,
                };
                Some(Constraint::new(comparator, version.clone()))
            })
            .collect()
    }
}

fn fill(cells: &mut [bool], from: usize, to: usize) {
    cells.iter_mut().take(to).skip(from).for_each(|cell| *cell = true);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vers(text: &str) -> Vers {
        text.parse().unwrap()
    }

    #[test]
    fn a_range_is_simplified_to_the_constraints_that_say_something() {
        for (text, simple) in [
            ("vers:pypi/>0.0.0|>=0.0.1|0.0.2|<0.0.3|0.0.4|<0.0.5|>=0.0.6", "vers:pypi/>0.0.0|<0.0.5|>=0.0.6"),
            ("vers:npm/>=1.0.0|>=2.0.0|<3.0.0|<4.0.0", "vers:npm/>=1.0.0|<4.0.0"),
            ("vers:npm/<=1.0.0|>=1.0.0", "vers:npm/*"),
            ("vers:npm/>=1.0.0|!=2.0.0|<3.0.0", "vers:npm/>=1.0.0|!=2.0.0|<3.0.0"),
            ("vers:npm/1.0.0|1.0.0", "vers:npm/1.0.0"),
            ("vers:deb/!=1|>=2", "vers:deb/>=2"),
            ("vers:maven/1.0|1.0.0|<2", "vers:maven/<2"),
        ] {
            let simplified = vers(text).simplified().unwrap();
            assert_eq!(simplified.to_string(), simple, "{text}");
            assert_eq!(Vers::canonical(simple), Ok(simplified), "{text}");
        }
        assert!(vers("vers:example/>1|>2").simplified().is_err());
    }

    #[test]
    fn what_is_inverted_twice_is_the_same_set() {
        for (text, inverse) in [
            ("vers:npm/>=1.0.0|<2.0.0", "vers:npm/<1.0.0|>=2.0.0"),
            ("vers:npm/1.0.0|>=2.0.0|<3.0.0", "vers:npm/!=1.0.0|<2.0.0|>=3.0.0"),
            ("vers:npm/!=1.0.0", "vers:npm/1.0.0"),
            ("vers:npm/>1.0.0", "vers:npm/<=1.0.0"),
            ("vers:all/*", "vers:none/*"),
            ("vers:none/*", "vers:all/*"),
        ] {
            let inverted = vers(text).inverted().unwrap();
            assert_eq!(inverted.to_string(), inverse);
            assert_eq!(inverted.inverted().unwrap().to_string(), text);
        }
    }

    #[test]
    fn ranges_of_one_type_are_joined() {
        let merged = |texts: &[&str]| {
            let ranges: Vec<_> = texts.iter().map(|text| vers(text)).collect();
            Vers::merged(&ranges).unwrap().map(|vers| vers.to_string())
        };
        assert_eq!(
            merged(&["vers:npm/>=1.0.0|<2.0.0", "vers:npm/>=1.5.0|<3.0.0", "vers:npm/5.0.0"]).as_deref(),
            Some("vers:npm/>=1.0.0|<3.0.0|5.0.0")
        );
        assert_eq!(merged(&["vers:npm/<1.0.0", "vers:npm/!=0.1.0"]).as_deref(), Some("vers:npm/*"));
        assert_eq!(merged(&["vers:none/*", "vers:npm/<1.0.0"]).as_deref(), Some("vers:npm/<1.0.0"));
        assert_eq!(merged(&["vers:npm/1", "vers:pypi/1"]), None);
        assert_eq!(merged(&[]), None);
    }
}
