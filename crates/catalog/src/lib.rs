//! What the guidelines, threat lists and risk methods say, as data packs: each row with its source, edition and
//! whether it was confirmed against that source, in Japanese and English.
//!
//! # Contents
//! - All of it, joined: [`Catalog`]; what is in the program: [`Catalog::built_in`].
//! - The guideline: [`Step`]. What is feared: [`Threat`], [`Ranking`]. What is done: [`Practice`]. Names of
//!   standards' clauses: [`Clause`]. IPA's risk methods: [`Scale`], [`RiskTable`], [`RiskValue`].
//! - Where a row comes from and how sure it is: [`Basis`], [`Confirmed`].
//!
//! Invariant: pure data; a row that is not confirmed says so wherever it goes. No plant's facts, and no
//! framework's name in an `if`.

mod rows;

pub use rows::{
    Basis, Catalog, Clause, Confirmed, Effect, Pack, Practice, Protects, Ranked, Ranking, RiskTable,
    RiskValue, Scale, Stage, Step, Threat,
};
