//! Which classes an SPDX 3 property may refer to, as the description of the form has it.
//!
//! Invariant: nothing is listed here; a line `property [(X.any | … | node)]` of the form says what may be referred to,
//! and `X.any` which classes that is. A property has one range, in whatever class it stands.

use std::collections::{HashMap, HashSet};

/// By property: the classes of what it may refer to.
pub(super) type Ranges = HashMap<&'static str, HashSet<&'static str>>;

/// Reads the ranges from a form.
pub(super) fn ranges(form: &'static str) -> Ranges {
    let classes = classes(form);
    let mut ranges = Ranges::new();
    for line in form.lines().filter_map(|line| line.strip_prefix("  ")) {
        let Some((property, range)) = line.split_once(' ') else { continue };
        let range = range.trim_start_matches('[').strip_prefix('(').filter(|range| range.contains("| node)"));
        let range =
            range.and_then(|range| range.split_once(".any")).and_then(|(range, _)| classes.get(range));
        if let Some(range) = range {
            ranges.entry(property.trim_end_matches('!')).or_insert_with(|| range.clone());
        }
    }
    ranges
}

/// By the name before `.any`: the classes that are one.
fn classes(form: &'static str) -> HashMap<&'static str, HashSet<&'static str>> {
    let mut classes: HashMap<&str, HashSet<&str>> = HashMap::new();
    let mut current = None;
    for line in form.lines() {
        match line.strip_prefix("  ") {
            Some(names) => {
                if let Some(class) = current.and_then(|class| classes.get_mut(class)) {
                    class.extend(names.split_whitespace());
                }
            }
            None => {
                current = line.strip_suffix(".any choice type");
                if let Some(class) = current {
                    classes.insert(class, HashSet::new());
                }
            }
        }
    }
    classes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_property_may_refer_to_the_classes_of_its_range() {
        let form = "One object\n  type! \"One\"\n  to! [(Thing.any | \"None\" | node)] 1..\n  made (Agent.any | node)\n  name \
                    text\n\nThing.any choice type\n  One Two\n  Three\n\nAgent.any choice type\n  Agent\n";
        let ranges = ranges(form);
        assert_eq!(ranges.get("to"), Some(&HashSet::from(["One", "Two", "Three"])));
        assert_eq!(ranges.get("made"), Some(&HashSet::from(["Agent"])));
        assert_eq!(ranges.len(), 2);
    }
}
