//! Version ranges as product trees write them: `vers:TYPE/…`, and its constraints alone (vls).
//!
//! Invariant: what the order of two versions leaves open is never guessed, it is `None`. Dotted numbers are in the
//! same order in every scheme but two; beyond them only SemVer's pre-releases, days and plain text are ordered
//! here. Everything else about version orders is for the room that matches.

use std::cmp::Ordering;

use jiff::Timestamp;

/// What a range is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Text<'r> {
    /// `vers:`, with this type.
    Vers(&'r str),
    /// The constraints of `vers:` alone.
    Vls,
    /// Neither.
    Invalid,
}

/// How a version of a constraint stands to those in the range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Comparator {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

use Comparator::{Equal, Greater, GreaterOrEqual, Less, LessOrEqual, NotEqual};

/// Longer signs first.
const SIGNS: [(&str, Comparator); 7] = [
    (">=", GreaterOrEqual),
    ("<=", LessOrEqual),
    ("!=", NotEqual),
    ("<", Less),
    (">", Greater),
    ("=", Equal),
    ("", Equal),
];

/// One constraint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Constraint {
    pub(crate) comparator: Comparator,
    /// Without percent-encoding.
    pub(crate) version: String,
}

/// A range, in the order of its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Range<'r> {
    pub(crate) text: Text<'r>,
    /// Every version: `*`.
    pub(crate) all: bool,
    pub(crate) constraints: Vec<Constraint>,
}

impl<'r> Range<'r> {
    /// Reads any text.
    pub(crate) fn read(name: &'r str) -> Self {
        let (text, constraints) = match name.strip_prefix("vers:").map(|rest| rest.split_once('/')) {
            Some(Some((kind, constraints))) if !kind.is_empty() => (Text::Vers(kind), constraints),
            Some(_) => (Text::Invalid, ""),
            None => (Text::Vls, name),
        };
        let all = constraints.trim() == "*" && text != Text::Vls;
        let read: Vec<_> = constraints.split('|').filter(|_| !all).map(Constraint::read).collect();
        let broken = read.iter().any(|one| one.version.is_empty() || one.version == "*");
        // One version alone is no vls, and words are none either.
        let no_vls = text == Text::Vls
            && (read.len() == 1 && read[0].comparator == Equal
                || read.iter().any(|one| one.version.contains(char::is_whitespace)));
        let text = if broken || no_vls { Text::Invalid } else { text };
        Self { text, all, constraints: read }
    }

    /// Is a version in the range?
    pub(crate) fn contains(&self, version: &str) -> Option<bool> {
        if self.all {
            return Some(true);
        }
        for one in self.constraints.iter().filter(|one| matches!(one.comparator, Equal | NotEqual)) {
            if self.order(&one.version, version, self.text)? == Ordering::Equal {
                return Some(one.comparator == Equal);
            }
        }
        for span in self.spans()? {
            if span.reaches(version, |a, b| self.order(a, b, self.text))? {
                return Some(true);
            }
        }
        Some(false)
    }

    /// Is there a version that both ranges contain? Between two different bounds one is taken to exist.
    pub(crate) fn overlaps(&self, other: &Range<'_>) -> Option<bool> {
        if self.all || other.all {
            return Some(true);
        }
        for (one, another) in [(self, other), (other, self)] {
            for point in one.constraints.iter().filter(|point| point.comparator == Equal) {
                if another.contains_foreign(&point.version, one.text)? {
                    return Some(true);
                }
            }
        }
        let order = |a: &str, b: &str| self.order(a, b, other.text);
        for mine in self.spans()? {
            for yours in other.spans()? {
                if self.meet(&mine, &yours, other, order)? {
                    return Some(true);
                }
            }
        }
        Some(false)
    }

    fn contains_foreign(&self, version: &str, text: Text<'_>) -> Option<bool> {
        if common(self.text, text).is_none() && !is_plain(version) {
            return None;
        }
        self.contains(version)
    }

    /// Do two spans share a version?
    fn meet(
        &self,
        mine: &Span<'_>,
        yours: &Span<'_>,
        other: &Range<'_>,
        order: impl Fn(&str, &str) -> Option<Ordering>,
    ) -> Option<bool> {
        let from = later(mine.from, yours.from, &order)?;
        let to = earlier(mine.to, yours.to, &order)?;
        let (Some((from, with_from)), Some((to, with_to))) = (from, to) else { return Some(true) };
        match order(from, to)? {
            Ordering::Less => Some(true),
            Ordering::Greater => Some(false),
            Ordering::Equal => {
                let mut excluded = false;
                for hole in self.constraints.iter().chain(&other.constraints) {
                    excluded |= hole.comparator == NotEqual && order(&hole.version, from)? == Ordering::Equal;
                }
                Some(with_from && with_to && !excluded)
            }
        }
    }

