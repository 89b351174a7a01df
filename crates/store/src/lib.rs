//! Facts and ledger to and from SQLite and PostgreSQL: one deep type, [`Store`].
//!
//! # A store
//! A data folder holds the keys, the lock and, unless a PostgreSQL server keeps them, the facts:
//! [`Store::create`], [`Store::open`], [`Store::close`]. Facts come out as `model`'s nouns and go in as
//! such, each write with its ledger entries and a freshly signed checkpoint in one transaction; a call
//! that returns `Ok` is on the disk.
//!
//! | facts | in | out |
//! |---|---|---|
//! | register | [`Store::apply_changes`], [`Store::undo_changes`] | [`Store::register`], [`Store::register_at`], [`Store::record_origin`] |
//! | SBOMs | [`Store::add_sbom`], [`Store::add_sboms`], [`Store::attach_sbom`], [`Store::remove_sbom`] | [`Store::sbom_heads`], [`Store::sbom`] |
//! | advisories | [`Store::add_advisories`], [`Store::add_feed_files`] | [`Store::advisory_heads`], [`Store::advisories`], [`Store::advisories_called`], [`Store::advisories_naming`], [`Store::advisories_in_question`], [`Store::feed_file_done`] |
//! | candidates for impact | | [`Store::components_of`], [`Store::device_components`], [`Store::places_of`] |
//! | observations | [`Store::add_observation`], [`Store::begin_reading`], [`Store::extend_observation`], [`Store::forget_observations`] | [`Store::observation`], [`Store::observation_size`], [`Store::observation_runs`], [`Store::observation_run_of`] |
//! | timelines of cases | [`Store::write_incident`] | [`Store::incident_entries`] |
//! | people | [`Store::add_user`], [`Store::update_user`], [`Store::add_login_link`], [`Store::use_login_link`], [`Store::end_web_session`] | [`Store::users`], [`Store::web_session`] |
//! | all of it | [`Store::restore`], [`Store::restore_into`] | [`Store::backup`], [`Store::counts`], [`Store::facts_verify`] |
//! | ledger | with every write, and [`Store::note`] | [`Store::ledger_size`], [`Store::ledger_size_before`], [`Store::ledger_entries`], [`Store::ledger_entries_about`], [`Store::checkpoint`], [`Store::ledger_verify`], [`Store::prove_inclusion`], [`Store::ledger_export`] |
//!
//! # Invariant
//! SQL text and row types never leave the crate. One SQL text serves both engines. What cannot be read back is
//! said to be damaged, never skipped.
//!
//! # What it deliberately doesn't do
//! It judges nothing and checks no rights, and it takes the time from its caller.

mod advisories;
mod backup;
mod candidates;
mod copy;
mod counts;
mod engine;
mod erasing;
mod error;
mod evidence;
mod facts;
mod folder;
mod incidents;
mod ledger;
mod note;
mod observations;
mod past;
mod records;
mod sboms;
mod schema;
mod signals;
mod store;
#[cfg(test)]
mod tests;
mod users;
mod writing;

pub use advisories::{AdvisoryCounts, AdvisoryHead, FeedFile};
pub use candidates::ComponentRow;
pub use counts::Counts;
pub use erasing::{ERASED_MAX, Erasing, Unerasable};
pub use error::{EngineError, StoreError};
pub use evidence::{FoundFile, KeptFile, ReadFile};
pub use facts::{DIFFERENCES_MAX, Difference, FactsVerification};
pub use note::Noted;
pub use observations::{Forgotten, ObservationFilter, ObservationRun, Reading, RunSettings};
pub use past::{Past, Untold, Why};
pub use sboms::SbomHead;
pub use store::{Access, Database, Store};
