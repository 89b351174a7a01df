//! C2SP tlog-checkpoint: what a log says its tree is, as a signed note.
//!
//! Invariant: a [`Checkpoint`] prints to note text that reads back as itself. Extension lines are kept
//! and covered by the signature but never interpreted; ours have none. Whether an origin is the right
//! one is decided by the key that the caller trusts: its name must be the origin.

use thiserror::Error;

use crate::key::{SignerKey, VerifierKey};
use crate::note::{Note, NoteError};
use crate::text;
use crate::tree::Hash;

/// Why a checkpoint is not accepted.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CheckpointError {
    /// The note under it is refused.
    #[error("the signed note is refused: {0}")]
    Note(NoteError),
    /// Fewer than three lines, or an empty one.
    #[error("the checkpoint does not have three or more non-empty lines")]
    Lines,
    /// The origin is empty or has a control character.
    #[error("the origin is empty or has a control character")]
    Origin,
    /// The second line isn't a tree size.
    #[error("the second line is not a tree size")]
    Size,
    /// The third line isn't a root hash.
    #[error("the third line is not a root hash in base 64")]
    Root,
    /// The origin isn't the name of the key.
    #[error("the checkpoint is of `{found}`, the key is for `{expected}`")]
    OtherOrigin {
        /// The key's name.
        expected: String,
        /// The checkpoint's origin.
        found: String,
    },
}

impl CheckpointError {
    /// The message in Japanese.
    #[must_use]
    pub fn ja(&self) -> String {
        match self {
            Self::Note(source) => source.ja(),
            Self::Lines => "チェックポイントに空でない行が 3 行以上ありません。".into(),
            Self::Origin => "チェックポイントの発行元が空か、制御文字を含んでいます。".into(),
            Self::Size => "チェックポイントの 2 行目が件数ではありません。".into(),
            Self::Root => "チェックポイントの 3 行目が BASE64 の根ハッシュではありません。".into(),
            Self::OtherOrigin { expected, found } => {
                format!("チェックポイントの発行元は「{found}」ですが、鍵は「{expected}」のものです。")
            }
        }
    }
}

/// The log `origin` had `size` entries whose tree has `root`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    origin: String,
    size: u64,
    root: Hash,
    extensions: Vec<String>,
}

impl Checkpoint {
    /// A checkpoint without extension lines.
    ///
    /// # Errors
    /// When the origin is empty or has a control character.
    pub fn new(origin: impl Into<String>, size: u64, root: Hash) -> Result<Self, CheckpointError> {
        let origin = origin.into();
        if origin.is_empty() || origin.contains(char::is_control) {
            return Err(CheckpointError::Origin);
        }
        Ok(Self { origin, size, root, extensions: Vec::new() })
    }

    /// Reads the text of a note (with its last line feed).
    ///
    /// # Errors
    /// The first line that breaks a rule.
    pub fn from_text(note_text: &str) -> Result<Self, CheckpointError> {
        let lines = note_text.strip_suffix('\n').ok_or(CheckpointError::Lines)?;
        let mut lines = lines.split('\n').map(str::to_owned);
        let (Some(origin), Some(size), Some(root)) = (lines.next(), lines.next(), lines.next()) else {
            return Err(CheckpointError::Lines);
        };
        let size = text::decimal(&size).ok_or(CheckpointError::Size)?;
        let root = Hash::from_base64(&root).ok_or(CheckpointError::Root)?;
        let extensions: Vec<String> = lines.collect();
        if extensions.iter().any(String::is_empty) {
            return Err(CheckpointError::Lines);
        }
        Ok(Self { extensions, ..Self::new(origin, size, root)? })
    }

    /// The note text, with its last line feed.
    #[must_use]
    pub fn to_text(&self) -> String {
        let extensions = self.extensions.iter().map(|line| format!("{line}\n"));
        format!("{}\n{}\n{}\n", self.origin, self.size, self.root.to_base64())
            + &extensions.collect::<String>()
    }

    /// Opens a signed checkpoint with the key of the log whose name is the origin.
    ///
    /// # Errors
    /// When it isn't a checkpoint, isn't signed by `key`, or is of another origin.
    pub fn open(signed: &[u8], key: &VerifierKey) -> Result<Self, CheckpointError> {
        let note = Note::parse(signed).map_err(CheckpointError::Note)?;
        let verified = note.verify(std::slice::from_ref(key)).map_err(CheckpointError::Note)?;
        let checkpoint = Self::from_text(verified.text)?;
        checkpoint.is_of(key.name())?;
        Ok(checkpoint)
    }

    fn is_of(&self, name: &str) -> Result<(), CheckpointError> {
        if self.origin == name {
            return Ok(());
        }
        Err(CheckpointError::OtherOrigin { expected: name.into(), found: self.origin.clone() })
    }

