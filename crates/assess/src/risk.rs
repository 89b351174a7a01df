//! Risk by IPA's two methods: asset by asset, and business by business along attack routes.
//!
//! Invariants: an unknown importance or loss gives no value and is counted; every asset and every business ends
//! in exactly one state. A measure put in place never raises a value; a known vulnerability never lowers one.
//! The table and the scales come from the catalog; how measures become a level is our own rule, written down in
//! `docs/concepts/risk.*.md`.

mod asset;
mod business;
mod change;
mod effects;
mod graph;
mod ground;
pub(crate) mod guard;
pub(crate) mod level;
mod opened;
pub(crate) mod threats;
pub(crate) mod vulnerability;
mod words;
pub(crate) mod works;

pub use asset::{
    AssetRisk, AssetRow, LevelBecause, Opened, Rating, UndecidedAsset, UndecidedBecause,
    VulnerabilityBecause, asset_based,
};
pub use business::{
    BusinessOptions, BusinessRisk, BusinessState, BusinessVerdict, ChokePoint, Entry, Route, RouteStep,
    StepKind, Tree, TreeOrigin, business_based, business_based_with,
};
pub use change::{AssetChange, CellChange, Difference, Step, TreeChange, change, what_if};
pub use effects::{Effects, Placed};
pub use opened::Opener;
pub(crate) use {
    asset::{on_ground as asset_on_ground, rate as rate_row},
    business::{Maker, Rater, finish, on_ground as business_on_ground, unplaced},
    ground::Ground,
    guard::Supposed,
    works::Works,
};

#[cfg(test)]
mod tests;
