//! C2SP tlog-cosignature: a witness says that, when it looked, this was the longest tree it had seen of this log, and
//! that the tree only ever grew.
//!
//! Invariant: a [`Cosignature`] exists only after the witness's signature over its time and the whole checkpoint was
//! verified. Known are Ed25519 cosignatures (type `0x04`); ML-DSA ones are signatures of unknown keys and so are
//! ignored, as the note's rules ask. This module has no clock: whether a time is fresh is the caller's judgement.

use crate::checkpoint::{Checkpoint, CheckpointError};
use crate::key::{VerifierKey, WitnessKey, WitnessSigner};
use crate::note::{Note, NoteError, NoteSignature};

/// First line of the signed message.
const HEADER: &str = "cosignature/v1";

/// A verified cosignature.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cosignature {
    /// Name of the witness.
    pub witness: String,
    /// When it signed, in seconds since 1970-01-01 UTC. At most 2^63 - 1.
    pub at_unix_seconds: u64,
}

impl Note {
    /// The cosignatures of `witnesses` under this note, in the order of the lines. Other signatures are ignored.
    ///
    /// # Errors
    /// [`NoteError::WrongSignature`] where a line in a given witness's name is not its: then nothing under this note
    /// is worth believing.
    pub fn cosignatures(&self, witnesses: &[WitnessKey]) -> Result<Vec<Cosignature>, NoteError> {
        let mut found = Vec::new();
        for line in self.signatures() {
            let of = |key: &&WitnessKey| key.name() == line.name && key.id() == line.key_id;
            let Some(key) = witnesses.iter().find(of) else { continue };
            let at_unix_seconds = cosigned_at(key, self.unchecked_text(), &line.bytes)
                .ok_or_else(|| NoteError::WrongSignature(line.name.clone()))?;
            found.push(Cosignature { witness: line.name.clone(), at_unix_seconds });
        }
        Ok(found)
    }
}

impl Checkpoint {
    /// Opens a checkpoint that the log signed, and the cosignatures of `witnesses` under it. None of these may be
    /// there: how many are needed is the caller's rule.
    ///
    /// # Errors
    /// As [`Checkpoint::open`], and where a line in a given witness's name is not its.
    pub fn open_cosigned(
        signed: &[u8],
        key: &VerifierKey,
        witnesses: &[WitnessKey],
    ) -> Result<(Self, Vec<Cosignature>), CheckpointError> {
        let checkpoint = Self::open(signed, key)?;
        let note = Note::parse(signed).map_err(CheckpointError::Note)?;
        let cosignatures = note.cosignatures(witnesses).map_err(CheckpointError::Note)?;
        Ok((checkpoint, cosignatures))
    }
}

impl WitnessSigner {
    /// Adds this witness's line to a checkpoint. The caller has checked that the log signed it and that it is
    /// consistent with the last one it co-signed; a witness that signs unseen is none.
    ///
    /// # Errors
    /// When the note is no checkpoint.
    pub fn cosign(&self, note: Note, at_unix_seconds: u64) -> Result<Note, CheckpointError> {
        Checkpoint::from_text(note.unchecked_text())?;
        let signature = self.sign(&message(note.unchecked_text(), at_unix_seconds));
        let key = self.verifier();
        let bytes = [at_unix_seconds.to_be_bytes().as_slice(), &signature].concat();
        Ok(note.with(NoteSignature { name: key.name().into(), key_id: key.id(), bytes }))
    }
}

/// The time that a `timestamped_signature` names, if the signature is right.
fn cosigned_at(key: &WitnessKey, text: &str, bytes: &[u8]) -> Option<u64> {
    let (at, signature) = bytes.split_first_chunk()?;
    let at = u64::from_be_bytes(*at);
    (i64::try_from(at).is_ok() && key.accepts(&message(text, at), signature)).then_some(at)
}

