//! `vers:` ranges (package-url/vers-spec): `vers:npm/>=1.0|<2`, `vers:all/*`.
//!
//! Reading is generous: constraints in any order, spaces around them, redundant ones, duplicates. What the
//! specification asks of the *written* form beyond that is told apart by [`Vers::canonical`]. Converting an
//! ecosystem's own range notation into `vers:` is not done here.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use sekisho_model::{Bound, Text, VersionRange, VersionScheme, Versions, text};

use super::{Version, contains, scheme_named};
use crate::Reason;

/// Most constraints read from one range.
const CONSTRAINTS_MAX: usize = 10_000;

/// Why a text is not a `vers:` range, or not one in canonical form.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VersError {
    /// It does not start with `vers:`.
    #[error("it does not start with \"vers:\"")]
    Scheme,
    /// The type is missing, or has other characters than ASCII letters, digits, `.` and `-`.
    #[error("its type is missing or has characters other than letters, digits, \".\" and \"-\"")]
    Kind,
    /// A constraint has no version, or `*` does not stand alone.
    #[error("constraint {0:?} has no version, or has \"*\" beside others")]
    Constraint(String),
    /// A `%` is not followed by two hexadecimal digits in capitals.
    #[error("version {0:?} has a broken percent-encoding")]
    Percent(String),
    /// More constraints than are read.
    #[error("it has more than {CONSTRAINTS_MAX} constraints")]
    TooMany,
    /// Readable, but not as the canonical form is written: where it first differs.
    #[error("its canonical form is {0:?}")]
    NotCanonical(String),
}

