//! The records that say what a plant is: steps 1-1 to 1-6 and the measures of 2-2. What it fears, decides and
//! does from there on is in `course`.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    AssetId, BusinessId, ConduitId, CriterionRef, DataFlowId, DeviceIdentity, Importance, Loss, MeasureId,
    PracticeId, ProductId, RequirementId, ScsLevel, SecurityLevel, Stated, SupplierId, Text, ThreatId,
    ZoneId,
};

/// The plant and the company that runs it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plant {
    /// Name of the plant.
    pub name: String,
    /// Company that runs it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub company: String,
    /// The company's name in English, as its declarations give it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub company_en: String,
    /// Postal address of the company, as its declarations give it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub address: String,
    /// The same in English.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub address_en: String,
    /// Free words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

impl Plant {
    /// The company's name, in English too where that was entered; empty where there is none.
    #[must_use]
    pub fn company_words(&self) -> Text {
        Text::entered(&self.company, &self.company_en)
    }

    /// The company's address, likewise.
    #[must_use]
    pub fn address_words(&self) -> Text {
        Text::entered(&self.address, &self.address_en)
    }
}

/// Where a requirement comes from: the three parts of step 1-1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RequirementKind {
    /// 1-1(1) management goals
    ManagementGoal,
    /// 1-1(2) laws, customers, standards
    Outside,
    /// 1-1(3) inside rules and the present state
    Inside,
}

/// Was it in the range of the plant's systems before smartification?
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// 従来からある
    Existing,
    /// スマート化で広がった
    Widened,
}

/// A requirement of step 1-1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Requirement {
    /// Id.
    pub id: RequirementId,
    /// What is required.
    pub name: String,
    /// Which part of step 1-1.
    pub kind: RequirementKind,
    /// Law, customer or paper it comes from.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub source: Stated<String>,
    /// Who answers for it.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub owner: Stated<String>,
    /// Since when.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub date: Stated<Date>,
    /// Zones it is laid on; where empty, the whole plant (smart-factory addition to step 1-7).
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub zones: BTreeSet<ZoneId>,
    /// Free words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// A business process (業務), steps 1-2 and 1-3.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Business {
    /// Id.
    pub id: BusinessId,
    /// Name, such as 組立ライン1.
    pub name: String,
    /// Importance.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub importance: Stated<Importance>,
    /// Why that importance.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub importance_reason: String,
    /// What is lost when it stops or goes wrong, in BC/S/Q/D/C.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub loss: Stated<Loss>,
    /// It must run again within so many hours.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub recovery_hours_max: Stated<u32>,
    /// Who answers for it.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub owner: Stated<String>,
    /// Was it there before smartification? (smart-factory addition to step 1-2)
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub scope: Stated<Scope>,
    /// Free words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// Where a zone is drawn, from the outside at the top to the process at the bottom (Purdue order).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ZoneLevel {
    /// Outside the company: internet, service providers.
    Outside,
    /// Company-wide IT (4 and 5).
    Enterprise,
    /// Between IT and the plant (3.5).
    Boundary,
    /// Site operations: MES, servers (3).
    Operations,
    /// Supervision: SCADA, HMI (2).
    Supervision,
    /// Control: PLC, drives, robots (1).
    Control,
    /// Sensors and actuators (0).
    Process,
}

/// A zone (ゾーン), step 1-6: an area whose business is of equal importance and needs an equal level of
/// measures. The zone of IEC 62443-3-2 is the same object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Zone {
    /// Id.
    pub id: ZoneId,
    /// Name.
    pub name: String,
    /// The zone it lies in; not applicable for an outermost zone.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub parent: Stated<ZoneId>,
    /// Businesses carried out there.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub businesses: BTreeSet<BusinessId>,
    /// Importance.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub importance: Stated<Importance>,
    /// Where it is drawn; `outside` also means that somebody else runs it.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub level: Stated<ZoneLevel>,
    /// Security level to be reached (IEC 62443 SL-T).
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub security_level_target: Stated<SecurityLevel>,
    /// Who answers for it; for an outside zone, the other party.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub owner: Stated<String>,
    /// Free words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// Which way a conduit lets connections be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// Only from `from` to `to`.
    Forward,
    /// Both ways.
    Both,
}

/// Sort of conduit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ConduitKind {
    /// A network path.
    Network,
    /// Remote maintenance by somebody.
    RemoteMaintenance,
    /// A cloud or other outside service.
    Cloud,
    /// Carried media: USB sticks, maintenance PCs.
    Media,
    /// A wireless path.
    Wireless,
}

