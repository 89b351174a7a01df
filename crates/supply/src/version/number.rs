//! Natural numbers of any length, as version texts hold them. Comparing never converts: a hostile version
//! of a million digits costs a million steps, not a million squared.

use std::cmp::Ordering;

/// A natural number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Number {
    /// Up to nineteen digits.
    Small(u64),
    /// More digits, without leading zeros.
    Big(Box<str>),
}

impl Number {
    pub(super) const ZERO: Self = Self::Small(0);

    /// From ASCII digits only; none at all is no number.
    pub(super) fn parse(digits: &str) -> Option<Self> {
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let significant = digits.trim_start_matches('0');
        if significant.is_empty() {
            Some(Self::ZERO)
        } else if significant.len() <= 19 {
            significant.parse().ok().map(Self::Small)
        } else {
            Some(Self::Big(significant.into()))
        }
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Small(a), Self::Small(b)) => a.cmp(b),
            (Self::Small(_), Self::Big(_)) => Ordering::Less,
            (Self::Big(_), Self::Small(_)) => Ordering::Greater,
            (Self::Big(a), Self::Big(b)) => a.len().cmp(&b.len()).then_with(|| a.cmp(b)),
        }
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
