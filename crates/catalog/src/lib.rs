//! What the guidelines, threat lists and risk methods say, as data packs: each row with its source, edition and
//! whether it was confirmed against that source, in Japanese and English.
//!
//! # Contents
//! - All of it, joined: [`Catalog`]; what is in the program: [`Catalog::built_in`]; a company's own packs over it:
//!   [`Catalog::with`]; does it hold together: [`Catalog::check`].
//! - The guideline: [`Step`]. What is feared: [`Threat`], [`Ranking`]. What is done: [`Practice`], [`Tag`]. Names of
//!   standards' clauses: [`Clause`]. IPA's risk methods: [`Scale`], [`RiskTable`], [`RiskValue`].
//! - What is asked, and what else asks the same: [`Framework`], [`Criterion`], [`Query`]; [`Tie`], [`Alone`],
//!   [`Catalog::ties_of`], [`Catalog::carried`]; what a criterion is made of: [`Composition`]; an official list over ours: [`Catalog::compare_official`],
//!   [`Catalog::official_pack`], [`OfficialRow`].
//! - Where a row comes from and how sure it is: [`Basis`], [`Confirmed`]; which row gave way to another: [`Replaced`];
//!   what MITRE's licence asks to be passed on: [`ATTACK_NOTICE`].
//! - The small firm's path: [`starter`].
//! - How much a pack may hold: [`limits`].
//!
//! Invariant: pure data; a row that is not confirmed says so wherever it goes. No plant's facts, and no
//! framework's name in an `if`.

mod built_in;
mod check;
mod composition;
mod crosswalk;
mod framework;
mod joined;
pub mod limits;
mod official;
mod pack;
mod rows;
pub mod starter;

pub use built_in::ATTACK_NOTICE;
pub use composition::{Composition, Shared, TieCount};
pub use crosswalk::{Crosswalk, Follows, Item, Tied, way};
pub use framework::{
    Alone, Answered, Band, Criterion, CriterionId, Evaluation, Framework, NoCriterionId, Points, Query,
    Relation, Scoring, Subject, Threshold, Tie,
};
pub use official::{ChangedText, Comparison, OfficialRow};
pub use rows::{
    Basis, Catalog, Clause, Confirmed, Effect, Pack, Practice, Protects, Ranked, Ranking, Replaced,
    RiskTable, RiskValue, Scale, Stage, Step, Tag, Threat,
};

#[cfg(test)]
mod tests;
