//! OpenPGP (RFC 9580) as far as a publisher's detached signatures need it: which keys a file holds, whether they may
//! sign, and whether a signature over a document is theirs. Nothing is trusted here: `signing` decides which keys count.
//!
//! Refused in words: a signature or a self-signature over MD5, SHA-1, RIPEMD-160 or SHA-224, RSA below 2048 bits, DSA,
//! other curves than NIST's and Curve25519 and 448, and signatures of version 3, or with a critical part not known here. A subkey counts only with both bindings. A revoked key never counts,
//! whatever the reason: we could not tell which of its signatures were made before.

use pgp::composed::{Deserializable as _, DetachedSignature, SignedPublicKey, SignedPublicSubKey};
use pgp::crypto::hash::HashAlgorithm;
use pgp::packet::{
    PublicKey, PublicSubkey, Signature, SignatureType, SignatureVersion, SubpacketData, SubpacketType,
};
use pgp::ser::Serialize as _;
use pgp::types::{EcdsaPublicParams, KeyDetails, PublicParams, Tag};
use sekisho_model::{Text, text};

/// Largest file of keys, in bytes. Keys that thousands have certified are below it.
pub(crate) const KEY_BYTES_MAX: u64 = 1024 * 1024;
/// Largest file of a signature, in bytes.
pub(crate) const SIGNATURE_BYTES_MAX: u64 = 64 * 1024;
/// The beginning of an armoured block (RFC 9580, 6.2), and of a text that is signed in itself (7).
const ARMOUR: &[u8] = b"-----BEGIN PGP ";
const SIGNED_TEXT: &[u8] = b"-----BEGIN PGP SIGNED MESSAGE-----";
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
    /// Of a kind that is not checked here, as named.
    Foreign(String),
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
            Self::Foreign(what) => {
                text!(ja: "対応していない方式（{what}）です", en: "it is of a kind that is not checked here ({what})")
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
    /// Made by a part of an accepted key that may not sign, or no longer: its id.
    IdlePart(String),
    /// It holds only for those who understand a part of it that is not known here.
    UnknownPart,
    /// The document is not what was signed.
    Altered,
    /// Made before its key or when that no longer held, ended since, or dated in the future.
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
            Self::IdlePart(id) => text!(
                ja: "受け入れた鍵のうち、署名に使えない、または失効した部分（{id}）の署名です",
                en: "a part of the accepted key made it that may not sign, or is revoked ({id})"
            ),
            Self::UnknownPart => text!(
                ja: "この版で解釈できない必須の指定を含む署名です",
                en: "it holds only for those who understand a part of it that is not known here"
            ),
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
    /// The first second at which it may sign.
    since: u64,
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
    /// Ids of its other parts.
    idle: Vec<String>,
}

/// The keys of a file, armoured or not, each by its fingerprint with what is wrong with it.
pub(crate) fn keys(bytes: &[u8], now: u64) -> Vec<(String, Result<Key, KeyFlaw>)> {
    let read = blocks(bytes).into_iter().filter_map(|block| SignedPublicKey::from_reader_many(block).ok());
    let read: Vec<SignedPublicKey> =
        read.flat_map(|(keys, _)| keys.filter_map(Result::ok)).take(MANY_MAX).collect();
    read.into_iter().map(|key| (hex::encode_upper(key.fingerprint().as_bytes()), usable(key, now))).collect()
}

/// The armoured blocks of a file, which people join by writing one behind the other; the whole file, where it is not so.
fn blocks(bytes: &[u8]) -> Vec<&[u8]> {
    let starts: Vec<usize> = bytes
        .windows(ARMOUR.len())
        .enumerate()
        .filter(|(_, part)| *part == ARMOUR)
        .map(|(at, _)| at)
        .collect();
    if starts.len() < 2 {
        return vec![bytes];
    }
    let ends = starts.iter().skip(1).copied().chain([bytes.len()]);
    starts.iter().zip(ends).filter_map(|(from, to)| bytes.get(*from..to)).take(MANY_MAX).collect()
}

