//! The asset-based method: importance × threat level × vulnerability level, group by group, threat by threat.
//!
//! Invariant: every asset of the register is in exactly one place: a member of one row, undecided, or not
//! applicable. Assets that differ in nothing the method looks at share a row, as IPA's second edition advises.

use std::collections::{BTreeMap, HashMap};

use sekisho_catalog::RiskValue;
use sekisho_model::{
    Asset, AssetId, AssetKind, AssetNature, AssetRole, Importance, MeasureId, Stated, Text, ThreatId, ZoneId,
    text,
};

use super::graph::ZoneNo;
use super::ground::{Ground, sort, sort_of};
use super::level::Level;
use super::threats::{Sort, Tried};
use super::vulnerability::{self, Protection};
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
    on_ground(facts, &Ground::new(facts, None))
}

pub(crate) fn on_ground(facts: &Facts<'_>, ground: &Ground<'_>) -> AssetRisk {
    let mut risk = AssetRisk::default();
    for zone in 0..ground.graph.zones.len() {
        risk.put_zone(facts, ground, zone);
    }
    risk.put_homeless(facts);
    risk
}

impl AssetRisk {
    /// Rates the assets of one zone anew.
    pub(crate) fn put_zone(&mut self, facts: &Facts<'_>, ground: &Ground<'_>, zone: ZoneNo) {
        let mut rows: Vec<AssetRow> = Vec::new();
        let mut known: HashMap<Key<'_>, usize> = HashMap::new();
        let id = ground.graph.zones[zone];
        for asset in facts.assets_in(id) {
            match place(facts, ground, asset) {
                Place::Undecided(because) => self.undecided.push(undecided(asset, because)),
                Place::NotApplicable => self.not_applicable.push(named(asset)),
                Place::Rated(importance) => {
                    let key = Key::new(facts, asset, importance);
                    let at = *known.entry(key).or_insert(rows.len());
                    if at == rows.len() {
                        rows.push(row(facts, ground, zone, asset, importance));
                    }
                    rows[at].members.push(named(asset));
                }
            }
        }
        if rows.is_empty() {
            self.zones.remove(id);
        } else {
            self.zones.insert(id.clone(), rows);
        }
    }

    /// Assets without a zone.
    pub(crate) fn put_homeless(&mut self, facts: &Facts<'_>) {
        for asset in facts.register.assets.values() {
            let because = match asset.zone.known() {
                None => UndecidedBecause::ZoneUnknown,
                Some(zone) if !facts.register.zones.contains_key(zone) => UndecidedBecause::ZoneMissing,
                Some(_) => continue,
            };
            if asset.importance == Stated::NotApplicable {
                self.not_applicable.push(named(asset));
            } else {
                self.undecided.push(undecided(asset, because));
            }
        }
        self.undecided.sort_by(|a, b| a.asset.cmp(&b.asset));
        self.not_applicable.sort();
    }

    /// Forgets what was said of some assets.
    pub(crate) fn forget(&mut self, assets: &std::collections::HashSet<&AssetId>) {
        self.undecided.retain(|it| !assets.contains(&it.asset.id));
        self.not_applicable.retain(|it| !assets.contains(&it.id));
    }
}

enum Place {
    Undecided(UndecidedBecause),
    NotApplicable,
    Rated(Importance),
}

/// Where an asset of a known zone belongs.
fn place(facts: &Facts<'_>, ground: &Ground<'_>, asset: &Asset) -> Place {
    let _ = facts;
    match asset.importance {
        Stated::NotApplicable => Place::NotApplicable,
        _ if ground.threats.mains.is_empty() => Place::Undecided(UndecidedBecause::NoThreats),
        _ if ground.tried_on(sort(asset)).is_empty() => Place::NotApplicable,
        Stated::Unknown => Place::Undecided(UndecidedBecause::ImportanceUnknown),
        Stated::Known(importance) => Place::Rated(importance),
    }
}

/// What two assets of a zone have in common that share a row.
#[derive(PartialEq, Eq, Hash)]
struct Key<'a> {
    sort: Sort,
    importance: Importance,
    nature: Stated<AssetNature>,
    vulnerable: (bool, bool),
    measures: Vec<&'a MeasureId>,
}

impl<'a> Key<'a> {
    fn new(facts: &Facts<'a>, asset: &Asset, importance: Importance) -> Self {
        let exposure = exposure(facts, &asset.id);
        Self {
            sort: sort(asset),
            importance,
            nature: asset.nature,
            vulnerable: (exposure.affected > 0, exposure.undecided > 0),
            measures: facts.measures_on_asset(&asset.id).iter().map(|measure| &measure.id).collect(),
        }
    }
}

fn exposure(facts: &Facts<'_>, asset: &AssetId) -> Exposure {
    facts.exposures.get(asset).copied().unwrap_or_default()
}

fn named(asset: &Asset) -> Named<AssetId> {
    Named { id: asset.id.clone(), name: asset.name.clone() }
}

fn undecided(asset: &Asset, because: UndecidedBecause) -> UndecidedAsset {
    UndecidedAsset { asset: named(asset), because }
}

