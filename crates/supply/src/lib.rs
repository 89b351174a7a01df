//! Advisories in, and facts to the judgement of what is affected.
//!
//! Invariants: pure — no network, no SQL, no async, no clock. A reader returns facts *and* problems, has
//! written limits, and drops nothing silently. What cannot be decided is *undecided*, never clean.

pub mod advisory;
pub mod cpe;
pub mod device;
pub mod graph;
pub mod matching;
pub mod version;
pub mod vex;

#[cfg(test)]
#[path = "../../intake/src/testing.rs"]
mod testing;
mod verdict;

pub use matching::Matcher;
pub use sekisho_intake::{Limits, Reading};
pub use verdict::{Confidence, Match, Missing, OfVulnerability, Outcome, Reason, Verdict};
