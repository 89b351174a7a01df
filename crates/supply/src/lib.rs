//! Bytes to facts (SBOMs, lock files, advisories), and facts to the judgement of what is affected.
//!
//! Invariants: pure — no network, no SQL, no async, no clock. A reader returns facts *and* problems, has
//! written limits, and drops nothing silently. What cannot be decided is *undecided*, never clean.

pub mod advisory;
pub mod device;
pub mod matching;
pub mod sbom;
pub mod version;

mod duplicates;
mod encoding;
mod limits;
mod nesting;
mod reading;
#[cfg(test)]
mod testing;
mod verdict;

pub use limits::Limits;
pub use matching::Matcher;
pub use reading::Reading;
pub use verdict::{Confidence, Match, Missing, Outcome, Reason, Verdict};
