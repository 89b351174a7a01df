//! Automation, started as `cargo xtask …`: the checks, the architecture tests, the public suites and
//! the benchmarks.
//!
//! Invariant: a newcomer compiles this before anything else, so it uses the standard library and `toml`
//! alone. It starts other programs and reads text; it knows nothing of the product's types.

mod bench;
mod captures;
mod check;
mod conformance;
mod say;
mod step;
mod tidy;

use std::path::Path;
use std::process::ExitCode;

const MENU: &str = "\
cargo xtask check          everything that must hold before a change lands:
                           fmt, tidy, clippy, tests, doctests, docs
cargo xtask tidy           only the architecture tests: floors, lengths, glossary, provenance, …
cargo xtask conformance    the public suites, counted: passed, total, and every miss
cargo xtask bench [NAME]   the benchmarks, with a line about this machine
cargo xtask captures …     the captures that the observation is measured with
";

fn main() -> ExitCode {
    // xtask/ lies directly below the root of the workspace.
    let Some(root) = Path::new(env!("CARGO_MANIFEST_DIR")).parent() else {
        return fail("xtask was built outside the workspace; run it as `cargo xtask`");
    };
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let passed = match words.as_slice() {
        [] | ["help" | "--help" | "-h"] => {
            say::line(MENU.trim_end());
            true
        }
        ["check"] => check::run(root),
        ["tidy"] => tidy::run(root),
        ["conformance"] => conformance::run(root),
        ["bench"] => bench::run(root, None),
        ["bench", name] => bench::run(root, Some(name)),
        ["captures", words @ ..] => captures::run(words),
        other => {
            return fail(&format!("there is no `cargo xtask {}`; the menu is:\n\n{MENU}", other.join(" ")));
        }
    };
    if passed { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn fail(why: &str) -> ExitCode {
    say::line(why.trim_end());
    ExitCode::from(2)
}