/// A row without members, rated for assets like `asset`.
fn row(
    facts: &Facts<'_>,
    ground: &Ground<'_>,
    zone: ZoneNo,
    asset: &Asset,
    importance: Importance,
) -> AssetRow {
    let exposure = exposure(facts, &asset.id);
    let id = ground.graph.zones[zone];
    let name = facts.register.zones.get(id).map_or_else(String::new, |zone| zone.name.clone());
    let mut row = AssetRow {
        zone: Named { id: id.clone(), name },
        kind: asset.kind,
        role: asset.role,
        importance,
        nature: asset.nature,
        members: Vec::new(),
        affected: exposure.affected > 0,
        vulnerability_undecided: exposure.undecided > 0,
        ratings: Vec::new(),
        value: None,
        at_worst: None,
    };
    rate(facts, ground, zone, Some(asset), &mut row);
    row
}

/// Rates a row, in place where it was rated before.
pub(crate) fn rate(
    facts: &Facts<'_>,
    ground: &Ground<'_>,
    zone: ZoneNo,
    asset: Option<&Asset>,
    row: &mut AssetRow,
) {
    let graded: Vec<Graded> = grades(facts, ground, zone, asset, row);
    if row.ratings.len() != graded.len() {
        let tried = ground.tried_on(sort_of(row.kind, row.role));
        let fresh = |tried: &Tried| Rating {
            threat: ground.threats.all[tried.main].id.clone(),
            level: 0,
            level_because: LevelBecause::Catalog,
            vulnerability: 0,
            vulnerability_because: VulnerabilityBecause::Nothing,
            value: None,
            at_worst: None,
        };
        row.ratings = tried.iter().map(fresh).collect();
    }
    for (rating, now) in row.ratings.iter_mut().zip(&graded) {
        (rating.level, rating.level_because) = (now.level.level, now.level.because);
        (rating.vulnerability, rating.vulnerability_because) = now.vulnerability;
        (rating.value, rating.at_worst) = (now.value, now.at_worst);
    }
    row.value = graded.iter().filter_map(|it| it.value).max();
    row.at_worst = graded.iter().filter_map(|it| it.at_worst).max();
}

/// What a rating comes to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Graded {
    level: Level,
    pub(super) vulnerability: (u8, VulnerabilityBecause),
    pub(super) value: Option<RiskValue>,
    at_worst: Option<RiskValue>,
}

/// The grades of a row for assets like `asset`, in the order of its threats.
pub(super) fn grades(
    facts: &Facts<'_>,
    ground: &Ground<'_>,
    zone: ZoneNo,
    asset: Option<&Asset>,
    row: &AssetRow,
) -> Vec<Graded> {
    let own = asset.and_then(|asset| ground.guards.of_asset(facts, asset));
    let protection = Protection { zone: &ground.guards.zones[zone], own: own.as_ref() };
    let (importance, may_be) = (weight(row.importance), row.affected || row.vulnerability_undecided);
    let grade = |tried: &Tried| {
        let level = ground.levels.of(zone)[tried.place];
        let strength = vulnerability::strength(protection, tried);
        let vulnerability = vulnerability::level(strength, tried.uses_vulnerability, row.affected);
        let (worst, _) = vulnerability::level(strength, tried.uses_vulnerability, may_be);
        let value = ground.value(importance, level.level, vulnerability.0);
        let at_worst = ground.value(importance, level.level, worst).max(value);
        Graded { level, vulnerability, value, at_worst }
    };
    ground.tried_on(sort_of(row.kind, row.role)).iter().map(grade).collect()
}

/// Importance on the scale of the table, 1 to 3.
pub(crate) const fn weight(importance: Importance) -> u8 {
    match importance {
        Importance::Small => 1,
        Importance::Medium => 2,
        Importance::Large => 3,
    }
}

/// What makes a rating less sure than it looks.
pub(super) fn warnings(row: &AssetRow, uses_vulnerability: bool, measures: &[Act]) -> Vec<Text> {
    let mut warnings = Vec::new();
    if row.role.is_unknown() {
        warnings.push(text!(
            ja: "役割が未定なので、すべての役割の手口を当てています。役割を決めると絞り込めます。",
            en: "The role is not stated, so the techniques of every role are held against it. State the role to narrow them."
        ));
    }
    if uses_vulnerability && row.vulnerability_undecided && !row.affected {
        warnings.push(text!(
            ja: "該当するか判断できていない脆弱性があります。該当すれば、脆弱性レベルが上がることがあります。",
            en: "There are vulnerabilities of which nobody could decide whether they apply. If they do, the vulnerability level may rise."
        ));
    }
    for act in measures.iter().filter(|act| act.effects.is_empty()) {
        let name = &act.name;
        warnings.push(text!(
            ja: "対策「{name}」は効果が分からないので数えていません。カタログの対策を選んでください。",
            en: "Measure \"{name}\" is not counted, because what it does is not known. Choose its measure of the catalog."
        ));
    }
    warnings
}
