//! Judges proofs: inclusion, consistency, and both for subtrees (RFC 6962 section 2.1;
//! draft-ietf-plants-merkle-tree-certs, section "Subtrees").
//!
//! Invariant: accepted only when every hash of the proof was needed, none was missing, and both ends
//! come out byte for byte. All four questions are one walk: an inclusion proof is the consistency proof
//! of a one-leaf subtree. Roots and hashes are taken as raw bytes because they come from outside: a hash
//! of another length than 32 simply never fits.

use std::ops::Range;

use thiserror::Error;

use super::{Hash, is_subtree, node_hash, split};

/// Why a Merkle proof is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ProofError {
    /// The leaf or subtree isn't part of a tree of that size.
    #[error("there is no such place in a tree of that size")]
    Outside,
    /// The range isn't aligned as a subtree must be.
    #[error("the range is not a subtree")]
    NotASubtree,
    /// RFC 6962 defines no consistency proof from the empty tree.
    #[error("consistency with the empty tree says nothing and has no proof")]
    FromEmpty,
    /// A hash isn't 32 bytes long.
    #[error("a hash in the proof is not 32 bytes long")]
    HashLength,
    /// The proof ended too early.
    #[error("the proof has too few hashes")]
    TooShort,
    /// The proof goes on after the root was reached.
    #[error("the proof has too many hashes")]
    TooLong,
    /// The leaf or subtree doesn't lead to the hash it should have.
    #[error("the proof does not lead to the hash of the part")]
    PartDiffers,
    /// The whole doesn't lead to the root.
    #[error("the proof does not lead to the root")]
    RootDiffers,
}

impl ProofError {
    /// The message in Japanese.
    #[must_use]
    pub fn ja(&self) -> String {
        match self {
            Self::Outside => "その大きさの木に、その位置はありません。",
            Self::NotASubtree => "範囲が部分木になっていません。",
            Self::FromEmpty => "空の木との整合性には意味がなく、証明はありません。",
            Self::HashLength => "証明に 32 バイトでないハッシュがあります。",
            Self::TooShort => "証明のハッシュが足りません。",
            Self::TooLong => "証明のハッシュが多すぎます。",
            Self::PartDiffers => "証明をたどっても、部分のハッシュになりません。",
            Self::RootDiffers => "証明をたどっても、根ハッシュになりません。",
        }
        .into()
    }
}

/// Checks that the leaf with hash `leaf` is number `index` in the tree of `size` leaves with `root`.
///
/// # Errors
/// The first reason why it isn't.
pub fn verify_inclusion<N: AsRef<[u8]>>(
    index: u64,
    size: u64,
    leaf: impl AsRef<[u8]>,
    proof: &[N],
    root: impl AsRef<[u8]>,
) -> Result<(), ProofError> {
    if index >= size {
        return Err(ProofError::Outside);
    }
    hash_of(leaf.as_ref())?;
    Walk { part_hash: leaf.as_ref(), proof }.judge(index..index + 1, size, root.as_ref())
}

/// Checks that the leaf with hash `leaf` is number `index` of the log, in its subtree `start..end`
/// with `root`.
///
/// # Errors
/// The first reason why it isn't.
pub fn verify_subtree_inclusion<N: AsRef<[u8]>>(
    index: u64,
    start: u64,
    end: u64,
    leaf: impl AsRef<[u8]>,
    proof: &[N],
    root: impl AsRef<[u8]>,
) -> Result<(), ProofError> {
    if !is_subtree(start, end) {
        return Err(ProofError::NotASubtree);
    }
    let within = index.checked_sub(start).ok_or(ProofError::Outside)?;
    verify_inclusion(within, end - start, leaf, proof, root)
}

/// Checks that the tree of `old` leaves with `old_root` is the beginning of the tree of `new` leaves
/// with `new_root`.
///
/// # Errors
/// The first reason why it isn't. `old == 0` is refused unless both trees are empty: every log begins
/// with the empty tree, so such a proof would say nothing.
pub fn verify_consistency<N: AsRef<[u8]>>(
    old: u64,
    new: u64,
    old_root: impl AsRef<[u8]>,
    new_root: impl AsRef<[u8]>,
    proof: &[N],
) -> Result<(), ProofError> {
    if old == 0 && new > 0 {
        return Err(ProofError::FromEmpty);
    }
    verify_subtree_consistency(0, old, new, old_root, new_root, proof)
}

/// Checks that the subtree `start..end` with `part_root` is contained in the tree of `size` leaves
/// with `root`.
///
/// An empty subtree is contained in every tree that reaches to it, provided that `part_root` is the
/// hash of the empty tree; nothing is then said about `root`, save that it must be the same when the
/// tree is empty too.
///
/// # Errors
/// The first reason why it isn't.
pub fn verify_subtree_consistency<N: AsRef<[u8]>>(
    start: u64,
    end: u64,
    size: u64,
    part_root: impl AsRef<[u8]>,
    root: impl AsRef<[u8]>,
    proof: &[N],
) -> Result<(), ProofError> {
    if !is_subtree(start, end) {
        return Err(ProofError::NotASubtree);
    }
    if end > size {
        return Err(ProofError::Outside);
    }
    let (part_root, root) = (part_root.as_ref(), root.as_ref());
    if start == end {
        return judge_empty(size, part_root, root, proof.is_empty());
    }
    Walk { part_hash: part_root, proof }.judge(start..end, size, root)
}

