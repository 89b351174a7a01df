//! From a key's hash to the place of what it names: open addressing, eight bytes a place.
//!
//! Invariant: 32 bits of the hash lie beside each number, so that growing needs nothing but the index itself, and a
//! wrong entry is touched about once in a thousand searches. Nothing is marked as deleted: what stood behind moves up.

/// An index of numbers by hash.
pub(crate) struct Index {
    /// The hash in the upper half, the number plus one in the lower; 0 is free.
    places: Vec<u64>,
    used: usize,
}

/// Places of an empty index.
const PLACES_MIN: usize = 64;

impl Index {
    /// An empty one.
    pub(crate) fn new() -> Self {
        Self { places: vec![0; PLACES_MIN], used: 0 }
    }

    /// The place where a search begins. Reading it early brings it near.
    pub(crate) fn first(&self, tag: u32) -> u64 {
        self.places[self.home(tag)]
    }

    /// The number with this hash of which `same` says that it is the one.
    pub(crate) fn find(&self, tag: u32, mut same: impl FnMut(u32) -> bool) -> Option<u32> {
        let mut at = self.home(tag);
        loop {
            let place = self.places[at];
            if place == 0 {
                return None;
            }
            if tag_of(place) == tag && same(number_of(place)) {
                return Some(number_of(place));
            }
            at = self.after(at);
        }
    }

    /// Puts a number in. It is not there yet.
    pub(crate) fn insert(&mut self, tag: u32, number: u32) {
        if (self.used + 1) * 4 > self.places.len() * 3 {
            self.grow();
        }
        self.used += 1;
        self.put((u64::from(tag) << 32) | (u64::from(number) + 1));
    }

    /// Takes a number out.
    pub(crate) fn remove(&mut self, tag: u32, number: u32) {
        let wanted = (u64::from(tag) << 32) | (u64::from(number) + 1);
        let mut at = self.home(tag);
        while self.places[at] != wanted {
            if self.places[at] == 0 {
                return;
            }
            at = self.after(at);
        }
        self.used -= 1;
        self.close(at);
    }

    /// Takes everything out.
    pub(crate) fn clear(&mut self) {
        *self = Self::new();
    }

    /// Moves up what stood behind a place that becomes free.
    fn close(&mut self, mut free: usize) {
        let mask = self.places.len() - 1;
        let mut at = self.after(free);
        while self.places[at] != 0 {
            let home = self.home(tag_of(self.places[at]));
            if (at.wrapping_sub(home) & mask) >= (at.wrapping_sub(free) & mask) {
                self.places[free] = self.places[at];
                free = at;
            }
            at = self.after(at);
        }
        self.places[free] = 0;
    }

    fn put(&mut self, place: u64) {
        let mut at = self.home(tag_of(place));
        while self.places[at] != 0 {
            at = self.after(at);
        }
        self.places[at] = place;
    }

    fn grow(&mut self) {
        let twice = vec![0; self.places.len() * 2];
        for place in std::mem::replace(&mut self.places, twice) {
            if place != 0 {
                self.put(place);
            }
        }
    }

    const fn home(&self, tag: u32) -> usize {
        tag as usize & (self.places.len() - 1)
    }

    const fn after(&self, at: usize) -> usize {
        (at + 1) & (self.places.len() - 1)
    }
}

const fn tag_of(place: u64) -> u32 {
    (place >> 32) as u32
}

#[expect(clippy::cast_possible_truncation, reason = "the lower half is what is asked for")]
const fn number_of(place: u64) -> u32 {
    (place as u32).wrapping_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conversations::hash::mixed;

    #[test]
    fn what_was_put_in_is_found_until_it_is_taken_out() {
        let mut index = Index::new();
        let tag = |number: u32| u32::try_from(mixed(u64::from(number % 700)) >> 32).unwrap();
        let found = |index: &Index, number| index.find(tag(number), |other| other == number).is_some();
        (0..1_000).for_each(|number| index.insert(tag(number), number));
        (0..1_000).step_by(3).for_each(|number| index.remove(tag(number), number));
        for number in 0..1_000 {
            assert_eq!(found(&index, number), number % 3 != 0, "{number}");
        }
        (0..1_000).filter(|n| n % 3 != 0).for_each(|number| index.remove(tag(number), number));
        assert_eq!(index.used, 0);
        assert!(index.places.iter().all(|place| *place == 0), "nothing is left behind");
    }

    #[test]
    fn one_hash_for_all_is_slow_and_right() {
        let mut index = Index::new();
        (0..200).for_each(|number| index.insert(u32::MAX, number));
        (0..200).step_by(2).for_each(|number| index.remove(u32::MAX, number));
        let left = (0..200).filter(|n| index.find(u32::MAX, |other| other == *n).is_some()).count();
        assert_eq!(left, 100);
    }
}
