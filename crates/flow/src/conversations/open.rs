//! Open connections by their numbers: of each the line that every packet touches, apart from it the rest, and where it
//! stands in its list.

use super::entry::{Entry, Links, Rest};
use super::slab::Slab;

/// All parts of every open connection, under one number.
pub(crate) struct Open {
    entries: Slab<Entry>,
    rests: Slab<Rest>,
    links: Slab<Links>,
}

impl Open {
    /// None.
    pub(crate) const fn new() -> Self {
        Self { entries: Slab::new(Entry::FREE), rests: Slab::new(Rest::NEW), links: Slab::new(Links::NONE) }
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    /// Puts one in and says its number.
    pub(crate) fn insert(&mut self, entry: Entry) -> u32 {
        // All have had the same numbers put in and taken out.
        self.links.insert(Links::NONE);
        self.rests.insert(Rest::NEW);
        self.entries.insert(entry)
    }

    /// Takes one out.
    pub(crate) fn remove(&mut self, number: u32) {
        self.links.remove(number);
        self.rests.remove(number);
        self.entries.remove(number);
    }

    /// What a packet asks for.
    #[inline]
    pub(crate) fn at(&self, number: u32) -> &Entry {
        self.entries.at(number)
    }

    /// The same, to be changed.
    #[inline]
    pub(crate) fn at_mut(&mut self, number: u32) -> &mut Entry {
        self.entries.at_mut(number)
    }

    /// The rest.
    pub(crate) fn rest(&self, number: u32) -> &Rest {
        self.rests.at(number)
    }

    /// Where it stands in its list.
    pub(crate) fn links(&self, number: u32) -> &Links {
        self.links.at(number)
    }

    /// The same, to be changed.
    pub(crate) fn links_mut(&mut self, number: u32) -> &mut Links {
        self.links.at_mut(number)
    }

    /// Both other parts, to be changed.
    #[inline]
    pub(crate) fn both(&mut self, number: u32) -> (&mut Entry, &mut Rest) {
        (self.entries.at_mut(number), self.rests.at_mut(number))
    }

    /// Numbers that were ever used; what is at one may be empty.
    pub(crate) const fn numbers(&self) -> std::ops::Range<u32> {
        self.entries.numbers()
    }

    /// Forgets the lists.
    pub(crate) fn unlist(&mut self) {
        self.links = Slab::new(Links::NONE);
    }

    /// Puts each where it stands in `order`, which has every number that was ever used once. Nothing is put in or taken
    /// out afterwards. No second table is needed: each circle of places is moved around by one.
    pub(crate) fn arrange(&mut self, mut order: Vec<u32>) {
        for first in self.numbers() {
            let (entry, rest) = (*self.entries.at(first), *self.rests.at(first));
            let mut at = first;
            loop {
                // What is in its place says its own number.
                let from = std::mem::replace(&mut order[at as usize], at);
                if from == first {
                    (*self.entries.at_mut(at), *self.rests.at_mut(at)) = (entry, rest);
                    break;
                }
                *self.entries.at_mut(at) = *self.entries.at(from);
                *self.rests.at_mut(at) = *self.rests.at(from);
                at = from;
            }
        }
    }

    /// Gives back the memory of what ends before this number. Nothing in it is asked for again.
    pub(crate) fn release_before(&mut self, number: u32) {
        self.entries.release_before(number);
        self.rests.release_before(number);
    }
}
