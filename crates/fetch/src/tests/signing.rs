//! Signatures of a publisher on this machine, with keys made here from a seed.

use pgp::composed::{
    ArmorOptions, DetachedSignature, KeyType, SecretKeyParamsBuilder, SignedSecretKey, SubkeyParamsBuilder,
    SubpacketConfig,
};
use pgp::crypto::ecc_curve::ECCCurve;
use pgp::crypto::hash::HashAlgorithm;
use pgp::packet::{SignatureConfig, SignatureType, Subpacket, SubpacketData};
use pgp::ser::Serialize as _;
use pgp::types::{KeyDetails as _, Password, Timestamp};
use proptest::prelude::*;
use rand::SeedableRng as _;
use rand::rngs::StdRng;

use super::*;
use crate::openpgp::{self, Flaw, KeyFlaw};
use crate::{Fingerprint, Unchecked};

/// When the keys were made, in seconds since 1970.
const MADE: u32 = 1_700_000_000;

fn key_of(kind: KeyType, seed: u64, signs_by_subkey: bool) -> SignedSecretKey {
    let mut params = SecretKeyParamsBuilder::default();
    params.key_type(kind).created_at(Timestamp::from_secs(MADE)).can_certify(true);
    params.can_sign(!signs_by_subkey).primary_user_id("Maker <psirt@maker.invalid>".into());
    if signs_by_subkey {
        let sub = SubkeyParamsBuilder::default().key_type(KeyType::Ed25519Legacy).can_sign(true).build();
        params.subkeys(vec![sub.unwrap()]);
    }
    params.build().unwrap().generate(StdRng::seed_from_u64(seed)).unwrap()
}

fn key(seed: u64) -> SignedSecretKey {
    key_of(KeyType::Ed25519Legacy, seed, false)
}

fn armoured(key: &SignedSecretKey) -> String {
    key.to_public_key().to_armored_string(ArmorOptions::default()).unwrap()
}

fn print_of(key: &SignedSecretKey) -> String {
    key.fingerprint().to_string().to_uppercase()
}

fn signature(key: &SignedSecretKey, document: &str) -> String {
    let digest = HashAlgorithm::Sha512;
    let (chance, word) = (StdRng::seed_from_u64(7), Password::empty());
    let made = match key.secret_subkeys.first() {
        Some(sub) => {
            DetachedSignature::sign_binary_data(chance, &sub.key, &word, digest, document.as_bytes())
        }
        None => {
            DetachedSignature::sign_binary_data(chance, &key.primary_key, &word, digest, document.as_bytes())
        }
    };
    made.unwrap().to_armored_string(ArmorOptions::default()).unwrap()
}

/// A provider that names one key and has one directory of `a.json` and `b.json`; `a.json` is signed.
fn provider(key: &SignedSecretKey) -> Publisher {
    let publisher = Publisher::new(vec![
        (
            "/p.json",
            Page::json(
                r#"{"canonical_url":"x","metadata_version":"2.0","distributions":[{"directory_url":"/d"}],"public_openpgp_keys":[{"url":"/key.asc"}]}"#,
            ),
        ),
        (
            "/d/changes.csv",
            Page::text("a.json,2026-01-03T00:00:00Z\nb.json,2026-01-02T00:00:00Z\n").etag("\"1\""),
        ),
        ("/d/a.json", Page::json(DOCUMENT)),
        ("/d/b.json", Page::json(DOCUMENT)),
    ]);
    publisher.put("/key.asc", Page::text(&armoured(key)));
    publisher.put("/d/a.json.asc", Page::text(&signature(key, DOCUMENT)));
    publisher
}

fn accept(folder: &tempfile::TempDir, address: &str, key: &SignedSecretKey, is_accepted: bool) {
    let mut pins = Pins::open(folder.path(), address, "").unwrap();
    let print = Fingerprint::parse(&print_of(key)).unwrap();
    pins.set(&print, is_accepted, "local:test", "2026-01-01T00:00:00Z").unwrap();
}

