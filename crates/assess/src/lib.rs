//! Facts to findings: what an advisory means for the plant.
//!
//! Invariants: pure and deterministic — the same facts give the same bytes. Knows no store, no clock, no
//! HTML. It weighs; it does not match (that is `supply`) and does not word a page (that is `report` and `web`).

pub mod impact;
pub mod scan;

pub use impact::{
    Action, AdvisoryHead, BusinessAtStake, Chain, Counts, Finding, Impact, Named, OwnProduct, Question,
    SupplierToAsk, Thing, impact,
};
pub use scan::{Inventory, ListedDevice, Scan, ScanItem, ScanMatch, scan};
pub use sekisho_supply::{Confidence, Reason, Verdict};
