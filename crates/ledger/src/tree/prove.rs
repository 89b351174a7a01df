//! Builds the proofs of RFC 6962 section 2.1.1-2.1.2 and their subtree forms from leaf hashes.
//!
//! Leaf hashes come from a source, a function from an index range to the hashes in it, asked for at
//! most [`CHUNK`] at a time: memory stays bounded however long the log is. Time is one pass over the
//! leaves per proof. Invariant: what is built here is accepted by [`super::check`], and nothing is
//! built for a range that the tree doesn't have.

use std::convert::Infallible;
use std::ops::Range;

use thiserror::Error;

use super::{Frontier, Hash, is_subtree, split};

/// Most leaf hashes asked of a source in one call.
pub const CHUNK: u64 = 4096;

/// Why a proof wasn't built. `E` is the source's own error.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ProveError<E> {
    /// The tree has no such leaf or range, or the range isn't a subtree.
    #[error("{start}..{end} is not a part that can be proved in a tree of {size} leaves")]
    Outside {
        /// First leaf asked for.
        start: u64,
        /// One past the last leaf asked for.
        end: u64,
        /// Leaves in the tree.
        size: u64,
    },
    /// The source gave another number of hashes than the range has.
    #[error("the source gave {found} leaf hashes for {start}..{end}")]
    SourceCount {
        /// First index asked for.
        start: u64,
        /// One past the last index asked for.
        end: u64,
        /// Hashes received.
        found: usize,
    },
    /// The source failed.
    #[error("the leaf hashes could not be read")]
    Source(#[source] E),
}

impl<E> ProveError<E> {
    /// The message in Japanese.
    #[must_use]
    pub fn ja(&self) -> String {
        match self {
            Self::Outside { start, end, size } => {
                format!(
                    "{size} 件の記録に、証明できる範囲 {start}..{end} はありません。番号を確かめてください。"
                )
            }
            Self::SourceCount { start, end, found } => {
                format!("範囲 {start}..{end} の葉ハッシュとして {found} 個が返りました。記録が欠けています。")
            }
            Self::Source(_) => "葉ハッシュを読めませんでした。".into(),
        }
    }
}

/// A source over leaf hashes held in memory.
pub fn in_slice(leaves: &[Hash]) -> impl FnMut(Range<u64>) -> Result<Vec<Hash>, Infallible> {
    move |range| {
        let start = usize::try_from(range.start).unwrap_or(usize::MAX);
        let end = usize::try_from(range.end).unwrap_or(usize::MAX);
        Ok(leaves.get(start..end).unwrap_or_default().to_vec())
    }
}

/// Root over the leaves in `range`, counted as a tree of their own.
///
/// # Errors
/// When the source fails or gives too few or too many hashes.
pub fn root_of_range<E>(
    range: Range<u64>,
    mut source: impl FnMut(Range<u64>) -> Result<Vec<Hash>, E>,
) -> Result<Hash, ProveError<E>> {
    root(range, &mut source)
}

/// Proof that leaf `index` stands in the tree of the first `size` leaves, leaf's sibling first.
///
/// # Errors
/// When `index >= size`, or the source fails.
pub fn inclusion_proof<E>(
    index: u64,
    size: u64,
    mut source: impl FnMut(Range<u64>) -> Result<Vec<Hash>, E>,
) -> Result<Vec<Hash>, ProveError<E>> {
    if index >= size {
        return Err(ProveError::Outside { start: index, end: index.saturating_add(1), size });
    }
    Proof::new(&mut source).build(index..index + 1, 0..size)
}

/// Proof that leaf `index` stands in the subtree `part`.
///
/// # Errors
/// When `part` isn't a subtree, `index` isn't in it, or the source fails.
pub fn subtree_inclusion_proof<E>(
    index: u64,
    part: Range<u64>,
    mut source: impl FnMut(Range<u64>) -> Result<Vec<Hash>, E>,
) -> Result<Vec<Hash>, ProveError<E>> {
    if !is_subtree(part.start, part.end) || !part.contains(&index) {
        return Err(ProveError::Outside { start: index, end: index.saturating_add(1), size: part.end });
    }
    Proof::new(&mut source).build(index..index + 1, part)
}

/// Proof that the tree of the first `old` leaves is the beginning of the tree of the first `new`.
///
/// # Errors
/// When `old` is zero (RFC 6962 has no proof from an empty tree: everything begins with it) or more
/// than `new`, or the source fails.
pub fn consistency_proof<E>(
    old: u64,
    new: u64,
    source: impl FnMut(Range<u64>) -> Result<Vec<Hash>, E>,
) -> Result<Vec<Hash>, ProveError<E>> {
    subtree_consistency_proof(0..old, new, source)
}

/// Proof that the subtree `part` is contained in the tree of the first `size` leaves.
///
/// # Errors
/// When `part` is empty, isn't a subtree or ends beyond `size`, or the source fails.
pub fn subtree_consistency_proof<E>(
    part: Range<u64>,
    size: u64,
    mut source: impl FnMut(Range<u64>) -> Result<Vec<Hash>, E>,
) -> Result<Vec<Hash>, ProveError<E>> {
    if part.is_empty() || part.end > size || !is_subtree(part.start, part.end) {
        return Err(ProveError::Outside { start: part.start, end: part.end, size });
    }
    Proof::new(&mut source).build(part, 0..size)
}

/// A proof under construction.
struct Proof<'s, S> {
    source: &'s mut S,
    hashes: Vec<Hash>,
}

