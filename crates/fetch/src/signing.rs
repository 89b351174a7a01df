//! Which signatures of a source are asked for, and what follows from each. A publisher's key counts only after a person
//! has accepted its fingerprint: a key that lies beside the documents proves nothing by itself, because whoever can
//! change the one can change the other. Once a key is accepted, this door shuts rather than opens: a key that changed,
//! a signature by another, or one that does not hold refuses what it was offered for.

use std::time::{SystemTime, UNIX_EPOCH};

use sekisho_model::{Place, Problem, Text, text};
use url::Url;

use crate::door::{Answer, Door, FetchError};
use crate::kept::Mark;
use crate::lists::{Offer, OfferedKey};
use crate::openpgp::{self, KEY_BYTES_MAX, Key, SIGNATURE_BYTES_MAX};
use crate::pins::{Fingerprint, Pins, grouped};

/// Most keys that a provider may name.
const KEYS_MAX: usize = 16;

/// How signatures are dealt with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Strictness {
    /// One that does not hold refuses its document; a missing one is told.
    #[default]
    Check,
    /// Only documents whose signature holds are taken.
    Require,
    /// None is asked for, and each document says so.
    Off,
}

/// How the signature of a document that was taken ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Signature {
    /// It holds; the fingerprint of the accepted key.
    Verified(String),
    /// None is on offer.
    Missing,
    /// It was not looked at.
    Unchecked(Unchecked),
}

/// Why a signature was not looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unchecked {
    /// The source names no key.
    NoKey,
    /// The source names keys, and nobody has accepted one.
    NotAccepted,
    /// The person wanted none checked.
    Off,
}

impl Unchecked {
    /// In words.
    #[must_use]
    pub fn text(self) -> Text {
        match self {
            Self::NoKey => text!(ja: "提供元が公開鍵を示していません", en: "the source names no key"),
            Self::NotAccepted => {
                text!(ja: "受け入れた公開鍵がありません", en: "no key of the source is accepted yet")
            }
            Self::Off => text!(ja: "確認しない指定です", en: "checking was switched off"),
        }
    }
}

impl Signature {
    /// One word for machines: `verified`, `missing`, `no-key`, `key-not-accepted`, `off`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Verified(_) => "verified",
            Self::Missing => "missing",
            Self::Unchecked(Unchecked::NoKey) => "no-key",
            Self::Unchecked(Unchecked::NotAccepted) => "key-not-accepted",
            Self::Unchecked(Unchecked::Off) => "off",
        }
    }
}

/// The keys of a source, and what is asked of signatures.
#[derive(Debug)]
pub(crate) struct Signing {
    strictness: Strictness,
    pins: Pins,
    /// Those on offer that are accepted and may sign.
    keys: Vec<Key>,
    /// Keys on offer, accepted or not.
    offered: usize,
    /// Seconds since 1970.
    now: u64,
}

