//! SSVC's decision points in its registered namespaces, and the form of a selection.
//!
//! Invariant: only what `facts/ssvc.txt` lists. An extension (`ssvc//.example#part`) may leave values out, but not
//! add any or change their order; a namespace that is not registered is not judged.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// A decision point: namespace, key and edition.
type Point = (&'static str, &'static str, &'static str);

/// The keys of each decision point's values, in order.
static POINTS: LazyLock<BTreeMap<Point, Vec<&str>>> = LazyLock::new(|| {
    let lines = include_str!("facts/ssvc.txt").lines().filter(|line| !line.starts_with('#'));
    lines
        .filter_map(|line| {
            let mut words = line.split(' ');
            Some(((words.next()?, words.next()?, words.next()?), words.collect()))
        })
        .collect()
});

/// Namespaces that SSVC has registered.
const REGISTERED: &[&str] = &["cisa", "cvss", "ssvc"];
/// The namespace that SSVC keeps for what is never valid. Those for examples and tests may hold anything.
const NEVER_VALID: &str = "invalid";

/// What is wrong with a selection.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Wrong {
    /// The namespace has no such decision point in that edition.
    Point,
    /// The value at this place does not belong to it.
    Value(usize),
    /// The value at this place stands before one that it should follow.
    Order(usize),
}

/// Holds one selection's values against its decision point.
pub(crate) fn wrong(namespace: &str, key: &str, edition: &str, values: &[&str]) -> Option<Wrong> {
    let base = namespace.split('/').next().unwrap_or(namespace);
    if base == NEVER_VALID {
        return Some(Wrong::Point);
    }
    if !REGISTERED.contains(&base) {
        return None;
    }
    let Some(defined) = POINTS.get(&(base, key, edition)) else { return Some(Wrong::Point) };
    let mut least = 0;
    for (at, value) in values.iter().enumerate() {
        match defined.iter().position(|known| known == value) {
            None => return Some(Wrong::Value(at)),
            Some(place) if place < least => return Some(Wrong::Order(at)),
            Some(place) => least = place,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_belong_to_their_point_and_keep_its_order() {
        assert_eq!(wrong("ssvc", "MI", "1.0.0", &["N", "NED"]), None);
        assert_eq!(wrong("ssvc", "MI", "1.0.0", &["N", "D"]), Some(Wrong::Value(1)));
        assert_eq!(
            wrong("ssvc//.example.test$en-GB", "SI", "2.0.0", &["M", "C", "R"]),
            Some(Wrong::Order(2))
        );
        assert_eq!(wrong("ssvc", "SI", "1.9.7", &["M"]), Some(Wrong::Point));
        assert_eq!(wrong("x_example.test#any", "SI", "1.9.7", &["Z"]), None);
        assert_eq!(wrong("test", "SI", "1.9.7", &["Z"]), None);
        assert_eq!(wrong("invalid", "SI", "1.0.0", &["N"]), Some(Wrong::Point));
    }
}
