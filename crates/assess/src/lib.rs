//! Facts to findings: what an advisory means for the plant, where its register is missing something or
//! contradicts itself, how great its risks are, and how far it has come in the guideline.
//!
//! Invariants: pure and deterministic — the same facts give the same bytes. Knows no store, no clock, no
//! HTML. It weighs; it does not match (that is `supply`) and does not word a page (that is `report` and `web`).

pub mod answers;
pub mod coverage;
pub mod due;
pub mod facts;
pub mod impact;
pub mod judgements;
pub mod observed;
pub mod product_papers;
pub mod progress;
pub mod recovery;
pub mod risk;
pub mod rules;
pub mod scan;
pub mod start;
pub mod suppliers;

pub use facts::{Exposure, Exposures, Facts};
pub use impact::{
    Action, AdvisoryHead, Answer, BusinessAtStake, Chain, Counts, Finding, Impact, Named, OwnProduct,
    Priority, Question, SupplierToAsk, Thing, Urgency, impact, rulings,
};
pub use judgements::Judgements;
pub use recovery::{Recovery, recovery};
pub use scan::{Inventory, ListedDevice, Scan, ScanItem, ScanMatch, scan};
pub use sekisho_supply::{Confidence, Reason, Verdict};

#[cfg(test)]
#[path = "../benches/made_up.rs"]
mod made_up;

#[cfg(test)]
#[path = "../benches/watched.rs"]
mod watched;