impl Signing {
    pub(crate) fn new(strictness: Strictness, pins: Pins) -> Self {
        // A clock before 1970 finds every signature dated in the future, and refuses it.
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |past| past.as_secs());
        Self { strictness, pins, keys: Vec::new(), offered: 0, now }
    }

    /// Fetches the keys that a provider names, and tells of each that is not accepted.
    pub(crate) fn learn(&mut self, door: &Door, from: &Url, offered: &[OfferedKey]) -> Vec<Problem> {
        self.offered += offered.len();
        if self.strictness == Strictness::Off {
            return Vec::new();
        }
        let mut problems = Vec::new();
        if offered.len() > KEYS_MAX {
            problems.push(too_many_keys(from));
        }
        for named in offered.iter().take(KEYS_MAX) {
            match door.get(Some(from), &named.url, None, KEY_BYTES_MAX) {
                Ok(Answer::Body { bytes, .. }) => self.take(named, &bytes, &mut problems),
                Ok(Answer::NotModified) => {}
                Err(error) => problems.push(error.problem(named.url.as_str())),
            }
        }
        problems
    }

    fn take(&mut self, named: &OfferedKey, bytes: &[u8], problems: &mut Vec<Problem>) {
        let found = openpgp::keys(bytes, self.now);
        if found.is_empty() {
            problems.push(unusable(&named.url, "", &openpgp::KeyFlaw::Unreadable.text()));
        }
        let said = Fingerprint::parse(&named.fingerprint).map(|print| print.grouped());
        let is_there = found.iter().any(|(print, _)| said.as_ref() == Some(&grouped(print)));
        for (fingerprint, key) in found {
            let printed = grouped(&fingerprint);
            if !named.fingerprint.is_empty() && said.as_ref() != Some(&printed) {
                // Beside the key that is meant, the others of its file are only left out.
                let told = if is_there { beside } else { another };
                problems.push(told(&named.url, &named.fingerprint, &printed));
                continue;
            }
            match key {
                Err(flaw) => problems.push(unusable(&named.url, &printed, &flaw.text())),
                Ok(key) if self.pins.accepted().contains(&fingerprint) => self.keys.push(key),
                Ok(key) => problems.push(not_accepted(&named.url, &printed, &key.holder)),
            }
        }
    }

    /// Why no document of this source can be taken, if so: keys are accepted and none of them is on offer, or all
    /// signatures are required and no key is accepted.
    pub(crate) fn shut(&self, source: &str) -> Option<Problem> {
        if self.strictness == Strictness::Off || !self.keys.is_empty() {
            return None;
        }
        if !self.pins.accepted().is_empty() {
            let accepted: Vec<String> = self.pins.accepted().iter().map(|print| grouped(print)).collect();
            return Some(changed(source, &accepted.join(", ")));
        }
        (self.strictness == Strictness::Require).then(|| none_accepted(source))
    }

    /// What was asked of signatures, as remembered with each document and list: another answer asks again.
    pub(crate) fn terms(&self) -> String {
        let pins: Vec<&str> = self.pins.accepted().iter().map(String::as_str).collect();
        match self.strictness {
            Strictness::Check => pins.join(" "),
            Strictness::Require => format!("require {}", pins.join(" ")),
            Strictness::Off => "off".to_owned(),
        }
    }

    /// Does what is remembered of a document still satisfy what is asked today?
    pub(crate) fn satisfies(&self, mark: &Mark) -> bool {
        mark.terms == self.terms()
            || self.strictness == Strictness::Off
            || self.pins.accepted().contains(&mark.signed_by)
    }

    /// Holds a document against its signature.
    ///
    /// # Errors
    /// A problem that names the document, when it is refused.
    pub(crate) fn check(&self, door: &Door, offer: &Offer, bytes: &[u8]) -> Result<Signature, Box<Problem>> {
        if self.strictness == Strictness::Off {
            return Ok(Signature::Unchecked(Unchecked::Off));
        }
        let beside = || Url::parse(&format!("{}.asc", offer.url)).ok().filter(|_| offer.sums_beside);
        if self.pins.accepted().is_empty() {
            return Ok(match (&offer.signature, self.offered) {
                (_, 1..) => Signature::Unchecked(Unchecked::NotAccepted),
                (None, _) if !offer.sums_beside => Signature::Missing,
                _ => Signature::Unchecked(Unchecked::NoKey),
            });
        }
        let Some(place) = offer.signature.clone().or_else(beside) else { return self.missing(&offer.url) };
        match door.get(Some(&offer.from), &place, None, SIGNATURE_BYTES_MAX) {
            Ok(Answer::Body { bytes: signature, .. }) => {
                match openpgp::check(&self.keys, &signature, bytes, self.now) {
                    Ok(fingerprint) => Ok(Signature::Verified(fingerprint.to_owned())),
                    Err(flaw) => Err(Box::new(bad(&offer.url, &flaw.text()))),
                }
            }
            Ok(Answer::NotModified) | Err(FetchError::Status(404 | 403 | 410)) => self.missing(&offer.url),
            Err(FetchError::TooLarge(_)) => {
                let limit = SIGNATURE_BYTES_MAX;
                let why = text!(ja: "署名のファイルが上限（{limit} バイト）を超えています", en: "the signature is larger than the limit of {limit} bytes");
                Err(Box::new(bad(&offer.url, &why)))
            }
            Err(error) => Err(Box::new(error.problem(place.as_str()))),
        }
    }

    fn missing(&self, url: &Url) -> Result<Signature, Box<Problem>> {
        if self.strictness == Strictness::Require {
            let why = text!(ja: "署名がありません", en: "there is none");
            return Err(Box::new(bad(url, &why)));
        }
        Ok(Signature::Missing)
    }
}

