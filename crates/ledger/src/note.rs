//! C2SP signed note: a text and signature lines under it.
//!
//! Invariant: the text of a [`Note`] can't be reached before a known key's signature over it has been
//! verified. Signatures by unknown keys are ignored as the specification asks, and counted. This module
//! doesn't know what the text means.

use thiserror::Error;

use crate::key::{SignerKey, VerifierKey, is_key_name};
use crate::text;

/// Longest note read, in bytes.
pub const MAX_NOTE_BYTES: usize = 512 * 1024;
/// Most signature lines read. The specification asks for 16 at least.
pub const MAX_SIGNATURES: usize = 64;

/// Why a note is not accepted.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NoteError {
    /// Longer than [`MAX_NOTE_BYTES`].
    #[error("the note is longer than {MAX_NOTE_BYTES} bytes")]
    TooLong,
    /// Not UTF-8, or with a control character other than a line feed.
    #[error("the note is not plain UTF-8 text with line feeds")]
    NotText,
    /// No empty line followed by signature lines.
    #[error("the note has no signatures")]
    Unsigned,
    /// A line below the last empty line isn't a signature.
    #[error("signature line {0} is malformed")]
    SignatureLine(usize),
    /// More than [`MAX_SIGNATURES`].
    #[error("the note has more than {MAX_SIGNATURES} signatures")]
    TooManySignatures,
    /// A signature in a known key's name isn't that key's.
    #[error("the signature of `{0}` is wrong: the text or the signature was altered")]
    WrongSignature(String),
    /// None of the known keys signed.
    #[error("the note is not signed by `{0}`")]
    UnknownSigners(String),
    /// A text to be signed doesn't end with a line feed.
    #[error("a text to be signed must end with a line feed and have no other control characters")]
    TextToSign,
}

impl NoteError {
    /// The message in Japanese.
    #[must_use]
    pub fn ja(&self) -> String {
        match self {
            Self::TooLong => format!("署名付きノートが上限 {MAX_NOTE_BYTES} バイトを超えています。"),
            Self::NotText => "署名付きノートが、改行だけを含む UTF-8 の文字列ではありません。".into(),
            Self::Unsigned => "署名付きノートに署名がありません。".into(),
            Self::SignatureLine(line) => format!("署名の {line} 行目の形式が正しくありません。"),
            Self::TooManySignatures => format!("署名が上限 {MAX_SIGNATURES} 個を超えています。"),
            Self::WrongSignature(name) => {
                format!("「{name}」の署名が合いません。本文か署名が書き換えられています。")
            }
            Self::UnknownSigners(name) => format!("「{name}」の署名がありません。"),
            Self::TextToSign => "署名する文は改行で終わり、ほかの制御文字を含まない必要があります。".into(),
        }
    }
}

/// A parsed note whose signatures haven't been looked at yet, so its text stays closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    text: String,
    signatures: Vec<NoteSignature>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NoteSignature {
    pub(crate) name: String,
    pub(crate) key_id: u32,
    /// What stands behind the key id.
    pub(crate) bytes: Vec<u8>,
}

/// A note at least one known key has signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedNote<'n> {
    /// The signed text, with its last line feed.
    pub text: &'n str,
    /// Names of the known keys that signed, each once.
    pub signers: Vec<&'n str>,
    /// Signature lines by keys that weren't given, and so were ignored.
    pub ignored: usize,
}

impl Note {
    /// Reads a note.
    ///
    /// # Errors
    /// When it isn't a note or goes beyond a limit. Signatures aren't verified yet.
    pub fn parse(bytes: &[u8]) -> Result<Self, NoteError> {
        if bytes.len() > MAX_NOTE_BYTES {
            return Err(NoteError::TooLong);
        }
        let whole = std::str::from_utf8(bytes).ok().filter(|t| is_note_text(t)).ok_or(NoteError::NotText)?;
        let blank = whole.rfind("\n\n").ok_or(NoteError::Unsigned)?;
        let lines = whole[blank + 2..].strip_suffix('\n').ok_or(NoteError::Unsigned)?;
        let signatures = lines
            .split('\n')
            .enumerate()
            .take(MAX_SIGNATURES + 1)
            .map(|(at, line)| NoteSignature::parse(line).ok_or(NoteError::SignatureLine(at + 1)));
        let signatures = signatures.collect::<Result<Vec<_>, _>>()?;
        if signatures.len() > MAX_SIGNATURES {
            return Err(NoteError::TooManySignatures);
        }
        Ok(Self { text: whole[..=blank].into(), signatures })
    }

