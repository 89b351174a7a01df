//! The only integration binary: one module per subject, the program as its user runs it.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test that cannot go on stops, and says what it did not run"
)]

mod bad_input;
mod drafts;
mod frameworks;
mod generate;
mod guideline;
mod harness;
mod honesty;
mod incident;
mod key;
mod ledger;
#[cfg(target_os = "linux")]
mod live;
mod observe;
mod order;
mod plant;
mod sample;
mod supply;
mod sync;
mod watch;
mod web;
