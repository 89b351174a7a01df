//! How what flows came to be: the moments at which something flowed for the first time, in order.
//!
//! Invariants: the first packet of each talk of each cell, and the first command of each of its classes, is in exactly
//! one step; what there is after the last step is the matrix. Says what was new, not whether it was right: that is what
//! alerts are for.

use std::num::NonZeroUsize;

use jiff::Timestamp;
use sekisho_model::{CommandClass, CommandClasses};

use super::matrix::{Flowing, Matrix};
use super::paths::Talk;

/// Something that was new.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct News {
    /// When.
    pub at: Timestamp,
    /// Which cell of the matrix.
    pub cell: usize,
    /// What was spoken.
    pub talk: Talk,
    /// The class of command; `None` where it is the first packet.
    pub class: Option<CommandClass>,
}

/// Moments that lie close together, and what was new at them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplayStep {
    /// The last of the moments.
    pub at: Timestamp,
    /// What was new, in order of time. Never empty.
    pub news: Vec<News>,
}

/// The steps in which the matrix came to be, at most so many: where there are more moments, those with the shortest
/// time between them are one step.
#[must_use]
pub fn replay(matrix: &Matrix, most: NonZeroUsize) -> Vec<ReplayStep> {
    let mut news: Vec<News> = matrix
        .cells
        .iter()
        .enumerate()
        .flat_map(|(cell, it)| it.flowing.iter().flat_map(move |flowing| news_of(cell, flowing)))
        .collect();
    news.sort_by_key(|it| (it.at, it.cell, it.talk, it.class));
    let cuts = cuts(&news, most);
    let mut steps: Vec<ReplayStep> = Vec::new();
    for (place, it) in news.into_iter().enumerate() {
        match steps.last_mut().filter(|_| !cuts.contains(&place)) {
            Some(step) => {
                step.at = it.at;
                step.news.push(it);
            }
            None => steps.push(ReplayStep { at: it.at, news: vec![it] }),
        }
    }
    steps
}

fn news_of(cell: usize, flowing: &Flowing) -> impl Iterator<Item = News> {
    let talk = flowing.talk;
    let begun = News { at: flowing.first, cell, talk, class: None };
    let classes =
        flowing.commands.iter().map(move |(class, at)| News { at: *at, cell, talk, class: Some(*class) });
    std::iter::once(begun).chain(classes)
}

/// Before which news a new step begins: at the longest pauses.
fn cuts(news: &[News], most: NonZeroUsize) -> Vec<usize> {
    let mut pauses: Vec<(i128, usize)> = news
        .windows(2)
        .zip(1..)
        .filter_map(|(pair, place)| match pair {
            [before, after] if before.at < after.at => {
                Some((after.at.as_nanosecond() - before.at.as_nanosecond(), place))
            }
            _ => None,
        })
        .collect();
    pauses.sort_by_key(|(pause, place)| (std::cmp::Reverse(*pause), *place));
    pauses.into_iter().take(most.get() - 1).map(|(_, place)| place).collect()
}

impl Flowing {
    /// The classes of command that had been seen by a moment; `None` where nothing had flowed yet.
    #[must_use]
    pub fn classes_by(&self, moment: Timestamp) -> Option<CommandClasses> {
        let seen = self.commands.iter().filter(|(_, at)| **at <= moment);
        (self.first <= moment)
            .then(|| seen.fold(CommandClasses::NONE, |set, (class, _)| set.and(CommandClasses::of(*class))))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::observed::{observed, tests::ask};
    use crate::watched::{Plant, day};

    const FEW: NonZeroUsize = NonZeroUsize::new(4).unwrap();

    #[test]
    fn whatever_was_new_is_in_one_step_and_the_last_step_shows_the_matrix() {
        let plant = Plant::new();
        let observation = day(&plant, 1, &[]).observation();
        let matrix = observed(&ask(&plant.register, &observation)).matrix;
        let all =
            matrix.cells.iter().flat_map(|cell| &cell.flowing).map(|it| 1 + it.commands.len()).sum::<usize>();
        for most in [NonZeroUsize::MIN, FEW, NonZeroUsize::MAX] {
            let steps = replay(&matrix, most);
            let news: Vec<&News> = steps.iter().flat_map(|step| &step.news).collect();
            assert_eq!(news.len(), all);
            let moments: BTreeSet<_> = news.iter().map(|it| it.at).collect();
            assert!(moments.len() > FEW.get(), "otherwise nothing is put together");
            assert_eq!(steps.len(), moments.len().min(most.get()));
            assert!(news.is_sorted_by_key(|it| it.at) && steps.is_sorted_by_key(|step| step.at));
            assert!(steps.windows(2).all(|pair| pair[0].at < pair[1].news[0].at), "a moment is in one step");
            let last = steps.last().unwrap().at;
            for flowing in matrix.cells.iter().flat_map(|cell| &cell.flowing) {
                assert_eq!(flowing.classes_by(last), Some(flowing.classes()));
                let before = flowing.first.checked_sub(jiff::Span::new().nanoseconds(1)).unwrap();
                assert_eq!(flowing.classes_by(before), None);
            }
        }
        assert_eq!(replay(&Matrix::default(), FEW), []);
    }
}
