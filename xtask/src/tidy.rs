//! `cargo xtask tidy`: the architecture as tests. Each rule is a function from the tree to its faults, with
//! tests that show that it fires and that it stays silent.
//!
//! Invariant: rules read text only. They build nothing, need no network and never repair what they find.

mod code;
mod floors;
mod manifest;
mod papers;
mod rights;
mod shape;
mod tree;
mod words;

use std::path::Path;

use crate::say;
pub(crate) use tree::{Fault, Tree};

/// A rule: its name, and what it finds.
type Rule = (&'static str, fn(&Tree) -> Vec<Fault>);

/// Every rule, in the order of ARCHITECTURE.md and STYLE.md.
const RULES: &[Rule] = &[
    ("floors", floors::edges),
    ("pure-dependencies", floors::pure_dependencies),
    ("pure-code", floors::pure_code),
    ("rights", rights::guarded),
    ("module-doc", shape::module_docs),
    ("function-length", shape::function_lengths),
    ("file-length", shape::file_lengths),
    ("banned", shape::banned),
    ("glossary", papers::glossary),
    ("provenance", papers::provenance),
    ("named-paths", papers::named_paths),
    ("floor-table", floors::table),
    ("adr-numbers", papers::adr_numbers),
    ("catalog", papers::catalog_packs),
    ("dependency-reason", manifest::dependency_reasons),
    ("inherited", manifest::inherited),
    ("outside-names", words::outside_names),
];

/// Applies every rule and prints what it finds. Passes when nothing found is more than a warning.
pub(crate) fn run(root: &Path) -> bool {
    let tree = match Tree::read(root) {
        Ok(tree) => tree,
        Err(error) => {
            say::line(&format!("the tree below {} could not be read: {error}", root.display()));
            return false;
        }
    };
    let mut passed = true;
    for (name, rule) in RULES {
        for fault in rule(&tree) {
            passed &= fault.is_warning();
            say::line(&fault.line(name));
        }
    }
    if passed {
        say::line(&format!("tidy: {} rules hold over {} files", RULES.len(), tree.len()));
    }
    passed
}
