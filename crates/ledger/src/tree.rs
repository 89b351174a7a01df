//! RFC 6962 section 2.1 Merkle tree over SHA-256.
//!
//! Invariant: a leaf is hashed behind the byte `0x00` and a node behind `0x01`, so no leaf can ever
//! pass for a node. This module keeps no leaves: it works on leaf hashes that the caller hands in, one
//! by one ([`Frontier`]) or by range ([`inclusion_proof`]). It doesn't know what a leaf says.

mod check;
mod frontier;
mod prove;
#[cfg(test)]
mod vectors;

use std::fmt;

use sha2::{Digest, Sha256};

pub use check::{
    ProofError, verify_consistency, verify_inclusion, verify_subtree_consistency, verify_subtree_inclusion,
};
pub use frontier::{Frontier, FrontierError, MAX_FRONTIER_BYTES};
pub use prove::{
    CHUNK, ProveError, consistency_proof, in_slice, inclusion_proof, root_of_range,
    subtree_consistency_proof, subtree_inclusion_proof,
};

use crate::text;

/// A SHA-256 value. Shown and ordered as its bytes; `Display` is 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash([u8; 32]);

impl Hash {
    /// The root of the tree without leaves: the hash of nothing.
    #[must_use]
    pub fn of_empty_tree() -> Self {
        Self(Sha256::digest([]).into())
    }

    /// Takes 32 bytes as they are.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The 32 bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Base 64 as in checkpoints and proof files: 44 characters.
    #[must_use]
    pub fn to_base64(&self) -> String {
        text::base64_of(&self.0)
    }

    /// Reads [`Hash::to_base64`] and nothing looser.
    #[must_use]
    pub fn from_base64(text: &str) -> Option<Self> {
        text::bytes_of_base64(text)?.try_into().ok().map(Self)
    }

    /// Reads 64 lower-case hexadecimal digits and nothing looser.
    #[must_use]
    pub fn from_hex(text: &str) -> Option<Self> {
        text::bytes_of_hex(text).map(Self)
    }

    pub(crate) fn of_parts(parts: &[&[u8]]) -> Self {
        let mut digest = Sha256::new();
        for part in parts {
            digest.update(part);
        }
        Self(digest.finalize().into())
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&text::hex_of(&self.0))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hash({self})")
    }
}

impl AsRef<[u8]> for Hash {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

/// The hash of one leaf: `SHA-256(0x00 || data)`.
#[must_use]
pub fn leaf_hash(data: &[u8]) -> Hash {
    Hash::of_parts(&[&[0], data])
}

/// The hash over two subtrees: `SHA-256(0x01 || left || right)`.
#[must_use]
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    Hash::of_parts(&[&[1], &left.0, &right.0])
}

/// The root over all of `leaves` (leaf hashes, in order).
#[must_use]
pub fn root_of(leaves: &[Hash]) -> Hash {
    let mut frontier = Frontier::new();
    leaves.iter().for_each(|leaf| frontier.append(*leaf));
    frontier.root()
}

/// Where RFC 6962 cuts a tree of `size` leaves: the largest power of two below `size`. `size >= 2`.
const fn split(size: u64) -> u64 {
    1 << (u64::BITS - 1 - (size - 1).leading_zeros())
}

/// Whether `start..end` is a subtree some tree can contain whole: `start` is a multiple of the
/// smallest power of two that is no less than the length. An empty range is one everywhere.
fn is_subtree(start: u64, end: u64) -> bool {
    match end.checked_sub(start) {
        None => false,
        Some(0) => true,
        Some(length) => match length.checked_next_power_of_two() {
            Some(unit) => start.is_multiple_of(unit),
            None => start == 0,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The definition of RFC 6962 section 2.1, word for word, to judge the quick ways by.
    fn root_by_definition(leaves: &[Hash]) -> Hash {
        match leaves {
            [] => Hash::of_empty_tree(),
            [leaf] => *leaf,
            _ => {
                let k = (1..leaves.len()).rev().find(|k| k.is_power_of_two()).unwrap();
                node_hash(&root_by_definition(&leaves[..k]), &root_by_definition(&leaves[k..]))
            }
        }
    }

    pub(super) fn leaves(count: u64) -> Vec<Hash> {
        (0..count).map(|n| leaf_hash(&n.to_be_bytes())).collect()
    }

    #[test]
    fn root_of_follows_the_definition_for_every_size_up_to_300() {
        let leaves = leaves(300);
        for size in 0..=leaves.len() {
            assert_eq!(root_of(&leaves[..size]), root_by_definition(&leaves[..size]), "{size}");
        }
    }

    #[test]
    fn the_known_hashes_of_rfc_6962_trees_come_out() {
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(Hash::of_empty_tree().to_string(), empty);
        let empty_leaf = "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d";
        assert_eq!(leaf_hash(b"").to_string(), empty_leaf);
    }

    #[test]
    fn the_cut_is_the_largest_power_of_two_below_the_size() {
        for (size, cut) in [(2, 1), (3, 2), (4, 2), (5, 4), (8, 4), (9, 8), (u64::MAX, 1 << 63)] {
            assert_eq!(split(size), cut, "{size}");
        }
    }

    #[test]
    fn subtrees_are_aligned_ranges() {
        let yes = [(0, 0), (5, 5), (0, 15), (4, 7), (8, 16), (3, 4), (0, u64::MAX)];
        let no = [(1, 15), (2, 6), (3, 5), (5, 4), (1, u64::MAX)];
        assert!(yes.iter().all(|(start, end)| is_subtree(*start, *end)));
        assert!(!no.iter().any(|(start, end)| is_subtree(*start, *end)));
    }

    #[test]
    fn a_hash_reads_back_from_both_of_its_texts() {
        let hash = leaf_hash(b"x");
        assert_eq!(Hash::from_hex(&hash.to_string()), Some(hash));
        assert_eq!(Hash::from_base64(&hash.to_base64()), Some(hash));
        assert_eq!(Hash::from_base64("AAAA"), None);
        assert_eq!(Hash::from_hex(&hash.to_string().to_uppercase()), None);
    }
}