/// A way between two zones.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Conduit {
    /// Id.
    pub id: ConduitId,
    /// Name.
    pub name: String,
    /// One end.
    pub from: ZoneId,
    /// The other end.
    pub to: ZoneId,
    /// Allowed direction.
    pub direction: Direction,
    /// Sort of way.
    pub kind: ConduitKind,
    /// Protocols let through, in the words of the drawing.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub protocols: BTreeSet<String>,
    /// Who answers for it; with an outside party, where responsibility is divided.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub responsible: Stated<String>,
    /// With an outside party: what is ours and what is theirs when something happens (smart-factory addition).
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub responsibility_split: Stated<String>,
    /// Free words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// Sort of thing to protect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AssetKind {
    /// ネットワーク
    Network,
    /// 装置・機器
    Device,
    /// データ
    Data,
}

/// What an asset does in the plant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AssetRole {
    /// PLC, DCS controller, CNC, robot controller.
    Controller,
    /// Safety controller.
    SafetyController,
    /// Drive, remote I/O, sensor, actuator.
    FieldDevice,
    /// Operator panel, HMI.
    Hmi,
    /// PC with which controllers are programmed.
    EngineeringStation,
    /// SCADA or control server.
    ControlServer,
    /// Server of the plant's applications: MES, WMS, quality.
    ApplicationServer,
    /// Store of process data.
    Historian,
    /// Between two networks or protocols: data gateway, protocol converter, IoT gateway.
    Gateway,
    /// Switch, router, access point.
    NetworkDevice,
    /// Firewall, and other equipment that parts networks.
    Firewall,
    /// VPN server, jump host, remote maintenance router.
    RemoteAccess,
    /// Office or control-room PC, tablet.
    Workstation,
    /// Camera.
    Camera,
    /// USB stick, maintenance PC carried in.
    PortableMedia,
    /// Something else.
    Other,
}

/// Made for plants, off the shelf, or a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AssetNature {
    /// 専用品: made for industrial use.
    Dedicated,
    /// 汎用品: a general-purpose product.
    GeneralPurpose,
    /// クラウド: a service of somebody else.
    Cloud,
}

/// A thing to protect (保護対象), steps 1-4 and 1-5.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asset {
    /// Id.
    pub id: AssetId,
    /// Name.
    pub name: String,
    /// Sort of thing.
    pub kind: AssetKind,
    /// Zone it stands in.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub zone: Stated<ZoneId>,
    /// Businesses it serves; where empty, those of its zone.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub businesses: BTreeSet<BusinessId>,
    /// Importance.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub importance: Stated<Importance>,
    /// Why that importance.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub importance_reason: String,
    /// Vendor, family, model, firmware.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub device: Stated<DeviceIdentity>,
    /// Products it runs or is.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub products: BTreeSet<ProductId>,
    /// IP and MAC addresses, as written.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub addresses: BTreeSet<String>,
    /// Where it stands: building, line, cabinet.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub place: String,
    /// Who answers for it.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub owner: Stated<String>,
    /// Who supplied it.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub supplier: Stated<SupplierId>,
    /// Last day of the maker's support.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub support_end: Stated<Date>,
    /// What it does in the plant, in the sorts that threat lists speak of.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub role: Stated<AssetRole>,
    /// Made for plants, bought off the shelf, or a cloud service (smart-factory addition to step 2-2).
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub nature: Stated<AssetNature>,
    /// Was it there before smartification? (smart-factory addition to step 1-2)
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub scope: Stated<Scope>,
    /// Free words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// A data flow between two assets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DataFlow {
    /// Id.
    pub id: DataFlowId,
    /// What flows.
    pub name: String,
    /// Sender.
    pub from: AssetId,
    /// Receiver.
    pub to: AssetId,
    /// The conduit it takes; not applicable inside one zone.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub conduit: Stated<ConduitId>,
    /// What the data are used for (smart-factory addition to step 2-2).
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub purpose: Stated<String>,
    /// Free words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// Who makes a product.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Maker {
    /// We do, and our customers use it.
    Own,
    /// A supplier does.
    Supplier(SupplierId),
    /// Nobody has said.
    #[default]
    Unknown,
}

