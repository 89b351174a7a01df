//! Name matching (IR 7696, clause 6): how two names, or two values, lie to each other as sets of products.

use super::{ATTRIBUTES, Cpe, Pattern, Value, Wild};

/// How a source lies to a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    /// They have nothing in common.
    Disjoint,
    /// They are the same.
    Equal,
    /// The target holds all of the source.
    Subset,
    /// The source holds all of the target.
    Superset,
    /// The specification does not say: a wildcard in the target, or for names neither holds the other.
    Undefined,
}

/// How two names lie to each other (table 6-4): disjoint where any attribute is; otherwise by all of them.
#[must_use]
pub fn compare(source: &Cpe, target: &Cpe) -> Relation {
    combined(
        ATTRIBUTES.iter().map(|attribute| compare_values(source.value(*attribute), target.value(*attribute))),
    )
}

pub(super) fn combined(relations: impl Iterator<Item = Relation>) -> Relation {
    let mut whole = Relation::Equal;
    for relation in relations {
        whole = match (whole, relation) {
            (_, Relation::Disjoint) => return Relation::Disjoint,
            (_, Relation::Equal) => whole,
            (Relation::Equal, _) => relation,
            (_, _) if whole == relation => whole,
            (_, _) => Relation::Undefined,
        };
    }
    whole
}

/// How two values of one attribute lie to each other (table 6-2). Letter case does not count.
#[must_use]
pub fn compare_values(source: &Value, target: &Value) -> Relation {
    match (source, target) {
        (_, Value::Text(target)) if target.is_wild() => Relation::Undefined,
        (Value::Any, Value::Any) | (Value::Na, Value::Na) => Relation::Equal,
        (Value::Any, _) => Relation::Superset,
        (_, Value::Any) => Relation::Subset,
        (Value::Na, _) | (_, Value::Na) => Relation::Disjoint,
        (Value::Text(source), Value::Text(target)) => texts(source, &target.literal),
    }
}

fn texts(source: &Pattern, target: &str) -> Relation {
    if source.is_wild() {
        if holds(source, target) { Relation::Superset } else { Relation::Disjoint }
    } else if source.literal == target {
        Relation::Equal
    } else {
        Relation::Disjoint
    }
}

/// `?` stands for one character or none, as the specification's algorithm has it.
fn holds(pattern: &Pattern, target: &str) -> bool {
    let Some(spare) = target.len().checked_sub(pattern.literal.len()) else { return false };
    let least = match pattern.after {
        Wild::Any => 0,
        Wild::UpTo(count) => spare.saturating_sub(count),
    };
    let most = match pattern.before {
        Wild::Any => spare,
        Wild::UpTo(count) => spare.min(count),
    };
    if least == 0 && most == spare {
        return target.contains(&pattern.literal);
    }
    (least..=most).any(|at| target.get(at..).is_some_and(|rest| rest.starts_with(&pattern.literal)))
}