fn with(folder: &tempfile::TempDir, address: &str, strictness: Strictness) -> Ran {
    on_terms(folder, address, (Tlp::Clear, strictness), usize::MAX)
}

#[test]
fn a_key_that_nobody_accepted_is_shown_with_its_fingerprint_and_checks_nothing() {
    let (folder, key) = (tempfile::tempdir().unwrap(), key(1));
    let publisher = provider(&key);
    let ran = all(&folder, &publisher.url("/p.json"));
    assert_eq!(ran.signatures, vec![Signature::Unchecked(Unchecked::NotAccepted); 2]);
    assert!(ran.problems.contains(&format!("--trust-key {}", print_of(&key))), "{}", ran.problems);
    assert!(ran.problems.contains("psirt@maker.invalid"), "{}", ran.problems);
    assert!(!publisher.heads().iter().any(|head| head.contains("a.json.asc")), "not even asked for");
}

#[test]
fn accepting_a_key_checks_what_was_fetched_before_and_a_verified_document_is_not_asked_for_again() {
    let (folder, key) = (tempfile::tempdir().unwrap(), key(1));
    let publisher = provider(&key);
    let url = publisher.url("/p.json");
    all(&folder, &url);
    accept(&folder, &url, &key, true);
    let second = all(&folder, &url);
    assert_eq!(second.documents, ["a.json", "b.json"], "{}", second.problems);
    assert_eq!(second.signatures, [Signature::Verified(print_of(&key)), Signature::Missing]);
    assert_eq!(all(&folder, &url).documents.len(), 0);
    let strict = with(&folder, &url, Strictness::Require);
    assert_eq!((strict.counts.unchanged, strict.counts.refused), (1, 1), "{}", strict.problems);
    assert!(strict.problems.contains("b.json"), "{}", strict.problems);
}

#[test]
fn a_signature_over_something_else_refuses_its_document_by_name() {
    let (folder, key) = (tempfile::tempdir().unwrap(), key(1));
    let publisher = provider(&key);
    let url = publisher.url("/p.json");
    accept(&folder, &url, &key, true);
    publisher.put("/d/a.json.asc", Page::text(&signature(&key, "{}")));
    let ran = all(&folder, &url);
    assert_eq!((ran.documents, ran.counts.refused), (vec!["b.json".to_owned()], 1));
    assert!(
        ran.problems.contains("/d/a.json") && ran.problems.contains("not what was signed"),
        "{}",
        ran.problems
    );
    let off = with(&folder, &url, Strictness::Off);
    assert_eq!(off.signatures[0], Signature::Unchecked(Unchecked::Off));
}

#[test]
fn a_signature_by_another_key_refuses_its_document_and_names_the_key() {
    let (folder, key, other) = (tempfile::tempdir().unwrap(), key(1), key(2));
    let publisher = provider(&key);
    let url = publisher.url("/p.json");
    accept(&folder, &url, &key, true);
    publisher.put("/d/a.json.asc", Page::text(&signature(&other, DOCUMENT)));
    let ran = all(&folder, &url);
    assert_eq!(ran.counts.refused, 1);
    let id = other.legacy_key_id().to_string().to_uppercase();
    assert!(ran.problems.contains(&id), "{}", ran.problems);
}

#[test]
fn a_changed_key_is_refused_by_name_and_nothing_is_taken_until_a_person_says_so() {
    let (folder, key, new) = (tempfile::tempdir().unwrap(), key(1), key(2));
    let publisher = provider(&key);
    let url = publisher.url("/p.json");
    accept(&folder, &url, &key, true);
    publisher.put("/key.asc", Page::text(&armoured(&new)));
    publisher.put("/d/a.json.asc", Page::text(&signature(&new, DOCUMENT)));
    let ran = all(&folder, &url);
    assert_eq!((ran.documents.len(), ran.counts.refused), (0, 2));
    let grouped = |key: &SignedSecretKey| Fingerprint::parse(&print_of(key)).unwrap().grouped();
    assert!(
        ran.problems.contains(&grouped(&key)) && ran.problems.contains(&grouped(&new)),
        "{}",
        ran.problems
    );
    accept(&folder, &url, &key, false);
    accept(&folder, &url, &new, true);
    assert_eq!(all(&folder, &url).signatures[0], Signature::Verified(print_of(&new)));
}