fn judge_empty(size: u64, part_root: &[u8], root: &[u8], no_proof: bool) -> Result<(), ProofError> {
    let empty = Hash::of_empty_tree();
    if part_root != empty.as_ref() {
        Err(ProofError::PartDiffers)
    } else if size == 0 && root != part_root {
        Err(ProofError::RootDiffers)
    } else if !no_proof {
        Err(ProofError::TooLong)
    } else {
        Ok(())
    }
}

/// One walk from the part up to the root, using up the proof hash by hash.
struct Walk<'p, N> {
    part_hash: &'p [u8],
    proof: &'p [N],
}

/// What the walk has rebuilt so far: the part's hash, and the hash of the tree around it.
struct Rebuilt {
    part: Hash,
    tree: Hash,
}

impl<N: AsRef<[u8]>> Walk<'_, N> {
    fn judge(mut self, part: Range<u64>, size: u64, root: &[u8]) -> Result<(), ProofError> {
        if part == (0..size) {
            return self.judge_same(root);
        }
        let rebuilt = self.climb(part, 0..size, true)?;
        if !self.proof.is_empty() {
            Err(ProofError::TooLong)
        } else if rebuilt.part.as_ref() != self.part_hash {
            Err(ProofError::PartDiffers)
        } else if rebuilt.tree.as_ref() != root {
            Err(ProofError::RootDiffers)
        } else {
            Ok(())
        }
    }

    /// The part is the whole tree: no hashing at all, so the two are compared as they were given.
    fn judge_same(&self, root: &[u8]) -> Result<(), ProofError> {
        if !self.proof.is_empty() {
            Err(ProofError::TooLong)
        } else if self.part_hash != root {
            Err(ProofError::RootDiffers)
        } else {
            Ok(())
        }
    }

    /// Mirrors how a proof is built. `known`: `part_hash` is the hash of exactly this `part`.
    fn climb(&mut self, part: Range<u64>, tree: Range<u64>, known: bool) -> Result<Rebuilt, ProofError> {
        if part == tree {
            let hash = if known { hash_of(self.part_hash)? } else { self.next()? };
            return Ok(Rebuilt { part: hash, tree: hash });
        }
        let cut = tree.start + split(tree.end - tree.start);
        if part.end <= cut {
            let below = self.climb(part, tree.start..cut, known)?;
            let right = self.next()?;
            Ok(Rebuilt { part: below.part, tree: node_hash(&below.tree, &right) })
        } else if part.start >= cut {
            let below = self.climb(part, cut..tree.end, known)?;
            let left = self.next()?;
            Ok(Rebuilt { part: below.part, tree: node_hash(&left, &below.tree) })
        } else {
            let below = self.climb(cut..part.end, cut..tree.end, false)?;
            let left = self.next()?;
            Ok(Rebuilt { part: node_hash(&left, &below.part), tree: node_hash(&left, &below.tree) })
        }
    }

    fn next(&mut self) -> Result<Hash, ProofError> {
        let (first, rest) = self.proof.split_first().ok_or(ProofError::TooShort)?;
        self.proof = rest;
        hash_of(first.as_ref())
    }
}

fn hash_of(bytes: &[u8]) -> Result<Hash, ProofError> {
    bytes.try_into().map(Hash::from_bytes).map_err(|_| ProofError::HashLength)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NONE: [Hash; 0] = [];

    #[test]
    fn a_root_of_another_length_than_32_bytes_is_no_leaf_and_no_subtree() {
        let root = Hash::of_empty_tree();
        assert_eq!(verify_inclusion(0, 2, b"short", &[root], root), Err(ProofError::HashLength));
        assert_eq!(verify_inclusion(0, 1, b"", &NONE, b""), Err(ProofError::HashLength));
        assert_eq!(verify_inclusion(0, 2, root, &[b"short"], root), Err(ProofError::HashLength));
    }

    #[test]
    fn the_largest_sizes_are_judged_without_overflow() {
        let hash = Hash::of_empty_tree();
        let proof = [hash; 64];
        assert!(verify_inclusion(u64::MAX - 1, u64::MAX, hash, &proof, hash).is_err());
        assert!(verify_inclusion(u64::MAX, u64::MAX, hash, &proof, hash).is_err());
        assert!(verify_consistency(u64::MAX - 1, u64::MAX, hash, hash, &proof).is_err());
        assert!(verify_subtree_inclusion(u64::MAX, u64::MAX - 1, u64::MAX, hash, &proof, hash).is_err());
        assert_eq!(verify_subtree_consistency(3, 2, 9, hash, hash, &NONE), Err(ProofError::NotASubtree));
    }

    #[test]
    fn empty_trees_agree_only_on_the_hash_of_nothing() {
        let empty = Hash::of_empty_tree();
        assert_eq!(verify_consistency(0, 0, empty, empty, &NONE), Ok(()));
        assert_eq!(verify_consistency(0, 0, b"x", b"x", &NONE), Err(ProofError::PartDiffers));
        assert_eq!(verify_consistency(0, 1, empty, empty, &NONE), Err(ProofError::FromEmpty));
    }
}
