//! Version words of a statement, read once.

use std::collections::BTreeSet;

use sekisho_model::{Bound, DeviceTarget, VersionRange, Versions};

use super::super::firmware::{FirmwareRange, SerialRange};
use super::super::model::Named;

/// Version words, read once.
#[derive(Debug)]
pub(super) enum Reading {
    All,
    Range(FirmwareRange),
    /// What is counted are serial numbers.
    Serials(SerialRange),
    /// Not to be evaluated; the words, the models that they may name instead, and the list of versions that they
    /// may be after all.
    Words(String, Box<Named>, Option<FirmwareRange>),
}

impl Reading {
    pub(super) fn of(versions: &Versions) -> Self {
        let words = match versions {
            Versions::All => return Self::All,
            Versions::Text(words) => words.clone(),
            Versions::Ranges { ranges, listed, .. } => written(ranges, listed),
        };
        if let Some(serials) = SerialRange::parse(&words) {
            return Self::Serials(serials);
        }
        match FirmwareRange::parse(&words) {
            Ok(range) if range.is_all() => Self::All,
            Ok(range) if !range.may_name_models() => Self::Range(range),
            range => {
                let target = DeviceTarget { product: words.clone(), ..DeviceTarget::default() };
                Self::Words(words, Box::new(Named::of(&target, std::iter::empty())), range.ok())
            }
        }
    }

    /// The words, where they name products in the place of versions: no sign, no number with a point, no
    /// condition, and a word that tells.
    pub(super) fn products(&self) -> Option<&str> {
        const OTHER: [&str; 13] = [
            "based",
            "with",
            "using",
            "that",
            "only",
            "serial",
            "version",
            "versions",
            "edition",
            "revision",
            "shipped",
            "manufactured",
            "configuration",
        ];
        let Self::Words(words, named, _) = self else { return None };
        let lower = words.to_lowercase();
        let says_other = lower.split(|c: char| !c.is_alphanumeric()).any(|word| OTHER.contains(&word));
        let pointed = words
            .as_bytes()
            .windows(3)
            .any(|three| three[0].is_ascii_digit() && three[1] == b'.' && three[2].is_ascii_alphanumeric());
        let signed = words.contains(['<', '>', '=', '*', '_', ':']);
        let lettered = words
            .split(|c: char| !c.is_alphanumeric())
            .any(|word| word.chars().count() > 3 && word.chars().any(char::is_alphabetic));
        (!says_other && !pointed && !signed && lettered && named.tells()).then_some(words)
    }

    /// The same, with the words that name products in the place of versions, and in which versions those are meant. An
    /// order number there is no version: what stands behind it is, or all of the product is meant.
    pub(super) fn with_products(self) -> (Self, Option<(String, Self)>) {
        let Self::Words(words, ..) = &self else { return (self, None) };
        let (first, rest) = words.trim().split_once(' ').unwrap_or((words.trim(), ""));
        if is_order_number(first) {
            let behind =
                || if rest.is_empty() { Self::All } else { Self::of(&Versions::Text(rest.to_owned())) };
            return (behind(), Some((first.to_owned(), behind())));
        }
        let products = self.products().map(|words| (words.to_owned(), Self::All));
        (self, products)
    }

    pub(super) fn words(&self) -> &str {
        match self {
            Self::All => "*",
            Self::Range(range) => range.words(),
            Self::Serials(serials) => serials.words(),
            Self::Words(words, ..) => words,
        }
    }

    /// How narrow the set is: every version, a range, listed versions.
    pub(super) fn narrowness(&self) -> u8 {
        match self {
            Self::All | Self::Words(..) => 0,
            Self::Range(range) => 1 + u8::from(range.is_listed()),
            Self::Serials(_) => 1,
        }
    }
}

/// Seven digits and nothing else: no version, and too short for a day.
fn is_order_number(words: &str) -> bool {
    words.len() == 7 && words.bytes().all(|byte| byte.is_ascii_digit())
}

/// Ranges in the words that makers use.
fn written(ranges: &[VersionRange], listed: &BTreeSet<String>) -> String {
    let end = |bound: &Bound, including: &str, excluding: &str| match bound {
        Bound::Open => None,
        Bound::Including(version) => Some(format!("{including} {version}")),
        Bound::Excluding(version) => Some(format!("{excluding} {version}")),
    };
    let mut parts: Vec<String> = listed.iter().cloned().collect();
    for range in ranges {
        let ends = [end(&range.from, ">=", ">"), end(&range.to, "<=", "<")];
        let ends: Vec<String> = ends.into_iter().flatten().collect();
        parts.push(if ends.is_empty() { "*".to_owned() } else { ends.join(" ") });
    }
    parts.join(" | ")
}