#[test]
fn with_every_signature_required_and_no_key_accepted_nothing_is_taken() {
    let (folder, key) = (tempfile::tempdir().unwrap(), key(1));
    let publisher = provider(&key);
    let ran = with(&folder, &publisher.url("/p.json"), Strictness::Require);
    assert_eq!((ran.documents.len(), ran.counts.refused), (0, 2));
    let one = with(&folder, &publisher.url("/d/a.json"), Strictness::Require);
    assert_eq!((one.documents.len(), one.counts.refused), (0, 1), "{}", one.problems);
}

#[test]
fn a_key_whose_fingerprint_is_not_what_the_provider_says_is_refused() {
    let (folder, key) = (tempfile::tempdir().unwrap(), key(1));
    let publisher = provider(&key);
    publisher.put(
        "/p.json",
        Page::json(
            r#"{"canonical_url":"x","metadata_version":"2.0","distributions":[{"directory_url":"/d"}],"public_openpgp_keys":[{"url":"/key.asc","fingerprint":"0000000000000000000000000000000000000000"}]}"#,
        ),
    );
    let url = publisher.url("/p.json");
    accept(&folder, &url, &key, true);
    let ran = all(&folder, &url);
    assert_eq!(ran.documents.len(), 0);
    assert!(ran.problems.contains("the provider's metadata says"), "{}", ran.problems);
}

#[test]
fn a_feed_names_its_signatures() {
    let (folder, key) = (tempfile::tempdir().unwrap(), key(1));
    let publisher = provider(&key);
    publisher.put(
        "/p.json",
        Page::json(
            r#"{"canonical_url":"x","metadata_version":"2.0","distributions":[{"rolie":{"feeds":[{"url":"/feed.json","tlp_label":"WHITE"}]}}],"public_openpgp_keys":[{"url":"/key.asc"}]}"#,
        ),
    );
    publisher.put(
        "/feed.json",
        Page::json(
            r#"{"feed":{"entry":[{"content":{"src":"/d/a.json"},"link":[{"rel":"signature","href":"/d/a.json.asc"}]},{"content":{"src":"/d/b.json"}}]}}"#,
        ),
    );
    let url = publisher.url("/p.json");
    accept(&folder, &url, &key, true);
    let ran = all(&folder, &url);
    assert_eq!(ran.signatures, [Signature::Verified(print_of(&key)), Signature::Missing], "{}", ran.problems);
}

#[test]
fn files_beyond_the_limits_are_not_read() {
    let (folder, key) = (tempfile::tempdir().unwrap(), key(1));
    let publisher = provider(&key);
    let url = publisher.url("/p.json");
    accept(&folder, &url, &key, true);
    publisher.put("/d/a.json.asc", Page::text(&"x".repeat(64 * 1024 + 1)));
    let ran = all(&folder, &url);
    assert!(ran.problems.contains("65536 bytes"), "{}", ran.problems);
}

fn first(key: &SignedSecretKey) -> Result<openpgp::Key, KeyFlaw> {
    openpgp::keys(armoured(key).as_bytes(), NOW).pop().unwrap().1
}

const NOW: u64 = 1_900_000_000;

fn checked(key: &SignedSecretKey, file: &str) -> Result<String, Flaw> {
    let keys = [first(key).unwrap()];
    openpgp::check(&keys, file.as_bytes(), DOCUMENT.as_bytes(), NOW).map(str::to_owned)
}

