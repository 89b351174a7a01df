//! `cargo xtask check`: everything that must hold before a change lands, on a machine with only Rust and a
//! C compiler, and without a network once the crates are fetched.
//!
//! Invariant: every step uses the same profile and the same features, so that dependencies are compiled
//! once for checking and once for testing. All steps run even when one fails: a newcomer sees the whole list.

mod tests_step;

use std::path::Path;

use crate::step::{Ended, cargo, passes, timed};
use crate::{say, tidy};

/// Runs every step; the last line is the test runner's own result.
pub(crate) fn run(root: &Path) -> bool {
    let mut outcome = tests_step::Outcome::default();
    let ended = [
        timed("fmt", "the code is laid out as rustfmt lays it out", || {
            passes(&mut cargo(root, &["fmt", "--all", "--check"]))
        }),
        timed("tidy", "the architecture holds", || tidy::run(root)),
        timed("clippy", "no warning in any target", || clippy(root)),
        timed("tests", tests_step::runner(root).words(), || tests_step::run(root, &mut outcome)),
        timed("doctests", "the examples in the documentation run", || {
            passes(&mut cargo(root, &["test", "--workspace", "--locked", "--doc", "--quiet"]))
        }),
        timed("docs", "the documentation builds without a warning", || docs(root)),
    ];
    summary(&ended, &outcome);
    ended.iter().all(|step| step.passed)
}

fn clippy(root: &Path) -> bool {
    let arguments = ["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"];
    passes(&mut cargo(root, &arguments))
}

fn docs(root: &Path) -> bool {
    let arguments = ["doc", "--workspace", "--no-deps", "--locked", "--quiet"];
    passes(cargo(root, &arguments).env("RUSTDOCFLAGS", "-D warnings"))
}

fn summary(ended: &[Ended], outcome: &tests_step::Outcome) {
    say::line("");
    for step in ended {
        say::line(&step.line());
    }
    for line in outcome.not_run() {
        say::line(line);
    }
    say::line(&outcome.result());
}
