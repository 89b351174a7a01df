//! A made-up plant of any size, the same for the same seed: what property tests and benchmarks judge.
//!
//! Invariant: every field that may be unknown is unknown here and there. It looks like a plant only as far as
//! judgements care: an outside, an office, a boundary, and production zones in groups, joined mostly downwards.

use sekisho_catalog::Catalog;
use sekisho_model::{
    Asset, AssetKind, AssetNature, AssetRole, Business, Conduit, ConduitKind, DataFlow, Direction,
    Importance, Loss, LossLevel, Measure, MeasureState, Register, Stated, ThreatLevel, Zone, ZoneLevel,
    ZoneThreat,
};

/// How many of what.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Size {
    /// Assets.
    pub(crate) assets: usize,
    /// Zones.
    pub(crate) zones: usize,
    /// Conduits.
    pub(crate) conduits: usize,
    /// Data flows.
    pub(crate) flows: usize,
    /// Measures.
    pub(crate) measures: usize,
    /// Rows of zone × threat.
    pub(crate) zone_threats: usize,
    /// Businesses.
    pub(crate) businesses: usize,
}

impl Size {
    /// A few of each.
    pub(crate) const SMALL: Self =
        Self { assets: 30, zones: 9, conduits: 14, flows: 10, measures: 14, zone_threats: 20, businesses: 4 };
}

/// xorshift64*: the same figures every time.
#[derive(Clone, Debug)]
pub(crate) struct Dice(u64);

impl Dice {
    /// Dice with a seed.
    #[must_use]
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// A number below a limit; 0 where the limit is 0.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let bits = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33;
        usize::try_from(bits).unwrap_or_default().checked_rem(limit).unwrap_or_default()
    }

    fn often(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    fn pick<'t, T>(&mut self, of: &'t [T]) -> Option<&'t T> {
        of.get(self.below(of.len()))
    }

    fn stated<T>(&mut self, value: T, percent: usize) -> Stated<T> {
        if self.often(percent) { Stated::Known(value) } else { Stated::Unknown }
    }
}

macro_rules! id {
    ($($part:tt)*) => {
        match format!($($part)*).parse() {
            Ok(id) => id,
            Err(_) => continue,
        }
    };
}

/// A made-up register.
#[must_use]
pub(crate) fn register(seed: u64, size: Size, catalog: &Catalog) -> Register {
    let mut dice = Dice::new(seed);
    let mut register = Register::default();
    businesses(&mut register, &mut dice, size);
    zones(&mut register, &mut dice, size);
    conduits(&mut register, &mut dice, size);
    assets(&mut register, &mut dice, size);
    flows(&mut register, &mut dice, size);
    threats(&mut register, &mut dice, size, catalog);
    measures(&mut register, &mut dice, size, catalog);
    register
}

const LOSSES: [LossLevel; 4] = [LossLevel::None, LossLevel::Low, LossLevel::Medium, LossLevel::High];

fn loss(dice: &mut Dice) -> Loss {
    let mut one = || LOSSES[dice.below(4)];
    Loss { business_continuity: one(), safety: one(), quality: one(), delivery: one(), cost: one() }
}

fn importance(dice: &mut Dice) -> Importance {
    Importance::ALL[dice.below(3)]
}

fn businesses(register: &mut Register, dice: &mut Dice, size: Size) {
    for n in 0..size.businesses {
        let (importance, loss) = (importance(dice), loss(dice));
        let business = Business {
            id: id!("B{n:03}"),
            name: format!("業務 {n}"),
            importance: dice.stated(importance, 90),
            importance_reason: String::new(),
            loss: dice.stated(loss, 90),
            recovery_hours_max: dice.stated(24, 80),
            owner: dice.stated(String::from("係"), 80),
            scope: Stated::Unknown,
            note: String::new(),
        };
        register.businesses.insert(business.id.clone(), business);
    }
}