impl<'s, S, E> Proof<'s, S>
where
    S: FnMut(Range<u64>) -> Result<Vec<Hash>, E>,
{
    fn new(source: &'s mut S) -> Self {
        Self { source, hashes: Vec::new() }
    }

    fn build(mut self, part: Range<u64>, tree: Range<u64>) -> Result<Vec<Hash>, ProveError<E>> {
        self.descend(part, tree, true)?;
        Ok(self.hashes)
    }

    /// `known`: the verifier already holds the hash of the whole of `part`.
    fn descend(&mut self, part: Range<u64>, tree: Range<u64>, known: bool) -> Result<(), ProveError<E>> {
        if part == tree {
            return if known { Ok(()) } else { self.push(tree) };
        }
        let cut = tree.start + split(tree.end - tree.start);
        if part.end <= cut {
            self.descend(part, tree.start..cut, known)?;
            self.push(cut..tree.end)
        } else if part.start >= cut {
            self.descend(part, cut..tree.end, known)?;
            self.push(tree.start..cut)
        } else {
            // An aligned part that crosses the cut begins where the tree begins.
            self.descend(cut..part.end, cut..tree.end, false)?;
            self.push(tree.start..cut)
        }
    }

    fn push(&mut self, range: Range<u64>) -> Result<(), ProveError<E>> {
        self.hashes.push(root(range, self.source)?);
        Ok(())
    }
}

fn root<E>(
    range: Range<u64>,
    source: &mut impl FnMut(Range<u64>) -> Result<Vec<Hash>, E>,
) -> Result<Hash, ProveError<E>> {
    let mut frontier = Frontier::new();
    let mut start = range.start;
    while start < range.end {
        let end = range.end.min(start.saturating_add(CHUNK));
        let leaves = source(start..end).map_err(ProveError::Source)?;
        if leaves.len() as u64 != end - start {
            return Err(ProveError::SourceCount { start, end, found: leaves.len() });
        }
        leaves.into_iter().for_each(|leaf| frontier.append(leaf));
        start = end;
    }
    Ok(frontier.root())
}

#[cfg(test)]
mod tests {
    use super::super::{check, root_of, tests::leaves};
    use super::*;

    fn first(leaves: &[Hash], count: u64) -> Hash {
        root_of(&leaves[..at(count)])
    }

    fn at(index: u64) -> usize {
        usize::try_from(index).unwrap()
    }

    #[test]
    fn every_inclusion_proof_up_to_70_leaves_is_accepted_and_only_at_its_place() {
        let leaves = leaves(70);
        for size in 1..=70 {
            let root = first(&leaves, size);
            for index in 0..size {
                let proof = inclusion_proof(index, size, in_slice(&leaves)).unwrap();
                let leaf = leaves[at(index)];
                assert_eq!(check::verify_inclusion(index, size, leaf, &proof, root), Ok(()));
                let elsewhere = (index + 1) % size;
                let accepted = check::verify_inclusion(elsewhere, size, leaf, &proof, root).is_ok();
                assert_eq!(accepted, elsewhere == index, "{index} of {size}");
            }
        }
    }

    #[test]
    fn every_consistency_proof_up_to_70_leaves_is_accepted_and_no_other_old_root_is() {
        let leaves = leaves(70);
        for (old, new) in (1..=70).flat_map(|new| (1..=new).map(move |old| (old, new))) {
            let proof = consistency_proof(old, new, in_slice(&leaves)).unwrap();
            let (old_root, new_root) = (first(&leaves, old), first(&leaves, new));
            assert_eq!(check::verify_consistency(old, new, old_root, new_root, &proof), Ok(()));
            for forked in
                [first(&leaves, old - 1), first(&leaves[1..], old - 1), super::super::leaf_hash(b"")]
            {
                assert!(check::verify_consistency(old, new, forked, new_root, &proof).is_err());
                assert!(check::verify_consistency(old, new, old_root, forked, &proof).is_err());
            }
        }
    }

    #[test]
    fn every_subtree_up_to_40_leaves_is_proved_within_the_tree_and_its_leaves_within_it() {
        let leaves = leaves(40);
        let root = root_of(&leaves);
        for (start, end) in (0..40_u64).flat_map(|s| (s + 1..=40).map(move |e| (s, e))) {
            let proof = subtree_consistency_proof(start..end, 40, in_slice(&leaves));
            if !is_subtree(start, end) {
                assert_eq!(proof, Err(ProveError::Outside { start, end, size: 40 }));
                continue;
            }
            let part = root_of(&leaves[at(start)..at(end)]);
            let proof = proof.unwrap();
            assert_eq!(check::verify_subtree_consistency(start, end, 40, part, root, &proof), Ok(()));
            for index in start..end {
                let proof = subtree_inclusion_proof(index, start..end, in_slice(&leaves)).unwrap();
                let leaf = leaves[at(index)];
                assert_eq!(check::verify_subtree_inclusion(index, start, end, leaf, &proof, part), Ok(()));
            }
        }
    }

    #[test]
    fn a_source_that_fails_or_gives_too_little_is_named() {
        let short = inclusion_proof(0, 9, in_slice(&leaves(8)));
        assert_eq!(short, Err(ProveError::SourceCount { start: 8, end: 9, found: 0 }));
        let failed = inclusion_proof(0, 9, |_| Err("disk"));
        assert_eq!(failed, Err(ProveError::Source("disk")));
        let outside = consistency_proof(0, 9, in_slice(&leaves(9)));
        assert_eq!(outside, Err(ProveError::Outside { start: 0, end: 0, size: 9 }));
    }

    #[test]
    fn a_long_log_is_read_in_bounded_pieces() {
        let size = CHUNK * 2 + 5;
        let mut longest = 0;
        let proof = inclusion_proof::<Infallible>(size - 1, size, |range| {
            longest = longest.max(range.end - range.start);
            Ok(range.map(|n| super::super::leaf_hash(&n.to_be_bytes())).collect())
        });
        assert_eq!(proof.unwrap().len(), 2);
        assert_eq!(longest, CHUNK);
    }
}