    /// The unbroken stretches of the range, from the constraints that are bounds.
    fn spans(&self) -> Option<Vec<Span<'_>>> {
        let mut bounds: Vec<&Constraint> =
            self.constraints.iter().filter(|one| !matches!(one.comparator, Equal | NotEqual)).collect();
        self.sort(&mut bounds)?;
        let mut spans: Vec<Span<'_>> = Vec::new();
        let mut open: Option<Bound<'_>> = None;
        let mut first = true;
        for bound in bounds {
            let version = bound.version.as_str();
            match bound.comparator {
                Greater => open = open.or(Some((version, false))),
                GreaterOrEqual => open = open.or(Some((version, true))),
                comparator => {
                    let to = Some((version, comparator == LessOrEqual));
                    match spans.last_mut() {
                        _ if first || open.is_some() => spans.push(Span { from: open.take(), to }),
                        Some(last) => last.to = to,
                        None => spans.push(Span { from: None, to }),
                    }
                }
            }
            first = false;
        }
        if open.is_some() {
            spans.push(Span { from: open, to: None });
        }
        Some(spans)
    }

    /// Sorts bounds by insertion: their order may be open, which a library's sort can't be told.
    fn sort(&self, bounds: &mut [&Constraint]) -> Option<()> {
        for end in 1..bounds.len() {
            let mut at = end;
            while at > 0
                && self.order(&bounds[at - 1].version, &bounds[at].version, self.text)? == Ordering::Greater
            {
                bounds.swap(at - 1, at);
                at -= 1;
            }
        }
        Some(())
    }

    /// The order of two versions where this range meets one that is written as `text`.
    fn order(&self, a: &str, b: &str, text: Text<'_>) -> Option<Ordering> {
        match common(self.text, text) {
            Some(text) => order(text, a, b),
            None if is_plain(a) && is_plain(b) => natural(a, b),
            None => None,
        }
    }
}

impl Constraint {
    fn read(text: &str) -> Self {
        let text = text.trim();
        let (sign, comparator) =
            SIGNS.iter().find(|(sign, _)| text.starts_with(sign)).copied().unwrap_or(("", Equal));
        Self { comparator, version: percent_decoded(text[sign.len()..].trim()) }
    }
}

/// A version, and whether it belongs to the span.
type Bound<'v> = (&'v str, bool);

#[derive(Clone, Copy, Debug)]
struct Span<'v> {
    from: Option<Bound<'v>>,
    to: Option<Bound<'v>>,
}

impl Span<'_> {
    fn reaches(&self, version: &str, order: impl Fn(&str, &str) -> Option<Ordering>) -> Option<bool> {
        let after = match self.from {
            None => true,
            Some((from, with)) => match order(from, version)? {
                Ordering::Less => true,
                Ordering::Equal => with,
                Ordering::Greater => false,
            },
        };
        let before = match self.to {
            None => true,
            Some((to, with)) => match order(version, to)? {
                Ordering::Less => true,
                Ordering::Equal => with,
                Ordering::Greater => false,
            },
        };
        Some(after && before)
    }
}

type Found<'v> = Option<Option<Bound<'v>>>;

/// The later of two lower bounds.
fn later<'v>(
    a: Option<Bound<'v>>,
    b: Option<Bound<'v>>,
    order: &impl Fn(&str, &str) -> Option<Ordering>,
) -> Found<'v> {
    let (Some(one), Some(two)) = (a, b) else { return Some(a.or(b)) };
    Some(Some(match order(one.0, two.0)? {
        Ordering::Less => two,
        Ordering::Greater => one,
        Ordering::Equal => (one.0, one.1 && two.1),
    }))
}

/// The earlier of two upper bounds.
fn earlier<'v>(
    a: Option<Bound<'v>>,
    b: Option<Bound<'v>>,
    order: &impl Fn(&str, &str) -> Option<Ordering>,
) -> Found<'v> {
    let (Some(one), Some(two)) = (a, b) else { return Some(a.or(b)) };
    Some(Some(match order(one.0, two.0)? {
        Ordering::Less => one,
        Ordering::Greater => two,
        Ordering::Equal => (one.0, one.1 && two.1),
    }))
}

/// The text whose order two ranges share: a vls takes that of the other.
fn common<'r>(a: Text<'r>, b: Text<'r>) -> Option<Text<'r>> {
    match (a, b) {
        (Text::Vls, text) | (text, Text::Vls) => Some(text),
        (one, two) => (one == two).then_some(one),
    }
}

