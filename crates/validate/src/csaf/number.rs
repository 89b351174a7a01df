//! Version numbers of documents: a whole number, or semantic versioning 2.0.0 (CSAF 3.1.11).
//!
//! Invariant: one order over both kinds, in which `2` stands where `2.0.0` does; whether both kinds may stand
//! together is for test 6.1.30. Build metadata never counts. The standard sets no limit to a number, so numbers
//! are kept as their digits.

use std::cmp::Ordering;

use semver::{BuildMetadata, Prerelease};

/// A document's or revision's version.
#[derive(Clone, Debug)]
pub(crate) struct Number {
    /// Major, minor and patch.
    parts: [Whole; 3],
    pre: Prerelease,
    /// Written as one whole number?
    pub(crate) whole: bool,
}

/// A whole number of any size. Without leading zeros the order of lengths, then of digits, is that of the values.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Whole {
    length: usize,
    digits: String,
}

impl Whole {
    fn parse(digits: &str) -> Option<Self> {
        let is_number = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
        let is_led_by_zero = digits.len() > 1 && digits.starts_with('0');
        (is_number && !is_led_by_zero).then(|| Self::of(digits))
    }

    fn of(digits: &str) -> Self {
        Self { length: digits.len(), digits: digits.to_owned() }
    }
}

impl Number {
    /// Reads a version; nothing where it is neither kind.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        if let Some(major) = Whole::parse(text) {
            let parts = [major, Whole::of("0"), Whole::of("0")];
            return Some(Self { parts, pre: Prerelease::EMPTY, whole: true });
        }
        let (text, build) = text.split_once('+').unwrap_or((text, "x"));
        let (core, pre) = text.split_once('-').unwrap_or((text, "x"));
        if build.is_empty() || pre.is_empty() || BuildMetadata::new(build).is_err() {
            return None;
        }
        let pre = if core.len() == text.len() { Prerelease::EMPTY } else { Prerelease::new(pre).ok()? };
        let parts: Option<Vec<Whole>> = core.split('.').map(Whole::parse).collect();
        Some(Self { parts: parts?.try_into().ok()?, pre, whole: false })
    }

    /// The whole number, or the first part; what is beyond 128 bits is told as the greatest number of these.
    pub(crate) fn major(&self) -> u128 {
        self.parts[0].digits.parse().unwrap_or(u128::MAX)
    }

    /// Is there a part after `-`?
    pub(crate) fn is_pre_release(&self) -> bool {
        !self.pre.is_empty()
    }

    /// The order of precedence.
    pub(crate) fn order(&self, other: &Self) -> Ordering {
        self.parts.cmp(&other.parts).then_with(|| self.pre.cmp(&other.pre))
    }

    /// Is it the same version, written as the same kind, where the pre-release part may be asked not to count?
    pub(crate) fn is(&self, other: &Self, without_pre_release: bool) -> bool {
        self.whole == other.whole
            && self.parts == other.parts
            && (without_pre_release || self.pre == other.pre)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Number {
        Number::parse(text).unwrap()
    }

    #[test]
    fn the_order_is_that_of_semantic_versioning_whatever_the_size() {
        let rising = [
            "0",
            "1.0.0-9",
            "1.0.0-10",
            "1.0.0-alpha",
            "1.0.0-alpha.1",
            "1",
            "1.2.10",
            "9.0.0",
            "10.0.0",
            "18446744073709551616",
            "340282366920938463463374607431768211457.0.0",
        ];
        for pair in rising.windows(2) {
            assert_eq!(at(pair[0]).order(&at(pair[1])), Ordering::Less, "{pair:?}");
        }
        assert_eq!(at("2").order(&at("2.0.0+build.1")), Ordering::Equal);
    }

    #[test]
    fn what_is_neither_kind_is_no_version() {
        for wrong in [
            "",
            "01",
            "1.0",
            "1.0.0.0",
            "1.01.0",
            "1.0.0-",
            "1.0.0-01",
            "1.0.0+",
            "1.0.0-a..b",
            "v1",
            "+1",
            "1.0.0-a+b+c",
        ] {
            assert!(Number::parse(wrong).is_none(), "{wrong}");
        }
        assert!(at("1.0.0-0a.x-y+00.z").is_pre_release());
    }

    #[test]
    fn a_version_is_the_same_only_as_the_same_kind() {
        assert!(at("1.0.0-rc.1+x").is(&at("1.0.0"), true));
        assert!(!at("1.0.0-rc.1").is(&at("1.0.0"), false));
        assert!(!at("1").is(&at("1.0.0"), true));
    }
}