/// The first are outside, the next the office and the boundary; the rest lie in groups of ten.
fn zones(register: &mut Register, dice: &mut Dice, size: Size) {
    let businesses: Vec<_> = register.businesses.keys().cloned().collect();
    for n in 0..size.zones {
        let level = match n {
            0 | 1 => ZoneLevel::Outside,
            2 => ZoneLevel::Enterprise,
            3 => ZoneLevel::Boundary,
            _ if n % 3 == 0 => ZoneLevel::Supervision,
            _ => ZoneLevel::Control,
        };
        let importance = importance(dice);
        let around = (n > 4 && n % 10 != 0).then(|| (n / 10 * 10).max(4));
        let zone = Zone {
            id: id!("Z{n:03}"),
            name: format!("ゾーン {n}"),
            parent: match around {
                Some(around) => Stated::Known(id!("Z{around:03}")),
                None => Stated::NotApplicable,
            },
            businesses: dice.pick(&businesses).cloned().into_iter().collect(),
            importance: dice.stated(importance, 90),
            level: Stated::Known(level),
            security_level_target: Stated::Unknown,
            owner: dice.stated(String::from("係"), 80),
            note: String::new(),
        };
        register.zones.insert(zone.id.clone(), zone);
    }
}

fn conduits(register: &mut Register, dice: &mut Dice, size: Size) {
    let zones: Vec<_> = register.zones.keys().cloned().collect();
    let kinds =
        [ConduitKind::RemoteMaintenance, ConduitKind::Cloud, ConduitKind::Media, ConduitKind::Wireless];
    for n in 0..size.conduits {
        let from = if n < 6 { n % 3 } else { dice.below(zones.len()) };
        let to = if n < 6 { 2 + n % 2 } else { dice.below(zones.len()) };
        let kind = if dice.often(85) { ConduitKind::Network } else { kinds[dice.below(4)] };
        let conduit = Conduit {
            id: id!("C{n:04}"),
            name: format!("経路 {n}"),
            from: zones[from].clone(),
            to: zones[to].clone(),
            direction: if dice.often(60) { Direction::Forward } else { Direction::Both },
            kind,
            protocols: std::collections::BTreeSet::new(),
            responsible: dice.stated(String::from("係"), 80),
            responsibility_split: Stated::Unknown,
            note: String::new(),
        };
        register.conduits.insert(conduit.id.clone(), conduit);
    }
}

const ROLES: [AssetRole; 14] = [
    AssetRole::Controller,
    AssetRole::Controller,
    AssetRole::Controller,
    AssetRole::SafetyController,
    AssetRole::FieldDevice,
    AssetRole::FieldDevice,
    AssetRole::Hmi,
    AssetRole::EngineeringStation,
    AssetRole::ControlServer,
    AssetRole::ApplicationServer,
    AssetRole::Historian,
    AssetRole::Gateway,
    AssetRole::NetworkDevice,
    AssetRole::Workstation,
];

fn assets(register: &mut Register, dice: &mut Dice, size: Size) {
    let zones: Vec<_> = register.zones.keys().cloned().collect();
    let businesses: Vec<_> = register.businesses.keys().cloned().collect();
    for n in 0..size.assets {
        let kind = if dice.often(90) { AssetKind::Device } else { AssetKind::Data };
        let (role, importance) = (ROLES[dice.below(ROLES.len())], importance(dice));
        let zone = dice.pick(&zones).cloned().map_or(Stated::Unknown, Stated::Known);
        let own = dice.often(10);
        let asset = Asset {
            id: id!("A{n:05}"),
            name: format!("機器 {n}"),
            kind,
            zone: if dice.often(97) { zone } else { Stated::Unknown },
            businesses: if own {
                dice.pick(&businesses).cloned().into_iter().collect()
            } else {
                Default::default()
            },
            importance: dice.stated(importance, 92),
            importance_reason: String::from("業務に合わせた"),
            device: Stated::NotApplicable,
            products: Default::default(),
            addresses: Default::default(),
            place: String::new(),
            owner: dice.stated(String::from("係"), 90),
            supplier: Stated::NotApplicable,
            support_end: Stated::NotApplicable,
            role: if kind == AssetKind::Data { Stated::NotApplicable } else { dice.stated(role, 95) },
            nature: dice.stated(AssetNature::Dedicated, 95),
            scope: Stated::NotApplicable,
            note: String::new(),
        };
        register.assets.insert(asset.id.clone(), asset);
    }
}

