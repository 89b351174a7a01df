//! The asset-based method: importance × threat level × vulnerability level, group by group, threat by threat.
//!
//! Invariant: every asset of the register is in exactly one place: a member of one row, undecided, or not
//! applicable. Assets that differ in nothing the method looks at share a row, as IPA's second edition advises.

use std::collections::BTreeMap;

use sekisho_catalog::RiskValue;
use sekisho_model::{AssetId, AssetKind, AssetNature, AssetRole, Importance, Stated, Text, ThreatId, ZoneId};

use crate::coverage::Act;
use crate::facts::{Exposure, Facts};
use crate::impact::Named;

/// Why a threat level is what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LevelBecause {
    /// The plant stated it in step 1-7.
    Stated,
    /// The catalog's level, unchanged.
    Catalog,
    /// Raised by one: the zone is joined directly with the outside.
    NextToOutside,
    /// Lowered by one: three conduits or more lie between the zone and the outside.
    FarFromOutside,
    /// The least: no way leads from the outside to the zone.
    NoWayFromOutside,
    /// The catalog's level: no outside zone is registered, so that the distance is not known.
    OutsideUnknown,
}

/// Why a vulnerability level is what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum VulnerabilityBecause {
    /// 3: nothing is in place.
    Nothing,
    /// 2: noticed or survived, but not prevented.
    NotPrevented,
    /// 2: prevented in part: part of the place, or part of the techniques.
    PreventedPartly,
    /// 2: prevented, and nothing else is there if that fails.
    PreventedOnly,
    /// 1: prevented, and a second kind of measure is there.
    PreventedInDepth,
    /// 3: a known vulnerability is open, and nothing prevents its use.
    KnownVulnerability,
    /// 2: a known vulnerability is open; a measure prevents its use.
    KnownVulnerabilityPrevented,
}

/// One threat to a row of assets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rating {
    /// The main threat.
    pub threat: ThreatId,
    /// Threat level, 1 to 3.
    pub level: u8,
    /// Why.
    pub level_because: LevelBecause,
    /// Vulnerability level, 1 to 3: the opposite of the measure level.
    pub vulnerability: u8,
    /// Why.
    pub vulnerability_because: VulnerabilityBecause,
    /// Risk value by the catalog's table; none where its cell is missing there.
    pub value: Option<RiskValue>,
    /// Risk value if the vulnerabilities of which nobody could decide should affect it. The same where there are
    /// none.
    pub at_worst: Option<RiskValue>,
}

impl Rating {
    /// Measure level, 1 to 3.
    #[must_use]
    pub const fn measure_level(&self) -> u8 {
        4_u8.saturating_sub(self.vulnerability)
    }
}

/// Assets that differ in nothing that the method looks at, with the threats to them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssetRow {
    /// The zone they stand in.
    pub zone: Named<ZoneId>,
    /// Sort of thing.
    pub kind: AssetKind,
    /// What they do; where unknown, the techniques of every role are held against them.
    pub role: Stated<AssetRole>,
    /// Importance.
    pub importance: Importance,
    /// Made for plants, off the shelf, or a service.
    pub nature: Stated<AssetNature>,
    /// The assets, in the order of ids.
    pub members: Vec<Named<AssetId>>,
    /// Are there advisories that affect them?
    pub affected: bool,
    /// Are there advisories of which nobody could decide whether they do?
    pub vulnerability_undecided: bool,
    /// One for each main threat that applies, in the order of their ids.
    pub ratings: Vec<Rating>,
    /// The greatest value among them.
    pub value: Option<RiskValue>,
    /// The greatest value among them if what is undecided goes wrong.
    pub at_worst: Option<RiskValue>,
}

/// Why an asset has no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UndecidedBecause {
    /// Nobody has rated its importance.
    ImportanceUnknown,
    /// Nobody has said in which zone it stands.
    ZoneUnknown,
    /// Its zone is not in the register.
    ZoneMissing,
    /// The catalog has no main threat.
    NoThreats,
}

/// An asset without a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UndecidedAsset {
    /// The asset.
    pub asset: Named<AssetId>,
    /// Why.
    pub because: UndecidedBecause,
}

/// The asset-based method's result.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AssetRisk {
    /// Rated rows by zone, in the order of their first members.
    pub zones: BTreeMap<ZoneId, Vec<AssetRow>>,
    /// Assets without a value, in the order of ids.
    pub undecided: Vec<UndecidedAsset>,
    /// Assets to which no main threat of the catalog applies, or whose importance is said not to apply.
    pub not_applicable: Vec<Named<AssetId>>,
}

impl AssetRisk {
    /// Every rated row, zone by zone.
    pub fn rows(&self) -> impl Iterator<Item = &AssetRow> {
        self.zones.values().flatten()
    }

    /// Assets with a value.
    #[must_use]
    pub fn rated(&self) -> usize {
        self.rows().map(|row| row.members.len()).sum()
    }
}

/// What a rating rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// Why each level, in sentences: importance, threat level, vulnerability level, then warnings.
    pub reasons: Vec<Text>,
    /// Measures against the threat there, whatever their state.
    pub measures: Vec<Act>,
    /// Known vulnerabilities by member.
    pub vulnerabilities: Vec<(Named<AssetId>, Exposure)>,
    /// Techniques of the threat that are tried on such assets.
    pub techniques: Vec<ThreatId>,
}

/// Rates every asset.
#[must_use]
pub fn asset_based(facts: &Facts<'_>) -> AssetRisk {
    let _ = facts;
    AssetRisk::default()
}

/// What a rating rests on; none where the row has no such rating.
#[must_use]
pub fn opened(facts: &Facts<'_>, row: &AssetRow, threat: &ThreatId) -> Option<Opened> {
    let _ = (facts, row, threat);
    None
}