    /// Opens the note if at least one of `keys` signed it.
    ///
    /// # Errors
    /// When no given key signed, or a signature in a given key's name is wrong; then the whole note is
    /// refused even if another key's signature is right.
    pub fn verify(&self, keys: &[VerifierKey]) -> Result<VerifiedNote<'_>, NoteError> {
        let mut verified = VerifiedNote { text: &self.text, signers: Vec::new(), ignored: 0 };
        for signature in &self.signatures {
            match keys.iter().find(|key| key.name() == signature.name && key.id() == signature.key_id) {
                None => verified.ignored += 1,
                Some(key) if !key.accepts(self.text.as_bytes(), &signature.bytes) => {
                    return Err(NoteError::WrongSignature(signature.name.clone()));
                }
                Some(_) if verified.signers.contains(&signature.name.as_str()) => {}
                Some(_) => verified.signers.push(&signature.name),
            }
        }
        if verified.signers.is_empty() {
            let names: Vec<&str> = keys.iter().map(VerifierKey::name).collect();
            return Err(NoteError::UnknownSigners(names.join(", ")));
        }
        Ok(verified)
    }

    /// The text, for a check that needs the signed bytes before it can trust them.
    pub(crate) fn unchecked_text(&self) -> &str {
        &self.text
    }

    pub(crate) fn signatures(&self) -> &[NoteSignature] {
        &self.signatures
    }

    /// The same note with one signature more.
    pub(crate) fn with(mut self, signature: NoteSignature) -> Self {
        self.signatures.push(signature);
        self
    }

    /// The note as bytes of a file: exactly what was parsed.
    #[must_use]
    pub fn to_text(&self) -> String {
        let lines = self.signatures.iter().map(NoteSignature::to_line);
        format!("{}\n{}", self.text, lines.collect::<String>())
    }
}

impl NoteSignature {
    fn parse(line: &str) -> Option<Self> {
        let (name, base64) = line.strip_prefix("— ")?.split_once(' ')?;
        let bytes = text::bytes_of_base64(base64)?;
        let (id, signature) = bytes.split_first_chunk()?;
        if !is_key_name(name) || signature.is_empty() {
            return None;
        }
        Some(Self { name: name.into(), key_id: u32::from_be_bytes(*id), bytes: signature.into() })
    }

    fn to_line(&self) -> String {
        let bytes = [self.key_id.to_be_bytes().as_slice(), &self.bytes].concat();
        format!("— {} {}\n", self.name, text::base64_of(&bytes))
    }
}

impl SignerKey {
    /// Signs `text` as a note of its own.
    ///
    /// # Errors
    /// When the text doesn't end with a line feed, has other control characters, or is too long.
    pub fn sign_note(&self, text: &str) -> Result<Note, NoteError> {
        if !text.ends_with('\n') || !is_note_text(text) {
            return Err(NoteError::TextToSign);
        }
        if text.len() > MAX_NOTE_BYTES / 2 {
            return Err(NoteError::TooLong);
        }
        let bytes = self.sign(text.as_bytes()).to_vec();
        let signature = NoteSignature { name: self.name().into(), key_id: self.id(), bytes };
        Ok(Note { text: text.into(), signatures: vec![signature] })
    }
}