fn order(text: Text<'_>, a: &str, b: &str) -> Option<Ordering> {
    match text {
        _ if a == b => Some(Ordering::Equal),
        Text::Vers("lexicographic") => Some(a.cmp(b)),
        Text::Vers("datetime") => Some(a.parse::<Timestamp>().ok()?.cmp(&b.parse().ok()?)),
        _ if is_plain(a) && is_plain(b) => natural(a, b),
        Text::Vers("semver" | "npm" | "cargo" | "golang" | "hex" | "pub" | "swift") => {
            Some(semver(a)?.cmp(&semver(b)?))
        }
        Text::Vls | Text::Vers("generic") => natural(a, b),
        _ => None,
    }
}

/// Numbers between dots, perhaps after a `v`.
fn is_plain(version: &str) -> bool {
    let numbers = version.strip_prefix(['v', 'V']).unwrap_or(version);
    numbers.split('.').all(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// A semantic version's key: numbers, whether it is a release, and the parts of the pre-release.
type Semver = ([u128; 3], bool, Vec<(bool, u128, String)>);

fn semver(version: &str) -> Option<Semver> {
    let version = version.strip_prefix('v').unwrap_or(version);
    let version = version.split('+').next()?;
    let (numbers, before) = version.split_once('-').map_or((version, None), |(n, p)| (n, Some(p)));
    let mut parts = numbers.split('.').map(|part| part.parse::<u128>().ok());
    let numbers = [parts.next()??, parts.next()??, parts.next()??];
    let word = |part: &str| match part.parse::<u128>() {
        Ok(number) => (false, number, String::new()),
        Err(_) => (true, 0, part.to_owned()),
    };
    parts.next().is_none().then(|| {
        (numbers, before.is_none(), before.map(|p| p.split('.').map(word).collect()).unwrap_or_default())
    })
}

/// The order that people see in two versions of like build; nothing where they are built unlike.
fn natural(a: &str, b: &str) -> Option<Ordering> {
    let strip = |text: &str| {
        let rest =
            text.strip_prefix(['v', 'V']).filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        rest.unwrap_or(text).to_owned()
    };
    let (a, b) = (strip(a), strip(b));
    let (mut a, mut b) = (a.as_str(), b.as_str());
    loop {
        match (run(&mut a), run(&mut b)) {
            (None, None) => return Some(Ordering::Equal),
            (Some(more), None) => return longer(more, a, Ordering::Greater),
            (None, Some(more)) => return longer(more, b, Ordering::Less),
            (Some(one), Some(two)) => match (one.bytes().next()?, two.bytes().next()?) {
                (x, y) if x.is_ascii_digit() && y.is_ascii_digit() => {
                    let order = numbers(one, two);
                    if order.is_ne() {
                        return Some(order);
                    }
                }
                (x, y) if x.is_ascii_alphabetic() && y.is_ascii_alphabetic() => {
                    if one != two {
                        return Some(one.to_lowercase().cmp(&two.to_lowercase()));
                    }
                }
                _ if one == two => {}
                _ => return None,
            },
        }
    }
}

/// The next run of digits, of letters, or of neither.
fn run<'t>(text: &mut &'t str) -> Option<&'t str> {
    let kind = |character: char| (character.is_ascii_digit(), character.is_ascii_alphabetic());
    let first = kind(text.chars().next()?);
    let end = text.find(|character| kind(character) != first).unwrap_or(text.len());
    let (run, rest) = text.split_at(end);
    *text = rest;
    Some(run)
}

/// What a version is to one that it continues: later, the same where only `.0` follows, open where letters do.
fn longer(first: &str, rest: &str, order: Ordering) -> Option<Ordering> {
    let more = format!("{first}{rest}");
    let numbers: Vec<_> = more.strip_prefix('.')?.split('.').collect();
    if !numbers.iter().all(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())) {
        return None;
    }
    let zeros = numbers.iter().all(|number| number.bytes().all(|byte| byte == b'0'));
    Some(if zeros { Ordering::Equal } else { order })
}

/// Numbers of any length.
fn numbers(a: &str, b: &str) -> Ordering {
    let (a, b) = (a.trim_start_matches('0'), b.trim_start_matches('0'));
    a.len().cmp(&b.len()).then_with(|| a.cmp(b))
}

/// `%2B` and the like as the characters that they stand for; a broken one is left as it is.
pub(super) fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let code = (*first == b'%').then(|| after.get(..2)).flatten();
        let code = code.and_then(|two| std::str::from_utf8(two).ok());
        match code.and_then(|two| u8::from_str_radix(two, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

#[cfg(test)]
mod tests;
