//! The records that say what a plant fears, decides and does: steps 1-7, 2-1 and 3 of the METI guideline, and
//! the scenarios of IPA's business-damage-based method.
//!
//! Invariant: facts only. That a threat is not countered, or a record overdue, is judged on floor 2.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    ActivityId, AssetId, BusinessId, ConduitId, ContactId, CriterionRef, EvidenceId, Importance, Loss,
    MeasureId, PolicyId, ReportFormId, ResponseStepId, ReviewId, ScenarioId, SecurityLevel, Stated,
    SupplierId, SupplierRequestId, ThreatId, ThreatLevel, ZoneId, ZoneThreatId,
};

/// What a threat would do to a zone, step 1-7.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ZoneThreat {
    /// Id.
    pub id: ZoneThreatId,
    /// What would happen there, in words.
    pub name: String,
    /// The zone.
    pub zone: ZoneId,
    /// The threat, by its id in the catalog.
    pub threat: ThreatId,
    /// How likely it is to be tried here (IPA's threat level); where unknown, the catalog's.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub level: Stated<ThreatLevel>,
    /// What would be lost, in BC/S/Q/D/C.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub loss: Stated<Loss>,
    /// Why that level and that loss.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// Free words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// What is done about a risk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Treatment {
    /// Measures make it smaller.
    Reduce,
    /// What brings it is given up.
    Avoid,
    /// Somebody else bears it: insurance, contract.
    Transfer,
    /// It is borne, knowingly.
    Accept,
}

/// A policy of measures (対策方針), step 2-1: what is done first, and how far, for zones named or for all zones
/// of an importance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// Id.
    pub id: PolicyId,
    /// The policy in one sentence.
    pub name: String,
    /// Zones it is for; where empty, all zones of `importance`.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub zones: BTreeSet<ZoneId>,
    /// Importance of the zones it is for, where none is named.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub importance: Stated<Importance>,
    /// What is done about the risk.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub treatment: Stated<Treatment>,
    /// Order of work: 1 comes first.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub priority: Stated<u32>,
    /// Security level to be reached (IEC 62443 SL-T).
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub security_level_target: Stated<SecurityLevel>,
    /// Who answers for it.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub owner: Stated<String>,
    /// Day on which management approved it.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub approved: Stated<Date>,
    /// Free words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// Sort of contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ContactKind {
    /// Inside the company.
    Inside,
    /// Supplier or maintenance company.
    Supplier,
    /// Customer.
    Customer,
    /// Authority or police.
    Authority,
    /// Coordinating body, sharing community, help desk.
    Sharing,
}

/// Whom to call, step 3(1)①A and C.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// Id.
    pub id: ContactId,
    /// Person, post or body.
    pub name: String,
    /// Sort of contact.
    pub kind: ContactKind,
    /// What it is called for.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub reason: Stated<String>,
    /// How it is reached: telephone, address.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub reach: Stated<String>,
    /// Hours at which it answers.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub hours: String,
    /// Who stands in.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub deputy: Stated<String>,
    /// Day on which somebody last tried it.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub checked: Stated<Date>,
    /// Free words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// The four of OODA.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OodaPhase {
    /// 観察
    Observe,
    /// 状況判断
    Orient,
    /// 意思決定
    Decide,
    /// 実行
    Act,
}

/// A step of the procedure for early recognition and response, step 3(1)①A.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResponseStep {
    /// Id; steps are carried out in the order of their ids.
    pub id: ResponseStepId,
    /// What is done.
    pub name: String,
    /// Which of the four.
    pub phase: OodaPhase,
    /// What sets it off.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub trigger: String,
    /// Who does it.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub owner: Stated<String>,
    /// Within so many minutes.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub minutes_max: Stated<u32>,
    /// Zones it is for; where empty, all.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub zones: BTreeSet<ZoneId>,
    /// Whom to call.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub contacts: BTreeSet<ContactId>,
    /// Free words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// A form on which an incident is reported (報告様式), inside or to others. What authorities' own forms hold is not
/// here: it is data of the catalog.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportForm {
    /// Id.
    pub id: ReportFormId,
    /// What it is called.
    pub name: String,
    /// What it is for, such as the first report inside.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub purpose: String,
    /// Whom the report goes to.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub contacts: BTreeSet<ContactId>,
    /// Where the blank form is kept.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub place: Stated<String>,
    /// Edition of the form.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub edition: Stated<String>,
    /// Who keeps it up to date.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub owner: Stated<String>,
    /// Free words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// Sort of operation record, step 3(1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ActivityKind {
    /// ①A Something noticed and dealt with.
    Response,
    /// ①B IDs and passwords: issued, changed, withdrawn, reviewed.
    Account,
    /// ①B A setting changed.
    SettingChange,
    /// ①C Information received or passed on.
    Sharing,
    /// ② Does a measure work?
    EffectCheck,
    /// ② Something around the plant changed.
    EnvironmentChange,
    /// ② A measure or a device renewed.
    Renewal,
    /// ② Education.
    Education,
    /// ② Drill.
    Drill,
}

