//! `vers:` ranges (package-url/vers-spec): `vers:npm/>=1.0|<2`, `vers:all/*`.
//!
//! Reading is generous: constraints in any order, spaces around them, redundant ones, duplicates. What the
//! specification asks of the *written* form beyond that (clauses 5.3 and 5.4) is told apart by
//! [`Vers::canonical`]. Ranges in an ecosystem's own notation come in through [`Vers::from_native`]; what
//! follows from taking ranges as sets is in `algebra`.

mod algebra;
mod native;

use std::cmp::Ordering;
use std::collections::BTreeSet;

use sekisho_model::{Bound, Text, VersionRange, VersionScheme, Versions, text};

use super::{Version, contains, plain, scheme_named};
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
    /// The types `all` and `none` know `*` only.
    #[error("type {0:?} knows no constraint but \"*\"")]
    OnlyStar(String),
    /// Readable, but not as the canonical form is written: that form.
    #[error("its canonical form is {0:?}")]
    NotCanonical(String),
    /// A point in time in small letters, or white space other than a space in a version.
    #[error("version {0:?} is not written as its type wants it")]
    Version(String),
    /// One version stands in two constraints.
    #[error("version {0:?} is there twice")]
    Repeated(String),
    /// Two constraints that say nothing together: the first and the second.
    #[error("{1:?} must not follow {0:?}")]
    Sequence(String, String),
    /// A range in an ecosystem's own notation that cannot be read: the type, and the part in question.
    #[error("{part:?} cannot be read as a range of type {kind:?}")]
    Native {
        /// Type.
        kind: String,
        /// What cannot be read.
        part: String,
    },
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
            Self::OnlyStar(kind) => format!("種類「{kind}」に書ける条件は「*」だけです"),
            Self::Version(version) => format!("版「{version}」の書き方がこの種類の決まりに合っていません"),
            Self::Repeated(version) => format!("版「{version}」が二度出ています"),
            Self::Sequence(first, second) => format!("条件「{first}」の次に「{second}」は置けません"),
            Self::Native { kind, part } => format!("「{part}」は {kind} の範囲の書き方として読めません"),
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

#[derive(Clone, Debug)]
struct Constraint {
    comparator: Comparator,
    /// Decoded.
    version: String,
    /// Read once all constraints are; `None` where its place is not beyond doubt.
    parsed: Option<Version>,
}

impl Constraint {
    const fn new(comparator: Comparator, version: String) -> Self {
        Self { comparator, version, parsed: None }
    }

    /// Does it begin an interval at the very first version?
    fn is_from_the_first(&self) -> bool {
        self.comparator == GreaterOrEqual && self.version == "0"
    }
}

impl PartialEq for Constraint {
    fn eq(&self, other: &Self) -> bool {
        (self.comparator, &self.version) == (other.comparator, &other.version)
    }
}

