//! Ed25519 keys with a name, in the text forms of C2SP signed-note.
//!
//! Invariant: a key that exists here has a valid name, and its id is the one the specification derives
//! from name, type and public key. A log signs with type `0x01` (plain Ed25519), a witness with type `0x04`
//! (Ed25519 cosignature), and neither key passes for the other; further types, such as ML-DSA, are refused by
//! name, never guessed. Randomness comes from the caller, keys are never written anywhere.

use std::fmt;

use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use thiserror::Error;

use crate::text;
use crate::tree::Hash;

/// Signature type of plain Ed25519 note signatures (signed-note, "Signature types").
const ED25519: u8 = 0x01;

/// Signature type of Ed25519 cosignatures (tlog-cosignature, "Format").
const ED25519_COSIGNATURE: u8 = 0x04;

/// What a private key's text begins with, as the Go `note` package writes it.
const PRIVATE: &str = "PRIVATE+KEY+";

/// Longest key text read, in bytes.
pub const MAX_KEY_TEXT_BYTES: usize = 4096;

/// Why a text or name makes no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum KeyError {
    /// Longer than [`MAX_KEY_TEXT_BYTES`].
    #[error("the key text is longer than {MAX_KEY_TEXT_BYTES} bytes")]
    TooLong,
    /// Not `NAME+ID+BASE64`.
    #[error("the key is not in the form `NAME+ID+BASE64`")]
    Form,
    /// The name is empty or has a space, a plus sign or a control character.
    #[error("the key name is empty or has a space, a plus sign or a control character")]
    Name,
    /// A signature type other than Ed25519.
    #[error(
        "the key has signature type 0x{0:02x}; a log's key is Ed25519 (0x01), a witness's is an Ed25519 cosignature \
         key (0x04)"
    )]
    Type(u8),
    /// The bytes aren't an Ed25519 key, or are one that anybody can sign for.
    #[error("the key bytes are not a usable Ed25519 key")]
    Bytes,
    /// The id in the text isn't the one that follows from name and key.
    #[error("the key id does not belong to this name and key: one of the three was altered")]
    Id,
}

impl KeyError {
    /// The message in Japanese.
    #[must_use]
    pub fn ja(&self) -> String {
        match self {
            Self::TooLong => format!("鍵の文字列が上限 {MAX_KEY_TEXT_BYTES} バイトを超えています。"),
            Self::Form => "鍵が「名前+ID+BASE64」の形ではありません。".into(),
            Self::Name => "鍵の名前が空か、空白・プラス記号・制御文字を含んでいます。".into(),
            Self::Type(kind) => {
                format!(
                    "鍵の署名方式 0x{kind:02x} はここでは使えません。記録の鍵は Ed25519 (0x01)、証人の鍵は Ed25519 連署 (0x04) です。"
                )
            }
            Self::Bytes => "鍵の中身が、使える Ed25519 鍵ではありません。".into(),
            Self::Id => "鍵の ID が名前と鍵に合いません。どれかが書き換えられています。".into(),
        }
    }
}

/// The public half: whoever holds it can check what the log signed.
#[derive(Clone, PartialEq, Eq)]
pub struct VerifierKey {
    name: String,
    id: u32,
    key: VerifyingKey,
}

impl VerifierKey {
    fn new(name: &str, key: VerifyingKey) -> Result<Self, KeyError> {
        if !is_key_name(name) {
            return Err(KeyError::Name);
        }
        if key.is_weak() {
            return Err(KeyError::Bytes);
        }
        Ok(Self { name: name.into(), id: key_id(name, ED25519, &key), key })
    }

    /// Reads a C2SP verifier key, `NAME+ID+BASE64`, without a line end.
    ///
    /// # Errors
    /// When the text has another form, another signature type, or its id doesn't fit.
    pub fn from_text(vkey: &str) -> Result<Self, KeyError> {
        let (name, id, bytes) = parts(vkey, ED25519)?;
        let key = VerifyingKey::from_bytes(&bytes).map_err(|_| KeyError::Bytes)?;
        Self::new(name, key)?.with_id(id)
    }

    fn with_id(self, id: u32) -> Result<Self, KeyError> {
        if self.id == id { Ok(self) } else { Err(KeyError::Id) }
    }

    /// The C2SP verifier key text: give it to overseers by a way that doesn't pass through the log.
    #[must_use]
    pub fn to_text(&self) -> String {
        format!("{}+{:08x}+{}", self.name, self.id, keyed(ED25519, self.key.as_bytes()))
    }

    /// The name; for a log also its checkpoints' origin.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The 32-bit id that signature lines carry.
    #[must_use]
    pub const fn id(&self) -> u32 {
        self.id
    }

    /// Whether `signature` is this key's over `message` (RFC 8032, without the loose corner cases).
    pub(crate) fn accepts(&self, message: &[u8], signature: &[u8]) -> bool {
        Signature::from_slice(signature).is_ok_and(|sig| self.key.verify_strict(message, &sig).is_ok())
    }
}

