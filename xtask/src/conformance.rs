//! `cargo xtask conformance`: how many cases of each public suite we pass, and every one we miss with its reason.
//!
//! The counting is done by tests, each of which also holds the count that was reached, so that it can only grow;
//! here they are run and their lines collected: `conformance | suite | passed | total` and `miss | suite | case |
//! reason`. A suite whose data is not here says `not run`.

use std::collections::BTreeMap;
use std::path::Path;

use crate::say;
use crate::step::{Stream, cargo, passes_with_lines};

/// Crates with suites, and the tests of each that count one.
const COUNTED: &[(&str, &str)] = &[
    ("model", "purl"),
    ("ledger", "conformance"),
    ("store", "conformance"),
    ("flow", "conformance"),
    ("mirror", "conformance"),
    ("intake", "conformance"),
    ("sbom", "conformance"),
    ("supply", "conformance"),
    ("validate", "conformance"),
    ("respond", "conformance"),
    ("catalog", "conformance"),
    ("app", "csaf_"),
    ("app", "conformance"),
];

/// What the suites gave.
#[derive(Default)]
struct Counts {
    /// Suite → passed, total.
    suites: BTreeMap<String, (String, String)>,
    misses: Vec<String>,
    not_run: Vec<String>,
}

/// Runs the counting tests and prints one table.
pub(crate) fn run(root: &Path) -> bool {
    let mut counts = Counts::default();
    let mut passed = true;
    for (krate, filter) in COUNTED {
        let package = format!("sekisho-{krate}");
        let arguments = [
            "test",
            "--release",
            "--locked",
            "--quiet",
            "-p",
            &package,
            "--lib",
            "--",
            filter,
            "--nocapture",
            "--test-threads=1",
        ];
        passed &= passes_with_lines(&mut cargo(root, &arguments), Stream::Out, |line| counts.take(line));
    }
    counts.print();
    passed
}

impl Counts {
    /// A line of a test's output. Test runners put their dots before it.
    fn take(&mut self, line: &str) {
        let start =
            ["conformance | ", "miss | ", "not run: "].into_iter().filter_map(|word| line.find(word)).min();
        let Some(line) = start.and_then(|at| line.get(at..)) else { return };
        let parts: Vec<&str> = line.split(" | ").map(str::trim).collect();
        match parts.as_slice() {
            ["conformance", suite, passed, total, ..] => {
                self.suites.insert((*suite).to_owned(), ((*passed).to_owned(), (*total).to_owned()));
            }
            ["miss", ..] => self.misses.push(line.to_owned()),
            _ => self.not_run.push(line.to_owned()),
        }
    }

    fn print(&self) {
        let width = self.suites.keys().map(|suite| suite.chars().count()).max().unwrap_or(0);
        for (suite, (passed, total)) in &self.suites {
            let word = if passed == total { "" } else { "  ←" };
            say::line(&format!("{suite:<width$}  {passed:>7} / {total:<7}{word}"));
        }
        for line in self.misses.iter().chain(&self.not_run) {
            say::line(line);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_the_counting_tests_are_taken_and_others_passed_over() {
        let mut counts = Counts::default();
        for line in [
            "running 3 tests",
            ".conformance | purl | 586 | 586",
            "miss | vers | case 3 | no such scheme",
            "not run: ../shared/data is not here",
            "something | else | 1 | 2",
        ] {
            counts.take(line);
        }
        assert_eq!(counts.suites.get("purl"), Some(&("586".to_owned(), "586".to_owned())));
        assert_eq!(counts.misses, ["miss | vers | case 3 | no such scheme"]);
        assert_eq!(counts.not_run.len(), 1);
        assert_eq!(counts.suites.len(), 1);
    }
}
