//! C2SP tlog-proof: one file that proves, offline, that an entry is in the log.
//!
//! Invariant: [`TlogProof::verify`] accepts only when the log's key signed the checkpoint and the
//! hashes lead from the leaf at the index to its root. The `extra` line isn't authenticated by itself;
//! [`TlogProof::entry`] is safe because the entry found there is what the leaf is computed from.

use thiserror::Error;

use crate::checkpoint::{Checkpoint, CheckpointError};
use crate::entry::{Entry, LineError, MAX_LINE_BYTES};
use crate::key::VerifierKey;
use crate::note::MAX_NOTE_BYTES;
use crate::text;
use crate::tree::{self, Hash, ProofError};

/// First line of every proof file.
const FORM: &str = "c2sp.org/tlog-proof@v1";

/// Most hashes read: a tree of 2^64 leaves is 64 high.
pub const MAX_PROOF_HASHES: usize = 64;
/// Longest proof file read, in bytes: an entry line in base 64, the hashes and the checkpoint.
pub const MAX_PROOF_BYTES: usize = MAX_LINE_BYTES / 3 * 4 + MAX_NOTE_BYTES + 8192;

/// Why a proof file is not accepted.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TlogProofError {
    /// Longer than [`MAX_PROOF_BYTES`].
    #[error("the proof file is longer than {MAX_PROOF_BYTES} bytes")]
    TooLong,
    /// Not UTF-8, or the first line is another one.
    #[error("the file does not begin with `{FORM}`")]
    Form,
    /// The `extra` line isn't base 64 or is empty.
    #[error("the `extra` line is not base 64")]
    Extra,
    /// No `index` line where it belongs.
    #[error("there is no `index` line with a number")]
    Index,
    /// A hash line isn't a hash.
    #[error("proof hash {0} is not 32 bytes in base 64")]
    Hash(usize),
    /// More than [`MAX_PROOF_HASHES`].
    #[error("the proof has more than {MAX_PROOF_HASHES} hashes")]
    TooManyHashes,
    /// No empty line and checkpoint behind the hashes.
    #[error("there is no checkpoint behind the proof")]
    NoCheckpoint,
    /// The checkpoint is refused.
    #[error("the checkpoint is refused: {0}")]
    Checkpoint(CheckpointError),
    /// The hashes don't prove it.
    #[error("the entry is not proved: {0}")]
    Merkle(ProofError),
    /// The `extra` line has no entry.
    #[error("the proof file brings no entry along")]
    NoEntry,
    /// What the `extra` line has is no entry.
    #[error("the entry in the proof file is refused: {0}")]
    Entry(LineError),
    /// The entry's number isn't the proof's index.
    #[error("the proof is for number {index}, its entry says {seq}")]
    OtherSeq {
        /// Index in the proof.
        index: u64,
        /// Sequence number in the entry.
        seq: u64,
    },
}

impl TlogProofError {
    /// The message in Japanese.
    #[must_use]
    pub fn ja(&self) -> String {
        match self {
            Self::TooLong => format!("証明ファイルが上限 {MAX_PROOF_BYTES} バイトを超えています。"),
            Self::Form => format!("ファイルが「{FORM}」で始まっていません。"),
            Self::Extra => "extra の行が BASE64 ではありません。".into(),
            Self::Index => "番号を示す index の行がありません。".into(),
            Self::Hash(line) => format!("証明の {line} 番目のハッシュが BASE64 の 32 バイトではありません。"),
            Self::TooManyHashes => format!("証明のハッシュが上限 {MAX_PROOF_HASHES} 個を超えています。"),
            Self::NoCheckpoint => "証明の後にチェックポイントがありません。".into(),
            Self::Checkpoint(source) => source.ja(),
            Self::Merkle(source) => source.ja(),
            Self::NoEntry => "証明ファイルに記録が入っていません。".into(),
            Self::Entry(source) => format!("証明ファイルの記録を受け付けられません。{}", source.ja()),
            Self::OtherSeq { index, seq } => {
                format!("証明は {index} 番のものですが、入っている記録は {seq} 番です。")
            }
        }
    }
}