impl VersError {
    /// The message for people, to follow the text and a colon.
    #[must_use]
    pub fn text(&self) -> Text {
        let ja = match self {
            Self::Scheme => "「vers:」で始まっていません".to_owned(),
            Self::Kind => "種類がないか、英数字・「.」・「-」以外の文字があります".to_owned(),
            Self::Constraint(part) => format!("条件「{part}」に版がないか、「*」が他の条件と並んでいます"),
            Self::Percent(part) => format!("版「{part}」の「%」の書き方が正しくありません"),
            Self::TooMany => format!("条件が {CONSTRAINTS_MAX} 個を超えています"),
            Self::NotCanonical(form) => format!("正規の書き方は「{form}」です"),
        };
        text!(ja: "{ja}", en: "{self}")
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Comparator {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

use Comparator::{Equal, Greater, GreaterOrEqual, Less, LessOrEqual, NotEqual};

/// Longer signs first.
const SIGNS: [(&str, Comparator); 6] =
    [(">=", GreaterOrEqual), ("<=", LessOrEqual), ("!=", NotEqual), ("<", Less), (">", Greater), ("", Equal)];

#[derive(Clone, Debug, PartialEq, Eq)]
struct Constraint {
    comparator: Comparator,
    /// Decoded.
    version: String,
}

/// A parsed range, its constraints sorted by version where the scheme has an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vers {
    kind: String,
    scheme: VersionScheme,
    /// Empty is `*`.
    constraints: Vec<Constraint>,
}

impl Vers {
    /// The scheme that its type orders by.
    #[must_use]
    pub const fn scheme(&self) -> &VersionScheme {
        &self.scheme
    }

    /// Parses, and insists on the canonical form: no spaces, sorted, encoded as it must be.
    ///
    /// # Errors
    /// [`VersError`], with the canonical form where there is one.
    pub fn canonical(text: &str) -> Result<Self, VersError> {
        let vers: Self = text.parse()?;
        let form = vers.to_string();
        if form == text { Ok(vers) } else { Err(VersError::NotCanonical(form)) }
    }

    /// Does the range hold this version?
    ///
    /// # Errors
    /// The [`Reason`] why it cannot be decided.
    pub fn contains(&self, version: &str) -> Result<bool, Reason> {
        contains(&self.versions(), version)
    }

    /// The same set as an advisory states it.
    #[must_use]
    pub fn versions(&self) -> Versions {
        if self.constraints.is_empty() {
            return Versions::All;
        }
        let with = |comparator| self.constraints.iter().filter(move |c| c.comparator == comparator);
        let listed: BTreeSet<_> = with(Equal).map(|c| c.version.clone()).collect();
        let mut ranges = self.intervals();
        if ranges.is_empty() && listed.is_empty() {
            ranges.push(VersionRange { from: Bound::Open, to: Bound::Open }); // only exclusions
        }
        for excluded in with(NotEqual) {
            ranges = ranges.into_iter().flat_map(|range| self.without(range, &excluded.version)).collect();
        }
        Versions::Ranges { scheme: self.scheme.clone(), ranges, listed }
    }

    /// The union that the sorted comparators spell: each lower end reaches to the next upper end, and an
    /// upper end without a lower one before it reaches down to the previous upper end, or to the first.
    fn intervals(&self) -> Vec<VersionRange> {
        let mut ranges: Vec<VersionRange> = Vec::new();
        let mut from = None;
        for Constraint { comparator, version } in &self.constraints {
            let version = version.clone();
            match comparator {
                Equal | NotEqual => {}
                Greater if from.is_none() => from = Some(Bound::Excluding(version)),
                GreaterOrEqual if from.is_none() => from = Some(Bound::Including(version)),
                Greater | GreaterOrEqual => {}
                Less => close(&mut ranges, from.take(), Bound::Excluding(version)),
                LessOrEqual => close(&mut ranges, from.take(), Bound::Including(version)),
            }
        }
        ranges.extend(from.map(|from| VersionRange { from, to: Bound::Open }));
        ranges
    }

    /// A range less one version: two ranges if it lies inside, the same range if it does not.
    fn without(&self, range: VersionRange, excluded: &str) -> Vec<VersionRange> {
        let whole = Versions::Ranges {
            scheme: self.scheme.clone(),
            ranges: vec![range.clone()],
            listed: BTreeSet::new(),
        };
        if contains(&whole, excluded) == Ok(false) {
            return vec![range];
        }
        let end = || Bound::Excluding(excluded.to_owned());
        vec![VersionRange { from: range.from, to: end() }, VersionRange { from: end(), to: range.to }]
    }

    /// Sorts by version. Where one cannot be read there is no order, and the written one stays.
    fn sort(&mut self) {
        let parsed: Result<Vec<Version>, _> =
            self.constraints.iter().map(|c| Version::parse(&self.scheme, &c.version)).collect();
        let Ok(parsed) = parsed else { return };
        let mut both: Vec<_> = parsed.into_iter().zip(std::mem::take(&mut self.constraints)).collect();
        both.sort_by(|(a, _), (b, _)| a.partial_cmp(b).unwrap_or(Ordering::Equal));
        self.constraints = both.into_iter().map(|(_, constraint)| constraint).collect();
    }
}

fn close(ranges: &mut Vec<VersionRange>, from: Option<Bound>, to: Bound) {
    match (from, ranges.last_mut()) {
        (Some(from), _) => ranges.push(VersionRange { from, to }),
        (None, Some(last)) => last.to = to,
        (None, None) => ranges.push(VersionRange { from: Bound::Open, to }),
    }
}

impl std::str::FromStr for Vers {
    type Err = VersError;
    fn from_str(text: &str) -> Result<Self, VersError> {
        let rest = text.trim().strip_prefix("vers:").ok_or(VersError::Scheme)?;
        let (kind, constraints) = rest.split_once('/').ok_or(VersError::Kind)?;
        let well_formed = kind.starts_with(|c: char| c.is_ascii_alphabetic())
            && kind.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'));
        if !well_formed || kind.eq_ignore_ascii_case("invalid") {
            return Err(VersError::Kind);
        }
        let kind = kind.to_lowercase();
        let mut vers = Self { scheme: scheme_named(&kind), kind, constraints: Vec::new() };
        if constraints.trim() == "*" {
            return Ok(vers);
        }
        for part in constraints.split('|').map(str::trim).filter(|part| !part.is_empty()) {
            if vers.constraints.len() == CONSTRAINTS_MAX {
                return Err(VersError::TooMany);
            }
            vers.constraints.push(constraint(part)?);
        }
        if vers.constraints.is_empty() {
            return Err(VersError::Constraint(constraints.to_owned()));
        }
        vers.sort();
        Ok(vers)
    }
}

fn constraint(part: &str) -> Result<Constraint, VersError> {
    let fault = || VersError::Constraint(part.to_owned());
    let (version, comparator) = SIGNS
        .iter()
        .find_map(|(sign, c)| part.strip_prefix(sign).map(|rest| (rest, *c)))
        .ok_or_else(fault)?;
    let version = version.trim();
    if version.is_empty() || version.contains(['*', '<', '>', '=', '!']) {
        return Err(fault());
    }
    Ok(Constraint { comparator, version: decoded(version)? })
}

fn decoded(version: &str) -> Result<String, VersError> {
    let fault = || VersError::Percent(version.to_owned());
    let mut bytes = Vec::with_capacity(version.len());
    let mut rest = version.as_bytes();
    while let Some((&byte, tail)) = rest.split_first() {
        if byte == b'%' {
            let digits =
                tail.get(..2).and_then(|digits| std::str::from_utf8(digits).ok()).ok_or_else(fault)?;
            if digits.bytes().any(|b| !b.is_ascii_hexdigit() || b.is_ascii_lowercase()) {
                return Err(fault());
            }
            bytes.push(u8::from_str_radix(digits, 16).map_err(|_| fault())?);
            rest = &tail[2..];
        } else {
            bytes.push(byte);
            rest = tail;
        }
    }
    String::from_utf8(bytes).map_err(|_| fault())
}

/// The canonical form.
impl std::fmt::Display for Vers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "vers:{}/", self.kind)?;
        if self.constraints.is_empty() {
            return f.write_str("*");
        }
        for (nth, Constraint { comparator, version }) in self.constraints.iter().enumerate() {
            let sign = SIGNS.iter().find(|(_, c)| c == comparator).map_or("", |(sign, _)| sign);
            write!(f, "{}{sign}", if nth == 0 { "" } else { "|" })?;
            for byte in version.bytes() {
                if byte.is_ascii_graphic() && !b"><=!*|%".contains(&byte) {
                    write!(f, "{}", char::from(byte))?;
                } else {
                    write!(f, "%{byte:02X}")?;
                }
            }
        }
        Ok(())
    }
}