impl fmt::Debug for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VerifierKey({})", self.to_text())
    }
}

/// The private half. Its memory is wiped when it is dropped, and `Debug` doesn't show it.
pub struct SignerKey {
    key: SigningKey,
    verifier: VerifierKey,
}

impl SignerKey {
    /// Makes a key of 32 random bytes. `name` should be a URL without scheme, such as
    /// `example.com/plant-1`; it becomes the origin of the log's checkpoints.
    ///
    /// # Errors
    /// When the name isn't allowed.
    pub fn generate_from(name: &str, random: [u8; 32]) -> Result<Self, KeyError> {
        let key = SigningKey::from_bytes(&random);
        let verifier = VerifierKey::new(name, key.verifying_key())?;
        Ok(Self { key, verifier })
    }

    /// Reads [`SignerKey::to_text`].
    ///
    /// # Errors
    /// When the text has another form, another signature type, or its id doesn't fit.
    pub fn from_text(skey: &str) -> Result<Self, KeyError> {
        let (name, id, seed) = parts(skey.strip_prefix(PRIVATE).ok_or(KeyError::Form)?, ED25519)?;
        let signer = Self::generate_from(name, seed)?;
        if signer.verifier.id == id { Ok(signer) } else { Err(KeyError::Id) }
    }

    /// The private key as text, `PRIVATE+KEY+NAME+ID+BASE64`: a secret. The Go `note` package reads it.
    #[must_use]
    pub fn to_text(&self) -> String {
        format!("{PRIVATE}{}+{:08x}+{}", self.name(), self.verifier.id, keyed(ED25519, self.key.as_bytes()))
    }

    /// The public half.
    #[must_use]
    pub fn verifier(&self) -> VerifierKey {
        self.verifier.clone()
    }

    /// The key's name; for a log also its checkpoints' origin.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.verifier.name
    }

    pub(crate) const fn id(&self) -> u32 {
        self.verifier.id
    }

    pub(crate) fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.key.sign(message).to_bytes()
    }
}

impl fmt::Debug for SignerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SignerKey({}, ..)", self.name())
    }
}

/// The public key of a witness: it co-signs checkpoints of logs that it watches, with the time at which it did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WitnessKey(VerifierKey);

impl WitnessKey {
    /// Reads a C2SP verifier key of an Ed25519 cosigner, `NAME+ID+BASE64`, without a line end.
    ///
    /// # Errors
    /// When the text has another form, another signature type (a log's key among them), or its id doesn't fit.
    pub fn from_text(vkey: &str) -> Result<Self, KeyError> {
        let (name, id, bytes) = parts(vkey, ED25519_COSIGNATURE)?;
        let key = VerifyingKey::from_bytes(&bytes).map_err(|_| KeyError::Bytes)?;
        Self::new(name, key)?.0.with_id(id).map(Self)
    }

    fn new(name: &str, key: VerifyingKey) -> Result<Self, KeyError> {
        let mut inner = VerifierKey::new(name, key)?;
        inner.id = key_id(name, ED25519_COSIGNATURE, &key);
        Ok(Self(inner))
    }

    /// The C2SP verifier key text.
    #[must_use]
    pub fn to_text(&self) -> String {
        let VerifierKey { name, id, key } = &self.0;
        format!("{name}+{id:08x}+{}", keyed(ED25519_COSIGNATURE, key.as_bytes()))
    }

    /// The witness's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0.name
    }

    pub(crate) const fn id(&self) -> u32 {
        self.0.id
    }

    pub(crate) fn accepts(&self, message: &[u8], signature: &[u8]) -> bool {
        self.0.accepts(message, signature)
    }
}

/// The private half of a witness's key: for an overseer who co-signs what was found consistent.
#[derive(Debug)]
pub struct WitnessSigner {
    signer: SignerKey,
    key: WitnessKey,
}

impl WitnessSigner {
    /// Makes a key of 32 random bytes. A cosignature does not say who made it, so no two witnesses may share a key,
    /// and no log's key may be one.
    ///
    /// # Errors
    /// When the name isn't allowed.
    pub fn generate_from(name: &str, random: [u8; 32]) -> Result<Self, KeyError> {
        let signer = SignerKey::generate_from(name, random)?;
        let key = WitnessKey::new(name, signer.key.verifying_key())?;
        Ok(Self { signer, key })
    }

    /// The public half.
    #[must_use]
    pub fn verifier(&self) -> WitnessKey {
        self.key.clone()
    }

    pub(crate) fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.signer.sign(message)
    }
}

/// Whether signed-note allows this as a key name.
pub(crate) fn is_key_name(name: &str) -> bool {
    !name.is_empty() && !name.contains(|c: char| c.is_whitespace() || c.is_control() || c == '+')
}