/// A proof file, parsed. Nothing in it is to be believed before [`TlogProof::verify`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlogProof {
    extra: Option<Vec<u8>>,
    index: u64,
    hashes: Vec<Hash>,
    checkpoint: String,
}

impl TlogProof {
    /// A proof for the leaf at `index`, with the hashes of [`tree::inclusion_proof`] at the size of
    /// `checkpoint` (a signed note).
    #[must_use]
    pub fn new(index: u64, hashes: Vec<Hash>, checkpoint: impl Into<String>) -> Self {
        Self { extra: None, index, hashes, checkpoint: checkpoint.into() }
    }

    /// The same, with the entry itself in the `extra` line: a file that needs nothing beside it but
    /// the log's verifier key.
    #[must_use]
    pub fn of_entry(entry: &Entry, hashes: Vec<Hash>, checkpoint: impl Into<String>) -> Self {
        let extra = Some(entry.to_line().into_bytes());
        Self { extra, ..Self::new(entry.seq(), hashes, checkpoint) }
    }

    /// Reads a proof file.
    ///
    /// # Errors
    /// When it has another form or goes beyond a limit.
    pub fn parse(bytes: &[u8]) -> Result<Self, TlogProofError> {
        if bytes.len() > MAX_PROOF_BYTES {
            return Err(TlogProofError::TooLong);
        }
        let whole = std::str::from_utf8(bytes).map_err(|_| TlogProofError::Form)?;
        let rest = whole.strip_prefix(FORM).and_then(|r| r.strip_prefix('\n')).ok_or(TlogProofError::Form)?;
        let (extra, rest) = parse_extra(rest)?;
        let (index, rest) = rest
            .strip_prefix("index ")
            .and_then(|rest| rest.split_once('\n'))
            .and_then(|(number, rest)| Some((text::decimal(number)?, rest)))
            .ok_or(TlogProofError::Index)?;
        let (hashes, checkpoint) = parse_hashes(rest)?;
        Ok(Self { extra, index, hashes, checkpoint: checkpoint.into() })
    }

    /// The file's text. Store it as `….tlog-proof`.
    #[must_use]
    pub fn to_text(&self) -> String {
        let extra = self.extra.iter().map(|bytes| format!("extra {}\n", text::base64_of(bytes)));
        let hashes = self.hashes.iter().map(|hash| hash.to_base64() + "\n");
        format!(
            "{FORM}\n{}index {}\n{}\n{}",
            extra.collect::<String>(),
            self.index,
            hashes.collect::<String>(),
            self.checkpoint
        )
    }

    /// Place of the leaf in the log, from 0. Not yet proved.
    #[must_use]
    pub const fn index(&self) -> u64 {
        self.index
    }

    /// The opaque `extra` bytes. Not authenticated.
    #[must_use]
    pub fn extra(&self) -> Option<&[u8]> {
        self.extra.as_deref()
    }

    /// The checkpoint as it stands in the file. Not yet verified.
    #[must_use]
    pub fn checkpoint(&self) -> &str {
        &self.checkpoint
    }

    /// Checks that `key`'s log has `leaf` at this index, and gives the checkpoint that says so.
    ///
    /// # Errors
    /// When the checkpoint is refused or the hashes don't lead to its root.
    pub fn verify(&self, leaf: &Hash, key: &VerifierKey) -> Result<Checkpoint, TlogProofError> {
        let checkpoint =
            Checkpoint::open(self.checkpoint.as_bytes(), key).map_err(TlogProofError::Checkpoint)?;
        tree::verify_inclusion(self.index, checkpoint.size(), leaf, &self.hashes, checkpoint.root())
            .map_err(TlogProofError::Merkle)?;
        Ok(checkpoint)
    }