/// A product, own or bought: what an SBOM describes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Product {
    /// Id.
    pub id: ProductId,
    /// Name.
    pub name: String,
    /// Its name in English, for documents in English.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name_en: String,
    /// Version.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub version: Stated<String>,
    /// Maker.
    #[serde(default)]
    pub maker: Maker,
    /// For devices and plant software: vendor, family, model, firmware.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub device: Stated<DeviceIdentity>,
    /// Businesses that make or sell it.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub businesses: BTreeSet<BusinessId>,
    /// Last day of support.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub support_end: Stated<Date>,
    /// What it is meant for, and by whom it is used.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub purpose: Stated<String>,
    /// The same in English.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub purpose_en: String,
    /// Row of a law's list of classes that its core function falls under (CRA Annex III or IV). Not applicable: none.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub category: Stated<CriterionRef>,
    /// Countries where it is sold, two letters each (ISO 3166-1).
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub markets: BTreeSet<String>,
    /// Day on which this version was first placed on a market.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub placed: Stated<Date>,
    /// Importer: name and address.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub importer: Stated<String>,
    /// Authorised representative: name and address.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub representative: Stated<String>,
    /// Where vulnerabilities of it are reported to: mail address or page.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub report_to: Stated<String>,
    /// Where the policy for such reports is published: page.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub disclosure_policy: Stated<String>,
    /// Free words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

impl Product {
    /// Its name, in English too where that was entered.
    #[must_use]
    pub fn name_words(&self) -> Text {
        Text::entered(&self.name, &self.name_en)
    }
}

/// A person's answer to a question that the register may not settle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum YesNo {
    /// It is so.
    Yes,
    /// It is not so.
    No,
}

/// A supplier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Supplier {
    /// Id.
    pub id: SupplierId,
    /// Name.
    pub name: String,
    /// What it supplies.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub provides: String,
    /// Whom to ask: person, address, telephone.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub contact: Stated<String>,
    /// SCS star it holds.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub scs_level: Stated<ScsLevel>,
    /// Last day of that star.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub scs_until: Stated<Date>,
    /// Businesses of ours that depend on it, beyond those that the assets it supplied serve.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub businesses: BTreeSet<BusinessId>,
    /// When it stops: hours after which our work goes on, because it is back, by stock or by another source.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub replaced_hours_max: Stated<u32>,
    /// A person's statement: do its systems hold important secrets of ours? Goes before what the register shows.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub holds_secrets: Stated<YesNo>,
    /// A person's statement: would its stop delay us beyond what we can bear? Goes before what the register shows.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub stop_unbearable: Stated<YesNo>,
    /// A person's statement: can its environment reach our inner systems? Goes before what the register shows.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub reaches_inside: Stated<YesNo>,
    /// Why these statements, and by whom.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub statement_reason: String,
    /// When they were made.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub stated: Stated<Date>,
    /// Free words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// How far a measure is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MeasureState {
    /// Wished for.
    Proposed,
    /// Decided, with a date.
    Planned,
    /// In place.
    InPlace,
    /// Given up.
    Dropped,
}

/// Where a measure acts, step 2-2: the system side ① to ③, the physical side ① to ⑥; and step 3, operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MeasureArea {
    /// System ① network
    Network,
    /// System ② devices
    Device,
    /// System ③ programs and services in use
    Program,
    /// Physical ① building
    Building,
    /// Physical ② power and electrical equipment
    Power,
    /// Physical ③ environment, such as air conditioning
    Environment,
    /// Physical ④ water
    Water,
    /// Physical ⑤ equipment
    Equipment,
    /// Physical ⑥ physical access
    PhysicalAccess,
    /// Step 3: people, rules, records
    Operation,
}

impl MeasureArea {
    /// Every area, in the guideline's order.
    pub const ALL: [Self; 10] = [
        Self::Network,
        Self::Device,
        Self::Program,
        Self::Building,
        Self::Power,
        Self::Environment,
        Self::Water,
        Self::Equipment,
        Self::PhysicalAccess,
        Self::Operation,
    ];
}

/// A measure (対策), step 2-2.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measure {
    /// Id.
    pub id: MeasureId,
    /// What is done.
    pub name: String,
    /// How far.
    pub state: MeasureState,
    /// Zones it protects.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub zones: BTreeSet<ZoneId>,
    /// Conduits it protects.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub conduits: BTreeSet<ConduitId>,
    /// Assets it protects.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub assets: BTreeSet<AssetId>,
    /// Who carries it out.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub owner: Stated<String>,
    /// Cost in yen.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub cost_yen: Stated<u64>,
    /// By when.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub due: Stated<Date>,
    /// Where it acts: ① to ③ of the system side, ① to ⑥ of the physical side, or operation (step 3).
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub area: Stated<MeasureArea>,
    /// The measure of the catalog that it carries out; its effects are taken from there.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub practice: Stated<PracticeId>,
    /// Threats it is meant for; where empty, those that its catalog measure counters.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub threats: BTreeSet<ThreatId>,
    /// Cost in yen of every year.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub yearly_cost_yen: Stated<u64>,
    /// In place since.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub since: Stated<Date>,
    /// Free words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}
