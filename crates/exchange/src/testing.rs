//! Registers for the tests of this crate: one with every field filled, and any number of generated ones.
//!
//! The literals name every field, so a new field of the model does not compile until it is here and then
//! fails the whole-surface test until it has a column.

mod answering;
mod handling;
mod watching;

use std::collections::BTreeSet;

use jiff::civil::{Date, date};
use sekisho_model::{
    Activity, ActivityKind, ActivityState, Asset, AssetId, AssetKind, AssetNature, AssetRole, Business,
    BusinessId, Conduit, ConduitId, ConduitKind, Contact, ContactId, ContactKind, DataFlow, DeviceIdentity,
    Direction, EvidenceId, Importance, Loss, LossLevel, Maker, Measure, MeasureArea, MeasureId, MeasureState,
    OodaPhase, Outcome, Plant, Policy, Product, Record, Register, ReportForm, RequestState, RequestSubject,
    Requirement, RequirementKind, ResponseStep, Review, Scenario, ScenarioState, Scope, ScsLevel,
    SecurityLevel, Stated, Supplier, SupplierId, SupplierRequest, ThreatId, ThreatLevel, Treatment,
    VulnerabilityId, YesNo, Zone, ZoneId, ZoneLevel, ZoneThreat,
};

/// A repeatable stream of choices.
pub(crate) struct Dice {
    state: u64,
    /// Leaves nothing out.
    generous: bool,
}

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self { state: seed ^ 0x9E37_79B9_7F4A_7C15, generous: false }
    }

    /// SplitMix64.
    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.state ^ (self.state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub(crate) fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(n.max(1)).unwrap()).unwrap()
    }

    fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())].clone()
    }

    pub(crate) fn bytes(&mut self, len: usize) -> Vec<u8> {
        (0..len).map(|_| u8::try_from(self.next() % 256).unwrap()).collect()
    }

    /// A text as people write it, awkward characters among it, without white space at its ends.
    fn text(&mut self) -> String {
        const PARTS: &[&str] = &[
            "組立",
            "ライン",
            "１",
            "塗装",
            "A",
            "b",
            "7",
            "100",
            "-",
            "／",
            "/",
            "、",
            ",",
            ";",
            "\"",
            "'",
            "=",
            "<&>",
            "（",
            "）",
            " ",
            "　",
            "\n",
            "㈱",
            "ｱ",
            "é",
            "😀",
            "_x0041_",
            "不明",
            "true",
            "1e3",
            "\\",
            "[",
            "#",
            "N/A",
        ];
        loop {
            let n = 1 + self.below(5);
            let text: String = (0..n).map(|_| self.pick(PARTS)).collect();
            if !text.is_empty() && text.trim() == text {
                return text;
            }
        }
    }

    /// A text on one line, for ids.
    fn line(&mut self) -> String {
        self.text().replace('\n', "・")
    }

    fn free(&mut self) -> String {
        if !self.generous && self.below(3) == 0 { String::new() } else { self.text() }
    }

    fn stated<T>(&mut self, f: impl FnOnce(&mut Self) -> T) -> Stated<T> {
        match self.below(5) {
            _ if self.generous => Stated::Known(f(self)),
            0 => Stated::Unknown,
            1 => Stated::NotApplicable,
            _ => Stated::Known(f(self)),
        }
    }

    fn vulnerabilities(&mut self) -> BTreeSet<VulnerabilityId> {
        let threats = self.ids(2);
        self.subset(&threats)
    }

    /// The two words that documents keep for themselves cannot be values, so they are not generated.
    fn stated_text(&mut self) -> Stated<String> {
        self.stated(Self::text)
    }

    fn subset<T: Clone + Ord>(&mut self, from: &[T]) -> BTreeSet<T> {
        from.iter().filter(|_| self.generous || self.below(3) == 0).cloned().collect()
    }

    fn stated_of<T: Clone>(&mut self, from: &[T]) -> Stated<T> {
        if from.is_empty() { Stated::Unknown } else { self.stated(|dice| dice.pick(from)) }
    }

    fn lines(&mut self) -> BTreeSet<String> {
        let n = self.below(4) + usize::from(self.generous);
        (0..n).map(|_| self.line()).collect()
    }

    fn date(&mut self) -> Date {
        let day = i8::try_from(1 + self.below(28)).unwrap();
        let month = i8::try_from(1 + self.below(12)).unwrap();
        date(i16::try_from(1950 + self.below(150)).unwrap(), month, day)
    }

    fn importance(&mut self) -> Stated<Importance> {
        self.stated(|dice| dice.pick(&Importance::ALL))
    }

    fn loss_level(&mut self) -> LossLevel {
        self.pick(&[LossLevel::None, LossLevel::Low, LossLevel::Medium, LossLevel::High])
    }

    fn loss(&mut self) -> Loss {
        Loss {
            business_continuity: self.loss_level(),
            safety: self.loss_level(),
            quality: self.loss_level(),
            delivery: self.loss_level(),
            cost: self.loss_level(),
        }
    }

    /// At least one part known: four unknown parts are the same as an unknown device.
    fn device(&mut self) -> DeviceIdentity {
        DeviceIdentity {
            vendor: self.stated_text(),
            family: self.stated_text(),
            model: Stated::Known(self.text()),
            firmware: self.stated_text(),
        }
    }

    fn scope(&mut self) -> Stated<Scope> {
        self.stated(|d| d.pick(&[Scope::Existing, Scope::Widened]))
    }

    fn threat_level(&mut self) -> Stated<ThreatLevel> {
        self.stated(|d| level::<ThreatLevel>(1 + d.below(3)))
    }

    fn security_level(&mut self) -> Stated<SecurityLevel> {
        self.stated(|d| level::<SecurityLevel>(d.below(5)))
    }

    fn count(&mut self) -> Stated<u32> {
        self.stated(|d| u32::try_from(d.below(10_000)).unwrap())
    }

    fn yen(&mut self) -> Stated<u64> {
        self.stated(|d| d.next() >> 1)
    }

    fn ids<T: std::str::FromStr + Ord>(&mut self, n: usize) -> Vec<T> {
        let ids: BTreeSet<T> = (0..n).filter_map(|_| self.line().parse().ok()).collect();
        ids.into_iter().collect()
    }
}

