//! One function per thing a user does: authorise → load → judge → decide → save with a ledger entry.
//!
//! Invariants: every exit asks [`guard::permit`] first; a write is one store transaction with its ledger
//! entry; judgements are computed, never stored. Knows no HTML, no SQL, no arguments.

pub mod accounts;
pub mod answers;
pub mod catalog;
pub mod feeds;
pub mod guard;
pub mod guideline;
pub mod handling;
pub mod handover;
pub mod impact;
pub mod incident;
pub mod ledger;
pub mod notices;
pub mod observe;
pub mod product_papers;
pub mod questionnaires;
pub mod register;
pub mod sboms;
pub mod scan;
pub mod search;
pub mod snapshots;
pub mod start;
pub mod suppliers;
pub mod tables;
pub mod today;
pub mod users;
pub mod vex;

mod app;
mod conflict;
mod error;
mod folder;
mod state;
#[cfg(test)]
mod tests;

pub use app::App;
pub use conflict::Conflict;
pub use error::AppError;
pub use folder::{Folder, Opening};
pub use guard::{Act, Caller};
pub use sekisho_store::{Database, Past, Untold, Why};
pub use state::state_hash;
