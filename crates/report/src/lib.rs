//! Judgements to documents: JSON with a format version, and tables for a terminal.
//!
//! Decides nothing and queries nothing; the same judgement gives the same bytes.

pub mod assess;
pub mod guideline;
pub mod handover;
pub mod impact;
pub mod observed;
pub mod papers;
pub mod picture;
pub mod reporting;
pub mod scan;
pub mod self_assessment;
pub mod suppliers;
pub mod words;

mod book;
mod table;

pub use table::Width;
