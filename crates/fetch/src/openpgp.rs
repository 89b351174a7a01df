//! OpenPGP (RFC 9580) as far as a publisher's detached signatures need it: which keys a file holds, whether they may
//! sign, and whether a signature over a document is theirs. Nothing is trusted here: `signing` decides which keys count.
//!
//! Refused in words: a signature or a self-signature over MD5, SHA-1, RIPEMD-160 or SHA-224, RSA below 2048 bits, DSA,
//! curves nobody uses, and signatures of version 3. A subkey counts only with both bindings. A revoked key never counts,
//! whatever the reason: we could not tell which of its signatures were made before.

use pgp::composed::{Deserializable as _, DetachedSignature, SignedPublicKey, SignedPublicSubKey};
use pgp::crypto::hash::HashAlgorithm;
use pgp::packet::{PublicKey, PublicSubkey, Signature, SignatureType, SignatureVersion, SubpacketData};
use pgp::ser::Serialize as _;
use pgp::types::{EcdsaPublicParams, KeyDetails, PublicParams, Tag};
use sekisho_model::{Text, text};

/// Largest file of keys, in bytes. Keys that thousands have certified are below it.
pub(crate) const KEY_BYTES_MAX: u64 = 1024 * 1024;
/// Largest file of a signature, in bytes.
pub(crate) const SIGNATURE_BYTES_MAX: u64 = 64 * 1024;
/// Most keys in one file, and most signatures.
const MANY_MAX: usize = 16;
/// Fewest bits of an RSA key.
const RSA_BITS_MIN: u16 = 2048;
/// A signature may be dated so far ahead of this machine's clock, in seconds.
const AHEAD_SECONDS_MAX: u64 = 24 * 60 * 60;

/// Why a key cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum KeyFlaw {
    /// No public key, or one whose own signatures do not hold.
    Unreadable,
    /// Its publisher took it back.
    Revoked,
    /// It rests on what is no longer safe, as named.
    Weak(String),
    /// Neither it nor a subkey may sign.
    CannotSign,
}

impl KeyFlaw {
    pub(crate) fn text(&self) -> Text {
        match self {
            Self::Unreadable => text!(ja: "公開鍵として読めません", en: "it cannot be read as a public key"),
            Self::Revoked => text!(ja: "失効しています", en: "it is revoked"),
            Self::Weak(what) => {
                text!(ja: "安全でない方式（{what}）です", en: "it rests on {what}, which is not safe")
            }
            Self::CannotSign => {
                text!(ja: "署名用の鍵が含まれていません", en: "it holds no key that may sign")
            }
        }
    }
}

/// Why a signature does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Flaw {
    /// No detached signature.
    Unreadable,
    /// Made in a way that is no longer safe, as named.
    Weak(String),
    /// Made by keys of which none is accepted; their ids, as far as it says.
    OtherKey(String),
    /// The document is not what was signed.
    Altered,
    /// Made when its key no longer held, ended since, or dated in the future.
    OutOfTime,
}

impl Flaw {
    pub(crate) fn text(&self) -> Text {
        match self {
            Self::Unreadable => text!(ja: "署名として読めません", en: "it cannot be read as a signature"),
            Self::Weak(what) => {
                text!(ja: "安全でない方式（{what}）の署名です", en: "it is made with {what}, which is not safe")
            }
            Self::OtherKey(ids) if ids.is_empty() => {
                text!(ja: "受け入れた鍵の署名ではありません", en: "no accepted key made it")
            }
            Self::OtherKey(ids) => {
                text!(ja: "受け入れていない鍵（{ids}）の署名です", en: "a key that is not accepted made it ({ids})")
            }
            Self::Altered => text!(ja: "文書の内容と合いません", en: "the document is not what was signed"),
            Self::OutOfTime => {
                text!(ja: "署名または鍵の有効期間の外です", en: "it lies outside the time for which it or its key holds")
            }
        }
    }
}

#[derive(Debug)]
enum Half {
    Primary(PublicKey),
    Sub(PublicSubkey),
}

/// A key or subkey that may sign.
#[derive(Debug)]
struct Signer {
    half: Half,
    /// The last second at which it may sign.
    until: Option<u64>,
}

impl Signer {
    fn id(&self) -> String {
        match &self.half {
            Half::Primary(key) => key.legacy_key_id().to_string(),
            Half::Sub(key) => key.legacy_key_id().to_string(),
        }
    }

    fn made(&self, signature: &Signature, document: &[u8]) -> bool {
        match &self.half {
            Half::Primary(key) => signature.verify(key, document).is_ok(),
            Half::Sub(key) => signature.verify(key, document).is_ok(),
        }
    }
}