fn message(text: &str, at_unix_seconds: u64) -> Vec<u8> {
    format!("{HEADER}\ntime {at_unix_seconds}\n{text}").into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::{KeyError, SignerKey};
    use crate::tree::leaf_hash;

    const AT: u64 = 1_795_000_000;

    fn log() -> SignerKey {
        SignerKey::generate_from("example.com/plant", [1; 32]).unwrap()
    }

    fn witness(seed: u8) -> WitnessSigner {
        WitnessSigner::generate_from(&format!("example.org/witness-{seed}"), [seed; 32]).unwrap()
    }

    fn checkpoint() -> Note {
        let checkpoint = Checkpoint::new("example.com/plant", 7, leaf_hash(b"x")).unwrap();
        Note::parse(log().sign_checkpoint(&checkpoint).unwrap().as_bytes()).unwrap()
    }

    #[test]
    fn a_cosigned_checkpoint_opens_and_names_its_witnesses_with_their_times() {
        let note = witness(3).cosign(witness(2).cosign(checkpoint(), AT).unwrap(), AT + 1).unwrap().to_text();
        let witnesses = [witness(2).verifier(), witness(3).verifier()];
        let (opened, found) =
            Checkpoint::open_cosigned(note.as_bytes(), &log().verifier(), &witnesses).unwrap();
        assert_eq!(opened.size(), 7);
        let found: Vec<_> = found.iter().map(|it| (it.witness.as_str(), it.at_unix_seconds)).collect();
        assert_eq!(found, [("example.org/witness-2", AT), ("example.org/witness-3", AT + 1)]);
        let (_, none) = Checkpoint::open_cosigned(note.as_bytes(), &log().verifier(), &[]).unwrap();
        assert_eq!(none, []);
    }

    #[test]
    fn any_changed_byte_of_a_cosignature_is_noticed() {
        let note = witness(2).cosign(checkpoint(), AT).unwrap();
        let witnesses = [witness(2).verifier()];
        let line = note.signatures()[1].clone();
        for at in 0..line.bytes.len() {
            let mut changed = line.clone();
            changed.bytes[at] ^= 1;
            let note = checkpoint().with(changed);
            let refused = Err(NoteError::WrongSignature("example.org/witness-2".into()));
            assert_eq!(note.cosignatures(&witnesses), refused, "byte {at}");
        }
        for length in [0, 7, 8, 71, 73] {
            let mut changed = line.clone();
            changed.bytes.resize(length, 0);
            assert!(checkpoint().with(changed).cosignatures(&witnesses).is_err(), "{length} bytes");
        }
    }

    #[test]
    fn a_cosignature_over_another_checkpoint_is_refused() {
        let other = Checkpoint::new("example.com/plant", 8, leaf_hash(b"x")).unwrap();
        let other = Note::parse(log().sign_checkpoint(&other).unwrap().as_bytes()).unwrap();
        let line = witness(2).cosign(other, AT).unwrap().signatures()[1].clone();
        assert!(checkpoint().with(line).cosignatures(&[witness(2).verifier()]).is_err());
    }

    #[test]
    fn a_time_beyond_the_specifications_limit_is_refused() {
        let note = witness(2).cosign(checkpoint(), 1 << 63).unwrap();
        assert!(note.cosignatures(&[witness(2).verifier()]).is_err());
    }

    #[test]
    fn neither_key_passes_for_the_other() {
        let (of_log, of_witness) = (log().verifier().to_text(), witness(2).verifier().to_text());
        assert_eq!(WitnessKey::from_text(&of_log), Err(KeyError::Type(1)));
        assert_eq!(VerifierKey::from_text(&of_witness), Err(KeyError::Type(4)));
        assert_eq!(WitnessKey::from_text(&of_witness), Ok(witness(2).verifier()));
        let note = witness(2).cosign(checkpoint(), AT).unwrap();
        let same_bytes = SignerKey::generate_from("example.org/witness-2", [2; 32]).unwrap().verifier();
        assert!(note.verify(&[same_bytes]).is_err(), "a cosignature is no note signature of the same key");
        let text = note.to_text().replace("witness-2", "witness-9");
        let note = Note::parse(text.as_bytes()).unwrap();
        assert_eq!(note.cosignatures(&[witness(2).verifier()]), Ok(Vec::new()));
    }
}