/// A register whose references all point at something.
pub(crate) fn generated(seed: u64, size: usize) -> Register {
    thrown(&mut Dice::new(seed), size)
}

/// A register with one record of each kind and a value in every field.
pub(crate) fn full() -> Register {
    thrown(&mut Dice { generous: true, ..Dice::new(1) }, 1)
}

#[expect(clippy::too_many_lines, reason = "one literal for each of ten kinds, every field named")]
fn thrown(d: &mut Dice, size: usize) -> Register {
    let mut register = Register::default();
    let businesses = d.ids(size);
    let zones = d.ids(size);
    let conduits = if zones.is_empty() { Vec::new() } else { d.ids(size) };
    let suppliers = d.ids(size);
    let products = d.ids(size);
    let assets = d.ids(size);
    if d.generous || d.below(2) == 0 {
        register.put(Record::Plant(Plant {
            name: d.text(),
            company: d.free(),
            company_en: d.free(),
            address: d.free(),
            address_en: d.free(),
            note: d.free(),
        }));
    }
    for id in d.ids(size) {
        register.put(Record::Requirement(Requirement {
            id,
            name: d.text(),
            kind: d.pick(&[
                RequirementKind::ManagementGoal,
                RequirementKind::Outside,
                RequirementKind::Inside,
            ]),
            source: d.stated_text(),
            owner: d.stated_text(),
            date: d.stated(Dice::date),
            zones: d.subset(&zones),
            note: d.free(),
        }));
    }
    for id in businesses.clone() {
        register.put(Record::Business(Business {
            id,
            name: d.text(),
            importance: d.importance(),
            importance_reason: d.free(),
            loss: d.stated(Dice::loss),
            recovery_hours_max: d.count(),
            owner: d.stated_text(),
            scope: d.scope(),
            note: d.free(),
        }));
    }
    for id in zones.clone() {
        register.put(Record::Zone(Zone {
            id,
            name: d.text(),
            parent: d.stated_of(&zones),
            businesses: d.subset(&businesses),
            importance: d.importance(),
            level: d.stated(|d| {
                d.pick(&[
                    ZoneLevel::Outside,
                    ZoneLevel::Enterprise,
                    ZoneLevel::Boundary,
                    ZoneLevel::Operations,
                    ZoneLevel::Supervision,
                    ZoneLevel::Control,
                    ZoneLevel::Process,
                ])
            }),
            security_level_target: d.security_level(),
            owner: d.stated_text(),
            note: d.free(),
        }));
    }
    for id in conduits.clone() {
        register.put(Record::Conduit(Conduit {
            id,
            name: d.text(),
            from: d.pick(&zones),
            to: d.pick(&zones),
            direction: d.pick(&[Direction::Forward, Direction::Both]),
            kind: d.pick(&[
                ConduitKind::Network,
                ConduitKind::RemoteMaintenance,
                ConduitKind::Cloud,
                ConduitKind::Media,
                ConduitKind::Wireless,
            ]),
            protocols: d.lines(),
            responsible: d.stated_text(),
            responsibility_split: d.stated_text(),
            note: d.free(),
        }));
    }
    for id in suppliers.clone() {
        register.put(Record::Supplier(Supplier {
            id,
            name: d.text(),
            provides: d.free(),
            contact: d.stated_text(),
            scs_level: d.stated(|d| level::<ScsLevel>(3 + d.below(3))),
            scs_until: d.stated(Dice::date),
            businesses: d.subset(&businesses),
            replaced_hours_max: d.count(),
            holds_secrets: d.stated(|d| d.pick(&[YesNo::Yes, YesNo::No])),
            stop_unbearable: d.stated(|d| d.pick(&[YesNo::Yes, YesNo::No])),
            reaches_inside: d.stated(|d| d.pick(&[YesNo::Yes, YesNo::No])),
            statement_reason: d.free(),
            stated: d.stated(Dice::date),
            note: d.free(),
        }));
    }
    for id in products.clone() {
        let maker = match d.below(3) {
            0 if !d.generous => Maker::Own,
            _ if d.generous => Maker::Supplier(d.pick(&suppliers)),
            1 if !suppliers.is_empty() => Maker::Supplier(d.pick(&suppliers)),
            _ => Maker::Unknown,
        };
        register.put(Record::Product(Product {
            id,
            name: d.text(),
            name_en: d.free(),
            version: d.stated_text(),
            maker,
            device: d.stated(Dice::device),
            businesses: d.subset(&businesses),
            support_end: d.stated(Dice::date),
            purpose: d.stated_text(),
            purpose_en: d.free(),
            category: d.stated(|d| d.line().parse().unwrap()),
            markets: d.lines(),
            placed: d.stated(Dice::date),
            importer: d.stated_text(),
            representative: d.stated_text(),
            report_to: d.stated_text(),
            disclosure_policy: d.stated_text(),
            note: d.free(),
        }));
    }
    for id in assets.clone() {
        register.put(Record::Asset(Asset {
            id,
            name: d.text(),
            kind: d.pick(&[AssetKind::Network, AssetKind::Device, AssetKind::Data]),
            zone: d.stated_of(&zones),
            businesses: d.subset(&businesses),
            importance: d.importance(),
            importance_reason: d.free(),
            device: d.stated(Dice::device),
            products: d.subset(&products),
            addresses: d.lines(),
            place: d.free(),
            owner: d.stated_text(),
            supplier: d.stated_of(&suppliers),
            support_end: d.stated(Dice::date),
            role: d.stated(|d| d.pick(ROLES)),
            nature: d.stated(|d| {
                d.pick(&[AssetNature::Dedicated, AssetNature::GeneralPurpose, AssetNature::Cloud])
            }),
            scope: d.scope(),
            note: d.free(),
        }));
    }
    let flows = if assets.is_empty() { Vec::new() } else { d.ids(size) };
    for id in flows {
        register.put(Record::DataFlow(DataFlow {
            id,
            name: d.text(),
            from: d.pick(&assets),
            to: d.pick(&assets),
            conduit: d.stated_of(&conduits),
            purpose: d.stated_text(),
            note: d.free(),
        }));
    }
    let measures = d.ids(size);
    let threats = d.ids(size + 1);
    for id in measures.clone() {
        register.put(Record::Measure(Measure {
            id,
            name: d.text(),
            state: d.pick(&[
                MeasureState::Proposed,
                MeasureState::Planned,
                MeasureState::InPlace,
                MeasureState::Dropped,
            ]),
            zones: d.subset(&zones),
            conduits: d.subset(&conduits),
            assets: d.subset(&assets),
            owner: d.stated_text(),
            cost_yen: d.yen(),
            due: d.stated(Dice::date),
            area: d.stated(|d| d.pick(&MeasureArea::ALL)),
            practice: d.stated(|d| d.line().parse().unwrap()),
            threats: d.subset(&threats),
            yearly_cost_yen: d.yen(),
            since: d.stated(Dice::date),
            note: d.free(),
        }));
    }
    handling::thrown(d, size, &products, &assets, &mut register);
    watching::thrown(d, size, &assets, &mut register);
    let evidence = answering::thrown(d, size, &products, &businesses, &mut register);
    let known = Known { businesses, zones, conduits, assets, suppliers, measures, threats, evidence };
    known.course(d, size, &mut register);
    register
}