/// `SHA-256(name || 0x0A || type || public key)[:4]`, big-endian.
fn key_id(name: &str, kind: u8, key: &VerifyingKey) -> u32 {
    let hash = Hash::of_parts(&[name.as_bytes(), b"\n", &[kind], key.as_bytes()]);
    let [a, b, c, d, ..] = *hash.as_bytes();
    u32::from_be_bytes([a, b, c, d])
}

/// Base 64 of the type byte and 32 key bytes.
fn keyed(kind: u8, bytes: &[u8; 32]) -> String {
    text::base64_of(&[&[kind], bytes.as_slice()].concat())
}

/// Name, id and key bytes of `NAME+ID+BASE64` with keys of `kind`. Base 64 may itself have plus signs, a name may not.
fn parts(key: &str, kind: u8) -> Result<(&str, u32, [u8; 32]), KeyError> {
    if key.len() > MAX_KEY_TEXT_BYTES {
        return Err(KeyError::TooLong);
    }
    let mut parts = key.splitn(3, '+');
    let (Some(name), Some(id), Some(data)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(KeyError::Form);
    };
    let id = text::bytes_of_hex(id).map(u32::from_be_bytes).ok_or(KeyError::Form)?;
    let data = text::bytes_of_base64(data).ok_or(KeyError::Form)?;
    match data.split_first() {
        Some((found, bytes)) if *found == kind => {
            Ok((name, id, bytes.try_into().map_err(|_| KeyError::Bytes)?))
        }
        Some((found, _)) => Err(KeyError::Type(*found)),
        None => Err(KeyError::Form),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn signer() -> SignerKey {
        SignerKey::generate_from("example.com/plant", [1; 32]).unwrap()
    }

    #[test]
    fn both_halves_read_back_from_their_text() {
        let signer = signer();
        let again = SignerKey::from_text(&signer.to_text()).unwrap();
        assert_eq!(again.to_text(), signer.to_text());
        let verifier = VerifierKey::from_text(&signer.verifier().to_text()).unwrap();
        assert_eq!(verifier, signer.verifier());
        assert!(verifier.accepts(b"x", &again.sign(b"x")));
        assert!(!verifier.accepts(b"y", &again.sign(b"x")));
    }

    #[test]
    fn the_public_text_follows_from_rfc_8032_and_the_key_id_rule() {
        // RFC 8032 section 7.1, test 1.
        let seed = text::bytes_of_hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
        let public =
            text::bytes_of_hex::<32>("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
        let key = SignerKey::generate_from("a", seed.unwrap()).unwrap();
        let id = Hash::of_parts(&[b"a\n\x01", &public.unwrap()]).to_string();
        let expected = format!("a+{}+{}", &id[..8], keyed(ED25519, &public.unwrap()));
        assert_eq!(key.verifier().to_text(), expected);
    }

    #[test]
    fn any_changed_character_of_a_public_key_is_refused() {
        let good = signer().verifier().to_text();
        for (at, old) in good.char_indices() {
            for new in ['A', 'b', '0', '+', ' ', '\n', '='] {
                let mut changed = good.clone();
                changed.replace_range(at..=at, &new.to_string());
                assert!(new == old || VerifierKey::from_text(&changed).is_err(), "{changed}");
            }
        }
    }

    #[test]
    fn a_refused_key_says_why() {
        let good = signer().verifier().to_text();
        let typed =
            |kind: u8| format!("a+00000000+{}", text::base64_of(&[[kind].as_slice(), &[9; 32]].concat()));
        let weak = format!("a+00000000+{}", keyed(ED25519, &[0; 32]));
        let cases = [
            (String::new(), KeyError::Form),
            ("a+b".into(), KeyError::Form),
            (good.replace("example.com/plant", "example.com/plants"), KeyError::Id),
            (good.replace("example.com/plant", "example.com plant"), KeyError::Name),
            (good.clone() + "\n", KeyError::Form),
            (typed(4), KeyError::Type(4)),
            (weak, KeyError::Bytes),
            ("a".repeat(MAX_KEY_TEXT_BYTES + 1), KeyError::TooLong),
        ];
        for (key, error) in cases {
            assert_eq!(VerifierKey::from_text(&key), Err(error), "{key:?}");
        }
        assert_eq!(SignerKey::from_text(&good).err(), Some(KeyError::Form));
        for name in ["", "a b", "a+b", "a\u{3000}b", "a\n"] {
            assert_eq!(SignerKey::generate_from(name, [1; 32]).err(), Some(KeyError::Name), "{name:?}");
        }
    }

    #[test]
    fn a_private_key_is_not_printed_by_accident() {
        assert_eq!(format!("{:?}", signer()), "SignerKey(example.com/plant, ..)");
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_panic(words in "(PRIVATE\\+KEY\\+)?[a-z]{0,3}\\+[0-9a-f]{8}\\+[A-Za-z0-9+/=]{0,60}|\\PC*") {
            prop_assert!(VerifierKey::from_text(&words).is_err());
            prop_assert!(SignerKey::from_text(&words).is_err());
        }
    }
}