#[test]
fn a_subkey_signs_for_its_key() {
    let key = key_of(KeyType::Ed25519Legacy, 3, true);
    assert_eq!(checked(&key, &signature(&key, DOCUMENT)), Ok(print_of(&key)));
}

#[test]
fn keys_of_every_safe_kind_are_read() {
    for (seed, kind) in [KeyType::ECDSA(ECCCurve::P256), KeyType::ECDSA(ECCCurve::P384), KeyType::Ed25519]
        .into_iter()
        .enumerate()
    {
        let key = key_of(kind, seed as u64, false);
        assert_eq!(checked(&key, &signature(&key, DOCUMENT)), Ok(print_of(&key)));
    }
}

#[test]
fn weak_digests_and_weak_keys_are_refused_in_words() {
    let weak = key_of(KeyType::ECDSA(ECCCurve::Secp256k1), 4, false);
    assert_eq!(first(&weak).unwrap_err(), KeyFlaw::Foreign("ECDSA secp256k1".to_owned()));
    // The library does not sign with SHA-1: the packet is changed to say so. Header and length, then version 4, its
    // sort, the key's way and the digest's.
    let (key, document) = (key(1), DOCUMENT.as_bytes());
    let made = DetachedSignature::sign_binary_data(
        StdRng::seed_from_u64(7),
        &key.primary_key,
        &Password::empty(),
        HashAlgorithm::Sha256,
        document,
    );
    let mut packet = made.unwrap().to_bytes().unwrap();
    assert_eq!((packet[2], packet[5]), (4, 8));
    packet[5] = 2;
    let keys = [first(&key).unwrap()];
    let flaw = openpgp::check(&keys, &packet, document, NOW).unwrap_err();
    assert_eq!(flaw, Flaw::Weak("SHA1".to_owned()));
}

/// The key with the modulus of its first packet cut to so many bits. The library makes no such keys; others did.
fn shortened(key: &SignedSecretKey, bits: u16) -> Vec<u8> {
    let whole = key.to_public_key().to_bytes().unwrap();
    let own = key.primary_key.public_key().to_bytes().unwrap();
    let header = whole.windows(own.len()).position(|part| part == own).unwrap();
    // Version, time and algorithm, then the modulus behind its bits, then the exponent behind its own.
    let (head, modulus, exponent) = (&own[..6], &own[8..own.len() - 5], &own[own.len() - 5..]);
    let mut cut = modulus[..usize::from(bits.div_ceil(8))].to_vec();
    cut[0] = 0xff >> (cut.len() * 8 - usize::from(bits));
    *cut.last_mut().unwrap() |= 1;
    let short = [head, &bits.to_be_bytes(), &cut, exponent].concat();
    let length = u16::try_from(short.len()).unwrap().to_be_bytes();
    // A public key in the old form of packets, its length in two bytes.
    [&[0x99][..], &length, &short, &whole[header + own.len()..]].concat()
}

#[test]
fn an_rsa_key_counts_from_2048_bits() {
    let key = key_of(KeyType::Rsa(2048), 5, false);
    assert_eq!(checked(&key, &signature(&key, DOCUMENT)), Ok(print_of(&key)));
    for bits in [1024, 2047] {
        let (_, flaw) = openpgp::keys(&shortened(&key, bits), NOW).pop().unwrap();
        assert!(matches!(&flaw, Err(KeyFlaw::Weak(what)) if *what == format!("RSA {bits}")), "{flaw:?}");
    }
    // Cut to what it is already, it is the same key to the last bits, and no longer signed by itself: another flaw.
    let (_, flaw) = openpgp::keys(&shortened(&key, 2048), NOW).pop().unwrap();
    assert!(!matches!(&flaw, Err(KeyFlaw::Weak(_))), "{flaw:?}");
}