    /// Takes the entry out of the `extra` line and checks that it is in `key`'s log.
    ///
    /// # Errors
    /// When there is no entry, or the proof isn't one for it.
    pub fn entry(&self, key: &VerifierKey) -> Result<(Entry, Checkpoint), TlogProofError> {
        let line = self.extra.as_deref().ok_or(TlogProofError::NoEntry)?;
        let line = std::str::from_utf8(line).map_err(|_| TlogProofError::Entry(LineError::NotUtf8))?;
        let entry = Entry::from_line(line).map_err(TlogProofError::Entry)?;
        if entry.seq() != self.index {
            return Err(TlogProofError::OtherSeq { index: self.index, seq: entry.seq() });
        }
        let checkpoint = self.verify(&entry.leaf_hash(), key)?;
        Ok((entry, checkpoint))
    }
}

/// The optional `extra` line, and what follows it.
fn parse_extra(rest: &str) -> Result<(Option<Vec<u8>>, &str), TlogProofError> {
    let Some(behind) = rest.strip_prefix("extra ") else {
        return Ok((None, rest));
    };
    let (base64, rest) = behind.split_once('\n').ok_or(TlogProofError::Extra)?;
    let bytes = text::bytes_of_base64(base64).filter(|bytes| !bytes.is_empty());
    Ok((Some(bytes.ok_or(TlogProofError::Extra)?), rest))
}