/// How far an operation record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ActivityState {
    /// To be done.
    Planned,
    /// Done.
    Done,
    /// Given up.
    Dropped,
}

/// What an effect check or a drill showed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// As it should be.
    Good,
    /// In part.
    Partly,
    /// Not as it should be.
    Bad,
}

/// An operation record (運用記録), step 3(1): something done or to be done while the plant runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Activity {
    /// Id.
    pub id: ActivityId,
    /// What.
    pub name: String,
    /// Sort.
    pub kind: ActivityKind,
    /// How far.
    pub state: ActivityState,
    /// Day on which it was done, or is to be done.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub date: Stated<Date>,
    /// Who.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub owner: Stated<String>,
    /// What it showed.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub result: Stated<Outcome>,
    /// Zones it concerns.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub zones: BTreeSet<ZoneId>,
    /// Assets it concerns.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub assets: BTreeSet<AssetId>,
    /// Measures it concerns.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub measures: BTreeSet<MeasureId>,
    /// How many took part; of education and drills.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub attendees: Stated<u32>,
    /// Day on which it is due again.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub next: Stated<Date>,
    /// Where the paper or the file is.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub evidence: String,
    /// Free words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// What a request to a supplier is about, with the smart-factory additions to step 3(2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RequestSubject {
    /// Devices and equipment made for plants.
    Device,
    /// General-purpose products.
    GeneralPurpose,
    /// Software.
    Software,
    /// Cloud and other services.
    Cloud,
    /// Maintenance, installation, contract work.
    Work,
    /// The supplier's own security.
    Organisation,
}

/// How far a request to a supplier is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RequestState {
    /// Being prepared.
    Draft,
    /// Asked and explained.
    Asked,
    /// The cost is talked over.
    CostTalk,
    /// Agreed.
    Agreed,
    /// Answered; not yet looked at.
    Answered,
    /// Looked at, and found done.
    Confirmed,
    /// Refused.
    Refused,
}

/// A request to a supplier, and its state, step 3(2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SupplierRequest {
    /// Id.
    pub id: SupplierRequestId,
    /// What is asked for.
    pub name: String,
    /// Of whom.
    pub supplier: SupplierId,
    /// What about.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub subject: Stated<RequestSubject>,
    /// How far.
    pub state: RequestState,
    /// Why it is asked.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// Criteria of frameworks that the supplier is asked to answer.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub criteria: BTreeSet<CriterionRef>,
    /// Day on which it was asked.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub asked: Stated<Date>,
    /// Day on which the need was explained to the supplier.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub explained: Stated<Date>,
    /// Day on which the cost was talked over. Not applicable: the supplier said that it costs nothing.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub cost_talk: Stated<Date>,
    /// Day by which an answer is wanted.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub due: Stated<Date>,
    /// Day on which the supplier answered.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub answered: Stated<Date>,
    /// What the supplier answered.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub answer: String,
    /// What was agreed about the cost.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub cost_agreement: String,
    /// Day on which both sides agreed, as the record of it says.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub agreed: Stated<Date>,
    /// What shows the supplier's answer.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub evidence: BTreeSet<EvidenceId>,
    /// Who follows it up here.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub owner: Stated<String>,
    /// Free words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// What a person decided about an attack scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ScenarioState {
    /// It is analysed.
    Adopted,
    /// It is left out, for the reason in the note.
    Rejected,
}

/// An attack scenario (攻撃シナリオ) of IPA's business-damage-based method, as a person wrote or edited it. One with
/// the id of a generated scenario stands in its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// Id.
    pub id: ScenarioId,
    /// What the attacker does and what is lost.
    pub name: String,
    /// The business that is damaged.
    pub business: BusinessId,
    /// The asset that is attacked in the end.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub target: Stated<AssetId>,
    /// The zone from which the attack comes in.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub entry: Stated<ZoneId>,
    /// Conduits it passes, as a set: the tree puts them in order.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub conduits: BTreeSet<ConduitId>,
    /// Threats used on the way, by their ids in the catalog.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub threats: BTreeSet<ThreatId>,
    /// How likely it is to be tried; where unknown, worked out.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub level: Stated<ThreatLevel>,
    /// What is lost; where unknown, what the business loses.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub loss: Stated<Loss>,
    /// Is it analysed?
    pub state: ScenarioState,
    /// Free words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// A yearly or special review (見直し), the C and A of PDCA: its date fixes the state of the register that was
/// looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Review {
    /// Id.
    pub id: ReviewId,
    /// What it was, such as 2026年度 定期見直し.
    pub name: String,
    /// Day.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub date: Stated<Date>,
    /// Who took part.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub attendees: String,
    /// What was decided.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub decisions: String,
    /// Entries in the ledger when it was held: the state that was looked at can be read again.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub ledger_size: Stated<u64>,
    /// Hash of the register's state that was looked at, as on the documents.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub state_hash: Stated<String>,
    /// Day of the next one.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub next: Stated<Date>,
    /// Free words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}
