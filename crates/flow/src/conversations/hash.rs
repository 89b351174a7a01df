//! A hash that nobody on the wire can foresee.
//!
//! Addresses and ports are chosen by whoever sends. With a fixed hash an attacker in the plant could choose those that
//! fall into one place of the table and stop the watch; the secret here is fresh for each run.

/// What a run's hashes depend on.
#[derive(Clone, Copy)]
pub(crate) struct Secret([u64; 4]);

impl Secret {
    /// Stretches a seed.
    pub(crate) const fn new(seed: u64) -> Self {
        let mut state = seed;
        let mut words = [0; 4];
        let mut at = 0;
        while at < words.len() {
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            words[at] = mixed(state);
            at += 1;
        }
        Self(words)
    }

    /// The hash of some words.
    pub(crate) fn of(&self, words: &[u64]) -> u64 {
        let [first, second, third, last] = self.0;
        let mut hash = first;
        for pair in words.chunks(2) {
            let (left, right) = (pair[0], pair.get(1).copied().unwrap_or(third));
            hash = folded(hash ^ left ^ second, right ^ third ^ hash.rotate_left(23));
        }
        folded(hash ^ last, first | 1)
    }

    /// The hash of two words.
    #[inline]
    pub(crate) const fn of_two(&self, left: u64, right: u64) -> u64 {
        let [first, second, third, last] = self.0;
        folded(folded(left ^ first, right ^ second) ^ third, last | 1)
    }

    /// A word of it, to mix with.
    #[inline]
    pub(crate) const fn word(&self) -> u64 {
        self.0[3]
    }

    /// The hash of some words in the 32 bits that an index takes.
    pub(crate) fn tag(&self, words: &[u64]) -> u32 {
        high(self.of(words))
    }
}

/// The upper half.
pub(crate) const fn high(hash: u64) -> u32 {
    (hash >> 32) as u32
}

/// Both halves of the product, one over the other: every bit of the factors reaches every bit of it.
#[expect(clippy::cast_possible_truncation, reason = "the two halves are what is asked for")]
pub(crate) const fn folded(left: u64, right: u64) -> u64 {
    let product = (left as u128).wrapping_mul(right as u128);
    (product as u64) ^ ((product >> 64) as u64)
}

/// One step of a generator whose every output differs in about half of its bits from the next.
pub(crate) const fn mixed(state: u64) -> u64 {
    let word = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^ (word >> 31)
}