    /// Which log.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// How many entries.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// The root over them.
    #[must_use]
    pub const fn root(&self) -> Hash {
        self.root
    }

    /// Further lines, opaque. They are signed, but nobody vouches for what they mean.
    #[must_use]
    pub fn extensions(&self) -> &[String] {
        &self.extensions
    }
}

impl SignerKey {
    /// Signs a checkpoint and gives the note to be stored or handed out.
    ///
    /// A log must never sign two checkpoints of which neither is the beginning of the other. This
    /// function keeps no memory: the caller signs only what its one [`crate::Frontier`] says.
    ///
    /// # Errors
    /// When the checkpoint's origin isn't this key's name.
    pub fn sign_checkpoint(&self, checkpoint: &Checkpoint) -> Result<String, CheckpointError> {
        checkpoint.is_of(self.name())?;
        let note = self.sign_note(&checkpoint.to_text()).map_err(CheckpointError::Note)?;
        Ok(note.to_text())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::tree::leaf_hash;

    const ORIGIN: &str = "example.com/plant";

    fn signer() -> SignerKey {
        SignerKey::generate_from(ORIGIN, [1; 32]).unwrap()
    }

    fn sample() -> Checkpoint {
        Checkpoint::new(ORIGIN, 20_852_163, leaf_hash(b"x")).unwrap()
    }

    #[test]
    fn a_signed_checkpoint_opens_with_the_logs_key() {
        let note = signer().sign_checkpoint(&sample()).unwrap();
        assert_eq!(Checkpoint::open(note.as_bytes(), &signer().verifier()), Ok(sample()));
    }

    #[test]
    fn a_checkpoint_of_another_origin_is_neither_signed_nor_accepted() {
        let foreign = Checkpoint::new("example.com/other", 1, leaf_hash(b"x")).unwrap();
        let refused =
            CheckpointError::OtherOrigin { expected: ORIGIN.into(), found: "example.com/other".into() };
        assert_eq!(signer().sign_checkpoint(&foreign), Err(refused.clone()));
        let note = signer().sign_note(&foreign.to_text()).unwrap().to_text();
        assert_eq!(Checkpoint::open(note.as_bytes(), &signer().verifier()), Err(refused));
    }

    #[test]
    fn extension_lines_are_kept_and_must_not_be_empty() {
        let text = sample().to_text() + "first\nsecond\n";
        let checkpoint = Checkpoint::from_text(&text).unwrap();
        assert_eq!(checkpoint.extensions(), ["first", "second"]);
        assert_eq!(checkpoint.to_text(), text);
        assert_eq!(Checkpoint::from_text(&(text + "\nthird\n")), Err(CheckpointError::Lines));
    }

    #[test]
    fn malformed_checkpoints_are_refused_for_their_reason() {
        let root = leaf_hash(b"x").to_base64();
        let cases = [
            (String::new(), CheckpointError::Lines),
            (format!("a\n1\n{root}"), CheckpointError::Lines),
            ("a\n1\n".into(), CheckpointError::Lines),
            (format!("\n1\n{root}\n"), CheckpointError::Origin),
            (format!("a\n01\n{root}\n"), CheckpointError::Size),
            (format!("a\n-1\n{root}\n"), CheckpointError::Size),
            (format!("a\n18446744073709551616\n{root}\n"), CheckpointError::Size),
            (format!("a\n1\n{}\n", &root[4..]), CheckpointError::Root),
            (format!("a\n1\n{root} \n"), CheckpointError::Root),
        ];
        for (text, error) in cases {
            assert_eq!(Checkpoint::from_text(&text), Err(error), "{text:?}");
        }
    }

    #[test]
    fn the_specifications_examples_are_checkpoints() {
        for file in ["c2sp/tlog-checkpoint.md", "c2sp/tlog-cosignature.md"] {
            let Some(specification) = crate::shared::text(file) else { return };
            let example = crate::shared::fenced(&specification).remove(0);
            assert_eq!(Note::parse(example.as_bytes()).unwrap().to_text(), example);
            let text = example.split_inclusive('\n').take(3).collect::<String>();
            let checkpoint = Checkpoint::from_text(&text).unwrap();
            assert_eq!((checkpoint.origin(), checkpoint.size()), ("example.com/behind-the-sofa", 20_852_163));
            assert_eq!(checkpoint.to_text(), text);
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_panic_and_prints_as_it_was(text in "(\\PC{0,9}\n){0,4}|[a-z]{1,3}\n[0-9]{1,3}\n[A-Za-z0-9+/]{43}=\n(\\PC{0,3}\n){0,2}") {
            if let Ok(checkpoint) = Checkpoint::from_text(&text) {
                prop_assert_eq!(checkpoint.to_text(), text);
            }
        }
    }
}
