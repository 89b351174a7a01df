//! The nouns of Sekisho and their ids: what a person enters or a file brings, as types.
//!
//! Invariant: everything here is a *fact* or a plain value. What follows from facts is computed on
//! higher floors and never stored here. This crate knows no clock, no disk, no network, no SQL, no HTTP.
//!
//! The nouns derive serde because the register has exactly one versioned document form, used by plant
//! files and by the store alike (ADR 0002); the web's wire types are its own.

mod advisory;
mod component;
mod device;
mod digests;
mod id;
mod incident;
mod level;
mod observation;
mod origin;
mod problem;
mod purl;
mod register;
mod signal;
mod stated;
mod text;
mod user;

pub use advisory::{
    Advisory, AdvisoryForm, Bound, Condition, Cvss, DeviceTarget, Edition, Ground, Platform, Remedy,
    RemedyKind, Severity, StatedScore, Statement, Status, Target, Tlp, VersionRange, VersionScheme, Versions,
    VulnerabilityFacts,
};
pub use component::{Component, ComponentKind, PackageKey, Sbom, SbomSubject, cpe_product};
pub use device::DeviceIdentity;
pub use digests::Digests;
pub use id::{
    ActivityId, AdvisoryId, AnswerId, AssetId, BusinessId, CaseId, ConduitId, ContactId, CriterionRef,
    CustomerId, DataFlowId, DecisionId, EvidenceId, ExpectationId, IdError, MeasureId, PaperId, PolicyId,
    PracticeId, ProductId, RemediationId, ReportFormId, RequirementId, ResponseStepId, ReviewId, RulingId,
    SbomId, ScenarioId, SupplierId, SupplierRequestId, ThreatId, VulnerabilityId, WatchId, ZoneId,
    ZoneThreatId,
};
pub use incident::{IncidentEntry, IncidentFact};
pub use level::{Importance, JcStarLevel, Loss, LossLevel, ScsLevel, SecurityLevel, ThreatLevel};
pub use observation::{
    Address, Amount, CaptureHealth, Certainty, CommandClass, CommandClasses, Conversation, ConversationKey,
    Field, Identity, IdentityKind, Mac, Observation, Protocol, ProtocolFamily, Recorded, Shape, ShortText,
    Sighting, SightingKey, Transport,
};
pub use origin::{Origin, Source};
pub use problem::{Gravity, Place, Problem};
pub use purl::{PackageUrl, PurlError, PurlFault};
pub use register::{
    Activity, ActivityKind, ActivityState, Answer, AnswerState, Asset, AssetKind, AssetNature, AssetRole,
    Business, Case, CaseKind, Change, Conduit, ConduitKind, Contact, ContactKind, Customer, DataFlow,
    Decision, DecisionStatus, Direction, EvidenceItem, Expectation, Justification, Maker, Measure,
    MeasureArea, MeasureState, OodaPhase, Outcome, Paper, PaperKind, PaperState, Plant, Policy, Product,
    Record, RecordKind, Register, Remediation, RemediationKind, RemediationState, ReportForm, RequestState,
    RequestSubject, Requirement, RequirementKind, ResponseStep, Review, Ruling, Sameness, Scenario,
    ScenarioState, Scope, Supplier, SupplierRequest, Treatment, Watch, WatchDepth, YesNo, Zone, ZoneLevel,
    ZoneThreat,
};
pub use signal::{Exploitation, Signal, SignalKind, TechnicalImpact};
pub use stated::Stated;
pub use text::{Lang, Text, counted};
pub use user::{Role, User, UserName};