#[test]
fn a_revoked_key_counts_no_more() {
    let key = key(1);
    let config =
        SignatureConfig::from_key(StdRng::seed_from_u64(9), &key.primary_key, SignatureType::KeyRevocation);
    let mut config = config.unwrap();
    config.hashed_subpackets = vec![
        Subpacket::regular(SubpacketData::SignatureCreationTime(Timestamp::from_secs(MADE + 1))).unwrap(),
        Subpacket::regular(SubpacketData::IssuerFingerprint(key.fingerprint())).unwrap(),
    ];
    let public = key.primary_key.public_key();
    let revocation = config.sign_key(&key.primary_key, &Password::empty(), &public).unwrap();
    let mut revoked = key.clone();
    revoked.details.revocation_signatures.push(revocation);
    assert_eq!(first(&revoked).unwrap_err(), KeyFlaw::Revoked);
}

#[test]
fn a_signature_dated_outside_its_time_does_not_hold() {
    let key = key(1);
    let dated = |made: u32, lasts: u32| {
        let packet = |data| Subpacket::regular(data).unwrap();
        let hashed = vec![
            packet(SubpacketData::SignatureCreationTime(Timestamp::from_secs(made))),
            packet(SubpacketData::IssuerFingerprint(key.fingerprint())),
            packet(SubpacketData::SignatureExpirationTime(pgp::types::Duration::from_secs(lasts))),
        ];
        let made = DetachedSignature::sign_binary_data_with_subpackets(
            StdRng::seed_from_u64(7),
            &key.primary_key,
            &Password::empty(),
            HashAlgorithm::Sha256,
            DOCUMENT.as_bytes(),
            SubpacketConfig::UserDefined { hashed, unhashed: Vec::new() },
        );
        made.unwrap().to_armored_string(ArmorOptions::default()).unwrap()
    };
    assert_eq!(checked(&key, &dated(MADE, 0)), Ok(print_of(&key)));
    assert_eq!(checked(&key, &dated(MADE, 60)), Err(Flaw::OutOfTime));
    assert_eq!(checked(&key, &dated(2_000_000_000, 0)), Err(Flaw::OutOfTime));
}

/// A signature whose hashed part holds these packets beside the issuer.
fn with_packets(key: &SignedSecretKey, packets: Vec<Subpacket>) -> String {
    let issuer = Subpacket::regular(SubpacketData::IssuerFingerprint(key.fingerprint())).unwrap();
    let hashed = packets.into_iter().chain([issuer]).collect();
    let made = DetachedSignature::sign_binary_data_with_subpackets(
        StdRng::seed_from_u64(7),
        &key.primary_key,
        &Password::empty(),
        HashAlgorithm::Sha256,
        DOCUMENT.as_bytes(),
        SubpacketConfig::UserDefined { hashed, unhashed: Vec::new() },
    );
    made.unwrap().to_armored_string(ArmorOptions::default()).unwrap()
}

fn at(seconds: u32) -> Subpacket {
    Subpacket::regular(SubpacketData::SignatureCreationTime(Timestamp::from_secs(seconds))).unwrap()
}

#[test]
fn a_signature_from_before_its_key_or_of_no_time_does_not_hold() {
    let key = key(1);
    assert_eq!(checked(&key, &with_packets(&key, vec![at(MADE)])), Ok(print_of(&key)));
    assert_eq!(checked(&key, &with_packets(&key, vec![at(MADE - 1)])), Err(Flaw::OutOfTime));
    assert_eq!(checked(&key, &with_packets(&key, Vec::new())), Err(Flaw::Unreadable));
}