const ROLES: &[AssetRole] = &[
    AssetRole::Controller,
    AssetRole::SafetyController,
    AssetRole::FieldDevice,
    AssetRole::Hmi,
    AssetRole::EngineeringStation,
    AssetRole::ControlServer,
    AssetRole::ApplicationServer,
    AssetRole::Historian,
    AssetRole::Gateway,
    AssetRole::NetworkDevice,
    AssetRole::Firewall,
    AssetRole::RemoteAccess,
    AssetRole::Workstation,
    AssetRole::Camera,
    AssetRole::PortableMedia,
    AssetRole::Other,
];

const ACTIVITIES: &[ActivityKind] = &[
    ActivityKind::Response,
    ActivityKind::Account,
    ActivityKind::SettingChange,
    ActivityKind::Sharing,
    ActivityKind::EffectCheck,
    ActivityKind::EnvironmentChange,
    ActivityKind::Renewal,
    ActivityKind::Education,
    ActivityKind::Drill,
];

const REQUEST_STATES: &[RequestState] = &[
    RequestState::Draft,
    RequestState::Asked,
    RequestState::CostTalk,
    RequestState::Agreed,
    RequestState::Answered,
    RequestState::Confirmed,
    RequestState::Refused,
];

/// What the records of the later steps point at.
struct Known {
    businesses: Vec<BusinessId>,
    zones: Vec<ZoneId>,
    conduits: Vec<ConduitId>,
    assets: Vec<AssetId>,
    suppliers: Vec<SupplierId>,
    measures: Vec<MeasureId>,
    threats: Vec<ThreatId>,
    evidence: Vec<EvidenceId>,
}

