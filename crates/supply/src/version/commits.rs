//! Ranges of git commits, for whoever knows the commits.
//!
//! A commit id says nothing of its place: without the history two ids are equal or they are not, and
//! [`contains`](super::contains) decides no more than that. With a history, given as one line of commits
//! from the oldest to the newest, ranges are decided as for versions. Branches that were merged are no line:
//! give the commits in the order in which the line that is asked about took them in.

use std::collections::HashMap;

use sekisho_model::{Bound, VersionRange, VersionScheme, Versions};

use crate::Reason;

/// A line of commits.
#[derive(Clone, Debug, Default)]
pub struct Commits(HashMap<String, usize>);

impl Commits {
    /// From the oldest to the newest. An id that comes again keeps its first place.
    pub fn new<'a>(oldest_first: impl IntoIterator<Item = &'a str>) -> Self {
        let mut places = HashMap::new();
        for (place, id) in oldest_first.into_iter().enumerate() {
            places.entry(id.to_ascii_lowercase()).or_insert(place);
        }
        Self(places)
    }

    /// Does a range of commits hold this one?
    ///
    /// # Errors
    /// [`Reason::OnlyCommits`] for a range of versions; [`Reason::VersionUnreadable`] and
    /// [`Reason::RangeUnreadable`] with the commit that is not in this line.
    pub fn contains(&self, versions: &Versions, commit: &str) -> Result<bool, Reason> {
        let Versions::Ranges { scheme: VersionScheme::Git, ranges, listed } = versions else {
            return Err(Reason::OnlyCommits);
        };
        if listed.contains(commit) {
            return Ok(true);
        }
        let place = self.place(commit).ok_or_else(|| Reason::VersionUnreadable(commit.to_owned()))?;
        let mut unknown = None;
        for range in ranges {
            match self.holds(range, place) {
                Ok(true) => return Ok(true),
                Ok(false) => {}
                Err(reason) => unknown = unknown.or(Some(reason)),
            }
        }
        unknown.map_or(Ok(false), Err)
    }

    fn place(&self, commit: &str) -> Option<usize> {
        self.0.get(&commit.to_ascii_lowercase()).copied()
    }

    fn holds(&self, range: &VersionRange, place: usize) -> Result<bool, Reason> {
        let end = |text: &str| self.place(text).ok_or_else(|| Reason::RangeUnreadable(text.to_owned()));
        let above = match &range.from {
            Bound::Open => true,
            Bound::Including(text) if text == "0" => true,
            Bound::Including(text) => end(text)? <= place,
            Bound::Excluding(text) => end(text)? < place,
        };
        let below = match &range.to {
            Bound::Open => true,
            Bound::Including(text) => place <= end(text)?,
            Bound::Excluding(text) => place < end(text)?,
        };
        Ok(above && below)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn from_to(from: &str, to: Bound) -> Versions {
        let ranges = vec![VersionRange { from: Bound::Including(from.to_owned()), to }];
        Versions::Ranges { scheme: VersionScheme::Git, ranges, listed: BTreeSet::new() }
    }

    #[test]
    fn a_range_of_commits_is_decided_along_a_line_of_them() {
        let line = Commits::new(["aa01", "bb02", "cc03", "dd04"]);
        let range = from_to("bb02", Bound::Excluding("DD04".to_owned()));
        for (commit, held) in [("aa01", false), ("BB02", true), ("cc03", true), ("dd04", false)] {
            assert_eq!(line.contains(&range, commit), Ok(held), "{commit}");
        }
        assert_eq!(line.contains(&range, "ee05"), Err(Reason::VersionUnreadable("ee05".to_owned())));
        let elsewhere = from_to("ff06", Bound::Open);
        assert_eq!(line.contains(&elsewhere, "aa01"), Err(Reason::RangeUnreadable("ff06".to_owned())));
    }

    #[test]
    fn without_a_line_only_the_first_commit_itself_is_known_to_be_in() {
        let range = from_to("bb02", Bound::Excluding("dd04".to_owned()));
        assert_eq!(super::super::contains(&range, "bb02"), Ok(true));
        assert_eq!(super::super::contains(&range, "cc03"), Err(Reason::OnlyCommits));
    }
}