#[test]
fn what_has_to_be_understood_and_is_not_known_here_refuses_a_signature() {
    let key = key(1);
    let note = || {
        SubpacketData::Notation(pgp::packet::Notation {
            readable: true,
            name: "a@maker.invalid".into(),
            value: "1".into(),
        })
    };
    let plain = with_packets(&key, vec![at(MADE), Subpacket::regular(note()).unwrap()]);
    assert_eq!(checked(&key, &plain), Ok(print_of(&key)));
    let critical = with_packets(&key, vec![at(MADE), Subpacket::critical(note()).unwrap()]);
    assert_eq!(checked(&key, &critical), Err(Flaw::UnknownPart));
    let unknown = SubpacketData::Experimental(101, "x".into());
    let unknown = with_packets(&key, vec![at(MADE), Subpacket::critical(unknown).unwrap()]);
    assert_eq!(checked(&key, &unknown), Err(Flaw::UnknownPart));
}

#[test]
fn blocks_behind_each_other_in_one_file_are_all_read() {
    let (one, other) = (key(1), key(2));
    let both = openpgp::keys(format!("{}{}", armoured(&other), armoured(&one)).as_bytes(), NOW);
    let prints: Vec<String> = both.into_iter().map(|(print, _)| print).collect();
    assert_eq!(prints, [print_of(&other), print_of(&one)]);
    let signatures = format!("{}{}", signature(&other, DOCUMENT), signature(&one, DOCUMENT));
    assert_eq!(checked(&one, &signatures), Ok(print_of(&one)));
    let in_itself =
        format!("-----BEGIN PGP SIGNED MESSAGE-----\n\n{DOCUMENT}\n{}", signature(&one, DOCUMENT));
    assert_eq!(checked(&one, &in_itself), Err(Flaw::Unreadable));
}

#[test]
fn a_part_of_an_accepted_key_that_may_not_sign_is_told_from_another_key() {
    let key = key_of(KeyType::Ed25519Legacy, 3, true);
    let by_primary = with_packets(&key, vec![at(MADE)]);
    assert!(matches!(checked(&key, &by_primary), Err(Flaw::IdlePart(_))));
}

#[test]
fn a_fingerprint_is_read_as_people_write_it_and_short_ids_are_none() {
    let one = Fingerprint::parse("0123456789abcdef0123456789ABCDEF01234567").unwrap();
    assert_eq!(Fingerprint::parse("0x0123 4567 89AB CDEF 0123  4567 89AB CDEF 0123 4567"), Some(one.clone()));
    assert_eq!(Fingerprint::parse(&one.grouped()), Some(one));
    assert_eq!(Fingerprint::parse("89ABCDEF01234567"), None);
    assert_eq!(Fingerprint::parse("g123456789abcdef0123456789ABCDEF01234567"), None);
}

#[test]
fn a_line_of_accepted_keys_that_cannot_be_read_is_an_error() {
    let (folder, key) = (tempfile::tempdir().unwrap(), key(1));
    accept(&folder, "x", &key, true);
    let file = std::fs::read_dir(folder.path()).unwrap().next().unwrap().unwrap().path();
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, &text[..text.len() / 2]).unwrap();
    assert!(Pins::open(folder.path(), "x", "").is_err());
}

proptest! {
    #![proptest_config(ProptestConfig { rng_seed: proptest::test_runner::RngSeed::Fixed(11), failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    /// No bytes break the readers, and no changed byte of a signature verifies another document.
    #[test]
    fn any_bytes_are_read_and_none_verify(at in 0_usize..4_000, to in any::<u8>(), noise in proptest::collection::vec(any::<u8>(), 0..200)) {
        let key = key(1);
        let keys = [first(&key).unwrap()];
        prop_assert!(openpgp::check(&keys, &noise, DOCUMENT.as_bytes(), NOW).is_err());
        let _ = openpgp::keys(&noise, NOW);
        let mut file = signature(&key, DOCUMENT).into_bytes();
        let place = at % file.len();
        file[place] = to;
        prop_assert!(openpgp::check(&keys, &file, b"[]", NOW).is_err());
        let mut public = armoured(&key).into_bytes();
        let place = at % public.len();
        public[place] = to;
        let _ = openpgp::keys(&public, NOW);
    }
}