impl Known {
    fn course(&self, d: &mut Dice, size: usize, register: &mut Register) {
        let contacts = d.ids(size);
        self.threats_and_policies(d, size, register);
        self.response(d, &contacts, size, register);
        self.activities(d, size, register);
        self.requests(d, size, register);
        self.scenarios(d, size, register);
        for id in d.ids(size) {
            register.put(Record::Review(Review {
                id,
                name: d.text(),
                date: d.stated(Dice::date),
                attendees: d.free(),
                decisions: d.free(),
                ledger_size: d.yen(),
                state_hash: d.stated_text(),
                next: d.stated(Dice::date),
                note: d.free(),
            }));
        }
    }

    fn threats_and_policies(&self, d: &mut Dice, size: usize, register: &mut Register) {
        let zone_threats = if self.zones.is_empty() { Vec::new() } else { d.ids(size) };
        for id in zone_threats {
            register.put(Record::ZoneThreat(ZoneThreat {
                id,
                name: d.text(),
                zone: d.pick(&self.zones),
                threat: d.pick(&self.threats),
                level: d.threat_level(),
                loss: d.stated(Dice::loss),
                reason: d.free(),
                note: d.free(),
            }));
        }
        for id in d.ids(size) {
            register.put(Record::Policy(Policy {
                id,
                name: d.text(),
                zones: d.subset(&self.zones),
                importance: d.importance(),
                treatment: d.stated(|d| {
                    d.pick(&[Treatment::Reduce, Treatment::Avoid, Treatment::Transfer, Treatment::Accept])
                }),
                priority: d.count(),
                security_level_target: d.security_level(),
                owner: d.stated_text(),
                approved: d.stated(Dice::date),
                note: d.free(),
            }));
        }
    }