fn bad(url: &Url, why: &Text) -> Problem {
    let Text { ja, en } = why;
    Problem::error(
        Place::file(url.to_string()),
        text!(ja: "OpenPGP 署名を確かめられないため取り込みません：{ja}。", en: "It is refused for its OpenPGP signature: {en}."),
        text!(
            ja: "途中で改変された恐れがあります。提供者に確かめてください。新しい鍵であれば、指紋を確かめて --trust-key で受け入れます。",
            en: "It may have been altered on its way. Ask the provider. Where the key is new, confirm its fingerprint and accept it with --trust-key."
        ),
    )
}

fn not_accepted(url: &Url, fingerprint: &str, holder: &str) -> Problem {
    let digits = fingerprint.replace(' ', "");
    Problem::warning(
        Place::file(url.to_string()),
        text!(
            ja: "提供者の公開鍵 {fingerprint}（{holder}）は、まだ受け入れていないため使いません。",
            en: "The provider's key {fingerprint} ({holder}) is not accepted yet, and is not used."
        ),
        text!(
            ja: "指紋を電話や書面など別の経路で提供者に確かめ、正しければ --trust-key {digits} を付けて実行してください。",
            en: "Confirm the fingerprint with the provider by another way, such as a call or a letter; if it is right, run it with --trust-key {digits}."
        ),
    )
}

fn another(url: &Url, said: &str, fingerprint: &str) -> Problem {
    Problem::error(
        Place::file(url.to_string()),
        text!(
            ja: "公開鍵を使いません：提供者の情報にある指紋「{said}」と、鍵の指紋 {fingerprint} が異なります。",
            en: "The key is refused: the provider's metadata says {said:?}, and the key's fingerprint is {fingerprint}."
        ),
        text!(ja: "提供者に問い合わせてください。", en: "Ask the provider."),
    )
}

fn beside(url: &Url, said: &str, fingerprint: &str) -> Problem {
    Problem::warning(
        Place::file(url.to_string()),
        text!(
            ja: "同じファイルの公開鍵 {fingerprint} は使いません：提供者の情報にある指紋は「{said}」だけです。",
            en: "The key {fingerprint} of the same file is not used: the provider's metadata names {said:?} alone."
        ),
        text!(ja: "必要な鍵であれば、提供者に問い合わせてください。", en: "If it is needed, ask the provider."),
    )
}

fn unusable(url: &Url, fingerprint: &str, why: &Text) -> Problem {
    let Text { ja, en } = why;
    Problem::error(
        Place::file(url.to_string()),
        text!(ja: "公開鍵 {fingerprint} を使いません：{ja}。", en: "The key {fingerprint} is refused: {en}."),
        text!(ja: "提供者に問い合わせてください。", en: "Ask the provider."),
    )
}

fn changed(source: &str, accepted: &str) -> Problem {
    Problem::error(
        Place::file(source),
        text!(
            ja: "受け入れた公開鍵（{accepted}）を提供元が示していないため、何も取り込みません。",
            en: "Nothing is taken over: the source offers none of the keys that were accepted ({accepted})."
        ),
        text!(
            ja: "鍵が替わったのか提供者に確かめ、新しい鍵を --trust-key で受け入れるか、古い鍵を --drop-key で外してください。",
            en: "Ask the provider whether the key has changed; accept the new one with --trust-key, or take the old one back with --drop-key."
        ),
    )
}

fn none_accepted(source: &str) -> Problem {
    Problem::error(
        Place::file(source),
        text!(
            ja: "受け入れた公開鍵がないため、何も取り込みません（--signatures require）。",
            en: "Nothing is taken over: every signature is required, and no key of the source is accepted."
        ),
        text!(
            ja: "提供者の指紋を確かめ、--trust-key で受け入れてください。鍵は provider-metadata.json が示します。",
            en: "Confirm the provider's fingerprint and accept it with --trust-key. Keys are named by a provider-metadata.json."
        ),
    )
}

fn too_many_keys(url: &Url) -> Problem {
    Problem::error(
        Place::file(url.to_string()),
        text!(ja: "公開鍵が上限（{KEYS_MAX}）を超えています。残りは見ていません。", en: "It names more keys than the limit of {KEYS_MAX}; the rest was not looked at."),
        text!(ja: "提供者に問い合わせてください。", en: "Ask the provider."),
    )
}
