//! Which connection has been silent for longest: three lists, each in the order of the last packets.
//!
//! Invariant: an entry is moved to the end of its list at most once in [`MOVED_SECONDS`] of capture time, so that a
//! packet seldom touches its entry's neighbours. One that spoke since it was moved is not given up before the others.

use super::entry::{Class, Entry, NONE};
use super::slab::Slab;

/// The ends of the three lists.
pub(crate) struct Queues {
    heads: [u32; 3],
    tails: [u32; 3],
}

/// Nanoseconds of a second.
pub(crate) const SECOND_NANOS: i64 = 1_000_000_000;

/// An entry that was moved so lately stays where it is, in seconds.
const MOVED_SECONDS: u32 = 16;

const OPEN: [Class; 3] = [Class::Closed, Class::Short, Class::Stream];

impl Queues {
    /// Empty ones.
    pub(crate) const fn new() -> Self {
        Self { heads: [NONE; 3], tails: [NONE; 3] }
    }

    /// Is an entry in the list that it belongs in, and was it moved lately?
    #[inline]
    pub(crate) const fn is_in_place(entry: &Entry, second: u32) -> bool {
        entry.is_in_wanted_class() && second.wrapping_sub(entry.moved) < MOVED_SECONDS
    }

    /// Puts an entry at the end of the list that it belongs in.
    #[cold]
    pub(crate) fn put_last(&mut self, entries: &mut Slab<Entry>, number: u32, second: u32) {
        let wanted = entries.at(number).wanted_class();
        self.move_last(entries, number, second, wanted);
    }

    fn move_last(&mut self, entries: &mut Slab<Entry>, number: u32, second: u32, wanted: Class) {
        self.unlink(entries, number);
        let entry = entries.at_mut(number);
        entry.set_class(wanted);
        (entry.moved, entry.after) = (second, NONE);
        let Some(list) = list(wanted) else { return };
        entry.before = self.tails[list];
        match self.tails[list] {
            NONE => self.heads[list] = number,
            tail => entries.at_mut(tail).after = number,
        }
        self.tails[list] = number;
    }

    /// Takes an entry out of its list.
    pub(crate) fn unlink(&mut self, entries: &mut Slab<Entry>, number: u32) {
        let entry = entries.at(number);
        let (before, after) = (entry.before, entry.after);
        let Some(list) = list(entry.class()) else { return };
        match before {
            NONE => self.heads[list] = after,
            before => entries.at_mut(before).after = after,
        }
        match after {
            NONE => self.tails[list] = before,
            after => entries.at_mut(after).before = before,
        }
        entries.at_mut(number).set_class(Class::Free);
    }

    /// A connection that is over by its silence.
    pub(crate) fn over(&self, entries: &Slab<Entry>, now: i64) -> Option<u32> {
        OPEN.into_iter().filter_map(|class| Some((class, self.head(class)?))).find_map(|(class, head)| {
            let silent = now.saturating_sub(entries.at(head).last);
            (silent >= class.silence_nanos_max()).then_some(head)
        })
    }

    /// The connection that has been silent for longest.
    pub(crate) fn longest_silent(&mut self, entries: &mut Slab<Entry>, second: u32) -> Option<u32> {
        for class in OPEN {
            while let Some(head) = self.head(class) {
                let entry = entries.at(head);
                if entry.moved == second || second_of(entry.last) == entry.moved {
                    break;
                }
                self.move_last(entries, head, second, class);
            }
        }
        OPEN.into_iter().filter_map(|class| self.head(class)).min_by_key(|head| entries.at(*head).last)
    }

    fn head(&self, class: Class) -> Option<u32> {
        let head = self.heads[list(class)?];
        (head != NONE).then_some(head)
    }
}

/// The second of a time, round and round.
pub(crate) fn second_of(nanos: i64) -> u32 {
    u32::try_from((nanos / SECOND_NANOS) & i64::from(u32::MAX)).unwrap_or(0)
}

const fn list(class: Class) -> Option<usize> {
    match class {
        Class::Free => None,
        Class::Closed => Some(0),
        Class::Short => Some(1),
        Class::Stream => Some(2),
    }
}