    fn response(&self, d: &mut Dice, contacts: &[ContactId], size: usize, register: &mut Register) {
        for id in contacts.iter().cloned() {
            register.put(Record::Contact(Contact {
                id,
                name: d.text(),
                kind: d.pick(&[
                    ContactKind::Inside,
                    ContactKind::Supplier,
                    ContactKind::Customer,
                    ContactKind::Authority,
                    ContactKind::Sharing,
                ]),
                reason: d.stated_text(),
                reach: d.stated_text(),
                hours: d.free(),
                deputy: d.stated_text(),
                checked: d.stated(Dice::date),
                note: d.free(),
            }));
        }
        for id in d.ids(size) {
            register.put(Record::ResponseStep(ResponseStep {
                id,
                name: d.text(),
                phase: d.pick(&[OodaPhase::Observe, OodaPhase::Orient, OodaPhase::Decide, OodaPhase::Act]),
                trigger: d.free(),
                owner: d.stated_text(),
                minutes_max: d.count(),
                zones: d.subset(&self.zones),
                contacts: d.subset(contacts),
                note: d.free(),
            }));
        }
        Self::report_forms(d, size, contacts, register);
    }

    fn report_forms(d: &mut Dice, size: usize, contacts: &[ContactId], register: &mut Register) {
        for id in d.ids(size) {
            register.put(Record::ReportForm(ReportForm {
                id,
                name: d.text(),
                purpose: d.free(),
                contacts: d.subset(contacts),
                place: d.stated_text(),
                edition: d.stated_text(),
                owner: d.stated_text(),
                note: d.free(),
            }));
        }
    }

    fn activities(&self, d: &mut Dice, size: usize, register: &mut Register) {
        for id in d.ids(size) {
            register.put(Record::Activity(Activity {
                id,
                name: d.text(),
                kind: d.pick(ACTIVITIES),
                state: d.pick(&[ActivityState::Planned, ActivityState::Done, ActivityState::Dropped]),
                date: d.stated(Dice::date),
                owner: d.stated_text(),
                result: d.stated(|d| d.pick(&[Outcome::Good, Outcome::Partly, Outcome::Bad])),
                zones: d.subset(&self.zones),
                assets: d.subset(&self.assets),
                measures: d.subset(&self.measures),
                attendees: d.count(),
                next: d.stated(Dice::date),
                evidence: d.free(),
                note: d.free(),
            }));
        }
    }

    fn requests(&self, d: &mut Dice, size: usize, register: &mut Register) {
        let requests = if self.suppliers.is_empty() { Vec::new() } else { d.ids(size) };
        for id in requests {
            register.put(Record::SupplierRequest(SupplierRequest {
                id,
                name: d.text(),
                supplier: d.pick(&self.suppliers),
                subject: d.stated(|d| {
                    d.pick(&[
                        RequestSubject::Device,
                        RequestSubject::GeneralPurpose,
                        RequestSubject::Software,
                        RequestSubject::Cloud,
                        RequestSubject::Work,
                        RequestSubject::Organisation,
                    ])
                }),
                state: d.pick(REQUEST_STATES),
                reason: d.free(),
                criteria: d.ids(2).into_iter().collect(),
                asked: d.stated(Dice::date),
                explained: d.stated(Dice::date),
                cost_talk: d.stated(Dice::date),
                due: d.stated(Dice::date),
                answered: d.stated(Dice::date),
                answer: d.free(),
                cost_agreement: d.free(),
                agreed: d.stated(Dice::date),
                evidence: d.subset(&self.evidence),
                owner: d.stated_text(),
                note: d.free(),
            }));
        }
    }

    fn scenarios(&self, d: &mut Dice, size: usize, register: &mut Register) {
        let scenarios = if self.businesses.is_empty() { Vec::new() } else { d.ids(size) };
        for id in scenarios {
            register.put(Record::Scenario(Scenario {
                id,
                name: d.text(),
                business: d.pick(&self.businesses),
                target: d.stated_of(&self.assets),
                entry: d.stated_of(&self.zones),
                conduits: d.subset(&self.conduits),
                threats: d.subset(&self.threats),
                level: d.threat_level(),
                loss: d.stated(Dice::loss),
                state: d.pick(&[ScenarioState::Adopted, ScenarioState::Rejected]),
                note: d.free(),
            }));
        }
    }
}

fn level<T: TryFrom<u8, Error = String>>(n: usize) -> T {
    T::try_from(u8::try_from(n).unwrap()).unwrap()
}
