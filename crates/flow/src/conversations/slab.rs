//! Many things of one size, by number, in pieces that never move: growing copies nothing.

/// Things in one piece.
const PIECE: u32 = 1 << 10;

/// Numbered places for things of one size.
pub(crate) struct Slab<T> {
    pieces: Vec<Box<[T]>>,
    free: Vec<u32>,
    /// Places that were ever used.
    used: u32,
    empty: T,
}

impl<T: Copy> Slab<T> {
    /// One without anything in it. `empty` stands where nothing is.
    pub(crate) const fn new(empty: T) -> Self {
        Self { pieces: Vec::new(), free: Vec::new(), used: 0, empty }
    }

    /// Things in it.
    pub(crate) fn len(&self) -> usize {
        self.used as usize - self.free.len()
    }

    /// What stands where nothing is.
    pub(crate) const fn empty(&self) -> &T {
        &self.empty
    }

    /// Puts a thing in and says its number.
    pub(crate) fn insert(&mut self, thing: T) -> u32 {
        let number = self.free.pop().unwrap_or_else(|| {
            if self.used.is_multiple_of(PIECE) {
                self.pieces.push(vec![self.empty; PIECE as usize].into_boxed_slice());
            }
            self.used += 1;
            self.used - 1
        });
        *self.at_mut(number) = thing;
        number
    }

    /// Takes a thing out; its place is wiped.
    pub(crate) fn remove(&mut self, number: u32) {
        *self.at_mut(number) = self.empty;
        self.free.push(number);
    }

    /// The thing at a number that [`Self::insert`] gave.
    pub(crate) fn at(&self, number: u32) -> &T {
        &self.pieces[(number / PIECE) as usize][(number % PIECE) as usize]
    }

    /// The same, to be changed.
    pub(crate) fn at_mut(&mut self, number: u32) -> &mut T {
        &mut self.pieces[(number / PIECE) as usize][(number % PIECE) as usize]
    }

    /// Numbers that were ever used; what is at one may be empty.
    pub(crate) const fn numbers(&self) -> std::ops::Range<u32> {
        0..self.used
    }

    /// Gives back the memory of the piece that ends before this number. Nothing in it is asked for again.
    pub(crate) fn release_before(&mut self, number: u32) {
        if number.is_multiple_of(PIECE)
            && let Some(piece) = self.pieces.get_mut((number / PIECE).wrapping_sub(1) as usize)
        {
            *piece = Box::default();
        }
    }
}
