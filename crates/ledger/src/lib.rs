//! Append-only record of who did what: Merkle tree, signed checkpoints, proofs, and their verifier.
//!
//! # The chain of evidence
//! 1. Each act is one [`Entry`]. Its detail stands in the leaf only as a salted hash, so salt and
//!    detail can be erased later while every proof still holds.
//! 2. The entries' leaf hashes form an RFC 6962 Merkle tree. A [`Frontier`] appends to it in
//!    O(log n) without reading what is already there.
//! 3. The log's key signs a [`Checkpoint`] (origin, size, root) as a C2SP signed note.
//!    A witness who found it consistent adds a [`Cosignature`] with the time, so that nobody can be shown another log.
//! 4. Anyone who holds the [`VerifierKey`] checks an export with [`verify_directory`], or one entry
//!    with a [`TlogProof`], without trusting whoever runs the log.
//!
//! # What it deliberately doesn't do
//! No clock, no randomness (the caller passes 32 random bytes), no network, no database, and nothing
//! of the product this record belongs to: an overseer can build and read this crate alone.
//!
//! ```
//! use sekisho_ledger::{Checkpoint, Detail, Entry, Frontier, Salt, SignerKey, verify_entries};
//!
//! let salt = Salt::from_bytes([7; 32]); // from the system's random source in real life
//! let entry = Entry::new(0, "2026-11-23T05:05:00Z", "user:kondo", "asset-add", "asset:plc-1",
//!     Detail::kept(salt, "塗装ラインの PLC を登録"))?;
//! let mut frontier = Frontier::new();
//! frontier.append(entry.leaf_hash());
//!
//! let key = SignerKey::generate_from("example.com/plant", [1; 32])?;
//! let note = key.sign_checkpoint(&Checkpoint::new(key.name(), frontier.size(), frontier.root())?)?;
//! assert!(verify_entries([entry], note.as_bytes(), &key.verifier()).is_sound());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod checkpoint;
pub mod cosignature;
pub mod entry;
pub mod key;
pub mod note;
pub mod proof;
mod text;
pub mod tree;
pub mod verify;

#[cfg(test)]
mod conformance;
#[cfg(test)]
mod shared;

pub use checkpoint::{Checkpoint, CheckpointError};
pub use cosignature::Cosignature;
pub use entry::{Detail, Entry, EntryError, Salt};
pub use key::{KeyError, SignerKey, VerifierKey, WitnessKey, WitnessSigner};
pub use note::{Note, NoteError, VerifiedNote};
pub use proof::{TlogProof, TlogProofError};
pub use tree::{Frontier, Hash, leaf_hash};
pub use verify::{Verification, verify_directory, verify_entries, verify_export};
