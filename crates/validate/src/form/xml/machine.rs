//! Which element may follow which: the content of an element as a machine of states.
//!
//! A state is the line of the form that the last element belonged to (state 0: none yet). Made by the well-known
//! construction of Glushkov: for each line, which lines may come first, last, and after it.

use std::collections::BTreeSet;

/// What a content is made of.
#[derive(Debug)]
pub(super) enum Particle {
    /// An element, or one of another namespace, by the number of its place.
    Place(usize),
    Sequence(Vec<Particle>),
    Choice(Vec<Particle>),
    /// At most once, or any number of times.
    Optional(Box<Particle>),
    Repeated(Box<Particle>),
}

/// The states of one content.
#[derive(Debug, Default)]
pub(super) struct Machine {
    /// For state n: the places that may come next.
    pub(super) next: Vec<Vec<usize>>,
    /// For state n: may the content end here?
    pub(super) may_end: Vec<bool>,
}

#[derive(Default)]
struct Ends {
    empty: bool,
    first: BTreeSet<usize>,
    last: BTreeSet<usize>,
}

impl Machine {
    /// The machine of a content with so many places.
    pub(super) fn of(content: &Particle, places: usize) -> Self {
        let mut after = vec![BTreeSet::new(); places];
        let ends = ends(content, &mut after);
        let mut next = vec![ends.first.into_iter().collect()];
        next.extend(after.into_iter().map(|set| set.into_iter().collect::<Vec<usize>>()));
        let mut may_end = vec![ends.empty];
        may_end.extend((0..places).map(|place| ends.last.contains(&place)));
        Self { next, may_end }
    }
}

fn ends(particle: &Particle, after: &mut [BTreeSet<usize>]) -> Ends {
    match particle {
        Particle::Place(place) => Ends { empty: false, first: [*place].into(), last: [*place].into() },
        Particle::Sequence(all) => {
            let mut whole = Ends { empty: true, ..Ends::default() };
            for one in all {
                let one = ends(one, after);
                join(&whole.last, &one.first, after);
                if whole.empty {
                    whole.first.extend(&one.first);
                }
                if !one.empty {
                    whole.last.clear();
                }
                whole.last.extend(one.last);
                whole.empty &= one.empty;
            }
            whole
        }
        Particle::Choice(all) => {
            let mut whole = Ends { empty: all.is_empty(), ..Ends::default() };
            for one in all {
                let one = ends(one, after);
                whole.empty |= one.empty;
                whole.first.extend(one.first);
                whole.last.extend(one.last);
            }
            whole
        }
        Particle::Optional(one) => Ends { empty: true, ..ends(one, after) },
        Particle::Repeated(one) => {
            let one = ends(one, after);
            join(&one.last, &one.first, after);
            one
        }
    }
}

fn join(last: &BTreeSet<usize>, first: &BTreeSet<usize>, after: &mut [BTreeSet<usize>]) {
    for place in last {
        after[*place].extend(first);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Does the machine take these places, in this order?
    fn takes(machine: &Machine, places: &[usize]) -> bool {
        let mut state = 0;
        for place in places {
            if !machine.next[state].contains(place) {
                return false;
            }
            state = place + 1;
        }
        machine.may_end[state]
    }

    #[test]
    fn order_choice_and_number_are_kept() {
        // a? (b | c+) d*
        let many = |place| Particle::Repeated(Box::new(Particle::Place(place)));
        let content = Particle::Sequence(vec![
            Particle::Optional(Box::new(Particle::Place(0))),
            Particle::Choice(vec![Particle::Place(1), many(2)]),
            Particle::Optional(Box::new(many(3))),
        ]);
        let machine = Machine::of(&content, 4);
        for kept in [&[1][..], &[0, 2, 2, 3, 3], &[2]] {
            assert!(takes(&machine, kept), "{kept:?}");
        }
        for broken in [&[][..], &[0], &[1, 0], &[1, 1], &[1, 2], &[0, 0, 1]] {
            assert!(!takes(&machine, broken), "{broken:?}");
        }
    }
}
