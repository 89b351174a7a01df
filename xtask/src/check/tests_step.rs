//! The tests, with `cargo nextest` where it is installed and plain `cargo test` otherwise.
//!
//! A test that could not run because something outside the repository is missing prints a line that starts
//! with `not run:`; runners hide what passing tests print, so those lines are picked out here and repeated
//! at the end of the check.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Stdio;

use crate::say;
use crate::step::{Stream, cargo, passes_with_lines};

/// What the test run had to say.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    not_run: BTreeSet<String>,
    results: Vec<String>,
}

impl Outcome {
    /// The lines of tests that could not run here, each once.
    pub(crate) fn not_run(&self) -> impl Iterator<Item = &str> {
        self.not_run.iter().map(String::as_str)
    }

    /// The runner's result as one line: its own where it gives one, the sum where it gives one for each
    /// test program.
    pub(crate) fn result(&self) -> String {
        match self.results.as_slice() {
            [] => "no test was run: see above".to_owned(),
            [only] => only.clone(),
            many => sum(many),
        }
    }

    /// Takes from a line what is worth keeping: what was not run, and the runner's result, which starts with
    /// `result`. Says whether the line is one for the terminal.
    fn hear(&mut self, line: &str, result: &str) -> bool {
        let words = line.trim();
        if words.starts_with("not run:") {
            self.not_run.insert(words.to_owned());
            return false;
        }
        if line.starts_with(result) {
            self.results.push(words.to_owned());
        }
        true
    }
}

/// Which runner is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Runner {
    /// `cargo nextest`
    Nextest,
    /// `cargo test`
    Plain,
}

impl Runner {
    /// What it is about to do.
    pub(crate) const fn words(self) -> &'static str {
        match self {
            Self::Nextest => "every test passes (cargo nextest)",
            Self::Plain => "every test passes (cargo test)",
        }
    }
}

/// The runner that is installed.
pub(crate) fn runner(root: &Path) -> Runner {
    let mut command = cargo(root, &["nextest", "--version"]);
    let there = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
    if there.is_ok_and(|status| status.success()) { Runner::Nextest } else { Runner::Plain }
}

/// Runs the tests.
pub(crate) fn run(root: &Path, outcome: &mut Outcome) -> bool {
    match runner(root) {
        Runner::Nextest => with_nextest(root, outcome),
        Runner::Plain => with_cargo_test(root, outcome),
    }
}

/// How the result of `cargo nextest` starts; the harness below it indents its own.
const NEXTEST_RESULT: &str = "     Summary [";
/// How the result of each test program starts under `cargo test`.
const PLAIN_RESULT: &str = "test result:";

fn with_nextest(root: &Path, outcome: &mut Outcome) -> bool {
    // `--success-output immediate` lets the `not run:` lines through; everything else that a passing test
    // prints is kept from the terminal here. What failed comes after the summary.
    let arguments = [
        "nextest",
        "run",
        "--workspace",
        "--locked",
        "--no-fail-fast",
        "--status-level",
        "slow",
        "--success-output",
        "immediate",
        "--failure-output",
        "final",
    ];
    let mut hush = false;
    passes_with_lines(&mut cargo(root, &arguments), Stream::Err, |line| {
        let heard = outcome.hear(line, NEXTEST_RESULT);
        hush = outcome.results.is_empty() && hushed(line, hush);
        if heard && !hush {
            say::line(line);
        }
    })
}

/// Is this line inside what a passing test printed? Nextest indents that; a line at the margin ends it.
fn hushed(line: &str, before: bool) -> bool {
    if line.starts_with("  stdout ") || line.starts_with("  stderr ") {
        return true;
    }
    before && (line.is_empty() || line.starts_with("    "))
}

fn with_cargo_test(root: &Path, outcome: &mut Outcome) -> bool {
    let arguments =
        ["test", "--workspace", "--locked", "--tests", "--no-fail-fast", "--quiet", "--", "--show-output"];
    let mut hush = false;
    passes_with_lines(&mut cargo(root, &arguments), Stream::Out, |line| {
        let heard = outcome.hear(line, PLAIN_RESULT);
        match line {
            "successes:" => hush = true,
            "failures:" => hush = false,
            result if result.starts_with(PLAIN_RESULT) => hush = false,
            _ => {}
        }
        if heard && !hush && !line.trim().is_empty() {
            say::line(line);
        }
    })
}

/// Adds up `test result: ok. 3 passed; 0 failed; …` lines, one for each test program.
fn sum(results: &[String]) -> String {
    let count = |word: &str| -> u64 { results.iter().map(|line| number_before(line, word)).sum() };
    let failed = count(" failed");
    let word = if failed == 0 { "ok" } else { "FAILED" };
    format!(
        "test result: {word}. {} passed; {failed} failed; {} ignored; {} measured; {} filtered out",
        count(" passed"),
        count(" ignored"),
        count(" measured"),
        count(" filtered out"),
    )
}

fn number_before(line: &str, word: &str) -> u64 {
    let Some((before, _)) = line.split_once(word) else { return 0 };
    before.rsplit(' ').next().and_then(|number| number.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_of_several_test_programs_add_up_to_one_line() {
        let mut outcome = Outcome::default();
        for line in [
            "test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 2 filtered out; finished in 0.0s",
            "test result: FAILED. 4 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.0s",
        ] {
            outcome.hear(line, PLAIN_RESULT);
        }
        assert_eq!(
            outcome.result(),
            "test result: FAILED. 7 passed; 1 failed; 0 ignored; 0 measured; 2 filtered out"
        );
    }

    #[test]
    fn nextests_own_summary_is_kept_and_the_harness_below_it_is_not() {
        let mut outcome = Outcome::default();
        outcome.hear("    test result: ok. 1 passed; 0 failed; 0 ignored", NEXTEST_RESULT);
        outcome.hear("     Summary [   0.012s] 5 tests run: 5 passed, 0 skipped", NEXTEST_RESULT);
        assert_eq!(outcome.result(), "Summary [   0.012s] 5 tests run: 5 passed, 0 skipped");
    }

    #[test]
    fn what_was_not_run_is_said_once() {
        let mut outcome = Outcome::default();
        assert!(!outcome.hear("    not run: no Chromium", NEXTEST_RESULT));
        assert!(!outcome.hear("not run: no Chromium", NEXTEST_RESULT));
        assert_eq!(outcome.not_run().collect::<Vec<_>>(), ["not run: no Chromium"]);
    }

    #[test]
    fn what_a_passing_test_prints_is_kept_from_the_terminal() {
        let mut hush = false;
        let shown: Vec<&str> =
            ["    Starting 1 test", "  stdout ───", "", "    running 1 test", "────────────"]
                .into_iter()
                .filter(|line| {
                    hush = hushed(line, hush);
                    !hush
                })
                .collect();
        assert_eq!(shown, ["    Starting 1 test", "────────────"]);
    }
}
