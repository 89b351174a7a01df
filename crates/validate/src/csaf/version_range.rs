//! Names under `product_version_range` in CSAF 2.1: a VERS in canonical form, or its constraints alone (*vls*).
//!
//! Invariant: what can be said without knowing the order of a versioning scheme is said: characters, comparators,
//! bounds that must alternate, versions that stand twice; and, in schemes known to order them as numbers, the order
//! of versions that are numbers and points. The meaning of a range is for the room `supply`.

use std::cmp::Ordering;
use std::collections::BTreeSet;

/// Why a name is no version range.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Wrong {
    /// White space anywhere.
    Space,
    /// `vers:` without a type of lower-case letters, digits, `.`, `-`.
    Type,
    /// A constraint is empty, has no version, or a character that must be percent-encoded.
    Constraint(String),
    /// `*` together with others, or outside `vers:all/*`.
    Star,
    /// A version stands twice.
    Twice(String),
    /// Two bounds of one side follow each other: one of them says nothing.
    Bounds(String),
    /// A version stands after a higher one.
    Order(String),
}

/// Schemes that order dotted numbers part by part, as numbers.
const BY_NUMBER: &[&str] = &[
    "alpm", "apk", "cargo", "composer", "conan", "cpan", "deb", "ebuild", "gem", "generic", "golang", "hex",
    "intdot", "maven", "npm", "nuget", "pub", "pypi", "rpm", "semver", "swift",
];

/// One constraint: comparator (`=` where none is written) and version.
type Constraint<'t> = (&'static str, &'t str);

/// The constraints of a name, or what is wrong with it.
pub(crate) fn read(name: &str) -> Result<Vec<Constraint<'_>>, Wrong> {
    if name.chars().any(char::is_whitespace) {
        return Err(Wrong::Space);
    }
    let mut is_ordered = false;
    let constraints = match name.strip_prefix("vers:") {
        Some("all/*") => return Ok(Vec::new()),
        Some(rest) => {
            let (kind, constraints) = rest.split_once('/').ok_or(Wrong::Type)?;
            // `all` is a type for all versions only, `vers:all/*`.
            if !is_type(kind) || kind == "all" {
                return Err(Wrong::Type);
            }
            is_ordered = BY_NUMBER.contains(&kind);
            constraints
        }
        None => name,
    };
    if constraints == "*" {
        return Err(Wrong::Star);
    }
    let read: Vec<_> = constraints.split('|').map(constraint).collect::<Result<_, _>>()?;
    canonical(&read, is_ordered)?;
    Ok(read)
}

/// Does the name let exactly one version through?
pub(crate) fn is_single(name: &str) -> bool {
    match read(name).as_deref() {
        Ok([("=", _)]) => true,
        // Refused as standing twice: one version between two bounds that include it.
        Err(Wrong::Twice(_)) => {
            let constraints = name.rsplit('/').next().unwrap_or(name);
            let all: Vec<_> = constraints.split('|').filter_map(|part| constraint(part).ok()).collect();
            matches!(all.as_slice(), [(">=", a), ("<=", b)] if a == b)
        }
        _ => false,
    }
}

fn is_type(kind: &str) -> bool {
    kind.starts_with(|c: char| c.is_ascii_lowercase())
        && kind.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'-'))
}

fn constraint(part: &str) -> Result<Constraint<'_>, Wrong> {
    let comparators = ["!=", "<=", ">=", "<", ">"];
    let found = comparators.iter().find_map(|sign| Some((*sign, part.strip_prefix(sign)?)));
    let (sign, version) = found.unwrap_or(("=", part));
    if version == "*" {
        return Err(Wrong::Star);
    }
    if version.is_empty() || version.contains(['<', '>', '=', '!', '*', '|']) {
        return Err(Wrong::Constraint(part.to_owned()));
    }
    Ok((sign, version))
}

/// Versions once and, where the scheme is known, rising; of the bounds, a lower one after each upper one and the other way round.
fn canonical(constraints: &[Constraint<'_>], is_ordered: bool) -> Result<(), Wrong> {
    let mut seen = BTreeSet::new();
    for (at, (_, version)) in constraints.iter().enumerate() {
        if !seen.insert(*version) {
            return Err(Wrong::Twice((*version).to_owned()));
        }
        if is_ordered && at > 0 && points(constraints[at - 1].1, version) == Some(Ordering::Greater) {
            return Err(Wrong::Order((*version).to_owned()));
        }
    }
    let bounds: Vec<_> = constraints.iter().filter(|(sign, _)| sign.starts_with(['<', '>'])).collect();
    for pair in bounds.windows(2) {
        if pair[0].0.as_bytes()[0] == pair[1].0.as_bytes()[0] {
            return Err(Wrong::Bounds(format!("{}{}", pair[1].0, pair[1].1)));
        }
    }
    Ok(())
}

/// The order of two versions that are numbers with points between them.
fn points(a: &str, b: &str) -> Option<Ordering> {
    let numbers = |text: &str| text.split('.').map(|part| part.parse().ok()).collect::<Option<Vec<u64>>>();
    Some(numbers(a)?.cmp(&numbers(b)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_canonical_vers_or_their_constraints() {
        for right in [
            "vers:all/*",
            "vers:gem/>=2.2.0|!=2.2.1|<2.3.0",
            "vers:npm/1.2.3|>=2.0.0|<5.0.0",
            "<V3.0.29",
            ">10.9a|!=10.9c|!=10.9f|<=10.9k",
            "vers:pypi/0.0.0|0.0.1|2.0pre1",
            "<2024-4-pabc0019|>2024-10-pefd0010|<2024-12-pjkl2010|>2024-12-pjkl5010|<=2025-1-pghi1001",
        ] {
            assert!(read(right).is_ok(), "{right} {:?}", read(right));
        }
        assert_eq!(read("<= 2"), Err(Wrong::Space));
        assert_eq!(read("*"), Err(Wrong::Star));
        assert_eq!(read("vers:/all"), Err(Wrong::Type));
        assert_eq!(read("vers:all/<3"), Err(Wrong::Type));
        assert_eq!(read("vers:x/<4.2|<>3"), Err(Wrong::Constraint("<>3".to_owned())));
        assert_eq!(read("vers:x/||>1"), Err(Wrong::Constraint(String::new())));
        assert_eq!(read("vers:x/<5|<6"), Err(Wrong::Bounds("<6".to_owned())));
        assert_eq!(read("vers:npm/>5|<4"), Err(Wrong::Order("4".to_owned())));
        assert!(read("vers:unheard-of/<4.2.0|>3.91.1|!=3.2.0|<1.2").is_ok());
        assert!(is_single("4.2.0") && is_single("vers:intdot/4.2.0") && is_single("vers:intdot/>=1|<=1"));
        assert!(!is_single("vers:intdot/<4.2.0") && !is_single("1|2"));
    }
}
