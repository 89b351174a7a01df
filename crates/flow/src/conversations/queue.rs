//! Which connection has been silent for longest: three lists, each in the order of the last packets.
//!
//! Invariant: an entry is moved to the end of its list at most once in each [`MOVED_SECONDS`] of capture time, so that a
//! packet seldom touches its entry's neighbours. One that spoke since it was moved is not given up before the others.

use super::entry::{Class, Entry, Links, NONE};
use super::open::Open;

/// The ends of the three lists.
pub(crate) struct Queues {
    heads: [u32; 3],
    tails: [u32; 3],
}

/// Nanoseconds of a second.
pub(crate) const SECOND_NANOS: i64 = 1_000_000_000;

/// Time is cut into pieces of so many seconds. An entry that was moved in the same piece stays where it is.
const MOVED_SECONDS: u32 = 64;

const OPEN: [Class; 3] = [Class::Closed, Class::Short, Class::Stream];

impl Queues {
    /// Empty ones.
    pub(crate) const fn new() -> Self {
        Self { heads: [NONE; 3], tails: [NONE; 3] }
    }

    /// Is an entry in the list that it belongs in, and was it moved lately?
    #[inline]
    pub(crate) const fn is_in_place(entry: &Entry, second: u32) -> bool {
        entry.is_in_wanted_class() && entry.is_moved_in(second / MOVED_SECONDS)
    }

    /// Puts an entry at the end of the list that it belongs in.
    #[cold]
    pub(crate) fn put_last(&mut self, open: &mut Open, number: u32, second: u32) {
        let wanted = open.at(number).wanted_class();
        self.move_last(open, number, second, wanted);
    }

    fn move_last(&mut self, open: &mut Open, number: u32, second: u32, wanted: Class) {
        self.unlink(open, number);
        let entry = open.at_mut(number);
        entry.set_class(wanted);
        entry.set_moved(second / MOVED_SECONDS);
        let Some(list) = list(wanted) else { return };
        *open.links_mut(number) = Links { before: self.tails[list], after: NONE, moved: second };
        match self.tails[list] {
            NONE => self.heads[list] = number,
            tail => open.links_mut(tail).after = number,
        }
        self.tails[list] = number;
    }

    /// Takes an entry out of its list.
    pub(crate) fn unlink(&mut self, open: &mut Open, number: u32) {
        let Some(list) = list(open.at(number).class()) else { return };
        let Links { before, after, .. } = *open.links(number);
        match before {
            NONE => self.heads[list] = after,
            before => open.links_mut(before).after = after,
        }
        match after {
            NONE => self.tails[list] = before,
            after => open.links_mut(after).before = before,
        }
        open.at_mut(number).set_class(Class::Free);
    }

    /// A connection that is over by its silence. One that spoke since it was moved does not hide those behind it.
    pub(crate) fn over(&mut self, open: &mut Open, second: u32, now: i64) -> Option<u32> {
        for class in OPEN {
            while let Some(head) = self.head(class) {
                let (last, moved) = (open.at(head).last, open.links(head).moved);
                if now.saturating_sub(last) >= class.silence_nanos_max() {
                    return Some(head);
                }
                if moved == second
                    || second_of(last).wrapping_sub(moved).cast_signed() < 2 * MOVED_SECONDS.cast_signed()
                {
                    break;
                }
                self.move_last(open, head, second, class);
            }
        }
        None
    }

    /// The connection that has been silent for longest.
    pub(crate) fn longest_silent(&mut self, open: &mut Open, second: u32) -> Option<u32> {
        for class in OPEN {
            while let Some(head) = self.head(class) {
                let (last, moved) = (open.at(head).last, open.links(head).moved);
                if moved == second || second_of(last) == moved {
                    break;
                }
                self.move_last(open, head, second, class);
            }
        }
        OPEN.into_iter().filter_map(|class| self.head(class)).min_by_key(|head| open.at(*head).last)
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