impl Eq for Constraint {}

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

    /// Its type, in lower case.
    #[must_use]
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// Is its type one whose order is known? The specification asks to warn where it is not.
    #[must_use]
    pub fn is_known_kind(&self) -> bool {
        matches!(self.kind.as_str(), "all" | "none") || !matches!(self.scheme, VersionScheme::Other(_))
    }

    /// Comparators and decoded versions, in order: `=`, `!=`, `<`, `<=`, `>`, `>=`; `*` with an empty version
    /// where the range is every version.
    pub fn constraints(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let star = self.constraints.is_empty().then_some(("*", ""));
        star.into_iter().chain(self.constraints.iter().map(|Constraint { comparator, version, .. }| {
            (if *comparator == Equal { "=" } else { sign(*comparator) }, version.as_str())
        }))
    }

    /// Puts a range together from a type, comparators as [`constraints`](Self::constraints) gives them (none is
    /// `=`), and versions that are not encoded; sorted by version.
    ///
    /// # Errors
    /// [`VersError`] for the first part that does not fit.
    pub fn build<'t>(
        kind: &str,
        constraints: impl IntoIterator<Item = (&'t str, &'t str)>,
    ) -> Result<Self, VersError> {
        let mut vers = Self::every(kind)?;
        let mut star = false;
        for (comparator, version) in constraints {
            let fault = || VersError::Constraint(format!("{comparator}{version}"));
            if std::mem::replace(&mut star, comparator == "*") || star && !vers.constraints.is_empty() {
                return Err(fault());
            }
            if star {
                version.is_empty().then_some(()).ok_or_else(fault)?;
                continue;
            }
            let text = if comparator == "=" { "" } else { comparator };
            let (_, comparator) = SIGNS.iter().find(|(sign, _)| *sign == text).ok_or_else(fault)?;
            if version.trim().is_empty() {
                return Err(fault());
            }
            vers.push(*comparator, version)?;
        }
        if !star && vers.constraints.is_empty() {
            return Err(VersError::Constraint(String::new()));
        }
        vers.sort();
        Ok(vers)
    }

    /// Reads a range in the ecosystem's own notation, such as npm's `^1.2 || >=3`, Maven's `[1.0,2.0)` or
    /// RubyGems' `~> 2.0.8`. The type is a package type or a `vers:` type.
    ///
    /// # Errors
    /// [`VersError::Native`] with the part that cannot be read; [`VersError::Kind`] for a type that is none.
    pub fn from_native(kind: &str, text: &str) -> Result<Self, VersError> {
        native::read(kind, text)
    }

    /// Parses, and insists on the canonical form: no white space, encoded as it must be, sorted, each version
    /// once, and no two constraints of which one says nothing.
    ///
    /// # Errors
    /// [`VersError`], with the canonical form where there is one.
    pub fn canonical(text: &str) -> Result<Self, VersError> {
        let vers: Self = text.parse()?;
        for Constraint { version, .. } in &vers.constraints {
            let time = vers.scheme == VersionScheme::DateTime && !plain::is_canonical_date_time(version);
            if time || version.contains(|c: char| c.is_ascii_whitespace() && c != ' ' || c.is_ascii_control())
            {
                return Err(VersError::Version(version.clone()));
            }
        }
        let form = vers.to_string();
        if form != text {
            return Err(VersError::NotCanonical(form));
        }
        vers.sequence()?;
        Ok(vers)
    }

    /// Clause 5.4: each version once, and comparators that may follow each other.
    fn sequence(&self) -> Result<(), VersError> {
        let mut seen: Vec<Version> = Vec::new();
        let mut texts = BTreeSet::new();
        for Constraint { version, .. } in &self.constraints {
            let parsed = Version::judged(&self.scheme, version).ok();
            let again = parsed.as_ref().is_some_and(|version| seen.last() == Some(version));
            if again || !texts.insert(version) {
                return Err(VersError::Repeated(version.clone()));
            }
            seen.extend(parsed);
        }
        let told = |constraint: &Constraint| format!("{}{}", sign(constraint.comparator), constraint.version);
        let ends = |c: Comparator| matches!(c, Less | LessOrEqual);
        let begins = |c: Comparator| matches!(c, Greater | GreaterOrEqual);
        let mut last: Option<&Constraint> = None;
        let mut last_end: Option<&Constraint> = None;
        for next in self.constraints.iter().filter(|c| c.comparator != NotEqual) {
            let after = last.map(|c| c.comparator);
            let wrong = after == Some(Equal) && ends(next.comparator);
            let twice = last_end.filter(|end| {
                ends(end.comparator) && ends(next.comparator)
                    || begins(end.comparator) && begins(next.comparator)
            });
            if let Some(first) = last.filter(|_| wrong).or(twice) {
                return Err(VersError::Sequence(told(first), told(next)));
            }
            last = Some(next);
            if next.comparator != Equal {
                last_end = Some(next);
            }
        }
        Ok(())
    }

    fn every(kind: &str) -> Result<Self, VersError> {
        let well_formed = kind.starts_with(|c: char| c.is_ascii_alphabetic())
            && kind.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'));
        if !well_formed || kind.eq_ignore_ascii_case("invalid") {
            return Err(VersError::Kind);
        }
        let kind = kind.to_lowercase();
        Ok(Self { scheme: scheme_named(&kind), kind, constraints: Vec::new() })
    }

    fn push(&mut self, comparator: Comparator, version: &str) -> Result<(), VersError> {
        if matches!(self.kind.as_str(), "all" | "none") {
            return Err(VersError::OnlyStar(self.kind.clone()));
        }
        if self.constraints.len() == CONSTRAINTS_MAX {
            return Err(VersError::TooMany);
        }
        self.constraints.push(Constraint::new(comparator, version.to_owned()));
        Ok(())
    }

    /// Has the version a place of its own among the constraints? Conan's order is none for some pairs.
    fn decides(&self, version: &Version) -> bool {
        version.is_regular()
            && !version.is_open()
            && !self.constraints.is_empty()
            && self.scheme != VersionScheme::Conan
    }

    /// Does the range hold this version?
    ///
    /// # Errors
    /// The [`Reason`] why it cannot be decided.
    pub fn contains(&self, version: &str) -> Result<bool, Reason> {
        match Version::judged(&self.scheme, version) {
            Ok(parsed) if self.decides(&parsed) => {
                self.holds(&parsed).map_or_else(|| contains(&self.versions(), version), Ok)
            }
            _ => contains(&self.versions(), version),
        }
    }

    /// The answer where every constraint can be placed; the long way, by way of [`versions`](Self::versions),
    /// says the same, and why not where there is no answer.
    fn holds(&self, version: &Version) -> Option<bool> {
        let mut placed = Vec::with_capacity(self.constraints.len());
        for constraint in &self.constraints {
            let end = constraint.parsed.as_ref().filter(|end| !end.is_open())?;
            placed.push((constraint, end.place(version)));
        }
        let at = |comparator| placed.iter().any(|(c, order)| c.comparator == comparator && order.is_eq());
        if at(Equal) || at(NotEqual) {
            return Some(at(Equal));
        }
        if placed.iter().all(|(c, _)| c.comparator == NotEqual) {
            return Some(true);
        }
        // Is the version above the end that the open interval, and the last closed one, begins at?
        let (mut open, mut closed) = (None, None);
        for (constraint, end) in placed {
            match constraint.comparator {
                Greater => open = open.or(Some(end.is_lt())),
                GreaterOrEqual => open = open.or(Some(end.is_le() || constraint.is_from_the_first())),
                Less | LessOrEqual => {
                    let above = open.take().or(closed).unwrap_or(true);
                    let below = end.is_gt() || end.is_eq() && constraint.comparator == LessOrEqual;
                    if above && below {
                        return Some(true);
                    }
                    closed = Some(above);
                }
                Equal | NotEqual => {}
            }
        }
        Some(open.unwrap_or(false))
    }

    /// The same set as an advisory states it.
    #[must_use]
    pub fn versions(&self) -> Versions {
        if self.kind == "none" {
            let (ranges, listed) = (Vec::new(), BTreeSet::new());
            return Versions::Ranges { scheme: VersionScheme::Lexicographic, ranges, listed };
        }
        if self.constraints.is_empty() {
            return Versions::All;
        }
        let with = |comparator| self.constraints.iter().filter(move |c| c.comparator == comparator);
        let listed: BTreeSet<_> = with(Equal).map(|c| c.version.clone()).collect();
        let ranges = match with(NotEqual).next() {
            None => self.intervals(),
            // An excluded version has to be placed among the others; where one has no place, none is sure.
            Some(excluded) => self.intervals_without().unwrap_or_else(|_| {
                let unplaced = self.constraints.iter().find(|c| c.parsed.is_none()).unwrap_or(excluded);
                vec![VersionRange { from: Bound::Excluding(unplaced.version.clone()), to: Bound::Open }]
            }),
        };
        Versions::Ranges { scheme: self.scheme.clone(), ranges, listed }
    }

    /// The union that the sorted comparators spell: each lower end reaches to the next upper end, and an
    /// upper end without a lower one before it reaches down to the previous upper end, or to the first.
    fn intervals(&self) -> Vec<VersionRange> {
        let mut ranges: Vec<VersionRange> = Vec::new();
        let mut from = None;
        for Constraint { comparator, version, .. } in &self.constraints {
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

    /// Sorts by version. Where one cannot be read there is no order, and the written one stays.
    fn sort(&mut self) {
        for constraint in &mut self.constraints {
            constraint.parsed = Version::bound(&self.scheme, &constraint.version).ok();
        }
        if self.constraints.iter().all(|constraint| constraint.parsed.is_some()) {
            // At one version a range ends before the next one begins.
            let begins = |c: &Constraint| matches!(c.comparator, Greater | GreaterOrEqual);
            self.constraints.sort_by(|a, b| match (&a.parsed, &b.parsed) {
                (Some(x), Some(y)) => x.place(y).then(begins(a).cmp(&begins(b))),
                _ => Ordering::Equal,
            });
        }
        for constraint in &mut self.constraints {
            constraint.parsed = constraint.parsed.take().filter(Version::is_regular);
        }
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
        let mut vers = Self::every(kind)?;
        if constraints.trim() == "*" {
            return Ok(vers);
        }
        for part in constraints.split('|').map(str::trim).filter(|part| !part.is_empty()) {
            let Constraint { comparator, version, .. } = constraint(part)?;
            vers.push(comparator, &version)?;
        }
        if vers.constraints.is_empty() {
            return Err(VersError::Constraint(constraints.to_owned()));
        }
        vers.sort();
        Ok(vers)
    }
}

fn sign(comparator: Comparator) -> &'static str {
    SIGNS.iter().find(|(_, c)| *c == comparator).map_or("", |(sign, _)| sign)
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
    Ok(Constraint::new(comparator, decoded(version)?))
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
        for (nth, Constraint { comparator, version, .. }) in self.constraints.iter().enumerate() {
            write!(f, "{}{}", if nth == 0 { "" } else { "|" }, sign(*comparator))?;
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