fn flows(register: &mut Register, dice: &mut Dice, size: Size) {
    let assets: Vec<_> = register.assets.keys().cloned().collect();
    let conduits: Vec<_> = register.conduits.keys().cloned().collect();
    for n in 0..size.flows {
        let (Some(from), Some(to), Some(conduit)) =
            (dice.pick(&assets), dice.pick(&assets), dice.pick(&conduits))
        else {
            return;
        };
        let flow = DataFlow {
            id: id!("F{n:04}"),
            name: format!("データ {n}"),
            from: from.clone(),
            to: to.clone(),
            conduit: dice.stated(conduit.clone(), 90),
            purpose: dice.stated(String::from("稼働の監視"), 90),
            note: String::new(),
        };
        register.flows.insert(flow.id.clone(), flow);
    }
}

fn threats(register: &mut Register, dice: &mut Dice, size: Size, catalog: &Catalog) {
    let zones: Vec<_> = register.zones.keys().cloned().collect();
    let mains: Vec<_> =
        catalog.threats.values().filter(|threat| threat.main).map(|it| it.id.clone()).collect();
    for n in 0..size.zone_threats {
        let (Some(zone), Some(threat)) = (dice.pick(&zones), dice.pick(&mains)) else { return };
        let level = ThreatLevel::try_from([1, 2, 3][dice.below(3)]);
        let loss = loss(dice);
        let row = ZoneThreat {
            id: id!("T{n:04}"),
            name: format!("脅威 {n}"),
            zone: zone.clone(),
            threat: threat.clone(),
            level: level.map_or(Stated::Unknown, |level| dice.stated(level, 50)),
            loss: dice.stated(loss, 90),
            reason: String::from("経験による"),
            note: String::new(),
        };
        register.zone_threats.insert(row.id.clone(), row);
    }
}

/// One in twenty is put on nothing, most on a zone or two, some on conduits or assets.
fn measures(register: &mut Register, dice: &mut Dice, size: Size, catalog: &Catalog) {
    let zones: Vec<_> = register.zones.keys().cloned().collect();
    let conduits: Vec<_> = register.conduits.keys().cloned().collect();
    let assets: Vec<_> = register.assets.keys().cloned().collect();
    let practices: Vec<_> = catalog.practices.keys().cloned().collect();
    let states =
        [MeasureState::InPlace, MeasureState::InPlace, MeasureState::Planned, MeasureState::Proposed];
    for n in 0..size.measures {
        let mut measure = Measure {
            id: id!("M{n:04}"),
            name: format!("対策 {n}"),
            state: states[dice.below(4)],
            zones: Default::default(),
            conduits: Default::default(),
            assets: Default::default(),
            owner: dice.stated(String::from("係"), 80),
            cost_yen: dice.stated(100_000, 80),
            due: Stated::Unknown,
            area: Stated::Unknown,
            practice: dice.pick(&practices).cloned().map_or(Stated::Unknown, |it| dice.stated(it, 95)),
            threats: Default::default(),
            yearly_cost_yen: Stated::Unknown,
            since: Stated::Unknown,
            note: String::new(),
        };
        match dice.below(20) {
            0 => {}
            1..=12 => measure.zones.extend((0..2).filter_map(|_| dice.pick(&zones).cloned())),
            13..=16 => measure.conduits.extend((0..3).filter_map(|_| dice.pick(&conduits).cloned())),
            _ => measure.assets.extend((0..5).filter_map(|_| dice.pick(&assets).cloned())),
        }
        register.measures.insert(measure.id.clone(), measure);
    }
}