/// Hash lines up to the empty line, and the checkpoint behind it.
fn parse_hashes(mut rest: &str) -> Result<(Vec<Hash>, &str), TlogProofError> {
    let mut hashes = Vec::new();
    loop {
        let (line, behind) = rest.split_once('\n').ok_or(TlogProofError::NoCheckpoint)?;
        rest = behind;
        if line.is_empty() {
            return Ok((hashes, rest));
        }
        if hashes.len() == MAX_PROOF_HASHES {
            return Err(TlogProofError::TooManyHashes);
        }
        hashes.push(Hash::from_base64(line).ok_or(TlogProofError::Hash(hashes.len() + 1))?);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::entry::{Detail, Salt};
    use crate::key::SignerKey;
    use crate::tree::{in_slice, inclusion_proof, root_of};

    fn signer() -> SignerKey {
        SignerKey::generate_from("example.com/plant", [1; 32]).unwrap()
    }

    fn entry(seq: u64) -> Entry {
        let detail = Detail::kept(Salt::from_bytes([7; 32]), format!("detail {seq}"));
        Entry::new(seq, "2026-11-23T05:05:00Z", "user:kondo", "asset-add", "asset:1", detail).unwrap()
    }

    fn proof(seq: u64) -> TlogProof {
        let leaves: Vec<Hash> = (0..11).map(|seq| entry(seq).leaf_hash()).collect();
        let checkpoint = Checkpoint::new("example.com/plant", 11, root_of(&leaves)).unwrap();
        let hashes = inclusion_proof(seq, 11, in_slice(&leaves)).unwrap();
        TlogProof::of_entry(&entry(seq), hashes, signer().sign_checkpoint(&checkpoint).unwrap())
    }

    #[test]
    fn a_proof_file_proves_its_entry_offline() {
        for seq in 0..11 {
            let read = TlogProof::parse(proof(seq).to_text().as_bytes()).unwrap();
            let (found, checkpoint) = read.entry(&signer().verifier()).unwrap();
            assert_eq!(found, entry(seq));
            assert_eq!(checkpoint.size(), 11);
        }
    }

    #[test]
    fn a_proof_still_holds_after_the_detail_was_erased() {
        let kept = proof(4);
        let erased = TlogProof::of_entry(&entry(4).erased(), kept.hashes.clone(), kept.checkpoint.clone());
        assert_eq!(erased.entry(&signer().verifier()).unwrap().0, entry(4).erased());
    }

    #[test]
    fn a_proof_for_another_entry_is_refused() {
        let mut moved = proof(4);
        moved.index = 5;
        let error = moved.entry(&signer().verifier());
        assert_eq!(error, Err(TlogProofError::OtherSeq { index: 5, seq: 4 }));
        let leaf = entry(4).leaf_hash();
        let error = moved.verify(&leaf, &signer().verifier());
        assert_eq!(error, Err(TlogProofError::Merkle(ProofError::RootDiffers)));
        let other = SignerKey::generate_from("example.com/plant", [2; 32]).unwrap().verifier();
        assert!(matches!(proof(4).verify(&leaf, &other), Err(TlogProofError::Checkpoint(_))));
    }

    #[test]
    fn any_changed_byte_of_a_proof_file_is_noticed() {
        let good = proof(9).to_text().into_bytes();
        for at in 0..good.len() {
            let mut bad = good.clone();
            bad[at] ^= [1, 4, 0x20][at % 3];
            let verdict = TlogProof::parse(&bad).and_then(|p| p.entry(&signer().verifier()));
            assert!(verdict.is_err(), "byte {at}");
        }
    }

    #[test]
    fn malformed_files_are_refused_for_their_reason() {
        let hash = tree::leaf_hash(b"").to_base64();
        let cases = [
            (String::new(), TlogProofError::Form),
            ("c2sp.org/tlog-proof@v2\nindex 0\n\n".into(), TlogProofError::Form),
            (format!("{FORM}\n"), TlogProofError::Index),
            (format!("{FORM}\nextra \nindex 0\n\n"), TlogProofError::Extra),
            (format!("{FORM}\nextra !\nindex 0\n\n"), TlogProofError::Extra),
            (format!("{FORM}\nindex 00\n\n"), TlogProofError::Index),
            (format!("{FORM}\nindex 0\n{hash}\nx\n\n"), TlogProofError::Hash(2)),
            (format!("{FORM}\nindex 0\n{hash}\n"), TlogProofError::NoCheckpoint),
            (format!("{FORM}\nindex 0\n{}\n", format!("{hash}\n").repeat(65)), TlogProofError::TooManyHashes),
        ];
        for (file, error) in cases {
            assert_eq!(TlogProof::parse(file.as_bytes()), Err(error), "{file:?}");
        }
        let bare = TlogProof::parse(format!("{FORM}\nindex 7\n\nx").as_bytes()).unwrap();
        assert_eq!((bare.index(), bare.extra(), bare.checkpoint()), (7, None, "x"));
        assert_eq!(bare.entry(&signer().verifier()), Err(TlogProofError::NoEntry));
    }

    #[test]
    fn the_specifications_example_is_read() {
        let Some(specification) = crate::shared::text("c2sp/tlog-proof.md") else { return };
        let example = crate::shared::fenced(&specification).remove(0);
        let proof = TlogProof::parse(example.as_bytes()).unwrap();
        assert_eq!((proof.index(), proof.hashes.len()), (73_894, 5));
        assert!(proof.extra().unwrap().starts_with(b"age-v1.2.1"));
        assert!(proof.checkpoint().starts_with("example.com/fancylog\n109482\n"));
        assert_eq!(proof.to_text(), example);
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_panic(bytes in prop::collection::vec(any::<u8>(), 0..120), words in "c2sp.org/tlog-proof@v1\n(extra [A-Z]{0,8}\n)?(index [0-9]{1,3}\n)?([A-Za-z0-9]{43}=\n){0,3}(\n)?\\PC{0,9}", cut in 0_usize..400) {
            let whole = proof(3).to_text().into_bytes();
            let cut = &whole[..cut.min(whole.len())];
            for bytes in [bytes.as_slice(), words.as_bytes(), cut] {
                if let Ok(proof) = TlogProof::parse(bytes) {
                    prop_assert_eq!(proof.to_text().into_bytes(), bytes);
                    prop_assert!(proof.entry(&signer().verifier()).is_err());
                }
            }
        }
    }
}