/// No ASCII control character but the line feed. (U+007F is not below U+0020 and so is allowed.)
fn is_note_text(text: &str) -> bool {
    text.bytes().all(|b| b >= 0x20 || b == b'\n')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn signer(seed: u8) -> SignerKey {
        SignerKey::generate_from(&format!("example.com/{seed}"), [seed; 32]).unwrap()
    }

    fn signed(text: &str) -> String {
        signer(1).sign_note(text).unwrap().to_text()
    }

    fn cosigned(text: &str) -> Note {
        let mut note = signer(1).sign_note(text).unwrap();
        note.signatures.extend(signer(2).sign_note(text).unwrap().signatures);
        note
    }

    fn open(note: &str) -> Result<String, NoteError> {
        let note = Note::parse(note.as_bytes())?;
        note.verify(&[signer(1).verifier()]).map(|verified| verified.text.to_owned())
    }

    #[test]
    fn a_signed_text_opens_with_its_key_and_with_no_other() {
        let note = signed("一行目\n\n三行目\n");
        assert_eq!(open(&note), Ok("一行目\n\n三行目\n".into()));
        let other = Note::parse(note.as_bytes()).unwrap();
        let refused = other.verify(&[signer(2).verifier()]);
        assert_eq!(refused, Err(NoteError::UnknownSigners("example.com/2".into())));
        assert_eq!(other.verify(&[]), Err(NoteError::UnknownSigners(String::new())));
    }

    #[test]
    fn a_note_prints_as_it_was_read() {
        let note = signed("a\n");
        assert_eq!(Note::parse(note.as_bytes()).unwrap().to_text(), note);
    }

    #[test]
    fn unknown_signatures_are_ignored_and_counted() {
        let note = cosigned("a\n");
        let keys = [signer(1).verifier()];
        let verified = note.verify(&keys).unwrap();
        assert_eq!((verified.signers, verified.ignored), (vec!["example.com/1"], 1));
    }

    #[test]
    fn one_wrong_signature_of_a_known_key_spoils_the_note() {
        let mut note = cosigned("a\n");
        note.signatures[1].bytes[5] ^= 1;
        let both = [signer(1).verifier(), signer(2).verifier()];
        assert_eq!(note.verify(&both), Err(NoteError::WrongSignature("example.com/2".into())));
    }

    #[test]
    fn a_key_that_shares_only_its_id_or_only_its_name_is_unknown() {
        let mut note = signer(1).sign_note("a\n").unwrap();
        note.signatures[0].key_id ^= 1;
        assert!(matches!(note.verify(&[signer(1).verifier()]), Err(NoteError::UnknownSigners(_))));
    }

    #[test]
    fn sixteen_signatures_and_more_are_read_up_to_the_limit() {
        let line = signed("a\n")[3..].to_owned();
        let note = |count: usize| format!("a\n\n{}", line.repeat(count));
        assert_eq!(open(&note(16)), Ok("a\n".into()));
        assert_eq!(open(&note(MAX_SIGNATURES)), Ok("a\n".into()));
        assert_eq!(open(&note(MAX_SIGNATURES + 1)), Err(NoteError::TooManySignatures));
    }

    #[test]
    fn malformed_notes_are_refused_for_their_reason() {
        let good = signed("a\n");
        let line = &good[3..];
        let cases = [
            (String::new(), NoteError::Unsigned),
            ("a\n".into(), NoteError::Unsigned),
            ("a\n\n".into(), NoteError::Unsigned),
            (good.trim_end().into(), NoteError::Unsigned),
            (format!("a\r\n\n{line}"), NoteError::NotText),
            (format!("a\tb\n\n{line}"), NoteError::NotText),
            (format!("a\n\n{line}text\n"), NoteError::SignatureLine(2)),
            (format!("a\n\n{}", line.replace("— ", "- ")), NoteError::SignatureLine(1)),
            (format!("a\n\n{}", line.replace("example.com/1", "a+b")), NoteError::SignatureLine(1)),
            ("a\n\n— x AAAAAA==\n".into(), NoteError::SignatureLine(1)),
            ("a\n\n— x AAAA\n".into(), NoteError::SignatureLine(1)),
            ("a\n\n— x \n".into(), NoteError::SignatureLine(1)),
            ("x".repeat(MAX_NOTE_BYTES + 1), NoteError::TooLong),
        ];
        for (note, error) in cases {
            assert_eq!(open(&note), Err(error), "{:?}", &note[..note.len().min(80)]);
        }
        assert_eq!(Note::parse(b"\xff\n\n"), Err(NoteError::NotText));
    }

    #[test]
    fn only_a_text_that_can_be_read_back_is_signed() {
        for text in ["", "a", "a\r\n", "a\0\n"] {
            assert_eq!(signer(1).sign_note(text), Err(NoteError::TextToSign), "{text:?}");
        }
        assert_eq!(open(&signed("\n")), Ok("\n".into()));
    }

    #[test]
    fn any_changed_byte_of_a_note_is_noticed() {
        let good = signed("example text\n").into_bytes();
        for at in 0..good.len() {
            for flip in [1, 0x20] {
                let mut bad = good.clone();
                bad[at] ^= flip;
                let verdict = Note::parse(&bad).map(|n| n.verify(&[signer(1).verifier()]).is_ok());
                assert_ne!(verdict, Ok(true), "byte {at}");
            }
        }
    }

    #[test]
    fn the_specifications_example_opens_with_its_key_and_only_unchanged() {
        let Some(specification) = crate::shared::text("c2sp/signed-note.md") else { return };
        let key = specification.lines().map(str::trim).find(|line| line.starts_with("example.com/foo+"));
        let key = VerifierKey::from_text(key.unwrap()).unwrap();
        let notes = crate::shared::fenced(&specification);
        let [poem, example] = notes.as_slice() else { panic!("two examples were expected") };
        assert_eq!(Note::parse(poem.as_bytes()).unwrap().to_text(), *poem);
        let example = Note::parse(example.as_bytes()).unwrap();
        let keys = [key];
        assert_eq!(example.verify(&keys).unwrap().text, "This is an example message.\n");
        let mut altered = example.clone();
        altered.text = "This is an example massage.\n".into();
        assert_eq!(altered.verify(&keys), Err(NoteError::WrongSignature("example.com/foo".into())));
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), words in "(\\PC|\n){0,40}\n\n(— [a-z ]{0,3} [A-Za-z+/=]{0,20}\n){0,3}") {
            for bytes in [bytes.as_slice(), words.as_bytes()] {
                if let Ok(note) = Note::parse(bytes) {
                    prop_assert_eq!(note.to_text().into_bytes(), bytes);
                    prop_assert!(note.verify(&[signer(1).verifier()]).is_err());
                }
            }
        }
    }
}