/// A publisher's key with what of it may sign.
#[derive(Debug)]
pub(crate) struct Key {
    /// Its fingerprint, upper-case hexadecimal digits.
    pub(crate) fingerprint: String,
    /// The first name that it gives itself; it proves nothing.
    pub(crate) holder: String,
    signers: Vec<Signer>,
}

/// The keys of a file, armoured or not, each by its fingerprint with what is wrong with it.
pub(crate) fn keys(bytes: &[u8]) -> Vec<(String, Result<Key, KeyFlaw>)> {
    let read = match SignedPublicKey::from_reader_many(bytes) {
        Ok((keys, _)) => keys.take(MANY_MAX).filter_map(Result::ok).collect(),
        Err(_) => Vec::new(),
    };
    read.into_iter().map(|key| (hex::encode_upper(key.fingerprint().as_bytes()), usable(key))).collect()
}

fn usable(key: SignedPublicKey) -> Result<Key, KeyFlaw> {
    let primary = &key.primary_key;
    strength(primary).map_err(KeyFlaw::Weak)?;
    if key.details.revocation_signatures.iter().any(|revocation| revocation.verify_key(primary).is_ok()) {
        return Err(KeyFlaw::Revoked);
    }
    let own = newest(own_signatures(&key))?;
    let until = ends(primary, own);
    let may_sign = own.key_flags().sign() || !has_flags(own);
    let subkeys = key.public_subkeys.iter().filter_map(|sub| signing(primary, sub));
    let mut signers: Vec<Signer> = subkeys
        .map(|signer| Signer { until: [signer.until, until].into_iter().flatten().min(), ..signer })
        .collect();
    if may_sign {
        signers.push(Signer { half: Half::Primary(primary.clone()), until });
    }
    if signers.is_empty() {
        return Err(KeyFlaw::CannotSign);
    }
    let holder = key.details.users.first().and_then(|user| user.id.as_str()).unwrap_or_default();
    // A name is shown on a terminal: nothing in it may steer one.
    let holder = holder.chars().filter(|sign| !sign.is_control()).take(200).collect();
    Ok(Key { fingerprint: hex::encode_upper(key.fingerprint().as_bytes()), holder, signers })
}

/// The signatures by which a key speaks of itself, as far as they hold.
fn own_signatures(key: &SignedPublicKey) -> Vec<&Signature> {
    let primary = &key.primary_key;
    let direct = key.details.direct_signatures.iter().filter(|own| own.verify_key(primary).is_ok());
    let named = key.details.users.iter().flat_map(|user| {
        user.signatures.iter().filter(|own| {
            own.typ() != Some(SignatureType::CertRevocation)
                && own.verify_certification(primary, Tag::UserId, &user.id).is_ok()
        })
    });
    direct.chain(named).collect()
}

fn newest(own: Vec<&Signature>) -> Result<&Signature, KeyFlaw> {
    let weak = own.iter().find_map(|own| digest(own).err());
    let strong = own.into_iter().filter(|own| digest(own).is_ok());
    strong.max_by_key(|own| made_at(own)).ok_or_else(|| weak.map_or(KeyFlaw::Unreadable, KeyFlaw::Weak))
}

/// A subkey that the key binds to itself for signing, and that itself says so.
fn signing(primary: &PublicKey, sub: &SignedPublicSubKey) -> Option<Signer> {
    strength(&sub.key).ok()?;
    let bound = || sub.signatures.iter().filter(|own| own.verify_subkey_binding(primary, &sub.key).is_ok());
    if bound().any(|own| own.typ() == Some(SignatureType::SubkeyRevocation)) {
        return None;
    }
    let own = bound().filter(|own| digest(own).is_ok()).max_by_key(|own| made_at(own))?;
    let back = own.embedded_signature().filter(|_| own.key_flags().sign())?;
    digest(back).ok()?;
    back.verify_primary_key_binding(&sub.key, primary).ok()?;
    Some(Signer { half: Half::Sub(sub.key.clone()), until: ends(&sub.key, own) })
}

fn has_flags(own: &Signature) -> bool {
    own.config().is_some_and(|config| {
        config.hashed_subpackets().any(|packet| matches!(packet.data, SubpacketData::KeyFlags(_)))
    })
}

fn made_at(signature: &Signature) -> u64 {
    signature.created().map_or(0, |time| u64::from(time.as_secs()))
}