fn usable(key: SignedPublicKey, now: u64) -> Result<Key, KeyFlaw> {
    let primary = &key.primary_key;
    strength(primary)?;
    if key.details.revocation_signatures.iter().any(|revocation| revocation.verify_key(primary).is_ok()) {
        return Err(KeyFlaw::Revoked);
    }
    let own = newest(own_signatures(&key).into_iter().filter(|own| lasts(own, now)).collect())?;
    let until = ends(primary, own);
    let may_sign = own.key_flags().sign() || !has_flags(own);
    let subkeys = key.public_subkeys.iter().filter_map(|sub| signing(primary, sub, now));
    let mut signers: Vec<Signer> = subkeys
        .map(|signer| Signer { until: [signer.until, until].into_iter().flatten().min(), ..signer })
        .collect();
    if may_sign {
        signers.push(Signer { half: Half::Primary(primary.clone()), since: began(primary), until });
    }
    if signers.is_empty() {
        return Err(KeyFlaw::CannotSign);
    }
    let subs = key.public_subkeys.iter().map(|sub| sub.key.legacy_key_id().to_string());
    let parts = subs.chain([primary.legacy_key_id().to_string()]);
    let idle = parts.filter(|id| !signers.iter().any(|signer| signer.id() == *id)).collect();
    let holder = key.details.users.first().and_then(|user| user.id.as_str()).unwrap_or_default();
    // A name is shown on a terminal: nothing in it may steer one.
    let holder = holder.chars().filter(|sign| !sign.is_control()).take(200).collect();
    Ok(Key { fingerprint: hex::encode_upper(key.fingerprint().as_bytes()), holder, signers, idle })
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
fn signing(primary: &PublicKey, sub: &SignedPublicSubKey, now: u64) -> Option<Signer> {
    strength(&sub.key).ok()?;
    let bound = || sub.signatures.iter().filter(|own| own.verify_subkey_binding(primary, &sub.key).is_ok());
    if bound().any(|own| own.typ() == Some(SignatureType::SubkeyRevocation)) {
        return None;
    }
    let own = bound().filter(|own| digest(own).is_ok() && lasts(own, now)).max_by_key(|own| made_at(own))?;
    let back = own.embedded_signature().filter(|_| own.key_flags().sign())?;
    digest(back).ok().filter(|()| lasts(back, now))?;
    back.verify_primary_key_binding(&sub.key, primary).ok()?;
    let since = began(&sub.key).max(began(primary));
    Some(Signer { half: Half::Sub(sub.key.clone()), since, until: ends(&sub.key, own) })
}

/// Does a signature that a key makes over itself still say what it says, and nothing that is not known here?
fn lasts(own: &Signature, now: u64) -> bool {
    own.created().is_some() && is_understood(own) && ended(own).is_none_or(|end| end >= now)
}

/// The last second of a signature that says how long it holds.
fn ended(signature: &Signature) -> Option<u64> {
    let lasts = signature.signature_expiration_time().map(|time| u64::from(time.as_secs()));
    lasts.filter(|lasts| *lasts > 0).map(|lasts| made_at(signature) + lasts)
}

/// Is every part that has to be understood (RFC 9580, 5.2.3.7) one that is known here? No notation is.
fn is_understood(signature: &Signature) -> bool {
    signature.config().is_some_and(|config| {
        config.hashed_subpackets().filter(|packet| packet.is_critical).all(|packet| {
            let is_unknown = matches!(packet.typ(), SubpacketType::Experimental(_) | SubpacketType::Other(_));
            !is_unknown && !matches!(packet.data, SubpacketData::Notation(_))
        })
    })
}

fn began(key: &impl KeyDetails) -> u64 {
    u64::from(key.created_at().as_secs())
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
    Some(began(key) + lasts)
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

/// Is a key one that nobody can break, and that can be checked here?
fn strength(key: &impl KeyDetails) -> Result<(), KeyFlaw> {
    match key.public_params() {
        PublicParams::RSA(rsa) => {
            // Its first number is the modulus, and a number begins with its bits.
            let bits = rsa.to_bytes().ok().and_then(|bytes| bytes.first_chunk().copied());
            match bits.map_or(0, u16::from_be_bytes) {
                bits if bits >= RSA_BITS_MIN => Ok(()),
                bits => Err(KeyFlaw::Weak(format!("RSA {bits}"))),
            }
        }
        PublicParams::ECDSA(
            EcdsaPublicParams::P256 { .. } | EcdsaPublicParams::P384 { .. } | EcdsaPublicParams::P521 { .. },
        )
        | PublicParams::EdDSALegacy(_)
        | PublicParams::Ed25519(_)
        | PublicParams::Ed448(_) => Ok(()),
        PublicParams::ECDSA(other) => Err(KeyFlaw::Foreign(format!("ECDSA {}", other.curve().name()))),
        _ => Err(KeyFlaw::Weak(format!("{:?}", key.algorithm()))),
    }
}

/// Holds a document against a file of signatures: the fingerprint of the key of which one holds.
///
/// # Errors
/// What is wrong with the first signature, when none holds.
pub(crate) fn check<'k>(keys: &'k [Key], file: &[u8], document: &[u8], now: u64) -> Result<&'k str, Flaw> {
    // Of a text with its signature below it, the text is what was signed, and no document beside it.
    if file.windows(SIGNED_TEXT.len()).any(|part| part == SIGNED_TEXT) {
        return Err(Flaw::Unreadable);
    }
    let blocks = blocks(file);
    let read = blocks.iter().filter_map(|block| DetachedSignature::from_reader_many(*block).ok());
    let mut first = None;
    for signature in read.flat_map(|(signatures, _)| signatures.filter_map(Result::ok)).take(MANY_MAX) {
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
    if signature.created().is_none() {
        return Err(Flaw::Unreadable);
    }
    if !is_understood(signature) {
        return Err(Flaw::UnknownPart);
    }
    let named = named(signature);
    let signers = keys.iter().flat_map(|key| key.signers.iter().map(move |signer| (key, signer)));
    let mut candidates =
        signers.filter(|(_, signer)| named.is_empty() || named.contains(&signer.id())).peekable();
    if candidates.peek().is_none() {
        if let Some(idle) = keys.iter().flat_map(|key| &key.idle).find(|id| named.contains(id)) {
            return Err(Flaw::IdlePart(idle.to_uppercase()));
        }
        return Err(Flaw::OtherKey(named.join(", ").to_uppercase()));
    }
    let Some((key, signer)) = candidates.find(|(_, signer)| signer.made(signature, document)) else {
        return Err(if named.is_empty() { Flaw::OtherKey(String::new()) } else { Flaw::Altered });
    };
    let made = made_at(signature);
    let is_over = ended(signature).is_some_and(|end| end < now);
    let is_within = made >= signer.since && signer.until.is_none_or(|until| made <= until);
    if is_over || !is_within || made > now + AHEAD_SECONDS_MAX {
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
