//! Semantic Versioning 2.0, as found in the wild: a leading `v`, fewer than three numbers, numbers of any
//! length. The `semver` crate refuses all three, so the order is ours and its tests hold it against that
//! crate. Build metadata takes no part in the order.

use std::cmp::Ordering;

use super::number::Number;

/// A version.
#[derive(Clone, Debug)]
pub(super) struct SemVer {
    core: [Number; 3],
    /// Numbers after the third: no place in the specification.
    has_more_numbers: bool,
    pre: Vec<Identifier>,
}

/// One dot-separated part of the pre-release. Numbers come before words, as the variants do.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Identifier {
    Number(Number),
    Word(Box<str>),
}

impl SemVer {
    pub(super) fn parse(text: &str) -> Option<Self> {
        let text = text.strip_prefix(['v', 'V']).unwrap_or(text);
        let (text, build) = text.split_once('+').unwrap_or((text, ""));
        if !build.bytes().all(|b| b.is_ascii_graphic()) {
            return None;
        }
        let (numbers, pre) = match text.split_once('-') {
            Some((numbers, pre)) => (numbers, parse_pre(pre)?),
            None => (text, Vec::new()),
        };
        let mut core = [Number::ZERO; 3];
        let mut has_more_numbers = false;
        for (nth, digits) in numbers.split('.').enumerate() {
            let number = Number::parse(digits)?;
            match core.get_mut(nth) {
                Some(place) => *place = number,
                None => has_more_numbers = true,
            }
        }
        Some(Self { core, has_more_numbers, pre })
    }

    pub(super) const fn is_regular(&self) -> bool {
        !self.has_more_numbers
    }
}

fn parse_pre(text: &str) -> Option<Vec<Identifier>> {
    text.split('.')
        .map(|part| {
            let fits = !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
            fits.then(|| {
                Number::parse(part).map_or_else(|| Identifier::Word(part.into()), Identifier::Number)
            })
        })
        .collect()
}

impl Ord for SemVer {
    fn cmp(&self, other: &Self) -> Ordering {
        self.core.cmp(&other.core).then_with(|| match (self.pre.is_empty(), other.pre.is_empty()) {
            (true, true) => Ordering::Equal,
            (true, false) => Ordering::Greater,
            (false, true) => Ordering::Less,
            (false, false) => self.pre.cmp(&other.pre),
        })
    }
}

impl PartialOrd for SemVer {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for SemVer {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for SemVer {}
