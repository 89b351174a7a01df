//! The right edge of a growing tree: all that is needed to append and to know the root.
//!
//! Invariant: one hash for each set bit of the size, largest subtree first. It can't prove anything
//! about leaves already appended; that needs the leaf hashes ([`super::inclusion_proof`]).

use thiserror::Error;

use super::{Hash, node_hash};
use crate::text;

/// First word of the stored text, so that a later form can be told apart.
const FORM: &str = "frontier-v1";

/// Longest text read: the form, a 20-digit size and one hash for each of 64 bits.
pub const MAX_FRONTIER_BYTES: usize = FORM.len() + 21 + 64 * 65;

/// Why a stored frontier can't be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum FrontierError {
    /// The text isn't `frontier-v1 SIZE HASH…`.
    #[error("the stored tree edge is not in the form `frontier-v1 SIZE HASH…`")]
    Form,
    /// The number of hashes isn't the number of set bits of the size.
    #[error("the stored tree edge has {found} hashes, its size asks for {expected}")]
    Count {
        /// Set bits of the size.
        expected: usize,
        /// Hashes in the text.
        found: usize,
    },
}

impl FrontierError {
    /// The message in Japanese.
    #[must_use]
    pub fn ja(&self) -> String {
        match self {
            Self::Form => "保存された木の右端が「frontier-v1 件数 ハッシュ…」の形ではありません。".into(),
            Self::Count { expected, found } => format!(
                "保存された木の右端のハッシュが {found} 個ですが、件数からは {expected} 個のはずです。"
            ),
        }
    }
}

/// The roots of the complete subtrees that make up a tree of `size` leaves.
///
/// Appending costs at most 64 hashes and never reads earlier leaves, so a store can keep this in one row.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Frontier {
    size: u64,
    peaks: Vec<Hash>,
}

impl Frontier {
    /// The empty tree.
    #[must_use]
    pub const fn new() -> Self {
        Self { size: 0, peaks: Vec::new() }
    }

    /// Leaves so far; also the index of the next one.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Adds one leaf by its hash ([`super::leaf_hash`], `Entry::leaf_hash`).
    pub fn append(&mut self, leaf: Hash) {
        let mut peak = leaf;
        for _ in 0..self.size.trailing_ones() {
            if let Some(left) = self.peaks.pop() {
                peak = node_hash(&left, &peak);
            }
        }
        self.peaks.push(peak);
        self.size += 1;
    }

    /// The root of the tree so far.
    #[must_use]
    pub fn root(&self) -> Hash {
        let smallest_first = self.peaks.iter().rev().copied();
        smallest_first.reduce(|right, left| node_hash(&left, &right)).unwrap_or_else(Hash::of_empty_tree)
    }

    /// One line of text, without a line end: `frontier-v1 SIZE HASH…` in decimal and hexadecimal.
    #[must_use]
    pub fn to_text(&self) -> String {
        let hashes = self.peaks.iter().map(|peak| format!(" {peak}"));
        format!("{FORM} {}", self.size) + &hashes.collect::<String>()
    }

    /// Reads [`Frontier::to_text`].
    ///
    /// # Errors
    /// When the text has another form or its hashes don't fit its size. A wrong hash can't be noticed
    /// here: it shows as a root that no checkpoint carries.
    pub fn from_text(stored: &str) -> Result<Self, FrontierError> {
        let rest = stored.strip_prefix(FORM).and_then(|rest| rest.strip_prefix(' '));
        let rest = rest.filter(|_| stored.len() <= MAX_FRONTIER_BYTES).ok_or(FrontierError::Form)?;
        let mut words = rest.split(' ');
        let size = words.next().and_then(text::decimal).ok_or(FrontierError::Form)?;
        let peaks = words.map(Hash::from_hex).collect::<Option<Vec<_>>>().ok_or(FrontierError::Form)?;
        let expected = size.count_ones() as usize;
        if peaks.len() == expected {
            Ok(Self { size, peaks })
        } else {
            Err(FrontierError::Count { expected, found: peaks.len() })
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{leaf_hash, root_of, tests::leaves};
    use super::*;

    #[test]
    fn the_frontier_has_the_root_of_all_leaves_for_every_size_up_to_300() {
        let leaves = leaves(300);
        let mut frontier = Frontier::new();
        for size in 0..=leaves.len() {
            assert_eq!(frontier.root(), root_of(&leaves[..size]), "{size}");
            assert_eq!(frontier.size(), size as u64);
            if let Some(leaf) = leaves.get(size) {
                frontier.append(*leaf);
            }
        }
    }

    #[test]
    fn a_frontier_read_back_goes_on_as_if_never_stored() {
        let mut straight = Frontier::new();
        let mut stored = Frontier::new();
        for leaf in leaves(70) {
            straight.append(leaf);
            stored = Frontier::from_text(&stored.to_text()).unwrap();
            stored.append(leaf);
            assert_eq!(stored, straight);
        }
    }

    #[test]
    fn a_text_that_does_not_fit_its_size_is_refused() {
        let hash = leaf_hash(b"").to_string();
        let count = Frontier::from_text(&format!("frontier-v1 2 {hash} {hash}"));
        assert_eq!(count, Err(FrontierError::Count { expected: 1, found: 2 }));
        for bad in ["", "frontier-v1", "frontier-v1 ", "frontier-v1 01", "frontier-v2 0", "frontier-v1 0 "] {
            assert_eq!(Frontier::from_text(bad), Err(FrontierError::Form), "{bad:?}");
        }
        assert_eq!(Frontier::from_text("frontier-v1 0"), Ok(Frontier::new()));
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_panic_and_only_its_own_print_is_accepted(words in "frontier-v1 [0-9]{0,3}[ 0-9a-f\\n]{0,140}|\\PC*") {
            if let Ok(frontier) = Frontier::from_text(&words) {
                prop_assert_eq!(frontier.to_text(), words);
            }
        }
    }
}