fn ends(key: &impl KeyDetails, own: &Signature) -> Option<u64> {
    let lasts = own.key_expiration_time().map(|time| u64::from(time.as_secs())).filter(|lasts| *lasts > 0)?;
    Some(u64::from(key.created_at().as_secs()) + lasts)
}

/// Is the digest below a signature one that nobody can forge? Otherwise its name.
fn digest(signature: &Signature) -> Result<(), String> {
    use HashAlgorithm::{Sha3_256, Sha3_512, Sha256, Sha384, Sha512};
    if !matches!(signature.version(), SignatureVersion::V4 | SignatureVersion::V6) {
        return Err(format!("OpenPGP {:?}", signature.version()));
    }
    match signature.hash_alg() {
        Some(Sha256 | Sha384 | Sha512 | Sha3_256 | Sha3_512) => Ok(()),
        Some(other) => Err(other.to_string()),
        None => Err("?".to_owned()),
    }
}

/// Is a key one that nobody can break? Otherwise its name.
fn strength(key: &impl KeyDetails) -> Result<(), String> {
    match key.public_params() {
        PublicParams::RSA(rsa) => {
            // Its first number is the modulus, and a number begins with its bits.
            let bits = rsa.to_bytes().ok().and_then(|bytes| bytes.first_chunk().copied());
            match bits.map_or(0, u16::from_be_bytes) {
                bits if bits >= RSA_BITS_MIN => Ok(()),
                bits => Err(format!("RSA {bits}")),
            }
        }
        PublicParams::ECDSA(
            EcdsaPublicParams::P256 { .. } | EcdsaPublicParams::P384 { .. } | EcdsaPublicParams::P521 { .. },
        )
        | PublicParams::EdDSALegacy(_)
        | PublicParams::Ed25519(_)
        | PublicParams::Ed448(_) => Ok(()),
        _ => Err(format!("{:?}", key.algorithm())),
    }
}

/// Holds a document against a file of signatures: the fingerprint of the key of which one holds.
///
/// # Errors
/// What is wrong with the first signature, when none holds.
pub(crate) fn check<'k>(keys: &'k [Key], file: &[u8], document: &[u8], now: u64) -> Result<&'k str, Flaw> {
    let Ok((signatures, _)) = DetachedSignature::from_reader_many(file) else { return Err(Flaw::Unreadable) };
    let mut first = None;
    for signature in signatures.take(MANY_MAX).filter_map(Result::ok) {
        match one(keys, &signature.signature, document, now) {
            Ok(fingerprint) => return Ok(fingerprint),
            Err(flaw) => first = first.or(Some(flaw)),
        }
    }
    Err(first.unwrap_or(Flaw::Unreadable))
}

fn one<'k>(keys: &'k [Key], signature: &Signature, document: &[u8], now: u64) -> Result<&'k str, Flaw> {
    if !matches!(signature.typ(), Some(SignatureType::Binary | SignatureType::Text)) {
        return Err(Flaw::Unreadable);
    }
    digest(signature).map_err(Flaw::Weak)?;
    let named = named(signature);
    let signers = keys.iter().flat_map(|key| key.signers.iter().map(move |signer| (key, signer)));
    let mut candidates =
        signers.filter(|(_, signer)| named.is_empty() || named.contains(&signer.id())).peekable();
    if candidates.peek().is_none() {
        return Err(Flaw::OtherKey(named.join(", ").to_uppercase()));
    }
    let Some((key, signer)) = candidates.find(|(_, signer)| signer.made(signature, document)) else {
        return Err(if named.is_empty() { Flaw::OtherKey(String::new()) } else { Flaw::Altered });
    };
    let made = made_at(signature);
    let ended = signature.signature_expiration_time().map(|time| u64::from(time.as_secs()));
    let is_over = ended.is_some_and(|lasts| lasts > 0 && made + lasts < now);
    if is_over || made > now + AHEAD_SECONDS_MAX || signer.until.is_some_and(|until| made > until) {
        return Err(Flaw::OutOfTime);
    }
    Ok(&key.fingerprint)
}

/// The ids of the keys that a signature says made it.
fn named(signature: &Signature) -> Vec<String> {
    let of_fingerprints = signature.issuer_fingerprint().into_iter().filter_map(|print| {
        let bytes = print.as_bytes();
        // The id of a key of version 4 is the end of its fingerprint, later the beginning.
        let id = if bytes.len() == 20 { bytes.get(12..) } else { bytes.get(..8) };
        id.map(hex::encode)
    });
    let mut named: Vec<String> = signature.issuer_key_id().into_iter().map(ToString::to_string).collect();
    named.extend(of_fingerprints);
    named.sort();
    named.dedup();
    named
}
